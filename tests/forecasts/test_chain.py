"""Nobody edits a ledger unnoticed: `verify` names the first entry that is not what was written."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from facta.errors import LedgerError
from facta.forecasts.chain import chain_of
from facta.forecasts.editions import freeze
from facta.forecasts.entries import SEAL, canonical, digest, unsealed
from facta.forecasts.ledger import open_ledger
from facta.forecasts.passing import export, take_in
from facta.forecasts.verifying import verify
from tests.forecasts.kept import CASE, JANUARY, forecast, question, stamp, story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from facta.forecasts.ledger import Ledger

ENTRIES = 8


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return story(tmp_path_factory.mktemp("written")).path.read_bytes()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return story(tmp_path)


def resealed(line: bytes, **changes: object) -> bytes:
    """Return a line with other content and a seal that fits it."""
    row = json.loads(line) | changes
    del row["seal"]
    bare = canonical(row)
    cut = bare.rindex(b',"store_digest":') if "written" in row else len(bare) - 1
    return bare[:cut] + SEAL + digest(bare).encode() + b'"' + bare[cut:] + b"\n"


def first_other(was: bytes, now: bytes) -> int:
    """Return the number of the first line that differs."""
    before, after = was.split(b"\n"), now.split(b"\n")
    differing = (n for n, (one, other) in enumerate(zip(before, after, strict=False), 1) if one != other)
    return next(differing, min(len(before), len(after)))


def named(body: bytes, end: str) -> int:
    """Return the number of the entry that a walk names, by what the head says of the last."""
    chain = chain_of(body, CASE, end=end)
    if chain.fault is not None:
        return chain.fault.number
    assert chain.head != end or len(chain.entries) != ENTRIES
    return len(chain.entries) if len(chain.entries) == ENTRIES else len(chain.entries) + 1


def end_of(body: bytes) -> str:
    return digest(body.splitlines(keepends=True)[-1])


@pytest.mark.parametrize("bit", [0, 5])
def test_every_byte_of_a_ledger_that_is_flipped_names_its_entry(written: bytes, bit: int) -> None:
    end = end_of(written)
    for place in range(len(written)):
        body = bytearray(written)
        body[place] ^= 1 << bit
        assert named(bytes(body), end) == first_other(written, bytes(body)), place


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_bytes_are_put_in_taken_out_or_replaced_the_first_entry_is_named(
    written: bytes, data: st.DataObject
) -> None:
    body = bytearray(written)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(body)))
        stop = data.draw(st.integers(start, min(start + 400, len(body))))
        body[start:stop] = data.draw(st.binary(max_size=30))
    assume(bytes(body) != written)
    if bytes(body).startswith(written):
        return  # nothing of the past was touched: what stands behind the head is told by verify
    assert named(bytes(body), end_of(written)) == first_other(written, bytes(body))


@given(places=st.tuples(st.integers(0, ENTRIES - 1), st.integers(0, ENTRIES - 1)))
def test_swapped_removed_and_repeated_entries_are_named(written: bytes, places: tuple[int, int]) -> None:
    lines, end = written.splitlines(keepends=True), end_of(written)
    one, other = places
    if one != other:
        swapped = list(lines)
        swapped[one], swapped[other] = lines[other], lines[one]
        assert named(b"".join(swapped), end) == min(places) + 1
    removed = lines[:one] + lines[one + 1 :]
    assert named(b"".join(removed), end) == one + 1
    repeated = [*lines[: one + 1], lines[other], *lines[one + 1 :]]
    assert named(b"".join(repeated), end) in (one + 1, one + 2)


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
def test_an_entry_rewritten_with_a_seal_that_fits_is_named_by_the_next(written: bytes, number: int) -> None:
    lines, end = written.splitlines(keepends=True), end_of(written)
    record = json.loads(lines[number - 1])["record"] | {"note": "9"}
    lines[number - 1] = resealed(lines[number - 1], record=record)
    fault = chain_of(b"".join(lines), CASE, end=end).fault
    if number < ENTRIES:
        assert fault is not None
        assert (fault.number, fault.what) == (number, "was rewritten")
    assert named(b"".join(lines), end) == number


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
def test_an_entry_whose_word_on_the_one_before_was_rewritten_is_named_itself(
    written: bytes, number: int
) -> None:
    lines, end = written.splitlines(keepends=True), end_of(written)
    lines[number - 1] = resealed(lines[number - 1], before="1" * 64)
    assert named(b"".join(lines), end) == number


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
def test_a_forged_entry_put_between_two_is_named(written: bytes, number: int) -> None:
    lines, end = written.splitlines(keepends=True), end_of(written)
    before = digest(lines[number - 2]) if number > 1 else "0" * 64
    forged = resealed(lines[3], number=number, before=before)
    body = b"".join([*lines[: number - 1], forged, *lines[number - 1 :]])
    assert named(body, end) == number


def test_a_flip_is_told_with_what_it_says_and_what_it_should_be(ledger: Ledger) -> None:
    body = ledger.path.read_bytes()
    ledger.path.write_bytes(body.replace(b'"probability":0.25', b'"probability":0.95'))
    seal = unsealed(body.splitlines()[3])[1][:12]
    (fault,) = verify(ledger).faults
    own = re.search(r"whose bytes give '([0-9a-f]{12})'", fault)
    assert own is not None
    assert fault == (
        f"{ledger.path}: entry 4 was edited: a forecast of 'q1', whose bytes give '{own[1]}', and should be: "
        f"what its seal says, '{seal}'"
    )
    with pytest.raises(LedgerError) as caught:
        open_ledger(ledger.folder.parents[1], CASE).read()
    assert caught.value.mistakes == (
        fault,
        f"put {ledger.folder} aside, and restore it from a backup or with facta ledger import",
        "without either, facta ledger export --sound saves the entries before the first that is wrong",
    )


def test_a_ledger_as_it_was_written_has_no_fault(ledger: Ledger) -> None:
    found = verify(ledger)
    assert (found.entries, found.faults, found.head) == (ENTRIES, (), ledger.read().head)


def truncate(ledger: Ledger) -> None:
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(b"".join(lines[:-2]))


def tear(ledger: Ledger) -> None:
    ledger.path.write_bytes(ledger.path.read_bytes()[:-7])


def add(ledger: Ledger) -> None:
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(b"".join([*lines, resealed(lines[-1], number=9, before=digest(lines[-1]))]))


def behead(ledger: Ledger) -> None:
    (ledger.folder / "head.json").unlink()


def retell(ledger: Ledger) -> None:
    path = ledger.folder / "head.json"
    path.write_bytes(path.read_bytes().replace(b'"entries":8', b'"entries":9'))


def spoil(ledger: Ledger) -> None:
    (ledger.folder / "head.json").write_bytes(b"{}")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (truncate, "entry 7 is missing: the chain ends with entry 6, and should be: it ends with entry 8"),
        (tear, "entry 8 was cut off"),
        (
            add,
            (
                "bytes stand behind entry 8, the last: an append that was broken off left them, or somebody "
                "put them there; the next append puts them aside"
            ),
        ),
        (behead, "head.json: there is no head, so nobody can tell where the ledger ends"),
        (retell, "entry 9 is missing: the chain ends with entry 8, and should be: it ends with entry 9"),
        (spoil, "head.json: this is no head of the ledger of 'two-neighbours'"),
    ],
)
def test_what_is_wrong_with_the_end_is_told(
    ledger: Ledger, change: Callable[[Ledger], None], told: str
) -> None:
    change(ledger)
    (fault,) = verify(ledger).faults
    assert told in fault


@pytest.mark.parametrize(("change", "saved"), [(behead, 8), (spoil, 8), (truncate, 6), (tear, 7)])
def test_what_is_sound_in_a_broken_ledger_is_saved(
    ledger: Ledger, change: Callable[[Ledger], None], saved: int
) -> None:
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    change(ledger)
    store = ledger.folder.parents[1]
    with pytest.raises(LedgerError):
        open_ledger(store, CASE).append([question("q9")], stamp=stamp(JANUARY))
    body = export(open_ledger(store, CASE), sound=True)
    ledger.folder.rename(store / "aside")
    assert take_in(store, body).entries == saved
    assert open_ledger(store, CASE).path.read_bytes() == b"".join(lines[:saved])


def test_entries_that_fit_and_break_the_rules_were_not_written_by_facta(ledger: Ledger) -> None:
    late = forecast("q2", 1.0, made=JANUARY)
    row = json.loads(ledger.path.read_bytes().splitlines()[-1])
    told = {"record": json.loads(canonical({"r": late}))["r"], "kind": "forecast", "number": 9}
    line = resealed(canonical(row), **told, before=ledger.read().head)
    ledger.take([line])
    (fault,) = verify(ledger).faults
    assert fault.startswith(
        "entry 9 was not written by facta: forecast of 'q2' by 'ensemble' is of 2027-01-12, and the deadline"
    )


def test_a_chain_written_anew_is_noticed_by_a_copy_that_lay_elsewhere(ledger: Ledger, tmp_path: Path) -> None:
    entry = freeze(ledger, stamp=stamp(JANUARY))
    copy, edition = export(ledger), (ledger.folder / f"editions/{CASE}@2027-01.json").read_bytes()
    for against in (copy, edition):
        assert verify(ledger, against).faults == ()
    shutil.rmtree(ledger.folder)
    other = open_ledger(tmp_path, CASE)
    other.append([question(), forecast(probability=0.9)], stamp=stamp())
    assert verify(other).faults == ()
    assert verify(other, edition).faults == (
        "the copy is of entry 9, and this ends at 2: entries are missing",
    )
    (fault,) = verify(other, copy).faults
    assert fault.startswith("they part at entry 2: here it is a forecast written 2026-11-02 09:00Z (")
    other.append([question(f"n{number}") for number in range(8)], stamp=stamp())
    ours = other.read().entries[8].sha256[:12]
    assert verify(other, edition).faults == (
        f"entry 9 gives '{ours}', and the copy has '{entry.sha256[:12]}': an entry up to 9 was written anew",
    )
    with pytest.raises(LedgerError, match="neither the export of a ledger nor the file of an edition"):
        verify(other, b"what")


def test_the_file_of_an_edition_that_was_edited_or_outlived_its_entry_is_told(ledger: Ledger) -> None:
    before = ledger.path.read_bytes(), (ledger.folder / "head.json").read_bytes()
    freeze(ledger, stamp=stamp(JANUARY))
    path = ledger.folder / "editions" / f"{CASE}@2027-01.json"
    path.write_bytes(path.read_bytes().replace(b"0.5", b"0.6"))
    assert verify(ledger).faults == (f"editions/{path.name}: it is not what entry 9 froze",)
    ledger.path.write_bytes(before[0])
    (ledger.folder / "head.json").write_bytes(before[1])
    assert verify(open_ledger(ledger.folder.parents[1], CASE)).faults == (
        f"editions/{path.name}: the ledger freezes no such edition; entries behind the last may be missing",
    )
