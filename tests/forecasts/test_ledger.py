"""A ledger takes forecasts whole or not at all, and none that comes too late."""

from __future__ import annotations

import hashlib
import json
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.errors import LedgerError, StoreError
from facta.forecasts.entries import NOTHING, Correction, canonical, line_of
from facta.forecasts.frames import frames
from facta.forecasts.ledger import known, open_ledger
from tests.forecasts.kept import (
    CASE,
    DECEMBER,
    JANUARY,
    NOVEMBER,
    forecast,
    question,
    resolution,
    size,
    stamp,
    story,
)

ROOT = Path(__file__).parents[2]


def refused(store: Path, *records: Any, day: date = NOVEMBER, written: date | None = None) -> list[str]:
    ledger = open_ledger(store, CASE)
    before = ledger.body() if ledger.exists else b""
    with pytest.raises(LedgerError) as caught:
        ledger.append(records, stamp=stamp(day, written))
    assert ledger.body() == before
    return [mistake.removeprefix(f"{CASE}: ") for mistake in caught.value.mistakes]


def test_what_was_written_is_read_in_order(tmp_path: Path) -> None:
    reading = story(tmp_path).read()
    assert [entry.kind for entry in reading.entries] == [
        *["question"] * 3, *["forecast"] * 3, "resolution", "correction",
    ]  # fmt: skip
    assert [entry.number for entry in reading.entries] == list(range(1, 9))
    assert reading.questions["q1"] == question()
    assert reading.forecasts[0] == forecast()
    assert reading.forecasts[1].weights == (("last", 0.5), ("mixed", 0.5))
    assert reading.resolutions == {"q1": resolution()}
    assert [one.because for one in reading.corrections[7]] == ["The clerk counted a rumour."]
    assert [one.id for one in reading.open] == ["q2", "s1"]
    assert reading.entries[5].stamp == stamp(DECEMBER)


def test_every_line_carries_the_hash_of_the_line_before_as_a_common_tool_makes_it(tmp_path: Path) -> None:
    lines = story(tmp_path).path.read_bytes().splitlines(keepends=True)
    before = "0" * 64
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        assert (row["number"], row["before"]) == (number, before)
        assert row.get("case", "") == (CASE if number in (1, 6, 7) else "")
        assert canonical(row) + b"\n" == line
        before = hashlib.sha256(line).hexdigest()
    assert json.loads((tmp_path / "forecasts" / CASE / "head.json").read_bytes()) == {
        "bytes": sum(map(len, lines)), "case": CASE, "entries": len(lines), "sha256": before,
    }  # fmt: skip


def test_the_same_records_give_the_same_bytes_on_every_machine(tmp_path: Path) -> None:
    made = Correction(entry=7, because="Zählung")
    line = line_of(made, number=8, before=NOTHING, made=(CASE, stamp()))
    assert line == (
        b'{"as_of":"2026-11-02","before":"0000000000000000000000000000000000000000000000000000000000000000",'
        b'"case":"two-neighbours","case_digest":"cccccccccccccccc","kind":"correction","number":8,'
        b'"record":{"because":"Z\\u00e4hlung","entry":7},'
        b'"seal":"e2fed99f56863154790ed2d8ce235b3429eb70a1abda07ab66c3e2b603295a38",'
        b'"store_digest":"5555555555555555","version":"0.6.0","written":"2026-11-02T09:00:00Z"}\n'
    )
    first, second = story(tmp_path / "a"), story(tmp_path / "b")
    assert first.path.read_bytes() == second.path.read_bytes()


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=40))
def test_any_figure_and_any_words_come_back_as_they_were(value: float, words: str) -> None:
    asked = question(line=value, text=words)
    line = line_of(asked, number=1, before=NOTHING, made=(CASE, stamp()))
    assert line.count(b"\n") == 1
    assert line.isascii()
    record = json.loads(line)["record"]
    assert (record["line"], record["text"]) == (value, words)


