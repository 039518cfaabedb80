from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.models.network import Network, Node, posteriors
from facta.models.weighing import Hypothesis, Item, Weighed, weigh

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

Trial = tuple[list[Hypothesis], list[Item]]

STATES = ("down", "same", "up")
PART = st.integers(1, 20)
SHARE = st.floats(0, 1)
BUSY = settings(deadline=None, max_examples=60)


def point(name: str, rows: list[list[float]], seen: int | None = 0, reliability: float = 1.0) -> Item:
    likely = np.array(rows)
    states = STATES[: likely.shape[1]]
    return Item(name, states, likely, likely, None if seen is None else states[seen], reliability)


def priors(*shares: float) -> list[Hypothesis]:
    return [Hypothesis(f"h{at}", share, share) for at, share in enumerate(shares)]


def ranged(name: str, low: list[list[float]], high: list[list[float]], seen: str | None = "down") -> Item:
    return Item(name, STATES[: len(low[0])], np.array(low), np.array(high), seen)


@st.composite
def items(draw: st.DrawFn, name: str, hypotheses: int, widest: float) -> Item:
    states = draw(st.integers(2, 3))
    parts = np.array([[draw(PART) for _ in range(states)] for _ in range(hypotheses)], dtype=float)
    centre = parts / parts.sum(axis=1, keepdims=True)
    width = draw(st.floats(0, widest)) * centre
    return Item(
        name,
        STATES[:states],
        centre - width,
        np.minimum(centre + width, 1),
        draw(st.sampled_from([None, *STATES[:states]])),
        draw(st.sampled_from([0.0, 0.3, 0.8, 1.0])),
        draw(st.sampled_from([None, "wire"])),
    )


@st.composite
def trials(draw: st.DrawFn, widest: float = 0.9) -> Trial:
    count = draw(st.integers(2, 3))
    parts = [draw(PART) for _ in range(count)]
    width = draw(st.floats(0, widest))
    hypotheses = [
        Hypothesis(f"h{at}", part / sum(parts) * (1 - width), part / sum(parts))
        for at, part in enumerate(parts)
    ]
    names = [f"item{at}" for at in range(draw(st.integers(0, 3)))]
    return hypotheses, [draw(items(name, count, widest)) for name in names]


def enumerated(hypotheses: list[Hypothesis], evidence: list[Item]) -> NDArray[np.float64]:
    """Return the posterior of a naive-Bayes network with report nodes, summed over its whole joint."""
    joint = np.zeros(len(hypotheses))
    seen = [item for item in evidence if item.seen is not None]
    for at, one in enumerate(hypotheses):
        for facts in product(*(range(len(item.states)) for item in seen)):
            chance = one.high
            for item, fact in zip(seen, facts, strict=True):
                follows = item.reliability * (item.states[fact] == item.seen)
                blind = (1 - item.reliability) / len(item.states)
                chance *= float(item.low[at, fact]) * (follows + blind)
            joint[at] += chance
    found: NDArray[np.float64] = joint / joint.sum()
    return found


def same(one: Weighed, other: Weighed) -> None:
    for field in ("posterior", "low90", "high90", "least", "most", "equal_prior", "break_even"):
        assert getattr(one, field) == pytest.approx(getattr(other, field), abs=1e-10), field


@BUSY
@given(trials(widest=0))
def test_exact_likelihoods_give_what_the_joint_of_a_network_with_report_nodes_gives(trial: Trial) -> None:
    hypotheses, evidence = trial
    alone = [replace(item, group=None) for item in evidence]
    found = weigh(hypotheses, alone)
    assert found.posterior == pytest.approx(enumerated(hypotheses, alone), abs=1e-12)
    assert found.low90 == pytest.approx(found.posterior, abs=1e-9)
    assert found.most == pytest.approx(found.posterior, abs=1e-9)
    for index in range(len(alone)):
        rest = alone[:index] + alone[index + 1 :]
        assert found.without_item[index] == pytest.approx(enumerated(hypotheses, rest), abs=1e-12)


