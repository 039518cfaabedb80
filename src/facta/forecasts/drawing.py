"""Draws of what comes: every method and the ensemble, of every figure that is asked about on a day.

A probability is read off the same draws as a quantity, so the two never contradict each other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from facta.forecasts.figures import Silent
from facta.forecasts.forecasters import ENSEMBLE, Facts, baselines, members
from facta.forecasts.records import Forecast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from facta.forecasts.figures import Figures, Track
    from facta.forecasts.past import Past
    from facta.forecasts.records import Family, Question
    from facta.periods import Frequency

    Floats = NDArray[np.float64]

DRAWS = 1000
KEPT_DIGITS = 6
KEPT_DRAWS = {ENSEMBLE: 200}  # of a quantity that takes many values, evenly of the sorted draws
KEPT_OTHERS = 50
LONGEST = 160  # of a history, so many of its newest periods are learnt from
SEASONS: dict[Frequency, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1}
NOTHING, SURPRISES = 1.0, 20.0  # beside 1,000 draws, so many that may lie anywhere; of an ensemble
CLIMATE = "climatology"
BASE_RATE = "base rate"


@dataclass(frozen=True, eq=False)
class Drawn:
    """What each method expects of some figures.

    Attributes
    ----------
    questions
        What is asked, of these figures alone.
    family
        Their family.
    methods
        The ensemble, its members, and the baselines that draw.
    draws
        Draws of the figure of each question, shape (methods, questions, draws).
    weights
        Weights of the members for each question, shape (members, questions); members follow the
        ensemble in ``methods``.
    base_rates
        How often such questions were answered yes so far; nan for a quantity.
    """

    questions: tuple[Question, ...]
    family: Family
    methods: tuple[str, ...]
    draws: Floats
    weights: Floats
    base_rates: Floats

    @property
    def many(self) -> int:
        """How many members there are."""
        return len(self.weights)

    def probabilities(self) -> Floats:
        """Return the chance of yes by each method, shape (methods, questions); nan for a quantity.

        A chance of 0 or 1 is never said: of n draws, k give (k + m/2) / (n + m), as if m more lay anywhere.
        Of a method m is 1. Of the ensemble it is 20 beside 1,000 draws: what comes that no method could
        have learnt is more than what their draws leave out.
        """
        lines = np.array([_line(one) for one in self.questions])
        down = np.array([one.relation == "at most" for one in self.questions])
        beyond = np.where(down[:, None], self.draws <= lines[:, None], self.draws >= lines[:, None])
        many = self.draws.shape[2]
        more = np.full((len(self.methods), 1), NOTHING)
        more[0] = SURPRISES * many / DRAWS
        found = (beyond.sum(axis=2) + more / 2.0) / (many + more)
        unknown = np.isnan(lines)[None] | np.isnan(self.draws[:, :, 0])
        return np.where(unknown, np.nan, found)


def drawn(figures: Figures, questions: Sequence[Question], day: date, past: Past) -> Iterator[Drawn]:
    """Yield what is expected of questions on a day, from nothing but what was known then.

    Series of one family and one frequency are forecast together, so that methods may pool them. A
    question of an indicator that has fallen silent is left out.
    """
    groups: dict[tuple[Family, Frequency], list[tuple[Question, Track]]] = {}
    for question in questions:
        levels = question.asks == "level"
        track = (figures.boards if levels else figures.track)(question.indicator, day)
        if not isinstance(track, Silent) and track.last.end <= question.start:
            groups.setdefault((track.family, track.frequency), []).append((question, track))
    for group in sorted(groups):
        found = _group(figures, groups[group], day, past)
        if found is not None:
            yield found


def _group(figures: Figures, pairs: Sequence[tuple[Question, Track]], day: date, past: Past) -> Drawn | None:
    tracks = {track.indicator: track for _, track in pairs}
    family, frequency = pairs[0][1].family, pairs[0][1].frequency
    rows = {name: row for row, name in enumerate(sorted(tracks))}
    history = _laid([tracks[name].values for name in rows])
    targets = [(rows[one.indicator], track.step(one.end) - 1) for one, track in pairs]
    series, steps = (np.array(column) for column in zip(*targets, strict=True))
    ahead = int(steps.max()) + 1
    mine, others = members(family, frequency), baselines(family, frequency)
    ends = [_bounds(figures, tracks[name]) for name in rows]
    least, most = (np.array(side) for side in zip(*ends, strict=True))
    facts = Facts(season=SEASONS[frequency], ceiling=most)
    found = []
    for method in (*mine, *others):
        seed = _seed(figures.case.name, day, family, frequency, method.name)
        paths = method.paths(history, ahead, draws=DRAWS, seed=seed, facts=facts)
        found.append(np.clip(paths[series, steps], least[series, None], most[series, None]))
    draws = np.stack(found)
    names = [one.name for one in mine]
    weights = _weights(past.weights(family, names), names, draws[: len(mine)])
    kept = weights.sum(axis=0) > 0
    if not kept.any():
        return None
    asked = tuple(one for (one, _), keep in zip(pairs, kept, strict=True) if keep)
    pooled = pool(draws[: len(mine), kept], weights[:, kept])
    return Drawn(
        questions=asked,
        family=family,
        methods=(ENSEMBLE, *names, *(one.name for one in others)),
        draws=np.concatenate([pooled[None], draws[:, kept]]),
        weights=weights[:, kept],
        base_rates=np.array([_rate(past, family, one) for one in asked]),
    )


def _laid(series: Sequence[Floats]) -> Floats:
    """Lay series under each other so that their newest periods are in one column."""
    longest = min(max(map(len, series)), LONGEST)
    out = np.full((len(series), longest), np.nan)
    for row, values in enumerate(series):
        mine = values[-longest:]
        out[row, longest - len(mine) :] = mine
    return out


def _seed(*words: object) -> int:
    return int(hashlib.sha256("|".join(map(str, words)).encode()).hexdigest()[:16], 16)


def _bounds(figures: Figures, track: Track) -> tuple[float, float]:
    """Return what a figure cannot lie beyond: nothing for one, the figure so far for a running count."""
    indicator = figures.case.indicators[track.indicator]
    if track.family == "levels":
        return 0.0, 4.0
    if getattr(indicator, "running", False):
        return track.base, np.inf
    least = 0.0 if float(np.nanmin(track.values)) >= 0 else -np.inf
    return least, 100.0 if indicator.kind == "share" else np.inf


def _weights(by_name: Mapping[str, float], names: Sequence[str], draws: Floats) -> Floats:
    """Return the weights of the members that have draws, for each question; they sum to one."""
    given = np.array([by_name[name] for name in names])[:, None] * ~np.isnan(draws).any(axis=2)
    whole = given.sum(axis=0)
    found: Floats = np.divide(given, whole, out=np.zeros_like(given), where=whole > 0)
    return found


def pool(draws: Floats, weights: Floats) -> Floats:
    """Return draws of the mixture of members: of each as large a part as its weight.

    Parameters
    ----------
    draws
        Shape (members, questions, draws), those of a member in no order.
    weights
        Shape (members, questions); those of a question sum to one.

    References
    ----------
    Stone, M. (1961). The opinion pool. Annals of Mathematical Statistics 32, 1339-1342.

    Examples
    --------
    >>> pool(np.array([[[1.0, 1, 1, 1]], [[2.0, 2, 2, 2]]]), np.array([[0.75], [0.25]])).tolist()
    [[1.0, 1.0, 1.0, 2.0]]
    """
    many = draws.shape[2]
    ends = np.rint(np.cumsum(weights, axis=0) * many)
    whose = (np.arange(many)[None, None] >= ends[:-1, :, None]).sum(axis=0)
    found: Floats = np.take_along_axis(draws, whose[None], axis=0)[0]
    return found


def _line(question: Question) -> float:
    return np.nan if question.line is None else question.line + (question.base or 0.0)


def _rate(past: Past, family: Family, question: Question) -> float:
    rate = None if question.asks == "quantity" else past.base_rate(family, question.asks)
    return np.nan if rate is None else rate


def forecasts(found: Drawn, made: date) -> Iterator[Forecast]:
    """Yield the forecasts of each question: of the ensemble, its members and every baseline."""
    chances = found.probabilities()
    climate = found.methods.index(CLIMATE) if CLIMATE in found.methods else 0
    for place, question in enumerate(found.questions):
        for row in range(len(found.methods)):
            if not np.isnan(found.draws[row, place, 0]):
                yield _forecast(found, made, (row, place), float(chances[row, place]))
        if question.asks != "quantity":
            rate = found.base_rates[place]
            chance = float(chances[climate, place] if np.isnan(rate) else rate)
            yield Forecast(
                question=question.id, made=made, method=BASE_RATE, probability=round(chance, KEPT_DIGITS)
            )


def _forecast(found: Drawn, made: date, at: tuple[int, int], chance: float) -> Forecast:
    row, place = at
    question, method = found.questions[place], found.methods[row]
    weights = found.weights[:, place].tolist() if method == ENSEMBLE else []
    shares = tuple(zip(found.methods[1:], weights, strict=False))
    values, counts = [], []
    if question.asks == "quantity":
        told = np.unique(_shortened(_thinned(found.draws[row, place], method)), return_counts=True)
        values, counts = (column.tolist() for column in told)
    return Forecast(
        question=question.id,
        made=made,
        method=method,
        probability=None if values else round(chance, KEPT_DIGITS),
        draws=tuple(values),
        counts=tuple(counts),
        weights=shares,
    )


def _thinned(draws: Floats, method: str) -> Floats:
    """Keep so many of draws that take many values as a ledger can bear; those of counts are few anyway."""
    many = KEPT_DRAWS.get(method, KEPT_OTHERS)
    if len(np.unique(draws)) <= many:
        return draws
    step = len(draws) // many
    return np.sort(draws)[step // 2 :: step]


def _shortened(draws: Floats) -> Floats:
    """Round draws to as many digits as a reader could ever use."""
    size = np.where(draws == 0, 1.0, np.abs(draws))
    scale = 10.0 ** (KEPT_DIGITS - 1 - np.floor(np.log10(size)))
    return np.round(draws * scale) / scale
