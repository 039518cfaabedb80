"""Steps on a ladder in time: a track a state, thicker as it climbs; unverified steps are hollow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from facta.periods import say_day
from facta.views.charts.base import SANS, drawing, number, tag, text
from facta.views.charts.lettering import lines
from facta.views.charts.points import Days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.results import Climb, Climbs
    from facta.views.charts.base import Palette

WIDTH, LEFT, RIGHT, ROW, FOOT = 1040, 190, 1010, 36, 14
RADIUS, APART, THICK = 8.5, 19, 20
SIZE, SMALL, TINY = 13, 11.5, 11
KEY, COLUMN, COLUMNS = 17, 262, 4  # height of a line of the key, width of a column, columns
LONGEST = timedelta(days=2190)  # before the day; an older step stands at the left edge with its year
CLEAR = 20  # pixels that a year keeps from the edge of the drawing


def draw(data: Climbs, *, palette: Palette, title: str) -> str:
    """Draw a track for each state with its steps, numbered by rung."""
    days = _days(data)
    top = KEY * -(-(len(data.rungs) + 2) // COLUMNS) + 44
    bottom = top + ROW * len(data.rows)
    body = [*_key(data, palette), *_frame(data, days, (top, bottom), palette)]
    for index, row in enumerate(data.rows):
        body += _row(row, data, days, top + ROW * (index + 0.5), palette)
    written = tag("g", *body, font_family=SANS)
    return drawing((WIDTH, bottom + FOOT), title, _desc(data), written)


def _days(data: Climbs) -> Days:
    starts = [day for row in data.rows for day, _, _ in row.steps]
    first = max(min([*starts, data.as_of]), data.as_of - LONGEST)
    return Days(first - timedelta(days=60), data.as_of + timedelta(days=30), LEFT, RIGHT)


def _key(data: Climbs, palette: Palette) -> Iterator[str]:
    """Yield the names of the rungs, and what the other signs mean."""
    named = [(str(rung), name, True) for rung, name in enumerate(data.rungs, start=1)]
    for index, (sign, name, verified) in enumerate(
        [*named, ("", "unverified", False), ("▼", "reversal", True)]
    ):
        x, y = COLUMN * (index % COLUMNS) + 8.0, KEY * (index // COLUMNS) + 9.0
        if sign == "▼":
            yield _reversal(x, y, palette)
        else:
            yield _step(sign, (x, y), palette, verified=verified, radius=7)
        (said,) = lines(name, width=COLUMN - 34, size=SMALL, most=1)
        yield text(said, x=x + 13, y=y + 4, fill=palette.ink2, font_size=SMALL)


def _frame(data: Climbs, days: Days, ends: tuple[float, float], palette: Palette) -> Iterator[str]:
    """Yield the years and the line of the day."""
    top, bottom = ends
    for year in range(days.start.year + 1, days.end.year + 1):
        x = days.at(date(year, 1, 1))
        yield tag("path", d=f"M{number(x)} {number(top - 6)}V{number(bottom)}", stroke=palette.line)
        if x < RIGHT - CLEAR:
            yield text(str(year), x=x + 3, y=top - 8, fill=palette.ink3, font_size=SMALL)
    x = days.at(data.as_of)
    path = f"M{number(x)} {number(top - 18)}V{number(bottom)}"
    yield tag("path", d=path, stroke=palette.ink, stroke_dasharray="4 3")
    said = f"as of {say_day(data.as_of)}"
    yield text(said, x=x, y=top - 22, fill=palette.ink, font_size=SMALL, text_anchor="end")


def _row(row: Climb, data: Climbs, days: Days, y: float, palette: Palette) -> Iterator[str]:
    yield tag("path", d=f"M0 {number(y + ROW / 2)}H{WIDTH}", stroke=palette.line2)
    (label,) = lines(row.label, width=LEFT - 30, size=SIZE, most=1)
    yield text(label, x=0, y=y + 4.5, fill=palette.ink, font_size=SIZE, font_weight=600)
    places = _places(row, days)
    yield from _track(row, places, days.at(data.as_of), (y, THICK / max(len(data.rungs), 1)), palette)
    for (day, rung, verified), x in zip(row.steps, places, strict=True):
        if rung < 1:
            yield _reversal(x, y, palette)
            continue
        yield _step(str(rung), (x, y), palette, verified=verified)
        if day < days.start:
            yield text(
                str(day.year), x=x - RADIUS - 3, y=y + 4, fill=palette.ink3, font_size=TINY, text_anchor="end"
            )


def _places(row: Climb, days: Days) -> list[float]:
    """Return where each step stands: at its day, or as far right of the one before as a sign needs."""
    places: list[float] = []
    for day, _, _ in row.steps:
        x = max(days.at(day), LEFT + RADIUS)
        places.append(max(x, places[-1] + APART) if places else x)
    over = max(places[-1] - (WIDTH - RADIUS - 2), 0.0) if places else 0.0
    return [x - over for x in places]


def _track(
    row: Climb, places: list[float], end: float, size: tuple[float, float], palette: Palette
) -> Iterator[str]:
    """Yield the stretches between steps, as thick as the highest rung reached by then."""
    y, unit = size
    height = 0
    for (_, rung, _), x, after in zip(row.steps, places, [*places[1:], end], strict=True):
        height = max(height, rung)
        if height and after > x:
            thick = height * unit
            yield tag("rect", x=x, y=y - thick / 2, width=after - x, height=thick, fill=palette.band)


def _step(
    sign: str, place: tuple[float, float], palette: Palette, *, verified: bool, radius: float = RADIUS
) -> str:
    """Return a numbered disc, hollow where nobody has verified the step."""
    x, y = place
    disc = tag(
        "circle", cx=x, cy=y, r=radius, fill=palette.ink if verified else palette.panel, stroke=palette.ink,
        stroke_width=1.5, stroke_dasharray=None if verified else "2.5 2",
    )  # fmt: skip
    ink = palette.panel if verified else palette.ink
    return disc + text(sign, x=x, y=y + 4, fill=ink, font_size=TINY, font_weight=600, text_anchor="middle")


def _reversal(x: float, y: float, palette: Palette) -> str:
    arrow = f"M{number(x - 7)} {number(y - 6)}h14l-7 13z"
    return tag("path", d=arrow, fill=palette.s3, stroke=palette.panel, stroke_width=1)


def _desc(data: Climbs) -> str:
    """Say every step, for those who do not see it."""
    said = []
    for row in data.rows:
        steps = [
            f"{'reversal' if rung < 1 else data.rungs[rung - 1]} {say_day(day)}"
            f"{'' if verified else ' (unverified)'}"
            for day, rung, verified in row.steps
        ]
        said.append(f"{row.label}: {', '.join(steps)}")
    return f"{'; '.join(said)}. As of {say_day(data.as_of)}." if said else "No step is known."
