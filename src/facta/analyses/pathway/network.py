"""The network of a pathway: many versions of it at once, each a row of draws, settings or cuts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from facta.analyses.pathway.stages import ACTIVE, STATES
from facta.models._balance import tempered
from facta.models.gates import Cause, gate
from facta.models.network import Network, Node, posteriors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from facta.analyses.pathway.stages import Barrier, PathwayStage, Span
    from facta.models._balance import Item

    Floats = NDArray[np.float64]

MIDDLE = 0.5
Link = tuple[str, str]


class Factor(NamedTuple):
    """A number that an author chose as a range."""

    key: str
    label: str
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Report:
    """What was seen of a stage or barrier: the likelihood of it in each state of that node."""

    node: str
    label: str
    rows: tuple[str, ...]
    item: Item

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """The lowest and highest likelihood in each state, tempered by the reliability of the report."""
        at, chances = self.item.states.index(self.item.seen or ""), tempered(self.item)
        return chances.low[:, at], chances.high[:, at]


@dataclass(frozen=True, eq=False)
class Scene:
    """Some rows that are asked the same: shares of each range, and what is set, cut or left out.

    ``shares`` say where in its range each factor lies, 0 to 1, shape (rows, factors). ``cut`` are
    links without strength, ``dry`` stages without leak, ``silent`` the places of reports left out.
    """

    shares: Floats
    states: Mapping[str, str] = field(default_factory=dict)
    cut: frozenset[Link] = frozenset()
    dry: frozenset[str] = frozenset()
    silent: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Layout:
    """A pathway as it was seen on a day: its parameters, and what was seen."""

    steps: Mapping[str, PathwayStage]
    barriers: Mapping[str, Barrier]
    reports: tuple[Report, ...]
    dependence: Mapping[str, float]

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """Every range, in the order of the case."""
        return tuple(self._factors())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each factor by its key."""
        return {factor.key: at for at, factor in enumerate(self.factors)}

    @cached_property
    def varying(self) -> tuple[int, ...]:
        """The places of the factors that are no single number."""
        return tuple(at for at, factor in enumerate(self.factors) if factor.low < factor.high)

    def _factors(self) -> list[Factor]:
        found: list[Factor] = []
        for name, step in self.steps.items():
            if not step.table:
                found.append(_factor(f"leak:{name}", f"{step.title}, without a listed cause", step.leak))
            for at, row in enumerate(step.table):
                given = " and ".join(self.steps[cause].title for cause in row.active) or "nothing"
                found.append(_factor(f"table:{name}:{at}", f"{step.title}, given {given}", row.chance))
            for cause, span in step.causes.items():
                found.append(
                    _factor(f"link:{cause}:{name}", f"{step.title}, by {self.steps[cause].title}", span)
                )
        for name, barrier in self.barriers.items():
            found.append(Factor(f"passes:{name}", f"{barrier.title}, what it lets through", 0.0, 1.0))
            for state, span in barrier.prior.items():
                found.append(_factor(f"prior:{name}:{state}", f"{barrier.title}, chance of {state!r}", span))
        for at, report in enumerate(self.reports):
            for state, low, high in zip(report.rows, *report.ends, strict=True):
                label = f"{report.label}, if {state}"
                found.append(Factor(f"seen:{at}:{state}", label, float(low), float(high)))
        return found

    @cached_property
    def arrows(self) -> Mapping[str, tuple[str, ...]]:
        """What each stage or barrier bears on directly."""
        found: dict[str, list[str]] = {name: [] for name in (*self.steps, *self.barriers)}
        for name, step in self.steps.items():
            for cause in step.sources:
                found[cause].append(name)
        for name, barrier in self.barriers.items():
            found[name] += barrier.before
        return {name: tuple(to) for name, to in found.items()}

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """Each stage and barrier with everything that follows from it."""
        return {name: self.follows(name) for name in self.arrows}

    def follows(self, name: str) -> frozenset[str]:
        """Return a stage or barrier with everything that follows from it."""
        reached, waiting = {name}, [name]
        while waiting:
            new = set(self.arrows[waiting.pop()]) - reached
            reached |= new
            waiting += new
        return frozenset(reached)

    def related(self, name: str) -> frozenset[str]:
        """Return a stage or barrier with everything that leads to it or follows from it."""
        return self.reach[name].union(one for one, after in self.reach.items() if name in after)

    def silenced(self, *names: str) -> frozenset[int]:
        """Return the places of reports that were seen in a world in which these were not set.

        They are on what follows from a name, and on itself where it has causes: those would lose what
        the report says of them. Of a name without causes a report stays, as nothing else rests on it.
        """
        reached: set[str] = set()
        for name in names:
            alone = name in self.barriers or not self.steps[name].sources
            reached |= self.follows(name) - ({name} if alone else set())
        return frozenset(at for at, report in enumerate(self.reports) if report.node in reached)

    def crossed(self, cause: str, stage: str) -> tuple[str, ...]:
        """Return the barriers that stand between a cause and a stage."""
        return tuple(name for name, one in self.barriers.items() if one.stands(cause, stage))

    def load(
        self, link: Link, chances: Mapping[str, float], mixes: Mapping[str, Mapping[str, float]]
    ) -> float:
        """Return the chance that comes over a link: of its cause, past the barriers, by its strength."""
        cause, stage = link
        if self.steps[stage].table:
            return chances[cause]
        found = chances[cause] * sum(self.steps[stage].causes[cause]) / 2
        for key in self.crossed(cause, stage):
            passes = self.barriers[key].passes
            found *= sum(share * sum(passes[state]) / 2 for state, share in mixes[key].items())
        return found

    def middle(self) -> Floats:
        """Return one row with every factor in the middle of its range."""
        return np.full((1, len(self.factors)), MIDDLE)

    def ends(self) -> Floats:
        """Return two rows for each factor that may vary: it low, then high, all others in the middle."""
        rows = np.tile(self.middle(), (2 * len(self.varying), 1))
        for number, at in enumerate(self.varying):
            rows[2 * number : 2 * number + 2, at] = 0.0, 1.0
        return rows

    def drawn(self, draws: int, seed: int) -> Floats:
        """Return rows of uniform draws; each factor has a stream of its own by its key."""
        streams = [np.random.default_rng([seed, crc32(factor.key.encode())]) for factor in self.factors]
        return np.stack([stream.random(draws) for stream in streams], axis=-1)