def test_numbers_of_numpy_are_written_as_numbers_and_what_is_none_is_refused(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, CASE)
    draws = {"draws": (np.float64(1.0), np.float64(2.0)), "counts": (np.int64(3), np.int64(7))}
    ledger.append([size(), forecast("s1", None, **draws)], stamp=stamp())
    assert ledger.read().forecasts[0].counts == (3, 7)
    assert refused(tmp_path, question("q9", line=float("nan"))) == [
        "the question 'q9' cannot be written: one of its figures is no finite number"
    ]
    assert refused(tmp_path, question("q9", family="rumours")) == [
        "the question 'q9' cannot be written: family: Input should be 'counts', 'flows', 'rungs' or 'levels'"
    ]


def test_what_the_ledger_says_already_is_not_written_again(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    before = ledger.path.read_bytes()
    again = [question(asked=DECEMBER), forecast(), resolution(resolved=JANUARY + timedelta(days=3))]
    assert ledger.append(again, stamp=stamp(date(2027, 2, 1))) == ()
    assert ledger.append([], stamp=stamp(date(2020, 1, 1))) == ()
    assert ledger.path.read_bytes() == before


def test_a_clock_that_runs_backwards_is_refused(tmp_path: Path) -> None:
    story(tmp_path)
    assert refused(tmp_path, question("q9"), day=DECEMBER) == [
        (
            "the last entry is as of 2027-01-12, and this one as of 2026-12-02: a ledger only goes forward; "
            "name 2027-01-12 or a later day, or for earlier days use facta backtest"
        )
    ]
    later = question("q9", deadline=date(2027, 4, 1), last_day=date(2027, 5, 1))
    assert refused(tmp_path, later, day=date(2027, 2, 1), written=date(2027, 1, 30)) == [
        "2027-02-01 has not come on 2027-01-30, the day of writing; name a day up to it"
    ]
    ledger = open_ledger(tmp_path, CASE)
    ledger.append([later], stamp=stamp(date(2027, 1, 20), date(2027, 1, 30)))
    assert refused(tmp_path, question("q10"), day=date(2027, 1, 20), written=date(2027, 1, 21)) == [
        (
            "the last entry was written on 2027-01-30, and this machine says it is 2027-01-21: set its "
            "clock, and run again"
        )
    ]


@pytest.mark.parametrize(
    ("records", "day", "told"),
    [
        (
            [forecast(made=date(2027, 1, 10))],
            date(2027, 1, 10),
            (
                "forecast of 'q1' by 'ensemble' is of 2027-01-10, and the deadline was 2027-01-10: a "
                "forecast comes before the answer can be known; forecast a question that is open"
            ),
        ),
        (
            [forecast("q11")],
            NOVEMBER,
            "forecast of 'q11' by 'ensemble': no such question was asked; did you mean 'q1'?",
        ),
        (
            [forecast(probability=0.3)],
            NOVEMBER,
            (
                "forecast of 'q1' by 'ensemble': one of 2026-11-02 stands with another figure; make the next "
                "on a later day"
            ),
        ),
        (
            [forecast(method="mixed", made=NOVEMBER)],
            DECEMBER,
            "forecast of 'q1' by 'ensemble' says 2026-11-02, and it is 2026-12-02; forecast as of that day",
        ),
        (
            [forecast(method="mixed", probability=1.5)],
            NOVEMBER,
            (
                "forecast of 'q1' by 'mixed' must have a probability from 0 to 1 and no draws: the question "
                "asks yes or no"
            ),
        ),
        (
            [size(), forecast("s1", None, draws=(2.0, 1.0), counts=(1, 1))],
            NOVEMBER,
            "forecast of 's1' by 'ensemble' must have its draws finite and rising, each value once",
        ),
        (
            [size(), forecast("s1", None, draws=(1.0, 2.0), counts=(1, 0))],
            NOVEMBER,
            "forecast of 's1' by 'ensemble' must have a count above 0 for each of its 2 draws",
        ),
        (
            [question("q2", deadline=NOVEMBER)],
            NOVEMBER,
            (
                "question 'q2' has its deadline on 2026-11-02, and it is 2026-11-02: its answer can be "
                "known; ask of a later period"
            ),
        ),
        (
            [question("q2", case="other")],
            NOVEMBER,
            "question 'q2' is of the case 'other', and this ledger of 'two-neighbours'",
        ),
        (
            [question(line=9.0)],
            NOVEMBER,
            "question 'q1' is in the ledger with other words; what is asked anew needs an id of its own",
        ),
        (
            [resolution(as_of=DECEMBER)],
            JANUARY,
            (
                "resolution of 'q1' reads the figure as of 2026-12-02, and the question says as of "
                "2027-01-10 or later"
            ),
        ),
        (
            [resolution(answer="void", value=None, reason="withdrawn")],
            JANUARY,
            (
                "resolution of 'q1': 'withdrawn' is no reason stated beforehand; those are: source stopped, "
                "never published, unit changed, indicator changed"
            ),
        ),
        (
            [resolution(answer="quantity")],
            JANUARY,
            "resolution of 'q1': 'quantity' is no answer to a question that asks a value",
        ),
        (
            [Correction(entry=9, because="It was mistaken.")],
            NOVEMBER,
            "correction of entry 9: there are entries 1 to 2; name one of them",
        ),
        (
            [Correction(entry=2, because="Oops")],
            NOVEMBER,
            "correction of entry 2 must say because of what, in one sentence",
        ),
        (
            [Correction(entry=2, because="It was mistaken.", instead=question())],
            NOVEMBER,
            "correction of entry 2 must be of the same kind and the same question as that entry",
        ),
    ],
)
def test_what_comes_too_late_or_says_what_cannot_be_is_refused(
    tmp_path: Path, records: list[Any], day: date, told: str
) -> None:
    open_ledger(tmp_path, CASE).append([question(), forecast()], stamp=stamp())
    assert told.replace("'ensemble' says", "'mixed' says") in refused(tmp_path, *records, day=day)


def test_the_first_resolution_stands_whatever_a_later_vintage_says(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    revised = resolution(answer="no", value=3.0, as_of=date(2027, 2, 1), resolved=date(2027, 2, 1))
    assert refused(tmp_path, revised, day=date(2027, 2, 1)) == [
        (
            "resolution of 'q1' says no (3) as of 2027-02-01, and yes (5) as of 2027-01-10 stands: the first "
            "does, whatever a later vintage says; where it was a mistake, write a correction"
        )
    ]
    late = forecast(made=date(2027, 2, 1))
    assert refused(tmp_path, late, day=date(2027, 2, 1))[0].endswith(
        "was resolved on 2027-01-12; ask another"
    )
    told = Correction(entry=7, because="The office revised it.", instead=revised)
    ledger.append([told], stamp=stamp(date(2027, 2, 1)))
    reading = ledger.read()
    assert reading.resolutions["q1"].answer == "yes"
    assert [one.instead for one in reading.corrections[7]] == [None, revised]


def test_every_mistake_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    assert len(refused(tmp_path, question(), forecast("a"), forecast("b"), question("q2", case="x"))) == 3
    assert known(tmp_path) == []


def test_a_forecast_written_after_the_deadline_is_hindsight_whatever_its_day_says(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, CASE)
    ledger.append([question(), forecast()], stamp=stamp(NOVEMBER, date(2027, 1, 10)))
    ledger.append([forecast(made=DECEMBER)], stamp=stamp(DECEMBER, date(2027, 1, 10)))
    reading = ledger.read()
    assert [reading.is_hindsight(entry) for entry in reading.entries] == [False, True, True]
    assert frames(reading).forecasts["hindsight"].to_list() == [True, True]


def test_a_kill_between_the_entries_and_the_head_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    whole = ledger.path.read_bytes()
    for rest in (b"{", b'{"as_of":"2026-11', whole.splitlines(keepends=True)[-1]):
        ledger.path.write_bytes(whole + rest)
        again = open_ledger(tmp_path, CASE)
        assert len(again.read().entries) == 8
        again.append([], stamp=stamp(JANUARY))
        assert ledger.path.read_bytes() == whole
        aside = ledger.folder / f"left-8-{hashlib.sha256(rest).hexdigest()[:12]}.jsonl"
        assert aside.read_bytes() == rest


def test_a_disk_that_fills_up_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    before = ledger.path.read_bytes()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 200, usual[1]))
    later = question("q9", deadline=date(2027, 4, 1), last_day=date(2027, 5, 1))
    try:
        with pytest.raises(StoreError, match=r"ledger\.jsonl: File too large; check the folder of the store"):
            ledger.append([later], stamp=stamp(JANUARY))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert ledger.path.read_bytes() == before
    assert len(ledger.append([later], stamp=stamp(JANUARY))) == 1
    assert len(open_ledger(tmp_path, CASE).read().entries) == 9


