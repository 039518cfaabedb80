"""A small case with five years of clashes, trade and steps, in memory."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from facta.cases import load_case
from facta.periods import periods
from facta.records import Event, Observation
from facta.store import Records, memory_store

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "river"
CASE = load_case(FOLDER)
MONTHS = periods(date(2020, 1, 1), date(2026, 1, 1), "month")


def event(ref: str, day: date, kind: str = "clash", *, known: date | None = None) -> Event:
    return Event(
        source="river/ledger", ref=ref, kind=kind, actor="TALIBAN", target="RUS", start=day,
        end=day + timedelta(days=1), known_at=known or day + timedelta(days=1), known_by="published",
        snapshot="s", text="x", grade="B2",
    )  # fmt: skip


def trade(
    month: int, value: float, *, known: date | None = None, ref: str = "", by: str = "published"
) -> Observation:
    span = MONTHS[month]
    return Observation(
        source="river/figures", ref=ref or f"T-{month}", measure="trade", actor="RUS", target="TALIBAN",
        start=span.start, end=span.end, value=value, unit="USD",
        known_at=known or span.end + timedelta(days=20), known_by=by, snapshot="s", text="x",  # type: ignore[arg-type]
    )  # fmt: skip


def events() -> list[Event]:
    rng = np.random.default_rng(7)
    found = []
    for place, span in enumerate(MONTHS):
        for one in range(int(rng.poisson(1.2))):
            day = span.start + timedelta(days=int(rng.integers(0, 28)))
            found.append(event(f"E-{place}-{one}", day))
        if place % 8 == 3:
            found.append(event(f"S-{place}", span.start, "step"))
    return found


def trades() -> list[Observation]:
    rng = np.random.default_rng(8)
    return [trade(month, 100.0 + float(rng.integers(-20, 20))) for month in range(len(MONTHS))]


def store(more: Iterable[Event] = (), figures: Iterable[Observation] | None = None) -> Records:
    return memory_store([*events(), *more], [*(trades() if figures is None else figures)])
