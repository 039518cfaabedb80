"""The diverging meter: four cells to each side of an axis, straining left, deepening right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts.base import drawing, flag, hatch, number, tag
from facta.views.language import say

if TYPE_CHECKING:
    from facta.records import Direction
    from facta.views.charts.base import Palette
    from facta.views.words import Basis

WIDTH, HEIGHT, CELL, GAP, EDGE = 146, 18, 12, 3, 3
MIDDLE = WIDTH / 2


def draw(
    level: int | None, direction: Direction, *, was: int | None, palette: Palette, basis: Basis = "history"
) -> str:
    """Draw where an indicator stands; ``was`` is its earlier place, from minus four (straining) to four."""
    side = {"deepening": 1, "straining": -1, "none": 0}[direction]
    now = None if level is None else level * side
    desc = say("Left of the axis is straining, right is deepening.")
    if level and not side:
        desc += say(" Cells on both sides: a level without direction.")
    if was is not None and was != now:
        desc += say(" The dashed tick marks the earlier place: %(place)s.", place=_place(was))
    body = [_cells(level, side, palette)]
    if level is None:
        body += [_unknown(-1, palette), _unknown(1, palette)]
    if was is not None and level is not None and was != now:
        body.append(_tick(was, palette))
    body.append(tag("path", d=f"M{number(MIDDLE)} 1.5v15", stroke=palette.ink3))
    if level == len(words.LEVELS) - 1:
        body.append(
            flag(_left(side or 1, 4) + (-2 if side < 0 else CELL + 2), HEIGHT - 3, side or 1, palette)
        )
    return drawing((WIDTH, HEIGHT), words.stand(level, direction, basis), desc, *body)


def _place(place: int) -> str:
    return words.stand(abs(place), "deepening" if place > 0 else "straining" if place else "none")


def _left(side: int, cell: int) -> float:
    step = EDGE + (cell - 1) * (CELL + GAP)
    return MIDDLE + step if side > 0 else MIDDLE - step - CELL


def _cells(level: int | None, side: int, palette: Palette) -> str:
    empty: list[str] = []
    full: list[str] = []
    direction: Direction = "deepening" if side > 0 else "straining" if side < 0 else "none"
    for which in (-1, 1):
        for cell in range(1, 5):
            box = f"M{number(_left(which, cell))} 4h{CELL}v10h-{CELL}z"
            on = level is not None and side in {which, 0} and cell <= level
            (full if on else empty).append(box)
    drawn = tag("path", d="".join(empty), fill=palette.cell, stroke=palette.rim, stroke_width=0.8)
    if full:
        colour = palette.level(level, direction)
        rim = palette.level(max(level or 0, 3), direction)
        drawn += tag("path", d="".join(full), fill=colour, stroke=rim, stroke_width=0.9)
    return drawn


def _unknown(side: int, palette: Palette) -> str:
    left = min(_left(side, 1), _left(side, 4))
    return hatch((left, 4, left + 4 * CELL + 3 * GAP, 14), palette, 4)


def _tick(was: int, palette: Palette) -> str:
    side = 1 if was > 0 else -1
    x = MIDDLE + side * (EDGE + abs(was) * (CELL + GAP) - GAP / 2) if was else MIDDLE
    return tag(
        "path", d=f"M{number(x)} 1v16", stroke=palette.ink, stroke_width=1.5, stroke_dasharray="2.4 1.8"
    )
