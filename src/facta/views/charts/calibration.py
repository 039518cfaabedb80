"""How often what was given a word came true: the range that was said, and what happened, term by term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.charts.base import SANS, drawing, number, tag, text
from facta.views.charts.lettering import lines
from facta.views.words import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.results import Calibration, Rated
    from facta.views.charts.base import Palette

WIDTH, LEFT, RIGHT, ROW, TOP, FOOT = 520, 150, 400, 36, 40, 14
SIZE, SMALL, HALF, RADIUS = 13, 12, 9, 5.0
MARKS = (0, 25, 50, 75, 100)


def draw(data: Calibration, *, palette: Palette, title: str) -> str:
    """Draw a row for each word: a box for the range said, a dot for how often it came true."""
    bottom = TOP + ROW * max(len(data.rows), 1)
    body = [*_frame(bottom, palette)]
    if not data.rows:
        body.append(text("Nothing was judged yet.", x=0, y=TOP + 22, fill=palette.ink2, font_size=SIZE))
    for index, row in enumerate(data.rows):
        body += _row(row, TOP + ROW * index, palette)
    return drawing((WIDTH, bottom + FOOT), title, _desc(data), tag("g", *body, font_family=SANS))


def _at(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(max(value / 100, 0.0), 1.0)


def _frame(bottom: float, palette: Palette) -> Iterator[str]:
    path = "".join(f"M{number(_at(mark))} {TOP - 4}V{number(bottom)}" for mark in MARKS)
    yield tag("path", d=path, stroke=palette.line)
    labels = [text(f"{mark}", x=_at(mark), y=TOP - 9) for mark in MARKS]
    yield tag("g", *labels, fill=palette.ink3, font_size=SMALL, text_anchor="middle")
    yield text("what was said", x=0, y=13, fill=palette.ink2, font_size=SMALL)
    yield text(
        "came true, %", x=(LEFT + RIGHT) / 2, y=13, fill=palette.ink2, font_size=SMALL, text_anchor="middle"
    )
    yield text("of how many", x=WIDTH, y=13, fill=palette.ink2, font_size=SMALL, text_anchor="end")


def _row(row: Rated, top: float, palette: Palette) -> Iterator[str]:
    y = top + ROW / 2
    yield tag("path", d=f"M0 {number(top)}H{WIDTH}", stroke=palette.line2)
    (term,) = lines(row.term, width=LEFT - 10, size=SIZE, most=1)
    yield text(term, x=0, y=y - 1, fill=palette.ink, font_size=SIZE, font_weight=600)
    yield text(f"{_range(row)} %", x=0, y=y + 14, fill=palette.ink3, font_size=SMALL)
    low, high = (_at(end) for end in row.means)
    yield tag(
        "rect",
        x=low,
        y=y - HALF,
        width=max(high - low, 2),
        height=2 * HALF,
        fill=palette.band,
        stroke=palette.ink3,
    )
    if row.happened is None:
        yield text("no rate", x=WIDTH, y=y - 1, fill=palette.ink2, font_size=SIZE, text_anchor="end")
    else:
        yield from _happened(row, y, palette)
        yield text(
            f"{figure(row.happened)} %",
            x=WIDTH,
            y=y - 1,
            fill=palette.ink,
            font_size=SIZE,
            font_weight=600,
            text_anchor="end",
        )
    yield text(f"of {row.n:,}", x=WIDTH, y=y + 14, fill=palette.ink3, font_size=SMALL, text_anchor="end")


def _happened(row: Rated, y: float, palette: Palette) -> Iterator[str]:
    """Yield the interval, and the dot: hollow where the interval leaves the range that was said."""
    if row.low is not None and row.high is not None:
        low, high = number(_at(row.low)), number(_at(row.high))
        ends = f"M{low} {number(y)}H{high}M{low} {number(y - 4)}v8M{high} {number(y - 4)}v8"
        yield tag("path", d=ends, stroke=palette.ink, stroke_width=1.4, fill="none")
    held = missed(row)
    yield tag(
        "circle",
        cx=_at(row.happened or 0.0),
        cy=y,
        r=RADIUS,
        fill=palette.panel if held else palette.ink,
        stroke=palette.ink,
        stroke_width=1.6,
    )


def missed(row: Rated) -> bool:
    """Tell whether what happened lies, with its whole interval, outside the range that was said.

    >>> from facta.results import Rated
    >>> missed(Rated(term="likely", means=(55, 80), n=40, happened=30, low=20, high=42))
    True
    >>> missed(Rated(term="likely", means=(55, 80), n=3, happened=33, low=6, high=79))
    False
    """
    if row.low is None or row.high is None:
        return False
    return row.high < row.means[0] or row.low > row.means[1]


def _range(row: Rated) -> str:
    return "–".join(figure(end) for end in row.means)


def _desc(data: Calibration) -> str:
    """Say every word with how often it came true, for those who do not see it."""
    said = []
    for row in data.rows:
        rate = "no rate" if row.happened is None else f"{figure(row.happened)} % came true"
        if row.low is not None and row.high is not None:
            rate = f"{rate} ({figure(row.low)} to {figure(row.high)})"
        said.append(f"{row.term}, which means {_range(row)} %: {rate} of {row.n:,}")
    return f"{'; '.join(said)}." if said else "Nothing was judged yet."
