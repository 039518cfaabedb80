"""From what a rule said day by day to its alerts, and which turning points make them true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from facta.scoring.cards import Alarm
from facta.scoring.rules import agrees
from facta.scoring.silence import FIRST_NEWS, silenced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from facta.cases import TurningPoint
    from facta.records import Direction, Finding
    from facta.scoring.cards import Terms


def alarms(days: Sequence[date], findings: Sequence[Finding], terms: Terms) -> list[Alarm]:
    """Return the alerts of one rule.

    It speaks where its level rises to the level asked for or beyond, or turns from one direction to
    the other there; while it stands it is not told again. Days on which it could say nothing are passed
    over: it is compared with how it stood before, and so is what is held back by the silence after an
    alert, which is told when it still holds. The first day gives nothing, and a rule that can speak for
    the first time does so from level 2 on. Where every alert is acknowledged at once, a rule is silent
    until it goes further up, turns, or was back at baseline.
    """
    found: list[Alarm] = []
    before: tuple[int, Direction] | None = None
    standing: Alarm | None = None
    for place, (day, finding) in enumerate(zip(days, findings, strict=True)):
        if finding.level is None:
            continue
        standing = standing if finding.level else None
        if place and _is_news(before, finding, terms.level):
            since = day - timedelta(days=terms.refractory_days)
            told = (found[-1].day, found[-1].height) if found else None
            if silenced(finding.level, since, told) or (terms.acknowledged and _known(standing, finding)):
                continue
            standing = Alarm(day=day, height=finding.level, direction=finding.direction)
            found.append(standing)
        before = (finding.level, finding.direction)
    return found


def _known(standing: Alarm | None, finding: Finding) -> bool:
    """Tell whether somebody who acknowledged an alert that still stands knows this."""
    return (
        standing is not None
        and (finding.level or 0) <= standing.height
        and finding.direction == standing.direction
    )


def _is_news(before: tuple[int, Direction] | None, finding: Finding, least: int) -> bool:
    level = finding.level or 0
    if level < least:
        return False
    if before is None:
        return level >= FIRST_NEWS
    turned = {before[1], finding.direction} == {"deepening", "straining"}
    return level > before[0] or turned


def judged(
    found: Sequence[Alarm], points: Mapping[str, TurningPoint], terms: Terms, end: date
) -> list[Alarm]:
    """Say of each alert which turning points make it true, and whether its horizon is over.

    Parameters
    ----------
    found
        The alerts of a rule.
    points
        The turning points that concern the rule.
    terms
        How long before and after.
    end
        The last day up to which turning points are labelled.
    """
    closes = end - timedelta(days=terms.horizon_days)
    return [
        replace(
            alarm,
            points=tuple(
                key
                for key, point in points.items()
                if agrees(alarm.direction, point.direction) and lies_in(alarm.day, point, terms)
            ),
            judged=alarm.day <= closes,
        )
        for alarm in found
    ]


def lies_in(day: date, point: TurningPoint, terms: Terms) -> bool:
    """Tell whether an alert on a day is in time for a turning point: early enough, or while it is news."""
    return -terms.onset_days <= (point.date - day).days <= terms.horizon_days


def apart(found: Sequence[Alarm], terms: Terms) -> list[Alarm]:
    """Return alerts of which no two can be made true by one turning point: the first of each cluster.

    Alerts about one turning point come true, or not, together: they are one answer given several
    times. What is left is as good as independent.

    References
    ----------
    Coles (2001), An Introduction to Statistical Modeling of Extreme Values, section 5.3 (declustering).
    """
    reach = timedelta(days=terms.horizon_days + terms.onset_days)
    left: list[Alarm] = []
    for alarm in found:
        if not left or alarm.day - left[-1].day > reach:
            left.append(alarm)
    return left


def by_chance(
    found: Sequence[Alarm], days: Sequence[date], points: Mapping[str, TurningPoint], terms: Terms
) -> tuple[float, float, float] | None:
    """Return what random alerts would get: their precision, and the chance to do as well, and as badly.

    As many alerts, pointing the same ways, fall on days drawn at random from those on which the rule
    could speak. The number of true ones is then Poisson-binomial.

    Parameters
    ----------
    found
        The judged alerts.
    days
        Judged days on which the rule could say something.
    points
        The turning points that concern it.
    terms
        How long before and after.

    Returns
    -------
    tuple of float or None
        The expected precision, P(as many true or more), P(as many or fewer); None without alerts.

    References
    ----------
    Hong (2013), Computational Statistics & Data Analysis 59:41 (the Poisson-binomial distribution).
    """
    if not found or not days:
        return None
    rates = {way: _rate(way, days, points, terms) for way in {alarm.direction for alarm in found}}
    chances = np.array([rates[alarm.direction] for alarm in found])
    table = poisson_binomial(chances)
    hits = sum(bool(alarm.points) for alarm in found)
    return (
        float(chances.mean()),
        min(float(table[hits:].sum()), 1.0),
        min(float(table[: hits + 1].sum()), 1.0),
    )


def _rate(way: Direction, days: Sequence[date], points: Mapping[str, TurningPoint], terms: Terms) -> float:
    told = [point for point in points.values() if agrees(way, point.direction)]
    return sum(any(lies_in(day, point, terms) for point in told) for day in days) / len(days)


def poisson_binomial(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance of each number of successes among independent trials of unequal chances.

    Parameters
    ----------
    chances
        Chance of each trial, shape (n,).

    Returns
    -------
    ndarray
        Chances of 0 to n successes, shape (n + 1,).

    Examples
    --------
    >>> poisson_binomial(np.array([0.5, 0.5])).tolist()
    [0.25, 0.5, 0.25]
    """
    table = np.ones(1)
    for chance in chances:
        table = np.append(table * (1 - chance), 0.0) + np.append(0.0, table * chance)
    return table
