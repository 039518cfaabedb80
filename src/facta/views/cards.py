"""The cards of the sources in a terminal."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from facta.sources.base import Card


TERMS = {"yes": "yes", "attribution": "cite", "no": "no"}
LEFT_OUT = ("spacing_seconds", "at_once", "keeps_parts")


def cards(every: Sequence[Card]) -> RenderableType:
    """Return a line a source."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("source", no_wrap=True)
    table.add_column("what", ratio=1)
    table.add_column("lag", justify="right", no_wrap=True)
    table.add_column("pass on", no_wrap=True)
    table.add_column("asks", no_wrap=True)
    for card in every:
        asks = card.hosts[0] if card.hosts else "files only"
        table.add_row(card.name, card.title, f"{card.lag_days} d", TERMS[card.redistributable], asks)
    return Group(table, Text("\nMore on one of them: facta sources NAME", style="dim"))


def card(one: Card) -> Table:
    """Return everything one card says to a reader."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    for field in fields(one):
        if field.name not in LEFT_OUT:
            table.add_row(field.name.replace("_", " "), Text(_said(getattr(one, field.name))))
    return table


def _said(value: object) -> str:
    return (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)
