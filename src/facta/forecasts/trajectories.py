"""The record of a case's hypotheses: how likely each was, and whether what they expected was seen.

Which hypothesis was true is never printed by anybody, so weights cannot be scored outright. What
they expect can: on each day the weights say how likely each state of each piece of evidence is. That
is scored by what was seen some time later, beside two baselines: that it stays as it is, and that it
comes as often as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from facta.analyses.hypotheses import Hypotheses
from facta.assessment import selections, view_on
from facta.indicators import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.analyses.hypotheses import Expects
    from facta.cases import Case
    from facta.store import Records

HORIZON_DAYS = 91
STAYS = 0.9  # how sure the first baseline is that a state is seen again
DRAWS, SEED = 2000, 20261123
WEIGHTS = {
    "as_of": pl.Date,
    "hypothesis": pl.String,
    "weight": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
JUDGED = {
    "as_of": pl.Date, "seen_on": pl.Date, "evidence": pl.String, "seen": pl.String, "chance": pl.Float64,
    "score": pl.Float64, "stays": pl.Float64, "usual": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A baseline's mean score, and the skill of the hypotheses beside it with its 90 % interval.

    Skill is 1 less the ratio of the mean Brier scores: above 0 they expect better than the baseline.
    """

    baseline: str
    brier: float
    skill: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """Whether skill was shown: the interval lies above 0."""
        return self.low > 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Record:
    """How the hypotheses of an analysis stood over the days, and how what they expected came out.

    Attributes
    ----------
    analysis
        Its name in the case.
    weights
        A row a day and hypothesis: its probability and the central 90 %.
    judged
        A row a day and piece of evidence: the state seen ``HORIZON_DAYS`` later, the chance it was
        given, and the Brier scores of the hypotheses and of both baselines (0 best, 2 worst).
    brier
        Mean score of the hypotheses; None where nothing could be judged.
    against
        Each baseline.
    hindsight
        Days before the reasons were registered: their authors knew what came.
    """

    analysis: str
    weights: pl.DataFrame
    judged: pl.DataFrame
    brier: float | None
    against: tuple[Against, ...]
    hindsight: int


def trajectory_record(case: Case, records: Records, days: Sequence[date]) -> tuple[Record, ...]:
    """Score what the hypotheses of a case expected on some days, each as known then.

    Parameters
    ----------
    case, records
        The case and the store.
    days
        Days, oldest first. What is seen is read on the first of them at least ``HORIZON_DAYS`` later.
    """
    prepare(records, selections(case), view_on(case, records, days[-1]).known.lines)
    views = {day: view_on(case, records, day) for day in days}
    found = []
    for name, analysis in case.analyses.items():
        if isinstance(analysis, Hypotheses):
            expects = {day: analysis.expects(view) for day, view in views.items()}
            hindsight = sum(analysis.registered is not None and day < analysis.registered for day in days)
            found.append(_record(name, expects, hindsight))
    return tuple(found)


def _record(name: str, expects: dict[date, Expects], hindsight: int) -> Record:
    judged = pl.DataFrame(list(_judged(expects)), schema=JUDGED, orient="row")
    return Record(
        analysis=name,
        weights=pl.DataFrame(list(_weights(expects)), schema=WEIGHTS, orient="row"),
        judged=judged,
        brier=None if judged.is_empty() else float(judged["score"].to_numpy().mean()),
        against=() if judged.is_empty() else tuple(_against(judged)),
        hindsight=hindsight,
    )


def _weights(expects: dict[date, Expects]) -> Iterator[tuple[object, ...]]:
    for day, one in expects.items():
        for name, weight in one.weights.items():
            yield day, name, weight, one.low[name], one.high[name]


def _judged(expects: dict[date, Expects]) -> Iterator[tuple[object, ...]]:
    """Yield each expectation that what was seen later can judge; usual is counted on days before."""
    days = list(expects)
    for at, day in enumerate(days):
        later = next((one for one in days[at:] if one >= day + timedelta(days=HORIZON_DAYS)), None)
        if later is None:
            return
        now, then = expects[day], expects[later]
        for key, states in now.states.items():
            seen = then.seen[key]
            if seen is None:
                continue
            chances = np.array(now.chances[key])
            place = states.index(seen)
            before = [expects[one].seen[key] for one in days[: at + 1]]
            counts = np.array([before.count(state) for state in states]) + 1.0
            rivals = (_stays(states, now.seen[key]), counts / counts.sum())
            yield (
                day, later, key, seen, float(chances[place]), _brier(chances, place),
                *(_brier(rival, place) for rival in rivals),
            )  # fmt: skip


def _stays(states: Sequence[str], seen: str | None) -> np.ndarray:
    """Return chances that a state is seen again; where none is seen, all are alike."""
    even = np.full(len(states), 1.0 / len(states))
    if seen is None:
        return even
    own = np.array([state == seen for state in states])
    return np.where(own, STAYS, (1.0 - STAYS) / (len(states) - 1))


def _brier(chances: np.ndarray, place: int) -> float:
    """Return the score of a forecast of several states: the sum of squares, 0 to 2 (Brier 1950)."""
    happened = np.zeros(len(chances))
    happened[place] = 1.0
    return float(((chances - happened) ** 2).sum())


def _against(judged: pl.DataFrame) -> Iterator[Against]:
    """Yield the skill beside each baseline; pieces of evidence are drawn whole: their days hang together."""
    sums = judged.group_by("evidence").agg(pl.col("score", "stays", "usual").sum()).sort("evidence")
    own, generator = sums["score"].to_numpy(), np.random.default_rng(SEED)
    drawn = generator.integers(len(own), size=(DRAWS, len(own)))
    for name, said in (("stays", "stays as it is"), ("usual", "as often as before")):
        rival = sums[name].to_numpy()
        skills = 1.0 - own[drawn].sum(axis=1) / rival[drawn].sum(axis=1)
        low, high = np.quantile(skills, (0.05, 0.95))
        yield Against(
            baseline=said,
            brier=float(judged[name].to_numpy().mean()),
            skill=float(1.0 - own.sum() / rival.sum()),
            low=float(low),
            high=float(high),
        )
