"""How a strand stood day by day: indicators that deepen above a line of days, that strain below it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts.base import SANS, drawing, hatch, number, tag, text
from facta.views.charts.calendar import labelled
from facta.views.charts.points import Days
from facta.views.language import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.views.charts.base import Palette
    from facta.views.charts.shapes import Stances

WIDTH, LEFT, RIGHT, MIDDLE, HALF, FOOT = 430, 26, 424, 62, 50, 20
SIZE = 11.5


def draw(data: Stances, *, palette: Palette, title: str) -> str:
    """Draw a step a day: up as many as deepened, down as many as strained; hatched where none was seen."""
    height = MIDDLE + HALF + FOOT
    if len(data.days) < 2:  # noqa: PLR2004  (a line of days has two ends)
        said = say("There is one day at most, and no course.")
        return drawing((WIDTH, height), title, said, text(said, x=0, y=20, fill=palette.ink2, font_size=SIZE))
    days = Days(data.days[0], data.days[-1], LEFT, RIGHT)
    unit = HALF / max(data.most, 1)
    body = [
        *_axes(data, days, unit, palette),
        *_unseen(data, days, palette),
        _steps(data.deepening, data, days, -unit, palette.d3),
        _steps(data.straining, data, days, unit, palette.s3),
        tag("path", d=f"M{LEFT} {MIDDLE}H{RIGHT}", stroke=palette.ink2, stroke_width=1),
    ]
    return drawing((WIDTH, height), title, _desc(data), tag("g", *body, font_family=SANS, font_size=SIZE))


def _axes(data: Stances, days: Days, unit: float, palette: Palette) -> Iterator[str]:
    for way in (-1, 1):
        y = MIDDLE + way * unit * data.most
        yield tag("path", d=f"M{LEFT} {number(y)}H{RIGHT}", stroke=palette.line)
        yield text(str(data.most), x=LEFT - 5, y=y + 4, fill=palette.ink3, text_anchor="end")
    for way, sign in ((-1, "▸"), (1, "◂")):
        yield text(sign, x=2, y=MIDDLE + way * HALF / 2 + 4, fill=palette.d3 if way < 0 else palette.s3)
    for when, said in labelled(days):
        x = days.at(when)
        yield tag("path", d=f"M{number(x)} {MIDDLE - HALF}V{MIDDLE + HALF}", stroke=palette.line2)
        yield text(said, x=x, y=MIDDLE + HALF + 15, fill=palette.ink3, text_anchor="middle")


def _unseen(data: Stances, days: Days, palette: Palette) -> Iterator[str]:
    """Yield a hatched box for each stretch of days on which nothing was assessed."""
    at = 0
    for dark, run in groupby(data.assessed, key=lambda seen: not seen):
        many = len([*run])
        last = min(at + many, len(data.days) - 1)
        left, right = days.at(data.days[at]), days.at(data.days[last])
        if dark and right > left:
            yield hatch((left, MIDDLE - HALF / 4, right, MIDDLE + HALF / 4), palette)
        at += many


def _steps(counts: Sequence[int], data: Stances, days: Days, unit: float, fill: str) -> str:
    """Return the area between the line and the counts; each count holds until the next day."""
    path = f"M{LEFT} {MIDDLE}"
    for at, count in enumerate(counts):
        path += f"V{number(MIDDLE + unit * count)}"
        path += f"H{number(days.at(data.days[min(at + 1, len(data.days) - 1)]))}"
    return tag("path", d=f"{path}V{MIDDLE}Z", fill=fill)


def _desc(data: Stances) -> str:
    first, last = (words.day(data.days[at]) for at in (0, -1))
    return say(
        "Deepening up, straining down, %(first)s to %(last)s: at most %(up)s deepened and %(down)s "
        "strained; on the last day %(deepen)s and %(strain)s of %(seen)s assessed.",
        first=first,
        last=last,
        up=max(data.deepening),
        down=max(data.straining),
        deepen=data.deepening[-1],
        strain=data.straining[-1],
        seen=data.assessed[-1],
    )
