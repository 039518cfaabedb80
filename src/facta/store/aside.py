"""What takes long to make and is kept beside a store: a file for each case as it was, and each day."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from facta.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "scores"
DIGITS = 16


def folder_of(store: Path, case: str) -> Path:
    """Return the folder beside a store where what is made of a case is kept."""
    return store / FOLDER / quote(case, safe="")


def named(kind: str, day: date, digest: str) -> str:
    """Return the name of a file: what it holds, up to which day, of which case file.

    >>> named("rules", date(2026, 6, 1), "0123456789abcdef and more")
    'rules-2026-06-01-0123456789abcdef.json'
    """
    return f"{kind}-{day}-{digest[:DIGITS]}.json"


def write(path: Path, told: bytes) -> Path:
    """Write a file whole or not at all, and return it.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(told)
        aside.replace(path)
    except OSError as error:
        message = f"{path}: {error.strerror}; check the folder of the store"
        raise StoreError(message) from None
    return path


def newest(folder: Path, kind: str, digest: str, as_of: date) -> Iterator[Path]:
    """Yield the files of a kind and a case file that are of no later day than one, the newest first."""
    tail = f"-{digest[:DIGITS]}.json"
    days = (path.name.removeprefix(f"{kind}-").removesuffix(tail) for path in folder.glob(f"{kind}-*{tail}"))
    for day in sorted(filter(_is_day, days), reverse=True):
        if date.fromisoformat(day) <= as_of:
            yield folder / f"{kind}-{day}{tail}"


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False  # not a file of ours
    return True
