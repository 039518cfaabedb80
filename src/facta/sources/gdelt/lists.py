"""GDELT's lists of files: a line is bytes, checksum and address; the whole list is never fetched.

The list of all files has some 130 MB and grows at its end. Its lines are in the order of time and of
nearly equal length, so the place of a day is found by looking at a few of them, as in a dictionary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from facta.sources.asking import Answer, Request
from facta.sources.gdelt.slots import BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

HOST: Final = "data.gdeltproject.org"
# A day has 288 lines of about 110 bytes.
BYTES_A_DAY: Final = 34_000
MOST_TAIL: Final = 4 * 1024 * 1024
_LOOK: Final = 2_048
_CLOSE: Final = 16_384
# Files that came late stand some lines below their time.
_MARGIN: Final = 8_192
_MOST_LOOKS: Final = 20
_FIELDS: Final = 3
_LINE: Final = re.compile(r"(?P<size>[0-9]{1,12}) (?P<md5>[0-9a-f]{32}) (?P<url>\S+)")
_STAMP: Final = re.compile(rb"/([0-9]{14})\.")
_PATH: Final = re.compile(r"/(?:gdeltv2|events)/[0-9A-Za-z.]+\.zip")
_SUM: Final = re.compile(r"(?P<md5>[0-9a-f]{32}) [ *]?(?:\S*/)?(?P<name>[0-9]{8}\.export\.CSV\.zip)")


@dataclass(frozen=True, slots=True)
class File:
    """What a list announces of a file."""

    size: int | None
    md5: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Files by address, and how many lines of a list could not be taken, by what was wrong."""

    files: dict[str, File] = field(default_factory=dict)
    malformed: int = 0
    strangers: int = 0

    def __or__(self, other: Listed) -> Listed:
        """Join two lists; where both name a file the later line holds."""
        return Listed(
            self.files | other.files, self.malformed + other.malformed, self.strangers + other.strangers
        )


def read_lines(body: bytes, *, cut: bool = False) -> Listed:
    """Read the lines of a list; the first and the last may be cut where it came in part.

    Addresses are rewritten to the bucket's own host, whose certificate holds. A line that names any
    other host than GDELT's is not taken.

    >>> line = b"97 297a16b493de7cf6ca809a7cc31d0b93 http://data.gdeltproject.org/gdeltv2/20150218230000.gkg.csv.zip"
    >>> [url.rsplit("/", 1)[-1] for url in read_lines(line).files]
    ['20150218230000.gkg.csv.zip']
    """
    lines = body.decode("ascii", "replace").split("\n")
    if cut:
        lines = lines[1:-1]
    files: dict[str, File] = {}
    malformed = strangers = 0
    for line in filter(None, map(str.strip, lines)):
        match = _LINE.fullmatch(line)
        if match is None:
            malformed += 1
            continue
        path = _path(match["url"])
        if path is None:
            strangers += 1
            continue
        files[f"{BUCKET}{path}"] = File(int(match["size"]), match["md5"])
    return Listed(files, malformed, strangers)


def _path(url: str) -> str | None:
    """Return the path of an address at GDELT, None for any other."""
    try:
        parts = urlsplit(url)
        ours = parts.scheme in {"http", "https"} and parts.netloc == HOST
    except ValueError:
        return None
    if not ours or parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
        return None
    return parts.path.removeprefix("/")


def read_sums(body: bytes) -> Listed:
    """Read the checksums of the daily files: one a line, before the name."""
    files: dict[str, File] = {}
    malformed = 0
    for line in filter(None, map(str.strip, body.decode("ascii", "replace").split("\n"))):
        match = _SUM.fullmatch(line)
        if match:
            files[f"{BUCKET}events/{match['name']}"] = File(None, match["md5"])
        else:
            malformed += 1
    return Listed(files, malformed)


def tail(path: str, length: int) -> Request:
    """Return the question for the end of a list."""
    return Request(url=f"{BUCKET}{path}", form="text", span=(-length, None), index=True)


def part(path: str, first: int, last: int) -> Request:
    """Return the question for some bytes of a list."""
    return Request(url=f"{BUCKET}{path}", form="text", span=(first, last), index=True)


def lookup(
    path: str, first: str, last: str, days: int
) -> Generator[tuple[Request, ...], tuple[Answer, ...], Listed | None]:
    """Return the lines of a list from one time to another; None where the list cannot be had.

    The end of the list is asked first: it tells the size of the whole, and is enough for the newest
    days. For older ones both ends of the wanted lines are looked for, then these come in one piece.
    """
    near = BYTES_A_DAY * (days + 1)
    (answer,) = yield (tail(path, near if near <= MOST_TAIL else _LOOK),)
    if not answer.sound:
        return None
    if answer.total is None or answer.total <= len(answer.body):
        return read_lines(answer.body)
    oldest = _first_stamp(answer.body)
    if oldest and oldest < first:
        return read_lines(answer.body, cut=True)
    start = yield from _place(path, answer.total, lambda stamp: stamp < first)
    end = yield from _place(path, answer.total, lambda stamp: stamp <= last)
    if start is None or end is None:
        return None
    begin, stop = max(0, start - _MARGIN), min(answer.total, end + _CLOSE + _MARGIN) - 1
    (answer,) = yield (part(path, begin, stop),)
    return read_lines(b"\n" + answer.body if begin == 0 else answer.body, cut=True) if answer.sound else None


def _place(
    path: str, total: int, before: Callable[[str], bool]
) -> Generator[tuple[Request, ...], tuple[Answer, ...], int | None]:
    """Return a place in a list close before the first line that is not ``before``."""
    low, high = 0, total
    for _ in range(_MOST_LOOKS):
        if high - low <= _CLOSE:
            break
        middle = (low + high) // 2
        (answer,) = yield (part(path, middle, min(total, middle + _LOOK) - 1),)
        if not answer.sound:
            return None
        stamp = _first_stamp(answer.body)
        if stamp is None or not before(stamp):
            high = middle
        else:
            low = middle
    return low


def _first_stamp(body: bytes) -> str | None:
    """Return the time in the first whole line that has one."""
    match = _STAMP.search(body, body.find(b"\n") + 1)
    return match[1].decode() if match else None
