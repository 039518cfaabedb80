"""One journey as a person asks for it: what carries it, what else could, and until when."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.analyses.corridor import sheet
from facta.analyses.corridor.routing import Asked, Routed, routed
from facta.analyses.corridor.solved import Odds, odds
from facta.corridors.altered import alter
from facta.corridors.network import Override, Scenario
from tests.analyses.carrying import EAST, LOGGED, NORTH, PUT, WAYS, WEST, corridor, item, seen, table, told
from tests.analyses.making import view
from tests.corridors.making import group, handling, link, network, node, quantity, tiny, transfer

if TYPE_CHECKING:
    from facta.corridors import Network
    from facta.records import Event
    from facta.results import Result

KNOWN = told(gates=PUT)


def asked(state: int = 0, draws: int = 100, **given: Any) -> Routed:
    """Return the journey from A to D with some gates shut."""
    return routed(Asked(start="A", end="D", **given), alter(WAYS), state, KNOWN.odds, draws)


def even(made: Network) -> Odds:
    """Return the chances of a network of which nothing is known."""
    states = np.ones(2 ** len(made.groups))
    return replace(odds((), ()), typical=states / states.sum())


def on(made: Network, start: str, end: str, **given: Any) -> Routed:
    return routed(Asked(start=start, end=end, **given), alter(made), 0, even(made), 100)


def test_the_fallback_meets_none_of_the_gates_of_the_primary() -> None:
    found = asked()
    assert found.primary is not None
    assert found.fallback is not None
    assert (found.primary.days[1], found.fallback.days[1]) == (2, 4)
    assert found.primary.mask & found.fallback.mask == 0
    shut = asked(WEST)
    assert shut.primary is not None
    assert shut.fallback is not None
    assert (shut.primary.days[1], shut.fallback.days[1]) == (4, 6)
    assert asked(WEST | EAST).fallback is None


def test_a_route_that_meets_no_gate_needs_no_fallback() -> None:
    found = on(network([link("A-B"), link("A-B", key="more", hours=20)]), "A", "B")
    assert found.fallback is None
    assert found.parting is None


def test_choices_differ_in_what_closes_them_or_in_how_they_go() -> None:
    choices = asked().choices
    assert [one.route.groups for one in choices] == [("west",), ("east",), ("north",)]
    assert [one.route.days[1] for one in choices] == [2, 4, 6]
    assert len({(one.route.mask, one.route.modes) for one in choices}) == len(choices)


def test_a_choice_beaten_in_days_dollars_and_tail_is_marked() -> None:
    assert [one.dominated for one in asked().choices] == [False, False, True]


def test_the_tail_of_a_choice_is_that_of_what_takes_over() -> None:
    by_west, by_east, _ = asked().choices
    assert by_west.spread.expected == pytest.approx((2 * 0.5 + 4 * 0.4 + 6 * 0.09) / 0.99)
    assert by_east.spread.expected == pytest.approx((4 * 0.8 + 2 * 0.1 + 6 * 0.09) / 0.99)
    assert by_west.spread.no_route == by_east.spread.no_route == pytest.approx(0.01)


def test_what_is_shut_stays_shut() -> None:
    found = asked(WEST)
    assert found.chances.sum() == pytest.approx(1)
    assert found.chances[~WEST & np.arange(8) == np.arange(8)].sum() == 0
    assert found.choices[0].spread.no_route == pytest.approx(0.2 * 0.1)


def test_a_gate_that_is_opened_may_shut_again_and_one_shut_for_certain_leaves_a_chance() -> None:
    never = replace(KNOWN.odds, typical=np.array([1.0, *[0.0] * 7]))
    found = routed(Asked(start="A", end="D"), alter(WAYS), WEST, never, 100)
    assert found.chances.tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


def test_the_share_of_lateness_counts_no_route() -> None:
    tail = asked(deadline_days=5).choices[0].spread
    assert tail.late == pytest.approx(0.5 * 0.2)
    assert asked(deadline_days=1).choices[0].spread.late == pytest.approx(1)
    assert asked().choices[0].spread.late is None


def loose() -> Network:
    """Two ways of nearly the same days by two gates, and one that none of the draws finds best."""
    spread = {"hours": quantity(24, 12, 48)}
    return network(
        [
            replace(link("A-B", countries=("KAZ",)), **spread),
            replace(link("A-C", countries=("UZB",)), hours=quantity(13, 7, 26)),
            replace(link("C-B", countries=("UZB",)), hours=quantity(13, 7, 26)),
            replace(link("A-D", countries=("IRN",)), hours=quantity(500)),
            replace(link("D-B", countries=("IRN",)), hours=quantity(500)),
        ],
        groups=[group("west", "A-B"), group("east", "A-C"), group("north", "A-D")],
    )


def test_shares_of_draws_won_sum_to_one() -> None:
    found = on(loose(), "A", "B")
    assert sum(one.wins for one in found.choices) + found.other_wins == pytest.approx(1)
    assert found.other_wins == pytest.approx(0)
    first, second, last = found.choices
    assert 0.3 < first.wins < 0.9
    assert second.wins == pytest.approx(1 - first.wins)
    assert last.wins == 0


def test_the_same_question_draws_the_same_routes() -> None:
    found = on(loose(), "A", "B")
    assert len(found.drawn) == 100
    assert on(loose(), "A", "B").drawn == found.drawn
    graph = found.expanded.graph
    for arcs in set(found.drawn):
        assert (graph.tail[arcs[0]], graph.head[arcs[-1]]) == found.ends
        assert (graph.head[list(arcs[:-1])] == graph.tail[list(arcs[1:])]).all()


def test_the_cheapest_may_be_another_way() -> None:
    cheap = asked(by="usd")
    assert cheap.primary is not None
    assert cheap.fallback is not None
    assert (cheap.primary.groups, cheap.primary.usd[1]) == (("east",), 100)
    assert cheap.fallback.groups == ("west",)
    assert [one.route.usd[1] for one in cheap.choices] == [100, 200, 300]
    assert cheap.switches == ()


def test_the_trade_of_days_for_dollars_has_what_nothing_beats_in_both() -> None:
    assert [(one.days[1], one.usd[1]) for one in asked().front] == [(2, 200), (4, 100)]


def test_no_route_leaves_nothing_to_choose() -> None:
    found = asked(WEST | EAST | NORTH)
    assert (found.primary, found.fallback, found.choices, found.switches) == (None, None, (), ())
    assert found.parting is None


def test_primary_and_fallback_part_at_the_last_place_they_share() -> None:
    made = network(
        [link("A-B", hours=24), link("B-C", hours=24), link("B-D", hours=48), link("D-C", hours=48)],
        groups=[group("west", "B-C")],
    )
    assert on(made, "A", "C").parting == ("B", 1.0)
    assert asked().parting == ("A", 0.0)


def stops(made: Network, start: str, end: str) -> dict[str, tuple[float, float]]:
    return {one.cause: (one.now_h, one.until_h) for one in on(made, start, end).switches}


def test_a_stop_may_take_as_long_as_the_next_best_way_without_it() -> None:
    made = network(
        [link("A-B", hours=10), link("B-D", hours=10), link("A-D", hours=50)],
        nodes=[node("B", "border", road=handling(8))],
    )
    assert stops(made, "A", "D") == {"road at B": (8, 30)}
    assert stops(made, "A", "B") == {"road at B": (4, math.inf)}


def test_a_stop_without_another_way_may_take_any_time() -> None:
    assert stops(tiny(), "MID", "FAR")["port FAR"] == (80, math.inf)


def test_a_way_that_stops_there_for_half_as_long_may_take_over_first() -> None:
    """From the border itself on, lorries pay half of it; trains that end there pay nothing."""
    made = network(
        [
            link("A-B", hours=10), link("B-D", hours=10), link("A-D", hours=100),
            link("A-B", "rail", key="rail", hours=14),
        ],
        nodes=[node("B", "border", road=handling(20))],
        transfers=[transfer("rail", "road", 8)],
    )  # fmt: skip
    # by road 20 + d, by rail and road 14 + 8 + 10 + d / 2, round about 100
    assert stops(made, "A", "D") == {"road at B": (20, 24)}


def with_value(made: Network, cause: str, value: float) -> Network:
    """Return a network in which a stop takes this long in all, as a scenario would set it."""
    if cause.startswith("port "):
        what, attribute = cause.removeprefix("port "), "port_dwell_h"
    elif " at " in cause:
        mode, _, what = cause.partition(" at ")
        attribute = f"{mode}_dwell_h"
    else:
        start, _, end = cause.partition("-")
        lifts = tuple(
            replace(one, handling=handling(value)) if (one.start, one.end) == (start, end) else one
            for one in made.transfers
        )
        return replace(made, transfers=lifts)
    override = Override(what=what, attribute=attribute, value=str(value), source="", because="")
    scenario = Scenario(key="s", title="s", overrides=(override,))
    return alter(replace(made, scenarios={"s": scenario}), scenario="s").network


def now_of(made: Network, cause: str) -> float:
    """Return what a stop takes where it is stopped at in full."""
    if cause.startswith("port "):
        return made.nodes[cause.removeprefix("port ")].dwell["sea"].hours.value
    mode, at, place = cause.partition(" at ")
    if at:
        return made.nodes[place].dwell[mode].hours.value  # type: ignore[index]
    return next(one.handling.hours.value for one in made.transfers if f"{one.start}-{one.end}" == cause)


@st.composite
def crossings(draw: st.DrawFn) -> Network:
    """Return a network of two borders and a port, by road and rail, of whole hours."""
    some = st.integers(1, 60).map(float)
    pairs = ["A-B", "B-C", "A-C", "C-D", "B-D", "A-D"]
    links = [
        link(ends, "road", key=f"{ends} road", hours=draw(some)) for ends in pairs if draw(st.booleans())
    ]
    links += [
        link(ends, "rail", key=f"{ends} rail", hours=draw(some)) for ends in pairs if draw(st.booleans())
    ]
    ends = "A-D"
    links += [link(ends, "sea", key="sea", hours=draw(some)), link(ends, "road", key="last", hours=200.0)]
    nodes = [
        node("B", "border", road=handling(draw(some)), rail=handling(draw(some))),
        node("C", "border", road=handling(draw(some))),
        node("A", "port", sea=handling(draw(some))),
        node("D", "port", sea=handling(draw(some))),
    ]
    return network(links, nodes=nodes, transfers=[transfer("rail", "road", draw(some))])


@settings(max_examples=40, deadline=None)
@given(crossings())
def test_switching_values_are_exact(made: Network) -> None:
    found = on(made, "A", "D")
    assert found.primary is not None
    for one in found.switches:
        assert one.until_h >= one.now_h - 1e-6
        if one.now_h == 0:
            continue
        at_most = now_of(made, one.cause) * min(one.until_h, 1e5) / one.now_h
        below = on(with_value(made, one.cause, at_most - 1e-3), "A", "D").primary
        assert below is not None
        hours = sum(part.hours[1] for step in below.steps for part in step.parts)
        still = on(with_value(made, one.cause, at_most - 1e-3), "A", "D")
        same = still.expanded.hours()[list(found.primary.arcs)].sum()
        assert hours == pytest.approx(same)
        if math.isfinite(one.until_h):
            above = on(with_value(made, one.cause, at_most + 1e-3), "A", "D")
            assert above.primary is not None
            assert above.primary.arcs != found.primary.arcs


def sheet_of(*records: Event, **given: Any) -> Result:
    """Return the route sheet from A to D."""
    made = corridor(gates=LOGGED)
    seen_now = view(*records, on="2024-12-31", networks={"ways": WAYS})
    return made.named("ways", made.routed(seen_now, Asked(**{"start": "A", "end": "D", **given})))


def test_gates_last_seen_shut_are_shut_unless_asked_to_be_open() -> None:
    shut = seen("1", "2024-06-01", "west", "closed")
    assert "4.0 days" in sheet_of(shut).headline
    assert "2.0 days" in sheet_of(shut, open=("west",)).headline
    assert "6.0 days" in sheet_of(shut, close=("east",)).headline
    assert "2.5 days" in sheet_of(shut, open=("loop",)).headline
    assert "2.0 days" in sheet_of().headline


def test_dollars_are_those_of_the_whole_cargo() -> None:
    one, ten = sheet_of(), sheet_of(cargo_feu=10)
    by_name = {figure.name: figure for figure in ten.figures}
    assert (by_name["usd"].value, by_name["days"].value) == (2000, 2)
    assert "2,000 USD" in ten.headline
    assert table(one, "Leg by leg")[0][4] == "200"


def test_the_sheet_of_no_route_names_none() -> None:
    found = sheet_of(close=("west", "east", "north"))
    assert "no route" in found.headline
    assert item(found, "primary").says == "no route"
    assert found.figures == ()
    assert not [row for one in found.tables for row in one.rows if "road" in " ".join(row)]
    assert found.drawings == ()


def test_the_sheet_says_when_it_would_be_late() -> None:
    late = {figure.name: figure for figure in sheet_of(deadline_days=3).figures}["late"]
    assert late.value is not None
    assert 0 <= late.value <= 100
    assert "late" not in {figure.name for figure in sheet_of().figures}


def test_the_sheet_says_what_ends_the_journey_and_where_to_decide() -> None:
    found = sheet_of(close=("east",))
    says = item(found, "killers").says
    assert "west" in says
    assert "north" in says
    assert "west" in item(sheet_of(close=("east", "north")), "killers").says
    assert "A" in item(found, "decide").says


def test_confidence_is_the_share_of_hours_that_stand_in_a_source() -> None:
    links = [
        replace(
            link("A-B", hours=10),
            hours=replace(quantity(10), verified=True),
            length=replace(quantity(5), verified=True),
        ),
        link("B-C", hours=10),
    ]
    route = on(network(links), "A", "C").primary
    assert route is not None
    assert sheet.verified(route) == pytest.approx((5 / 125, 0.5, 0))
    assert sheet.confidence(route) == "low"
    first = on(network(links), "A", "B").primary
    assert first is not None
    assert sheet.confidence(first) == "high"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"start": "Q"}, "no place 'Q' in the network"),
        ({"end": "A"}, "to itself"),
        ({"cargo_feu": -2.0}, "-2 FEU is no cargo"),
        ({"cargo_feu": math.nan}, "nan FEU is no cargo"),
        ({"cargo_feu": math.inf}, "inf FEU is no cargo"),
        ({"deadline_days": -1.0}, "a deadline of -1 days"),
        ({"close": ("wset",)}, "did you mean 'west'?"),
        ({"scenario": "x"}, "'x'"),
        ({"close": ("west",), "open": ("west",)}, "closed and opened"),
    ],
)
def test_what_cannot_be_asked_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        sheet_of(**given)
    assert said in str(raised.value)
