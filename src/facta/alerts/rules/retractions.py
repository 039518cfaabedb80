"""A record on which something rested was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

from facta.alerts.happening import Happening
from facta.assessment import known_on
from facta.evidence import behind
from facta.store import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from facta.alerts.happening import Rank, Seen

APART = 5  # more than so many of one source on one day are told together
CITED = 20


class Retractions:
    """A publisher or the author of the case took a record back that stood at the last watch."""

    name = "retraction"
    type = "org.facta.record.retracted.v1"
    says = "a record was taken back"
    rank: Rank = "level change"
    instant = True
    refractory_days = 0
    stands = False

    def happened(self, seen: Seen) -> Iterator[Happening]:
        """Yield the records that stood and are retracted, singly or together."""
        gone = [row for table in TABLES for row in _gone(seen, table)]
        if not gone:
            return
        counted = _counted(seen, {str(row["ref"]) for row in gone})
        shut = {
            name
            for name, sharing in known_on(seen.case, seen.records, seen.as_of).terms.items()
            if sharing == "no"
        }
        groups: dict[tuple[str, date], list[dict[str, object]]] = {}
        for row in gone:
            groups.setdefault((str(row["source"]), cast("date", row["known_at"])), []).append(row)
        for (source, day), rows in groups.items():
            if len(rows) > APART:
                yield self._together(source, day, [str(row["ref"]) for row in rows], counted)
            else:
                for row in rows:
                    told = row | {"text": None, "title": None} if source in shut else row
                    yield self._single(told, day, counted.get(str(row["ref"]), ()))

    def _single(self, row: dict[str, object], day: date, names: tuple[str, ...]) -> Happening:
        """Tell of one record; of one that may not be passed on only its id and its publisher."""
        said = str(row["publisher"] or row["source"])
        return Happening(
            rule=self.name,
            subject=str(row["ref"]),
            title=str(row["text"] or row["title"] or row["ref"]),
            what="retracted",
            day=day,
            why=f"{said} or the author of the case took it back; {_which(names)}.",
            said=f"{row['text'] or row['title'] or said}; {_which(names)}",
            mark=str(row["source"]),
            indicators=names,
            facts={"records": [str(row["ref"])], "grade": row["grade"], "source": str(row["source"])},
        )

    def _together(
        self, source: str, day: date, refs: list[str], counted: dict[str, tuple[str, ...]]
    ) -> Happening:
        names = tuple(dict.fromkeys(name for ref in refs for name in counted.get(ref, ())))
        return Happening(
            rule=self.name,
            subject=source,
            title=f"{len(refs)} records of {source}",
            what=f"retracted: {len(refs)} records",
            day=day,
            why=f"{len(refs)} records were taken back at once; {_which(names)}.",
            said=_which(names),
            mark=" ".join(refs),
            indicators=names,
            facts={"records": refs[:CITED], "source": source, "retracted": len(refs)},
        )


def _which(names: tuple[str, ...]) -> str:
    return f"counted by {', '.join(names)}" if names else "no indicator counted it"


def _gone(seen: Seen, table: str) -> Iterator[dict[str, object]]:
    """Yield the retracting versions of records of the case that stood at the last watch."""
    names = [seen.case.source_name(use) for use in seen.case.sources]
    then, now = seen.then(seen.last), seen.records
    before = then.events(seen.last.as_of) if table == "events" else then.observations(seen.last.as_of)
    after = (
        now.events(seen.as_of, retracted=True)
        if table == "events"
        else now.observations(seen.as_of, retracted=True)
    )
    mine = (pl.col("status") == "retracted") & pl.col("source").is_in(names)
    rows = after.filter(mine).join(before.select("source", "ref").unique(), on=["source", "ref"], how="semi")
    yield from rows.sort("source", "ref").iter_rows(named=True)


def _counted(seen: Seen, refs: set[str]) -> dict[str, tuple[str, ...]]:
    """Return by record the indicators that counted it at the last watch."""
    known = known_on(seen.case, seen.then(seen.last), seen.last.as_of)
    found: dict[str, tuple[str, ...]] = {}
    for name, indicator in seen.case.indicators.items():
        for ref in {record.ref for record in behind(indicator, known)} & refs:
            found[ref] = (*found.get(ref, ()), name)
    return found
