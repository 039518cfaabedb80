"""A chain of stages: causes to the left, effects to the right, barriers as numbered blocks on the arrows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from facta.views.charts.base import SANS, drawing, number, tag, text
from facta.views.charts.chain_places import Places, places
from facta.views.charts.lettering import lines

if TYPE_CHECKING:
    from facta.results import Chain, Stage
    from facta.views.charts.base import Palette

WIDTH, NARROWEST, WIDEST, BOX = 1092, 96, 168, 112
GAP, BLOCK = 26, 18
TITLE, VALUE, SMALL = 11.5, 13, 10
LINE = 13.5
LANE, LANE_ROW, LANES = 206, 58, 5
PAD = 8
HEAD = 6
NEAREST = "nearest gate"
DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every part of the drawing needs to know."""

    data: Chain
    at: Places
    box: float
    palette: Palette
    numbers: dict[str, int]

    @property
    def inner(self) -> float:
        """The width of text in a box."""
        return self.box - 2 * PAD

    def blocks(self, source: str, target: str) -> list[int]:
        """Return the numbers of the barriers across an arrow: linked from its source and to its target."""
        links = {(link.source, link.target) for link in self.data.links}
        return [n for key, n in self.numbers.items() if {(source, key), (key, target)} <= links]


def draw(data: Chain, *, palette: Palette, title: str) -> str:
    """Draw the graph in layers, each stage with its chance, and the barriers in a lane below."""
    stages = [stage for stage in data.stages if not stage.barrier]
    barriers = [stage for stage in data.stages if stage.barrier]
    numbers = {stage.key: at for at, stage in enumerate(barriers, 1)}
    arrows = [
        (link.source, link.target) for link in data.links if not {link.source, link.target} & set(numbers)
    ]
    sheet = Sheet(data, Places((), (), {}, 0.0, {}), 0.0, palette, numbers)
    most = max((len(sheet.blocks(*arrow)) for arrow in arrows), default=0)
    gap = GAP + BLOCK * max(most, 0)
    columns = places([stage.key for stage in stages], arrows, BOX)
    count = max(len(columns.columns), 1)
    box = min(max((WIDTH - gap * (count - 1)) / count, NARROWEST), WIDEST)
    sheet = Sheet(data, columns, box, palette, numbers)
    lefts = {key: at * (box + gap) for at, column in enumerate(columns.columns) for key in column}
    width = max(count * box + (count - 1) * gap, LANE * min(len(barriers), LANES), 2 * NARROWEST) + 4
    body = [_arrows(sheet, lefts)]
    body += [_stage(stage, lefts[stage.key], columns.tops[stage.key], sheet) for stage in stages]
    foot = columns.height
    for at, stage in enumerate(barriers):
        place = (LANE * (at % LANES), foot + 14 + (LANE_ROW + 10) * (at // LANES))
        body.append(_barrier(stage, place, sheet))
    if barriers:
        foot += 14 + (LANE_ROW + 10) * (1 + (len(barriers) - 1) // LANES)
    return drawing(
        (width, foot + 4), title, _desc(data), tag("g", *body, font_family=SANS, transform="translate(2 2)")
    )


def _arrows(sheet: Sheet, lefts: dict[str, float]) -> str:
    """Draw every arrow, the heaviest last, with the barriers across it."""
    drawn = []
    for link in sorted(sheet.data.links, key=lambda link: (link.weight, link.source, link.target)):
        if link.source in sheet.numbers or link.target in sheet.numbers:
            continue
        drawn.append(_arrow(link.source, link.target, link.weight, sheet, lefts))
    return "".join(drawn)


def _arrow(source: str, target: str, weight: float, sheet: Sheet, lefts: dict[str, float]) -> str:
    at, palette = sheet.at, sheet.palette
    load = min(max(weight, 0.0), 1.0)
    thick = 1.0 + 5.0 * load
    end = (lefts[target], at.port(source, target, BOX))
    start = (lefts[source] + sheet.box, at.tops[source] + BOX / 2)
    blocks = sheet.blocks(source, target)
    joint = end[0] - HEAD - BLOCK * len(blocks)
    points = [start]
    for key in at.through.get((source, target), ()):
        y = at.tops[key] + at.lane / 2
        points += [(lefts[key], y), (lefts[key] + sheet.box, y)]
    points.append((joint, end[1]))
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    for (x0, y0), (x1, y1) in pairwise(points):
        bend = (x0 + x1) / 2
        path += f"C{number(bend)} {number(y0)} {number(bend)} {number(y1)} {number(x1)} {number(y1)}"
    path += f"H{number(end[0] - HEAD)}"
    ink = palette.ink2
    parts = [
        tag("path", d=path, fill="none", stroke=ink, stroke_width=thick, stroke_opacity=0.35 + 0.6 * load),
        tag("path", d=_head(end, max(3.5, thick)), fill=ink, fill_opacity=0.35 + 0.6 * load),
    ]
    for place, block in enumerate(blocks):
        parts.append(
            _block(block, (end[0] - HEAD - BLOCK * (len(blocks) - place) + BLOCK / 2, end[1]), palette)
        )
    return "".join(parts)


def _head(end: tuple[float, float], half: float) -> str:
    x, y = end
    back = number(x - HEAD - 1)
    return f"M{back} {number(y - half)}L{number(x)} {number(y)}L{back} {number(y + half)}z"


def _block(label: int, centre: tuple[float, float], palette: Palette) -> str:
    x, y = centre
    return tag("rect", x=x - 7, y=y - 8, width=14, height=16, rx=2, fill=palette.ink) + text(
        str(label), x=x, y=y + 3.8, fill=palette.panel, font_size=SMALL, font_weight=600, text_anchor="middle"
    )


def _stage(stage: Stage, x: float, y: float, sheet: Sheet) -> str:
    palette = sheet.palette
    parts = [
        tag("rect", x=x, y=y, width=sheet.box, height=BOX, rx=4, fill=palette.panel,
            stroke=palette.ink if stage.nearest else palette.rim, stroke_width=2.4 if stage.nearest else 1),
    ]  # fmt: skip
    for at, line in enumerate(lines(stage.title, width=sheet.inner, size=TITLE, most=3)):
        parts.append(
            text(line, x=x + PAD, y=y + 16 + LINE * at, fill=palette.ink, font_size=TITLE, font_weight=600)
        )
    parts.append(_chance(stage, x + PAD, y + 67, sheet))
    notes = lines(stage.note, width=sheet.inner, size=SMALL, most=1 if stage.nearest else 2)
    for at, line in enumerate([NEAREST, *notes] if stage.nearest else notes):
        strong = stage.nearest and at == 0
        fill, weight = (palette.ink, 600) if strong else (palette.ink2, None)
        parts.append(
            text(line, x=x + PAD, y=y + 94 + 12 * at, fill=fill, font_size=SMALL, font_weight=weight)
        )
    return "".join(parts)


def _chance(stage: Stage, x: float, y: float, sheet: Sheet) -> str:
    """Write the chance with its interval, and draw both on a line from 0 to 100."""
    palette, scale = sheet.palette, sheet.inner / 100
    if stage.value is None:
        return text("no figure", x=x, y=y, fill=palette.ink3, font_size=SMALL)
    parts = [
        text(_said(stage.value), x=x, y=y, fill=palette.ink, font_size=VALUE, font_weight=600),
        _stroke(x, y + 11, sheet.inner, palette.line),
    ]
    if stage.low is not None and stage.high is not None:
        between = f"{_bare(stage.low)}{DASH}{_bare(stage.high)}"
        end = x + sheet.inner
        parts.append(text(between, x=end, y=y, fill=palette.ink3, font_size=SMALL, text_anchor="end"))
        left, right = (_within(end) * scale for end in (stage.low, stage.high))
        parts.append(_stroke(x + left, y + 11, max(right - left, 1), palette.ink3))
    parts.append(tag("circle", cx=x + _within(stage.value) * scale, cy=y + 11, r=3.4, fill=palette.ink))
    return "".join(parts)


def _stroke(x: float, y: float, length: float, colour: str) -> str:
    return tag("path", d=f"M{number(x)} {number(y)}h{number(length)}", stroke=colour, stroke_width=3)


def _within(value: float) -> float:
    return min(max(value, 0.0), 100.0)


def _barrier(stage: Stage, place: tuple[float, float], sheet: Sheet) -> str:
    """Draw a barrier in the lane: its number, its title and the state it is in."""
    (x, y), palette = place, sheet.palette
    width = LANE - 14
    state = stage.note if stage.value is None else f"{stage.note} {_said(stage.value)}"
    if stage.value is not None and stage.low is not None and stage.high is not None:
        state += f" ({_bare(stage.low)}{DASH}{_bare(stage.high)})"
    (label,) = lines(stage.title, width=width - 34, size=TITLE, most=1)
    parts = [
        tag("rect", x=x, y=y, width=width, height=LANE_ROW, rx=4, fill=palette.cell,
            stroke=palette.ink if stage.nearest else palette.rim, stroke_width=2.4 if stage.nearest else 1),
        _block(sheet.numbers[stage.key], (x + 15, y + 16), palette),
        text(label, x=x + 28, y=y + 20, fill=palette.ink, font_size=TITLE, font_weight=600),
        *(text(line, x=x + 28, y=y + 36, fill=palette.ink2, font_size=SMALL + 1)
          for line in lines(state, width=width - 34, size=SMALL + 1, most=1)),
    ]  # fmt: skip
    if stage.nearest:
        parts.append(text(NEAREST, x=x + 28, y=y + 50, fill=palette.ink, font_size=SMALL, font_weight=600))
    return "".join(parts)


def _bare(value: float) -> str:
    """Write a percentage without its sign.

    >>> _bare(12.4), _bare(0.44), _bare(99.6)
    ('12', '0.4', '99.6')
    """
    return f"{value:.0f}" if 1 <= value <= 99 or value in (0, 100) else f"{value:.1f}"  # noqa: PLR2004  (per cent)


def _said(value: float) -> str:
    return f"{_bare(value)} %"


def _desc(data: Chain) -> str:
    """Say every stage with its chance, and what leads to it."""
    titles = {stage.key: stage.title for stage in data.stages}
    barriers = {stage.key for stage in data.stages if stage.barrier}
    said = []
    for stage in data.stages:
        value = "no figure" if stage.value is None else _said(stage.value)
        if stage.barrier:
            said.append(
                f"barrier {stage.title}: {stage.note} {'' if stage.value is None else value}".rstrip()
            )
            continue
        causes = [
            titles[link.source]
            for link in data.links
            if link.target == stage.key and link.source not in barriers
        ]
        said.append(f"{stage.title} {value}" + (f", from {' and '.join(causes)}" if causes else ""))
    return "; ".join(said) + "."
