"""States of groups that are closed or open, and what is known of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

UNKNOWN = -2
NO_ROUTE = -1


class Answered:
    """The number of the answer of each state, shape (2**groups,), so far as it is known."""

    def __init__(self, groups: int) -> None:
        self.by_state = np.full(1 << groups, UNKNOWN)
        self._cube = self.by_state.reshape((2,) * groups)  # its last axis is the first group

    def unknown(self, states: NDArray[np.integer]) -> list[int]:
        """Return those of some states that have no answer yet."""
        found: list[int] = states[self.by_state[states] == UNKNOWN].tolist()
        return found

    def spread(self, state: int, passed: int, number: int) -> None:
        """Give an answer to all states that close what a state does, and none of the groups passed."""
        bits = reversed(range(self._cube.ndim))
        self._cube[
            tuple(1 if state >> bit & 1 else 0 if passed >> bit & 1 else slice(None) for bit in bits)
        ] = number


def by_number_closed(groups: int) -> Iterator[NDArray[np.integer]]:
    """Yield the states with no group closed, those with one, and so on."""
    counts = np.zeros(1, dtype=np.int64)
    for _ in range(groups):
        counts = np.concatenate([counts, counts + 1])
    for count in range(groups + 1):
        yield np.flatnonzero(counts == count)


def groups_of(states: int) -> int:
    """Return of how many groups these are all states.

    Raises
    ------
    ValueError
        When their number is no power of two.
    """
    groups = states.bit_length() - 1
    if states < 1 or states != 1 << groups:
        raise ValueError(f"{states} states are not two to the power of the number of groups")
    return groups


def shares_of(given: ArrayLike, what: str) -> NDArray[np.float64]:
    """Return chances as numbers, by group.

    Raises
    ------
    ValueError
        When one is not within 0 and 1, with its number.
    """
    found = np.asarray(given, dtype=np.float64)
    for number, chance in enumerate(found):
        if not 0.0 <= chance <= 1.0:  # nan as well
            raise ValueError(f"{what} {number} has a chance within 0 and 1, not {chance:g}")
    return found


def check_shocks(shocks: Sequence[tuple[int, float]], groups: int) -> None:
    """Make sure that shocks have chances, and cover groups that are there.

    Raises
    ------
    ValueError
        When one does not, with its number.
    """
    shares_of([chance for _, chance in shocks], "shock")
    for number, (mask, _) in enumerate(shocks):
        if not 0 <= mask < 1 << groups:
            raise ValueError(f"shock {number} covers a group that is not among the {groups}")
