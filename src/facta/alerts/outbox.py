"""Which events are due at which address: a function of the log, the settings and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from facta.alerts.log import ATTEMPTED, DELIVERED, JOINED, Entry, alerts
from facta.alerts.settings import Mail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.alerts.settings import AnyChannel, Digest, Quiet, Settings

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address of a channel: it accepts or refuses for itself."""

    channel: str
    address: str

    @property
    def name(self) -> str:
        """Its name in the log."""
        return f"{self.channel}:{self.address}" if self.address else self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be sent to one address in one go, and how often it is tried before the next watch."""

    target: Target
    events: tuple[Entry, ...]
    digest: bool
    tries: int = 3


def targets(channels: Mapping[str, AnyChannel]) -> Iterator[tuple[Target, AnyChannel]]:
    """Yield every address of every channel."""
    for name, channel in channels.items():
        addresses = channel.to if isinstance(channel, Mail) else ("",)
        for address in addresses:
            yield Target(channel=name, address=address), channel


def newcomers(settings: Settings, entries: Sequence[Entry]) -> list[Target]:
    """Return the addresses that the log does not know; they are told of nothing earlier."""
    known = {entry.subject for entry in entries if entry.type == JOINED}
    return [target for target, _ in targets(settings.channels) if target.name not in known]


def due(settings: Settings, entries: Sequence[Entry], *, case: str, now: datetime) -> list[Due]:
    """Return what is due now: urgent events at once, the others when a digest is, none in quiet hours.

    An event is due at an address until the log says that it was delivered there. What came after the
    address is told by the order of the log, and an event of a time to come waits for no digest: clocks
    are set back.
    """
    local = now.astimezone(ZoneInfo(settings.zone))
    if settings.quiet and is_quiet(settings.quiet, local):
        return []
    boundary = last_digest(settings.digest, local)
    joined = {entry.subject: place for place, entry in enumerate(entries) if entry.type == JOINED}
    delivered = {
        (entry.subject, event)
        for entry in entries
        if entry.type == DELIVERED
        for event in entry.data.get("events", ())
    }
    found: list[Due] = []
    for target, channel in targets(settings.channels):
        mine = [
            entry
            for entry in alerts(entries[joined.get(target.name, len(entries)) :])
            if (target.name, entry.id) not in delivered and wanted(channel, entry, case)
        ]
        urgent = [entry for entry in mine if entry.data.get("instant")]
        found += [Due(target=target, events=(entry,), digest=False) for entry in urgent]
        rest = [
            entry
            for entry in mine
            if not entry.data.get("instant")
            and (boundary is None or entry.time <= boundary or entry.time > now)
        ]
        found += [
            Due(target=target, events=events, digest=True) for events in _gathered(entries, target, rest)
        ]
    return found


def _gathered(entries: Sequence[Entry], target: Target, rest: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Yield digests: those tried before as they were, so that each keeps its id, then what is new."""
    waiting = {entry.id: entry for entry in rest}
    for entry in entries:
        if entry.type == ATTEMPTED and entry.subject == target.name and entry.data.get("digest"):
            ids = entry.data["events"]
            if all(one in waiting for one in ids):
                yield tuple(waiting.pop(one) for one in ids)
    if waiting:
        yield tuple(waiting.values())


def wanted(channel: AnyChannel, entry: Entry, case: str) -> bool:
    """Tell whether a channel is told of an event."""
    if channel.cases and case not in channel.cases:
        return False
    if channel.rules and entry.data.get("rule") not in channel.rules:
        return False
    return not channel.subjects or any(fnmatchcase(entry.subject, pattern) for pattern in channel.subjects)


def is_quiet(quiet: Quiet, local: datetime) -> bool:
    """Tell whether a local time lies in the quiet hours, which may run over midnight."""
    at = local.time().replace(tzinfo=None)
    if quiet.from_ <= quiet.until:
        return quiet.from_ <= at < quiet.until
    return at >= quiet.from_ or at < quiet.until


def last_digest(digest: Digest, local: datetime) -> datetime | None:
    """Return the newest moment at which a digest was due; None where every watch sends one."""
    if digest.every == "watch":
        return None
    day = local.date()
    if digest.every == "week":
        day -= timedelta(days=(local.weekday() - WEEKDAYS.index(digest.on)) % 7)
    moment = datetime.combine(day, digest.at, tzinfo=local.tzinfo)
    if moment > local:
        days = 7 if digest.every == "week" else 1
        moment = datetime.combine(day - timedelta(days=days), digest.at, tzinfo=local.tzinfo)
    return moment.astimezone(UTC)
