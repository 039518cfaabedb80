"""Choose what of a brief goes on so many pages: by priority, filled up, never over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from facta.views.briefing.document import Beside, Grid, Heading, Illustration
from facta.views.briefing.measured import HEIGHT, WIDTH, height, row_height

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.views.briefing.document import Block


NEAR = 26.0  # points by which a place on a page may be wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a brief that stands or falls as one.

    ``blocks`` are always whole; the rows of ``grid`` come by as many as there is room for, at least
    ``least``, and ``wanted`` before any later section gets more than its least. ``rank`` 0 is never
    left out; of the others the highest rank goes first.
    """

    name: str
    blocks: tuple[Block, ...]
    grid: Grid | None = None
    least: int = 0
    wanted: int = 0
    rank: int = 0

    def cut(self, rows: int) -> tuple[Block, ...]:
        """Return the blocks with so many rows of the table, and how many are left out."""
        if self.grid is None or not self.grid.rows:
            return self.blocks
        whole = len(self.grid.rows)
        shown = replace(self.grid, rows=self.grid.rows[:rows])
        *before, last = self.blocks
        if rows < whole and isinstance(last, Heading):
            last = replace(last, aside=f"{rows} of {whole} rows shown")
        return (*before, last, shown)


def fitted(sections: Sequence[Section], room: float, *, start: float = 0.0) -> tuple[Block, ...]:
    """Return the blocks of as many sections and rows as so many points of height hold.

    What must be there is there even where it does not fit, with its least rows. ``start`` is how far
    down the first page they begin.
    """
    kept = [section for section in sections if _worth(section)]
    rows = {section.name: _least(section) for section in kept}
    free = room - sum(height(section.cut(rows[section.name])) for section in kept)
    while free < 0 and any(section.rank for section in kept):
        worst = max(reversed(kept), key=lambda section: section.rank)
        kept.remove(worst)
        free += height(worst.cut(rows.pop(worst.name)))
    for limit in ("wanted", "all"):
        for section in sorted(kept, key=lambda section: section.rank):
            free = _grow(section, rows, free, whole=limit == "all")
    whole = [section.cut(rows[section.name]) for section in kept]
    return tuple(block for blocks in _arranged(whole, start) for block in blocks)


def _arranged(sections: Sequence[tuple[Block, ...]], start: float) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks of each section in order; what cannot be broken waits where a page would end in it.

    The tables after it go before it then, so that no page ends half empty.
    """
    place, waiting = start, list(sections)
    while waiting:
        at = next((at for at, blocks in enumerate(waiting) if _flows(blocks, place)), 0)
        blocks = waiting.pop(at)
        tall = height(blocks)
        begun = 0.0 if not _flows(blocks, place) else place  # what fits nowhere begins the next page
        place = (begun + tall) % HEIGHT
        yield blocks


def _flows(blocks: Sequence[Block], place: float) -> bool:
    """Tell whether a section can stand at a place of a page: it can be broken there, or it ends before."""
    tall = height(blocks)
    return _breaks(blocks) or place + tall <= HEIGHT - NEAR or tall > HEIGHT - NEAR


def _breaks(blocks: Sequence[Block]) -> bool:
    return not any(isinstance(block, Beside | Illustration) for block in blocks)


def _worth(section: Section) -> bool:
    """Leave out a title over nothing."""
    only_title = all(isinstance(block, Heading) for block in section.blocks)
    return not only_title or bool(section.grid and section.grid.rows)


def _least(section: Section) -> int:
    return min(section.least, len(section.grid.rows)) if section.grid else 0


def _grow(section: Section, rows: dict[str, int], free: float, *, whole: bool) -> float:
    """Give a section more rows while there is room; return the room that is left."""
    if section.grid is None:
        return free
    most = len(section.grid.rows) if whole else min(section.wanted, len(section.grid.rows))
    while rows[section.name] < most:
        needed = row_height(section.grid, section.grid.rows[rows[section.name]], WIDTH)
        if needed > free:
            break
        rows[section.name] += 1
        free -= needed
    return free
