"""Where what the indicators of a case count happened: how many records, by place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from facta.evidence import chosen
from facta.periods import Period
from facta.views.charts.shapes import Counted
from facta.views.texts import PlacesText

if TYPE_CHECKING:
    from facta.cases import Case
    from facta.indicators import Known
    from facta.records import Assessment

YEARS, DAYS = 5, 365.25
FEWEST, PLACES = 3, 2  # records with a place, and places: fewer make no map
MOST = 200  # places of one map


def spread(case: Case, known: Known, assessment: Assessment) -> tuple[PlacesText, ...]:
    """Return what each counting indicator counted by place in the five years to a day, the most first.

    A record stands at its province, else at its place; one without either is counted and not shown.
    Indicators that counted the same records make one map, that of the first of them. Records whose
    publisher does not allow passing them on are counted by place all the same: a count is a figure.
    """
    since = assessment.as_of - timedelta(days=round(DAYS * YEARS))
    window = Period(since, assessment.as_of + timedelta(days=1))
    found: list[PlacesText] = []
    seen: set[bytes] = set()
    for standing in assessment.standings:
        indicator = case.indicators[standing.indicator]
        rows = chosen(indicator, known, window).get("events") if indicator.counts else None
        if rows is None or len(rows) < FEWEST or rows.tobytes() in seen:
            continue
        places = _places(known.records.versions("events")[rows])
        placed = round(sum(one.count for one in places))
        if placed < FEWEST or len(places) < PLACES:
            continue
        seen.add(rows.tobytes())
        found.append(
            PlacesText(
                indicator=standing.indicator,
                since=since,
                places=places[:MOST],
                counted=len(rows),
                unplaced=len(rows) - placed,
                elsewhere=round(sum(one.count for one in places[MOST:])),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.counted, one.indicator)))


def _places(events: pl.DataFrame) -> tuple[Counted, ...]:
    """Count the events that have each place, at the middle of where they have it, the most first."""
    label = pl.coalesce("province", "place", "country", pl.lit("")).alias("label")
    counted = (
        events.lazy()
        .filter(pl.col("lat").is_not_null() & pl.col("lon").is_not_null())
        .group_by(label, pl.col("country").fill_null(""))
        .agg(pl.col("lat").mean(), pl.col("lon").mean(), pl.len().alias("count"))
        .sort("count", "country", "label", descending=[True, False, False])
        .select("label", "lat", "lon", "count")
        .collect()
    )
    return tuple(
        Counted(label=name, lat=round(lat, 3), lon=round(lon, 3), count=float(count))
        for name, lat, lon, count in counted.iter_rows()
    )
