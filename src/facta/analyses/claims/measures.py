"""What a test of a claim measures: a figure of an indicator over a stretch of time, with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from facta.indicators import cells
from facta.indicators.count import Count
from facta.indicators.share import Share, clopper_pearson
from facta.models.claims import Limits, count_limits, level_ratio, mean_limits
from facta.models.rates import overdispersion, rate_ratio
from facta.periods import Period, describe, nominal_days
from facta.signals.base import COMPLETE, INDEPENDENT, SEEN, WORDS, Points, read

if TYPE_CHECKING:
    import polars as pl

    from facta.analyses.base import View
    from facta.analyses.claims.tests import ClaimTest
    from facta.indicators import Indicator
    from facta.records import Series

MOST_RECORDS = 12
LEAST = 2  # figures on either side of a day
ROUNDING = 1e-6
NOT_EVENTS = ("deaths", "persons", "thousand persons", "troops", "fighters", "states")
EXACT, MEAN, RATIO = "95 % interval", "95 % interval of the mean", "95 % interval of the ratio"
SPREAD = "lowest and highest published"
FLOWS = ("count", "total")  # kinds whose figure is for a stretch of time
SIGNED = ("gap",)  # kinds whose figure may lie below 0
SIGNED_UNITS = ("SD", "%", "% of GDP", "ratio", "ordinal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An estimate with what bounds it, the time it is for, and the records behind it.

    ``low`` and ``high`` are None without an interval. ``per`` is the period that a rate or a mean is
    for, and ``brought`` how a rate was brought to it. ``weak`` says why the figure may lean and not
    decide. ``floor`` tells a count so far, which further records can only raise, and ``dark`` that
    nothing newer came, though it was due. An ``editorial`` one rests on numbers that an author chose.
    """

    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    bounds: str = ""
    period: str = ""
    n: int | None = None
    per: str = ""
    brought: str = ""
    weak: str = ""
    floor: bool = False
    dark: str = ""
    editorial: bool = False
    records: tuple[tuple[date, str], ...] = ()

    @property
    def interval(self) -> tuple[float, float] | None:
        """The bounds, or None."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def held(self) -> str:
        """Why it may not decide, or nothing."""
        return "editorial numbers" if self.editorial else self.weak


@dataclass(frozen=True, slots=True)
class _Found:
    """The points that were used, what they say, and what its bounds are: none when empty."""

    used: Points
    limits: Limits
    bounds: str
    unit: str
    per: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """An indicator, and the points that a test may use; a ``floor`` is a count so far."""

    indicator: Indicator
    frame: pl.DataFrame
    points: Points
    floor: bool = False

    @property
    def counts(self) -> bool:
        """Whether its figures are numbers of independent events."""
        return self.indicator.counts and self.indicator.unit not in NOT_EVENTS

    @property
    def running(self) -> bool:
        """Whether it counts from the beginning on."""
        return isinstance(self.indicator, Count) and self.indicator.running

    @property
    def least(self) -> float:
        """The smallest that its figures can be."""
        unsigned = self.indicator.kind not in SIGNED and self.indicator.unit not in SIGNED_UNITS
        return 0.0 if unsigned and min(self.points.values) >= 0 else -math.inf

    @property
    def per(self) -> str:
        """The period that a rate is for; nothing where the figure is not one of a stretch of time."""
        flow = self.indicator.kind in FLOWS and not self.running and "/" not in self.indicator.unit
        return WORDS.get(self.indicator.point, self.indicator.point) if flow else ""

    def events(self, used: Points) -> list[float]:
        """Return the events that each window itself saw, also where its figure was scaled."""
        nominal = nominal_days(self.indicator.period)
        rows = zip(used.values, used.starts, used.ends, used.scaled, strict=True)
        found = [value * (end - start) / nominal if scaled else value for value, start, end, scaled in rows]
        return [round(x) if abs(x - round(x)) < ROUNDING else x for x in found]

    def mean_count(self, used: Points) -> Limits:
        """Return events a period with their exact interval; of scaled windows, by their days."""
        per = nominal_days(self.indicator.period) / sum(_days(used)) if any(used.scaled) else 1 / len(used)
        return Limits(*(per * x for x in count_limits(math.fsum(self.events(used)))))

    def word(self, count: int) -> str:
        """Say a number of its periods, as in "4 half-years"."""
        period = "window" if any(self.points.scaled) else self.indicator.point
        word = WORDS.get(period, period)
        return f"{count} {word}" if count == 1 else f"{count} {word}s"


def measure(test: ClaimTest, view: View) -> Measured | str:
    """Measure what a test of an indicator asks for as known on the day, or say why it cannot be."""
    name = test.indicator or ""
    indicator, standing = view.indicators[name], view.standing(name)
    if not standing.collected:
        return "nothing was collected for it so far"
    if standing.latest is None:
        return "no figure is known"
    last = date.fromordinal(standing.latest.end.toordinal() - 1)
    dark = f"nothing is known after {last:%B %Y}" if standing.health == "dark" else ""
    asked = _asked(indicator, standing.series, test)
    found = asked if isinstance(asked, str) else _found(asked, test)
    if isinstance(asked, str) or isinstance(found, str):
        return dark or str(found)
    return replace(_told(asked, view, found), dark=dark)


def _asked(indicator: Indicator, series: Series, test: ClaimTest) -> _Asked | str:
    """Choose the points that decide: whole periods, or a count so far that is beyond a line already."""
    sample = indicator.counts and not indicator.searched
    seen = read(series, SEEN)
    part = len(seen) > 0 and (sample or seen.partial[-1])
    if indicator.counts and test.measure == "latest" and part and test.passed_by(seen.values[-1]):
        return _Asked(indicator, series.points, seen, floor=True)
    if sample:
        if test.measure != "latest":
            return "its records are a sample, so periods without one are unknown: measure latest"
        return "its records are a sample, and the newest count passes no line upwards"
    whole = read(series, COMPLETE)
    return _Asked(indicator, series.points, whole) if len(whole) else "no whole period is known"


def _told(asked: _Asked, view: View, found: _Found) -> Measured:
    """Put a measurement together with its period, its origins and its newest records."""
    used, limits = found.used, found.limits
    start, end = min(used.starts), min(max(used.ends), view.known.day + 1)
    origins, records = behind(asked.indicator, view, (start, end))
    period = describe(Period(date.fromordinal(start), date.fromordinal(end)))
    scaled = bool(found.per) and any(used.scaled)
    brought = f"The daily rate of {period}, brought to a {found.per}." if scaled else ""
    alone = max(origins, used.independent) < INDEPENDENT
    return Measured(
        value=limits.estimate,
        unit=found.unit,
        low=limits.low if found.bounds else None,
        high=(math.inf if asked.floor else limits.high) if found.bounds else None,
        bounds=found.bounds,
        period=period,
        n=len(used),
        per=found.per,
        brought=brought,
        weak="fewer than two independent origins" if alone else "",
        floor=asked.floor,
        records=records,
    )


def behind(
    indicator: Indicator, view: View, span: tuple[int, int]
) -> tuple[int, tuple[tuple[date, str], ...]]:
    """Return the independent origins of the records of some days, and the newest of these records.

    Where there are none, the newest ones before are told, without an origin. Where an indicator sets
    one selection against another, the one with fewer origins counts.
    """
    origins, found = [], []
    for field, selection in indicator.selections():
        held = cells(view.known.records, selection, lines=view.known.lines).at(view.known.day)
        inside = (held.start < span[1]) & (held.end > span[0])
        if field != "part":
            origins.append(len(set(held.origin[inside].tolist())))
        place = np.flatnonzero(inside if inside.any() else held.start < span[1])
        newest = place[np.argsort(held.start[place], kind="stable")[-MOST_RECORDS:]]
        refs = view.known.records.versions(selection.table)["ref"][held.row[newest].tolist()].to_list()
        lasts = np.minimum(held.end[newest] - 1, view.known.day).tolist()
        found += list(zip(map(date.fromordinal, lasts), refs, strict=True))
    newest_first = sorted(set(found), key=lambda one: (-one[0].toordinal(), one[1]))
    return min(origins, default=0), tuple(newest_first[:MOST_RECORDS])


def _found(asked: _Asked, test: ClaimTest) -> _Found | str:
    """Measure the newest figure, a change, or the newest periods together."""
    if test.measure == "latest":
        return _latest(asked)
    if asked.running:
        return "a running count has one figure and not one a period: measure latest"
    return _change(asked, test) if test.measure == "change" else _periods(asked, test)


def _periods(asked: _Asked, test: ClaimTest) -> _Found | str:
    """Measure the newest periods together."""
    wanted = test.periods or 0
    used = asked.points.last(wanted)
    if len(used) < wanted:
        return f"only {len(used)} of {asked.word(wanted)} known"
    if test.measure == "share":
        return _share(used)
    return _sum(asked, used) if test.measure == "sum" else _mean(asked, used)


def _latest(asked: _Asked) -> _Found:
    newest, unit = asked.points.last(1), asked.indicator.unit
    per = asked.per if any(newest.scaled) else ""
    used = asked.points if asked.running else newest  # a running count is for all its periods
    value = newest.values[0]
    low, high = (asked.frame[name][newest.rows[0]] for name in ("low", "high"))
    if low is not None and high is not None and low < high < math.inf:
        bounds = EXACT if isinstance(asked.indicator, Share) else SPREAD
        return _Found(used, Limits(value, low, high), bounds, unit, per)
    if not asked.counts:
        return _Found(used, Limits(value, value, value), "", unit, per)
    limits = count_limits(value) if asked.running else asked.mean_count(used)
    return _Found(used, limits, EXACT, unit, per)


def _share(used: Points) -> _Found:
    """Return the share of periods with a figure above 0."""
    return _Found(used, _proportion(sum(value > 0 for value in used.values), len(used)), EXACT, "%")


def _proportion(k: float, n: float) -> Limits:
    low, high = clopper_pearson(np.array([float(k)]), np.array([float(n)]))
    return Limits(100 * k / n, 100 * float(low[0]), 100 * float(high[0]))


def _sum(asked: _Asked, used: Points) -> _Found | str:
    if asked.counts:
        return _Found(used, count_limits(math.fsum(asked.events(used))), EXACT, asked.indicator.unit)
    if asked.indicator.kind not in ("count", "total") or any(used.scaled):
        return "its figures cannot be added up: measure mean"
    total = math.fsum(used.values)
    return _Found(used, Limits(total, total, total), "", asked.indicator.unit)


def _mean(asked: _Asked, used: Points) -> _Found:
    """Return the mean of some periods; a share is taken over all their events together."""
    unit = asked.indicator.unit
    if isinstance(asked.indicator, Share):
        of = [float(asked.frame["n"][row]) for row in used.rows]
        part = math.fsum(round(value * n / 100) for value, n in zip(used.values, of, strict=True))
        return _Found(used, _proportion(part, math.fsum(of)), EXACT, unit)
    if asked.counts:
        return _Found(used, asked.mean_count(used), EXACT, unit, asked.per)
    limits = mean_limits(used.values, least=asked.least)
    return _Found(used, limits, MEAN if math.isfinite(limits.high) else "", unit, asked.per)


def _change(asked: _Asked, test: ClaimTest) -> _Found | str:
    """Compare the rate or level after a day with the one before."""
    day = test.since.toordinal() if test.since else 0
    first = test.before.toordinal() if test.before else 0
    places = range(len(asked.points))
    after = asked.points.chosen([i for i in places if asked.points.starts[i] >= day])
    before = asked.points.chosen(
        [i for i in places if first <= asked.points.starts[i] and asked.points.ends[i] <= day]
    )
    if min(len(after), len(before)) < LEAST:
        return f"{asked.word(len(before))} before and {len(after)} after are known, of {LEAST} at the least"
    both = asked.points.chosen([i for i in places if first <= asked.points.starts[i]])
    if asked.counts:
        limits = _rates(asked, after, before)
        return limits if isinstance(limits, str) else _Found(both, limits, RATIO, "times")
    if min(*after.values, *before.values) <= 0:
        return "a ratio of levels needs figures above 0"
    return _Found(both, level_ratio(after.values, before.values), RATIO, "times")


def _rates(asked: _Asked, after: Points, before: Points) -> Limits | str:
    """Return the ratio of two rates of events, its interval widened where they vary more than a Poisson."""
    seen, days = [asked.events(part) for part in (after, before)], [_days(part) for part in (after, before)]
    if not any(seen[0] + seen[1]):
        return "no event is known on either side"
    groups = [0] * len(after) + [1] * len(before)
    found = rate_ratio(
        math.fsum(seen[0]), sum(days[0]), math.fsum(seen[1]), sum(days[1]),
        dispersion=overdispersion(seen[0] + seen[1], days[0] + days[1], groups),
    )  # fmt: skip
    return Limits(found.ratio, found.low95, found.high95)


def _days(points: Points) -> list[int]:
    return [end - start for start, end in zip(points.starts, points.ends, strict=True)]
