"""What a page shows of each analysis: words, tables and drawings, ready to place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.views import findings, words
from facta.views.argument import figure_line
from facta.views.language import speaking
from facta.views.links import anchor
from facta.views.rows import pictured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from facta.records import Assessment, Change
    from facta.results import Item, Result, Table
    from facta.views.texts import CaseText, RecordLine

LONG = 32  # rows; a longer table is opened on demand


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One drawing with its finding."""

    title: str
    svg: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """One table under its title, which is empty where the page has said it already."""

    table: Table
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an analysis, with everything behind it."""

    item: Item
    figure: str
    stood: str
    place: str
    rests: tuple[tuple[str, str], ...]
    records: tuple[RecordLine, ...]
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Argued:
    """One analysis on the page."""

    result: Result
    headline: str
    rest: str
    figures: tuple[str, ...]
    drawings: tuple[Drawn, ...]
    open: tuple[Titled, ...]
    folded: tuple[Titled, ...]
    parts: tuple[Part, ...]


def argued(
    assessment: Assessment, case: CaseText, change: Change | None, *, lead: bool
) -> tuple[Argued, ...]:
    """Lay out the analyses that lead, or all others, with how their parts stood before.

    What they say is in the words of the case.
    """
    with speaking():
        return _told(assessment, case, change, lead=lead)


def _told(assessment: Assessment, case: CaseText, change: Change | None, *, lead: bool) -> tuple[Argued, ...]:
    titles = {standing.indicator: standing.title for standing in assessment.standings}
    titles |= {result.analysis: result.title for result in assessment.results}
    for result in assessment.results:
        titles |= {f"{result.analysis}.{item.key}": item.title for item in result.items}
    was = {(d.part, d.indicator): d.was for d in change.differences if d.part} if change else {}
    since = f" on {words.day(change.was)}" if change else ""
    before = {key: f"{said}{since}" for key, said in was.items()}
    return tuple(
        _argued(result, case, titles, before) for result in assessment.results if result.lead == lead
    )


def _argued(
    result: Result, case: CaseText, titles: Mapping[str, str], before: Mapping[tuple[str, str], str]
) -> Argued:
    headline, rest = findings.judgement(result.headline)
    told = [result.headline]
    pictures = [
        Drawn(
            title=_new(drawing.title, told),
            svg=pictured(drawing),
        )
        for drawing in result.drawings
    ]
    shown = _sized(result.tables, long=False) or _short(result)
    return Argued(
        result=result,
        headline=headline,
        rest=rest,
        figures=tuple(figure_line(figure) for figure in result.figures),
        drawings=tuple(pictures),
        open=tuple(Titled(table=table, title=_new(table.title, told)) for table in shown),
        folded=tuple(
            Titled(table=table, title=_new(table.title, told)) for table in _sized(result.tables, long=True)
        ),
        parts=tuple(_part(item, result, case, titles, before) for item in result.items),
    )


def _new(title: str, told: list[str]) -> str:
    """Return a title that was not told above it, and remember it; else nothing."""
    if findings.same(title, *told):
        return ""
    told.append(title)
    return title


def _sized(tables: Sequence[Table], *, long: bool) -> tuple[Table, ...]:
    return tuple(table for table in tables if (table.fold or len(table.rows) > LONG) == long)


def _short(result: Result) -> tuple[Table, ...]:
    """Return the small table of the board where every other is too long to stand open."""
    return (result.short,) if result.short else ()


def _part(
    item: Item,
    result: Result,
    case: CaseText,
    titles: Mapping[str, str],
    before: Mapping[tuple[str, str], str],
) -> Part:
    cited = tuple(case.cited[ref] for ref in item.records if ref in case.cited)
    return Part(
        item=item,
        figure=figure_line(item.figure) if item.figure else "",
        stood=before.get((result.title, item.key), ""),
        place=anchor("part", result.analysis, item.key),
        rests=tuple((name, titles[name]) for name in item.rests_on if name in titles),
        records=cited,
        missing=len(item.records) - len(cited),
    )


def cited(assessment: Assessment, case: CaseText) -> tuple[RecordLine, ...]:
    """Return the records that parts of the argument rest on, once each, in the order of their ids."""
    refs = {ref for result in assessment.results for item in result.items for ref in item.records}
    return tuple(case.cited[ref] for ref in sorted(refs & set(case.cited)))
