import csv
import json
import math
from collections import defaultdict
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.models.bif import read_bif
from facta.models.gates import Cause, gate, noisy_or
from facta.models.network import Evidence, Network, Node, ancestors, descendants, intervene, posteriors

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "bn"
YES = ("no", "yes")


def chain(*chances: float) -> Network:
    """A chain of causes n0 -> n1 -> ...: each follows with 0.9 where the one before is active."""
    nodes = [Node("n0", YES, (), np.array([1 - chances[0], chances[0]]))]
    for i, chance in enumerate(chances[1:], start=1):
        nodes.append(Node(f"n{i}", YES, (f"n{i - 1}",), noisy_or(chance, [0.9])))
    return Network(tuple(nodes))


@st.composite
def networks(draw: st.DrawFn, *, draws: int | None = None) -> Network:
    count = draw(st.integers(1, 6))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    sizes = [draw(st.integers(1, 3)) for _ in range(count)]
    nodes = []
    for i in range(count):
        parents = draw(st.lists(st.integers(0, i - 1), max_size=3, unique=True)) if i else []
        shape = (*(sizes[p] for p in parents), sizes[i])
        lead = () if draws is None or draw(st.booleans()) else (draws,)
        table = random.gamma(0.5, size=(*lead, *shape)) + 1e-9
        table /= table.sum(axis=-1, keepdims=True)
        nodes.append(
            Node(f"n{i}", tuple(f"s{k}" for k in range(sizes[i])), tuple(f"n{p}" for p in parents), table)
        )
    order = draw(st.permutations(range(count)))
    return Network(tuple(nodes[i] for i in order))


@st.composite
def evidence_of(draw: st.DrawFn, network: Network) -> dict[str, str | list[float]]:
    found: dict[str, str | list[float]] = {}
    for node in network.nodes:
        kind = draw(st.sampled_from(["none", "none", "state", "report"]))
        if kind == "state":
            found[node.name] = draw(st.sampled_from(node.states))
        elif kind == "report":
            found[node.name] = [draw(st.floats(0.05, 1)) for _ in node.states]
    return found


