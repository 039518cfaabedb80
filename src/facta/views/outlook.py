"""The outlook in a terminal: what is nearest to firing, beside what was expected of it before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from facta.views import foreseen

if TYPE_CHECKING:
    from rich.console import RenderableType

    from facta.forecasts.foreseen import Foreseen
    from facta.records import Assessment


def outlook(seen: Foreseen, assessment: Assessment) -> RenderableType:
    """Return the few signposts that are nearest to firing; one line where there are none."""
    if seen.fault:
        return Text(f"Outlook: the ledger is not what was written: facta ledger verify {assessment.case}")
    found = foreseen.nearest(seen)
    if not found:
        if seen.made:
            return Text("Outlook: nothing forecast by this day is open and would be news.", style="dim")
        return Text(f"Outlook: none by this day ({foreseen.command(assessment)})", style="dim")
    rows = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False, show_header=False)
    rows.add_column("", no_wrap=True)
    rows.add_column("")
    for one in found:
        said = foreseen.near(one, seen)
        lines = f"\n{said.chance}\nbefore: {said.before}; read on {said.deadline}; {said.label}"
        rows.add_row(Text(said.indicator, style="dim"), Text.assemble(said.text, (lines, "dim")))
    return Group(
        Text(
            f"Outlook {foreseen.made(seen)}: nearest to firing, without what stands already",
            style="bold underline",
        ),
        rows,
        Text(f"What they were worth: facta track-record {assessment.case}", style="dim"),
    )
