"""Which of many tests stand out when all are looked at together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


def discoveries(chances: Sequence[float], share: float) -> tuple[bool, ...]:
    """Say which tests stand out so that no more than a share of these are expected to be false.

    Parameters
    ----------
    chances
        p of each test, shape (n,).
    share
        Of the tests that stand out, the share that may be false alarms, between 0 and 1.

    Raises
    ------
    ValueError
        When the share or a p is no chance.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> discoveries([0.01, 0.04, 0.03, 0.5], 0.05)
    (True, False, False, False)
    >>> discoveries([0.01, 0.04, 0.03, 0.5], 0.1)
    (True, True, True, False)
    """
    p = np.asarray(chances, dtype=float)
    if not 0.0 < share < 1.0 or not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError(f"a share lies between 0 and 1, and so does every p, not {share} and {chances}")
    if not p.size:
        return ()
    ordered = np.sort(p)
    below = np.flatnonzero(ordered <= share * np.arange(1, p.size + 1) / p.size)
    if not below.size:
        return (False,) * p.size
    return tuple((p <= ordered[below[-1]]).tolist())
