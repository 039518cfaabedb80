"""Bytes on disk: written aside, made durable, then renamed; and what may be swept away."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from facta.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

TEMPORARY = ".tmp-"
ARCHIVE = "archive/"
OURS = re.compile(r"\d+-[0-9a-f]{8}\.parquet|[0-9a-f]{64}")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
LONGEST_NAME = 180


def parquet_path(kind: str, source: str, append: int, sha256: str) -> str:
    """Name the file of one append, from the folder of the store.

    >>> parquet_path("events", "a/b", 7, "0123456789abcdef")
    'events/source=a%2Fb/00000007-01234567.parquet'
    """
    return f"{kind}/source={folder_name(source)}/{append:08}-{sha256[:8]}.parquet"


def archive_path(table: str, start: date, append: int, sha256: str) -> str:
    """Name the file of a typed table, from the folder of the store, by its first day.

    >>> from datetime import date
    >>> archive_path("gdelt-events", date(2026, 6, 1), 7, "0123456789abcdef")
    'archive/table=gdelt-events/start=2026-06-01/00000007-01234567.parquet'
    """
    return f"{ARCHIVE}table={folder_name(table)}/start={start}/{append:08}-{sha256[:8]}.parquet"


def snapshot_path(sha256: str) -> str:
    """Name the file of a snapshot's bytes, from the folder of the store.

    >>> snapshot_path("0123456789abcdef")
    'snapshots/01/0123456789abcdef'
    """
    return f"snapshots/{sha256[:2]}/{sha256}"


def folder_name(source: str) -> str:
    """Write a source's name so that any file system takes it as the name of a folder.

    >>> folder_name("UN Comtrade: 27/11")
    'UN%20Comtrade%3A%2027%2F11'
    """
    name = quote(source, safe="")
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:LONGEST_NAME]}~{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def write_durably(root: Path, name: str, content: bytes) -> None:
    """Put a file into the store so that after a power cut it is there whole or not at all."""
    path = root / name
    _make_folder(path.parent)
    aside = path.with_name(TEMPORARY + path.name)
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Make the names in a folder durable, on systems that let a folder be opened."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        settle_folder(folder.parent)


def remove_leftovers(root: Path, listed: set[str]) -> int:
    """Remove what a broken-off append left behind: our files that the catalogue does not list.

    Files that facta does not write are left alone.
    """
    leftovers = [path for path in _ours(root) if path.relative_to(root).as_posix() not in listed]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def has_content(root: Path) -> bool:
    """Tell whether a folder holds parquet files or snapshots of a store."""
    return any(not path.name.startswith(TEMPORARY) for path in _ours(root))


def _ours(root: Path) -> Iterator[Path]:
    yield from root.glob(f"{TEMPORARY}catalogue.duckdb*")
    for top in ("events", "observations", "snapshots", "archive"):
        for folder, _, names in os.walk(root / top):
            for name in names:
                if name.startswith(TEMPORARY) or OURS.fullmatch(name):
                    yield root / os.path.relpath(folder, root) / name


def trouble(error: OSError, root: Path) -> StoreError:
    """Say in words what the operating system refused, and what to do about it."""
    where = error.filename or root
    said = error.strerror or str(error)
    if error.errno in NO_ROOM:
        return StoreError(
            f"no room to write {where} ({said}): make room and run again; the store is as it was before",
        )
    if error.errno in NOT_ALLOWED:
        return StoreError(
            f"{where} cannot be written ({said}): make {root} writable for this user, or name another store",
        )
    return StoreError(f"{where}: {said}; mend that and run again; the store is as it was before")
