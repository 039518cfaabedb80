"""Many moves, each too small to tell, add up against the same day a year ago."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.alerts.happening import Anchor, Happening
from facta.assessment import assess
from facta.drift import drifts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.alerts.happening import Rank, Seen

ANCHOR_DAYS = 365


class Drifting:
    """An indicator or a trajectory drifted far from where it stood a year ago; see `facta.drift`."""

    name = "drift"
    type = "org.facta.drift.found.v1"
    says = "small moves added up against a year ago"
    rank: Rank = "level change"
    instant = False
    refractory_days = 91
    stands = False

    def happened(self, seen: Seen) -> Iterator[Happening]:
        """Yield what has drifted now and had not at the last watch, or was silenced then."""
        start = seen.as_of - timedelta(days=ANCHOR_DAYS)
        if start <= seen.case.since:
            return
        anchor = assess(seen.case, seen.records, start)
        found = drifts(anchor, seen.now)
        if not found:
            return
        before = Anchor(as_of=start, append=seen.last.append)
        earlier = drifts(assess(seen.case, seen.then(before), start), seen.was)
        told = {(one.subject, one.way) for one in earlier}
        for one in found:
            if (one.subject, one.way) in told and (self.name, one.subject) not in seen.held:
                continue
            yield Happening(
                rule=self.name,
                subject=one.subject,
                title=one.title,
                what=f"drift, {one.way}",
                day=one.at,
                why=one.says,
                said=f"{one.title}: {one.says}",
                indicators=(one.subject,) if one.subject in seen.case.indicators else (),
                facts={
                    "size": round(one.size, 2),
                    "measure": one.measure,
                    "figures": one.moves,
                    "against": start.isoformat(),
                },
            )
