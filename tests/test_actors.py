"""Actors: who somebody is depends on the day and on who writes the name."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.actors import Kind, actors, government_of, known, resolve, suggest, within

FALL = date(2021, 8, 15)
BEFORE, AFTER = date(2021, 8, 14), date(2024, 1, 1)
DATA = Path(__file__).parents[2] / "shared/data/ucdp/ged251_country_month.csv"
ids = st.sampled_from(sorted(actors()))
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 1, 1))

UCDP_COUNTRIES = (
    "Bosnia-Herzegovina,Cambodia (Kampuchea),Congo,DR Congo (Zaire),Iran,Ivory Coast,"
    "Kingdom of eSwatini (Swaziland),Laos,Madagascar (Malagasy),Moldova,Myanmar (Burma),"
    "North Macedonia,Russia (Soviet Union),Serbia (Yugoslavia),Syria,Tajikistan,Tanzania,Turkey,"
    "United States of America,Uzbekistan,Yemen (North Yemen),Zimbabwe (Rhodesia)"
)

REGION = (
    "RUS AFG TJK UZB TKM KAZ KGZ PAK IRN CHN IND USA TALIBAN AFG-REPUBLIC ISKP IS TTP NRF AFF "
    "HAQQANI KANDAHAR KABUL-MINISTERS CSTO EAEU SCO CIS UN UNAMA UNHCR IOM UNODC WORLD "
    "CENTRAL-ASIA UNKNOWN-ARMED SMUGGLERS CIVILIANS MARKET"
)


def _table(name: str) -> list[dict[str, str]]:
    with files("facta").joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_kind_in_the_table_is_a_word_of_the_vocabulary() -> None:
    assert {row["kind"] for row in _table("actors.csv")} == set(get_args(Kind))


def test_every_actor_has_one_name_and_parts_that_exist() -> None:
    names: dict[str, str] = {}
    for row in _table("actors.csv"):
        assert names.setdefault(row["id"], row["name"]) == row["name"]
        assert not row["part_of"] or known(row["part_of"])
        assert row["id"] == row["id"].upper()
        assert not (row["valid_from"] and row["valid_to"]) or row["valid_from"] < row["valid_to"]


def test_every_spelling_names_an_actor_and_stands_once_a_day_and_country() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for row in _table("spellings.csv"):
        assert known(row["actor"])
        assert not row["country"] or known(row["country"])
        key = (row["source"], row["spelling"], row["country"], row["valid_from"])
        assert seen.setdefault(key, row["actor"]) == row["actor"]


def test_there_are_249_states_of_iso_3166_and_kosovo() -> None:
    states = [id_ for id_, actor in actors().items() if actor.kind == "state"]
    assert len(states) == 250
    assert all(len(id_) == 3 for id_ in states)


@pytest.mark.parametrize("id_", REGION.split())
def test_the_actors_of_the_region_are_known(id_: str) -> None:
    assert known(id_)


def test_the_government_of_afghanistan_changes_on_15_august_2021() -> None:
    for source, spelling in (("ucdp", "Government of Afghanistan"), ("cameo", "AFGGOV")):
        assert resolve(source, spelling, BEFORE) == "AFG-REPUBLIC"
        assert resolve(source, spelling, FALL) == "TALIBAN"
    assert government_of("AFG", BEFORE) == "AFG-REPUBLIC"
    assert government_of("AFG", FALL) == "TALIBAN"


def test_the_state_of_afghanistan_stays_the_state() -> None:
    assert resolve("cameo", "AFG", BEFORE) == resolve("cameo", "AFG", AFTER) == "AFG"
    assert resolve("ucdp", "Afghanistan", AFTER) == "AFG"


@pytest.mark.parametrize("on", [BEFORE, FALL, AFTER])
@pytest.mark.parametrize(
    ("source", "spelling"),
    [("ucdp", "Taleban"), ("cameo", "AFGINSTAL"), ("cameo", "AFGREBTAL"), ("cameo", "AFGGOVTAL")],
)
def test_the_taliban_are_the_taliban_all_the_time(source: str, spelling: str, on: date) -> None:
    assert resolve(source, spelling, on) == "TALIBAN"


def test_the_islamic_state_is_its_khorasan_branch_in_the_region_only() -> None:
    assert resolve("ucdp", "IS", AFTER, country="AFG") == "ISKP"
    assert resolve("ucdp", "IS", AFTER, country="TJK") == "ISKP"
    assert resolve("ucdp", "IS", AFTER, country="SYR") == "IS"
    assert resolve("ucdp", "IS", AFTER) == "IS"
    assert resolve("ucdp", "IS", date(2014, 12, 31), country="AFG") == "IS"


@pytest.mark.parametrize("name", UCDP_COUNTRIES.split(","))
def test_a_country_name_of_ucdp_is_known(name: str) -> None:
    state = resolve("ucdp", name, AFTER)
    assert state is not None
    assert actors()[state].kind == "state"
    assert resolve("ucdp", f"Government of {name}", AFTER) == state


@pytest.mark.outside
@pytest.mark.skipif(not DATA.exists(), reason="the country-month table of GED 25.1 is not here")
def test_every_country_of_the_published_table_is_known() -> None:
    with DATA.open(encoding="utf-8") as file:
        names = next(csv.reader(file))[1:]
    assert len(names) > 100
    assert [name for name in names if resolve("ucdp", name, AFTER) is None] == []


def test_fips_codes_are_not_iso_codes() -> None:
    codes = "AF:AFG RS:RUS TI:TJK UZ:UZB TX:TKM PK:PAK IR:IRN CH:CHN IN:IND KZ:KAZ KG:KGZ TU:TUR"
    for code, state in (pair.split(":") for pair in codes.split()):
        assert resolve("fips", code, AFTER) == state


def test_unhcr_codes_are_its_own() -> None:
    assert resolve("unhcr", "AUS", AFTER) == "AUT"
    assert resolve("unhcr", "GFR", AFTER) == "DEU"
    assert resolve("unhcr", "TJK", AFTER) == "TJK"


def test_codes_are_text() -> None:
    assert resolve("cameo", "010", AFTER) is None
    assert resolve("cameo", "10", AFTER) is None


def test_an_unknown_spelling_or_source_is_nobody() -> None:
    assert resolve("ucdp", "Government of Atlantis", AFTER) is None
    assert resolve("cameo", "RUSBUS", AFTER) is None
    assert resolve("cameo", "RUSMIL", AFTER) == "RUS"
    assert resolve("atlas", "Taliban", AFTER) is None


def test_branches_lie_within_what_they_branch_from() -> None:
    assert within("ISKP", "IS", AFTER)
    assert within("HAQQANI", "TALIBAN", AFTER)
    assert within("HAQQANI", "AFG", AFTER)
    assert not within("HAQQANI", "AFG", BEFORE)
    assert not within("IS", "ISKP", AFTER)


@pytest.mark.parametrize(
    ("state", "bloc", "on", "member"),
    [
        ("TJK", "CSTO", date(2002, 10, 6), False),
        ("TJK", "CSTO", date(2002, 10, 7), True),
        ("UZB", "CSTO", date(2010, 1, 1), True),
        ("UZB", "CSTO", date(2013, 1, 1), False),
        ("KGZ", "EAEU", date(2015, 8, 11), False),
        ("KGZ", "EAEU", date(2015, 8, 12), True),
        ("IND", "SCO", date(2017, 6, 9), True),
        ("BLR", "SCO", date(2024, 7, 3), False),
        ("TKM", "CIS", date(2006, 1, 1), False),
        ("AFG", "SCO", AFTER, False),
    ],
)
def test_membership_has_dates(state: str, bloc: str, on: date, *, member: bool) -> None:
    assert within(state, bloc, on) is member


@given(ids, days)
def test_everybody_lies_within_themselves(id_: str, on: date) -> None:
    assert within(id_, id_, on)


@given(ids, ids, ids, days)
def test_within_is_transitive(one: str, other: str, third: str, on: date) -> None:
    if within(one, other, on) and within(other, third, on):
        assert within(one, third, on)


@given(ids, ids, days)
def test_two_actors_are_never_within_each_other(one: str, other: str, on: date) -> None:
    if one != other:
        assert not (within(one, other, on) and within(other, one, on))


def test_existence_has_dates() -> None:
    assert known("AFG-REPUBLIC", BEFORE)
    assert not known("AFG-REPUBLIC", FALL)
    assert known("AFG-REPUBLIC")
    assert known("TALIBAN", BEFORE)


def test_a_misspelt_id_gets_the_nearest() -> None:
    assert suggest("KABUL-MINISTER") == "; did you mean 'KABUL-MINISTERS'?"
    assert suggest("?") == ""
    assert suggest("TALIBAN", kind="state") == ""


def test_a_name_in_place_of_an_id_gets_its_id() -> None:
    assert suggest("Uzbekistan") == suggest("UZBEK") == "; did you mean 'UZB'?"
