"""Incidents near the links of a route: how often they come, kept apart from closures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from facta.analyses.corridor import words
from facta.corridors.graph import LAND
from facta.indicators import Selection
from facta.likelihood import percent
from facta.models.hazard import pooled_hazards
from facta.models.incidents import (
    YEAR_DAYS,
    Stretch,
    chance_of_incident,
    exposure,
    intensity,
    severity,
    spread_of,
)
from facta.periods import say_day
from facta.places import Line, distance_to_line_km
from facta.results import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from facta.analyses.base import Row, View
    from facta.analyses.corridor.parameters import Incidents
    from facta.corridors.journeys import Route
    from facta.corridors.network import Network
    from facta.models.incidents import Bounds, Exposure

SHOWN = 8
FEW_DAYS = 28
FEWEST = 2  # links among which rates can be compared


@dataclass(frozen=True, eq=False)
class Near:
    """One land link of the route and what happened near it."""

    link: str
    exposure: Exposure
    heat: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Nearby:
    """Incidents near the land links of a route, over the days that were searched."""

    network: Network
    links: tuple[Near, ...]
    events: int
    days: int
    asked: Incidents
    chance: Bounds | None

    def tables(self) -> Iterator[Table]:
        """Yield the links with the most incidents, and the chance of meeting one on the way."""
        found = sorted(self.links, key=lambda one: -one.heat[1])[:SHOWN]
        chance = ""
        if self.chance is not None:
            ends = f"{percent(self.chance.low)}–{percent(self.chance.high)}"
            chance = f": {percent(self.chance.value)} ({ends}) on the way"
        yield Table(
            title=f"Incidents within {self.asked.within_km:g} km{chance}",
            columns=("Stretch", "Events", "A year and 100 km", "Deaths, likewise", "Heat"),
            rows=tuple(self._row(one) for one in found if one.exposure.events),
            right=(1, 2, 3, 4),
            note=(
                f"{self.events} events with a place in {self.days} days from {say_day(self.asked.since)} "
                "to the newest; 95 % intervals; deaths by best count. Lines are straight. Heat: kernel "
                "of 10 km and 130 days, by lives lost; it ranks no better than plain counts. An incident "
                "delays; it does not close a border."
            ),
        )

    def _row(self, one: Near) -> tuple[str, ...]:
        link, found = self.network.links[one.link], one.exposure
        name = f"{words.place(self.network, link.start)}–{words.place(self.network, link.end)}"
        rate, deaths = found.events_per_100km_year, found.deaths_per_100km_year
        return (
            name,
            f"{found.events}",
            f"{rate.value:.1f} ({words.ends(rate.low, rate.high)})",
            f"{deaths.value:,.0f}",
            f"{one.heat[1]:.1f}",
        )


def nearby(route: Route, asked: Incidents, view: View) -> Nearby | None:
    """Count the incidents near the land links of a route; None where nothing was searched yet."""
    rows = [row for row in view.rows(Selection(source=asked.source, kind=asked.kinds)) if _placed(row, asked)]
    days = max(((row["start"] - asked.since).days + 1 for row in rows), default=0)
    links = [key for key in route.links if route.network.links[key].mode in LAND]
    if days < FEW_DAYS or not links:
        return None
    distances = _distances(route.network, links, rows)
    at = np.array([(row["start"] - asked.since).days for row in rows], int)
    deaths = _deaths(rows)
    heat = _heat(distances, days - 1 - at, deaths, rows)
    found = []
    for number, key in enumerate(links):
        stretch = Stretch(
            length_km=route.network.links[key].length.value, days=days, within_km=asked.within_km
        )
        seen = exposure(distances[number], at, deaths=deaths, stretch=stretch)
        found.append(Near(key, seen, (heat[0][number], heat[1][number], heat[2][number])))
    return Nearby(
        route.network, tuple(found), len(rows), days, asked, _chance(route, found, days / YEAR_DAYS)
    )


def _placed(row: Row, asked: Incidents) -> bool:
    return row["lat"] is not None and row["lon"] is not None and row["start"] >= asked.since


def _distances(network: Network, links: list[str], rows: list[Row]) -> NDArray[np.float64]:
    lat = np.array([row["lat"] for row in rows], float)
    lon = np.array([row["lon"] for row in rows], float)
    return np.array([distance_to_line_km(lat, lon, _line(network, key)) for key in links]).reshape(
        len(links), len(rows)
    )


def _line(network: Network, key: str) -> Line:
    ends = (network.nodes[network.links[key].start], network.nodes[network.links[key].end])
    return Line((np.array([[one.lat, one.lon] for one in ends]),))


def _deaths(rows: list[Row]) -> NDArray[np.float64]:
    """Return deaths by event as (3, events): low, best, high."""
    best = [row["quantity"] or 0.0 if row["unit"] in (None, "deaths", "killed") else 0.0 for row in rows]
    low = [best[n] if row["low"] is None else min(row["low"], best[n]) for n, row in enumerate(rows)]
    high = [best[n] if row["high"] is None else max(row["high"], best[n]) for n, row in enumerate(rows)]
    return np.array([low, best, high], float).reshape(3, len(rows))


def _heat(
    distances: NDArray[np.float64], age: NDArray[np.int64], deaths: NDArray[np.float64], rows: list[Row]
) -> list[NDArray[np.float64]]:
    spread = spread_of(np.array([row["precision_km"] or 0.0 for row in rows], float))
    kept = np.isfinite(spread)
    return [
        intensity(distances[:, kept], age[kept], weight=severity(one[kept]), spread_km=spread[kept])
        for one in deaths
    ]


def _chance(route: Route, found: list[Near], years: float) -> Bounds | None:
    """Return the chance of an incident near the cargo while it is on these links.

    The rate of each link is drawn toward that of all by its length: a link's own rate of a few months
    is overconfident.
    """
    if len(found) < FEWEST:
        return None
    hours = {step.link: sum(part.hours[1] for part in step.parts) for step in route.steps if step.link}
    lengths = [route.network.links[one.link].length.value / 100 for one in found]
    _, links = pooled_hazards([one.exposure.events for one in found], [years * one for one in lengths])
    rates = [
        [share * rate / YEAR_DAYS for rate in (link.low95, link.rate, link.high95)]
        for link, share in zip(links, lengths, strict=True)
    ]
    return chance_of_incident(np.array(rates).T, np.array([hours[one.link] for one in found]))
