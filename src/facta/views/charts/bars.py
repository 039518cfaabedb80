"""Values on one axis: bars that may point either way, or dots with their bounds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from facta.likelihood import WORDS, percent
from facta.views.charts.base import SANS, drawing, number, tag, text
from facta.views.charts.lettering import lines
from facta.views.charts.points import ticks
from facta.views.words import figure

if TYPE_CHECKING:
    from facta.results import Bar, Bars
    from facta.views.charts.base import Palette

WIDTH, LEFT, RIGHT, ROW, TOP, FOOT = 900, 250, 610, 38, 44, 12
LIKELY = "% likely"  # on this axis stand the bounds of the verbal scale
CROWDED = (1.0, 99.0)  # bounds of the verbal scale that have a tick and no number
SIZE, SMALL, RADIUS, HALF = 13, 11.5, 5.5, 8


class Axis(NamedTuple):
    """Values laid out from left to right, and where its ticks stand."""

    low: float
    high: float
    marks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Give the place of a value, kept inside the drawing."""
        if math.isinf(value):
            return RIGHT if value > 0 else LEFT
        part = (value - self.low) / (self.high - self.low)
        return LEFT + (RIGHT - LEFT) * min(max(part, 0.0), 1.0)


def draw(data: Bars, *, palette: Palette, title: str) -> str:
    """Draw a row for each value: what it is, the value with its bounds, and its note."""
    axis = _axis(data)
    bottom = TOP + ROW * len(data.rows)
    body = _frame(data, axis, bottom, palette)
    for index, row in enumerate(data.rows):
        body += _row(row, data, axis, TOP + ROW * index + ROW / 2, palette)
    written = tag("g", *body, font_family=SANS)
    return drawing((WIDTH, bottom + FOOT), title, _desc(data), written)


def _axis(data: Bars) -> Axis:
    found = [x for row in data.rows for x in (row.value, row.low, row.high) if x is not None]
    known = [x for x in [*found, data.start] if x is not None and math.isfinite(x)]
    low = min(known, default=0.0) if data.low is None else data.low
    high = max(known, default=1.0) if data.high is None else data.high
    high = high if high > low else low + 1.0
    if data.unit == LIKELY:
        return Axis(low, high, tuple(100 * bound for bound, _, _ in WORDS if low < 100 * bound < high))
    marks = ticks(low, high)
    low = marks[0] if data.low is None else low
    high = marks[-1] if data.high is None else high
    return Axis(low, high, tuple(mark for mark in marks if low <= mark <= high))


def _frame(data: Bars, axis: Axis, bottom: float, palette: Palette) -> list[str]:
    """Return the ticks, the names of the two sides, and the line from which bars start."""
    body = []
    for mark in axis.marks:
        x = axis.at(mark)
        body.append(tag("path", d=f"M{number(x)} {TOP - 4}V{number(bottom)}", stroke=palette.line))
        if data.unit != LIKELY or mark not in CROWDED:
            body.append(
                text(figure(mark), x=x, y=TOP - 9, fill=palette.ink3, font_size=SMALL, text_anchor="middle")
            )
    sides = (
        (data.left and f"◂ {data.left}", LEFT, "start"),
        (data.right and f"{data.right} ▸", RIGHT, "end"),
    )
    body += [
        text(said, x=x, y=14, fill=palette.ink2, font_size=SMALL, text_anchor=anchor)
        for said, x, anchor in sides
        if said
    ]
    body.append(text(data.unit, x=RIGHT + 20, y=TOP - 9, fill=palette.ink3, font_size=SMALL))
    if data.start is not None:
        x = axis.at(data.start)
        body.append(tag("path", d=f"M{number(x)} {TOP - 4}V{number(bottom)}", stroke=palette.ink3))
    return body


def _row(row: Bar, data: Bars, axis: Axis, y: float, palette: Palette) -> list[str]:
    body = [tag("path", d=f"M0 {number(y - ROW / 2)}H{WIDTH}", stroke=palette.line2)]
    said = lines(row.label, width=LEFT - 16, size=SIZE)
    for index, line in enumerate(said):
        height = y + 4.5 + 15 * (index - (len(said) - 1) / 2)
        body.append(text(line, x=0, y=height, fill=palette.ink, font_size=SIZE, font_weight=600))
    if row.value is None:
        body.append(
            text("no figure", x=LEFT + 8, y=y + 4, fill=palette.ink3, font_size=SMALL, font_style="italic")
        )
    else:
        body += _value(row, data, axis, y, palette)
    body += _told(row, data, y, palette)
    return body


def _value(row: Bar, data: Bars, axis: Axis, y: float, palette: Palette) -> list[str]:
    """Return the bar or the dot of a value, and the line of its bounds."""
    value = row.value or 0.0
    ink = palette.ink3 if row.faint else palette.ink2
    body = []
    if data.start is not None:
        start, end = axis.at(data.start), axis.at(value)
        hollow = value < data.start
        body.append(
            tag(
                "rect",
                x=min(start, end),
                y=y - HALF,
                width=max(abs(end - start), 1),
                height=2 * HALF,
                fill=palette.panel if hollow else ink,
                stroke=ink,
            )
        )
    if row.low is not None and row.high is not None:
        low, high = axis.at(row.low), axis.at(row.high)
        thick = 4 if data.start is None else 1.5
        line = palette.hatch if data.start is None and not palette.hatch.startswith("url(") else palette.ink3
        body.append(
            tag(
                "path",
                d=f"M{number(low)} {number(y)}H{number(high)}",
                stroke=line,
                stroke_width=thick,
                stroke_linecap="round",
            )
        )
    if data.start is None:
        fill = palette.panel if row.faint else palette.ink
        body.append(
            tag("circle", cx=axis.at(value), cy=y, r=RADIUS, fill=fill, stroke=palette.ink, stroke_width=1.5)
        )
    return body


def _told(row: Bar, data: Bars, y: float, palette: Palette) -> list[str]:
    """Return the value in figures, and beside it the note."""
    said = lines(row.note, width=WIDTH - RIGHT - 150, size=SMALL)
    body = [
        text(
            line, x=RIGHT + 150, y=y + 4 + 13 * (k - (len(said) - 1) / 2), fill=palette.ink2, font_size=SMALL
        )
        for k, line in enumerate(said)
        if line
    ]
    if row.value is not None:
        body.append(
            text(
                _say(row.value, data),
                x=RIGHT + 20,
                y=y + 4.5,
                fill=palette.ink,
                font_size=14,
                font_weight=600,
            )
        )
        body.append(text(_bounds(row, data), x=RIGHT + 68, y=y + 4, fill=palette.ink3, font_size=SMALL))
    return body


def _say(value: float, data: Bars) -> str:
    return percent(value / 100) if data.unit == LIKELY else figure(value)


def _bounds(row: Bar, data: Bars) -> str:
    if row.low is None or row.high is None:
        return ""
    low, high = _say(row.low, data).removesuffix(" %"), _say(row.high, data).removesuffix(" %")
    return f"{low} to {high}"


def _desc(data: Bars) -> str:
    """Say every row, for those who do not see it."""
    said = []
    for row in data.rows:
        value = (
            "no figure" if row.value is None else f"{_say(row.value, data).removesuffix(' %')} {data.unit}"
        )
        bounds = _bounds(row, data)
        parts = [part for part in (value, bounds and f"({bounds})", row.note and f"({row.note})") if part]
        said.append(f"{row.label}: {' '.join(parts)}")
    return f"{'; '.join(said)}." if said else "There is nothing to draw."
