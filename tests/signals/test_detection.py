"""EARS, CUSUM, change points, regimes and early warning: levels, sides, words, and how often by chance."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_series import context, series

from facta.models.changepoint import Prior, changes
from facta.models.ears import C2, false_alarms
from facta.models.ears import ears as weighed
from facta.signals import SIGNALS

if TYPE_CHECKING:
    from facta.records import Finding

CALM = [4, 6, 5, 3, 7, 5, 4, 6, 5, 4, 6, 3]
SINCE = {"since": date(2014, 1, 1)}


def found(kind: str, values: Any, *, frequency: str = "week", sources: int = 2, **parameters: Any) -> Finding:
    made = series(values, frequency=frequency, sources=sources)
    return SIGNALS[kind](**parameters).answer(made, context(made, **SINCE))


def test_ears_alarms_where_its_published_bound_is_passed() -> None:
    values = [4.0, 5, 3, 4, 6, 4, 2, 5, 4, 14]
    said = found("ears", values)
    assert (said.level, said.direction) == (2, "straining")
    assert said.high == pytest.approx(float(weighed(values, C2).bounds[0, -1]))
    assert said.reason == (
        "14 attacks in the week of 2 Mar 2015, above the bound of 7.89: 7.75 standard deviations above the "
        "mean of the 7 that end two before it."
    )
    assert found("ears", [*values[:-1], 7]).level == 1
    assert found("ears", [*values[:-1], 0]).level == 0


def test_ears_is_strong_in_two_periods_from_two_sources() -> None:
    values = [4.0, 5, 3, 4, 6, 4, 2, 5, 4, 14, 15]
    assert found("ears", values).level == 3
    assert (found("ears", values, sources=1).level, found("ears", values, sources=1).capped) == (
        2,
        "one source",
    )


def test_ears_holds_a_rise_of_few_events() -> None:
    said = found("ears", [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 3])
    assert (said.level, said.capped) == (0, "fewer than 5 events in 4 weeks")
    assert found("ears", [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 3], events=[3, 4]).level == 2


@pytest.mark.parametrize("form", ["C1", "C2", "C3"])
def test_ears_alarms_by_chance_as_often_as_it_says(form: str) -> None:
    said = found("ears", CALM, form=form)
    asked = SIGNALS["ears"](form=form)._asked(0.1)  # noqa: SLF001
    drawn = np.random.default_rng(5).poisson(400, (4000, 12)).astype(float)
    assert weighed(drawn, asked).alarms[:, -1].mean() == pytest.approx(false_alarms(asked), abs=0.02)
    assert said.rates is not None
    assert said.rates[0] > said.rates[1] > 0


def test_cusum_adds_up_a_small_rise_that_lasts() -> None:
    said = found("cusum", CALM * 2 + [8, 7, 9, 8, 7, 9, 8, 9])
    assert (said.level, said.direction) == (2, "straining")
    assert said.size is not None
    assert said.size >= 2.26
    assert "adds up to" in said.reason
    assert found("cusum", CALM * 3).level == 0
    assert found("cusum", [*CALM * 2, 5, 4]).reason.endswith(
        "and no rise adds up; 4.86 attacks would be usual."
    )


def test_cusum_expects_the_season() -> None:
    wave = [round(30 + 20 * float(np.sin(2 * np.pi * month / 12))) for month in range(60)]
    said = found("cusum", wave, frequency="month", recent=6)
    assert said.level == 0
    assert said.reason.endswith("would be usual in this season.")


def test_cusum_makes_less_of_counts_that_vary_more() -> None:
    calm = found("cusum", [10, 9, 11, 10, 9, 11] * 4 + [10] * 9 + [16] * 3)
    wild = found("cusum", [2, 25, 8, 1, 20, 4] * 4 + [10] * 9 + [16] * 3)
    assert calm.size is not None
    assert wild.size is not None
    assert wild.size < calm.size


def test_a_changed_rate_is_told_with_its_date_and_its_side() -> None:
    for factor, way in ((4, "straining"), (0, "deepening")):
        said = found("changepoint", [*CALM * 4, *[factor * value for value in CALM[:5]]])
        assert (said.level, said.direction) == (2, way)
        assert said.since == date(2014, 12, 29).fromordinal(date(2014, 12, 29).toordinal() + 7 * 48)
        assert said.reason.startswith(("A chance of 9", "A chance of more than 99.9 %"))
        assert said.low is not None
        assert said.high is not None
        assert said.size is not None
        assert said.low < said.size < said.high


def test_dispersion_that_is_not_told_makes_changes_of_bursts() -> None:
    random = np.random.default_rng(11)
    drawn = random.negative_binomial(1.25, 0.2, (60, 80)).astype(float)  # mean 5, variance 25
    levels = [found("changepoint", row).level or 0 for row in drawn]
    untold = [float(changes(row.tolist(), Prior(60, 1.0, 0.2)).recent(6)[-1]) >= 0.8 for row in drawn]
    assert sum(level > 0 for level in levels) <= 3
    assert sum(untold) >= 12


def test_a_regime_that_is_not_the_usual_one_is_told_with_its_chance() -> None:
    high = [20, 24, 18, 22, 25, 19, 21, 23, 20, 22]
    said = found("regime", CALM * 4 + high)
    assert (said.level, said.direction) == (2, "straining")
    assert "with a chance of more than 99.9 %" in said.reason
    assert "not its usual 4." in said.reason
    assert said.since == date.fromordinal(date(2014, 12, 29).toordinal() + 7 * 48)
    assert found("regime", CALM * 4 + high + CALM).level == 0


def test_one_regime_is_one_regime() -> None:
    drawn = np.random.default_rng(2).poisson(6, (8, 60)).astype(float)
    said = [found("regime", row) for row in drawn]
    assert sum(bool(one.level) for one in said) <= 1
    assert sum("as well as 2 do" in one.reason for one in said) >= 6


def test_a_warning_has_no_direction_and_its_p_is_of_surrogates() -> None:
    random = np.random.default_rng(3)
    values = random.standard_normal(240)
    for t in range(1, 240):
        values[t] += 0.98 * t / 239 * values[t - 1]
    made = series(values.tolist(), frequency="week")
    said = SIGNALS["warning"](surrogates=199).answer(made, context(made, is_count=False, **SINCE))
    assert (said.level, said.direction) in {(1, "none"), (2, "none")}
    assert said.p == said.size
    assert "by 199 surrogates" in said.reason


def test_the_mirror_image_of_a_series_has_the_same_warning() -> None:
    values = np.random.default_rng(7).standard_normal(80)
    signal = SIGNALS["warning"](surrogates=99)
    made, image = (series(part.tolist(), frequency="week") for part in (values, -values))
    one, other = (signal.answer(each, context(each, is_count=False, **SINCE)) for each in (made, image))
    assert (one.level, one.size) == (other.level, pytest.approx(other.size))


def test_chance_alone_gives_no_more_warnings_than_they_say() -> None:
    random = np.random.default_rng(13)
    drawn = random.poisson(6, (80, 60)).astype(float)
    levels = [found("warning", row, surrogates=99).level or 0 for row in drawn]
    assert sum(level == 2 for level in levels) <= 9
    assert sum(level > 0 for level in levels) <= 26
