"""The rules of a case: each signal of each indicator, with what it could tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from facta.signals import Tripwire
from facta.signals.overdue import Overdue
from facta.signals.threshold import Limit

if TYPE_CHECKING:
    from facta.cases import Case, TurningPoint
    from facta.indicators import Indicator
    from facta.records import Direction
    from facta.signals import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One signal of one indicator; ``place`` is where it stands among the signals of its indicator.

    ``tells`` are the directions that it can point in; ``none`` alone means that it points nowhere.
    """

    name: str
    indicator: str
    title: str
    strand: str
    signal: Signal
    place: int
    tells: frozenset[Direction]

    def concerns(self, point: TurningPoint) -> bool:
        """Tell whether a turning point is of this rule: of its strand or indicator, in a way it can point."""
        about = self.indicator in point.indicators or self.strand in point.strands
        return about and any(agrees(way, point.direction) for way in self.tells)


def agrees(way: Direction, other: Direction) -> bool:
    """Tell whether two directions go together; what points nowhere goes with both.

    >>> agrees("deepening", "deepening"), agrees("deepening", "straining"), agrees("none", "straining")
    (True, False, True)
    """
    return way == other or "none" in (way, other)


def rules_of(case: Case) -> tuple[Rule, ...]:
    """Return every rule of a case, in the order of the case."""
    return tuple(rule for name, indicator in case.indicators.items() for rule in _of(name, indicator))


def _of(name: str, indicator: Indicator) -> list[Rule]:
    often = Counter(signal.kind for signal in indicator.signals)
    seen: Counter[str] = Counter()
    found = []
    for place, signal in enumerate(indicator.signals):
        seen[signal.kind] += 1
        number = f"-{seen[signal.kind]}" if often[signal.kind] > 1 else ""
        found.append(
            Rule(
                name=f"{name}/{signal.kind}{number}",
                indicator=name,
                title=indicator.title,
                strand=indicator.strand,
                signal=signal,
                place=place,
                tells=_tells(signal, indicator),
            )
        )
    return found


def _tells(signal: Signal, indicator: Indicator) -> frozenset[Direction]:
    rise, fall = indicator.rise.means, indicator.fall.means
    if isinstance(signal, Limit):
        return frozenset({rise if signal.side > 0 else fall})
    if isinstance(signal, Overdue):
        return frozenset({signal.absence})
    ways = {rise, fall}
    return frozenset(ways - {"none"} or ways)


def armed(indicator: Indicator) -> Indicator:
    """Return an indicator whose trip-wires count as registered before all of history.

    A trip-wire is silent on what was past on the day of its registration: over history its line is
    scored, not the seal.
    """
    signals = tuple(
        signal.model_copy(update={"registered": date.min}) if isinstance(signal, Tripwire) else signal
        for signal in indicator.signals
    )
    return indicator.model_copy(update={"signals": signals})
