"""Time or cost by distance, a line a route: slopes are ways, jumps are borders and ports.

References
----------
Banomyong, R. and Beresford, A. K. C. (2001). Multimodal transport: the case of Laotian garment
exporters. Transportation Research Part A 35(8), 663-685; the time/cost-distance method of UN ESCAP.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from facta.views import words
from facta.views.charts.base import SANS, drawing, number, tag, text, trail
from facta.views.charts.lanes import along
from facta.views.charts.lettering import lines
from facta.views.charts.naming import Lettering, Room
from facta.views.charts.points import Heights, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.results import Course, Courses, Mark
    from facta.views.charts.base import Palette
    from facta.views.charts.projection import Place

WIDTH, LEFT, RIGHT, TOP, FOOT = 1040, 66, 760, 34, 44
LEAST = 400.0  # pixels, the height of the frame
SIZE, SMALL = 14.0, 13.0
NAME, LINE, APART = 240.0, 16.0, 8.0  # of a label at a line's end: width, height of a line, room between
WIDTHS = {"primary": 4.0, "fallback": 5.0, "other": 1.5}
HOLLOW, CASING = 2.0, 2.6
RANKS = {"primary": 0, "fallback": 1, "other": 2}
FEW = 3  # so many routes may all show their bands; of more only the main ones do
MANY = 8  # from so many routes on, each is named in one line
HUNDRED = 100.0
BEARS = 1.0  # places of lines that the name of a jump of another route may cover
SHORT = 7.0  # pixels; a lower jump stands unnamed


class Line(NamedTuple):
    """A route on paper."""

    course: Course
    places: list[Place]


class Scales(NamedTuple):
    """Kilometres from left to right, what has been spent from the bottom up."""

    far: float
    heights: Heights

    def at(self, km: float, value: float) -> Place:
        """Give the place of a mark."""
        return LEFT + (RIGHT - LEFT) * min(max(km / self.far, 0.0), 1.0), self.heights.at(value)


def draw(data: Courses, *, palette: Palette, title: str) -> str:
    """Draw each route from its start; what it has taken is named at its end."""
    rows = [row for row in data.rows if row.marks]
    if not rows:
        nothing = text("No route is known.", x=16, y=36, fill=palette.ink2, font_size=14, font_family=SANS)
        return drawing((WIDTH, 60), title, "No route is known.", nothing)
    wanted = sum(LINE * len(_said(row, data.unit, brief=len(rows) > MANY)) + APART for row in rows)
    bottom = TOP + max(LEAST, wanted)
    values = [value for row in rows for mark in row.marks for value in (mark.value, mark.high or 0.0)]
    marks = ticks(0.0, max([*values, 0.0]) or 1.0, 5)
    steps = ticks(0.0, max(mark.km for row in rows for mark in row.marks) or 1.0, 6)
    scales = Scales(steps[-1], Heights(marks[0], marks[-1], TOP, bottom))
    drawn = [Line(row, [scales.at(mark.km, mark.value) for mark in row.marks]) for row in rows]
    drawn.sort(key=lambda line: RANKS[line.course.role])
    body = [
        *_frame(marks, steps, scales, data.unit, palette),
        *_bands(drawn, scales, palette),
        *_lines(drawn, palette),
        *_jumps(drawn, data.unit, scales, palette),
        *_endings(drawn, data.unit, scales, palette),
    ]
    return drawing((WIDTH, bottom + FOOT), title, _desc(data), tag("g", *body, font_family=SANS))


def _frame(
    marks: Sequence[float], steps: Sequence[float], scales: Scales, unit: str, palette: Palette
) -> Iterator[str]:
    """Yield the two axes with their units."""
    top, bottom = scales.heights.top, scales.heights.bottom
    across = "".join(f"M{LEFT} {number(scales.heights.at(mark))}H{RIGHT}" for mark in marks)
    up = "".join(f"M{number(scales.at(step, 0)[0])} {number(bottom)}v5" for step in steps)
    yield tag("path", d=across, stroke=palette.line2)
    yield tag("path", d=f"M{LEFT} {number(bottom)}H{RIGHT}{up}", stroke=palette.ink3, fill="none")
    (said,) = lines(unit, width=RIGHT - LEFT, size=SMALL, most=1)
    figures = [text(words.bare(mark, unit), x=LEFT - 8, y=scales.heights.at(mark) + 4.4) for mark in marks]
    km = [text(words.bare(step, "km"), x=scales.at(step, 0)[0], y=bottom + 20) for step in steps]
    units = [
        text(said, x=LEFT, y=top - 16),
        text("km from the start", x=RIGHT, y=bottom + 38, text_anchor="end"),
    ]
    yield tag("g", *figures, fill=palette.ink2, font_size=SMALL, text_anchor="end")
    yield tag("g", *km, fill=palette.ink2, font_size=SMALL, text_anchor="middle")
    yield tag("g", *units, fill=palette.ink2, font_size=SMALL, font_weight=600)


def _colour(course: Course, palette: Palette) -> str:
    return {"primary": palette.ink, "fallback": palette.d3, "other": palette.ink3}[course.role]


def _bands(drawn: Sequence[Line], scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the bounds of the main routes, of all where there are few, wherever marks have them."""
    for course, _ in drawn:
        if course.role == "other" and len(drawn) > FEW:
            continue
        for run in _bounded(course.marks):
            up = [scales.at(mark.km, mark.high or 0.0) for mark in run]
            down = [scales.at(mark.km, mark.low or 0.0) for mark in reversed(run)]
            path = f"{trail([*up, *down])}z"
            yield tag("path", d=path, fill=_colour(course, palette), fill_opacity=0.11)


