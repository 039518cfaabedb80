"""A trajectory became likely, or unlikely: its chance crossed from one word to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.alerts.happening import Happening, Waiting
from facta.likelihood import WORDS, likely, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.alerts.happening import Rank, Seen
    from facta.results import Item

DEAD_BAND = 2.0  # percentage points beyond the end of a word; in a narrower range, half of it
HUNDRED = 100.0


class Odds:
    """The chance of a trajectory lies two points or more beyond the end of the word that it had."""

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
                subject = f"{result.analysis}.{item.key}"
                if before is None or (now is not None and _place(before) == _place(now)):
                    continue
                if now is None or abs(now - crossed(before, now)) < _band(now):
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
    """Return the end of the range of the first word, in per cent, where a chance left it for another.

    >>> crossed(40.0, 60.0), crossed(60.0, 40.0), crossed(81.0, 79.0), crossed(50.0, 55.0)
    (45, 55, 80, 55)
    """
    low, high = sorted((_place(was), _place(now)))
    ends = [round(HUNDRED * end) for end, _, _ in WORDS[low:high]]
    return ends[0] if now > was else ends[-1]


def _place(percent: float) -> int:
    """Return the place of the word for a chance."""
    said = word(percent / HUNDRED)
    return next(place for place, (_, name, _) in enumerate(WORDS) if name == said)


def _band(percent: float) -> float:
    """Return how far beyond an end a chance must lie: never more than half of its word's range."""
    place = _place(percent)
    low = WORDS[place - 1][0] if place else 0.0
    return min(DEAD_BAND, HUNDRED * (WORDS[place][0] - low) / 2)


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
