"""Coasts, boundaries and names of countries, as lines of degrees, read when the first map is drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Line = tuple[tuple[float, float], ...]  # of latitude and longitude
UNIT = 100.0  # the file counts hundredths of a degree


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A country, and places inside it where its name can stand: latitude, longitude, degrees to the edge."""

    said: str
    places: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Rings of land (seas inside land are rings of their own), and lines; ``extent`` is where they end.

    ``extent`` is west, south, east, north.
    """

    extent: tuple[float, float, float, float]
    land: tuple[Line, ...]
    coasts: tuple[Line, ...]
    borders: tuple[Line, ...]
    disputed: tuple[Line, ...]
    names: tuple[Name, ...]

    def hold(self, points: Sequence[tuple[float, float]]) -> bool:
        """Tell whether all points lie where outlines are at hand."""
        west, south, east, north = self.extent
        return all(south <= lat <= north and west <= lon <= east for lat, lon in points)


@cache
def outlines() -> Outlines:
    """Read the outlines that come with facta."""
    asset = resources.files("facta.views") / "outlines" / "eurasia.json"
    found = json.loads(asset.read_text(encoding="utf-8"))
    west, south, east, north = found["extent"]
    rings = tuple(_line(steps) for steps in found["land"])
    extent = (float(west), float(south), float(east), float(north))
    return Outlines(
        extent=extent,
        land=rings,
        coasts=tuple(piece for ring in rings for piece in _coasts(ring, extent)),
        borders=tuple(_line(steps) for steps in found["borders"]),
        disputed=tuple(_line(steps) for steps in found["disputed"]),
        names=tuple(Name(said=said, places=_places(rest)) for said, *rest in found["names"]),
    )


def _line(steps: Sequence[int]) -> Line:
    lons, lats = accumulate(steps[::2]), accumulate(steps[1::2])
    return tuple((lat / UNIT, lon / UNIT) for lat, lon in zip(lats, lons, strict=True))


def _places(found: Sequence[int]) -> tuple[tuple[float, float, float], ...]:
    spots = zip(found[1::3], found[::3], found[2::3], strict=True)
    return tuple((lat / UNIT, lon / UNIT, reach / UNIT) for lat, lon, reach in spots)


def _coasts(ring: Line, extent: tuple[float, float, float, float]) -> Iterator[Line]:
    """Yield a ring without the sides along which the outlines were cut off."""
    west, south, east, north = extent
    piece: list[tuple[float, float]] = []
    for start, end in pairwise([*ring, ring[0]]):
        cut = any(start[1] == end[1] == side for side in (west, east)) or any(
            start[0] == end[0] == side for side in (south, north)
        )
        if cut:
            if piece:
                yield tuple(piece)
            piece = []
        else:
            piece += [end] if piece else [start, end]
    if piece:
        yield tuple(piece)
