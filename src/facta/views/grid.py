"""A table of text in a terminal: columns as wide as they need, and never a number in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from facta.views.lines import GLUE, told, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderResult

    from facta.results import Table

GAP = 2
MANY = 6  # columns; more that do not fit are stacked as label and value
LONG = 24  # a longer column of words may go under its row
LINES = 3  # a cell of words wraps to so many, or goes under its row
NUMBER = 30  # a column of numbers that is longer holds words as well, and may wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which columns stand side by side, how wide, and which stand under each row."""

    columns: tuple[int, ...]
    widths: tuple[int, ...]
    below: tuple[int, ...] = ()


class Grid:
    """A table laid out for the width that it gets, behind an indent."""

    def __init__(self, table: Table, indent: int = 2) -> None:
        self.indent = indent
        self.right = frozenset(table.right)
        self.heads = tuple(told(head) for head in table.columns)
        self.rows = tuple(tuple(told(cell) for cell in row) for row in table.rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Write the table line by line."""
        del console
        width = max(options.max_width - self.indent, 20)
        layout = self.layout(width)
        written = self._stacked(width) if layout is None else self._aligned(layout, width)
        for line, style in written:
            plain = " " * self.indent + line.replace(GLUE, " ")
            yield Text(plain, style=style, no_wrap=True, overflow="ignore")

    def layout(self, width: int) -> Layout | None:
        """Fit the columns into a width; None where they have to be stacked."""
        columns = [number for number in range(len(self.heads)) if self._widest(number)]
        below: list[int] = []
        while columns:
            widths = self._fit(columns, width)
            if widths is not None:
                return Layout(columns=tuple(columns), widths=widths, below=tuple(sorted(below)))
            longest = max(columns[1:], key=self._widest, default=0)
            if not longest or self._widest(longest) <= LONG or (below and len(self.heads) > MANY):
                return None
            columns.remove(longest)
            below.append(longest)
        return None

    def _fit(self, columns: Sequence[int], width: int) -> tuple[int, ...] | None:
        room = width - GAP * (len(columns) - 1)
        natural = [max(self._widest(number), cell_len(self.heads[number])) for number in columns]
        if sum(natural) <= room:
            return tuple(natural)
        widths = [max(self._widest(number), _word(self.heads[number])) for number in columns]
        least = [self._least(number) for number in columns]
        if sum(least) > room:
            return None
        while sum(widths) > room:
            able = [place for place, wide in enumerate(widths) if wide > least[place]]
            widths[max(able, key=lambda place: widths[place])] -= 1
        return tuple(widths)

    def _least(self, number: int) -> int:
        """Return the width under which a column is no longer read with ease; numbers stay whole."""
        widest = self._widest(number)
        words = max(_word(cell) for cell in (self.heads[number], *(row[number] for row in self.rows)))
        if number in self.right and widest <= NUMBER:
            return max(words, widest)
        return max(words, min(widest, max(14, -(-widest // LINES))))

    def _widest(self, number: int) -> int:
        return max((cell_len(row[number]) for row in self.rows), default=0)

    def _aligned(self, layout: Layout, width: int) -> Iterator[tuple[str, str]]:
        if any(self.heads[number] for number in layout.columns):
            heads = self._across(self.heads, layout)
            tallest = max(len(cell) for cell in heads)
            heads = [[""] * (tallest - len(cell)) + cell for cell in heads]
            yield from ((line, "dim") for line in self._lines(heads, layout))
        for row in self.rows:
            yield from ((line, "") for line in self._lines(self._across(row, layout), layout))
            for number in layout.below:
                if row[number]:
                    said = f"{self.heads[number]}: {row[number]}" if self.heads[number] else row[number]
                    yield from ((f"  {line}", "") for line in wrap(said, width - 2))

    def _across(self, row: Sequence[str], layout: Layout) -> list[list[str]]:
        return [wrap(row[number], wide) for number, wide in zip(layout.columns, layout.widths, strict=True)]

    def _lines(self, cells: list[list[str]], layout: Layout) -> Iterator[str]:
        for line in range(max(map(len, cells))):
            said = []
            for cell, number, wide in zip(cells, layout.columns, layout.widths, strict=True):
                text = cell[line] if line < len(cell) else ""
                blank = " " * (wide - cell_len(text))
                said.append(blank + text if number in self.right else text + blank)
            yield (" " * GAP).join(said).rstrip()

    def _stacked(self, width: int) -> Iterator[tuple[str, str]]:
        """Write each row as a heading and its figures, each with its label."""
        firsts = [row[0] for row in self.rows]
        head = 1 if len(set(firsts)) == len(firsts) or len(self.heads) == 1 else 2
        for row in self.rows:
            yield from ((line, "bold") for line in wrap(" · ".join(filter(None, row[:head])), width))
            pairs = [
                f"{label}: {cell}".removeprefix(": ")
                for label, cell in zip(self.heads[head:], row[head:], strict=True)
                if cell
            ]
            yield from ((f"  {line}", "") for line in wrap("; ".join(pairs), width - 2))


def _word(text: str) -> int:
    """Return how wide the longest piece of a text is that must not break."""
    return max((cell_len(word) for word in text.split(" ")), default=0)
