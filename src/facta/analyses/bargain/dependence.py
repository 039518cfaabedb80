"""How far each side of a bargain depends on the other, as intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.bargain.figures import (
    Estimate,
    Quantity,
    bounds,
    by_year,
    counted,
    estimate,
    one_window,
)
from facta.analyses.bargain.words import among, band, capital
from facta.models import dependence as model
from facta.models.dependence import Interval
from facta.results import Bar, Bars, Drawing, Figure, Item, Table
from facta.signals.base import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.analyses.bargain.spread import Spreading
    from facta.analyses.base import View
    from facta.models.dependence import Asymmetry

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
MIDDLE = "the middle of the interval; no report is preferred"
GUESSED = "a year at the same rate is an estimate and no bound"
CAPPED = "some reports of the part exceed some of the whole, so the high end stops at 100 %"
NAMES = ("dependence", "dependences")
PROMOTED = "only a promoter gives a figure of that year, so its low end is no sober report"


class Judged(BaseModel):
    """A range that the author of the case judged, with the reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float = Field(ge=0, le=1, description="The low end, 0 to 1.")
    high: float = Field(ge=0, le=1, description="The high end, 0 to 1.")
    because: str = Field(min_length=8, description="The reason, in one sentence.")

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.low > self.high:
            message = f"the range {self.low:g} to {self.high:g} stands the wrong way round: swap low and high"
            raise ValueError(message)
        return self


class Dependence(BaseModel):
    """One measure of how far one side depends on the other: a part of a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=4, max_length=60, description="A short noun phrase.")
    of: str = Field(description="The side that depends.")
    on: str = Field(description="The side on which it depends.")
    measure: Literal["share", "product"] = Field(
        default="share", description="share: a part of a whole; product: trade over gross domestic product."
    )
    name: str | None = Field(default=None, description="The name of its figure; its key when left out.")
    part: Quantity = Field(description="What passes between the two.")
    whole: Quantity | None = Field(default=None, description="Of what it is a part.")
    missing: str | None = Field(
        default=None, min_length=8, description="Why there is no whole, in a sentence."
    )
    limits: str | None = Field(default=None, min_length=8, description="What its figures cannot show.")
    replaceable: Judged | None = Field(
        default=None, description="What others could deliver of it; editorial."
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.whole is None) == (self.missing is None):
            message = "a dependence is part of a whole: write whole, or missing with the reason"
            raise ValueError(message)
        if self.whole and self.whole.unit != self.part.unit:
            message = f"part and whole need one unit, not {self.part.unit!r} and {self.whole.unit!r}"
            raise ValueError(message)
        if self.of == self.on:
            message = f"{self.of!r} cannot depend on itself: write the other side in on"
            raise ValueError(message)
        return self


class Pair(BaseModel):
    """Two dependences that face each other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=4, max_length=60, description="A short noun phrase.")
    one: str = Field(description="A dependence of the first side on the second.")
    other: str = Field(description="The same of the second side on the first.")


@dataclass(frozen=True, slots=True)
class Found:
    """A dependence as measured, in percent, or the reason why not."""

    key: str
    asked: Dependence
    value: Interval | None = None
    part: Estimate | None = None
    whole: Estimate | None = None
    gap: str = ""

    @property
    def percent(self) -> str:
        """The interval in words."""
        return f"{percent(self.value)} %" if self.value else "no figure"

    @property
    def known(self) -> tuple[Estimate, ...]:
        """Its part and its whole, as far as they have figures."""
        return tuple(one for one in (self.part, self.whole) if one)

    @property
    def note(self) -> str:
        """What is to be known of its figure."""
        notes = [MIDDLE, *([GUESSED] if any(one.months for one in self.known) else [])]
        notes += [] if self.sober else [PROMOTED]
        return "; ".join([*notes, CAPPED] if self.capped else notes)

    @property
    def capped(self) -> bool:
        """Whether some reports of the part exceed some of the whole."""
        share = self.asked.measure == "share" and self.part is not None and self.whole is not None
        return bool(share and self.part and self.whole and self.part.interval.high > self.whole.interval.low)

    @property
    def sober(self) -> bool:
        """Whether neither figure comes from a promoter alone."""
        return not any(one.promoted for one in self.known)


