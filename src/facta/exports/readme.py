"""What to know before reading an export, in a file of its own beside the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from facta.exports.held import BY_ROW
from facta.exports.package import File
from facta.exports.schema import TABLES
from facta.views.citing import edition_citation
from facta.views.tallies import by_chance
from facta.views.words import clean, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.exports.package import Package

HOW_TO_READ = (
    "A period runs from `start` up to, but not including, `end`. Days are written YYYY-MM-DD.",
    "An empty cell is no data. It is never zero: a zero was looked for and not found, and its state says so.",
    "`level` is 0 baseline to 4 trip-wire; empty is not assessed. `direction` is neither good nor bad.",
    "`health` says how fresh the data is; it is no part of the level.",
    "`known_at` is the day on which the world could have known a record; `known_by` says how we know it.",
    "`grade` is an Admiralty grade: a letter for the source, a digit for the item.",
    "In CSV and XLSX, an apostrophe before a cell marks text that a spreadsheet would run as a formula.",
    "Control characters and marks that reorder text were dropped from all text.",
)


def readme(package: Package) -> File:
    """Return what to know as a file."""
    return File("README.md", ("\n".join(_lines(package)) + "\n").encode())


def _lines(package: Package) -> Iterator[str]:
    assessment = package.edition.assessment
    yield f"# {_plain(assessment.title)}"
    yield ""
    yield f"As of {day(package.as_of)}. {_plain(assessment.question)}"
    yield ""
    if assessment.by_chance is not None:
        yield f"Levels if nothing changed: {_plain(by_chance(assessment.by_chance))}."
        yield ""
    yield f"Cite as: {edition_citation(assessment).text()}"
    yield ""
    yield "## Tables"
    yield ""
    yield "| table | rows | holds |"
    yield "| --- | ---: | --- |"
    for name, frame in package.tables.items():
        yield f"| {name} | {len(frame)} | {TABLES[name].says} |"
    yield ""
    yield "## How to read them"
    yield ""
    yield from (f"- {line}" for line in HOW_TO_READ)
    yield ""
    yield "## What was left out"
    yield ""
    yield from (f"- {line}" for line in left_out(package))
    yield ""
    yield "## Terms and attribution"
    yield ""
    yield "Every record keeps the terms of its publisher; `redistributable` says them, `citation` names it."
    yield ""
    yield from (f"- {line}" for line in attributions(package))


def left_out(package: Package) -> list[str]:
    """Say what was left out of an export, how many and why; or that nothing was."""
    rows = package.whole["withheld"].iter_rows(named=True)
    said = [
        f"{row['count']:,} of {row['table']}, {_plain(row['what'])}: {_plain(row['why'])}" for row in rows
    ]
    return said or ["nothing; the terms of every record allow passing it on."]


def attributions(package: Package) -> list[str]:
    """Return the line of each source that any record is from: its title, terms and citation."""
    said = []
    for row in package.whole["sources"].filter(pl.col("records") > 0).iter_rows(named=True):
        cited = "Each record is cited in its own row." if row["reader"] in BY_ROW else row["citation"]
        said.append(_plain(f"{row['title']} ({row['source']}): {row['licence']}. {cited}"))
    return said


def _plain(text: str) -> str:
    """Keep text on its line and out of the markup."""
    one = " ".join(clean(text).split())
    return one.replace("<", "&lt;").replace("[", "\\[").replace("|", "\\|").replace("`", "\\`")
