"""Promises in time: made, due and how they ended; open ones are hatched up to the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from facta.periods import say_day
from facta.views.charts.base import SANS, drawing, hatch, number, tag, text
from facta.views.charts.lettering import lines
from facta.views.charts.points import Days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.results import Outcome, Span, Spans
    from facta.views.charts.base import Palette

WIDTH, LEFT, RIGHT, ROW, TOP, FOOT = 1040, 268, 930, 27, 62, 12
HALF, THIN, RADIUS = 6, 2.5, 6
SIZE, SMALL = 13, 11.5
FARTHEST = timedelta(days=730)  # after the day; a date beyond is an arrow at the edge
MARGIN = timedelta(days=30)
CLEAR = 30  # pixels that a year keeps from the edge of the drawing
WORDS: dict[Outcome, str] = {
    "kept": "kept", "partial": "half kept", "lapsed": "lapsed", "broken": "broken", "disputed": "disputed",
    "open": "open", "overdue": "overdue",
}  # fmt: skip
PENDING = ("open", "overdue")


def draw(data: Spans, *, palette: Palette, title: str) -> str:
    """Draw a row for each promise, and a line at the day."""
    days = _days(data)
    bottom = TOP + ROW * len(data.rows)
    body = [*_frame(data, days, bottom, palette)]
    for index, row in enumerate(data.rows):
        body += _row(row, data.as_of, days, TOP + ROW * (index + 0.5), palette)
    body += _today(data.as_of, days, bottom, palette)
    written = tag("g", *body, font_family=SANS)
    return drawing((WIDTH, bottom + FOOT), title, _desc(data), written)


def _days(data: Spans) -> Days:
    starts = [row.start for row in data.rows]
    last = data.as_of + FARTHEST
    dues = [min(row.due, last) for row in data.rows if row.due]
    start = min([*starts, data.as_of]) - MARGIN
    return Days(start, max([*dues, *starts, data.as_of]) + MARGIN, LEFT, RIGHT)


def _frame(data: Spans, days: Days, bottom: float, palette: Palette) -> Iterator[str]:
    """Yield the years, and what the signs mean."""
    for year in range(days.start.year + 1, days.end.year + 1):
        x = days.at(date(year, 1, 1))
        yield tag("path", d=f"M{number(x)} {TOP - 6}V{number(bottom)}", stroke=palette.line)
        if x < RIGHT - CLEAR:
            yield text(str(year), x=x + 3, y=TOP - 8, fill=palette.ink3, font_size=SMALL)
    if not data.rows:
        yield text("no promise is known", x=LEFT, y=TOP - 28, fill=palette.ink3, font_size=SMALL)
        return
    x, y = float(LEFT), 12.0
    keys = (("made to outcome", palette.band), ("still open", ""), ("overdue", palette.s3))
    for said, fill in keys:
        box = (x, y - HALF, x + 22, y + HALF)
        yield _bar(box, fill, palette) if fill else _open(box, palette)
        yield text(said, x=x + 28, y=y + 4, fill=palette.ink2, font_size=SMALL)
        x += 140 if said == "made to outcome" else 100
    yield _tick(x + 4, y, palette)
    yield text("due", x=x + 12, y=y + 4, fill=palette.ink2, font_size=SMALL)
    marks: tuple[Outcome, ...] = ("kept", "partial", "broken", "disputed")
    for index, outcome in enumerate(marks):
        at = x + 62 + 82 * index
        yield _mark(outcome, at, y, palette)
        yield text(WORDS[outcome], x=at + 11, y=y + 4, fill=palette.ink2, font_size=SMALL)


def _row(row: Span, as_of: date, days: Days, y: float, palette: Palette) -> Iterator[str]:
    yield tag("path", d=f"M0 {number(y + ROW / 2)}H{WIDTH}", stroke=palette.line2)
    (label,) = lines(row.label, width=LEFT - 14, size=SIZE, most=1)
    yield text(label, x=0, y=y + 4.5, fill=palette.ink, font_size=SIZE)
    start = days.at(row.start)
    end = days.at(row.end or as_of)
    due = days.at(row.due) if row.due else None
    until = end if due is None else max(start, min(due, end))
    box = (start, y - HALF, max(until, start + 1.5), y + HALF)
    yield _open(box, palette) if row.outcome in PENDING else _bar(box, palette.band, palette)
    if due is not None and due < end:
        fill = palette.s3 if row.outcome == "overdue" else palette.hatch
        high = HALF if row.outcome == "overdue" else THIN
        ink = palette.ink3 if fill.startswith("url(") else fill
        yield tag("rect", x=due, y=y - high, width=end - due, height=2 * high, fill=ink)
    if due is not None and row.due:
        if due > end:
            yield tag(
                "path",
                d=f"M{number(end)} {number(y)}H{number(due)}",
                stroke=palette.ink3,
                stroke_dasharray="2 3",
            )
        beyond = row.due > days.end
        yield (
            text("▸", x=due, y=y + 4, fill=palette.ink, font_size=SMALL, text_anchor="middle")
            if beyond
            else _tick(due, y, palette)
        )
    if row.outcome not in PENDING:
        yield _mark(row.outcome, end, y, palette)
    late = row.outcome == "overdue"
    yield text(
        WORDS[row.outcome], x=RIGHT + 14, y=y + 4.5, fill=palette.ink if late else palette.ink2,
        font_size=SIZE, font_weight=600 if late else None,
    )  # fmt: skip


def _bar(box: tuple[float, float, float, float], fill: str, palette: Palette) -> str:
    left, top, right, bottom = box
    return tag("rect", x=left, y=top, width=right - left, height=bottom - top, fill=fill, stroke=palette.ink3)


def _open(box: tuple[float, float, float, float], palette: Palette) -> str:
    return _bar(box, palette.panel, palette) + hatch(box, palette)


def _tick(x: float, y: float, palette: Palette) -> str:
    return tag(
        "path", d=f"M{number(x)} {number(y - HALF - 3)}v{2 * HALF + 6}", stroke=palette.ink, stroke_width=2
    )


def _mark(outcome: Outcome, x: float, y: float, palette: Palette) -> str:
    """Return a sign for how it ended that can be told without colour."""
    r = RADIUS
    if outcome in ("broken", "lapsed"):
        arm = r - 1
        across = f"M{number(x - arm)} {number(y - arm)}l{2 * arm} {2 * arm}m0 {-2 * arm}l{-2 * arm} {2 * arm}"
        plain = f"M{number(x - arm)} {number(y)}h{2 * arm}"
        return tag(
            "path",
            d=across if outcome == "broken" else plain,
            stroke=palette.ink,
            stroke_width=2.4,
            fill="none",
        )
    ring = tag(
        "circle", cx=x, cy=y, r=r, stroke=palette.ink, stroke_width=1.6,
        fill=palette.ink if outcome == "kept" else palette.panel,
    )  # fmt: skip
    if outcome == "partial":
        half = f"M{number(x)} {number(y - r)}a{r} {r} 0 0 0 0 {2 * r}z"
        return ring + tag("path", d=half, fill=palette.ink)
    if outcome == "disputed":
        return ring + text(
            "?", x=x, y=y + 4, fill=palette.ink, font_size=11, font_weight=600, text_anchor="middle"
        )
    return ring


def _today(as_of: date, days: Days, bottom: float, palette: Palette) -> Iterator[str]:
    x = days.at(as_of)
    yield tag(
        "path", d=f"M{number(x)} {TOP - 22}V{number(bottom)}", stroke=palette.ink, stroke_dasharray="4 3"
    )
    yield text(
        f"as of {say_day(as_of)}", x=x, y=TOP - 26, fill=palette.ink, font_size=SMALL, text_anchor="middle"
    )


def _desc(data: Spans) -> str:
    """Say every row, for those who do not see it."""
    said = []
    for row in data.rows:
        due = f"due {say_day(row.due)}" if row.due else "without a date"
        end = f" on {say_day(row.end)}" if row.end else ""
        said.append(f"{row.label}: made {say_day(row.start)}, {due}, {WORDS[row.outcome]}{end}")
    return f"{'; '.join(said)}. As of {say_day(data.as_of)}." if said else "No promise is known."
