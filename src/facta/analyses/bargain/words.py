"""How counts and intervals are said."""

from __future__ import annotations

import math

from facta.signals.base import figure, span


def among(count: int, whole: int, one: str, many: str) -> str:
    """Say how many of some things.

    >>> among(4, 7, "patron", "patrons"), among(0, 7, "patron", "patrons")
    ('4 of 7 patrons', 'none of 7 patrons')
    >>> among(7, 7, "patron", "patrons"), among(1, 1, "patron", "patrons"), among(0, 0, "patron", "patrons")
    ('all 7 patrons', 'the one patron', 'no patron')
    """
    if whole <= 1:
        return f"the one {one}" if count else f"no {one}"
    if not count:
        return f"none of {whole} {many}"
    return f"all {whole} {many}" if count == whole else f"{count} of {whole} {many}"


def band(low: float, high: float) -> str:
    """Say an interval, and one whose ends read alike as one figure.

    >>> band(0, 0), band(59.71, 65.26)
    ('0', '59.7–65.3')
    """
    return figure(low) if figure(low) == figure(high) else span(low, high)


def ends(low: float, high: float) -> str:
    """Say an interval of a ratio, also one without an upper end.

    >>> ends(0.5, 2), ends(0.5, float("inf"))
    ('0.5 to 2', '0.5 or more')
    """
    return f"{figure(low)} or more" if math.isinf(high) else f"{figure(low)} to {figure(high)}"


def capital(text: str) -> str:
    """Start a sentence."""
    return text[:1].upper() + text[1:]
