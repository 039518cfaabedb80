"""Check a whole case: its file, its tables, and that every word it selects by occurs in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from facta.cases import load_case
from facta.cases.document import read_document
from facta.collect import readings
from facta.errors import CaseError, nearest
from facta.store import Records, memory_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

    from facta.cases import Case
    from facta.indicators import Selection

FAR = datetime(9999, 1, 1, tzinfo=UTC)
WORDS = {"kind": "kind", "country": "country", "province": "province", "measure": "measure"}


def check_case(path: str | Path) -> tuple[Case, int]:
    """Read a case and all its tables; return it and the number of records.

    Raises
    ------
    CaseError, SourceError
        With every mistake as ``file:line:column: where: what, and what to write``.
    """
    case = load_case(path)
    events, observations = readings(case, FAR)
    records = memory_store(events, observations)
    mistakes = list(_unused(case, records))
    if mistakes:
        raise CaseError(*mistakes)
    return case, len(events) + len(observations)


def _unused(case: Case, records: Records) -> Iterator[str]:
    """Yield every word by which an indicator selects and that no record has."""
    document = read_document((case.folder / "case.yml").read_bytes(), "case.yml")
    held = {table: _words(records.versions(table)) for table in ("events", "observations")}
    for name, indicator in case.indicators.items():
        if indicator.none_yet:
            continue
        for part, selection in indicator.selections():
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
