"""Trajectories weighed on two days, by hand: two pieces of evidence, one of which changed."""

from __future__ import annotations

import math

from facta.results import Drawing, Figure, Item, Result, Table, Weight, Weights

TITLES = ("It holds", "It fails", "Something else")
ATTACKS, DRILLS = "iskp-attacks-un", "drills"
KEYS = ("holds", "fails", "other")
BEFORE = ((2.0, -1.0, -1.0), (-1.0, 2.0, -1.0))
AFTER = ((2.0, -1.0, -1.0), (3.0, -2.0, -1.0))


def chances(weights: tuple[tuple[float, ...], ...]) -> list[float]:
    """Weigh equal priors by decibans."""
    odds = [math.pow(10, sum(row[at] for row in weights) / 10) for at in range(len(TITLES))]
    return [100 * one / sum(odds) for one in odds]


def weighed(weights: tuple[tuple[float, ...], ...], *, states: tuple[str, str]) -> Result:
    """Say what the evidence makes of the trajectories."""
    found = chances(weights)
    hypotheses = tuple(
        Item(
            key=key, title=title, says="likely", because="By hand.", editorial=True,
            figure=Figure(
                name=key, title=title, value=value, unit="%", low=value * 0.7, high=min(value * 1.2, 100.0),
                bounds="90 % interval", editorial=True,
            ),
            detail=(("Means", f"{title}, by hand."),),
        )
        for key, title, value in zip(KEYS, TITLES, found, strict=True)
    )  # fmt: skip
    evidence = tuple(
        Item(
            key=f"e-{name.lower()}", title=title, says=state, rests_on=(name,), echo=True,
            detail=(("Group", "attacks: it counts 0.67 of a piece"),),
        )
        for name, title, state in zip((ATTACKS, DRILLS), ("Attacks", "Drills"), states, strict=True)
    )  # fmt: skip
    rows = tuple(
        Weight(label=item.title, values=row, note=f"{item.rests_on[0]} · {item.says} · diagnosticity 2.00")
        for item, row in zip(evidence, weights, strict=True)
    )
    sums = tuple(sum(row[at] for row in weights) for at in range(len(TITLES)))
    changes = Table(
        title="Attacks would change it most", columns=("evidence", "seen", "were it", "holds", "points"),
        rows=(("Attacks", states[0], "straining", "40 %", "-20"),), right=(3, 4),
    )  # fmt: skip
    priors = Table(
        title="It leads anyway", columns=("if", "holds", "leads"), rows=(("Equal priors", "50 %", "holds"),)
    )
    drawing = Drawing(
        chart="weights", title="'Drills' tells most",
        data=Weights(columns=TITLES, rows=rows, sums=sums, unit="decibans"),
    )  # fmt: skip
    return Result(
        analysis="trajectories", kind="hypotheses", title="Trajectories", headline="'It holds' leads. More.",
        method="By hand.", items=(*hypotheses, *evidence), tables=(changes, priors), drawings=(drawing,),
        editorial="Priors are those of nobody.",
    )  # fmt: skip


NOW = weighed(AFTER, states=("quiet", "quiet"))
THEN = weighed(BEFORE, states=("quiet", "straining"))
