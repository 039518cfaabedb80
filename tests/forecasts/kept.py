"""Questions and forecasts of a made-up case, and a ledger that keeps them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from facta.forecasts.entries import Correction, Stamp
from facta.forecasts.ledger import open_ledger
from facta.forecasts.records import Forecast, Question, Resolution

if TYPE_CHECKING:
    from pathlib import Path

    from facta.forecasts.ledger import Ledger

CASE = "two-neighbours"
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 2), date(2026, 12, 2), date(2027, 1, 12)


def stamp(day: date = NOVEMBER, written: date | None = None, **more: Any) -> Stamp:
    made = {"case_digest": "c" * 16, "store_digest": "5" * 16, "version": "0.6.0", **more}
    return Stamp(as_of=day, written=datetime.combine(written or day, time(9), UTC), **made)


def question(name: str = "q1", **more: Any) -> Question:
    told: dict[str, Any] = {
        "id": name, "case": CASE, "indicator": "EX-1", "family": "counts", "asks": "value",
        "relation": "at least", "line": 4.0, "unit": "events", "text": f"At least 4 events ({name})?",
        "asked": NOVEMBER, "start": date(2026, 12, 1), "end": date(2027, 1, 1),
        "deadline": date(2027, 1, 10), "last_day": date(2027, 3, 1), "sources": ("ledger",),
    }  # fmt: skip
    return Question(**(told | more))


def size(name: str = "s1", **more: Any) -> Question:
    return question(name, asks="quantity", relation=None, line=None, **more)


def forecast(name: str = "q1", probability: float | None = 0.25, **more: Any) -> Forecast:
    told = {"question": name, "made": NOVEMBER, "method": "ensemble", "probability": probability}
    return Forecast(**(told | more))


def resolution(name: str = "q1", answer: Any = "yes", **more: Any) -> Resolution:
    told = {"question": name, "resolved": JANUARY, "as_of": date(2027, 1, 10), "answer": answer, "value": 5.0}
    return Resolution(**(told | more))


def story(store: Path) -> Ledger:
    """Write a ledger of eight entries: three questions, forecasts, an answer and a word on it."""
    ledger = open_ledger(store, CASE)
    draws = {"draws": (0.0, 1.0, 2.5), "counts": (500, 300, 200), "weights": (("last", 0.5), ("mixed", 0.5))}
    ledger.append(
        [question(), question("q2"), size(), forecast(), forecast("s1", None, **draws)], stamp=stamp()
    )
    ledger.append([forecast(probability=0.5, made=DECEMBER)], stamp=stamp(DECEMBER))
    ledger.append([resolution()], stamp=stamp(JANUARY))
    ledger.append([Correction(entry=7, because="The clerk counted a rumour.")], stamp=stamp(JANUARY))
    return ledger
