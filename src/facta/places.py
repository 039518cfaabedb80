"""Where: great-circle distances between points, and from points to a line such as a border.

The earth is a sphere of 6,371.0088 km (the mean radius of WGS 84), which is good to 0.5 % of the
distance on the ellipsoid. Latitudes and longitudes are decimal degrees, distances kilometres.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.errors import CaseError, nearest

if TYPE_CHECKING:
    from _csv import Reader
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM: Final = 6371.0088

_COLUMNS: Final = ("lat", "lon", "part")
_PAIRS_AT_ONCE: Final = 500_000
_LIMITS: Final = {"lat": 90.0, "lon": 180.0}


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A polyline in parts; each part is an array of shape (points, 2): latitude, longitude."""

    parts: tuple[NDArray[np.float64], ...]

    @property
    def length_km(self) -> float:
        """Length of all parts together."""
        return float(
            sum(
                distance_km(part[:-1, 0], part[:-1, 1], part[1:, 0], part[1:, 1]).sum() for part in self.parts
            )
        )


def distance_km(lat: ArrayLike, lon: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> NDArray[np.float64]:
    """Return great-circle distances between points and points, by the haversine formula.

    The arguments are broadcast against each other.

    References
    ----------
    Sinnott, R. W. (1984). Virtues of the haversine. Sky and Telescope 68(2), 159.

    Examples
    --------
    Kabul to Moscow:

    >>> round(float(distance_km(34.531, 69.163, 55.756, 37.617)))
    3366
    """
    phi, phi2 = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lat2, float))
    across = np.radians(np.asarray(lon2, float)) - np.radians(np.asarray(lon, float))
    half = np.sin((phi2 - phi) / 2) ** 2 + np.cos(phi) * np.cos(phi2) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def distance_to_line_km(lat: ArrayLike, lon: ArrayLike, line: Line) -> NDArray[np.float64]:
    """Return the distance of each point to the nearest place on a line.

    For every segment: the cross-track distance to its great circle where the point lies beside
    the segment, the distance to the nearer end elsewhere. Exact on the sphere for segments shorter
    than half its circumference; 0.5 % from the ellipsoid for segments under 500 km.

    Parameters
    ----------
    lat, lon
        Points, of one shape (n,).
    line
        The line; a part of one point counts as that point.

    Returns
    -------
    NDArray
        Kilometres, of shape (n,).

    Examples
    --------
    One degree of latitude north of the equator:

    >>> equator = Line((np.array([[0.0, 0.0], [0.0, 4.0]]),))
    >>> distance_to_line_km([1.0], [2.0], equator).round(1)
    array([111.2])
    """
    points = _unit(np.atleast_1d(np.asarray(lat, float)), np.atleast_1d(np.asarray(lon, float)))
    first, second = _segments(line)
    step = max(1, _PAIRS_AT_ONCE // len(first))
    pieces = [
        _angles(points[start : start + step], first, second).min(axis=1)
        for start in range(0, len(points), step)
    ]
    return EARTH_RADIUS_KM * np.concatenate(pieces) if pieces else np.empty(0)


def _unit(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)


def _segments(line: Line) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    vectors = [_unit(part[:, 0], part[:, 1]) for part in line.parts]
    first = np.concatenate([v[:-1] if len(v) > 1 else v for v in vectors])
    second = np.concatenate([v[1:] if len(v) > 1 else v for v in vectors])
    return first, second


def _angles(
    points: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the angle in radians from each point (n, 3) to each segment (m): shape (n, m)."""
    normal = np.cross(first, second)
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = np.divide(normal, length, out=np.zeros_like(normal), where=length > 0)
    beside = (points @ np.cross(normal, first).T >= 0) & (points @ np.cross(second, normal).T >= 0)
    across = np.abs(np.arcsin(np.clip(points @ normal.T, -1.0, 1.0)))
    ends = np.minimum(_chord_angles(points, first), _chord_angles(points, second))
    return np.asarray(np.where(beside & (length[:, 0] > 0), np.minimum(across, ends), ends))


def _chord_angles(points: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    chord = np.linalg.norm(points[:, None, :] - others[None, :, :], axis=2)
    return np.asarray(2 * np.arcsin(np.clip(chord / 2, 0.0, 1.0)))


def read_line(path: Path) -> Line:
    """Read a line from a CSV table ``lat,lon,part``; rows of one part stand together, in order.

    Raises
    ------
    CaseError
        With every mistake in the table.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = "not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise CaseError(f"{path}: {what}; write a CSV table with lat,lon,part") from None
    return _parsed(path, csv.reader(text.splitlines()))


def _parsed(path: Path, reader: Reader) -> Line:
    mistakes: list[str] = []
    parts: dict[str, list[tuple[float, float]]] = {}
    header = next(reader, [])
    if tuple(header) != _COLUMNS:
        raise CaseError(_header_mistake(path, header))
    for row in reader:
        where = f"{path}:{reader.line_num}"
        if len(row) != len(_COLUMNS):
            mistakes.append(f"{where}: {len(row)} cells; write three: lat, lon, part")
            continue
        lat, lon = (
            _coordinate(f"{where}:{column}", name, row[column - 1], mistakes)
            for column, name in ((1, "lat"), (2, "lon"))
        )
        parts.setdefault(row[2], []).append((lat, lon))
    if not parts and not mistakes:
        mistakes.append(f"{path}: the line has no points")
    if mistakes:
        raise CaseError(*mistakes)
    return Line(tuple(np.array(points, float) for points in parts.values()))


def _header_mistake(path: Path, header: list[str]) -> str:
    strange = next((name for name in header if name not in _COLUMNS), "")
    hint = nearest(strange, _COLUMNS) if strange else ""
    return f"{path}:1: columns are {','.join(header)!r}; write 'lat,lon,part'{hint}"


def _coordinate(where: str, name: str, text: str, mistakes: list[str]) -> float:
    limit = _LIMITS[name]
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -limit <= value <= limit:
        mistakes.append(f"{where}: {name}: {text!r} is not decimal degrees from {-limit:g} to {limit:g}")
    return value
