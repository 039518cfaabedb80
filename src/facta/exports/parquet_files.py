"""Parquet: one file a table, typed; text stands in it as it is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from facta.exports.package import File
from facta.exports.readme import readme

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from facta.exports.package import Package

says: Final = "a folder of Parquet files, one a table"
ending: Final = ""


def files(package: Package) -> Iterator[File]:
    """Yield one file a table, and what to know before reading them."""
    yield readme(package)
    for name, frame in package.tables.items():
        yield File(f"{name}.parquet", parquet_bytes(frame))


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet, without a day or a machine in its metadata."""
    body = io.BytesIO()
    frame.write_parquet(body, compression="zstd", compression_level=3)
    return body.getvalue()
