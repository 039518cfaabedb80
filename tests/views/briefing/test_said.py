"""Whatever the analyses generate is said as likelihood and confidence must be, on every surface and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import findings, lint
from facta.views.argument import figure_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.records import Assessment
    from facta.results import Result
    from facta.views.edition import Edition

QUOTING = ("contradictions",)  # its reasons are the notes of whoever wrote the records


def generated(result: Result) -> Iterator[str]:
    yield from (result.headline, result.method, result.editorial, *result.gaps)
    yield from (drawing.title for drawing in result.drawings)
    yield from (figure_line(figure) for figure in result.figures)
    if result.kind not in QUOTING:
        yield from (item.because for item in result.items)


def surfaces(assessment: Assessment) -> Iterator[str]:
    yield assessment.judgement
    yield findings.strip(assessment.strands)
    yield findings.board(assessment.standings)
    yield findings.gaps(assessment.gaps)
    yield from (f"{what}: {said}." for what, said in findings.basis(assessment))
    yield from (one.sentence for one in assessment.strands)
    for standing in assessment.standings:
        yield standing.reason
        yield from (part for finding in standing.findings for part in (finding.reason, finding.rule))


def test_no_generated_text_breaks_the_lint(editions: dict[str, Edition], others: dict[str, Edition]) -> None:
    for edition in (*editions.values(), *others.values()):
        assessment = edition.assessment
        wrong = [what for text in surfaces(assessment) for what in lint.mistakes(text)]
        wrong += lint.mistakes(findings.changes(edition.change)) if edition.change else []
        for result in assessment.results:
            wrong += [what for text in generated(result) for what in lint.mistakes(text)]
            tables = (*result.tables, *([result.short] if result.short else []))
            wrong += [what for table in tables if result.kind not in QUOTING for what in lint.of_table(table)]
        assert wrong == []
