"""The scorecard of a case: every rule replayed as known then, against the turning points."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from facta.errors import CaseError
from facta.models.pooling import simple
from facta.periods import period_of
from facta.scoring.alarms import alarms, apart, by_chance, judged, lies_in
from facta.scoring.cards import MONTH_DAYS, Onset, Score, Scorecard, Terms
from facta.scoring.nearness import nearness
from facta.scoring.replaying import held_back, replayed
from facta.scoring.rules import armed, rules_of
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from facta.cases import Case, TurningPoint
    from facta.records import Finding
    from facta.scoring.cards import Alarm, Skill
    from facta.scoring.replaying import History
    from facta.scoring.rules import Rule
    from facta.store import Records

ALPHA = 0.05
STEPS = {"day": 1, "week": 7}
NO_POINT = "No turning point of its strand or its own lies in a direction that it can point."
OUT_OF_REACH = "No turning point lay within reach while it could speak."


def score_rules(
    case: Case, records: Records, start: date, end: date, terms: Terms | None = None
) -> Scorecard:
    """Replay every rule of a case over history and score it against the turning points of the case.

    On each day only what was known then is used; the turning points judge afterwards.

    Parameters
    ----------
    case, records
        The case with its `turning_points`, and the store.
    start, end
        The first and the last day. An alert is judged when its horizon is over by ``end``.
    terms
        What counts as an alert and what makes one true.

    Raises
    ------
    CaseError
        When the case has no turning points.
    ValueError
        When the days are in disorder, or too few.
    """
    terms = terms or Terms()
    if not case.turning_points:
        message = f"{case.name} has no turning_points: write the days on which something turned into its file"
        raise CaseError(message)
    days = days_of(start, end, terms)
    history = replayed(case, records, days, {name: armed(one) for name, one in case.indicators.items()})
    return carded(case, records, held_back(history, case.false_discovery), terms)


def days_of(start: date, end: date, terms: Terms) -> list[date]:
    """Return the days looked at, oldest first; the last is ``end``.

    >>> from datetime import date
    >>> [str(day) for day in days_of(date(2026, 1, 1), date(2026, 2, 10), Terms(every="month"))]
    ['2026-01-31', '2026-02-10']
    """
    if start > end:
        message = f"the first day, {start}, lies after the last, {end}: name them the other way round"
        raise ValueError(message)
    days = [end]
    while days[-1] >= start:
        last = days[-1]
        step = STEPS.get(terms.every)
        days.append(
            last - timedelta(days=step) if step else period_of(last, "month").start - timedelta(days=1)
        )
    days = days[-2::-1]
    if len(days) < 2:  # noqa: PLR2004  (the first day gives no alert)
        message = (
            f"{start} to {end} holds {len(days)} days to look at by the {terms.every}: write two or more"
        )
        raise ValueError(message)
    return days


def carded(case: Case, records: Records, history: History, terms: Terms) -> Scorecard:
    """Return the scorecard of a history."""
    found, spoken = [], {}
    for rule in rules_of(case):
        findings = [every[rule.place] for every in history.findings[rule.indicator]]
        score, told = scored(rule, history.days, findings, case.turning_points, terms)
        found.append(score)
        spoken[rule.name] = (rule, findings, told)
    scores = _controlled(found)
    end = history.days[-1]
    names = [case.source_name(use) for use in case.sources]
    tallies = [records.tally(table, end, names) for table in ("events", "observations")]
    every = sum(one.records for one in tallies)
    return Scorecard(
        case=case.name,
        case_digest=case.digest[:16],
        store_digest=records.digest(end, names),
        version=__version__,
        start=history.days[0],
        end=end,
        looks=len(history.days),
        terms=terms,
        scores=tuple(scores),
        onsets=tuple(_onsets(case.turning_points, history.days, scores, spoken, terms)),
        by_chance=ALPHA * sum(score.p is not None for score in scores),
        assumed=sum(one.assumed for one in tallies) / every if every else None,
    )


def scored(
    rule: Rule,
    days: Sequence[date],
    findings: Sequence[Finding],
    points: Mapping[str, TurningPoint],
    terms: Terms,
) -> tuple[Score, list[Alarm]]:
    """Return the score of one rule, and its alerts."""
    mine = {key: point for key, point in points.items() if rule.concerns(point)}
    end = days[-1]
    told = judged(alarms(days, findings, terms), mine, terms, end)
    can = [day for day, finding in zip(days, findings, strict=True) if finding.level is not None]
    caught, missed, blind = _seen(days, mine, told, can, terms)
    leads = [(points[key].date - _first(told, key)).days for key in caught]
    months = len(can) / len(days) * (days[-1] - days[0]).days / MONTH_DAYS
    near = _nearest(rule, days, findings) if not told else None
    score = Score(
        rule=rule.name,
        indicator=rule.indicator,
        title=rule.title,
        strand=rule.strand,
        signal=rule.signal.kind,
        looks=len(days),
        days=len(can),
        alerts=len(told),
        per_month=len(told) / months if months else None,
        open=sum(not alarm.judged for alarm in told),
        lead_days=median(leads) if leads else None,
        caught=caught,
        missed=missed,
        blind=blind,
        nearest=near[0] if near else None,
        nearest_day=near[1] if near else None,
    )
    closes = end - timedelta(days=terms.horizon_days)
    weighed = _weighed(score, told, [day for day in can if day <= closes], mine, terms)
    if weighed.p is None:
        weighed = replace(weighed, why=_why(findings, told, mine, near, terms))
    return weighed, told


def _weighed(
    score: Score,
    told: Sequence[Alarm],
    days: Sequence[date],
    mine: Mapping[str, TurningPoint],
    terms: Terms,
) -> Score:
    """Hold the judged alerts of a rule against chance; a score without any stays as it is."""
    closed = [alarm for alarm in told if alarm.judged]
    alone = apart(closed, terms)
    every, chance = (by_chance(found, days, mine, terms) for found in (closed, alone))
    if every is None or chance is None or not every[0]:
        return score
    hits = sum(bool(alarm.points) for alarm in closed)
    precision = hits / len(closed)
    rate = simple(precision * len(alone), len(alone))
    return replace(
        score,
        judged=len(closed),
        hits=hits,
        apart=len(alone),
        precision=precision,
        low=rate.exact_low90,
        high=rate.exact_high90,
        chance=every[0],
        p=chance[1],
        p_worse=chance[2],
        skill="not told from chance",
    )


def _seen(
    days: Sequence[date],
    mine: Mapping[str, TurningPoint],
    told: Sequence[Alarm],
    can: Sequence[date],
    terms: Terms,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the turning points within reach of the days: caught, missed, and not to be seen."""
    caught, missed, blind = [], [], []
    for key, point in mine.items():
        if not any(lies_in(day, point, terms) for day in days) or point.date > days[-1]:
            continue
        if any(key in alarm.points for alarm in told):
            caught.append(key)
        elif any(lies_in(day, point, terms) for day in can):
            missed.append(key)
        else:
            blind.append(key)
    return tuple(caught), tuple(missed), tuple(blind)


