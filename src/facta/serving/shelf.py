"""Pages on a shelf: kept on disk once they were made, so that the next start answers at once.

A page lies under a key that names everything it was made from, and says itself what it is and what
its bytes hash to. What does not fit is not there: nothing on the shelf is ever trusted, and losing
all of it costs time only. Two servers may use one shelf.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from threading import get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
MOST_KEYS, MOST_BYTES = 32, 256 * 1024 * 1024
NUMBERS = count()
PACKED = 6  # the level of gzip


@dataclass(frozen=True, slots=True)
class Made:
    """Bytes to send, packed with gzip, and the tag that they go by.

    >>> Made.of(b"hello", "text/plain").body()
    b'hello'
    """

    media_type: str
    tag: str
    packed: bytes

    @classmethod
    def of(cls, body: bytes, media_type: str) -> Made:
        """Pack bytes; the same bytes give the same tag."""
        packed = gzip.compress(body, PACKED, mtime=0)
        return cls(media_type, hashlib.sha256(body).hexdigest()[:32], packed)

    def body(self) -> bytes:
        """Return the bytes as they were."""
        return gzip.decompress(self.packed)


class Shelf:
    """Pages in a folder, by key and path."""

    def __init__(self, folder: Path, *, most_keys: int = MOST_KEYS, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most_keys, self._most_bytes = most_keys, most_bytes

    def get(self, key: str, path: str) -> Made | None:
        """Return a page, or None where it is not there, not whole, or another one."""
        file = self._file(key, path)
        try:
            head, _, packed = file.read_bytes().partition(b"\n")
            said = json.loads(head)
            whole = said["sha256"] == hashlib.sha256(packed).hexdigest()
            if not whole or (said["format"], said["key"], said["path"]) != (FORMAT, key, path):
                return None
            return Made(str(said["media_type"]), str(said["tag"]), packed)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, path: str, made: Made) -> None:
        """Keep a page; a disk that refuses is no matter."""
        file = self._file(key, path)
        said = {
            "format": FORMAT,
            "key": key,
            "path": path,
            "media_type": made.media_type,
            "tag": made.tag,
            "sha256": hashlib.sha256(made.packed).hexdigest(),
        }
        aside = file.with_name(f".{os.getpid()}-{get_ident()}-{next(NUMBERS)}")
        with suppress(OSError):
            if not file.parent.is_dir():
                file.parent.mkdir(parents=True, exist_ok=True)
                with suppress(OSError):  # another server tidies too
                    self._tidy(file.parent)
            aside.write_bytes(json.dumps(said).encode() + b"\n" + made.packed)
            aside.replace(file)

    def _file(self, key: str, path: str) -> Path:
        return self.folder / key / hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _tidy(self, newest: Path) -> None:
        """Drop the keys that were begun longest ago, until few enough and small enough are left."""
        keys = sorted(
            (path for path in self.folder.iterdir() if path.is_dir()),
            key=lambda key: key.stat().st_mtime_ns,
            reverse=True,
        )
        room = self._most_bytes
        for held, key in enumerate([newest, *(key for key in keys if key != newest)]):
            with os.scandir(key) as pages:
                room -= sum(page.stat().st_size for page in pages)
            if held >= self._most_keys or room < 0:
                shutil.rmtree(key, ignore_errors=True)
