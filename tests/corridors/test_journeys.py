"""A route as a person reads it: its legs, what it passes, its name, and what it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from facta.corridors.graph import expand
from facta.corridors.journeys import Route, short
from facta.models.paths import shortest
from tests.corridors.making import handling, link, network, node, quantity, tiny, transfer

if TYPE_CHECKING:
    from facta.corridors import Network


def route(made: Network, start: str, end: str) -> Route:
    expanded = expand(made)
    found = shortest(expanded.graph, expanded.hours(), expanded.leave[start], expanded.reach[end])
    assert found is not None
    return Route(made, expanded, found.arcs)


def test_legs_are_stretches_by_one_mode_and_the_changes_between_them() -> None:
    far = route(tiny(), "NOR", "FAR")
    said = [(leg.mode, leg.places, leg.links, leg.km, leg.hours[1]) for leg in far.legs]
    assert said == [
        ("road", ("NOR", "GAT", "MID", "EST"), ("L3", "L4", "L9"), 2380.0, 110.0),
        ("road-sea", ("EST",), (), 0, 100.0),
        ("sea", ("EST", "FAR"), ("L11",), 800.0, 31.0),
        ("quay", ("FAR",), (), 0, 80.0),
    ]


def test_legs_sum_to_the_route() -> None:
    far = route(tiny(), "NOR", "FAR")
    for bound in range(3):
        assert sum(leg.hours[bound] for leg in far.legs) == pytest.approx(24 * far.days[bound])
        assert sum(leg.usd[bound] for leg in far.legs) == pytest.approx(far.usd[bound])
    assert sum(leg.km for leg in far.legs) == far.km == 3180


def test_a_change_of_gauge_parts_two_legs_of_one_mode() -> None:
    made = network(
        [link("A-B", "rail"), link("B-C", "rail", gauge_mm=1435)], transfers=[transfer("rail", "rail", 24)]
    )
    assert [leg.mode for leg in route(made, "A", "C").legs] == ["rail", "rail-rail", "rail"]
    assert route(made, "A", "C").modes == ("rail",)
    held = replace(made, transfers=(), nodes={**made.nodes, "B": node("B", rail=handling(40))})
    assert [leg.hours[1] for leg in route(held, "A", "C").legs] == [30, 30]


def test_low_and_high_are_those_of_every_leg_together() -> None:
    made = network(
        [
            link("A-B"),
            replace(link("B-C"), hours=quantity(24, 12, 72), usd=quantity(10, 5, 20), length=quantity(7)),
        ]
    )
    found = route(made, "A", "C")
    assert found.days == pytest.approx((22 / 24, 34 / 24, 82 / 24))
    assert found.usd == (105, 110, 120)
    assert found.km == 127


def test_a_route_is_named_by_its_modes_and_its_gates() -> None:
    far = route(tiny(), "NOR", "FAR")
    assert far.places == ("NOR", "GAT", "MID", "EST", "FAR")
    assert far.gates == ("GAT", "EST")
    assert far.name == "road and sea by Gate, Eastport"
    assert route(tiny(), "MID", "EST").name == "road"


def test_a_border_where_a_journey_begins_or_ends_is_no_gate_of_it() -> None:
    assert route(tiny(), "GAT", "MID").gates == ()
    assert route(tiny(), "NOR", "GAT").gates == ()


def test_a_port_by_the_way_is_no_gate_where_cargo_stays_on_land() -> None:
    made = network([link("A-B"), link("B-C")], nodes=[node("B", "port", sea=handling(9))])
    assert route(made, "A", "C").gates == ()


def test_a_route_knows_the_groups_that_close_it() -> None:
    assert route(tiny(), "NOR", "FAR").groups == ("gate",)
    assert route(tiny(), "MID", "FAR").groups == ()
    assert route(tiny(), "WST", "FAR").groups == ("strait",)


def test_without_quays_the_first_and_the_last_port_take_nothing() -> None:
    ship = route(tiny(), "EST", "FAR")
    assert ship.days[1] * 24 == pytest.approx(100 + 31 + 80)
    bare = ship.without_quays()
    assert bare.days[1] * 24 == pytest.approx(31)
    assert (bare.links, bare.km) == (ship.links, ship.km)
    assert route(tiny(), "NOR", "FAR").without_quays().days[1] * 24 == pytest.approx(110 + 100 + 31)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Torkham border (AFG-PAK)", "Torkham"),
        ("Nhava Sheva/Mumbai", "Nhava Sheva/Mumbai"),
        ("Dostyk (KAZ)", "Dostyk"),
        ("Sarakhs gauge break", "Sarakhs"),
    ],
)
def test_a_place_has_a_name_without_what_it_is(name: str, said: str) -> None:
    assert short(name) == said
