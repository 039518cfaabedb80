"""What Python users call to look ahead: forecast a case, score its ledger, test it over history.

Like `facta.api`, this room may read the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from facta.api import STORE, open_case

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from facta.api import Open
    from facta.cases import Case
    from facta.forecasts.backtest import Backtested
    from facta.forecasts.making import Forecasted
    from facta.forecasts.track import TrackRecord


def forecast(
    case: str | Path | Case,
    *,
    as_of: str | date | None = None,
    store: Path | str | None = None,
    write: bool = True,
) -> Forecasted:
    """Ask what comes next, forecast it, resolve what is due, and keep it in the ledger of the case.

    Parameters
    ----------
    case, as_of, store
        As for `assess`.
    write
        Whether it goes into the ledger.

    Raises
    ------
    LedgerError
        When the ledger is not what was written, or goes further than the day.
    """
    return forecast_case(open_case(case, store=store), as_of, write=write)


def forecast_case(opened: Open, as_of: str | date | None, *, write: bool) -> Forecasted:
    """Forecast an open case as of a day; see `forecast`."""
    from facta.collect.clock import SystemClock  # noqa: PLC0415
    from facta.forecasts.entries import stamp_of  # noqa: PLC0415  (most do not forecast)
    from facta.forecasts.ledger import open_ledger  # noqa: PLC0415
    from facta.forecasts.making import beside_history, forecasted  # noqa: PLC0415
    from facta.forecasts.stored import kept  # noqa: PLC0415

    day = opened.day(as_of)
    ledger = open_ledger(opened.folder or STORE, opened.case.name)
    stamp = stamp_of(opened.case, opened.records, day, written=SystemClock().now())
    made = forecasted(opened.case, opened.records, ledger, stamp, write=write)
    return beside_history(made, kept(opened.folder or STORE, opened.case, day))


def track_record(
    case: str | Path | Case, *, as_of: str | date | None = None, store: Path | str | None = None
) -> TrackRecord:
    """Say what came of the forecasts in the ledger of a case: scores by family, calibration, misses.

    Parameters
    ----------
    case, as_of, store
        As for `assess`.
    """
    return track_record_of(open_case(case, store=store), as_of)


def track_record_of(opened: Open, as_of: str | date | None) -> TrackRecord:
    """Score the ledger of an open case up to a day; see `track_record`."""
    from facta.forecasts.foreseen import ledger_by  # noqa: PLC0415
    from facta.forecasts.ledger import open_ledger  # noqa: PLC0415
    from facta.forecasts.track import track_record as recorded  # noqa: PLC0415

    folder, name, day = opened.folder or STORE, opened.case.name, opened.day(as_of)
    return recorded(ledger_by(folder, name, day) or open_ledger(folder, name).read(), day)


def backtest(
    case: str | Path | Case,
    *,
    start: str | date,
    end: str | date | None = None,
    every: Literal["week", "month", "quarter"] = "month",
    store: Path | str | None = None,
) -> Backtested:
    """Ask, forecast, resolve and score on each of many days, with what was known then.

    Parameters
    ----------
    case, store
        As for `open_case`.
    start, end
        The first and the last day; the day of the newest fact when no last one is given.
    every
        How far apart the days lie.
    """
    from facta.forecasts.backtest import backtest as tested  # noqa: PLC0415

    opened = open_case(case, store=store)
    return tested(opened.case, opened.records, opened.first_day(start), opened.day(end), every=every)
