"""Delivery, at least once: tried is written before, delivered only after the receiver accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from facta.alerts.channels import Parcel, Refused, apart, sender_of
from facta.alerts.log import ATTEMPTED, DELIVERED, FAILED, JOINED, Entry, home, identity
from facta.alerts.outbox import due, newcomers, targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from facta.alerts.channels import Means, Sender
    from facta.alerts.log import Log
    from facta.alerts.outbox import Due, Target
    from facta.alerts.settings import Settings

FIRST_WAIT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one parcel; ``again`` tells whether its address may only be out of reach."""

    target: Target
    events: tuple[str, ...]
    refused: str = ""
    again: bool = False


def join(log: Log, settings: Settings, entries: Sequence[Entry], now: datetime) -> None:
    """Write down the addresses that are new, so that they are told from now on."""
    log.append(_entry(log.case, JOINED, target, {}, (now, 0)) for target in newcomers(settings, entries))


def deliver(log: Log, settings: Settings, means: Means, now: datetime) -> list[Sent]:
    """Send what is due; the caller holds the lock of the log.

    A kill between the acceptance and its line in the log repeats the parcel at the next watch, with
    the same id: of a webhook the id of the event, of a letter its Message-ID. What follows at an address
    that could not be reached is tried once, so that one silent host does not hold the others up for long.
    """
    channels = settings.channels
    senders: dict[str, Sender] = {}
    sent: list[Sent] = []
    for one in due(settings, log.entries(), case=log.case, now=now):
        for parcel_of in _parcels(one, alone=apart(channels[one.target.channel])):
            name = one.target.name
            if name not in senders:
                senders[name] = sender_of(channels[one.target.channel], one.target, means)
            silent = any(earlier.again and earlier.target == one.target for earlier in sent)
            now_due = replace(parcel_of, tries=1) if silent else parcel_of
            sent.append(_send(log, settings, senders[name], now_due, means))
    return sent


def check(settings: Settings, means: Means) -> None:
    """Make every sender once, so that what is missing is said before anything is collected.

    Raises
    ------
    ValueError
        When an extra or a secret is missing.
    """
    lacks = settings.missing(means.environment)
    if lacks:
        raise ValueError("\n".join(lacks))
    for target, channel in targets(settings.channels):
        sender_of(channel, target, means)


def _parcels(one: Due, *, alone: bool) -> Iterator[Due]:
    """Yield what goes out together: for machines each event by itself."""
    if not alone:
        yield one
        return
    for entry in one.events:
        yield replace(one, events=(entry,))


def _send(log: Log, settings: Settings, sender: Sender, one: Due, means: Means) -> Sent:
    ids = tuple(entry.id for entry in one.events)
    made = identity(one.target.name, *sorted(ids))
    at = means.clock.now()
    parcel = Parcel(id=made, case=log.case, events=one.events, at=at, site=settings.site)
    data: dict[str, object] = {"events": list(ids), "parcel": made, "digest": one.digest}
    number = sum(entry.type == ATTEMPTED and entry.data.get("parcel") == made for entry in log.entries())
    log.append([_entry(log.case, ATTEMPTED, one.target, data, (at, number))])
    try:
        _insist(sender, parcel, means, tries=one.tries)
    except Refused as refused:
        told = {**data, "reason": str(refused)}
        at = means.clock.now()
        log.append([_entry(log.case, FAILED, one.target, told, (at, number))])
        return Sent(target=one.target, events=ids, refused=str(refused), again=refused.again)
    log.append([_entry(log.case, DELIVERED, one.target, data, (means.clock.now(), 0))])
    return Sent(target=one.target, events=ids)


def _insist(sender: Sender, parcel: Parcel, means: Means, *, tries: int) -> None:
    """Send, and again with a doubled wait where that may help."""
    wait = FIRST_WAIT
    for number in range(1, tries + 1):
        try:
            sender.send(parcel)
        except Refused as refused:
            if number == tries or not refused.again:
                raise
            means.clock.sleep(max(wait, refused.wait))
            wait *= 2
        else:
            return


def _entry(
    case: str, kind: str, target: Target, data: dict[str, object], when: tuple[datetime, int]
) -> Entry:
    at, number = when
    made = identity(case, kind, target.name, data.get("parcel", ""), number)
    return Entry(id=made, source=home(case), type=kind, subject=target.name, time=at, data=data)
