"""A network with parts of it closed, opened or given another value, as a scenario or a person asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from facta.corridors.altered import alter
from facta.corridors.network import Override, Scenario
from tests.corridors.making import handling, link, network, node, quantity, tiny


def refused(close: tuple[str, ...] = (), open_: tuple[str, ...] = (), scenario: str | None = None) -> str:
    with pytest.raises(ValueError, match=r".") as raised:
        alter(tiny(), close, open_, scenario)
    return str(raised.value)


def test_a_closed_group_is_left_to_the_router() -> None:
    altered = alter(tiny(), ["gate"])
    assert altered.closed == ("gate",)
    assert altered.network is tiny()
    assert altered.said == ("gate closed",)


def test_a_closed_project_is_gone_from_the_network() -> None:
    made = network([link("A-B", project="p"), link("B-C", project="p"), link("C-D")])
    altered = alter(made, ["p"])
    assert list(altered.network.links) == ["C-D"]
    assert (altered.closed, altered.opened) == ((), ())


def test_a_closed_place_is_left_by_every_link() -> None:
    altered = alter(tiny(), ["WST"])
    assert {key for key in tiny().links if key not in altered.network.links} == {"L7", "L8", "L10"}
    assert altered.network.groups["strait"].links == ()
    assert "WST" in altered.network.nodes


def test_a_closed_link_is_gone_from_the_network_and_from_its_groups() -> None:
    altered = alter(tiny(), ["L1"])
    assert "L1" not in altered.network.links
    assert altered.network.groups["gate"].links == ("L2", "L3", "L4")
    assert list(altered.network.groups) == list(tiny().groups)


def test_groups_projects_and_links_can_be_opened() -> None:
    altered = alter(tiny(), (), ["gate", "midtown-westport", "L8"])
    assert altered.unclosed == ("gate",)
    assert altered.opened == ("midtown-westport", "L8")
    assert altered.network is tiny()


def test_what_is_closed_twice_is_closed_once() -> None:
    assert alter(tiny(), ["gate", "gate"]).closed == ("gate",)


def test_what_is_closed_and_opened_is_refused() -> None:
    assert refused(("gate",), ("gate",)) == snapshot("'gate' is closed and opened: keep one")


def test_a_place_is_never_opened() -> None:
    said = snapshot("'WST' is a place, which is never shut by itself: open what closes it")
    assert refused((), ("WST",)) == said


def test_every_unknown_word_is_told_with_the_nearest_known_one() -> None:
    assert refused(("gaet", "hormuz"), ("midtown-wesport",), "railwey") == snapshot(
        "nothing in the network is called 'railwey'; did you mean 'railway'?; "
        "nothing in the network is called 'gaet'; did you mean 'gate'?; "
        "nothing in the network is called 'hormuz'; write 'EST' or the like; "
        "nothing in the network is called 'midtown-wesport'; did you mean 'midtown-westport'?"
    )


def test_a_network_without_scenarios_knows_none() -> None:
    with pytest.raises(ValueError, match=r"^nothing in the network is called 'x'$"):
        alter(network([link("A-B")]), scenario="x")


def test_a_scenario_opens_and_closes() -> None:
    altered = alter(tiny(), scenario="railway")
    assert (altered.closed, altered.opened) == (("gate",), ("midtown-westport",))
    assert altered.said == ("midtown-westport open", "gate closed")


def test_what_a_person_asks_stands_over_the_scenario() -> None:
    altered = alter(tiny(), ["midtown-westport"], ["gate"], "railway")
    assert (altered.closed, altered.unclosed, altered.opened) == ((), ("gate",), ())
    assert "L8" not in altered.network.links
    more = alter(tiny(), ["strait"], (), "railway")
    assert more.closed == ("gate", "strait")


def test_a_scenario_moves_bounds_in_proportion_and_nothing_else() -> None:
    altered = alter(tiny(), scenario="slow-gate")
    rail, road = (altered.network.nodes["GAT"].dwell[mode] for mode in ("rail", "road"))
    assert (rail.hours.low, rail.hours.value, rail.hours.high) == (48, 96, 192)
    assert rail.usd == tiny().nodes["GAT"].dwell["rail"].usd
    assert road == tiny().nodes["GAT"].dwell["road"]
    assert tiny().nodes["GAT"].dwell["rail"].hours.value == 24


def overridden(what: str, attribute: str, value: str) -> Scenario:
    override = Override(what=what, attribute=attribute, value=value, source="", because="")
    return Scenario(key="s", title="S", overrides=(override,))


@pytest.mark.parametrize(
    ("attribute", "part"), [("length_km", "length"), ("time_h", "hours"), ("cost_usd_per_feu", "usd")]
)
def test_a_scenario_sets_numbers_of_links(attribute: str, part: str) -> None:
    made = replace(
        network([replace(link("A-B"), **{part: quantity(10, 5, 30)})]),
        scenarios={"s": overridden("A-B", attribute, "20")},
    )
    found = getattr(alter(made, scenario="s").network.links["A-B"], part)
    assert (found.low, found.value, found.high) == (10, 20, 60)


def test_a_scenario_sets_a_port_for_ships_and_ferries() -> None:
    port = node("B", "port", sea=handling(100, 10), ferry=handling(50, 10), road=handling(7))
    made = replace(
        network([link("A-B")], nodes=[port]), scenarios={"s": overridden("B", "port_dwell_h", "200")}
    )
    dwell = alter(made, scenario="s").network.nodes["B"].dwell
    assert {mode: one.hours.value for mode, one in dwell.items()} == {"sea": 200, "ferry": 200, "road": 7}


def test_a_number_that_was_nothing_gets_a_value_without_a_range() -> None:
    made = replace(
        network([link("A-B")], nodes=[node("B", "border", road=handling(7))]),
        scenarios={"s": overridden("B", "road_fee_usd", "40")},
    )
    fee = alter(made, scenario="s").network.nodes["B"].dwell["road"].usd
    assert (fee.low, fee.value, fee.high) == (40, 40, 40)
