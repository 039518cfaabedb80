"""What longer briefs add: trajectories, the indicators, the analyses, the sources, the records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facta.views import findings, odds, rows, words
from facta.views.briefing.document import (
    Beside,
    Column,
    Grid,
    Heading,
    Illustration,
    Paragraph,
    Picture,
    Row,
    enumerated,
    labelled,
    picture,
    short,
)  # fmt: skip
from facta.views.briefing.fitted import Section
from facta.views.briefing.front import METER, SPARK
from facta.views.briefing.worth import worth
from facta.views.charts import CHARTS, PRINT
from facta.views.lenses import courses, off_baseline
from facta.views.lint import RANGES
from facta.views.sentences import Sentence, everything
from facta.views.texts import IndicatorText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.records import Assessment, Standing
    from facta.results import Item, Result, Table
    from facta.views.briefing.document import Block
    from facta.views.edition import Edition
    from facta.views.texts import RecordLine

SOFT = replace(PRINT, hatch="#CDCDCD")  # hatching of a drawing this small would be a grey block
LOW = 0.62  # a drawing higher than this, beside its width, is too high for a brief
FIRST = ("pathway", "corridor", "commitments", "ladder", "claims", "proportionality", "bargain")
MUST = 3  # so many of them stand in every brief of four pages
ELSEWHERE = ("hypotheses", "tripwires", "judgements")


def trajectories(edition: Edition, *, rank: int = 2) -> Iterator[Section]:
    """Lay out the odds of each trajectory, with what they were."""
    for result in edition.assessment.results:
        found = sorted(courses(result), key=lambda item: -((item.figure and item.figure.value) or 0.0))
        if result.kind != "hypotheses" or not found:
            continue
        was = {item.key: item for item in courses(_before(edition, result))}
        table = _chances(edition, result, found, was)
        # In the order of the case: a trajectory has the same sign on every surface.
        data = odds.futures(result, edition.was)
        drawing = CHARTS["futures"](data, palette=PRINT, title="Fifty equally likely futures") if data else ""
        drawn = Illustration(picture(drawing, 1.0))
        yield Section(
            name=f"trajectories-{result.analysis}",
            blocks=(Heading(_title(result)), Beside((drawn,), (table,), 0.42)),
            rank=rank,
        )


def _chances(edition: Edition, result: Result, found: Sequence[Item], was: Mapping[str, Item]) -> Grid:
    """Lay out the chance of each trajectory: number, interval, word with its range, and what it was."""
    lines = []
    for item in found:
        figure = item.figure
        if figure is None:
            continue
        ends = "" if figure.low is None or figure.high is None else f"{figure.low:.0f}–{figure.high:.0f} %"
        before = _then(was.get(item.key))
        then = "" if before is None else f"{before:.0f} %"
        now = f"{figure.value or 0.0:.0f} %"
        cells = (short(item.title, 80), now, ends, f"{item.says} {RANGES[item.says]} %", then)
        lines.append(Row(cells, (f"{result.analysis}.{item.key}",)))
    bounds = next((item.figure.bounds for item in found if item.figure and item.figure.bounds), "Range")
    since = f"{edition.was.as_of.day} {edition.was.as_of:%b %Y}" if edition.was else ""
    columns = (
        Column("Trajectory", 0.31, quoted=True), Column("Chance", 0.12, right=True),
        Column(labelled(bounds), 0.15, right=True), Column("In words", 0.29),
        Column(f"On {since}" if since else "", 0.13, right=True),
    )  # fmt: skip
    return Grid(columns, tuple(lines), small=True)


def _then(item: Item | None) -> float | None:
    return item.figure.value if item and item.figure else None


def _before(edition: Edition, result: Result) -> Result | None:
    was = edition.was.results if edition.was else ()
    return next((one for one in was if one.analysis == result.analysis), None)


def _title(result: Result) -> Sentence:
    parts = tuple(f"{result.analysis}.{item.key}" for item in result.items)
    return Sentence(findings.judgement(result.headline)[0], parts or (result.analysis,))


def _drawing(result: Result, width: float) -> tuple[Block, ...]:
    """Return the first drawing of an analysis that is not too high."""
    for one in result.drawings:
        made = picture(CHARTS[one.chart](one.data, palette=PRINT, title=one.title), width)
        if made.ratio <= LOW:
            return (Illustration(made),)
    return ()


def off(edition: Edition, *, wanted: int, least: int = 3, rank: int = 0) -> Section:
    """Lay out the indicators off baseline with their meters, the highest level first."""
    found = off_baseline(edition.assessment.standings)
    places = rows.was_places(edition.change)
    lines = tuple(
        Row(
            (
                one.indicator if len(one.indicator) <= 6 else "",  # noqa: PLR2004
                short(one.title, 70),
                picture(_meter(one, places.get(one.indicator)), METER),
                _spark(one),
                _latest(one),
                one.latest.grade or "" if one.latest else "",
            ),
            (one.indicator,),
        )
        for one in found
    )
    columns = (
        Column("Key", 0.07), Column("Indicator", 0.27, quoted=True), Column("Strain | deepen", 0.17),
        Column("Newest periods", 0.19), Column("Latest", 0.24), Column("Grade", 0.06),
    )  # fmt: skip
    names = tuple(one.indicator for one in found) or everything(edition.assessment)
    said = Sentence(f"{words.counted(len(found), 'indicator')} off baseline, the highest level first", names)
    return Section(
        name="off",
        blocks=(Heading(said),),
        grid=Grid(columns, lines, small=True),
        least=least,
        wanted=wanted,
        rank=rank,
    )


def _spark(one: Standing) -> Picture:
    """Draw the newest periods; in words their number and the normal range, for the newest stands beside."""
    drawn = picture(CHARTS["sparkline"](one, tripwire=None, palette=SOFT), SPARK)
    parts = drawn.alt.removesuffix(".").split(". ")
    return replace(drawn, words="; ".join(part for part in parts if not part.startswith("Latest ")))


def _meter(one: Standing, was: int | None) -> str:
    return CHARTS["meter"](one.level, one.direction, was=was, palette=PRINT, basis=one.basis)


def _latest(one: Standing) -> str:
    if one.latest is None:
        return "no figure"
    ends = rows.interval(one.latest.low, one.latest.high, one.unit)
    figure = words.said(one.latest, one.unit) + (f" ({ends})" if ends else "")
    return f"{figure}, {words.span(one.latest.start, one.latest.end)}"


def others(edition: Edition, *, wanted: int = 99, rank: int = 0) -> Section:
    """Lay out every other indicator in small print: at baseline, or not assessed and why."""
    found = [one for one in edition.assessment.standings if not one.level]
    found.sort(key=lambda one: one.level is None)
    lines = tuple(
        Row(
            (
                short(one.indicator, 12),
                short(one.title, 44),
                words.stand(one.level, one.direction, one.basis),
                short(_latest(one), 90),
                one.latest.grade or "" if one.latest else "",
            ),
            (one.indicator,),
        )
        for one in found
    )
    shares = {"Key": 0.08, "Indicator": 0.32, "Stands": 0.16, "Latest": 0.39, "Grade": 0.05}
    columns = tuple(Column(label, share, quoted=label == "Indicator") for label, share in shares.items())
    names = tuple(one.indicator for one in found) or everything(edition.assessment)
    level = sum(one.level == 0 for one in found)
    said = Sentence(f"{words.counted(level, 'other')} at baseline, {len(found) - level} not assessed", names)
    table = Grid(columns, lines, small=True, dense=True)
    return Section(name="others", blocks=(Heading(said),), grid=table, least=wanted, rank=rank)


def argued(edition: Edition) -> Iterator[Section]:
    """Lay out what every analysis finds, with its drawing and its short table; the rarer kinds fall first."""
    order = {kind: at for at, kind in enumerate(FIRST)}
    found = [one for one in edition.assessment.results if one.kind not in ELSEWHERE]
    for result in sorted(found, key=lambda one: order.get(one.kind, len(order))):
        place = order.get(result.kind, len(order))
        table = result.short
        yield Section(
            name=f"argued-{result.analysis}",
            blocks=(Heading(_title(result)), *(_drawing(result, 0.74) if place == 0 else ())),
            grid=_of_table(table, result) if table else None,
            least=2,
            wanted=6,
            rank=1 if place < MUST else 4 + place,
        )


def _of_table(table: Table, result: Result) -> Grid | None:
    """Take a short table of an analysis; the first column is the widest where there are few."""
    count = len(table.columns)
    if not count:
        return None
    longest = [
        max([len(title), *(min(len(row[at]), 60) for row in table.rows)], default=4)
        for at, title in enumerate(table.columns)
    ]
    whole = sum(longest) or 1
    shares = [max(one / whole, 0.08) for one in longest]
    scale = sum(shares)
    columns = tuple(
        Column(labelled(title), share / scale, at in table.right, quoted=True)
        for at, (title, share) in enumerate(zip(table.columns, shares, strict=True))
    )
    lines = tuple(
        Row(tuple(enumerated(cell.strip("; "), 200) for cell in row), (result.analysis,))
        for row in _whole(table.rows)
    )
    return Grid(columns, lines, small=True)


def _whole(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """Join a line that only goes on with the one before it."""
    found: list[list[str]] = []
    for line in lines:
        if found and found[-1][0] and not line[0]:
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(found[-1], line, strict=True)]
        else:
            found.append(list(line))
    return found


def sources(edition: Edition, *, wanted: int, rank: int = 2) -> Section:
    """Lay out who publishes what this rests on, those behind the most indicators first."""
    behind: dict[str, list[str]] = {}
    for name, text in edition.case.indicators.items():
        for source in text.sources:
            mine = behind.setdefault(source.publisher or source.title, [])
            if name not in mine:
                mine.append(name)
    found = sorted((pair for pair in behind.items() if pair[0]), key=lambda pair: (-len(pair[1]), pair[0]))
    lines = tuple(
        Row(
            (
                short(name, 90),
                words.counted(len(mine), "indicator"),
                _keys(mine),
            ),
            tuple(mine),
        )
        for name, mine in found
    )
    names = tuple(dict.fromkeys(key for _, mine in found for key in mine)) or everything(edition.assessment)
    said = Sentence(f"{words.counted(len(found), 'publisher')} behind the newest figures", names)
    columns = (Column("Publisher", 0.4, quoted=True), Column("Behind", 0.14), Column("Indicators", 0.46))
    return Section(
        name="sources",
        blocks=(Heading(said),),
        grid=Grid(columns, lines, small=True),
        least=2,
        wanted=wanted,
        rank=rank,
    )


def _keys(found: Sequence[str]) -> str:
    return enumerated("; ".join(found), 110).replace("; ", ", ")


def records(edition: Edition, *, rank: int = 3) -> Section:
    """List the newest records: those that parts rest on, and those behind indicators off baseline."""
    behind: dict[str, tuple[RecordLine, str]] = {}
    for one in off_baseline(edition.assessment.standings) or edition.assessment.standings:
        for record in edition.case.records.get(one.indicator, ()):
            behind.setdefault(record.ref, (record, one.indicator))
    found = sorted(behind.values(), key=lambda pair: (str(pair[0].known_at or ""), pair[0].ref), reverse=True)
    lines = tuple(_record(record, name) for record, name in found)
    names = tuple(dict.fromkeys(name for _, name in found)) or everything(edition.assessment)
    said = Sentence("The newest records behind the indicators off baseline", names)
    shares = {"Record": 0.16, "When": 0.14, "What": 0.42, "Publisher": 0.22, "Grade": 0.06}
    columns = tuple(Column(label, share, quoted=True) for label, share in shares.items())
    return Section(
        name="records",
        blocks=(Heading(said),),
        grid=Grid(columns, lines, small=True),
        least=4,
        wanted=6,
        rank=rank,
    )


def _record(record: RecordLine, name: str) -> Row:
    what = f"{record.text} {record.figure}".strip() or record.figure
    state = "" if record.status == "asserted" else f" ({record.status})"
    publisher, grade = short(record.publisher or "", 60), record.grade or "–"
    return Row((short(record.ref, 24), record.when, short(what, 150) + state, publisher, grade), (name,))


def method(edition: Edition, *, rank: int = 2) -> Section:
    """Say how levels, grades and words are to be read, and how each analysis arrives at what it says."""
    every = everything(edition.assessment)
    levels = "; ".join(f"{at} {words.level_word(at)}: {rule}" for at, rule in enumerate(words.RULES))
    said = [
        Sentence(f"Levels: {levels}.", every),
        Sentence(
            "Left of the axis the relation strains, right of it it deepens; neither is good or bad.",
            every,
        ),
        Sentence(
            "A grade has a letter for the source, A reliable to F unknown, and a digit for the item, "
            "1 confirmed to 6 unknown.",
            every,
        ),
    ]
    said += [Sentence(f"{label}: {one.text}", one.rests_on) for label, one in worth(edition)]
    heading = Heading(Sentence("How to read this", every))
    return Section(name="method", blocks=(heading, Paragraph(tuple(said), "note")), rank=rank)


def closer(edition: Edition, most: int = 40) -> Iterator[Section]:
    """Draw the indicators of a small case one by one, those off baseline first, with what they mean."""
    standings = edition.assessment.standings
    if len(standings) > most:
        return
    found = [*off_baseline(standings), *(one for one in standings if not one.level)]
    for at, one in enumerate(found):
        levels = edition.case.tripwires.get(one.indicator, ())
        drawn = CHARTS["series"](one, tripwires=levels, palette=PRINT)
        stand = words.stand(one.level, one.direction, one.basis)
        said = [Sentence(f"Stands at {stand}: {words.signed(short(one.reason))}", (one.indicator,))]
        said += [
            Sentence(f"{label}: “{short(told)}”.", (one.indicator,)) for label, told in _means(one, edition)
        ]
        title = Sentence(f"{one.indicator} {short(one.title, 90)}", (one.indicator,))
        text = (Heading(title), Paragraph(tuple(said), "note"))
        beside = Beside((Illustration(picture(drawn, 1.0)),), text, 0.56)
        yield Section(name=f"closer-{one.indicator}", blocks=(beside,), rank=20 + at)


def _means(one: Standing, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield what the case says of an indicator, with a label each."""
    told = edition.case.indicators.get(one.indicator, IndicatorText())
    pairs = (
        ("A rise", told.rise_because), ("A fall", told.fall_because),
        ("What else could explain it", "; ".join(told.confounders)), ("Limitation", told.limitation),
    )  # fmt: skip
    return ((label, said.removesuffix(".")) for label, said in pairs if said)