def _factor(key: str, label: str, span: Span) -> Factor:
    return Factor(key, label, *span)


class Versions:
    """All scenes as one network with a row for each version, and the evidence of each row."""

    def __init__(self, layout: Layout, scenes: Sequence[Scene]) -> None:
        self.layout = layout
        self.scenes = scenes
        ends = np.cumsum([0, *(len(scene.shares) for scene in scenes)])
        self.spans = [slice(int(a), int(b)) for a, b in pairwise(ends)]
        self._shares = np.concatenate([scene.shares for scene in scenes])
        self.network = Network((*map(self._barrier, layout.barriers), *map(self._stage, layout.steps)))
        self.evidence = self._evidence()

    def answers(self) -> list[Mapping[str, Floats]]:
        """Return for each scene the chances of the states of every node, shape (rows, states)."""
        found = posteriors(self.network, self.evidence).marginals
        return [{name: chances[span] for name, chances in found.items()} for span in self.spans]

    def value(self, key: str) -> Floats:
        """Return a factor in every row."""
        at = self.layout.places[key]
        factor = self.layout.factors[at]
        return factor.low + self._shares[:, at] * (factor.high - factor.low)

    def _barrier(self, name: str) -> Node:
        barrier = self.layout.barriers[name]
        weights = np.stack([self.value(f"prior:{name}:{state}") for state in barrier.states], axis=-1)
        table = weights / weights.sum(axis=-1, keepdims=True)
        return self._set(Node(name, barrier.states, (), table))

    def _stage(self, name: str) -> Node:
        step = self.layout.steps[name]
        if step.table:
            return self._set(self._explicit(name))
        standing = [key for key, one in self.layout.barriers.items() if name in one.before]
        leak = self.value(f"leak:{name}")
        for scene, span in zip(self.scenes, self.spans, strict=True):
            if name in scene.dry:
                leak[span] = 0.0
        causes = [
            Cause(self._strength(cause, name), {
                at: self._passes(key) if key in self.layout.crossed(cause, name)
                else np.ones(len(self.layout.barriers[key].states))
                for at, key in enumerate(standing)
            })
            for cause in step.causes
        ]  # fmt: skip
        return self._set(Node(name, STATES, (*step.causes, *standing), gate(leak, causes)))

    def _strength(self, cause: str, stage: str) -> Floats:
        found = self.value(f"link:{cause}:{stage}")
        for scene, span in zip(self.scenes, self.spans, strict=True):
            if (cause, stage) in scene.cut:
                found[span] = 0.0
        return found

    def _passes(self, name: str) -> Floats:
        """Return what a barrier lets through; one share for all its states, so that they keep their order."""
        barrier = self.layout.barriers[name]
        low, high = (np.array([barrier.passes[state][end] for state in barrier.states]) for end in (0, 1))
        return np.asarray(low + self.value(f"passes:{name}")[:, None] * (high - low))

    def _explicit(self, name: str) -> Node:
        step = self.layout.steps[name]
        rows = [frozenset(row.active) for row in step.table]
        chances = []
        for active in product((False, True), repeat=len(step.sources)):
            among = {cause for cause, on in zip(step.sources, active, strict=True) if on}
            chance = self.value(f"table:{name}:{rows.index(frozenset(among))}").copy()
            for scene, span in zip(self.scenes, self.spans, strict=True):
                kept = frozenset(cause for cause in among if (cause, name) not in scene.cut)
                chance[span] = self.value(f"table:{name}:{rows.index(kept)}")[span]
                if name in scene.dry and not kept:
                    chance[span] = 0.0
            chances.append(chance)
        active_ = np.stack(chances, axis=-1).reshape(-1, *(2,) * len(step.sources))
        return Node(name, STATES, step.sources, np.stack([1.0 - active_, active_], axis=-1))

    def _set(self, node: Node) -> Node:
        """Cut the arrows into a node in the rows in which it is set."""
        table = node.table
        for scene, span in zip(self.scenes, self.spans, strict=True):
            if node.name in scene.states:
                table[span] = 0.0
                table[span, ..., node.states.index(scene.states[node.name])] = 1.0
        return replace(node, table=table)

    def _evidence(self) -> dict[str, Floats]:
        """Return the likelihoods of what was seen, by node; of dependent reports each counts in part."""
        counted = np.zeros((len(self._shares), len(self.layout.reports)))
        for scene, span in zip(self.scenes, self.spans, strict=True):
            counted[span] = [at not in scene.silent for at in range(len(self.layout.reports))]
        logs: dict[str, Floats] = {}
        groups = [report.item.group for report in self.layout.reports]
        for at, report in enumerate(self.layout.reports):
            others = [i for i, group in enumerate(groups) if group and group == groups[at] and i != at]
            rho = self.layout.dependence.get(groups[at] or "", 1.0)
            weight = counted[:, at] / (1.0 + rho * counted[:, others].sum(axis=1))
            told = np.stack([self.value(f"seen:{at}:{row}") for row in report.rows], axis=-1)
            with np.errstate(divide="ignore"):
                told = np.log(told)
            logs[report.node] = logs.get(report.node, 0.0) + np.where(
                weight[:, None], weight[:, None] * told, 0.0
            )
        return {node: np.exp(log - log.max(axis=-1, keepdims=True)) for node, log in logs.items()}


