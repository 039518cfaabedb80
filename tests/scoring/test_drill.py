"""A drill withholds one source, and is otherwise the same assessment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from facta.assessment import assess
from facta.errors import CaseError
from facta.scoring.drill import drill, drilled, drills_table, withheld

if TYPE_CHECKING:
    from facta.api import Open

DAY = date(2024, 3, 20)


def test_what_rests_on_a_source_is_not_assessed_without_it(turning: Open) -> None:
    found = drill(turning.case, turning.records, DAY, "ledger")
    assert found.records == 4
    assert [(lost.name, lost.was, lost.now, lost.alone) for lost in found.blinded] == [
        ("X-1", "level 2 straining", "not assessed", True)
    ]
    assert found.moved == ()


def test_a_source_that_was_searched_and_is_lost_leaves_no_zero(turning: Open) -> None:
    case, rest = withheld(turning.case, turning.records, "ledger")
    standing = assess(case, rest, DAY).standings[0]
    assert (standing.level, standing.latest) == (None, None)


def test_every_source_in_turn_gives_a_row_for_each_thing_lost(turning: Open) -> None:
    found = drilled(turning.case, turning.records, DAY)
    assert [one.source for one in found.drills] == ["ledger", "figures"]
    assert drills_table(found.drills)["name"].to_list() == ["X-1", "X-2"]


def test_an_unknown_source_is_refused_with_the_nearest(turning: Open) -> None:
    with pytest.raises(CaseError, match="turning has no source 'legder'; did you mean 'ledger'"):
        drill(turning.case, turning.records, DAY, "legder")


def test_the_ships_of_the_flagship_are_seen_by_one_source_alone(flagship: Open) -> None:
    found = drill(flagship.case, flagship.records, date(2026, 6, 1), "straits")
    assert {lost.name for lost in found.blinded} == {"EC-26", "EC-27", "EC-28"}
    assert "corridor.hormuz" in {lost.name for lost in found.alone}


def test_a_source_of_which_nothing_came_carries_nothing(flagship: Open) -> None:
    found = drill(flagship.case, flagship.records, date(2026, 6, 1), "polecat")
    assert (found.records, found.blinded, found.moved) == (0, (), ())
    assert found.judgement_was == found.judgement_now
    assert found == replace(found, parts=())