@BUSY
@given(trials(widest=0))
def test_the_junction_tree_of_the_same_network_gives_the_same(trial: Trial) -> None:
    hypotheses, evidence = trial
    alone = [replace(item, group=None) for item in evidence]
    names = tuple(one.name for one in hypotheses)
    nodes = [Node("truth", names, (), np.array([one.high for one in hypotheses]))]
    for item in alone:
        blind = (1 - item.reliability) / len(item.states)
        follows = item.reliability * np.eye(len(item.states)) + blind
        nodes.append(Node(f"fact of {item.name}", item.states, ("truth",), item.low))
        nodes.append(Node(item.name, item.states, (f"fact of {item.name}",), follows))
    seen = {item.name: item.seen for item in alone if item.seen is not None}
    expected = posteriors(Network(tuple(nodes)), seen).marginals["truth"]
    assert weigh(hypotheses, alone).posterior == pytest.approx(expected, abs=1e-12)


@BUSY
@given(trials(widest=0))
def test_rho_of_zero_is_independence(trial: Trial) -> None:
    hypotheses, evidence = trial
    rho = {"wire": 0.0} if any(item.group for item in evidence) else {}
    found = weigh(hypotheses, evidence, dependence=rho)
    assert found.posterior == pytest.approx(enumerated(hypotheses, evidence), abs=1e-12)


def test_a_ratio_of_three_on_odds_of_one_to_four_gives_three_sevenths() -> None:
    found = weigh(priors(0.2, 0.8), [point("trade", [[0.6, 0.4], [0.2, 0.8]])])
    assert found.posterior == pytest.approx([3 / 7, 4 / 7], abs=1e-15)
    assert found.pair.leading == "h1"
    assert found.pair.total.central == pytest.approx(10 * math.log10(4 / 3), abs=1e-12)


@BUSY
@given(trials(), st.randoms(use_true_random=False))
def test_the_order_of_items_decides_nothing(trial: Trial, random: Random) -> None:
    hypotheses, evidence = trial
    shuffled = random.sample(evidence, len(evidence))
    one, other = weigh(hypotheses, evidence), weigh(hypotheses, shuffled)
    same(one, other)
    assert [c.item for c in one.changes] == [c.item for c in other.changes]


@BUSY
@given(trials(), st.data())
def test_hypotheses_in_another_order_have_the_answer_in_that_order(trial: Trial, data: st.DataObject) -> None:
    hypotheses, evidence = trial
    order = data.draw(st.permutations(range(len(hypotheses))))
    turned = [replace(item, low=item.low[order], high=item.high[order]) for item in evidence]
    one, other = weigh(hypotheses, evidence), weigh([hypotheses[at] for at in order], turned)
    for field in ("posterior", "low90", "high90", "least", "most", "equal_prior"):
        assert getattr(one, field)[order] == pytest.approx(getattr(other, field), abs=1e-10)
    assert one.decibans.central[:, order] == pytest.approx(other.decibans.central, abs=1e-9)
    assert (one.pair.leading, one.pair.runner_up) == (other.pair.leading, other.pair.runner_up)


@BUSY
@given(trials(), st.integers(0, 9))
def test_draws_and_midpoints_never_leave_the_envelope(trial: Trial, seed: int) -> None:
    found = weigh(*trial, seed=seed)
    for value in (found.low90, found.posterior, found.high90):
        assert (found.least - 1e-9 <= value).all()
        assert (value <= found.most + 1e-9).all()
    assert (found.low90 <= found.high90).all()
    assert found.posterior.sum() == pytest.approx(1)


