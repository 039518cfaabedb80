"""Periods: half-open days, read from what people write and said as people say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from facta.periods import (
    Frequency,
    Period,
    describe,
    nominal_days,
    parse,
    period_of,
    periods,
)

days = st.dates(min_value=date(1000, 1, 1), max_value=date(9997, 12, 31))
recent = st.dates(min_value=date(1980, 1, 1), max_value=date(2040, 12, 31))
frequencies: st.SearchStrategy[Frequency] = st.sampled_from(get_args(Frequency))


@given(days)
def test_a_day_reads_back(day: date) -> None:
    assert parse(day.isoformat()) == Period(day, day + timedelta(days=1))


@given(days)
def test_a_month_and_a_year_read_as_the_period_around_the_day(day: date) -> None:
    assert parse(f"{day:%Y-%m}") == period_of(day, "month")
    assert parse(f"{day:%Y}") == period_of(day, "year")


@given(days, days)
def test_an_interval_includes_its_last_day(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert parse(f"{first}/{last}").days == (last - first).days + 1


def test_an_interval_may_mix_precisions() -> None:
    assert parse("2024/2025-03") == Period(date(2024, 1, 1), date(2025, 4, 1))


@given(days, frequencies)
def test_a_day_lies_in_its_period(day: date, frequency: Frequency) -> None:
    period = period_of(day, frequency)
    assert period.start <= day < period.end
    assert period_of(period.start, frequency) == period == period_of(period.last, frequency)


@given(recent, recent, frequencies)
def test_periods_cover_the_interval_without_gap_or_overlap(
    one: date, other: date, frequency: Frequency
) -> None:
    start, end = sorted((one, other))
    found = periods(start, end, frequency)
    if start == end:
        assert found == []
        return
    assert found[0].start <= start < found[0].end
    assert found[-1].start < end <= found[-1].end
    assert all(a.end == b.start for a, b in pairwise(found))


@given(recent, frequencies)
def test_a_period_is_about_as_long_as_its_nominal_days(day: date, frequency: Frequency) -> None:
    assert period_of(day, frequency).days == pytest.approx(nominal_days(frequency), rel=0.09)


@given(recent, frequencies)
def test_the_words_for_whole_periods_differ(day: date, frequency: Frequency) -> None:
    period = period_of(day, frequency)
    after = period_of(period.end, frequency)
    assert describe(period) != describe(after)


def test_weeks_start_on_monday() -> None:
    assert period_of(date(2026, 1, 1), "week").start == date(2025, 12, 29)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-10", "October 2025"),
        ("2025-07/2025-09", "Q3 2025"),
        ("2025-10-03", "3 Oct 2025"),
        ("2025-02/2025-04", "1 Feb \N{EN DASH} 30 Apr 2025"),
        ("2025", "2025"),
        ("2025-11-03/2025-11-09", "week of 3 Nov 2025"),
        ("2025-01/2025-06", "H1 2025"),
        ("2025-07/2025-12", "H2 2025"),
        ("2025-12-29/2026-01-02", "29 Dec 2025 \N{EN DASH} 2 Jan 2026"),
    ],
)
def test_a_period_is_said_as_people_say_it(text: str, words: str) -> None:
    assert describe(parse(text)) == words


def _mistake(text: str) -> str:
    with pytest.raises(ValueError, match="write") as caught:
        parse(text)
    return str(caught.value)


def test_a_day_that_is_not_in_the_month_says_which_is() -> None:
    assert _mistake("2025-02-30") == snapshot(
        "'2025-02-30' is not a day: February 2025 has 28 days; write 2025-02-28 or 2025-02"
    )
    assert _mistake("2025-04-00") == snapshot(
        "'2025-04-00' is not a day: April 2025 has 30 days; write 2025-04-01 or 2025-04"
    )


def test_a_thirteenth_month_is_refused() -> None:
    assert _mistake("2025-13") == snapshot(
        "'2025-13' is not a date: months run from 01 to 12; write 2025-12 or 2025"
    )


@pytest.mark.parametrize(
    "text", ["", "x", "25-10-03", "2025-1-3", "2025/", "03.10.2025", "2025-10-03T00:00", "9999"]
)
def test_anything_else_is_told_the_four_forms(text: str) -> None:
    assert "write a year (2025), a month (2025-10), a day (2025-10-03)" in _mistake(text)


def test_digits_of_other_scripts_are_no_date() -> None:
    assert "is not a date" in _mistake("\u0662\u0660\u0662\u0665")


def test_an_interval_turned_round_is_turned_back() -> None:
    assert _mistake("2025-10-03/2025-09-01") == snapshot(
        "'2025-10-03/2025-09-01' ends before it starts; write 2025-09-01/2025-10-03"
    )
