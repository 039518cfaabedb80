"""How a closure group stands on a day, what it did before, and how often it was closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from facta.indicators import Selection
from facta.models.episodes import closure_rate, spells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from facta.analyses.base import Row, View
    from facta.analyses.corridor.parameters import Bounds, Watch
    from facta.corridors.network import Group
    from facta.models.episodes import ClosureRate

Stand = Literal["closed", "reduced", "open", "not seen", "not watched"]
STATES: dict[str, Stand] = {"closed": "closed", "reduced": "reduced", "open": "open"}
SIGHTING = "passage"
SEED = 20260601


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One closure: from its first day to the day it ended, or None where it was last seen closed."""

    start: date
    end: date | None
    seen: date
    records: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Days closed, the last sighting among them where it runs on; a day at least."""
        until = self.end or self.seen + timedelta(days=1)
        return max(1, (until - self.start).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A closure group on a day: how it stands, since when, last seen when, and how often it was closed.

    ``share`` holds low, typical and high of the share of days closed; ``rate`` is None where that is
    the author's and not measured.
    """

    group: Group
    watch: Watch | None
    stand: Stand
    since: date | None
    seen: date | None
    episodes: tuple[Episode, ...]
    rate: ClosureRate | None
    share: tuple[float, float, float]
    records: tuple[str, ...] = ()
    reading: str = ""

    @property
    def closed(self) -> bool:
        """Whether it was last seen closed."""
        return self.stand == "closed"

    @property
    def measured(self) -> bool:
        """Whether records say how often it was closed."""
        return self.rate is not None


def sightings(watch: Watch, group: str) -> Selection:
    """Return the selection of the dated sightings of a group."""
    return Selection(source=(watch.source or "",), kind=(SIGHTING,), tags=(f"group:{group}",))


def gate(group: Group, watch: Watch | None, view: View) -> Gate:
    """Say how a closure group stands as of the day of a view."""
    if watch is None:
        return _unwatched(group, None, "not watched")
    if watch.source:
        return _from_log(group, watch, view)
    if watch.indicator:
        return _from_series(group, watch, view)
    return _unwatched(group, watch, "not watched")


def _unwatched(group: Group, watch: Watch | None, stand: Stand) -> Gate:
    share = _put(watch.share) if watch and watch.share else (0.0, 0.0, 0.0)
    return Gate(
        group=group, watch=watch, stand=stand, since=None, seen=None, episodes=(), rate=None, share=share
    )


def _never_seen(group: Group, watch: Watch, as_of: date) -> Gate:
    """Return a gate of which no closure was written down, since its first day that was searched."""
    if watch.since is None or as_of <= watch.since:
        return _unwatched(group, watch, "not seen")
    rate, share = _measured((), watch, as_of)
    return replace(_unwatched(group, watch, "not seen"), rate=rate, share=share)


def _put(share: Bounds) -> tuple[float, float, float]:
    return share.low, share.typical, share.high


def _from_log(group: Group, watch: Watch, view: View) -> Gate:
    rows = view.rows(sightings(watch, group.key))
    if not rows:
        return _never_seen(group, watch, view.as_of)
    episodes = _episodes(rows)
    last = rows[-1]
    stand = _state(last) if _holds(last, view.as_of) else "not seen"
    same = _tail(rows, stand)
    rate, share = _measured(episodes, watch, view.as_of)
    return Gate(
        group=group,
        watch=watch,
        stand=stand,
        since=same[0]["start"] if same else None,
        seen=last["end"] - timedelta(days=1),
        episodes=episodes,
        rate=rate,
        share=share,
        records=tuple(str(row["ref"]) for row in rows),
        reading=str(last["text"]),
    )


def _holds(row: Row, day: date) -> bool:
    """Tell whether a sighting still speaks on a day: a tag ``until:`` says how long it does."""
    ends = [tag[6:] for tag in row["tags"] if tag.startswith("until:")]
    return not ends or day <= date.fromisoformat(ends[0])


def _state(row: Row) -> Stand:
    words = [tag[6:] for tag in row["tags"] if tag.startswith("state:")]
    return next((STATES[word] for word in words if word in STATES), "not seen")


def _tail(rows: Sequence[Row], stand: Stand) -> list[Row]:
    """Return the newest rows that all say the same."""
    found: list[Row] = []
    for row in reversed(rows):
        if _state(row) != stand:
            break
        found.insert(0, row)
    return found


