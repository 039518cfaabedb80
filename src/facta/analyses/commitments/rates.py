"""How often promises were kept: by side, portfolio and faction, each drawn toward the others."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from facta.models.pooling import pooled, simple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from facta.analyses.commitments.promises import Promise

NODES = 16  # a side of the grid; against 48, limits of small groups move by 0.001 at most
LEASTS = (0.1, 1.0, 2.0)
SMALL = 4  # resolved promises up to which the choice of the least weight is shown
Worth = tuple[float, float]


class Spread(NamedTuple):
    """A rate with its central 90 % interval."""

    mean: float
    low: float
    high: float


class Delivered(NamedTuple):
    """What a group did with its promises: counts, and a rate where any was resolved.

    ``worth`` counts a half kept promise as one half. ``drawn`` tells whether other groups had a say.
    """

    every: int
    kept: int
    half: int
    failed: int
    worth: float
    rate: Spread | None
    drawn: bool

    @property
    def resolved(self) -> int:
        """Promises that ended in one of the ways that count."""
        return self.kept + self.half + self.failed


@lru_cache(maxsize=4096)
def _pooled(counts: tuple[Worth, ...], least: float) -> Mapping[Worth, Spread]:
    """Estimate groups together; on most neighbouring days the counts are the same."""
    kept, of = zip(*counts, strict=True)
    found = pooled(kept, of, least=least, nodes=NODES)
    return {
        pair: Spread(one.mean, one.low90, one.high90) for pair, one in zip(counts, found.groups, strict=True)
    }


@lru_cache(maxsize=4096)
def alone(kept: float, of: float) -> Spread:
    """Estimate one rate by itself, by Jeffreys' prior."""
    found = simple(kept, of)
    return Spread(found.mean, found.low90, found.high90)


def rates(counts: Mapping[str, Worth], least: float = 1.0) -> dict[str, Spread]:
    """Return the rate of every group with resolved promises; a single one stands by itself."""
    known = {group: pair for group, pair in counts.items() if pair[1] > 0}
    if len(known) < 2:  # noqa: PLR2004  (there is nobody to learn from)
        return {group: alone(*pair) for group, pair in known.items()}
    found = _pooled(tuple(sorted(known.values())), least)
    return {group: found[pair] for group, pair in known.items()}


def delivered(
    promises: Sequence[Promise],
    groups: Callable[[Promise], Sequence[str]],
    *,
    nameless: Collection[str] = (),
) -> dict[str, Delivered]:
    """Return what every group did, those with most promises first.

    Words that are ``nameless`` name no group: what they stand for is counted, and has no rate.
    """
    of: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        for group in groups(promise):
            of[group].append(promise)
    counts = {group: worth(mine) for group, mine in of.items() if group not in nameless}
    found = rates(counts)
    many = sum(total > 0 for _, total in counts.values()) > 1
    every = {
        group: _delivered(mine, found.get(group), drawn=many and group in found) for group, mine in of.items()
    }
    return dict(sorted(every.items(), key=lambda pair: (-pair[1].every, pair[0])))


def _delivered(mine: Sequence[Promise], rate: Spread | None, *, drawn: bool) -> Delivered:
    outcomes = [promise.outcome for promise in mine]
    kept, half = outcomes.count("kept"), outcomes.count("partial")
    failed = outcomes.count("lapsed") + outcomes.count("broken")
    return Delivered(len(mine), kept, half, failed, kept + half / 2, rate, drawn)


def worth(promises: Sequence[Promise]) -> Worth:
    """Return how many promises were kept of how many resolved; half kept counts one half."""
    outcomes = [promise.outcome for promise in promises if promise.resolved]
    return outcomes.count("kept") + outcomes.count("partial") / 2, float(len(outcomes))


def by_least(found: Mapping[str, Delivered]) -> list[tuple[str, int, tuple[Spread, ...]]]:
    """Return each small group's rate by the least weight of the population, for all of `LEASTS`."""
    counts = {group: (one.worth, float(one.resolved)) for group, one in found.items() if one.resolved}
    small = [group for group in counts if found[group].resolved <= SMALL and found[group].drawn]
    every = [rates(counts, least) for least in LEASTS] if small else []
    return [(group, found[group].resolved, tuple(one[group] for one in every)) for group in small]
