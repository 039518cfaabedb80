"""How indicators stand on a day: series, what signals find, how fresh they are, what chance alone gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from facta.models.discovery import discoveries
from facta.periods import nominal_days
from facta.records import ByChance, Point, Standing
from facta.signals import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from facta.indicators import Indicator, Known
    from facta.periods import Frequency
    from facta.records import Direction, Finding, Health, Series

FIGURES = ("observed", "zero", "partial")
PERIODS_MISSED, DAYS_MISSED = 3, 365  # dark when so many figures that were due did not come
DAYS_PER_YEAR = 365.2425
HELD = "no discovery"  # begins what is said of a finding that the control of false discoveries held back
EXPECTS = ("overdue", "tripwire")  # a quiet limit does not answer for them where nobody looked


def stand(name: str, indicator: Indicator, known: Known, since: date) -> Standing:
    """Say how one indicator stands."""
    series = indicator.series(name, known)
    lag = max((known.lag_days(s.source) for _, s in indicator.selections()), default=0)
    context = Context(
        as_of=known.as_of,
        rise=indicator.rise.means,
        fall=indicator.fall.means,
        since=indicator.since or since,
        is_count=indicator.counts,
        lag_days=lag,
        title=indicator.title,
        period=indicator.point,
        breaks=known.breaks.get(name, ()),
        exposures=indicator.exposures(known),
    )
    findings = tuple(signal.answer(series, context) for signal in indicator.signals)
    top = _speaks(findings)
    latest = newest_point(series, top.at if top else None)
    health, age = _health(latest, known.as_of, nominal_days(indicator.period), lag)
    level, direction, since_day, reason = _verdict(findings, top, health, latest)
    collected = latest is not None or indicator.collected(known)
    return Standing(
        indicator=name,
        title=indicator.title,
        strand=indicator.strand,
        evidence=indicator.evidence,
        unit=indicator.unit,
        level=level,
        direction=direction,
        health=health,
        since=since_day,
        reason=reason,
        latest=latest,
        age_days=age,
        band=_band(findings),
        findings=findings,
        series=series,
        basis=_basis(findings, level),
        collected=collected,
        redistributable=indicator.redistributable(known),
    )


def controlled(standings: Mapping[str, Standing], share: float) -> dict[str, Standing]:
    """Hold back findings so that of those that stand no more than a share is expected to be by chance.

    All rules with a p are looked at together (Benjamini and Hochberg); those without one stay.
    """
    held = held_in({name: standing.findings for name, standing in standings.items()}, share)
    return {name: _held(name, standing, held, share) for name, standing in standings.items()}


def held_in(findings: Mapping[str, Sequence[Finding]], share: float) -> set[tuple[str, int]]:
    """Return the indicator and place of each finding with a p that is no discovery among all of them."""
    pairs = [
        (name, place, finding.p)
        for name, mine in findings.items()
        for place, finding in enumerate(mine)
        if finding.p is not None and finding.level is not None
    ]
    stands = discoveries([min(max(p, 0.0), 1.0) for _, _, p in pairs], share)
    return {(name, place) for (name, place, _), kept in zip(pairs, stands, strict=True) if not kept}


def quieted(
    name: str, findings: Sequence[Finding], held: set[tuple[str, int]], share: float
) -> tuple[Finding, ...]:
    """Return the findings of an indicator with those that are held back at baseline."""
    return tuple(
        _quieted(finding, share) if finding.level and (name, place) in held else finding
        for place, finding in enumerate(findings)
    )


def _held(name: str, standing: Standing, held: set[tuple[str, int]], share: float) -> Standing:
    findings = quieted(name, standing.findings, held, share)
    if findings == standing.findings:
        return standing
    top = _speaks(findings)
    latest = newest_point(standing.series, top.at if top else None)
    level, direction, since, reason = _verdict(findings, top, standing.health, latest)
    return replace(
        standing,
        findings=findings,
        level=level,
        direction=direction,
        since=since,
        reason=reason,
        latest=latest,
        basis=_basis(findings, level),
    )


def _quieted(finding: Finding, share: float) -> Finding:
    said = f"{HELD} with false ones held to {100 * share:g} %"
    reason = f"{finding.reason.removesuffix('.')}; held: {said}."
    return replace(finding, level=0, direction="none", since=None, reason=reason, capped=said)


def by_chance(standings: Iterable[Standing], false_discovery: float | None = None) -> ByChance:
    """Add up how many alarms a year the assessed rules would give if nothing changed.

    Each rule is taken to be asked once a period, and to alarm as often as its nominal rate says.
    """
    rated = [
        (DAYS_PER_YEAR / nominal_days(cast("Frequency", one.series.period)), finding)
        for one in standings
        for finding in one.findings
        if one.level is not None and finding.level is not None
    ]
    rates = [(times, finding.rates) for times, finding in rated if finding.rates is not None]
    return ByChance(
        off=sum(times * rate[0] for times, rate in rates),
        elevated=sum(times * rate[1] for times, rate in rates),
        rules=len(rates),
        unrated=len(rated) - len(rates),
        false_discovery=false_discovery,
        held=sum((finding.capped or "").startswith(HELD) for _, finding in rated),
    )


def newest_point(series: Series, at: date | None = None) -> Point | None:
    """Return the point that starts on a day, or else the newest that carries a figure.

    A whole period goes before a part of one.
    """
    points = series.points
    columns = (points[name].to_list() for name in ("state", "value", "start"))
    has = [
        (start == at, state != "partial", i)
        for i, (state, value, start) in enumerate(zip(*columns, strict=True))
        if value is not None and state in FIGURES
    ]
    if not has:
        return None
    row: dict[str, Any] = points.row(max(has)[-1], named=True)
    fields = {name: row[name] for name in Point.__dataclass_fields__}
    return Point(**{**fields, "scaled": bool(row["scaled"])})


def _health(latest: Point | None, as_of: date, days: float, lag_days: int) -> tuple[Health, int | None]:
    """Fresh until the next figure is due, dark when figures that were due did not come.

    A window brought to the period by its rate is followed by the next window of its own length.
    """
    if latest is None:
        return "dark", None
    age = (as_of - latest.end).days
    length = float((latest.end - latest.start).days) if latest.scaled else days
    due = length + lag_days
    if age <= due:
        return "fresh", age
    return ("late" if age <= due + min(PERIODS_MISSED * length, DAYS_MISSED) else "dark"), age


def _speaks(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding that speaks: the highest level, and at one level one with a direction."""
    assessed = [finding for finding in findings if finding.level is not None]
    return max(assessed, key=lambda f: (f.level or 0, f.direction != "none"), default=None)


