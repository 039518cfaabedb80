"""PortWatch: days as milliseconds and as text, errors with status 200, and weeks that are revised."""

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
from facta.sources.asking import Kept, Plan
from facta.sources.portwatch import CHOKEPOINTS, CONSUMED, DROPPED, SERVICE, Parameters, card, fetch, read
from world.base import Told
from world.driven import driven, kept
from world.portwatch import HOST, portwatch, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.records import Snapshot
    from facta.sources.asking import Unit
    from world.base import Asked

    Publish = Callable[..., Snapshot]

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples/portwatch"
HORMUZ = json.loads((SAMPLES / "hormuz_2026_02_03.json").read_bytes())
ROW = HORMUZ["features"][0]["attributes"]
ASKED = Parameters(chokepoints=("Strait of Hormuz",), since=2024)


def _units(
    asked: Parameters = ASKED,
    *,
    last: date = date(2026, 1, 25),
    at_most: int = 1000,
    held: dict[str, Kept] | None = None,
) -> list[Unit]:
    table = rows({"chokepoint6": "Strait of Hormuz"}, date(2024, 1, 1), last)
    plan = Plan(parameters=asked, now=NOW, kept=held or {})
    return driven(fetch(plan), {HOST: portwatch(table, at_most=at_most)}, NOW)


def _body(*table: dict[str, object]) -> str:
    return json.dumps({"features": [{"attributes": row} for row in table]})


def test_every_key_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert set(CONSUMED) | set(DROPPED) == set(ROW)
    assert all(DROPPED.values())


def test_a_row_becomes_transits_and_capacity_of_the_day(publish: Publish) -> None:
    found = {o.measure: o for o in read(publish(_body(ROW))).observations}
    assert list(found) == [
        "portwatch-transits",
        "portwatch-capacity",
        "portwatch-transits-tanker",
        "portwatch-capacity-tanker",
    ]
    transits = found["portwatch-transits"]
    assert (transits.value, transits.unit, transits.actor) == (152, "transits", "WORLD")
    assert transits.tags == ("chokepoint:strait-of-hormuz",)
    assert (transits.start, transits.end) == (date(2026, 2, 22), date(2026, 2, 23))
    assert (transits.known_at, transits.known_by) == (date(2026, 3, 3), "assumed")
    assert transits.ref == "portwatch-transits/chokepoint6/2026-02-22"
    assert transits.text == snapshot("Transits of ships of all kinds through Strait of Hormuz, 2026-02-22.")
    assert found["portwatch-capacity"].unit == "t"


def test_kinds_of_ships_add_up_in_the_samples(publish: Publish) -> None:
    every = Parameters(ships=("total", "cargo", "container", "dry_bulk", "general_cargo", "roro", "tanker"))
    for path in SAMPLES.glob("*.json"):
        found = read(publish(path.read_bytes()), parameters=every).observations
        by_day: dict[date, dict[str, float]] = {}
        for o in found:
            by_day.setdefault(o.start, {})[o.measure.removeprefix("portwatch-")] = o.value
        for day in by_day.values():
            assert day["transits"] == day["transits-cargo"] + day["transits-tanker"]
            kinds = ("container", "dry-bulk", "general-cargo", "roro")
            assert day["transits-cargo"] == sum(day[f"transits-{kind}"] for kind in kinds)


def test_the_canal_was_closed_and_the_strait_emptied(publish: Publish) -> None:
    def transits(name: str) -> dict[str, float]:
        found = read(publish((SAMPLES / name).read_bytes())).observations
        return {f"{o.start:%m-%d}": o.value for o in found if o.measure == "portwatch-transits"}

    suez, hormuz = transits("suez_2021_03.json"), transits("hormuz_2026_02_03.json")
    assert (suez["03-22"], suez["03-25"], suez["03-30"]) == (59, 2, 65)
    assert (hormuz["02-22"], hormuz["03-04"]) == (152, 2)


def test_days_as_milliseconds_and_as_text_read_the_same(publish: Publish) -> None:
    milliseconds = int(datetime(2026, 2, 22, tzinfo=UTC).timestamp() * 1000)
    assert read(publish(_body(ROW | {"date": milliseconds}))) == read(publish(_body(ROW)))


def test_a_kind_without_a_figure_is_none_and_never_zero(publish: Publish) -> None:
    found = read(publish(_body(ROW | {"n_tanker": None, "capacity": None}))).observations
    assert {o.measure for o in found} == {"portwatch-transits", "portwatch-capacity-tanker"}


def test_each_year_is_a_unit_and_the_running_one_ends_with_its_newest_day() -> None:
    units = _units()
    assert [(unit.address.rpartition("/")[2], unit.end, unit.settled) for unit in units] == [
        ("2024", date(2025, 1, 1), True),
        ("2025", date(2026, 1, 1), False),
        ("2026", date(2026, 1, 26), False),
    ]
    assert units[0].answers[0].request.url == snapshot(
        "https://services9.arcgis.com/weJ1QsnbMYJlCHdG/arcgis/rest/services/Daily_Chokepoints_Data/FeatureServer/0/query?where=portid%3D%27chokepoint6%27+AND+year%3D2024&outFields=%2A&orderByFields=date&returnGeometry=false&resultOffset=0&resultRecordCount=1000&f=json"
    )
    assert len(read(kept(units[0], card)).observations) == 366 * 4


