"""The door of the analyses: one line each."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from facta.analyses.bargain import Bargain
from facta.analyses.base import Analysis, Named, View, whole
from facta.analyses.claims import Claims
from facta.analyses.commitments import Commitments
from facta.analyses.contradictions import Contradictions
from facta.analyses.corridor import Corridor
from facta.analyses.divergence import Divergence
from facta.analyses.hypotheses import Hypotheses
from facta.analyses.judgements import Judgements
from facta.analyses.ladder import Ladder
from facta.analyses.pathway import Pathway
from facta.analyses.proportionality import Proportionality
from facta.analyses.reciprocity import Reciprocity
from facta.analyses.tripwires import Tripwires

ANALYSES: dict[str, type[Analysis]] = {
    "bargain": Bargain,
    "claims": Claims,
    "commitments": Commitments,
    "contradictions": Contradictions,
    "corridor": Corridor,
    "divergence": Divergence,
    "hypotheses": Hypotheses,
    "judgements": Judgements,
    "ladder": Ladder,
    "pathway": Pathway,
    "proportionality": Proportionality,
    "reciprocity": Reciprocity,
    "tripwires": Tripwires,
}

if TYPE_CHECKING:
    AnyAnalysis = Analysis
else:
    AnyAnalysis = Annotated[reduce(or_, ANALYSES.values()), Field(discriminator="kind")]

__all__ = ["ANALYSES", "Analysis", "AnyAnalysis", "Named", "View", "whole"]
