"""What a case reads: every source with its terms and limits, when it was looked at, what it feeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from facta.cases import lag_of
from facta.gaps import is_collected
from facta.sources import SOURCES
from facta.store import TABLES
from facta.views.texts import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from facta.cases import Case, SourceUse
    from facta.records import Assessment
    from facta.store import Records
    from facta.views.charts.shapes import Looked

WEEKS, DAYS, CITED = 52, 7, 5
STATES: tuple[Looked, ...] = ("not asked", "failed", "partial", "empty", "complete")  # the better, the later
NOT_ASKED, FAILED, PARTIAL, EMPTY, COMPLETE = range(5)


@dataclass
class Held:
    """How many records of a source were known, since when the newest, and whom they cite how often."""

    records: int = 0
    heard: date | None = None
    cites: Counter[str] = field(default_factory=Counter)


def weeks(as_of: date, many: int = WEEKS) -> tuple[date, ...]:
    """Return the Mondays of the newest weeks, the one of the day last.

    >>> weeks(date(2026, 6, 1), 2)
    (datetime.date(2026, 5, 25), datetime.date(2026, 6, 1))
    """
    last = as_of - timedelta(days=as_of.weekday())
    return tuple(last - timedelta(days=DAYS * back) for back in range(many - 1, -1, -1))


def surveyed(case: Case, store: Records, assessment: Assessment) -> tuple[SourceText, ...]:
    """Return the sources of a case, in its order, as known on the day of an assessment."""
    as_of = assessment.as_of
    names = {case.source_name(use): use for use in case.sources}
    feeds = _feeds(case, names)
    held = _held(store, as_of)
    rows = store.coverage(as_of).select("source", "start", "end", "state").rows()
    found = []
    for name, use in names.items():
        source, card = case.sources[use], SOURCES[case.sources[use].reader].card
        told = [(start, end, state) for whose, start, end, state in rows if whose == name]
        told = told or ([] if source.covers else _seen(store, name, as_of))
        mine = held.get(name, Held())
        found.append(
            SourceText(
                name=use,
                title=source.title,
                publisher=card.publisher,
                url=card.url,
                licence=card.licence,
                sharing=card.redistributable,
                collected=is_collected(source),
                lag_days=lag_of(source),
                limitation=card.limitation,
                covers=source.covers or "",
                records=mine.records,
                heard=mine.heard,
                weeks=by_week([*_searched(source, as_of), *told], as_of),
                gaps=tuple(gap.reason for gap in assessment.gaps if gap.what == use),
                feeds=feeds[use],
                cites=tuple(mine.cites.most_common(CITED)),
                cited=len(mine.cites),
            )
        )
    return tuple(found)


def by_week(rows: Iterable[tuple[date, date, str]], as_of: date) -> tuple[Looked, ...]:
    """Say of each of the newest weeks what became of looking at it; days after the day are no gap.

    A week is whole where each of its days was looked at, and in part where some were.

    >>> monday = date(2026, 5, 25)
    >>> rows = [(monday, date(2026, 6, 1), "complete"), (date(2026, 5, 18), monday, "failed")]
    >>> by_week(rows, date(2026, 5, 31))[-3:]
    ('not asked', 'failed', 'complete')
    """
    first = weeks(as_of)[0].toordinal()
    days = np.full(as_of.toordinal() + 1 - first, NOT_ASKED)
    for start, end, state in rows:
        piece = days[max(start.toordinal() - first, 0) : max(end.toordinal() - first, 0)]
        np.maximum(piece, STATES.index(state), out=piece)
    return tuple(STATES[_week(days[at : at + DAYS])] for at in range(0, len(days), DAYS))


def _week(days: np.ndarray) -> int:
    if (days >= EMPTY).all():
        return int(days.max())
    if (days >= PARTIAL).any():
        return PARTIAL
    return int(days.max())


def _searched(use: SourceUse, as_of: date) -> list[tuple[date, date, str]]:
    """Return what the author of a case says was searched, as it could be known on a day."""
    if use.searched is None:
        return []
    until = min(use.searched.end, as_of + timedelta(days=1 - lag_of(use)))
    return [(use.searched.start, until, "complete")] if until > use.searched.start else []


def _seen(store: Records, name: str, as_of: date) -> list[tuple[date, date, str]]:
    """Return what records there are of a source that nobody said was searched: looked at in part."""
    first = weeks(as_of)[0]
    found: list[tuple[date, date, str]] = []
    for table in TABLES:
        mine = (
            store.versions(table)
            .lazy()
            .filter((pl.col("source") == name) & (pl.col("end") > first) & (pl.col("known_at") <= as_of))
        )
        spans = mine.select("start", "end").unique().sort("start", "end").collect()
        found += [(start, end, "partial") for start, end in spans.iter_rows()]
    return found


def _feeds(case: Case, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the indicators that read each source of a case."""
    found: dict[str, dict[str, None]] = {use: {} for use in names.values()}
    for key, indicator in case.indicators.items():
        for _, selection in indicator.selections():
            for name in selection.source or names:
                if name in names:
                    found[names[name]][key] = None
    return {use: tuple(keys) for use, keys in found.items()}


def _held(store: Records, as_of: date) -> dict[str, Held]:
    """Return by source what was known of it on a day."""
    found: dict[str, Held] = {}
    for table in TABLES:
        frame = store.versions(table).lazy()
        seen = (pl.col("known_at") <= as_of) & (pl.col("hidden_at").is_null() | (pl.col("hidden_at") > as_of))
        counted = frame.filter(seen).group_by("source", "publisher").agg(pl.len(), pl.col("known_at").max())
        for source, publisher, known_at, many in (
            counted.select("source", "publisher", "known_at", "len")
            .collect()
            .sort("source", "publisher")
            .iter_rows()
        ):
            one = found.setdefault(source, Held())
            one.records += many
            one.heard = max(filter(None, (one.heard, known_at)), default=None)
            if publisher:
                one.cites[publisher] += many
    return found
