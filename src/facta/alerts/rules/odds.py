"""A trajectory became likely, or unlikely: its chance crossed from one word to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.alerts.happening import Happening, Waiting
from facta.likelihood import WORDS, likely, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.alerts.happening import Rank, Seen
    from facta.results import Item

DEAD_BAND = 2.0  # percentage points beyond the end of a word before it is told
HUNDRED = 100.0


class Odds:
    """The chance of a trajectory lies two points or more inside the range of another word."""

    name = "odds"
    type = "org.facta.forecast.moved.v1"
    says = "a trajectory is called by another word"
    rank: Rank = "level change"
    instant = False
    refractory_days = 14

    def happened(self, seen: Seen) -> Iterator[Happening | Waiting]:
        """Yield the trajectories that crossed, and those that lie within the dead band."""
        for result in seen.now.results:
            for item in result.items if result.kind == "hypotheses" else ():
                was, now = seen.part(self.name, result.analysis, item.key), _chance(item)
                before = _chance(was) if was else None
                if before is None or now is None or word(before / HUNDRED) == word(now / HUNDRED):
                    continue
                subject = f"{result.analysis}.{item.key}"
                if abs(now - crossed(before, now)) < DEAD_BAND:
                    yield Waiting(rule=self.name, subject=subject)
                else:
                    yield self._told(seen, subject, item, (before, now))

    def _told(self, seen: Seen, subject: str, item: Item, pair: tuple[float, float]) -> Happening:
        was, now = pair
        figure = item.figure
        return Happening(
            rule=self.name,
            subject=subject,
            title=item.title,
            what=f"{ranged(was)}→{ranged(now)}",
            said=f"{item.title}, {was:.1f} % → {now:.1f} %",
            day=item.since or seen.as_of,
            why=f"It was {likely(was / HUNDRED)} and is {likely(now / HUNDRED)}.",
            facts={
                "from": {"percent": round(was, 1), "word": word(was / HUNDRED)},
                "to": {"percent": round(now, 1), "word": word(now / HUNDRED)},
                "low": figure.low if figure else None,
                "high": figure.high if figure else None,
                "bounds": figure.bounds if figure else "",
            },
        )


def crossed(was: float, now: float) -> float:
    """Return the last end of a word's range, in per cent, that lies between two chances.

    >>> crossed(40.0, 60.0), crossed(60.0, 40.0), crossed(81.0, 79.0)
    (55, 45, 80)
    """
    low, high = sorted((was, now))
    ends = [round(HUNDRED * end) for end, _, _ in WORDS if low < HUNDRED * end <= high]
    return ends[-1] if now > was else ends[0]


def ranged(percent: float) -> str:
    """Say the word for a chance in per cent with the range that it means.

    >>> ranged(62.0)
    'likely (55–80 %)'
    """
    said = word(percent / HUNDRED)
    return f"{said} ({next(span for _, name, span in WORDS if name == said)} %)"


def _chance(item: Item) -> float | None:
    """Return the chance of a trajectory in per cent; evidence has weights instead."""
    return item.figure.value if item.figure and item.figure.unit == "%" else None
