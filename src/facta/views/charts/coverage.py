"""Sources by weeks: where each was looked at whole, in part, in vain, or not at all."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from facta.views.charts.base import SANS, drawing, hatch, number, tag, text
from facta.views.charts.lettering import LETTER, lines
from facta.views.language import marked, say, tongue
from facta.views.words import short_month

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.views.charts.base import Palette
    from facta.views.charts.shapes import Grid, Looked

WIDTH, LEFT, ROW, TOP, FOOT = 900, 246, 26, 58, 12
WIDEST, SQUARE, GAP = 13.0, 16, 2.0
NOTE = 140
SIZE, SMALL = 13, 12
MONTH = 34  # pixels that the name of a month takes
MEANINGS: dict[Looked, str] = {
    "complete": marked("looked at whole"),
    "partial": marked("in part"),
    "empty": marked("looked, nothing there"),
    "failed": marked("asked, not answered"),
    "not asked": marked("not asked"),
}


def draw(data: Grid, *, palette: Palette, title: str) -> str:
    """Draw a row for each source and a cell for each week, told apart by fill and hatching, not colour."""
    step = min((WIDTH - LEFT - NOTE) / max(len(data.starts), 1), WIDEST)
    bottom = TOP + ROW * max(len(data.rows), 1)
    body = [*_key(palette), *_months(data.starts, step, bottom, palette)]
    for index, row in enumerate(data.rows):
        top = TOP + ROW * index
        (label,) = lines(row.label, width=LEFT - 12, size=SIZE, most=1)
        body.append(tag("path", d=f"M0 {number(top)}H{WIDTH}", stroke=palette.line2))
        body.append(
            text(label, x=0, y=top + 17.5, fill=palette.ink, font_size=SIZE, font_weight=600, lang=tongue())
        )
        body += _cells(row.states, step, top + (ROW - SQUARE) / 2, palette)
        (note,) = lines(row.note, width=NOTE - 10, size=SMALL, most=1)
        x = LEFT + step * len(data.starts) + 10
        body.append(text(note, x=x, y=top + 17.5, fill=palette.ink2, font_size=SMALL))
    if not data.rows:
        body.append(text(say("The case has no source."), x=0, y=TOP + 18, fill=palette.ink2, font_size=SIZE))
    return drawing((WIDTH, bottom + FOOT), title, _desc(data), tag("g", *body, font_family=SANS))


def _key(palette: Palette) -> Iterator[str]:
    x = 0.0
    for state, label in MEANINGS.items():
        yield from _cell(state, (x, 3, x + 11, 3 + SQUARE), palette)
        meaning = say(label)
        yield text(meaning, x=x + 18, y=15.5, fill=palette.ink2, font_size=SMALL)
        x += 18 + len(meaning) * LETTER * SMALL + 20


def _months(starts: Sequence[date], step: float, bottom: float, palette: Palette) -> Iterator[str]:
    """Yield the names of months over the week that begins them, as many as stand apart."""
    last = -float(MONTH)
    for index, start in enumerate(starts):
        new = index == 0 or starts[index - 1].month != start.month
        x = LEFT + step * index
        if new and x - last >= MONTH and x + MONTH <= WIDTH:
            year = f" {start:%y}" if start.month == 1 or last < 0 else ""
            yield tag("path", d=f"M{number(x)} {TOP - 6}V{number(bottom)}", stroke=palette.line)
            yield text(f"{short_month(start)}{year}", x=x + 2, y=TOP - 9, fill=palette.ink3, font_size=SMALL)
            last = x + (10 if year else 0)


def _cells(states: Sequence[Looked], step: float, top: float, palette: Palette) -> Iterator[str]:
    """Yield the cells of a row; neighbours that were not asked are hatched in one piece."""
    at = 0
    for state, run in groupby(states):
        many = len([*run])
        if state == "not asked":
            box = (LEFT + step * at, top, LEFT + step * (at + many) - GAP, top + SQUARE)
            yield from _cell(state, box, palette)
        else:
            for index in range(at, at + many):
                left = LEFT + step * index
                yield from _cell(state, (left, top, left + step - GAP, top + SQUARE), palette)
        at += many


def _cell(state: Looked, box: tuple[float, float, float, float], palette: Palette) -> Iterator[str]:
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    if state == "not asked":
        yield hatch(box, palette, 4)
        return
    whole = state == "complete"
    yield tag(
        "rect", x=left + 0.5, y=top + 0.5, width=max(wide - 1, 1), height=high - 1,
        fill=palette.ink2 if whole else palette.panel, stroke=palette.ink2,
    )  # fmt: skip
    if state == "partial":
        yield tag(
            "rect", x=left + 0.5, y=top + high / 2, width=max(wide - 1, 1), height=high / 2, fill=palette.ink2
        )
    if state == "failed":
        ends = f"M{number(left + 2)} {number(top + 3.5)}L{number(right - 2)} {number(bottom - 3.5)}"
        ends += f"M{number(right - 2)} {number(top + 3.5)}L{number(left + 2)} {number(bottom - 3.5)}"
        yield tag("path", d=ends, stroke=palette.ink2, stroke_width=1.4)


def _desc(data: Grid) -> str:
    """Say of each source how many weeks were looked at in which way."""
    said = []
    for row in data.rows:
        counts = Counter(row.states)
        parts = [f"{say(meaning)} {counts[state]}" for state, meaning in MEANINGS.items() if counts[state]]
        said.append(f"{row.label}: {', '.join(parts)}" + (f", {row.note}" if row.note else ""))
    return (
        say("Weeks by source. %(sources)s.", sources="; ".join(said))
        if said
        else say("The case has no source.")
    )