def _verdict(
    findings: Sequence[Finding], top: Finding | None, health: Health, latest: Point | None
) -> tuple[int | None, Direction, date | None, str]:
    """Return level, direction, since when, and why."""
    if latest is None:
        return None, "none", None, "No figure is known."
    if top is None:
        reason = findings[0].reason if findings else "No signal watches this figure."
        return None, "none", None, reason
    blind = [f for f in findings if f.level is None and f.signal in EXPECTS]
    if blind and not top.level:
        return None, "none", None, blind[0].reason
    if health == "dark" and not top.tripped:
        reason = f"Nothing for {latest.end:%B %Y} or later; it last stood at level {top.level}."
        return None, "none", None, reason
    against = {f.direction for f in findings if f.level == top.level and f.direction != "none"}
    direction: Direction = top.direction if len(against) < 2 else "none"  # noqa: PLR2004
    return top.level, direction, top.since, top.reason


def _basis(findings: Sequence[Finding], level: int | None) -> Literal["history", "limit", "none"]:
    """Say whether a level was weighed against the indicator's own history or only against limits."""
    if level is None:
        return "none"
    weighed = any(f.level is not None and not f.editorial for f in findings)
    return "history" if weighed else "limit"


def _band(findings: Sequence[Finding]) -> tuple[float, float] | None:
    for finding in findings:
        if finding.signal == "surprise" and finding.low is not None and finding.high is not None:
            return finding.low, finding.high
    return None
