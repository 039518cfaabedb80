"""What people said of alerts, and how precise each rule turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from facta.alerts.content import short
from facta.alerts.log import ACKNOWLEDGED, DELIVERED, FAILED, Entry, alerts, home, identity
from facta.alerts.rules import RULES
from facta.errors import nearest
from facta.scoring.said import Precision, Said, Told, precision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

SHORTEST = 4
TOLD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What somebody says of an alert: whether it was worth being told, who says so, and why."""

    useful: bool
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert with what became of it."""

    entry: Entry
    delivered: tuple[str, ...]
    failed: tuple[str, ...]
    useful: bool | None
    by: str
    note: str


def listed(entries: Sequence[Entry]) -> list[Alert]:
    """Return every alert with its deliveries and the last judgement of it, oldest first."""
    delivered: dict[str, list[str]] = {}
    failed: dict[str, list[str]] = {}
    judged: dict[str, Entry] = {}
    for entry in entries:
        if entry.type == ACKNOWLEDGED:
            judged[entry.subject] = entry
        for event in entry.data.get("events", ()) if entry.type in (DELIVERED, FAILED) else ():
            (delivered if entry.type == DELIVERED else failed).setdefault(event, []).append(entry.subject)
    found: list[Alert] = []
    for entry in alerts(entries):
        there, said = tuple(dict.fromkeys(delivered.get(entry.id, ()))), judged.get(entry.id)
        found.append(
            Alert(
                entry=entry,
                delivered=there,
                failed=tuple(one for one in dict.fromkeys(failed.get(entry.id, ())) if one not in there),
                useful=None if said is None else bool(said.data["useful"]),
                by=str(said.data["by"]) if said else "",
                note=str(said.data["note"]) if said else "",
            )
        )
    return found


def precisions(entries: Sequence[Entry]) -> list[Precision]:
    """Return how many alerts of each rule were judged useful, with Clopper-Pearson limits."""
    every = listed(entries)
    return [
        precision(name, rule.says, [one.useful for one in every if one.entry.data.get("rule") == name])
        for name, rule in RULES.items()
    ]


def said(case: str, entries: Sequence[Entry]) -> Said:
    """Return the alerts of a case with what people said of them, to be kept beside its scorecards."""
    return Said(
        case=case,
        told=tuple(
            Told(
                rule=name,
                says=RULES[name].says,
                subject=one.entry.subject,
                as_of=date.fromisoformat(one.entry.data["as_of"]),
                useful=one.useful,
            )
            for one in listed(entries)
            if (name := str(one.entry.data["rule"])) in RULES
        ),
    )


def acknowledgement(case: str, entries: Sequence[Entry], given: str, word: Word, now: datetime) -> Entry:
    """Return the line by which somebody acknowledges an alert; its id may be shortened.

    Raises
    ------
    ValueError
        When no alert, or more than one, has such an id.
    """
    ids = [entry.id for entry in alerts(entries)]
    found = [one for one in ids if one.startswith(given.lower())] if len(given) >= SHORTEST else []
    if len(found) != 1:
        said_of = f"{len(found)} alerts have an id that begins with" if found else "no alert has the id"
        message = f"{said_of} {given!r}{nearest(given, ids)}; `facta alerts {case}` lists them"
        raise ValueError(message)
    data = {"useful": word.useful, "by": short(word.by, TOLD), "note": short(word.note, TOLD)}
    made = identity(case, ACKNOWLEDGED, found[0], word.useful, word.by, word.note, now.isoformat())
    return Entry(id=made, source=home(case), type=ACKNOWLEDGED, subject=found[0], time=now, data=data)
