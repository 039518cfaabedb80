"""The sentence: an assessment is a function of a case, the store and a day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from facta.analyses import View, whole
from facta.cases import lag_of, lines_of, networks_of
from facta.gaps import gaps, uncollected
from facta.indicators import Known, prepare
from facta.records import Assessment, Gap, Inputs, Standing, StrandStanding
from facta.sources import SOURCES
from facta.standing import by_chance
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.cases import Case
    from facta.indicators import Selection
    from facta.records import Direction, State
    from facta.store import Records, Table

ENOUGH, CLEAR = 3, 2 / 3  # a strand has a direction when three indicators move, two thirds one way


def assess(case: Case, store: Records, as_of: date) -> Assessment:
    """Say how each part of a case stands as of a day.

    Nothing but the three arguments goes in: no clock, no network, no settings.
    """
    view = view_on(case, store, as_of)
    prepare(store, selections(case), view.known.lines)
    standings = tuple(view.standing(name) for name in case.indicators)
    strands = tuple(_strand(case, name, standings) for name in case.strands)
    return Assessment(
        case=case.name,
        title=case.title,
        question=case.question,
        as_of=as_of,
        judgement=_judgement(strands, standings),
        strands=strands,
        standings=standings,
        results=tuple(view.result(name) for name in case.analyses),
        gaps=(*(gap for standing in standings for gap in _gaps(standing)), *gaps(case, store, as_of)),
        inputs=_inputs(case, store, as_of),
        by_chance=by_chance(standings, case.false_discovery),
    )


def view_on(case: Case, store: Records, as_of: date) -> View:
    """Return what the analyses of a case see as of a day."""
    return View(
        known=known_on(case, store, as_of),
        since=case.since,
        indicators=case.indicators,
        analyses=case.analyses,
        sources={use: case.source_name(use) for use in case.sources},
        earlier=lambda day: view_on(case, store, day),
        networks=networks_of(case),
        false_discovery=case.false_discovery,
    )


def selections(case: Case) -> Iterator[Selection]:
    """Yield what the indicators of a case count and what its analyses read."""
    for indicator in case.indicators.values():
        yield from (selection for _, selection in indicator.selections())
    names = {use: case.source_name(use) for use in case.sources}
    for analysis in case.analyses.values():
        yield from (whole(selection, names) for selection in analysis.selections())


def known_on(case: Case, store: Records, as_of: date) -> Known:
    """Return what the indicators of a case measure on."""
    uses = {case.source_name(use): source for use, source in case.sources.items()}
    return Known(
        records=store,
        as_of=as_of,
        since=case.since,
        lines=lines_of(case),
        lags={name: lag_of(use) for name, use in uses.items()},
        searched={name: use.searched for name, use in uses.items() if use.searched},
        terms={name: SOURCES[use.reader].card.redistributable for name, use in uses.items()},
        breaks={name: case.breaks_of(name) for name in case.indicators},
        uncollected=frozenset(case.source_name(name) for name in uncollected(case, store, as_of)),
    )


def newest_day(case: Case, store: Records, today: date) -> date:
    """Return the newest day on which a fact of the case became known, or else a figure, or today.

    Figures trail the facts by their publishers' lag, so a board as of the newest figure would stand
    past what was searched. A day on which we only read a record is no news of it.
    """
    names = [case.source_name(use) for use in case.sources]
    tables: tuple[Table, ...] = ("events", "observations")
    told = (store.last_told(table, names, today) for table in tables)
    return next((day for day in told if day is not None), today)


def _gaps(standing: Standing) -> list[Gap]:
    """Return what could not be seen of one indicator."""
    out: list[Gap] = []
    if not standing.collected:
        return out  # said once, of its source
    points = standing.series.points
    state: State = "stale" if standing.latest else "unmonitored"
    since = standing.latest.end if standing.latest else None
    if standing.health != "fresh":
        reason = f"{standing.title}: the next figure is {standing.health}."
        out.append(Gap(what=standing.indicator, since=since, state=state, reason=reason))
    elif standing.level is None:
        out.append(
            Gap(
                what=standing.indicator,
                since=since,
                state=state,
                reason=f"{standing.title}: {standing.reason}",
            )
        )
    odd = int(points["suspect"].sum()) if len(points) else 0
    if odd:
        reason = (
            f"{standing.title}: {odd} figure(s) left out, a hundred times the largest other: a slip of unit?"
        )
        out.append(Gap(what=standing.indicator, since=None, state="partial", reason=reason))
    return out


def _strand(case: Case, name: str, standings: Sequence[Standing]) -> StrandStanding:
    """Count what points which way; agreement is a share of weights, never a confidence."""
    mine = [s for s in standings if s.strand == name]
    weigh = {s.indicator: case.indicators[s.indicator].weight * (s.level or 0) for s in mine}
    ways = {
        way: sum(weigh[s.indicator] for s in mine if s.direction == way) for way in ("deepening", "straining")
    }
    whole = sum(ways.values())
    most = max(ways, key=lambda way: ways[way])
    counts = {way: sum(s.direction == way for s in mine) for way in ways}
    direction: Direction = "none"
    if sum(counts.values()) >= ENOUGH and ways[most] >= CLEAR * whole:
        direction = "deepening" if most == "deepening" else "straining"
    dark = sum(s.level is None for s in mine)
    return StrandStanding(
        strand=name,
        title=case.strands[name].title,
        question=case.strands[name].question,
        deepening=counts["deepening"],
        straining=counts["straining"],
        baseline=sum(s.level == 0 for s in mine),
        not_assessed=dark,
        agreement=ways[most] / whole if whole else None,
        direction=direction,
        sentence=_strand_sentence(case.strands[name].title, counts, len(mine) - dark, dark),
    )


def _strand_sentence(title: str, counts: dict[str, int], assessed: int, dark: int) -> str:
    if not assessed:
        return f"{title}: nothing could be assessed."
    moved = f"{counts['deepening']} of {assessed} assessed deepen, {counts['straining']} strain"
    return f"{title}: {moved}; {dark} not assessed." if dark else f"{title}: {moved}."


def _judgement(strands: Sequence[StrandStanding], standings: Sequence[Standing]) -> str:
    """Say what the board's shape says, built from counts alone: no sentence without its numbers."""
    off = Counter(standing.strand for standing in standings if standing.level)
    said = [
        f"{strand.title} {verb} ({count} of {off[strand.strand]} off baseline)."
        for way, verb in (("deepening", "deepens"), ("straining", "strains"))
        for strand in strands
        if strand.direction == way and (count := getattr(strand, way))
    ]
    both = [s.title for s in strands if s.direction == "none" and _moving(s) >= ENOUGH]
    said += [f"{title} pulls both ways." for title in both]
    if not said:
        assessed = sum(s.level is not None for s in standings)
        said.append(f"No strand leans one way: {assessed} indicators assessed.")
    tripped = sum(any(f.tripped for f in s.findings) for s in standings)
    return " ".join(said) + (f" Trip-wires crossed: {tripped}." if tripped else "")


def _moving(strand: StrandStanding) -> int:
    return strand.deepening + strand.straining


def _inputs(case: Case, store: Records, as_of: date) -> Inputs:
    names = [case.source_name(use) for use in case.sources]
    events, observations = (store.tally(table, as_of, names) for table in ("events", "observations"))
    return Inputs(
        case_digest=case.digest[:16],
        store_digest=store.digest(as_of, names),
        version=__version__,
        records=events.records + observations.records,
        assumed=events.assumed + observations.assumed,
        newest_event=events.newest_start,
        newest_observation=observations.newest_end,
        snapshots=tuple(sorted(events.snapshots | observations.snapshots)),
    )
