"""POLECAT: weeks from Dataverse, quads worked out from types, and no person by name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot

from facta.errors import SourceError
from facta.sources.asking import Plan
from facta.sources.polecat import COLUMNS, CONSUMED, DOI, DROPPED, QUADS, Parameters, card, fetch, read
from world.dataverse import HOST, Deposited, dataverse
from world.driven import driven, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from facta.records import Snapshot

    Publish = Callable[..., Snapshot]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLE = Path(__file__).parents[1] / "samples/polecat/week_2026_10_19.tab"
TABLE = SAMPLE.read_text(encoding="utf-8")
HEADER, *LINES = TABLE.splitlines(keepends=True)
FILES = tuple(
    Deposited(number=number, label=label, body=TABLE.encode())
    for number, label in enumerate(
        (
            "ngecEvents.20261019111842.Release801.DV.txt",
            "ngecEvents.20260230111842.Release800.DV.txt",
            "ngecEvents.DV.2023.txt",
            "ngecEventsDV-2022.txt",
            "README.txt",
        )
    )
)


def _events(body: str, publish: Publish, **asked: object) -> pl.DataFrame:
    found = read(publish(body), parameters=Parameters.model_validate(asked)).events
    assert not isinstance(found, tuple)
    return found


def test_every_column_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED) | set(DROPPED) == set(COLUMNS)
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert len(COLUMNS) == 40


def test_columns_that_name_people_are_dropped_for_that_reason() -> None:
    people = {name for name, why in DROPPED.items() if "private people" in why}
    assert {"Actor Name Raw", "Recipient Name Raw", "Story People"} <= people


def test_the_sixteen_types_have_a_quad_each() -> None:
    assert len(QUADS) == 16
    assert (QUADS["PROTEST"], QUADS["ACCUSE"], QUADS["RETREAT"]) == (4, 3, 2)


def test_weeks_and_years_are_fetched_by_the_names_of_their_files() -> None:
    plan = Plan(parameters=Parameters(since=date(2022, 6, 1)), now=NOW)
    units = driven(fetch(plan), {HOST: dataverse({DOI: FILES}, redirects=False)}, NOW)
    assert [(unit.address.partition("#")[2], unit.start, unit.end) for unit in units] == [
        ("ngecEvents.20261019111842.Release801.DV.txt", date(2026, 10, 12), date(2026, 10, 19)),
        ("ngecEvents.DV.2023.txt", date(2023, 1, 1), date(2024, 1, 1)),
        ("ngecEventsDV-2022.txt", date(2022, 1, 1), date(2023, 1, 1)),
    ]
    assert len(read(kept(units[0], card)).events) == 4


def test_a_case_that_ends_earlier_does_not_ask_for_later_files() -> None:
    asked = Parameters(since=date(2022, 1, 1), until=date(2023, 1, 1))
    units = driven(
        fetch(Plan(parameters=asked, now=NOW)), {HOST: dataverse({DOI: FILES}, redirects=False)}, NOW
    )
    assert [unit.start.year for unit in units] == [2022]


def test_a_row_becomes_an_event_of_its_type(publish: Publish) -> None:
    found = _events(TABLE, publish).select("actor", "target", "kind", "code", "quad")
    assert found.rows() == snapshot(
        [
            ("RUS", "TALIBAN", "consult", "CONSULT-visit", 1),
            ("RUS", "TJK", "cooperate", "COOPERATE", 2),
            ("OTHERS", "KAZ", "protest", "PROTEST-demo", 4),
            ("EU", "BLR", "accuse", "ACCUSE-disapprove", 3),
        ]
    )


def test_further_countries_of_a_side_take_part(publish: Publish) -> None:
    found = _events(TABLE, publish)
    assert found["participants"].to_list()[1] == ["TJK", "KGZ"]
    assert _events(TABLE, publish, countries=("KGZ",))["ref"].to_list() == ["20261013-7002-a1"]


def test_contexts_and_the_words_of_the_quad_are_tags(publish: Publish) -> None:
    tags = _events(TABLE, publish)["tags"].to_list()
    assert tags[0] == ["verbal", "cooperation", "context:diplomatic", "context:economic"]
    assert tags[3] == ["verbal", "conflict"]


def test_no_record_holds_the_name_of_a_person(publish: Publish) -> None:
    assert "made-up name" in TABLE
    assert "made-up" not in _events(TABLE, publish).write_json()


def test_a_file_that_calls_the_fifth_column_event_intensity_reads_the_same(publish: Publish) -> None:
    renamed = TABLE.replace("\tIntensity\t", "\tEvent Intensity\t")
    assert _events(renamed, publish).equals(_events(TABLE, publish))


def test_a_quad_that_is_not_that_of_its_type_is_counted_and_not_carried(publish: Publish) -> None:
    body = HEADER + LINES[2].replace("MATERIAL CONFLICT", "Verbal_Conflict")
    reading = read(publish(body))
    assert reading.refused == ("1 of 1 rows kept, whose Quad Code is not that of their type",)
    assert not isinstance(reading.events, tuple)
    assert reading.events["quad"].to_list() == [4]


def test_an_unknown_type_and_an_unknown_quad_are_refused_by_name(publish: Publish) -> None:
    body = HEADER + LINES[0].replace("CONSULT", "CONSLUT") + LINES[3].replace("VERBAL CONFLICT", "QUARREL")
    with pytest.raises(SourceError) as caught:
        read(publish(body, "week.txt"))
    quads = "VERBAL COOPERATION, MATERIAL COOPERATION, VERBAL CONFLICT, MATERIAL CONFLICT"
    assert list(caught.value.mistakes) == [
        "week.txt:2:3: Event Type: 'CONSLUT' is no type of PLOVER; did you mean 'CONSULT'?",
        f"week.txt:3:6: Quad Code: 'QUARREL' is none of {quads}",
    ]


def test_the_older_name_of_a_type_is_read_as_the_newer(publish: Publish) -> None:
    body = HEADER + LINES[3].replace("ACCUSE", "DEMAND")
    assert _events(body, publish)["kind"].to_list() == ["request"]


def test_an_event_is_known_after_its_story_and_the_usual_lag(publish: Publish) -> None:
    found = _events(TABLE, publish).select("known_at", "known_by").row(1)
    assert found == (date(2026, 10, 24), "assumed")
