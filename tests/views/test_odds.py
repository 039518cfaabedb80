"""What a change did to the odds is counted from the weights of both days, and adds up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from make import EARLIER, flagship
from make_trajectories import AFTER, ATTACKS, BEFORE, DRILLS, NOW, THEN, TITLES, chances

from facta.results import Drawing
from facta.views.odds import effects, futures, trajectories, watched, weighed, without

WAS = replace(flagship(), as_of=EARLIER, results=(THEN,))
IS = replace(flagship(), results=(NOW,))


def test_an_unchanged_piece_of_evidence_has_no_effect() -> None:
    assert set(effects(WAS, IS)) == {DRILLS}


def test_the_only_change_explains_the_whole_move() -> None:
    found = dict(effects(WAS, IS)[DRILLS].points)
    for title, was, now in zip(TITLES, chances(BEFORE), chances(AFTER), strict=True):
        assert found[title] == pytest.approx(now - was)
    assert sum(found.values()) == pytest.approx(0, abs=1e-9)
    assert effects(WAS, IS)[DRILLS].size == pytest.approx(max(map(abs, found.values())))


def test_evidence_that_was_not_there_before_weighs_from_nothing() -> None:
    weights = THEN.drawings[0].data
    fewer = replace(
        THEN, drawings=(Drawing(chart="weights", title="X", data=replace(weights, rows=weights.rows[1:])),)  # type: ignore[union-attr, type-var]
    )  # fmt: skip
    assert set(effects(replace(WAS, results=(fewer,)), IS)) == {ATTACKS, DRILLS}


def test_two_pieces_that_watch_one_indicator_have_one_effect() -> None:
    def doubled(result: object) -> object:
        data = result.drawings[0].data  # type: ignore[attr-defined]
        rows = (*data.rows, replace(data.rows[1], label="Drills, again"))
        return replace(result, drawings=(Drawing(chart="weights", title="X", data=replace(data, rows=rows)),))  # type: ignore[type-var]

    was, now = (replace(one, results=(doubled(one.results[0]),)) for one in (WAS, IS))  # type: ignore[arg-type]
    once, twice = effects(WAS, IS)[DRILLS], effects(was, now)[DRILLS]
    assert twice.size > once.size


def test_chances_without_a_change_still_make_a_hundred() -> None:
    assert sum(without([60.0, 30.0, 10.0], [3.0, -2.0, 0.0])) == pytest.approx(100)
    assert without([0.0, 0.0], [1.0, 2.0]) == [0.0, 0.0]


def test_the_chances_of_the_earlier_day_stand_beside_those_of_now() -> None:
    data = futures(NOW, WAS)
    assert data is not None
    assert data.was == EARLIER
    assert data.bounds == "90 % interval"
    assert [row.label for row in data.rows] == list(TITLES)
    assert [row.was for row in data.rows] == pytest.approx(chances(BEFORE))
    alone = futures(NOW)
    assert alone is not None
    assert alone.was is None


def test_only_chances_are_trajectories() -> None:
    assert [item.key for item in trajectories(NOW)] == ["holds", "fails", "other"]
    assert weighed(None) == ()
    assert weighed(IS) == (NOW,)
    assert futures(replace(NOW, items=())) is None


def test_a_row_of_the_matrix_names_what_it_watches() -> None:
    assert [watched(row) for row in NOW.drawings[0].data.rows] == [ATTACKS, DRILLS]  # type: ignore[union-attr]
