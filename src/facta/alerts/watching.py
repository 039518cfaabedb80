"""One watch of a case: decide, log, deliver."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from facta.alerts.deciding import decide, last_append
from facta.alerts.delivering import deliver, join
from facta.alerts.log import Log
from facta.store import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from facta.alerts.channels import Means
    from facta.alerts.delivering import Sent
    from facta.alerts.log import Entry
    from facta.alerts.settings import Settings
    from facta.api import Open

QUIET, LEVEL, WIRE, DARK = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What became of a watch: what is new, what was sent, and since when it looks."""

    case: str
    as_of: date
    since: date | None
    events: tuple[Entry, ...]
    sent: tuple[Sent, ...] = ()

    @property
    def exit_status(self) -> int:
        """The most urgent of what happened: 2 a trip-wire, 1 anything that moved, 3 a source gone dark."""
        ranks = {str(entry.data["rank"]) for entry in self.events}
        if "trip-wire" in ranks:
            return WIRE
        if "level change" in ranks:
            return LEVEL
        return DARK if ranks else QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who is told of what, and by which means."""

    settings: Settings
    means: Means


def watch(opened: Open, store: Path, *, as_of: date, reach: Reach, dry_run: bool = False) -> Watched:
    """Compare a case with the last watch, append what happened to its log, and deliver what is due.

    With ``dry_run`` nothing is written and nothing is sent.

    Raises
    ------
    StoreError
        Another process watches the same case, or the log cannot be read or written.
    ValueError
        The day lies before that of the last watch, or an extra is missing.
    """
    log, now = Log(store, opened.case.name), reach.means.clock.now()
    if dry_run:
        decided = decide(opened, log.entries(), as_of=as_of, now=now)
        return Watched(case=opened.case.name, as_of=as_of, since=decided.since, events=decided.events)
    with log.writing():
        entries = log.entries()
        decided = decide(_abreast(opened, store, entries), entries, as_of=as_of, now=now)
        join(log, reach.settings, entries, now)
        log.append((*decided.events, decided.watched))
        sent = deliver(log, reach.settings, reach.means, now)
    return Watched(
        case=opened.case.name,
        as_of=as_of,
        since=decided.since,
        events=decided.events,
        sent=tuple(sent),
    )


def _abreast(opened: Open, store: Path, entries: Sequence[Entry]) -> Open:
    """Read the store again where another watch came further while this one waited for it."""
    if opened.records.newest_append >= last_append(entries):
        return opened
    return replace(opened, records=open_store(store, create=False).records())
