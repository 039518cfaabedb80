"""The argument in a terminal fits it, and in a notebook is whole."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from make_argument import CLAIM, HEADLINE, argued, chain, claims, moved
from rich.console import Console

from facta.results import Table
from facta.views import notebook_html
from facta.views.argument import argument, item_view, result_view
from facta.views.board import board
from facta.views.grid import Grid
from facta.views.news import news
from facta.views.shown import shown

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDTHS = (40, 80, 120, 200)


def printed(view: RenderableType, width: int = 80) -> list[str]:
    """Print a view as a terminal would, line by line."""
    out = StringIO()
    Console(file=out, width=width, no_color=True, highlight=False).print(view)
    return out.getvalue().splitlines()


def wide(columns: int = 8) -> Table:
    """Make a table of many columns with an interval in each."""
    heads = ("side", "gives", *(f"ratio in {2018 + k}" for k in range(columns - 2)))
    rows = tuple(
        (side, gives, *("2.01 (0.104 to 118)" for _ in range(columns - 2)))
        for side, gives in (("Russia", "Recognition and credentials"), ("Russia", "The end of the ban"))
    )
    return Table(title="", columns=heads, rows=rows, right=tuple(range(2, columns)))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(width: int) -> None:
    made = argued()
    views = [
        argument(made.results, made.case), result_view(claims()), result_view(chain()), news(moved()),
        Grid(wide()), board(made, moved(), width=width) if width >= 80 else Grid(wide(3)),
    ]  # fmt: skip
    for view in views:
        for line in printed(view, width):
            assert len(line) <= width
            assert line == line.rstrip()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_stands_on_one_line_with_its_unit_and_interval(width: int) -> None:
    for view in (result_view(claims()), Grid(wide())):
        lines = printed(view, width)
        assert not [line for line in lines if re.search(r"\d to$|\($|\d–$", line)]
        said = "\n".join(lines)
        assert "…" not in said
        assert said.count("34 % (15–57 %)") in {0, 4}
        assert said.count("2.01 (0.104 to 118)") in {0, 12}


def test_a_long_note_goes_under_its_row_where_there_is_no_room_beside_it() -> None:
    lines = printed(result_view(claims()), 80)
    (head,) = (line for line in lines if "statement" in line)
    assert head.split() == ["claim", "statement", "verdict", "figure"]
    assert any(line.startswith("    why: Russia's rung") for line in lines)
    (head,) = (line for line in printed(result_view(claims()), 160) if "statement" in line)
    assert head.split() == ["claim", "statement", "verdict", "figure", "why"]


def test_many_columns_that_do_not_fit_are_stacked_with_their_labels() -> None:
    lines = printed(Grid(wide()), 80)
    assert lines[0] == "  Russia · Recognition and credentials"
    assert lines[1].startswith("    ratio in 2018: 2.01 (0.104 to 118); ratio in 2019: ")


def test_a_table_is_as_wide_as_what_it_holds() -> None:
    table = Table(title="", columns=("state", "rung"), rows=(("Russia", "7"), ("China", "5")), right=(1,))
    assert printed(Grid(table), 200) == ["  state   rung", "  Russia     7", "  China      5"]


def test_a_column_that_is_empty_throughout_takes_no_room() -> None:
    table = Table(title="", columns=("", "judged"), rows=(("", "It holds."), ("", "It spreads.")))
    assert printed(Grid(table), 80) == ["  judged", "  It holds.", "  It spreads."]
    assert printed(Grid(replace(table, rows=())), 80) == []


def test_the_board_says_once_how_an_analysis_is_seen_whole() -> None:
    lines = printed(argument(argued().results, "russia-taliban"))
    assert [line for line in lines if "facta explain" in line] == [
        "Whole: facta explain russia-taliban claims, chain"
    ]
    assert "What the argument claims" in lines
    assert not [line for line in printed(argument(argued().results)) if "facta explain" in line]


def test_a_table_does_not_repeat_the_headline() -> None:
    assert "\n".join(printed(result_view(claims()))).count(HEADLINE.removesuffix(".")) == 1


def test_a_part_says_what_it_rests_on() -> None:
    made = argued()
    item = claims().items[0]
    lines = printed(item_view(item, claims(), (), {one.indicator: one for one in made.standings}))
    assert lines[0].startswith(f"CL20  {CLAIM[:40]}")
    assert "Rests on 1 indicator" in lines


def test_changes_of_the_argument_stand_by_analysis_a_line_each() -> None:
    lines = printed(news(moved()))
    at = lines.index("What the argument claims")
    assert lines[at + 1].startswith("  CL20  [world] new: overdue: The alignment is an unstable")
    assert lines[at + 1].endswith("…")
    assert lines[at + 3] == "Promises and their delivery"
    assert len([line for line in lines if "military-agreement-" in line]) == 8
    assert not [line for line in lines if "only an explanation tells" in line and "LE-1" not in line][1:]
    assert lines[-1] == "Why: facta explain russia-taliban CL20"


def test_the_board_shows_six_changes_of_the_argument_and_counts_the_others() -> None:
    lines = printed(news(moved(), 8, 6))
    at = lines.index("In the argument")
    assert len([line for line in lines[at + 1 :] if "[world]" in line]) == 6
    assert lines[-1] == "… 3 more: facta changes russia-taliban --since 2026-03-15"
    assert [line for line in lines if line.startswith("LE-1  [world] level 1 → overdue.")]


def test_the_board_counts_as_the_page_does() -> None:
    said = " ".join(printed(board(argued())))
    assert "1 of 1 assessed" in said


def test_a_notebook_shows_the_argument_and_escapes_it() -> None:
    html = notebook_html(argued())
    assert HEADLINE in html.replace("\N{NO-BREAK SPACE}", " ")
    assert ">leaning against</td>" in html
    wild = replace(claims(), headline="<script>alert(1)</script>.")
    assert "<script" not in notebook_html(replace(argued(), results=(wild,)))


def test_an_assessment_gives_an_analysis_by_its_name() -> None:
    made = shown(argued())
    assert made.result("claims") == claims()
    with pytest.raises(KeyError, match="russia-taliban has no analysis 'claim'; did you mean 'claims'"):
        made.result("claim")
