"""Which part of a network is worked out for which of its nodes, where rows are rounded."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from facta.models.junction import plan

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from facta.models.network import Network

NODE = 2**12  # cells in the time of which a node is laid into a tree


def parts_of(network: Network, evident: Sequence[int]) -> dict[frozenset[int], list[int]]:
    """Group nodes by the part of the network that is worked out for them; first comes the evidence.

    A node depends on its own causes and those of the evidence. Were all rows to sum to 1 exactly, the
    rest would cancel; rows of published files do not, and the rest would tell in the seventh digit. So
    it is left out where rows are rounded: nodes that share their rounded causes share a part. Without
    rounded rows the whole is one part.
    """
    everything = frozenset(range(len(network.nodes)))
    if not network.rounded:
        return {everything: list(everything)}
    causes: list[frozenset[int]] = [frozenset()] * len(network.nodes)
    for name in TopologicalSorter({node.name: node.parents for node in network.nodes}).static_order():
        i = network.positions[name]
        above = (causes[network.positions[parent]] for parent in network.nodes[i].parents)
        causes[i] = frozenset([i]).union(*above)
    always = frozenset[int]().union(*(causes[i] for i in evident))
    groups: dict[frozenset[int], list[int]] = {always & network.rounded: []}
    for i in range(len(network.nodes)):
        groups.setdefault((always | causes[i]) & network.rounded, []).append(i)
    parts: dict[frozenset[int], list[int]] = {}
    for members in groups.values():
        parts[always.union(*(causes[i] for i in members))] = members
    return parts


def work_of(network: Network, seen: Container[int], asked: Mapping[frozenset[int], Sequence[int]]) -> int:
    """Estimate what it takes to work out these parts one by one, in cells of tables.

    A part takes its share by nodes of what the whole would take.
    """
    hidden = [i for i in range(len(network.nodes)) if i not in seen]
    number = {network.nodes[i].name: k for k, i in enumerate(hidden)}
    families = (
        tuple(number[name] for name in (*node.parents, node.name) if name in number) for node in network.nodes
    )
    sizes = tuple(len(network.nodes[i].states) for i in hidden)
    tree = plan(sizes, tuple(family for family in families if family))
    each = tree.work * (network.draws or 1) // len(network.nodes) + NODE
    return each * sum(map(len, asked))
