"""Whether anything changed: one digest of facta, a case and a store, without reading any of them.

It is made of names, sizes and times alone, so that it costs milliseconds and imports nothing heavy.
What was kept under one digest is never asked for under another.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import starlette

import facta
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = Path(facta.__file__).parent
LIBRARY = CODE / "library"
FILE = "case.yml"
CATALOGUE = ("catalogue.duckdb", "catalogue.duckdb.wal")
PARTS = ("events", "observations", "scores", "forecasts")
MOST_FILES = 50_000  # a case in a folder with more is served without being kept


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a case and its store lie, as they were named."""

    case: str
    store: Path

    def folder(self) -> Path | None:
        """Return the folder of the case, or None where there is none."""
        path = Path(self.case)
        if path.is_file():
            return path.parent
        if (path / FILE).is_file():
            return path
        shipped = LIBRARY / self.case
        return shipped if len(path.parts) == 1 and (shipped / FILE).is_file() else None

    def state(self) -> str | None:
        """Return a digest of everything that an assessment rests on, or None where it cannot be told.

        Examples
        --------
        >>> Spot("no-such-case", Path("no-such-store")).state() is None
        True
        """
        folder = self.folder()
        if folder is None:
            return None
        digest = hashlib.sha256(program().encode())
        try:
            for count, mark in enumerate(self._marks(folder)):
                if count > MOST_FILES:
                    return None
                digest.update(mark.encode("utf-8", "surrogateescape"))
        except OSError:
            return None
        return digest.hexdigest()

    def changed(self) -> datetime:
        """Return when the case, its store or its ledger of forecasts last changed on disk."""
        folder = self.folder()
        paths = [self.store / name for name in CATALOGUE]
        paths += self.store.glob("forecasts/*/head.json")
        paths += folder.rglob("*") if folder else []
        times = [path.stat().st_mtime for path in paths if path.is_file()]
        return datetime.fromtimestamp(max(times, default=0), UTC)

    def _marks(self, folder: Path) -> Iterator[str]:
        """Yield a line a file of the case and of the store."""
        yield f"{self.case}\n{folder.resolve()}\n{self.store.resolve()}\n"
        yield from tree(folder, without={self.store.resolve()})
        for name in CATALOGUE:
            path = self.store / name
            yield mark(name, path.stat()) if path.exists() else f"no {name}\n"
        for name in PARTS:
            if (self.store / name).is_dir():
                yield from tree(self.store / name)


def mark(name: str, stat: os.stat_result) -> str:
    """Return a line that differs when a file may have changed."""
    return f"{name}\0{stat.st_ino}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ctime_ns}\n"


def tree(folder: Path, *, without: set[Path] | None = None) -> Iterator[str]:
    """Yield a mark a file under a folder, in the order of their names."""
    left = [(str(folder), "")]
    while left:
        path, name = left.pop()
        with os.scandir(path) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            inside = f"{name}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__" and not (without and Path(entry.path).resolve() in without):
                    left.append((entry.path, inside))
            elif entry.is_file():
                yield mark(inside, entry.stat())


@cache
def program() -> str:
    """Return a digest of the program that runs: its version, its files, and what is installed beside it."""
    installed = Path(starlette.__file__).parents[1]
    digest = hashlib.sha256()
    for line in tree(CODE, without={LIBRARY}):
        digest.update(line.encode("utf-8", "surrogateescape"))
    digest.update(f"{__version__}\n{sys.version}\n{installed.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()
