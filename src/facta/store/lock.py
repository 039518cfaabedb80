"""One writer at a time, and the name of the one that others wait for."""

from __future__ import annotations

import json
import os
import shlex
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from facta.errors import StoreError
from facta.store.files import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@contextmanager
def writing(root: Path, *, wait_seconds: float, since: datetime | None = None) -> Iterator[None]:
    """Keep every other writer out of a store, in this process and in others.

    The system lets go of the lock when the process that holds it ends, however it ends.

    Raises
    ------
    StoreError
        Somebody else has been writing for longer than ``wait_seconds``.
    """
    lock = FileLock(root / "lock", timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout:
        message = f"the store {root} is being written by {_holder(root)}; wait for it, or stop that process"
        raise StoreError(message) from None
    try:
        _sign(root, since)
        yield
    finally:
        (root / "lock.json").unlink(missing_ok=True)
        lock.release()


def _sign(root: Path, since: datetime | None) -> None:
    who = {"pid": os.getpid(), "command": shlex.join(sys.argv), "since": since.isoformat() if since else None}
    aside = root / f"{TEMPORARY}lock.json"
    aside.write_text(json.dumps(who), encoding="utf-8")
    aside.replace(root / "lock.json")


def _holder(root: Path) -> str:
    try:
        who = json.loads((root / "lock.json").read_text(encoding="utf-8"))
        since = f", since {who['since']}" if who["since"] else ""
        return f"pid {who['pid']} ({who['command']}){since}"
    except (OSError, ValueError, KeyError):
        return "another process"
