"""The page of one analysis: all that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.argued import argued
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan


def each(edition: Edition) -> dict[str, str]:
    """Return the analyses of a case with their titles."""
    return {result.analysis: result.title for result in edition.assessment.results}


def shown(plan: Plan, _: Frame, name: str) -> Shown:
    """Show one analysis whole."""
    edition = plan.edition
    told = [
        one
        for lead in (True, False)
        for one in argued(edition.assessment, edition.case, edition.change, lead=lead)
        if one.result.analysis == name
    ]
    return Shown(title=told[0].headline, template="site/argument.html", known={"one": told[0]})
