"""What two sides gave each other, issue by issue: dated acts, and apart from them what was only said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.bargain import worth
from facta.analyses.bargain.acts import merged, read, sifted
from facta.analyses.bargain.figures import Selections, in_unit
from facta.analyses.bargain.words import ends
from facta.analyses.base import whole
from facta.models.rates import rate_ratio
from facta.results import Figure, Item, Table
from facta.signals.base import figure, quantity
from facta.units import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.bargain.acts import Act, Sifted
    from facta.analyses.base import View
    from facta.indicators import Selection

YEAR = 365
SEARCHED = 180  # days of either year that somebody must have searched
SPOKEN = ("statement", "offer", "target", "plan")  # a kind that ends so tells what was said
UNSEARCHED = "its sources were not searched throughout"
MOST_RECORDS = 12
Days = list[tuple[int, int]]


class Issue(BaseModel):
    """One thing that a side of the bargain gives: the records that are acts, and those that are words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=50, description="A short noun phrase.")
    side: str = Field(description="Who gives.")
    gives: Selections = Field(default=(), description="Records of acts; a promise counts once it is kept.")
    says: Selections = Field(default=(), description="Records of what was promised or said, counted apart.")
    unit: str | None = Field(default=None, description="The unit in which acts are added up.")
    compared: bool = Field(
        default=True,
        description="Whether its acts count when the sides are compared; false for the other half of a sale.",
    )
    doubtful: dict[str, str] = Field(
        default_factory=dict,
        description="Ids of records that may tell of no further act, with the reason; named, not counted.",
    )

    @model_validator(mode="after")
    def _counts_acts(self) -> Self:
        if not self.gives:
            message = f"{self.title!r} counts nothing: write in gives which records are its acts"
            raise ValueError(message)
        said = [kind for one in self.gives for kind in one.kind if kind.rpartition("-")[2] in SPOKEN]
        if said:
            message = f"{said[0]!r} is a word and no act: move it from gives to says"
            raise ValueError(message)
        if self.unit and (wrong := check(self.unit)):
            raise ValueError(wrong)
        return self


@dataclass(frozen=True, slots=True)
class Rate:
    """Acts of the last twelve months and of the twelve before, and the ratio of their rates, or why none.

    ``undated`` do not surely lie within one year, ``unseen`` on days that nobody searched; the
    ratio is that of ``seen``.
    """

    recent: int
    before: int
    ratio: tuple[float, float, float] | None
    why: str
    undated: tuple[Act, ...] = ()
    unseen: tuple[Act, ...] = ()
    seen: tuple[int, int] = (0, 0)

    def said(self) -> str:
        """Say both counts and their ratio."""
        counts = f"{self.recent} in the last twelve months, {self.before} in the twelve before"
        if self.ratio is None:
            return f"{counts} ({self.why})"
        value, low, high = self.ratio
        of = f" of {self.seen[0]} and {self.seen[1]} on searched days" if self.unseen else ""
        return f"{counts} (ratio {figure(value)}{of}, 95 % interval {ends(low, high)})"


@dataclass(frozen=True, slots=True)
class Given:
    """An issue as of a day."""

    key: str
    issue: Issue
    found: Sifted
    words: tuple[Act, ...]
    rate: Rate
    total: worth.Sum

    @property
    def acts(self) -> tuple[Act, ...]:
        """Its acts, oldest first."""
        return self.found.acts

    def value(self) -> str:
        """Say what the acts add up to, or that they are not valued."""
        return self.total.said(self.issue.unit)


def given(key: str, issue: Issue, view: View) -> Given:
    """Count what was given and said on an issue as known on the day."""
    found = sifted(issue.gives, issue.doubtful, view)
    taken = {name for act in found.told for name in act.names}
    words = merged((*found.unkept, *read(issue.says, view, words=True)))
    said = tuple(act for act in words if not act.names & taken)
    return Given(key, issue, found, said, rate(found.acts, issue, view), worth.added(found, issue.unit))


