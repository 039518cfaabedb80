"""Lines and areas cut to a box, so that a drawing holds only what it shows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.views.charts.projection import Place

Box = tuple[float, float, float, float]  # left, top, right, bottom


def area(ring: Sequence[Place], box: Box) -> list[Place]:
    """Cut a ring to a box; what runs outside follows the box's side.

    References
    ----------
    Sutherland, I. E. and Hodgman, G. W. (1974). Reentrant polygon clipping. Communications of the
    ACM 17(1), 32-42.

    Examples
    --------
    >>> area([(-5, 5), (5, 5), (5, 15), (-5, 15)], (0, 0, 10, 10))
    [(0.0, 10.0), (0.0, 5.0), (5, 5), (5.0, 10.0)]
    """
    left, top, right, bottom = box
    kept = list(ring)
    for axis, side, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        cut: list[Place] = []
        for index, place in enumerate(kept):
            before = kept[index - 1]
            enters, was = (place[axis] - side) * sign >= 0, (before[axis] - side) * sign >= 0
            if enters != was:
                part = (side - before[axis]) / (place[axis] - before[axis])
                cut.append(_between(before, place, part))
            if enters:
                cut.append(place)
        kept = cut
    return kept


def pieces(line: Sequence[Place], box: Box) -> Iterator[list[Place]]:
    """Yield the pieces of a line that lie in a box.

    References
    ----------
    Liang, Y.-D. and Barsky, B. A. (1984). A new concept and method for line clipping. ACM
    Transactions on Graphics 3(1), 1-22.

    Examples
    --------
    >>> list(pieces([(-10, 5), (5, 5), (20, 5), (5, 8)], (0, 0, 10, 10)))
    [[(0.0, 5.0), (5, 5), (10.0, 5.0)], [(10.0, 7.0), (5, 8)]]
    """
    piece: list[Place] = []
    for start, end in pairwise(line):
        span = _inside(start, end, box)
        if span is None:
            continue
        enter, leave = span
        if not piece:
            piece = [_between(start, end, enter) if enter > 0 else start]
        piece.append(_between(start, end, leave) if leave < 1 else end)
        if leave < 1:
            yield piece
            piece = []
    if piece:
        yield piece


def _inside(start: Place, end: Place, box: Box) -> tuple[float, float] | None:
    """Return from which to which part of it a line lies in the box."""
    left, top, right, bottom = box
    enter, leave = 0.0, 1.0
    for at, to, low, high in ((start[0], end[0], left, right), (start[1], end[1], top, bottom)):
        if at == to:
            if not low <= at <= high:
                return None
            continue
        first, last = sorted(((low - at) / (to - at), (high - at) / (to - at)))
        enter, leave = max(enter, first), min(leave, last)
    return (enter, leave) if enter < leave else None


def _between(start: Place, end: Place, part: float) -> Place:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
