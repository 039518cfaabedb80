"""What of mine is touched: how to ask, with a private file that never leaves the machine it lies on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import findings
from facta.views.language import say
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

KIND = "corridor"
COLUMNS = (
    "id",
    "name",
    "kind",
    "place",
    "destination",
    "modes",
    "feu",
    "value_usd",
    "deadline_days",
    "owner",
    "review_by",
)
SHUT = ("closed", "shut")


def there(edition: Edition) -> bool:
    """Tell whether a case has a transport network that an exposure could lie on."""
    return edition.case.routed and any(one.kind == KIND for one in edition.assessment.results)


def shown(plan: Plan, _: Frame, __: str) -> Shown:
    """Say how a private table is laid over the network of a case."""
    edition = plan.edition
    result = next(one for one in edition.assessment.results if one.kind == KIND)
    gates = [item for item in result.items if item.says.startswith(SHUT)]
    return Shown(
        title=say("Your own table stays with you: facta reads it, answers, and keeps nothing"),
        template="site/exposure.html",
        known={
            "result": result,
            "headline": findings.judgement(result.headline)[0],
            "columns": COLUMNS,
            "gates": gates,
        },
    )
