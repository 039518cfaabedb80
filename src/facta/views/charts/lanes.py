"""How a stretch of a map is drawn: width by part played, pattern by mode, signs by state."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from facta.views.charts.base import escaped, number, tag, trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from facta.results import Stretch
    from facta.views.charts.base import Palette
    from facta.views.charts.projection import Place, Sheet

WIDTHS = {"primary": 4.8, "fallback": 6.0, "other": 1.3}
CASING = 3.2  # pixels of the ground on either side, so that a main line stands off the others
CORE, SHARED = 2.6, (10.0, 6.8)  # the hollow of a fallback; its width and hollow around a primary
DASHES = {"sea": "10 5", "ferry": "5 3.5", "pipeline": "12 3 2 3"}
PLANNED = "2 4"
FAINT = 0.5  # of a stretch that is closed
TICK, APART = 3.2, 15.0  # how far a rail's ticks stand out, and pixels from one to the next
STEPS = 12  # straight pieces of an arc
BENDS = (0.1, -0.1, 0.2, -0.2, 0.34, -0.34)  # how far an arc leaves its chord, in lengths of it
ASHORE = 0.3  # part of a crossing on land beyond which it is not drawn
ROW = 16.0  # pixels; the sides of the land are kept by rows of this height
BY_WATER = ("sea", "ferry")


class Shore:
    """The land of a map on paper, to tell whether a place lies on it."""

    def __init__(self, rings: Iterable[Sequence[Place]]) -> None:
        self._rows: dict[int, list[tuple[Place, Place]]] = {}
        for ring in rings:
            for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
                low, high = sorted((start[1], end[1]))
                for row in range(int(low // ROW), int(high // ROW) + 1):
                    self._rows.setdefault(row, []).append((start, end))

    def holds(self, place: Place) -> bool:
        """Tell whether a place is on land: a line from it to the right crosses the coast an odd time."""
        x, y = place
        crossed = sum(
            (start[1] > y) != (end[1] > y)
            and x < start[0] + (end[0] - start[0]) * (y - start[1]) / (end[1] - start[1])
            for start, end in self._rows.get(int(y // ROW), ())
        )
        return crossed % 2 == 1

    def bars(self, stretch: Stretch, line: Sequence[Place]) -> bool:
        """Tell whether land lies across so much of a crossing that its line would say something false."""
        if stretch.mode not in BY_WATER:
            return False
        return sum(map(self.holds, line)) > ASHORE * len(line)


def laid(stretch: Stretch, sheet: Sheet, shore: Shore) -> list[Place]:
    """Lay a stretch on paper: straight by land; by water a curve, an arc where only the ends are known."""
    places = [sheet.at(*point) for point in stretch.points]
    if stretch.mode not in BY_WATER or len(places) < 2:  # noqa: PLR2004 - a line has two ends
        return places
    if len(places) == 2:  # noqa: PLR2004 - the two ends alone
        arcs = [_arc(places[0], places[1], bend) for bend in BENDS]
        return min(arcs, key=lambda arc: sum(_astray(place, sheet, shore) for place in arc[1:-1]))
    return _rounded(places)


def _astray(place: Place, sheet: Sheet, shore: Shore) -> int:
    return shore.holds(place) + 2 * (not sheet.holds(place))


def _arc(start: Place, end: Place, bend: float) -> list[Place]:
    across, down = end[0] - start[0], end[1] - start[1]
    pull = ((start[0] + end[0]) / 2 - 2 * bend * down, (start[1] + end[1]) / 2 + 2 * bend * across)
    return [_curve(start, pull, end, index / STEPS) for index in range(STEPS + 1)]


def _rounded(places: Sequence[Place]) -> list[Place]:
    """Round the corners of a line, which keeps its ends."""
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(places)]
    found = [places[0]]
    for before, corner, after in zip(middles, places[1:-1], middles[1:], strict=False):
        found += [_curve(before, corner, after, index / (STEPS // 2)) for index in range(STEPS // 2 + 1)]
    return [*found, places[-1]]


def _curve(start: Place, pull: Place, end: Place, part: float) -> Place:
    rest = 1 - part
    x, y = (rest * rest * start[k] + 2 * rest * part * pull[k] + part * part * end[k] for k in (0, 1))
    return x, y


def along(places: Sequence[Place], step: float) -> Iterator[tuple[Place, Place]]:
    """Yield a place every so many pixels of a line, first after half a step, with its direction."""
    due = step / 2
    for (x, y), (to_x, to_y) in pairwise(places):
        length = math.hypot(to_x - x, to_y - y)
        if not length:
            continue
        way = ((to_x - x) / length, (to_y - y) / length)
        while due <= length:
            yield (x + way[0] * due, y + way[1] * due), way
            due += step
        due -= length


def middle(places: Sequence[Place]) -> Place:
    """Return the place half-way along a line."""
    length = sum(math.dist(start, end) for start, end in pairwise(places))
    return next((place for place, _ in along(places, length)), places[0]) if length else places[0]


def layers(
    stretch: Stretch, lines: Sequence[Sequence[Place]], palette: Palette, *, shared: bool = False
) -> tuple[str, str, str]:
    """Draw lines alike, as the stretch says: what lies below them, themselves, and what lies on them.

    A ``shared`` fallback runs around a primary.
    """
    path = "".join(trail(line) for line in lines if len(line) > 1)
    if not path:
        return "", "", ""
    width, core = SHARED if shared else (WIDTHS[stretch.role], CORE)
    colour = {"primary": palette.ink, "fallback": palette.d3, "other": palette.ink2}[stretch.role]
    dash = PLANNED if stretch.state == "planned" else DASHES.get(stretch.mode)
    strokes = [
        tag(
            "path", d=path, stroke=colour, stroke_width=width, stroke_dasharray=dash,
            stroke_linecap=None if dash else "round",
        ),
    ]  # fmt: skip
    if stretch.label:
        strokes.insert(0, tag("title", escaped(f"{stretch.label}: {stretch.mode}, {stretch.state}")))
    if stretch.mode == "rail":
        ticks = _ticks(lines, width / 2 + TICK)
        strokes.append(tag("path", d=ticks, stroke=colour, stroke_width=1.4 if width > CORE else 0.8))
    main = stretch.role != "other"
    below = tag("path", d=path, stroke=palette.panel, stroke_width=width + CASING) if main else ""
    hollow = stretch.role == "fallback"
    on = tag("path", d=path, stroke=palette.panel, stroke_width=core) if hollow else ""
    return below, tag("g", *strokes, opacity=FAINT if stretch.state == "closed" else None), on


def _ticks(lines: Sequence[Sequence[Place]], reach: float) -> str:
    return "".join(
        f"M{number(x - way[1] * reach)} {number(y + way[0] * reach)}"
        f"L{number(x + way[1] * reach)} {number(y - way[0] * reach)}"
        for line in lines
        for (x, y), way in along(line, APART)
    )


def cross(at: Place, palette: Palette, size: float = 6.5) -> str:
    """Draw what bars the way: a cross with a rim."""
    x, y = at
    side = number(2 * size)
    path = f"M{number(x - size)} {number(y - size)}l{side} {side}m0-{side}l-{side} {side}"
    return tag("path", d=path, stroke=palette.panel, stroke_width=6.6, stroke_linecap="round") + tag(
        "path", d=path, stroke=palette.s3, stroke_width=3.4, stroke_linecap="round"
    )


def narrowing(at: Place, palette: Palette) -> str:
    """Draw what lets less through: two wedges that point at the line from either side."""
    x, y = at
    path = f"M{number(x - 6)} {number(y - 11)}h12l-6 9zM{number(x - 6)} {number(y + 11)}h12l-6-9z"
    return tag("path", d=path, fill=palette.s3, stroke=palette.panel, stroke_width=1.4)
