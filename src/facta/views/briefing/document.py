"""What a brief is made of: blocks of bound sentences, tables and drawings, the same for every format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Literal

from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.views.sentences import Sentence

Length = Literal[1, 2, 4]
LONGEST = 420  # characters of one cell
_TITLE, _DESC = (re.compile(rf"<{name}>(.*?)</{name}>", re.DOTALL) for name in ("title", "desc"))
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing; ``width`` is its share of the width of the text, ``alt`` what it shows in words.

    ``words`` stand in its place in a table of a format that has no drawings.
    """

    svg: str
    width: float
    alt: str
    words: str = ""

    @property
    def in_words(self) -> str:
        """What stands in its place: its words, else the first sentence of what it shows."""
        return self.words or self.alt.partition(". ")[0].removesuffix(".")

    @property
    def ratio(self) -> float:
        """Height over width."""
        found = _BOX.search(self.svg)
        return float(found[2]) / float(found[1]) if found else 1.0


def picture(svg: str, width: float, words: str = "") -> Picture:
    """Take a drawing of the chart layer, with its own title and description as words."""
    said = [unescape(found[1]) for found in (_TITLE.search(svg), _DESC.search(svg)) if found]
    return Picture(svg, width, ". ".join(part.strip().removesuffix(".") for part in said) + ".", words)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section: a finding, bound like any sentence; ``aside`` says how much is shown."""

    said: Sentence
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that follow each other; a ``note`` is small print, a ``mark`` stands out."""

    sentences: tuple[Sentence, ...]
    style: Literal["body", "note", "mark"] = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its label, its share of the width, whether it holds numbers, or somebody's own words."""

    label: str
    width: float
    right: bool = False
    quoted: bool = False


Cell = str | Picture


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, bound to what it rests on."""

    cells: tuple[Cell, ...]
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``small`` sets it in small print, ``dense`` also with its lines close to each other."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    small: bool = False
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Two piles of blocks side by side; ``share`` is the part of the width that the left one has."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Illustration:
    """A drawing that stands by itself."""

    picture: Picture


Block = Heading | Paragraph | Grid | Beside | Illustration


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A brief: its title, its blocks in order, and what stands at head and foot of each page."""

    title: str
    case: str
    reader: str
    day: str
    head: str
    foot: str
    citation: str
    blocks: tuple[Block, ...]
    headline: Sentence
    length: Length
    language: str = "en"


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block, those that stand side by side one after the other."""
    for block in blocks:
        if isinstance(block, Beside):
            yield from walk(block.left)
            yield from walk(block.right)
        else:
            yield block


def spoken(document: Document) -> tuple[Sentence, ...]:
    """Return every generated sentence of a document, in order."""
    found = [document.headline]
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            found.append(block.said)
        elif isinstance(block, Paragraph):
            found += block.sentences
    return tuple(found)


def cells(document: Document) -> Iterator[str]:
    """Yield every generated text that stands in a table, without what is somebody's own words."""
    for block in walk(document.blocks):
        if isinstance(block, Grid):
            for row in block.rows:
                for cell, column in zip(row.cells, block.columns, strict=True):
                    if isinstance(cell, str) and not column.quoted:
                        yield cell


def labelled(name: str) -> str:
    """Begin the label of a column with a capital.

    >>> labelled("promised by"), labelled("")
    ('Promised by', '')
    """
    return name[:1].upper() + name[1:]


def short(text: str, most: int = LONGEST) -> str:
    """Cut a text that somebody wrote to what a cell can hold, after a whole word, without hidden characters.

    >>> short("one two three", 10), short("onetwothree", 8)
    ('one two…', 'onetwot…')
    """
    said = " ".join(clean(text[: most * 4]).split())
    if len(said) <= most:
        return said
    kept = said[: most - 1]
    whole = kept.rpartition(" ")[0] if said[most - 1] != " " else kept
    return (whole if len(whole) > most // 2 else kept).rstrip(" ,;:(") + "…"


def enumerated(text: str, most: int = LONGEST) -> str:
    """Cut a list of things after a whole one, and say how many are left out.

    >>> enumerated("one thing; two things; three", 24)
    'one thing; two things; 1 more'
    >>> enumerated("one thing without an end", 8)
    'one thi…'
    """
    said = short(text, len(text))
    parts = said.split("; ")
    if len(said) <= most or len(parts) == 1:
        return short(said, most)
    kept = 1
    while len("; ".join(parts[: kept + 1])) <= most:
        kept += 1
    return f"{short('; '.join(parts[:kept]), most)}; {len(parts) - kept} more"