def test_a_head_that_cannot_be_written_takes_the_entries_back(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    before = ledger.path.read_bytes()
    (ledger.folder / ".tmp-head.json").mkdir()
    later = question("q9", deadline=date(2027, 4, 1), last_day=date(2027, 5, 1))
    with pytest.raises(StoreError, match="Is a directory; check the folder of the store"):
        ledger.append([later], stamp=stamp(JANUARY))
    assert ledger.path.read_bytes() == before
    assert len(ledger.read().entries) == 8


def test_a_level_is_read_on_the_last_day_of_its_period(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, CASE)
    ledger.append([question(asks="level", unit="level")], stamp=stamp())
    assert ledger.append([resolution(as_of=date(2026, 12, 31))], stamp=stamp(JANUARY))


def test_two_writers_wait_for_each_other_and_both_are_in_the_chain(tmp_path: Path) -> None:
    def write(writer: int) -> None:
        ledger = open_ledger(tmp_path, CASE, wait_seconds=60)
        for number in range(5):
            ledger.append([question(f"w{writer}-{number}")], stamp=stamp())

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3)))
    reading = open_ledger(tmp_path, CASE).read()
    assert sorted(reading.questions) == sorted(
        f"w{writer}-{number}" for writer in range(3) for number in range(5)
    )


