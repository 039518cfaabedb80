"""ACLED: political violence and protest, event by event, for those who have an account.

The Armed Conflict Location and Event Data set is living: rows are added, changed and removed every
week. Its terms forbid passing rows on, so they stay in the store of whoever fetched them.
"""

from __future__ import annotations

from facta.sources.acled.columns import CONSUMED, DELETED, DROPPED, card
from facta.sources.acled.fetching import Parameters, fetch
from facta.sources.acled.reading import read

__all__ = ["CONSUMED", "DELETED", "DROPPED", "Parameters", "card", "fetch", "read"]
