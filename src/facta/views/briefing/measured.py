"""How high blocks are on paper, about: enough to choose what goes on one, two or four pages."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from facta.views.briefing.document import Beside, Grid, Heading, Illustration, Paragraph, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from facta.views.briefing.document import Block, Row

WIDTH, HEIGHT = 499.0, 738.0  # the text of a page of A4, in points
GAP = 18.0  # between what stands side by side
GLYPH = 0.475  # mean width of a letter, in its size
CAPITAL = 0.698  # height of a line of IBM Plex Sans, in its size; what is between lines comes on top
BODY, CELL, SMALL, LABEL, TITLE, HEAD = 9.0, 8.4, 7.6, 7.2, 19.0, 10.4
BETWEEN, CLOSE = 0.6, 0.56  # lines of a paragraph, lines of a cell
SPACE = 8.1  # between blocks
PAD, PAD_SMALL, PAD_DENSE = 3.6, 3.0, 1.9


def height(blocks: Iterable[Block], width: float = WIDTH) -> float:
    """Return how high a pile of blocks is, in points."""
    return sum(_height(block, width) for block in blocks)


def title(text: str) -> float:
    """Return how high the title is, in points."""
    return _text(text, TITLE, WIDTH, BETWEEN) + 12


def _height(block: Block, width: float) -> float:
    if isinstance(block, Heading):
        return _text(block.said.text, HEAD, width, BETWEEN) + 21
    if isinstance(block, Paragraph):
        size = SMALL if block.style == "note" else BODY
        text = " ".join(f"{one.text} 0" for one in block.sentences)
        return _text(text, size, width - 10 * (block.style == "mark"), BETWEEN) + SPACE
    if isinstance(block, Grid):
        pad = _pad(block)
        labels = LABEL * CAPITAL + 2 * pad if any(column.label for column in block.columns) else 0.0
        return sum(row_height(block, row, width) for row in block.rows) + labels + SPACE
    if isinstance(block, Beside):
        left = (width - GAP) * block.share
        return max(height(block.left, left), height(block.right, width - GAP - left))
    if isinstance(block, Illustration):
        return block.picture.ratio * block.picture.width * width + 10
    return 0.0


def row_height(grid: Grid, row: Row, width: float = WIDTH) -> float:
    """Return how high one row of a table is, in points."""
    size = SMALL if grid.small else CELL
    tallest = size * CAPITAL
    for cell, column in zip(row.cells, grid.columns, strict=True):
        if isinstance(cell, Picture):
            tallest = max(tallest, cell.ratio * cell.width * width)
        else:
            tallest = max(tallest, _text(cell, size, column.width * width - 5, CLOSE))
    return tallest + 2 * _pad(grid)


def _pad(grid: Grid) -> float:
    return PAD_DENSE if grid.dense else PAD_SMALL if grid.small else PAD


def _text(text: str, size: float, width: float, between: float) -> float:
    lines = max(1, ceil(len(text) * size * GLYPH / max(width, 20.0)))
    return size * (lines * CAPITAL + (lines - 1) * between)
