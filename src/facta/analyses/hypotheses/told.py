"""What there is to tell of hypotheses that were weighed, and how their numbers are said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.likelihood import WORDS, likely, word
from facta.periods import say_day
from facta.signals.base import DASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from facta.analyses.hypotheses.evidence import Evidence, Sight
    from facta.models.weighing import Change, Item, Weighed

IDLE = 1.0  # decibans: below, evidence distinguishes nothing
SHOWN = 0.05  # decibans: less is said as 0.0
INTERVAL = "90 % interval"
LEAST = 0.1  # per cent: less is not told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything there is to tell: what was asked, what was seen and what it weighs."""

    titles: Mapping[str, str]
    means: Mapping[str, str]
    priors: Mapping[str, tuple[float, float]]
    evidence: tuple[Evidence, ...]
    sights: tuple[Sight, ...]
    items: tuple[Item, ...]
    weighed: Weighed

    @property
    def names(self) -> tuple[str, ...]:
        """The hypotheses in the order of the case."""
        return self.weighed.hypotheses

    @property
    def lead(self) -> int:
        """The place of the leading hypothesis."""
        return self.names.index(self.weighed.pair.leading)

    @property
    def second(self) -> int:
        """The place of the runner-up."""
        return self.names.index(self.weighed.pair.runner_up)

    @property
    def seen(self) -> tuple[int, ...]:
        """The places of the evidence that was seen, the most telling first."""
        return tuple(at for at in self.telling if self.sights[at].state is not None)

    @property
    def telling(self) -> tuple[int, ...]:
        """The places of all evidence, the most telling first; ties go by key."""
        found = self.weighed.diagnosticity
        return tuple(
            sorted(range(len(self.items)), key=lambda at: (-round(float(found[at]), 9), self.items[at].name))
        )

    @property
    def ranked(self) -> tuple[int, ...]:
        """The places of the hypotheses, the likeliest first."""
        found = self.weighed.posterior
        return tuple(
            sorted(range(len(self.names)), key=lambda at: (-round(float(found[at]), 12), self.names[at]))
        )

    def title(self, at: int) -> str:
        """Return the title of a hypothesis."""
        return self.titles[self.names[at]]

    def named(self, at: int) -> str:
        """Return the title of a piece of evidence with the name of what it watches."""
        watched, title = self.evidence[at].watched, self.sights[at].title
        return watched if watched == title else f"{title} ({watched})"

    def place(self, change: Change) -> int:
        """Return the place of the evidence that a change is of."""
        return self.weighed.items.index(change.item)

    def word(self, at: int) -> str:
        """Return the word for how likely a hypothesis is."""
        return word(float(self.weighed.posterior[at]))

    def interval(self, at: int) -> tuple[float, float]:
        """Return the interval, widened where wide ranges leave the answer at their midpoints outside."""
        value = float(self.weighed.posterior[at])
        return min(float(self.weighed.low90[at]), value), max(float(self.weighed.high90[at]), value)

    @property
    def leads(self) -> str:
        """Say which hypothesis leads, as a title."""
        said = f"{self.title(self.lead)!r} leads, {likely(float(self.weighed.posterior[self.lead]))}"
        return said if self.seen else f"{said}, by its prior alone"

    @property
    def tells(self) -> str:
        """Say which evidence tells most, as a title."""
        if not self.seen:
            return "No evidence was seen"
        sight = self.sights[self.seen[0]]
        return f"{sight.title!r} tells most, {'supposed' if sight.asked else 'seen'} as {sight.state!r}"

    @property
    def idle(self) -> tuple[str, ...]:
        """Say in a sentence what distinguishes nothing, or nothing."""
        found = zip(self.evidence, self.weighed.diagnosticity, strict=True)
        names = [one.watched for one, tells in found if tells < IDLE]
        if not names:
            return ()
        return (f"Distinguishing nothing (under {IDLE:g} deciban): {', '.join(names)}.",)


def dated(registered: date | None) -> str:
    """Say since when the reasons stand, as a sentence to add, or nothing."""
    if registered is None:
        return ""
    return f" Registered on {say_day(registered)}; before it they are hindsight."


def scale(probabilities: Iterable[float]) -> str:
    """Say once what the words for some chances mean.

    >>> scale([0.62, 0.1, 0.07])
    'Words: very unlikely 5–20 %, likely 55–80 %.'
    """
    used = {word(one) for one in probabilities}
    return f"Words: {', '.join(f'{said} {ends} %' for _, said, ends in WORDS if said in used)}."


def ranged(probability: float) -> str:
    """Say the word for a chance with the range that it means.

    >>> ranged(0.62)
    'likely (55–80 %)'
    """
    said = word(probability)
    return f"{said} ({next(ends for _, name, ends in WORDS if name == said)} %)"


def chance(probability: float) -> str:
    """Say a chance in per cent: whole, with one decimal within 1 % of an end, and no closer than 0.1 %.

    >>> chance(0.617), chance(0.0085), chance(0.00084), chance(0.99964), chance(0.0)
    ('62 %', '0.9 %', '< 0.1 %', '> 99.9 %', '0 %')
    """
    value = 100 * probability
    if 0 < value < LEAST:
        return f"< {LEAST:g} %"
    if 100 - LEAST < value < 100:  # noqa: PLR2004  (per cent)
        return f"> {100 - LEAST:g} %"
    return f"{value:.0f} %" if value in (0, 100) or 1 <= value <= 99 else f"{value:.1f} %"  # noqa: PLR2004


def span(low: float, high: float) -> str:
    """Say a range in per cent.

    >>> span(0.4, 0.6), span(0.004, 0.1), span(0.3, 0.3), span(0.0002, 0.0005), span(0.0002, 0.002)
    ('40–60 %', '0.4–10 %', '30 %', '< 0.1 %', '0–0.2 %')
    """
    ends = chance(low), chance(high)
    if ends[0] != ends[1]:
        ends = ends[0].replace(f"< {LEAST:g}", "0"), ends[1].replace(f"> {100 - LEAST:g}", "100")
    return ends[0] if ends[0] == ends[1] else f"{ends[0].removesuffix(' %')}{DASH}{ends[1]}"


def telling(diagnosticity: float) -> str:
    """Say decibans without rounding them up, so that what lies under a line is said to.

    >>> telling(0.997), telling(3.159)
    ('0.99', '3.15')
    """
    return f"{math.floor(100 * diagnosticity) / 100:.2f}"


def decibans(value: float) -> str:
    """Say a weight with its sign.

    >>> decibans(4.77), decibans(-0.04), decibans(0.0)
    ('+4.8', '0.0', '0.0')
    """
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return "0.0" if abs(value) < SHOWN else f"{value:+.1f}"
