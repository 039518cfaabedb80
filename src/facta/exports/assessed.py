"""Tables of an assessment: how things stand, the series, the findings, the argument, what moved."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import polars as pl

from facta.exports import schema
from facta.exports.passing import held_back, passed_change, passed_due, passed_on
from facta.views.export import WHY
from facta.views.shown import parts_table, standings_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from facta.records import Assessment, Change, Gap, Standing
    from facta.results import Result
    from facta.views.texts import Expected

Row = dict[str, object]
__all__ = ["WHY", "assessed", "held_back", "passed_on"]


def assessed(
    assessment: Assessment,
    moved: tuple[Assessment, Change] | None,
    expected: Sequence[Expected],
    *,
    secret: pl.DataFrame,
    sources: Collection[str],
) -> dict[str, pl.DataFrame]:
    """Return the tables of an assessment, without figures that would be a record held back.

    Parameters
    ----------
    assessment, moved, expected
        How the case stands, how it stood on an earlier day with what moved since, and what is due.
    secret
        The records that may not be passed on.
    sources
        Names of the sources of the case, to tell a gap of one from that of an indicator.
    """
    held = held_back(assessment)
    passed = passed_on(assessment, secret)
    kept, results = passed.standings, passed.results
    change = passed_change(moved[1], moved[0], assessment, passed) if moved else None
    due = passed_due(expected, assessment, passed)
    return {
        "indicators": schema.INDICATORS.conformed(standings_table(passed)),
        "strands": schema.STRANDS.frame(asdict(strand) for strand in assessment.strands),
        "series": _series(assessment, passed),
        "findings": schema.FINDINGS.frame(_findings(kept)),
        "analyses": schema.ANALYSES.frame(_analysis(result) for result in results),
        "parts": schema.PARTS.conformed(parts_table(passed)),
        "details": schema.DETAILS.frame(_details(results)),
        "figures": schema.FIGURES.frame(_figures(results)),
        "changes": schema.CHANGES.frame(_changes(change)),
        "gaps": schema.GAPS.frame(_gaps([_silent(gap, held) for gap in assessment.gaps], results, sources)),
        "expected": schema.EXPECTED.frame(_expected(due)),
    }


def _series(before: Assessment, passed: Assessment) -> pl.DataFrame:
    frames = [
        kept.series.points.with_columns(
            indicator=pl.lit(kept.indicator),
            unit=pl.lit(kept.unit),
            scaled=pl.col("scaled") == 1,
            withheld=standing.series.points["value"].is_not_null() & pl.col("value").is_null(),
        )
        for standing, kept in zip(before.standings, passed.standings, strict=True)
        if len(kept.series.points)
    ]
    return schema.SERIES.conformed(pl.concat(frames)) if frames else schema.SERIES.frame([])


def _findings(standings: Sequence[Standing]) -> Iterator[Row]:
    for standing in standings:
        for number, finding in enumerate(standing.findings, 1):
            off, elevated = finding.rates or (None, None)
            rates = {"rate_off": off, "rate_elevated": elevated}
            yield {**asdict(finding), **rates, "indicator": standing.indicator, "number": number}


def _analysis(result: Result) -> Row:
    names = ("analysis", "kind", "title", "headline", "method", "editorial", "lead")
    return {name: getattr(result, name) for name in names}


def _details(results: Sequence[Result]) -> Iterator[Row]:
    for result in results:
        for item in result.items:
            for number, (label, says) in enumerate(item.detail, 1):
                yield {
                    "analysis": result.analysis,
                    "key": item.key,
                    "number": number,
                    "label": label,
                    "says": says,
                }


def _figures(results: Sequence[Result]) -> Iterator[Row]:
    for result in results:
        for figure in result.figures:
            yield {"analysis": result.analysis, **asdict(figure)}


def _changes(change: Change | None) -> Iterator[Row]:
    if change is None:
        return
    for number, moved in enumerate(change.differences, 1):
        yield {
            **asdict(moved),
            "number": number,
            "what": moved.indicator,
            "from": change.was,
            "to": change.now,
        }


def _silent(gap: Gap, held: Collection[str]) -> Gap:
    return replace(gap, reason=WHY) if gap.what in held else gap


def _gaps(gaps: Sequence[Gap], results: Sequence[Result], sources: Collection[str]) -> Iterator[Row]:
    rows: list[Row] = [
        {**asdict(gap), "about": "source" if gap.what in sources and gap.fault else "indicator"}
        for gap in gaps
    ]
    rows += [
        {"about": "analysis", "what": result.analysis, "reason": said}
        for result in results
        for said in result.gaps
    ]
    for number, row in enumerate(rows, 1):
        yield {"number": number, **row}


def _expected(expected: Sequence[Expected]) -> Iterator[Row]:
    for number, due in enumerate(expected, 1):
        readings = [f"{outcome}: {meaning}" for outcome, meaning in due.readings]
        yield {
            "number": number,
            "day": due.day,
            "about": due.about,
            "title": due.title,
            "readings": readings,
        }
