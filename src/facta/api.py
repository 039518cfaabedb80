"""What Python users call: open a case with its store, assess it, compare two days.

Like the command line, this room may read the clock; everything below it is told the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from facta import assessment
from facta.cases import Case, load_case
from facta.collect import collect
from facta.comparison import compare
from facta.periods import parse
from facta.store import open_store
from facta.views.shown import ShownAssessment, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.records import Change
    from facta.store import Records

STORE = Path(".facta")


@dataclass(frozen=True)
class Open:
    """A case with a store that has read its files, and the day of its newest fact."""

    case: Case
    records: Records
    today: date

    @property
    def newest(self) -> date:
        """The newest day on which a fact of the case became known, or else a figure."""
        return assessment.newest_day(self.case, self.records, self.today)

    def day(self, given: str | date | None) -> date:
        """Return the day asked for: a date, ``today``, or the newest when nothing is given."""
        if given is None:
            return self.newest
        if given == "today":
            return self.today
        day = (
            given if isinstance(given, date) else min(parse(given).last, max(parse(given).start, self.today))
        )
        if day > self.today:
            message = f"{day} has not come yet: name a day up to {self.today}"
            raise ValueError(message)
        return day

    def assess(self, as_of: str | date | None = None) -> ShownAssessment:
        """Assess the case as of a day."""
        return shown(assessment.assess(self.case, self.records, self.day(as_of)))


def open_case(
    case: str | Path | Case,
    *,
    store: Path | str | None = None,
    now: datetime | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Open:
    """Load a case and read its files into the store.

    Parameters
    ----------
    case
        The name of a case that ships with facta, a folder, or a case already loaded.
    store
        Folder of the store; ``.facta`` in the current folder when left out.
    now
        The moment of reading; the clock when left out.
    progress
        Called with a file, how many are done and how many there are.

    Raises
    ------
    CaseError, SourceError, StoreError
        With every mistake found.
    """
    now = now or datetime.now(UTC)
    folder = Path(store) if store else STORE
    loaded = case if isinstance(case, Case) else load_case(case, cache=folder / "cases")
    opened = open_store(folder)
    collect(loaded, opened, now, progress)
    return Open(loaded, opened.records(), now.date())


def assess(
    case: str | Path | Case, *, as_of: str | date | None = None, store: Path | str | None = None
) -> ShownAssessment:
    """Say how each part of a case stands as of a day; the day of the newest fact when none is given."""
    return open_case(case, store=store).assess(as_of)


def changes(
    case: str | Path | Case,
    *,
    since: str | date,
    as_of: str | date | None = None,
    store: Path | str | None = None,
) -> Change:
    """Say what moved between two days."""
    opened = open_case(case, store=store)
    return compare(opened.assess(since), opened.assess(as_of))
