"""What Python users call: open a case with its store, assess it, compare two days.

Like the command line, this room may read the clock; everything below it is told the day.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from facta import assessment
from facta.cases import Case, load_case
from facta.collect import claimed, read_files
from facta.comparison import compare
from facta.errors import nearest
from facta.forecasts.foreseen import foreseen
from facta.forecasts.opened import Forecasts
from facta.gaps import holdings
from facta.indicators import countable
from facta.periods import parse
from facta.scoring.stored import kept
from facta.store import open_store
from facta.store.spark import Cluster, narrowed_records
from facta.told import told
from facta.views.edition import Edition
from facta.views.shown import ShownAssessment, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    import polars as pl

    from facta.analyses.corridor import Better
    from facta.collect import Collected
    from facta.collect.outcomes import Progress
    from facta.corridors.network import Mode
    from facta.gaps import Holding
    from facta.records import Change
    from facta.results import Result
    from facta.scoring.cards import Terms
    from facta.store import Records

STORE = Path(".facta")
SINCE_DAYS = 91
Engine = Literal["embedded", "spark"]


@dataclass(frozen=True)
class Open(Forecasts):
    """A case with a store that has read its files, and the day of its newest fact.

    ``folder`` is where the store lies, beside which scorecards are kept.
    """

    case: Case
    records: Records
    today: date
    folder: Path | None = None

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

    def first_day(self, given: str | date) -> date:
        """Return the first day of a stretch that begins with a day, or with the first of a month or year."""
        last = self.day(given)
        return last if isinstance(given, date) or given == "today" else min(parse(given).start, last)

    def assess(self, as_of: str | date | None = None) -> ShownAssessment:
        """Assess the case as of a day."""
        return shown(assessment.assess(self.case, self.records, self.day(as_of)))

    def edition(self, as_of: str | date | None = None, since: str | date | None = None) -> Edition:
        """Assess the case as of a day and compare it with an earlier one: all that a surface shows.

        ``since`` is 91 days before when left out.
        """
        now = self.assess(as_of)
        was = self.assess(self.day(since) if since else now.as_of - timedelta(days=SINCE_DAYS))
        return Edition(
            assessment=now,
            was=was,
            change=compare(was, now),
            case=told(self.case, self.records, now, was),
            today=self.today,
            kept=kept(self.folder, self.case, now.as_of) if self.folder else None,
            foreseen=foreseen(self.folder, self.case, now) if self.folder else None,
        )


def open_case(
    case: str | Path | Case,
    *,
    store: Path | str | None = None,
    now: datetime | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    cluster: Cluster | None = None,
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
    cluster
        Where Spark narrows the records to those that the case counts; without one, this machine does.

    Raises
    ------
    CaseError, SourceError, StoreError
        With every mistake found.
    """
    now = now or datetime.now(UTC)
    folder = Path(store) if store else STORE
    loaded = case if isinstance(case, Case) else load_case(case, cache=folder / "cases")
    opened = open_store(folder)
    read_files(loaded, opened, now, progress)
    if cluster is None:
        return Open(loaded, opened.records(), now.date(), folder)
    wanted = countable(assessment.selections(loaded))
    return Open(loaded, narrowed_records(opened, cluster, wanted), now.date(), folder)


def collect_case(  # noqa: PLR0913  (one parameter an option)
    case: str | Path | Case,
    *,
    store: Path | str | None = None,
    only: Collection[str] = (),
    dry_run: bool = False,
    offline: bool = False,
    mirror: str | None = None,
    progress: Progress | None = None,
) -> Collected:
    """Fetch what a case asks of its publishers; see `facta.collect.driver.collect`.

    Raises
    ------
    CaseError, StoreError
        With every mistake found. What a publisher does is never raised, but told in the outcome.
    """
    from facta.collect import collect  # noqa: PLC0415
    from facta.collect.clock import SystemClock  # noqa: PLC0415

    folder = Path(store) if store else STORE
    loaded = case if isinstance(case, Case) else load_case(case, cache=folder / "cases")
    clock = SystemClock()
    return collect(
        loaded,
        open_store(folder),
        now=clock.now(),
        environment=os.environ,
        clock=clock,
        only=only,
        dry_run=dry_run,
        offline=offline,
        mirror=mirror,
        progress=progress,
    )


def held(reader: str, *, store: Path | str | None = None, today: date) -> dict[str, list[Holding]]:
    """Say of each case that lives in a store what it holds of one source, and what it lacks."""
    folder = Path(store) if store else STORE
    if not folder.is_dir():
        return {}
    opened = open_store(folder, create=False)
    found: dict[str, list[Holding]] = {}
    for case in claimed(folder):
        mine = [holding for holding in holdings(case, opened, today) if holding.reader == reader]
        if mine:
            found[case.name] = mine
    return found


