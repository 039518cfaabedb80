"""A map: places, the stretches between them, what is closed; coasts and boundaries behind."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from facta.views import words
from facta.views.charts import clipping, lanes
from facta.views.charts.atlas_ground import bar, countries, ground
from facta.views.charts.atlas_key import foot, notes, sign
from facta.views.charts.base import SANS, drawing, tag, text
from facta.views.charts.naming import Lettering, Room
from facta.views.charts.outlines import outlines
from facta.views.charts.projection import fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from facta.results import Atlas, Dot, Stretch
    from facta.views.charts.base import Palette
    from facta.views.charts.projection import Place, Sheet

WIDTH, HEIGHTS, MARGIN = 1040, (440.0, 780.0), 56.0
EDGE = 4.0  # pixels that names keep from the frame
RANKS = {"end": 0, "closed": 1, "gate": 2, "place": 3}
SIZES = {"end": 16.0, "closed": 14.5, "gate": 14.0, "place": 13.0}
RADII = {"end": 7.0, "closed": 8.0, "gate": 6.0, "place": 3.2}
COVERED = {"primary": 1.0, "fallback": 1.0, "other": 0.12}  # how bad it is for a name to cover a line
MOST = 12  # names of one kind that the words of a map tell
NEAR = 14.0  # pixels from a closed gate within which a closed stretch needs no cross of its own


class Laid(NamedTuple):
    """A stretch and its line on paper."""

    stretch: Stretch
    line: list[Place]


def draw(data: Atlas, *, palette: Palette, title: str) -> str:
    """Draw the map, zoomed to what is on it, with its key at the foot."""
    points = _points(data)
    if not points:
        nothing = text("No place is known.", x=16, y=36, fill=palette.ink2, font_size=14, font_family=SANS)
        return drawing((WIDTH, 60), title, "No place is known.", nothing)
    sheet = fitted(points, width=WIDTH, heights=HEIGHTS, margin=MARGIN)
    known = outlines()
    rings = [clipping.area([sheet.at(*point) for point in ring], sheet.box) for ring in known.land]
    shore = lanes.Shore(ring for ring in rings if ring)
    laid = [Laid(stretch, lanes.laid(stretch, sheet, shore)) for stretch in data.stretches if stretch.points]
    shown = [one for one in laid if one.stretch.role != "other" or not shore.bars(one.stretch, one.line)]
    room = _room(data.dots, shown, sheet, palette)
    scale = bar(sheet, room)
    names = [*_names(data.dots, sheet, room)]
    names_of_countries = [*countries(known, sheet, room)]
    small = [*_names(data.dots, sheet, room, small=True)]
    whole = known.hold(points)
    said = notes(data, left_out=len(laid) - len(shown), whole=whole)
    key, height = foot(data, said, palette, top=sheet.height)
    body = [
        *ground(known, rings, sheet, palette, whole=whole),
        *names_of_countries,
        tag("g", *_stretches(shown, sheet, palette), fill="none", stroke_linejoin="round"),
        *_signs(data.dots, shown, sheet, palette),
        *small,
        *names,
        scale,
        *key,
    ]
    return drawing((WIDTH, height), title, _desc(data), tag("g", *body, font_family=SANS))


def _points(data: Atlas) -> list[tuple[float, float]]:
    """Return what the map is zoomed to: places and the main stretches; all stretches where there are none."""
    main = [stretch for stretch in data.stretches if stretch.role != "other"]
    if not main and not data.dots:
        main = [*data.stretches]
    named = [(dot.lat, dot.lon) for dot in data.dots]
    return named + [point for stretch in main for point in stretch.points]


def _room(dots: Sequence[Dot], laid: Sequence[Laid], sheet: Sheet, palette: Palette) -> Room:
    """Make room for names: off every sign, and rather not over the lines."""
    room = Room(box=(EDGE, EDGE, sheet.width - EDGE, sheet.height - EDGE), palette=palette)
    for dot in dots:
        room.keep(sheet.at(dot.lat, dot.lon), RADII[dot.role])
    for stretch, line in laid:
        weight = COVERED[stretch.role]
        room.covered.extend((x, y, weight) for (x, y), _ in lanes.along(line, 7))
    return room


def _names(dots: Sequence[Dot], sheet: Sheet, room: Room, *, small: bool = False) -> Iterator[str]:
    """Yield names, those of ends first; a place finds room or goes without."""
    for dot in sorted(dots, key=lambda dot: (RANKS[dot.role], dot.key)):
        if (dot.role == "place") != small or not dot.label.strip():
            continue
        how = Lettering(
            size=SIZES[dot.role],
            colour=room.palette.ink2 if small else room.palette.ink,
            weight=None if small else 600,
            most=1 if small else 2,
        )
        said = f"{dot.label} closed" if dot.role == "closed" else dot.label
        at = sheet.at(dot.lat, dot.lon)
        yield room.name(said, at, how, gap=RADII[dot.role] + 3, must=not small)


def _stretches(laid: Sequence[Laid], sheet: Sheet, palette: Palette) -> Iterator[str]:
    """Yield the lines: others below, in one path a kind, then fallbacks, then the primary on top."""
    alike: dict[Stretch, list[list[Place]]] = {}
    for stretch, line in laid:
        if stretch.role == "other":
            pieces = clipping.pieces(line, sheet.box)
            alike.setdefault(replace(stretch, points=(), label=""), []).extend(pieces)
    for kind, lines in alike.items():
        yield from lanes.layers(kind, lines, palette)
    primary = {frozenset(stretch.points) for stretch, _ in laid if stretch.role == "primary"}
    for role in ("fallback", "primary"):
        drawn = [
            lanes.layers(
                stretch, [line], palette, shared=role == "fallback" and frozenset(stretch.points) in primary
            )
            for stretch, line in laid
            if stretch.role == role
        ]
        for layer in zip(*drawn, strict=True):
            yield from layer


def _signs(dots: Sequence[Dot], laid: Sequence[Laid], sheet: Sheet, palette: Palette) -> Iterator[str]:
    """Yield the signs of places, and those of stretches that are closed or let less through."""
    barred = [sheet.at(dot.lat, dot.lon) for dot in dots if dot.role == "closed"]
    for stretch, line in laid:
        at = lanes.middle(line)
        if stretch.state not in {"closed", "reduced"} or not sheet.holds(at):
            continue
        if stretch.state == "reduced":
            yield lanes.narrowing(at, palette)
        elif not any(math.dist(gate, end) < NEAR for gate in barred for end in (line[0], line[-1])):
            yield lanes.cross(at, palette, 4 if stretch.role == "other" else 6.5)
    for dot in sorted(dots, key=lambda dot: (-RANKS[dot.role], dot.key)):
        yield sign(dot.role, sheet.at(dot.lat, dot.lon), palette)


def _desc(data: Atlas) -> str:
    """Say what a map shows, for those who do not see it."""
    stretches = words.counted(len(data.stretches), "stretch", "stretches")
    said = [f"{words.counted(len(data.dots), 'place')}, {stretches}."]
    for role in ("primary", "fallback"):
        named = _parts(stretch.label for stretch in data.stretches if stretch.role == role)
        if any(stretch.role == role for stretch in data.stretches):
            said.append(f"{role.capitalize()}: {named or 'drawn without a name'}.")
    ends = _parts(dot.label for dot in data.dots if dot.role == "end")
    whole = {stretch.label for stretch in data.stretches if stretch.state != "closed"}  # names of routes
    shut = _parts(
        [
            *(dot.label for dot in data.dots if dot.role == "closed"),
            *(
                stretch.label
                for stretch in data.stretches
                if stretch.state == "closed" and stretch.label not in whole
            ),
        ]
    )
    less = _parts(stretch.label for stretch in data.stretches if stretch.state == "reduced")
    for word, names in (("Ends", ends), ("Closed", shut), ("Reduced", less)):
        if names:
            said.append(f"{word}: {names}.")
    return " ".join([*said, data.note]).strip()


def _parts(labels: Iterable[str]) -> str:
    """Name each part once, and not all of too many."""
    named = [*dict.fromkeys(label for label in labels if label.strip())]
    rest = len(named) - MOST
    return "; ".join([*named[:MOST], f"and {rest} more"] if rest > 0 else named)