def measured(key: str, asked: Dependence, view: View) -> Found:
    """Measure a dependence in the newest year for which both of its figures are known."""
    if asked.whole is None:
        return Found(key, asked, gap=f"{asked.title}: {asked.missing}")
    parts, wholes = by_year(asked.part, view), by_year(asked.whole, view)
    years = sorted(set(parts) & set(wholes))
    if not years:
        return Found(key, asked, gap=f"{asked.title}: {_lack(parts, wholes)}.")
    year = years[-1]
    windows = one_window(parts[year], wholes[year])
    part = estimate(year, parts[year], windows=windows)
    whole = estimate(year, wholes[year], windows=windows)
    if asked.measure == "share" and part.interval.low > whole.interval.high:
        unit = asked.part.unit
        least, most = quantity(part.interval.low, unit), quantity(whole.interval.high, unit)
        gap = f"its part in {year}, {least} or more, exceeds its whole, {most} at most"
        return Found(key, asked, gap=f"{asked.title}: {gap}.")
    try:
        if asked.measure == "product":
            value = model.trade_over_gdp(part.interval, whole.interval)
        else:
            value = model.share(part.interval, rest(part.interval, whole.interval))
    except ValueError as reason:
        return Found(key, asked, gap=f"{asked.title}: {reason}.")
    return Found(key, asked, value, part, whole)


def rest(part: Interval, whole: Interval) -> Interval:
    """Return what a whole holds beside a part of it.

    >>> rest(Interval(20, 30), Interval(100, 110))
    Interval(low=70, high=90)
    """
    low = max(whole.low - part.high, 0)
    return Interval(low, max(whole.high - part.low, low))


def percent(value: Interval) -> str:
    """Say an interval of shares in percent, as in "60–65"."""
    return band(100 * value.low, 100 * value.high)


def faced(pair: Pair, found: Mapping[str, Found]) -> tuple[Asymmetry | None, str]:
    """Compare two dependences that face each other, or say why they cannot be compared."""
    one, other = found[pair.one], found[pair.other]
    for side in (one, other):
        if side.value is None:
            return None, f"{pair.title}: no sign, for {side.asked.title} has no figure."
    if one.part is None or other.part is None or one.whole is None or other.whole is None:
        return None, ""
    if one.part.year != other.part.year:
        return None, f"{pair.title}: no sign, for the figures are of {one.part.year} and {other.part.year}."
    if one.part == other.part and one.asked.measure == other.asked.measure and one.part.interval.low > 0:
        trade, wholes = one.part.interval, (one.whole.interval, other.whole.interval)
        if one.asked.measure == "product":
            return model.gdp_asymmetry(trade, *wholes), ""
        return model.share_asymmetry(trade, rest(trade, wholes[0]), rest(trade, wholes[1])), ""
    return (model.asymmetry(one.value, other.value), "") if one.value and other.value else (None, "")


def _lack(parts: Mapping[int, object], wholes: Mapping[int, object]) -> str:
    if not parts and not wholes:
        return "neither its part nor its whole has a figure for eight months or more"
    if not parts or not wholes:
        return f"its {'whole' if parts else 'part'} has no figure for eight months or more"
    return f"no year in common, for the newest figures are of {max(parts)} and {max(wholes)}"


