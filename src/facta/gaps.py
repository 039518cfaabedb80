"""The gap ledger: what was asked of a source of a case and not got, and what was never asked."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from facta.cases import lag_of
from facta.indicators.base import LOOKED
from facta.indicators.points import Covered
from facta.periods import period_of
from facta.records import Gap
from facta.sources import SOURCES
from facta.sources.base import fetches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from facta.cases import Case, SourceUse
    from facta.records import Outcome, State
    from facta.sources.base import Source
    from facta.store import Records, Store

UNFINISHED = "unfinished"  # no gap: what it lacks has not come yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A stretch of one source that was asked for and did not come, or not all of it.

    ``fault`` has the typed words of `facta.sources.asking.Fault`, ``pieces`` says how many
    intervals were asked for that make it up, ``reason`` what was said of the last.
    """

    use: str
    start: date
    end: date
    state: Outcome
    fault: str
    reason: str
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What the store holds of one source of a case.

    ``spans`` are half-open intervals that were looked at whole, ``asked`` when something last came,
    ``due`` the day by which its next period should have appeared.
    """

    use: str
    reader: str
    title: str
    events: int
    observations: int
    spans: tuple[tuple[date, date], ...]
    holes: tuple[Hole, ...]
    asked: datetime | None
    due: date | None
    collected: bool


def is_collected(use: SourceUse, sources: Mapping[str, Source] = SOURCES) -> bool:
    """Tell whether a source of a case is asked for at its publisher, and not only read from files."""
    return fetches(sources[use.reader]) and (use.files is None or use.parameters is not None)


def holes(case: Case, store: Records, as_of: date) -> list[Hole]:
    """Return every stretch that was asked for and not got, as known on a day, by source and start.

    Neighbouring intervals with one flaw are one stretch; what another answer of the
    same source covered whole is no hole.
    """
    frame = store.coverage(as_of)
    found: list[Hole] = []
    for use in case.sources:
        rows = frame.filter(frame["source"] == case.source_name(use)).sort("start", "end")
        looked = covered(rows.filter(rows["state"].is_in(LOOKED)).select("start", "end").rows())
        lacking = rows.filter(~rows["state"].is_in(LOOKED) & (rows["fault"] != UNFINISHED))
        for row in lacking.iter_rows(named=True):
            if not _inside(looked, row["start"], row["end"]):
                hole = Hole(
                    use=use,
                    start=row["start"],
                    end=row["end"],
                    state=row["state"],
                    fault=row["fault"],
                    reason=row["reason"],
                    pieces=1,
                )
                _add(found, hole)
    return found


def covered(pairs: Sequence[tuple[date, date]]) -> Covered:
    """Merge intervals of days."""
    return Covered.merged([(start.toordinal(), end.toordinal()) for start, end in pairs])


def _inside(looked: Covered, start: date, end: date) -> bool:
    first, last = np.array([start.toordinal()]), np.array([end.toordinal()])
    return bool(looked.days(first, last)[0] >= (last - first)[0])


def _add(found: list[Hole], hole: Hole) -> None:
    """Append a hole, or lengthen the last one where it goes on."""
    last = found[-1] if found else None
    same = last and _alike(last) == _alike(hole)
    if last is None or not same or hole.start > last.end:
        found.append(hole)
        return
    found[-1] = Hole(
        use=hole.use,
        start=last.start,
        end=max(last.end, hole.end),
        state=hole.state,
        fault=hole.fault,
        reason=hole.reason,
        pieces=last.pieces + 1,
    )


def _alike(hole: Hole) -> tuple[str, str, str, str]:
    """Return what two stretches must share to be one: the same flaw, but for numbers in its words."""
    return hole.use, hole.state, hole.fault, re.sub(r"[0-9]+", "#", hole.reason)


def gaps(case: Case, store: Records, as_of: date) -> list[Gap]:
    """Return one gap a source and fault, newest stretch told, and one for a source never collected."""
    out: list[Gap] = []
    grouped: dict[tuple[str, str], list[Hole]] = defaultdict(list)
    for hole in holes(case, store, as_of):
        grouped[hole.use, hole.fault].append(hole)
    for (name, fault), found in grouped.items():
        state: State = "failed" if any(hole.state == "failed" for hole in found) else "partial"
        out.append(
            Gap(what=name, since=found[0].start, state=state, fault=fault or "partial", reason=_said(found))
        )
    reason = f"nothing held by then; facta collect {case.name}"
    out += [
        Gap(what=name, since=None, state="unmonitored", fault="not-collected", reason=reason)
        for name in uncollected(case, store, as_of)
    ]
    return out


def uncollected(case: Case, store: Records, as_of: date) -> list[str]:
    """Return the sources of a case whose publisher had not been asked by a day."""
    asked = set(store.coverage(as_of)["source"].unique())
    return [
        name
        for name, use in case.sources.items()
        if is_collected(use) and use.files is None and case.source_name(name) not in asked
    ]


def _said(found: Sequence[Hole]) -> str:
    """Say how much is missing, from when to when, and why the last of it."""
    days = sum((hole.end - hole.start).days for hole in found)
    first, last = found[0].start, max(hole.end for hole in found) - timedelta(days=1)
    when = f"{first}" if days == 1 else f"{days:,} days, {first} to {last}"
    if len(found) == 1:
        return f"{when}: {found[0].reason}"
    return f"{when}, in {len(found)} stretches; of the newest: {found[-1].reason}"


def holdings(case: Case, store: Store, as_of: date) -> list[Holding]:
    """Say of each source of a case what the store holds, what it lacks, and what is due."""
    frame, snapshots = store.coverage(as_of), store.snapshots(as_of)
    counts = {table: store.versions(table)["source"].value_counts() for table in ("events", "observations")}
    missing = holes(case, store, as_of)
    out: list[Holding] = []
    for name, use in case.sources.items():
        source = case.source_name(name)
        rows = frame.filter((frame["source"] == source) & frame["state"].is_in(LOOKED))
        looked = covered(rows.select("start", "end").rows())
        mine = snapshots.filter(snapshots["source"] == source)
        came = frame.filter((frame["source"] == source) & (frame["state"] != "failed"))
        sound = mine.filter(mine["sha256"].is_in(came["snapshot"].to_list())) if use.files is None else mine
        number = {
            table: int(count.filter(count["source"] == source)["count"].sum())
            for table, count in counts.items()
        }
        out.append(
            Holding(
                use=name,
                reader=use.reader,
                title=use.title,
                events=number["events"],
                observations=number["observations"],
                spans=tuple(_days(looked)),
                holes=tuple(hole for hole in missing if hole.use == name),
                asked=sound["retrieved_at"].max(),  # type: ignore[arg-type]
                due=_due(use, looked),
                collected=is_collected(use),
            )
        )
    return out


def _days(looked: Covered) -> list[tuple[date, date]]:
    return [(date.fromordinal(start), date.fromordinal(end)) for start, end in looked.pairs()]


def _due(use: SourceUse, looked: Covered) -> date | None:
    """Return the day by which the period after the last one held should have appeared."""
    if looked.last is None:
        return None
    following = period_of(date.fromordinal(looked.last), SOURCES[use.reader].card.frequency)
    return following.last + timedelta(days=lag_of(use))
