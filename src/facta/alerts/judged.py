"""What people said of alerts, and how precise each rule turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.alerts.content import short
from facta.alerts.log import ACKNOWLEDGED, DELIVERED, FAILED, Entry, alerts, home, identity
from facta.alerts.rules import RULES
from facta.errors import nearest
from facta.models.pooling import simple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

SHORTEST = 4
TOLD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of a rule: alerts told, alerts judged, and of these the useful ones with a 90 % interval."""

    rule: str
    says: str
    told: int
    judged: int
    useful: int
    low: float | None = None
    high: float | None = None


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
    found: list[Precision] = []
    for name, rule in RULES.items():
        mine = [alert for alert in every if alert.entry.data.get("rule") == name]
        judged = [alert.useful for alert in mine if alert.useful is not None]
        rate = simple(sum(judged), len(judged)) if judged else None
        found.append(
            Precision(
                rule=name,
                says=rule.says,
                told=len(mine),
                judged=len(judged),
                useful=sum(judged),
                low=rate.exact_low90 if rate else None,
                high=rate.exact_high90 if rate else None,
            )
        )
    return found


def acknowledgement(  # noqa: PLR0913  (what is written down)
    case: str, entries: Sequence[Entry], given: str, *, useful: bool, by: str, note: str, now: datetime
) -> Entry:
    """Return the line by which somebody acknowledges an alert; its id may be shortened.

    Raises
    ------
    ValueError
        When no alert, or more than one, has such an id.
    """
    ids = [entry.id for entry in alerts(entries)]
    found = [one for one in ids if one.startswith(given.lower())] if len(given) >= SHORTEST else []
    if len(found) != 1:
        said = f"{len(found)} alerts have an id that begins with" if found else "no alert has the id"
        message = f"{said} {given!r}{nearest(given, ids)}; `facta alerts {case}` lists them"
        raise ValueError(message)
    data = {"useful": useful, "by": short(by, TOLD), "note": short(note, TOLD)}
    made = identity(case, ACKNOWLEDGED, found[0], useful, by, note, now.isoformat())
    return Entry(id=made, source=home(case), type=ACKNOWLEDGED, subject=found[0], time=now, data=data)
