"""What Spark narrows gives the figures that this machine gives alone, on any day."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from polars.testing import assert_frame_equal
from pysail.spark import SparkConnectServer

from facta import cli
from facta.api import Open, open_case
from facta.assessment import selections
from facta.cases import load_case
from facta.errors import StoreError
from facta.indicators import INDICATORS, Indicator, Known, Selection, cells, countable
from facta.periods import parse
from facta.places import Line
from facta.records import Event, Observation, Snapshot
from facta.store import Records, Store, open_store
from facta.store.spark import Cluster, narrowed_records
from facta.views.export import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
EVERY_KIND = Path(__file__).parents[1] / "cases" / "every-kind"
DAYS = (date(2024, 1, 31), date(2024, 6, 30), date(2025, 2, 14), date(2026, 11, 23))
LINES = {"line": Line((np.array([[35.0, 62.0], [36.0, 72.0]]),))}
OTHERS = {"total": {"unit": "kt"}}
MEANING = {"means": "straining", "because": "It is a test."}
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"kind": "a"},
    {"kind": ["a", "b"], "actor": "RUS", "target": ["UZB"]},
    {"involves": "UZB"},
    {"involves": ["UZB", "KAZ"], "kind": "a"},
    {"tags": ["north", "night"]},
    {"any_tag": ["night", "border"]},
    {"without": ["night", "north"]},
    {"code": ["06", "19"]},
    {"country": "AFG", "province": ["Herat"]},
    {"status": ["asserted", "disputed"]},
    {"status": "disputed"},
    {"grade": "B3"},
    {"verified": False},
    {"near": {"line": "line", "within_km": 50}},
    {"source": "t/other"},
    {"measure": "m"},
    {"measure": ["m", "n"], "involves": "UZB", "tags": "north"},
)


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """A Spark Connect server without a Java machine, in this process."""
    server = SparkConnectServer(port=0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


def event(rng: random.Random, source: str) -> Event:
    start = date(2024, 1, 1) + timedelta(days=rng.randrange(500))
    placed = rng.random() < 0.7
    return Event(
        source=source, ref=f"E{rng.randrange(90)}", kind=rng.choice("aab"), snapshot="",
        actor=rng.choice(["RUS", "UZB", "TALIBAN"]), target=rng.choice([None, "UZB", "AFG"]),
        participants=tuple(rng.sample(["UZB", "KAZ", "CHN"], rng.randrange(3))),
        tags=tuple(rng.sample(["north", "night", "border"], rng.randrange(4))),
        start=start, end=start + timedelta(days=rng.choice([1, 1, 31])),
        known_at=start + timedelta(days=rng.randrange(200)),
        known_by=rng.choice(["published", "assumed", "retrieved"]),
        code=rng.choice([None, "061", "190", "20"]), country=rng.choice([None, "AFG"]),
        province=rng.choice([None, "Herat", "Balkh"]),
        lat=rng.uniform(34, 37) if placed else None, lon=rng.uniform(61, 73) if placed else None,
        quantity=float(rng.randrange(9)), unit="deaths", verified=rng.random() < 0.8,
        status=rng.choice(["asserted", "asserted", "disputed", "retracted"]),
        grade=rng.choice([None, "A1", "B2", "C3", "F6"]), origin=rng.choice([None, "", "A", "B"]),
    )  # fmt: skip


def figure(rng: random.Random, source: str) -> Observation:
    span = parse(f"{rng.choice([2023, 2024])}-{rng.randrange(1, 13):02}")
    return Observation(
        source=source, ref=f"F{rng.randrange(40)}", measure=rng.choice("mmn"), actor="RUS", snapshot="",
        target=rng.choice([None, "UZB"]), tags=tuple(rng.sample(["north", "night"], rng.randrange(3))),
        start=span.start, end=span.end, value=rng.uniform(0, 99), unit=rng.choice(["kt", "t"]),
        known_at=span.last + timedelta(days=rng.randrange(300)), known_by="published",
        status=rng.choice(["asserted", "asserted", "disputed", "retracted"]),
    )  # fmt: skip


def fill(store: Store) -> None:
    """Append eight snapshots of two sources: ids come again, are revised, retracted and withdrawn."""
    rng = random.Random(7)  # noqa: S311
    for i in range(8):
        source, body = rng.choice(["t/one", "t/other"]), str(i).encode()
        sha256 = hashlib.sha256(body).hexdigest()
        snapshot = Snapshot(
            source=source, url=f"{i % 3}.csv", retrieved_at=NOW + timedelta(hours=i), sha256=sha256,
            media_type="text/csv", licence="", body=body,
        )  # fmt: skip
        store.append(
            snapshot,
            events=[replace(event(rng, source), snapshot=sha256) for _ in range(60)],
            observations=[replace(figure(rng, source), snapshot=sha256) for _ in range(30)],
            complete=i % 2 == 1,
        )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = open_store(tmp_path_factory.mktemp("spark") / "store")
    fill(made)
    return made


def indicators() -> dict[str, Indicator]:
    """Return one indicator of every kind, on records that were made at random."""
    base = {
        "title": "A measured thing", "strand": "x", "period": "month", "evidence": "deed", "rise": MEANING,
        "fall": MEANING, "confounders": ("a",), "limitation": "Only a test.", "unit": "deaths",
    }  # fmt: skip
    return {
        kind: made.model_validate({**base, "kind": kind, **OTHERS.get(kind, {}), **made.example})
        for kind, made in INDICATORS.items()
    }


@pytest.fixture(scope="module")
def narrowed(store: Store, url: str) -> Records:
    wanted = [s for made in indicators().values() for _, s in made.selections()]
    return narrowed_records(store, Cluster(url), countable(wanted))


@pytest.mark.parametrize("kind", INDICATORS)
def test_every_kind_gives_the_same_points_on_both_engines(kind: str, store: Store, narrowed: Records) -> None:
    made, searched = indicators()[kind], {"t/one": parse("2024"), "t/other": parse("2024")}
    points = 0
    for day in DAYS:
        here, there = (
            made.measure(Known(records=records, as_of=day, lines=LINES, searched=searched))
            for records in (store.records(), narrowed)
        )
        assert_frame_equal(here, there, check_exact=True)
        points += len(here)
    assert points > 0


@pytest.mark.parametrize("condition", CONDITIONS, ids=json.dumps)
def test_every_condition_chooses_the_same_versions_on_both_engines(
    condition: dict[str, Any], store: Store, url: str
) -> None:
    selection = Selection.model_validate(condition)
    there = narrowed_records(store, Cluster(url), countable([selection]))
    chosen = []
    for records in (store.records(), there):
        frame = records.versions(selection.table)
        rows = cells(records, selection, lines=LINES).row
        chosen.append(frame[rows].drop("hash_high", "hash_low"))
    assert 0 < len(chosen[0]) < len(store.versions(selection.table))
    assert len(there.versions(selection.table)) < len(store.versions(selection.table))
    assert_frame_equal(*chosen)


def test_a_version_that_is_not_counted_still_hides_one_that_is(store: Store, narrowed: Records) -> None:
    kept = narrowed.versions("events").select("source", "ref", "known_at", "append", "row", "hidden_at")
    assert (kept["hidden_at"].is_not_null()).any()
    assert_frame_equal(
        kept, store.versions("events").join(kept, on=kept.columns, how="semi", nulls_equal=True)[kept.columns]
    )
    alone = Records(events=narrowed.versions("events").drop("hidden_at")).versions("events")
    assert not alone["hidden_at"].equals(kept["hidden_at"])


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_tallies_and_digests_are_those_of_the_whole_store(day: date, store: Store, narrowed: Records) -> None:
    for sources in (None, ["t/one"], []):
        for table in ("events", "observations"):
            assert narrowed.tally(table, day, sources) == store.tally(table, day, sources)
            told = [records.last_told(table, sources or ["t/one"], day) for records in (narrowed, store)]
            assert told[0] == told[1]
        assert narrowed.digest(day, sources) == store.digest(day, sources)


def test_files_from_before_rows_had_hashes_give_the_same_digest(
    store: Store, tmp_path: Path, url: str
) -> None:
    made = open_store(Path(shutil.copytree(store.path, tmp_path / "store")))
    for path in sorted(made.path.glob("events/**/*.parquet"))[:3]:
        pl.read_parquet(path).drop("hash_high", "hash_low").write_parquet(path)
    there = narrowed_records(made, Cluster(url), countable([Selection(kind=("a",))]))
    assert there.digest(DAYS[-1]) == made.digest(DAYS[-1])


def same(here: Open, there: Open) -> None:
    assert there.newest == here.newest
    for day in (here.newest, here.newest - timedelta(days=400)):
        one, other = here.assess(day), there.assess(day)
        assert to_json(one, None) == to_json(other, None)
        for mine, theirs in zip(one.standings, other.standings, strict=True):
            assert_frame_equal(mine.series.points, theirs.series.points, check_exact=True)


def test_the_assessment_of_the_flagship_case_is_the_same(
    flagship: Open, flagship_store: Path, url: str
) -> None:
    there = open_case("russia-taliban", store=flagship_store, now=NOW, cluster=Cluster(url))
    same(flagship, there)
    assert len(there.records.versions("events")) < len(flagship.records.versions("events"))


def test_the_assessment_of_a_case_of_every_kind_is_the_same(tmp_path: Path, url: str) -> None:
    given = {"store": tmp_path / "store", "now": NOW}
    same(open_case(EVERY_KIND, **given), open_case(EVERY_KIND, **given, cluster=Cluster(url)))


def test_the_store_may_be_seen_under_another_address(store: Store, url: str) -> None:
    wanted = countable(selections(load_case(EVERY_KIND)))
    there = narrowed_records(store, Cluster(url, store.path.resolve().as_uri()), wanted)
    assert there.digest(DAYS[-1]) == store.digest(DAYS[-1])


def test_a_store_that_the_cluster_does_not_see_is_told(store: Store, url: str) -> None:
    with pytest.raises(StoreError) as caught:
        narrowed_records(store, Cluster(url, "/nowhere"), {})
    expected = len(store.versions("events"))
    assert str(caught.value) == (
        f"Spark at {url!r} sees 0 of {expected} rows under '/nowhere': "
        "put the store where every worker reads it, and name that place with --spark-store"
    )


def run(*words: str, folder: Path) -> Any:
    given = ("run", str(EVERY_KIND), "--store", str(folder / "store"), "--brief", str(folder / "b.html"))
    return CliRunner().invoke(cli.main, [*given, "--engine", "spark", *words])


def test_a_board_is_printed_from_either_engine(tmp_path: Path, url: str) -> None:
    result = run("--spark", url, folder=tmp_path)
    assert result.exit_code == 0, result.output
    assert "Every kind of indicator and signal" in result.output


def test_without_a_server_one_sentence_says_what_to_start(tmp_path: Path) -> None:
    result = run("--spark", "sc://127.0.0.1:1", folder=tmp_path)
    assert result.exit_code == 74
    assert result.output == (
        "no Spark Connect server answers at 'sc://127.0.0.1:1': start one there, "
        "or name another with --spark sc://HOST:PORT\n"
    )


def test_an_address_of_another_kind_is_told_in_the_same_way(tmp_path: Path) -> None:
    result = run("--spark", "spark://127.0.0.1", folder=tmp_path)
    assert result.exit_code == 74
    assert "no Spark Connect server answers at 'spark://127.0.0.1'" in result.output


def test_without_the_extra_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql.connect.session", None)
    result = run(folder=tmp_path)
    assert (result.exit_code, result.output) == (
        74,
        "the spark engine is not installed: pip install 'facta[spark]'\n",
    )
