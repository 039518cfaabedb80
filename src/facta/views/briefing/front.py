"""What every brief carries: the strands, the lines ahead, what changed, its basis, what is not known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facta.likelihood import WORDS
from facta.views import findings, rows, words
from facta.views.briefing.document import (
    Column,
    Grid,
    Heading,
    Paragraph,
    Picture,
    Row,
    enumerated,
    picture,
    short,
)
from facta.views.briefing.fitted import Section
from facta.views.briefing.worth import worth
from facta.views.charts import CHARTS, PRINT
from facta.views.charts.tally import count
from facta.views.lenses import odds
from facta.views.sentences import Sentence, everything
from facta.views.wires import ALWAYS, BEYOND, CROSSED, NOT_CROSSED, wires

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.records import Difference, Standing
    from facta.results import Item
    from facta.views.edition import Edition
    from facta.views.wires import Wire

METER, SPARK = 0.14, 0.13
_WORDS = frozenset(said for _, said, _ in WORDS)


def strands(edition: Edition, *, rank: int = 0) -> Section:
    """Lay out how each strand stands: which way it leans, and its indicators counted."""
    assessment = edition.assessment
    counted = {
        strand.strand: count(one for one in assessment.standings if one.strand == strand.strand)
        for strand in assessment.strands
    }
    side = max((max(counts.deepening, counts.straining) for counts in counted.values()), default=0)
    lines = []
    for strand in assessment.strands:
        counts = counted[strand.strand]
        drawn = CHARTS["tally"](strand.title, counts, side=side, palette=PRINT)
        way = "neither way" if strand.direction == "none" else strand.direction
        numbers = (
            counts.straining, counts.deepening, counts.loose, counts.baseline, counts.inside, counts.unknown,
        )  # fmt: skip
        lines.append(
            Row(
                (
                    short(strand.title, 60),
                    way,
                    _within(picture(drawn, 0.2, words=f"{counts.straining} | {counts.deepening}")),
                    *map(str, numbers),
                ),
                tuple(one.indicator for one in assessment.standings if one.strand == strand.strand),
            )
        )
    labels = ("Strain", "Deepen", "No direction", "At baseline", "Inside limits", "Not assessed")
    columns = (
        Column("Strand", 0.22, quoted=True), Column("Leans to", 0.11), Column("Strains | deepens", 0.22),
        *(Column(label, 0.075, right=True) for label in labels),
    )  # fmt: skip
    title = Sentence(findings.board(assessment.standings), everything(assessment))
    return Section(
        name="strands", blocks=(Heading(title),), grid=Grid(columns, tuple(lines)), least=99, rank=rank
    )


def _within(one: Picture, most: float = 17.0) -> Picture:
    """Keep a small drawing no higher than a line."""
    return replace(one, width=min(one.width, most / 499.0 / one.ratio))


def ahead(edition: Edition, *, least: int, wanted: int, rank: int = 1) -> Section:
    """Lay out the lines that call for an action: crossed, then the nearest."""
    found = wires(edition)
    lines = tuple(
        Row((short(one.title, 90), _far(one), one.who, short(one.action, 240)), one.rests_on) for one in found
    )
    columns = (
        Column("Line", 0.29, quoted=True),
        Column("Stands", 0.21, quoted=True),
        Column("Owner, lead time", 0.17, quoted=True),
        Column("Action", 0.33, quoted=True),
    )
    crossed = [one for one in found if one.stand == CROSSED]
    rests = tuple(dict.fromkeys(key for one in found for key in one.rests_on)) or everything(
        edition.assessment
    )
    verb = "is" if len(crossed) <= 1 else "are"
    title = f"{len(crossed) or 'None'} of {words.counted(len(found), 'registered line')} {verb} crossed"
    beyond = sum(one.stand in (*BEYOND, ALWAYS) for one in found)
    title += f"; {beyond} {'stands' if beyond == 1 else 'stand'} beyond without a crossing" if beyond else ""
    heading = Heading(Sentence(title if found else "No line was registered that calls for an action", rests))
    return Section(
        name="ahead", blocks=(heading,), grid=Grid(columns, lines), least=least, wanted=wanted, rank=rank
    )


def _far(one: Wire) -> str:
    reason = one.reason.partition(" from the trip-wire")[0].removesuffix(".")
    return short(reason if one.stand == NOT_CROSSED and reason else f"{one.stand}: {reason}", 150)


def changed(edition: Edition, *, least: int, wanted: int, rank: int = 1) -> Section:
    """Lay out what moved since the earlier day, levels first, the largest move first."""
    assessment, change = edition.assessment, edition.change
    if change is None:
        said_none = Sentence(
            "No earlier day to compare with: nothing is said of change.", everything(assessment)
        )
        return Section(name="changed", blocks=(Paragraph((said_none,)),), rank=rank)
    known = {one.indicator: one for one in assessment.standings}
    items = {
        (result.title, item.key): (result.analysis, item)
        for result in assessment.results
        for item in result.items
    }
    loud = [one for one in change.differences if one.was != one.now]
    quiet = [one for one in change.differences if one.was == one.now]
    places = rows.was_places(change)
    every = everything(assessment)
    lines = tuple(
        _difference(one, known.get(one.indicator), places, items.get((one.part, one.indicator)))
        or _lost(one, every)
        for one in [*loud, *quiet]
    )
    columns = (
        Column("What", 0.29, quoted=True), Column("Now", 0.16), Column("Went", 0.21),
        Column("Why", 0.34, quoted=True),
    )  # fmt: skip
    rests = tuple(dict.fromkeys(row.rests_on[0] for row in lines)) or every
    heading = Heading(Sentence(findings.changes(change), rests))
    return Section(
        name="changed", blocks=(heading,), grid=Grid(columns, lines), least=least, wanted=wanted, rank=rank
    )


def _difference(
    one: Difference,
    standing: Standing | None,
    places: Mapping[str, int],
    part: tuple[str, Item] | None,
) -> Row | None:
    if standing is not None and not one.part:
        was = places.get(one.indicator)
        drawn = CHARTS["meter"](
            one.level_now, words.way(one.now), was=was, palette=PRINT, basis=standing.basis
        )
        went = words.went(one.was, one.now) if one.was != one.now else "a figure, no level"
        label = f"{one.indicator} {standing.title}" if len(one.indicator) <= 6 else standing.title  # noqa: PLR2004
        return Row((short(label, 80), picture(drawn, METER), went, _why(one)), (one.indicator,))
    if part is None:
        return None
    analysis, item = part
    now, went = one.now, words.went(one.was, one.now)
    if item.figure is not None and one.now in _WORDS:
        now, went = "", odds(item.figure)
    what = short(f"{one.indicator} {one.title}", 90)
    return Row((what, short(now, 40), short(went, 90), _why(one)), (f"{analysis}.{one.indicator}",))


def _lost(one: Difference, rests: tuple[str, ...]) -> Row:
    """Lay out the move of something that the newer day no longer has."""
    went = short(words.went(one.was, one.now), 90)
    return Row((short(f"{one.indicator} {one.title}", 90), short(one.now, 40), went, _why(one)), rests)


def _why(one: Difference) -> str:
    return f"{enumerated(one.reason.removesuffix('.'), 140)} ({one.cause})"


def basis(edition: Edition, *, rank: int = 0) -> Section:
    """Say on what confidence rests: counts, never a percentage."""
    assessment = edition.assessment
    lines = tuple(
        Row((what, words.signed(said)), everything(assessment))
        for what, said in findings.basis(assessment)
        if not said.startswith("0 of 0")
    )
    lines += tuple(Row((label, one.text), one.rests_on) for label, one in worth(edition))
    heading = Heading(Sentence("What confidence in this rests on", everything(assessment)))
    columns = (Column("Basis", 0.34), Column("Count", 0.66))
    return Section(
        name="basis", blocks=(heading,), grid=Grid(columns, lines, small=True), least=99, rank=rank
    )


def unknown(edition: Edition, *, least: int, wanted: int, rank: int = 1) -> Section:
    """Name what could not be seen."""
    assessment = edition.assessment
    lines = tuple(
        Row(
            (short(one.title, 90), enumerated(one.reason, 260), words.day(one.since) if one.since else ""),
            _blind(edition),
        )
        for one in rows.gaps(assessment)
    )
    heading = Heading(Sentence(findings.gaps(assessment.gaps), _blind(edition)))
    columns = (
        Column("Not known", 0.25, quoted=True), Column("Why", 0.61, quoted=True), Column("Since", 0.14)
    )  # fmt: skip
    return Section(
        name="unknown",
        blocks=(heading,),
        grid=Grid(columns, lines, small=True),
        least=least,
        wanted=wanted,
        rank=rank,
    )


def _blind(edition: Edition) -> tuple[str, ...]:
    found = tuple(one.indicator for one in edition.assessment.standings if one.level is None)
    return found or everything(edition.assessment)


def paragraphs(said: tuple[tuple[Sentence, ...], ...]) -> Iterator[Paragraph]:
    """Yield a paragraph for each topic."""
    for topic in said:
        yield Paragraph(topic)
