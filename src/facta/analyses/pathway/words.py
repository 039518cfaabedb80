"""A pathway in words: every stage, barrier and route as a part of the answer."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from facta.analyses.hypotheses.told import INTERVAL, span
from facta.analyses.hypotheses.told import chance as said
from facta.analyses.pathway.told import goes, points
from facta.likelihood import word
from facta.results import Figure, Item
from facta.signals.base import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from facta.analyses.pathway.told import Effect, Route, Spread, Told

METHOD = (
    "Each cause brings its stage about alone, past barriers that let a share through, and what was seen of "
    "a stage enters as a likelihood tempered by its source; what was not seen says nothing. The gate nearest "
    "to opening is the barrier or inactive stage on the main route of which one step more open, times the "
    "odds of that step, raises the target most."
)
LEFT_OUT = "the target without evidence on what follows, which was seen in the world as it is"
EDITORIAL = (
    "Stages, strengths, barriers and likelihoods are ranges that the author of the case chose; the interval "
    "is over those ranges, not over the world."
)


def headline(told: Told) -> str:
    """Say how likely the target is, which route carries most, and which gate is nearest to opening."""
    found = f"{told.within} is {told.answer.likely}."
    if not told.layout.reports:
        found += " No evidence was seen, so this is what the ranges alone give."
    if told.routes:
        first = told.routes[0]
        found += f" The route that carries most begins at {told.named(first)} ({carried(first)})"
        found += (
            "."
            if not told.gates
            else f"; the gate on it nearest to opening is {told.title(told.gates[0].key)}."
        )
    return found


def carried(route: Route) -> str:
    """Say which part of the target a route carries."""
    return f"{route.carried}, {route.share.interval}"


def items(told: Told) -> list[Item]:
    """Return every stage, barrier and route as a part that can be asked about."""
    return [
        *(_stage(told, name) for name in told.steps),
        *(_barrier(told, name) for name in told.barriers),
        *(_route(told, route) for route in told.routes),
    ]


def figures(told: Told) -> list[Figure]:
    """Return the figures of the answer beside those of its parts."""
    seen = sum(sight.state is not None for sight in told.sights)
    return [
        chance("target", f"{told.title(told.target)}, within {told.days} days", told.answer, n=seen),
        Figure(
            name="without-evidence",
            title=f"{told.title(told.target)}, without evidence",
            value=100 * told.priors[told.target],
            unit="%",
            editorial=True,
        ),
        Figure(
            name="evidence-seen",
            title="Observables that were seen",
            value=float(seen),
            unit="items",
            n=len(told.sights),
        ),
    ]


def chance(name: str, title: str, spread: Spread, n: int | None = None) -> Figure:
    """Return a chance as a figure."""
    return Figure(
        name=name,
        title=title,
        value=100 * spread.value,
        unit="%",
        low=100 * spread.low,
        high=100 * spread.high,
        bounds=INTERVAL,
        n=n,
        editorial=True,
    )


def gaps(told: Told) -> list[str]:
    """Say what was not seen, each thing once."""
    found = {
        one.watched: f"{_titled(one.watched, sight.title)} was not seen: {sight.why}"
        for one, sight in zip(told.observables, told.sights, strict=True)
        if sight.state is None
    }
    unwatched = [
        step.title for name, step in told.steps.items() if not told.watched(name) and not step.sources
    ]
    idle = [f"No indicator watches {', '.join(unwatched)}: what is said of them rests on judgement alone."]
    return [*found.values(), *(idle if unwatched else [])]


def _titled(watched: str, title: str) -> str:
    return watched if watched == title else f"{title} ({watched})"


def _stage(told: Told, name: str) -> Item:
    step, found, prior = told.steps[name], told.stages[name], told.priors[name]
    return Item(
        key=name,
        title=step.title,
        says=word(found.value),
        because=f"{found.likely}, {said(prior)} before evidence. {_sentence(step.because)}",
        figure=chance(name, step.title, found, n=len(_states_seen(told, name))),
        since=_since(told, name),
        rests_on=_rests(told, name),
        detail=(
            ("Without evidence", said(prior)),
            ("Load", f"{points(found.value - prior)} by evidence, on this stage and on others"),
            *_brought_about(told, name),
            *_watching(told, name),
            *_settings(told, name),
        ),
        editorial=True,
    )


def _brought_about(told: Told, name: str) -> Iterator[tuple[str, str]]:
    """Yield what brings a stage about."""
    step = told.steps[name]
    if step.table:
        for row in step.table:
            given = " and ".join(map(told.title, row.active)) or "nothing"
            yield f"Given {given}", span(*row.chance)
        return
    yield "Leak", f"{span(*step.leak)} without any listed cause"
    for cause, strength in step.causes.items():
        behind = told.layout.crossed(cause, name)
        past = f", past {' and '.join(map(told.title, behind))}" if behind else ""
        yield f"By {told.title(cause)}", span(*strength) + past


def _barrier(told: Told, name: str) -> Item:
    barrier, now, found = told.barriers[name], told.state(name), told.states[name]
    ordered = sorted(barrier.states, key=lambda state: (-round(found[state].value, 9), state))
    return Item(
        key=name,
        title=barrier.title,
        says=now,
        because=(
            f"{', '.join(f'{state} {said(found[state].value)}' for state in ordered)}. "
            f"{_sentence(barrier.because)}"
        ),
        figure=chance(name, f"{barrier.title}: {now}", found[now], n=len(_states_seen(told, name))),
        since=_since(told, name),
        rests_on=_rests(told, name),
        detail=(
            *(
                (state, f"{found[state].said}; lets through {span(*barrier.passes[state])}")
                for state in barrier.states
            ),
            ("Stands before", "; ".join(_before(told, name))),
            *_watching(told, name),
            *_settings(told, name),
        ),
        editorial=True,
    )


def _before(told: Told, name: str) -> Iterator[str]:
    for stage, causes in told.barriers[name].before.items():
        among = "" if causes == "all" else f", coming from {' and '.join(map(told.title, causes))}"
        yield told.title(stage) + among


def _route(told: Told, route: Route) -> Item:
    cause, stage = route.link
    return Item(
        key=route.key,
        title=told.named(route),
        says=told.says(route),
        because=(
            f"It carries {route.carried} of the target, {route.share.interval}: with its link "
            f"from {told.title(cause)} to {told.title(stage)} cut, that {goes(route.base, route.without)}"
            f"{_shared(told, route)}; with this route alone it would be {said(route.alone)}."
        ),
        figure=chance(route.key, f"{told.named(route)}: share", route.share),
        since=_newest(told, _along(told, route)),
        rests_on=_watched(told, _along(told, route)),
        detail=(
            ("Path", told.path(route)),
            (
                "Past",
                ", ".join(told.title(name) for name in _along(told, route) if name in told.barriers)
                or "no barrier",
            ),
            ("Left out", "evidence on what follows from the link, before and after the cut"),
            ("Shares", "those of rival routes need not sum to 100 %: two may lead to one attack"),
        ),
        editorial=True,
    )


def _shared(told: Told, route: Route) -> str:
    if not route.shared:
        return ""
    others = [other for other in told.routes if other is not route and route.link in pairwise(other.path)]
    return f", and {' and '.join(map(told.named, others))} with it, as it has no link of its own"


def _along(told: Told, route: Route) -> tuple[str, ...]:
    """Return the stages of a route and the barriers that it passes."""
    links = pairwise(route.path)
    crossed = [name for link in links for name in told.layout.crossed(*link)]
    return tuple(dict.fromkeys([*route.path, *crossed]))


def _states_seen(told: Told, name: str) -> list[str]:
    return [sight.state for _, sight in told.watched(name) if sight.state is not None]


def _since(told: Told, name: str) -> date | None:
    return _newest(told, _basis(told, name))


def _rests(told: Told, name: str) -> tuple[str, ...]:
    return _watched(told, _basis(told, name))


def _basis(told: Told, name: str) -> Iterable[str]:
    """Return what a chance rests on: what was seen of it, or else of all that leads to it or follows."""
    if _states_seen(told, name):
        return (name,)
    related = told.layout.related(name)
    return (one for one in (*told.steps, *told.barriers) if one in related)


def _newest(told: Told, names: Iterable[str]) -> date | None:
    sights = (sight for name in names for _, sight in told.watched(name) if sight.state is not None)
    return max((sight.since for sight in sights if sight.since), default=None)


def _watched(told: Told, names: Iterable[str]) -> tuple[str, ...]:
    """Return what was seen of some stages and barriers, each once."""
    both = (one for name in names for one in told.watched(name))
    return tuple(dict.fromkeys(one.watched for one, sight in both if sight.state is not None))


def _watching(told: Told, name: str) -> Iterator[tuple[str, str]]:
    """Yield what was seen of a stage or barrier, and what was not."""
    for one, sight in told.watched(name):
        if sight.state is not None:
            ratio = _telling(told, name, one.watched)
            yield (
                f"Seen, {one.watched}",
                (
                    f"{sight.state}: {sight.why.rstrip('.')}; {ratio}; "
                    f"reliability {sight.trust:.2f}, {sight.basis.why}"
                ),
            )
    missing = [
        f"{one.watched} ({sight.why.rstrip('.')})" for one, sight in told.watched(name) if not sight.state
    ]
    if missing:
        yield "Not seen", "; ".join(missing)
    if not told.watched(name):
        yield "Watched by", "no indicator"


def _telling(told: Told, name: str, watched: str) -> str:
    """Say how much likelier a report is in the state it favours most than in the one it favours least."""
    report = next(one for one in told.layout.reports if one.node == name and one.item.name == watched)
    middle = (report.ends[0] + report.ends[1]) / 2
    times, most, least = (
        middle.max() / middle.min(),
        report.rows[middle.argmax()],
        report.rows[middle.argmin()],
    )
    return f"{figure(float(times))} times likelier if {most} than if {least}"


def _settings(told: Told, name: str) -> Iterator[tuple[str, str]]:
    effects = told.effects.get(name, ())
    if effects:
        yield "Set by hand, from", f"{said(effects[0].base)}, {LEFT_OUT}"
    for effect in effects:
        yield f"Were it {effect.state}", effect_line(told, effect)


def effect_line(told: Told, effect: Effect) -> str:
    """Say what a setting would do to the target."""
    change = points(effect.value - effect.base)
    return f"{told.title(told.target)} {said(effect.value)} ({change})"


def _sentence(text: str) -> str:
    return text.rstrip(".") + "."
