"""On the flagship case the weights of two days explain the whole move of the odds between them."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import pytest

from facta.results import Weights
from facta.views.odds import effects, trajectories, weighed

if TYPE_CHECKING:
    from facta.api import Open
    from facta.results import Result


def sums(result: Result) -> tuple[float, ...]:
    (data,) = (one.data for one in result.drawings if isinstance(one.data, Weights))
    return data.sums


def chances(result: Result) -> list[float]:
    return [item.figure.value or 0.0 for item in trajectories(result) if item.figure]


@pytest.mark.parametrize("day", [date(2024, 6, 1), date(2025, 6, 1), date(2026, 3, 2)])
def test_the_weights_of_two_days_explain_the_whole_move(flagship: Open, day: date) -> None:
    (was,), (now,) = weighed(flagship.assess(day)), weighed(flagship.assess("2026-06-01"))
    steps = [after - before for before, after in zip(sums(was), sums(now), strict=True)]
    moved = [one * math.pow(10, step / 10) for one, step in zip(chances(was), steps, strict=True)]
    assert [100 * one / sum(moved) for one in moved] == pytest.approx(chances(now), abs=1e-6)


def test_every_effect_is_of_evidence_that_the_case_names(flagship: Open) -> None:
    was, now = flagship.assess("2025-06-01"), flagship.assess("2026-06-01")
    (result,) = weighed(now)
    named = {name for item in result.items for name in item.rests_on}
    found = effects(was, now)
    assert found
    assert set(found) <= named
    for effect in found.values():
        assert sum(points for _, points in effect.points) == pytest.approx(0, abs=1e-9)
