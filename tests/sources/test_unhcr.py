"""UNHCR: numbers as text, dashes that are no zero, and errors that come with a 200."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import SourceError
from facta.periods import parse
from facta.sources.asking import Kept, Plan
from facta.sources.unhcr import CONSUMED, DROPPED, MEASURES, Parameters, card, fetch, read
from world.driven import driven, kept
from world.unhcr import HOST, items, unhcr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from facta.records import Observation, Outcome, Snapshot
    from facta.sources.asking import Unit
    from world.base import Asked

    Publish = Callable[..., Snapshot]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples/unhcr"
ITEM: dict[str, object] = {
    "year": 2024,
    "coo_id": 1,
    "coo_name": "Afghanistan",
    "coo": "AFG",
    "coo_iso": "AFG",
    "coa_id": 2,
    "coa_name": "Tajikistan",
    "coa": "TJK",
    "coa_iso": "TJK",
    "refugees": "9902",
    "asylum_seekers": 3029,
    "returned_refugees": 0,
    "idps": "-",
    "returned_idps": "0",
    "stateless": "-",
    "ooc": "-",
    "oip": "-",
    "hst": None,
}


def _body(*items: dict[str, object], page: int = 1, pages: int = 1) -> str:
    return json.dumps({"page": page, "short_url": "", "maxPages": pages, "total": [], "items": list(items)})


def _figures(publish: Publish, **cells: object) -> dict[str, Observation]:
    found = read(publish(_body(ITEM | cells))).observations
    return {figure.measure: figure for figure in found}


def _mistakes(publish: Publish, body: str | bytes) -> Sequence[str]:
    with pytest.raises(SourceError) as caught:
        read(publish(body, name="population.json"))
    return caught.value.mistakes


def test_every_key_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert set(CONSUMED) | set(DROPPED) == set(ITEM)
    assert all(DROPPED.values())


def test_an_item_becomes_figures(publish: Publish) -> None:
    refugees = _figures(publish)["unhcr-refugees"]
    assert (refugees.value, refugees.unit) == (9902.0, "persons")
    assert (refugees.actor, refugees.target, refugees.country) == ("AFG", "TJK", "TJK")
    assert (refugees.start, refugees.end) == (date(2024, 1, 1), date(2025, 1, 1))
    assert (refugees.known_at, refugees.known_by) == (date(2025, 6, 14), "assumed")
    assert refugees.ref == "unhcr-refugees/AFG/TJK/2024"
    assert refugees.text == snapshot("Refugees from Afghanistan in Tajikistan, 2024.")


def test_a_dash_is_no_figure_and_a_nought_is_one(publish: Publish) -> None:
    figures = _figures(publish)
    assert set(figures) == {
        "unhcr-refugees",
        "unhcr-asylum-seekers",
        "unhcr-returned-refugees",
        "unhcr-returned-idps",
    }
    assert figures["unhcr-returned-idps"].value == 0


def test_numbers_and_their_text_read_the_same(publish: Publish) -> None:
    as_text = {key: str(ITEM[key]) for key in ("year", "asylum_seekers")}
    assert _figures(publish, **as_text) == _figures(publish)


def test_with_codes_of_iso_and_with_its_own_it_is_the_same_country(publish: Publish) -> None:
    own = _figures(publish, coa="GFR", coa_iso="DEU")
    iso = _figures(publish, coa="DEU", coa_iso="DEU")
    assert own == iso
    assert own["unhcr-refugees"].target == "DEU"


def test_people_of_unknown_origin_and_of_all_origins_have_actors(publish: Publish) -> None:
    assert _figures(publish, coo="UKN", coo_iso="UNK")["unhcr-refugees"].actor == "UNKNOWN"
    assert _figures(publish, coo="-", coo_iso="-")["unhcr-refugees"].actor == "WORLD"


def test_coverage_is_one_record_a_year(publish: Publish) -> None:
    coverage = read(publish(_body(ITEM)), covers=parse("2023/2024")).coverage
    assert [(c.start.year, c.known_at) for c in coverage] == [
        (2023, date(2024, 6, 13)),
        (2024, date(2025, 6, 14)),
    ]


def test_what_is_no_answer_is_told_as_what_it_is(publish: Publish) -> None:
    bodies: list[str | bytes] = [
        "<!DOCTYPE html><html>Busy</html>",
        '{"errors": ["yearFrom is required"]}',
        "[]",
        _body(ITEM)[:-20],
        b"\xff\xfe",
        "[" * 100_000,
        '{"page": 1, "item": []}',
        _body(page=2, pages=3),
        _body(ITEM, page=4, pages=3),
        '{"page": 1, "maxPages": 1, "items": {}}',
    ]
    told = [_mistakes(publish, body) for body in bodies]
    assert [line[:100] for mistakes in told for line in mistakes] == snapshot(
        [
            (
                "population.json: not JSON, or cut short (Expecting value: line 1 column 1 "
                "(char 0)); it begins '<!DO"
            ),
            "population.json: UNHCR answered with an error: ['yearFrom is required']",
            "population.json: the answer is no object; it begins '[]'",
            (
                "population.json: not JSON, or cut short (Expecting value: line 1 column 365 "
                "(char 364)); it begins '"
            ),
            (
                "population.json: not JSON, or cut short ('utf-8' codec can't decode byte 0xff "
                "in position 0: invalid"
            ),
            (
                "population.json: not JSON, or cut short (maximum recursion depth exceeded "
                "while decoding a JSON arra"
            ),
            "population.json: key 'item' is not known; did you mean 'items'?",
            "population.json: key 'maxPages' is missing",
            "population.json: key 'items' is missing",
            "population.json: page 2 of 3 has no items; fetch it again",
            "population.json: page 4 of maxPages 3; ask for a page from 1 to maxPages",
            "population.json: items is no list of objects",
        ]
    )


def test_every_mistake_in_the_items_is_told(publish: Publish) -> None:
    odd = ITEM | {"year": "soon", "refugees": "many"}
    strange = {key: value for key, value in ITEM.items() if key != "oip"} | {"refugess": 1}
    lost = ITEM | {"coa": "ZZZ", "coa_iso": "ZZZ"}
    bad = ITEM | {"year": 2023, "refugees": "12,000", "idps": -1, "ooc": True, "oip": [1]}
    assert _mistakes(publish, _body(odd, strange, lost, bad, ITEM, ITEM)) == snapshot(
        (
            "population.json: item 1: year: 'soon' is not a year from 1951",
            "population.json: item 2: key 'refugess' is not known; did you mean 'refugees'?",
            "population.json: item 2: key 'oip' is missing",
            "population.json: item 4: refugees: '12,000' is not a number of people",
            "population.json: item 4: idps: -1 is not a number of people",
            "population.json: item 4: ooc: True is not a number of people",
            "population.json: item 4: oip: [1] is not a number of people",
            "population.json: item 6: 'unhcr-refugees/AFG/TJK/2024' stands already in item 5",
            "population.json: item 6: 'unhcr-asylum-seekers/AFG/TJK/2024' stands already in item 5",
            "population.json: item 6: 'unhcr-returned-refugees/AFG/TJK/2024' stands already in item 5",
            "population.json: item 6: 'unhcr-returned-idps/AFG/TJK/2024' stands already in item 5",
        )
    )


def test_an_empty_answer_of_no_pages_has_no_figures(publish: Publish) -> None:
    assert read(publish(_body(pages=0))).observations == ()


def test_the_sample_keeps_every_printed_figure(publish: Publish) -> None:
    body = (SAMPLES / "population_afghanistan.json").read_bytes()
    items = json.loads(body)["items"]
    printed = sum(item[key] not in {"-", None} for item in items for key in MEASURES)
    assert len(read(publish(body)).observations) == printed


ASYLUM = ("IRN", "PAK", "TUR", "DEU", "TJK")


def _units(
    asked: Parameters, *, shifts_at: int | None = None, kept: dict[str, Kept] | None = None
) -> list[Unit]:
    table = items(("AFG", "SYR"), ASYLUM * 50, range(2015, 2027))
    plan = Plan(parameters=asked, now=NOW, kept=kept or {})
    return driven(fetch(plan), {HOST: unhcr(table, shifts_at=shifts_at)}, NOW)


def test_each_origin_is_asked_page_by_page_to_the_last() -> None:
    units = _units(Parameters(origins=("AFG", "SYR"), since=2015))
    assert [unit.address.rpartition("?")[2] for unit in units] == [
        "coo=AFG&coa_all=true",
        "coo=SYR&coa_all=true",
    ]
    assert [len(unit.answers) for unit in units] == [3, 3]
    assert {unit.state for unit in units} == {"complete"}
    first = units[0].answers[0].request.url
    assert first == snapshot(
        "https://api.unhcr.org/population/v1/population/?limit=1000&yearFrom=2015&yearTo=2026&coo=AFG&coa_all=true&cf_type=ISO&page=1"
    )


def test_a_year_whose_figures_are_not_out_does_not_count_as_looked_at() -> None:
    (unit,) = _units(Parameters(origins=("AFG",), asylum=("DEU",), since=2020))
    assert (unit.start, unit.end) == (date(2020, 1, 1), date(2026, 1, 1))
    assert _units(Parameters(origins=("AFG",), since=2026)) == []


def test_one_unit_holds_all_origins_where_none_is_named() -> None:
    (unit,) = _units(Parameters(asylum=("IRN", "PAK"), since=2024))
    assert unit.address.endswith("?coo_all=true&coa=IRN,PAK")
    assert unit.state == "complete"


def test_a_page_that_contradicts_ends_the_unit_and_says_so() -> None:
    (unit,) = _units(Parameters(origins=("AFG",), since=2015), shifts_at=2)
    assert (unit.state, len(unit.answers)) == ("partial", 2)
    assert (unit.answers[1].fault, unit.answers[1].reason) == snapshot(
        (
            "misread",
            "page 2 of 3 was asked for and page 2 of 4 came: the table changed meanwhile; fetch it again",
        )
    )


def test_an_error_in_place_of_a_page_is_refused_in_its_words() -> None:
    steps = fetch(Plan(parameters=Parameters(origins=("AFG",)), now=NOW))
    publisher = unhcr([])
    units = driven(steps, {HOST: lambda asked: publisher(_without_origin(asked))}, NOW)
    assert units[0].state == "failed"
    assert units[0].answers[0].reason == snapshot(
        "UNHCR answered with an error: ['coo or coo_all is required']"
    )


def _without_origin(asked: Asked) -> Asked:
    return replace(asked, query={key: text for key, text in asked.query.items() if key != "coo"})


@pytest.mark.parametrize(
    ("days", "state", "units"), [(29, "complete", 0), (30, "complete", 1), (1, "partial", 1)]
)
def test_a_unit_is_asked_for_again_after_thirty_days_or_when_it_is_not_whole(
    days: int, state: Outcome, units: int
) -> None:
    asked = Parameters(origins=("AFG",), asylum=("DEU",))
    address = f"{card.url}?coo=AFG&coa=DEU"
    held = {address: Kept(state=state, retrieved_at=NOW - timedelta(days=days))}
    assert len(_units(asked, kept=held)) == units


def test_all_pages_are_read_together() -> None:
    table = items(("AFG",), ASYLUM, range(2010, 2026))
    publisher = {HOST: unhcr(table)}
    steps = fetch(Plan(parameters=Parameters(origins=("AFG",), since=2010), now=NOW))
    (unit,) = driven(steps, publisher, NOW)
    found = read(kept(unit, card)).observations
    printed = sum(item[key] not in {"-", None} for item in table for key in MEASURES)
    assert len(found) == printed


def test_a_row_on_two_pages_is_a_mistake(publish: Publish) -> None:
    pages = tuple(publish(_body(ITEM, page=page, pages=2), name=f"page{page}.json") for page in (1, 2))
    whole = replace(publish(b"{}"), parts=pages)
    with pytest.raises(SourceError) as caught:
        read(whole)
    assert caught.value.mistakes[0] == snapshot(
        "page2.json: item 1: 'unhcr-refugees/AFG/TJK/2024' stands already in page1.json: item 1"
    )


def test_rows_of_a_country_that_is_not_known_are_left_out_and_said(publish: Publish) -> None:
    reading = read(publish(_body(ITEM, ITEM | {"coa": "TIB", "coa_iso": "XXB"})))
    assert {figure.target for figure in reading.observations} == {"TJK"}
    assert reading.refused == snapshot(
        (
            (
                "coa: neither ISO code 'XXB' nor UNHCR code 'TIB' is known; add the spelling to "
                "spellings.csv: 1 rows left out"
            ),
        )
    )


def test_what_a_case_cannot_ask_is_told() -> None:
    with pytest.raises(ValidationError, match="'AFH' is not the ISO alpha-3 code of a country"):
        Parameters(origins=("AFH",))
    with pytest.raises(ValidationError, match="until 2010 is before since 2020; exchange them"):
        Parameters(since=2020, until=2010)
