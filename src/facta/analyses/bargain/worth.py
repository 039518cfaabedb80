"""What acts add up to in one unit, as an interval that says no more than their records do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.analyses.bargain.acts import goods, inside, window, windowed
from facta.analyses.bargain.figures import in_unit
from facta.signals.base import figure, quantity, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.analyses.bargain.acts import Act, Sifted
    from facta.analyses.base import Row


@dataclass(frozen=True, slots=True)
class Sum:
    """What acts add up to in one unit, or the words why they do not.

    ``open`` are the records that say "more than", and ``bare`` those without an amount.
    """

    low: float = 0.0
    high: float = 0.0
    why: str = ""
    open: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()

    def said(self, unit: str | None) -> str:
        """Say the sum in its unit, or that there is none."""
        if self.why or unit is None:
            return self.why
        if math.isinf(self.high):
            return f"{figure(self.low)} {unit} or more"
        if figure(self.low) == figure(self.high):
            return quantity(self.low, unit)
        return f"{span(self.low, self.high)} {unit}"


@dataclass(frozen=True, slots=True)
class Held:
    """An act with its amount; one that only a promoter tells or the author doubts may be nothing."""

    act: Act
    low: float
    high: float


def added(found: Sifted, unit: str | None) -> Sum:
    """Add the amounts of acts in one unit, from the least to the most that their records allow.

    What lies in the window of another record of the same named goods is part of it, and the larger
    of both is the high end. Where the goods are not named it may be part of it or come on top:
    the low end takes the larger and the high end both. "More than" has no high end.
    """
    sure = (*found.acts, *found.parts)
    told = [(act, ends) for act in found.told if (ends := amount(act.row)) is not None]
    if unit is None or not told:
        return Sum(why="not valued")
    alien = [act.ref for act, _ in told if in_unit(1.0, act.row["unit"], unit) is None]
    if alien:
        units = sorted({str(act.row["unit"]) for act, _ in told})
        return Sum(why=f"not valued: {' and '.join(units)} cannot be added ({', '.join(alien)})")
    groups: dict[tuple[str, ...], list[Held]] = {}
    for act, ends in told:
        low, high = (in_unit(x, act.row["unit"], unit) or 0.0 for x in ends)
        groups.setdefault(goods(act.row), []).append(Held(act, low if act in sure else 0.0, high))
    sums = [_bounds(some) for some in groups.values()]
    return Sum(
        sum(low for low, _ in sums),
        sum(high for _, high in sums),
        open=tuple(act.ref for act, ends in told if math.isinf(ends[1])),
        bare=tuple(act.ref for act in sure if amount(act.row) is None),
    )


def amount(row: Row) -> tuple[float, float] | None:
    """Return the least and the most of an amount; a low end alone is "more than", a high one "up to"."""
    value = row["quantity"] if "quantity" in row else row["value"]
    if value is None:
        return None
    low, high = row["low"], row["high"]
    if low is None and high is None:
        return value, value
    if low is None:
        return 0.0, max(value, high)
    return min(value, low), math.inf if high is None else max(value, high)


def _bounds(held: Sequence[Held]) -> tuple[float, float]:
    """Bound the sum of amounts of one kind of goods."""
    tops = [one for one in held if not any(_within(one, other) for other in held)]
    left = [one for one in held if one not in tops]
    low = high = 0.0
    chain: list[tuple[Held, float]] = []
    for top in sorted(tops, key=lambda one: (window(one.act.row), one.act.ref)):
        mine = [one for one in left if _within(one, top)]
        left = [one for one in left if one not in mine]
        least, most = _whole(top, mine)
        high += most
        if chain and _overlap(chain, top):
            chain.append((top, least))
            continue
        low += max((one for _, one in chain), default=0.0)
        chain = [(top, least)]
    return low + max((one for _, one in chain), default=0.0), high


def _whole(top: Held, parts: Sequence[Held]) -> tuple[float, float]:
    """Bound an amount and those that lie in its window."""
    if not parts:
        return top.low, top.high
    low, high = _bounds(parts)
    _, *named = goods(top.act.row)
    if named and windowed(top.act.row):
        return top.low, max(top.high, high)
    return max(top.low, low), top.high + high


def _within(one: Held, other: Held) -> bool:
    return one is not other and inside(one.act, other.act)


def _overlap(chain: Sequence[tuple[Held, float]], top: Held) -> bool:
    """Tell whether a window shares days with one before it, so that both may tell of the same."""
    return windowed(top.act.row) and any(
        windowed(one.act.row) and window(top.act.row).start < window(one.act.row).end for one, _ in chain
    )
