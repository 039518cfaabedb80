"""What the board adds up: how many indicators are assessed, and what chance alone would raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.language import many, say
from facta.views.words import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from facta.records import ByChance, Standing


def weighed(standings: Iterable[Standing]) -> tuple[int, int]:
    """Count the assessed indicators: against their own history, and by editorial limits only."""
    limits = [standing.basis == "limit" for standing in standings if standing.level is not None]
    return limits.count(False), limits.count(True)


def assessed(standings: Iterable[Standing]) -> str:
    """Say how many indicators are assessed, of those that anything was collected for by then."""
    collected = [standing for standing in standings if standing.collected]
    seen = sum(one.level is not None for one in collected)
    return say("%(seen)s of %(all)s assessed", seen=seen, all=len(collected))


def uncollected(standings: Iterable[Standing]) -> str:
    """Say how many indicators nothing was collected for by then; nothing where there are none."""
    number = sum(not standing.collected for standing in standings)
    return say("%(number)s not collected", number=number) if number else ""


def by_chance(chance: ByChance) -> str:
    """Say how many levels off baseline a year the rules would give if nothing changed.

    >>> from facta.records import ByChance
    >>> by_chance(ByChance(off=31.4, elevated=7.9, rules=40, unrated=12))
    'by chance about 31 a year off baseline, 8 elevated; false ones not controlled'
    """
    if not chance.rules:
        return say("no rule with a known rate of false alarms was assessed")
    numbers = say(
        "by chance about %(off)s a year off baseline, %(elevated)s elevated",
        off=figure(float(round(chance.off))),
        elevated=figure(float(round(chance.elevated))),
    )
    if chance.false_discovery is None:
        return numbers + say("; false ones not controlled")
    return numbers + many(
        "; false ones held to %(share)s %%, %(count)s level held back",
        "; false ones held to %(share)s %%, %(count)s levels held back",
        chance.held,
        share=f"{100 * chance.false_discovery:g}",
    )
