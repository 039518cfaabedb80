"""A promise stands as its records tell, and a rate counts only what is resolved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from facta.analyses.commitments.rates import NODES, alone, rates
from facta.models.pooling import pooled, simple
from tests.analyses.making import analysis, event, view

if TYPE_CHECKING:
    from facta.analyses import View
    from facta.records import Event
    from facta.results import Figure, Item, Result

CAMPS = {"north": "KAZ", "south": "UZB", "west": "TKM"}
QUARREL = {"kind": "quarrel"}


def promise(ref: str, *tags: str, made: str = "2024-01-10", **given: Any) -> Event:
    return event(ref, made, kind="commitment", text=f"Promise {ref}.", tags=tags, **given)


def seen(*records: Event, on: str = "2025-12-31", **given: Any) -> Result:
    return on_view(*records, on=on, **given).result("made")


def on_view(*records: Event, on: str = "2025-12-31", **given: Any) -> View:
    return view(*records, on=on, made=analysis("commitments", **given))


def item(result: Result, key: str = "P1") -> Item:
    return next(item for item in result.items if item.key == key)


def figure(result: Result, name: str) -> Figure:
    return next(figure for figure in result.figures if figure.name == name)


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        (("outcome:kept",), "kept"),
        (("outcome:partial",), "half kept"),
        (("outcome:broken",), "broken"),
        (("outcome:lapsed",), "lapsed"),
        (("outcome:contested",), "disputed"),
        (("outcome:open", "due:2026"), "open"),
        (("outcome:open", "due:open-ended"), "open"),
        (("outcome:open", "due:2025-12-31"), "open"),
        (("outcome:open", "due:2025-12-30"), "overdue"),
        (("due:2025-06",), "overdue"),
    ],
)
def test_a_promise_stands_as_its_newest_record_and_the_day_say(tags: tuple[str, ...], says: str) -> None:
    assert item(seen(promise("P1", *tags))).says == says


def test_an_outcome_that_is_known_later_does_not_show_before() -> None:
    life = [
        promise("P1", "outcome:open", "due:2024-06-30"),
        promise("P1", "outcome:kept", "due:2024-06-30", known="2025-03-01"),
    ]
    assert item(seen(*life, on="2024-06-30")).says == "open"
    late = seen(*life, on="2025-02-28")
    assert (item(late).says, item(late).since) == ("overdue", date(2024, 7, 1))
    assert figure(late, "delivery").value is None
    kept = item(seen(*life, on="2025-03-01"))
    assert (kept.says, kept.since, kept.records) == ("kept", date(2025, 3, 1), ("P1",))
    assert kept.because == "Made by Kazakhstan, 10 Jan 2024; due 30 Jun 2024; kept as known on 1 Mar 2025."


def test_a_promise_that_was_withdrawn_is_not_said() -> None:
    life = [
        promise("P1", "outcome:open"),
        promise("P1", "outcome:open", status="retracted", known="2025-03-01"),
    ]
    assert len(seen(*life, on="2025-02-28").items) == 1
    assert seen(*life, on="2025-03-01").headline == "No promise is known."


def test_open_and_overdue_promises_are_not_counted_as_broken() -> None:
    result = seen(
        promise("P1", "outcome:kept"),
        promise("P2", "outcome:broken"),
        promise("P3", "outcome:open"),
        promise("P4", "outcome:open", "due:2025"),
        promise("P5", "outcome:contested"),
        promise("P6", "outcome:open", "due:2025-10"),
    )
    whole = figure(result, "delivery")
    expected = simple(1, 2)
    assert (whole.value, whole.low, whole.high) == pytest.approx(
        (50.0, 100 * expected.low90, 100 * expected.high90)
    )
    assert (whole.n, whole.note) == (2, "1 of 2: kept 1, half kept 0, broken or lapsed 1")
    late = figure(result, "overdue")
    assert (late.value, late.n, late.note) == (1.0, 3, "P6, of those pending")
    assert figure(result, "next-due").value == 0
    assert "Left out of every rate, as its outcome is disputed: P5." in result.gaps
    assert "No day was named for P3, so it can never be overdue." in result.gaps


def test_a_half_kept_promise_counts_one_half() -> None:
    result = seen(promise("P1", "outcome:partial"), promise("P2", "outcome:lapsed"))
    assert figure(result, "delivery").value == pytest.approx(100 * 1.0 / 3)  # (½ + ½) of (2 + 1), by Jeffreys


def test_rates_of_sides_are_drawn_toward_each_other_as_the_model_says() -> None:
    kept = [promise(f"K{n}", "outcome:kept") for n in range(3)]
    broken = [promise(f"U{n}", "outcome:broken", actor="UZB") for n in range(2)]
    result = seen(*kept, *broken)
    expected = pooled([3, 0], [3, 2]).groups
    for actor, one in zip(("KAZ", "UZB"), expected, strict=True):
        found = figure(result, f"delivery.{actor}")
        assert found.value == pytest.approx(100 * one.mean, abs=0.2)
        assert (found.low, found.high) == pytest.approx((100 * one.low90, 100 * one.high90), abs=0.2)
    assert found.note == "0 of 2: kept 0, half kept 0, broken or lapsed 2; drawn toward the other groups"


def test_a_coarser_grid_loses_next_to_nothing() -> None:
    kept, of = (3.0, 1.0, 0.5, 0.0, 0.0), (7.0, 4.0, 1.0, 1.0, 1.0)
    coarse, fine = (pooled(kept, of, nodes=nodes).groups for nodes in (NODES, 32))
    for one, other in zip(coarse, fine, strict=True):
        assert (one.mean, one.low90, one.high90) == pytest.approx(
            (other.mean, other.low90, other.high90), abs=0.002
        )


def test_keeping_and_breaking_are_mirror_images() -> None:
    counts = {"a": (3.0, 4.0), "b": (0.5, 3.0), "c": (1.0, 1.0)}
    mirror = {group: (of - kept, of) for group, (kept, of) in counts.items()}
    one, other = rates(counts), rates(mirror)
    for group in counts:
        assert one[group].mean == pytest.approx(1 - other[group].mean, abs=1e-6)
        assert one[group].low == pytest.approx(1 - other[group].high, abs=1e-6)


def test_a_single_side_has_its_own_rate() -> None:
    assert rates({"a": (1.0, 2.0), "b": (0.0, 0.0)}) == {"a": alone(1.0, 2.0)}


def test_promises_without_a_mandate_are_shown_in_and_out() -> None:
    result = seen(
        promise("P1", "outcome:kept"),
        promise("P2", "outcome:broken", "promotional"),
        promise("P3", "outcome:kept", actor="UZB"),
    )
    assert figure(result, "delivery").n == 3
    assert figure(result, "delivery-without-promotional").n == 2
    assert figure(result, "delivery.KAZ").n == 2
    assert figure(result, "delivery.KAZ-without-promotional").n == 1
    assert not any(figure.name == "delivery.UZB-without-promotional" for figure in result.figures)


def test_a_promise_dated_anew_slips_by_the_days_between() -> None:
    result = seen(
        promise("P1", "outcome:open", "due:2025-06-30", "stage:promised"),
        promise("P1", "outcome:open", "due:2026-06-30", "stage:signed", known="2025-05-01"),
    )
    assert item(result).says == "open"
    assert figure(result, "slippage").value == 365
    assert ("Date", "put off by 365 days") in item(result).detail
    assert ("Known 1 May 2025", "open; signed; due 30 Jun 2026") in item(result).detail
    assert "due 30 Jun 2026, moved from 30 Jun 2025" in item(result).because


def test_a_date_that_was_given_up_is_said_and_counts_as_no_days() -> None:
    result = seen(
        promise("P1", "outcome:open", "due:2024-06-30"),
        promise("P1", "outcome:open", "due:open-ended", known="2024-07-15"),
    )
    assert item(result).because == (
        "Made by Kazakhstan, 10 Jan 2024; first due 30 Jun 2024, a date that was given up, and no outcome is "
        "known."
    )
    told = "open-ended, its first date 30 Jun 2024 was given up"
    assert ("Date", told) in item(result).detail
    assert (figure(result, "slippage").value, figure(result, "slippage").note) == (None, f"P1 {told}")
    assert "The date of P1, 30 Jun 2024, was given up for none, so it can be overdue no more." in result.gaps
    assert not any(gap.startswith("No day was named") for gap in result.gaps)


def test_a_version_without_a_word_on_the_date_leaves_it_as_it_was() -> None:
    result = seen(
        promise("P1", "outcome:open", "due:2024-06-30"), promise("P1", "outcome:kept", known="2024-05-01")
    )
    assert "due 30 Jun 2024; kept as known on 1 May 2024" in item(result).because


def test_a_date_moved_forward_is_no_slip_below_nothing() -> None:
    result = seen(
        promise("P1", "outcome:open", "due:2026-06-30"),
        promise("P1", "outcome:open", "due:2026-06-20", known="2025-05-01"),
        promise("P2", "outcome:open", "due:2025-12-31"),
        promise("P2", "outcome:open", "due:2026-01-10", known="2025-05-01"),
    )
    assert ("Date", "moved forward by 10 days") in item(result).detail
    slips = figure(result, "slippage")
    assert (slips.value, slips.n, slips.note) == (10, 1, "P2; P1 moved forward by 10 days")


def test_a_half_kept_promise_is_pending_until_its_date() -> None:
    life = [
        promise("P1", "outcome:open", "due:2025-06-30"),
        promise("P1", "outcome:partial", "due:2025-06-30", known="2025-02-01"),
    ]
    before = seen(*life, on="2025-06-30")
    assert (item(before).says, item(before).since) == ("half kept so far", date(2025, 2, 1))
    assert "half kept so far, as known on 1 Feb 2025" in item(before).because
    assert figure(before, "delivery").value is None
    assert figure(before, "next-due").note == "30 Jun 2025, P1: Promise P1"
    assert before.headline.startswith("Of 1 promise: 1 half kept so far.")
    after = seen(*life, on="2025-07-01")
    assert (item(after).says, item(after).since) == ("half kept", date(2025, 7, 1))
    assert figure(after, "delivery").n == 1
    undated = seen(promise("P1", "outcome:partial", "due:open-ended"))
    assert item(undated).says == "half kept"
