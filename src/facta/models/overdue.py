"""A regular thing that has not come: how long its gaps usually are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from facta.models.band import predict_value

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Wait:
    """How the wait so far compares with earlier gaps, all in days.

    ``chance`` is the probability that a gap is as long as the wait; bands are of the next gap.
    """

    days: float
    median: float
    low80: float
    high80: float
    low95: float
    high95: float
    chance: float


def wait(days: Sequence[float], today: float, *, resolution: float = 1.0) -> Wait:
    """Compare the wait since the last of some days with the gaps between them.

    The next gap is predicted from the logs of the earlier ones (see `band.predict_value`).

    Parameters
    ----------
    days
        Days on which the thing came, as ordinals, strictly rising, three or more.
    today
        The day until which it has not come again, as an ordinal.
    resolution
        Days within which each day is known: 1, or the length of a period.

    Raises
    ------
    ValueError
        When there are fewer than three days, they do not rise, or today is before the last.

    References
    ----------
    Hahn, G. J. (1969). Factors for calculating two-sided prediction intervals for samples from a
    normal distribution. JASA 64, 878-888.

    Examples
    --------
    >>> found = wait([0, 90, 184, 270, 365, 450], 620)
    >>> found.days, found.median, round(found.high95), found.chance < 0.001
    (170, 90.0, 105, True)
    """
    gaps = [later - earlier for earlier, later in pairwise(days)]
    if len(gaps) < 2 or min(gaps) <= 0 or today < days[-1]:  # noqa: PLR2004
        message = "gaps need three or more rising days, none after today"
        raise ValueError(message)
    predicted = predict_value(gaps, log=True, resolution=resolution)
    so_far, ordered = today - days[-1], sorted(gaps)
    middle = (ordered[(len(gaps) - 1) // 2] + ordered[len(gaps) // 2]) / 2
    chance = predicted.tails(so_far)[1] if so_far > 0 else 1.0
    return Wait(so_far, middle, *predicted.band(0.8), *predicted.band(0.95), chance)
