"""How good the rules are: scorecards, why some never spoke, and what rests on one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import scored
from facta.views.language import say
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from datetime import date

    from facta.scoring.drill import Drill
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

YEARS = 8


def there(edition: Edition) -> bool:
    """Tell whether somebody looked for scorecards of a case."""
    return edition.kept is not None


def shown(plan: Plan, _: Frame, __: str) -> Shown:
    """Show the scorecard and the drills that were kept, or say which commands make them."""
    edition = plan.edition
    kept, name = edition.kept, edition.assessment.case
    card = kept.card if kept else None
    drilled = kept.drilled if kept else None
    title = scored.headline(card) if card else say("No rule has been scored by this day")
    return Shown(
        title=title,
        template="site/rules.html",
        known={
            "card": card,
            "basis": scored.basis(card) if card else "",
            "chances": scored.chances(card) if card else "",
            "spoke": scored.score_table(card.scores) if card else None,
            "silent": scored.silent_table(card.scores) if card else None,
            "onsets": scored.onset_table(card.onsets) if card else None,
            "drilled": drilled,
            "drills": scored.drill_table(drilled.drills) if drilled else None,
            "lost": tuple(_lost(one) for one in drilled.drills if one.records) if drilled else (),
            "said": scored.said_table(kept.said) if kept and kept.said else None,
            "commands": _commands(name, edition.assessment.as_of),
        },
    )


def _commands(name: str, as_of: date) -> tuple[str, str, str]:
    first = f"{as_of.year - YEARS}-01-01"
    return (
        f"facta score-rules {name} --from {first} --to {as_of}",
        f"facta drill {name} --as-of {as_of}",
        f"facta ack {name} ALERT --not-useful",
    )


def _lost(one: Drill) -> tuple[Drill, object, object]:
    return one, scored.lost_table((*one.blinded, *one.moved)), scored.lost_table(one.parts)