def strip(edition: Edition) -> tuple[Block, ...]:
    """Draw where each indicator stands, under what the drawing finds."""
    assessment = edition.assessment
    laid = rows.strands(assessment, edition.case, edition.change, whole=False)
    drawn = CHARTS["strip"](rows.marks(laid, edition.change), palette=PRINT)
    found = tuple(one.indicator for one in assessment.standings if one.level) or everything(assessment)
    key = Sentence("Where each indicator stands: left strains, right deepens.", found)
    return Illustration(replace(picture(drawn, 1.0), alt=_placed(assessment))), Paragraph((key,), "note")


def _placed(assessment: Assessment) -> str:
    """Say what the strip of indicators shows: by strand those off baseline, the others counted."""
    said = ["Where each indicator stands, by strand"]
    for strand in assessment.strands:
        mine = [one for one in assessment.standings if one.strand == strand.strand]
        off = [
            f"{one.indicator} {words.stand(one.level, one.direction, one.basis)}"
            for one in off_baseline(mine)
        ]
        blind = sum(one.level is None for one in mine)
        rest = f"{len(mine) - len(off) - blind} at baseline or inside limits, {blind} not assessed"
        said.append(f"{strand.title}: {'; '.join([*off, rest])}")
    return ". ".join(said) + "."
