"""The words of a case for the surfaces that show an assessment: meanings, trip-wires, records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.assessment import known_on
from facta.drift import drifts
from facta.evidence import Record, behind, how_many, known_by
from facta.expected import expected
from facta.signals import Tripwire
from facta.spread import spread
from facta.survey import surveyed, weeks
from facta.views.texts import CaseText, DriftText, IndicatorText, RecordLine, SourceLine
from facta.views.words import day, exact, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.cases import Case
    from facta.indicators import Indicator
    from facta.records import Assessment, Sharing, Standing
    from facta.store import Records

PUBLISHERS = 4
NEWEST = 40


def meaning(indicator: Indicator) -> dict[str, str]:
    """Return what a case says of an indicator, a line each."""
    return {
        "Watches": f"{indicator.kind}, {indicator.unit} a {indicator.period}, {indicator.evidence}",
        "A rise is": f"{indicator.rise.means}: {indicator.rise.because}",
        "A fall is": f"{indicator.fall.means}: {indicator.fall.because}",
        "Confounders": "; ".join(indicator.confounders),
        "Limitation": indicator.limitation,
    }


def fired(indicator: Indicator, standing: Standing) -> dict[str, str]:
    """Return a line a trip-wire: the days on which it would have fired, had it been registered before."""
    lines: dict[str, str] = {}
    for signal in indicator.signals:
        if isinstance(signal, Tripwire):
            days = signal.fired(standing.series, is_count=indicator.counts)
            said = ", ".join(day(when) for when in days) or "never confirmed"
            lines[f"Trip-wire {signal.word} {signal.line:g}, would have fired"] = said
    return lines


def told(case: Case, store: Records, assessment: Assessment, was: Assessment | None = None) -> CaseText:
    """Return the words of a case for a page about an assessment; ``was`` is the earlier day's."""
    known = known_on(case, store, assessment.as_of)
    texts: dict[str, IndicatorText] = {}
    lines: dict[str, tuple[RecordLine, ...]] = {}
    counts: dict[str, int] = {}
    withheld: dict[str, str] = {}
    for standing in assessment.standings:
        name = standing.indicator
        indicator = case.indicators[name]
        records = behind(indicator, known, newest=NEWEST)
        texts[name] = _text(indicator, standing, records)
        counts[name] = how_many(indicator, known)
        shown = [record for record in records if known.terms.get(record.values["source"]) != "no"]
        lines[name] = tuple(_line(record) for record in shown[::-1])
        if len(shown) < len(records):
            named = sorted({r.values["publisher"] or r.values["source"] for r in records if r not in shown})
            withheld[name] = f"Records of {', '.join(named)} are not shown: its terms do not allow it."
    return CaseText(
        indicators=texts,
        records=lines,
        counts=counts,
        withheld=withheld,
        tripwires=dict(_wires(case)),
        licence="; ".join(f"{use.title}" for use in case.sources.values()),
        cited=_cited(case, store, assessment, known.terms),
        expected=expected(case, assessment),
        sources=surveyed(case, store, assessment),
        weeks=weeks(assessment.as_of),
        places=spread(case, known, assessment),
        drifts=tuple(
            DriftText(about=one.subject, title=one.title, way=one.way, says=one.says)
            for one in (drifts(was, assessment) if was else ())
        ),
        routed=bool(case.networks),
    )


def _cited(
    case: Case, store: Records, assessment: Assessment, terms: Mapping[str, Sharing]
) -> dict[str, RecordLine]:
    """Return the records that parts of the argument rest on, as far as terms allow showing them."""
    refs = {ref for result in assessment.results for item in result.items for ref in item.records}
    found = known_by(case, store, assessment.as_of, refs)
    return {record.ref: _line(record) for record in found if terms.get(record.values["source"]) != "no"}


def _text(indicator: Indicator, standing: Standing, records: Sequence[Record]) -> IndicatorText:
    newest: dict[str, Record] = {}
    for record in reversed(records):
        newest.setdefault(record.values["origin"] or record.values["publisher"] or "", record)
    cited = [record.values for record in list(newest.values())[:PUBLISHERS]]
    return IndicatorText(
        rise_means=indicator.rise.means,
        rise_because=indicator.rise.because,
        fall_means=indicator.fall.means,
        fall_because=indicator.fall.because,
        confounders=indicator.confounders,
        limitation=indicator.limitation,
        evidence=indicator.evidence,
        kind=indicator.kind,
        rules=tuple(finding.rule for finding in standing.findings),
        sources=tuple(
            SourceLine(publisher=row["publisher"] or "", title=row["title"] or "", url=row["url"])
            for row in cited
        ),
    )


def _line(record: Record) -> RecordLine:
    row = record.values
    value, unit = record.figure
    return RecordLine(
        ref=record.ref,
        when=span(row["start"], row["end"]),
        text=row["text"],
        figure="" if value is None else f"{exact(value)} {unit}",
        grade=row["grade"],
        publisher=row["publisher"],
        origin=row["origin"],
        url=row["url"],
        verified=row["verified"],
        status=row["status"],
        known_at=row["known_at"],
        known_by=row["known_by"],
        title=row["title"] or "",
        source=row["source"],
        snapshot=row["snapshot"],
        note=row["note"] or "",
    )


def _wires(case: Case) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield the levels of the trip-wires of each indicator that has some."""
    for name, indicator in case.indicators.items():
        levels = tuple(signal.line for signal in indicator.signals if isinstance(signal, Tripwire))
        if levels:
            yield name, levels
