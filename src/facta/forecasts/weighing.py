"""From draws and what came to rows of scores, and to what an ensemble learns from them."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from facta.forecasts.scored import INTERVALS, ROWS
from facta.forecasts.wording import answered
from facta.models.scores import crps_draws, interval_score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from facta.forecasts.drawing import Drawn
    from facta.forecasts.records import Question, Resolution

    Floats = NDArray[np.float64]

BASE_RATE, CLIMATE = "base rate", "climatology"
LIMITS = (0.5, *(part for nominal in INTERVALS for part in (0.5 - nominal / 200, 0.5 + nominal / 200)))
NAMES = ("median", *(f"{side}{nominal}" for nominal in INTERVALS for side in ("low", "high")))


class Rows:
    """Columns of scored forecasts, filled a group of questions at a time."""

    def __init__(self) -> None:
        self.columns: dict[str, list[Any]] = {name: [] for name in ROWS}

    def add(self, found: Drawn, made: date, resolutions: Mapping[str, Resolution | None]) -> Scores:
        """Add what each method expected of each question, beside what came; return the scores."""
        scores = Scores(found, [resolutions.get(one.id) for one in found.questions])
        for row, method in enumerate(scores.methods):
            told = np.isfinite(scores.told[row])
            places = np.flatnonzero(told)
            self._keys([found.questions[place] for place in places], made, method)
            for name, values in scores.columns(row).items():
                self.columns[name] += values[places].tolist()
        return scores

    def _keys(self, questions: Sequence[Question], made: date, method: str) -> None:
        for name in ("indicator", "family", "asks", "start", "end"):
            self.columns[name] += [getattr(one, name) for one in questions]
        self.columns["question"] += [one.id for one in questions]
        self.columns["made"] += [made] * len(questions)
        self.columns["method"] += [method] * len(questions)


class Scores:
    """The scores of every method on a group of questions; nan where nothing has come, or nobody knows."""

    def __init__(self, found: Drawn, resolutions: Sequence[Resolution | None]) -> None:
        self.questions = found.questions
        self.methods = (*found.methods, BASE_RATE)
        self.members = found.methods[1 : 1 + found.many]
        self.value = np.array([np.nan if r is None or r.value is None else r.value for r in resolutions])
        sized = self.sized = np.array([one.asks == "quantity" for one in found.questions])
        climate = found.methods.index(CLIMATE) if CLIMATE in found.methods else 0
        self.scales = scale_of(found.draws[climate])
        self.happened = np.array(
            [
                np.nan if q.asks == "quantity" or np.isnan(v) else float(answered(q, v))
                for q, v in zip(found.questions, self.value, strict=True)
            ]
        )
        self.probability = _with_base_rate(found)
        shape = (len(self.methods), len(found.questions))
        self.crps, self.interval = np.full(shape, np.nan), np.full(shape, np.nan)
        self.quantiles = np.full((len(NAMES), *shape), np.nan)
        if sized.any():
            self._sizes(found, np.flatnonzero(sized))
        self.told = np.where(sized, self.quantiles[0], self.probability)

    def _sizes(self, found: Drawn, places: NDArray[np.int64]) -> None:
        draws = np.sort(found.draws[:, places], axis=2)
        many = draws.shape[2]
        at = np.minimum(np.rint(np.array(LIMITS) * (many - 1)).astype(int), many - 1)
        told = np.moveaxis(draws[:, :, at], 2, 0)
        self.quantiles[:, :-1, places] = told
        self.crps[:-1, places] = crps_draws(draws, np.broadcast_to(self.value[places], draws.shape[:2]))
        low, high = told[NAMES.index("low80")], told[NAMES.index("high80")]
        known = np.isfinite(low) & np.isfinite(high)
        scored = interval_score(
            np.where(known, low, 0.0), np.where(known, high, 0.0), self.value[places], 0.2
        )
        self.interval[:-1, places] = np.where(known, scored, np.nan)

    def columns(self, row: int) -> dict[str, Floats]:
        """Return the columns of one method."""
        return {
            "probability": self.probability[row],
            "happened": self.happened,
            "value": self.value,
            "crps": self.crps[row],
            "interval_score": self.interval[row],
            **{name: self.quantiles[at, row] for at, name in enumerate(NAMES)},
        }

    def lessons(self) -> Iterator[tuple[str, dict[str, float]]]:
        """Yield what each member lost on each answered question that a family learns from.

        Where a family is asked how large, that alone: its lines are read off the same draws.
        """
        losses = np.square(self.probability - self.happened)
        if self.sized.any():
            losses = self.crps / self.scales
        for place, question in enumerate(self.questions):
            mine = zip(self.members, losses[1 : 1 + len(self.members), place].tolist(), strict=True)
            told = {name: loss for name, loss in mine if not isnan(loss)}
            if told:
                yield question.id, told


def scale_of(draws: Floats) -> Floats:
    """Return the size that errors of a figure usually have, from draws of climatology, shape (..., draws).

    >>> scale_of(np.array([[0.0, 2.0, 4.0, 6.0], [5.0] * 4, [0.0] * 4])).tolist()
    [2.0, 5.0, 1.0]
    """
    middle = np.median(draws, axis=-1)
    usual = np.abs(draws - middle[..., None]).mean(axis=-1)
    return np.where(usual > 0, usual, np.where(middle != 0, np.abs(middle), 1.0))


def _with_base_rate(found: Drawn) -> Floats:
    """Return the chances by every method, and last how often such questions were answered yes."""
    chances = found.probabilities()
    climate = chances[found.methods.index(CLIMATE)] if CLIMATE in found.methods else chances[0]
    rates = np.where(np.isnan(found.base_rates), climate, found.base_rates)
    rates = np.where(np.isnan(chances[0]), np.nan, rates)
    return np.concatenate([chances, rates[None]])
