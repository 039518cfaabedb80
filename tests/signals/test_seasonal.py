"""Surprise of weeks and months: Farrington's rule, few events, exposures, and when a band is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_series import context, series
from pydantic import ValidationError

from facta.models.farrington import FLEXIBLE, MONTHLY, farrington
from facta.models.farrington import Series as Counts
from facta.signals.surprise import Surprise

if TYPE_CHECKING:
    from facta.records import Finding

WAVE = [round(20 + 8 * float(np.sin(2 * np.pi * week / 52))) + week % 3 for week in range(330)]
SPARSE = [1.0 if week % 8 == 3 else 0.0 for week in range(330)]


def found(values: Any, signal: Surprise | None = None, *, frequency: str = "week", **given_: Any) -> Finding:
    made = series(values, frequency=frequency)
    return (signal or Surprise()).answer(made, context(made, **{"since": date(2014, 1, 1), **given_}))


def test_a_count_above_its_season_is_surprising_though_not_above_its_year() -> None:
    low = next(week for week in range(325, 200, -1) if week % 52 == 39)  # the trough of the wave
    values = [*WAVE[:low], 27]
    seasonal, banded = found(values), found(values, Surprise(method="band"))
    assert (seasonal.level, seasonal.direction) == (2, "straining")
    assert banded.level == 0
    assert seasonal.reason.startswith(
        "27 attacks in the week of 21 Sep 2020, above the central 95 % of what its"
    )
    assert "where 13.3 would be usual" in seasonal.reason
    assert seasonal.rule == (
        "outside the central 95 % of what its season and trend lead one to expect (Farrington's flexible "
        "rule, 5 years; a fall by the same distribution; a rise needs at least 5 events in 4 weeks)"
    )


@settings(deadline=None, max_examples=40)
@given(newest=st.integers(0, 60))
def test_a_rise_is_told_where_farringtons_bound_is_passed(newest: int) -> None:
    values = [*map(float, WAVE[:300]), float(newest)]
    said = found(values)
    rule = replace(FLEXIBLE, years=5, alpha=0.025)
    weighed = farrington(
        Counts(values, [date.fromordinal(735595 + 7 * i) for i in range(301)]), rule, at=[300]
    )
    bound = float(weighed.bounds[0, 0])
    assert (said.direction == "straining" and said.level == 2) == (newest > bound)


def test_a_fall_below_its_season_points_the_other_way() -> None:
    said = found([*WAVE[:300], 2])
    assert (said.level, said.direction) == (2, "deepening")


def test_months_have_their_own_settings() -> None:
    values = [float(10 + (month * 5) % 7) for month in range(80)] + [40.0]
    said = found(values, frequency="month")
    months = [date(2015 + i // 12, i % 12 + 1, 1) for i in range(81)]
    weighed = farrington(Counts(values, months), replace(MONTHLY, alpha=0.1), at=[80])
    assert said.high == float(weighed.bounds[0, 0])
    assert "5 years" in said.rule
    assert said.level == 2


def test_few_events_hold_a_rise_and_the_reason_says_so() -> None:
    values = [*SPARSE[:298], 0, 0, 4]
    held = found(values)
    assert (held.level, held.direction, held.since) == (0, "none", None)
    assert held.capped == "fewer than 5 events in 4 weeks"
    assert held.reason.endswith("; outside the bound, but held: fewer than 5 events in 4 weeks.")
    told = found(values, Surprise(events=(3, 4)))
    assert (told.level, told.capped) == (2, None)
    assert told.rule.endswith("a rise needs at least 3 events in 4 weeks)")


def test_a_band_holds_few_events_only_where_the_case_asks() -> None:
    values = [0] * 20 + [3]
    assert found(values, frequency="quarter").level == 2
    held = found(values, Surprise(events=(5, 4)), frequency="quarter")
    assert (held.level, held.capped) == (0, "fewer than 5 events in 4 quarters")


@pytest.mark.parametrize(
    ("values", "frequency", "why"),
    [
        (WAVE[:100], "week", "no season, for the series does not reach back over the whole baseline"),
        ([*["failed" if w % 4 == 1 else v for w, v in enumerate(WAVE)]], "week", "rest on are missing"),
        ([*WAVE[:-1], 4.5], "week", "band of values, not all whole; no season, for a count is whole"),
    ],
)
def test_without_the_baseline_a_band_is_used_and_the_rule_says_why(
    values: list[float | str], frequency: str, why: str
) -> None:
    said = found(values, frequency=frequency)
    assert said.level is not None
    assert why in said.rule
    asked = found(values, Surprise(method="farrington"), frequency=frequency)
    assert asked.level is None
    assert asked.reason


def test_quarters_and_values_keep_their_bands() -> None:
    assert found([4, 6, 5, 3, 7, 5, 4, 6, 5, 4, 5], frequency="quarter").rule.endswith("; band of counts)")
    assert found(WAVE, is_count=False).rule.endswith("; band of values)")


def test_what_a_source_published_is_taken_into_account() -> None:
    days = series(WAVE, frequency="week").points["start"].to_list()
    volume = {day.toordinal(): 1000.0 + 10 * (place % 5) for place, day in enumerate(days)}
    values = [*WAVE[:299], 40]
    loud = found(values, exposures={**volume, days[299].toordinal(): 3000.0})
    assert (loud.level, found(values, exposures=volume).level) == (0, 2)
    assert "out of all that was published" in loud.rule


def test_the_newest_weeks_are_weighed_by_their_own_fits() -> None:
    said = found([*WAVE[:300], 60, 70])
    assert said.level == 3
    assert said.reason.endswith("for the second week running.")
    assert found([*WAVE[:300], 60, 70], Surprise(method="band")).level == 3


def test_a_limit_of_events_has_periods() -> None:
    with pytest.raises(ValidationError, match=r"write \[5, 4\], or \[0, 1\] for no such rule"):
        Surprise(events=(5, 0))