def _episodes(rows: Sequence[Row]) -> tuple[Episode, ...]:
    """Pair each first sighting of a closure with the next one of a gate that is not closed."""
    found: list[Episode] = []
    begun: date | None = None
    seen: date | None = None
    refs: list[str] = []
    for row in rows:
        if _state(row) == "closed":
            begun, seen = begun or row["start"], row["end"] - timedelta(days=1)
            refs.append(str(row["ref"]))
        elif begun is not None and seen is not None:
            refs.append(str(row["ref"]))
            found.append(Episode(start=begun, end=row["start"], seen=seen, records=tuple(refs)))
            begun, refs = None, []
    if begun is not None and seen is not None:
        found.append(Episode(start=begun, end=None, seen=seen, records=tuple(refs)))
    return tuple(found)


def _measured(
    episodes: Sequence[Episode], watch: Watch, as_of: date
) -> tuple[ClosureRate | None, tuple[float, float, float]]:
    """Measure how often it was closed, from the first day searched to the last that says so."""
    since = watch.since
    if since is None or since > as_of:
        return None, _put(watch.share) if watch.share else (0.0, 0.0, 0.0)
    counted = [
        replace(one, start=max(one.start, since))
        for one in episodes
        if (one.end or one.seen + timedelta(days=1)) > since
    ]
    until = counted[-1].seen if counted and counted[-1].end is None else as_of
    days = np.array([one.days for one in counted], float)
    running = np.array([one.end is None for one in counted], bool)
    return _rated(days, running, float((until - since).days + 1), watch)


def _rated(
    days: NDArray[np.float64], running: NDArray[np.bool_], watched: float, watch: Watch
) -> tuple[ClosureRate | None, tuple[float, float, float]]:
    """Measure, where a day was open: a gate that was never seen open has no rate."""
    if watch.share and not len(days):
        return None, _put(watch.share)  # no closure tells how long one would last
    if watched <= days.sum():
        return None, _put(watch.share) if watch.share else (1.0, 1.0, 1.0)
    rate = closure_rate(days, running, watched, seed=SEED)
    return rate, (rate.low, rate.share, rate.high)


def _from_series(group: Group, watch: Watch, view: View) -> Gate:
    """Read a group's state off an indicator: closed or reduced where it is below a line."""
    series = view.series(watch.indicator or "")
    points = series.points.filter(series.points["value"].is_not_null()).sort("start")
    if not len(points):
        return _unwatched(group, watch, "not seen")
    values = points["value"].to_numpy()
    words = [_below(value, watch) for value in values]
    closed = np.array([word == "closed" for word in words])
    closed = _confirmed(closed, watch.reports)
    words = [
        word if word != "closed" or sure else "reduced" for word, sure in zip(words, closed, strict=True)
    ]
    days = np.array([(end - start).days for start, end in points.select("start", "end").rows()], float)
    same = len(words) - next((n for n, word in enumerate(reversed(words)) if word != words[-1]), len(words))
    lengths, running = spells(closed, days)
    rate, share = _rated(lengths, running, float(days.sum()), watch)
    return Gate(
        group=group,
        watch=watch,
        stand=words[-1],
        since=points["start"][same],
        seen=points["end"][-1] - timedelta(days=1),
        episodes=_runs(points["start"].to_list(), points["end"].to_list(), closed.tolist()),
        rate=rate,
        share=share,
        reading=f"{watch.indicator} is {values[-1]:.3g} {series.unit}",
    )


def _confirmed(closed: NDArray[np.bool_], reports: int) -> NDArray[np.bool_]:
    """Keep closures that as many periods in a row report: one low week is no closure."""
    kept = closed.copy()
    start = 0
    for number in range(len(closed) + 1):
        if number < len(closed) and closed[number]:
            continue
        if number - start < reports:
            kept[start:number] = False
        start = number + 1
    return kept


def _below(value: float, watch: Watch) -> Stand:
    if watch.closed_below is not None and value < watch.closed_below:
        return "closed"
    return "reduced" if watch.reduced_below is not None and value < watch.reduced_below else "open"


def _runs(starts: Sequence[date], ends: Sequence[date], closed: Sequence[bool]) -> tuple[Episode, ...]:
    found: list[Episode] = []
    for number, flag in enumerate(closed):
        if not flag:
            continue
        last = number == len(closed) - 1
        begun = found and found[-1].seen == starts[number] - timedelta(days=1) and closed[number - 1]
        start = found.pop().start if begun else starts[number]
        seen = ends[number] - timedelta(days=1)
        found.append(Episode(start=start, end=None if last else ends[number], seen=seen))
    return tuple(found)
