"""Data Package v2: every table as CSV and as Parquet, with types, keys, sources, hashes and bytes.

References
----------
Open Knowledge Foundation (2024). Data Package (version 2.0). https://datapackage.org
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from facta.exports.csv_files import csv_bytes
from facta.exports.package import File
from facta.exports.parquet_files import parquet_bytes
from facta.exports.readme import left_out, readme
from facta.exports.schema import TABLES
from facta.version import __version__
from facta.views.citing import edition_citation
from facta.views.dataset import Distribution, dataset_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from facta.exports.package import Package
    from facta.exports.tables import Column, Table

says: Final = "a Data Package: CSV and Parquet with types, keys and hashes"
ending: Final = ""
PROFILE: Final = "https://datapackage.org/profiles/2.0"
CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"


def files(package: Package) -> Iterator[File]:
    """Yield the tables, their description, how to cite them and what to know before reading them."""
    written = []
    for name, frame in package.tables.items():
        table = File(f"data/{name}.csv", csv_bytes(frame))
        typed = File(f"data/{name}.parquet", parquet_bytes(frame))
        written += [_table(TABLES[name], table, package.tables.keys()), _typed(TABLES[name], typed)]
        yield from (table, typed)
    yield readme(package)
    citation = edition_citation(package.edition.assessment)
    yield File("CITATION.cff", (citation.cff() + "\n").encode())
    yield File("dataset.jsonld", _dataset(package, written).encode())
    yield File(
        "datapackage.json", json.dumps(_described(package, written), ensure_ascii=False, indent=1).encode()
    )


def _described(package: Package, resources: Sequence[dict[str, object]]) -> dict[str, object]:
    assessment = package.edition.assessment
    inputs = assessment.inputs
    return {
        "$schema": f"{PROFILE}/datapackage.json",
        "name": f"{package.name}-{package.as_of}",
        "id": f"urn:facta:{package.name}:{package.as_of}:{inputs.case_digest}:{inputs.store_digest}",
        "title": assessment.title,
        "description": f"{assessment.question} {assessment.judgement} "
        f"Left out: {' '.join(left_out(package))}",
        "version": f"{package.as_of}+facta.{__version__}",
        "sources": _sources(package),
        "resources": list(resources),
        "facta": {
            "case": assessment.case,
            "as_of": str(package.as_of),
            "compared_with": str(package.edition.change.was) if package.edition.change else None,
            "case_digest": inputs.case_digest,
            "store_digest": inputs.store_digest,
            "version": __version__,
        },
    }


def _sources(package: Package) -> list[dict[str, object]]:
    """Return the sources with their terms; a package has one line of licences for all, records have many."""
    rows = package.whole["sources"].iter_rows(named=True)
    return [
        {
            "title": f"{row['title']} ({row['publisher']})",
            **({"path": row["url"]} if row["url"] else {}),
            "version": str(row["newest_known_at"] or ""),
            "licence": row["licence"],
            "redistributable": row["redistributable"],
            "citation": row["citation"],
        }
        for row in rows
    ]


def _table(table: Table, file: File, there: Collection[str]) -> dict[str, object]:
    """Describe a table; a key that names a table which is not there is not described."""
    keys = [
        {"fields": list(columns), "reference": {"resource": other, "fields": list(TABLES[other].key)}}
        for columns, other in table.names.items()
        if other in there
    ]
    schema: dict[str, object] = {
        "$schema": f"{PROFILE}/tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),
    }
    told = {"type": "table", "title": table.name.capitalize(), "description": table.says}
    return {"name": table.name, **told, **_file(file, "csv", CSV), "encoding": "utf-8", "schema": schema}


def _typed(table: Table, file: File) -> dict[str, object]:
    """Describe the same rows as Parquet, which has its types in itself."""
    told = {"type": "file", "description": f"The rows of {table.name} as Parquet, with their types."}
    return {"name": f"{table.name}-parquet", **told, **_file(file, "parquet", PARQUET)}


def _file(file: File, kind: str, media: str) -> dict[str, object]:
    digest = hashlib.sha256(file.body).hexdigest()
    size = len(file.body)
    return {"path": file.name, "format": kind, "mediatype": media, "bytes": size, "hash": f"sha256:{digest}"}


def _field(column: Column) -> dict[str, object]:
    limits: dict[str, object] = {}
    if column.needed:
        limits["required"] = True
    if column.among:
        limits["enum"] = list(column.among)
    if column.low is not None:
        limits["minimum"] = column.low
    if column.high is not None:
        limits["maximum"] = column.high
    made: dict[str, object] = {"name": column.name, "type": column.kind, "description": column.says}
    return made | ({"constraints": limits} if limits else {})


def _dataset(package: Package, written: Sequence[dict[str, object]]) -> str:
    parts = [
        Distribution(name=str(one["name"]), path=str(one["path"]), media_type=str(one["mediatype"]))
        for one in written
    ]
    return dataset_json(package.edition, distributions=parts)
