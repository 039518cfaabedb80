"""What is no series to weigh gets a typed answer from every signal, never a warning and a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from made_series import context as plain
from made_series import series

from facta.records import Break, Finding, Series
from facta.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.signals import Context

WEEKS = 200
WAVE = [5 + (week * week) % 7 for week in range(WEEKS)]
HOLES: list[float | str] = ["unmonitored" if week % 3 == 1 else value for week, value in enumerate(WAVE)]
BAD: dict[str, Sequence[float | str]] = {
    "constant": [7.0] * WEEKS,
    "all zero": [0.0] * WEEKS,
    "all missing": ["failed"] * WEEKS,
    "two points": [3.0, 5.0],
    "negative counts": [*WAVE[:-1], -4.0],
    "counts not whole": [*WAVE[:-1], 4.5],
    "gaps": HOLES,
}
PAST = ("changepoint", "cusum", "ears", "overdue", "regime", "shift", "surprise", "trend", "warning")
NO_PAST = ("step", "threshold", "tripwire")  # these say where the newest figure lies, whatever came before
REFUSED = {
    "constant": ("changepoint", "ears", "regime", "warning"),
    "all zero": ("changepoint", "cusum", "ears", "overdue", "regime", "warning"),
    "all missing": (*PAST, *NO_PAST),
    "two points": PAST,
    "negative counts": ("changepoint", "cusum", "ears", "regime", "shift", "surprise", "trend", "warning"),
    "counts not whole": ("changepoint", "cusum", "ears", "regime", "warning"),
    "gaps": ("cusum", "ears", "overdue", "shift", "warning"),
}


def context(made: Series, **changed: object) -> Context:
    """Make a context whose baseline starts before the first week."""
    return plain(made, since=date(2014, 1, 1), **changed)


def said(kind: str, values: Sequence[float | str]) -> Finding:
    made = series(values, frequency="week")
    return SIGNALS[kind](**_parameters(kind)).answer(made, context(made))


def _parameters(kind: str) -> dict[str, object]:
    examples = SIGNALS[kind].examples
    return dict(examples[1] if kind == "overdue" else examples[0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", SIGNALS)
@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_refused_in_words_or_weighed_by_a_rule_that_bears_it(kind: str, bad: str) -> None:
    found = said(kind, BAD[bad])
    assert (found.level is None) == (kind in REFUSED[bad]), (found.level, found.reason)
    assert found.reason.endswith(".")
    assert "nan" not in found.reason
    if found.level is None:
        assert (found.size, found.low, found.high, found.p) == (None, None, None, None)


@pytest.mark.parametrize(
    ("kind", "bad", "words"),
    [
        (
            "surprise",
            "negative counts",
            "A count is 0 or more, and the week of 22 Oct 2018 has \N{MINUS SIGN}4 attacks.",
        ),
        ("ears", "counts not whole", "A count is whole, and the week of 22 Oct 2018 has 4.5 attacks."),
        ("ears", "constant", "Every count is the same: what never varied has no spread"),
        ("cusum", "all zero", "No event in the 188 weeks before: there is no rate to pass."),
        ("cusum", "gaps", "Counts that the answer would rest on are missing."),
        ("warning", "gaps", "No figure for 66 weeks of 199: memory is not told across gaps."),
        ("regime", "two points", "40 values are needed; there are 2."),
        ("changepoint", "two points", "Only 0 earlier weeks of at least 12 before the newest 6."),
        ("shift", "negative counts", "A count is 0 or more"),
    ],
)
def test_what_is_wrong_is_said(kind: str, bad: str, words: str) -> None:
    assert said(kind, BAD[bad]).reason.startswith(words)


def test_counts_that_are_not_whole_are_weighed_as_values_and_the_rule_says_so() -> None:
    assert "band of values, not all whole" in said("surprise", BAD["counts not whole"]).rule


@pytest.mark.parametrize("kind", SIGNALS)
def test_a_period_that_stands_twice_is_not_weighed(kind: str) -> None:
    made = series(WAVE, frequency="week")
    twice = replace(made, points=pl.concat([made.points, made.points.tail(1)]))
    found = SIGNALS[kind](**_parameters(kind)).answer(twice, context(made))
    assert found.level is None
    assert found.reason == "Its figures are in disorder: week of 22 Oct 2018 stands twice."


@pytest.mark.parametrize("kind", SIGNALS)
def test_periods_out_of_order_are_not_weighed(kind: str) -> None:
    made = series(WAVE, frequency="week")
    turned = replace(made, points=pl.concat([made.points.tail(1), made.points.head(WEEKS - 1)]))
    found = SIGNALS[kind](**_parameters(kind)).answer(turned, context(made))
    assert found.level is None
    assert "in disorder" in found.reason


def _broken(kind: str, *, back: int, **parameters: object) -> tuple[Finding, Series]:
    """Weigh a series whose level was fifty times as high up to a break so many weeks back."""
    made = series([50 * value for value in WAVE[:-back]] + WAVE[-back:], frequency="week")
    day = made.points["start"][WEEKS - back]
    breaks = (Break(day=day, why="Another code book."),)
    signal = SIGNALS[kind](**{**_parameters(kind), **parameters})
    return signal.answer(made, context(made, breaks=breaks)), made


@pytest.mark.parametrize("kind", PAST)
def test_no_baseline_crosses_a_declared_break_unasked(kind: str) -> None:
    alone, made = _broken(kind, back=120)
    after = replace(made, points=made.points.tail(120))
    expected = SIGNALS[kind](**_parameters(kind)).answer(after, context(made))
    assert (alone.level, alone.size, alone.p) == (expected.level, expected.size, expected.p)
    assert alone.rule.endswith(": Another code book")
    assert "its baseline starts at the break of 11 Jul 2016" in alone.rule


@pytest.mark.parametrize("kind", PAST)
def test_too_little_after_a_break_is_not_assessed_and_says_why(kind: str) -> None:
    found, _ = _broken(kind, back=2)
    assert found.level is None
    assert found.reason.endswith("nothing before the break of 15 Oct 2018 is used.")


@pytest.mark.parametrize("kind", ["shift", "surprise", "trend"])
def test_a_baseline_crosses_a_break_where_the_case_asks(kind: str) -> None:
    found, made = _broken(kind, back=2, across_breaks=True)
    assert found == SIGNALS[kind](**_parameters(kind), across_breaks=True).answer(made, context(made))
    assert found.level is not None


def test_a_break_after_the_newest_figure_breaks_nothing_yet() -> None:
    made = series(WAVE, frequency="week")
    later = Break(day=made.as_of + timedelta(days=1), why="Another code book.")
    signal = SIGNALS["surprise"]()
    assert signal.answer(made, context(made, breaks=(later,))) == signal.answer(made, context(made))


def test_a_promise_is_kept_or_not_across_a_break() -> None:
    found, made = _broken("shift", back=120)
    assert found.level is not None
    promise = SIGNALS["overdue"](due="2018-01-01", promised="2015-02-01", absence="straining")
    breaks = (Break(day=made.points["start"][80], why="Another code book."),)
    assert promise.answer(made, context(made, breaks=breaks)) == promise.answer(made, context(made))
