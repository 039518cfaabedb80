"""Scorecards, drills and replays kept beside a store, since they take long to make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import TypeAdapter

from facta.scoring.boards import Replayed
from facta.scoring.cards import Scorecard
from facta.scoring.drill import Drilled
from facta.scoring.said import Precision, Said, precisions
from facta.store import aside

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from facta.cases import Case

CARD, DRILL, BOARDS, SAID = "rules", "drill", "replay", "said.json"
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
    return _write(aside.folder_of(store, made.case) / aside.named(kind, day, made.case_digest), made)


def keep_said(store: Path, said: Said) -> Path:
    """Write what people said of the alerts of a case beside a store, and return the file.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    return _write(aside.folder_of(store, said.case) / SAID, said)


def _write(path: Path, made: Made | Said) -> Path:
    return aside.write(path, _adapter(type(made)).dump_json(made, indent=1))


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
    said = _read(aside.folder_of(store, case.name) / SAID, Said)
    return Kept(
        card=_newest(store, case, as_of, Scorecard),
        drilled=_newest(store, case, as_of, Drilled),
        replayed=_newest(store, case, as_of, Replayed),
        said=precisions(said, as_of) if said else (),
    )


def _newest(store: Path, case: Case, as_of: date, shape: type[Shape]) -> Shape | None:
    for path in aside.newest(aside.folder_of(store, case.name), KINDS[shape], case.digest, as_of):
        found = _read(path, shape)
        if found is not None:
            return found
    return None


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
