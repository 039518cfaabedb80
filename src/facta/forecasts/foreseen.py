"""What was foreseen of a case as of a day: read from its ledger and from what was kept beside the store.

Nothing is forecast here. The ledger is read once for as long as its files stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from facta.errors import LedgerError
from facta.forecasts import remembered
from facta.forecasts.ledger import FILE, HEAD, open_ledger
from facta.results import Ahead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from facta.cases import Case
    from facta.forecasts.backtest import Backtest
    from facta.forecasts.outlook import Signpost
    from facta.forecasts.reading import Reading
    from facta.forecasts.records import Family, Forecast, Question
    from facta.forecasts.track import TrackRecord
    from facta.forecasts.trajectories import Record
    from facta.records import Assessment

State = tuple[tuple[str, int, int], ...]
LEDGERS, DAYS = 4, 8
BACKTEST = "backtest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An open question of yes or no: the newest chance of yes, and the one before with its day."""

    question: Question
    made: date
    probability: float
    previous: float | None = None
    before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """How large the figures of an indicator were expected to be on the newest day, and the day before it."""

    made: date
    ahead: tuple[Ahead, ...]
    made_before: date | None = None
    before: tuple[Ahead, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Foreseen:
    """What was forecast, answered and kept by a day; whatever came later is left out.

    Attributes
    ----------
    entries, head
        How many entries the ledger had, and the SHA-256 of the last.
    editions
        Names of the months that were frozen.
    made, written
        The day of the newest forecasts, and when the first of them was written down.
    open
        Open questions of yes or no, by indicator: those whose period ends next, and last those whose
        period is over.
    sized
        How large the figures of indicators are expected to be.
    signposts
        What would be news, the likeliest first.
    record
        What came of the forecasts of the ledger; None where there is none.
    backtest
        The newest backtest that was kept; hindsight, and never mixed with the record.
    courses
        How the hypotheses of the case stood over the days, and how what they expected came out.
    fault
        Why the ledger cannot be read; empty where it can, or where there is none.
    reading
        The ledger as it stood on the day; None where there is none, or it cannot be read.
    """

    entries: int = 0
    head: str = ""
    editions: tuple[str, ...] = ()
    made: date | None = None
    written: datetime | None = None
    open: Mapping[str, tuple[Expected, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sized: Mapping[str, Sized] = field(default_factory=lambda: MappingProxyType({}))
    signposts: tuple[Signpost, ...] = ()
    record: TrackRecord | None = None
    backtest: Backtest | None = None
    courses: tuple[Record, ...] = ()
    fault: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class _Board:
    """The levels and newest figures of an assessment, as the outlook asks for them."""

    assessment: Assessment

    def level(self, name: str, _: date) -> tuple[int | None, str]:
        """Return the level of an indicator, and how fresh its figures are."""
        found = next((one for one in self.assessment.standings if one.indicator == name), None)
        return (found.level, found.health) if found else (None, "dark")

    def standing_figure(self, name: str, _: date) -> float | None:
        """Return the newest figure, be its period whole or not."""
        found = next((one for one in self.assessment.standings if one.indicator == name), None)
        return found.latest.value if found and found.latest else None


def foreseen(folder: Path, case: Case, assessment: Assessment) -> Foreseen:
    """Return what was foreseen of a case as of the day of an assessment of it.

    Parameters
    ----------
    folder
        The folder of the store, beside which the ledger lies.
    case
        The case: a backtest of another case file is not of this one.
    assessment
        Its day, and what is news by then.
    """
    day = assessment.as_of
    kept, courses = _kept(folder, case, day), remembered.kept(folder, case, day)
    try:
        reading = ledger_by(folder, case.name, day)
    except LedgerError as error:
        return Foreseen(backtest=kept, courses=courses, fault=error.mistakes[0])
    if reading is None:
        return Foreseen(backtest=kept, courses=courses)
    if not reading.entries:
        return Foreseen(backtest=kept, courses=courses)
    record = _record(folder, case.name, _state(open_ledger(folder, case.name).folder), day)
    return replace(_of(reading, assessment, record), backtest=kept, courses=courses)


def ledger_by(folder: Path, case: str, day: date) -> Reading | None:
    """Return the ledger of a case as it stood on a day, or None where there is none.

    Raises
    ------
    LedgerError
        It is not what was written.
    """
    ledger = open_ledger(folder, case)
    return _by(folder, case, _state(ledger.folder), day) if ledger.exists else None


def _kept(folder: Path, case: Case, day: date) -> Backtest | None:
    """Return the newest backtest that was kept, by a day."""
    if not any(remembered.beside(folder, case).glob(f"{BACKTEST}-*")):
        return None
    from facta.forecasts import stored  # noqa: PLC0415  (heavy, and most have none)

    return stored.kept(folder, case, day)


def _state(folder: Path) -> State:
    """Return what differs when a ledger may have changed."""
    paths = (path for path in (folder / FILE, folder / HEAD) if path.exists())
    return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths)


@lru_cache(maxsize=LEDGERS)
def _read(folder: Path, case: str, _: State) -> Reading:
    return open_ledger(folder, case).read()


@lru_cache(maxsize=DAYS)
def _by(folder: Path, case: str, state: State, day: date) -> Reading:
    """Return a ledger as it stood on a day: it only goes forward."""
    reading = _read(folder, case, state)
    return replace(reading, entries=tuple(one for one in reading.entries if one.stamp.as_of <= day))


@lru_cache(maxsize=DAYS)
def _record(folder: Path, case: str, state: State, day: date) -> TrackRecord:
    from facta.forecasts.track import track_record  # noqa: PLC0415  (heavy, and most have no ledger)

    return track_record(_by(folder, case, state, day), day)


def _of(reading: Reading, assessment: Assessment, record: TrackRecord) -> Foreseen:
    from facta.forecasts.forecasters import ENSEMBLE  # noqa: PLC0415  (heavy, and most have no ledger)
    from facta.forecasts.making import labels_of  # noqa: PLC0415
    from facta.forecasts.outlook import signposts  # noqa: PLC0415
    from facta.forecasts.records import Forecast as Told  # noqa: PLC0415

    day = assessment.as_of
    entries = [(entry, made) for entry, made in reading.of(Told) if not reading.withdrawn(entry)]
    mine = [made for _, made in entries if made.method == ENSEMBLE]
    last = max((made.made for made in mine), default=None)
    written = next((entry.stamp.written for entry, made in entries if made.made == last), None)
    waiting = {one.id: one for one in reading.open_on(day) if one.deadline > day}
    labels: dict[Family, str] = labels_of(record.scores)
    every, board = [made for _, made in entries], _Board(assessment)
    return Foreseen(
        entries=len(reading.entries),
        head=reading.head,
        editions=tuple(reading.editions),
        made=last,
        written=written,
        open=MappingProxyType(_open(waiting, mine, day)),
        sized=MappingProxyType(dict(_sized(reading, mine))),
        signposts=tuple(_news(signposts(board, waiting, every, last, labels), board, last)) if last else (),
        record=record,
        reading=reading,
    )


def _news(found: Iterable[Signpost], board: _Board, day: date) -> list[Signpost]:
    """Return those of which yes would be news, whoever asks, the likeliest first."""
    from facta.forecasts.outlook import stays, would_be_news  # noqa: PLC0415

    news = [one for one in found if would_be_news(board, one.question, day) and not stays(one)]
    return sorted(news, key=lambda one: (-one.probability, one.question.end, one.question.id))


def _open(
    waiting: Mapping[str, Question], mine: Iterable[Forecast], day: date
) -> dict[str, tuple[Expected, ...]]:
    told: dict[str, list[Forecast]] = {}
    for made in mine:
        if made.question in waiting and made.probability is not None:
            told.setdefault(made.question, []).append(made)
    found: dict[str, list[Expected]] = {}
    for name, (*earlier, newest) in told.items():
        question = waiting[name]
        before = earlier[-1] if earlier else None
        one = Expected(
            question=question,
            made=newest.made,
            probability=newest.probability or 0.0,
            previous=before.probability if before else None,
            before=before.made if before else None,
        )
        found.setdefault(question.indicator, []).append(one)
    return {
        name: tuple(
            sorted(
                mine,
                key=lambda one: (
                    one.question.end <= day,
                    one.question.end,
                    -one.probability,
                    one.question.id,
                ),
            )
        )
        for name, mine in found.items()
    }


def _sized(reading: Reading, mine: Iterable[Forecast]) -> Iterator[tuple[str, Sized]]:
    """Yield of each indicator how large its figures are expected to be, on its newest two days."""
    days: dict[str, dict[date, list[Forecast]]] = {}
    for made in mine:
        if made.draws:
            name = reading.questions[made.question].indicator
            days.setdefault(name, {}).setdefault(made.made, []).append(made)
    for name, found in days.items():
        last, *earlier = sorted(found, reverse=True)
        before = earlier[0] if earlier else None
        yield (
            name,
            Sized(
                made=last,
                ahead=_ahead(reading, found[last]),
                made_before=before,
                before=_ahead(reading, found[before]) if before else (),
            ),
        )


def _ahead(reading: Reading, found: Iterable[Forecast]) -> tuple[Ahead, ...]:
    from facta.forecasts.track import quantiles  # noqa: PLC0415

    laid = []
    for made in found:
        told = quantiles(made)
        laid.append(
            Ahead(
                day=reading.questions[made.question].end - timedelta(days=1),
                middle=told["median"],
                half=(told["low50"], told["high50"]),
                most=(told["low80"], told["high80"]),
                nearly=(told["low95"], told["high95"]),
            )
        )
    return tuple(sorted(laid, key=lambda one: one.day))
