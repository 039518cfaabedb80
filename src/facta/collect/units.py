"""From a unit to the snapshot that the store keeps, and to words on what it lacks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from facta.records import Snapshot
from facta.sources.asking import FAULTS, manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from facta.collect.looks import Look
    from facta.errors import SourceError
    from facta.sources.asking import Answer, Unit
    from facta.sources.base import Card

MEDIA: Final = {
    "zip": "application/zip",
    "csv": "text/csv",
    "tab": "text/tab-separated-values",
    "json": "application/json",
    "text": "text/plain",
}
_MISTAKES: Final = 3
_NAMED: Final = 3


def made_of(unit: Unit, source: str, card: Card, now: datetime) -> Snapshot:
    """Return the snapshot of a unit: its only answer, or a manifest with what came as parts.

    Where the bytes of parts are too many to keep, an only answer is a part as well: the name of its
    file and its hash stand in the manifest. The same outcome gives the same bytes, so that looking
    twice appends nothing.
    """
    retrieved = max((answer.retrieved_at for answer in unit.answers), default=now)
    whole = _blank(source, unit.address, card, retrieved)
    if len(unit.answers) == 1 and unit.state == "complete" and card.keeps_parts:
        (answer,) = unit.answers
        return _with(whole, answer.body, media_type=MEDIA[answer.request.form])
    parts = tuple(
        replace(
            _with(whole, answer.body, media_type=MEDIA[answer.request.form]),
            url=answer.request.url,
            retrieved_at=answer.retrieved_at,
        )
        for answer in unit.answers
        if answer.body
    )
    return replace(_with(whole, manifest(unit)), parts=parts)


def together(looks: Sequence[Look], source: str, card: Card, now: datetime) -> Snapshot:
    """Return a snapshot that says what became of every unit: what coverage rests on."""
    told = [
        {
            "address": look.address,
            "start": look.start.isoformat(),
            "end": look.end.isoformat(),
            "state": look.state,
            "fault": look.fault,
            "reason": look.reason,
            "sha256": look.sha256,
        }
        for look in looks
    ]
    body = json.dumps({"units": told}, ensure_ascii=False, indent=0, sort_keys=True).encode()
    return _with(_blank(source, card.url, card, now), body)


def _blank(source: str, url: str, card: Card, retrieved_at: datetime) -> Snapshot:
    return Snapshot(
        source=source,
        url=url,
        retrieved_at=retrieved_at,
        sha256="",
        media_type="",
        licence=card.licence,
        body=b"",
    )


def _with(snapshot: Snapshot, body: bytes, media_type: str = "application/json") -> Snapshot:
    return replace(snapshot, body=body, sha256=hashlib.sha256(body).hexdigest(), media_type=media_type)


def as_misread(unit: Unit, error: SourceError) -> Unit:
    """Return a unit whose bytes came and could not be read as records."""
    more = len(error.mistakes) - _MISTAKES
    reason = "; ".join(error.mistakes[:_MISTAKES]) + (f"; and {more} more" if more > 0 else "")

    def misread(answer: Answer) -> Answer:
        if not answer.sound:
            return answer
        return replace(answer, state="failed", fault="misread", reason=reason)

    return replace(unit, answers=tuple(map(misread, unit.answers)))


def faults_of(unit: Unit) -> dict[str, int]:
    """Count everything that went wrong, by fault; what is missing beforehand may name its own."""
    faults = {str(fault): len(answers) for fault, answers in unit.faults.items()}
    for outage in unit.outages:
        word = outage.partition(":")[0]
        fault = word if word in FAULTS else "outage"
        faults[fault] = faults.get(fault, 0) + 1
    return faults


def fault_of(unit: Unit) -> str:
    """Name everything that went wrong, joined."""
    return ", ".join(sorted(faults_of(unit)))


def reason_of(unit: Unit) -> str:
    """Say what a unit lacks: how many answers of each fault, which, and the first reason of each."""
    many = len(unit.answers) > 1
    said = [
        f"{len(answers)} of {len(unit.answers)} ({_named(answers)}): {answers[0].reason}"
        if many
        else answers[0].reason
        for answers in unit.faults.values()
    ]
    return "; ".join([*said, *(_plain(outage) for outage in unit.outages)])


def _plain(outage: str) -> str:
    word, _, words = outage.partition(": ")
    return words if word in FAULTS else outage


def _named(answers: Sequence[Answer]) -> str:
    """Name some answers by the last part of their addresses."""
    names = [answer.request.url.split("?")[0].rsplit("/", 1)[-1].split(".")[0] for answer in answers]
    shown = list(dict.fromkeys(names))[:_NAMED]
    return ", ".join(shown) + (", …" if len(names) > len(shown) else "")
