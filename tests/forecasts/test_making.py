"""A day's work on a case: resolved, asked, forecast, kept; and the record that comes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest

from facta.errors import LedgerError
from facta.forecasts.entries import Stamp
from facta.forecasts.ledger import open_ledger
from facta.forecasts.making import Forecasted, forecasted, past_of
from facta.forecasts.postmortem import misses
from facta.forecasts.scored import ROWS, rows_frame
from facta.forecasts.track import track_record
from tests.forecasts import kept
from tests.forecasts.riverside import CASE, store

if TYPE_CHECKING:
    from pathlib import Path

    from facta.forecasts.ledger import Ledger

DAYS = [date(2024, month, 28) for month in range(1, 13)]
RECORDS = store()


def stamp(day: date, written: date | None = None) -> Stamp:
    return Stamp(
        as_of=day,
        written=datetime.combine(written or day, time(9), UTC),
        case_digest="c" * 16,
        store_digest="5" * 16,
        version="0.6.0",
    )


def make(ledger: Ledger, day: date, written: date | None = None, *, write: bool = True) -> Forecasted:
    return forecasted(CASE, RECORDS, ledger, stamp(day, written), write=write)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, list[Forecasted]]:
    ledger = open_ledger(tmp_path_factory.mktemp("river"), "river")
    return ledger, [make(ledger, day) for day in DAYS]


def test_the_same_day_once_more_writes_nothing_new(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, "river")
    first = make(ledger, DAYS[0])
    assert first.written == len(first.made.questions) + len(first.made.forecasts)
    again = make(ledger, DAYS[0])
    assert again.written == 0
    assert [one.question.id for one in again.outlook] == [one.question.id for one in first.outlook]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, "river")
    made = make(ledger, DAYS[0], write=False)
    assert made.written is None
    assert made.made.forecasts
    assert not ledger.exists


def test_a_ledger_never_goes_back_to_an_earlier_day(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, "river")
    make(ledger, DAYS[1])
    with pytest.raises(LedgerError, match="a ledger only goes forward"):
        make(ledger, DAYS[0], DAYS[1])


def test_what_was_asked_is_forecast_again_and_resolved_when_due(
    year: tuple[Ledger, list[Forecasted]],
) -> None:
    ledger, made = year
    assert not made[0].made.resolutions
    assert sum(len(one.made.resolutions) for one in made) > 60
    reading = ledger.read()
    for name, resolution in reading.resolutions.items():
        question = reading.questions[name]
        assert resolution.resolved >= question.deadline
        assert all(one.made < question.deadline for one in reading.forecasts if one.question == name)
    assert any(one.before is not None and one.previous is not None for one in made[-1].outlook)


def test_an_ensemble_learns_from_what_was_resolved_by_the_day(year: tuple[Ledger, list[Forecasted]]) -> None:
    reading = year[0].read()
    before, after = (
        past_of(reading.questions, reading.forecasts, reading.resolutions, day) for day in (DAYS[0], DAYS[-1])
    )
    assert not before.losses
    assert after.losses["counts", "shared rate"][0] > 10
    assert after.base_rate("counts", "value") is not None
    weights = {one.weights for one in reading.forecasts if one.method == "ensemble" and one.made == DAYS[-1]}
    assert any(len({round(part, 3) for _, part in one}) > 1 for one in weights)


def test_the_outlook_has_what_would_be_news_likeliest_first(year: tuple[Ledger, list[Forecasted]]) -> None:
    outlook = year[1][-1].outlook
    chances = [one.probability for one in outlook]
    assert chances == sorted(chances, reverse=True)
    asked = [(one.question.indicator, one.question.asks, one.question.line) for one in outlook]
    assert len(asked) == len(set(asked))
    frame = year[1][-1].to_polars()
    assert frame["question"].to_list() == [one.question.id for one in outlook]
    assert frame["label"].null_count() == 0


def test_the_track_record_scores_what_was_forecast_before_the_answer(
    year: tuple[Ledger, list[Forecasted]],
) -> None:
    told = track_record(year[0].read(), DAYS[-1])
    assert told.hindsight == 0
    assert {one.family for one in told.scores} >= {"counts", "flows", "levels"}
    assert sum(one.closed for one in told.fates) == len(told.resolved)
    newest = [one.resolution.resolved for one in told.resolved]
    assert newest == sorted(newest, reverse=True)
    assert track_record(year[0].read(), DAYS[0]).resolved == ()
    for inside in (one for score in told.scores for one in score.coverage):
        assert inside.low <= inside.share <= inside.high
    assert '"resolved"' in told.to_json()


def test_a_forecast_written_after_its_deadline_is_not_scored(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, "river")
    later = date(2025, 6, 1)
    for day in DAYS[:4]:
        make(ledger, day, later)
    told = track_record(ledger.read(), DAYS[3])
    assert told.hindsight > 0
    assert told.resolved
    assert told.scores == ()
    assert track_record(ledger.read(), date(2023, 12, 31)).hindsight == 0


def test_a_question_that_the_case_edits_stands_as_it_was_asked(tmp_path: Path) -> None:
    ledger, day = open_ledger(tmp_path, "river"), date(2025, 2, 10)
    make(ledger, day)
    use = CASE.questions["quiet-may"]
    easier = use.model_copy(update={"at_most": (use.at_most or 0.0) + 9.0})
    edited = CASE.model_copy(update={"questions": {"quiet-may": easier}})
    made = forecasted(edited, RECORDS, ledger, stamp(date(2025, 2, 28)), write=True)
    (told,) = [one for one in made.made.silent if "quiet-may" in one.reason]
    assert "the ledger has it otherwise since 2025-02-10, and that stands" in told.reason
    assert ledger.read().questions["river:quiet-may"].line == use.at_most


def test_a_miss_tells_a_late_source_a_near_line_and_periods_that_all_go_one_way() -> None:
    questions, rows = {}, []
    for month in (1, 2, 3):
        name = f"q{month}"
        questions[name] = kept.question(
            name, start=date(2027, month, 1), end=date(2027, month + 1, 1), line=40.0
        )
        row = dict.fromkeys(ROWS) | {
            "question": name, "indicator": "EX-1", "family": "counts", "asks": "value", "made": kept.NOVEMBER,
            "start": date(2027, month, 1), "end": date(2027, month + 1, 1), "happened": 1.0, "value": 41.0,
        }  # fmt: skip
        rows += [row | {"method": "ensemble", "probability": 0.1}]
        rows += [row | {"method": "a", "probability": 0.3}, row | {"method": "b", "probability": 0.02}]
    answers = [
        kept.resolution(name, value=41.0, late=name == "q3", as_of=date(2027, 1, 20)) for name in questions
    ]
    columns = {name: [row[name] for row in rows] for name in ROWS}
    found = {one.question: one for one in misses(questions, answers, rows_frame(columns))}
    assert {one.member for one in found.values()} == {"b"}
    assert {one.way for one in found.values()} == {"more"}
    assert found["q1"].advice == (
        "The figure lay within a tenth of the line: noise turns such an answer; move the line.",
    )
    assert found["q3"].advice[0] == (
        "Its figure came 10 days after the deadline: a longer lag_days of its source would do."
    )
    assert "3 periods missed the same way, more than expected" in found["q3"].advice[1]
