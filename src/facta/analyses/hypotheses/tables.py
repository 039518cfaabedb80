"""What was weighed, in tables and drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.analyses.hypotheses.told import INTERVAL, chance, decibans, ranged, scale, span, telling
from facta.results import Bar, Bars, Drawing, Table, Weight, Weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from facta.analyses.hypotheses.told import Told

    Floats = NDArray[np.float64]

MOST_CHANGES = 5
WEAK = 0.7  # of reliability: below, a bar is faint


def tables(told: Told) -> list[Table]:
    """Return the weights of evidence, what would change the answer most, and its sensitivity."""
    found = [_weights_table(told)] if told.items else []
    found += [_changes_table(told)] if told.items else []
    return [*found, _sensitivity(told)]


def short(told: Told) -> Table:
    """Return the hypotheses for the board."""
    rows = [
        (
            told.title(at),
            chance(float(told.weighed.posterior[at])),
            span(*told.interval(at)),
            told.word(at),
        )
        for at in told.ranked
    ]
    columns = ("trajectory", "now", INTERVAL, "word")
    return Table(
        title=told.leads,
        columns=columns,
        rows=tuple(rows),
        right=(1, 2),
        note=scale(map(float, told.weighed.posterior)),
    )


def drawings(told: Told, question: str) -> list[Drawing]:
    """Draw the answer, and what each piece of evidence weighs."""
    bars = [
        Bar(
            label=told.title(at),
            value=100 * float(told.weighed.posterior[at]),
            low=100 * told.interval(at)[0],
            high=100 * told.interval(at)[1],
            note=ranged(float(told.weighed.posterior[at])),
        )
        for at in told.ranked
    ]
    answer = Bars(rows=tuple(bars), unit="% likely", start=None, low=0.0, high=100.0)
    found = [Drawing(chart="bars", title=f"{told.leads}: {question}", data=answer)]
    if told.seen:
        found.append(Drawing(chart="weights", title=told.tells, data=_weights(told)))
    return found


def _weights_table(told: Told) -> Table:
    rows = []
    for at in told.telling:
        seen, weighed = told.sights[at].state is not None, told.weighed
        weights = [decibans(float(x)) if seen else "" for x in weighed.decibans.central[at]]
        said = f"{told.named(at)}: {told.sights[at].state or 'not seen'}"
        rows.append((said, *weights, telling(weighed.diagnosticity[at])))
    sums = [decibans(float(x)) for x in told.weighed.decibans.central.sum(axis=0)]
    rows.append(("Sum", *sums, ""))
    columns = ("evidence", *told.names, "diagnosticity")
    return Table(
        title=told.tells,
        columns=columns,
        rows=tuple(rows),
        right=tuple(range(1, len(columns))),
        note="Decibans against the mean of the hypotheses, dependence counted in. " + " ".join(told.idle),
        fold=True,
    )


def _changes_table(told: Told) -> Table:
    weighed, lead = told.weighed, told.lead
    rows = [
        (
            told.named(told.place(change)),
            told.sights[told.place(change)].state or "not seen",
            change.state,
            chance(float(change.posterior[lead])),
            f"{100 * change.moved:+.0f}",
        )
        for change in weighed.changes[:MOST_CHANGES]
    ]
    first = weighed.changes[0]
    title = f"{told.sights[told.place(first)].title} would change it most"
    columns = ("evidence", "seen", "were it", told.names[lead], "points")
    return Table(title=title, columns=columns, rows=tuple(rows), right=(3, 4))


def _sensitivity(told: Told) -> Table:
    """Return what the leading hypothesis is worth under other priors and without each kind of evidence."""
    weighed, lead = told.weighed, told.lead
    rows = [
        ("As judged", *_standing(told, weighed.posterior)),
        ("Under equal priors", *_standing(told, weighed.equal_prior)),
        (f"At a prior of {chance(weighed.break_even)}", "", f"ties with {told.names[told.second]}"),
    ]
    groups = [(f"Without the group {name!r}", found) for name, found in _groups(told)]
    groups.sort(key=lambda one: float(one[1][lead]))
    extremes = [groups[0], groups[-1]] if len(groups) > 1 else groups
    rows += [(name, *_standing(told, found)) for name, found in extremes]
    columns = ("if", told.names[lead], "leads")
    leaders = {told.names[int(found.argmax())] for _, found in [*groups, ("", weighed.equal_prior)]}
    steady = leaders == {told.names[lead]}
    title = f"{told.title(lead)!r} leads under equal priors and without any group of evidence"
    if not steady:
        title = f"{told.title(lead)!r} does not lead in every row"
    return Table(title=title, columns=columns, rows=tuple(rows), right=(1,))


def _groups(told: Told) -> Iterator[tuple[str, Floats]]:
    """Yield the posterior without each group of which something was seen."""
    seen = {told.items[at].group for at in told.seen}
    for name, found in zip(told.weighed.groups, told.weighed.without_group, strict=True):
        if name in seen:
            yield name, found


def _standing(told: Told, posterior: Floats) -> tuple[str, str]:
    return chance(float(posterior[told.lead])), told.names[int(posterior.argmax())]


def _weights(told: Told) -> Weights:
    """Return the weights of the evidence that was seen, as they are drawn."""
    rows = [
        Weight(
            label=told.sights[at].title,
            values=tuple(float(x) for x in told.weighed.decibans.central[at]),
            note=(
                f"{told.evidence[at].watched} · {told.sights[at].state} · "
                f"diagnosticity {telling(told.weighed.diagnosticity[at])}"
            ),
            faint=told.sights[at].trust < WEAK,
        )
        for at in told.seen
    ]
    sums = tuple(float(x) for x in told.weighed.decibans.central.sum(axis=0))
    columns = tuple(told.titles[name] for name in told.names)
    return Weights(columns=columns, rows=tuple(rows), sums=sums, unit="decibans")
