"""Frozen editions of a ledger: a month under a permanent name, with what stood open and was expected."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from facta.errors import LedgerError, nearest
from facta.forecasts.entries import Correction, Edition, canonical, moment_of
from facta.forecasts.records import Question
from facta.periods import period_of

if TYPE_CHECKING:
    from facta.forecasts.entries import Entry, Stamp
    from facta.forecasts.ledger import Ledger
    from facta.forecasts.reading import Reading

FOLDER: Final = "editions"
NAME: Final = re.compile(r"(?P<month>.+@\d{4}-\d{2})(?:\.(?P<place>\d+))?")


def freeze(ledger: Ledger, *, stamp: Stamp, corrects: str = "", because: str = "") -> Entry:
    """Freeze the month of a stamp as an edition with a permanent name, or correct an earlier one.

    The edition is an entry of the ledger, and a file of its own beside it.

    Parameters
    ----------
    ledger
        The ledger; it has at least one entry.
    stamp
        What it is frozen from; its day names the month.
    corrects, because
        The edition that this one corrects, and why. The corrected one stays as it is.

    Raises
    ------
    LedgerError
        The month is frozen already, there is nothing to freeze or to correct, or it says not why.
    StoreError
        The disk refuses.
    """
    reading = ledger.read()
    put_back(ledger, reading)
    if not reading.entries:
        message = f"{ledger.case}: there is nothing to freeze yet; a ledger begins with a question"
        raise LedgerError(message)
    if corrects:
        name = _corrected(reading, corrects)
    else:
        name = f"{ledger.case}@{stamp.as_of:%Y-%m}"
        if name in reading.editions:
            was, _ = find(reading, name)
            message = (
                f"{name} is frozen already, by entry {was.number} as of {was.stamp.as_of}, and stays "
                f"as it is: to correct it, freeze with --correct {name} --because WHY"
            )
            raise LedgerError(message)
    day = min(_last_day(name), stamp.as_of)
    made = Edition(
        name=name,
        entries=len(reading.entries),
        head=reading.head,
        open=tuple(question.id for question in reading.open_on(day)),
        in_force=tuple(entry.number for entry in reading.in_force_on(day)),
        corrects=corrects,
        because=because,
    )
    (entry,) = ledger.append([made], stamp=stamp)
    put_back(ledger, ledger.read())
    return entry


def put_back(ledger: Ledger, reading: Reading) -> None:
    """Write the files of the editions in a ledger that are not beside it.

    Raises
    ------
    StoreError
        The disk refuses.
    """
    there = set(ledger.files(FOLDER))
    for name in reading.editions:
        if file_of(name) not in there:
            ledger.put(file_of(name), body_of(told(reading, name)))


def file_of(name: str) -> str:
    """Name the file of an edition, from the folder of the ledger.

    >>> file_of("russia-taliban@2026-11")
    'editions/russia-taliban@2026-11.json'
    """
    return f"{FOLDER}/{quote(name, safe='@')}.json"


def find(reading: Reading, name: str) -> tuple[Entry, Edition]:
    """Return an edition with its entry.

    Raises
    ------
    LedgerError
        There is none of that name.
    """
    for entry, edition in reading.of(Edition):
        if edition.name == name:
            return entry, edition
    known = ", ".join(reading.editions) or "none so far"
    near = nearest(name, reading.editions) or f"; there are: {known}"
    raise LedgerError(f"no edition is named {name!r}{near}")


def told(reading: Reading, name: str) -> dict[str, Any]:
    """Return an edition as plain data, with its questions and forecasts in full, as they were written.

    Raises
    ------
    LedgerError
        There is none of that name.
    """
    entry, edition = find(reading, name)
    in_force, still_open = set(edition.in_force), set(edition.open)
    before = reading.entries[: entry.number - 1]
    questions = {
        one.record.id: one.told
        for one in before
        if isinstance(one.record, Question) and one.record.id in still_open
    }
    corrections = [
        one.told for one in before if isinstance(one.record, Correction) and one.record.entry in in_force
    ]
    forecasts = (reading.entries[number - 1] for number in edition.in_force)
    made: dict[str, Any] = json.loads(
        canonical(
            {
                "name": name,
                "case": reading.case,
                "entry": entry.number,
                "sha256": entry.sha256,
                "entries": edition.entries,
                "head": edition.head,
                "as_of": entry.stamp.as_of,
                "written": moment_of(entry.stamp.written),
                "case_digest": entry.stamp.case_digest,
                "store_digest": entry.stamp.store_digest,
                "version": entry.stamp.version,
                "corrects": edition.corrects,
                "because": edition.because,
                "questions": [questions[one] for one in edition.open],
                "forecasts": [
                    {"entry": one.number, "hindsight": reading.is_hindsight(one), "forecast": one.told}
                    for one in forecasts
                ],
                "corrections": corrections,
            }
        )
    )
    return made


def body_of(edition: dict[str, Any]) -> bytes:
    """Return the bytes of the file of an edition."""
    return json.dumps(edition, sort_keys=True, indent=1, ensure_ascii=True).encode("ascii") + b"\n"


def _corrected(reading: Reading, corrects: str) -> str:
    """Name the correction of an edition: the next number behind its month."""
    find(reading, corrects)
    found = NAME.fullmatch(corrects)
    month = found["month"] if found else corrects
    places = [NAME.fullmatch(name) for name in reading.editions]
    taken = [int(one["place"] or 0) for one in places if one is not None and one["month"] == month]
    return f"{month}.{max(taken) + 1}"


def _last_day(name: str) -> date:
    found = NAME.fullmatch(name)
    month = found["month"][-7:] if found else name[-7:]
    return period_of(date.fromisoformat(f"{month}-01"), "month").last
