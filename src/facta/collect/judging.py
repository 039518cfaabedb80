"""Whether the bytes that came are what was asked for, by their form, size, checksum and first words."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from facta.sources.asking import MOST_BYTES, Fault, Request

if TYPE_CHECKING:
    from facta.records import Outcome

_SHOWN: Final = 80
_SHORT: Final = 4000
_HTML: Final = re.compile(rb"\s*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BUSY: Final = re.compile(
    rb"too many requests|rate.?limit|limit (your )?requests|quota (was )?exceeded|"
    rb"requests per (second|minute)",
    re.IGNORECASE,
)
_SEPARATORS: Final = {"csv": b",;\t|", "tab": b"\t"}
_MOST_TIMES: Final = 200  # deflate makes a table of figures 3 to 20 times smaller
_HARMLESS: Final = 32 * 1024 * 1024
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be thought of some bytes."""

    state: Outcome = "complete"
    fault: Fault = ""
    reason: str = ""


def first_words(body: bytes) -> str:
    r"""Return how a text or web page begins, without its tags and control characters.

    >>> first_words(b"<html><head><title>Busy</title></head><body>Come\n back later")
    'Busy Come back later'
    """
    text = _TAG.sub(" ", body[:_SHORT].decode("utf-8", "replace"))
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"


def judge(request: Request, body: bytes) -> Verdict:
    """Judge a whole answer; of a span only its bytes are there, and nothing can be said of them."""
    if request.span is not None:
        return Verdict() if body else Verdict("failed", "truncated", "no bytes came")
    announced = _announced(request, body)
    if announced:
        return Verdict("failed", "corrupt", announced)
    if not body.strip():
        return _empty(request)
    if request.form == "zip":
        return _zip(body, max(request.most_bytes, MOST_BYTES))
    if request.form != "text" and _HTML.match(body.removeprefix(_BOM)):
        return _no_data(body, "a web page")
    return _json(body) if request.form == "json" else _table(request, body)


def _announced(request: Request, body: bytes) -> str:
    if request.size is not None and request.size != len(body):
        return f"{request.size:,} bytes were announced and {len(body):,} came"
    if request.md5 is not None:
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        if md5 != request.md5.lower():
            return f"its md5 is {md5}, and {request.md5.lower()} was announced"
    return ""


def _empty(request: Request) -> Verdict:
    if request.form in {"csv", "tab", "text"}:
        return Verdict("empty")
    return Verdict("failed", "not-data", f"nothing came where {request.form} was due")


def _no_data(body: bytes, what: str) -> Verdict:
    words = f"{what} came: {first_words(body)!r}"
    busy = len(body) < _SHORT and _BUSY.search(body)
    return Verdict("failed", "throttled" if busy else "not-data", words)


def _table(request: Request, body: bytes) -> Verdict:
    line = body.lstrip(b"\r\n ").split(b"\n", 1)[0]
    separators = _SEPARATORS.get(request.form, b"")
    if separators and (not any(byte in line for byte in separators) or b"\0" in line):
        return _no_data(body, "an error text")
    if len(body) < _SHORT and line.count(b",") < 2 and _BUSY.search(line):  # noqa: PLR2004  (a sentence)
        return _no_data(body, "an error text")
    return Verdict()


def _json(body: bytes) -> Verdict:
    try:
        json.loads(body)
    except (ValueError, RecursionError) as error:
        if body.removeprefix(_BOM).lstrip()[:1] not in (b"{", b"["):
            return _no_data(body, "an error text")
        cut = isinstance(error, json.JSONDecodeError) and error.pos >= len(error.doc.rstrip()) - 1
        cut = cut or "Unterminated string" in str(error)
        if cut:
            return Verdict("failed", "truncated", f"the JSON stops in the middle, after {len(body):,} bytes")
        return Verdict("failed", "not-data", f"no JSON came ({error}): {first_words(body)!r}")
    return Verdict()


def _zip(body: bytes, most_bytes: int) -> Verdict:
    if body[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return _no_data(body, "a web page" if _HTML.match(body) else "something that is no zip archive")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inflated = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        return Verdict("failed", "corrupt", f"the zip archive cannot be opened ({error})")
    if inflated > most_bytes or _is_bomb(inflated, len(body)):
        return Verdict("failed", "bomb", f"{len(body):,} bytes that inflate to {inflated:,}")
    return Verdict()


def _is_bomb(inflated: int, packed: int) -> bool:
    return inflated > _HARMLESS and inflated > _MOST_TIMES * packed


def unpacked(body: bytes, encoding: str, most_bytes: int) -> bytes | Verdict:
    """Undo the encoding in which a body travelled, or say why that is not done.

    >>> import gzip
    >>> unpacked(gzip.compress(b"a,b"), "gzip", 100)
    b'a,b'
    """
    if encoding in {"", "identity"} or not body:
        return body
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        return Verdict("failed", "not-data", f"it came in the encoding {encoding!r}, which was not asked for")
    most = min(most_bytes, max(_HARMLESS, _MOST_TIMES * len(body)))
    found: list[bytes] = []
    left, rest = most, body
    try:
        while rest and left >= 0:
            stream = zlib.decompressobj(wbits=47)
            found.append(stream.decompress(rest, left + 1))
            left -= len(found[-1])
            if left >= 0 and not stream.eof:
                return Verdict("failed", "truncated", "the gzip stream stops in the middle")
            rest = stream.unused_data
    except zlib.error as error:
        return Verdict("failed", "corrupt", f"the gzip stream is damaged ({error})")
    if left < 0:
        return Verdict("failed", "bomb", f"{len(body):,} bytes that inflate beyond {most:,}")
    return b"".join(found)
