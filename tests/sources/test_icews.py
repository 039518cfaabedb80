"""ICEWS: years from Dataverse, states by name or sector, and nobody else by name."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import SourceError
from facta.sources.asking import Kept, Plan
from facta.sources.icews import COLUMNS, CONSUMED, DOI, DROPPED, Parameters, card, fetch, read
from world.base import Told
from world.dataverse import HOST, STORE, Deposited, dataverse, object_store
from world.driven import asked, driven, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from facta.records import Snapshot
    from facta.sources.asking import Unit

    Publish = Callable[..., Snapshot]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLE = Path(__file__).parents[1] / "samples/icews/events_2022.tab"
TABLE = SAMPLE.read_bytes()
HEADER, *LINES = TABLE.decode().splitlines(keepends=True)


def _zipped(body: bytes, *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, body)
    return out.getvalue()


FILES = (
    Deposited(number=11, label="events.2021.20220623.tab.zip", body=_zipped(TABLE, "events.2021.tab")),
    Deposited(number=12, label="events.2022.20230106.tab", body=TABLE, rendered=True),
    Deposited(number=13, label="Events.2017.20200602.tab.zip", body=_zipped(TABLE, "Events.2017.tab")),
    Deposited(number=14, label="CAMEO.CDB.09b5.pdf", body=b"%PDF"),
)


def _units(since: date = date(2018, 1, 1), *, kept: dict[str, Kept] | None = None) -> list[Unit]:
    plan = Plan(parameters=Parameters(since=since), now=NOW, kept=kept or {})
    return driven(fetch(plan), {HOST: dataverse({DOI: FILES}, redirects=False)}, NOW)


def _events(body: bytes | str, publish: Publish, **asked: object) -> pl.DataFrame:
    found = read(
        publish(body), parameters=Parameters.model_validate({"since": date(2014, 1, 1)} | asked)
    ).events
    assert not isinstance(found, tuple)
    return found


def test_every_column_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED) | set(DROPPED) == set(COLUMNS)
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert len(COLUMNS) == 20


def test_the_years_that_are_asked_for_are_fetched_and_nothing_else() -> None:
    units = _units()
    assert [(unit.address, unit.start, unit.end) for unit in units] == [
        ("https://doi.org/10.7910/DVN/28075#events.2021", date(2021, 1, 1), date(2022, 1, 1)),
        ("https://doi.org/10.7910/DVN/28075#events.2022", date(2022, 1, 1), date(2023, 1, 1)),
    ]
    assert all(unit.state == "complete" for unit in units)


def test_the_year_with_a_name_of_its_own_is_found_too() -> None:
    assert "https://doi.org/10.7910/DVN/28075#events.2017" in [u.address for u in _units(date(2017, 1, 1))]


def test_what_the_list_announces_is_checked_only_where_it_is_of_the_bytes_sent() -> None:
    zipped, rendered = (unit.answers[0].request for unit in _units())
    assert (zipped.size, zipped.form) == (len(FILES[0].body), "zip")
    assert (rendered.size, rendered.md5, rendered.form) == (None, None, "tab")


def test_a_fetched_year_is_read_out_of_its_archive() -> None:
    reading = read(kept(_units()[0], card))
    assert len(reading.events) == 5


def test_a_year_that_is_kept_is_asked_for_again_only_when_a_newer_file_is_there() -> None:
    old, new = datetime(2023, 4, 30, tzinfo=UTC), datetime(2023, 5, 2, tzinfo=UTC)
    address = "https://doi.org/10.7910/DVN/28075#events.{}"
    have = {
        address.format(2021): Kept(state="complete", retrieved_at=new),
        address.format(2022): Kept(state="complete", retrieved_at=old),
    }
    assert [unit.address for unit in _units(kept=have)] == [address.format(2022)]


def test_a_list_that_cannot_be_had_leaves_what_is_kept_alone() -> None:
    plan = Plan(parameters=Parameters(since=date(2018, 1, 1)), now=NOW)
    assert driven(fetch(plan), {HOST: dataverse({}, token="t")}, NOW) == []  # noqa: S106
    with pytest.raises(SourceError, match="no list of files came"):
        driven(fetch(plan), {HOST: lambda _: Told(body=b'{"status": "OK"}')}, NOW)


def test_a_file_lies_behind_one_redirect_to_a_host_on_the_card() -> None:
    request = _units()[0].answers[0].request
    told = dataverse({DOI: FILES})(asked(request))
    assert told.status == 303
    assert told.headers["Location"].startswith(f"https://{STORE}/")
    assert {HOST, STORE} <= set(card.hosts)
    store = object_store({DOI: FILES})
    assert store(asked(request)).status == 404


def test_who_acts_for_a_state_is_the_state_and_everybody_else_is_others(publish: Publish) -> None:
    found = _events(TABLE, publish).select("actor", "target", "kind", "code", "quad")
    assert found.rows() == snapshot(
        [
            ("RUS", "TJK", "consult", "040", 1),
            ("RUS", "TJK", "material-cooperation", "062", 2),
            ("RUS", "KGZ", "material-cooperation", "062", 2),
            ("OTHERS", "KAZ", "protest", "141", 3),
            ("UZB", "UN", "appeal", "020", 1),
        ]
    )


def test_no_record_holds_the_name_of_a_person(publish: Publish) -> None:
    assert "Made-up" in TABLE.decode()
    assert "Made-up" not in _events(TABLE, publish).write_json()


def test_rows_that_share_an_id_are_told_apart_by_their_number(publish: Publish) -> None:
    assert _events(TABLE, publish)["ref"].to_list()[1:3] == ["90000002", "90000002-2"]


def test_a_country_is_found_on_either_side_or_as_the_place(publish: Publish) -> None:
    assert _events(TABLE, publish, countries=("KGZ",))["target"].to_list() == ["KGZ"]
    assert _events(TABLE, publish, countries=("TJK",)).height == 3


def test_the_days_of_2017_are_read_and_rows_without_one_are_counted(publish: Publish) -> None:
    def dated(day: str) -> str:
        return LINES[0].replace("2022-03-02", day)

    body = HEADER + dated("1/31/2017") + dated("2/1/17") + dated("") + dated("None")
    reading = read(publish(body), parameters=Parameters(since=date(2017, 1, 1)))
    assert reading.refused == ("2 of 4 rows left out, without a day",)
    assert not isinstance(reading.events, tuple)
    assert reading.events["start"].to_list() == [date(2017, 1, 31), date(2017, 2, 1)]


def test_a_code_that_is_none_is_kept_without_a_quad(publish: Publish) -> None:
    body = HEADER + LINES[0].replace("\t040\t", "\t13y\t")
    reading = read(publish(body))
    assert reading.refused == ("1 of 1 rows kept as 'unknown-code', without a CAMEO code",)
    assert not isinstance(reading.events, tuple)
    assert reading.events.select("kind", "code", "quad", "tags").rows() == [("unknown-code", None, None, [])]


def test_letters_beyond_ascii_are_read(publish: Publish) -> None:
    body = (HEADER + LINES[0].replace("Dushanbe\t\tDushanbe", "Dušanbe\t\tQurghonteppé")).encode(
        "iso-8859-15"
    )
    assert _events(body, publish)["province"].to_list() == ["Qurghonteppé"]


def test_an_intensity_beyond_ten_is_a_mistake_with_its_place(publish: Publish) -> None:
    with pytest.raises(SourceError) as caught:
        read(publish(HEADER + LINES[0].replace("\t1.0\t", "\t11\t"), "events.tab"))
    assert str(caught.value) == "events.tab:2:8: Intensity: '11' is not a number from -10 to 10"


def test_an_archive_of_two_files_is_refused(publish: Publish) -> None:
    with pytest.raises(SourceError, match=r"one file is due in the archive, not 2: a\.tab, b\.tab"):
        read(publish(_zipped(TABLE, "a.tab", "b.tab")))


def test_a_country_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(
        ValidationError, match="'TAJ' is not the ISO alpha-3 code of a country; did you mean 'TJK'"
    ):
        Parameters(countries=("TAJ",))
