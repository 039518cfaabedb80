"""Facts told in several ways."""

from datetime import date

from facta.analyses import View
from facta.api import Open
from facta.assessment import view_on
from tests.analyses.making import analysis, event, view

OF = {"kind": "told", "status": ["asserted", "disputed"]}


def told(ref: str, value: float | None, known: str = "2025-01-02", **given: object):  # noqa: ANN201
    unit = None if value is None else given.pop("unit", "deaths")
    return event(
        ref, "2025-01-01", kind="told", known=known, quantity=value, unit=unit, text=f"Deaths: {ref}.",
        **{"tags": ("about:deaths",), "note": "Two offices.", **given},
    )  # fmt: skip


def seen(*records: object, on: str = "2025-12-31") -> View:
    return view(*records, on=on, told=analysis("contradictions", of=OF))


def test_values_stand_side_by_side_with_an_interval_and_none_is_chosen() -> None:
    (item,) = seen(told("a", 3), told("b", 6, low=5, high=12)).result("told").items
    assert item.says == "told in several ways"
    assert item.figure is not None
    assert (item.figure.value, item.figure.low, item.figure.high) == (None, 3, 12)
    assert [what for _, what in item.detail] == ["a.", "b."]
    assert item.records == ("a", "b")


def test_a_disputed_value_is_shown_and_bounds_nothing() -> None:
    (item,) = seen(told("a", 3), told("b", 5), told("c", 5e6, status="disputed")).result("told").items
    assert (item.figure.low, item.figure.high) == (3, 5)  # type: ignore[union-attr]
    assert item.detail[-1][0] == "One (disputed)"


def test_values_in_two_units_have_no_interval() -> None:
    (item,) = seen(told("a", 3), told("b", 5, unit="persons")).result("told").items
    assert item.figure is None


def test_a_withdrawn_account_is_named_and_counts_no_more() -> None:
    records = [told("a", None), told("b", None), told("a", None, known="2025-02-01", status="retracted")]
    before, after = (seen(*records, on=day).result("told").items[0] for day in ("2025-01-31", "2025-02-01"))
    assert (before.says, after.says) == ("told in several ways", "one account left")
    assert after.detail[0][0] == "One (withdrawn)"
    assert after.records == ("b",)


def test_a_record_that_says_not_what_it_is_about_is_named() -> None:
    made = seen(told("a", 3, tags=()), told("b", 3, tags=("about:x", "about:y")))
    assert [mistake[:1] for mistake in made.analyses["told"].mistakes(made)] == ["a", "b"]


def test_the_flagship_keeps_all_twenty_eight_contradictions(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("contradictions")
    assert len(result.items) == 28
    known = {item.key: item for item in result.items}
    assert (known["crocus-deaths"].figure.low, known["crocus-deaths"].figure.high) == (144, 149)  # type: ignore[union-attr]
    assert known["joint-patrols"].says == known["kabul-restaurant"].says == "one account left"
    assert known["lpg-2025"].figure is None  # the other value is a slip of unit, kept as disputed
