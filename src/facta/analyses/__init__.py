"""The door of the analyses: one line each."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from facta.analyses.base import Analysis, Named, View, whole
from facta.analyses.claims import Claims
from facta.analyses.contradictions import Contradictions
from facta.analyses.hypotheses import Hypotheses
from facta.analyses.judgements import Judgements
from facta.analyses.tripwires import Tripwires

ANALYSES: dict[str, type[Analysis]] = {
    "claims": Claims,
    "contradictions": Contradictions,
    "hypotheses": Hypotheses,
    "judgements": Judgements,
    "tripwires": Tripwires,
}

if TYPE_CHECKING:
    AnyAnalysis = Analysis
else:
    AnyAnalysis = Annotated[reduce(or_, ANALYSES.values()), Field(discriminator="kind")]

__all__ = ["ANALYSES", "Analysis", "AnyAnalysis", "Named", "View", "whole"]