def routes(steps: Mapping[str, PathwayStage], target: str) -> dict[str, tuple[str, ...]]:
    """Return every path from a stage that nothing causes to the target, by a name of its own.

    A name is that of the first stage, with what tells the path from others that begin there.
    """
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[str, ...]] = [(target,)]
    while waiting:
        path = waiting.pop()
        sources = steps[path[0]].sources
        if not sources and len(path) > 1:
            found.append(path)
        waiting += [(cause, *path) for cause in sources]
    named: dict[str, tuple[str, ...]] = {}
    for path in sorted(found, key=lambda path: [list(steps).index(name) for name in path]):
        name = "-".join([path[0], *own_stages(path, found)])
        named[name if name not in named else f"{name}-{len(named)}"] = path
    return named


def own_stages(path: tuple[str, ...], every: Sequence[tuple[str, ...]]) -> list[str]:
    """Return what tells a path from others that begin with it: a stage of its own, or all not shared.

    >>> own_stages(("a", "b", "d"), [("a", "b", "d"), ("a", "c", "d")])
    ['b']
    """
    others = [other for other in every if other[0] == path[0] and other != path]
    own = [name for name in path if not any(name in other for other in others)]
    apart = [name for name in path if not all(name in other for other in others)]
    return (own[:1] or apart) if others else []


def count_routes(steps: Mapping[str, PathwayStage], target: str) -> int:
    """Return how many routes there are, without walking each."""

    @cache
    def count(name: str) -> int:
        return sum(map(count, steps[name].sources)) if steps[name].sources else 1

    return count(target) if steps[target].sources else 0


def own_links(path: tuple[str, ...], every: Sequence[tuple[str, ...]]) -> list[Link]:
    """Return the first link of a path that no other has, or all where it shares each with another.

    >>> own_links(("a", "b", "c"), [("a", "b", "c"), ("a", "b", "d", "c")])
    [('b', 'c')]
    """
    used = Counter(link for other in every for link in set(_links(other)))
    return [link for link in _links(path) if used[link] == 1][:1] or _links(path)


def _links(path: tuple[str, ...]) -> list[Link]:
    return list(pairwise(path))


def only(layout: Layout, path: tuple[str, ...]) -> Scene:
    """Return the scene in which nothing but one path leads anywhere, without any evidence on it."""
    links = {(cause, name) for name, step in layout.steps.items() for cause in step.sources}
    return Scene(
        layout.middle(),
        cut=frozenset(links - set(_links(path))),
        dry=frozenset(layout.steps) - {path[0]},
        silent=layout.silenced(path[1]),
    )


def chance(answer: Mapping[str, Floats], stage: str) -> Floats:
    """Return how likely a stage is active in every row."""
    return answer[stage][:, STATES.index(ACTIVE)]
