"""The door to the sources: one line per source.

A source is a card, which says what the publisher offers, and ``read``, which turns a snapshot into
records. Sources fetch nothing and keep nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from facta.sources import (
    acled,
    comtrade,
    csv_table,
    gdelt,
    icews,
    ledger,
    polecat,
    portwatch,
    reliefweb,
    ucdp,
    unhcr,
    worldbank,
)

if TYPE_CHECKING:
    from facta.sources.base import Source

SOURCES: Final[dict[str, Source]] = {
    "acled": acled,
    "comtrade": comtrade,
    "csv": csv_table,
    "gdelt": gdelt,
    "icews": icews,
    "ledger": ledger,
    "polecat": polecat,
    "portwatch": portwatch,
    "reliefweb": reliefweb,
    "ucdp": ucdp,
    "unhcr": unhcr,
    "worldbank": worldbank,
}
