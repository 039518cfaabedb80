"""What the store holds of each source, and the gap ledger, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from facta.views.collected import ADVICE
from facta.views.words import day, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from facta.gaps import Holding, Hole

MOST_SPANS = 3
NEVER = "not-collected"


def holdings_view(held: Mapping[str, Sequence[Holding]], today: date) -> RenderableType:
    """Show what the store holds, case by case."""
    parts: list[RenderableType] = []
    for case, every in held.items():
        for holding in every:
            parts += [Text(f"\n{case}/{holding.use}", style="bold"), _holding(holding, today)]
    return Group(*parts) if parts else Text("\nThe store holds nothing of it.")


def _holding(holding: Holding, today: date) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, width=15)
    table.add_column(ratio=1)
    table.add_row("what", holding.title)
    table.add_row("records", f"{holding.events:,} events, {holding.observations:,} figures, all versions")
    if holding.collected or holding.spans:
        table.add_row("looked at whole", _spans(holding.spans))
        table.add_row("gaps", _holes(holding.holes))
    asked = f"{holding.asked:%d %b %Y %H:%M} UTC" if holding.asked else "never"
    table.add_row("something came", asked)
    if holding.due is not None:
        late = ", overdue" if holding.due < today else ""
        table.add_row("next expected", f"by {day(holding.due)}{late}")
    return table


def _spans(spans: Sequence[tuple[date, date]]) -> str:
    if not spans:
        return "nothing"
    shown = [span(start, end) for start, end in spans[-MOST_SPANS:]]
    rest = len(spans) - len(shown)
    return "; ".join(shown) + (f"; and {rest} earlier stretches" if rest else "")


def _holes(holes: Sequence[Hole]) -> str:
    if not holes:
        return "none"
    days = sum((hole.end - hole.start).days for hole in holes)
    faults = sorted({hole.fault or hole.state for hole in holes})
    plural = "stretch" if len(holes) == 1 else "stretches"
    return f"{len(holes)} {plural}, {days:,} days ({', '.join(faults)})"


def gaps_view(holes: Sequence[Hole], never: Sequence[str], case: str) -> RenderableType:
    """Show the gap ledger of a case: every stretch, its fault, what was said, and what to do."""
    if not holes and not never:
        return Text(f"{case}: everything that was asked for came.")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("source", no_wrap=True)
    table.add_column("from – to", no_wrap=True)
    table.add_column("fault", no_wrap=True)
    table.add_column("said", ratio=1, overflow="fold")
    for hole in holes:
        table.add_row(hole.use, span(hole.start, hole.end), hole.fault or hole.state, hole.reason)
    for use in never:
        table.add_row(use, "", NEVER, "never asked for so far")
    faults = [fault for hole in holes for fault in (hole.fault or hole.state).split(", ")]
    advice = [
        Text(f"{fault}: {ADVICE.get(fault, 'run again later')}", style="dim")
        for fault in dict.fromkeys(faults)
        if fault != NEVER
    ]
    if never:
        advice.append(Text(f"{NEVER}: facta collect {case}", style="dim"))
    return Group(table, Text(), *advice)
