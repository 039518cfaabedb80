"""Records narrowed on a Spark cluster, for a store that is too large for one machine.

The cluster reads the parquet files that the catalogue lists, works out when each version was hidden,
and keeps the versions that could be counted. Those come home as records, beside a profile of
everything: how many versions share one history, and the sums of their hashes. What is answered from
both is what the whole store would answer.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import narwhals as nw
import polars as pl

from facta.errors import StoreError
from facta.store.catalogue import Catalogue
from facta.store.frames import FIELDS, PLACE
from facta.store.read import ORDER, TABLES, Records, Table
from facta.store.tally import HASHES, Rows, with_hashes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from facta.store.catalogue import FileRow
    from facta.store.folder import Store

INSTALL = "the spark engine is not installed: pip install 'facta[spark]'"
PATIENCE_SECONDS = 3.0
HISTORY = ("source", "snapshot", "known_at", "known_by", "hidden_at", "start", "end", "status")
IDENTITY = ("source", "ref")
MODULUS = 2**64


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark Connect server, and where it sees the folder of the store if not under its local path."""

    url: str = "sc://localhost:15002"
    store: str | None = None


def narrowed_records(store: Store, cluster: Cluster, wanted: Mapping[Table, nw.Expr]) -> Records:
    """Return the records of a store of which only the wanted versions have left the cluster.

    Tallies, digests and coverage are those of the whole store.

    Raises
    ------
    StoreError
        The extra is not installed, no server answers, or it does not see the files of the store.
    """
    _, files, coverage = Catalogue(store.path).since(0)
    frames: dict[Table, pl.DataFrame] = {}
    rows: dict[Table, Rows] = {}
    with _session(cluster) as session:
        for table in TABLES:
            mine = [file for file in files if file.kind == table]
            if not mine:
                continue
            versions, profile = _read(session, cluster, store.path, table, mine)
            rows[table] = Rows(profile)
            if table in wanted:
                frames[table] = _home(versions.filter(wanted[table]).drop(*HASHES).to_native())
    return Records(
        events=frames.get("events"),
        observations=frames.get("observations"),
        coverage=pl.DataFrame(coverage, schema=PLACE | FIELDS["coverage"], orient="row"),
        rows=rows,
    )


@contextmanager
def _session(cluster: Cluster) -> Iterator[SparkSession]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            import grpc  # noqa: PLC0415  (an extra)
            from pyspark.errors import PySparkException  # noqa: PLC0415
            from pyspark.sql.connect.client import DefaultChannelBuilder  # noqa: PLC0415
            from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415
        except ImportError as error:
            raise StoreError(INSTALL) from error
        try:
            with DefaultChannelBuilder(cluster.url).toChannel() as channel:
                grpc.channel_ready_future(channel).result(timeout=PATIENCE_SECONDS)
        except (grpc.FutureTimeoutError, PySparkException, ValueError) as error:
            message = (
                f"no Spark Connect server answers at {cluster.url!r}: start one there, "
                "or name another with --spark sc://HOST:PORT"
            )
            raise StoreError(message) from error
        session = SparkSession.builder.remote(cluster.url).create()
        try:
            yield session  # type: ignore[misc]  # the session of Spark Connect is one in all but its class
        except (PySparkException, grpc.RpcError) as error:
            message = f"Spark at {cluster.url!r} refuses ({_brief(error)})"
            raise StoreError(f"{message}: mend that there, or leave --engine out") from error
        finally:
            session.stop()


def _read(
    session: SparkSession, cluster: Cluster, root: Path, table: Table, files: Sequence[FileRow]
) -> tuple[nw.LazyFrame[DataFrame], pl.DataFrame]:
    """Return all versions of a table, still on the cluster, and their profile.

    A server may pass over a file that it does not find, so rows are counted against the catalogue.
    Some servers decode the names in an address and some do not; the count tells which.
    """
    expected, seen = sum(file.rows for file in files), 0
    base = (cluster.store or root.resolve().as_posix()).rstrip("/")
    as_named = [f"{base}/{file.path}" for file in files]
    encoded = [f"{base}/{quote(file.path, safe='/=')}" for file in files]
    for paths in (as_named, encoded) if encoded != as_named else (as_named,):
        versions = _versions(session, paths)
        if versions is not None:
            profile = _profile(table, versions)
            seen = int(profile["records"].sum())
            if seen == expected:
                return versions, profile
    message = (
        f"Spark at {cluster.url!r} sees {seen} of {expected} rows under {base!r}: "
        "put the store where every worker reads it, and name that place with --spark-store"
    )
    raise StoreError(message)


def _versions(session: SparkSession, paths: Sequence[str]) -> nw.LazyFrame[DataFrame] | None:
    """Return the versions in some files, with the day on which each was hidden; None without a file."""
    read = nw.from_native(session.read.option("mergeSchema", "true").parquet(*paths))
    there = set(read.collect_schema().names())
    if not there:
        return None
    for name in set(HASHES) - there:
        read = read.with_columns(nw.lit(None, nw.Int64).alias(name))
    followed = nw.col("known_at").shift(-1).over(*IDENTITY, order_by=ORDER)
    # Few versions are ever hidden: to join those is cheaper than to sort every column of all.
    hidden = read.select(*IDENTITY, *ORDER).with_columns(hidden_at=followed)
    hidden = hidden.filter(~nw.col("hidden_at").is_null()).select(*PLACE, "hidden_at")
    return read.join(hidden, on=list(PLACE), how="left")


def _profile(table: Table, versions: nw.LazyFrame[DataFrame]) -> pl.DataFrame:
    """Count the versions of each history and sum their hashes."""
    from pyspark.sql import functions as spark  # noqa: PLC0415  (an extra)

    sums = [spark.sum(spark.col(name).cast("decimal(20,0)")).alias(name) for name in HASHES]
    counts = [spark.count(spark.lit(1)).alias("records"), spark.count(HASHES[0]).alias("hashed")]
    told = _home(versions.to_native().groupBy(*HISTORY).agg(*counts, *sums))
    profile = told.drop("hashed").with_columns(
        pl.Series(name, [int(total or 0) % MODULUS for total in told[name]], dtype=pl.UInt64)
        for name in HASHES
    )
    if told["hashed"].sum() == told["records"].sum():
        return profile
    # Rows from before hashes were kept come whole, to be hashed here; they are counted already.
    old = _home(versions.filter(nw.col(HASHES[0]).is_null()).drop(*HASHES).to_native())
    hashed = with_hashes(old.select(*(name for name in FIELDS[table] if name in old.columns)))
    alone = hashed.with_columns(old["hidden_at"], records=pl.lit(0, dtype=pl.Int64))
    return pl.concat([profile, alone.select(profile.columns)])


def _home(frame: DataFrame) -> pl.DataFrame:
    """Bring rows home from the cluster."""
    rows = pl.from_arrow(frame.toArrow())
    assert isinstance(rows, pl.DataFrame)  # noqa: S101  (a table, not a column)
    return rows


def _brief(error: Exception) -> str:
    said = str(error).strip().splitlines()
    return said[0] if said else type(error).__name__
