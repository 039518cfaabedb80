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


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is known of series beside their figures.

    ``season`` is how many periods a year or a week of them has; ``ceiling`` what each cannot exceed,
    shape (series,) or one for all, inf where there is no such thing.
    """

    season: int = 1
    ceiling: Floats | float = np.inf


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A method under the name by which its forecasts are kept, and the families that it suits.

    The method is one of `facta.models.forecasting` or like it: of histories, shape (series, periods),
    the newest known period last and nan where nobody knows, it draws what comes, shape (series, ahead,
    draws), nan for a series of which too little is known.

    ``frequencies`` narrows it; all where empty. ``told`` names what of `Facts` the method is told.
    """

    name: str
    families: tuple[Family, ...]
    method: Callable[..., Floats]
    frequencies: tuple[Frequency, ...] = ()
    told: tuple[str, ...] = ()

    def suits(self, family: Family, frequency: Frequency) -> bool:
        """Tell whether it forecasts series of a family and a frequency."""
        return family in self.families and (not self.frequencies or frequency in self.frequencies)

    def paths(self, history: Floats, ahead: int, *, draws: int, seed: int, facts: Facts) -> Floats:
        """Return draws of each period ahead, shape (series, ahead, draws)."""
        told = {name: getattr(facts, name) for name in self.told}
        return self.method(history, ahead, draws=draws, generator=np.random.default_rng(seed), **told)