def _bounded(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yield the runs of marks that have bounds."""
    run: list[Mark] = []
    for mark in marks:
        if mark.low is not None and mark.high is not None:
            run.append(mark)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _lines(drawn: Sequence[Line], palette: Palette) -> Iterator[str]:
    """Yield the lines, the primary on top; a fallback is hollow, as on the map."""
    for course, places in reversed(drawn):
        colour, width = _colour(course, palette), WIDTHS[course.role]
        path, join = trail(places), {"fill": "none", "stroke_linejoin": "round"}
        if len(places) == 1:
            yield tag("circle", cx=places[0][0], cy=places[0][1], r=4, fill=colour)
            continue
        if course.role != "other":
            yield tag("path", d=path, stroke=palette.panel, stroke_width=width + CASING, **join)
        yield tag("path", d=path, stroke=colour, stroke_width=width, **join)
        if course.role == "fallback":
            yield tag("path", d=path, stroke=palette.panel, stroke_width=HOLLOW, **join)


def _jumps(drawn: Sequence[Line], unit: str, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the names of what takes time or money without taking anybody further."""
    room = Room(box=(LEFT + 2, TOP - 12, RIGHT + 18, scales.heights.bottom - 2), palette=palette)
    for _, places in drawn:
        room.covered.extend((x, y, 1.0) for (x, y), _ in along(places, 6))
    known: set[tuple[str, float, float]] = set()
    for course, places in drawn:
        how = Lettering(
            size=SMALL,
            colour=palette.ink3 if course.role == "other" else _colour(course, palette),
            weight=None if course.role == "other" else 600,
            bears=BEARS,
        )
        for (mark, place), (after, to) in pairwise(zip(course.marks, places, strict=True)):
            rise = after.value - mark.value
            label = after.label or mark.label
            if after.km != mark.km or not label.strip() or abs(place[1] - to[1]) < SHORT:
                continue
            at = (place[0], (place[1] + to[1]) / 2)
            if (label, round(at[0]), round(at[1])) in known:
                continue
            known.add((label, round(at[0]), round(at[1])))
            said = f"{label} {'+' if rise > 0 else ''}{_figure(rise, unit)}"
            yield room.name(said, at, how, gap=8, must=course.role != "other")


def _figure(value: float, unit: str) -> str:
    """Say what has been spent, small amounts with one decimal: more would be precise beyond the data."""
    return words.bare(round(value, 1) if abs(value) < HUNDRED else value, unit)


def _said(course: Course, unit: str, *, brief: bool) -> list[str]:
    """Return what stands at a route's end: its name, and the total with its bounds; or both in one line."""
    last = course.marks[-1]
    total = f"{_figure(last.value, unit)} {unit}"
    if brief:
        return lines(f"{total}: {course.label}", width=NAME, size=SIZE, most=1)
    if last.low is not None and last.high is not None:
        total = f"{total} ({_figure(last.low, unit)}\N{EN DASH}{_figure(last.high, unit)})"
    return [*lines(course.label, width=NAME, size=SIZE), *lines(total, width=NAME, size=SIZE)]


def _endings(drawn: Sequence[Line], unit: str, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield name and total of each route in a column, in the order of their ends, a thread to each."""
    found = sorted(drawn, key=lambda line: (line.places[-1][1], RANKS[line.course.role]))
    said = [_said(line.course, unit, brief=len(drawn) > MANY) for line in found]
    tall = [LINE * len(one) for one in said]
    tops = _apart(
        [line.places[-1][1] - high / 2 for line, high in zip(found, tall, strict=True)], tall, scales
    )
    for (course, places), one, top, high in zip(found, said, tops, tall, strict=True):
        colour, (x, y) = _colour(course, palette), places[-1]
        ink = palette.ink2 if course.role == "other" else colour
        thread = f"M{number(x + 5)} {number(y)}H{RIGHT + 6}L{RIGHT + 22} {number(top + high / 2)}"
        yield tag(
            "path", d=thread, fill="none", stroke=palette.ink3, stroke_width=0.8, stroke_dasharray="1.5 2.5"
        )
        yield tag("circle", cx=x, cy=y, r=4.4 if course.role != "other" else 3, fill=colour)
        for index, line in enumerate(one):
            y = top + LINE * (index + 0.78)
            weight = 600 if course.role != "other" else None
            yield text(line, x=RIGHT + 27, y=y, fill=ink, font_size=SIZE, font_weight=weight)


def _apart(wanted: Sequence[float], tall: Sequence[float], scales: Scales) -> list[float]:
    """Move labels apart, downwards first, then up again where they would leave the frame."""
    tops: list[float] = []
    free = scales.heights.top - LINE
    for top, high in zip(wanted, tall, strict=True):
        tops.append(max(top, free))
        free = tops[-1] + high + APART
    end = scales.heights.bottom + FOOT
    for index in reversed(range(len(tops))):
        tops[index] = min(tops[index], end - tall[index])
        end = tops[index] - APART
    return tops


def _desc(data: Courses) -> str:
    """Say the total and the jumps of every route, for those who do not see it."""
    said = []
    for row in data.rows:
        if not row.marks:
            continue
        jumps = [
            f"{after.label or mark.label} {_figure(after.value - mark.value, data.unit)}"
            for mark, after in pairwise(row.marks)
            if after.km == mark.km and (after.label or mark.label).strip()
        ]
        km = words.bare(row.marks[-1].km, "km")
        part = "" if row.role == "other" else f" ({row.role})"
        total = f"{_figure(row.marks[-1].value, data.unit)} {data.unit}"
        said.append(
            f"{row.label}{part}: {total} over {km} km{', of which ' if jumps else ''}{', '.join(jumps)}."
        )
    return " ".join(said)
