"""A month is frozen once under a permanent name; a ledger is handed on whole, up to it, or as tables."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from facta.errors import LedgerError
from facta.forecasts import editions
from facta.forecasts.editions import body_of, freeze, told
from facta.forecasts.entries import Correction, Edition, line_of
from facta.forecasts.frames import frames
from facta.forecasts.ledger import open_ledger
from facta.forecasts.passing import export, take_in
from facta.forecasts.verifying import verify
from tests.forecasts.kept import CASE, DECEMBER, JANUARY, NOVEMBER, forecast, question, size, stamp, story

if TYPE_CHECKING:
    from pathlib import Path

    from facta.forecasts.entries import Entry

FEBRUARY = date(2027, 2, 3)


def edition(entry: Entry) -> Edition:
    assert isinstance(entry.record, Edition)
    return entry.record


def test_an_edition_holds_the_head_what_is_open_and_the_forecasts_in_force(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    head = ledger.read().head
    entry = freeze(ledger, stamp=stamp(JANUARY))
    made = edition(entry)
    assert (made.name, made.entries, made.head) == (f"{CASE}@2027-01", 8, head)
    assert (made.open, made.in_force) == (("q2", "s1"), (5,))
    path = ledger.folder / "editions" / f"{CASE}@2027-01.json"
    kept = json.loads(path.read_bytes())
    assert (kept["entry"], kept["sha256"], kept["head"]) == (9, entry.sha256, head)
    assert [one["id"] for one in kept["questions"]] == ["q2", "s1"]
    assert kept["forecasts"][0]["forecast"]["draws"] == [0.0, 1.0, 2.5]
    assert verify(ledger).faults == ()


def test_the_newest_forecast_of_each_method_is_in_force(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, CASE)
    ledger.append([question(), forecast(), forecast(method="persistence")], stamp=stamp())
    ledger.append([forecast(probability=0.5, made=DECEMBER)], stamp=stamp(DECEMBER))
    assert edition(freeze(ledger, stamp=stamp(DECEMBER))).in_force == (3, 4)


def test_a_month_is_frozen_once(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    freeze(ledger, stamp=stamp(JANUARY))
    before = ledger.path.read_bytes()
    with pytest.raises(LedgerError) as caught:
        freeze(ledger, stamp=stamp(date(2027, 1, 30)))
    name = f"{CASE}@2027-01"
    assert str(caught.value) == (
        f"{name} is frozen already, by entry 9 as of 2027-01-12, and stays as it is: to correct it, freeze "
        f"with --correct {name} --because WHY"
    )
    assert ledger.path.read_bytes() == before
    assert edition(freeze(ledger, stamp=stamp(FEBRUARY))).name == f"{CASE}@2027-02"


def test_an_edition_is_corrected_by_one_of_its_own_and_stays_as_it_was(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, CASE)
    ledger.append([question(), size(), forecast(), forecast(method="mixed")], stamp=stamp())
    freeze(ledger, stamp=stamp(NOVEMBER))
    name = f"{CASE}@2026-11"
    first = body_of(told(ledger.read(), name))
    ledger.append([Correction(entry=4, because="It read the wrong column.")], stamp=stamp(DECEMBER))
    ledger.append([forecast(probability=0.5, made=DECEMBER)], stamp=stamp(DECEMBER))
    because = "A forecast was withdrawn."
    second = edition(freeze(ledger, stamp=stamp(DECEMBER), corrects=name, because=because))
    assert (second.name, second.corrects, second.in_force) == (f"{name}.1", name, (3,))
    third = edition(freeze(ledger, stamp=stamp(DECEMBER), corrects=f"{name}.1", because=because))
    assert third.name == f"{name}.2"
    reading = ledger.read()
    assert body_of(told(reading, name)) == first
    assert (ledger.folder / editions.file_of(name)).read_bytes() == first
    assert edition(freeze(ledger, stamp=stamp(DECEMBER))).in_force == (3 + 4,)
    assert verify(ledger).faults == ()


@pytest.mark.parametrize(
    ("corrects", "because", "message"),
    [
        (
            f"{CASE}@2027-02",
            "It was mistaken.",
            f"no edition is named '{CASE}@2027-02'; did you mean '{CASE}@2027-01'?",
        ),
        (
            f"{CASE}@2027-01",
            "Oops",
            f"{CASE}: {CASE}@2027-01.1 must say because of what it corrects {CASE}@2027-01, in one sentence",
        ),
    ],
)
def test_a_correction_names_a_frozen_edition_and_says_why(
    tmp_path: Path, corrects: str, because: str, message: str
) -> None:
    ledger = story(tmp_path)
    freeze(ledger, stamp=stamp(JANUARY))
    with pytest.raises(LedgerError) as caught:
        freeze(ledger, stamp=stamp(JANUARY), corrects=corrects, because=because)
    assert str(caught.value) == message


def test_nothing_is_frozen_before_there_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is nothing to freeze yet; a ledger begins with a question"):
        freeze(open_ledger(tmp_path, CASE), stamp=stamp())


def test_a_ledger_that_is_exported_and_imported_is_the_same_bytes(tmp_path: Path) -> None:
    ledger = story(tmp_path / "here")
    freeze(ledger, stamp=stamp(JANUARY))
    done = take_in(tmp_path / "there", export(ledger))
    other = open_ledger(tmp_path / "there", CASE)
    assert (done.case, done.new, done.entries, done.head) == (CASE, 9, 9, ledger.read().head)
    for name in ("ledger.jsonl", "head.json", f"editions/{CASE}@2027-01.json"):
        assert (other.folder / name).read_bytes() == (ledger.folder / name).read_bytes()
    assert take_in(tmp_path / "there", export(ledger)).new == 0
    assert verify(other).faults == ()


def test_an_export_up_to_an_edition_is_continued_by_a_later_one(tmp_path: Path) -> None:
    ledger = story(tmp_path / "here")
    freeze(ledger, stamp=stamp(JANUARY))
    freeze(ledger, stamp=stamp(FEBRUARY))
    early = export(ledger, f"{CASE}@2027-01")
    assert take_in(tmp_path / "there", early).entries == 9
    assert take_in(tmp_path / "there", export(ledger)).new == 1
    assert take_in(tmp_path / "there", early).new == 0


def test_a_fork_is_refused_with_the_entry_at_which_they_part(tmp_path: Path) -> None:
    ours = story(tmp_path / "here")
    before = ours.path.read_bytes()
    theirs = open_ledger(tmp_path / "there", CASE)
    theirs.append([question(), question("q2"), size()], stamp=stamp())
    take_in(tmp_path / "here", export(theirs))
    theirs.append([forecast(probability=0.9)], stamp=stamp())
    with pytest.raises(LedgerError) as caught:
        take_in(tmp_path / "here", export(theirs))
    parts, advice = caught.value.mistakes
    assert parts.startswith(
        f"{CASE}: they part at entry 4: here it is a forecast written 2026-11-02 09:00Z ("
    )
    assert advice == "import it into another store to read it: --store FOLDER"
    assert ours.path.read_bytes() == before


def test_an_export_that_was_cut_off_or_edited_is_refused(tmp_path: Path) -> None:
    body = export(story(tmp_path / "here"))
    lines = body.splitlines(keepends=True)
    for part, message in (
        (b"".join(lines[:-1]), "this export of a ledger has no end behind entry 8: it was cut off"),
        (b"".join(lines[:3]), "this export of a ledger has no end behind entry 3: it was cut off"),
        (body[: len(body) // 2], "this export of a ledger has no end: it was cut off"),
        (b"".join([*lines[:5], *lines[6:]]), "entry 6 is missing or misplaced: entry 7 is in its place"),
        (body.replace(b"0.25", b"0.75"), "entry 4 was edited: a forecast of 'q1'"),
        (b"", "this is no export of a ledger; name a file that facta ledger export wrote"),
        (lines[-1], "this is no export of a ledger"),
        (b"[" * 100_000, "this is no export of a ledger"),
        (b"".join(lines[:-1]) + b"[" * 100_000, "this export of a ledger has no end"),
        (body.replace(b'"entries":8', b'"entries":1e999'), "this export of a ledger has no end"),
        (body.replace(b"\n", b"\r\n"), "entry 1 was edited: it ends as lines of Windows do"),
    ):
        with pytest.raises(LedgerError, match=message):
            take_in(tmp_path / "there", part)
    assert not (tmp_path / "there").exists()


def test_a_chain_that_fits_and_breaks_the_rules_is_not_imported(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "here", CASE)
    ledger.append([question()], stamp=stamp())
    late = forecast(probability=1.0, made=JANUARY)
    head = ledger.read().head
    ledger.take([line_of(late, number=2, before=head, made=(CASE, stamp(JANUARY)))])
    with pytest.raises(
        LedgerError, match="entry 2 was not written by facta: forecast of 'q1' by 'ensemble' is"
    ):
        take_in(tmp_path / "there", export(ledger))
    assert not open_ledger(tmp_path / "there", CASE).exists


def test_each_kind_of_entry_is_a_table(tmp_path: Path) -> None:
    tables = frames(story(tmp_path).read())
    assert tables.questions["id"].to_list() == ["q1", "q2", "s1"]
    assert tables.questions["sources"].to_list() == [["ledger"]] * 3
    assert tables.forecasts["draws"].to_list() == [[], [0.0, 1.0, 2.5], []]
    assert tables.forecasts["weights"].to_list()[1][0] == {"method": "last", "weight": 0.5}
    assert tables.resolutions.row(0, named=True)["as_of"] == date(2027, 1, 10)
    assert tables.corrections.select("entry", "corrects", "instead").rows() == [(8, 7, None)]
    assert tables.editions.is_empty()
    empty = frames(open_ledger(tmp_path, "nobody").read())
    assert empty.forecasts.schema == tables.forecasts.schema
