"""The ledger of forecasts as rules of alerts see it: how far it had come at a watch, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from facta.errors import LedgerError
from facta.forecasts.foreseen import ledger_by
from facta.forecasts.sharing import WHY

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from facta.alerts.happening import Happening
    from facta.cases import Case
    from facta.forecasts.expectations import Labels
    from facta.forecasts.reading import Reading


PASSED_ON: Final = ("from", "to", "deadline", "made", "skill", "claims", "more", "reversed_by", "seal")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Foretold:
    """What the ledger of a case says by a day; ``fault`` is why it cannot be read.

    ``folder`` is the store beside which it lies.
    """

    reading: Reading | None = None
    fault: str = ""
    folder: Path | None = None

    @property
    def entries(self) -> int | None:
        """How far it has come; None where it cannot be read, so that nobody can tell."""
        if self.fault:
            return None
        return len(self.reading.entries) if self.reading else 0

    def labels(self, case: Case, day: date) -> Labels:
        """Return of each family and sort of question whether skill was shown."""
        from facta.forecasts.expectations import labels_of  # noqa: PLC0415  (heavy, and rarely asked)
        from facta.forecasts.stored import kept  # noqa: PLC0415
        from facta.forecasts.track import track_record  # noqa: PLC0415

        tested = kept(self.folder, case, day) if self.folder else None
        return labels_of(track_record(self.reading, day).scores if self.reading else (), tested)


NOTHING = Foretold()


def unsaid(one: Happening, title: str, what: str) -> Happening:
    """Return what is left of a happening of a question that may not be passed on.

    Its text and its id tell the line, and what came of it is the figure.
    """
    facts = {name: fact for name, fact in one.facts.items() if name in PASSED_ON}
    said = f"{title}: the question may not be passed on"
    return replace(one, title=title, what=what, said=said, why=WHY, facts=facts | {"withheld": WHY})


def foretold(folder: Path | None, case: str, day: date) -> Foretold:
    """Return what the ledger of a case says by a day. One that is not what was written is told, not raised.

    A watch tells of trip-wires all the same.
    """
    if folder is None:
        return NOTHING
    try:
        return Foretold(reading=ledger_by(folder, case, day), folder=folder)
    except LedgerError as error:
        return Foretold(fault=error.mistakes[0], folder=folder)
