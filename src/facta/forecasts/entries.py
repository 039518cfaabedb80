"""What the ledger of forecasts keeps: entries, each a line of bytes that names the line before it.

A line is JSON with sorted keys and no spaces, numbers as Python's shortest text that reads back as the
same number, and ends with a newline. ``before`` is the SHA-256 of the whole line before, newline
included, and 64 zeros in the first; ``seal`` is that of the line itself without its seal and newline.

What is the same as in the entry before is not said again: the case, and what an entry was made from
and when it was written, stand in the first of those that were written at once. Of a record, a field
that is empty where it may be is left out. A field that a later facta adds is empty in older entries.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from facta.errors import LedgerError
from facta.forecasts.records import Forecast, Question, Resolution
from facta.version import __version__

if TYPE_CHECKING:
    from facta.cases import Case
    from facta.store import Records

Kind = Literal["question", "forecast", "resolution", "correction", "edition"]

DIGITS: Final = 16
NOTHING: Final = "0" * 64
SEAL: Final = b',"seal":"'
_SEALED: Final = len(SEAL) + 64 + 1
_OWN: Final = frozenset({"before", "kind", "number", "record", "seal"})
_SHARED: Final = ("as_of", "case", "case_digest", "store_digest", "version", "written")
_LARGE: Final = re.compile(rb"[0-9]{300}")
_NAMES: Final = _OWN.union(_SHARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word on an entry that was mistaken; the entry stays as it is.

    Attributes
    ----------
    entry
        The number of the entry that is corrected.
    because
        Why, in one sentence.
    instead
        What it should have said, of the same kind and the same question; None withdraws it.
    """

    entry: int
    because: str
    instead: Question | Forecast | Resolution | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The ledger as it stood when a month was frozen, under a permanent name.

    Attributes
    ----------
    name
        ``case@2026-11``; a correction of it is ``case@2026-11.1``, then ``.2``.
    entries, head
        How many entries stood before it, and the SHA-256 of the last of them.
    open
        Ids of the questions that were not resolved.
    in_force
        Numbers of the forecasts in force: of each open question and method the newest.
    corrects, because
        The name of the edition that it corrects, and why; empty otherwise.
    """

    name: str
    entries: int
    head: str
    open: tuple[str, ...]
    in_force: tuple[int, ...]
    corrects: str = ""
    because: str = ""


Record = Question | Forecast | Resolution | Correction | Edition
RECORDS: Final[dict[str, type[Any]]] = dict(
    zip(get_args(Kind), (Question, Forecast, Resolution, Correction, Edition), strict=True)
)
_KINDS: Final = {shape: kind for kind, shape in RECORDS.items()}
_ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What an entry was made from, and when it was written down.

    Attributes
    ----------
    as_of
        The day whose knowledge was used.
    written
        The moment of writing, with its zone.
    case_digest, store_digest, version
        The case, the store and the program that it is a function of.
    """

    as_of: date
    written: datetime
    case_digest: str
    store_digest: str
    version: str


