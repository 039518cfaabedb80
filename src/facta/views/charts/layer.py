"""One countable thing on a map: a circle a place, its area the count, over the lines of routes."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts import clipping, lanes
from facta.views.charts.atlas_ground import bar, countries, ground
from facta.views.charts.atlas_key import BEYOND, BOUNDARIES
from facta.views.charts.base import SANS, drawing, tag, text
from facta.views.charts.lettering import LETTER, lines
from facta.views.charts.naming import Lettering, Room
from facta.views.charts.outlines import outlines
from facta.views.charts.projection import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.views.charts.base import Palette
    from facta.views.charts.naming import Room as Rooms
    from facta.views.charts.projection import Sheet
    from facta.views.charts.shapes import Counted, Layer

WIDTH, HEIGHTS, MARGIN, EDGE = 640, (360.0, 560.0), 52.0, 4.0
LARGEST, SMALLEST = 26.0, 3.5  # radii of circles
NAMED, SURE, SIZE, SMALL = 12, 5, 13.5, 13.0  # so many places are named, and the first of them surely
ROW, LINE, WIDEST = 26.0, 18.0, 200.0
AROUND, POLAR = 3.5, 85.0  # degrees
MOST = 15  # places that the words of a map tell


def draw(data: Layer, *, palette: Palette, title: str) -> str:
    """Draw the map, zoomed to the places, with the sizes of circles and the notes at its foot."""
    places = sorted(
        (one for one in data.places if one.count > 0), key=lambda one: (-one.count, one.label, one.lat)
    )
    if not places:
        nothing = text("Nothing was counted anywhere.", x=16, y=36, fill=palette.ink2, font_size=14)
        return drawing(
            (WIDTH, 60), title, "Nothing was counted anywhere.", tag("g", nothing, font_family=SANS)
        )
    points = [(one.lat, one.lon) for one in places]
    sheet = fitted([*points, *_around(points)], width=WIDTH, heights=HEIGHTS, margin=MARGIN)
    known = outlines()
    rings = [clipping.area([sheet.at(*point) for point in ring], sheet.box) for ring in known.land]
    shore = lanes.Shore(ring for ring in rings if ring)
    room = Room(box=(EDGE, EDGE, sheet.width - EDGE, sheet.height - EDGE), palette=palette)
    scale = Sizes(places[0].count)
    for one in places[:NAMED]:
        room.keep(sheet.at(one.lat, one.lon), scale.radius(one.count))
    names = [*_names(places, sheet, room, scale)]
    ruler = bar(sheet, room)
    whole = known.hold(points)
    lower = [*countries(known, sheet, room)]
    foot, height = _foot(data, scale, palette, sheet.height, whole=whole)
    body = [
        *ground(known, rings, sheet, palette, whole=whole),
        *lower,
        *_lines(data, sheet, shore, palette),
        *_circles(places, sheet, scale, palette),
        *names,
        ruler,
        *foot,
    ]
    return drawing((WIDTH, height), title, _desc(data, places), tag("g", *body, font_family=SANS))


def _around(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return two corners around the middle, so that near places are shown with what lies about them."""
    lat = (min(lat for lat, _ in points) + max(lat for lat, _ in points)) / 2
    lon = (min(lon for _, lon in points) + max(lon for _, lon in points)) / 2
    south, north = max(lat - AROUND, -POLAR), min(lat + AROUND, POLAR)
    return [(south, lon - AROUND), (north, lon + AROUND)]


class Sizes:
    """The circles of a map: areas in proportion to counts, none too small to be seen."""

    def __init__(self, most: float) -> None:
        self.most = most

    def radius(self, count: float) -> float:
        """Give the radius of the circle of a count.

        >>> sizes = Sizes(100)
        >>> sizes.radius(100), sizes.radius(25), sizes.radius(0.1)
        (26.0, 13.0, 3.5)
        """
        return max(LARGEST * math.sqrt(count / self.most), SMALLEST)

    def examples(self) -> list[float]:
        """Choose at most three counts for the key: the largest, and round ones under it.

        >>> Sizes(87).examples(), Sizes(2).examples()
        ([87, 20.0, 5.0], [2])
        """
        found = [self.most]
        for part in (4, 16):
            size = self.most / part
            power = 10.0 ** math.floor(math.log10(size)) if size > 0 else 1.0
            round_ = max(step * power for step in (1, 2, 5) if step * power <= size)
            if 1 <= round_ < found[-1]:
                found.append(round_)
        return found


def _lines(data: Layer, sheet: Sheet, shore: lanes.Shore, palette: Palette) -> Iterator[str]:
    """Yield the lines of routes, thin, under the circles."""
    laid = [(one, lanes.laid(one, sheet, shore)) for one in data.stretches if one.points]
    cut = [(one, [*clipping.pieces(line, sheet.box)]) for one, line in laid]
    drawn = [layer for one, pieces in cut for layer in lanes.layers(one, pieces, palette)]
    if drawn:
        yield tag("g", *drawn, fill="none", stroke_linejoin="round", stroke_opacity=0.7)


def _circles(places: Sequence[Counted], sheet: Sheet, scale: Sizes, palette: Palette) -> Iterator[str]:
    """Yield the circles, the largest below."""
    for one in places:
        x, y = sheet.at(one.lat, one.lon)
        yield tag(
            "circle", cx=x, cy=y, r=scale.radius(one.count), fill=palette.ink2, fill_opacity=0.3,
            stroke=palette.ink, stroke_width=1.2,
        )  # fmt: skip


def _names(places: Sequence[Counted], sheet: Sheet, room: Rooms, scale: Sizes) -> Iterator[str]:
    """Yield the largest places with their counts, where there is room."""
    for index, one in enumerate(places[:NAMED]):
        how = Lettering(size=SIZE, colour=room.palette.ink, weight=600)
        said = f"{one.label} {words.figure(one.count)}".strip()
        gap = scale.radius(one.count) + 3
        yield room.name(said, sheet.at(one.lat, one.lon), how, gap=gap, must=index < SURE)


def _foot(data: Layer, scale: Sizes, palette: Palette, top: float, *, whole: bool) -> tuple[list[str], float]:
    """Draw the sizes of circles and the notes below a map; also return where they end."""
    drawn: list[str] = []
    x, y = 0.0, top + LARGEST + 8
    for count in scale.examples():
        radius = scale.radius(count)
        drawn.append(
            tag("circle", cx=x + radius, cy=y, r=radius, fill="none", stroke=palette.ink2, stroke_width=1.2)
        )
        (said,) = lines(words.amount(count, data.unit), width=WIDEST, size=SMALL, most=1)
        drawn.append(text(said, x=x + 2 * radius + 8, y=y + 4.5, fill=palette.ink2, font_size=SMALL))
        x += 2 * radius + 8 + len(said) * LETTER * SMALL + 28
    y += LARGEST + ROW / 2
    notes = " ".join(note for note in (data.note, BOUNDARIES, "" if whole else BEYOND) if note)
    for line in wrap(notes, int(WIDTH / (LETTER * SMALL))):
        drawn.append(text(line, x=0, y=y + 4, fill=palette.ink3, font_size=SMALL))
        y += LINE
    return drawn, y


def _desc(data: Layer, places: Sequence[Counted]) -> str:
    """Say the places with their counts, the largest first."""
    said = [f"{one.label or 'a place without a name'} {words.figure(one.count)}" for one in places[:MOST]]
    rest = len(places) - MOST
    said += [f"and {rest} more"] if rest > 0 else []
    return " ".join(f"{data.unit} by place: {', '.join(said)}. {data.note}".split())
