"""What ACLED offers, on which terms, and the keys of its rows."""

from __future__ import annotations

from typing import Final

from facta.sources.base import Card

card: Final = Card(
    name="acled",
    title="ACLED, Armed Conflict Location and Event Data",
    publisher="ACLED",
    url="https://acleddata.com/",
    licence="ACLED terms of use: rows may not be passed on; own account needed, with access to the interface",
    redistributable="no",
    grain="one row per event of political violence, protest or strategic development",
    lag_days=10,
    coverage="the world, most countries since 2018 or earlier; weekly, living",
    limitation=(
        "Deaths as reported, the lowest where reports differ, without an interval and unreliable where "
        "access is poor; a row shows only its newest revision, so an earlier day is shown with figures "
        "that came later; events merged or removed are withdrawn when their month is asked for again, "
        "or when ACLED lists them as removed; the open tier of accounts has no interface."
    ),
    healthy="success is true, every page but the last has 5,000 rows",
    citation=(
        "Raleigh, C. and others (2023). Political instability patterns are obscured by "
        "conflict dataset scope conditions, sources, and coding choices. Humanities and Social Sciences "
        "Communications 10, 74. ACLED, https://acleddata.com/"
    ),
    hosts=("acleddata.com",),
    credentials=("FACTA_ACLED_USERNAME", "FACTA_ACLED_PASSWORD"),
    frequency="week",
    spacing_seconds=1.0,
)

CONSUMED: Final = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "actor2",
    "assoc_actor_2",
    "civilian_targeting",
    "iso",
    "country",
    "admin1",
    "admin2",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "fatalities",
    "timestamp",
)
DROPPED: Final = {
    "year": "the year of event_date",
    "inter1": "what kind actor1 is of; actors.csv says it of those it knows",
    "inter2": "what kind actor2 is of",
    "interaction": "inter1 and inter2 joined",
    "region": "part of the world of country",
    "admin3": "finer than anything facta places",
    "source_scale": "how local the sources are",
    "notes": "a description in ACLED's words, which may not be passed on",
    "tags": "crowd sizes and the like, in free text",
}
DELETED: Final = ("event_id_cnty", "deleted_timestamp")
