"""How one indicator stands on a day: its series, what its signals find, and how fresh it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from facta.periods import nominal_days
from facta.records import Point, Standing
from facta.signals import Context

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from facta.indicators import Indicator, Known
    from facta.records import Direction, Finding, Health, Series

FIGURES = ("observed", "zero", "partial")
PERIODS_MISSED, DAYS_MISSED = 3, 365  # dark when so many figures that were due did not come
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
    )
    findings = tuple(signal.detect(series, context) for signal in indicator.signals)
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
