"""A forecast: what was seen, what is expected and how surely, what was expected before, a line to watch."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts import points
from facta.views.charts.base import SANS, drawing, hatch, number, tag, text
from facta.views.charts.calendar import labelled
from facta.views.charts.lettering import LETTER, lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.results import Fan
    from facta.views.charts.base import Palette
    from facta.views.charts.points import Days, Heights

    Scales = tuple[Days, Heights]

WIDTH, HEIGHT, TOP, BOTTOM, RIGHT = 520, 250, 34, 222, 476
SIZE = 12.5
APART = 13.0  # pixels between the names of intervals
INTERVALS = (("nearly", "95 %", 0.3), ("most", "80 %", 0.55), ("half", "50 %", 0.8))
KEY, ROW = 268.0, 22.0
WIDE = 26  # pixels of a sample in the key
BREAK = 2.2  # times the shortest step: a longer one leaves a period out


def draw(data: Fan, *, palette: Palette, title: str) -> str:
    """Draw the figures up to the day, the days without a report hatched, and the fan after them."""
    days_known = [when for when, _ in data.past] + [one.day for one in (*data.ahead, *data.before)]
    if not days_known:
        nothing = text("There is no figure and no forecast.", x=16, y=36, fill=palette.ink2, font_size=14)
        said = "There is no figure and no forecast."
        return drawing((WIDTH, 60), title, said, tag("g", nothing, font_family=SANS))
    marks = _marks(data)
    left = 10 + SIZE * LETTER * max(len(words.bare(mark, data.unit)) for mark in marks)
    scales = (
        points.Days(min(days_known), max([*days_known, data.as_of]), left, RIGHT),
        points.Heights(marks[0], marks[-1], TOP, BOTTOM),
    )
    (unit,) = lines(data.unit, width=WIDTH, size=SIZE * 1.1, most=1)
    key, height = _key(data, palette)
    body = [
        text(unit, x=0, y=13, fill=palette.ink2, font_weight=600),
        *_axes(marks, data.unit, scales, palette),
        *_lag(data, scales, palette),
        *_ahead(data, scales, palette),
        *_before(data, scales, palette),
        *_line(data, scales, palette),
        *_past(data, scales, palette),
        *key,
    ]
    return drawing((WIDTH, height), title, _desc(data), tag("g", *body, font_family=SANS, font_size=SIZE))


def _marks(data: Fan) -> list[float]:
    """Return the figures of the axis, which hold everything that is drawn."""
    known = [value for _, value in data.past] + [end for one in data.ahead for end in one.nearly]
    known += [end for one in data.before for end in one.most]
    known += [data.line] if data.line is not None else []
    return points.ticks(*points.extent(known))


def _axes(marks: Sequence[float], unit: str, scales: Scales, palette: Palette) -> Iterator[str]:
    days, heights = scales
    path = "".join(f"M{number(days.left)} {number(heights.at(mark))}H{number(days.right)}" for mark in marks)
    yield tag("path", d=path, stroke=palette.line, stroke_width=0.8)
    figures = [text(words.bare(mark, unit), x=days.left - 6, y=heights.at(mark) + 4.4) for mark in marks]
    yield tag("g", *figures, fill=palette.ink2, text_anchor="end")
    calendar = labelled(days)
    stubs = "".join(f"M{number(days.at(when))} {BOTTOM}v5" for when, _ in calendar)
    yield tag(
        "path",
        d=f"M{number(days.left)} {BOTTOM}H{number(days.right)}{stubs}",
        stroke=palette.ink3,
        fill="none",
    )
    labels = [text(said, x=days.at(when), y=BOTTOM + 18) for when, said in calendar]
    if labels:
        yield tag("g", *labels, fill=palette.ink2, text_anchor="middle")


def _lag(data: Fan, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the days between the newest figure and the day, of which nothing is reported yet."""
    days = scales[0]
    start = days.at(data.past[-1][0]) if data.past else days.left
    end = days.at(data.as_of)
    if end - start > 1:
        yield hatch((start, TOP, end, BOTTOM), palette, 7)
    yield tag("path", d=f"M{number(end)} {TOP}V{BOTTOM}", stroke=palette.ink3, stroke_dasharray="2 3")