def assess(
    case: str | Path | Case,
    *,
    as_of: str | date | None = None,
    store: Path | str | None = None,
    engine: Engine = "embedded",
    spark: str | Cluster | None = None,
) -> ShownAssessment:
    """Say how each part of a case stands as of a day; the day of the newest fact when none is given.

    Parameters
    ----------
    case, store
        As for `open_case`.
    as_of
        A day, ``today``, or a period for its last day.
    engine
        ``spark`` narrows the records on a Spark Connect server; the answer is the same.
    spark
        The address of that server, or a `Cluster` that also says where it sees the store.
    """
    return open_case(case, store=store, cluster=cluster_of(engine, spark)).assess(as_of)


def cluster_of(engine: Engine, spark: str | Cluster | None) -> Cluster | None:
    """Return the cluster that an engine works on, or None where it works on this machine.

    >>> cluster_of("spark", "sc://host:15002")
    Cluster(url='sc://host:15002', store=None)
    >>> cluster_of("embedded", None)
    """
    if engine not in get_args(Engine):
        message = f"no engine {engine!r}{nearest(engine, get_args(Engine))}: write 'embedded' or 'spark'"
        raise ValueError(message)
    if engine == "embedded":
        return None
    return spark if isinstance(spark, Cluster) else Cluster(spark) if spark else Cluster()


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


def score_rules(
    case: str | Path | Case,
    *,
    start: str | date,
    end: str | date | None = None,
    terms: Terms | None = None,
    store: Path | str | None = None,
) -> pl.DataFrame:
    """Score every rule of a case over a stretch of history, as known then: one row a rule.

    Parameters
    ----------
    case, store
        As for `open_case`.
    start, end
        The first and the last day; the day of the newest fact when no last one is given.
    terms
        What counts as an alert and what makes one true; see `facta.scoring.cards.Terms`.

    Raises
    ------
    CaseError
        When the case has no turning points.
    """
    from facta.scoring.scorecards import score_rules as scored  # noqa: PLC0415  (most do not score)

    opened = open_case(case, store=store)
    return scored(opened.case, opened.records, opened.first_day(start), opened.day(end), terms).to_polars()


def replay(
    case: str | Path | Case,
    *,
    start: str | date,
    end: str | date | None = None,
    every: Literal["day", "week", "month"] = "week",
    store: Path | str | None = None,
) -> pl.DataFrame:
    """Say how the strands of a case stood on each of many days, as known then: one row a day and strand.

    Parameters
    ----------
    case, store
        As for `open_case`.
    start, end
        The first and the last day; the day of the newest fact when no last one is given.
    every
        How far apart the days lie.
    """
    from facta.scoring.boards import boards_table  # noqa: PLC0415
    from facta.scoring.boards import replay as replayed  # noqa: PLC0415
    from facta.scoring.cards import Terms  # noqa: PLC0415
    from facta.scoring.scorecards import days_of  # noqa: PLC0415

    opened = open_case(case, store=store)
    days = days_of(opened.first_day(start), opened.day(end), Terms(every=every))
    return boards_table(tuple(replayed(opened.case, opened.records, days)))


def drill(
    case: str | Path | Case,
    *,
    without: str | None = None,
    as_of: str | date | None = None,
    store: Path | str | None = None,
) -> pl.DataFrame:
    """Say what a case loses without one of its sources, or without each in turn: one row a thing lost.

    Raises
    ------
    CaseError
        When the case has no such source.
    """
    from facta.scoring.drill import drilled, drills_table  # noqa: PLC0415

    opened = open_case(case, store=store)
    return drills_table(drilled(opened.case, opened.records, opened.day(as_of), without).drills)


def route(  # noqa: PLR0913  (one keyword for each option of the command)
    case: str | Path | Case,
    start: str,
    end: str,
    *,
    close: Iterable[str] = (),
    open: Iterable[str] = (),  # noqa: A002  (the word of the command line)
    scenario: str | None = None,
    cargo_feu: float = 1.0,
    modes: Iterable[Mode] = (),
    by: Better = "days",
    deadline_days: float | None = None,
    as_of: str | date | None = None,
    store: Path | str | None = None,
) -> Result:
    """Say what carries a cargo from one place of a case's network to another: the route sheet.

    Parameters
    ----------
    case, as_of, store
        As for `assess`.
    start, end
        Places of the network, by key or by name.
    close, open
        Closure groups, projects, places or links. Gates that were last seen shut are shut, unless
        they are opened here.
    scenario
        A table of closures and values of the network, before these.
    cargo_feu
        Forty-foot containers.
    modes
        Ways of carrying it, all when left out.
    by
        What is best: fewest ``days`` or fewest ``usd``.
    deadline_days
        Later than this is late.

    Raises
    ------
    ValueError
        When something names nothing in the network, with the nearest that does.
    """
    from facta.analyses.corridor import Asked  # noqa: PLC0415  (most have no corridor)
    from facta.corridors.graph import CARRIES  # noqa: PLC0415
    from facta.routing import route as routed  # noqa: PLC0415

    opened = open_case(case, store=store)
    view = assessment.view_on(opened.case, opened.records, opened.day(as_of))
    asked = Asked(
        start=start,
        end=end,
        close=tuple(close),
        open=tuple(open),
        scenario=scenario,
        cargo_feu=cargo_feu,
        modes=tuple(modes) or CARRIES,
        by=by,
        deadline_days=deadline_days,
    )
    return routed(opened.case, view, asked)
