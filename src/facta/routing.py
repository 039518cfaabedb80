"""A journey over a network of a case, as a person asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.analyses.corridor import Corridor
from facta.analyses.corridor.register import exposed
from facta.analyses.corridor.told import tell
from facta.corridors.exposure import read_exposure
from facta.errors import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from facta.analyses import View
    from facta.analyses.corridor import Asked
    from facta.analyses.corridor.register import RegisterRow
    from facta.cases import Case
    from facta.results import Result


def route(case: Case, view: View, asked: Asked, name: str | None = None) -> Result:
    """Say what carries a journey as of the day of a view: the route sheet.

    Raises
    ------
    ValueError
        When the case has no corridor, or what is asked names nothing in it, with what to write.
    """
    chosen, corridor = corridor_of(case, name)
    return corridor.named(chosen, corridor.routed(view, asked))


def exposure(
    case: Case, view: View, asked: Asked, file: Path, name: str | None = None
) -> tuple[Result, tuple[RegisterRow, ...]]:
    """Say which sites, suppliers and shipments of a private table a change touches; nothing is kept.

    Raises
    ------
    CaseError
        With every mistake in the table.
    ValueError
        As for `route`.
    """
    chosen, corridor = corridor_of(case, name)
    told = tell(corridor, view)
    said, rows = exposed(told, asked, read_exposure(file, told.network), case.review_by)
    return corridor.named(chosen, said), rows


def corridor_of(case: Case, name: str | None = None) -> tuple[str, Corridor]:
    """Return the only corridor of a case with its name, or the one asked for.

    Raises
    ------
    ValueError
        When there is none of this name, or not exactly one.
    """
    found = {key: one for key, one in case.analyses.items() if isinstance(one, Corridor)}
    if name is not None and name not in found:
        message = f"{case.name} has no corridor {name!r}{nearest(name, found)}"
        raise ValueError(message)
    if not found:
        message = f"{case.name} has no corridor: an analysis of kind `corridor` over one of its networks"
        raise ValueError(message)
    if name is None and len(found) > 1:
        raise ValueError(f"{case.name} has more than one corridor: name one with --in, {' or '.join(found)}")
    chosen = name or next(iter(found))
    return chosen, found[chosen]
