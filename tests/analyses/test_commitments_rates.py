"""Rates, frictions and exposure, wrong tags, and the promises of the flagship case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from facta.assessment import view_on
from facta.models.pooling import simple
from tests.analyses.making import analysis, event

if TYPE_CHECKING:
    from facta.api import Open

from tests.analyses.test_commitments import CAMPS, QUARREL, figure, item, on_view, promise, seen


def test_a_promise_that_is_itself_disputed_is_in_no_rate_and_is_named() -> None:
    result = seen(promise("P1", "outcome:kept", status="disputed"), promise("P2", "outcome:broken"))
    assert item(result).says == "disputed"
    assert "; kept as known on 10 Jan 2024; the promise itself is disputed." in item(result).because
    assert figure(result, "delivery").n == 1
    assert figure(result, "delivery.KAZ").note.startswith("0 of 1")
    assert "Left out of every rate, as the promise itself is disputed: P1." in result.gaps
    alone_ = seen(promise("P1", "outcome:open", "due:2024-06-30", status="disputed"))
    assert figure(alone_, "overdue").n == 0
    assert figure(alone_, "days-to-keep").note == "every promise is disputed"


def test_words_that_name_no_faction_are_counted_and_drawn_toward_nobody() -> None:
    real = [promise("P1", "outcome:partial", "faction:north"), promise("P2", "outcome:kept", "faction:south")]
    words = [promise(f"N-{word}", "outcome:kept", f"faction:{word}") for word in ("none", "unknown")]
    open_ = promise("P3", "outcome:open", "faction:mixed")
    result, without = seen(*real, *words, open_, factions=CAMPS), seen(*real, factions=CAMPS)
    assert figure(result, "delivery.north") == figure(without, "delivery.north")
    none = figure(result, "delivery.none")
    assert (none.value, none.n) == (None, 1)
    assert none.note == "1 of 1: kept 1, half kept 0, broken or lapsed 0; names no faction"
    assert figure(result, "delivery.mixed").note == "none of its promises is resolved; names no faction"
    table = next(table for table in result.tables if table.title.startswith("By faction"))
    assert ("unknown", "1", "1 + 0 half", "1", "names no faction", "") in table.rows
    assert table.title == "By faction: north delivered 0.5 of 1 resolved, half kept counted as half"


def test_most_promises_broken_leave_no_day_by_which_half_are_kept() -> None:
    kept = [
        promise(f"K{n}", f"outcome:{told}", known=known)
        for n in range(6)
        for told, known in (("open", "2024-01-10"), ("kept", "2024-06-10"))
    ]
    broken = [
        promise(f"B{n}", f"outcome:{told}", known=known)
        for n in range(20)
        for told, known in (("open", "2024-01-10"), ("broken", "2024-03-10"))
    ]
    found = figure(seen(*kept, *broken), "days-to-keep")
    assert (found.value, found.low, found.bounds) == (None, None, "")
    assert found.note == (
        "not reached: 6 of 26 promises were kept in full, 20 ended otherwise, and by day 152 an estimated "
        "23 % were kept"
    )
    mostly = figure(seen(*kept, *broken[:6]), "days-to-keep")
    assert mostly.value == 152  # 6 of 9


def test_a_mended_row_was_never_another_date() -> None:
    mended = [promise("P1", "outcome:opn", "due:2025"), promise("P1", "outcome:open", "due:2026")]
    made = on_view(*mended)
    assert item(made.result("made")).because == (
        "Made by Kazakhstan, 10 Jan 2024; due 2026, and no outcome is known."
    )
    assert figure(made.result("made"), "slippage").value is None
    assert not list(made.analyses["made"].mistakes(made))


def test_a_curve_of_waiting_is_refused_with_few_kept_and_given_with_enough() -> None:
    few = seen(promise("P1", "outcome:kept"))
    assert figure(few, "days-to-keep").note.startswith("1 of 1 promise was kept in full")
    kept = [
        event
        for n in range(5)
        for event in (
            promise(f"P{n}", "outcome:open"),
            promise(f"P{n}", "outcome:kept", known=f"2024-0{n + 2}-10"),
        )
    ]
    waits = figure(seen(*kept), "days-to-keep")
    assert waits.value == (date(2024, 4, 10) - date(2024, 1, 10)).days
    assert waits.low is not None
    assert waits.low <= waits.value


def test_frictions_of_four_whole_quarters_weigh_by_credibility_less_reconciliations() -> None:
    records = [
        event("Q1", "2025-02-01", kind="quarrel", grade="B1"),
        event("Q2", "2025-05-01", kind="quarrel", grade="C2"),
        event("Q3", "2024-12-31", kind="quarrel", grade="A1"),  # before the four quarters
        event("Q4", "2025-11-01", kind="quarrel", grade="D6"),
        event("R1", "2025-06-01", kind="peace", grade="B3"),
    ]
    result = seen(*records, frictions=QUARREL, reconciliations={"kind": "peace"})
    count, index = figure(result, "frictions"), figure(result, "friction")
    assert (count.value, count.period) == (3, "2025")
    assert (count.low, count.high) == pytest.approx((0.6187, 8.7673), abs=1e-4)  # Garwood, 3 events
    assert index.value == pytest.approx(1.0 + 0.8 + 0.1 - 0.6)
    early = seen(*records, frictions=QUARREL, on="2023-09-30")
    assert figure(early, "frictions").note == "four whole quarters after 1 Jan 2023 are not yet over"


def test_an_order_that_was_undone_counts_among_all_orders() -> None:
    orders = [
        event("Q1", "2025-02-01", kind="quarrel", tags=("directive",)),
        event("Q2", "2025-05-01", kind="quarrel", tags=("directive", "overridden")),
        event("Q3", "2025-05-02", kind="quarrel"),
    ]
    found = figure(seen(*orders, frictions=QUARREL), "override")
    expected = simple(1, 2)
    assert (found.value, found.low, found.n) == (50.0, pytest.approx(100 * expected.low90), 2)
    assert figure(seen(frictions=QUARREL), "override").note == "no order is known"


def test_a_pending_promise_is_exposed_where_its_faction_quarrels_with_another_lately() -> None:
    result = seen(
        promise("P1", "outcome:open", "faction:north"),
        promise("P2", "outcome:open", "faction:west"),
        promise("P3", "outcome:kept", "faction:north"),
        event("Q1", "2025-06-01", kind="quarrel", actor="KAZ", target="UZB"),
        event("Q2", "2024-06-01", kind="quarrel", actor="TKM", target="UZB"),
        factions=CAMPS, frictions=QUARREL,
    )  # fmt: skip
    assert (figure(result, "exposure").value, figure(result, "exposure").note) == (50.0, "1 of 2")
    assert figure(result, "exposure.west").note == "1 of 2; not in open friction"
    assert figure(result, "delivery.south").note == "no promise is known that it carries"
    assert "No promise is known that south carries, so it has no rate." in result.gaps


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ((), "has 0 outcomes; write one tag outcome:open, or outcome: and how it ended"),
        (
            ("outcome:opened",),
            (
                "'outcome:opened' is none of open, kept, partial, broken, contested, lapsed; "
                "did you mean 'open'?"
            ),
        ),
        (
            ("outcome:open", "stage:sined"),
            (
                "'stage:sined' is none of promised, signed, ratified, funded, started, delivered; "
                "did you mean 'signed'?"
            ),
        ),
        (
            ("outcome:open", "due:soon"),
            (
                "'due:soon' is no day or period; write due:2026-03-31, due:2026, due:open-ended or "
                "due:unspecified"
            ),
        ),
        (
            ("outcome:open", "due:2023"),
            "'due:2023' lies before 10 Jan 2024, when it was made; mend the tag or the date",
        ),
        (
            ("outcome:open", "due:2025", "due:2026"),
            "has 2 due tags in one version; write each new date as a version of its own",
        ),
        (
            ("outcome:open", "faction:norther"),
            "'faction:norther' is none of north, south, west, mixed, none, unknown; did you mean 'north'?",
        ),
    ],
)
def test_a_wrong_tag_is_told_with_its_record_and_what_to_write(tags: tuple[str, ...], said: str) -> None:
    made = on_view(promise("P1", *tags), factions=CAMPS)
    assert f"P1: {said}" in list(made.analyses["made"].mistakes(made))


def test_a_right_promise_has_no_mistake() -> None:
    made = on_view(promise("P1", "outcome:open", "due:unspecified", "faction:mixed"), factions=CAMPS)
    assert not list(made.analyses["made"].mistakes(made))


def test_a_faction_is_a_word_in_small_letters() -> None:
    with pytest.raises(ValidationError, match="String should match pattern"):
        analysis("commitments", factions={"The North": "KAZ"})


def test_nothing_is_said_of_nothing() -> None:
    result = seen()
    assert result.headline == "No promise is known."
    assert not result.items
    assert not result.drawings
    assert not result.gaps


def test_the_flagship_stands_as_its_ledger_counted_by_hand(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("commitments")
    says = {item.key: item.says for item in result.items}
    assert len(says) == 20
    assert {key for key, word in says.items() if word == "kept"} == {"CM006", "CM007"}
    assert {key for key, word in says.items() if word == "half kept"} == {
        "CM002", "CM012", "CM014",
    }  # fmt: skip
    assert says["CM020"] == "half kept so far"
    assert figure(result, "next-due").note.startswith("31 Dec 2026, CM020")
    assert figure(result, "delivery").note == "3.5 of 12: kept 2, half kept 3, broken or lapsed 7"
    assert any(table.title.startswith("By side: Russia delivered 3 of 7") for table in result.tables)
    assert {key for key, word in says.items() if word == "broken"} == {
        "CM001", "CM004", "CM010", "CM011", "CM016", "CM017", "CM018",
    }  # fmt: skip
    assert {key for key, word in says.items() if word == "open"} == {"CM003", "CM005", "CM009", "CM013"}
    assert (says["CM008"], says["CM015"], says["CM019"]) == ("overdue", "disputed", "disputed")
    russia = figure(result, "delivery.RUS")
    assert russia.note.startswith("3 of 7: kept 2, half kept 2, broken or lapsed 3")
    assert figure(result, "delivery.RUS-without-promotional").note.startswith("3 of 5")
    assert figure(result, "delivery.haqqani").note.startswith("0.5 of 2")
    assert figure(result, "delivery.unknown").note.endswith("names no faction")
    assert figure(result, "delivery.TALIBAN").note.startswith("0.5 of 3")
    assert figure(result, "delivery.kandahar").note == "no promise is known that it carries"
    assert (figure(result, "frictions").value, figure(result, "override").note) == (2, "2 of 4")
    assert figure(result, "slippage").note == "CM017"


def test_the_flagship_of_an_earlier_day_does_not_know_what_came_later(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2025, 6, 30)).result("commitments")
    says = {item.key: item.says for item in result.items}
    assert (says["CM006"], says["CM007"], says["CM008"], says["CM002"]) == ("kept", "open", "open", "overdue")
    assert "CM013" not in says