def _first(told: Sequence[Alarm], key: str) -> date:
    return next(alarm.day for alarm in told if key in alarm.points)


def _nearest(rule: Rule, days: Sequence[date], findings: Sequence[Finding]) -> tuple[float, date] | None:
    """Return how near a rule came to speaking, and when first."""
    quiet = ((nearness(rule.signal, f), d) for f, d in zip(findings, days, strict=True) if f.level == 0)
    near = [(part, day) for part, day in quiet if part is not None]
    return max(near, key=lambda one: (one[0], -one[1].toordinal()), default=None)


def _why(
    findings: Sequence[Finding],
    told: Sequence[Alarm],
    mine: Mapping[str, TurningPoint],
    near: object,
    terms: Terms,
) -> str:
    """Say why a rule never spoke, or why what it said cannot be scored."""
    said = [] if mine else [NO_POINT]
    if told:
        closed = any(alarm.judged for alarm in told)
        said += [] if closed else ["The horizon of its alerts is not over."]
        return " ".join(said or [OUT_OF_REACH])
    levels = [finding.level for finding in findings if finding.level is not None]
    if not levels:
        reason = Counter(finding.reason for finding in findings).most_common(1)[0][0]
        said.append(f"It could say nothing on any day; most often: {reason}")
    elif 0 < max(levels) < terms.level:
        said.append(f"It reached level {max(levels)}; alerts begin at level {terms.level}.")
    elif min(levels) > 0:
        said.append("It lay beyond its line from the first day on, and never came back to cross it.")
    elif max(levels) > 0:
        said.append("It stood above baseline when it could first speak, and rose no further.")
    elif near is None:
        said.append("Nothing moved; it has no line to measure a distance to.")
    else:
        said.append("It stayed inside its line or bound on every day.")
    return " ".join(said)


def _controlled(scores: Sequence[Score]) -> list[Score]:
    """Control the probabilities for the number of rules, and name those that differ from chance."""
    made = list(scores)
    tested = [place for place, score in enumerate(scores) if score.p is not None]
    well = adjusted([scores[place].p or 0.0 for place in tested])
    badly = adjusted([scores[place].p_worse or 0.0 for place in tested])
    for place, q, q_worse in zip(tested, well, badly, strict=True):
        skill: Skill = scores[place].skill
        skill = "better than chance" if q <= ALPHA else "worse than chance" if q_worse <= ALPHA else skill
        made[place] = replace(scores[place], q=q, q_worse=q_worse, skill=skill)
    return made


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return for each p the smallest share of false discoveries at which it would stand out.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289.

    Examples
    --------
    >>> [round(q, 3) for q in adjusted([0.01, 0.5, 0.02])]
    [0.03, 0.5, 0.03]
    """
    p = np.asarray(chances, dtype=float)
    order = np.argsort(p)
    scaled = np.minimum(p[order] * len(p) / np.arange(1, len(p) + 1), 1.0)
    found = np.empty_like(p)
    found[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return [float(q) for q in found]


def _onsets(
    points: Mapping[str, TurningPoint],
    days: Sequence[date],
    scores: Sequence[Score],
    spoken: Mapping[str, tuple[Rule, Sequence[Finding], Sequence[Alarm]]],
    terms: Terms,
) -> list[Onset]:
    """Say of each turning point within reach which rules told it, and which came nearest."""
    found = []
    for key, point in points.items():
        reach = [at for at, day in enumerate(days) if lies_in(day, point, terms)]
        if not reach or point.date > days[-1]:
            continue
        caught = tuple(score.rule for score in scores if key in score.caught)
        about = [score.rule for score in scores if key in (*score.caught, *score.missed)]
        near: list[tuple[float, str]] = []
        for name in about if not caught else ():
            rule, findings, _ = spoken[name]
            parts = (nearness(rule.signal, findings[at]) for at in reach if not findings[at].level)
            near += [(part, name) for part in parts if part is not None]
        closest = max(near, default=None)
        found.append(
            Onset(
                key=key,
                day=point.date,
                title=point.title,
                direction=point.direction,
                concerned=len(about),
                caught_by=caught,
                nearest_rule=closest[1] if closest else "",
                nearest=closest[0] if closest else None,
            )
        )
    return found
