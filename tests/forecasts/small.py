"""A small ledger of a case with the indicators EX-1 and EX-2: asked in March, again in May, one answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from facta.forecasts.ledger import open_ledger
from tests.forecasts.kept import forecast, question, resolution, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from facta.forecasts.ledger import Ledger
    from facta.forecasts.records import Forecast, Question

MARCH, MAY = date(2026, 3, 31), date(2026, 5, 31)
SUMMER: dict[str, Any] = {
    "start": date(2026, 7, 1), "end": date(2026, 10, 1), "deadline": date(2026, 10, 10),
    "last_day": date(2026, 12, 31),
}  # fmt: skip
APRIL: dict[str, Any] = {
    "start": date(2026, 4, 1), "end": date(2026, 5, 1), "deadline": date(2026, 5, 10),
    "last_day": date(2026, 6, 30),
}  # fmt: skip
MONEY = "At least 98,765 USD of trade in Q3 2026?"


def questions(case: str) -> list[Question]:
    """Return questions of an analyst and of facta, of a level and of a figure that was bought."""

    def asked(name: str, **more: Any) -> Question:
        told: dict[str, Any] = {"case": case, "asked": MARCH, **SUMMER} | more
        return question(name, **told)

    size: dict[str, Any] = {"asks": "quantity", "relation": None, "line": None}
    return [
        asked("desk", author="analyst", claims=("CL1",), text="Do incidents return?"),
        asked("five", line=5.0, text="At least 5 events in Q3 2026?"),
        asked("size", **size, text="How many events in Q3 2026?"),
        asked("board", family="levels", asks="level", line=2.0, unit="level", deadline=date(2026, 9, 30)),
        asked("april", **APRIL, text="At least 4 events in April 2026?"),
        asked("trade", indicator="EX-2", family="flows", line=98765.0, unit="USD", text=MONEY),
    ]


def forecasts(day: date, chances: dict[str, float]) -> Iterator[Forecast]:
    """Yield what the ensemble, one member and the baselines expect on a day."""
    for name, chance in chances.items():
        yield forecast(name, chance, made=day, weights=(("shared rate", 1.0),))
        yield forecast(name, chance / 2, made=day, method="shared rate")
        for method in ("persistence", "climatology", "base rate"):
            yield forecast(name, 0.3, made=day, method=method)
    draws: dict[str, Any] = {"draws": (0.0, 2.0, 4.0, 9.0), "counts": (100, 500, 390, 10)}
    for method in ("ensemble", "climatology"):
        yield forecast("size", None, made=day, method=method, **draws)


def small(store: Path, case: str, *, until: date = MAY) -> Ledger:
    """Write it: 33 entries of March, and where that has come 23 of May."""
    ledger = open_ledger(store, case)
    first = {"desk": 0.4, "five": 0.1, "board": 0.4, "april": 0.1, "trade": 0.4}
    ledger.append([*questions(case), *forecasts(MARCH, first)], stamp=stamp(MARCH))
    if until >= MAY:
        found = resolution("april", "yes", resolved=date(2026, 5, 10), as_of=date(2026, 5, 10), value=7.0)
        second = {"desk": 0.62, "five": 0.12, "board": 0.7, "trade": 0.7}
        ledger.append([found, *forecasts(MAY, second)], stamp=stamp(MAY))
    return ledger