@BUSY
@given(trials(widest=0.5))
def test_the_envelope_is_the_extreme_over_all_corners_of_the_box(trial: Trial) -> None:
    hypotheses, evidence = trial
    alone = [replace(item, group=None) for item in evidence if item.seen is not None][:2]
    found = weigh(hypotheses, alone)
    corners = []
    for picks in product((0, 1), repeat=len(hypotheses) * (1 + len(alone))):
        scores = np.array([(h.low, h.high)[pick] for h, pick in zip(hypotheses, picks, strict=False)])
        for index, item in enumerate(alone):
            column = item.states.index(item.seen or "")
            low = np.maximum(item.low, 1 - (item.high.sum(axis=1, keepdims=True) - item.high))[:, column]
            high = np.minimum(item.high, 1 - (item.low.sum(axis=1, keepdims=True) - item.low))[:, column]
            end = np.array(picks[len(hypotheses) * (index + 1) :][: len(hypotheses)])
            chance = np.where(end, high, low)
            scores *= item.reliability * chance + (1 - item.reliability) / len(item.states)
        corners.append(scores / scores.sum())
    assert found.least == pytest.approx(np.min(corners, axis=0), abs=1e-9)
    assert found.most == pytest.approx(np.max(corners, axis=0), abs=1e-9)


@BUSY
@given(trials())
def test_decibans_of_items_add_up_to_the_odds(trial: Trial) -> None:
    found = weigh(*trial)
    lead, second = (found.hypotheses.index(name) for name in (found.pair.leading, found.pair.runner_up))
    odds = 10 * math.log10(found.posterior[lead] / found.posterior[second])
    assert found.pair.total.central == pytest.approx(odds, abs=1e-9)
    difference = found.decibans.central[:, lead] - found.decibans.central[:, second]
    assert difference == pytest.approx(found.pair.items.central, abs=1e-9)
    assert found.decibans.central.sum(axis=1) == pytest.approx(np.zeros(len(found.items)), abs=1e-9)
    for bars in (found.decibans, found.pair.items, found.pair.total):
        assert (bars.low <= bars.central + 1e-9).all()
        assert (bars.central <= bars.high + 1e-9).all()


@BUSY
@given(trials())
def test_an_item_as_likely_under_each_hypothesis_changes_nothing(trial: Trial) -> None:
    hypotheses, evidence = trial
    even = point("even", [[0.3, 0.7]] * len(hypotheses))
    found = weigh(hypotheses, [*evidence, even])
    same(found, weigh(hypotheses, evidence))
    assert "even" in found.idle()


@BUSY
@given(trials(), st.sampled_from([None, "wire"]))
def test_a_report_of_no_reliability_changes_nothing_not_even_in_a_group(
    trial: Trial, group: str | None
) -> None:
    hypotheses, evidence = trial
    rows = [[0.9, 0.1], *[[0.1, 0.9]] * (len(hypotheses) - 1)]
    noise = replace(point("noise", rows, reliability=0.0), group=group)
    same(weigh(hypotheses, [*evidence, noise]), weigh(hypotheses, evidence))


@BUSY
@given(trials())
def test_a_missing_item_changes_nothing(trial: Trial) -> None:
    hypotheses, evidence = trial
    rows = [[0.9, 0.1], *[[0.1, 0.9]] * (len(hypotheses) - 1)]
    missing = replace(point("missing", rows, seen=None), group="wire")
    found = weigh(hypotheses, [*evidence, missing])
    same(found, weigh(hypotheses, evidence))
    assert found.without_item[-1] == pytest.approx(found.posterior)
    assert not found.decibans.central[-1].any()


@BUSY
@given(trials(), st.integers(2, 10))
def test_copies_declared_in_one_group_change_nothing(trial: Trial, copies: int) -> None:
    hypotheses, evidence = trial
    low = [[0.5, 0.1], *[[0.1, 0.5]] * (len(hypotheses) - 1)]
    high = [[0.8, 0.4], *[[0.4, 0.8]] * (len(hypotheses) - 1)]
    report = replace(ranged("report", low, high), group="copied")
    many = [replace(report, name=f"copy{at}") for at in range(copies)]
    once, often = weigh(hypotheses, [*evidence, report]), weigh(hypotheses, [*evidence, *many])
    same(once, often)
    assert often.weights[-1] == pytest.approx(1 / copies)
    assert often.without_group[-1] == pytest.approx(weigh(hypotheses, evidence).posterior)


