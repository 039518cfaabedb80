"""Where names can stand on a drawing: beside what they name, over nothing else, or not at all."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from facta.views.charts.base import tag, text
from facta.views.charts.lettering import LETTER, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.views.charts.base import Palette
    from facta.views.charts.clipping import Box
    from facta.views.charts.projection import Place

LEADING, HEAVY = 1.18, 1.08  # of the font's size: from line to line, and how much wider bold letters run
SIDES = ((1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1), (0, -1), (0, 1))
FAR = (20.0, 38.0)  # pixels that a name which must stand may move away, with a thread to its place
SLANT = 0.72
LATER, FARTHER = 0.25, 3.5  # what a less liked side weighs, and moving away, in places covered
ANCHORS: dict[int, Literal["start", "middle", "end"]] = {1: "start", 0: "middle", -1: "end"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """How a name is written, how wide and in how many lines, and how much it bears to cover."""

    size: float
    colour: str
    weight: int | None = None
    spacing: float = 0.0
    letter: float = LETTER
    width: float = 190.0
    most: int = 1
    bears: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The room that is left: boxes taken, and places that a name had better not cover, with weights."""

    box: Box
    palette: Palette
    taken: list[Box] = field(default_factory=list)
    covered: list[tuple[float, float, float]] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Tell whether a box lies inside and touches nothing taken."""
        left, top, right, bottom = self.box
        inside = left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom
        return inside and not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in self.taken
        )

    def cost(self, box: Box) -> float:
        """Return what a box would cover."""
        return sum(weight for x, y, weight in self.covered if box[0] <= x <= box[2] and box[1] <= y <= box[3])

    def keep(self, at: Place, radius: float) -> None:
        """Keep names off a sign."""
        self.taken.append((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius))

    def name(self, said: str, at: Place, how: Lettering, *, gap: float, must: bool = False) -> str:
        """Write a name beside its place, where it covers least; nothing where there is no room."""
        written = lines(said, width=how.width, size=how.size, most=how.most)
        measure = _measure(written, how)
        found = [
            (self.cost(box) + LATER * index + FARTHER * ring, ring, side, box)
            for ring, away in enumerate((gap, *(FAR if must else ())))
            for index, side in enumerate(SIDES)
            for box in [_beside(at, side, away, measure)]
            if self.free(box)
        ]
        if not found:
            return ""
        cost, ring, side, box = min(found)
        if cost > how.bears and not must:
            return ""
        self.taken.append(box)
        thread = _thread(at, box, self.palette) if ring else ""
        return thread + "".join(_write(written, box, side[0], how, self.palette))

    def centre(self, said: str, spots: list[Place], how: Lettering) -> str:
        """Write a name over the first of some places, or whichever covers least; nothing without room."""
        wide, high = _measure([said], how)
        boxes = [(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2) for x, y in spots]
        found = [(self.cost(box), index, box) for index, box in enumerate(boxes) if self.free(box)]
        if not found:
            return ""
        *_, box = min(found)
        self.taken.append(box)
        return "".join(_write([said], box, 0, how, self.palette))


def _measure(written: list[str], how: Lettering) -> tuple[float, float]:
    letter = how.letter * how.size * (HEAVY if how.weight else 1) + how.spacing
    return max(map(len, written)) * letter, len(written) * how.size * LEADING


def _beside(at: Place, side: tuple[int, int], away: float, measure: tuple[float, float]) -> Box:
    (x, y), (across, down), (wide, high) = at, side, measure
    step = away * (SLANT if across and down else 1)
    left = x + across * step - wide * (1 - across) / 2
    top = y + down * step - high * (1 - down) / 2
    return left, top, left + wide, top + high


def _thread(at: Place, box: Box, palette: Palette) -> str:
    x, y = min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3])
    if math.hypot(x - at[0], y - at[1]) < 1:
        return ""
    path = f"M{at[0]:.1f} {at[1]:.1f}L{x:.1f} {y:.1f}"
    return tag("path", d=path, stroke=palette.ink2, stroke_width=0.9)


def _write(written: list[str], box: Box, across: int, how: Lettering, palette: Palette) -> Iterator[str]:
    x = {1: box[0], 0: (box[0] + box[2]) / 2, -1: box[2]}[across]
    for index, line in enumerate(written):
        y = box[1] + how.size * (0.9 + LEADING * index)
        yield text(
            line, x=x, y=y, fill=how.colour, font_size=how.size, font_weight=how.weight,
            text_anchor=ANCHORS[across] if across != 1 else None, letter_spacing=how.spacing or None,
            stroke=palette.panel, stroke_width=3.4, stroke_linejoin="round", paint_order="stroke",
        )  # fmt: skip
