"""Tables: what is no table is told as what it is, and every cell has a place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from facta.errors import SourceError
from facta.sources.tables import Cells, Table, compare_header, read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.records import Snapshot

    Publish = Callable[..., Snapshot]


def _read(publish: Publish, body: str | bytes) -> Table:
    return read_table(publish(body, name="t.csv"), longest_cell=10)


def _refusal(publish: Publish, body: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        _read(publish, body)
    return str(caught.value)


def _cells(publish: Publish, text: str) -> tuple[Cells, list[str]]:
    mistakes: list[str] = []
    table = Table("t.csv", ["a", "b"], [], mistakes)
    table.rows.extend(_read(publish, "a,b\n1,2\n").rows)
    table.rows[0].cells[1] = text
    return Cells(table, table.rows[0], mistakes), mistakes


def test_cells_may_hold_commas_quotes_and_line_breaks(publish: Publish) -> None:
    table = _read(publish, 'a,b\n"1,5","say ""x"""\n"two\nlines",\n3,4\n')
    assert [row.cells for row in table.rows] == [["1,5", 'say "x"'], ["two\nlines", ""], ["3", "4"]]
    assert [row.line for row in table.rows] == [2, 3, 5]


def test_a_byte_order_mark_and_crlf_are_harmless(publish: Publish) -> None:
    assert _read(publish, "\ufeffa,b\r\n1,2\r\n") == _read(publish, "a,b\n1,2\n")


def test_what_is_no_table_is_told_as_what_it_is(publish: Publish) -> None:
    bodies: list[str | bytes] = [
        "",
        " \n",
        b"a,b\n\xff,1\n",
        b"a,b\n1,\x00\n",
        'a,b\n1,2\n"3,4\n5,6\n',
        'a,b\n"1"x,2\n',
        "a,b\n1,2",
        "\n<!DOCTYPE html>\n",
        "a,b\n1," + "x" * 200_000 + "\n",
    ]
    assert [_refusal(publish, body) for body in bodies] == snapshot(
        [
            "t.csv: the file is empty; write at least the header",
            "t.csv: the file is empty; write at least the header",
            "t.csv:2: byte 0xff is not UTF-8; save it as UTF-8",
            "t.csv:2: a NUL byte; this is not a text file",
            (
                "t.csv:3: quotes do not close, or a cell does not end, in the row that begins "
                "here (unexpected end of data)"
            ),
            (
                "t.csv:2: quotes do not close, or a cell does not end, in the row that begins "
                "here (',' expected after '\"')"
            ),
            "t.csv:2: the file stops inside this line; fetch or save it whole",
            "t.csv:1: a web page, not a table: '<!DOCTYPE html>\\n'",
            (
                "t.csv:2: quotes do not close, or a cell does not end, in the row that begins "
                "here (field larger than field limit (131072))"
            ),
        ]
    )


def test_misshapen_rows_are_mistakes_and_the_others_stay(publish: Publish) -> None:
    table = _read(publish, "a,b\n1\n1,2,3\n\n1,2\n1,01234567890\n")
    assert [row.line for row in table.rows] == [5]
    assert table.mistakes == snapshot(
        [
            "t.csv:2: cells: 1, columns: 2; quote cells that hold a comma",
            "t.csv:3: cells: 3, columns: 2; quote cells that hold a comma",
            "t.csv:4: the row is blank; delete it",
            "t.csv:6:2: a cell of 11 characters; 10 at most",
        ]
    )


def test_columns_unknown_missing_twice_and_out_of_order_are_told(publish: Publish) -> None:
    table = _read(publish, "date,actr,target,target\n")
    expected = ("date", "actor", "target", "kind")
    assert compare_header(table, expected, ordered=True) == snapshot(
        [
            "t.csv:1:2: column 'actr' is not known; did you mean 'actor'?",
            "t.csv:1:4: column 'target' stands twice",
            "t.csv:1: column 'actor' is missing",
            "t.csv:1: column 'kind' is missing",
            "t.csv:1: the columns are, in this order: date,actor,target,kind",
        ]
    )
    turned = _read(publish, "b,a\n")
    assert compare_header(turned, ("a", "b"), ordered=True) == snapshot(
        ["t.csv:1: the columns are, in this order: a,b"]
    )
    assert compare_header(turned, ("a", "b"), ordered=False) == []
    other = _read(publish, "x,y,z\n")
    assert compare_header(other, expected, ordered=False) == snapshot(
        ["t.csv:1: columns are 'x,y,z'; write date,actor,target,kind"]
    )


@pytest.mark.parametrize("text", ["1_000", "inf", "nan", "1e999", "0x10", "\u0663", "1.2.3", "1 000"])
def test_numbers_are_plain(publish: Publish, text: str) -> None:
    cells, mistakes = _cells(publish, text)
    assert cells.number("b") is None
    assert "is not a number" in mistakes[0]


def test_a_number_with_separators_is_told_without(publish: Publish) -> None:
    cells, mistakes = _cells(publish, "1,000")
    assert cells.number("b") is None
    assert mistakes == snapshot(["t.csv:2:2: b: '1,000' is not a number; write 1000"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back(publish: Publish, value: float) -> None:
    cells, mistakes = _cells(publish, repr(value))
    assert cells.number("b") == value
    assert mistakes == []


def test_a_number_out_of_bounds_is_told_the_bounds(publish: Publish) -> None:
    cells, mistakes = _cells(publish, "91")
    assert cells.number("b", -90, 90) is None
    assert cells.number("b", 100) is None
    assert cells.number("b", 90, math.inf) == 91
    assert mistakes == snapshot(
        [
            "t.csv:2:2: b: 91 is out of bounds; write between -90 and 90",
            "t.csv:2:2: b: 91 is out of bounds; write 100 or more",
        ]
    )


def test_characters_that_drive_a_terminal_are_told(publish: Publish) -> None:
    cells, mistakes = _cells(publish, "\x1b[2J")
    cells.refuse_control_characters()
    assert mistakes == snapshot(["t.csv:2:2: b: control character '\\x1b'; delete it"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_source_error(publish: Publish, body: bytes) -> None:
    try:
        table = _read(publish, body)
    except SourceError as error:
        told = str(error).startswith("t.csv:")
    else:
        told = all(len(row.cells) == len(table.header) for row in table.rows)
    assert told
