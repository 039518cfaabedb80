"""The brief as Markdown (CommonMark with tables): every text escaped, drawings as what they show in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facta.views.briefing.document import Beside, Grid, Heading, Illustration, Paragraph, Picture
from facta.views.briefing.notes import Notes
from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.views.briefing.document import Block, Cell, Document
    from facta.views.sentences import Sentence

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&@$^=]|:(?=\S))")
_START = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))")
_WWW = re.compile(r"(?i)(www)\.")


def markdown(document: Document) -> str:
    """Write a brief as Markdown."""
    notes = Notes(document)
    parts = [f"# {escaped(document.headline.text)}", f"{escaped(document.case)}. {escaped(document.head)}."]
    parts += [part for block in document.blocks for part in _block(block, notes)]
    parts += ["---", "## Each sentence rests on"]
    parts += [f"\\[{number}\\] {escaped(named)}" for number, named in notes.lines(whole=True)]
    parts += [f"**Cite as** {escaped(document.citation)}", escaped(document.foot)]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""Write a text so that none of it is read as markup, a link or HTML.

    >>> print(escaped("<b>1 * 2</b> [x](javascript:y)"))
    \<b\>1 \* 2\</b\> \[x\](javascript\:y)
    """
    said = _MARKS.sub(r"\\\1", " ".join(clean(text).split()))
    said = _WWW.sub(r"\1\\.", said)
    return _START.sub(lambda found: f"{found[1]}{_first(found[2])}", said)


def _first(mark: str) -> str:
    """Keep the start of a line from beginning a list."""
    return f"\\{mark}" if mark in "-+" else f"{mark}\u2060"


def _block(block: Block, notes: Notes) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"## {escaped(block.said.text)}" + (f" ({block.aside})" if block.aside else "")
    elif isinstance(block, Paragraph):
        yield ("> " if block.style == "mark" else "") + " ".join(_said(*run) for run in notes.runs(block))
    elif isinstance(block, Grid):
        yield _table(block)
    elif isinstance(block, Beside):
        for one in (*block.left, *block.right):
            yield from _block(one, notes)
    elif isinstance(block, Illustration):
        yield f"*Drawing.* {escaped(block.picture.alt)}"


def _said(one: Sentence, note: int | None) -> str:
    return escaped(one.text) + (f" \\[{note}\\]" if note else "")


def _table(grid: Grid) -> str:
    heads = [escaped(column.label) or " " for column in grid.columns]
    rules = ["---:" if column.right else "---" for column in grid.columns]
    lines = [heads, rules, *([_cell(cell) for cell in row.cells] for row in grid.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Picture):
        return escaped(cell.in_words)
    return escaped(cell) or " "
