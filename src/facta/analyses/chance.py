"""How a p is said."""

from __future__ import annotations

from facta.signals.base import figure

SMALLEST = 0.001


def chance(p: float) -> str:
    """Say a p with three digits, and a very small one as such.

    >>> chance(0.0421), chance(4e-12), chance(1.0)
    ('0.0421', 'below 0.001', '1')
    """
    return "below 0.001" if p < SMALLEST else figure(p)