@given(st.integers(1, 9), SHARE)
def test_a_group_counts_as_many_items_as_its_design_effect_leaves(n: int, rho: float) -> None:
    report = replace(point("report", [[0.8, 0.2], [0.2, 0.8]]), group="wire")
    copies = [replace(report, name=f"copy{at}") for at in range(n)]
    found = weigh(priors(0.5, 0.5), copies, dependence={"wire": rho})
    worth = n / (1 + (n - 1) * rho)
    assert found.weights.sum() == pytest.approx(worth)
    assert found.pair.total.central == pytest.approx(worth * 10 * math.log10(4))


def test_ten_copies_of_a_report_are_each_as_diagnostic_as_one() -> None:
    report = replace(point("a", [[0.8, 0.2], [0.2, 0.8]]), group="wire")
    found = weigh(priors(0.5, 0.5), [replace(report, name=f"copy{at}") for at in range(10)])
    assert found.idle() == ()
    assert found.diagnosticity == pytest.approx(np.full(10, 10 * math.log10(4)))
    assert found.decibans.central.sum(axis=0) == pytest.approx(np.array([1, -1]) * 5 * math.log10(4))


def test_what_is_expected_of_a_missing_item_weighs_its_states_by_their_chances() -> None:
    asked = point("asked", [[0.5, 0.5], [0.1, 0.9]], seen=None)
    found = weigh(priors(0.25, 0.75), [asked])
    down = 0.25 * 0.5 + 0.75 * 0.1
    expected = 10 * (down * math.log10(5) + (1 - down) * math.log10(0.9 / 0.5))
    assert found.diagnosticity == pytest.approx([expected])
    assert found.idle(below=expected + 0.1) == ("asked",)


@BUSY
@given(trials(widest=0.5))
def test_equal_priors_are_given_and_at_the_break_even_prior_the_two_leading_tie(trial: Trial) -> None:
    hypotheses, evidence = trial
    found = weigh(hypotheses, evidence)
    equal = weigh(priors(*[1 / len(hypotheses)] * len(hypotheses)), evidence)
    assert found.equal_prior == pytest.approx(equal.posterior, abs=1e-12)
    lead = found.hypotheses.index(found.pair.leading)
    scale = (1 - found.break_even) / (1 - found.prior[lead])
    shares = [found.break_even if at == lead else prior * scale for at, prior in enumerate(found.prior)]
    again = weigh(priors(*shares), evidence)
    second = found.hypotheses.index(found.pair.runner_up)
    assert again.posterior[lead] == pytest.approx(again.posterior[second], rel=1e-9)


@BUSY
@given(trials())
def test_the_answer_had_another_state_been_seen_is_that_of_an_item_that_saw_it(trial: Trial) -> None:
    hypotheses, evidence = trial
    found = weigh(hypotheses, evidence)
    lead = found.hypotheses.index(found.pair.leading)
    moves = []
    for change in found.changes:
        for state in STATES:
            other = [replace(i, seen=state) if i.name == change.item else i for i in evidence]
            old = next(item for item in evidence if item.name == change.item)
            if state in old.states and state != old.seen:
                posterior = weigh(hypotheses, other).posterior
                assert abs(posterior[lead] - found.posterior[lead]) <= abs(change.moved) + 1e-9
                if state == change.state:
                    assert change.posterior == pytest.approx(posterior, abs=1e-12)
        moves.append(abs(change.moved))
    assert len(moves) == len(evidence)
    assert all(one >= two - 1e-9 for one, two in pairwise(moves))


@BUSY
@given(trials(widest=0), SHARE, SHARE)
def test_a_less_reliable_report_moves_less(trial: Trial, one: float, two: float) -> None:
    hypotheses, evidence = trial
    less, more = sorted((one, two))
    for item in evidence:
        weak, strong = (weigh(hypotheses, [replace(item, reliability=r)]) for r in (less, more))
        if item.seen is not None:
            assert weak.diagnosticity[0] <= strong.diagnosticity[0] + 1e-9


