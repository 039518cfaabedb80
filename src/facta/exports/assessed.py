"""Tables of an assessment: how things stand, the series, the findings, the argument, what moved."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import polars as pl

from facta.exports import schema
from facta.views.export import shareable
from facta.views.shown import parts_table, standings_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from facta.records import Assessment, Change, Finding, Gap, Standing
    from facta.results import Item, Result
    from facta.views.texts import Expected

Row = dict[str, object]
WHY = "left out: the terms of its source do not allow passing a single record on"


def assessed(
    assessment: Assessment,
    change: Change | None,
    expected: Sequence[Expected],
    *,
    secret: pl.DataFrame,
    sources: Collection[str],
) -> dict[str, pl.DataFrame]:
    """Return the tables of an assessment, without figures that would be a record held back.

    Parameters
    ----------
    assessment, change, expected
        How the case stands, what moved, and what is due.
    secret
        The records that may not be passed on.
    sources
        Names of the sources of the case, to tell a gap of one from that of an indicator.
    """
    held = held_back(assessment)
    passed = passed_on(assessment, secret)
    kept, results = passed.standings, passed.results
    return {
        "indicators": schema.INDICATORS.conformed(standings_table(passed)),
        "strands": schema.STRANDS.frame(asdict(strand) for strand in assessment.strands),
        "series": _series(assessment, passed),
        "findings": schema.FINDINGS.frame(_findings(kept)),
        "analyses": schema.ANALYSES.frame(_analysis(result) for result in results),
        "parts": schema.PARTS.conformed(parts_table(passed)),
        "details": schema.DETAILS.frame(_details(results)),
        "figures": schema.FIGURES.frame(_figures(results)),
        "changes": schema.CHANGES.frame(_changes(change, held)),
        "gaps": schema.GAPS.frame(_gaps([_silent(gap, held) for gap in assessment.gaps], results, sources)),
        "expected": schema.EXPECTED.frame(_expected(expected)),
    }


def held_back(assessment: Assessment) -> dict[str, int]:
    """Return the indicators of which figures are left out, and how many.

    A figure that rests on a single record of a source whose terms forbid passing records on would
    be that record.
    """
    found: dict[str, int] = {}
    for standing in assessment.standings:
        before = standing.series.points["value"].count()
        left = before - shareable(standing).series.points["value"].count()
        if left:
            found[standing.indicator] = left
    return found


def passed_on(assessment: Assessment, secret: pl.DataFrame) -> Assessment:
    """Return an assessment without what may not be passed on; ``secret`` are the records held back."""
    held = held_back(assessment)
    kept = tuple(_without(standing, alone=standing.indicator in held) for standing in assessment.standings)
    return replace(assessment, standings=kept, results=_passed(assessment.results, secret))


def _without(standing: Standing, *, alone: bool) -> Standing:
    """Leave out the figures held back, and the words and sizes that would repeat them."""
    if not alone:
        return standing
    findings = tuple(_bare(finding) for finding in standing.findings)
    return replace(shareable(standing), findings=findings, reason=WHY, band=None)


def _bare(finding: Finding) -> Finding:
    return replace(finding, size=None, low=None, high=None, reason=WHY)


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
            yield {**asdict(finding), "indicator": standing.indicator, "number": number}


def _analysis(result: Result) -> Row:
    names = ("analysis", "kind", "title", "headline", "method", "editorial", "lead")
    return {name: getattr(result, name) for name in names}


def _passed(results: Sequence[Result], secret: pl.DataFrame) -> tuple[Result, ...]:
    """Leave out the words of parts that repeat a record which may not be passed on."""
    if not len(secret):
        return tuple(results)
    refs = frozenset(secret["ref"].to_list())
    words = frozenset(secret["text"].to_list()) | frozenset(secret["title"].to_list())
    return tuple(
        replace(result, items=tuple(_open(item, refs, words) for item in result.items)) for result in results
    )


def _open(item: Item, refs: frozenset[str], words: frozenset[str | None]) -> Item:
    if refs.isdisjoint(item.records):
        return item
    kept = tuple(ref for ref in item.records if ref not in refs)
    title = item.key if item.title in words else item.title
    return replace(item, title=title, because=WHY, records=kept, detail=())


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


def _changes(change: Change | None, held: Mapping[str, int]) -> Iterator[Row]:
    if change is None:
        return
    for number, moved in enumerate(change.differences, 1):
        yield {
            **asdict(moved),
            "number": number,
            "what": moved.indicator,
            "from": change.was,
            "to": change.now,
            "reason": WHY if moved.indicator in held and not moved.part else moved.reason,
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
