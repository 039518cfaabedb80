"""Backtests kept beside a store, since they take long to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from facta.forecasts.backtest import Backtest
from facta.store import aside

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from facta.cases import Case

KIND = "backtest"


def keep(store: Path, made: Backtest) -> Path:
    """Write a backtest beside a store, whole or not at all, and return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    name = aside.named(KIND, made.end, made.case_digest)
    return aside.write(aside.folder_of(store, made.case) / name, as_json(made).encode())


def kept(store: Path, case: Case, as_of: date) -> Backtest | None:
    """Return the newest backtest of a case as its file is now, of a day not after one, if there is any."""
    for path in aside.newest(aside.folder_of(store, case.name), KIND, case.digest, as_of):
        try:
            return _adapter().validate_json(path.read_bytes())
        except (OSError, ValueError):
            continue  # not whole, or of another release: as if it were not there
    return None


def as_json(made: Backtest) -> str:
    """Write a backtest as JSON."""
    return _adapter().dump_json(made, indent=1).decode()


def _adapter() -> TypeAdapter[Backtest]:
    return TypeAdapter(Backtest)
