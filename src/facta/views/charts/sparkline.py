"""The sparkline: a series up to the as-of day, against its own normal range and its trip-wire."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts import points
from facta.views.charts.base import drawing, hatch, number, pair, tag, trail
from facta.views.language import many, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.records import Standing
    from facta.views.charts.base import Palette
    from facta.views.charts.points import Days, Heights, Spot

WIDTH, HEIGHT, PAD, LAST = 220, 40, 4, 60
FAR = 1.6


def draw(standing: Standing, *, tripwire: float | None, palette: Palette) -> str:
    """Draw the newest periods of an indicator; the line may be missing, and then says so."""
    found = points.spots(standing.series, LAST)
    title = many(
        "Newest %(count)s period, %(unit)s",
        "Newest %(count)s periods, %(unit)s",
        len(found),
        unit=standing.unit,
    )
    if not found:
        box = (2.0, float(PAD), WIDTH - 2.0, HEIGHT - float(PAD))
        return drawing((WIDTH, HEIGHT), title, say("No period has a figure."), hatch(box, palette))
    as_of = max(standing.series.as_of, found[-1].end)
    days = points.Days(found[0].start, as_of, 2, WIDTH - 6)
    heights = _heights(standing, found, tripwire)
    body = [_range(standing, heights, palette)]
    for start, end, _ in points.unseen(found, as_of):
        if days.at(end) - days.at(start) > 1:
            body.append(hatch((days.at(start), PAD, days.at(end), HEIGHT - PAD), palette))
    if tripwire is not None and heights.low <= tripwire <= heights.high:
        y = number(heights.at(tripwire))
        body.append(tag("path", d=f"M2 {y}H{WIDTH - 4}", stroke=palette.ink, stroke_dasharray="1.5 2.5"))
    body += _line(standing, found, (days, heights), palette)
    return drawing((WIDTH, HEIGHT), title, _desc(standing, tripwire), *body)


def _heights(standing: Standing, found: Sequence[Spot], tripwire: float | None) -> Heights:
    known = [spot.value for spot in found if spot.value is not None]
    known += standing.band or ()
    low, high = points.extent(known)
    if tripwire is not None and low - (high - low) * (FAR - 1) <= tripwire <= low + (high - low) * FAR:
        low, high = min(low, tripwire), max(high, tripwire)
    return points.Heights(low, high + (high - low) * 0.04, PAD, HEIGHT - PAD)


def _range(standing: Standing, heights: Heights, palette: Palette) -> str:
    if standing.band is None:
        return ""
    bottom, top = (heights.at(edge) for edge in standing.band)
    return tag("rect", x=2, y=top, width=WIDTH - 8, height=max(1.0, bottom - top), fill=palette.band)


def path(run: Sequence[tuple[Spot, float]], scales: tuple[Days, Heights], *, steps: bool) -> str:
    """Write the path of one unbroken run, slanting or in steps as wide as the periods."""
    days, heights = scales
    if not steps:
        return trail([(days.middle(spot), heights.at(value)) for spot, value in run])
    spot, value = run[0]
    written = f"M{pair(days.at(spot.start), heights.at(value))}H{number(days.at(spot.end))}"
    for (_, before), (spot, value) in pairwise(run):
        written += f"V{number(heights.at(value))}" if value != before else ""
        written += f"H{number(days.at(spot.end))}"
    return written


def _line(
    standing: Standing, found: Sequence[Spot], scales: tuple[Days, Heights], palette: Palette
) -> list[str]:
    steps = points.stepped(standing.series, found)
    pieces = points.runs(found)
    drawn = (
        [
            tag(
                "path",
                d="".join(path(run, scales, steps=steps) for run in pieces),
                fill="none",
                stroke=palette.ink2,
                stroke_width=1.3,
                stroke_linejoin="round",
            )
        ]
        if pieces
        else []
    )
    colour = palette.level(standing.level, standing.direction)
    if standing.since and standing.level:
        moved = [[pair for pair in run if pair[0].end > standing.since] for run in pieces]
        marked = "".join(path(run, scales, steps=steps) for run in moved if run)
        if marked:
            drawn.append(
                tag("path", d=marked, fill="none", stroke=colour, stroke_width=2.4, stroke_linejoin="round")
            )
    lone = [run[0] for run in pieces[:-1] if len(run) == 1 and not steps]
    days, heights = scales
    drawn += [
        tag("circle", cx=days.middle(spot), cy=heights.at(value), r=1.4, fill=palette.ink2)
        for spot, value in lone
    ]
    if pieces:
        spot, value = pieces[-1][-1]
        x = days.at(spot.end) if steps else days.middle(spot)
        drawn.append(tag("circle", cx=x, cy=heights.at(value), r=3.2, fill=colour, stroke=palette.panel))
    return drawn


def _desc(standing: Standing, tripwire: float | None) -> str:
    latest = standing.latest
    said: list[str] = []
    if latest:
        period = words.span(latest.start, latest.end)
        value = words.said(latest, standing.unit)
        said.append(say("Latest %(value)s in %(period)s.", value=value, period=period))
    if standing.band:
        low, high = (words.bare(edge, standing.unit) for edge in standing.band)
        said.append(say("Normal range %(low)s to %(high)s.", low=low, high=high))
    if tripwire is not None:
        said.append(say("Trip-wire %(value)s.", value=words.bare(tripwire, standing.unit)))
    return " ".join(said) or say("No figure.")
