"""What a change does to entries, each route and each difference reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from facta.analyses.corridor.touched import Move, Side, by_gate, effects
from facta.corridors.exposure import Entry
from facta.corridors.graph import CARRIES
from tests.analyses.exposing import ALL, PUMPS, ROADS, STORE
from tests.corridors.making import link, quantity, tiny


def effect(*entries: Entry, closed: int, **given: Any) -> Any:
    one, two = Side(network=ROADS), Side(network=ROADS, state=closed)
    return effects(entries, one, two, modes=CARRIES, by="days", **given)


def test_a_closure_costs_the_hours_and_dollars_of_the_way_round() -> None:
    (one, other, same, _) = effect(*ALL, closed=0b01)
    assert (one.outcome, other.outcome, same.outcome) == ("rerouted", "rerouted", "as before")
    assert isinstance(one.how, Move)
    assert one.how.after is not None
    assert one.how.after.links == ("A-C", "C-B")
    assert one.more is not None
    assert other.more is not None
    assert one.more[0][1] == other.more[0][1] == (40 - 10) / 24
    assert one.usd == (400.0, 400.0, 400.0)  # two containers, each 300 - 100
    assert other.usd == (200.0, 200.0, 200.0)
    assert (one.late, other.late) == ("late", "")  # 40 hours are more than a day


def test_a_deadline_is_kept_by_typical_times_and_in_doubt_by_high_ones() -> None:
    days = (40 / 24, 34 / 24, 34.5 / 24)  # 34 hours before to D, 64 after; 10 and 40 to B
    limits = [replace(PUMPS, deadline_days=limit) for limit in (days[0], 0.4, 2.0)]
    assert [one.late for one in effect(*limits, closed=1)] == ["in time", "late before too", "in time"]
    slow = replace(ROADS, links={**ROADS.links, "C-B": link("C-B", hours=20, usd=150)})
    wide = replace(slow.links["C-B"], hours=quantity(20, 10, 40))
    slow = replace(slow, links={**slow.links, "C-B": wide})
    (one,) = effects([limits[0]], Side(network=slow), Side(network=slow, state=1), modes=CARRIES, by="days")
    assert one.late == "may be late"


def test_bounds_move_together_where_both_routes_meet_the_same_cause() -> None:
    def bounded(key: str, low: float, value: float, high: float, country: str) -> Any:
        return replace(ROADS.links[key], hours=quantity(value, low, high), countries=(country,))

    def more(country: str) -> tuple[float, float, float]:
        links = [
            bounded("A-B", 8, 10, 20, "KAZ"),
            bounded("A-C", 10, 20, 40, country),
            bounded("C-B", 10, 20, 40, country),
        ]
        made = replace(ROADS, links={**ROADS.links, **{one.key: one for one in links}})
        (one,) = effects([PUMPS], Side(network=made), Side(network=made, state=1), modes=CARRIES, by="days")
        low, typical, high = one.more[0]
        return round(24 * low, 6), round(24 * typical, 6), round(24 * high, 6)

    assert more("KAZ") == (20 - 8, 40 - 10, 80 - 20)  # one cause: all slow, or all quick
    assert more("UZB") == (20 - 20, 40 - 10, 80 - 8)  # two causes: one may be slow, the other quick


def test_nothing_is_left_when_the_way_round_is_shut_too() -> None:
    (one, other, same, site) = effect(*ALL, closed=0b11)
    assert [x.outcome for x in (one, other, same, site)] == ["no route", "no route", "as before", "cut off"]
    assert one.more is one.usd is None
    assert one.late == ""


def test_a_site_is_touched_by_what_shuts_at_its_place() -> None:
    outcomes = [effect(STORE, closed=closed)[0].outcome for closed in (0b01, 0b10, 0b11, 0b100)]
    assert outcomes == ["fewer ways", "fewer ways", "cut off", "as before"]
    by_sea = replace(STORE, modes=("sea",))
    assert effect(by_sea, closed=0b11)[0].outcome == "as before"


def test_goods_go_by_the_modes_that_an_entry_names() -> None:
    by_rail = replace(PUMPS, modes=("rail",))
    (one,) = effect(by_rail, closed=0b01)
    assert isinstance(one.how, Move)
    assert one.how.before is None
    assert one.outcome == "as before"
    by_ship = effects([PUMPS], Side(network=ROADS), Side(network=ROADS, state=1), modes=("sea",), by="days")
    assert by_ship[0].outcome == "as before"


def test_each_gate_is_tried_alone_on_top_of_what_is_shut() -> None:
    found = by_gate(ALL, Side(network=ROADS), modes=CARRIES, by="days")
    assert {gate: [(one.entry.key, one.outcome) for one in many] for gate, many in found.items()} == {
        "gate": [("S-1", "rerouted"), ("S-2", "rerouted"), ("W-1", "fewer ways")],
        "pass": [("W-1", "fewer ways")],
        "port": [],
    }
    found = by_gate(ALL, Side(network=ROADS, state=0b01), modes=CARRIES, by="days")
    assert {gate: [(one.entry.key, one.outcome) for one in many] for gate, many in found.items()} == {
        "gate": [("S-1", "rerouted"), ("S-2", "rerouted"), ("W-1", "fewer ways")],  # what staying shut does
        "pass": [("S-1", "no route"), ("S-2", "no route"), ("W-1", "cut off")],
        "port": [],
    }


@pytest.mark.parametrize("by", ["days", "usd"])
def test_each_effect_is_the_difference_of_two_routes_solved_by_themselves(by: Any) -> None:
    made, places = tiny(), ("NOR", "MID", "WST", "EST", "FAR")
    entries = [
        Entry(key=f"{a}-{b}", name="x", kind="shipment", place=a, destination=b, feu=1)
        for a in places
        for b in places
        if a != b
    ]
    for state in range(8):
        both = effects(entries, Side(network=made), Side(network=made, state=state), modes=CARRIES, by=by)
        for one in both:
            if one.more is not None and isinstance(one.how, Move):
                before, after = one.how.before, one.how.after
                assert before is not None
                assert after is not None
                assert one.more[0][1] == pytest.approx(after.days[1] - before.days[1], abs=1e-9)
                assert one.more[1][1] == pytest.approx(after.usd[1] - before.usd[1], abs=1e-9)
                assert after.mask & state == 0
                worse = one.more[0][1] if by == "days" else one.more[1][1]
                assert worse >= -1e-9
