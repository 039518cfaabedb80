"""A source-loss drill: the same assessment with the records of one source withheld."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from facta.assessment import assess
from facta.errors import CaseError, nearest
from facta.store import TABLES
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from facta.cases import Case
    from facta.records import Assessment, Standing
    from facta.results import Item
    from facta.store import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Something that stands otherwise without a source: how it stood, and how it stands then.

    ``alone`` tells that it rests on that source and on nothing else.
    """

    name: str
    title: str
    was: str
    now: str
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What a case loses with one source.

    Attributes
    ----------
    source, title
        The source by its name in the case.
    records
        Records that are withheld, as known on the day.
    blinded
        Indicators that are no longer assessed.
    moved
        Indicators that are, at another level or in another direction.
    parts
        Parts of the argument that stand otherwise, or that rest on this source alone.
    judgement_was, judgement_now
        What the shape of the board says with it and without it.
    """

    source: str
    title: str
    as_of: date
    records: int
    blinded: tuple[Lost, ...]
    moved: tuple[Lost, ...]
    parts: tuple[Lost, ...]
    judgement_was: str
    judgement_now: str

    @property
    def alone(self) -> tuple[Lost, ...]:
        """Parts that rest on this source alone."""
        return tuple(one for one in self.parts if one.alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """The drills of a case on one day, with what they were made from."""

    case: str
    case_digest: str
    version: str
    as_of: date
    drills: tuple[Drill, ...]


DRILLS: dict[str, Any] = {
    "source": pl.String, "kind": pl.String, "name": pl.String, "title": pl.String, "was": pl.String,
    "now": pl.String, "alone": pl.Boolean,
}  # fmt: skip


def drill(case: Case, records: Records, as_of: date, without: str) -> Drill:
    """Say what a case loses on a day with one of its sources.

    The records of the source are known and treated as never collected, and nobody looked where it
    looked. Everything else is the same assessment.

    Raises
    ------
    CaseError
        When the case has no such source, with the nearest.
    """
    if without not in case.sources:
        message = f"{case.name} has no source {without!r}{nearest(without, case.sources)}"
        raise CaseError(f"{message}; it has {', '.join(case.sources)}")
    return _drilled(case, records, assess(case, records, as_of), without)


def drills(case: Case, records: Records, as_of: date) -> tuple[Drill, ...]:
    """Say so of every source of a case in turn."""
    was = assess(case, records, as_of)
    return tuple(_drilled(case, records, was, source) for source in case.sources)


def drilled(case: Case, records: Records, as_of: date, without: str | None = None) -> Drilled:
    """Return the drill of one source, or of every source in turn, with what it was made from."""
    found = drills(case, records, as_of) if without is None else (drill(case, records, as_of, without),)
    return Drilled(
        case=case.name, case_digest=case.digest[:16], version=__version__, as_of=as_of, drills=found
    )


def withheld(case: Case, records: Records, source: str) -> tuple[Case, Records]:
    """Return a case that searched nothing by a source, and a store without what came of it."""
    use = case.sources[source].model_copy(update={"covers": None})
    narrowed = case.model_copy(update={"sources": {**case.sources, source: use}})
    return narrowed, records.without(case.source_name(source))


def _drilled(case: Case, records: Records, was: Assessment, source: str) -> Drill:
    narrowed, rest = withheld(case, records, source)
    idle = case.sources[source].searched is None and not _came(case, records, source)
    now = was if idle else assess(narrowed, rest, was.as_of)
    names = [case.source_name(source)]
    tallies = [records.tally(table, was.as_of, names) for table in TABLES]
    after = {standing.indicator: standing for standing in now.standings}
    pairs = [(standing, after[standing.indicator]) for standing in was.standings]
    return Drill(
        source=source,
        title=case.sources[source].title,
        as_of=was.as_of,
        records=sum(tally.records for tally in tallies),
        blinded=tuple(_lost(a, b) for a, b in pairs if a.level is not None and b.level is None),
        moved=tuple(_lost(a, b) for a, b in pairs if b.level is not None and _stood(a) != _stood(b)),
        parts=tuple(_parts(was, now, _held(rest))),
        judgement_was=was.judgement,
        judgement_now=now.judgement,
    )


def _came(case: Case, records: Records, source: str) -> bool:
    """Tell whether anything ever came of a source, were it only a look."""
    name = case.source_name(source)
    return any(
        name in frame["source"].unique()
        for frame in (*(records.versions(table) for table in TABLES), records.coverage(date.max))
    )


def _held(rest: Records) -> frozenset[str]:
    return frozenset(ref for table in TABLES for ref in rest.versions(table)["ref"])


def _stood(standing: Standing) -> tuple[int | None, str]:
    return standing.level, standing.direction


def _lost(was: Standing, now: Standing) -> Lost:
    return Lost(
        name=was.indicator,
        title=was.title,
        was=_said(was),
        now=_said(now),
        alone=now.level is None,
    )


def _said(standing: Standing) -> str:
    if standing.level is None:
        return "not assessed"
    way = "" if standing.direction == "none" else f" {standing.direction}"
    return f"level {standing.level}{way}"


def _parts(was: Assessment, now: Assessment, held: frozenset[str]) -> Iterable[Lost]:
    """Yield the parts that stand otherwise, and those of which nothing is left."""
    before, after = _named(was), _named(now)
    seeing = {s.indicator for s in was.standings if s.level is not None}
    sees = {s.indicator for s in now.standings if s.level is not None}
    ground = _Ground(before, held, seeing, sees)
    for name, item in before.items():
        if item.echo:
            continue
        other = after.get(name)
        says = other.says if other else "not there"
        alone = ground.gone(name)
        if says != item.says or alone:
            yield Lost(name=name, title=item.title, was=item.says, now=says, alone=alone)


def _named(assessment: Assessment) -> Mapping[str, Item]:
    return {f"{result.analysis}.{item.key}": item for result in assessment.results for item in result.items}


@dataclass(frozen=True)
class _Ground:
    """What parts rest on, to its end: records that are still held, indicators that still see."""

    parts: Mapping[str, Item]
    held: frozenset[str]
    seeing: set[str]
    sees: set[str]

    def gone(self, name: str) -> bool:
        """Tell whether a part rests on something, and nothing of that is left."""
        before, left = self._rests(name, frozenset())
        return before > 0 and left == 0

    def _rests(self, name: str, seen: frozenset[str]) -> tuple[int, int]:
        """Count what a part rests on, and what of that is left."""
        item = self.parts[name]
        before, left = len(item.records), sum(ref in self.held for ref in item.records)
        for other in item.rests_on:
            if other in self.seeing:
                before, left = before + 1, left + (other in self.sees)
            keys = [key for key in self.parts if key == other or key.startswith(f"{other}.")]
            for key in keys if name not in seen else ():
                more, rest = self._rests(key, seen | {name})
                before, left = before + more, left + rest
        return before, left


def drills_table(found: Iterable[Drill]) -> pl.DataFrame:
    """Return one row for each thing that is lost or stands otherwise."""
    rows = [
        {"source": one.source, "kind": kind, **{name: getattr(lost, name) for name in list(DRILLS)[2:]}}
        for one in found
        for kind in ("blinded", "moved", "parts")
        for lost in getattr(one, kind)
    ]
    return pl.DataFrame(rows, schema=DRILLS)
