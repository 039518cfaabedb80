"""Scorecards, drills and replays kept beside a store, since they take long to make."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote

from pydantic import TypeAdapter

from facta.errors import StoreError
from facta.scoring.boards import Replayed
from facta.scoring.cards import Scorecard
from facta.scoring.drill import Drilled
from facta.scoring.said import Precision, Said, precisions

if TYPE_CHECKING:
    from pathlib import Path

    from facta.cases import Case

FOLDER = "scores"
CARD, DRILL, BOARDS, SAID = "rules", "drill", "replay", "said.json"
DIGITS = 16
Made = Scorecard | Drilled | Replayed
KINDS: dict[type[Any], str] = {Scorecard: CARD, Drilled: DRILL, Replayed: BOARDS}
Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The newest scorecard, drills and replay of a case as its file is now; None where there is none.

    ``said`` is how many of its alerts people found useful, rule by rule, whatever the case file was.
    """

    card: Scorecard | None = None
    drilled: Drilled | None = None
    replayed: Replayed | None = None
    said: tuple[Precision, ...] = ()


def keep(store: Path, made: Made) -> Path:
    """Write a scorecard, drills or a replay beside a store, whole or not at all, and return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    kind = CARD if isinstance(made, Scorecard) else DRILL if isinstance(made, Drilled) else BOARDS
    day = made.as_of if isinstance(made, Drilled) else made.end
    return _write(_folder(store, made.case) / f"{kind}-{day}-{made.case_digest}.json", made)


def keep_said(store: Path, said: Said) -> Path:
    """Write what people said of the alerts of a case beside a store, and return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    return _write(_folder(store, said.case) / SAID, said)


def _folder(store: Path, case: str) -> Path:
    return store / FOLDER / quote(case, safe="")


def _write(path: Path, made: Made | Said) -> Path:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
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
    said = _read(_folder(store, case.name) / SAID, Said)
    return Kept(
        card=_newest(store, case, as_of, Scorecard),
        drilled=_newest(store, case, as_of, Drilled),
        replayed=_newest(store, case, as_of, Replayed),
        said=precisions(said, as_of) if said else (),
    )


def _newest(store: Path, case: Case, as_of: date, shape: type[Shape]) -> Shape | None:
    folder, kind = _folder(store, case.name), KINDS[shape]
    tail = f"-{case.digest[:DIGITS]}.json"
    days = (path.name.removeprefix(f"{kind}-").removesuffix(tail) for path in folder.glob(f"{kind}-*{tail}"))
    for day in sorted(days, reverse=True):
        found = _read(folder / f"{kind}-{day}{tail}", shape) if _by(day, as_of) else None
        if found is not None:
            return found
    return None


def _by(day: str, as_of: date) -> bool:
    try:
        return date.fromisoformat(day) <= as_of
    except ValueError:
        return False  # not a file of ours


def _read(path: Path, shape: type[Shape]) -> Shape | None:
    """Return what a file holds; None where it is not there, not whole, or of another release."""
    try:
        return cast("Shape", _adapter(shape).validate_json(path.read_bytes()))
    except (OSError, ValueError):
        return None


def _adapter(shape: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def as_json(made: Made) -> str:
    """Write a scorecard, drills or a replay as JSON."""
    return _adapter(type(made)).dump_json(made, indent=2).decode()
