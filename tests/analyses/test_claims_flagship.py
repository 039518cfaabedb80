"""The claims of the flagship case stand as its records say, and on no day stronger than that."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from facta.analyses.claims import Claims
from facta.assessment import view_on

if TYPE_CHECKING:
    from facta.api import Open
    from facta.results import Result


def flagship_claims(flagship: Open) -> Claims:
    found = flagship.case.analyses["claims"]
    assert isinstance(found, Claims)
    return found


def result_on(flagship: Open, day: date) -> Result:
    return view_on(flagship.case, flagship.records, day).result("claims")


def test_the_claims_of_the_flagship_stand_so_on_the_first_of_june(flagship: Open) -> None:
    result = result_on(flagship, date(2026, 6, 1))
    counted = Counter(item.says for item in result.items)
    tallies = {figure.name.replace("-", " "): figure.value for figure in result.figures}
    assert tallies.pop("not assessed") == 0
    assert tallies == {**dict.fromkeys(tallies, 0), **counted}
    assert {item.key for item in result.items if item.says == "untestable"} == {"CL07", "CL22"}
    assert result.short is not None
    assert "FC1 Relations become a semi-permanent…" in {claims for _, claims in result.short.rows}
    assert len(result.short.rows) <= 9
    assert max(len("  ".join(row)) for row in result.short.rows) <= 74


@pytest.mark.parametrize(
    ("key", "says", "figures", "rests_on"),
    [
        (
            "FC1",
            "supported",
            (6, 2.2019, 13.0595),
            ("LE-8", "LE-9", "LE-1", "trajectories"),
        ),  # six acts in two years
        ("CL12", "leaning", tuple(x * 365.2425 / 212 for x in (18, 10.668, 28.4478)), ("CT-16",)),
        ("CL19", "leaning against", (50, 6.7586, 93.2414), ("EC-22",)),  # works in two half-years of four
        ("CL24", "leaning against", (100 * 4 / 22, 5.1865, 40.2844), ("LE-12",)),  # four of 22 exchanges
        (
            "FC2",
            "leaning against",
            (17, 9.9031, 27.2186),
            ("BB-9", "CT-7", "proportionality"),
        ),  # clashes of 2025
    ],
)
def test_figures_of_the_flagships_claims_are_worked_out_by_hand(
    flagship: Open, key: str, says: str, figures: tuple[float, float, float], rests_on: tuple[str, ...]
) -> None:
    item = next(item for item in result_on(flagship, date(2026, 6, 1)).items if item.key == key)
    assert (item.says, item.rests_on) == (says, rests_on)
    assert item.figure is not None
    assert (item.figure.value, item.figure.low, item.figure.high) == pytest.approx(figures, abs=2e-3)


def test_an_earlier_day_knows_no_precedent_and_no_agreement(flagship: Open) -> None:
    then = {item.key: item for item in result_on(flagship, date(2025, 7, 2)).items}
    precedent = next(text for label, text in then["CL25"].detail if "LE-3" in label)
    assert precedent.startswith("there is nothing to decide before 3 Jul 2025")
    assert then["FC1"].says == "leaning"
    assert all(item.since is None or item.since <= date(2025, 7, 2) for item in then.values())


def test_every_claim_that_an_indicator_names_exists_and_is_named_back(flagship: Open) -> None:
    made = flagship_claims(flagship).claims
    assert len(made) == 30
    named = {name: set(one.claims) for name, one in flagship.case.indicators.items()}
    assert set().union(*named.values()) <= set(made)
    for key, claim in made.items():
        for test in claim.tests:
            assert test.indicator is None or key in named[test.indicator], (key, test.indicator)


def test_no_claim_of_the_flagship_rests_on_editorial_numbers_alone(flagship: Open) -> None:
    for day in (date(2015, 1, 1), date(2026, 6, 1)):
        items = {item.key: item for item in result_on(flagship, day).items}
        chain = items["CL06"]
        assert chain.says == "open"
        assert any("editorial numbers, so it only leans" in text for _, text in chain.detail)
        for item in items.values():
            assert item.figure is None or not item.figure.editorial or item.says == "open", item.key


def test_nothing_was_measured_for_the_flagship_before_its_first_record(flagship: Open) -> None:
    result = result_on(flagship, date(2015, 1, 1))
    assert result.headline == "Of 30 claims: 28 open with nothing measured and 2 untestable."
    assert all(
        item.because.startswith("Nothing was measured (") for item in result.items if item.says == "open"
    )
    assert result.short is not None
    assert len(result.short.rows) <= 9


def test_no_verdict_of_the_flagship_rises_because_a_test_went_dark(flagship: Open) -> None:
    later = {item.key: item for item in result_on(flagship, date(2026, 11, 23)).items}
    assert "EC-8" in later["CL03"].because
    for key in ("CL03", "CL05"):
        assert later[key].says == "open"
        assert "a test that pointed the other way is dark" in later[key].because


def test_the_flagship_tells_a_rate_as_a_rate(flagship: Open) -> None:
    result = result_on(flagship, date(2026, 6, 1))
    (plots,) = (item for item in result.items if item.key == "CL12")
    assert "a rate of 31 attacks a year (95 % interval 18.4–49) in 1 Jan – 31 Jul 2025" in plots.because
    assert any(
        "supports above 24 attacks a year, refutes below 16 attacks a year" in text
        for _, text in plots.detail
    )
    assert plots.figure is not None
    assert plots.figure.unit == "attacks a year"
    assert plots.figure.title.endswith("as a rate")
    assert plots.figure.note == "The daily rate of 1 Jan – 31 Jul 2025, brought to a year."


def test_a_distance_of_parts_of_years_decides_nothing_in_the_flagship(flagship: Open) -> None:
    (chain,) = (item for item in result_on(flagship, date(2026, 6, 1)).items if item.key == "CL06")
    (told,) = (text for label, text in chain.detail if "CT-11" in label)
    assert told.startswith("no whole period is known")
    assert "not assessed" in told