def _ahead(data: Fan, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the intervals, the widest below, the middle as a dashed line, and their names at the edge."""
    days, heights = scales
    if not data.ahead:
        return
    root = [(days.at(when), heights.at(value)) for when, value in data.past[: data.known][-1:]]
    for which, _, strength in INTERVALS:
        high = [(days.at(one.day), heights.at(getattr(one, which)[1])) for one in data.ahead]
        low = [(days.at(one.day), heights.at(getattr(one, which)[0])) for one in data.ahead]
        ring = [*root, *high, *reversed(low)]
        yield tag("path", d=_through(ring) + "z", fill=palette.d2, fill_opacity=strength)
    middle = [*root, *((days.at(one.day), heights.at(one.middle)) for one in data.ahead)]
    yield tag(
        "path", d=_through(middle), fill="none", stroke=palette.ink, stroke_width=1.6, stroke_dasharray="5 3"
    )
    last, edge = data.ahead[-1], TOP - APART
    for below, (which, name, _) in zip((2, 1, 0), INTERVALS, strict=True):
        y = min(max(heights.at(getattr(last, which)[1]) + 4, edge + APART), BOTTOM - APART * below)
        yield text(name, x=RIGHT + 5, y=y, fill=palette.ink2, font_size=12)
        edge = y


def _before(data: Fan, scales: Scales, palette: Palette) -> Iterator[str]:
    """Yield the earlier forecast as an outline of its 80 %, hollow, so that both can be seen."""
    days, heights = scales
    if data.before:
        high = [(days.at(one.day), heights.at(one.most[1])) for one in data.before]
        low = [(days.at(one.day), heights.at(one.most[0])) for one in data.before]
        yield tag(
            "path",
            d=_through([*high, *reversed(low)]) + "z",
            fill="none",
            stroke=palette.ink2,
            stroke_width=1.2,
        )


def _line(data: Fan, scales: Scales, palette: Palette) -> Iterator[str]:
    days, heights = scales
    if data.line is None:
        return
    y = heights.at(data.line)
    yield tag(
        "path",
        d=f"M{number(days.left)} {number(y)}H{number(days.right)}",
        stroke=palette.ink,
        stroke_width=1.3,
        stroke_dasharray="2 3",
    )
    said = (
        f"{data.line_is}: {words.amount(data.line, data.unit)}"
        if data.line_is
        else words.amount(data.line, data.unit)
    )
    (label,) = lines(said, width=days.right - days.left - 8, size=SIZE, most=1)
    near = days.left + 4 + SIZE * LETTER * len(label)
    beside = [heights.at(value) for when, value in data.past if days.at(when) < near]
    above, under = min([y, *beside]) - 6, max([y, *beside]) + SIZE + 4
    yield text(
        label, x=days.left + 4, y=above if above - SIZE > TOP else min(under, BOTTOM - 4), fill=palette.ink,
        stroke=palette.panel, stroke_width=3.4, paint_order="stroke",
    )  # fmt: skip


def _past(data: Fan, scales: Scales, palette: Palette) -> Iterator[str]:
    days, heights = scales
    for run in _runs(data.past):
        places = [(days.at(when), heights.at(value)) for when, value in run]
        yield tag(
            "path",
            d=_through(places) + ("h0" if len(places) == 1 else ""),
            fill="none",
            stroke=palette.ink,
            stroke_width=1.8,
            stroke_linejoin="round",
            stroke_linecap="round" if len(places) == 1 else None,
        )
    for when, value in data.past[-1:]:
        yield tag("circle", cx=days.at(when), cy=heights.at(value), r=3.6, fill=palette.ink)


def _runs(past: Sequence[tuple[date, float]]) -> Iterator[list[tuple[date, float]]]:
    """Yield what was seen without a break: a step of more than twice the shortest is one."""
    steps = [(after - when).days for (when, _), (after, _) in pairwise(past)]
    run: list[tuple[date, float]] = []
    for place, one in enumerate(past):
        if run and steps[place - 1] > BREAK * min(steps):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _through(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def _key(data: Fan, palette: Palette) -> tuple[list[str], float]:
    """Draw what the signs mean, only those that are there; also return where the key ends."""
    entries = []
    if data.ahead:
        entries.append(
            (
                "middle",
                tag("path", d=f"M0 0h{WIDE}", stroke=palette.ink, stroke_width=1.6, stroke_dasharray="5 3"),
            )
        )
    if data.past and data.past[-1][0] < data.as_of:
        entries.append(("not yet reported", hatch((0, -6, WIDE, 6), palette, 5)))
    if data.before:
        box = f"M0.5 -6h{WIDE - 1}v12h-{WIDE - 1}z"
        sample = tag("path", d=box, fill="none", stroke=palette.ink2, stroke_width=1.2)
        day = f"on {words.day(data.made)}" if data.made else "before"
        entries.append((f"80 % as expected {day}", sample))
    drawn, x, y = [], 0.0, KEY
    for said, sample in entries:
        length = WIDE + 7 + len(said) * LETTER * 12
        if x and x + length > WIDTH:
            x, y = 0.0, y + ROW
        drawn.append(tag("g", sample, transform=f"translate({number(x)} {number(y - 4)})"))
        drawn.append(text(said, x=x + WIDE + 7, y=y, fill=palette.ink2, font_size=12))
        x += length + 18
    return drawn, y + 10 if drawn else HEIGHT


def _desc(data: Fan) -> str:
    """Say the newest figure and the end of the forecast, for those who do not see it."""
    said = []
    if data.past:
        when, value = data.past[-1]
        said.append(f"Newest figure {words.amount(value, data.unit)}, {words.day(when)}.")
    for name, made, found in (
        ("Expected", data.as_of, data.ahead),
        ("Expected before", data.made, data.before),
    ):
        if found:
            last = found[-1]
            low, high = (words.bare(end, data.unit) for end in last.most)
            as_of = f" as of {words.day(made)}" if made else ""
            said.append(
                f"{name}{as_of} for {words.day(last.day)}: {words.amount(last.middle, data.unit)}, "
                f"80 % between {low} and {high}."
            )
    if data.line is not None:
        said.append(f"{data.line_is or 'Line'} at {words.amount(data.line, data.unit)}.")
    return " ".join(said)
