"""UCDP: the Georeferenced Event Dataset, annual and candidate releases.

The Uppsala Conflict Data Program counts deaths in organised violence, event by event. The columns
are known by name; three layouts are read: the 49 columns of the present releases, the 38 of GED
20.1, and an extract of 25 columns cut on the country Afghanistan, which lost that column. The
interface with a token tells the same columns as JSON.
"""

from __future__ import annotations

from facta.sources.ucdp.columns import COLUMNS, CONSUMED, DROPPED, EXTRACT, LAYOUTS, PLACEHOLDERS, card
from facta.sources.ucdp.fetching import Parameters, fetch
from facta.sources.ucdp.reading import read

__all__ = [
    "COLUMNS",
    "CONSUMED",
    "DROPPED",
    "EXTRACT",
    "LAYOUTS",
    "PLACEHOLDERS",
    "Parameters",
    "card",
    "fetch",
    "read",
]