def told(found: Found, sides: Mapping[str, str]) -> Item:
    """Say how one dependence stands, and on which figures."""
    asked, part, whole = found.asked, found.part, found.whole
    title = f"{asked.title}: {sides[asked.of]} on {sides[asked.on]}"
    if found.value is None or part is None or whole is None:
        return Item(key=f"dep-{found.key}", title=title, says="no figure", because=found.gap)
    detail = [
        *((f"Part, {part.year}", report.told(asked.part.unit)) for report in part.reports),
        *((f"Whole, {whole.year}", report.told(asked.part.unit)) for report in whole.reports),
    ]
    detail += [("Limits", asked.limits)] if asked.limits else []
    detail += [("Note", capital(f"{CAPPED}."))] if found.capped else []
    if asked.replaceable:
        judged = asked.replaceable
        net = model.net_exposure(found.value, Interval(judged.low, judged.high))
        said = f"{percent(net)} %, were others to deliver {band(100 * judged.low, 100 * judged.high)} % of it"
        detail.append(("Net exposure, editorial", f"{said}: {judged.because}"))
    return Item(
        key=f"dep-{found.key}",
        title=title,
        says="measured" if found.sober else "on a promoter's figure alone",
        because=f"In {part.year} it was {found.percent} ({bounds(part, whole)}).",
        figure=figure_of(found),
        since=max(part.known, whole.known),
        records=tuple(dict.fromkeys((*part.refs, *whole.refs))),
        detail=tuple(detail),
        editorial=asked.replaceable is not None,
    )


def figure_of(found: Found) -> Figure:
    """Return the figure of a dependence, in percent."""
    asked, value = found.asked, found.value
    name, title = asked.name or found.key, asked.title
    if value is None or found.part is None:
        return Figure(name=name, title=title, value=None, unit="%", note=found.gap)
    return Figure(
        name=name, title=title, value=50 * (value.low + value.high),
        low=100 * value.low, high=100 * value.high,
        unit="%", bounds=bounds(*found.known), period=str(found.part.year), n=counted(*found.known),
        note=found.note,
    )  # fmt: skip


def net_figure(found: Found) -> Figure | None:
    """Return the exposure that nobody else could replace, where the author judged what could."""
    judged = found.asked.replaceable
    if judged is None or found.value is None or found.part is None:
        return None
    net = model.net_exposure(found.value, Interval(judged.low, judged.high))
    return Figure(
        name=f"net-{found.key}", title=f"{found.asked.title}, not replaceable",
        value=50 * (net.low + net.high), low=100 * net.low, high=100 * net.high, unit="%",
        bounds=f"{bounds(*found.known)}; times the judged range", period=str(found.part.year),
        n=counted(*found.known), note=found.note, editorial=True,
    )  # fmt: skip


def asymmetry_item(key: str, pair: Pair, found: Mapping[str, Found], sides: Mapping[str, str]) -> Item:
    """Say who depends more on whom, and whether the sign is the same at both ends."""
    gap, why = faced(pair, found)
    one, other = found[pair.one], found[pair.other]
    since = max(
        (known.known for side in (one, other) for known in (side.part, side.whole) if known), default=None
    )
    named = f"asymmetry-{key}"
    if gap is None:
        return Item(
            key=named, title=pair.title, says="no sign", because=why, since=since, records=_refs(one, other)
        )
    ratio, points = gap.log_ratio, band(100 * gap.difference.low, 100 * gap.difference.high)
    times = f", {band(exp(ratio.low), exp(ratio.high))} times" if ratio else ""
    year = one.part.year if one.part else ""
    difference, log = asymmetry_figures("asymmetry", pair, found)
    compared = f"{one.percent} against {other.percent}"
    return Item(
        key=named,
        title=pair.title,
        says=_sign(gap, sides[one.asked.of], sides[other.asked.of]),
        because=f"{compared} in {year}, {points} points{times}; {difference.bounds}.",
        figure=difference,
        since=since,
        records=_refs(one, other),
        detail=(
            (
                "Log ratio",
                band(log.low, log.high) if log.low is not None and log.high is not None else log.note,
            ),
        ),
    )


