"""Drive a source's questions against publishers in this process, without a socket."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from facta.records import Snapshot
from facta.sources.asking import Answer, Unit, manifest
from world.base import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from facta.sources.asking import Fault, Request, Steps
    from facta.sources.base import Card
    from world.base import Publisher

_FAULTS: Final[dict[int, Fault]] = {
    401: "auth",
    403: "auth",
    404: "missing",
    410: "gone",
    429: "throttled",
}
_SERVER: Final = 500


def asked(request: Request) -> Asked:
    """Return a request as it reaches a server."""
    url = urlsplit(request.url)
    return Asked(
        method="GET" if request.json_body is None and request.form_body is None else "POST",
        host=url.hostname or "",
        path=url.path,
        query=dict(parse_qsl(url.query, keep_blank_values=True)),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=(request.json_body or "").encode(),
    )


def answered(request: Request, publishers: Mapping[str, Publisher], now: datetime) -> Answer:
    """Return what a publisher of the world tells, as a source is sent it."""
    question = asked(request)
    told = publishers[question.host](question)
    if told.status == 200:
        return Answer(request=request, state="complete", retrieved_at=now, body=told.body, status=200)
    fault = _FAULTS.get(told.status, "server" if told.status >= _SERVER else "refused")
    words = told.body[:200].decode("utf-8", "replace")
    return Answer(
        request=request,
        state="failed",
        retrieved_at=now,
        fault=fault,
        reason=f"{told.status}: {words}",
        status=told.status,
    )


def driven(steps: Steps, publishers: Mapping[str, Publisher], now: datetime) -> list[Unit]:
    """Run a fetch to its end, and return its units."""
    units: list[Unit] = []
    answers: tuple[Answer, ...] | None = None
    while True:
        try:
            step = next(steps) if answers is None else steps.send(answers)
        except StopIteration:
            return units
        if isinstance(step, Unit):
            units.append(step)
            answers = ()
        else:
            answers = tuple(answered(request, publishers, now) for request in step)


def kept(unit: Unit, card: Card) -> Snapshot:
    """Return the snapshot that a unit becomes: its answer, or a manifest with its sound parts."""
    sound = [answer for answer in unit.answers if answer.sound]
    parts = tuple(_snapshot(card, answer.request.url, answer.retrieved_at, answer.body) for answer in sound)
    if len(unit.answers) == 1 and parts:
        return _snapshot(card, unit.address, parts[0].retrieved_at, parts[0].body)
    retrieved = max(answer.retrieved_at for answer in unit.answers)
    return _snapshot(card, unit.address, retrieved, manifest(unit), parts)


def _snapshot(
    card: Card, url: str, retrieved_at: datetime, body: bytes, parts: tuple[Snapshot, ...] = ()
) -> Snapshot:
    return Snapshot(
        source=card.name,
        url=url,
        retrieved_at=retrieved_at,
        sha256=hashlib.sha256(body).hexdigest(),
        media_type="application/json",
        licence=card.licence,
        body=body,
        parts=parts,
    )
