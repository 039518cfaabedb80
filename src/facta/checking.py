"""Check a whole case: its file, its tables, and that every word it selects by occurs in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from facta.assessment import newest_day, view_on
from facta.cases import FILE, document_of, lines_of, load_case, networks_of
from facta.collect import readings
from facta.errors import CaseError, nearest
from facta.gaps import is_collected
from facta.indicators import cells
from facta.store import TABLES, Records, memory_store
from facta.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

    from facta.cases import Case
    from facta.cases.document import Document
    from facta.indicators import Selection

FAR = datetime(9999, 1, 1, tzinfo=UTC)
WORDS = {"kind": "kind", "country": "country", "province": "province", "measure": "measure"}


def check_case(path: str | Path, *, today: date | None = None) -> tuple[Case, int]:
    """Read a case, its lines, its networks and all its tables; return it and the number of records.

    With ``today`` it is a mistake to say that days were searched that have not come.

    Raises
    ------
    CaseError, SourceError
        With every mistake as ``file:line:column: where: what, and what to write``.
    """
    case = load_case(path)
    lines_of(case)
    _networks(case)
    events, observations = readings(case, FAR)
    records = memory_store(events, observations)
    document, _ = document_of((case.folder / FILE).read_bytes(), case.folder)
    mistakes = [
        *_ahead(case, document, today),
        *_unused(case, document, records),
        *_misfits(case, document, records),
        *_misread(case, document, records),
        *_missing(case, document, records),
        *_unfounded(case, document, records),
    ]
    if mistakes:
        raise CaseError(*mistakes)
    return case, len(events) + len(observations)


def _networks(case: Case) -> None:
    """Read every network, also one that no analysis names; raise with the mistakes of all."""
    mistakes: list[str] = []
    networks = networks_of(case)
    for name in networks:
        try:
            networks[name]
        except CaseError as error:
            mistakes += error.mistakes
    if mistakes:
        raise CaseError(*mistakes)


def _ahead(case: Case, document: Document, today: date | None) -> Iterator[str]:
    """Yield every source that was searched for days that have not come."""
    for name, use in case.sources.items():
        if today and use.searched and use.searched.last > today:
            where = document.where(("sources", name, "covers"))
            what = f"sources.{name}.covers: {use.covers!r} ends after today"
            yield f"{where}: {what}; write a day up to {today}"


def _misfits(case: Case, document: Document, records: Records) -> Iterator[str]:
    """Yield every record whose unit cannot be brought to that of an indicator that reads it."""
    for name, indicator in case.indicators.items():
        unit = indicator.converts
        for part, selection in indicator.selections() if unit else ():
            found = cells(records, selection, lines=lines_of(case))
            rows = records.versions(selection.table)[found.row]
            for ref, given in sorted(set(zip(rows["ref"], rows["unit"], strict=True))):
                if given is not None and UNITS[given][0] != UNITS[str(unit)][0]:
                    where = document.where(("indicators", name, part))
                    yield f"{where}: indicators.{name}: record {ref} is in {given!r}, which is no {unit!r}"


def _missing(case: Case, document: Document, records: Records) -> Iterator[str]:
    """Yield every word that names a part of another analysis which that analysis never had."""
    view = view_on(case, records, newest_day(case, records, FAR.date()))
    for name, analysis in case.analyses.items():
        for named in analysis.names():
            other, _, key = named.word.partition(".")
            if named.what != "item" or view.item(named.word) or view.figure(named.word):
                continue
            result = view.result(other)
            known = [*(item.key for item in result.items), *(figure.name for figure in result.figures)]
            here = ("analyses", name, *named.where)
            said = f"{document.where(here)}: {'.'.join(map(str, here))}: no part {key!r} in {other!r}"
            yield f"{said}{nearest(key, known)}"


def _unfounded(case: Case, document: Document, records: Records) -> Iterator[str]:
    """Yield every record that a turning point rests on and that no table of the case has."""
    held = {ref for table in TABLES for ref in records.versions(table)["ref"]}
    for name, point in case.turning_points.items():
        for at, ref in enumerate(point.records):
            if ref not in held:
                here = ("turning_points", name, "records", at)
                said = f"turning_points.{name}.records: no record {ref!r} in the tables of the case"
                yield f"{document.where(here)}: {said}{nearest(ref, held)}"


def _misread(case: Case, document: Document, records: Records) -> Iterator[str]:
    """Yield every record that an analysis cannot read as it stands."""
    view = view_on(case, records, newest_day(case, records, FAR.date()))
    for name, analysis in case.analyses.items():
        for mistake in analysis.mistakes(view):
            yield f"{document.where(('analyses', name))}: analyses.{name}: record {mistake}"


def _unused(case: Case, document: Document, records: Records) -> Iterator[str]:
    """Yield every word by which an indicator selects and that no record has."""
    held = {table: _words(records.versions(table)) for table in ("events", "observations")}
    asked = {case.source_name(name) for name, use in case.sources.items() if is_collected(use)}
    for name, indicator in case.indicators.items():
        if indicator.none_yet:
            continue
        for part, selection in indicator.selections():
            if not asked.isdisjoint(selection.source):
                continue  # its words are known only once the publisher has been asked
            for field, word in _asked(selection):
                known = held[selection.table].get(field, set())
                if word not in known:
                    where = document.where(("indicators", name, part, field))
                    what = f"indicators.{name}.{part}: no record has {field} {word!r}"
                    yield f"{where}: {what}{nearest(word, known)}"


def _asked(selection: Selection) -> Iterator[tuple[str, str]]:
    for field in (*WORDS, "actor", "target"):
        for word in getattr(selection, field):
            yield field, word
    for field in ("tags", "any_tag", "without"):
        for word in getattr(selection, field):
            yield "tags", word


def _words(frame: pl.DataFrame) -> dict[str, set[Any]]:
    fields = [name for name in (*WORDS, "actor", "target") if name in frame.columns]
    words: dict[str, set[Any]] = {name: set(frame[name].drop_nulls().unique()) for name in fields}
    words["tags"] = {tag for tags in frame["tags"].to_list() for tag in tags or ()}
    return words
