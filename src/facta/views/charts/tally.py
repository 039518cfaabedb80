"""The tally of a strand: one square for each indicator, straining left, deepening right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.views.charts.base import drawing, hatch, number, tag
from facta.views.language import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from facta.records import Standing
    from facta.views.charts.base import Palette

SQUARE, STEP, HEIGHT, LEAST = 8, 11, 16, 4


class Counts(NamedTuple):
    """How the indicators of a strand stand; ``loose`` have a level and no direction."""

    straining: int
    deepening: int
    loose: int
    baseline: int
    inside: int
    unknown: int

    @property
    def off(self) -> int:
        """How many are off baseline."""
        return self.straining + self.deepening + self.loose


def count(standings: Iterable[Standing]) -> Counts:
    """Count how indicators stand."""
    known = list(standings)
    off = [standing.direction for standing in known if standing.level]
    quiet = [standing.basis for standing in known if standing.level == 0]
    inside = quiet.count("limit")
    return Counts(
        straining=off.count("straining"),
        deepening=off.count("deepening"),
        loose=off.count("none"),
        baseline=len(quiet) - inside,
        inside=inside,
        unknown=len(known) - len(off) - len(quiet),
    )


def draw(title: str, counts: Counts, *, side: int, palette: Palette) -> str:
    """Draw the counts of a strand; ``side`` is the most squares on either side, so that strands align."""
    side = max(side, LEAST)
    middle = side * STEP + 4
    body = [
        _squares(
            [middle - 3 - STEP * index - SQUARE for index in range(counts.straining)], palette.s3, palette.s3
        ),
        _squares([middle + 3 + STEP * index for index in range(counts.deepening)], palette.d3, palette.d3),
        tag("path", d=f"M{number(middle)} 0v{HEIGHT}", stroke=palette.ink3),
    ]
    x = 2 * middle + 8
    groups = []
    for many in (counts.loose, counts.baseline + counts.inside, counts.unknown):
        groups.append([x + STEP * index for index in range(many)])
        x += STEP * many + (6 if many else 0)
    loose, quiet, unknown = groups
    body += [_squares(loose, palette.ink3, palette.ink3), _squares(quiet, palette.cell, palette.ink3)]
    body.append(_squares(unknown, "none", palette.ink3))
    body += [hatch((left, 4, left + SQUARE, 4 + SQUARE), palette, 3.5) for left in unknown]
    return drawing(
        (x + 2, HEIGHT), say("%(title)s: indicators by direction", title=title), said(counts), *body
    )


def said(counts: Counts) -> str:
    """Say the counts of a strand.

    >>> said(Counts(1, 4, 0, 5, 2, 0))
    '1 straining, 4 deepening, 5 at baseline, 2 inside editorial limits, 0 not assessed'
    """
    parts = [
        say("%(count)s straining", count=counts.straining),
        say("%(count)s deepening", count=counts.deepening),
    ]
    parts += [say("%(count)s without direction", count=counts.loose)] if counts.loose else []
    parts.append(say("%(count)s at baseline", count=counts.baseline))
    parts += [say("%(count)s inside editorial limits", count=counts.inside)] if counts.inside else []
    return ", ".join([*parts, say("%(count)s not assessed", count=counts.unknown)])


def _squares(lefts: list[int], fill: str, stroke: str) -> str:
    boxes = "".join(f"M{number(left)} 4h{SQUARE}v{SQUARE}h-{SQUARE}z" for left in lefts)
    return tag("path", d=boxes, fill=fill, stroke=stroke, stroke_width=0.9) if boxes else ""
