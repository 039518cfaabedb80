"""Records of trajectories kept beside a store, so that no page has to make them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from facta.store import aside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from facta.cases import Case
    from facta.forecasts.trajectories import Record

KIND = "trajectories"


def beside(store: Path, case: Case) -> Path:
    """Return the folder beside a store where scores of a case are kept."""
    return aside.folder_of(store, case.name)


def keep(store: Path, case: Case, end: date, made: Iterable[Record]) -> Path:
    """Write the records of the hypotheses of a case up to a day, whole or not at all; return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    told = json.dumps([_plain(one) for one in made], default=str, indent=1)
    return aside.write(beside(store, case) / aside.named(KIND, end, case.digest), told.encode())


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
    for path in aside.newest(beside(store, case), KIND, case.digest, as_of):
        try:
            return tuple(_record(one) for one in json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not whole, or of another release: as if it were not there
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
