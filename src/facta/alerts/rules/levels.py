"""An indicator reached another level, and the newest figure is not alone in saying so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.alerts.happening import Happening, Waiting
from facta.scoring.silence import FIRST_NEWS
from facta.views.words import level_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.alerts.happening import Rank, Seen
    from facta.records import Point, Standing

INDEPENDENT = 2


class Levels:
    """A level went up, seen by two sources or in two figures, or down in two figures.

    What is not assessed for a while is compared with how it stood before.

    Two figures: the level lay on the same side of the old one before the newest period had any. Where
    time alone speaks, since something promised did not come, every day is a figure.
    """

    name = "level"
    type = "org.facta.level.changed.v1"
    says = "a level changed, by two figures or two sources"
    rank: Rank = "level change"
    instant = False
    refractory_days = 7
    stands = True

    def happened(self, seen: Seen) -> Iterator[Happening | Waiting]:
        """Yield the levels that changed, and those that one figure alone would change."""
        for now in seen.now.standings:
            was = seen.stood(self.name, now.indicator)
            if was.level is not None and now.level is None:
                yield Waiting(rule=self.name, subject=now.indicator)  # dark: what it returns with may differ
                continue
            if not _differs(was, now) or _crossed(now) > _crossed(was):
                continue
            if self._alone(seen, was, now):
                yield Waiting(rule=self.name, subject=now.indicator)
            else:
                yield self._told(seen, was, now)

    def _alone(self, seen: Seen, was: Standing, now: Standing) -> bool:
        """Tell a change that rests on one figure of one source."""
        if _speaks(now) == "overdue" or _speaks(was) == "overdue" or now.latest is None:
            return False
        before, level = was.level or 0, now.level or 0
        if level > before and now.latest.sources >= INDEPENDENT:
            return False
        earlier = before_it(seen, now.indicator, now.latest)
        if level == before:
            return earlier.direction != now.direction
        return earlier.level is None or (earlier.level - before) * (level - before) <= 0

    def _told(self, seen: Seen, was: Standing, now: Standing) -> Happening:
        cause = seen.causes.get(now.indicator)
        return Happening(
            rule=self.name,
            subject=now.indicator,
            title=now.title,
            what=moved(was, now),
            day=now.latest.known_at if now.latest and _speaks(now) != "overdue" else seen.as_of,
            why=now.reason,
            height=now.level or 0,
            indicators=(now.indicator,),
            facts={
                "from": {"level": was.level, "direction": was.direction},
                "to": {"level": now.level, "direction": now.direction},
                "cause": cause.cause if cause else None,
            },
        )


def before_it(seen: Seen, name: str, newest: Point) -> Standing:
    """Return how an indicator stood on the last day on which its newest period had no figure yet."""
    low, high = newest.start - timedelta(days=1), newest.known_at - timedelta(days=1)
    found = seen.standing_on(name, low)
    while low < high:
        middle = low + timedelta(days=((high - low).days + 1) // 2)
        standing = seen.standing_on(name, middle)
        if standing.latest is None or standing.latest.start < newest.start:
            low, found = middle, standing
        else:
            high = middle - timedelta(days=1)
    return found


def moved(was: Standing, now: Standing) -> str:
    """Say from which level to which, its word, and which way it points."""
    way = "" if now.direction == "none" else f", {now.direction}"
    before = level_word(None) if was.level is None else was.level
    return f"{before}→{now.level} {level_word(now.level)}{way}"


def _differs(was: Standing, now: Standing) -> bool:
    if now.level is None:
        return False  # told where its source goes dark
    if was.level is None:
        return was.health != "dark" and now.level >= FIRST_NEWS
    turned = now.level > 0 and {was.direction, now.direction} == {"deepening", "straining"}
    return was.level != now.level or turned


def _crossed(standing: Standing) -> int:
    return sum(finding.tripped for finding in standing.findings)


def _speaks(standing: Standing) -> str:
    """Return the signal that speaks for a level."""
    return next((f.signal for f in standing.findings if f.level and f.level == standing.level), "")
