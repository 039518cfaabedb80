"""Compose a brief: its sections in order, as much of each as so many pages hold, every sentence checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from facta.views import findings, lint, words
from facta.views.briefing import depth, front
from facta.views.briefing.document import Beside, Document, Length, cells, short, spoken
from facta.views.briefing.fitted import Section, fitted
from facta.views.briefing.measured import GAP, HEIGHT, WIDTH, height
from facta.views.briefing.measured import title as title_height
from facta.views.briefing.outlook import outlook
from facta.views.briefing.tamed import tamed
from facta.views.lenses import READERS, levels, topics
from facta.views.sentences import Sentence, everything, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.views.edition import Edition
    from facta.views.lenses import Lens

LENGTHS: tuple[Length, ...] = get_args(Length)
FOOT = 70.0  # points that notes and citation take at the end
BESIDE = 0.64
FEW, TWO = 9, 2
QUOTING = "contradictions"  # its table has the words of whoever wrote the records


def composed(edition: Edition, *, lens: Lens, length: Length, room: float = 0.0) -> Document:
    """Compose a brief from an edition.

    Parameters
    ----------
    edition
        A case as of a day; it may have no analyses.
    lens
        Whose first paragraph it has.
    length
        Pages.
    room
        Points of height to add to what the pages are taken to hold, where a writer knows better.

    Raises
    ------
    facta.views.lint.LintError
        When a sentence says a likelihood or a confidence as it must not be said, or rests on nothing.
    """
    if length not in LENGTHS:
        message = f"no brief of {length} pages: write one of {', '.join(map(str, LENGTHS))}"
        raise ValueError(message)
    edition = tamed(edition)
    assessment = edition.assessment
    headline = Sentence(_headline(edition), _leaning(edition))
    said = topics(edition, lens)
    sections = [_opening(edition, said, length), *_sections(edition, length)]
    start = title_height(headline.text)
    free = HEIGHT * length + room - start - FOOT
    made = Document(
        title=f"{short(assessment.title, 120)}, as of {words.day(assessment.as_of)}",
        case=short(assessment.title, 120),
        reader=READERS[lens],
        day=assessment.as_of.isoformat(),
        head=_head(edition, lens),
        foot=f"Snapshot {assessment.inputs.store_digest[:12]}, facta {assessment.inputs.version}",
        citation=citation(edition),
        blocks=fitted(sections, free, start=start),
        headline=headline,
        length=length,
    )
    lint.refuse(f"brief of {assessment.case}", [*_mistakes(made, edition)])
    return made


def _mistakes(made: Document, edition: Edition) -> Iterator[str]:
    """Yield what must not be said so: in sentences, in tables, in the tables that analyses bring."""
    yield from lint.of_sentences(spoken(made), names(edition.assessment))
    for cell in cells(made):
        yield from lint.mistakes(cell)
    for result in edition.assessment.results:
        if made.length == LENGTHS[-1] and result.short and result.kind != QUOTING:
            yield from lint.of_table(result.short)


def _sections(edition: Edition, length: Length) -> list[Section]:
    if length == 1:
        return [
            front.strands(edition),
            *outlook(edition, length, rank=2),
            front.ahead(edition, least=1, wanted=4, rank=2),
            front.changed(edition, least=1, wanted=5, rank=1),
            front.basis(edition, rank=0),
            front.unknown(edition, least=1, wanted=3, rank=3),
        ]
    shared = [
        front.strands(edition),
        *depth.trajectories(edition, rank=2 if length == TWO else 1),
        *outlook(edition, length, rank=1),
        front.ahead(edition, least=3, wanted=4 if length == TWO else 6, rank=1),
        front.changed(edition, least=3, wanted=5 if length == TWO else 8, rank=1),
        depth.off(edition, wanted=14, least=6 if length == TWO else 99),
    ]
    if length == TWO:
        return [
            *shared,
            front.unknown(edition, least=2, wanted=6, rank=2),
            depth.sources(edition, wanted=5),
            depth.records(edition, rank=8),
        ]
    return [
        *shared,
        *depth.argued(edition),
        depth.others(edition),
        front.unknown(edition, least=2, wanted=12, rank=1),
        depth.sources(edition, wanted=8, rank=3),
        depth.method(edition, rank=2),
        *depth.closer(edition),
        depth.records(edition),
    ]


def _opening(edition: Edition, said: tuple[tuple[Sentence, ...], ...], length: Length) -> Section:
    """Lay out the first paragraph; where there is room, with the strip of all indicators beside it.

    What confidence rests on stands under the shorter of the two.
    """
    text = tuple(front.paragraphs(said))
    if length == 1 or not edition.assessment.standings:
        return Section(name="opening", blocks=text)
    basis, strip = front.basis(edition).cut(FEW), depth.strip(edition)
    wide = (WIDTH - GAP) * BESIDE
    below = height(text, wide) > height(strip, WIDTH - GAP - wide)
    left, right = (text, (*strip, *basis)) if below else ((*text, *basis), strip)
    return Section(name="opening", blocks=(Beside(left, right, BESIDE),))


def _headline(edition: Edition) -> str:
    """Return the title: which strands lean which way, where anything could be assessed."""
    standings = edition.assessment.standings
    if standings and all(one.level is None for one in standings):
        return levels(edition).text.removesuffix(".")
    return findings.strip(edition.assessment.strands)


def _leaning(edition: Edition) -> tuple[str, ...]:
    leaning = {one.strand for one in edition.assessment.strands if one.direction != "none"}
    found = tuple(
        one.indicator for one in edition.assessment.standings if one.strand in leaning and one.level
    )
    return found or everything(edition.assessment)


def _head(edition: Edition, lens: Lens) -> str:
    since = f", compared with {words.day(edition.was.as_of)}" if edition.was else ""
    return f"As of {words.day(edition.assessment.as_of)}{since}. For the {READERS[lens]}"


def citation(edition: Edition) -> str:
    """Say how to cite this brief, pinned to what it was made of."""
    assessment = edition.assessment
    inputs = assessment.inputs
    newest = findings.newest(assessment, None)
    return (
        f"{short(assessment.title, 120)}: brief as of {words.day(assessment.as_of)}. facta {inputs.version}, "
        f"case {inputs.case_digest[:12]}, store {inputs.store_digest[:12]}. "
        f"{words.counted(inputs.records, 'record')}; {newest[:1].lower()}{newest[1:]}."
    )
