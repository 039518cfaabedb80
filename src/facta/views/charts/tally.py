"""The tally of a strand: one square for each indicator, straining left, deepening right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.charts.base import drawing, hatch, number, tag

if TYPE_CHECKING:
    from facta.records import StrandStanding
    from facta.views.charts.base import Palette

SQUARE, STEP, HEIGHT, LEAST = 8, 11, 16, 4


def draw(strand: StrandStanding, *, side: int, palette: Palette) -> str:
    """Draw the counts of a strand; ``side`` is the most squares on either side, so that strands align."""
    side = max(side, LEAST)
    middle = side * STEP + 4
    body = [
        _squares(
            [middle - 3 - STEP * index - SQUARE for index in range(strand.straining)], palette.s3, palette.s3
        ),
        _squares([middle + 3 + STEP * index for index in range(strand.deepening)], palette.d3, palette.d3),
        tag("path", d=f"M{number(middle)} 0v{HEIGHT}", stroke=palette.ink3),
    ]
    x = 2 * middle + 8
    quiet = [x + STEP * index for index in range(strand.baseline)]
    x += STEP * strand.baseline + (6 if strand.baseline else 0)
    unknown = [x + STEP * index for index in range(strand.not_assessed)]
    body += [_squares(quiet, palette.cell, palette.ink3), _squares(unknown, "none", palette.ink3)]
    body += [hatch((left, 4, left + SQUARE, 4 + SQUARE), palette, 3.5) for left in unknown]
    width = x + STEP * strand.not_assessed + 2
    return drawing((width, HEIGHT), f"{strand.title}: indicators by direction", said(strand), *body)


def said(strand: StrandStanding) -> str:
    """Say the counts of a strand."""
    return (
        f"{strand.straining} straining, {strand.deepening} deepening, "
        f"{strand.baseline} at baseline, {strand.not_assessed} not assessed"
    )


def _squares(lefts: list[int], fill: str, stroke: str) -> str:
    boxes = "".join(f"M{number(left)} 4h{SQUARE}v{SQUARE}h-{SQUARE}z" for left in lefts)
    return tag("path", d=boxes, fill=fill, stroke=stroke, stroke_width=0.9) if boxes else ""
