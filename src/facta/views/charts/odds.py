"""How likely each of several futures was day by day: a line each, with its sign, hindsight hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts.base import SANS, drawing, hatch, number, tag, text, trail
from facta.views.charts.calendar import labelled
from facta.views.charts.lettering import lines
from facta.views.charts.points import Days, Heights
from facta.views.charts.signs import hue, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.views.charts.base import Palette
    from facta.views.charts.shapes import Odds, Way

    Scales = tuple[Days, Heights]

WIDTH, TOP, BOTTOM, LEFT, RIGHT = 860, 30, 250, 46, 520
NAME, SIZE, ROW = 12, 12.5, 32
MARKS = (0, 25, 50, 75, 100)
EVERY = 90.0  # pixels between the signs on a line


def draw(data: Odds, *, palette: Palette, title: str) -> str:
    """Draw the chance of each future over the days; the interval of the likeliest is shaded."""
    if len(data.days) < 2 or not data.rows:  # noqa: PLR2004  (a line has two ends)
        said = "There is one day at most, and no course."
        nothing = text(said, x=0, y=20, fill=palette.ink2, font_size=SIZE, font_family=SANS)
        return drawing((WIDTH, 40), title, said, nothing)
    highest = max([*(value for row in data.rows for value in row.values), *_lead(data).high, 1.0])
    top = next(mark for mark in MARKS if mark >= min(highest, 100))
    scales = (Days(data.days[0], data.days[-1], LEFT, RIGHT), Heights(0, top, TOP, BOTTOM))
    body = [
        *_hindsight(data, scales, palette),
        *_axes(scales, palette),
        *_leading(data, scales, palette),
        *_ways(data, scales, palette),
        *_names(data, scales, palette),
    ]
    height = max(BOTTOM + 30, TOP + ROW * len(data.rows) + 10)
    return drawing((WIDTH, height), title, _desc(data), tag("g", *body, font_family=SANS, font_size=SIZE))


def _axes(scales: Scales, palette: Palette) -> Iterator[str]:
    days, heights = scales
    for mark in (mark for mark in MARKS if mark <= heights.high):
        y = heights.at(mark)
        yield tag("path", d=f"M{LEFT} {number(y)}H{RIGHT}", stroke=palette.line)
        yield text(f"{mark} %", x=LEFT - 6, y=y + 4, fill=palette.ink2, text_anchor="end")
    for when, said in labelled(days):
        yield text(said, x=days.at(when), y=BOTTOM + 18, fill=palette.ink2, text_anchor="middle")


def _hindsight(data: Odds, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the days before the reasons were registered, hatched, and their name."""
    if not data.hindsight:
        return
    days = scales[0]
    right = days.at(data.days[min(data.hindsight, len(data.days)) - 1])
    yield hatch((LEFT, TOP, max(right, LEFT + 2), BOTTOM), palette, 12)
    yield text("hatched: hindsight, before the reasons were registered", x=LEFT, y=14, fill=palette.ink2)


def _leading(data: Odds, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the interval of the future that is likeliest at the end."""
    days, heights = scales
    row = _lead(data)
    at = data.rows.index(row)
    up = [(days.at(day), heights.at(value)) for day, value in zip(data.days, row.high, strict=True)]
    down = [(days.at(day), heights.at(value)) for day, value in zip(data.days, row.low, strict=True)]
    yield tag("path", d=f"{trail([*up, *reversed(down)])}z", fill=hue(at, palette), fill_opacity=0.16)


def _lead(data: Odds) -> Way:
    """Return the future that is likeliest at the end."""
    return max(data.rows, key=lambda one: one.values[-1])


def _ways(data: Odds, scales: Scales, palette: Palette) -> Iterator[str]:
    days, heights = scales
    for at, row in enumerate(data.rows):
        places = [(days.at(day), heights.at(value)) for day, value in zip(data.days, row.values, strict=True)]
        yield tag("path", d=trail(places), fill="none", stroke=palette.panel, stroke_width=4.2)
        yield tag("path", d=trail(places), fill="none", stroke=hue(at, palette), stroke_width=2)
        last = -EVERY
        for place in places[:-1]:
            if place[0] - last >= EVERY and RIGHT - place[0] >= EVERY / 3:
                yield sign(at, place, 4.5, palette)
                last = place[0]
        yield sign(at, places[-1], 5.5, palette)


def _names(data: Odds, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the names in a column, in the order of the lines' ends, a thread to each."""
    heights = scales[1]
    order = sorted(range(len(data.rows)), key=lambda at: -data.rows[at].values[-1])
    edge = float(TOP - ROW)
    for place, at in enumerate(order):
        row = data.rows[at]
        end = heights.at(row.values[-1])
        room = BOTTOM - ROW * (len(order) - 1 - place)
        y = max(min(end, room), edge + ROW)
        edge = y
        yield tag(
            "path", d=f"M{RIGHT + 8} {number(end)}L{RIGHT + 22} {number(y)}", stroke=palette.ink3, fill="none"
        )
        yield sign(at, (RIGHT + 32, y), 5.5, palette)
        (said,) = lines(row.label, width=WIDTH - RIGHT - 46, size=SIZE, most=1)
        yield text(said, x=RIGHT + 44, y=y - 1, fill=palette.ink, font_weight=600)
        ends = f"{row.low[-1]:.0f}–{row.high[-1]:.0f} %"
        yield text(
            f"{row.values[-1]:.0f} %, 90 % interval {ends}",
            x=RIGHT + 44,
            y=y + 13,
            fill=palette.ink2,
            font_size=NAME,
        )


def _desc(data: Odds) -> str:
    """Say how likely each was first and last, for those who do not see it."""
    first, last = (words.day(data.days[at]) for at in (0, -1))
    said = [
        f"{row.label}: {row.values[0]:.0f} % on {first}, {row.values[-1]:.0f} % on {last}"
        for row in data.rows
    ]
    if data.hindsight:
        said.append(f"{data.hindsight} of {len(data.days)} days are hindsight")
    return f"{'; '.join(said)}."
