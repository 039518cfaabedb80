"""Everything that is asked of a pathway, worked out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from facta.analyses.pathway.network import Scene, Versions, chance, only, own_links, routes
from facta.analyses.pathway.stages import ACTIVE, INACTIVE
from facta.analyses.pathway.told import Effect, Route, Spread, Swing, Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from facta.analyses.hypotheses.evidence import Sight
    from facta.analyses.pathway.network import Layout, Link
    from facta.analyses.pathway.stages import Observable

    Floats = NDArray[np.float64]
    Seen = Sequence[tuple[Observable, Sight]]

SEED = 0
FEW = 64  # draws for the share of a route, which is asked twice for each route
ENDS = (0.05, 0.95)
SWING = 5e-4  # of a chance: less moves nothing


class Cut(NamedTuple):
    """Where the answers about a link stand: with all, and without it."""

    link: Link
    base: int
    without: int


class Asked(NamedTuple):
    """Where the answers about a route stand: its own link cut or, having none, each; and it alone."""

    cuts: tuple[Cut, ...]
    alone: int


class Questions:
    """The scenes that are asked together."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.scenes: list[Scene] = []
        self._bases: dict[tuple[frozenset[int], int], int] = {}
        self._cuts: dict[Link, Cut] = {}

    def put(self, scene: Scene) -> int:
        """Ask one more and return its place."""
        self.scenes.append(scene)
        return len(self.scenes) - 1

    def settings(self, key: str) -> tuple[int, dict[str, int]]:
        """Ask what every state of a stage or barrier would do, and what holds without it."""
        middle, silent = self.layout.middle(), self.layout.silenced(key)
        known = self.layout.barriers
        states = known[key].states if key in known else (ACTIVE, INACTIVE)
        asked = {state: self.put(Scene(middle, states={key: state}, silent=silent)) for state in states}
        return self._base(middle, silent), asked

    def route(self, path: tuple[str, ...], every: Sequence[tuple[str, ...]], shares: Floats) -> Asked:
        """Ask what holds without a route, and with it alone."""
        cuts = tuple(self._cut(link, shares) for link in own_links(path, every))
        return Asked(cuts, self.put(only(self.layout, path)))

    def _cut(self, link: Link, shares: Floats) -> Cut:
        """Ask once what holds without a link."""
        if link not in self._cuts:
            silent = self.layout.silenced(link[1])
            without = self.put(Scene(shares, cut=frozenset([link]), silent=silent))
            self._cuts[link] = Cut(link, self._base(shares, silent), without)
        return self._cuts[link]

    def _base(self, shares: Floats, silent: frozenset[int]) -> int:
        """Ask once what holds without some reports."""
        if (silent, len(shares)) not in self._bases:
            self._bases[silent, len(shares)] = self.put(Scene(shares, silent=silent))
        return self._bases[silent, len(shares)]


def solve(layout: Layout, target: str, days: int, *, seen: Seen, draws: int) -> Told:
    """Work out the answer, its spread, and what every setting and every cut would do."""
    paths = routes(layout.steps, target)
    asked = Questions(layout)
    middle, drawn = layout.middle(), layout.drawn(draws, SEED)
    shares = np.concatenate([middle, drawn[:FEW]])
    now = asked.put(Scene(np.concatenate([middle, drawn])))
    before = asked.put(Scene(middle, silent=frozenset(range(len(layout.reports)))))
    ends = asked.put(Scene(layout.ends()))
    settings = {key: asked.settings(key) for key in (*layout.barriers, *layout.steps) if key != target}
    ways = {key: asked.route(path, list(paths.values()), shares) for key, path in paths.items()}
    answers = Versions(layout, asked.scenes).answers()
    worth = [chance(answer, target) for answer in answers]
    return Told(
        target=target,
        days=days,
        layout=layout,
        observables=tuple(one for one, _ in seen),
        sights=tuple(sight for _, sight in seen),
        stages={name: spread(chance(answers[now], name)) for name in layout.steps},
        priors={name: float(chance(answers[before], name)[0]) for name in layout.steps},
        states={
            name: {state: spread(answers[now][name][:, at]) for at, state in enumerate(barrier.states)}
            for name, barrier in layout.barriers.items()
        },
        effects={
            key: tuple(
                Effect(state=state, base=float(worth[base][0]), value=float(worth[at][0]))
                for state, at in places.items()
            )
            for key, (base, places) in settings.items()
        },
        routes=_routes(ways, worth, paths),
        swings=_swings(layout, worth[ends]),
    )


def spread(rows: Floats) -> Spread:
    """Return the first row with the interval of the others, widened where it lies outside of that."""
    value = float(rows[0])
    low, high = (float(end) for end in np.quantile(rows[1:], ENDS))
    return Spread(value=value, low=min(low, value), high=max(high, value))


def _routes(
    ways: Mapping[str, Asked], worth: Sequence[Floats], paths: Mapping[str, tuple[str, ...]]
) -> tuple[Route, ...]:
    found = []
    for key, way in ways.items():
        # A route carries no more than any of its links does.
        cut = min(way.cuts, key=lambda cut: float(_share(cut, worth)[0]))
        base, without, share = worth[cut.base], worth[cut.without], _share(cut, worth)
        found.append(
            Route(
                key=f"route-{key}",
                path=paths[key],
                link=cut.link,
                base=float(base[0]),
                without=float(without[0]),
                alone=float(worth[way.alone][0]),
                share=spread(share),
                shared=len(way.cuts) > 1,
            )
        )
    return tuple(sorted(found, key=lambda route: (-round(route.share.value, 9), route.key)))


def _share(cut: Cut, worth: Sequence[Floats]) -> Floats:
    """Return the part of the target that is lost without a link, in every row."""
    base = worth[cut.base]
    lost = np.divide(base - worth[cut.without], base, out=np.zeros_like(base), where=base > 0)
    return np.clip(lost, 0.0, 1.0)


def _swings(layout: Layout, worth: Floats) -> tuple[Swing, ...]:
    found = [
        Swing(factor=layout.factors[at], low=float(worth[2 * number]), high=float(worth[2 * number + 1]))
        for number, at in enumerate(layout.varying)
    ]
    kept = [swing for swing in found if swing.size >= SWING]
    return tuple(sorted(kept, key=lambda swing: (-round(swing.size, 9), swing.factor.key)))
