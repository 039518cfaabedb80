"""Tables of what a case holds: records as known on the day, their sources, and what is held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from facta.cases import lag_of
from facta.evidence import chosen
from facta.exports import schema
from facta.gaps import is_collected
from facta.sources import SOURCES
from facta.store import TABLES
from facta.views.words import link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from facta.analyses import View
    from facta.api import Open
    from facta.indicators import Known
    from facta.store import Table

Row = dict[str, object]
ALONE = "Each rests on a single record of a source whose terms forbid passing records on."
BY_ROW = ("ledger", "csv")  # readers whose rows name their publishers themselves
MISSING: Mapping[Table, tuple[str, ...]] = {
    "events": (),
    "observations": ("participants", "place", "lat", "lon", "precision_km", "code", "intensity"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The records of a case: those that may be passed on, and those that may not.

    ``all`` has every record known on the day as the store has it.
    """

    all: pl.DataFrame
    records: pl.DataFrame

    @property
    def secret(self) -> pl.DataFrame:
        """The records that may not be passed on."""
        return self.all.filter(pl.col("redistributable") == "no")

    @property
    def withheld(self) -> dict[str, int]:
        """How many records of each source may not be passed on."""
        return dict(self.secret.group_by("source").len().sort("source").iter_rows())


def held(opened: Open, known: Known) -> Held:
    """Return the records of a case as known on a day; retracted ones, on which nothing rests, are out."""
    frame = pl.concat([_told(opened, known, table) for table in TABLES], how="diagonal")
    frame = frame.sort("source", "start", "end", "ref", maintain_order=True)
    passed = frame.filter(pl.col("redistributable") != "no")
    links = [link(url) for url in passed["url"].to_list()]
    passed = passed.with_columns(url=pl.Series(links, dtype=pl.String))
    return Held(frame, schema.RECORDS.conformed(passed))


def _told(opened: Open, known: Known, table: Table) -> pl.DataFrame:
    case = opened.case
    stored = {case.source_name(use): use for use in case.sources}
    rows = known.records.events(known.as_of) if table == "events" else known.records.observations(known.as_of)
    rows = rows.filter(pl.col("source").is_in(list(stored)))
    named = {"measure": "kind"} if table == "observations" else {"quantity": "value"}
    readers = {name: case.sources[use].reader for name, use in stored.items()}
    cards = {name: SOURCES[reader].card.citation for name, reader in readers.items()}
    own = pl.concat_str("publisher", "title", "url", separator=", ", ignore_nulls=True)
    by_row = [name for name, reader in readers.items() if reader in BY_ROW]
    return (
        rows.rename(named)
        .with_columns(pl.lit(None, pl.List(pl.String) if name == "participants" else _kind(name)).alias(name)
                      for name in MISSING[table])
        .with_columns(
            table=pl.lit(table),
        )
        .with_columns(
            citation=pl.when(pl.col("source").is_in(by_row) & (own != ""))
            .then(own)
            .otherwise(pl.col("source").replace_strict(cards, default="")),
            redistributable=pl.col("source").replace_strict(dict(known.terms), default="yes"),
        )
        .with_columns(source=pl.col("source").replace_strict(stored))
        .drop("append", "quad", strict=False)
    )  # fmt: skip


def _kind(name: str) -> pl.DataType:
    return pl.String() if name in {"place", "code"} else pl.Float64()


def evidence(opened: Open, view: View, kept: pl.DataFrame) -> pl.DataFrame:
    """Return which records each indicator counts, of those that are passed on."""
    uses = {opened.case.source_name(use): use for use in opened.case.sources}
    frames = [
        view.known.records.versions(table)[rows].select(pl.lit(name).alias("indicator"), "source", "ref")
        for name, indicator in opened.case.indicators.items()
        for table, rows in chosen(indicator, view.known, None).items()
    ]
    if not frames:
        return schema.EVIDENCE.frame([])
    counted = pl.concat(frames).filter(pl.col("source").is_in(list(uses)))
    told = schema.EVIDENCE.conformed(counted.with_columns(pl.col("source").replace_strict(uses))).unique(
        maintain_order=True
    )
    return told.join(kept, on=["source", "ref"], how="semi", maintain_order="left")


def snapshots(every: pl.DataFrame) -> pl.DataFrame:
    """Return the bytes that records were read from, by their hash."""
    grouped = every.group_by("snapshot").agg(sources=pl.col("source").unique().sort(), records=pl.len())
    return schema.SNAPSHOTS.conformed(grouped.sort("snapshot"))


def sources(opened: Open, known: Known, found: Held) -> pl.DataFrame:
    """Return the card of each source of the case, and how many records it has."""
    return schema.SOURCES.frame(_cards(opened, known, found))


def _cards(opened: Open, known: Known, found: Held) -> Iterator[Row]:
    told = found.all.group_by("source").agg(pl.len(), pl.col("known_at").max())
    counts = {name: (number, newest) for name, number, newest in told.iter_rows()}
    for name, use in opened.case.sources.items():
        card = SOURCES[use.reader].card
        number, newest = counts.get(name, (0, None))
        fetched = is_collected(use)
        yield {
            "source": name,
            "title": use.title,
            "reader": use.reader,
            "publisher": card.publisher,
            "url": card.url if fetched or use.reader not in BY_ROW else None,
            "licence": card.licence,
            "redistributable": known.terms[opened.case.source_name(name)],
            "citation": card.citation,
            "grain": card.grain,
            "lag_days": lag_of(use),
            "coverage": card.coverage,
            "searched": use.covers,
            "limitation": card.limitation,
            "records": number,
            "withheld": found.withheld.get(name, 0),
            "newest_known_at": newest,
        }


def withheld(
    found: Held, figures: Mapping[str, int], licences: Mapping[str, str], asked: Iterable[Row] = ()
) -> pl.DataFrame:
    """Return what was left out, how many and why; ``asked`` are rows of questions."""
    rows: list[Row] = [
        {
            "table": "records",
            "what": source,
            "count": number,
            "why": f"Terms of the source: {licences[source]}.",
        }
        for source, number in found.withheld.items()
    ]
    rows += [
        {
            "table": "series",
            "what": indicator,
            "count": number,
            "why": ALONE,
        }
        for indicator, number in figures.items()
    ]
    rows += asked
    return schema.WITHHELD.frame({"number": number, **row} for number, row in enumerate(rows, 1))
