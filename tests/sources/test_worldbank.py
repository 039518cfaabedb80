"""World Bank: a message with status 200 is no table, null is no figure, and the case says the unit."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import SourceError
from facta.sources.asking import Kept, Plan
from facta.sources.worldbank import CONSUMED, DROPPED, Parameters, card, fetch, read
from world.driven import driven, kept
from world.worldbank import HOST, rows, worldbank

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.records import Snapshot
    from facta.sources.asking import Unit

    Publish = Callable[..., Snapshot]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GDP = "NY.GDP.MKTP.CD"
SAMPLE = Path(__file__).parents[1] / "samples/worldbank/gdp.json"
ROW = json.loads(SAMPLE.read_bytes())[1][1]
ASKED = Parameters(countries=("AFG", "RUS"), indicators={GDP: "USD", "SP.POP.TOTL": "persons"})


def _body(*table: dict[str, object], pages: int = 1) -> str:
    return json.dumps([{"page": 1, "pages": pages, "per_page": 1000, "total": len(table)}, list(table)])


def _units(asked: Parameters, *, kept: dict[str, Kept] | None = None) -> list[Unit]:
    table = rows((GDP, "SP.POP.TOTL"), ("AFG", "RUS", "WLD", *["TJK"] * 60), range(2000, 2027))
    plan = Plan(parameters=asked, now=NOW, kept=kept or {})
    return driven(fetch(plan), {HOST: worldbank(table)}, NOW)


def test_every_key_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert set(CONSUMED) | set(DROPPED) == set(ROW)
    assert all(DROPPED.values())


def test_a_row_becomes_a_figure_in_the_unit_of_the_case(publish: Publish) -> None:
    (gdp,) = read(publish(_body(ROW))).observations
    assert (gdp.measure, gdp.ref) == ("worldbank-ny-gdp-mktp-cd", "worldbank-ny-gdp-mktp-cd/AFG/2024")
    assert (gdp.value, gdp.unit, gdp.actor, gdp.country) == (17e9, "USD", "AFG", "AFG")
    assert (gdp.start, gdp.end) == (date(2024, 1, 1), date(2025, 1, 1))
    assert (gdp.known_at, gdp.known_by) == (date(2025, 7, 19), "assumed")
    assert gdp.text == snapshot("GDP (current US$): Afghanistan, 2024.")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024Q2", date(2024, 4, 1), date(2024, 7, 1)),
        ("2024M12", date(2024, 12, 1), date(2025, 1, 1)),
    ],
)
def test_quarters_and_months_are_read(publish: Publish, text: str, start: date, end: date) -> None:
    (found,) = read(publish(_body(ROW | {"date": text}))).observations
    assert (found.start, found.end) == (start, end)


def test_null_is_no_figure_and_a_group_of_countries_is_left_out_and_said(publish: Publish) -> None:
    reading = read(publish(SAMPLE.read_bytes()))
    assert [(o.actor, o.start.year) for o in reading.observations] == [
        ("AFG", 2024),
        ("AFG", 2023),
        ("AFG", 2022),
        ("RUS", 2024),
        ("RUS", 2023),
        ("RUS", 2022),
        ("WORLD", 2024),
    ]
    assert reading.refused == ("'ARB' is no country that is known: 1 rows left out",)


def test_each_indicator_is_asked_page_by_page() -> None:
    every = Parameters(indicators={GDP: "USD"}, since=2000)
    (unit,) = _units(every)
    assert unit.address == f"https://api.worldbank.org/v2/country/all/indicator/{GDP}"
    assert (len(unit.answers), unit.state) == (2, "complete")
    assert unit.answers[1].request.url == snapshot(
        "https://api.worldbank.org/v2/country/all/indicator/NY.GDP.MKTP.CD?format=json&date=2000:2026&per_page=1000&page=2"
    )
    assert (unit.start, unit.end) == (date(2000, 1, 1), date(2026, 1, 1))


def test_what_was_fetched_reads_whole() -> None:
    gdp, people = _units(ASKED)
    found = read(kept(gdp, card), parameters=ASKED).observations
    assert len(found) == 2 * 26
    assert {o.unit for o in read(kept(people, card), parameters=ASKED).observations} == {"persons"}


def test_a_message_with_status_200_fails_its_indicator_and_no_other() -> None:
    unknown, known = _units(Parameters(countries=("AFG",), indicators={"NO.SUCH": "USD", GDP: "USD"}))
    assert (unknown.state, known.state) == ("failed", "complete")
    assert (unknown.answers[0].fault, unknown.answers[0].reason) == snapshot(
        (
            "refused",
            (
                "the World Bank answered with a message: The provided parameter value is not valid; "
                "look up the id at https://data.worldbank.org/"
            ),
        )
    )


def test_an_answer_of_no_rows_is_whole_and_has_no_figures() -> None:
    (unit,) = _units(Parameters(countries=("FRA",), indicators={GDP: "USD"}))
    assert unit.state == "complete"
    assert read(kept(unit, card)).observations == ()


def test_a_unit_is_asked_for_again_after_thirty_days() -> None:
    held = {
        f"{card.url}country/AFG;RUS/indicator/{id_}": Kept(
            state="complete", retrieved_at=NOW - timedelta(days=days)
        )
        for id_, days in ((GDP, 29), ("SP.POP.TOTL", 30))
    }
    assert [unit.address.rpartition("/")[2] for unit in _units(ASKED, kept=held)] == ["SP.POP.TOTL"]


def test_what_is_no_answer_is_told_as_what_it_is(publish: Publish) -> None:
    bodies = [
        '<?xml version="1.0"?><wb:error/>',
        '[{"message": [{"id": "120", "key": "Invalid value", "value": "The parameter is not valid"}]}]',
        '{"page": 1}',
        '[{"page": 1, "pages": 1}]',
        '[{"page": 1, "pages": 1}, {"rows": []}]',
        '[{"page": 1, "pages": 1}, [{"value": NaN}]]',
    ]
    told = []
    for body in bodies:
        with pytest.raises(SourceError) as caught:
            read(publish(body, name="gdp.json"))
        told += caught.value.mistakes
    assert [line[:88] for line in told] == snapshot(
        [
            "gdp.json: not JSON, or cut short (Expecting value: line 1 column 1 (char 0)); it begins ",
            "gdp.json: the World Bank answered with a message: The parameter is not valid; look up th",
            "gdp.json: the answer is no list that begins with an object: \"{'page': 1}\"",
            "gdp.json: the rows are no list of objects: '[]'",
            "gdp.json: the rows are no list of objects: \"[{'rows': []}]\"",
            'gdp.json: not JSON, or cut short (NaN is no number); it begins \'[{"page": 1, "pages": 1}',
        ]
    )


def test_every_mistake_in_the_rows_is_told(publish: Publish) -> None:
    strange = {key: value for key, value in ROW.items() if key != "decimal"} | {"valve": 1}
    other = ROW | {"indicator": {"id": "NY.GDP.MKTP.KD", "value": "GDP"}}
    body = _body(strange, other, ROW | {"date": "soon", "value": "12"}, ROW, ROW)
    with pytest.raises(SourceError) as caught:
        read(publish(body, name="gdp.json"))
    assert caught.value.mistakes == snapshot(
        (
            "gdp.json: row 1: key 'valve' is not known; did you mean 'value'?",
            "gdp.json: row 1: key 'decimal' is missing",
            "gdp.json: row 2: indicator 'NY.GDP.MKTP.KD' has no unit; write it under indicators",
            "gdp.json: row 3: value: '12' is not a number",
            "gdp.json: row 3: date: 'soon' has not the form of 2024, 2024Q1 or 2024M01",
            "gdp.json: row 5: 'worldbank-ny-gdp-mktp-cd/AFG/2024' stands twice; fetch it again",
        )
    )


def test_what_a_case_cannot_ask_is_told() -> None:
    with pytest.raises(
        ValidationError, match=r"NY\.GDP\.MKTP\.CD: no unit 'USD milion'; did you mean 'USD million'"
    ):
        Parameters(indicators={GDP: "USD milion"})
    with pytest.raises(ValidationError, match=r"'gdp' has not the form of NY\.GDP\.MKTP\.CD"):
        Parameters(indicators={"gdp": "USD"})
    with pytest.raises(ValidationError, match="'AFX' is not the ISO alpha-3 code of a country"):
        Parameters(countries=("AFX",))