def test_a_range_is_narrowed_to_what_the_other_states_leave() -> None:
    loose = ranged("loose", [[0.0, 0.5], [0.3, 0.0]], [[1.0, 0.7], [0.4, 1.0]])
    tight = ranged("loose", [[0.3, 0.5], [0.3, 0.6]], [[0.5, 0.7], [0.4, 0.7]])
    same(weigh(priors(0.5, 0.5), [loose]), weigh(priors(0.5, 0.5), [tight]))


def test_a_likelihood_that_may_be_nothing_leaves_an_open_end_and_a_finite_answer() -> None:
    found = weigh(priors(0.5, 0.5), [ranged("claim", [[0.0, 0.0], [0.4, 0.4]], [[1.0, 1.0], [0.6, 0.6]])])
    assert found.least[0] == 0
    assert found.most[1] == 1
    assert found.decibans.low[0, 0] == -math.inf
    assert np.isfinite([found.posterior, found.low90, found.high90]).all()
    assert found.low90[0] == pytest.approx(0.05 / 0.55, abs=0.02)


def test_the_same_seed_draws_the_same_and_another_one_nearly() -> None:
    evidence = [ranged("claim", [[0.3, 0.3], [0.1, 0.6]], [[0.7, 0.7], [0.4, 0.9]])]
    one, again, other = (weigh(priors(0.5, 0.5), evidence, seed=seed) for seed in (1, 1, 2))
    assert (one.low90 == again.low90).all()
    assert 0 < abs(one.low90[0] - other.low90[0]) < 0.03


def test_no_evidence_leaves_the_prior() -> None:
    found = weigh(priors(0.2, 0.3, 0.5), [])
    assert found.posterior == pytest.approx([0.2, 0.3, 0.5])
    assert found.changes == ()
    assert found.decibans.central.shape == (0, 3)


EVEN = [[0.5, 0.5], [0.5, 0.5]]
MISTAKES = {
    "'trade' under 'h0' cannot sum to 1: its lows sum to 1.2, its highs to 1.4": ranged(
        "trade", [[0.6, 0.6], [0.2, 0.2]], [[0.7, 0.7], [0.7, 0.7]]
    ),
    "'trade' under 'h1' cannot sum to 1: its lows sum to 0.2, its highs to 0.5": ranged(
        "trade", [[0.1, 0.1], [0.1, 0.1]], [[0.9, 0.9], [0.2, 0.3]]
    ),
    "'trade' under 'h0' leaves 'same' no chance at all, write a high above 0 or a reliability below 1": point(
        "trade", [[1.0, 0.0], [0.5, 0.5]]
    ),
    "a likelihood of 'trade' under 'h0' is no range within 0 to 1": ranged(
        "trade", [[0.6, 0.4], [0.5, 0.5]], [[0.5, 0.6], [0.5, 0.5]]
    ),
    "the likelihoods of 'trade' have not the shape (2, 2): hypotheses, states": point("trade", EVEN[:1]),
    "the states of 'trade' are down, write two or more, each once": point("trade", [[1.0], [1.0]]),
    "the reliability of 'trade' is 1.5, write 0 to 1": point("trade", EVEN, reliability=1.5),
    "'trade' was seen as 'gone', its states are down, same": replace(point("trade", EVEN), seen="gone"),
    "'h0' is the name of 2, each hypothesis and item has its own": point("h0", EVEN),
}


@pytest.mark.parametrize("message", MISTAKES)
def test_an_item_that_cannot_be_weighed_is_refused_in_words(message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        weigh(priors(0.4, 0.6), [MISTAKES[message]])


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="two or more") as caught:
        weigh([Hypothesis("peace", 0.6, 0.4)], [], dependence={"wire": 2.0}, draws=10)
    assert str(caught.value) == (
        "two or more hypotheses are weighed, there are 1; "
        "the prior of 'peace' is 0.6 to 0.4, write a range above 0, up to 1; "
        "no item is of the group 'wire'; "
        "the dependence of 'wire' is 2, write 0 to 1; "
        "10 draws are too few, write 4000 or more"
    )
