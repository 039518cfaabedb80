"""Two sides that answer each other, or do not, on series whose answer is known."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.api import Open, open_case
from facta.assessment import view_on
from facta.models.vector import Array, causality, fit
from facta.records import Event
from facta.results import Item, Result, Said
from tests.analyses.making import analysis, event, view

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "reciprocity"
CASES = Path(__file__).parents[1] / "cases"
MONDAY = date(2023, 1, 2)
SIDES = {
    "OURS": {"title": "What we do to them", "of": {"actor": "KAZ"}, "value": "intensity"},
    "THEIRS": {"title": "What they do to us", "of": {"actor": "UZB"}, "value": "intensity"},
}


def followed(weeks: int = 160, answer: float = 0.6) -> Array:
    """Theirs answers ours a week later, ours answers nothing."""
    random = np.random.default_rng(3)
    values = np.zeros((weeks, 2))
    for week in range(1, weeks):
        ours, theirs = values[week - 1]
        values[week] = random.normal((0.3 * ours, answer * ours + 0.2 * theirs))
    return values


def coded(values: Array, first: date = MONDAY) -> list[Event]:
    return [
        event(
            f"{actor}{week}", (first + timedelta(weeks=week)).isoformat(), actor=actor, intensity=float(value)
        )
        for week, row in enumerate(values)
        for actor, value in zip(("KAZ", "UZB"), row, strict=True)
    ]


def told(values: Array, first: date = MONDAY, *, more: tuple[Event, ...] = (), **given: Any) -> Said:
    last = first + timedelta(weeks=len(values), days=-1)
    given = {"sides": SIDES, "since": first, **given}
    seen = view(*coded(values, first), *more, on=last.isoformat(), searched=f"{first}/{last}")
    return analysis("reciprocity", **given).analyse(seen)


def part(result: Result, key: str) -> Item:
    return next(item for item in result.items if item.key == key)


def test_only_the_side_that_answers_is_said_to_answer() -> None:
    values = followed()
    result = told(values, lags=1)
    answers, none = part(result, "THEIRS-answers-OURS"), part(result, "OURS-answers-THEIRS")
    assert (answers.says, none.says) == ("answers in kind", "no answer seen")
    tested = causality(fit(values, 1, names=("OURS", "THEIRS")), "OURS").later
    assert answers.figure is not None
    assert answers.figure.value == pytest.approx(tested.value)
    assert result.headline.startswith("Only one side is seen to answer over 160 weeks")
    assert [len(table.rows) for table in result.tables] == [9, 9]
    assert [len(drawing.data.rows) for drawing in result.drawings] == [9, 9]  # type: ignore[union-attr]


def test_an_answer_with_the_other_sign_is_in_reverse() -> None:
    assert part(told(followed(answer=-0.6), lags=1), "THEIRS-answers-OURS").says == "answers in reverse"


def test_swapping_the_sides_mirrors_the_tests() -> None:
    values = followed()
    one, two = told(values, lags=2), told(values[:, ::-1], lags=2)
    a, b = part(one, "THEIRS-answers-OURS").figure, part(two, "OURS-answers-THEIRS").figure
    assert a is not None
    assert b is not None
    assert a.value == pytest.approx(b.value or 0)


def test_lags_that_are_not_given_are_chosen_and_said_so() -> None:
    detail = part(told(followed()), "THEIRS-answers-OURS").detail
    assert ("Lags", "1, chosen by the criterion of Schwarz") in detail


def test_one_lag_and_one_week_are_said_in_the_singular() -> None:
    because = part(told(followed(), lags=1, horizon=1), "THEIRS-answers-OURS").because
    assert "with 1 lag over 160 weeks" in because
    assert "1 week sums to" in because
    assert "with 2 lags" in part(told(followed(), lags=2), "THEIRS-answers-OURS").because


def test_an_event_of_several_days_stands_on_the_middle_one() -> None:
    values = followed()
    sunday = event("wide", "2023-05-07/2023-05-09", actor="KAZ", intensity=2.0)
    monday = event("wide", "2023-05-08", actor="KAZ", intensity=2.0)
    assert told(values, more=(sunday,), lags=1).figures == told(values, more=(monday,), lags=1).figures


def test_weeks_that_nobody_searched_are_no_silence() -> None:
    seen = view(*coded(followed()), searched=None)
    assert analysis("reciprocity", sides=SIDES).analyse(seen).gaps == snapshot(
        ("Nobody searched for both OURS and THEIRS in the time that is looked at.",)
    )


def test_a_week_known_later_does_not_count_before() -> None:
    values = followed()
    late = event("late", "2024-01-02", actor="KAZ", intensity=9.0, known="2026-06-01")
    assert told(values, more=(late,), lags=1) == told(values, lags=1)


def test_too_few_weeks_are_refused() -> None:
    result = told(followed(60))
    assert {item.says for item in result.items} == {"refused"}
    assert result.gaps == snapshot(("Reciprocity needs 104 whole weeks without a hole; there are 60.",))


def test_weeks_of_silence_are_refused() -> None:
    values = followed()
    values[20:, 1] = 0
    assert told(values).gaps == snapshot(("THEIRS has events in 19 of 160 weeks; reciprocity needs 26.",))


def test_a_store_without_coded_events_is_refused() -> None:
    made = analysis("reciprocity", sides=SIDES)
    assert made.analyse(view(searched=None)).headline == snapshot(
        "Reciprocity cannot be tested: no coded events of OURS or THEIRS have been collected."
    )


def test_reciprocity_of_one_side_is_refused() -> None:
    with pytest.raises(ValidationError, match="reciprocity has two sides; there are 1"):
        analysis("reciprocity", sides={"OURS": SIDES["OURS"]})


def test_the_year_2014_is_too_short(tmp_path: Path) -> None:
    opened = open_case(CASES / "russia-ukraine-2014", store=tmp_path)
    sides = {
        one: {"title": f"{one} towards {other}", "of": {"source": "icews", "actor": one, "target": other}}
        for one, other in (("RUS", "UKR"), ("UKR", "RUS"))
    }
    result = analysis("reciprocity", sides=sides).analyse(
        view_on(opened.case, opened.records, date(2015, 1, 31))
    )
    assert result.gaps == snapshot(("Reciprocity needs 104 whole weeks without a hole; there are 51.",))


def test_the_flagship_holds_no_coded_weeks(flagship: Open) -> None:
    sides = {
        one: {"title": f"{one} towards {other}", "of": {"source": "gdelt", "actor": one, "target": other}}
        for one, other in (("RUS", "TALIBAN"), ("TALIBAN", "RUS"))
    }
    seen = view_on(flagship.case, flagship.records, date(2026, 6, 1))
    assert analysis("reciprocity", sides=sides).analyse(seen).gaps == snapshot(
        ("No coded events of RUS or TALIBAN have been collected.",)
    )


@pytest.mark.outside
def test_israelis_and_palestinians_answer_each_other_as_r_says() -> None:
    path = REFERENCE / "IsraelPalestineConflict.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        rows = [[float(text) for text in row[1:]] for row in list(csv.reader(lines))[1:]]
    sides = {"I2P": {**SIDES["OURS"]}, "P2I": {**SIDES["THEIRS"]}}
    result = told(np.array(rows), date(1979, 4, 9), sides=sides, lags=6)
    first, second = part(result, "P2I-answers-I2P"), part(result, "I2P-answers-P2I")
    assert first.figure is not None
    assert second.figure is not None
    assert first.figure.value == pytest.approx(10.9123539051778, rel=1e-11)
    assert second.figure.value == pytest.approx(17.6309964588808, rel=1e-11)
    assert (first.says, second.says) == ("answers in kind", "answers in kind")
    assert result.headline.startswith("Both sides answer over 1,278 weeks")
