"""What became of a collection, source by source, in plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from facta.records import Outcome

ALL_THERE: Final = 0
SOMETHING_MISSING: Final = 3
INTERRUPTED: Final = 130
NO_FAILURE: Final = frozenset({"dry-run", "outage", "unfinished", "unmonitored"})
WISHED: Final = frozenset({"offline", "dry-run", "stopped"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a source is; ``expected`` requests and bytes are at least what is to come in all."""

    source: str
    requests: int
    expected: int
    bytes: int
    expected_bytes: int | None
    rows: int


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a dry run would fetch, and how many bytes that would be, where that is known."""

    url: str
    bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A unit that did not come whole.

    ``faults`` counts answers by fault; ``kept`` says that the store keeps an earlier, complete one.
    """

    address: str
    start: date | None
    end: date | None
    state: Outcome
    faults: Mapping[str, int]
    reason: str
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """What became of one source of a case.

    ``complete``, ``partial`` and ``failed`` count units of this run, ``unchanged`` the complete ones
    that said nothing new, ``held`` the complete ones that the store has in all; ``bytes`` came over
    the network; ``rows`` were appended; ``refused`` says in words what could not be read in units
    that were; ``finished`` is False where it was broken off.
    """

    source: str
    reader: str
    complete: int = 0
    partial: int = 0
    failed: int = 0
    unchanged: int = 0
    held: int = 0
    requests: int = 0
    bytes: int = 0
    rows: int = 0
    lost: tuple[Lost, ...] = ()
    refused: tuple[str, ...] = ()
    listed: tuple[Listed, ...] = ()
    next_expected: date | None = None
    finished: bool = True

    @property
    def faults(self) -> dict[str, int]:
        """Count what could not be had, by fault."""
        found: dict[str, int] = {}
        for lost in self.lost:
            for fault, number in lost.faults.items():
                found[fault] = found.get(fault, 0) + number
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What became of a collection. ``left`` names the sources that were not begun or not finished."""

    sources: tuple[SourceOutcome, ...] = ()
    left: tuple[str, ...] = ()
    interrupted: bool = False
    dry_run: bool = field(default=False)

    @property
    def exit_status(self) -> int:
        """0 when all is there, 3 when something could not be had, 130 when it was broken off.

        What the publisher itself is known not to have is told and is nobody's failure.
        """
        if self.interrupted:
            return INTERRUPTED
        missing = any(set(source.faults) - NO_FAILURE or not source.finished for source in self.sources)
        return SOMETHING_MISSING if missing else ALL_THERE
