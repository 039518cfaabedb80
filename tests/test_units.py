"""Units: a closed vocabulary, and no conversion between different things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from facta.units import UNITS, check, convert

units = st.sampled_from(sorted(UNITS))
values = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@given(values, units)
def test_a_value_in_its_own_unit_is_itself(value: float, unit: str) -> None:
    assert convert(value, unit, unit) == pytest.approx(value)


@given(values, units, st.data())
def test_there_and_back_gives_the_same_value(value: float, unit: str, data: st.DataObject) -> None:
    siblings = [word for word, (dimension, _) in UNITS.items() if dimension == UNITS[unit][0]]
    to = data.draw(st.sampled_from(siblings))
    assert convert(convert(value, unit, to), to, unit) == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(values, units, units)
def test_two_dimensions_never_meet(value: float, unit: str, to: str) -> None:
    if UNITS[unit][0] != UNITS[to][0]:
        with pytest.raises(ValueError, match="cannot turn"):
            convert(value, unit, to)


def test_a_thousand_tonnes_are_a_kilotonne() -> None:
    assert convert(418_000, "t", "kt") == pytest.approx(418)


def test_a_million_tonnes_a_year_are_about_2740_tonnes_a_day() -> None:
    assert convert(1, "Mt/yr", "t/day") == pytest.approx(2739.7, abs=0.1)


def test_every_factor_is_positive() -> None:
    assert all(factor > 0 for _, factor in UNITS.values())


def test_a_known_unit_has_nothing_wrong_with_it() -> None:
    assert check("USD million") is None


def test_an_unknown_unit_gets_the_nearest_word() -> None:
    assert check("person") == snapshot("no unit 'person'; did you mean 'persons'?")


def test_an_unknown_unit_far_from_every_word_gets_no_suggestion() -> None:
    assert check("furlongs per fortnight") == snapshot("no unit 'furlongs per fortnight'")


def test_attacks_do_not_become_incidents() -> None:
    with pytest.raises(ValueError, match="cannot turn") as caught:
        convert(6, "attacks", "incidents")
    assert str(caught.value) == snapshot("cannot turn 'attacks' (attacks) into 'incidents' (incidents)")


def test_both_unknown_units_are_named_at_once() -> None:
    with pytest.raises(ValueError, match="no unit") as caught:
        convert(1, "tonne", "dollar")
    assert str(caught.value) == snapshot("no unit 'tonne'; no unit 'dollar'")
