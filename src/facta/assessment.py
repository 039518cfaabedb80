"""The sentence: an assessment is a function of a case, the store and a day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from facta.cases import lag_of, lines_of
from facta.gaps import gaps, uncollected
from facta.indicators import Known, prepare
from facta.periods import nominal_days
from facta.records import Assessment, Gap, Health, Inputs, Point, Series, Standing, StrandStanding
from facta.signals import Context
from facta.sources import SOURCES
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.cases import Case
    from facta.indicators import Indicator, Selection
    from facta.records import Direction, Finding, State
    from facta.store import Records, Table

FIGURES = ("observed", "zero", "partial")
PERIODS_MISSED, DAYS_MISSED = 3, 365  # dark when so many figures that were due did not come
EXPECTS = ("overdue", "tripwire")  # a quiet limit does not answer for them where nobody looked
ENOUGH, CLEAR = 3, 2 / 3  # a strand has a direction when three indicators move, two thirds one way


def assess(case: Case, store: Records, as_of: date) -> Assessment:
    """Say how each part of a case stands as of a day.

    Nothing but the three arguments goes in: no clock, no network, no settings.
    """
    known = known_on(case, store, as_of)
    prepare(store, selections(case), known.lines)
    standings = tuple(
        stand(name, indicator, known, case.since) for name, indicator in case.indicators.items()
    )
    strands = tuple(_strand(case, name, standings) for name in case.strands)
    return Assessment(
        case=case.name,
        title=case.title,
        question=case.question,
        as_of=as_of,
        judgement=_judgement(strands, standings),
        strands=strands,
        standings=standings,
        gaps=(*(gap for standing in standings for gap in _gaps(standing)), *gaps(case, store, as_of)),
        inputs=_inputs(case, store, as_of),
    )


def selections(case: Case) -> Iterator[Selection]:
    """Yield what the indicators of a case count."""
    for indicator in case.indicators.values():
        yield from (selection for _, selection in indicator.selections())


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


def stand(name: str, indicator: Indicator, known: Known, since: date) -> Standing:
    """Say how one indicator stands."""
    series = indicator.series(name, known)
    lag = max((known.lag_days(s.source) for _, s in indicator.selections()), default=0)
    context = Context(
        as_of=known.as_of,
        rise=indicator.rise.means,
        fall=indicator.fall.means,
        since=indicator.since or since,
        is_count=indicator.counts,
        lag_days=lag,
        title=indicator.title,
        period=indicator.point,
    )
    findings = tuple(signal.detect(series, context) for signal in indicator.signals)
    top = _speaks(findings)
    latest = newest_point(series, top.at if top else None)
    health, age = _health(latest, known.as_of, nominal_days(indicator.period), lag)
    level, direction, since_day, reason = _verdict(findings, top, health, latest)
    collected = latest is not None or indicator.collected(known)
    return Standing(
        indicator=name,
        title=indicator.title,
        strand=indicator.strand,
        evidence=indicator.evidence,
        unit=indicator.unit,
        level=level,
        direction=direction,
        health=health,
        since=since_day,
        reason=reason,
        latest=latest,
        age_days=age,
        band=_band(findings),
        findings=findings,
        series=series,
        basis=_basis(findings, level),
        collected=collected,
        redistributable=indicator.redistributable(known),
    )


def newest_point(series: Series, at: date | None = None) -> Point | None:
    """Return the point that starts on a day, or else the newest that carries a figure.

    A whole period goes before a part of one.
    """
    points = series.points
    columns = (points[name].to_list() for name in ("state", "value", "start"))
    has = [
        (start == at, state != "partial", i)
        for i, (state, value, start) in enumerate(zip(*columns, strict=True))
        if value is not None and state in FIGURES
    ]
    if not has:
        return None
    row: dict[str, Any] = points.row(max(has)[-1], named=True)
    fields = {name: row[name] for name in Point.__dataclass_fields__}
    return Point(**{**fields, "scaled": bool(row["scaled"])})


def _health(latest: Point | None, as_of: date, days: float, lag_days: int) -> tuple[Health, int | None]:
    """Fresh until the next figure is due, dark when figures that were due did not come.

    A window brought to the period by its rate is followed by the next window of its own length.
    """
    if latest is None:
        return "dark", None
    age = (as_of - latest.end).days
    length = float((latest.end - latest.start).days) if latest.scaled else days
    due = length + lag_days
    if age <= due:
        return "fresh", age
    return ("late" if age <= due + min(PERIODS_MISSED * length, DAYS_MISSED) else "dark"), age


def _speaks(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding that speaks: the highest level, and at one level one with a direction."""
    assessed = [finding for finding in findings if finding.level is not None]
    return max(assessed, key=lambda f: (f.level or 0, f.direction != "none"), default=None)


def _verdict(
    findings: Sequence[Finding], top: Finding | None, health: Health, latest: Point | None
) -> tuple[int | None, Direction, date | None, str]:
    """Return level, direction, since when, and why."""
    if latest is None:
        return None, "none", None, "No figure is known."
    if top is None:
        reason = findings[0].reason if findings else "No signal watches this figure."
        return None, "none", None, reason
    blind = [f for f in findings if f.level is None and f.signal in EXPECTS]
    if blind and not top.level:
        return None, "none", None, blind[0].reason
    if health == "dark" and not top.tripped:
        reason = f"Nothing for {latest.end:%B %Y} or later; it last stood at level {top.level}."
        return None, "none", None, reason
    against = {f.direction for f in findings if f.level == top.level and f.direction != "none"}
    direction: Direction = top.direction if len(against) < 2 else "none"  # noqa: PLR2004
    return top.level, direction, top.since, top.reason


def _basis(findings: Sequence[Finding], level: int | None) -> Literal["history", "limit", "none"]:
    """Say whether a level was weighed against the indicator's own history or only against limits."""
    if level is None:
        return "none"
    weighed = any(f.level is not None and not f.editorial for f in findings)
    return "history" if weighed else "limit"


def _band(findings: Sequence[Finding]) -> tuple[float, float] | None:
    for finding in findings:
        if finding.signal == "surprise" and finding.low is not None and finding.high is not None:
            return finding.low, finding.high
    return None


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
