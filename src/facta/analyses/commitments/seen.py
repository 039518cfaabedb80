"""Everything that is said of promises on a day rests on this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.analyses.commitments.rates import Spread, alone, worth

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from facta.analyses.base import Row
    from facta.analyses.commitments.frictions import Friction, Orders
    from facta.analyses.commitments.promises import Promise
    from facta.analyses.commitments.rates import Delivered

PROMOTIONAL = "promotional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Promises as known on a day, what groups did with theirs, and the quarrels of those who carry them.

    ``mandated`` are the sides without promises that nobody had a mandate for. ``friction`` is a
    reason in words where it cannot be weighed, None where no quarrels are read.
    """

    as_of: date
    promises: tuple[Promise, ...]
    sides: Mapping[str, Delivered]
    mandated: Mapping[str, Delivered]
    factions: Mapping[str, Delivered]
    portfolios: Mapping[str, Delivered]
    known_factions: tuple[str, ...]
    friction: Friction | str | None
    orders: Orders | None
    quarrels: Mapping[str, tuple[Row, ...]]

    @property
    def resolved(self) -> int:
        """Promises that ended in one of the ways that count."""
        return sum(promise.resolved for promise in self.promises)

    @property
    def promotional(self) -> tuple[Promise, ...]:
        """Promises made without a mandate."""
        return tuple(promise for promise in self.promises if PROMOTIONAL in promise.tags)

    @property
    def overdue(self) -> tuple[Promise, ...]:
        """Promises whose day has passed without an outcome."""
        return tuple(promise for promise in self.promises if promise.outcome == "overdue")

    @property
    def pending(self) -> tuple[Promise, ...]:
        """Promises that may still be kept."""
        return tuple(promise for promise in self.promises if promise.pending)

    @property
    def next_due(self) -> tuple[Promise, ...]:
        """Open promises with a day to come, the nearest first."""
        dated = [(one.due.last, one.key, one) for one in self.promises if one.outcome == "open" and one.due]
        return tuple(one for _, _, one in sorted(dated, key=lambda found: found[:2]))

    @property
    def slipped(self) -> tuple[Promise, ...]:
        """Promises whose date was put off, those put off furthest first."""
        return tuple(sorted((one for one in self.promises if one.slipped > 0), key=lambda one: -one.slipped))

    @property
    def exposed(self) -> tuple[Promise, ...]:
        """Pending promises carried by a faction in open friction."""
        at_odds = {name for name, rows in self.quarrels.items() if rows}
        return tuple(one for one in self.pending if at_odds & set(one.words("faction")))

    def whole(self, *, promotional: bool = True) -> Spread | None:
        """Return the rate of all promises together, with or without those that lack a mandate."""
        mine = [one for one in self.promises if promotional or PROMOTIONAL not in one.tags]
        kept, of = worth(mine)
        return alone(kept, of) if of else None
