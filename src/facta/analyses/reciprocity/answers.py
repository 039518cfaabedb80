"""What two series say of each other: tests both ways, and answers followed over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from facta.models.refusal import Refusal
from facta.models.responses import band
from facta.models.sims_zha import posterior, posterior_draws
from facta.models.vector import causality, choose_lags, fit

if TYPE_CHECKING:
    from facta.models.sims_zha import Prior
    from facta.models.vector import Array, Statistic

Says = Literal["answers in kind", "answers in reverse", "answers, way not clear", "no answer seen"]

CHANCE = 0.05
SEED = 1
DRAWS = 999


@dataclass(frozen=True, slots=True)
class Path:
    """An answer by period, and its sum without the first, each with the central 90 % of draws.

    ``low`` and ``high`` are of each period by itself.
    """

    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    total: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """One side as it follows the other: the test, and the answer under both orders.

    In ``path`` the side that moved is first and may be answered at once; in ``other`` it is second.
    """

    moved: str
    answering: str
    test: Statistic
    path: Path
    other: Path

    @property
    def says(self) -> Says:
        """How it stands: by F, and by the sums of both orders."""
        if self.test.p > CHANCE:
            return "no answer seen"
        if min(self.path.total[1], self.other.total[1]) > 0:
            return "answers in kind"
        if max(self.path.total[2], self.other.total[2]) < 0:
            return "answers in reverse"
        return "answers, way not clear"


@dataclass(frozen=True, slots=True)
class Answered:
    """Both ways, and what they rest on."""

    ways: tuple[Way, Way]
    lags: int
    chosen: bool
    periods: int
    stretch: str
    word: str
    root: float


@lru_cache(maxsize=128)
def answered(
    series: tuple[tuple[float, ...], ...],
    asked: tuple[tuple[str, ...], int | None, int, int],
    prior: Prior,
    stretch: tuple[str, str],
) -> Answered | Refusal:
    """Test and follow both ways; ``asked`` are names, lags, the most to weigh, and how long to follow."""
    names, lags, most, horizon = asked
    values = np.array(series).T
    try:
        used = lags or choose_lags(values, most).chosen["sc"]
        found = fit(values, used, names=names)
        steady = posterior(values, used, prior=prior, names=names)
    except ValueError as error:
        return Refusal(str(error))
    first, second = names
    drawn = [
        posterior_draws(steady, horizon, seed=SEED, draws=DRAWS, order=order)
        for order in (names, names[::-1])
    ]
    ways = (
        Way(first, second, causality(found, first).later, _path(drawn[0], 1, 0), _path(drawn[1], 1, 0)),
        Way(second, first, causality(found, second).later, _path(drawn[1], 0, 1), _path(drawn[0], 0, 1)),
    )
    return Answered(ways, used, lags is None, len(values), *stretch, found.root)


def _path(draws: Array, answering: int, moved: int) -> Path:
    """Return the answer of one series to a move of another."""
    mine = draws[:, :, answering, moved]
    low, high = band(mine)
    total = mine[:, 1:].sum(axis=1)
    ends = band(total)
    return Path(
        tuple(np.median(mine, axis=0).tolist()),
        tuple(low.tolist()),
        tuple(high.tolist()),
        (float(np.median(total)), float(ends[0]), float(ends[1])),
    )
