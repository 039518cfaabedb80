"""What a hostile hand, an older facta or a newer one writes into a ledger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from facta.cli import main
from facta.errors import LedgerError
from facta.forecasts.editions import freeze
from facta.forecasts.entries import NOTHING, SEAL, canonical, digest
from facta.forecasts.ledger import Head, open_ledger
from facta.forecasts.passing import export, take_in
from facta.forecasts.verifying import verify
from tests.forecasts.kept import CASE, JANUARY, forecast, question, size, stamp, story

if TYPE_CHECKING:
    from pathlib import Path

    from facta.forecasts.ledger import Ledger

Rows = list[dict[str, Any]]


def rows_of(ledger: Ledger) -> Rows:
    return [json.loads(line) for line in ledger.path.read_bytes().splitlines()]


def written(rows: Rows) -> list[bytes]:
    """Return rows as lines whose hashes fit."""
    lines: list[bytes] = []
    before = NOTHING
    for row in rows:
        bare = canonical({name: told for name, told in row.items() if name != "seal"} | {"before": before})
        cut = bare.rindex(b',"store_digest":') if "written" in row else len(bare) - 1
        lines.append(bare[:cut] + SEAL + digest(bare).encode() + b'"' + bare[cut:] + b"\n")
        before = digest(lines[-1])
    return lines


def forged(rows: Rows) -> bytes:
    lines = written(rows)
    end = {"case": rows[0]["case"], "entries": len(lines), "kind": "end", "sha256": digest(lines[-1])}
    return b"".join(lines) + canonical(end) + b"\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = story(tmp_path / "ours")
    freeze(made, stamp=stamp(JANUARY))
    return made


@pytest.mark.parametrize(
    ("place", "changes", "told"),
    [
        (8, {"name": "../../x"}, "'../../x' is no name of an edition, such as two-neighbours@2026-11"),
        (8, {"name": "two-neighbours@2026-13"}, "is no name of an edition"),
        (8, {"name": "two-neighbours@2026-11\x00"}, "is no name of an edition"),
        (8, {"open": ["nobody"]}, "names open questions that nobody asked"),
        (8, {"in_force": [99_999]}, "names forecasts in force that are none"),
        (8, {"in_force": [1]}, "names forecasts in force that are none"),
        (8, {"head": "f" * 64}, "entry 9 freezes two-neighbours@2027-01 of another chain: 'ffffffffffff'"),
        (4, {"counts": [10**400, 1, 1]}, "must have no more than 1000000000 draws"),
        (0, {"line": "4.0"}, "entry 1 is no entry"),
        (0, {"line": 10**400}, "entry 1 is no entry"),
        (0, {"text": "\ud800"}, "entry 1 is no entry"),
    ],
)
def test_an_export_whose_hashes_fit_and_that_facta_never_wrote_is_refused_whole(
    ledger: Ledger, tmp_path: Path, place: int, changes: dict[str, Any], told: str
) -> None:
    rows = rows_of(ledger)
    rows[place]["record"] |= changes
    if place < 8:
        rows = rows[:8]
    elif "head" not in changes:
        rows[8]["record"]["head"] = digest(written(rows)[7])
    with pytest.raises(LedgerError) as found:
        take_in(tmp_path / "theirs", forged(rows))
    assert told in str(found.value)
    assert not open_ledger(tmp_path / "theirs", CASE).exists


@pytest.mark.parametrize(
    ("name", "told"),
    [("written", "2027-01-09T23:00:00-12:00"), ("written", "2026-11-02T09:00:00"), ("version", 7)],
)
def test_a_moment_is_in_utc_so_that_no_zone_hides_that_a_forecast_came_too_late(
    ledger: Ledger, tmp_path: Path, name: str, told: object
) -> None:
    rows = rows_of(ledger)[:5]
    rows[0][name] = told
    with pytest.raises(LedgerError, match="entry 1 is no entry"):
        take_in(tmp_path / "theirs", forged(rows))


def test_a_line_that_says_a_thing_twice_is_no_entry(ledger: Ledger, tmp_path: Path) -> None:
    (line,) = written(rows_of(ledger)[:1])
    bare = line.replace(b'"line":4.0', b'"line":1.0,"line":4.0')[:-1]
    cut = bare.index(SEAL)
    bare = bare[:cut] + bare[cut + len(SEAL) + 65 :]
    cut = bare.rindex(b',"store_digest":')
    twice = bare[:cut] + SEAL + digest(bare).encode() + b'"' + bare[cut:] + b"\n"
    end = {"case": CASE, "entries": 1, "kind": "end", "sha256": digest(twice)}
    with pytest.raises(LedgerError, match="entry 1 is no entry"):
        take_in(tmp_path / "theirs", twice + canonical(end) + b"\n")


@pytest.mark.parametrize(
    "edit",
    [
        lambda body: body.replace(b'"bytes":', b'"bytes":9'),
        lambda body: body.replace(b'"entries":9', b'"entries":9.0'),
        lambda body: body.replace(b'"entries":9', b'"entries":NaN'),
        lambda body: body.replace(b'"bytes":', b'"bytes":-'),
        lambda body: body.replace(b'"sha256":', b'"sha256":[').replace(b"}", b"]}"),
        lambda body: b"[" * 100_000 + body,
        lambda body: body.replace(b"\n", b"\r\n"),
        lambda _: b"[]",
    ],
)
def test_any_edit_of_the_head_is_noticed(ledger: Ledger, edit: Any) -> None:
    path = ledger.folder / "head.json"
    path.write_bytes(edit(path.read_bytes()))
    assert verify(ledger).faults
    with pytest.raises(LedgerError):
        open_ledger(ledger.folder.parents[1], CASE).read()


@pytest.mark.parametrize(
    "copy", [b'{"entry":1e999,"sha256":"x"}', b'{"entry":0,"sha256":"x"}', b"[" * 100_000]
)
def test_a_copy_that_is_neither_export_nor_edition_is_told(ledger: Ledger, copy: bytes) -> None:
    with pytest.raises(LedgerError, match="neither the export of a ledger nor the file of an edition"):
        verify(ledger, copy)


def test_a_copy_of_another_case_is_told(ledger: Ledger, tmp_path: Path) -> None:
    other = open_ledger(tmp_path, "other")
    other.append([question(case="other")], stamp=stamp())
    (fault,) = verify(ledger, export(other)).faults
    assert fault == "the copy is of the case 'other', and this ledger of 'two-neighbours'"


def test_an_edition_whose_file_is_gone_is_told_and_put_back(ledger: Ledger) -> None:
    path = ledger.folder / "editions" / f"{CASE}@2027-01.json"
    was = path.read_bytes()
    path.unlink()
    (fault,) = verify(ledger).faults
    assert fault == (
        f"editions/{path.name}: it is gone; entry 9 froze it, and facta ledger freeze puts it back"
    )
    with pytest.raises(LedgerError, match="is frozen already"):
        freeze(ledger, stamp=stamp(JANUARY))
    assert path.read_bytes() == was


def test_what_somebody_wrote_into_an_entry_commands_no_terminal(tmp_path: Path) -> None:
    text = "red \x1b[31m\x07 \u202e and Persian \u0645\u06cc\u200c\u0634\u0648\u062f"
    open_ledger(tmp_path, CASE).append([question(text=text), forecast(method="\x1b[2J")], stamp=stamp())
    for words in (("show", CASE), ("show", CASE, "--entry", "1"), ("show", CASE, "--entry", "2")):
        told = CliRunner().invoke(main, ["ledger", *words, "--store", str(tmp_path)], color=True).output
        assert not {letter for letter in told if ord(letter) < 32} - {"\n"}
        assert "\u202e" not in told
    assert (
        "\u0645\u06cc\u200c"
        in CliRunner().invoke(main, ["ledger", "show", CASE, "--store", str(tmp_path)]).output
    )


def test_an_export_is_not_written_over_the_ledger(ledger: Ledger) -> None:
    was = ledger.path.read_bytes()
    store = str(ledger.folder.parents[1])
    words = ["ledger", "export", CASE, "--store", store, "--out", str(ledger.path)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 64
    assert "is in the folder of the ledger itself" in " ".join(done.output.split())
    assert ledger.path.read_bytes() == was


def test_entries_of_an_older_and_of_a_newer_facta_are_read_frozen_and_verified(tmp_path: Path) -> None:
    made = open_ledger(tmp_path, CASE)
    made.append([question(), size(), forecast()], stamp=stamp())
    rows = rows_of(made)
    shared = {
        name: rows[0][name] for name in ("as_of", "case", "case_digest", "store_digest", "version", "written")
    }
    rows = [row | shared for row in rows]  # an older one said it in every entry, and what was empty too
    rows[0]["record"] |= {"base": None, "claims": [], "definition": ""}
    rows[1]["record"] |= {"mood": "as a newer one may say"}
    lines = written(rows)
    made.path.write_bytes(b"".join(lines))
    head = Head(entries=3, sha256=digest(lines[-1]), size=sum(map(len, lines)))
    (made.folder / "head.json").write_bytes(head.body(CASE))
    again = open_ledger(tmp_path, CASE)
    assert list(again.read().questions.values()) == [question(), size()]
    assert again.append([question("q2")], stamp=stamp())[0].number == 4
    freeze(again, stamp=stamp())
    assert verify(open_ledger(tmp_path, CASE)).faults == ()
    (file,) = (again.folder / "editions").iterdir()
    assert json.loads(file.read_bytes())["questions"][1]["mood"] == "as a newer one may say"


def test_what_is_the_same_as_in_the_entry_before_is_said_once(tmp_path: Path) -> None:
    made = story(tmp_path)
    assert ["written" in row for row in rows_of(made)] == [
        True, False, False, False, False, True, True, False,
    ]  # fmt: skip
    assert rows_of(made)[3]["record"] == {
        "made": "2026-11-02", "method": "ensemble", "probability": 0.25, "question": "q1",
    }  # fmt: skip
