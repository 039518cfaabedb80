"""What would follow on a pathway if stages or barriers were set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from facta.analyses.hypotheses.told import INTERVAL
from facta.analyses.hypotheses.told import chance as said
from facta.analyses.pathway.network import Scene, Versions, chance
from facta.analyses.pathway.solved import SEED, spread
from facta.analyses.pathway.tables import links
from facta.analyses.pathway.told import NOISE, TINY, goes, interval, moved, points, shown
from facta.likelihood import likely
from facta.models.network import intervene, posteriors
from facta.results import Chain, Drawing, Figure, Item, Stage, Table
from facta.signals.base import MINUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.analyses.pathway.told import Spread, Told

METHOD = (
    "What is set is cut from its causes and moves only what follows from it. Evidence on what follows was "
    "seen in the world as it is, so it is left out, before and after the setting alike; the same draws from "
    "the ranges give both sides."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What would follow, ready for a result."""

    headline: str
    method: str
    items: tuple[Item, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    drawings: tuple[Drawing, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A chance before and after the setting, and the change in points."""

    before: Spread
    after: Spread
    change: Spread

    @property
    def moves(self) -> str | None:
        """Say where from and where to, or nothing where it hardly moves."""
        return moved(self.before.value, self.after.value)

    @property
    def how(self) -> str:
        """Say in a word which way it moves."""
        if abs(self.change.value) <= NOISE:
            return "does not move"
        if not self.moves:
            return "hardly changes"
        return "falls" if self.change.value < 0 else "rises"

    @property
    def said(self) -> str:
        """Say the change in points."""
        return f"{points(self.change.value)}, {interval(self.change)}"


def suppose(told: Told, settings: Mapping[str, str], draws: int) -> Supposed:
    """Work out what would follow if stages or barriers were in other states."""
    layout = told.layout
    shares = np.concatenate([layout.middle(), layout.drawn(draws, SEED)])
    silent = layout.silenced(*settings)
    world = Versions(layout, [Scene(shares, silent=silent)])
    before = posteriors(world.network, world.evidence).marginals
    after = posteriors(intervene(world.network, settings), world.evidence).marginals
    found = {}
    for name in told.steps:
        one, other = (np.broadcast_to(chance(side, name), len(shares)) for side in (before, after))
        other = np.where(np.abs(other - one) < NOISE, one, other)
        found[name] = Moved(before=spread(one), after=spread(other), change=spread(other - one))
    left = tuple(dict.fromkeys(layout.reports[at].item.name for at in sorted(silent)))
    return Supposed(
        headline=_headline(told, settings, found[told.target], left),
        method=METHOD,
        items=tuple(_items(told, settings, found)),
        figures=tuple(_figures(told, found[told.target])),
        tables=(_table(told, settings, found),),
        drawings=(_drawing(told, settings, found),),
        gaps=_left_out(left),
    )


def _set(told: Told, settings: Mapping[str, str]) -> str:
    return " and ".join(f"{told.title(what)} were {state}" for what, state in settings.items())


def _headline(told: Told, settings: Mapping[str, str], change: Moved, left: tuple[str, ...]) -> str:
    if not any(told.target in told.layout.follows(what) for what in settings):
        return f"If {_set(told, settings)}, {told.within} would not change: no route leads from there to it."
    after = likely(change.after.value)
    found = f"If {_set(told, settings)}, {told.within} would " + (
        f"go {change.moves} (change {change.said}) and be {after}."
        if change.moves
        else f"hardly change ({change.said}): {after}."
    )
    if not left:
        return found
    return (
        f"{found} Evidence on what follows is left out on both sides ({', '.join(left)}); with it the target "
        f"stands at {said(told.answer.value)} as it is."
    )


def _left_out(left: tuple[str, ...]) -> tuple[str, ...]:
    if not left:
        return ()
    return (f"Left out, as it was seen in the world as it is: {', '.join(left)}.",)


def _items(told: Told, settings: Mapping[str, str], changes: Mapping[str, Moved]) -> Iterator[Item]:
    """Yield every stage that moves."""
    follows = frozenset[str]().union(*map(told.layout.follows, settings))
    for name, one in changes.items():
        if name in follows:
            yield Item(
                key=name,
                title=told.title(name),
                says="set" if name in settings else one.how,
                because=f"It {goes(one.before.value, one.after.value)} (change {one.said}).",
                figure=Figure(
                    name=name,
                    title=told.title(name),
                    value=100 * one.after.value,
                    unit="%",
                    low=100 * one.after.low,
                    high=100 * one.after.high,
                    bounds=INTERVAL,
                    editorial=True,
                ),
                editorial=True,
            )


def _figures(told: Told, change: Moved) -> Iterator[Figure]:
    parts = (
        ("before", change.before, "%"),
        ("after", change.after, "%"),
        ("change", change.change, "points"),
    )
    for name, one, unit in parts:
        yield Figure(
            name=name,
            title=f"{told.title(told.target)}, {name}",
            value=shown(100 * one.value),
            unit=unit,
            low=shown(100 * one.low),
            high=shown(100 * one.high),
            bounds=INTERVAL,
            period=f"within {told.days} days",
            editorial=True,
        )


def _table(told: Told, settings: Mapping[str, str], changes: Mapping[str, Moved]) -> Table:
    rows = [
        (
            told.title(name) + (" (set)" if name in settings else ""),
            said(one.before.value),
            said(one.after.value),
            points(one.change.value).removesuffix(" points"),
            said(told.stages[name].value),
        )
        for name, one in changes.items()
    ]
    return Table(
        title=f"Every stage before and after, if {_set(told, settings)}",
        columns=("stage", "before", "after", "points", "as it stands"),
        rows=tuple(rows),
        right=(1, 2, 3, 4),
        note="The last column keeps the evidence that the others leave out.",
    )


def _drawing(told: Told, settings: Mapping[str, str], changes: Mapping[str, Moved]) -> Drawing:
    """Draw the chain after the setting; into a stage that is set no arrow leads."""
    stages = [
        Stage(
            key=name,
            title=told.title(name),
            value=100 * one.after.value,
            low=100 * one.after.low,
            high=100 * one.after.high,
            note="set" if name in settings else _note(one.change.value),
        )
        for name, one in changes.items()
    ]
    barriers = [
        Stage(
            key=name,
            title=told.title(name),
            value=None,
            barrier=True,
            note=f"{settings[name]}, set" if name in settings else told.state(name),
        )
        for name in told.barriers
    ]
    chances = {name: one.after.value for name, one in changes.items()}
    mixes = told.mixes | {name: {state: 1.0} for name, state in settings.items() if name in told.barriers}
    cut = told.steps.keys() & settings.keys()
    kept = tuple(link for link in links(told.layout, chances, mixes) if link.target not in cut)
    value = changes[told.target].after.value
    title = f"If {_set(told, settings)}, {told.within} would be {likely(value)}"
    return Drawing(chart="chain", title=title, data=Chain(stages=(*stages, *barriers), links=kept))


def _note(change: float) -> str:
    return points(change).replace("-", MINUS) if abs(100 * change) >= TINY / 2 else ""