def asymmetry_figures(name: str, pair: Pair, found: Mapping[str, Found]) -> tuple[Figure, Figure]:
    """Return the difference of two dependences in points, and the natural logarithm of their ratio."""
    gap, why = faced(pair, found)
    titles = (f"{pair.title}, difference", f"{pair.title}, log ratio")
    if gap is None:
        return (
            Figure(name=name, title=titles[0], value=None, unit="points", note=why),
            Figure(name=f"{name}-log", title=titles[1], value=None, unit="log", note=why),
        )
    known = (*found[pair.one].known, *found[pair.other].known)
    period = str(known[0].year)
    low, high = 100 * gap.difference.low, 100 * gap.difference.high
    certain = "the sign is the same at both ends" if gap.sign is not None else "the sign is not certain"
    guessed = f"; {GUESSED}" if any(one.months for one in known) else ""
    difference = Figure(
        name=name, title=titles[0], value=(low + high) / 2, low=low, high=high, unit="points",
        bounds=bounds(*known), period=period, n=counted(*known), note=f"{MIDDLE}; {certain}{guessed}",
    )  # fmt: skip
    ratio = gap.log_ratio
    if ratio is None:
        return difference, Figure(
            name=f"{name}-log", title=titles[1], value=None, unit="log", note="none, for one may be 0"
        )
    return difference, Figure(
        name=f"{name}-log", title=titles[1], value=(ratio.low + ratio.high) / 2,
        low=ratio.low, high=ratio.high,
        unit="log", bounds=bounds(*known), period=period, n=counted(*known), note=f"{MIDDLE}{guessed}",
    )  # fmt: skip


def _sign(found: Asymmetry, first: str, second: str) -> str:
    if found.sign is None:
        return "sign not certain"
    if found.sign == 0:
        return "both depend alike"
    more, less = (first, second) if found.sign > 0 else (second, first)
    return f"{more} depends more than {less}, sign the same at both ends"


def _refs(*found: Found) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(ref for one in found for part in (one.part, one.whole) if part for ref in part.refs)
    )


def table(found: Sequence[Found], sides: Mapping[str, str], spreads: Sequence[Spreading]) -> Table:
    """Put the dependences side by side."""
    rows = [
        (
            one.asked.title, f"{sides[one.asked.of]} on {sides[one.asked.on]}",
            str(one.part.year) if one.part else "", one.percent,
            _noted(one) if one.value else one.gap,
        )
        for one in found
    ]  # fmt: skip
    rows += [
        (one.figure.title, "partners", one.figure.period, band(one.figure.low, one.figure.high), one.reported)
        if one.figure.low is not None and one.figure.high is not None
        else (one.figure.title, "partners", "", "no index", one.figure.note)
        for one in spreads
    ]
    measured_ones = sum(one.value is not None for one in found)
    title = f"{capital(among(measured_ones, len(found), *NAMES))} can be measured"
    return Table(
        title=title, columns=("measure", "who", "year", "low to high", "note"), rows=tuple(rows), right=(3,)
    )


def _noted(found: Found) -> str:
    """Say what an interval is, and whether a promoter alone gives its figures."""
    said = bounds(*found.known)
    return said if found.sober else f"{said}; {PROMOTED}"


def drawing(found: Sequence[Found]) -> Drawing:
    """Draw every dependence as a dot with its interval."""
    rows = tuple(
        Bar(
            label=one.asked.title,
            value=50 * (one.value.low + one.value.high) if one.value else None,
            low=100 * one.value.low if one.value else None,
            high=100 * one.value.high if one.value else None,
            note=(str(one.part.year) + ("" if one.sober else ", promoter")) if one.part else "",
            faint=not one.sober,
        )
        for one in found
    )
    measured_ones = sum(one.value is not None for one in found)
    title = f"{capital(among(measured_ones, len(found), *NAMES))} can be measured, with the ends of each"
    return Drawing(chart="bars", title=title, data=Bars(rows=rows, unit="%", start=None, low=0.0))
