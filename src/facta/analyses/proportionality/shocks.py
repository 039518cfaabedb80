"""Dated steps and shocks: what happened, each once, and whether steps come after shocks more often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from facta.analyses.base import whole
from facta.analyses.chance import chance
from facta.indicators import Selection
from facta.models.events import AfterShocks, LeadLag, after_shocks, lead_lag
from facta.models.refusal import Refusal
from facta.periods import Period, describe
from facta.results import Bar, Bars, Drawing, Figure, Item
from facta.signals.base import bound, span
from facta.signals.base import figure as number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.base import Row, View
    from facta.models.rates import Ratio

StepsSay = Literal["more often after", "less often after", "cannot tell", "refused"]
OrderSays = Literal["steps follow", "steps precede", "cannot tell", "refused"]

SAME = "same-event:"
WIDEST_DAYS = 31  # a record known only to a longer stretch has no day
CHANCE = 0.05
EXACT = "95 % interval"
WIDEST_RATIO = 5.0  # of the drawing


class Shock(BaseModel):
    """One kind of dated event after which steps may come."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=60, description="What they are, in the plural.")
    of: tuple[Selection, ...] = Field(min_length=1, description="Which events, as a list of selections.")
    forecast: Literal["more often after", "less often after"] | None = Field(
        default=None, description="What the argument forecasts of steps after them."
    )
    searched: bool = Field(
        default=True, description="False where the records are a sample; then nothing is concluded."
    )


class Dated(NamedTuple):
    """One step or shock: its day as an ordinal, the records that tell it, and when as it is known."""

    day: int
    refs: tuple[str, ...]
    when: str


class Happened(NamedTuple):
    """Events each told once, oldest first, and the records that have no day."""

    dated: tuple[Dated, ...]
    undated: tuple[str, ...]

    def between(self, start: int, end: int) -> tuple[Dated, ...]:
        """Return those from one day up to another."""
        return tuple(one for one in self.dated if start <= one.day < end)


class Within(NamedTuple):
    """The first day that was searched and the day after the last, or None; and days after a shock."""

    looked: tuple[int, int] | None
    horizon_days: int


@dataclass(frozen=True, slots=True)
class Study:
    """Steps and one kind of shock over the days that were searched."""

    key: str
    shock: Shock
    steps: tuple[Dated, ...]
    shocks: tuple[Dated, ...]
    after: AfterShocks | Refusal
    order: LeadLag | Refusal
    horizon_days: int

    @property
    def steps_say(self) -> StepsSay:
        """How steps after shocks stand, by the exact interval and the turns."""
        if isinstance(self.after, Refusal):
            return "refused"
        if not self.shock.searched:
            return "cannot tell"
        if self.after.ratio.low95 > 1 and self.after.p_turned <= CHANCE:
            return "more often after"
        if self.after.ratio.high95 < 1 and self.after.p_fewer <= CHANCE:
            return "less often after"
        return "cannot tell"

    @property
    def order_says(self) -> OrderSays:
        """Which comes first, by the turns."""
        if isinstance(self.order, Refusal):
            return "refused"
        if not self.shock.searched or self.order.p_order > CHANCE:
            return "cannot tell"
        if self.order.following == self.order.preceding:
            return "cannot tell"
        return "steps follow" if self.order.following > self.order.preceding else "steps precede"


def happened(view: View, selections: Sequence[Selection], apart_days: int = 0) -> Happened:
    """Return what some selections hold as known on the day of a view, each event once.

    Records that name each other by a tag ``same-event:ID`` are one event, and so are events within
    ``apart_days`` of the first of them; with 0 days, two on one day are two. A record of several days
    or a month stands on its middle day and is said as it is known.
    """
    rows = {str(row["ref"]): row for selection in selections for row in view.rows(selection)}
    exact = {ref: row for ref, row in rows.items() if _days(row) <= WIDEST_DAYS}
    told = sorted(_event([exact[ref] for ref in group]) for group in _groups(exact))
    found: list[Dated] = []
    for one in told:
        if apart_days and found and one.day - found[-1].day <= apart_days:
            found[-1] = found[-1]._replace(refs=found[-1].refs + one.refs)
        else:
            found.append(one)
    return Happened(tuple(found), tuple(sorted(rows.keys() - exact.keys())))


def _days(row: Row) -> int:
    days: int = (row["end"] - row["start"]).days
    return days


