"""Of which days briefs were written from a store: what a reader may want to compare with.

The notes lie beside the records, and nothing that is assessed knows of them.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER: Final = "briefs"
MOST: Final = 100


def note(store: Path, case: str, day: date) -> None:
    """Note that a brief of a day was written; a disk that refuses is no matter."""
    kept = [one for one in days(store, case) if one != day]
    file = _file(store, case)
    aside = file.with_name(f".{os.getpid()}-{file.name}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps([str(one) for one in (*kept, day)[-MOST:]]), encoding="utf-8")
        aside.replace(file)


def days(store: Path, case: str) -> tuple[date, ...]:
    """Return the days of the briefs of a case, the one written last at the end; what is broken is no note."""
    try:
        said = json.loads(_file(store, case).read_bytes())
        return tuple(date.fromisoformat(one) for one in said)
    except (OSError, ValueError, TypeError):
        return ()


def last(noted: Sequence[date], day: date) -> date | None:
    """Return the day of the brief that was written last, of those of days before this one.

    >>> last((date(2026, 5, 1), date(2026, 3, 2), date(2026, 6, 1)), date(2026, 6, 1))
    datetime.date(2026, 3, 2)
    """
    return next((one for one in reversed(noted) if one < day), None)


def _file(store: Path, case: str) -> Path:
    return store / FOLDER / f"{case}.json"
