"""Rows that were rounded when they were written down count as they stand, where that can be worked out."""

from __future__ import annotations

import numpy as np
import pytest

from facta.models.network import Network, Node, posteriors

YES = ("no", "yes")


def test_rounded_rows_tell_only_on_their_own_effects() -> None:
    top = Node("top", ("a", "b", "c"), (), np.array([0.3333333] * 3))
    side = Node("side", YES, ("top",), np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5000004]]))
    found = posteriors(Network((top, side)))
    assert found.marginals["top"] == pytest.approx([1 / 3] * 3, abs=1e-15)
    assert found.log_evidence == pytest.approx(0, abs=1e-15)
    assert found.marginals["side"][1] == pytest.approx(1.5000004 / 3.0000004, abs=1e-15)


def rounded_chain(length: int) -> Network:
    """Three states in a row of nodes, written with seven digits."""
    table = np.random.default_rng(5).dirichlet([1, 1, 1], size=(length, 3)).round(7)
    nodes = [Node("n0", ("a", "b", "c"), (), table[0, 0])]
    nodes += [Node(f"n{i}", ("a", "b", "c"), (f"n{i - 1}",), table[i]) for i in range(1, length)]
    return Network(tuple(nodes))


def leveled(network: Network) -> Network:
    return Network(
        tuple(
            Node(n.name, n.states, n.parents, n.table / n.table.sum(axis=-1, keepdims=True))
            for n in network.nodes
        )
    )


def test_rounded_rows_count_as_they_stand_in_a_network_of_some_nodes() -> None:
    network = rounded_chain(40)
    found = posteriors(network).marginals
    by_hand = network.nodes[0].table
    for node in network.nodes[1:]:
        by_hand = by_hand @ node.table
        assert found[node.name] == pytest.approx(by_hand / by_hand.sum(), abs=1e-15)


def test_rounded_rows_of_a_large_network_are_brought_to_one_together() -> None:
    network = rounded_chain(600)
    found, even = posteriors(network).marginals, posteriors(leveled(network)).marginals
    assert all(np.array_equal(found[name], even[name]) for name in even)


def test_draws_of_rounded_rows_have_an_answer_each() -> None:
    top = Node("top", YES, (), np.array([0.5, 0.5]))
    side = Node("side", YES, ("top",), np.array([[[0.5, 0.5000004]] * 2, [[0.2, 0.8]] * 2]))
    found = posteriors(Network((top, side)))
    assert found.marginals["top"].tolist() == [[0.5, 0.5]] * 2
    assert found.marginals["side"][:, 1] == pytest.approx([0.5000004 / 1.0000004, 0.8], abs=1e-15)
    assert found.log_evidence.shape == (2,)


def test_a_row_may_be_rounded_in_each_of_its_numbers() -> None:
    row = np.full(100, 0.01)
    row[:40] += 4e-7  # misses the sum of 1 by 1.6e-5, of a hundred numbers
    states = tuple(f"s{i}" for i in range(100))
    assert posteriors(Network((Node("a", states, (), row),))).marginals["a"].sum() == pytest.approx(1)
