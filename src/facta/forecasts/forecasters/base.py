"""What a forecaster of the door is: a method of `facta.models`, and the families that it suits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from facta.forecasts.records import Family
    from facta.periods import Frequency

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A method under the name by which its forecasts are kept, and the families that it suits.

    The method is one of `facta.models.forecasting` or like it: of histories, shape (series, periods),
    the newest known period last and nan where nobody knows, it draws what comes, shape (series, ahead,
    draws), nan for a series of which too little is known.

    ``frequencies`` narrows it; all where empty. ``seasonal`` tells whether it is told of the season.
    """

    name: str
    families: tuple[Family, ...]
    method: Callable[..., Floats]
    frequencies: tuple[Frequency, ...] = ()
    seasonal: bool = False

    def suits(self, family: Family, frequency: Frequency) -> bool:
        """Tell whether it forecasts series of a family and a frequency."""
        return family in self.families and (not self.frequencies or frequency in self.frequencies)

    def paths(self, history: Floats, ahead: int, *, draws: int, seed: int, season: int) -> Floats:
        """Return draws of each period ahead, shape (series, ahead, draws)."""
        generator = np.random.default_rng(seed)
        if self.seasonal:
            return self.method(history, ahead, draws=draws, generator=generator, season=season)
        return self.method(history, ahead, draws=draws, generator=generator)
