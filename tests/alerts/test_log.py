"""The log survives a kill, and says what people made of its alerts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.alerts.judged import Word, acknowledgement, listed, precisions
from facta.alerts.log import Entry, Log, home, identity
from facta.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def event(number: int, **more: Any) -> Entry:
    days = {"as_of": "2026-01-05", "compared_with": "2026-01-04"}
    told = {"title": "t", "why": "w", "case_digest": "0", "store_digest": "0", "version": "0"}
    data = {"rule": "level", "what": "0→2", "headline": "h", **days, **told, **more}
    return Entry(
        id=identity(number),
        source=home("c"),
        type="org.facta.level.changed.v1",
        subject="EC-1",
        time=NOW,
        data=data,
    )


def test_a_last_line_torn_at_any_byte_is_recognised_and_mended(tmp_path: Path) -> None:
    log = Log(tmp_path, "c")
    with log.writing():
        log.append([event(1), event(2)])
    whole = log.path.read_bytes()
    first = len(event(1).line)
    for size in (*range(first, len(whole), 7), len(whole) - 2, len(whole) - 1):
        log.path.write_bytes(whole[:size])
        complete = size == len(whole) - 1
        expected = [event(1), event(2)] if complete else [event(1)]
        assert log.entries() == expected
        with log.writing():
            assert log.path.read_bytes() == b"".join(entry.line for entry in expected)
            log.append([event(3)])
        assert log.entries() == [*expected, event(3)]


def test_a_line_that_is_no_event_is_named(tmp_path: Path) -> None:
    log = Log(tmp_path, "c")
    with log.writing():
        log.append([event(1)])
    log.path.write_bytes(b"{}\n" + log.path.read_bytes())
    with pytest.raises(StoreError, match=r"c\.jsonl:1: this line is no event; restore the file"):
        log.entries()


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=4))
def test_whatever_a_source_wrote_an_entry_is_one_line_of_ascii(data: dict[str, str]) -> None:
    line = event(1, **{f"k{key}": value for key, value in data.items()}).line
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert json.loads(line)["specversion"] == "1.0"


def test_a_name_of_a_case_never_leaves_the_folder(tmp_path: Path) -> None:
    log = Log(tmp_path, "../../etc/passwd")
    assert log.path.parent == tmp_path / "alerts"


def test_an_alert_is_acknowledged_by_the_beginning_of_its_id_and_the_last_word_counts() -> None:
    entries = [event(1), event(2)]
    given_id = entries[0].id[:8]
    for useful in (True, False):
        told = acknowledgement("c", entries, given_id, Word(useful=useful, by="Ann\r\nX"), NOW)
        entries.append(told)
    first, second = listed(entries)
    assert (first.useful, first.by, second.useful) == (False, "Ann X", None)
    with pytest.raises(ValueError, match="no alert has the id 'ffff0000'; `facta alerts c` lists them"):
        acknowledgement("c", entries, "ffff0000", Word(useful=True), NOW)


def test_the_precision_of_a_rule_comes_with_its_interval_and_n() -> None:
    entries = [event(number) for number in range(12)]
    for number in range(10):
        entries.append(acknowledgement("c", entries, entries[number].id, Word(useful=number < 7), NOW))
    found = {one.rule: one for one in precisions(entries)}
    level = found["level"]
    assert (level.told, level.judged, level.useful) == (12, 10, 7)
    assert level.low == pytest.approx(0.3934, abs=5e-4)  # Clopper & Pearson's limits of 7 in 10, 90 %
    assert level.high == pytest.approx(0.9127, abs=5e-4)
    assert found["odds"].low is None