def test_a_year_that_is_over_and_not_yet_published_to_its_end_stops_where_it_does() -> None:
    (unit,) = _units(ASKED.model_copy(update={"since": 2025}), last=date(2025, 12, 28))
    assert (unit.end, unit.settled) == (date(2025, 12, 29), False)


def test_a_transfer_limit_is_followed_by_what_came_so_far() -> None:
    unit = _units(at_most=150)[0]
    assert len(unit.answers) == 3
    assert "resultOffset=300" in unit.answers[2].request.url
    assert len(read(kept(unit, card)).observations) == 366 * 4


def test_a_chokepoint_without_rows_in_a_year_that_is_over_has_failed() -> None:
    unit = _units(Parameters(chokepoints=("chokepoint28",), since=2024))[0]
    assert (unit.state, unit.answers[0].fault) == ("failed", "not-data")
    assert unit.answers[0].reason == snapshot(
        "no row of 2024; look up the chokepoint at https://portwatch.imf.org/"
    )


def test_a_running_year_without_rows_is_no_unit_and_one_that_failed_ends_today() -> None:
    assert [unit.address[-4:] for unit in _units(last=date(2025, 12, 31))] == ["2024", "2025"]
    moved = {HOST: lambda _: Told(status=503, body=b"busy")}
    (*_, unit) = driven(fetch(Plan(parameters=ASKED, now=NOW)), moved, NOW)
    assert (unit.state, unit.end) == ("failed", date(2026, 2, 4))


def test_an_error_with_status_200_is_refused_in_its_words() -> None:
    (*_, unit) = driven(
        fetch(Plan(parameters=ASKED, now=NOW)), {HOST: lambda asked: portwatch([])(_unasked(asked))}, NOW
    )
    assert (unit.answers[0].fault, unit.answers[0].reason) == snapshot(
        ("refused", "ArcGIS answered with an error 400: Cannot perform query.")
    )


def _unasked(asked: Asked) -> Asked:
    return replace(asked, query={"where": "1=2", "f": "json"})


def test_a_settled_year_is_asked_for_again_after_ninety_days_and_the_running_one_always() -> None:
    held = {
        f"{SERVICE}/chokepoint6/{year}": Kept(
            state="complete", retrieved_at=NOW - timedelta(days=days), settled=settled
        )
        for year, days, settled in ((2024, 89, True), (2025, 1, False), (2026, 1, False))
    }
    assert [unit.address[-4:] for unit in _units(held=held)] == ["2025", "2026"]
    older = held | {
        f"{SERVICE}/chokepoint6/2024": Kept(state="complete", retrieved_at=NOW - timedelta(days=90))
    }
    assert [unit.address[-4:] for unit in _units(held=older)] == ["2024", "2025", "2026"]


def test_what_is_wrong_with_rows_is_told(publish: Publish) -> None:
    body = _body(
        ROW | {"date": "soon"},
        ROW | {"portid": "chokepoint99"},
        ROW | {"portname": "Suez Canal"},
        ROW | {"date": "2026-02-23", "n_total": "many"},
        ROW,
        ROW,
    )
    with pytest.raises(SourceError) as caught:
        read(publish(body, name="hormuz.json"), parameters=Parameters(ships=("total",)))
    assert [line[:90] for line in caught.value.mistakes] == snapshot(
        [
            "hormuz.json: row 1: date: 'soon' is no day, neither 2026-07-19 nor milliseconds",
            "hormuz.json: row 2: portid: 'chokepoint99' is not one of chokepoint1 to chokepoint28",
            "hormuz.json: row 3: portname: chokepoint6 was 'Strait of Hormuz' and is 'Suez Canal'",
            "hormuz.json: row 4: n_total: 'many' is not a number",
            "hormuz.json: row 6: 'portwatch-transits/chokepoint6/2026-02-22' stands twice; fetch the ye",
            "hormuz.json: row 6: 'portwatch-capacity/chokepoint6/2026-02-22' stands twice; fetch the ye",
        ]
    )


def test_what_is_no_answer_is_told_as_what_it_is(publish: Publish) -> None:
    told = []
    for body in (
        '{"error": {"code": 499, "message": "Token Required"}}',
        '{"features": [1]}',
        "[]",
        "<html>",
    ):
        with pytest.raises(SourceError) as caught:
            read(publish(body, name="hormuz.json"))
        told += [line[:90] for line in caught.value.mistakes]
    assert told == snapshot(
        [
            "hormuz.json: ArcGIS answered with an error 499: Token Required",
            "hormuz.json: features is no list of rows with attributes: \"{'features': [1]}\"",
            "hormuz.json: features is no list of rows with attributes: '[]'",
            "hormuz.json: not JSON, or cut short (Expecting value: line 1 column 1 (char 0)); it begins",
        ]
    )


def test_what_a_case_cannot_ask_is_told() -> None:
    with pytest.raises(ValidationError, match="did you mean 'Strait of Hormuz'"):
        Parameters(chokepoints=("Straits of Hormuz",))
    with pytest.raises(ValidationError, match=r"is no layer on services9\.arcgis\.com; write https://"):
        Parameters(service="https://example.org/FeatureServer/0")
    assert len(CHOKEPOINTS) == 28
