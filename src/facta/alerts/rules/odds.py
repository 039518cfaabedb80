"""A trajectory became likely, or unlikely: its chance crossed from one word to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.alerts.happening import Happening, Waiting
from facta.alerts.terms import HUNDRED, is_beyond, place, ranged
from facta.likelihood import likely, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.alerts.happening import Rank, Seen
    from facta.results import Item


class Odds:
    """The chance of a trajectory lies two points or more beyond the end of the word that it had."""

    name = "odds"
    type = "org.facta.forecast.moved.v1"
    says = "a trajectory is called by another word"
    rank: Rank = "level change"
    instant = False
    refractory_days = 14
    stands = False

    def happened(self, seen: Seen) -> Iterator[Happening | Waiting]:
        """Yield the trajectories that crossed, and those that lie within the dead band."""
        for result in seen.now.results:
            for item in result.items if result.kind == "hypotheses" else ():
                was, now = seen.part(self.name, result.analysis, item.key), _chance(item)
                before = _chance(was) if was else None
                subject = f"{result.analysis}.{item.key}"
                if before is None or (now is not None and place(before) == place(now)):
                    continue
                if now is None or not is_beyond(before, now):
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


def _chance(item: Item) -> float | None:
    """Return the chance of a trajectory in per cent; evidence has weights instead."""
    return item.figure.value if item.figure and item.figure.unit == "%" else None
