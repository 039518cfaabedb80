"""Records and selections for tests of indicators."""

from __future__ import annotations

from datetime import date
from typing import Any

from facta.indicators import INDICATORS, Indicator, Known
from facta.periods import parse
from facta.records import Event, Observation
from facta.store import Records, memory_store

MEANING = {"means": "straining", "because": "It is a test."}


def event(ref: str, when: str, **given: Any) -> Event:
    span = parse(when)
    known = given.pop("known_at", span.last)
    return Event(
        source="s", ref=ref, kind=given.pop("kind", "clash"), actor=given.pop("actor", "RUS"),
        start=span.start, end=span.end, known_at=known, known_by="published", snapshot="0", **given,
    )  # fmt: skip


def figure(ref: str, when: str, value: float, unit: str = "attacks", **given: Any) -> Observation:
    span = parse(when)
    known = given.pop("known_at", span.last)
    return Observation(
        source="s", ref=ref, measure=given.pop("measure", "m"), actor="RUS", start=span.start,
        end=span.end, value=value, unit=unit, known_at=known, known_by="published", snapshot="0", **given,
    )  # fmt: skip


def indicator(kind: str, **given: Any) -> Indicator:
    base = {
        "kind": kind, "title": "A measured thing", "strand": "x", "unit": given.pop("unit", "attacks"),
        "period": given.pop("period", "month"), "evidence": "deed", "rise": MEANING, "fall": MEANING,
        "confounders": ("a",), "limitation": "Only a test.",
    }  # fmt: skip
    return INDICATORS[kind].model_validate({**base, **given})


def known(
    *records: Event | Observation, on: str = "2025-12-31", searched: str | None = None, **given: Any
) -> Known:
    events = [r for r in records if isinstance(r, Event)]
    figures = [r for r in records if isinstance(r, Observation)]
    held: Records = memory_store(events, figures)
    span = {"s": parse(searched)} if searched else {}
    return Known(
        records=held, as_of=date.fromisoformat(on), searched=span, lags={"s": given.pop("lag", 0)}, **given
    )


def rows(measured: Indicator, on: Known, *names: str) -> list[tuple[Any, ...]]:
    return measured.measure(on).select(names or ("start", "value", "state")).rows()
