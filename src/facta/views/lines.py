"""Lines of a terminal: a number is never parted from its unit, and no line ends in blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from facta.views.words import clean, held, signed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

GLUE = "\N{BRAILLE PATTERN BLANK}"
"""Stands for a blank that must not break while lines are laid out: rich breaks at every space."""


def told(text: str) -> str:
    """Return text of a case ready to lay out; :class:`Trimmed` turns what holds it together into blanks.

    >>> told("rose by 3 %").replace(GLUE, "_")
    'rose by 3_%'
    """
    return tied(signed(text))


def tied(text: str) -> str:
    """Return text as its publisher wrote it, ready to lay out."""
    return held(clean(text), space=GLUE, joint="")


def wrap(text: str, width: int) -> list[str]:
    """Break text told into lines at its blanks; a word longer than a line is cut.

    >>> [line.replace(GLUE, " ") for line in wrap(told("it carries 48 % of all"), 12)]
    ['it carries', '48 % of all']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if cell_len(joined) <= width:
                line = joined
                continue
            lines += [line] if line else []
            *whole, line = _cut(word, width)
            lines += whole
        lines.append(line)
    return lines


def _cut(word: str, width: int) -> list[str]:
    """Cut a word that is longer than a line, first where a number was held to its unit."""
    if cell_len(word) > width and GLUE in word:
        return wrap(word.replace(GLUE, " "), width)
    parts = [""]
    for letter in word:
        if parts[-1] and cell_len(parts[-1] + letter) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def shortened(text: str, width: int) -> str:
    """Cut text told to one line.

    >>> shortened("a long sentence", 8), shortened("short", 8)
    ('a long…', 'short')
    """
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip(f" ,;:.{GLUE}") + "…"


class Trimmed:
    """What it is given, without blanks at the ends of lines and with plain blanks inside them."""

    def __init__(self, *parts: RenderableType) -> None:
        self.parts = parts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay out every part, line by line."""
        for part in self.parts:
            for line in console.render_lines(part, options, pad=False):
                yield from _stripped(line)
                yield Segment.line()


def _stripped(line: Iterable[Segment]) -> list[Segment]:
    kept = [Segment(segment.text.replace(GLUE, " "), segment.style, segment.control) for segment in line]
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept:
        kept[-1] = Segment(kept[-1].text.rstrip(), kept[-1].style, kept[-1].control)
    return kept
