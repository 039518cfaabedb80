"""A small case of hand-made records, for tests of analyses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from facta.analyses import ANALYSES, Analysis, View
from facta.indicators import INDICATORS, Indicator, Known
from facta.periods import parse
from facta.records import Event, Observation
from facta.store import Records, memory_store

if TYPE_CHECKING:
    from facta.corridors import Network

SOURCE = "made/ledger"
MEANING = {"straining": {"means": "straining", "because": "It is a test."},
           "deepening": {"means": "deepening", "because": "It is a test."}}  # fmt: skip


def event(ref: str, when: str, **given: Any) -> Event:
    span = parse(when)
    known = parse(given.pop("known")).start if "known" in given else span.last
    base: dict[str, Any] = {
        "source": SOURCE, "ref": ref, "kind": "clash", "actor": "KAZ", "start": span.start, "end": span.end,
        "known_at": known, "known_by": "published", "snapshot": "0", "text": f"Event {ref}.",
        "publisher": "One", "origin": "One", "grade": "B2",
    }  # fmt: skip
    return Event(**{**base, **given})


def figure(ref: str, when: str, value: float, **given: Any) -> Observation:
    span = parse(when)
    known = parse(given.pop("known")).start if "known" in given else span.last
    base: dict[str, Any] = {
        "source": SOURCE, "ref": ref, "measure": "m", "actor": "KAZ", "start": span.start, "end": span.end,
        "value": value, "unit": "kt", "known_at": known, "known_by": "published", "snapshot": "0",
        "publisher": "One", "origin": "One", "grade": "B2", "text": f"Figure {ref}.",
    }  # fmt: skip
    return Observation(**{**base, **given})


def indicator(kind: str = "count", **given: Any) -> Indicator:
    rise = given.pop("rise", "straining")
    fall = "deepening" if rise == "straining" else "straining"
    base: dict[str, Any] = {
        "kind": kind, "title": "A measured thing", "strand": "x", "unit": "clashes", "period": "quarter",
        "evidence": "deed", "rise": MEANING[rise], "fall": MEANING[fall], "confounders": ("a",),
        "limitation": "Only a test.", "signals": [{"kind": "threshold", "above": 2, "level": 2}],
    }  # fmt: skip
    if kind == "count":
        base["of"] = {"source": SOURCE, "kind": "clash"}
    return INDICATORS[kind].model_validate({**base, **given})


def analysis(kind: str, **given: Any) -> Analysis:
    return ANALYSES[kind].model_validate({"title": "A test", **given})


def view(
    *records: Event | Observation,
    on: str = "2025-12-31",
    indicators: dict[str, Indicator] | None = None,
    searched: str | None = "2023-01-01/2025-12-31",
    networks: dict[str, Network] | None = None,
    **analyses: Analysis,
) -> View:
    """Return the view of a day on some records; analyses are named by keyword."""
    held: Records = memory_store(
        [one for one in records if isinstance(one, Event)],
        [one for one in records if isinstance(one, Observation)],
    )

    def seen(day: date) -> View:
        spans = {SOURCE: parse(searched)} if searched else {}
        known = Known(records=held, as_of=day, since=date(2023, 1, 1), searched=spans, lags={SOURCE: 0})
        return View(
            known=known, since=date(2023, 1, 1), indicators=indicators or {}, analyses=analyses,
            sources={"ledger": SOURCE}, earlier=seen, networks=networks or {},
        )  # fmt: skip

    return seen(date.fromisoformat(on))
