"""What is told: happenings by every rule, less those that are silenced for a while, as events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from facta.alerts.content import short, told_data
from facta.alerts.foretold import foretold
from facta.alerts.happening import Anchor, Happening, Seen, line_of
from facta.alerts.log import ACKNOWLEDGED, WATCHED, Entry, alerts, home, identity
from facta.alerts.rules import RULES
from facta.scoring.silence import silenced
from facta.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from facta.api import Open

LONGEST = 120
Held = dict[tuple[str, str], Anchor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What one watch found: events that are new, and the line that says how far it came."""

    events: tuple[Entry, ...]
    watched: Entry
    since: date | None


def decide(opened: Open, entries: Sequence[Entry], *, as_of: date, now: datetime) -> Decided:
    """Compare a case with its last watch and decide what is told.

    The first watch tells nothing: it says from where on it watches. Both days are worked out by the
    code and the case of today, so neither a release of facta nor an edit of the case is news.

    Raises
    ------
    ValueError
        When the day lies before that of the last watch.
    """
    last = _last(entries)
    newest = opened.records.newest_append
    here, ledger = Anchor(as_of=as_of, append=newest), foretold(opened.folder, opened.case.name, as_of)
    if last is None:
        return Decided(events=(), watched=_watched(opened, here, {}, now, ledger.entries), since=None)
    anchor, held = last
    if as_of < anchor.as_of:
        message = f"{as_of} is before the last watch, which was as of {anchor.as_of}: name a later day"
        raise ValueError(message)
    came = _came(entries)
    if here == anchor and ledger.entries == came.get(anchor, ledger.entries):
        watched = _watched(opened, here, held, now, ledger.entries)
        return Decided(events=(), watched=watched, since=anchor.as_of)
    seen = Seen(
        case=opened.case,
        records=opened.records,
        as_of=as_of,
        last=anchor,
        held=held,
        foretold=ledger,
        came=came,
    )
    happenings, waiting = _sifted(seen, entries)
    events = _events(opened, seen, happenings, now)
    return Decided(
        events=tuple(events),
        watched=_watched(opened, here, waiting, now, ledger.entries),
        since=anchor.as_of,
    )


def _sifted(seen: Seen, entries: Sequence[Entry]) -> tuple[list[Happening], Held]:
    """Return what is told, and the anchors of what waits: too early to tell, or told lately."""
    known = {entry.id for entry in entries}
    happenings: list[Happening] = []
    waiting: Held = {}
    for rule in RULES.values():
        for one in rule.happened(seen):
            names, seal = {one.subject}, ""
            if isinstance(one, Happening):
                if _id(seen, one) in known:
                    continue  # a kill came between this line and the last of that watch
                if not _silenced(one, seen.as_of - timedelta(days=rule.refractory_days), entries):
                    happenings.append(one)
                    continue
                names, seal = names | set(one.indicators), one.seal
            for name in names:
                key = (rule.name, line_of(name, seal))
                waiting[key] = seen.held.get(key, seen.last)
    return happenings, waiting


def _id(seen: Seen, one: Happening) -> str:
    """Return the id of a happening: the same whenever, and however often, it is seen."""
    parts = (one.rule, one.subject, one.what, one.day, one.mark)
    return identity(seen.case.name, *(parts if one.mark else parts[:-1]))


def _silenced(one: Happening, since: date, entries: Sequence[Entry]) -> bool:
    """Tell whether a rule spoke lately of this, or somebody knows it, unless it goes further up now."""
    spoken = _spoken(one, entries)
    if spoken is None:
        return False
    data = spoken.data
    day, height = date.fromisoformat(data["as_of"]), int(data.get("height", 0))
    return silenced(one.height, since, (day, height)) or _acknowledged(one, spoken, entries)


def _acknowledged(one: Happening, spoken: Entry, entries: Sequence[Entry]) -> bool:
    """Tell whether somebody acknowledged what was told last, and this adds nothing to it."""
    if not RULES[one.rule].stands or not 0 < one.height <= int(spoken.data.get("height", 0)):
        return False
    was, now = (_way(facts.get("to")) for facts in (spoken.data, one.facts))
    return was == now and any(entry.type == ACKNOWLEDGED and entry.subject == spoken.id for entry in entries)


def _way(to: object) -> object:
    return to.get("direction") if isinstance(to, dict) else None


def _spoken(one: Happening, entries: Sequence[Entry]) -> Entry | None:
    """Return what a rule told last of a subject, or a line of it."""
    earlier = [
        entry
        for entry in alerts(entries)
        if entry.data.get("rule") == one.rule
        and entry.subject == short(one.subject, LONGEST)
        and one.seal in ("", entry.data.get("seal"))
    ]
    return earlier[-1] if earlier else None


def _events(opened: Open, seen: Seen, happenings: Sequence[Happening], now: datetime) -> list[Entry]:
    if not happenings:
        return []
    text = told(seen.case, seen.records, seen.now)
    found = (
        Entry(
            id=_id(seen, one),
            source=home(opened.case.name),
            type=RULES[one.rule].type,
            subject=short(one.subject, LONGEST),
            time=now,
            data=told_data(seen, one, text),
        )
        for one in happenings
    )
    return list({entry.id: entry for entry in found}.values())


def _watched(
    opened: Open, here: Anchor, held: Mapping[tuple[str, str], Anchor], now: datetime, ledger: int | None
) -> Entry:
    """Return the line that says how far a watch came, in the store and in the ledger of forecasts."""
    name = opened.case.name
    data: dict[str, Any] = {
        "as_of": here.as_of.isoformat(),
        "append": here.append,
        "case_digest": opened.case.digest[:16],
        "held": [
            [rule, subject, anchor.as_of.isoformat(), anchor.append]
            for (rule, subject), anchor in sorted(held.items())
        ],
        **({} if ledger is None else {"ledger": ledger}),
    }
    made = identity(name, "watched", here.as_of, here.append, now.isoformat())
    return Entry(id=made, source=home(name), type=WATCHED, subject=name, time=now, data=data)


def _came(entries: Sequence[Entry]) -> dict[Anchor, int]:
    """Return how far the ledger of forecasts had come at each watch that wrote it down."""
    return {
        Anchor(as_of=date.fromisoformat(one.data["as_of"]), append=one.data["append"]): int(
            one.data["ledger"]
        )
        for one in entries
        if one.type == WATCHED and "ledger" in one.data
    }


def last_append(entries: Sequence[Entry]) -> int:
    """Return how far the store had come at the last watch."""
    last = _last(entries)
    return last[0].append if last else 0


def _last(entries: Sequence[Entry]) -> tuple[Anchor, Held] | None:
    """Return where the last watch stood, and the earlier anchors that it kept."""
    found = next((entry for entry in reversed(entries) if entry.type == WATCHED), None)
    if found is None:
        return None
    held = {
        (rule, subject): Anchor(as_of=date.fromisoformat(day), append=append)
        for rule, subject, day, append in found.data["held"]
    }
    return Anchor(as_of=date.fromisoformat(found.data["as_of"]), append=found.data["append"]), held
