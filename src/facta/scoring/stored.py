"""Scorecards and drills kept beside a store, since they take long to make."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import TypeAdapter

from facta.errors import StoreError
from facta.scoring.cards import Scorecard
from facta.scoring.drill import Drilled

if TYPE_CHECKING:
    from pathlib import Path

    from facta.cases import Case

FOLDER = "scores"
CARD, DRILL = "rules", "drill"
DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The newest scorecard and drills of a case as its file is now; None where there is none."""

    card: Scorecard | None = None
    drilled: Drilled | None = None


def keep(store: Path, made: Scorecard | Drilled) -> Path:
    """Write a scorecard or drills beside a store, whole or not at all, and return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    kind, day = (CARD, made.end) if isinstance(made, Scorecard) else (DRILL, made.as_of)
    folder = store / FOLDER / quote(made.case, safe="")
    path = folder / f"{kind}-{day}-{made.case_digest}.json"
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(_adapter(type(made)).dump_json(made, indent=1))
        aside.replace(path)
    except OSError as error:
        message = f"{path}: {error.strerror}; check the folder of the store"
        raise StoreError(message) from None
    return path


def kept(store: Path, case: Case, as_of: date) -> Kept:
    """Return what was kept of a case, of the newest day not after one; never of another case file.

    Parameters
    ----------
    store
        The folder of the store.
    case
        The case: another digest is another case.
    as_of
        The day of the page: what is later was not known on it.
    """
    return Kept(
        card=_newest(store, case, as_of, CARD, Scorecard), drilled=_newest(store, case, as_of, DRILL, Drilled)
    )


def _newest(store: Path, case: Case, as_of: date, kind: str, shape: type[Any]) -> Any:  # noqa: ANN401  (either)
    folder = store / FOLDER / quote(case.name, safe="")
    tail = f"-{case.digest[:DIGITS]}.json"
    days = (path.name.removeprefix(f"{kind}-").removesuffix(tail) for path in folder.glob(f"{kind}-*{tail}"))
    for day in sorted(days, reverse=True):
        try:
            if date.fromisoformat(day) <= as_of:
                return _adapter(shape).validate_json((folder / f"{kind}-{day}{tail}").read_bytes())
        except (OSError, ValueError):
            continue  # not one of ours, or not whole: as if it were not there
    return None


def _adapter(shape: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def as_json(made: Scorecard | Drilled) -> str:
    """Write a scorecard or drills as JSON."""
    return _adapter(type(made)).dump_json(made, indent=2).decode()
