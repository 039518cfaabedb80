"""The board, which is the home: the judgement, what moved, the argument in short, every indicator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from facta.results import Bars
from facta.views import findings, foreseen, odds, rows, tallies
from facta.views.argued import Drawn, argued
from facta.views.charts import CHARTS, PAGE
from facta.views.language import speaking
from facta.views.lenses import opening
from facta.views.site.indicator import board
from facta.views.site.kinds import Shown
from facta.views.site.metadata import described

if TYPE_CHECKING:
    from facta.records import Assessment
    from facta.results import Table
    from facta.views.argued import Argued
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

LOUDEST, NAMED, DUE = 8, 3, 8
WIDE = {"atlas": True, "chain": False}  # drawings that need room; True: with the table beside them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Card:
    """One analysis in short: its finding, and a drawing or a table of what it says."""

    one: Argued
    drawing: Drawn | None
    table: Table | None
    fifty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A sentence with the first of the names that it rests on, each with its place, and how many more."""

    text: str
    names: tuple[tuple[str, str], ...]
    more: int


def shown(plan: Plan, frame: Frame, _: str) -> Shown:
    """Show the board."""
    edition = plan.edition
    assessment = edition.assessment
    headline, rest = findings.judgement(assessment.judgement)
    cards = _cards(plan)
    bars = [card for card in cards if card.drawing and isinstance(card.one.result.drawings[0].data, Bars)]
    front = [card for card in cards if card.one.result.lead or card in bars[:1]]
    wide = [card for card in cards if card.drawing and card not in front]
    return Shown(
        title=headline,
        template="site/home.html",
        known={
            **board(plan),
            **_moved(plan),
            "headline": headline,
            "rest": rest,
            "opening": _opening(plan, frame),
            "basis": findings.basis(assessment),
            "limited": tallies.weighed(assessment.standings)[1],
            "front": front,
            "cards": [card for card in cards if card not in front and card not in wide],
            "wide": wide,
            "expected": edition.case.expected[:DUE],
            **_outlook(plan),
            "title_board": findings.board(assessment.standings),
            "described": described(edition),
        },
    )


def _outlook(plan: Plan) -> dict[str, object]:
    """Return what is nearest to firing, where anything was forecast, else the command that forecasts."""
    seen = plan.edition.foreseen
    return {
        "seen": seen,
        "nearest": tuple(foreseen.near(one, seen) for one in foreseen.nearest(seen)) if seen else (),
        "forecast_made": foreseen.made(seen) if seen else "",
        "forecast_command": foreseen.command(plan.assessment),
    }


def _moved(plan: Plan) -> dict[str, object]:
    """Return where every indicator stands, and what moved most."""
    change, laid = plan.edition.change, plan.strands
    moved = [one for one in rows.moved(change, laid) if one.level] if change else []
    strip = CHARTS["strip"](rows.marks(laid, change), palette=PAGE)
    return {
        "strip": rows.drawn(strip),
        "title_strip": findings.strip(plan.assessment.strands),
        "moved_most": moved[:LOUDEST],
        "moved_all": len(moved),
        "title_changes": findings.changes(change) if change else "",
    }


def _opening(plan: Plan, frame: Frame) -> list[Bound]:
    """Return the first paragraph for the reader, each sentence with what it rests on."""
    places = plan.links(frame).places
    found = []
    with speaking():
        sentences = opening(plan.edition, frame.lens)
    for sentence in sentences:
        names = [(name.rpartition(".")[2], places[name]) for name in sentence.rests_on if name in places]
        found.append(Bound(text=sentence.text, names=tuple(names[:NAMED]), more=len(names[NAMED:])))
    return found


def _cards(plan: Plan) -> list[Card]:
    """Return the analyses in short, in the order of the case, those that lead first."""
    edition = plan.edition
    return [
        _odds(one, edition.was) or _card(one)
        for lead in (True, False)
        for one in argued(edition.assessment, edition.case, edition.change, lead=lead)
    ]


def _odds(one: Argued, was: Assessment | None) -> Card | None:
    """Draw the chances of trajectories as fifty futures, beside those of the earlier day."""
    data = odds.futures(one.result, was) if one.result.kind == odds.KIND else None
    if data is None:
        return None
    svg = CHARTS["futures"](data, palette=PAGE, title=one.headline)
    return Card(one=one, drawing=Drawn(title="", svg=rows.drawn(svg)), table=None, fifty=True)


def _card(one: Argued) -> Card:
    """Choose what says most in little room: a drawing of bars stands for a table of the same rows."""
    short = _joined(one.result.short) if one.result.short and one.result.short.rows else None
    first = one.result.drawings[0] if one.result.drawings else None
    if first is None:
        return Card(one=one, drawing=None, table=short)
    if isinstance(first.data, Bars) and short and len(short.rows) <= len(first.data.rows):
        return Card(one=one, drawing=one.drawings[0], table=None)
    if first.chart not in WIDE:
        return Card(one=one, drawing=None, table=short)
    return Card(one=one, drawing=one.drawings[0], table=short if WIDE[first.chart] else None)


def _joined(table: Table) -> Table:
    """Join lines that a terminal broke, whose first cell is empty, and leave out columns without words.

    >>> from facta.results import Table
    >>> _joined(Table(title="", columns=("", ""), rows=(("a", "b"), ("", "c")))).rows
    (('a', 'b c'),)
    >>> _joined(Table(title="", columns=("", ""), rows=(("", "b"), ("", "c")))).rows
    (('b',), ('c',))
    """
    used = [at for at, name in enumerate(table.columns) if name or any(row[at] for row in table.rows)]
    lines: list[tuple[str, ...]] = []
    for row in table.rows:
        if lines and 0 in used and not row[0] and table.rows[0][0]:
            lines[-1] = tuple(
                f"{was} {now}".strip() for was, now in zip(lines[-1], (row[at] for at in used), strict=True)
            )
        else:
            lines.append(tuple(row[at] for at in used))
    right = tuple(used.index(at) for at in table.right if at in used)
    return replace(table, columns=tuple(table.columns[at] for at in used), rows=tuple(lines), right=right)
