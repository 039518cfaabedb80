"""Lambert's conformal conic projection of a sphere, and the paper that a map is fitted onto."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Place = tuple[float, float]  # x to the right, y down, in pixels
EARTH_KM = 6371.0
STEEPEST = 85.0  # degrees; a pole has no place on every cone
LEAST = 0.05  # under this constant the cone is a cylinder, and its apex too far to reckon with
NARROWEST = 0.05  # radians of the sphere, some 320 km: a lone place is shown with what is around it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cone:
    """The projection: ``constant`` n of the cone, and the meridian that points up, in degrees.

    Angles are kept, so that a place looks as it does on the ground. Between the two parallels that
    it is laid through scales are a little too small, beyond them too large.

    References
    ----------
    Snyder, J. P. (1987). Map projections: a working manual. U.S. Geological Survey Professional
    Paper 1395, pp. 104-107 (formulas 15-1 to 15-4 for the sphere).

    Examples
    --------
    The example of Snyder (p. 295): parallels 33° and 45°, central meridian 96° west, the
    origin at 23° north; 35° north and 75° west lie 0.2966785 radii east and 0.2462112 north of it.

    >>> cone = Cone.through(33, 45, 96 - 192)
    >>> x, y = cone.at(35, -75)
    >>> origin = cone.at(23, -96)
    >>> radii = cone.true_scale(33)
    >>> round(cone.constant, 7), round(x * radii, 7), round((origin[1] - y) * radii, 7)
    (0.6304777, 0.2966785, 0.2462112)
    """

    constant: float
    middle: float

    @classmethod
    def through(cls, south: float, north: float, middle: float) -> Cone:
        """Lay a cone through two parallels, in degrees.

        Examples
        --------
        >>> round(Cone.through(30, 30, 0).constant, 3)  # touching: the sine of the parallel
        0.5
        """
        low, high = (math.radians(parallel) for parallel in (south, north))
        if high - low < math.radians(0.01):
            constant = math.sin((low + high) / 2)
        else:
            constant = math.log(math.cos(low) / math.cos(high)) / math.log(_slope(north) / _slope(south))
        return cls(constant=math.copysign(max(abs(constant), LEAST), constant), middle=middle)

    def at(self, lat: float, lon: float) -> Place:
        """Project a place, in degrees; in units of the sphere's radius times a constant of the cone."""
        steep = min(max(lat, -STEEPEST), STEEPEST)
        radius = math.pow(_slope(steep), -self.constant) / self.constant
        turn = self.constant * math.radians((lon - self.middle + 180) % 360 - 180)
        return radius * math.sin(turn), radius * math.cos(turn)

    def true_scale(self, parallel: float) -> float:
        """Return the factor that makes scales true along a parallel, in radii of the sphere."""
        return math.cos(math.radians(parallel)) * math.pow(_slope(parallel), self.constant)


def _slope(lat: float) -> float:
    return math.tan(math.pi / 4 + math.radians(lat) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A projected map on paper: its size in pixels, pixels to a unit, and where the cone's zero lies.

    ``middle`` is the latitude and longitude in the middle of what the map shows.
    """

    cone: Cone
    middle: tuple[float, float]
    width: float
    height: float
    scale: float
    zero: Place

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Give left, top, right and bottom of the paper."""
        return 0.0, 0.0, self.width, self.height

    def holds(self, place: Place) -> bool:
        """Tell whether a place lies on the paper."""
        return 0 <= place[0] <= self.width and 0 <= place[1] <= self.height

    def at(self, lat: float, lon: float) -> Place:
        """Give the place of a point on the paper."""
        x, y = self.cone.at(lat, lon)
        return self.zero[0] + x * self.scale, self.zero[1] + y * self.scale

    @property
    def degree(self) -> float:
        """Return how many pixels a degree of latitude has in the middle of the map."""
        lat, lon = self.middle
        return math.dist(self.at(lat - 0.25, lon), self.at(lat + 0.25, lon)) * 2

    @property
    def km(self) -> float:
        """Return how many pixels a kilometre has in the middle of the map."""
        return self.degree / (EARTH_KM * math.radians(1))


def fitted(
    points: Sequence[tuple[float, float]], *, width: float, heights: tuple[float, float], margin: float
) -> Sheet:
    """Fit a map onto paper of a width, so that all points (latitude, longitude) keep off its edge.

    The parallels cut off a sixth of the box at either end (Snyder 1987, p. 99).

    Parameters
    ----------
    points
        At least one.
    width
        Of the paper, in pixels.
    heights
        The least and the greatest height.
    margin
        How far points stay from every edge.
    """
    south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
    west, east = min(lon for _, lon in points), max(lon for _, lon in points)
    sixth = (north - south) / 6
    middle = ((south + north) / 2, (west + east) / 2)
    cone = Cone.through(south + sixth, north - sixth, middle[1])
    projected = [cone.at(*point) for point in points]
    left, right = min(x for x, _ in projected), max(x for x, _ in projected)
    top, bottom = min(y for _, y in projected), max(y for _, y in projected)
    unit = NARROWEST / cone.true_scale(middle[0])
    wide, high = max(right - left, unit), max(bottom - top, unit)
    height = min(max((width - 2 * margin) * high / wide + 2 * margin, heights[0]), heights[1])
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / high)
    zero = (width / 2 - (left + right) / 2 * scale, height / 2 - (top + bottom) / 2 * scale)
    return Sheet(cone=cone, middle=middle, width=width, height=height, scale=scale, zero=zero)
