"""What would follow for hypotheses if evidence were in other states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.analyses.hypotheses.told import INTERVAL, chance, span
from facta.analyses.hypotheses.words import METHOD
from facta.likelihood import likely
from facta.results import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.analyses.hypotheses.told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What would follow, in words that are its own."""

    headline: str
    method: str
    tables: tuple[Table, ...]


def suppose(before: Told, after: Told, places: Sequence[int]) -> Supposed:
    """Say what changes with the evidence at some places, which ``after`` holds as supposed."""
    said = " and ".join(
        f"{after.sights[at].title} ({after.evidence[at].watched}) were {after.sights[at].state!r}"
        for at in places
    )
    trusts = "; ".join(
        f"{after.evidence[at].watched} {after.sights[at].trust:.2f}, {after.sights[at].basis.why}"
        for at in places
    )
    return Supposed(
        headline=f"If {said}, {_leads(before, after)}",
        method=(
            f"Supposed, not seen: each state set counts as a report of its source, with the reliability of "
            f"such a report ({trusts}). {METHOD}"
        ),
        tables=(_table(before, after, said),),
    )


def _leads(before: Told, after: Told) -> str:
    lead, second = after.lead, after.second
    said = likely(float(after.weighed.posterior[lead])).removesuffix(")")
    still = "still lead" if lead == before.lead else "lead"
    found = (
        f"{after.title(lead)!r} would {still}, {said}; {INTERVAL} {span(*after.interval(lead))}), before "
        f"{after.title(second)!r}, {likely(float(after.weighed.posterior[second]))}."
    )
    stands = likely(float(before.weighed.posterior[before.lead]))
    if lead == before.lead:
        return f"{found} As it stands, it is {stands}."
    return f"{found} As it stands, {before.title(before.lead)!r} leads, {stands}."


def _points(change: float) -> str:
    said = f"{100 * change:+.0f}"
    return "0" if float(said) == 0 else said


def _table(before: Told, after: Told, said: str) -> Table:
    rows = [
        (
            after.title(at),
            chance(float(before.weighed.posterior[at])),
            chance(float(after.weighed.posterior[at])),
            _points(float(after.weighed.posterior[at] - before.weighed.posterior[at])),
        )
        for at in after.ranked
    ]
    return Table(
        title=f"Every hypothesis before and after, if {said}",
        columns=("hypothesis", "as it stands", "then", "points"),
        rows=tuple(rows),
        right=(1, 2, 3),
    )
