"""A pathway in tables and as a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.analyses.hypotheses.told import INTERVAL, chance, scale, span
from facta.analyses.pathway.told import points
from facta.analyses.pathway.words import LEFT_OUT, effect_line
from facta.likelihood import word
from facta.results import Chain, Drawing, Link, Stage, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.analyses.pathway.network import Factor, Layout
    from facta.analyses.pathway.told import Told

MOST_SWINGS = 8
MOST_SHORT = 6


def tables(told: Told) -> list[Table]:
    """Return stages, barriers, routes, gates, and what the answer hangs on."""
    found = [_stages(told)]
    found += [_barriers(told)] if told.barriers else []
    found += [_routes(told)] if told.routes else []
    found += [_gates(told)] if told.gates else []
    return [*found, _swings(told)]


def short(told: Told) -> Table:
    """Return the routes for the board."""
    rows = [(told.named(route), route.carried, chance(route.alone)) for route in told.routes[:MOST_SHORT]]
    return Table(
        title=_carries(told),
        columns=("route from", "carries", "alone"),
        rows=tuple(rows),
        right=(1, 2),
        note="Shares need not sum to 100 %.",
    )


def drawings(told: Told) -> list[Drawing]:
    """Draw the chain."""
    said = f"{told.within}: {chance(told.answer.value)}, {told.answer.interval}"
    gate = f"; {told.title(told.gates[0].key)} is nearest to opening" if told.gates else ""
    return [Drawing(chart="chain", title=f"{said}{gate}", data=chain(told))]


def chain(told: Told) -> Chain:
    """Return the graph; a link of a barrier and one to it say across which arrows it stands."""
    nearest = told.gates[0].key if told.gates else None
    stages = [
        Stage(
            key=name,
            title=step.title,
            value=100 * told.stages[name].value,
            low=100 * told.stages[name].low,
            high=100 * told.stages[name].high,
            note=_note(told, name),
            nearest=name == nearest,
        )
        for name, step in told.steps.items()
    ]
    barriers = [
        Stage(
            key=name,
            title=barrier.title,
            value=100 * told.states[name][told.state(name)].value,
            low=100 * told.states[name][told.state(name)].low,
            high=100 * told.states[name][told.state(name)].high,
            barrier=True,
            note=told.state(name),
            nearest=name == nearest,
        )
        for name, barrier in told.barriers.items()
    ]
    return Chain(stages=(*stages, *barriers), links=links(told.layout, told.chances, told.mixes))


def links(
    layout: Layout, chances: Mapping[str, float], mixes: Mapping[str, Mapping[str, float]]
) -> tuple[Link, ...]:
    """Return the arrows by their load, and those from a cause to a barrier and on that mark a crossing."""
    arrows = [(cause, name) for name, step in layout.steps.items() for cause in step.sources]
    loads = [layout.load(arrow, chances, mixes) for arrow in arrows]
    most = max(loads, default=0.0) or 1.0
    crossed = [(*arrow, name) for arrow in arrows for name in layout.crossed(*arrow)]
    ends = dict.fromkeys(end for cause, stage, name in crossed for end in ((cause, name), (name, stage)))
    return (
        *(
            Link(source=cause, target=stage, weight=load / most)
            for (cause, stage), load in zip(arrows, loads, strict=True)
        ),
        *(Link(source=source, target=target, weight=0.0) for source, target in ends),
    )


def _note(told: Told, name: str) -> str:
    said = [f"{one.watched} {sight.state}" for one, sight in told.watched(name) if sight.state is not None]
    missing = sum(sight.state is None for _, sight in told.watched(name))
    said += [f"{missing} not seen"] if missing else []
    return ", ".join(said)


def _carries(told: Told) -> str:
    if not told.routes:
        return f"No route leads to {told.title(told.target)}"
    return f"{told.named(told.routes[0])} carries most"


def _stages(told: Told) -> Table:
    rows = []
    for name, step in told.steps.items():
        found, prior = told.stages[name], told.priors[name]
        interval = span(found.low, found.high)
        rows.append((step.title, chance(prior), chance(found.value), interval, word(found.value)))
    return Table(
        title=f"{told.within} is {told.answer.likely}",
        columns=("stage", "before evidence", "now", INTERVAL, "word"),
        rows=tuple(rows),
        right=(1, 2, 3),
        note=f"Chances that a stage is active within {told.days} days. {scale(told.chances.values())}",
    )


def _barriers(told: Told) -> Table:
    rows = [
        (
            told.title(name),
            effect.state,
            chance(told.states[name][effect.state].value),
            chance(effect.base),
            effect_line(told, effect),
        )
        for name in told.barriers
        for effect in told.effects[name]
    ]
    return Table(
        title="What each state of a barrier would do",
        columns=("barrier", "state", "chance", "from", "were it so"),
        rows=tuple(rows),
        right=(2, 3),
        note=f"From: {LEFT_OUT}.",
    )


def _routes(told: Told) -> Table:
    rows = [
        (
            told.path(route),
            route.carried,
            span(route.share.low, route.share.high),
            chance(route.without),
            chance(route.alone),
        )
        for route in told.routes
    ]
    return Table(
        title=_carries(told),
        columns=("route", "carries", INTERVAL, "target without it", "target by it alone"),
        rows=tuple(rows),
        right=(1, 2, 3, 4),
        note="Shares need not sum to 100 %: two routes may lead to one attack.",
    )


def _gates(told: Told) -> Table:
    rows = [
        (
            told.title(gate.key),
            f"{gate.now} → {gate.then}",
            points(gate.rise),
            f"{gate.odds:.2f}",
            points(gate.weight),
        )
        for gate in told.gates
    ]
    return Table(
        title=f"{told.title(told.gates[0].key)} is the gate nearest to opening",
        columns=("gate on the main route", "step", "raises the target", "odds", "product"),
        rows=tuple(rows),
        right=(2, 3, 4),
    )


def _swings(told: Told) -> Table:
    rows = [
        (
            swing.factor.label,
            _range(swing.factor),
            chance(swing.low),
            chance(swing.high),
            points(swing.high - swing.low),
        )
        for swing in told.swings[:MOST_SWINGS]
    ]
    first = (
        f"{told.swings[0].factor.label}: the answer hangs on it most"
        if told.swings
        else "No range moves the answer"
    )
    return Table(
        title=first,
        columns=("what the answer hangs on", "range", "at its low end", "at its high end", "swing"),
        rows=tuple(rows),
        right=(1, 2, 3, 4),
        note="One range at a time, all others at their middle.",
    )


def _range(factor: Factor) -> str:
    return "all its states" if factor.key.startswith("passes:") else span(factor.low, factor.high)
