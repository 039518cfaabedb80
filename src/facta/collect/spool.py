"""Answers of an unfinished unit, kept on disk, so that a run that was killed asks only for what it lacks.

Secrets never come here: a request is known by a hash, in which its headers with keys have no part.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from facta.sources.asking import Answer, Request
from facta.store.files import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from facta.records import Outcome

OLDEST_DAYS: Final = 14
# An answer that no list announced by its size or checksum may be another one tomorrow.
UNANNOUNCED: Final = timedelta(days=1)
_SECRET: Final = ("auth", "cookie", "token", "key", "secret")
_ON_DISK_FROM: Final = 256 * 1024


def key_of(request: Request) -> str:
    """Return the name under which a request is remembered: equal questions have equal names."""
    told = {
        "url": request.url,
        "form": request.form,
        "headers": {
            name: value
            for name, value in sorted(request.headers.items())
            if not any(word in name.lower() for word in _SECRET)
        },
        "json": request.json_body,
        "fields": dict(request.form_body) if request.form_body is not None else None,
        "size": request.size,
        "md5": request.md5,
        "span": request.span,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def announced(request: Request) -> bool:
    """Tell whether a list said what the answer must be, so that it is the same on any day."""
    return request.size is not None or request.md5 is not None


class Spool:
    """The folder of one source's answers that are not yet in the store."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._folder = folder
        self._now = now
        self._here = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        self._sweep()

    def _sweep(self) -> None:
        oldest = time.time() - OLDEST_DAYS * 86_400
        for name in list(self._here):
            path = self._folder / name
            with suppress(OSError):
                if name.startswith(TEMPORARY) or path.stat().st_mtime < oldest:
                    self._remove(name)

    def _remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
        self._here.discard(name)

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / (TEMPORARY + name)
        aside.write_bytes(content)
        aside.replace(self._folder / name)
        self._here.add(name)

    def kept(self, request: Request) -> Answer | None:
        """Return the answer that an earlier run left, where it is sound and not too old."""
        key = key_of(request)
        if f"{key}.json" not in self._here:
            return None
        try:
            said = json.loads((self._folder / f"{key}.json").read_bytes())
            body = (self._folder / f"{key}.body").read_bytes()
            retrieved = datetime.fromisoformat(said["retrieved_at"])
        except (OSError, ValueError, KeyError):
            return None
        stale = not announced(request) and self._now - retrieved > UNANNOUNCED
        if stale or hashlib.sha256(body).hexdigest() != said["sha256"]:
            return None
        state: Outcome = "complete" if said["state"] == "complete" else "empty"
        return Answer(
            request=request, state=state, retrieved_at=retrieved, body=body, status=200, total=said["total"]
        )

    def keep(self, answer: Answer) -> None:
        """Keep a sound answer; its body first, so that what names it can be trusted."""
        if not answer.sound or answer.request.index or answer.unchanged:
            return
        key = key_of(answer.request)
        self._write(f"{key}.body", answer.body)
        said = {
            "url": answer.request.url,
            "state": answer.state,
            "retrieved_at": answer.retrieved_at.isoformat(),
            "sha256": hashlib.sha256(answer.body).hexdigest(),
            "total": answer.total,
        }
        self._write(f"{key}.json", json.dumps(said).encode())

    def has(self, request: Request) -> bool:
        """Tell whether there is an answer."""
        return f"{key_of(request)}.json" in self._here

    def drop(self, requests: Iterable[Request]) -> None:
        """Forget answers that the store has, or that were worth nothing."""
        for request in requests:
            key = key_of(request)
            for name in (f"{key}.json", f"{key}.body", f"{key}.part", f"{key}.part.json"):
                if name in self._here:
                    self._remove(name)
        with suppress(OSError):
            if not self._here:
                self._folder.rmdir()

    def part(self, request: Request) -> Part:
        """Return what an earlier try or run had of an answer that was cut."""
        lasting = not request.index and request.span is None
        return Part(self._folder / f"{key_of(request)}.part" if lasting else None, request, self._here)


class Part:
    """The first bytes of an answer, in memory, and on disk once they are many.

    Across runs they are worth something only with a validator, or where a checksum was announced.
    """

    def __init__(self, path: Path | None, request: Request, here: set[str]) -> None:
        self.body = bytearray()
        self.etag = self.modified = self.encoding = ""
        self.total: int | None = None
        self._path = path
        self._here = here
        self._announced = request.md5 is not None
        self._on_disk = 0
        if path is not None and f"{path.name}.json" in here:
            self._load(path)

    def _load(self, path: Path) -> None:
        with suppress(OSError, ValueError, KeyError):
            said = json.loads(path.with_name(f"{path.name}.json").read_bytes())
            self.etag, self.modified = said["etag"], said["modified"]
            self.encoding, self.total = said["encoding"], said["total"]
            self.body = bytearray(path.read_bytes())
            self._on_disk = len(self.body)

    @property
    def validator(self) -> str:
        """What tells whether the rest belongs to these bytes; a weak ETag does not."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified

    def begin(self, *, etag: str, modified: str, encoding: str, total: int | None) -> None:
        """Start anew."""
        self.forget()
        self.etag, self.modified, self.encoding, self.total = etag, modified, encoding, total

    def grow(self, chunk: bytes) -> None:
        """Add bytes; many of them go to disk at once, where a killed process leaves them."""
        self.body += chunk
        if len(self.body) - self._on_disk >= _ON_DISK_FROM:
            self.keep()

    def keep(self) -> None:
        """Bring to disk what is worth keeping."""
        if self._path is None or not self.body or not (self.validator or self._announced):
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        said = self._path.with_name(f"{self._path.name}.json")
        if not self._on_disk:
            self._path.write_bytes(b"")
            told = {
                "etag": self.etag,
                "modified": self.modified,
                "encoding": self.encoding,
                "total": self.total,
            }
            said.write_text(json.dumps(told), encoding="utf-8")
            self._here |= {self._path.name, said.name}
        with self._path.open("ab") as file:
            file.write(self.body[self._on_disk :])
        self._on_disk = len(self.body)

    def forget(self) -> None:
        """Drop everything."""
        self.body = bytearray()
        if self._path is not None and self._path.name in self._here:
            for path in (self._path.with_name(f"{self._path.name}.json"), self._path):
                path.unlink(missing_ok=True)
                self._here.discard(path.name)
        self._on_disk = 0
