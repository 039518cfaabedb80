"""A state stands on the highest rung that its records tell, and its pace is what a person works out."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from facta.assessment import view_on
from facta.models.hazard import chance_after, pooled_hazards
from tests.analyses.making import analysis, event, view

if TYPE_CHECKING:
    from facta.analyses import View
    from facta.api import Open
    from facta.records import Event
    from facta.results import Figure, Item, Result

RUNGS = ("contact", "mission", "envoy", "ambassador")
FOUR = ("KAZ", "UZB", "TKM", "TJK")


def step(ref: str, actor: str, when: str, rung: float | None, **given: Any) -> Event:
    base = {"kind": "recognition-step", "tags": ("step:made",), "quantity": rung, "unit": "rung"}
    return event(ref, when, actor=actor, **{**base, **given})


def on_view(*records: Event, on: str = "2025-12-31", **given: Any) -> View:
    return view(*records, on=on, made=analysis("ladder", **{"rungs": RUNGS, **given}))


def seen(*records: Event, on: str = "2025-12-31", **given: Any) -> Result:
    return on_view(*records, on=on, **given).result("made")


def item(result: Result, key: str) -> Item:
    return next(item for item in result.items if item.key == key)


def figure(result: Result, name: str) -> Figure:
    return next(figure for figure in result.figures if figure.name == name)


CLIMBS = [
    step("S1", "KAZ", "2023-03-01", 1),
    step("S2", "KAZ", "2023-09-01", 2),
    step("S3", "KAZ", "2024-03-01", 4),
    step("S4", "UZB", "2024-04-01", 2),
    step("S5", "UZB", "2025-06-01", 4),
    step("S6", "TKM", "2024-05-01", 1),
]


def test_a_state_stands_on_the_highest_rung_and_a_lower_step_takes_none_away() -> None:
    result = seen(*CLIMBS, step("S7", "UZB", "2025-07-01", 1))
    uzbek = item(result, "UZB")
    assert (uzbek.says, uzbek.since) == ("ambassador", date(2025, 7, 1))
    assert uzbek.records == ("S4", "S5", "S7")
    assert uzbek.detail[-1] == ("1 Jul 2025", "rung 1, contact: Event S7 (S7; no higher than before)")
    assert [item.key for item in result.items] == ["KAZ", "UZB", "TKM"]


def test_a_step_that_is_known_later_does_not_show_before() -> None:
    late = step("S9", "TKM", "2024-06-01", 4, known="2025-01-01")
    assert item(seen(*CLIMBS, late, on="2024-12-31"), "TKM").says == "contact"
    assert item(seen(*CLIMBS, late, on="2025-01-01"), "TKM").says == "ambassador"


def test_a_reversal_is_shown_and_takes_no_rung_away() -> None:
    back = step("S7", "UZB", "2025-08-01", -1, text="The border is closed.")
    uzbek = item(seen(*CLIMBS, back), "UZB")
    assert uzbek.says == "ambassador, reversal since"
    assert ("1 Aug 2025", "reversal: The border is closed (S7)") in uzbek.detail
    again = step("S8", "KAZ", "2023-12-01", -1)
    assert item(seen(*CLIMBS, again), "KAZ").says == "ambassador"


def test_an_unverified_step_says_what_it_changes() -> None:
    result = seen(
        *CLIMBS,
        step("S7", "TJK", "2024-01-01", 3, verified=False),
        step("S8", "UZB", "2024-01-01", 1, verified=False),
        step("S9", "TKM", "2025-01-01", 2, verified=False),
    )
    assert item(result, "TJK").says == "envoy, unverified"
    assert item(result, "TJK").because.endswith("S7 is unverified, and without it there is no rung.")
    assert item(result, "UZB").because.endswith("S8 is unverified and changes no rung.")
    assert item(result, "TKM").because.endswith("S9 is unverified, and without it there is rung 1, contact.")
    table = next(table for table in result.tables if "unverified" in table.title)
    assert table.title == "3 steps are unverified; without them 2 states would stand lower"


def test_unverified_steps_that_carry_a_rung_together_are_said_to() -> None:
    three = [
        step(f"S{rung}{n}", "KAZ", f"2023-0{rung}-0{n}", rung, verified=False)
        for rung, n in ((2, 1), (3, 1), (3, 2))
    ]
    result = seen(step("S11", "KAZ", "2023-01-01", 1), *three)
    assert item(result, "KAZ").because.endswith(
        "S21, S31 and S32 are unverified, and without them there is rung 1, contact."
    )
    table = result.tables[-1]
    assert table.title == "3 steps are unverified; without them 1 state would stand lower"
    assert {row[-1] for row in table.rows} == {"with others; else contact"}
    single = seen(step("S1", "KAZ", "2023-06-01", 4, verified=False))
    assert [table.title for table in single.tables] == [
        "1 of 1 state stands on rung 4 (ambassador) or beyond",
        "1 step is unverified; without it 1 state would stand lower",
    ]
    assert figure(single, "next-step").note == "1 state is watched, and a pace needs 3"


def test_a_pace_counts_climbs_over_years_below_the_rung() -> None:
    result = seen(*CLIMBS, neighbours=FOUR, on="2025-12-31")
    years = [
        (date(2024, 3, 1) - date(2023, 1, 1)).days,
        (date(2025, 6, 1) - date(2023, 1, 1)).days,
        1094,
        1094,
    ]
    whole, members = pooled_hazards([3, 2, 1, 0], [round(days / 365.25, 2) for days in years])
    found = figure(result, "next-step")
    assert (found.value, found.low, found.high) == pytest.approx((whole.rate, whole.low95, whole.high95))
    assert found.n == 6
    assert figure(result, "next-step.TKM").value == pytest.approx(members[2].rate)
    chance = item(result, "TKM").figure
    assert chance is not None
    assert chance.value == pytest.approx(100 * -math.expm1(-members[2].rate * 365 / 365.25))
    assert item(result, "KAZ").figure is None
    assert item(result, "TJK").says == "no step known"
    assert "No step is known of Tajikistan." in result.gaps


def test_the_chance_of_one_more_state_counts_all_that_are_left() -> None:
    result = seen(*CLIMBS, neighbours=FOUR, forecast=[4])
    days = [
        (date(2024, 3, 1) - date(2023, 1, 1)).days,
        (date(2025, 6, 1) - date(2023, 1, 1)).days,
        (date(2025, 12, 31) - date(2023, 1, 1)).days,
        (date(2025, 12, 31) - date(2023, 1, 1)).days,
    ]
    expected = chance_after(2, sum(days) / 365.25, 2 * 365)
    found = figure(result, "chance.4")
    assert (found.value, found.low, found.high) == pytest.approx(
        (100 * expected.chance, 100 * expected.low95, 100 * expected.high95)
    )
    assert found.note == "2 reached it, 2 are left"
    assert "Within 365 days one more state on rung 4 (ambassador): unlikely (38 %" in result.headline


def test_no_state_so_far_is_a_chance_with_an_interval_and_without_a_word() -> None:
    early = [step(f"S{n}", actor, "2023-06-01", 1) for n, actor in enumerate(FOUR)]
    result = seen(*early, neighbours=FOUR, forecast=[4])
    years = 4 * (date(2025, 12, 31) - date(2023, 1, 1)).days / 365.25
    found, expected = figure(result, "chance.4"), chance_after(0, years, 4 * 365)
    assert (found.value, found.high) == pytest.approx((100 * expected.chance, 100 * expected.high95))
    assert found.note == "none reached it, 4 are left"
    assert result.headline.endswith("95 % interval 0.016–57 % (no word: none did in 12 years of watching).")
    assert "impossible" not in result.headline


def test_a_climb_after_the_days_searched_is_no_step_inside_them() -> None:
    late = [step("S1", "KAZ", "2025-06-01", 4), step("S2", "UZB", "2025-07-01", 4)]
    made = analysis("ladder", rungs=RUNGS, neighbours=FOUR, forecast=[4])
    found = figure(view(*late, searched="2023-01-01/2024-12-31", made=made).result("made"), "chance.4")
    expected = chance_after(0, 4 * 730 / 365.25, 2 * 365)
    assert (found.value, found.n) == (pytest.approx(100 * expected.chance), 0)
    assert found.note == "none reached it in the days searched and 2 after them, 2 are left"


def test_a_date_known_to_a_year_stands_in_its_middle_with_both_ends_beside_it() -> None:
    rough = [*CLIMBS[:-2], step("S5", "UZB", "2025", 4), CLIMBS[-1]]
    found = figure(seen(*rough, neighbours=FOUR, forecast=[4]), "chance.4")
    assert found.note.endswith("by where rough dates are put")


def test_steps_soon_after_another_are_compared_with_the_others() -> None:
    found = figure(seen(*CLIMBS, neighbours=FOUR, within_days=90), "diffusion")
    assert found.note.startswith("2 steps soon after another, 4 otherwise")
    assert found.value is not None
    assert found.low is not None
    assert found.low < found.value


def test_a_step_before_the_watch_is_followed_and_the_top_has_no_further_step() -> None:
    steps = [
        step("S1", "KAZ", "2022-12-20", 1),
        step("S2", "UZB", "2023-01-05", 1),
        step("S3", "TKM", "2024-06-01", 1),
        step("S4", "TKM", "2025-06-01", 2),
    ]
    given: dict[str, Any] = {"within_days": 60, "since": "2023-01-01", "neighbours": FOUR}
    found = figure(seen(*steps, **given), "diffusion")
    assert found.note.startswith("1 step soon after another, 2 otherwise")
    top = [step(f"T{n}", actor, "2022-02-01", 4) for n, actor in enumerate(("KGZ", "CHN"))]
    more = {**given, "neighbours": (*FOUR, "KGZ", "CHN")}
    assert figure(seen(*steps, *top, **more), "diffusion") == found
    beside = figure(seen(*steps, *top, **given), "diffusion")
    assert beside.note.endswith("steps of China and Kyrgyzstan are left out, as these are not watched")
    assert (beside.value, beside.low, beside.high) == (found.value, found.low, found.high)


def test_who_followed_a_leader_is_counted_beside_who_climbed_before() -> None:
    leader = {"actor": "KAZ", "rung": 4}
    result = seen(*CLIMBS, followers_of=leader)
    found = figure(result, "followed.12")
    assert (found.value, found.note) == (
        2,
        "UZB, TKM in 365 days; to rung 4 or beyond none; none in as many days before",
    )
    assert "to rung 4 or beyond UZB" in figure(result, "followed.24").note
    assert "Of the 24 months in which others may follow, 670 days were searched." in result.gaps
    before = figure(seen(*CLIMBS, followers_of=leader, on="2024-02-01"), "followed.12")
    assert (before.value, before.note) == (None, "Kazakhstan has not reached rung 4")


def test_nobody_follows_a_leader_after_the_days_searched() -> None:
    made = analysis("ladder", rungs=RUNGS, neighbours=FOUR, followers_of={"actor": "UZB", "rung": 4})
    result = view(*CLIMBS, searched="2023-01-01/2024-12-31", made=made).result("made")
    found = figure(result, "followed.12")
    reason = "no day after Uzbekistan reached rung 4, 1 Jun 2025, was searched for steps"
    assert (found.value, found.note) == (None, reason)
    assert f"Who followed cannot be said: {reason}." in result.gaps
    assert not any("-" in gap for gap in result.gaps)


def test_too_few_steps_or_states_are_refused_in_words() -> None:
    few = seen(*CLIMBS[:2], neighbours=FOUR, forecast=[4])
    assert figure(few, "next-step").note == "2 steps of 4 states are known, and a pace needs 3 of each"
    assert figure(few, "diffusion").value is None
    two = seen(*CLIMBS, neighbours=("KAZ", "UZB"))
    assert figure(two, "next-step").note == "2 states are watched, and a pace needs 3"
    early = seen(*CLIMBS, neighbours=FOUR, since="2026-06-01")
    assert figure(early, "next-step").note == "states are watched from 1 Jun 2026 on"


def test_a_pace_is_not_said_of_days_that_nobody_searched() -> None:
    blind = view(*CLIMBS, searched=None, made=analysis("ladder", rungs=RUNGS)).result("made")
    assert figure(blind, "next-step").note == "nobody has said which days were searched for steps"
    assert item(blind, "KAZ").says == "ambassador"
    late = seen(*CLIMBS, on="2026-06-30", neighbours=FOUR)
    assert "Steps after 31 Dec 2025 were not searched for." in late.gaps


@pytest.mark.parametrize(
    ("rung", "tags", "said"),
    [
        (
            None,
            ("step:made",),
            "has no rung; write in quantity a whole number from 1 to 4, or -1 for a reversal",
        ),
        (
            5,
            ("step:made",),
            "5 is no rung; write in quantity a whole number from 1 to 4, or -1 for a reversal",
        ),
        (
            2.5,
            ("step:made",),
            "2.5 is no rung; write in quantity a whole number from 1 to 4, or -1 for a reversal",
        ),
        (
            math.inf,
            ("step:made",),
            "inf is no rung; write in quantity a whole number from 1 to 4, or -1 for a reversal",
        ),
        (2, (), "needs one tag step:, say step:contact"),
    ],
)
def test_a_wrong_step_is_told_with_its_record(rung: float | None, tags: tuple[str, ...], said: str) -> None:
    made = on_view(step("S1", "KAZ", "2024-01-01", rung, tags=tags))
    assert list(made.analyses["made"].mistakes(made)) == [f"S1: {said}"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"below": 9}, "below: there is no rung 9, write one from 1 to 4"),
        ({"forecast": [0]}, "forecast: there is no rung 0, write one from 1 to 4"),
        ({"followers_of": {"actor": "KAZ", "rung": 5}}, "followers_of: there is no rung 5"),
        ({"rungs": ["a", "b", "a"]}, "'a' stands there twice, give each rung a name of its own"),
    ],
)
def test_a_rung_that_does_not_exist_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        analysis("ladder", **{"rungs": RUNGS, **given})


def test_a_state_that_only_turned_back_stands_on_no_rung() -> None:
    result = seen(step("S1", "KAZ", "2023-06-01", -1))
    assert item(result, "KAZ").says == "no step up known, reversal since"
    assert result.headline == (
        "No step up the ladder is known; records tell of reversals only, of Kazakhstan."
    )
    assert not seen(step("S1", "KAZ", "2023-06-01", math.inf)).items


def test_nothing_is_said_of_nothing() -> None:
    result = seen()
    assert result.headline == "No step on the ladder is known."
    assert (result.items, result.drawings, result.gaps) == ((), (), ())


def test_the_flagship_cites_every_row_of_its_ladder(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("ladder")
    cited = {ref for item in result.items for ref in item.records}
    assert cited == {f"RL{number:03d}" for number in range(1, 35)}
    assert len(result.items) == 14
    assert (item(result, "RUS").says, item(result, "RUS").since) == (
        "military-technical agreement",
        date(2026, 5, 27),
    )
    assert item(result, "PAK").says == "ambassador level, reversal since"
    assert item(result, "TUR").says == "diplomats accredited, unverified"
    assert item(result, "TJK").says == "mission at work"
    assert figure(result, "next-step").n == 17
    assert figure(result, "chance.6").note == "1 reached it, 9 are left"
    assert figure(result, "followed.12").note.startswith("KAZ, IND in 332 days; to rung 6 or beyond none")


def test_the_flagship_before_recognition_does_not_know_of_it(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2025, 7, 2)).result("ladder")
    assert item(result, "RUS").says == "off the terror list"
    assert figure(result, "followed.12").note == "Russia has not reached rung 6"
    recognised = figure(result, "chance.6")
    assert recognised.value is not None
    assert 5 < recognised.value < 20
    assert "impossible" not in result.headline
    old = view_on(flagship.case, flagship.records, date(2015, 1, 1)).result("ladder")
    assert all(not item.records for item in old.items)
    assert old.headline == "No step on the ladder is known."