def enumerated(network: Network, evidence: Evidence) -> tuple[dict[str, np.ndarray], float]:
    """Sum over every combination of states: slow, and plainly right."""
    marginals = {node.name: np.zeros(len(node.states)) for node in network.nodes}
    total = 0.0
    for choice in product(*(range(len(node.states)) for node in network.nodes)):
        state = dict(zip(marginals, choice, strict=True))
        weight = 1.0
        for node in network.nodes:
            k = state[node.name]
            weight *= node.table[(*(state[p] for p in node.parents), k)]
            seen = evidence.get(node.name)
            if isinstance(seen, str):
                weight *= node.states[k] == seen
            elif seen is not None:
                weight *= seen[k]
        total += weight
        for name, k in state.items():
            marginals[name][k] += weight
    return {name: sums / total for name, sums in marginals.items()}, total


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_tree_says_what_enumeration_says(data: st.DataObject) -> None:
    network = data.draw(networks())
    evidence = data.draw(evidence_of(network))
    found = posteriors(network, evidence)
    expected, total = enumerated(network, evidence)
    assert found.log_evidence == pytest.approx(math.log(total), abs=1e-10)
    for name, marginal in expected.items():
        assert found.marginals[name] == pytest.approx(marginal, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_draws_at_once_say_what_each_says_alone(data: st.DataObject) -> None:
    network = data.draw(networks(draws=3))
    evidence = data.draw(evidence_of(network))
    found = posteriors(network, evidence)
    for i in range(network.draws or 0):
        alone = Network(
            tuple(
                Node(n.name, n.states, n.parents, n.table if n.draws is None else n.table[i])
                for n in network.nodes
            )
        )
        one = posteriors(alone, evidence)
        assert found.log_evidence[i] == pytest.approx(one.log_evidence, abs=1e-12)
        for name, marginal in one.marginals.items():
            assert found.marginals[name][i] == pytest.approx(marginal, abs=1e-13)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_report_that_favours_no_state_changes_nothing(data: st.DataObject) -> None:
    network = data.draw(networks())
    evidence = data.draw(evidence_of(network))
    silent = {node.name: [0.5] * len(node.states) for node in network.nodes if node.name not in evidence}
    found, more = posteriors(network, evidence), posteriors(network, evidence | silent)
    for name, marginal in found.marginals.items():
        assert more.marginals[name] == pytest.approx(marginal, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_setting_a_node_moves_its_descendants_only(data: st.DataObject) -> None:
    network = data.draw(networks())
    node = data.draw(st.sampled_from(network.nodes))
    before = posteriors(network).marginals
    after = posteriors(intervene(network, {node.name: node.states[-1]})).marginals
    assert after[node.name][-1] == 1
    for name in before.keys() - descendants(network, [node.name]) - {node.name}:
        assert after[name] == pytest.approx(before[name], abs=1e-12)


@pytest.mark.outside
@pytest.mark.parametrize("name", ["asia", "alarm", "hailfinder", "sachs", "andes"])
def test_posteriors_are_those_of_other_programs(name: str) -> None:
    path = REFERENCE / "posteriors.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    network = read_bif((REFERENCE / f"{name}.bif").read_text(encoding="utf-8"))
    cases = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["network"] == name:
                cases[row["evidence"]].append(row)
    assert len(cases) >= 4
    single = double = chance = 0.0
    for evidence, rows in cases.items():
        found = posteriors(network, json.loads(evidence))
        chance = max(chance, abs(math.exp(found.log_evidence) - float(rows[0]["p_evidence"])))
        for row in rows:
            state = network.node(row["variable"]).states.index(row["state"])
            value = found.marginals[row["variable"]][state]
            single = max(single, abs(value - float(row["posterior"])))
            if row["pgmpy_VE"]:
                double = max(double, abs(value - float(row["pgmpy_VE"])))
    print(f"{name}: pgmpy {double:.1e}, pyAgrum {single:.1e}, its evidence {chance:.1e}")  # noqa: T201  # shown by -s
    assert double <= 1e-14
    assert single <= 1e-7
    assert chance <= 2e-7  # pyAgrum read the numbers in single precision


def asia() -> Network:
    def node(name: str, parents: str, *yes: float) -> Node:
        active = np.array(yes).reshape((2,) * len(parents.split()))
        return Node(name, YES, tuple(parents.split()), np.stack([1 - active, active], axis=-1))

    return Network(
        (
            node("asia", "", 0.01),
            node("tub", "asia", 0.01, 0.05),
            node("smoke", "", 0.5),
            node("lung", "smoke", 0.01, 0.1),
            node("bronc", "smoke", 0.3, 0.6),
            node("either", "lung tub", 0, 1, 1, 1),
            node("xray", "either", 0.05, 0.98),
            node("dysp", "bronc either", 0.1, 0.7, 0.8, 0.9),
        )
    )


def test_asia_gives_the_published_answers() -> None:
    found = posteriors(asia(), {"asia": "yes", "dysp": "yes"}).marginals
    shown = {name: round(float(found[name][1]), 4) for name in ("tub", "lung", "bronc", "either")}
    assert shown == {"tub": 0.0878, "lung": 0.0995, "bronc": 0.8114, "either": 0.1823}


def test_what_is_separated_tells_nothing_until_a_common_effect_is_seen() -> None:
    alone = posteriors(asia()).marginals["tub"]
    assert posteriors(asia(), {"smoke": "yes"}).marginals["tub"] == pytest.approx(alone, abs=1e-14)
    seen = posteriors(asia(), {"xray": "yes"}).marginals["tub"]
    excused = posteriors(asia(), {"xray": "yes", "smoke": "yes"}).marginals["tub"]
    assert excused[1] < seen[1]  # a smoker's shadow is explained away
    known = posteriors(asia(), {"either": "yes"}).marginals["dysp"]
    more = posteriors(asia(), {"either": "yes", "xray": "no"}).marginals["dysp"]
    assert more == pytest.approx(known, abs=1e-14)


def test_setting_a_node_is_not_seeing_it() -> None:
    seen = posteriors(asia(), {"bronc": "yes"}).marginals
    done = posteriors(intervene(asia(), {"bronc": "yes"})).marginals
    assert (seen["smoke"][1], done["smoke"][1]) == pytest.approx((0.3 / 0.45, 0.5), abs=1e-14)
    assert done["dysp"][1] < seen["dysp"][1]
    assert done["bronc"].tolist() == [0, 1]


def test_a_report_of_limited_reliability_moves_by_its_likelihood_ratio() -> None:
    found = posteriors(chain(0.2), {"n0": [0.1, 0.8]})
    assert found.marginals["n0"][1] == pytest.approx(0.16 / 0.24)
    assert math.exp(found.log_evidence) == pytest.approx(0.24)
    many = posteriors(chain(0.2), {"n0": np.array([[0.1, 0.8], [1.0, 1.0]])})
    assert many.marginals["n0"][:, 1] == pytest.approx([0.16 / 0.24, 0.2])


def test_ancestors_and_descendants_follow_the_arrows() -> None:
    assert ancestors(asia(), ["xray"]) == {"either", "lung", "tub", "smoke", "asia"}
    assert descendants(asia(), ["lung", "tub"]) == {"either", "xray", "dysp"}
    assert not ancestors(asia(), ["asia", "smoke"])


def test_a_long_chain_of_faint_evidence_stays_within_the_range_of_numbers() -> None:
    network = chain(*[0.01] * 400)
    found = posteriors(network, {f"n{i}": [1e-12, 1e-300] for i in range(400)})
    assert found.log_evidence < -10_000
    assert all(np.isfinite(marginal).all() for marginal in found.marginals.values())


def test_many_draws_of_a_large_table_are_computed_in_parts() -> None:
    random = np.random.default_rng(1)
    parents = tuple(f"c{i}" for i in range(9))
    causes = [Node(name, YES, (), np.array([0.5, 0.5])) for name in parents]
    strengths = random.uniform(size=(9, 700))
    effect = Node("effect", YES, parents, noisy_or(0.0, list(strengths)))
    found = posteriors(Network((*causes, effect))).marginals["effect"]
    assert found[:, 0] == pytest.approx(np.prod(1 - strengths / 2, axis=0), abs=1e-12)


def test_a_gate_is_what_is_computed_by_hand() -> None:
    table = noisy_or(0.1, [0.5, 0.8])
    assert table[..., 1].ravel() == pytest.approx([0.1, 1 - 0.9 * 0.2, 1 - 0.9 * 0.5, 1 - 0.9 * 0.5 * 0.2])
    assert table.sum(axis=-1) == pytest.approx(1)
    assert noisy_or(0, [1.0])[..., 1].tolist() == [0, 1]
    assert noisy_or(1e-18, [])[1] == 1e-18


def test_a_barrier_weakens_the_causes_it_stands_before() -> None:
    fence = {0: (1.0, 0.25)}
    table = gate(0.1, [Cause(0.8, fence), Cause(0.5), Cause(0.4, {**fence, 1: (1.0, 0.5, 0.0)})])
    assert table.shape == (2, 2, 2, 2, 3, 2)
    active = table[..., 1]
    assert active[1, 0, 0, 1, 2] == pytest.approx(1 - 0.9 * 0.8)
    assert active[1, 1, 1, 1, 1] == pytest.approx(1 - 0.9 * 0.8 * 0.5 * (1 - 0.4 * 0.25 * 0.5))
    assert active[0, 0, 0] == pytest.approx(np.full((2, 3), 0.1))


def test_a_gate_of_draws_is_the_gate_of_each_draw() -> None:
    random = np.random.default_rng(2)
    leak, strength, passes = random.uniform(size=4), random.uniform(size=4), random.uniform(size=(4, 3))
    table = gate(leak, [Cause(strength, {0: passes}), Cause(0.3)])
    for i in range(4):
        one = gate(float(leak[i]), [Cause(float(strength[i]), {0: passes[i]}), Cause(0.3)])
        assert table[i] == pytest.approx(one, abs=1e-15)


def flat(*shape: int) -> np.ndarray:
    return np.full(shape, 1 / shape[-1])


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([("a", (), 2), ("a", (), 2)], "two nodes are named 'a'"),
        (
            [("route", (), 2), ("b", ("rout",), 2, 2)],
            "'b' has an unknown parent 'rout'; did you mean 'route'?",
        ),
        ([("a", ("b",), 2, 2), ("b", ("a",), 2, 2)], "arrows lead back: a -> b -> a"),
        ([("a", (), 2), ("b", ("a", "a"), 2, 2, 2)], "'b' names a parent twice"),
        ([("a", (), 3)], r"the table of 'a' has the shape (3,), not (2,)"),
        ([("a", (), 4, 2), ("b", (), 5, 2)], "tables need one number of draws, not 4, 5"),
    ],
)
def test_what_is_no_network_is_refused(nodes: list[tuple], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        Network(tuple(Node(name, YES, parents, flat(*shape)) for name, parents, *shape in nodes))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([0.5, 0.6], "a row of the table of 'a' misses the sum of 1 by 0.1"),
        ([1.5, -0.5], "the table of 'a' holds a value that is not 0 or more"),
        ([math.nan, 1.0], "the table of 'a' holds a value that is not 0 or more"),
    ],
)
def test_rows_that_are_no_probabilities_are_refused(table: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Network((Node("a", YES, (), np.array(table)),))


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({"lungs": "yes"}, "no node is named 'lungs'; did you mean 'lung'?"),
        ({"lung": "yess"}, "'lung' has no state 'yess'; did you mean 'yes'?; it has 'no', 'yes'"),
        ({"lung": "yes", "either": "no"}, "this evidence cannot happen: 'lung': 'yes', 'either': 'no'"),
        (
            {"lung": [0.0, 0.0]},
            "this evidence cannot happen: 'lung': a report with likelihoods of 'no', 'yes'",
        ),
        ({"lung": [1.0]}, "likelihoods of 'lung' have the shape (1,), not (2,)"),
        ({"lung": [1.0, -1.0]}, "likelihoods of 'lung' are finite numbers of 0 or more, not -1"),
    ],
)
def test_evidence_that_says_nothing_sound_is_refused(evidence: Evidence, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        posteriors(asia(), evidence)
    assert str(caught.value) == message


def test_evidence_impossible_in_one_draw_is_refused_with_their_number() -> None:
    node = Node("a", YES, (), np.array([[0.5, 0.5], [1.0, 0.0]]))
    with pytest.raises(ValueError, match="cannot happen in 1 of 2 draws: 'a': 'yes'"):
        posteriors(Network((node,)), {"a": "yes"})


def test_a_network_too_entangled_is_refused_before_memory_is_filled() -> None:
    roots = [Node(f"r{i}", YES, (), flat(2)) for i in range(28)]
    joints = [Node(f"j{i}{k}", YES, (f"r{i}", f"r{k}"), flat(2, 2, 2)) for i in range(28) for k in range(i)]
    with pytest.raises(ValueError, match="too entangled for an exact answer"):
        posteriors(Network((*roots, *joints)))


@pytest.mark.parametrize(
    ("leak", "causes", "message"),
    [
        (1.5, [], "the leak is a chance within 0 and 1, not 1.5"),
        (0, [Cause(-0.1)], "the strength of cause 1 is a chance within 0 and 1, not -0.1"),
        (0, [Cause(0.5, {0: (1.0, 2.0)})], "what barrier 0 passes of cause 1 is a chance"),
        (0, [Cause(0.5, {1: (1.0, 0.0)})], "barriers are numbered from 0 on"),
        (0, [Cause(0.5, {0: (1.0,)}), Cause(0.5, {0: (1.0, 0.0)})], "barrier 0 has"),
        (np.zeros(2), [Cause(np.zeros(3))], "chances have different numbers of draws: 2, 3"),
        (np.zeros((2, 2)), [], "a chance is one number or one for each draw"),
    ],
)
def test_what_is_no_gate_is_refused(leak: float, causes: list[Cause], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gate(leak, causes)
