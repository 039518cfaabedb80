"""What GDELT's rows become: events that a case asks for, and totals to divide them by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from facta import actors
from facta.errors import SourceError
from facta.records import Event, Snapshot
from facta.sources import gdelt
from facta.sources.gdelt.clean import QUADS
from facta.sources.gdelt.extract import KINDS
from facta.store.frames import FIELDS
from facta.units import check
from world import days

if TYPE_CHECKING:
    from pathlib import Path

    from facta.sources.base import Reading

DAY = date(2025, 1, 10)
COLUMN = {"actor1": 5, "name1": 6, "country1": 7, "group1": 8, "type1": 12} | {
    "actor2": 15, "name2": 16, "country2": 17, "type2": 22,
    "root": 25, "code": 26, "base": 27, "rootcode": 28, "quad": 29, "goldstein": 30,
    "geo": 51, "place": 52, "fips": 53, "lat": 56, "lon": 57, "added": 59, "url": 60, "day": 1,
}  # fmt: skip


def _row(number: int, **cells: str) -> str:
    """Write a row of an Afghan consultation in Kabul, with some cells otherwise."""
    given = {
        "actor1": "RUSGOV", "name1": "RUSSIA", "country1": "RUS", "type1": "GOV",
        "actor2": "AFG", "name2": "KABUL", "country2": "AFG",
        "root": "1", "code": "042", "base": "042", "rootcode": "04", "quad": "1", "goldstein": "1.9",
        "geo": "4", "place": "Kabul, Kabol, Afghanistan", "fips": "AF", "lat": "34.5167", "lon": "69.1833",
        "added": "20250110031500", "url": f"https://www.example.org/{number}", "day": "20250110",
    } | cells  # fmt: skip
    row = [""] * 61
    row[0] = str(number)
    row[31:35] = ["3", "1", "3", "1.5"]
    for name, cell in given.items():
        row[COLUMN[name]] = cell
    return "\t".join(row)


def _file(rows: list[str], stamp: str = "20250110031500", kind: str = "export.CSV") -> days.File:
    name = f"{stamp}.{kind}"
    return days.File(f"/gdeltv2/{name}.zip", days.zipped(name, "".join(f"{r}\n" for r in rows).encode()))


def _snapshot(*files: days.File, day: date = DAY) -> Snapshot:
    whole = Snapshot(
        source="gdelt",
        url=f"gdelt/events/{day}",
        retrieved_at=datetime(2025, 2, 1, tzinfo=UTC),
        sha256="5" * 64,
        media_type="application/json",
        licence="",
        body=b"{}",
    )
    return replace(whole, parts=tuple(replace(whole, url=file.path, body=file.body) for file in files))


def _read(*files: days.File, **asked: object) -> Reading:
    parameters = gdelt.Parameters.model_validate({"countries": ["AFG"]} | asked)
    return gdelt.read(_snapshot(*files), parameters=parameters)


def _events(reading: Reading) -> list[Event]:
    assert isinstance(reading.events, pl.DataFrame)
    return [
        Event(**{name: tuple(cell) if isinstance(cell, list) else cell for name, cell in row.items()})
        for row in reading.events.iter_rows(named=True)
    ]


def _one(**cells: str) -> Event:
    (event,) = _events(_read(_file([_row(1, **cells)])))
    return event


def test_a_row_is_an_event_with_its_parties_place_and_day() -> None:
    event = _one()
    assert (event.ref, event.kind, event.actor, event.target) == ("events/1", "consult", "RUS", "AFG")
    assert (event.start, event.end, event.known_at) == (DAY, date(2025, 1, 11), DAY)
    assert (event.country, event.province, event.precision_km) == ("AFG", "Kabol", 10.0)
    assert (event.lat, event.lon, event.code, event.quad, event.intensity) == (
        34.5167,
        69.1833,
        "042",
        1,
        1.9,
    )
    assert (event.origin, event.url, event.grade) == ("example.org", "https://www.example.org/1", "D3")
    assert event.tags == ("quad-1", "verbal", "cooperation", "root-event")
    assert event.text == (
        "RUSSIA (RUSGOV): consult towards KABUL (AFG) in Kabul, Kabol, Afghanistan, CAMEO 042."
    )


def test_the_frame_has_the_columns_of_an_event() -> None:
    frame = _read(_file([_row(1)])).events
    assert isinstance(frame, pl.DataFrame)
    assert dict(frame.schema) == FIELDS["events"]
    empty = _read(_file([_row(1)]), countries=["TJK"]).events
    assert isinstance(empty, pl.DataFrame)
    assert (dict(empty.schema), empty.height) == (FIELDS["events"], 0)


def test_the_government_of_afghanistan_is_the_taliban_from_15_august_2021() -> None:
    for day, who in (("20210814", "AFG-REPUBLIC"), ("20210815", "TALIBAN")):
        assert _one(actor1="AFGGOV", country1="AFG", day=day).actor == who
    assert _one(actor1="AFGINSTAL", country1="AFG", type1="INS", day="20200101").actor == "TALIBAN"


def test_afghans_who_do_not_act_for_the_regime_are_not_afghanistan() -> None:
    for code, role, who in (
        ("AFGREB", "REB", "UNKNOWN-ARMED"),
        ("AFGOPP", "OPP", "UNKNOWN"),
        ("AFGCVL", "CVL", "CIVILIANS"),
        ("UAF", "UAF", "UNKNOWN-ARMED"),
    ):
        event = _one(actor1=code, country1="AFG" if code.startswith("AFG") else "", type1=role)
        assert event.actor == who
        assert f"cameo:{code}" in event.tags


def test_a_blank_first_actor_is_unknown_and_a_blank_second_is_none() -> None:
    event = _one(actor1="", name1="", country1="", type1="", actor2="", name2="", country2="")
    assert (event.actor, event.target) == ("UNKNOWN", None)
    assert not any(tag.startswith("cameo:") for tag in event.tags)


def test_every_party_is_on_record() -> None:
    files = [days.export(when, about=300) for when in days.slots(DAY)[:8]]
    countries = tuple(id_ for id_, actor in actors.actors().items() if actor.kind == "state")
    events = _events(_read(*files, countries=countries))
    assert len(events) > 1000
    assert all(actors.known(who) for event in events for who in (event.actor, event.target) if who)
    assert all(actors.known(event.country) for event in events if event.country)
    assert {event.kind for event in events} <= {*KINDS.values(), "unknown"}


def test_the_middle_of_a_country_is_no_point_and_that_of_a_province_is_marked() -> None:
    country = _one(geo="1", place="Afghanistan", lat="33", lon="66")
    assert (country.lat, country.lon, country.precision_km, country.country) == (None, None, 500.0, "AFG")
    assert "centroid" in country.tags
    province = _one(geo="5", place="Kabol, Afghanistan", lat="34.5", lon="69.2")
    assert (province.lat, province.precision_km, province.province) == (34.5, 150.0, "Kabol")
    assert "centroid" in province.tags
    nowhere = _one(geo="4", lat="0", lon="0")
    assert (nowhere.lat, nowhere.lon) == (None, None)


def test_fips_codes_are_not_iso_codes() -> None:
    for fips, country in (
        ("RS", "RUS"),
        ("CH", "CHN"),
        ("TI", "TJK"),
        ("TX", "TKM"),
        ("TU", "TUR"),
        ("AU", "AUT"),
    ):
        assert _one(fips=fips).country == country


def test_an_event_is_marked_as_back_dated_from_two_days_on() -> None:
    assert "back-dated" not in _one(day="20250109").tags
    for day in ("20250108", "20250103", "20241210", "20240110", "20150110"):
        assert "back-dated" in _one(day=day).tags


def test_an_address_that_is_none_of_the_web_is_kept_as_text_alone() -> None:
    for address in ("javascript:alert(1)", "http://a b", "BBC Monitoring", "https:///x"):
        event = _one(url=address)
        assert (event.url, event.origin) == (None, "GDELT Project")
        assert f"source as printed: {address}" in (event.note or "")


def test_codes_without_a_class_are_unknown() -> None:
    event = _one(code="---", base="---", rootcode="--", goldstein="")
    assert (event.kind, event.quad, event.intensity, event.code) == ("unknown", None, None, "---")


def test_rows_that_repeat_another_are_left_out_and_counted_and_copies_are_marked() -> None:
    same = {"url": "https://a.example/1"}
    reading = _read(_file([_row(3, **same), _row(2, **same), _row(4, url="https://b.example/1")]))
    events = _events(reading)
    assert [event.ref for event in events] == ["events/2", "events/4"]
    assert ["syndicated" in event.tags for event in events] == [False, True]
    assert reading.refused == (
        "1 of 3 rows asked for left out: they repeat another in day, actors, code, place and address",
    )


def test_a_dyad_is_asked_for_by_actors_and_their_members_either_way() -> None:
    rows = [
        _row(1, actor1="RUSMIL", actor2="AFGGOV", fips="RS"),
        _row(2, actor1="AFGINSTAL", country1="AFG", type1="INS", actor2="RUS", country2="RUS", fips="RS"),
        _row(3, actor1="USA", country1="USA", actor2="AFG", fips="RS"),
        _row(4, actor1="RUS", actor2="AFGREB", fips="RS"),
    ]
    reading = _read(_file(rows), countries=[], dyads=[["RUS", "AFG"]])
    assert [event.ref for event in _events(reading)] == ["events/1", "events/2"]
    reading = _read(_file(rows), countries=[], dyads=[["TALIBAN", "CSTO"]])
    assert [event.ref for event in _events(reading)] == ["events/1", "events/2"]


def test_totals_are_of_all_rows_whatever_is_asked_for() -> None:
    rows = [
        _row(1),
        _row(2, country2="RUS"),
        _row(3, rootcode="19", code="190", url="https://www.example.org/1"),
    ]
    for asked in ({}, {"countries": ["TJK"]}, {"countries": [], "archive": False}):
        observations = _read(_file(rows), **asked).observations
        assert {o.measure: o.value for o in observations} == {
            "gdelt-events": 3,
            "gdelt-events-quad-1": 2,
            "gdelt-events-quad-2": 0,
            "gdelt-events-quad-3": 0,
            "gdelt-events-quad-4": 1,
            "gdelt-events-dyadic": 2,
            "gdelt-articles": 2,
        }
        assert {o.actor for o in observations} == {"WORLD"}
        assert all(check(o.unit) is None for o in observations)
        assert {(o.start, o.end, o.known_at) for o in observations} == {
            (DAY, date(2025, 1, 11), date(2025, 1, 11))
        }


def test_an_empty_day_is_zero_rows_and_not_nothing() -> None:
    reading = _read(_file([]))
    assert {o.value for o in reading.observations} == {0.0}
    assert len(reading.observations) == 7


def test_the_translated_feed_has_names_of_its_own() -> None:
    reading = _read(_file([_row(1)], kind="translation.export.CSV"), product="translingual")
    (event,) = _events(reading)
    assert event.ref == "translingual/1"
    assert "translated" in event.tags
    assert {o.measure for o in reading.observations} >= {
        "gdelt-events-translingual",
        "gdelt-articles-translingual",
    }
    assert list(reading.tables) == ["gdelt-translingual"]


def test_a_day_of_gdelt_1_is_known_the_day_after() -> None:
    reading = _read(days.daily(DAY, about=2000), product="daily", countries=["USA"])
    assert isinstance(reading.events, pl.DataFrame)
    assert reading.events["known_at"].unique().to_list() == [date(2025, 1, 11)]
    assert reading.tables["gdelt-daily"].width == 58 + 2


def test_mentions_have_totals_and_a_table_and_no_events() -> None:
    reading = _read(days.mentions(days.slots(DAY)[0], about=50), product="mentions", countries=[])
    assert [o.measure for o in reading.observations] == ["gdelt-mentions", "gdelt-mentioning-articles"]
    assert not len(reading.events)
    assert reading.tables["gdelt-mentions"].width == 16


def test_in_passing_the_same_is_found_as_for_the_archive() -> None:
    files = [days.export(when, about=400) for when in days.slots(DAY)[:6]]
    asked = {"countries": ["AFG", "RUS"], "dyads": [["USA", "CHN"]]}
    every, passing = (_read(*files, archive=archive, **asked) for archive in (True, False))
    assert _events(every) == _events(passing)
    assert (every.observations, every.refused) == (passing.observations, passing.refused)
    assert (list(every.tables), list(passing.tables)) == (["gdelt-events"], [])


def test_the_archive_answers_another_question_as_the_files_do(tmp_path: Path) -> None:
    files = [days.export(when, about=400) for when in days.slots(DAY)[:6]]
    path = tmp_path / "day.parquet"
    gdelt.write_table(_read(*files).tables["gdelt-events"], path)
    asked = gdelt.Parameters(countries=("RUS",), dyads=(("USA", "CHN"),))
    again = gdelt.reread(_snapshot(), {"gdelt-events": path}, parameters=asked)
    afresh = gdelt.read(_snapshot(*files), parameters=asked)
    assert _events(again) == _events(afresh)
    assert (again.observations, again.refused) == (afresh.observations, afresh.refused)


def test_an_archive_without_the_table_says_so() -> None:
    with pytest.raises(SourceError, match="no table 'gdelt-events' of this day; fetch it again"):
        gdelt.reread(_snapshot(), {}, parameters=gdelt.Parameters())


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_in_which_files_come_changes_nothing(order: list[int]) -> None:
    files = [days.export(when, about=60) for when in days.slots(DAY)[:6]]
    asked = {"countries": ["USA", "GBR"]}
    straight, mixed = _read(*files, **asked), _read(*(files[place] for place in order), **asked)
    assert _events(straight) == _events(mixed)
    assert straight.observations == mixed.observations


def test_every_root_code_has_a_class_and_a_name() -> None:
    assert set(QUADS) == set(KINDS)
    assert (QUADS["09"], QUADS["14"]) == (2, 3)


def test_a_case_that_asks_for_nobody_on_record_is_told() -> None:
    with pytest.raises(
        ValidationError, match="'Tajikistan' is not the ISO alpha-3 code of a country; did you mean 'TJK'"
    ):
        gdelt.Parameters(countries=("Tajikistan",))
    with pytest.raises(ValidationError, match="'TALIBAN' is not the ISO alpha-3 code of a country"):
        gdelt.Parameters(countries=("TALIBAN",))
    with pytest.raises(ValidationError, match="dyads: no actor 'TALIBANS'; did you mean 'TALIBAN'"):
        gdelt.Parameters(dyads=(("RUS", "TALIBANS"),))
    with pytest.raises(ValidationError, match="until 2025-01-01 is not after since 2025-01-01"):
        gdelt.Parameters(since=date(2025, 1, 1), until=date(2025, 1, 1))
    with pytest.raises(ValidationError, match="mentions has totals only; leave out countries and dyads"):
        gdelt.Parameters(product="mentions", countries=("AFG",))
