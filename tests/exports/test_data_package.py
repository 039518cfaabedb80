"""A data package as frictionless reads it, which is somebody else's implementation."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from frictionless import Package as Described
from frictionless import system
from guarded import AS_OF

from facta.exports import export, files, narrowed
from facta.exports.csv_files import csv_bytes
from facta.exports.readme import readme
from facta.exports.schema import TABLES
from facta.sources import worldbank

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open
    from facta.exports import Package

pytestmark = pytest.mark.filterwarnings("ignore")  # of the other implementation


def written(package: Package, folder: Path) -> Path:
    for file in files(package, ["datapackage"]):
        (folder / file.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.name).write_bytes(file.body)
    return folder / "datapackage.json"


def mistakes(path: Path) -> list[str]:
    with system.use_context(trusted=True):
        report = Described(str(path)).validate()
    return [error.message for task in report.tasks for error in task.errors] + [
        e.message for e in report.errors
    ]


def described(package: Package) -> dict[str, Any]:
    (file,) = (file for file in files(package, ["datapackage"]) if file.name == "datapackage.json")
    found: dict[str, Any] = json.loads(file.body)
    return found


def test_the_flagship_package_is_sound(flagship_package: Package, tmp_path: Path) -> None:
    assert mistakes(written(flagship_package, tmp_path)) == []


def test_a_package_of_every_kind_is_sound(every_kind_package: Package, tmp_path: Path) -> None:
    assert mistakes(written(every_kind_package, tmp_path)) == []


def test_a_package_of_some_tables_is_sound(flagship_package: Package, tmp_path: Path) -> None:
    some = narrowed(flagship_package, ["series", "findings"])
    assert mistakes(written(some, tmp_path)) == []
    assert list(some.tables) == ["series", "findings", "withheld"]


def test_a_record_that_goes_missing_is_noticed(every_kind_package: Package, tmp_path: Path) -> None:
    path = written(every_kind_package, tmp_path)
    data = tmp_path / "data" / "records.csv"
    lines = data.read_bytes().split(b"\r\n")
    data.write_bytes(b"\r\n".join(lines[:1] + lines[2:]))
    found = " ".join(mistakes(path))
    assert "foreign key" in found.lower()
    assert "hash" in found.lower() or "byte count" in found.lower()


def test_every_table_holds_what_its_definition_says(flagship_package: Package) -> None:
    for name, frame in flagship_package.tables.items():
        table = TABLES[name]
        assert frame.columns == [column.name for column in table.columns]
        assert not frame.select(table.key).is_duplicated().any(), name
        for column in table.columns:
            cells = frame[column.name].drop_nulls()
            assert not column.needed or len(cells) == len(frame), (name, column.name)
            assert not column.among or set(cells) <= set(column.among), (name, column.name)
        for columns, other in table.names.items():
            target = flagship_package.tables[other].select(TABLES[other].key).rows()
            assert set(frame.select(columns).rows()) <= set(target), (name, other)


def test_every_record_known_on_the_day_is_there_or_counted(
    flagship_package: Package, guarded_package: Package
) -> None:
    for package in (flagship_package, guarded_package):
        left = package.tables["withheld"].filter(pl.col("table") == "records")["count"].sum()
        assert len(package.tables["records"]) + left == package.edition.assessment.inputs.records


def test_hashes_and_bytes_are_those_of_the_files(every_kind_package: Package) -> None:
    made = {file.name: file.body for file in files(every_kind_package, ["datapackage"])}
    resources = described(every_kind_package)["resources"]
    assert len(resources) == 2 * len(TABLES)
    for one in resources:
        body = made[one["path"]]
        assert one["bytes"] == len(body)
        assert one["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"


def test_a_package_names_its_day_its_digests_and_its_sources(flagship_package: Package) -> None:
    found = described(flagship_package)
    inputs = flagship_package.edition.assessment.inputs
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert found["facta"]["as_of"] == "2026-06-01"
    assert (found["facta"]["case_digest"], found["facta"]["store_digest"]) == (
        inputs.case_digest,
        inputs.store_digest,
    )
    terms = {one["title"]: one["redistributable"] for one in found["sources"]}
    assert len(terms) == 11
    assert "no" in terms.values()
    assert all(one["licence"] and one["citation"] for one in found["sources"])
    assert "created" not in found
    assert "contributors" not in found


def test_csv_and_parquet_hold_the_same_rows(flagship_package: Package) -> None:
    made = {file.name: file.body for file in files(flagship_package, ["datapackage"])}
    for name in ("indicators", "series", "figures", "changes"):
        typed = pl.read_parquet(io.BytesIO(made[f"data/{name}.parquet"]))
        assert typed.equals(flagship_package.tables[name])
        body = made[f"data/{name}.csv"].decode()
        rows = list(csv.DictReader(io.StringIO(body, newline="")))
        assert len(rows) == len(typed)
        numbers = [float(row["value"]) if row["value"] else None for row in rows if "value" in row]
        assert numbers == (typed["value"].to_list() if "value" in typed.columns else [])


def test_a_csv_reads_back_as_rfc_4180_says(guarded_package: Package) -> None:
    csv.field_size_limit(4_000_000)
    body = csv_bytes(guarded_package.tables["records"])
    rows = list(csv.DictReader(io.StringIO(body.decode(), newline=""), strict=True))
    texts = [cell.removeprefix("'") for cell in (row["text"] for row in rows)]
    assert texts == guarded_package.tables["records"]["text"].fill_null("").to_list()
    assert body.startswith(b"source,ref,table,")
    assert body.endswith(b"\r\n")


def test_what_was_left_out_is_said_beside_the_tables(guarded_case: Open, tmp_path: Path) -> None:
    export(guarded_case, tmp_path / "out", ["csv"], edition=guarded_case.edition(AS_OF))
    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "- 5 of records, bought: Terms of the source: as its publisher says;" in readme
    assert "- 5 of series, EX-2: Each rests on a single record" in readme


def test_a_source_that_asks_for_attribution_has_its_line(guarded_package: Package) -> None:
    (record,) = guarded_package.tables["records"].filter(pl.col("source") == "named").to_dicts()
    assert record["redistributable"] == "attribution"
    assert record["citation"] == worldbank.card.citation
    (readme,) = (file for file in files(guarded_package, ["csv"]) if file.name == "README.md")
    line = f"- Remittances (named): {worldbank.card.licence}. {worldbank.card.citation}\n"
    assert line in readme.body.decode()


def test_findings_have_their_chance_and_their_nominal_rates(flagship_package: Package) -> None:
    table = flagship_package.tables["findings"]
    surprises = table.filter((pl.col("signal") == "surprise") & pl.col("level").is_not_null())
    assert set(surprises["rate_off"]) == {0.2}
    assert set(surprises["rate_elevated"]) == {0.05}
    assert surprises["p"].is_between(0.0, 1.0).all()
    assert table.filter(signal="threshold")["rate_off"].null_count() == len(table.filter(signal="threshold"))
    assert "Levels if nothing changed: by chance about" in readme(flagship_package).body.decode()
