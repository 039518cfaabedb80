"""What was foreseen by a day is read from the ledger and from what was kept, and nothing of later days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from facta.ahead import track_record_of
from facta.forecasts import foreseen as room
from facta.forecasts import remembered
from facta.forecasts.foreseen import Foreseen, foreseen
from facta.forecasts.ledger import open_ledger
from facta.forecasts.outlook import would_be_news
from facta.forecasts.trajectories import HORIZON_DAYS, trajectory_record
from tests.forecasts.foretold import DAYS, LAST, foretold
from tests.forecasts.riverside import CASE

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Open:
    return foretold(tmp_path_factory.mktemp("foretold"))


def on(opened: Open, day: date) -> Foreseen:
    found = opened.edition(day).foreseen
    assert found is not None
    return found


def told(seen: Foreseen) -> tuple[object, ...]:
    record = seen.record
    assert record is not None
    return (
        seen.entries, seen.head, seen.made, seen.written, dict(seen.open), dict(seen.sized), seen.signposts,
        record.scores, record.terms, record.fates, record.resolved, record.misses, record.open,
    )  # fmt: skip


def test_nothing_is_there_before_the_first_forecast(opened: Open, tmp_path: Path) -> None:
    early = on(opened, DAYS[0] - timedelta(days=1))
    assert (early.entries, early.signposts, early.record) == (0, (), None)
    nowhere = replace(opened, folder=tmp_path).edition(LAST).foreseen
    assert nowhere is not None
    assert (nowhere.entries, nowhere.made, nowhere.fault) == (0, None, "")
    assert not [*tmp_path.iterdir()]


def test_a_page_of_an_earlier_day_has_only_what_was_forecast_and_answered_by_then(opened: Open) -> None:
    day = DAYS[3]
    seen = on(opened, day)
    assert seen.made == day
    assert seen.written is not None
    assert seen.written.date() == day
    assert seen.record is not None
    assert {one.resolution.resolved <= day for one in seen.record.resolved} == {True}
    assert {one.made for found in seen.open.values() for one in found} <= {*DAYS[:4]}
    assert seen.entries < on(opened, LAST).entries


def test_what_is_forecast_later_changes_nothing_of_an_earlier_day(opened: Open, tmp_path: Path) -> None:
    day = DAYS[3]
    then = foretold(tmp_path, DAYS[:4])
    assert told(on(opened, day)) == told(on(then, day))


def test_questions_whose_deadline_has_passed_are_not_open(opened: Open) -> None:
    day = LAST + timedelta(days=40)
    asked = [one.question for found in on(opened, day).open.values() for one in found]
    assert asked
    assert min(one.deadline for one in asked) > day


def test_the_forecast_before_stands_beside_the_newest(opened: Open) -> None:
    seen = on(opened, LAST)
    both = [one for found in seen.open.values() for one in found if one.previous is not None]
    assert both
    assert {one.before for one in both} <= {*DAYS[:-1]}
    assert {one.made for one in both if one.question.start > LAST} == {LAST}
    sized = seen.sized["X-1"]
    assert (sized.made, sized.made_before) == (LAST, DAYS[-2])
    for one in (*sized.ahead, *sized.before):
        assert one.nearly[0] <= one.most[0] <= one.half[0] <= one.middle <= one.half[1] <= one.most[1]
    assert {one.day for one in sized.ahead} & {one.day for one in sized.before}


def test_a_line_that_is_passed_already_is_no_signpost(opened: Open) -> None:
    edition = opened.edition(LAST)
    assert edition.foreseen is not None
    latest = {one.indicator: one.latest for one in edition.assessment.standings}
    posts = edition.foreseen.signposts
    assert [one.probability for one in posts] == sorted((one.probability for one in posts), reverse=True)
    for one in posts:
        newest, line = latest[one.question.indicator], one.question.line
        if one.question.asks == "value" and one.question.relation == "at least":
            assert newest is not None
            assert line is not None
            assert (newest.value or 0.0) < line


def test_a_ledger_is_read_once_while_its_files_stand_still(opened: Open, tmp_path: Path) -> None:
    mine = foretold(tmp_path, DAYS[:1])
    before = room._read.cache_info().misses  # noqa: SLF001  (whether it was read cannot be seen elsewhere)
    for day in (DAYS[0], DAYS[1], DAYS[0]):
        on(mine, day)
    assert room._read.cache_info().misses == before + 1  # noqa: SLF001
    foretold(tmp_path, DAYS[:2])
    assert on(mine, DAYS[1]).made == DAYS[1]
    assert room._read.cache_info().misses == before + 2  # noqa: SLF001
    assert on(opened, LAST).made == LAST


def test_an_edited_ledger_is_a_fault_and_shows_nothing(tmp_path: Path) -> None:
    mine = foretold(tmp_path, DAYS[:1])
    path = open_ledger(tmp_path, CASE.name).path
    path.write_bytes(path.read_bytes().replace(b'"probability":0', b'"probability":1', 1))
    seen = on(mine, LAST)
    assert (seen.entries, seen.signposts, seen.record) == (0, (), None)
    assert "was edited" in seen.fault


def test_records_of_trajectories_are_kept_and_read_back(flagship: Open, tmp_path: Path) -> None:
    days = [date(2025, 6, 30), date(2025, 6, 30) + timedelta(days=HORIZON_DAYS + 1), date(2026, 1, 31)]
    made = trajectory_record(flagship.case, flagship.records, days)
    path = remembered.keep(tmp_path, flagship.case, days[-1], made)
    (read,) = remembered.kept(tmp_path, flagship.case, days[-1])
    assert read.weights.equals(made[0].weights)
    assert read.judged.equals(made[0].judged)
    assert (read.brier, read.against, read.hindsight) == (made[0].brier, made[0].against, made[0].hindsight)
    assert remembered.kept(tmp_path, flagship.case, days[-1] - timedelta(days=1)) == ()
    edited = flagship.case.model_copy(update={"digest": "0" * 64})
    assert remembered.kept(tmp_path, edited, days[-1]) == ()
    path.write_text(path.read_text(encoding="utf-8")[:50], encoding="utf-8")
    assert remembered.kept(tmp_path, flagship.case, days[-1]) == ()


def test_what_was_foreseen_needs_no_ledger_to_show_a_backtest(flagship: Open, tmp_path: Path) -> None:
    seen = foreseen(tmp_path, flagship.case, flagship.edition("2026-06-01").assessment)
    assert (seen.backtest, seen.courses, seen.record) == (None, (), None)


def test_what_persistence_expects_is_no_signpost(opened: Open) -> None:
    posts = on(opened, LAST).signposts
    assert posts
    assert all(dict(one.baselines)["persistence"] < 0.5 for one in posts)


def test_a_rise_that_has_come_already_is_no_news(opened: Open) -> None:
    asked = next(one.question for one in on(opened, LAST).signposts if one.question.asks == "value")
    board = room._Board(opened.edition(LAST).assessment)  # noqa: SLF001  (what stands on the day)
    stands = board.standing_figure(asked.indicator, LAST) or 0.0
    risen = replace(asked, asks="change", line=1.0, base=stands - 1.0)
    assert not would_be_news(board, risen, LAST)
    assert would_be_news(board, replace(risen, base=stands), LAST)


def test_the_track_record_of_a_day_is_the_same_on_every_surface(opened: Open) -> None:
    day = DAYS[3]
    seen = on(opened, day)
    found = track_record_of(opened, day)
    assert seen.record is not None
    assert (found.fates, found.open, found.scores) == (
        seen.record.fates,
        seen.record.open,
        seen.record.scores,
    )
