"""The totals of a day, by which what a case asks for is divided: raw counts do not compare over years."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import polars as pl

from facta.records import Observation
from facta.sources.base import assumed
from facta.sources.gdelt.clean import QUADS
from facta.sources.gdelt.extract import PUBLISHER, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.sources.gdelt.extract import About

_WORDS: Final = {
    "gdelt-events": "rows worldwide",
    "gdelt-events-quad-1": "rows of verbal cooperation worldwide",
    "gdelt-events-quad-2": "rows of material cooperation worldwide",
    "gdelt-events-quad-3": "rows of verbal conflict worldwide",
    "gdelt-events-quad-4": "rows of material conflict worldwide",
    "gdelt-events-dyadic": "rows between actors of two countries",
    "gdelt-articles": "addresses that rows were coded from",
    "gdelt-mentions": "mentions of events",
    "gdelt-mentioning-articles": "articles that mention an event",
}
_SUFFIXES: Final = {
    "translingual": "-translingual",
    "mentions-translingual": "-translingual",
    "daily": "-daily",
}
_UNITS: Final = {"articles": "articles", "mentions": "mentions"}


def totals(rows: pl.LazyFrame, about: About, lag_days: int) -> tuple[Observation, ...]:
    """Return the totals of a day of coding.

    They count rows as published, by the day on which they were added, repeated rows too.
    """
    measured = _of_events(rows) if about.product.has_events else _of_mentions(rows)
    return tuple(_observations(measured, about, lag_days))


def _of_events(rows: pl.LazyFrame) -> dict[str, int]:
    first, second = pl.col("Actor1CountryCode"), pl.col("Actor2CountryCode")
    found = rows.select(
        pl.len().alias("gdelt-events"),
        (first != second).sum().alias("gdelt-events-dyadic"),
        pl.col("SOURCEURL").n_unique().alias("gdelt-articles"),
        pl.col("EventRootCode").cast(pl.String()).value_counts().implode().alias("roots"),
    ).collect()
    by_quad: Counter[int | None] = Counter()
    for counted in found["roots"].item():
        by_quad[QUADS.get(counted["EventRootCode"])] += counted["count"]
    counts = {name: int(found[name].item()) for name in found.columns if name != "roots"}
    return counts | {f"gdelt-events-quad-{quad}": by_quad[quad] for quad in (1, 2, 3, 4)}


def _of_mentions(rows: pl.LazyFrame) -> dict[str, int]:
    found = rows.select(
        pl.len().alias("gdelt-mentions"),
        pl.col("MentionIdentifier").n_unique().alias("gdelt-mentioning-articles"),
    ).collect()
    return {name: int(found[name].item()) for name in found.columns}


def _observations(measured: dict[str, int], about: About, lag_days: int) -> Iterator[Observation]:
    snapshot, day, suffix = about.snapshot, about.day, _SUFFIXES.get(about.product.name, "")
    known_at, known_by = assumed(day, lag_days, snapshot)
    for name, words in _WORDS.items():
        if name not in measured:
            continue
        measure = f"{name}{suffix}"
        yield Observation(
            source=snapshot.source,
            ref=f"{measure}/{day}",
            measure=measure,
            actor="WORLD",
            start=day,
            end=day.fromordinal(day.toordinal() + 1),
            value=float(measured[name]),
            unit=_UNITS.get(name.rsplit("-", 1)[-1], "events"),
            text=f"{measured[name]:,} {words} added on {day}.",
            title=TITLE,
            publisher=PUBLISHER,
            origin=PUBLISHER,
            known_at=known_at,
            known_by=known_by,
            snapshot=snapshot.sha256,
        )
