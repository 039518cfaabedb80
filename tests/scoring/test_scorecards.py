"""What a scorecard says is what one counts by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from scipy.stats import beta, binom

from facta.errors import CaseError
from facta.scoring.alarms import alarms, apart, poisson_binomial
from facta.scoring.cards import Alarm, Terms
from facta.scoring.replaying import History, held_back
from facta.scoring.scorecards import adjusted, days_of, score_rules
from facta.signals import SIGNALS

if TYPE_CHECKING:
    from facta.api import Open
    from facta.records import Finding
    from facta.scoring.cards import Score, Scorecard

START, END = date(2024, 1, 1), date(2024, 12, 31)
DAILY = Terms(horizon_days=60, onset_days=28, every="day")


@pytest.fixture(scope="module")
def card(turning: Open) -> Scorecard:
    return score_rules(turning.case, turning.records, START, END, DAILY)


def of(card: Scorecard, rule: str) -> Score:
    return next(score for score in card.scores if score.rule == rule)


def test_every_rule_is_on_the_card(turning: Open, card: Scorecard) -> None:
    assert [score.rule for score in card.scores] == [
        "X-1/threshold-1",
        "X-1/threshold-2",
        "X-1/surprise",
        "X-2/threshold",
    ]
    assert card.case_digest == turning.case.digest[:16]
    assert (card.start, card.end, card.looks) == (START, END, 366)


def test_two_of_three_alerts_are_true(card: Scorecard) -> None:
    # Third clashes on 9 March, 14 June and 3 October; a dam 30 days after, a walkout 10 days before.
    score = of(card, "X-1/threshold-1")
    assert (score.alerts, score.judged, score.hits, score.open) == (3, 3, 2, 0)
    assert score.precision == pytest.approx(2 / 3)
    assert score.low == pytest.approx(beta.ppf(0.05, 2, 2))
    assert score.high == pytest.approx(beta.ppf(0.95, 3, 1))
    assert score.per_month == pytest.approx(3 / (365 / (365.25 / 12)))


def test_lead_is_the_median_and_counts_late_alerts_as_negative(card: Scorecard) -> None:
    score = of(card, "X-1/threshold-1")
    assert score.caught == ("dam", "walkout")
    assert score.lead_days == (30 - 10) / 2


def test_what_no_alert_told_is_missed_and_what_it_could_not_tell_is_not(card: Scorecard) -> None:
    # A treaty deepens; a line above a count of clashes can only point to straining.
    score = of(card, "X-1/threshold-1")
    assert score.missed == ("flood",)
    assert "treaty" not in (*score.caught, *score.missed, *score.blind)


def test_random_alerts_would_be_true_as_often_as_days_are(card: Scorecard) -> None:
    # 8 February to 17 September, of the days whose horizon of 60 days is over by the end of the year.
    days = (date(2024, 9, 17) - date(2024, 2, 8)).days + 1
    over = (END - timedelta(days=60) - START).days + 1
    score = of(card, "X-1/threshold-1")
    assert score.chance == pytest.approx(days / over)
    assert score.p == pytest.approx(binom.sf(1, 3, days / over))
    assert score.skill == "not told from chance"


def test_a_rule_that_never_spoke_says_how_near_it_came_and_when(card: Scorecard) -> None:
    # Four clashes of more than ten, once March was over.
    score = of(card, "X-1/threshold-2")
    assert (score.alerts, score.skill) == (0, "not scored")
    assert score.nearest == pytest.approx(0.4)
    assert score.nearest_day == date(2024, 4, 1)
    assert score.why == "It stayed inside its line or bound on every day."


def test_a_rule_without_history_says_what_it_lacks(card: Scorecard) -> None:
    score = of(card, "X-1/surprise")
    assert score.days == 0
    assert score.per_month is None
    assert score.blind == ("dam", "walkout", "flood", "treaty")
    assert score.why.startswith("It could say nothing on any day; most often: Only ")


def test_a_rule_of_another_strand_cannot_be_scored_and_says_so(card: Scorecard) -> None:
    score = of(card, "X-2/threshold")
    assert (score.alerts, score.precision, score.p) == (1, None, None)
    assert score.why == "No turning point of its strand or its own lies in a direction that it can point."


def test_a_turning_point_names_the_rules_that_told_it_or_the_nearest(card: Scorecard) -> None:
    found = {onset.key: onset for onset in card.onsets}
    assert found["dam"].caught_by == ("X-1/threshold-1",)
    assert found["flood"].caught_by == ()
    assert found["flood"].nearest_rule == "X-1/threshold-2"
    assert found["flood"].nearest == pytest.approx(0.3)
    assert found["treaty"].concerned == 0


def test_alerts_whose_horizon_is_not_over_wait_and_are_not_judged(turning: Open) -> None:
    card = score_rules(turning.case, turning.records, START, date(2024, 6, 30), DAILY)
    score = of(card, "X-1/threshold-1")
    assert (score.alerts, score.judged, score.open) == (2, 1, 1)


def test_a_case_without_turning_points_says_what_to_write(turning: Open) -> None:
    bare = turning.case.model_copy(update={"turning_points": {}})
    with pytest.raises(CaseError, match="turning has no turning_points: write the days on which"):
        score_rules(bare, turning.records, START, END)


def test_too_few_days_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="2024-01-01 to 2024-01-03 holds 1 days to look at by the week"):
        days_of(START, date(2024, 1, 3), Terms())


def levels(*given: int | None) -> list[Finding]:
    made = SIGNALS["step"]()  # type: ignore[call-arg]
    quiet = made.quiet(_Nothing(), "", "")  # type: ignore[arg-type]
    return [replace(quiet, level=level, direction="straining" if level else "none") for level in given]


class _Nothing:
    indicator, unit = "X", "attacks"


def told(*given: int | None, **terms: Any) -> list[tuple[int, int]]:
    days = [START + timedelta(days=at) for at in range(len(given))]
    found = alarms(days, levels(*given), Terms(**{"refractory_days": 3} | terms))
    return [((alarm.day - START).days, alarm.height) for alarm in found]


def test_a_rule_is_told_once_while_it_stands() -> None:
    assert told(0, 1, 1, 1, 1, 1, 1) == [(1, 1)]


def test_a_rule_that_spoke_is_silent_for_its_refractory_days() -> None:
    assert told(0, 1, 0, 1, 0, 1) == [(1, 1), (5, 1)]
    assert told(0, 1, 0, 1, 0, 1, refractory_days=0) == [(1, 1), (3, 1), (5, 1)]


def test_something_higher_breaks_the_silence() -> None:
    assert told(0, 1, 0, 3) == [(1, 1), (3, 3)]


def test_what_the_silence_held_back_is_told_when_it_still_holds() -> None:
    assert told(0, 1, 0, 1, 1, 1) == [(1, 1), (4, 1)]
    assert told(0, 1, 0, 1, 0, 0) == [(1, 1)]


def test_an_acknowledged_rule_is_silent_until_it_goes_further_up_or_was_back_at_baseline() -> None:
    assert told(0, 2, 1, 2, 1, 2, refractory_days=0) == [(1, 2), (3, 2), (5, 2)]
    assert told(0, 2, 1, 2, 1, 2, refractory_days=0, acknowledged=True) == [(1, 2)]
    assert told(0, 2, 1, 3, 1, 3, refractory_days=0, acknowledged=True) == [(1, 2), (3, 3)]
    assert told(0, 2, 1, 0, 2, refractory_days=0, acknowledged=True) == [(1, 2), (4, 2)]


def test_of_alerts_that_one_turning_point_could_make_true_together_the_first_counts() -> None:
    found = [
        Alarm(day=START + timedelta(days=at), height=1, direction="straining")
        for at in (0, 30, 88, 89, 120, 178)
    ]
    assert [(alarm.day - START).days for alarm in apart(found, DAILY)] == [0, 89, 178]


def test_alerts_that_come_true_together_leave_the_interval_as_wide_as_one_alert_does(turning: Open) -> None:
    wide = replace(DAILY, horizon_days=300, onset_days=60)
    score = of(score_rules(turning.case, turning.records, START, END, wide), "X-1/threshold-1")
    assert (score.judged, score.hits, score.apart) == (0, 0, 0)
    near = replace(DAILY, horizon_days=60, onset_days=90)
    score = of(score_rules(turning.case, turning.records, START, END, near), "X-1/threshold-1")
    assert (score.judged, score.apart) == (3, 2)
    assert score.low == pytest.approx(beta.ppf(0.05, 2 * score.precision, 3 - 2 * score.precision))


def test_rules_that_do_worse_are_weighed_by_their_number_like_those_that_do_better() -> None:
    assert adjusted([0.01, 0.04, 0.5]) == pytest.approx([0.03, 0.06, 0.5])
    assert adjusted([]) == []


def test_a_board_that_controls_false_discoveries_is_scored_with_them_held_back() -> None:
    made = replace(levels(2)[0], p=0.04)
    quiet = [replace(levels(0)[0], p=0.9) for _ in range(9)]
    history = History(
        days=(START,), findings={"X-1": ((made, levels(2)[0]),), "X-2": (tuple(quiet),)}, measured=1
    )
    held = held_back(history, 0.1)
    assert [finding.level for finding in held.findings["X-1"][0]] == [0, 2]
    assert held_back(history, None) is history
    kept = held_back(history, 0.5)
    assert [finding.level for finding in kept.findings["X-1"][0]] == [2, 2]


def test_days_without_a_word_are_passed_over() -> None:
    assert told(0, 1, None, 1, None, None, 1) == [(1, 1)]


def test_the_first_day_tells_nothing_and_a_first_word_is_news_from_level_two_on() -> None:
    assert told(3, 3) == []
    assert told(None, 1, 1) == []
    assert told(None, 2) == [(1, 2)]


def test_a_higher_level_asked_for_tells_less() -> None:
    assert told(0, 1, 2, 0, 1, level=2) == [(2, 2)]


def test_unequal_chances_add_up_as_in_every_order_of_the_trials() -> None:
    import numpy as np

    table = poisson_binomial(np.array([0.1, 0.5, 0.9]))
    assert table.sum() == pytest.approx(1)
    assert table[0] == pytest.approx(0.9 * 0.5 * 0.1)
    assert table[3] == pytest.approx(0.1 * 0.5 * 0.9)
    assert poisson_binomial(np.full(9, 0.3)) == pytest.approx(binom.pmf(range(10), 9, 0.3))
