"""What was weighed, in words: every hypothesis and every piece of evidence as a part of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.analyses.hypotheses.told import INTERVAL, SHOWN, chance, decibans, span, telling
from facta.likelihood import likely
from facta.models._balance import otherwise, tempered
from facta.results import Figure, Item
from facta.signals.base import bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from facta.analyses.hypotheses.told import Told

    Floats = NDArray[np.float64]

STRONGEST = 2
METHOD = (
    "Each hypothesis begins with its prior, and each piece of evidence multiplies it by how likely the state "
    "seen is if it is true, drawn towards even by the reliability of the source; of dependent pieces each "
    "counts in part. What was not seen says nothing."
)
EDITORIAL = (
    "Priors and likelihoods are ranges that the author of the case chose, as is the reliability that each "
    "grade stands for; the interval is over those ranges, not over the world."
)


def headline(told: Told) -> str:
    """Say which hypothesis leads, by how much, and what would change that most."""
    weighed, lead, second = told.weighed, told.lead, told.second
    low, high = told.interval(lead)
    said = likely(float(weighed.posterior[lead])).removesuffix(")")
    first = (
        f"{told.title(lead)!r} leads, {said}; {INTERVAL} {span(low, high)}), before "
        f"{told.title(second)!r}, {likely(float(weighed.posterior[second]))}."
    )
    if not told.seen:
        return f"{first} No evidence was seen, so this is the prior."
    change = weighed.changes[0]
    at = told.place(change)
    return (
        f"{first} What would change it most is {told.sights[at].title} ({told.evidence[at].watched}): "
        f"{change.state!r} would make it {likely(float(change.posterior[lead]))}."
    )


def items(told: Told) -> list[Item]:
    """Return every hypothesis and every piece of evidence as a part that can be asked about."""
    return [
        *(_hypothesis(told, at) for at in range(len(told.names))),
        *(_evidence(told, at) for at in range(len(told.items))),
    ]


def figures(told: Told) -> list[Figure]:
    """Return the figures of the answer beside those of its parts."""
    weighed, lead, second = told.weighed, told.title(told.lead), told.title(told.second)
    return [
        Figure(
            name="equal-priors",
            title=f"{lead} under equal priors",
            value=100 * float(weighed.equal_prior[told.lead]),
            unit="%",
            editorial=True,
        ),
        Figure(
            name="break-even",
            title=f"Prior at which {lead} ties with {second}",
            value=100 * weighed.break_even,
            unit="%",
            editorial=True,
        ),
        Figure(
            name="evidence-seen",
            title="Pieces of evidence that were seen",
            value=float(len(told.seen)),
            unit="items",
            n=len(told.items),
        ),
    ]


def gaps(told: Told) -> list[str]:
    """Say what was not seen, and what distinguishes nothing."""
    found = [
        f"{told.named(at)} was not seen: {sight.why}"
        for at, sight in enumerate(told.sights)
        if sight.state is None
    ]
    return [*found, *told.idle]


def _hypothesis(told: Told, at: int) -> Item:
    weighed, name = told.weighed, told.names[at]
    value, (low, high) = float(weighed.posterior[at]), told.interval(at)
    speaking = [told.evidence[place].watched for place in told.seen]
    days = [sight.since for sight in told.sights if sight.state is not None and sight.since]
    prior = told.priors[name]
    return Item(
        key=name,
        title=told.title(at),
        says=told.word(at),
        because=(
            f"{likely(value).removesuffix(')')}; {INTERVAL} {span(low, high)}), from a prior of "
            f"{chance(float(weighed.prior[at]))} and "
            f"{decibans(float(weighed.decibans.central[:, at].sum()))} decibans of evidence."
        ),
        figure=Figure(
            name=name,
            title=told.title(at),
            value=100 * value,
            unit="%",
            low=100 * low,
            high=100 * high,
            bounds=INTERVAL,
            n=len(told.seen),
            editorial=True,
        ),
        since=max(days, default=None),
        rests_on=tuple(dict.fromkeys(speaking)),
        detail=(
            ("Means", told.means[name]),
            ("Prior", f"{span(*prior)}, {chance(float(weighed.prior[at]))} beside the others"),
            ("Exact envelope", f"{span(float(weighed.least[at]), float(weighed.most[at]))} over all ranges"),
            ("Under equal priors", chance(float(weighed.equal_prior[at]))),
            ("Break-even prior", _break_even(told, at)),
            ("Strongest for", _strongest(told, at, 1)),
            ("Strongest against", _strongest(told, at, -1)),
        ),
        editorial=True,
    )


def _break_even(told: Told, at: int) -> str:
    """Say at which prior a hypothesis ties with the leading one, or the leading one with the runner-up."""
    weighed, lead = told.weighed, told.lead
    rival = told.second if at == lead else lead
    # Under equal priors the posterior is in proportion to the likelihoods.
    odds = weighed.prior[rival] * weighed.equal_prior[rival]
    odds = odds / ((1.0 - weighed.prior[at]) * weighed.equal_prior[at])
    return f"{chance(float(odds / (1.0 + odds)))}: there it ties with {told.title(rival)!r}"


def _strongest(told: Told, at: int, side: int) -> str:
    weights = side * told.weighed.decibans.central[:, at]
    order = sorted(range(len(weights)), key=lambda place: (-round(float(weights[place]), 9), place))
    found = [
        f"{told.named(place)} {told.sights[place].state}, {decibans(side * float(weights[place]))} decibans"
        for place in order[:STRONGEST]
        if weights[place] >= SHOWN
    ]
    return "; ".join(found) or "nothing seen"


def _evidence(told: Told, at: int) -> Item:
    evidence, sight, pair = told.evidence[at], told.sights[at], told.weighed.pair
    value = float(pair.items.central[at])
    said = f"{decibans(value)} decibans for {told.title(told.lead)!r} against {told.title(told.second)!r}"
    reason = evidence.because.rstrip(".") + "."
    return Item(
        key=evidence.key,
        title=sight.title,
        says=sight.state or "not seen",
        because=f"{said}. {reason}" if sight.state else f"Not seen: {sight.why} {reason}",
        figure=Figure(
            name=evidence.key,
            title=f"Weight for {told.title(told.lead)} against {told.title(told.second)}",
            value=value if sight.state else None,
            unit="decibans",
            low=bound(float(pair.items.low[at])) if sight.state else None,
            high=bound(float(pair.items.high[at])) if sight.state else None,
            bounds="ends of all ranges" if sight.state else "",
            note="" if sight.state else sight.why,
            editorial=True,
        ),
        since=sight.since,
        rests_on=(evidence.watched,) if sight.state or evidence.indicator else (),
        detail=tuple(_weighing(told, at)),
        editorial=True,
        echo=True,
    )


def _weighing(told: Told, at: int) -> Iterator[tuple[str, str]]:
    """Yield how a piece of evidence was weighed."""
    evidence, sight, weighed = told.evidence[at], told.sights[at], told.weighed
    if sight.state:
        yield ("Set", "supposed, not seen") if sight.asked else ("Seen", sight.why)
    for name in told.names:
        spans = (f"{state} {span(*evidence.likelihoods[name][state])}" for state in evidence.choices)
        yield f"If {told.titles[name]!r}", ", ".join(spans)
    yield "Reliability", f"{sight.trust:.2f}, {sight.basis.why}"
    if sight.report != sight.basis:
        yield "Were another state reported", f"reliability {sight.report.trust:.2f}, {sight.report.why}"
    if evidence.group:
        yield "Group", f"{evidence.group}: it counts {float(weighed.weights[at]):.2f} of a piece"
    expected = "" if sight.state else ", as is to be expected of it"
    yield "Diagnosticity", f"{telling(weighed.diagnosticity[at])} decibans{expected}"
    lead = told.lead
    if sight.state:
        without = float(weighed.without_item[at][lead])
        yield "Without it", f"{told.title(lead)!r} {chance(without)}"
    for state, posterior in _otherwise(told, at).items():
        yield f"Were it {state!r}", f"{told.title(lead)!r} {chance(float(posterior[lead]))}"


def _otherwise(told: Told, at: int) -> dict[str, Floats]:
    """Return the posterior in each other state; of what was not seen, in the one that moves most."""
    item, weighed = told.items[at], told.weighed
    if item.seen is None:
        change = next(one for one in weighed.changes if one.item == item.name)
        return {change.state: change.posterior}
    place, weight = item.states.index(item.seen), float(weighed.weights[at])
    before, logs = np.log(tempered(item).central[:, place]), np.log(otherwise(item).central)
    found = {}
    for column, state in enumerate(item.states):
        if state != item.seen:
            scores = np.log(weighed.posterior) + weight * (logs[:, column] - before)
            chances = np.exp(scores - scores.max())
            found[state] = chances / chances.sum()
    return found
