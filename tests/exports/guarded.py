"""A case with hostile records, and with a source whose terms forbid passing its records on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from facta.api import Open
from facta.cases import load_case
from facta.records import Event, Observation
from facta.store.read import memory_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TODAY = date(2026, 11, 23)
AS_OF = date(2026, 6, 15)
SECRET = 98765.4321
TOLD = "words that somebody sold"
SCRIPT = '<script>alert("x")</script>'
FORMULAS = ('=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1")  # noqa: RUF001
HOSTILE = (
    SCRIPT,
    *FORMULAS,
    "a\x00b\x1b[31mc",
    "left \u202eright\u2066",
    "\ufeffmark",
    'quote " comma, line\r\nend',
    "[link](javascript:alert(1)) | `code`",
    "long " + "x" * 1_000_000,
    "_x0000_ \ud7ff \U0001f600",
)
CASE = """
title: Two neighbours and a border
question: Does the agreement hold?
since: 2024-01-01
review_by: 2027-06-30
actors: {KAZ: {role: north, wants: quiet}, UZB: {role: south, wants: water}}
strands:
  border: {title: Border, question: Is it quiet?}
sources:
  ledger:
    reader: ledger
    title: Kept by hand
    files: ledger/*.csv
    covers: 2024-01-01/2026-06-30
    lag_days: 1
  bought:
    reader: csv
    title: Bought figures
    files: bought/*.csv
    lag_days: 1
    parameters:
      figures:
        when: {column: day}
        measure: {value: turnover}
        actor: {value: KAZ}
        value: {column: amount}
        unit: {value: USD}
  named:
    reader: worldbank
    title: Remittances
    parameters: {countries: [KAZ], since: 2010, indicators: {BX.TRF.PWKR.DT.GD.ZS: "% of GDP"}}
indicators:
  EX-1:
    title: Incidents
    strand: border
    kind: count
    of: {source: ledger, kind: border-incident}
    unit: incidents
    period: quarter
    evidence: deed
    rise: {means: straining, because: More of them strain.}
    fall: {means: deepening, because: Fewer of them deepen.}
    confounders: [weather]
    limitation: Only what was reported.
    signals: [{kind: threshold, above: 5, level: 2}]
  EX-2:
    title: Trade
    strand: border
    kind: total
    of: {source: bought, measure: turnover}
    unit: USD
    period: quarter
    evidence: deed
    rise: {means: deepening, because: Trade was promised.}
    fall: {means: straining, because: A promise is not kept.}
    confounders: [prices]
    limitation: One office reports it.
    signals: [{kind: threshold, above: 1000, level: 2}]
"""


def guarded(folder: Path, more: str = "", events: Sequence[Event] = ()) -> Open:
    """Return the case with its records in memory, and with more of either."""
    case = folder / "guarded"
    for name, header in (("ledger", "ref,kind"), ("bought", "day,amount")):
        (case / name).mkdir(parents=True)
        (case / name / "rows.csv").write_text(f"{header}\n", encoding="utf-8")
    (case / "case.yml").write_text(CASE + more, encoding="utf-8")
    loaded = load_case(case)
    records = memory_store(events=[*_events(), *events], observations=_observations())
    return Open(loaded, records, TODAY)


def _events() -> list[Event]:
    first = Event(
        source="guarded/ledger", ref="E", kind="border-incident", actor="KAZ",
        start=date(2026, 1, 5), end=date(2026, 1, 6), known_at=date(2026, 1, 6), known_by="published",
        snapshot="a" * 64, lat=42.5, lon=68.2, precision_km=5.0, grade="B2", publisher="Press",
        participants=("A Private Person",), url="javascript:alert(1)",
    )  # fmt: skip
    return [
        replace(first, ref=f"E{number}", text=text, title=text, place=text[:40], publisher=text[:40])
        for number, text in enumerate(HOSTILE)
    ] + [replace(first, ref="=1+1", text="an id like a formula")]


def _observations() -> list[Observation]:
    named = Observation(
        source="guarded/named", ref="N1", measure="remittances", actor="KAZ", start=date(2024, 1, 1),
        end=date(2025, 1, 1), value=0.2, unit="% of GDP", known_at=date(2025, 7, 1), known_by="published",
        snapshot="c" * 64,
    )  # fmt: skip
    return [
        named,
        *_bought(),
    ]


def _bought() -> list[Observation]:
    return [
        Observation(
            source="guarded/bought", ref=f"B{year}{quarter}", measure="turnover", actor="KAZ",
            start=date(year, 3 * quarter - 2, 1), end=date(year, 3 * quarter, 28),
            value=SECRET + year + quarter,
            unit="USD", known_at=date(year, 3 * quarter, 28), known_by="published", snapshot="b" * 64,
            text=TOLD, title=TOLD, publisher="Seller",
        )
        for year, quarter in ((2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1))
    ]  # fmt: skip
