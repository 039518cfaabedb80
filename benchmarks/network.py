"""Measure exact posteriors: a pathway of 25 nodes in 1000 draws, and published networks.

Prints each figure beside its goal. The floor of the pathway is one product and one sum over each of
its tables, measured in the same run. Published networks lie in a folder beside the repository; where
it is absent they are left out.
"""

from __future__ import annotations

import statistics
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from facta.models.bif import read_bif
from facta.models.gates import noisy_or
from facta.models.junction import plan
from facta.models.network import Network, Node, posteriors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REFERENCE = Path(__file__).parents[1].parent / "shared" / "reference" / "bn"
RUNS = 5
STATES = ("absent", "active")
ASKED: dict[str, list[Mapping[str, str]]] = {
    "andes": [
        {},
        {"SNode_155": "true"},
        {"SNode_120": "true", "SNode_31": "false"},
        {"SNode_14": "false", "SNode_24": "false", "SNode_31": "false"},
    ],
    "hailfinder": [
        {},
        {"WindAloft": "LV"},
        {"TempDis": "Other", "WindFieldPln": "LV"},
        {"Dewpoints": "LowSHighN", "MidLLapse": "CloseToDryAd", "SynForcng": "PosToNeg"},
    ],
}
GOALS = {"andes": 1.0, "hailfinder": 0.1}


def pathway(count: int, draws: int) -> Network:
    """Return binary nodes, each with up to three causes among the five before it."""
    random = np.random.default_rng(1)
    nodes = []
    for i in range(count):
        near = np.arange(max(0, i - 5), i)
        chosen = sorted(random.choice(near, size=min(3, len(near)), replace=False))
        strengths = list(random.uniform(0.1, 0.9, size=(len(chosen), draws)))
        table = noisy_or(random.uniform(0.01, 0.1, size=draws), strengths)
        nodes.append(Node(f"n{i}", STATES, tuple(f"n{k}" for k in chosen), table))
    return Network(tuple(nodes))


def median(call: Callable[[], object]) -> float:
    """Return the median seconds of several runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def first(network: Network, evidence: Mapping[str, str]) -> float:
    """Return the seconds of an answer for which no tree is planned yet."""
    plan.cache_clear()
    start = time.perf_counter()
    posteriors(network, evidence)
    return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    network = pathway(25, 1000)
    evidence = {"n10": "active", "n24": "active"}
    spent = median(partial(posteriors, network, evidence))
    floor = median(lambda: [(node.table * node.table).sum(axis=-1) for node in network.nodes])
    print(f"25 nodes, 1000 draws, 2 seen      {spent:9.4f} s   goal 0.30 s; its tables once {floor:.4f} s")
    for name, cases in ASKED.items():
        path = REFERENCE / f"{name}.bif"
        if not path.exists():
            print(f"{name}: no folder of references beside the repository")
            continue
        text = path.read_text(encoding="utf-8")
        network = read_bif(text)
        print(f"{name + ', read':32}  {median(partial(read_bif, text)):9.4f} s")
        for case in cases:
            again = median(partial(posteriors, network, case))
            label = f"{name}, {len(network.nodes)} nodes, {len(case)} seen"
            fresh, goal = first(network, case), GOALS[name]
            print(f"{label:32}  {fresh:9.4f} s   goal {goal:.2f} s; again {again:.4f} s")
    print(f"median of {RUNS} runs; the first answer plans its tree")


if __name__ == "__main__":
    main()
