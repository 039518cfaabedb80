"""What became of questions: the stated vintage stands, and void is only what was named beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from inline_snapshot import snapshot

from facta.forecasts.figures import Figures, Track, definition
from facta.forecasts.questions import asked, posed
from facta.forecasts.records import Question, Resolution
from facta.forecasts.resolving import agreed, noted, resolve
from facta.forecasts.wording import Rule
from facta.periods import parse
from tests.forecasts.riverside import CASE, event, store, trade, trades

DAY = date(2024, 6, 30)
END = date(2025, 12, 31)


def question(name: str) -> Question:
    return next(one for one in asked(Figures(CASE, store()), DAY).questions if one.id == name)


def test_a_question_is_open_until_its_deadline() -> None:
    one, figures = question("river:X-1:2024-07:quantity"), Figures(CASE, store())
    assert resolve(figures, one, one.deadline - timedelta(days=1)) is None
    found = resolve(figures, one, one.deadline)
    assert found is not None
    assert (found.answer, found.as_of, found.late) == ("quantity", one.deadline, False)


def test_a_revision_after_the_deadline_changes_no_answer_and_is_noted() -> None:
    one = question("river:X-2:2024-07:quantity")
    revised = store(figures=[*trades(), trade(54, 999.0, known=date(2025, 1, 1))])
    figures = Figures(CASE, revised)
    found = resolve(figures, one, END)
    assert found is not None
    assert found.value == trades()[54].value
    assert noted(figures, one, found, END).note == snapshot(
        "as known on 2025-12-31 it is 999 USD; the vintage of 2024-08-21 stands"
    )
    assert noted(figures, one, found, date(2024, 12, 31)).note == ""


def test_a_record_that_comes_after_the_deadline_is_not_counted() -> None:
    one = question("river:X-1:2024-07:quantity")
    known = date(2024, 9, 1)
    figures = Figures(CASE, store([event("late", date(2024, 7, 3), known=known)]))
    before, after = resolve(Figures(CASE, store()), one, END), resolve(figures, one, END)
    assert before is not None
    assert after is not None
    assert before.value == after.value


def test_a_figure_that_comes_after_the_deadline_answers_late() -> None:
    one = question("river:X-2:2024-07:quantity")
    known = one.deadline + timedelta(days=11)
    delayed = [*trades()[:54], trade(54, 77.0, known=known, by="assumed"), *trades()[55:]]
    figures = Figures(CASE, store(figures=delayed))
    assert resolve(figures, one, known - timedelta(days=1)) is None
    found = resolve(figures, one, END)
    assert found is not None
    assert (found.late, found.as_of, found.value, found.assumed) == (True, known, 77.0, 1)


@pytest.mark.parametrize(("kept", "reason"), [(range(72), "never published"), (range(54), "source stopped")])
def test_a_figure_that_never_comes_is_void_for_a_reason_that_was_named(kept: range, reason: str) -> None:
    one = question("river:X-2:2024-07:quantity")
    there = [figure for month, figure in enumerate(trades()) if month in kept and month != 54]
    figures = Figures(CASE, store(figures=there))
    assert resolve(figures, one, one.last_day - timedelta(days=1)) is None
    found = resolve(figures, one, END)
    assert found is not None
    assert (found.answer, found.reason, found.value) == ("void", reason, None)
    unnamed = replace(one, void_if=("withdrawn",))
    with pytest.raises(ValueError, match="was not named beforehand"):
        resolve(figures, unnamed, END)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"unit": "USD million"}, "unit changed"),
        ({"windows": "rate"}, "indicator changed"),
        ({"title": "Goods over the bridge"}, None),
        ({"signals": ()}, None),
    ],
)
def test_a_case_that_means_something_else_by_the_indicator_voids_what_was_asked(
    change: dict[str, object], reason: str | None
) -> None:
    one = question("river:X-2:2024-07:quantity")
    other = CASE.indicators["X-2"].model_copy(update=change)
    case = CASE.model_copy(update={"indicators": {**CASE.indicators, "X-2": other}})
    found = resolve(Figures(case, store()), one, END)
    assert found is not None
    assert found.reason == reason


def test_an_indicator_that_the_case_dropped_voids_what_was_asked() -> None:
    one = question("river:X-2:2024-07:quantity")
    kept = {name: one for name, one in CASE.indicators.items() if name != "X-2"}
    found = resolve(Figures(CASE.model_copy(update={"indicators": kept}), store()), one, END)
    assert found is not None
    assert found.reason == "indicator changed"


def test_a_change_is_read_from_the_figure_on_the_day_of_asking() -> None:
    figures = Figures(CASE, store())
    track = figures.track("X-3", DAY)
    assert isinstance(track, Track)
    span = parse("2024-Q4")
    one = posed(figures, track, span, DAY, Rule("change", "at least", 1.0))
    found = resolve(figures, one, END)
    assert found is not None
    assert one.base is not None
    assert (found.value or 0.0) >= one.base + 1
    assert found.answer == "yes"
    still = resolve(figures, replace(one, base=one.base + 5), END)
    assert still is not None
    assert still.answer == "no"


def test_a_level_is_that_of_the_board_on_the_last_day() -> None:
    figures = Figures(CASE, store())
    (one,) = [q for q in asked(figures, DAY).questions if q.id == "river:X-1:2024-07:level-1"]
    found = resolve(figures, one, END)
    assert found is not None
    assert found.as_of == date(2024, 7, 31)
    assert found.value == figures.level("X-1", date(2024, 7, 31))[0]


def test_of_two_resolutions_that_disagree_the_earlier_vintage_stands() -> None:
    first = Resolution(
        question="q", resolved=date(2024, 8, 1), as_of=date(2024, 8, 1), answer="yes", value=3.0
    )
    second = replace(first, as_of=date(2024, 9, 1), resolved=date(2024, 9, 1), answer="no", value=1.0)
    assert agreed([second, first]) == replace(first, note="as known on 2024-09-01: no (1)")
    assert agreed([first, first]) == first
    with pytest.raises(ValueError, match="of the same question"):
        agreed([first, replace(second, question="other")])


def test_what_a_release_adds_to_every_indicator_is_no_change_of_a_case() -> None:
    one = CASE.indicators["X-1"]
    told = one.model_copy(update={"none_yet": False, "searched": True})
    for rules in (False, True):
        assert definition(one, rules=rules) == definition(told, rules=rules)
        assert definition(one.model_copy(update={"searched": False}), rules=rules) != definition(
            one, rules=rules
        )
    fewer = one.model_copy(update={"signals": one.signals[1:]})
    assert definition(fewer) == definition(one)
    assert definition(fewer, rules=True) != definition(one, rules=True)
