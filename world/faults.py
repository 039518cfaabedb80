"""A publisher on a bad day: a wrapper that plays faults on chosen requests."""

from __future__ import annotations

import gzip
import io
import json
import threading
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from world.base import Asked, Publisher, Told

if TYPE_CHECKING:
    from collections.abc import Mapping

Play = Callable[[Asked, Told], Told]
MIB: Final = 1024 * 1024


@dataclass
class Fault:
    """A fault on requests whose path and query hold a text; ``times`` of each such request, or always."""

    where: str
    play: Play
    times: int | None = None
    _played: Counter[str] = field(default_factory=Counter)

    def on(self, asked: Asked) -> bool:
        """Tell whether to play on a request, and take note of it."""
        name = asked.path + "?" + "&".join(f"{key}={value}" for key, value in asked.query.items())
        if self.where not in name:
            return False
        self._played[name] += 1
        return self.times is None or self._played[name] <= self.times


def faulty(publisher: Publisher, *faults: Fault) -> Publisher:
    """Return a publisher with faults; the first that is on a request is played."""
    lock = threading.Lock()

    def tell(asked: Asked) -> Told:
        with lock:
            playing = next((fault for fault in faults if fault.on(asked)), None)
        told = publisher(asked)
        return told if playing is None else playing.play(asked, told)

    return tell


def status(code: int, text: str = "", headers: Mapping[str, str] | None = None) -> Play:
    """Answer with a status and a text."""
    return lambda _asked, _told: Told(status=code, body=text.encode(), headers=headers or {})


def missing(asked: Asked, told: Told) -> Told:
    """Have no such file, though a list names it: the list is ahead of it, or a slot was skipped."""
    del told
    return Told(status=404, body=f"<Error><Code>NoSuchKey</Code><Key>{asked.path}</Key></Error>".encode())


def busy(seconds: str | None = None) -> Play:
    """Answer 429, with or without a ``Retry-After``."""
    return status(429, "Too many requests\n", {"Retry-After": seconds} if seconds else {})


def refused_token(asked: Asked, told: Told) -> Told:
    """Refuse a token, and repeat it, as careless servers do."""
    del told
    return Told(status=401, body=f"bad token {asked.headers.get('authorization', '')}\n".encode())


def said(text: str) -> Play:
    """Answer 200 with a text in place of data."""
    return lambda _asked, _told: Told(body=text.encode())


def web_page(asked: Asked, told: Told) -> Told:
    """Answer 200 with a web page."""
    del asked, told
    return Told(
        body=b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>to go on</body></html>\n",
        headers={"Content-Type": "text/html"},
    )


def other_bytes(asked: Asked, told: Told) -> Told:
    """Change a byte, so that size is right and checksum wrong."""
    del asked
    return replace(told, body=told.body[:-1] + bytes([told.body[-1] ^ 1]))


def short(share: float = 0.5) -> Play:
    """Send a whole answer that is only the beginning of the file."""
    return lambda _asked, told: replace(told, body=told.body[: int(len(told.body) * share)])


def broken_off(after: int) -> Play:
    """Drop the connection after so many bytes."""
    return lambda _asked, told: replace(told, cut_at=after)


def slow(bytes_a_second: int) -> Play:
    """Drip."""
    return lambda _asked, told: replace(told, bytes_a_second=bytes_a_second)


def silent(seconds: float) -> Play:
    """Say nothing for a time."""
    return lambda _asked, told: replace(told, seconds=seconds)


def elsewhere(url: str, code: int = 302) -> Play:
    """Redirect."""
    return lambda _asked, _told: Told(status=code, headers={"Location": url})


def malformed_line(asked: Asked, told: Told) -> Told:
    """Put a line into a list that is none."""
    del asked
    return replace(told, body=b"??? not a line of this list ???\n" + told.body)


def revised(body: bytes) -> Play:
    """Have other bytes than before at the same address."""
    return lambda _asked, told: replace(told, body=body)


def contradictory_pages(asked: Asked, told: Told) -> Told:
    """Say in a page of JSON that there are more pages than the page before said."""
    del asked
    page = json.loads(told.body)
    for key in ("maxPages", "pages", "total"):
        if isinstance(page.get(key), int):
            page[key] += 7
    return replace(told, body=json.dumps(page).encode())


def gzip_bomb(asked: Asked, told: Told) -> Told:
    """Send forty million zeros in forty thousand bytes, as a content encoding."""
    del asked, told
    return Told(body=gzip.compress(bytes(40 * MIB)), headers={"Content-Encoding": "gzip"})


def zip_bomb(asked: Asked, told: Told) -> Told:
    """Send an archive of forty million zeros."""
    del asked, told
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", bytes(40 * MIB))
    return Told(body=out.getvalue())


def endless(asked: Asked, told: Told) -> Told:
    """Stream a table of ten thousand million bytes, without saying how long it is."""
    del asked, told
    rows = b"2026-06-01,1,a row that never ends\n" * 2000
    times = 10_000_000_000 // len(rows)
    return Told(body=rows, headers={"Content-Length": "", "X-Times": str(times), "Connection": "close"})


def oversized(announced: int) -> Play:
    """Announce more bytes than anybody wants."""
    return lambda _asked, told: replace(told, headers={**told.headers, "Content-Length": str(announced)})
