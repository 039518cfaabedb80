"""Where the stages of a chain stand: in columns by their distance to the end, ordered to cross little."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Arrow = tuple[str, str]

SWEEPS = 6
SPACE = 18  # between two boxes of a column
LANE = 22  # that an arrow takes up in a column it runs through
PORTS = 20  # at most between two arrows that end at one box


@dataclass(frozen=True, slots=True)
class Places:
    """Columns of keys from left to right, with the lanes of long arrows among them, and where each stands.

    ``through`` names the lanes of an arrow, in order, ``ports`` of each stage its arrows from top to bottom.
    """

    columns: tuple[tuple[str, ...], ...]
    ports: tuple[tuple[str, tuple[str, ...]], ...]
    through: Mapping[Arrow, tuple[str, ...]]
    height: float
    tops: Mapping[str, float]
    lane: float = LANE

    def port(self, source: str, target: str, box: float) -> float:
        """Return the height at which an arrow ends."""
        order = dict(self.ports)[target]
        step = min(PORTS, box / (len(order) + 1))
        middle = self.tops[target] + box / 2
        return middle + step * (order.index(source) - (len(order) - 1) / 2)


def places(keys: Sequence[str], arrows: Sequence[Arrow], box: float) -> Places:
    """Return columns in which every arrow runs to the right, and no box stands in its way."""
    far = _distances(keys, arrows)
    count = max(far.values(), default=0) + 1
    columns: list[list[str]] = [[] for _ in range(count)]
    for key in keys:
        columns[count - 1 - far[key]].append(key)
    through, steps = {}, []
    for source, target in arrows:
        lanes = [f"{source}>{target}>{at}" for at in range(far[source] - 1, far[target], -1)]
        for lane, at in zip(lanes, range(far[source] - 1, far[target], -1), strict=True):
            columns[count - 1 - at].append(lane)
        through[source, target] = tuple(lanes)
        steps += list(zip([source, *lanes], [*lanes, target], strict=True))
    _order(columns, steps)
    sizes = dict.fromkeys(keys, box)
    heights = [sum(sizes.get(key, LANE) + SPACE for key in column) - SPACE for column in columns if column]
    height = max(heights, default=0.0)
    tops = _tops(columns, sizes, height)
    ports = [(key, _ports(key, arrows, through, tops)) for key in keys]
    return Places(tuple(map(tuple, columns)), tuple(ports), through, height, tops)


def _ports(
    key: str, arrows: Sequence[Arrow], through: Mapping[Arrow, tuple[str, ...]], tops: Mapping[str, float]
) -> tuple[str, ...]:
    """Return the sources of the arrows that end at a stage, by the height they come from."""
    last = {source: (through[source, key] or (source,))[-1] for source, target in arrows if target == key}
    return tuple(sorted(last, key=lambda source: (tops[last[source]], source)))


def _distances(keys: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """Return for each stage how many steps its longest way to the end has."""
    ahead: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in arrows:
        ahead[source].append(target)

    @cache
    def far(key: str) -> int:
        return 1 + max(map(far, ahead[key]), default=-1)

    return {key: far(key) for key in keys}


def _order(columns: list[list[str]], steps: Sequence[Arrow]) -> None:
    """Order each column by the mean place of what it is joined to, from the right and the left in turn."""
    for sweep in range(SWEEPS):
        back = sweep % 2 == 0
        order = range(len(columns) - 2, -1, -1) if back else range(1, len(columns))
        for at in order:
            beside = {key: place for place, key in enumerate(columns[at + 1 if back else at - 1])}
            joined: dict[str, list[int]] = {key: [] for key in columns[at]}
            for source, target in steps:
                here, there = (source, target) if back else (target, source)
                if here in joined and there in beside:
                    joined[here].append(beside[there])
            middle = (len(beside) - 1) / 2
            columns[at].sort(key=lambda key: sum(joined[key]) / len(joined[key]) if joined[key] else middle)


def _tops(columns: Sequence[Sequence[str]], sizes: Mapping[str, float], height: float) -> dict[str, float]:
    tops = {}
    for column in columns:
        whole = sum(sizes.get(key, LANE) + SPACE for key in column) - SPACE
        y = (height - whole) / 2
        for key in column:
            tops[key] = y
            y += sizes.get(key, LANE) + SPACE
    return tops
