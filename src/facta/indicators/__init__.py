"""The door of the indicators: one line each."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from facta.indicators.base import Indicator, Known, Meaning
from facta.indicators.count import Count
from facta.indicators.distance import Distance
from facta.indicators.gap import Gap
from facta.indicators.latest import Latest
from facta.indicators.ratio import Ratio
from facta.indicators.selection import Cells, Near, Selection, cells, countable, prepare
from facta.indicators.share import Share
from facta.indicators.total import Total

INDICATORS: dict[str, type[Indicator]] = {
    "count": Count,
    "distance": Distance,
    "gap": Gap,
    "latest": Latest,
    "ratio": Ratio,
    "share": Share,
    "total": Total,
}

if TYPE_CHECKING:
    AnyIndicator = Indicator
else:
    AnyIndicator = Annotated[reduce(or_, INDICATORS.values()), Field(discriminator="kind")]

__all__ = [
    "INDICATORS",
    "AnyIndicator",
    "Cells",
    "Indicator",
    "Known",
    "Meaning",
    "Near",
    "Selection",
    "cells",
    "countable",
    "prepare",
]
