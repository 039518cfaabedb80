"""Backtests kept beside a store, since they take long to make."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import TypeAdapter

from facta.errors import StoreError
from facta.forecasts.backtest import Backtest

if TYPE_CHECKING:
    from pathlib import Path

    from facta.cases import Case

FOLDER, KIND = "scores", "backtest"
DIGITS = 16


def keep(store: Path, made: Backtest) -> Path:
    """Write a backtest beside a store, whole or not at all, and return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    folder = store / FOLDER / quote(made.case, safe="")
    path = folder / f"{KIND}-{made.end}-{made.case_digest}.json"
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_text(as_json(made), encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        message = f"{path}: {error.strerror}; check the folder of the store"
        raise StoreError(message) from None
    return path


def kept(store: Path, case: Case, as_of: date) -> Backtest | None:
    """Return the newest backtest of a case as its file is now, of a day not after one, if there is any."""
    tail = f"-{case.digest[:DIGITS]}.json"
    folder = store / FOLDER / quote(case.name, safe="")
    days = (path.name.removeprefix(f"{KIND}-").removesuffix(tail) for path in folder.glob(f"{KIND}-*{tail}"))
    for day in sorted(days, reverse=True):
        try:
            if date.fromisoformat(day) <= as_of:
                return _adapter().validate_json((folder / f"{KIND}-{day}{tail}").read_bytes())
        except (OSError, ValueError):
            continue  # not one of ours, or not whole: as if it were not there
    return None


def as_json(made: Backtest) -> str:
    """Write a backtest as JSON."""
    return _adapter().dump_json(made, indent=1).decode()


def _adapter() -> TypeAdapter[Backtest]:
    return TypeAdapter(Backtest)