def stamp_of(case: Case, records: Records, as_of: date, *, written: datetime) -> Stamp:
    """Return the stamp of what is made from a case and a store as of a day, as an assessment has it."""
    names = [case.source_name(use) for use in case.sources]
    return Stamp(
        as_of=as_of,
        written=written,
        case_digest=case.digest[:DIGITS],
        store_digest=records.digest(as_of, names),
        version=__version__,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a ledger as it is read: ``sha256`` is that of its ``line``."""

    number: int
    kind: Kind
    record: Record
    stamp: Stamp
    sha256: str
    line: bytes

    @property
    def told(self) -> dict[str, Any]:
        """Its record as plain data, as it was written."""
        told: dict[str, Any] = json.loads(self.line)["record"]
        return told


def kind_of(record: Record) -> Kind:
    """Return the kind of entry that keeps a record."""
    return _KINDS[type(record)]  # type: ignore[return-value]


def line_of(record: Record, *, number: int, before: str, made: tuple[str, Stamp] | None) -> bytes:
    """Return the line of an entry, the same bytes for the same content.

    Parameters
    ----------
    record
        What it keeps.
    number, before
        Its number, and the SHA-256 of the line before.
    made
        Its case and stamp; None where they are those of the line before.

    Raises
    ------
    LedgerError
        The record holds what cannot be written, such as a figure that is no number.
    """
    row = {"before": before, "kind": kind_of(record), "number": number, "record": _shallow(record)}
    if made is not None:
        case, stamp = made
        row |= {
            "as_of": stamp.as_of.isoformat(),
            "case": case,
            "case_digest": stamp.case_digest,
            "store_digest": stamp.store_digest,
            "version": stamp.version,
            "written": moment_of(stamp.written),
        }
    try:
        bare = canonical(row)
        record_of(kind_of(record), json.loads(bare)["record"])
    except (ValueError, TypeError) as error:
        said = str(error)
        if isinstance(error, ValidationError):
            said = _first(error)
        elif isinstance(error, ValueError):
            said = "one of its figures is no finite number"
        message = f"the {kind_of(record)} {subject_of(record)!r} cannot be written: {said}"
        raise LedgerError(message) from None
    cut = len(bare) - 1 if made is None else bare.rindex(b',"store_digest":')
    return bare[:cut] + SEAL + digest(bare).encode() + b'"' + bare[cut:] + b"\n"


def canonical(told: Any) -> bytes:  # noqa: ANN401  (plain data)
    r"""Write plain data as the one text it has: sorted keys, no spaces, ASCII.

    >>> canonical({"b": 1.0, "a": [0.1, None, "é"]})
    b'{"a":[0.1,null,"\\u00e9"],"b":1.0}'
    """
    return _WRITER.encode(told).encode("ascii")


def digest(body: bytes) -> str:
    """Return the SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def unsealed(line: bytes) -> tuple[bytes, str]:
    """Return a line without its seal and newline, and the seal that it carries; empty where it has none."""
    cut = line.rfind(SEAL)
    if cut < 0:
        return line, ""
    return line[:cut] + line[cut + _SEALED :], line[cut + len(SEAL) : cut + _SEALED - 1].decode("latin-1")


def plain_of(body: bytes) -> Any:  # noqa: ANN401  (plain data)
    """Read JSON that anybody may have written, however deep it is or large its numbers.

    Raises
    ------
    ValueError
        It is none.
    """
    try:
        return json.loads(body)
    except RecursionError:
        message = "it is nested too deeply"
        raise ValueError(message) from None


def row_of(line: bytes) -> dict[str, Any] | None:
    """Read a line as plain data, or None where it is no entry, or not the one text of it."""
    try:
        row = plain_of(line)
        if not isinstance(row, dict) or row.keys() not in (_NAMES, _OWN) or type(row["number"]) is not int:
            return None
        return row if canonical(row) == line.removesuffix(b"\n") else None
    except (ValueError, RecursionError):
        return None


def entry_of(row: dict[str, Any], line: bytes, before: Stamp | None) -> Entry:
    """Read an entry from plain data; what it does not say is as in the stamp of the one before.

    Raises
    ------
    ValueError
        It is not what an entry looks like.
    """
    stamp = _stamp(*(row[name] for name in _SHARED if name != "case")) if "written" in row else before
    if stamp is None:
        message = "the first entry says what it was made from, and when it was written"
        raise ValueError(message)
    return Entry(
        number=row["number"],
        kind=row["kind"],
        record=record_of(row["kind"], row["record"]),
        stamp=stamp,
        sha256=digest(line),
        line=line,
    )


def moment_of(written: datetime) -> str:
    """Say a moment as an entry does, in UTC.

    >>> moment_of(datetime(2026, 11, 2, 9, tzinfo=UTC))
    '2026-11-02T09:00:00Z'
    """
    return written.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@lru_cache(maxsize=64)
def _stamp(as_of: str, case_digest: str, store_digest: str, version: str, written: str) -> Stamp:
    if not all(isinstance(digits, str) for digits in (case_digest, store_digest, version)):
        message = "digests and versions are text"
        raise ValueError(message)
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is not UTC or moment_of(moment) != written:
        raise ValueError(f"{written!r} is no moment in UTC, such as 2026-11-02T09:00:00Z")
    return Stamp(
        as_of=date.fromisoformat(as_of),
        written=moment,
        case_digest=case_digest,
        store_digest=store_digest,
        version=version,
    )


def record_of(kind: str, told: Any) -> Record:  # noqa: ANN401  (plain data)
    """Read the record of an entry from plain data.

    Raises
    ------
    ValueError
        There is no such kind, or the data is not of it.
    """
    if kind not in RECORDS:
        message = f"{kind!r} is no kind of entry; there are {', '.join(RECORDS)}"
        raise ValueError(message)
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(RECORDS[kind])
    body = canonical(told)
    record: Record = _ADAPTERS[kind].validate_json(body, strict=True)
    if _LARGE.search(body):
        canonical(record)  # which refuses a whole number that is too large to be read as a figure
    return record


def subject_of(record: Record) -> str:
    """Return what an entry is about: the id of a question, a name, or the number of an entry."""
    if isinstance(record, Question):
        return record.id
    if isinstance(record, Edition):
        return record.name
    return str(record.entry) if isinstance(record, Correction) else record.question


def _shallow(record: object) -> dict[str, Any]:
    """Return the fields of a record, but for those that are empty and may be."""
    told = {field: getattr(record, field.name) for field in fields(record)}  # type: ignore[arg-type]
    return {
        field.name: value
        for field, value in told.items()
        if not (value == field.default and value in (None, (), ""))
    }


def _plain(value: Any) -> Any:  # noqa: ANN401  (json's own hook)
    """Say a date as text, a record as its fields, and a number of numpy as a number."""
    if isinstance(value, date):
        return value.isoformat()
    if type(value) in _KINDS:
        return _shallow(value)
    if hasattr(value, "item"):
        return value.item()
    message = f"{value!r} is neither text, a number nor a day"
    raise TypeError(message)


_WRITER: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False, default=_plain
)


def _first(error: ValidationError) -> str:
    (found, *_) = error.errors()
    return f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}"
