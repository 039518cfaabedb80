"""Small records and snapshots to fill a store with, and folders that refuse to be written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from facta.records import Coverage, Event, Observation, Snapshot, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Another process finds the same modules as this one.
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
URL = "https://example.org/facts.csv"


def day(number: int, month: int = 1) -> date:
    """Return a day of 2025."""
    return date(2025, month, number)


def snapshot(body: str, *, url: str = URL, source: str = "ledger", hour: int = 0, of: int = 1) -> Snapshot:
    """Make a snapshot, retrieved on a day of January 2026."""
    return Snapshot(
        source=source,
        url=url,
        retrieved_at=datetime(2026, 1, of, hour, tzinfo=UTC),
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        media_type="text/csv",
        licence="CC-BY-4.0",
        body=body.encode(),
    )


def event(
    ref: str,
    known_at: date,
    *,
    of: Snapshot,
    quantity: float = 1.0,
    status: Status = "asserted",
) -> Event:
    """Make an event of 1 January 2025."""
    return Event(
        source=of.source,
        ref=ref,
        kind="attack",
        actor="ISKP",
        target="TALIBAN",
        participants=("HAQQANI",),
        tags=("place:market", "night"),
        start=day(1),
        end=day(2),
        known_at=known_at,
        known_by="published",
        snapshot=of.sha256,
        quantity=quantity,
        unit="deaths",
        status=status,
        text="Zwölf Tote: «Basar»",
    )


def observation(ref: str, known_at: date, *, of: Snapshot, value: float = 1.0) -> Observation:
    """Make an observation of January 2025."""
    return Observation(
        source=of.source,
        ref=ref,
        measure="imports",
        actor="AFG",
        start=day(1),
        end=day(1, 2),
        value=value,
        unit="usd",
        known_at=known_at,
        known_by="published",
        snapshot=of.sha256,
    )


def covered(known_at: date, *, of: Snapshot, reason: str = "") -> Coverage:
    """Make the coverage of January 2025; with a reason, a look that failed."""
    return Coverage(
        source=of.source,
        start=day(1),
        end=day(1, 2),
        state="failed" if reason else "complete",
        known_at=known_at,
        snapshot=of.sha256,
        reason=reason,
    )


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder refuse every write: by its mode, or for root by its mount."""
    if os.geteuid():
        folder.chmod(0o555)
        try:
            yield
        finally:
            folder.chmod(0o755)
        return
    _mount("--bind", folder, folder)
    try:
        _mount("-o", "remount,ro,bind", folder)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Put a small disk under a folder."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={size}", "none", folder)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607


def _mount(*arguments: str | Path) -> None:
    done = subprocess.run(["mount", *arguments], check=False, capture_output=True)  # noqa: S607
    if done.returncode:
        pytest.skip("this machine does not let us mount a folder")
