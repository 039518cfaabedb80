"""Records of trajectories kept beside a store, so that no page has to make them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from facta.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from facta.cases import Case
    from facta.forecasts.trajectories import Record

FOLDER, KIND = "scores", "trajectories"
DIGITS = 16


def beside(store: Path, case: Case) -> Path:
    """Return the folder beside a store where scores of a case are kept."""
    return store / FOLDER / quote(case.name, safe="")


def keep(store: Path, case: Case, end: date, made: Iterable[Record]) -> Path:
    """Write the records of the hypotheses of a case up to a day, whole or not at all; return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    path = beside(store, case) / f"{KIND}-{end}-{case.digest[:DIGITS]}.json"
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    told = json.dumps([_plain(one) for one in made], default=str, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(told, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        message = f"{path}: {error.strerror}; check the folder of the store"
        raise StoreError(message) from None
    return path


def _plain(made: Record) -> dict[str, Any]:
    return {
        "analysis": made.analysis,
        "weights": made.weights.to_dict(as_series=False),
        "judged": made.judged.to_dict(as_series=False),
        "brier": made.brier,
        "against": [asdict(one) for one in made.against],
        "hindsight": made.hindsight,
    }


def kept(store: Path, case: Case, as_of: date) -> tuple[Record, ...]:
    """Return the newest records of a case as its file is now, of a day not after one; none where none is."""
    tail = f"-{case.digest[:DIGITS]}.json"
    folder = beside(store, case)
    days = (path.name.removeprefix(f"{KIND}-").removesuffix(tail) for path in folder.glob(f"{KIND}-*{tail}"))
    for day in sorted(days, reverse=True):
        try:
            if date.fromisoformat(day) <= as_of:
                told = json.loads((folder / f"{KIND}-{day}{tail}").read_bytes())
                return tuple(_record(one) for one in told)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not one of ours, or not whole: as if it were not there
    return ()


def _record(told: dict[str, Any]) -> Record:
    import polars as pl  # noqa: PLC0415

    from facta.forecasts.trajectories import JUDGED, WEIGHTS, Against, Record  # noqa: PLC0415

    def frame(columns: dict[str, list[Any]], schema: dict[str, Any]) -> pl.DataFrame:
        days = {name for name, dtype in schema.items() if dtype == pl.Date}
        read = {
            name: [date.fromisoformat(one) for one in columns[name]] if name in days else columns[name]
            for name in schema
        }
        return pl.DataFrame(read, schema=schema)

    return Record(
        analysis=told["analysis"],
        weights=frame(told["weights"], WEIGHTS),
        judged=frame(told["judged"], JUDGED),
        brier=told["brier"],
        against=tuple(Against(**one) for one in told["against"]),
        hindsight=told["hindsight"],
    )
