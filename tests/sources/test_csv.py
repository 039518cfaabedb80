"""Any table: its mapping is data, what it does not name is refused, and what is left out is counted."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import SourceError
from facta.sources.csv_table import Parameters, read

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from facta.records import Snapshot
    from facta.sources.base import Reading

    Publish = Callable[..., Snapshot]

OUTSIDE = Path(__file__).parents[3] / "shared/data/icews14"
WHEN = {"column": "day"}
DYADS: dict[str, Any] = {
    "events": {
        "when": WHEN,
        "code": {"column": "what", "names": True},
        "actor": {"column": "who", "spellings": "icews"},
        "target": {"column": "whom", "spellings": "icews"},
    }
}
FIGURES: dict[str, Any] = {
    "figures": {
        "when": {"column": "year", "format": "%Y", "length": "year"},
        "actor": {"column": "country"},
        "measure": {"value": "gas-exports"},
        "value": {"column": "bcm"},
        "unit": {"value": "bcm"},
    }
}
DYAD = "day,who,what,whom\n2014-03-02,Military_(Russia),Occupy_territory,Naval_(Ukraine)\n"


def _mapping(base: dict[str, Any], **events: object) -> dict[str, Any]:
    (kind,) = base
    return {kind: base[kind] | events}


def _read(publish: Publish, body: str | bytes, given: dict[str, Any]) -> Reading:
    return read(publish(body), parameters=Parameters.model_validate(given))


def _events(publish: Publish, body: str | bytes, given: dict[str, Any]) -> pl.DataFrame:
    found = _read(publish, body, given).events
    assert not isinstance(found, tuple)
    return found


def _mistakes(publish: Publish, body: str | bytes, given: dict[str, Any]) -> list[str]:
    with pytest.raises(SourceError) as caught:
        _read(publish, body, given)
    return list(caught.value.mistakes)


def _refusal(given: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        Parameters.model_validate(given)
    return "; ".join(error["msg"] for error in caught.value.errors())


def test_a_row_becomes_an_event_by_its_mapping(publish: Publish) -> None:
    (event,) = _events(publish, DYAD, DYADS).rows(named=True)
    assert {name: event[name] for name in ("actor", "target", "start", "end", "known_at", "known_by")} == {
        "actor": "RUS",
        "target": "UKR",
        "start": date(2014, 3, 2),
        "end": date(2014, 3, 3),
        "known_at": date(2014, 4, 1),
        "known_by": "assumed",
    }
    assert event["text"] == "Russia: fight, towards Ukraine."


def test_kind_quad_intensity_and_tags_follow_from_a_cameo_code(publish: Publish) -> None:
    found = _events(publish, DYAD, DYADS).select("code", "kind", "quad", "intensity", "tags")
    assert found.row(0) == ("192", "fight", 4, -9.5, ["material", "conflict"])


def test_a_row_becomes_a_figure_and_a_blank_is_none(publish: Publish) -> None:
    reading = _read(publish, "year,country,bcm\n2024,TKM,31.5\n2025,TKM,\n", FIGURES)
    (figure,) = reading.observations
    assert (figure.measure, figure.actor, figure.value, figure.unit) == ("gas-exports", "TKM", 31.5, "bcm")
    assert (figure.start, figure.end) == (date(2024, 1, 1), date(2025, 1, 1))
    assert figure.tags == ()
    assert reading.refused == ("1 of 2 rows left out, without a figure",)


def test_a_number_is_brought_to_its_unit_by_a_factor(publish: Publish) -> None:
    given = _mapping(FIGURES, value={"column": "bcm", "times": 0.001})
    (figure,) = _read(publish, "year,country,bcm\n2024,TKM,31500\n", given).observations
    assert figure.value == 31.5


def test_a_table_without_a_mapping_is_refused(publish: Publish) -> None:
    assert _mistakes(publish, DYAD, {}) == [
        "x.csv: nothing says what its columns mean; write events or figures in parameters"
    ]


def test_a_column_that_nothing_names_is_refused_and_one_that_is_ignored_is_not(publish: Publish) -> None:
    wider = DYAD.replace("whom\n", "whom,story\n").replace("(Ukraine)\n", "(Ukraine),7\n")
    assert _mistakes(publish, wider, DYADS) == [
        "x.csv:1:5: column 'story' is not known; map it, or name it under ignore"
    ]
    assert _events(publish, wider, DYADS | {"ignore": ["story"]}).height == 1
    assert _mistakes(publish, DYAD, DYADS | {"ignore": ["story"]}) == ["x.csv:1: column 'story' is missing"]


def test_a_spelling_nobody_knows_is_refused_left_out_or_kept_as_the_mapping_says(publish: Publish) -> None:
    body = DYAD + "2014-03-03,Somebody,Consult,Ukraine\n" * 2
    assert _mistakes(publish, body, DYADS) == snapshot(
        [
            (
                "x.csv:3:2: who: 'Somebody' is nobody known as icews; write it under also, "
                "or what becomes of unknown ones (and on 1 more lines)"
            )
        ]
    )
    given = {"column": "who", "spellings": "icews", "unknown": "leave-out"}
    left = _read(publish, body, _mapping(DYADS, actor=given))
    assert left.refused == ("2 of 3 rows left out, whose 'who' is nobody known",)
    kept = _read(publish, body, _mapping(DYADS, actor=given | {"unknown": "OTHERS"}))
    assert kept.refused == ("2 of 3 rows kept as 'OTHERS', whose 'who' is nobody known",)
    assert not isinstance(kept.events, tuple)
    assert kept.events["actor"].to_list() == ["RUS", "OTHERS", "OTHERS"]
    assert "Somebody" not in kept.events.write_json()


def test_a_spelling_of_ones_own_can_hold_for_a_time(publish: Publish) -> None:
    body = "day,who,what,whom\n" + "".join(
        f"2014-{month}-01,A_Minister,Consult,Russia\n" for month in ("01", "03", "12")
    )
    also = {"A_Minister": {"actor": "UKR", "since": date(2014, 2, 27), "until": date(2014, 12, 1)}}
    who = {"column": "who", "spellings": "icews", "also": also, "unknown": "OTHERS"}
    assert _events(publish, body, _mapping(DYADS, actor=who))["actor"].to_list() == [
        "OTHERS",
        "UKR",
        "OTHERS",
    ]


@pytest.mark.parametrize(
    ("spellings", "spelling", "actor"),
    [
        ("iso3", "TJK", "TJK"),
        ("cameo", "RUSGOV", "RUS"),
        ("fips", "TX", "TKM"),
        ("icews", "Police_(Ukraine)", "UKR"),
        ("icews", "Palestinian Territory, Occupied", "PSE"),
        ("ucdp", "Government of Afghanistan", "AFG-REPUBLIC"),
    ],
)
def test_actors_are_read_in_the_spelling_that_the_mapping_names(
    publish: Publish, spellings: str, spelling: str, actor: str
) -> None:
    body = f'day,who,what,whom\n2014-03-02,"{spelling}",Consult,Ukraine\n'
    given = _mapping(DYADS, actor={"column": "who", "spellings": spellings})
    assert _events(publish, body, given)["actor"].to_list() == [actor]


@pytest.mark.parametrize("name", ["Citizen_(Ukraine)", "Protester_(Ukraine)", "Armed_Rebel_(Ukraine)"])
def test_citizens_protesters_and_rebels_of_a_country_are_not_the_country(publish: Publish, name: str) -> None:
    who = {"column": "who", "spellings": "icews", "unknown": "OTHERS"}
    body = f"day,who,what,whom\n2014-03-02,{name},Consult,Ukraine\n"
    assert _events(publish, body, _mapping(DYADS, actor=who))["actor"].to_list() == ["OTHERS"]


@pytest.mark.parametrize(
    ("unknown", "kinds", "refused"),
    [
        ("leave-out", ["consult"], "1 of 2 rows left out, whose 'what' is no known code"),
        (
            "keep",
            ["consult", "unknown-code"],
            "1 of 2 rows kept as 'unknown-code', whose 'what' is no CAMEO code or name: 'Sing'",
        ),
    ],
)
def test_a_code_that_is_none_is_left_out_or_kept_and_counted(
    publish: Publish, unknown: str, kinds: list[str], refused: str
) -> None:
    body = "day,who,what,whom\n2014-03-02,Russia,Consult,Ukraine\n2014-03-02,Russia,Sing,Ukraine\n"
    given = _mapping(DYADS, code={"column": "what", "names": True, "unknown": unknown})
    reading = _read(publish, body, given)
    assert not isinstance(reading.events, tuple)
    assert reading.events["kind"].to_list() == kinds
    assert reading.refused == (refused,)


def test_a_code_that_is_none_is_refused_where_nothing_else_is_said(publish: Publish) -> None:
    body = DYAD.replace("Occupy_territory", "Occupy")
    assert _mistakes(publish, body, DYADS) == ["x.csv:2:3: what: 'Occupy' is no CAMEO code or name"]


@pytest.mark.parametrize(
    ("cell", "when", "start", "end"),
    [
        ("31.12.2014", {"format": "%d.%m.%Y"}, date(2014, 12, 31), date(2015, 1, 1)),
        ("2014", {"format": "%Y", "length": "year"}, date(2014, 1, 1), date(2015, 1, 1)),
        ("2014-05", {"format": "%Y-%m", "length": "quarter"}, date(2014, 4, 1), date(2014, 7, 1)),
        ("31", {"counted_from": date(2014, 1, 1)}, date(2014, 2, 1), date(2014, 2, 2)),
        (
            "8016",
            {"counted_from": date(2014, 1, 1), "counted_in": "hours"},
            date(2014, 12, 1),
            date(2014, 12, 2),
        ),
    ],
)
def test_days_are_read_in_the_form_that_the_mapping_names(
    publish: Publish, cell: str, when: dict[str, object], start: date, end: date
) -> None:
    body = f"day,who,what,whom\n{cell},Russia,Consult,Ukraine\n"
    found = _events(publish, body, _mapping(DYADS, when=WHEN | when)).select("start", "end")
    assert found.row(0) == (start, end)


def test_a_day_in_another_form_is_a_mistake_with_its_place(publish: Publish) -> None:
    body = DYAD + DYAD.splitlines()[1].replace("2014-03-02", "02.03.2014") + "\n"
    assert _mistakes(publish, body, DYADS) == [
        "x.csv:3:1: day: '02.03.2014' is not a day written as %Y-%m-%d"
    ]


def test_a_day_of_publication_is_when_a_record_became_known(publish: Publish) -> None:
    body = "day,who,what,whom,told\n2014-03-02,Russia,Consult,Ukraine,2014-03-05\n"
    given = _mapping(DYADS, known_at={"column": "told"})
    assert _events(publish, body, given).select("known_at", "known_by").row(0) == (
        date(2014, 3, 5),
        "published",
    )
    assert _mistakes(publish, body.replace("2014-03-05", "2027-01-01"), given) == [
        "x.csv:2:5: told: 2027-01-01 is after 2026-11-22, when it was read"
    ]


def test_rows_without_an_id_are_known_by_what_they_say(publish: Publish) -> None:
    row, other = DYAD.splitlines()[1], "2014-03-02,Russia,Consult,Ukraine"
    header = DYAD.splitlines()[0]
    one = _events(publish, f"{header}\n{row}\n{other}\n{row}\n", DYADS)
    two = _events(publish, f"{header}\n{other}\n{row}\n{row}\n", DYADS)
    assert one["ref"].n_unique() == 3
    assert set(one["ref"]) == set(two["ref"])


def test_an_id_that_stands_twice_is_a_mistake(publish: Publish) -> None:
    given = _mapping(DYADS, ref={"column": "day"})
    assert _mistakes(publish, DYAD + DYAD.splitlines()[1] + "\n", given) == [
        "x.csv:3:1: day: '2014-03-02' stands already on line 2"
    ]


def test_a_quoted_cell_may_hold_delimiters_and_lines_are_counted_on(publish: Publish) -> None:
    body = 'day,who,what,whom,note\n2014-03-02,Russia,Consult,Ukraine,"a\nb, c"\nx,Russia,Consult,Ukraine,\n'
    assert _mistakes(publish, body, _mapping(DYADS, note={"column": "note"})) == [
        "x.csv:4:1: day: 'x' is not a day written as %Y-%m-%d"
    ]


def test_rows_of_another_shape_are_mistakes_with_their_lines(publish: Publish) -> None:
    body = DYAD + "2014-03-02,Russia,Consult\n\n2014-03-02,Russia,Consult,Ukraine,7\n"
    assert _mistakes(publish, body, DYADS) == snapshot(
        [
            "x.csv:3: cells: 3, columns: 4; quote cells that hold the delimiter",
            "x.csv:4: the row is blank; delete it",
            "x.csv:5: cells: 5, columns: 4; quote cells that hold the delimiter",
        ]
    )


def test_after_twenty_mistakes_the_rest_is_counted(publish: Publish) -> None:
    body = DYAD + "short\n" * 50
    found = _mistakes(publish, body, DYADS)
    assert len(found) == 21
    assert found[-1] == "x.csv: and 30 more mistakes"


def test_a_file_without_a_header_is_read_by_the_columns_that_the_mapping_names(publish: Publish) -> None:
    given = DYADS | {"header": ["who", "what", "whom", "day"], "delimiter": "\t", "quotes": False}
    assert _events(publish, 'Russia\tMeet_at_a_"third"_location\tUkraine\t2014-03-26\n', given).height == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_a_file_is_read_in_the_encoding_that_the_mapping_names(publish: Publish, encoding: str) -> None:
    given = _mapping(DYADS, actor={"column": "who", "also": {"Россия": "RUS"}}) | {"encoding": encoding}
    body = DYAD.replace("Military_(Russia)", "Россия").encode(encoding)
    assert _events(publish, body, given)["actor"].to_list() == ["RUS"]


def test_bytes_in_another_encoding_are_refused_with_their_line(publish: Publish) -> None:
    body = DYAD.encode() + "2014-03-02,Россия,Consult,Ukraine\n".encode("windows-1251")
    assert _mistakes(publish, body, DYADS) == [
        "x.csv:3: byte 0xd0 is not UTF-8; save the file so, or name the encoding it has"
    ]


def test_a_control_character_is_refused(publish: Publish) -> None:
    body = DYAD.replace("Occupy", "\x1b[2JOccupy")
    assert _mistakes(publish, body, DYADS)[0] == (
        "x.csv:2:3: what: a control character in '\\x1b[2JOccupy_territory'; delete it"
    )


def test_words_that_stand_for_nothing_and_rows_not_wanted_are_named(publish: Publish) -> None:
    body = "year,country,bcm,flow\n2024,TKM,31.5,export\n2023,TKM,n/a,export\n2024,TKM,2,import\n"
    given = FIGURES | {"missing": ["n/a"], "only": {"flow": "export"}}
    reading = _read(publish, body, given)
    assert [figure.value for figure in reading.observations] == [31.5]
    assert reading.refused == ("1 of 2 rows left out, without a figure",)


def test_a_word_that_has_no_translation_is_refused(publish: Publish) -> None:
    given = _mapping(FIGURES, measure={"column": "flow", "words": {"export": "gas-exports"}})
    assert _mistakes(publish, "year,country,bcm,flow\n2024,TKM,31.5,transit\n", given) == [
        "x.csv:2:4: flow: 'transit' is not among its words; write it there"
    ]


def test_a_table_in_an_archive_of_one_file_is_read(publish: Publish) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("dyads.csv", DYAD)
    assert _events(publish, out.getvalue(), DYADS).height == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(publish: Publish) -> None:
    assert _mistakes(publish, b"\0" * (1024 * 1024 + 1), DYADS | {"most_mb": 1}) == [
        "x.csv: 1 MiB, 1 at most; split it, or raise most_mb"
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (DYADS | FIGURES, "write either events or figures; a table with both is named under two sources"),
        (_mapping(DYADS, code=None), "an event needs a kind, or a code from which it follows"),
        (_mapping(DYADS, actor={"value": "RUSSIA"}), "no actor 'RUSSIA'; did you mean 'RUS'?"),
        (_mapping(DYADS, actor={}), "write either column or value"),
        (_mapping(FIGURES, unit={"value": "bmc"}), "no unit 'bmc'; did you mean 'bcm'?"),
        (
            _mapping(DYADS, text={"value": "x", "words": {"a": "b"}}),
            "words translate a column; name the column",
        ),
    ],
)
def test_a_mapping_that_says_nothing_sound_is_refused(given: dict[str, Any], message: str) -> None:
    assert message in _refusal(given)


@pytest.mark.outside
@pytest.mark.skipif(not OUTSIDE.is_dir(), reason="the copy of ICEWS 2014 lies beside the repository")
def test_all_of_icews_2014_is_read_and_every_name_of_a_relation_has_a_code(publish: Publish) -> None:
    names = [
        dict(reversed(line.split("\t")) for line in (OUTSIDE / file).read_text(encoding="utf-8").splitlines())
        for file in ("entity2id.txt", "relation2id.txt")
    ]
    parts = [(OUTSIDE / f"{part}.txt").read_text(encoding="utf-8") for part in ("train", "valid", "test")]
    rows = [line.split("\t")[:4] for part in parts for line in part.splitlines()]
    body = "".join(f"{names[0][a]}\t{names[1][r]}\t{names[0][b]}\t{hours}\n" for a, r, b, hours in rows)
    given = _mapping(
        DYADS,
        when={"column": "hours", "counted_from": date(2014, 1, 1), "counted_in": "hours"},
        actor={"column": "who", "spellings": "icews", "unknown": "OTHERS"},
        target={"column": "whom", "spellings": "icews", "unknown": "OTHERS"},
    ) | {"header": ["who", "what", "whom", "hours"], "delimiter": "\t", "quotes": False}
    found = _events(publish, body, given)
    assert (found.height, found["ref"].n_unique()) == (90_730, 90_730)
    assert found["code"].n_unique() == 230
    assert (found["start"].min(), found["start"].max()) == (date(2014, 1, 1), date(2014, 12, 31))
