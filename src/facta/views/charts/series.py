"""The large chart of one indicator: figures with their spread, normal range, trip-wires, blind spots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts import points
from facta.views.charts.base import SANS, dots, drawing, hatch, number, tag, text
from facta.views.charts.calendar import labelled
from facta.views.charts.sparkline import path
from facta.views.language import many, marked, say, tongue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from facta.records import Standing
    from facta.views.charts.base import Palette
    from facta.views.charts.points import Days, Heights, Spot

    Scales = tuple[Days, Heights]

WIDTH, HEIGHT, TOP, BOTTOM, RIGHT, LAST, DOTTED = 480, 250, 30, 26, 10, 120, 48
LETTER, REACH = 6.8, 3.0


def draw(standing: Standing, *, tripwires: Sequence[float], palette: Palette) -> str:
    """Draw the newest periods of an indicator with axes, unit, interval and normal range."""
    found = points.spots(standing.series, LAST)
    title = f"{standing.title}, {standing.unit}"
    if not found:
        nothing = text(say("No period has a figure."), x=16, y=40, fill=palette.ink2, font_size=12)
        drawn = tag("g", hatch((1, 1, WIDTH - 1, 60), palette), nothing, font_family=SANS)
        return drawing((WIDTH, 62), title, say("No period has a figure."), drawn)
    as_of = max(standing.series.as_of, found[-1].end)
    marks = _marks(standing, found, tripwires)
    left = max(30.0, 10 + LETTER * max(len(words.bare(mark, standing.unit)) for mark in marks))
    scales = (
        points.Days(found[0].start, as_of, left, WIDTH - RIGHT),
        points.Heights(marks[0], marks[-1], TOP, HEIGHT - BOTTOM),
    )
    body = [
        text(standing.unit, x=0, y=12, fill=palette.ink2, font_weight=600, lang=tongue()),
        *_unseen(found, as_of, scales, palette),
        _range(standing, scales, palette),
        *_axes(marks, standing.unit, scales, palette),
        *_thresholds(standing, tripwires, scales, palette),
        *_figures(standing, found, scales, palette),
    ]
    drawn = tag("g", *body, font_family=SANS, font_size=12.5)
    return drawing((WIDTH, HEIGHT), title, _desc(standing, found, tripwires), drawn)


def _marks(standing: Standing, found: Sequence[Spot], tripwires: Sequence[float]) -> list[float]:
    known = [value for spot in found for value in (spot.value, spot.low, spot.high) if value is not None]
    low, high = points.extent([*known, *(standing.band or ())])
    reach = (high - low) * (REACH - 1)
    near = [wire for wire in tripwires if low - reach <= wire <= high + reach]
    return points.ticks(min([low, *near]), max([high, *near]))


def _axes(marks: Sequence[float], unit: str, scales: Scales, palette: Palette) -> list[str]:
    days, heights = scales
    across = f"H{number(days.right)}"
    lines = "".join(f"M{number(days.left)} {number(heights.at(mark))}{across}" for mark in marks)
    figures = [text(words.bare(mark, unit), x=days.left - 6, y=heights.at(mark) + 4.4) for mark in marks]
    calendar = labelled(days)
    stubs = "".join(f"M{number(days.at(when))} {HEIGHT - BOTTOM}v5" for when, _ in calendar)
    labels = [text(label, x=days.at(when), y=HEIGHT - 7) for when, label in calendar]
    return [
        tag("path", d=lines, stroke=palette.line, stroke_width=0.8),
        tag(
            "path",
            d=f"M{number(days.left)} {HEIGHT - BOTTOM}{across}{stubs}",
            stroke=palette.ink3,
            fill="none",
        ),
        tag("g", *figures, fill=palette.ink2, text_anchor="end"),
        tag("g", *labels, fill=palette.ink2, text_anchor="middle") if labels else "",
    ]


def _range(standing: Standing, scales: Scales, palette: Palette) -> str:
    if standing.band is None:
        return ""
    days, heights = scales
    bottom, top = (heights.at(edge) for edge in standing.band)
    return tag(
        "rect",
        x=days.left,
        y=top,
        width=days.right - days.left,
        height=max(1.5, bottom - top),
        fill=palette.band,
    )


def _unseen(found: Sequence[Spot], as_of: date, scales: Scales, palette: Palette) -> list[str]:
    days = scales[0]
    drawn = []
    for start, end, state in points.unseen(found, as_of):
        left, right = days.at(start), days.at(end)
        if right - left < 1:
            continue
        drawn.append(hatch((left, TOP, right, HEIGHT - BOTTOM), palette, 7))
        label = say(words.STATES.get(state, state))  # type: ignore[call-overload]
        if right - left > LETTER * len(label) + 8:
            width = LETTER * len(label) + 6
            middle = (left + right) / 2
            drawn.append(
                tag("rect", x=middle - width / 2, y=TOP + 4, width=width, height=16, fill=palette.panel)
            )
            drawn.append(text(label, x=middle, y=TOP + 16, fill=palette.ink2, text_anchor="middle"))
    return drawn


def _thresholds(
    standing: Standing, tripwires: Sequence[float], scales: Scales, palette: Palette
) -> list[str]:
    days, heights = scales
    drawn, far = [], []
    for wire in tripwires:
        said = say("trip-wire %(value)s", value=f"{words.bare(wire, standing.unit)} {standing.unit}")
        if not heights.low <= wire <= heights.high:
            far.append(say("%(wire)s lies beyond this axis", wire=said))
            continue
        y = heights.at(wire)
        drawn.append(
            tag("path", d=f"M{number(days.left)} {number(y)}H{number(days.right)}", stroke=palette.ink,
                stroke_width=1.1, stroke_dasharray="1.5 3")
        )  # fmt: skip
        drawn.append(_halo(said, days.left + 4, y - 5 if y > TOP + 14 else y + 14, palette))
    if far:
        drawn.append(text("; ".join(far), x=WIDTH - RIGHT, y=12, fill=palette.ink2, text_anchor="end"))
    return drawn


def _halo(said: str, x: float, y: float, palette: Palette) -> str:
    return text(
        said, x=x, y=y, fill=palette.ink,
        stroke=palette.panel, stroke_width=3.5, stroke_linejoin="round", paint_order="stroke",
    )  # fmt: skip


def _figures(standing: Standing, found: Sequence[Spot], scales: Scales, palette: Palette) -> list[str]:
    days, heights = scales
    runs = points.runs(found)
    steps = points.stepped(standing.series, found)
    whiskers = "".join(
        f"M{number(days.middle(spot))} {number(heights.at(spot.low))}V{number(heights.at(spot.high))}"
        for spot in found
        if spot.low is not None and spot.high is not None and spot.high > spot.low
    )
    drawn = (
        [tag("path", d=whiskers, stroke=palette.ink3, stroke_width=1.6, stroke_opacity=0.75)]
        if whiskers
        else []
    )
    line = "".join(path(run, scales, steps=steps) for run in runs)
    if line:
        drawn.append(
            tag("path", d=line, fill="none", stroke=palette.ink2, stroke_width=1.5, stroke_linejoin="round")
        )
    pairs = [one for run in runs for one in run]
    places = [(days.middle(spot), heights.at(value)) for spot, value in pairs]
    if len(pairs) <= DOTTED:
        partial = [place for (spot, _), place in zip(pairs, places, strict=True) if spot.state == "partial"]
        drawn += [dots(places, 5, palette.ink2), dots(partial, 2.6, palette.panel)]
    if pairs:
        colour = palette.level(standing.level, standing.direction)
        drawn.append(dots(places[-1:], 8.5, colour))
        if pairs[-1][0].state == "partial":
            drawn.append(dots(places[-1:], 5.5, palette.panel))
    return drawn


def _desc(standing: Standing, found: Sequence[Spot], tripwires: Sequence[float]) -> str:
    known = [(spot, spot.value) for spot in found if spot.value is not None]
    said = [
        many(
            "%(count)s period, %(known)s with a figure.",
            "%(count)s periods, %(known)s with a figure.",
            len(found),
            known=len(known),
        )
    ]
    if known:
        for form, (spot, value) in (
            (marked("Highest %(value)s in %(period)s."), max(known, key=lambda pair: pair[1])),
            (marked("Lowest %(value)s in %(period)s."), min(known, key=lambda pair: pair[1])),
            (marked("Latest %(value)s in %(period)s."), known[-1]),
        ):
            period = words.span(spot.start, spot.end)
            said.append(say(form, value=words.amount(value, standing.unit), period=period))
    if standing.band:
        low, high = (words.bare(edge, standing.unit) for edge in standing.band)
        said.append(
            say("Own normal range %(low)s to %(high)s %(unit)s.", low=low, high=high, unit=standing.unit)
        )
    for wire in tripwires:
        wired = f"{words.bare(wire, standing.unit)} {standing.unit}"
        said.append(say("Trip-wire at %(value)s.", value=wired))
    return " ".join(said)
