"""What a case asks of itself on a day, and what it refuses to ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from inline_snapshot import snapshot

from facta.cases import parse_case
from facta.errors import CaseError
from facta.forecasts.figures import Figures, Silent, Track
from facta.forecasts.questions import asked, checked
from facta.forecasts.wording import Rule, text
from facta.periods import parse, period_of
from tests.forecasts.riverside import CASE, FOLDER, event, store, trade, trades

DAY = date(2025, 1, 31)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(CASE, store())


def test_questions_have_names_that_say_what_is_asked(figures: Figures) -> None:
    names = [one.id for one in asked(figures, DAY).questions if one.indicator == "X-3"]
    assert names == snapshot(
        [
            "river:X-3:2025-Q2:at-least-9",
            "river:X-3:2025-Q3:at-least-9",
            "river:X-3:2025-02:level-1",
            "river:X-3:2025-04:level-1",
            "river:X-3:2025-07:level-1",
        ]
    )


def test_the_same_question_asked_on_a_later_day_has_the_same_name(figures: Figures) -> None:
    now, later = (
        {one.id for one in asked(figures, day).questions if one.asks == "quantity" and one.start.month == 4}
        for day in (DAY, date(2025, 3, 15))
    )
    assert now & later == {"river:X-1:2025-04:quantity"}


def test_a_question_says_in_words_what_decides_it(figures: Figures) -> None:
    told = {one.id: one.text for one in asked(figures, DAY).questions}
    assert [told[name] for name in told if ":2025-02" in name or ":2025-Q2" in name] == snapshot(
        [
            "Clashes at the river: how many attacks in February 2025?",
            "Clashes at the river: at least 3 attacks in February 2025?",
            "Clashes at the river: at least 4 attacks in February 2025?",
            "Clashes at the river: at least 2 attacks in February 2025?",
            "Clashes at the river: at level 1 or higher on the board of 28 Feb 2025?",
            "Clashes at the river: at level 2 or higher on the board of 28 Feb 2025?",
            "Trade over the bridge: what is the figure for February 2025, in USD?",
            "Trade over the bridge: at least 130 USD in February 2025?",
            "Trade over the bridge: at least 115 USD in February 2025?",
            "Trade over the bridge: at least 98 USD in February 2025?",
            "Trade over the bridge: at level 1 or higher on the board of 28 Feb 2025?",
            "Steps towards a treaty: at least 9 events by 30 Jun 2025?",
            "Steps towards a treaty: at level 1 or higher on the board of 28 Feb 2025?",
        ]
    )


def test_periods_have_not_begun_on_the_day_of_asking(figures: Figures) -> None:
    for day in (DAY, date(2025, 2, 1), date(2024, 7, 14)):
        every = [one for one in asked(figures, day).questions if one.author == "facta"]
        assert every
        assert all(one.start > day and one.deadline > day for one in every)
        assert all(one.start == period_of(one.start, "month").start for one in every)


def test_a_figure_is_read_after_the_lag_that_the_series_really_has(figures: Figures) -> None:
    by_indicator = {one.indicator: one for one in asked(figures, DAY).questions if one.asks == "quantity"}
    clash, goods = by_indicator["X-1"], by_indicator["X-2"]
    assert (goods.deadline - goods.end).days == 20  # though its card says 10
    assert (clash.deadline - clash.end).days == 2
    assert clash.last_day - clash.deadline == timedelta(days=60)


def test_nothing_is_learnt_from_before_a_declared_break(figures: Figures) -> None:
    assert isinstance(figures.track("X-2", date(2025, 2, 28)), Track)
    silent = figures.track("X-2", date(2025, 9, 30))
    assert silent == Silent("X-2", "6 whole periods since 2025-03-01, 8 wanted")
    track = figures.track("X-2", date(2025, 12, 31))
    assert isinstance(track, Track)
    assert len(track.values) == 9  # March to November


def test_nothing_is_asked_of_a_series_that_has_stopped() -> None:
    stopped = Figures(CASE, store(figures=trades()[:40]))
    silent = {one.indicator: one.reason for one in asked(stopped, DAY).silent}
    assert silent["X-2"] == snapshot("its newest figure is 641 days old, and the next one overdue")


def test_a_question_whose_deadline_has_passed_cannot_be_asked(figures: Figures) -> None:
    question = asked(figures, DAY).questions[0]
    assert checked(question, DAY) is question
    with pytest.raises(ValueError, match="has passed") as told:
        checked(question, question.deadline)
    assert str(told.value) == snapshot(
        "river:X-1:2025-02:quantity: its deadline 2025-03-03 has passed on 2025-03-03; ask of a later period"
    )


def test_what_the_case_asks_itself_is_asked_from_its_day_on_until_it_closes(figures: Figures) -> None:
    def of(day: date) -> list[str]:
        return [one.id for one in asked(figures, day).questions if one.author == "analyst"]

    assert of(date(2025, 2, 9)) == []
    assert of(date(2025, 2, 10)) == of(date(2025, 5, 20)) == ["river:quiet-may"]
    assert of(date(2025, 6, 3)) == []


def test_a_running_count_of_an_unfinished_period_is_where_the_next_step_starts() -> None:
    more = Figures(CASE, store([event("S-new", date(2025, 1, 20), "step")]))
    assert figures_base(more) == 9.0
    track = more.track("X-3", DAY)
    assert isinstance(track, Track)
    assert (track.last, track.values[-1]) == (parse("2024-Q4"), 9.0)
    assert [one.id for one in asked(more, DAY).questions if one.id.startswith("river:X-3:2025-Q2")] == [
        "river:X-3:2025-Q2:at-least-10"
    ]


def test_the_next_step_is_asked_once_however_it_came_to_be_next() -> None:
    more = Figures(CASE, store([event("S-new", date(2025, 1, 20), "step")]))
    names = [one.id for day in (DAY, date(2025, 3, 30)) for one in asked(more, day).questions]
    assert all("up-" not in name for name in names)
    of_half = {name for name in names if name.startswith("river:X-3:2025-Q3")}
    assert of_half == {"river:X-3:2025-Q3:at-least-10"}


def figures_base(figures: Figures) -> float:
    found = figures.standing_figure("X-3", DAY)
    assert found is not None
    return found


def test_every_mistake_in_a_question_of_a_case_is_told_with_its_place() -> None:
    text = (FOLDER / "case.yml").read_text(encoding="utf-8")
    wrong = text[: text.index("questions:")] + (
        "questions:\n"
        "  a: {text: Is there any clash at all?, indicator: X-11, at_least: 1, period: 2025-05, "
        "asked: 2025-01-01, because: The truce says so.}\n"
        "  b: {text: Is there any clash at all?, indicator: X-1, at_least: 1, period: 2025, "
        "asked: 2025-01-01, because: The truce says so., claims: [C9]}\n"
        "  c: {text: Is there any clash at all?, indicator: X-1, period: 2025-05, "
        "asked: 2025-01-01, because: The truce says so.}\n"
        "  d: {text: Is there any clash at all?, indicator: X-1, at_least: 7, asks: level, period: 2025-05, "
        "asked: 2025-01-01, because: The truce says so.}\n"
        "  e: {text: Is there any clash at all?, indicator: X-1, at_least: 7, period: 2025-05, "
        "asked: 2025-08-01, because: The truce says so.}\n"
        "  f: {text: How many clashes are there?, indicator: X-1, at_least: 7, asks: quantity, "
        "period: 2025-05, asked: 2025-01-01, because: The truce says so.}\n"
    )
    with pytest.raises(CaseError) as told:
        parse_case(wrong.encode(), FOLDER)
    mistakes = [one.removeprefix(f"{FOLDER}/case.yml:") for one in told.value.mistakes]
    assert mistakes[0].startswith("58:41: questions.a.indicator: ")
    assert [one.split(" questions.")[1] for one in mistakes] == snapshot(
        [
            "a.indicator: no indicator 'X-11'; did you mean 'X-1'?",
            "b.period: 2025 must be text; put it in quotes",
            "b.claims.0: no claim 'C9'",
            "c: has 0 lines; write one, at_least: or at_most:",
            "d: asks for a level; write at_least: with 1, 2, 3 or 4",
            "e: is asked on 2025-08-01, when 2025-05 is over; write an earlier asked:",
            "f: asks how large a figure is, so it has no line; leave out at_least: and at_most:",
        ]
    )


def test_a_first_figure_counts_for_the_lag_and_not_its_revision() -> None:
    revised = [trade(month, 1.0, known=date(2025, 1, 1)) for month in range(40, 50)]
    figures = Figures(CASE, store(figures=[*trades(), *revised]))
    assert figures.lag_days("X-2", DAY) == 20


def test_a_gap_in_standard_deviations_is_asked_of_with_a_true_minus_and_what_is_usual() -> None:
    gap = CASE.indicators["X-1"].model_copy(update={"title": "Words ahead of acts", "unit": "SD"})
    said = [
        text(gap, parse("2026-Q2"), Rule("value", relation, -0.564)) for relation in ("at least", "at most")
    ]
    assert said == [
        "Words ahead of acts: \N{MINUS SIGN}0.564 SD or higher in Q2 2026 (0 is usual)?",
        "Words ahead of acts: \N{MINUS SIGN}0.564 SD or lower in Q2 2026 (0 is usual)?",
    ]
