"""UN Comtrade: trade between states, as the exporter and as the importer report it.

Each flow is reported twice or once or not at all. Both reports are kept as they are, and one figure
lies between them. A flow that neither side reports has no figure: that is not a zero.
"""

from __future__ import annotations

from facta.sources.comtrade.columns import CONSUMED, DROPPED, card
from facta.sources.comtrade.fetching import Parameters, fetch
from facta.sources.comtrade.reading import read

__all__ = ["CONSUMED", "DROPPED", "Parameters", "card", "fetch", "read"]