KILLED = """
import sys
from pathlib import Path
from tests.forecasts.kept import CASE, question, stamp
from facta.forecasts.ledger import open_ledger
ledger = open_ledger(Path(sys.argv[1]), CASE)
start = len(ledger.read().entries)
for number in range(100_000):
    ledger.append([question(f"k{start}-{number}-{part}") for part in range(3)], stamp=stamp())
    print(start + 3 * number + 3, flush=True)
"""


def test_a_writer_that_is_killed_loses_nothing_that_it_said_was_written(tmp_path: Path) -> None:
    told = 0
    for lines in (1, 4, 9):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert writer.stdout is not None
        for _ in range(lines):
            told = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        told = int(rest.split()[-1]) if rest.split() else told
        entries = open_ledger(tmp_path, CASE).read().entries
        assert told <= len(entries) <= told + 3
        assert len(entries) % 3 == 0


def test_a_reader_takes_no_lock_and_sees_whole_appends(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    other = open_ledger(tmp_path, CASE)
    assert len(other.read().entries) == 8
    later = question("q9", deadline=date(2027, 4, 1), last_day=date(2027, 5, 1))
    ledger.append([later], stamp=stamp(JANUARY))
    assert len(other.read().entries) == 9


def test_a_name_of_a_case_never_leaves_the_folder(tmp_path: Path) -> None:
    for name in ("../../etc/passwd", "..", ".", "", "a/b", "a\x00b", "\x1b[2J", "\ud800"):
        with pytest.raises(LedgerError, match="is no name of a case"):
            open_ledger(tmp_path, name)
