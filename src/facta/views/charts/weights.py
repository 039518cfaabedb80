"""Weights of evidence: a column for each hypothesis, bars to the left against it, to the right for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from facta.views.charts.base import SANS, drawing, number, tag, text
from facta.views.charts.lettering import lines
from facta.views.words import MINUS

if TYPE_CHECKING:
    from facta.results import Weight, Weights
    from facta.views.charts.base import Palette

WIDTH, LABEL, ROW, FOOT, BAR = 1040, 320, 46, 56, 19
WIDEST, MARGIN = 170, 12
SIZE, SMALL, TINY = 13, 11.5, 11
HEADING = 16  # of a line of a heading
DOT = 1.2  # pixels: a shorter bar is a dot


def draw(data: Weights, *, palette: Palette, title: str) -> str:
    """Draw the evidence row by row, the most telling first, and the sums of the weights at the foot."""
    step = min((WIDTH - LABEL) / max(len(data.columns), 1), WIDEST)
    centres = [LABEL + step * (index + 0.5) for index in range(len(data.columns))]
    heads = [lines(column, width=step - 8, size=SIZE, most=3) for column in data.columns]
    top = HEADING * max((len(head) for head in heads), default=1) + 34
    bottom = top + ROW * len(data.rows)
    width = max(LABEL + step * len(data.columns), LABEL + 40)
    body = _heads(heads, centres, top, step, palette)
    body += [
        tag("path", d=f"M{number(x)} {number(top - 6)}V{number(bottom + FOOT - 6)}", stroke=palette.line)
        for x in centres
    ]
    scale = (step / 2 - MARGIN) / max([abs(x) for row in data.rows for x in _finite(row)], default=1.0)
    for index, row in enumerate(data.rows):
        y = top + ROW * index
        body.append(tag("path", d=f"M0 {number(y)}H{number(width)}", stroke=palette.line2))
        body += _label(row, y, palette)
        for value, x in zip(row.values, centres, strict=True):
            body.append(_bar(value, (x, y + ROW / 2), scale, palette, faint=row.faint))
    body += _foot(data, centres, (width, bottom), palette)
    return drawing((width, bottom + FOOT), title, _desc(data), tag("g", *body, font_family=SANS))


def _finite(row: Weight) -> list[float]:
    """Return the weights that have a length; with nothing but zeros the scale does not matter."""
    return [x for x in row.values if x is not None and math.isfinite(x) and x]


def _heads(
    heads: list[list[str]], centres: list[float], top: float, step: float, palette: Palette
) -> list[str]:
    body = []
    for head, x in zip(heads, centres, strict=True):
        for index, line in enumerate(head):
            y = top - 34 - HEADING * (len(head) - 1 - index)
            body.append(
                text(line, x=x, y=y, fill=palette.ink, font_size=SIZE, font_weight=600, text_anchor="middle")
            )
        for word, side, anchor in (("against", -1, "end"), ("for", 1, "start")):
            body.append(
                text(
                    word,
                    x=x + side * min(step / 8, 14),
                    y=top - 13,
                    fill=palette.ink3,
                    font_size=TINY,
                    text_anchor=anchor,
                )
            )
    return body


def _label(row: Weight, y: float, palette: Palette) -> list[str]:
    (label,), (note,) = (
        lines(content, width=LABEL - 14, size=size, most=1)
        for content, size in ((row.label, SIZE), (row.note, SMALL))
    )
    return [
        text(label, x=0, y=y + 20, fill=palette.ink, font_size=SIZE, font_weight=600),
        text(note, x=0, y=y + 36, fill=palette.ink3, font_size=SMALL),
    ]


def _bar(
    value: float | None, place: tuple[float, float], scale: float, palette: Palette, *, faint: bool
) -> str:
    """Return the bar of a weight; filled for, hollow against, a dot where it moves nothing."""
    x, y = place
    length = 0.0 if value is None else min(abs(value), 1e6) * scale
    if value is None or length < DOT:
        return tag("circle", cx=x, cy=y, r=2.2, fill=palette.ink3)
    ink = palette.ink3 if faint else palette.ink2
    fill = palette.panel if value < 0 else ink
    return tag(
        "rect",
        x=x - length if value < 0 else x,
        y=y - BAR / 2,
        width=length,
        height=BAR,
        fill=fill,
        fill_opacity=0.6 if faint and value > 0 else None,
        stroke=ink,
        stroke_opacity=0.6 if faint else None,
        stroke_width=1.2,
    )


def _foot(data: Weights, centres: list[float], corner: tuple[float, float], palette: Palette) -> list[str]:
    width, y = corner
    halo = {"stroke": palette.panel, "paint_order": "stroke"}
    return [
        tag("path", d=f"M0 {number(y)}H{number(width)}", stroke=palette.ink),
        text("Sum of weights", x=0, y=y + 22, fill=palette.ink, font_size=SIZE, font_weight=600),
        text(f"{data.unit}, dependence counted in", x=0, y=y + 38, fill=palette.ink3, font_size=SMALL),
        *(
            text(
                _signed(value), x=x, y=y + 31, fill=palette.ink, font_size=17, font_weight=600,
                text_anchor="middle", stroke_width=5, **halo,
            )
            for value, x in zip(data.sums, centres, strict=True)
        ),
    ]  # fmt: skip


def _signed(value: float) -> str:
    """Say a weight with its sign.

    >>> _signed(2.04), _signed(-0.6), _signed(0.01)
    ('+2.0', '\N{MINUS SIGN}0.6', '0.0')
    """
    said = f"{value:+.1f}"
    return "0.0" if float(said) == 0 else said.replace("-", MINUS)


def _desc(data: Weights) -> str:
    """Say what every row weighs most for and most against, and the sums."""
    said = []
    for row in data.rows:
        known = [(value, column) for value, column in zip(row.values, data.columns, strict=True) if value]
        ends = [("for", max(known)), ("against", min(known))] if known else []
        told = [f"{way} {name} {_signed(x)}" for way, (x, name) in ends if (x > 0) == (way == "for")]
        said.append(f"{row.label}: {', '.join(told) or 'moves nothing'}")
    sums = ", ".join(f"{c} {_signed(v)}" for c, v in zip(data.columns, data.sums, strict=True))
    return f"{'; '.join([*said, f'sums: {sums}'])} {data.unit}."
