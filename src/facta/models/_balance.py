"""What lies in the balance: hypotheses with priors, items with likelihoods, all as ranges."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 2  # hypotheses, and states of an item, between which anything can be weighed
ROUNDING = 1e-9  # by so much the numbers of a row may miss a sum of 1


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One of several exclusive hypotheses and the range of its prior; only ratios of priors count."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A piece of evidence: its states, and how likely each is under every hypothesis.

    Attributes
    ----------
    low, high
        Ends of the range of each likelihood: a row per hypothesis, a column per state.
    seen
        The state that was seen, None where nothing was.
    reliability
        The chance, 0 to 1, that the report follows the fact; else it names any state equally often.
    supposed
        The same of a report of another state, should one come; None where it would be the same.
    group
        Of items that depend on one another; None for an item that depends on no other.
    """

    name: str
    states: tuple[str, ...]
    low: Floats
    high: Floats
    seen: str | None = None
    reliability: float = 1.0
    group: str | None = None
    supposed: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Chances, or their logs, at the low end, the midpoint and the high end of their ranges."""

    low: Floats
    central: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Everything that is weighed; tempered chances of an item and their logs have the shape (H, S).

    ``otherwise`` are the logs for states that were not seen, as a report of them would be trusted.
    """

    hypotheses: tuple[Hypothesis, ...]
    items: tuple[Item, ...]
    rho: Mapping[str, float]
    chances: tuple[Ends, ...]
    logs: tuple[Ends, ...]
    otherwise: tuple[Ends, ...]
    prior: Ends

    def seen(self) -> list[int | None]:
        """Return the column of the state seen of each item."""
        return [None if item.seen is None else item.states.index(item.seen) for item in self.items]

    def weight(self, index: int, seen: Sequence[int | None]) -> float:
        """Return the share at which an item counts, or would count once seen."""
        item = self.items[index]
        if item.group is None:
            return 1.0
        others = sum(
            column is not None and other.group == item.group and other.reliability > 0 and at != index
            for at, (other, column) in enumerate(zip(self.items, seen, strict=True))
        )
        return 1.0 / (1.0 + others * self.rho.get(item.group, 1.0))

    def evidence(self, seen: Sequence[int | None]) -> Ends:
        """Return the weighted log likelihood of each item under each hypothesis, shape (I, H)."""
        low, central, high = np.zeros((3, len(self.items), len(self.hypotheses)))
        for index, column in enumerate(seen):
            if column is not None:
                item, weight = self.items[index], self.weight(index, seen)
                rows = self.logs if item.states[column] == item.seen else self.otherwise
                row = rows[index]
                low[index] = weight * row.low[:, column]
                central[index] = weight * row.central[:, column]
                high[index] = weight * row.high[:, column]
        return Ends(low, central, high)


def mistakes_of(
    hypotheses: Sequence[Hypothesis], items: Sequence[Item], rho: Mapping[str, float]
) -> Iterator[str]:
    """Yield in words whatever cannot be weighed."""
    if len(hypotheses) < FEWEST:
        yield f"two or more hypotheses are weighed, there are {len(hypotheses)}"
    for name, times in Counter([*(h.name for h in hypotheses), *(item.name for item in items)]).items():
        if times > 1:
            yield f"{name!r} is the name of {times}, each hypothesis and item has its own"
    for one in hypotheses:
        if not 0 <= one.low <= one.high <= 1 or one.high == 0:
            yield f"the prior of {one.name!r} is {one.low:g} to {one.high:g}, write a range above 0, up to 1"
    for name in sorted(rho.keys() - {item.group for item in items}):
        yield f"no item is of the group {name!r}"
    for name, value in rho.items():
        if not 0 <= value <= 1:
            yield f"the dependence of {name!r} is {value:g}, write 0 to 1"
    for item in items:
        yield from _mistakes_of_item(item, hypotheses)


def _mistakes_of_item(item: Item, hypotheses: Sequence[Hypothesis]) -> Iterator[str]:
    if item.seen is not None and item.seen not in item.states:
        yield f"{item.name!r} was seen as {item.seen!r}, its states are {', '.join(item.states)}"
    for trust in (item.reliability, item.supposed):
        if trust is not None and not 0 <= trust <= 1:
            yield f"the reliability of {item.name!r} is {trust:g}, write 0 to 1"
    states = len(item.states)
    if states < FEWEST or len(set(item.states)) < states:
        there = ", ".join(item.states) or "none"
        yield f"the states of {item.name!r} are {there}, write two or more, each once"
    shape = (len(hypotheses), states)
    if item.low.shape != shape or item.high.shape != shape:
        yield f"the likelihoods of {item.name!r} have not the shape {shape}: hypotheses, states"
        return
    for one, low, high in zip(hypotheses, item.low, item.high, strict=True):
        where = f"{item.name!r} under {one.name!r}"
        if not ((low >= 0) & (low <= high) & (high <= 1)).all():
            yield f"a likelihood of {where} is no range within 0 to 1"
        elif low.sum() > 1 + ROUNDING or high.sum() < 1 - ROUNDING:
            yield f"{where} cannot sum to 1: its lows sum to {low.sum():g}, its highs to {high.sum():g}"
        elif item.reliability == 1 and (left(low, high)[1] <= ROUNDING).any():
            state = item.states[int(left(low, high)[1].argmin())]
            yield f"{where} leaves {state!r} no chance at all, write a high above 0 or a reliability below 1"


def left(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return ranges narrowed to what the other states, along the last axis, leave of 1."""
    most = 1.0 - (low.sum(axis=-1, keepdims=True) - low)
    least = 1.0 - (high.sum(axis=-1, keepdims=True) - high)
    # Clipped, not only compared: where a range is a point, rounding must not turn its ends around.
    return np.clip(least, low, high), np.clip(most, low, high)


def otherwise(item: Item) -> Ends:
    """Return the chances of a report of each state, should one come."""
    return tempered(item if item.supposed is None else replace(item, reliability=item.supposed))


def tempered(item: Item) -> Ends:
    """Return the chances of a report of each state: it follows the fact by its reliability."""
    blind = (1.0 - item.reliability) / len(item.states)
    low, high = (item.reliability * end + blind for end in left(item.low, item.high))
    return between(low, high)


def between(low: Floats, high: Floats) -> Ends:
    """Return ranges with their midpoints."""
    return Ends(low, (low + high) / 2.0, high)


def logs_of(ends: Ends) -> Ends:
    """Return the logs of ranges; that of a midpoint is the log of the midpoint."""
    return Ends(logs(ends.low), logs(ends.central), logs(ends.high))


def logs(chances: Floats) -> Floats:
    """Return logs, minus infinity for 0."""
    with np.errstate(divide="ignore"):  # the low end of a range may be 0
        found: Floats = np.log(chances)
    return found
