"""GDELT: events coded by machine from the world's news, every fifteen minutes.

One unit is one UTC day of one product, made of up to 96 files. It is read whole: typed rows for the
archive, totals of the day, and the events that a case asks for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from facta import actors
from facta.errors import SourceError
from facta.sources import base
from facta.sources.asking import pieces
from facta.sources.base import Card, Reading, covered
from facta.sources.gdelt.asked import fetch_days
from facta.sources.gdelt.clean import clean
from facta.sources.gdelt.columns import EXTRACTED, FINDING, FINDING_DYADS, MENTIONED, PRODUCTS
from facta.sources.gdelt.extract import PUBLISHER, About, extract
from facta.sources.gdelt.parties import Wanted, matches
from facta.sources.gdelt.rows import day_of, parse, pick, product_of, read_day
from facta.sources.gdelt.totals import totals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from facta.periods import Period
    from facta.records import Snapshot
    from facta.sources.asking import Plan, Steps

__all__ = ["Parameters", "card", "fetch", "read", "reread", "write_table"]

card: Final = Card(
    name="gdelt",
    title="GDELT Event Database 1.0 and 2.0, and Mentions",
    publisher=PUBLISHER,
    url="https://www.gdeltproject.org/data.html",
    licence="free for any use, with a citation and a link to gdeltproject.org",
    redistributable="attribution",
    grain="one row per pair of actors, action, place and article, as first coded",
    lag_days=1,
    coverage="the world since 18 February 2015 (2.0), since 1 April 2013 (1.0 daily); back files not",
    limitation=(
        "Coded by machine from news: in a hand check a fifth of actors, codes and places were wrong; "
        "the volume of news changes twofold over years, so only shares compare; two thirds of Afghan "
        "rows lie at the country's centre; no code for ISKP, TTP or the resistance; nothing from 14 "
        "June to 2 July 2025; rows that repeat another are left out within a day, not across days."
    ),
    healthy="96 files a day; 200,000 rows a day in 2018, 55,000 to 75,000 in 2026",
    citation=(
        "Leetaru, K. and Schrodt, P. A. (2013). GDELT: Global Data on Events, Location and Tone. "
        "ISA Annual Convention. The GDELT Project, https://www.gdeltproject.org/."
    ),
    hosts=("storage.googleapis.com",),
    frequency="day",
    spacing_seconds=0.05,
    at_once=8,
    keeps_parts=False,
)


class Parameters(base.Parameters):
    """What a case asks of GDELT: which product, which days, and which rows become events.

    Without countries and dyads no row becomes an event; the totals of each day are read all the same.
    """

    product: Literal["events", "translingual", "daily", "mentions", "mentions-translingual"] = Field(
        default="events",
        description="events: 2.0, English news; translingual: 2.0, translated news; daily: 1.0; "
        "mentions: articles that mention events, totals only.",
    )
    since: date | None = Field(default=None, description="First day; the last seven days without it.")
    until: date | None = Field(default=None, description="Day before which to stop; today without it.")
    countries: base.States = Field(
        default=(), description="ISO alpha-3: rows that happened there, or with an actor from there."
    )
    dyads: tuple[tuple[str, str], ...] = Field(
        default=(), description="Pairs of actors: rows between the two, or their members, either way."
    )
    archive: bool = Field(
        default=True,
        description="Keep all columns of all rows as typed tables, so that another question needs no fetch.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        mistakes = [
            f"dyads: no actor {who!r}{actors.suggest(who)}"
            for pair in self.dyads
            for who in pair
            if not actors.known(who)
        ]
        if self.since and self.until and self.until <= self.since:
            mistakes.append(f"until {self.until} is not after since {self.since}")
        if self.product.startswith("mentions") and (self.countries or self.dyads):
            mistakes.append(f"{self.product} has totals only; leave out countries and dyads")
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    @property
    def wanted(self) -> Wanted:
        """The rows that become events."""
        return Wanted(self.countries, self.dyads)


def fetch(plan: Plan) -> Steps:
    """Ask for the days of a case that are not kept whole; see `facta.sources.gdelt.asked`."""
    asked = Parameters.of(plan.parameters)
    yield from fetch_days(plan, PRODUCTS[asked.product], asked.since, asked.until)


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,
) -> Reading:
    """Read the files of one day of one product.

    Raises
    ------
    SourceError
        When a file is damaged, or belongs to another day or product than the others.
    """
    asked = Parameters.of(parameters)
    lag = card.lag_days if lag_days is None else lag_days
    reading = (_whole if asked.archive else _in_passing)(snapshot, asked, lag)
    return replace(reading, coverage=covered(card, snapshot, covers, lag_days))


def _whole(snapshot: Snapshot, asked: Parameters, lag_days: int) -> Reading:
    """Read all columns of all rows, for the archive too."""
    files, rows = read_day(pieces(snapshot))
    about = About(snapshot, files[0].product, day_of(files))
    del files  # the bytes of a day are as many as its rows take
    frame = clean(rows.frame) if about.product.has_events else rows.frame
    reading = _records(frame.lazy(), asked, about, lag_days)
    return replace(reading, tables={about.product.table: frame}, refused=(*rows.odd, *reading.refused))


def _in_passing(snapshot: Snapshot, asked: Parameters, lag_days: int) -> Reading:
    """Read of all rows what they are found and counted by, and the rest of those asked for alone."""
    parts = pieces(snapshot)
    product = product_of(parts)
    columns = [*FINDING, *(FINDING_DYADS if asked.dyads else ())] if product.has_events else MENTIONED
    files, finding = read_day(parts, columns)
    about = About(snapshot, product, day_of(files))
    if not product.has_events:
        return replace(_records(finding.frame.lazy(), asked, about, lag_days), refused=finding.odd)
    if finding.odd:  # its rows are not the lines of the files
        rows = parse(files, EXTRACTED)
        reading = _records(clean(rows.frame).lazy(), asked, about, lag_days)
        return replace(reading, refused=(*rows.odd, *reading.refused))
    lazy = finding.frame.lazy()
    counted = Reading(observations=totals(lazy, about, lag_days))
    if not asked.wanted:
        return counted
    found = finding.frame.select(matches(lazy, asked.wanted, about.day).arg_true()).to_series()
    if found.is_empty():
        return counted
    rows = parse(pick(files, found.to_numpy()), EXTRACTED)
    extracted = extract(clean(rows.frame).lazy(), asked.wanted, about)
    return replace(counted, events=extracted.events, refused=(*rows.odd, *extracted.left_out))


def reread(
    snapshot: Snapshot,
    tables: Mapping[str, Path],
    *,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,
) -> Reading:
    """Read a day's records from its table in the archive; only what is needed of it is read."""
    asked = Parameters.of(parameters)
    product = PRODUCTS[asked.product]
    if product.table not in tables:
        raise SourceError(f"the archive has no table {product.table!r} of this day; fetch it again")
    rows = pl.scan_parquet(tables[product.table])
    about = About(snapshot, product, _day_of_address(snapshot))
    return _records(rows, asked, about, card.lag_days if lag_days is None else lag_days)


def _day_of_address(snapshot: Snapshot) -> date:
    """Return the day of a unit: its address ends with it."""
    name = snapshot.url.rsplit("/", 1)[-1]
    try:
        return date.fromisoformat(name)
    except ValueError:
        message = f"{snapshot.url!r} is no address of a day; it ends like gdelt/events/2025-07-03"
        raise SourceError(message) from None


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write a table of the archive as one Parquet file: zstd 1, one group of rows, no statistics.

    Rows come in the order of time, so the least and the greatest of a column rule nothing out.
    """
    frame.write_parquet(path, compression="zstd", compression_level=1, statistics=False)


def _records(rows: pl.LazyFrame, asked: Parameters, about: About, lag_days: int) -> Reading:
    observations = totals(rows, about, lag_days)
    if not about.product.has_events:
        return Reading(observations=observations)
    extracted = extract(rows, asked.wanted, about)
    return Reading(events=extracted.events, observations=observations, refused=extracted.left_out)
