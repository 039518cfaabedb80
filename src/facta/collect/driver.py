"""Collects what a case asks of its publishers: one source after another, into the store."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from facta.collect.addresses import Way
from facta.collect.drive import Drive, Run
from facta.collect.files import claim
from facta.collect.hosts import Patience
from facta.collect.outcomes import Collected, Lost, SourceOutcome
from facta.collect.shared import Shared
from facta.errors import CaseError, FactaError, StoreError, nearest
from facta.gaps import is_collected
from facta.sources import SOURCES
from facta.sources.base import fetches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from facta.cases import Case, SourceUse
    from facta.collect.clock import Clock
    from facta.collect.outcomes import Progress
    from facta.sources.base import Source
    from facta.store import Store

PATIENCE = Patience()

logger = logging.getLogger(__name__)


def collect(  # noqa: PLR0913  (what a run is made of, each by its name)
    case: Case,
    store: Store,
    *,
    now: datetime,
    environment: Mapping[str, str],
    clock: Clock,
    mirror: str | None = None,
    offline: bool = False,
    dry_run: bool = False,
    only: Collection[str] = (),
    progress: Progress | None = None,
    patience: Patience = PATIENCE,
    sources: Mapping[str, Source] = SOURCES,
) -> Collected:
    """Ask the publishers of a case for what the store lacks, and append what came.

    A source is asked when it knows how to, and the case names no files for it or asks it something.
    One that fails never stops another; what could not be had becomes coverage with its fault.

    Parameters
    ----------
    case, store
        What is asked for, and where it goes.
    now, environment, clock
        The moment of the run, where secrets stand, and what is waited by.
    mirror
        A folder tree ``<mirror>/<host>/<path>`` that is asked in the place of all publishers.
    offline
        Ask nobody: finish only what an earlier run had fetched.
    dry_run
        Ask for lists only, and say what would be fetched.
    only
        Names of sources of the case, where not all are to be asked.
    progress
        Told after each answer how far a source is.
    patience
        How long is waited, and how often asked again.
    sources
        The door to the sources.

    Raises
    ------
    CaseError
        When ``only`` names what the case does not collect, or the mirror is no web address.
    StoreError
        When the store cannot be written, or is being collected into by somebody else.
    """
    uses = _uses(case, only, sources)
    shared = Shared(clock, patience, environment)
    run = Run(
        case=case, store=store, now=now, shared=shared, mirror=mirror,
        offline=offline, dry_run=dry_run, progress=progress,
    )  # fmt: skip
    claim(case, store)
    Way((), mirror)
    done: list[SourceOutcome] = []
    with _alone(store.path):
        for place, name in enumerate(uses):
            source = sources[uses[name].reader]
            if not fetches(source):
                continue
            drive = Drive(run, name, source)
            try:
                done.append(drive.run())
            except StoreError:
                raise
            except KeyboardInterrupt:
                shared.stop()
                left = tuple(uses)[place:]
                done.append(drive.outcome(finished=False))
                return Collected(sources=tuple(done), left=left, interrupted=True, dry_run=dry_run)
            except Exception as error:  # noqa: BLE001  (one failure never stops another)
                if _interrupted(error):
                    shared.stop()
                    done.append(drive.outcome(finished=False))
                    left = tuple(uses)[place:]
                    return Collected(sources=tuple(done), left=left, interrupted=True, dry_run=dry_run)
                done.append(_broken(drive, error))
    return Collected(sources=tuple(done), dry_run=dry_run)


def _uses(case: Case, only: Collection[str], sources: Mapping[str, Source]) -> dict[str, SourceUse]:
    every = {name: use for name, use in case.sources.items() if is_collected(use, sources)}
    unknown = [name for name in only if name not in every]
    if unknown:
        told = ", ".join(every) or "none"
        raise CaseError(
            *(
                f"{case.name}: no source {name!r} is collected{nearest(name, every)}; there are: {told}"
                for name in unknown
            )
        )
    return {name: use for name, use in every.items() if not only or name in only}


def _interrupted(error: Exception) -> bool:
    """Tell whether it was the user who broke off, inside a query of the catalogue."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt) or "interrupted" in str(cause).lower():
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _broken(drive: Drive, error: Exception) -> SourceOutcome:
    """Turn a source that broke off into something that could not be had.

    What the case or the publisher got wrong is said as it is; anything else is our own mistake.
    """
    fault = "refused" if isinstance(error, CaseError) else "misread"
    reason = str(error)
    if not isinstance(error, FactaError):
        logger.debug("%s broke off", drive.card.name, exc_info=error)
        fault, reason = "internal", f"asking broke off: {type(error).__name__}: {error}"
    lost = Lost(
        address=drive.card.url, start=None, end=None, state="failed", faults={fault: 1}, reason=reason
    )
    return drive.outcome(finished=False, also=(lost,))


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Let one process at a time collect into a store."""
    folder = store / "collected"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        message = f"another process collects into {store}; wait for it, or name another --store"
        raise StoreError(message) from None
    try:
        yield
    finally:
        lock.release()
