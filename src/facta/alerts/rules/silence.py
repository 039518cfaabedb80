"""A source fell silent, or speaks again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from facta.alerts.happening import Happening
from facta.periods import say_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.alerts.happening import Rank, Seen
    from facta.records import Health, Standing

NAMED = 8


class _Silence:
    """Indicators whose data turned dark, or are no longer, told once for all of the same sources."""

    rank: Rank
    name: str
    word: str
    instant = False
    refractory_days = 30
    stands = False

    def turned(self, was: Health, now: Health) -> bool:
        """Tell whether this is the turn that the rule tells of."""
        raise NotImplementedError

    def happened(self, seen: Seen) -> Iterator[Happening]:
        """Yield a happening for each set of sources."""
        groups: dict[str, list[Standing]] = {}
        for now in seen.now.standings:
            was = seen.stood(self.name, now.indicator)
            if now.latest is not None and self.turned(was.health, now.health):
                groups.setdefault(_sources(seen, now.indicator), []).append(now)
        every = Counter(_sources(seen, name) for name in seen.case.indicators)
        for sources, standings in groups.items():
            yield self._told(sources, standings, every[sources])

    def _told(self, sources: str, standings: Sequence[Standing], every: int) -> Happening:
        names = [standing.indicator for standing in standings]
        newest = max(standing.latest.end for standing in standings if standing.latest)
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        count = f"{len(names)} of {every} {'indicator' if every == 1 else 'indicators'}"
        why = f"The newest figure is of a period that ended by {say_day(newest - timedelta(days=1))}."
        return Happening(
            rule=self.name,
            subject=sources,
            title=f"{sources}: {count}",
            what=f"{self.word}, {count}: {', '.join(names[:NAMED])}{more}",
            day=newest,
            why=why,
            said=why,
            height=len(names),
            indicators=tuple(names),
            facts={"indicators": names},
        )


class Dark(_Silence):
    """Data that were due did not come for three periods or a year: a level is no more assessed."""

    name = "dark"
    type = "org.facta.source.dark.v1"
    says = "a source fell silent"
    rank: Rank = "source dark"
    word = "dark"

    def turned(self, was: Health, now: Health) -> bool:
        """Tell a turn to dark."""
        return was != "dark" and now == "dark"


class Back(_Silence):
    """A source that had fallen silent speaks again."""

    name = "back"
    type = "org.facta.source.back.v1"
    says = "a source that was silent speaks again"
    rank: Rank = "level change"
    word = "back"

    def turned(self, was: Health, now: Health) -> bool:
        """Tell a turn from dark."""
        return was == "dark" and now != "dark"


def _sources(seen: Seen, name: str) -> str:
    """Return the names of the sources that an indicator counts, as the case has them."""
    every = {seen.case.source_name(use): use for use in seen.case.sources}
    named = {one for _, selection in seen.case.indicators[name].selections() for one in selection.source}
    return " + ".join(sorted(every.get(one, one) for one in named))