def searched(selections: Sequence[Selection], view: View) -> Days:
    """Return the stretches of days on which the sources of all selections were searched."""
    return view.known.covered(*(whole(one, view.sources) for one in selections)).pairs()


def _exposed(looked: Days, start: int, end: int) -> int:
    return sum(max(0, min(end, b) - max(start, a)) for a, b in looked)


def _seen(act: Act, looked: Days) -> bool:
    return any(act.within(start, end) for start, end in looked)


def rate(acts: Sequence[Act], issue: Issue, view: View) -> Rate:
    """Compare the acts of the last twelve months with those of the twelve before.

    An act counts in a year when all days on which it may have been lie there, and for the ratio
    only when these days were searched.
    """
    day = view.known.day + 1
    years = ((day - YEAR, day), (day - 2 * YEAR, day - YEAR))
    held = [[act for act in acts if act.within(*year)] for year in years]
    placed = [act.ref for some in held for act in some]
    undated = tuple(act for act in acts if act.ref not in placed and act.touches(day - 2 * YEAR, day))
    looked = searched(issue.gives, view)
    exposed = [_exposed(looked, *year) for year in years]
    unseen = tuple(act for some in held for act in some if not _seen(act, looked))
    recent, before = (len(some) for some in held)
    seen = (sum(_seen(act, looked) for act in held[0]), sum(_seen(act, looked) for act in held[1]))
    if min(exposed) < SEARCHED:
        return Rate(recent, before, None, f"no ratio: {UNSEARCHED}", undated, unseen, seen)
    if not any(seen):
        why = "no ratio: none on searched days" if unseen else "no ratio: none in two years"
        return Rate(recent, before, None, why, undated, unseen, seen)
    found = rate_ratio(seen[0], exposed[0], seen[1], exposed[1])
    return Rate(recent, before, (found.ratio, found.low95, found.high95), "", undated, unseen, seen)


def unfit(issue: Issue, view: View) -> Iterator[str]:
    """Yield every act with an amount that cannot be added in the unit of its issue."""
    for selection in issue.gives if issue.unit else ():
        for ref, versions in view.lives(selection).items():
            row = versions[-1]
            if worth.amount(row) is not None and in_unit(1.0, row["unit"], str(issue.unit)) is None:
                yield f"{ref}: {row['unit']!r} cannot be added to {issue.unit!r}; give it an issue of its own"


def told(one: Given, sides: Mapping[str, str]) -> Item:
    """Say how one issue stands."""
    issue, acts, words = one.issue, one.acts, one.words
    side = sides[issue.side]
    newest = acts[-1] if acts else None
    count = f"{side}: {quantity(len(acts), 'acts') if acts else 'no act'}, {one.rate.said()}"
    amount = f"; {one.value()}" if acts or one.found.promoted else ""
    detail = [(act.dated(), f"{act.text.rstrip('.')} ({act.ref})") for act in reversed(acts[-3:])]
    detail += [
        (f"Word, {act.dated()}", f"{act.text.rstrip('.')} ({act.ref})") for act in reversed(words[-3:])
    ]
    return Item(
        key=f"give-{one.key}",
        title=f"{side} gives: {issue.title}",
        says=_says(one),
        because=f"{count}{amount}; {quantity(len(words), 'words')}.",
        figure=Figure(name=one.key, title=issue.title, value=len(acts), unit="acts", n=len(acts)),
        since=newest.day if newest else None,
        records=tuple(act.ref for act in (*acts[-MOST_RECORDS:], *words[-MOST_RECORDS:])),
        detail=(*detail, *_apart(one)),
        editorial=bool(issue.doubtful),
    )


def _says(one: Given) -> str:
    if one.acts:
        return "given lately" if one.rate.recent else "nothing lately"
    if one.found.promoted:
        return "on a promoter's word alone"
    return "only words" if one.words else "no act is known"


