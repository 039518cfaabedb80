"""Measure how events gather near links: beside random points, moved events and turned links.

Reads UCDP candidate events and a network of straight links from a folder beside the repository; where it
is absent, says so and measures nothing.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import Delaunay

from facta.models.incidents import spread_of
from facta.places import EARTH_RADIUS_KM, Line, distance_to_line_km, read_line
from facta.records import Event, Snapshot
from facta.sources import ucdp

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Inside = Callable[[Floats], NDArray[np.bool_]]

ROOT: Final = Path(__file__).parents[1]
SHARED: Final = ROOT.parent / "shared"
NETWORK: Final = SHARED / "corridors"
WORLD: Final = SHARED / "data" / "ucdp" / "GEDEvent_v23_0_10.csv"
AFGHAN: Final = SHARED / "data" / "ucdp" / "afghanistan_candidate_2026_01_07.csv"
OUTLINE: Final = ROOT / "src" / "facta" / "library" / "russia-taliban" / "lines"
NEAR_KM: Final = 10.0
OFF_KM: Final = 25.0
DRAWS: Final = 1000
POINTS: Final = 10_000
KM: Final = (1, 10, 25)


@dataclass(frozen=True)
class Study:
    """Links and events, every distance between them, and random points of the same area."""

    names: tuple[str, ...]
    ends: Floats  # (links, 2, 2)
    place: Floats  # (events, 2)
    day: NDArray[np.int64]
    known: NDArray[np.int64]
    deaths: Floats  # (3, events)
    spread: Floats
    distance: Floats  # (links, events)
    points: Floats  # (points, 2)
    covered: NDArray[np.bool_]  # (links, points)
    holds: Inside

    @property
    def lengths(self) -> Floats:
        """Kilometres of each link."""
        return np.array([Line((ends,)).length_km for ends in self.ends])

    def turned(self) -> Study:
        """Return the same with each link turned by a right angle about its middle."""
        middle = self.ends.mean(axis=1, keepdims=True)
        wide = np.cos(np.radians(middle[..., :1]))
        north, east = np.split(self.ends - middle, 2, axis=2)
        ends = middle + np.concatenate([-east * wide, north / wide], axis=2)
        return replace(
            self,
            ends=ends,
            distance=distances(ends, self.place),
            covered=distances(ends, self.points) <= NEAR_KM,
        )


def main() -> None:
    """Print every figure."""
    for title, of in studies().items():
        print(f"== {title}: {len(of.day)} events, {len(of.names)} links")
        gathering(of, np.random.default_rng(1))


def studies() -> dict[str, Study]:
    """Return what there is to measure: nothing where the folder is absent, which is said."""
    missing = [path.name for path in (NETWORK / "links.csv", WORLD, AFGHAN) if not path.exists()]
    if missing:
        print(f"nothing measured: no {', no '.join(missing)} in a folder beside the repository")
        return {}
    northern, eastern = (
        read_line(OUTLINE / f"{name}.csv").parts[0] for name in ("northern-border", "pakistan-afghan-border")
    )
    country = np.concatenate([northern, eastern[::-1]])
    return {
        "Afghanistan, January to July 2026": study(AFGHAN, {"AFG"}, lambda points: inside(points, country)),
        "AFG and PAK, October 2023": study(WORLD, {"AFG", "PAK"}, None),
    }


def study(path: Path, countries: Collection[str], within: Inside | None) -> Study:
    """Return the events of some countries whose place is known to a province or better, and links there.

    Without an outline the area is the least convex one that holds all events and ends of links.
    """
    body = path.read_bytes()
    snapshot = Snapshot(
        source="ucdp", url=path.name, retrieved_at=datetime(2026, 11, 23, tzinfo=UTC),
        sha256=hashlib.sha256(body).hexdigest(), media_type="text/csv", licence="CC BY 4.0", body=body,
    )  # fmt: skip
    read = ucdp.read(snapshot, parameters=ucdp.Parameters(countries=tuple(countries)))
    every = [event for event in read.events if isinstance(event, Event)]
    spread = spread_of([_number(event.precision_km) for event in every])
    events = [event for event, known in zip(every, np.isfinite(spread), strict=True) if known]
    place = np.array([(_number(event.lat), _number(event.lon)) for event in events])
    names, ends = links(countries, within)
    corners = np.concatenate([place, ends.reshape(-1, 2)])
    holds = within or (lambda points: Delaunay(corners).find_simplex(points) >= 0)
    points = random_points(holds, corners, np.random.default_rng(0))
    return Study(
        names=names,
        ends=ends,
        place=place,
        day=np.array([event.start.toordinal() for event in events]),
        known=np.array([event.known_at.toordinal() for event in events]),
        deaths=np.array([[_number(n) for n in (e.low, e.quantity, e.high)] for e in events]).T,
        spread=spread[np.isfinite(spread)],
        distance=distances(ends, place),
        points=points,
        covered=distances(ends, points) <= NEAR_KM,
        holds=holds,
    )


def links(countries: Collection[str], within: Inside | None) -> tuple[tuple[str, ...], Floats]:
    """Return roads and railways with an end in the countries; two that join one pair of places once.

    With an outline those whose middle lies beyond it are left out: no event can be seen there.
    """
    nodes = {row["node_id"]: row for row in rows(NETWORK / "nodes.csv")}
    found: dict[frozenset[str], str] = {}
    for row in rows(NETWORK / "links.csv"):
        pair = (row["from_node"], row["to_node"])
        there = {country for end in pair for country in nodes[end]["country"].split("-")}
        if row["mode"] in {"rail", "road"} and there & set(countries):
            found.setdefault(frozenset(pair), "-".join(pair))
    names = np.array(list(found.values()))
    ends = np.array(
        [[(float(nodes[end]["lat"]), float(nodes[end]["lon"])) for end in name.split("-")] for name in names]
    )
    kept = within(ends.mean(axis=1)) if within else np.ones(len(names), bool)
    return tuple(names[kept].tolist()), ends[kept]


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def distances(ends: Floats, points: Floats) -> Floats:
    """Return kilometres from each straight link to each point, shape (links, points)."""
    return np.array([distance_to_line_km(points[:, 0], points[:, 1], Line((link,))) for link in ends])


def inside(points: Floats, corners: Floats) -> NDArray[np.bool_]:
    """Tell which points lie in a closed outline: a line to the east crosses it an odd number of times."""
    (lat, lon), (lat2, lon2) = corners.T[:, :, None], np.roll(corners, -1, axis=0).T[:, :, None]
    y, x = points.T
    between = (lat <= y) != (lat2 <= y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = lon + (y - lat) / (lat2 - lat) * (lon2 - lon)
    return np.asarray((between & (x < crossing)).sum(axis=0) % 2 == 1)


def random_points(holds: Inside, corners: Floats, random: np.random.Generator) -> Floats:
    """Draw points evenly over the area, not over degrees."""
    low, high = corners.min(axis=0) - 1, corners.max(axis=0) + 1
    y = np.sin(np.radians([low[0], high[0]]))
    lat = np.degrees(np.arcsin(random.uniform(y[0], y[1], 6 * POINTS)))
    found = np.stack([lat, random.uniform(low[1], high[1], 6 * POINTS)], axis=1)
    return found[holds(found)][:POINTS]


def gathering(study: Study, random: np.random.Generator) -> None:
    """Print which share of events is near a link, beside random points, moved events and turned links."""
    print("% within 1, 10 and 25 km (95 % with places drawn again); p: share of draws with as many as seen")
    lines, exact = Line(tuple(study.ends)), study.spread <= 10
    print(f"events                  {_near(study.place, lines, random)}")
    print(f"  placed to 25 km       {_near(study.place[exact], lines, random)}")
    print(f"random points           {_near(study.points, lines, None)}")
    for title, shifted in (("moved 30 to 100 km  ", moved), ("turned all together ", spun)):
        drawn = np.array([_held(_to(shifted(study, random), lines)) for _ in range(DRAWS)])
        p = (1 + (drawn >= _held(_to(study.place, lines))).sum(axis=0)) / (DRAWS + 1)
        three = zip(drawn.mean(axis=0), p, strict=True)
        print(f"  {title}  {', '.join(f'{100 * share:.0f} (p {chance:.3f})' for share, chance in three)}")
    print(f"links turned            {_near(study.place, Line(tuple(study.turned().ends)), random)}")
    towns = Line(tuple(end[None] for end in np.unique(study.ends.reshape(-1, 2), axis=0)))
    for title, place, again in (("events", study.place, random), ("points", study.points, None)):
        print(f"{title} 25 km off ends  {_near(place[_to(place, towns) > OFF_KM], lines, again)}")


def _to(points: Floats, line: Line) -> Floats:
    return distance_to_line_km(points[:, 0], points[:, 1], line)


def _held(distance: Floats) -> Floats:
    return np.array([(distance <= km).mean() for km in KM])


def _near(place: Floats, line: Line, random: np.random.Generator | None) -> str:
    distance = _to(place, line)
    shares = [f"{100 * share:.0f}" for share in _held(distance)]
    if random is not None:
        counts = redrawn(place, random)[1:]
        drawn = np.array([counts @ (distance <= km) / counts.sum(axis=1) for km in KM])
        ends = np.quantile(drawn, (0.025, 0.975), axis=1).T
        shares = [f"{s} ({100 * a:.0f} to {100 * b:.0f})" for s, (a, b) in zip(shares, ends, strict=True)]
    return f"{', '.join(shares)} of {len(place)}"


def redrawn(place: Floats, random: np.random.Generator) -> Floats:
    """Return how often each event counts, shape (1 + draws, events): once, then with places drawn again."""
    spots, which = np.unique(place, axis=0, return_inverse=True)
    counts = random.multinomial(len(spots), [1 / len(spots)] * len(spots), DRAWS)
    return np.concatenate([np.ones((1, len(place))), counts[:, which.ravel()]])


def moved(study: Study, random: np.random.Generator) -> Floats:
    """Move each place with all its events, by 30 to 100 km in any direction, within the area."""
    spots, which = np.unique(study.place, axis=0, return_inverse=True)
    new = np.full_like(spots, np.nan)
    while (left := np.isnan(new[:, 0])).any():
        angle = random.uniform(0, 2 * np.pi, left.sum())
        far = np.degrees(np.sqrt(random.uniform(30**2, 100**2, left.sum())) / EARTH_RADIUS_KM)
        east = np.sin(angle) / np.cos(np.radians(spots[left, 0]))
        tried = spots[left] + np.stack([far * np.cos(angle), far * east], axis=1)
        new[left] = np.where(study.holds(tried)[:, None], tried, np.nan)
    return new[which.ravel()]


def spun(study: Study, random: np.random.Generator) -> Floats:
    """Turn all events together about their middle by any angle; those that leave the area are lost."""
    middle, angle = study.place.mean(axis=0), random.uniform(0, 2 * np.pi)
    wide = np.array([1.0, np.cos(np.radians(middle[0]))])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = ((study.place - middle) * wide) @ turn / wide + middle
    return np.asarray(turned[study.holds(turned)])


if __name__ == "__main__":
    main()
