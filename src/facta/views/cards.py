"""The cards of the sources in a terminal."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.sources.base import Card


def cards(every: Sequence[Card]) -> Table:
    """Return a line a source."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in ("source", "publisher", "grain", "lag", "licence"):
        table.add_column(name)
    for card in every:
        table.add_row(card.name, card.publisher, card.grain, f"{card.lag_days} days", card.licence)
    return table


def card(one: Card) -> Table:
    """Return everything one card says."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    for field in fields(one):
        table.add_row(field.name.replace("_", " "), Text(str(getattr(one, field.name))))
    return table
