"""The lines that call for an agreed action: how each stands, how far it is, who must act and how soon."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.records import Standing
    from facta.results import Item, Result
    from facta.views.edition import Edition

KIND = "tripwires"
CROSSED, NOT_CROSSED, NOT_ASSESSED = "crossed", "not crossed", "not assessed"
BEYOND = ("unconfirmed", "hindsight")
ALWAYS = "always beyond"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One line with its action.

    ``share`` is how far the newest figure is from the line, as a share of the line; infinite where
    that is not known. ``fired`` says on which days it would have fired. ``action``, ``owner`` and
    ``lead`` are empty where the case agreed on none.
    """

    title: str
    stand: str
    reason: str
    rests_on: tuple[str, ...]
    share: float = inf
    action: str = ""
    owner: str = ""
    lead: str = ""
    registered: str = ""
    fired: str = ""

    @property
    def who(self) -> str:
        """Say who acts and how long that takes."""
        return ", ".join(filter(None, (self.owner, self.lead)))


def wires(edition: Edition) -> tuple[Wire, ...]:
    """Return every line: crossed ones first, then those not crossed, the nearest first, then the rest."""
    order = (CROSSED, NOT_CROSSED, *BEYOND, ALWAYS, NOT_ASSESSED)
    found = [*_agreed(edition)] or [*_bare(edition)]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                order.index(one.stand) if one.stand in order else len(order),
                one.share,
                one.title,
            ),
        )
    )


def _agreed(edition: Edition) -> Iterator[Wire]:
    """Yield the lines of the analyses that watch them."""
    standings = {one.indicator: one for one in edition.assessment.standings}
    for result in edition.assessment.results:
        if result.kind == KIND:
            for item in result.items:
                yield _of(item, result, standings, edition)


def _of(item: Item, result: Result, standings: dict[str, Standing], edition: Edition) -> Wire:
    told = dict(item.detail)
    watched = next((standings[name] for name in item.rests_on if name in standings), None)
    place = item.key.rpartition("-wire")[2]
    share = _share(watched, int(place) - 1 if place.isdigit() else 0, edition) if watched else inf
    return Wire(
        title=item.title,
        stand=item.says,
        reason=item.because,
        rests_on=(f"{result.analysis}.{item.key}", *item.rests_on),
        share=share,
        action=told.get("Action", "").rstrip("."),
        owner=told.get("Owner", ""),
        lead=told.get("Lead time", ""),
        registered=told.get("Registered", ""),
        fired=told.get("Would have fired", ""),
    )


def _bare(edition: Edition) -> Iterator[Wire]:
    """Yield the trip-wires that signals watch, where no analysis tells their actions."""
    for standing in edition.assessment.standings:
        found = [finding for finding in standing.findings if finding.signal == "tripwire"]
        for number, finding in enumerate(found):
            quiet = NOT_CROSSED if finding.level == 0 else NOT_ASSESSED
            yield Wire(
                title=standing.title,
                stand=CROSSED if finding.tripped else "hindsight" if finding.level else quiet,
                reason=finding.reason,
                rests_on=(standing.indicator,),
                share=_share(standing, number, edition),
            )


def _share(standing: Standing, number: int, edition: Edition) -> float:
    """Return how far the newest figure is from a line, as a share of the line."""
    found = [finding for finding in standing.findings if finding.signal == "tripwire"]
    lines = edition.case.tripwires.get(standing.indicator, ())
    if number >= min(len(found), len(lines)) or found[number].size is None or not lines[number]:
        return inf
    return abs((found[number].size or 0.0) / lines[number])
