"""The future never changes the past: not what is asked, not what is expected, not what was learnt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from facta.forecasts.backtest import backtest
from facta.forecasts.drawing import drawn, forecasts
from facta.forecasts.figures import Figures
from facta.forecasts.past import Past
from facta.forecasts.questions import asked
from tests.forecasts.riverside import CASE, event, store, trade, trades

if TYPE_CHECKING:
    from facta.api import Open
    from facta.forecasts.records import Forecast, Question
    from facta.store import Records

DAY = date(2024, 9, 30)
PATIENT = settings(  # a failure is told at once: to make it small takes minutes
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

news = st.builds(
    lambda place, start, late, kind: event(
        f"N-{place}", start, kind, known=max(start, DAY) + timedelta(days=late)
    ),
    st.integers(0, 30),
    st.dates(date(2020, 1, 1), date(2025, 6, 30)),
    st.integers(1, 300),
    st.sampled_from(["clash", "clash", "step"]),
)
revisions = st.builds(
    lambda month, value, late: trade(month, float(value), known=DAY + timedelta(days=late)),
    st.integers(0, 71),
    st.integers(0, 900),
    st.integers(1, 300),
)


def expected(records: Records, day: date) -> tuple[tuple[Question, ...], list[Forecast]]:
    figures = Figures(CASE, records)
    questions = asked(figures, day).questions
    return questions, [
        one for group in drawn(figures, questions, day, Past()) for one in forecasts(group, day)
    ]


@PATIENT
@given(st.lists(news, max_size=12), st.lists(revisions, max_size=8))
def test_what_becomes_known_later_changes_neither_questions_nor_forecasts(
    more: list[object], revised: list[object]
) -> None:
    later = store(more, [*trades(), *revised])  # type: ignore[arg-type]  (events and figures)
    assert expected(later, DAY) == expected(store(), DAY)
    assert expected(later.known_at(DAY), DAY) == expected(store(), DAY)


def test_a_run_that_ended_earlier_expected_the_same() -> None:
    records, cut = store(), date(2024, 12, 31)
    whole = backtest(CASE, records, date(2024, 1, 1), date(2025, 6, 30)).rows
    then = backtest(CASE, records.known_at(cut), date(2024, 1, 1), cut).rows
    told = ["question", "made", "method", "probability", "median", "low95", "high95"]
    assert whole.filter(whole["made"] <= cut).select(told).equals(then.select(told))
    assert len(then) > 2000


def test_the_flagship_cut_at_a_day_asks_and_expects_the_same(flagship: Open) -> None:
    day = date(2024, 11, 30)
    found = []
    for records in (flagship.records, flagship.records.known_at(day)):
        figures = Figures(flagship.case, records)
        questions = asked(figures, day).questions
        made = [one for group in drawn(figures, questions, day, Past()) for one in forecasts(group, day)]
        found.append((questions, made))
    assert found[0] == found[1]
    assert len(found[0][0]) > 200
