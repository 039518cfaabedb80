"""What lies behind a map: sea, land, boundaries, the names of countries and a bar of scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.charts import clipping
from facta.views.charts.base import number, tag, text, trail
from facta.views.charts.naming import Lettering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.views.charts.base import Palette
    from facta.views.charts.naming import Room
    from facta.views.charts.outlines import Line, Outlines
    from facta.views.charts.projection import Place, Sheet

SIZE, LETTER, SPACING = 12.0, 0.66, 1.6  # of a country's name in capitals
FILLING = 0.5  # part of its half width that has to fit between a place and its country's edge
PALE = 0.6  # of coasts and boundaries, which stand behind the links
SCALES = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10)
LONGEST = 190.0  # pixels of the bar of scale
TALL, INSET = 30.0, 16.0  # room of the bar of scale, and how far it stays from the frame


def ground(
    known: Outlines, rings: Sequence[Sequence[Place]], sheet: Sheet, palette: Palette, *, whole: bool
) -> Iterator[str]:
    """Yield sea, land, coasts and boundaries, disputed ones dashed, and a frame.

    Where coasts are not at hand for the ``whole`` map, no place is drawn as sea.
    """
    sea = palette.band if whole else palette.panel
    yield tag("rect", x=0, y=0, width=sheet.width, height=sheet.height, fill=sea)
    land = "".join(f"{trail(ring)}z" for ring in rings if ring)
    if land:
        yield tag("path", d=land, fill=palette.panel, fill_rule="evenodd")
    for found, width, dash in (
        (known.coasts, 0.9, None),
        (known.borders, 0.9, None),
        (known.disputed, 1.1, "4 3"),
    ):
        path = "".join(_cut(line, sheet) for line in found)
        if path:
            yield tag(
                "path", d=path, fill="none", stroke=palette.ink3, stroke_width=width, stroke_dasharray=dash,
                stroke_linejoin="round", stroke_opacity=PALE,
            )  # fmt: skip
    wide, high = sheet.width - 1, sheet.height - 1
    yield tag("rect", x=0.5, y=0.5, width=wide, height=high, fill="none", stroke=palette.rim)


def _cut(line: Line, sheet: Sheet) -> str:
    places = [sheet.at(*point) for point in line]
    return "".join(trail(piece) for piece in clipping.pieces(places, sheet.box))


def countries(known: Outlines, sheet: Sheet, room: Room) -> Iterator[str]:
    """Yield the names of countries large enough for them, each where it covers least."""
    how = Lettering(size=SIZE, colour=room.palette.ink3, spacing=SPACING, letter=LETTER)
    degree = sheet.degree
    for country in known.names:
        said = country.said.upper()
        need = len(said) * (SIZE * LETTER + SPACING) / 2 * FILLING
        spots = [sheet.at(lat, lon) for lat, lon, reach in country.places if reach * degree >= need]
        yield room.centre(said, spots, how)


def bar(sheet: Sheet, room: Room) -> str:
    """Draw a bar of scale, true in the middle of the map, in the corner where it covers least."""
    km = next((km for km in SCALES if km * sheet.km <= LONGEST), SCALES[-1])
    length = km * sheet.km
    corners = [
        (left, top, left + length, top + TALL)
        for top in (sheet.height - INSET - TALL, INSET)
        for left in (sheet.width - INSET - length, INSET)
    ]
    free = [corner for corner in corners if room.free(corner)]
    if not free:
        return ""
    palette = room.palette
    left, top, right, bottom = min(free, key=room.cost)
    room.taken.append((left - 4, top, right + 4, bottom))
    line = f"M{number(left)} {number(bottom - 6)}v6H{number(right)}v-6"
    said = text(
        f"{km:,} km", x=(left + right) / 2, y=bottom - 6, fill=palette.ink2, font_size=13,
        text_anchor="middle", stroke=palette.panel, stroke_width=3.4, paint_order="stroke",
    )  # fmt: skip
    rim = tag("path", d=line, fill="none", stroke=palette.panel, stroke_width=4.2)
    return rim + tag("path", d=line, fill="none", stroke=palette.ink2, stroke_width=1.3) + said
