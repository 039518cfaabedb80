"""What a page shows of each indicator, change and trip-wire: words and drawings, ready to place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from facta.views import words
from facta.views.charts import CHARTS, PAGE, Mark
from facta.views.charts.base import SANS
from facta.views.charts.points import spots
from facta.views.charts.tally import count
from facta.views.language import marked, say, speaking
from facta.views.links import anchor
from facta.views.texts import CaseText, IndicatorText, RecordLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from facta.records import (
        Assessment,
        Change,
        Difference,
        Direction,
        Finding,
        Gap,
        Point,
        Standing,
        State,
        StrandStanding,
    )
    from facta.results import Drawing
    from facta.views.charts.points import Spot
    from facta.views.charts.tally import Counts

_CODE = re.compile(r"[A-Z]{1,4}-(\d{1,2})")
LONGEST, MANY = 3, 3
SIDES: dict[Direction, int] = {"deepening": 1, "straining": -1, "none": 0}
COMMON = (' xmlns="http://www.w3.org/2000/svg"', f' font-family="{SANS}"', ' stroke-linejoin="round"')
RELIABILITY = {
    "A": marked("completely reliable"),
    "B": marked("usually reliable"),
    "C": marked("fairly reliable"),
    "D": marked("not usually reliable"),
    "E": marked("unreliable"),
    "F": marked("reliability unknown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One line of the table twin of a chart."""

    span: str
    value: str
    interval: str
    sources: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator on the board, with everything behind it."""

    number: int
    place: str
    label: str
    standing: Standing
    text: IndicatorText
    stand: str
    meter: Markup
    spark: Markup
    chart: Markup
    value: str
    interval: str
    period: str
    reliability: str
    sources: str
    age: str
    speaking: tuple[Finding, ...]
    silent: int
    rules: tuple[str, ...]
    periods: tuple[Period, ...]
    records: tuple[RecordLine, ...]
    whole: int
    withheld: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One strand on the board: its standing, its tally and its indicators."""

    standing: StrandStanding
    counts: Counts
    tally: Markup
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One line of what changed."""

    difference: Difference
    label: str
    meter: Markup
    level: bool
    went: str


def was_places(change: Change | None) -> Mapping[str, int]:
    """Read from a change where indicators stood: minus four to four, by indicator.

    A level without direction stood on the axis.
    """
    return {
        difference.indicator: difference.level_was * SIDES[words.way(difference.was)]
        for difference in (change.differences if change else ())
        if difference.level_was is not None
    }


def strands(
    assessment: Assessment, case: CaseText, change: Change | None, *, whole: bool = True
) -> tuple[Strand, ...]:
    """Lay the indicators out by strand and number them from one, in the order of the case.

    Unless ``whole``, they come without their large charts and tables.
    """
    was = was_places(change)
    counted = {
        strand.strand: count(one for one in assessment.standings if one.strand == strand.strand)
        for strand in assessment.strands
    }
    side = max((max(counts.deepening, counts.straining) for counts in counted.values()), default=0)
    laid, number = [], 0
    for strand in assessment.strands:
        rows = []
        for standing in (one for one in assessment.standings if one.strand == strand.strand):
            number += 1
            rows.append(_row(number, standing, case, was=was, whole=whole))
        counts = counted[strand.strand]
        tally = drawn(CHARTS["tally"](strand.title, counts, side=side, palette=PAGE))
        laid.append(Strand(standing=strand, counts=counts, tally=tally, rows=tuple(rows)))
    return tuple(laid)


def alone(assessment: Assessment, case: CaseText, change: Change | None, name: str) -> Row:
    """Lay one indicator out, numbered as among all."""
    ordered = [
        one for strand in assessment.strands for one in assessment.standings if one.strand == strand.strand
    ]
    number = next(at for at, one in enumerate(ordered, start=1) if one.indicator == name)
    return _row(number, ordered[number - 1], case, was=was_places(change))


def _row(
    number: int,
    standing: Standing,
    case: CaseText,
    *,
    was: Mapping[str, int],
    whole: bool = True,
) -> Row:
    key, latest = standing.indicator, standing.latest
    levels = case.tripwires.get(key, ())
    speaking = tuple(finding for finding in standing.findings if finding.level or finding.tripped)
    grade = latest.grade if latest else None
    text = case.indicators.get(key, IndicatorText())
    periods = _periods(spots(standing.series), standing.unit) if whole else ()
    chart = CHARTS["series"](standing, tripwires=levels, palette=PAGE) if whole else ""
    meter = CHARTS["meter"](
        standing.level, standing.direction, was=was.get(key), palette=PAGE, basis=standing.basis
    )
    spoken = {finding.rule for finding in speaking}
    return Row(
        number=number,
        place=anchor("i", key),
        label=key if _CODE.fullmatch(key) else str(number),
        standing=standing,
        text=text,
        stand=words.stand(standing.level, standing.direction, standing.basis),
        meter=drawn(meter),
        spark=drawn(CHARTS["sparkline"](standing, tripwire=_nearest(standing, levels), palette=PAGE)),
        chart=drawn(chart),
        value=_value(latest, standing.unit) if latest else say("no figure"),
        interval=interval(latest.low, latest.high, standing.unit) if latest else "",
        period=words.span(latest.start, latest.end) if latest else "",
        reliability=say(RELIABILITY.get((grade or "F")[0].upper(), RELIABILITY["F"])),
        sources=words.counted(latest.sources, "source") if latest else say("no source"),
        age=words.age(standing.age_days),
        speaking=speaking,
        silent=len(standing.findings) - len(speaking),
        rules=tuple(rule for rule in dict.fromkeys(text.rules) if rule and rule not in spoken),
        periods=tuple(periods),
        records=case.records.get(key, ()),
        whole=case.counts.get(key, len(case.records.get(key, ()))),
        withheld=case.withheld.get(key, ""),
    )


def drawn(svg: str) -> Markup:
    """Let a drawing of our own into a page, whose style says what is common; its text is escaped already."""
    for common in COMMON:
        svg = svg.replace(common, "")
    return Markup(svg)  # noqa: S704


def pictured(one: Drawing) -> Markup:
    """Draw what an analysis has to show, in the words of the case."""
    with speaking():
        return drawn(CHARTS[one.chart](one.data, palette=PAGE, title=one.title))


def _value(point: Point, unit: str) -> str:
    return words.prefix(point.state, unit, scaled=point.scaled) + words.bare(point.value, unit)


def interval(low: float | None, high: float | None, unit: str = "") -> str:
    """Say a spread, when there is one."""
    if low is None or high is None or low == high:
        return ""
    return say("%(low)s to %(high)s", low=words.bare(low, unit), high=words.bare(high, unit))


def _nearest(standing: Standing, levels: Sequence[float]) -> float | None:
    latest = standing.latest.value if standing.latest else 0.0
    return min(levels, key=lambda level: abs(level - latest), default=None)


def _periods(found: Sequence[Spot], unit: str) -> Iterator[Period]:
    """Write a table newest first; neighbours without a figure and of one state share a line."""
    for (state, known), group in groupby(
        reversed(found), key=lambda spot: (spot.state, spot.value is not None)
    ):
        members = list(group)
        if known:
            for spot in members:
                before = words.prefix(state, unit, scaled=spot.scaled)
                yield Period(
                    span=words.span(spot.start, spot.end),
                    value=before + words.entry(spot.value, unit, rounded=spot.scaled),
                    interval=interval(spot.low, spot.high, unit),
                    sources=str(spot.sources),
                    state=say(words.STATES[state]),
                )
        else:
            many = f" ({words.counted(len(members), 'period')})" if len(members) > 1 else ""
            whole = words.span(members[-1].start, members[0].end)
            yield Period(
                span=whole + many,
                value=say("no figure"),
                interval="",
                sources="0",
                state=say(words.STATES[state]),
            )


def marks(laid: Sequence[Strand], change: Change | None) -> list[tuple[str, list[Mark]]]:
    """Give each strand's indicators as marks for the position strip.

    A strand whose indicators share a code (CT-1, CT-2) carries the code, and its marks the number.
    """
    was = was_places(change)
    found = []
    for strand in laid:
        codes = {row.label.rpartition("-")[0] for row in strand.rows}
        code = codes.pop() if len(codes) == 1 else ""
        title = f"{strand.standing.title} ({code})" if code else strand.standing.title
        found.append(
            (title, [_mark(row, was.get(row.standing.indicator), short=bool(code)) for row in strand.rows])
        )
    return found


def _mark(row: Row, was: int | None, *, short: bool) -> Mark:
    label = row.label.rpartition("-")[2] if short else row.label
    if len(label) > LONGEST:
        label = str(row.number)
    return Mark(
        label=label,
        title=row.standing.title,
        level=row.standing.level,
        direction=row.standing.direction,
        was=was,
        basis=row.standing.basis,
    )


def moved(change: Change, laid: Sequence[Strand]) -> tuple[Moved, ...]:
    """Lay out what changed, each with the meter as it is now and a tick where it was."""
    known = {row.standing.indicator: row for strand in laid for row in strand.rows}
    was = was_places(change)
    lines = []
    for difference in change.differences:
        row = known.get(difference.indicator)
        meter = CHARTS["meter"](
            difference.level_now,
            words.way(difference.now),
            was=was.get(difference.indicator),
            palette=PAGE,
            basis=row.standing.basis if row else "history",
        )
        lines.append(
            Moved(
                difference=difference,
                label=row.label if row else difference.indicator if difference.part else "",
                meter=drawn(meter),
                level=difference.was != difference.now,
                went=words.went(difference.was, difference.now),
            )
        )
    return tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """One line of what could not be seen; many gaps of one kind share a line."""

    title: str
    reason: str
    state: State
    since: date | None


def gaps(assessment: Assessment) -> tuple[Unseen, ...]:
    """Name what could not be seen by title and reason, and gather what has one reason."""
    titles = {standing.indicator: standing.title for standing in assessment.standings}
    kinds: dict[tuple[str, State], list[tuple[str, Gap]]] = {}
    for gap in assessment.gaps:
        title = f"{gap.what}: {gap.fault}" if gap.fault else titles.get(gap.what, gap.what)
        reason = gap.reason.removeprefix(f"{title}: ")
        kinds.setdefault((reason[:1].upper() + reason[1:], gap.state), []).append((title, gap))
    lines: list[Unseen] = []
    for (reason, state), found in kinds.items():
        if len(found) > MANY:
            named = "; ".join(
                f"{title} (since {words.day(gap.since)})" if gap.since else title for title, gap in found
            )
            head = f"{reason.removesuffix('.')} ({len(found)})"
            lines.append(Unseen(title=head, reason=named, state=state, since=None))
        else:
            lines += [
                Unseen(title=title, reason=reason, state=state, since=gap.since) for title, gap in found
            ]
    return tuple(lines)
