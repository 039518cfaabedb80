"""ETags and days of change, so that a publisher is asked only for what is new."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from facta.collect.lines import Lines
from facta.collect.spool import key_of
from facta.store.files import snapshot_path

if TYPE_CHECKING:
    from pathlib import Path

    from facta.sources.asking import Request


class Validators:
    """What a publisher said of the bytes that the store holds.

    Without those bytes it says nothing: "unchanged" is of no use to somebody who has nothing.
    """

    def __init__(self, store: Path, path: Path) -> None:
        self._store = store
        self._lines = Lines(path)

    def keep(self, request: Request, validators: tuple[str, str], body: bytes) -> None:
        """Remember an answer's ETag and Last-Modified."""
        if request.conditional:
            etag, modified = validators
            sha256 = hashlib.sha256(body).hexdigest()
            self._lines.put(key_of(request), {"etag": etag, "modified": modified, "sha256": sha256})

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers that ask only for what changed; none where that cannot be asked."""
        known = self._lines.get(key_of(request)) if request.conditional else None
        if known is None or self.body(request) is None:
            return {}
        told = {"If-None-Match": known["etag"], "If-Modified-Since": known["modified"]}
        return {name: value for name, value in told.items() if value}

    def body(self, request: Request) -> bytes | None:
        """Return the bytes that are unchanged, where the store has them as they were."""
        known = self._lines.get(key_of(request))
        if known is None:
            return None
        try:
            body = (self._store / snapshot_path(known["sha256"])).read_bytes()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == known["sha256"] else None