def _apart(one: Given) -> Iterator[tuple[str, str]]:
    """Name the records that do not count, and those that count in part."""
    found, rated, total = one.found, one.rate, one.total
    if not one.issue.compared:
        yield "Compared", "the other half of a sale, which counts once, for the side that delivers"
    doubts = "; ".join(f"{act.ref}: {one.issue.doubtful[act.ref].rstrip('.')}" for act in found.doubtful)
    told = {
        "The same event": "; ".join(f"{act.ref} is {', '.join(act.also)}" for act in one.acts if act.also),
        "Not counted, within another's window": _refs(found.parts),
        "Not counted, a promoter's word": _refs(found.promoted),
        "Not counted, in doubt": doubts,
        "Not surely within one year": ", ".join(f"{act.ref} ({act.dated()})" for act in rated.undated),
        "On days nobody searched": _refs(rated.unseen),
        "More than their amount": ", ".join(total.open),
        "Without an amount": ", ".join(total.bare),
    }
    yield from ((label, text) for label, text in told.items() if text)


def _refs(acts: Sequence[Act]) -> str:
    return ", ".join(act.ref for act in acts)


def table(issues: Sequence[Given], sides: Mapping[str, str], title: str) -> Table:
    """Put the issues of both sides under each other."""
    rows = tuple(
        (
            sides[one.issue.side], one.issue.title, str(len(one.acts)), str(one.rate.recent),
            str(one.rate.before), _ratio(one.rate), one.value() if one.acts or one.found.promoted else "",
            f"{one.acts[-1].dated()} {one.acts[-1].ref}" if one.acts else "none", str(len(one.words)),
        )
        for one in issues
    )  # fmt: skip
    columns = (
        "side",
        "gives",
        "acts",
        "last 12 months",
        "12 before",
        "ratio (95 %)",
        "value",
        "newest",
        "words",
    )
    halves = " and ".join(one.issue.title for one in issues if not one.issue.compared)
    note = "A word is no act."
    note += f" {halves}: the other half of sales, not counted in the comparison." if halves else ""
    return Table(title=title, columns=columns, rows=rows, right=(2, 3, 4, 8), note=note)


def _ratio(found: Rate) -> str:
    if found.ratio is None:
        return found.why
    value, low, high = found.ratio
    return f"{figure(value)} ({ends(low, high)})"


@dataclass(frozen=True, slots=True)
class Both:
    """Acts of both sides in the last twelve months, each once, and the ratio of first to second.

    The ratio is that of ``seen``, the acts on days that were searched.
    """

    counts: tuple[int, int]
    ratio: tuple[float, float, float] | None
    why: str = ""
    seen: tuple[int, int] = (0, 0)


def both(issues: Sequence[Given], sides: Mapping[str, str], view: View) -> Both:
    """Compare how many acts the two sides have on record in the last twelve months.

    What both sides list, such as a sale, counts once: for the side that acts in its record, or else
    for the one that lists it first.
    """
    compared = [one for one in issues if one.issue.compared]
    day = view.known.day + 1
    looked = searched([gives for one in compared for gives in one.issue.gives], view) if compared else []
    counts, seen = dict.fromkeys(sides, 0), dict.fromkeys(sides, 0)
    for act in merged({act.ref: act for one in compared for act in one.acts}.values()):
        who = [one.issue.side for one in compared for mine in one.acts if mine.names & act.names]
        side = act.row["actor"] if act.row["actor"] in who else who[0]
        if act.within(day - YEAR, day):
            counts[side] += 1
            seen[side] += _seen(act, looked)
    (first, second), (mine, theirs) = counts.values(), seen.values()
    exposed = _exposed(looked, day - YEAR, day)
    if exposed < SEARCHED:
        return Both((first, second), None, "the sources were not searched throughout")
    if not mine + theirs:
        return Both((first, second), None, "none on searched days" if first + second else "")
    found = rate_ratio(mine, exposed, theirs, exposed)
    return Both((first, second), (found.ratio, found.low95, found.high95), seen=(mine, theirs))
