"""How a source asks its publisher: requests, answers, and units that are kept whole or not at all.

A source's ``fetch`` is a generator and does no I/O. It yields a tuple of requests and is sent the
tuple of their answers, in the same order; it yields a `Unit` when it has what belongs together. So
paging is a ``while``, and a test drives it by hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from facta.records import Outcome, Snapshot
    from facta.sources.base import Parameters

Form = Literal["zip", "csv", "tab", "json", "text"]
Fault = Literal[
    "", "auth", "bomb", "corrupt", "credentials", "dry-run", "gone", "host", "internal", "misread",
    "missing", "not-collected", "not-data", "offline", "outage", "partial", "refused",
    "server", "stopped", "throttled", "timeout", "tls", "too-large", "truncated", "unfinished",
    "unmonitored", "unreachable",
]  # fmt: skip
FAULTS: Final[Mapping[Fault, str]] = {
    "auth": "the publisher refused the key or the account",
    "bomb": "an archive that would unpack beyond every measure",
    "corrupt": "size, checksum or archive is not what was announced",
    "credentials": "an environment variable that is needed is not set",
    "dry-run": "only listed, as you wished",
    "gone": "withdrawn by the publisher for good",
    "host": "it led to a host that is not on the card",
    "internal": "a mistake of facta's own broke the asking off",
    "misread": "it came whole and is not what was asked for: another form, or another day",
    "missing": "announced or expected, and not there",
    "not-collected": "never asked for so far",
    "not-data": "a web page or an error text came where data were due",
    "offline": "not asked, as you wished",
    "outage": "the publisher is known to have nothing for these days",
    "partial": "some of what belongs together came",
    "refused": "the publisher did not accept the question",
    "server": "the publisher's own trouble, after every retry",
    "stopped": "you broke it off",
    "throttled": "asked too often, by the publisher's measure",
    "timeout": "no answer in time",
    "tls": "the certificate does not hold",
    "too-large": "larger than a source may be",
    "truncated": "fewer bytes came than were announced",
    "unfinished": "the period is not over, or its figures are not out yet; no gap",
    "unmonitored": "neither side published anything",
    "unreachable": "no name, no route, or nobody listening",
}
MOST_BYTES: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to a publisher, whole: two equal requests ask the same.

    Parameters
    ----------
    url
        Where, with the query; never with a secret in it.
    form
        What a sound answer looks like; anything else is ``not-data``.
    headers, secrets
        Headers as text, and headers whose value stands in an environment variable: the name of the
        header and the text with the variable in braces, ``{"Authorization": "Bearer {FACTA_X}"}``.
    json_body, form_body
        Makes it a POST. Values of ``form_body`` may hold variables in braces too.
    size, md5
        Of the answer's bytes, where a list announces them.
    span
        Only these bytes, first and last, as in a Range; ``(-500, None)`` are the last 500.
    most_bytes
        Larger answers are refused as ``too-large``.
    index
        A list or a first look: its answer is not kept, and a dry run asks it too.
    conditional
        Ask only for what changed since the unit was kept last (ETag, Last-Modified).
    weight
        Bytes the answer is likely to have, for a dry run, where ``size`` is not announced.
    """

    url: str
    form: Form
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict)
    json_body: str | None = None
    form_body: Mapping[str, str] | None = field(default=None, repr=False)
    size: int | None = None
    md5: str | None = None
    span: tuple[int, int | None] | None = None
    most_bytes: int = MOST_BYTES
    index: bool = False
    conditional: bool = False
    weight: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a request.

    ``state`` is ``complete`` (all its bytes came, checked against what was announced), ``empty``
    (a sound answer without data), ``partial`` or ``failed``, with a ``fault`` and a ``reason`` in
    words. ``total`` is the size of the whole file where only a span was asked for.
    """

    request: Request
    state: Outcome
    retrieved_at: datetime
    body: bytes = field(default=b"", repr=False)
    fault: Fault = ""
    reason: str = ""
    status: int | None = None
    total: int | None = None
    unchanged: bool = False

    @property
    def sound(self) -> bool:
        """Whether there are bytes that can be read."""
        return self.state in {"complete", "empty"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What belongs together: answers that are read and appended whole or not at all.

    Parameters
    ----------
    address
        Its lasting name, without secrets; a later unit of the same address is a revision.
    start, end
        The days it covers, end exclusive.
    answers
        What was fetched; none for a unit that an archive of the store already holds.
    outages
        What is known to be missing, in words, for instance slots of an outage. One that begins with
        a word of `Fault` and a colon has that fault, others are an ``outage``.
    whole
        Whether it is all there is at its address, so that what an earlier one had is withdrawn.
    settled
        Whether nothing more is to come for it, so that what was fetched need not be kept apart.
    """

    address: str
    start: date
    end: date
    answers: tuple[Answer, ...] = ()
    outages: tuple[str, ...] = ()
    whole: bool = True
    settled: bool = True

    @property
    def state(self) -> Outcome:
        """Complete when every answer came, failed when none did."""
        sound = [answer.sound for answer in self.answers]
        if all(sound) and not self.outages:
            return "complete"
        return "partial" if any(sound) else "failed"

    @property
    def faults(self) -> dict[str, list[Answer]]:
        """The answers that failed, by fault."""
        found: dict[str, list[Answer]] = {}
        for answer in self.answers:
            if not answer.sound:
                found.setdefault(answer.fault or "partial", []).append(answer)
        return found


Steps = Generator[tuple[Request, ...] | Unit, tuple[Answer, ...], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A unit that the store has: what became of it, and when it was fetched."""

    state: Outcome
    retrieved_at: datetime
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a fetch starts from.

    ``kept`` are the units which the store has for the same parameters, by address; ``archived``
    the addresses whose typed tables the store has, so that they need not be fetched again.
    """

    parameters: Parameters
    now: datetime
    kept: Mapping[str, Kept] = field(default_factory=dict)
    archived: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The day, in UTC."""
        return self.now.date()


def manifest(unit: Unit) -> bytes:
    """Return what became of each answer of a unit: the same outcome gives the same bytes."""
    parts = [
        {
            "url": answer.request.url,
            "state": answer.state,
            "fault": answer.fault,
            "reason": answer.reason,
            "bytes": len(answer.body),
            "sha256": hashlib.sha256(answer.body).hexdigest() if answer.body else "",
        }
        for answer in unit.answers
    ]
    told = {"address": unit.address, "outages": list(unit.outages), "parts": parts}
    return json.dumps(told, ensure_ascii=False, indent=0, sort_keys=True).encode()


def pieces(snapshot: Snapshot) -> tuple[Snapshot, ...]:
    """Return the parts of a snapshot, or itself where it came in one."""
    return snapshot.parts or (snapshot,)