def _event(rows: Sequence[Row]) -> Dated:
    """Return one event of the records that tell it, on the day of the most exact one."""
    best = min(rows, key=lambda row: (_days(row), row["start"]))
    day = best["start"] + timedelta(days=(_days(best) - 1) // 2)
    known = describe(Period(best["start"], best["end"]))
    return Dated(day.toordinal(), tuple(sorted(str(row["ref"]) for row in rows)), known)


def _groups(rows: Mapping[str, Row]) -> list[list[str]]:
    """Put the ids of records that tell one event together."""
    by_word = {ref.lower(): ref for ref in rows}
    group = {ref: [ref] for ref in rows}
    for ref, row in rows.items():
        for tag in row["tags"] or ():
            other = by_word.get(tag.removeprefix(SAME).lower()) if tag.startswith(SAME) else None
            if other is not None and group[other] is not group[ref]:
                group[ref].extend(group[other])
                for moved in group[other]:
                    group[moved] = group[ref]
    return list({id(one): one for one in group.values()}.values())


def searched(view: View, selections: Sequence[Selection], since: date) -> tuple[int, int] | None:
    """Return the newest unbroken stretch that all sources looked at, as ordinals, or None."""
    covered = view.known.covered(*(whole(one, view.sources) for one in selections))
    pairs = [(max(start, since.toordinal()), end) for start, end in covered.pairs()]
    return next(((start, end) for start, end in reversed(pairs) if start < end), None)


def study(key: str, shock: Shock, steps: Happened, view: View, within: Within) -> Study:
    """Compare steps after one kind of shock with steps at other times, where both were searched."""
    horizon_days = within.horizon_days
    if within.looked is None:
        none = Refusal(f"nobody searched for both steps and {shock.title} in the time that is looked at")
        return Study(key, shock, (), (), none, none, horizon_days)
    start, end = within.looked
    taken = steps.between(start, end)
    hit = happened(view, shock.of).between(start, end)
    days = (tuple(one.day - start for one in taken), tuple(one.day - start for one in hit), end - start)
    return Study(
        key, shock, taken, hit, _after(*days, horizon_days), _order(*days, horizon_days), horizon_days
    )


def several(count: int, what: str) -> str:
    """Say how many: one step, two steps.

    >>> several(1, "step"), several(1200, "day")
    ('1 step', '1,200 days')
    """
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


@lru_cache(maxsize=1024)
def _after(
    steps: tuple[int, ...], shocks: tuple[int, ...], days: int, horizon_days: int
) -> AfterShocks | Refusal:
    return after_shocks(steps, shocks, days=days, horizon_days=horizon_days)


@lru_cache(maxsize=1024)
def _order(
    steps: tuple[int, ...], shocks: tuple[int, ...], days: int, horizon_days: int
) -> LeadLag | Refusal:
    return lead_lag(steps, shocks, days=days, horizon_days=horizon_days)


def items(found: Study) -> Iterator[Item]:
    """Yield what is said of steps after shocks, and of their order."""
    newest = max((one.day for one in (*found.steps, *found.shocks)), default=None)
    refs = tuple(dict.fromkeys(ref for one in (*found.steps, *found.shocks) for ref in one.refs))
    since = None if newest is None else date.fromordinal(newest)
    ratio, _, _, order, _ = figures(found)
    title = found.shock.title
    yield Item(
        key=f"steps-{found.key}",
        title=f"Steps after {title}",
        says=found.steps_say,
        because=told(found),
        figure=ratio,
        since=since,
        records=refs,
        detail=tuple(_detail(found)),
    )
    yield Item(
        key=f"order-{found.key}",
        title=f"Which comes first, steps or {title}",
        says=found.order_says,
        because=_order_told(found),
        figure=order,
        since=since,
        records=refs,
    )


def told(found: Study) -> str:
    """Say in one sentence what the comparison of rates found, or why there is none."""
    after = found.after
    if isinstance(after, Refusal):
        return f"{after.reason[0].upper()}{after.reason[1:]}."
    days = after.inside_days + after.outside_days
    return (
        f"{after.inside} of {len(found.steps)} steps fell on the {after.inside_days:,} of {days:,} days that "
        f"follow {found.shock.title} within {several(after.horizon_days, 'day')}: {_ratio(after)}, "
        f"p by turning {chance(after.p_turned)} of as many or more and {chance(after.p_fewer)} of as many "
        "or fewer."
    )


def _ratio(after: AfterShocks) -> str:
    said = span(after.ratio.low95, after.ratio.high95)
    return f"{number(after.ratio.ratio)} times the rate of other days ({EXACT} {said})"


def _order_told(found: Study) -> str:
    order = found.order
    if isinstance(order, Refusal):
        return f"{order.reason[0].upper()}{order.reason[1:]}."
    follow, precede = (
        word if count != 1 else f"{word}s"
        for word, count in (("follow", order.following), ("precede", order.preceding))
    )
    return (
        f"{order.following} of {order.steps} steps {follow} {found.shock.title} within "
        f"{several(order.horizon_days, 'day')} and {order.preceding} {precede} them; "
        f"p of the difference {chance(order.p_order)}."
    )


def _detail(found: Study) -> Iterator[tuple[str, str]]:
    yield "Steps", _listed(found.steps)
    yield found.shock.title[0].upper() + found.shock.title[1:], _listed(found.shocks)
    if found.shock.forecast and not isinstance(found.after, Refusal):
        agrees = found.steps_say == found.shock.forecast
        opposite = not agrees and found.steps_say != "cannot tell"
        verdict = "borne out" if agrees else "the opposite is seen" if opposite else "not borne out so far"
        yield "Forecast", f"{found.shock.forecast}: {verdict}"


def _listed(dated: Sequence[Dated]) -> str:
    said = [f"{one.when} ({', '.join(one.refs)})" for one in dated]
    return "; ".join(said) or "none"


def figures(found: Study) -> tuple[Figure, ...]:
    """Return the ratio of rates, its p by turning, the share of steps that follow, and the p of the order."""
    after, order, title = found.after, found.order, found.shock.title
    if isinstance(after, Refusal) or isinstance(order, Refusal):
        why = after.reason if isinstance(after, Refusal) else ""
        why = why or (order.reason if isinstance(order, Refusal) else "")
        return tuple(
            Figure(name=f"{name}-{found.key}", title=f"{said} {title}", value=None, unit=unit, note=why)
            for name, said, unit in _NAMES
        )
    steps = len(found.steps)
    values = (
        bound(after.ratio.ratio), after.p_turned, after.p_fewer, 100 * order.share_following, order.p_order
    )  # fmt: skip
    return tuple(
        Figure(name=f"{name}-{found.key}", title=f"{said} {title}", value=value, unit=unit, n=steps,
               note="" if value is not None else "without a bound: no step fell on other days",
               low=bound(after.ratio.low95) if i == 0 else None,
               high=bound(after.ratio.high95) if i == 0 else None, bounds=EXACT if i == 0 else "")
        for i, ((name, said, unit), value) in enumerate(zip(_NAMES, values, strict=True))
    )  # fmt: skip


_NAMES = (
    ("hazard-ratio", "Rate of steps after", "times"),
    ("p-turned", "p by turning of as many steps or more after", "p"),
    ("p-fewer", "p by turning of as many steps or fewer after", "p"),
    ("share-following", "Share of steps that follow", "%"),
    ("p-order", "p of the order of steps and", "p"),
)


def drawing(studies: Sequence[Study]) -> Drawing | None:
    """Draw the ratio of rates for each kind of shock, or nothing where all were refused."""
    rows = [_bar(one, one.after.ratio) for one in studies if isinstance(one.after, AfterShocks)]
    if not rows:
        return None
    clear = [one for one in studies if one.steps_say in ("more often after", "less often after")]
    title = (
        "; ".join(f"Steps come {one.steps_say} {one.shock.title}" for one in clear)
        or "After no kind of shock do steps come clearly more or less often"
    )
    shape = Bars(
        rows=tuple(rows), unit="times", left="less often", right="more often", start=1.0, low=0.0,
        high=WIDEST_RATIO,
    )  # fmt: skip
    return Drawing(chart="bars", title=title, data=shape)


def _bar(found: Study, ratio: Ratio) -> Bar:
    """Return the bar of one kind of shock; a ratio without a bound has none, and its note says so."""
    label, says = f"After {found.shock.title}", found.steps_say
    if bound(ratio.ratio) is None:
        note = f"{says}; {number(ratio.low95)} or more, as no step fell on other days"
        return Bar(label=label, value=None, note=note, faint=says == "cannot tell")
    return Bar(
        label=label, value=ratio.ratio, low=ratio.low95, high=bound(ratio.high95), note=says,
        faint=says == "cannot tell",
    )  # fmt: skip
