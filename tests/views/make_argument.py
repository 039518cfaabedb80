"""An argument made by hand: claims with a table, a chain with a drawing, and what moved in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from make import AS_OF, EARLIER, Sketch, flagship, standing
from make_words import HOSTILE

from facta.records import Change, Difference
from facta.results import Bar, Bars, Drawing, Item, Result, Table
from facta.views import CaseText, RecordLine

if TYPE_CHECKING:
    from facta.records import Assessment

CLAIM = "The alignment is an unstable equilibrium, not a treaty of shared values."
HEADLINE = "Of 2 claims: 1 supported and 1 open."


def claims() -> Result:
    """Make an analysis whose first table repeats its headline, and whose notes are long."""
    why = "Russia's rung on the ladder (LE-1, latest): 34 % (15–57 %) in 2025. " * 3
    return Result(
        analysis="claims",
        kind="claims",
        title="What the argument claims",
        headline=HEADLINE,
        method="A test decides when its whole interval lies beyond a line.",
        items=(
            Item(
                key="CL20",
                title=CLAIM,
                says="leaning against",
                because="Rung 7 (LE-1) against RL007, see claims.CL21.",
                rests_on=("LE-1", "chain.cell", "chain"),
                records=("RL007", "RL008", "ZZ001"),
            ),
            Item(key="CL21", title="Another.", says="open", rests_on=("LE-1",), records=("RL007",)),
        ),
        tables=(
            Table(
                title=HEADLINE.removesuffix("."),
                columns=("claim", "statement", "verdict", "figure", "why"),
                rows=(
                    ("CL20", CLAIM, "leaning against", "34 % (15–57 %)", why),
                    ("CL21", "Another.", "open", "", ""),
                ),
                right=(3,),
            ),
        ),
        short=Table(title="", columns=("claim", "verdict"), rows=(("CL20", "leaning against"),)),
    )


def chain() -> Result:
    """Make an analysis with a drawing, whose table has the title of the drawing."""
    return Result(
        analysis="chain",
        kind="pathway",
        title="How an attack reaches Russia",
        headline="An attack is unlikely (6 %). More would tell.",
        method="Each cause brings its stage about alone.",
        items=(Item(key="cell", title="A cell in Russia", says="possible", rests_on=("LE-1",)),),
        drawings=(
            Drawing(
                chart="bars",
                title="A cell is nearest to opening",
                data=Bars(rows=(Bar(label="A cell", value=6.0, low=2.0, high=11.0),), unit="%"),
            ),
        ),
        tables=(
            Table(
                title="A cell is nearest to opening",
                columns=("stage", "now"),
                rows=(("A cell in Russia", "6 %"),),
                right=(1,),
            ),
        ),
        gaps=("Nothing is known of transit.",),
    )


def argued() -> Assessment:
    """Make an assessment with one indicator, one that nothing was collected for, and an argument."""
    seen = standing(Sketch("LE-1", "Russia's rung on the ladder", "legitimacy", "items", 2, "deepening"))
    blind = replace(seen, indicator="LE-2", level=None, collected=False, findings=())
    made = flagship()
    strands = tuple(strand for strand in made.strands if strand.strand == "legitimacy")
    return replace(made, strands=strands, standings=(seen, blind), results=(claims(), chain()))


def wild() -> Assessment:
    """Make an argument whose every text tries to break the page."""
    item = Item(key=HOSTILE, title=HOSTILE, says=HOSTILE, because=HOSTILE, detail=((HOSTILE, HOSTILE),))
    cells = (HOSTILE, f"LE-1{HOSTILE}", "claims.CL20")
    table = Table(title=HOSTILE, columns=cells, rows=(cells,), note=HOSTILE)
    result = Result(
        analysis="claims",
        kind="claims",
        title=HOSTILE,
        headline=HOSTILE,
        method=HOSTILE,
        items=(item, replace(item, key=HOSTILE + "2")),
        tables=(table, replace(table, title=HOSTILE + "2", fold=True)),
        gaps=(HOSTILE,),
        editorial=HOSTILE,
    )
    return replace(argued(), results=(result,))


def cited() -> CaseText:
    """Make the words of a case with two of the three records that a claim cites."""

    def line(ref: str, text: str) -> RecordLine:
        return RecordLine(ref=ref, when="3 Jul 2025", text=text, grade="A1", publisher="TASS", known_at=AS_OF)

    return CaseText(
        cited={
            "RL007": line("RL007", "A cooperation agreement was concluded."),
            "RL008": line("RL008", "A flag was raised."),
        }
    )


def moved(count: int = 9) -> Change:
    """Make a change of one indicator and of many parts of the argument."""

    def line(key: str, was: str, part: str, level: int | None = None) -> Difference:
        return Difference(
            indicator=key,
            title=CLAIM,
            cause="the world",
            was=was,
            now="overdue",
            level_was=level,
            level_now=level,
            reason="A long sentence that only an explanation tells.",
            part=part,
        )

    parts = [line(f"military-agreement-{k}", "open", "Promises and their delivery") for k in range(count - 1)]
    return Change(
        case="russia-taliban",
        was=EARLIER,
        now=date(2026, 6, 15),
        differences=(
            line("LE-1", "level 1", "", 1),
            line("CL20", "not there", "What the argument claims"),
            *parts,
        ),
    )
