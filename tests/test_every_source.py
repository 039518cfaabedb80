"""What holds for every source on the door, tried on its samples."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from ruamel.yaml import YAML

from facta import actors
from facta.errors import SourceError
from facta.periods import parse
from facta.records import Event, Snapshot
from facta.sources import SOURCES
from facta.sources.base import Card, parameters_of

if TYPE_CHECKING:
    from facta.records import Observation
    from facta.sources.base import Reading

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(
    path
    for name in SOURCES
    for path in (SAMPLES / name).glob("*")
    if path.suffix in {".csv", ".json", ".tab", ".zip"}
)
# A table that has no header names no column, so none can be refused by name.
HEADED = [path for path in FILES if path.suffix != ".zip"]
every_source = pytest.mark.parametrize("name", sorted(SOURCES))
every_sample = pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
every_headed_sample = pytest.mark.parametrize("path", HEADED, ids=lambda p: f"{p.parent.name}/{p.name}")


def _read(path: Path, body: bytes | None = None) -> Reading:
    name = path.parent.name
    published = Snapshot(
        source=name,
        url=path.name,
        retrieved_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
        sha256="5" * 64,
        media_type="application/json" if path.suffix == ".json" else "text/csv",
        licence=SOURCES[name].card.licence,
        body=path.read_bytes() if body is None else body,
    )
    asked = path.parent / "parameters.yml"
    given = YAML(typ="safe").load(asked.read_text(encoding="utf-8")) if asked.is_file() else {}
    reading = SOURCES[name].read(
        published,
        covers=parse("2025-01/2025-03"),
        parameters=parameters_of(SOURCES[name]).model_validate(given),
    )
    return dataclasses.replace(reading, events=_one_by_one(reading))


def _one_by_one(reading: Reading) -> tuple[Event, ...]:
    """Return events as records, also where they came as a frame."""
    if isinstance(reading.events, tuple):
        return reading.events
    rows = reading.events.iter_rows(named=True)
    return tuple(
        Event(**{name: tuple(cell) if isinstance(cell, list) else cell for name, cell in row.items()})
        for row in rows
    )


def _records(reading: Reading) -> list[Event | Observation]:
    return [*reading.events, *reading.observations]


def _table(answer: Any) -> list[dict[str, Any]]:
    """Find the rows of an answer: under one of these keys, or second in a list."""
    if isinstance(answer, list):
        return cast("list[dict[str, Any]]", answer[1])
    return next(answer[key] for key in ("items", "data", "features", "Result") if key in answer)


def _rows(path: Path) -> list[dict[str, object]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return [row.get("attributes", row) for row in _table(json.loads(text))]
    return [dict(row) for row in csv.DictReader(io.StringIO(text), **_written(path))]


def _written(path: Path) -> dict[str, Any]:
    return {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if path.suffix == ".tab" else {}


def _bytes(path: Path, rows: list[dict[str, object]]) -> bytes:
    """Put rows back in the form in which the sample came."""
    if path.suffix == ".json":
        answer = json.loads(path.read_text(encoding="utf-8"))
        listed = _table(answer)
        wrapped = any("attributes" in row for row in listed)
        listed[:] = [{"attributes": row} if wrapped else row for row in rows]
        return json.dumps(answer).encode()
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]), lineterminator="\n", **_written(path))
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


@every_source
def test_the_card_is_complete(name: str) -> None:
    card = SOURCES[name].card
    assert card.name == name
    for field in dataclasses.fields(card):
        assert str(getattr(card, field.name)).strip(), field.name
    assert card.url.startswith("https://")
    assert card.lag_days >= 0


def test_a_card_without_a_limitation_is_refused() -> None:
    card = SOURCES["ledger"].card
    with pytest.raises(SourceError, match="limitation is empty"):
        Card(**{field: getattr(card, field) for field in card.__slots__} | {"limitation": " "})


@every_source
def test_there_are_samples_with_their_origin(name: str) -> None:
    assert any(path.parent.name == name for path in FILES)
    assert (SAMPLES / name / "README.md").read_text(encoding="utf-8").strip()


@every_sample
def test_a_sample_reads(path: Path) -> None:
    reading = _read(path)
    assert reading.events or reading.observations
    for record in _records(reading):
        assert record.source == path.parent.name
        assert record.start < record.end
        assert record.snapshot == "5" * 64
        assert record.text
        assert record.low is None or record.high is None or record.low <= record.high
    for observation in reading.observations:
        assert actors.known(observation.actor)


@every_sample
def test_two_readings_are_equal_and_ids_are_stable(path: Path) -> None:
    assert _read(path) == _read(path)


@every_sample
def test_no_two_records_share_an_id_and_a_day(path: Path) -> None:
    reading = _read(path)
    keys = [(record.ref, record.known_at) for record in _records(reading)]
    assert len(keys) == len(set(keys))


@every_sample
def test_nothing_is_known_after_it_was_retrieved(path: Path) -> None:
    reading = _read(path)
    for record in _records(reading):
        assert record.known_at <= datetime(2026, 11, 22, tzinfo=UTC).date()


@every_sample
def test_coverage_lies_end_to_end(path: Path) -> None:
    coverage = _read(path).coverage
    assert coverage[0].start == parse("2025-01").start
    assert coverage[-1].end == parse("2025-03").end
    assert all(a.end == b.start for a, b in pairwise(coverage))
    assert all(piece.known_at >= piece.end for piece in coverage)


@every_headed_sample
def test_the_sample_reads_the_same_when_written_anew(path: Path) -> None:
    assert _read(path, _bytes(path, _rows(path))) == _read(path)


@every_headed_sample
def test_a_column_too_many_is_refused_by_name(path: Path) -> None:
    rows = [row | {"surprise": "1"} for row in _rows(path)]
    with pytest.raises(SourceError, match="'surprise' is not known"):
        _read(path, _bytes(path, rows))


@every_headed_sample
def test_each_column_missing_is_refused_by_name(path: Path) -> None:
    rows = _rows(path)
    for column in rows[0]:
        without = [{key: row[key] for key in row if key != column} for row in rows]
        with pytest.raises(SourceError) as caught:
            _read(path, _bytes(path, without))
        assert any(repr(column) in mistake for mistake in caught.value.mistakes)


@every_sample
def test_a_cut_sample_raises_wherever_it_is_cut(path: Path) -> None:
    body = path.read_bytes()
    step = max(1, len(body) // 97)
    for length in range(0, len(body) - 1, step):
        if body[:length].endswith(b"\n") and path.suffix in {".csv", ".tab"}:
            continue
        with pytest.raises(SourceError):
            _read(path, body[:length])


@every_sample
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"<!DOCTYPE html><html><body>Busy</body></html>\n",
        b"\x00\x01\x02\n",
        b"\xff\xfe\xfd\n",
        b'{"errors": ["no such page"]}\n',
        b'"unbalanced\n',
    ],
)
def test_bytes_that_are_something_else_are_refused(path: Path, body: bytes) -> None:
    with pytest.raises(SourceError):
        _read(path, body)
