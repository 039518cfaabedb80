"""Titles that say what was found, and the sentences about the basis of a judgement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facta.views import tallies, words
from facta.views.language import foreign, many, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from facta.records import Assessment, ByChance, Change, Gap, Standing, StrandStanding
    from facta.views.charts.tally import Counts

_SENTENCE = re.compile(r"(?:(?<=[^\W_A-Z][.!?])|(?<=[)%][.!?]))\s+(?=\S)")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
MANY, INDEPENDENT = 2, 2


def judgement(said: str) -> tuple[str, str]:
    """Split a judgement into its first sentence, as a title, and the rest.

    >>> judgement("Moscow pays more. Security returns less. So far.")
    ('Moscow pays more', 'Security returns less. So far.')
    """
    first, *rest = _SENTENCE.split(said.strip(), maxsplit=1)
    return first.removesuffix(".") or "There is no judgement", rest[0] if rest else ""


def same(title: str, *said: str) -> bool:
    """Tell whether a title only repeats what was said, or the first sentence of it.

    What stands in brackets is left out of the comparison.

    >>> same("It holds (65 %)", "It holds (65 %; 90 % interval 51–76 %). More would tell.")
    True
    >>> same("It", "It holds.")
    False
    """
    first = {_bare(words_said) for one in said for words_said in (one, judgement(one)[0])}
    return _bare(title) in first


def _bare(said: str) -> str:
    return _BRACKETS.sub("", said).strip().removesuffix(".")


def basis(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Say on what confidence rests: coverage, independence, method. Counts, never a percentage."""
    seen = [standing for standing in assessment.standings if standing.level is not None]
    known = [standing.latest for standing in seen if standing.latest is not None]
    independent = sum(point.sources >= INDEPENDENT for point in known)
    deeds = sum(standing.evidence == "deed" for standing in seen)
    inputs = assessment.inputs
    history, limit = tallies.weighed(seen)
    against = say("%(some)s of %(all)s weighed against their own history", some=history, all=len(seen))
    if limit:
        against += say(", %(some)s against limits chosen by the author of the case (editorial)", some=limit)
    independence = say("%(some)s of %(all)s rest on two or more sources", some=independent, all=len(known))
    assumed = many(
        "assumed for %(some)s of %(count)s record",
        "assumed for %(some)s of %(count)s records",
        inputs.records,
        some=f"{inputs.assumed:,}",
    )
    chance = assessment.by_chance
    alarms = ((say("False alarms"), _by_chance(chance)),) if chance is not None else ()
    return (
        (say("Coverage"), coverage(assessment.standings)),
        (say("Yardstick"), against),
        *alarms,
        (say("Independence"), independence),
        (say("Deeds, not words"), say("%(some)s of %(all)s count what was done", some=deeds, all=len(seen))),
        (say("Day of becoming known"), assumed),
    )


def _by_chance(chance: ByChance) -> str:
    """Say how many alarms chance alone would give, and what that takes for granted."""
    assumed = say(
        " (if nothing changed, by the nominal rates of %(rules)s rules, each asked once a period; "
        "%(unrated)s have none)",
        rules=chance.rules,
        unrated=chance.unrated,
    )
    return tallies.by_chance(chance) + assumed


def coverage(standings: Sequence[Standing]) -> str:
    """Say how many indicators are assessed, and for how many there was nothing to assess."""
    return ", ".join(filter(None, (tallies.assessed(standings), tallies.uncollected(standings))))


def agreement(strand: StrandStanding, counts: Counts) -> str:
    """Say how far the indicators off baseline agree, and that this is not confidence."""
    if not counts.off:
        return say("none off baseline")
    most = max(counts.deepening, counts.straining)
    if not most:
        return say("%(count)s off baseline, none of them with a direction", count=counts.off)
    said = say("%(some)s of %(all)s off baseline point one way", some=most, all=counts.off)
    if strand.agreement is not None:
        agreed = f"{100 * strand.agreement:.0f}"
        said += say(": weighted agreement %(agreed)s %%, not confidence", agreed=agreed)
        said += say(", without those that have no direction") if counts.loose else ""
    return said


def strip(strands: Sequence[StrandStanding]) -> str:
    """Title of the position strip: which strands lean which way; in another language, how many."""
    said = []
    for direction in ("deepening", "straining"):
        titles = [strand.title for strand in strands if strand.direction == direction]
        if titles and len(titles) <= MANY and not foreign():
            said.append(f"{_listed(titles)} {'leans' if len(titles) == 1 else 'lean'} to {direction}")
        elif titles:
            said.append(_leaning(direction, len(titles)))
    return _sentence("; ".join(said) or say("no strand leans one way"))


def _leaning(direction: str, number: int) -> str:
    named = words.numeral(number)
    if direction == "deepening":
        return many(
            "%(named)s strand leans to deepening",
            "%(named)s strands lean to deepening",
            number,
            named=named,
        )
    return many(
        "%(named)s strand leans to straining", "%(named)s strands lean to straining", number, named=named
    )


def _listed(titles: Sequence[str]) -> str:
    return " and ".join(titles)


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


def changes(change: Change) -> str:
    """Title of what changed: how many levels moved, and who moved them."""
    since = words.day(change.was)
    moved = [difference for difference in change.differences if difference.was != difference.now]
    if not moved:
        return say("Nothing changed its level or verdict since %(day)s", day=since)
    world = sum(difference.cause == "the world" for difference in moved)
    parts = [
        f"{words.numeral(count)} {where}"
        for count, where in ((world, say("in the world")), (len(moved) - world, say("in the data")))
        if count
    ]
    argued = sum(bool(difference.part) for difference in moved)
    levels = len(moved) - argued
    said = [_levels(levels)] * bool(levels) + [_parts(argued)] * bool(argued)
    told = say(
        "%(what)s changed since %(day)s: %(where)s",
        what=say(" and ").join(said), day=since, where=", ".join(parts),
    )  # fmt: skip
    return _sentence(told)


def _levels(number: int) -> str:
    return many("%(named)s level", "%(named)s levels", number, named=words.numeral(number))


def _parts(number: int) -> str:
    named = words.numeral(number)
    return many("%(named)s part of the argument", "%(named)s parts of the argument", number, named=named)


def board(standings: Sequence[Standing]) -> str:
    """Title of the board: how many indicators stand off baseline."""
    if not standings:
        return say("There are no indicators to show")
    above = sum(bool(standing.level) for standing in standings)
    blind = sum(standing.level is None for standing in standings)
    said = many(
        "%(count)s of %(all)s stands off baseline",
        "%(count)s of %(all)s stand off baseline",
        above,
        all=f"{len(standings):,}" if foreign() else words.counted(len(standings), "indicator"),
    )
    return _sentence(said + (f"; {_blind(blind)}" if blind else ""))


def _blind(number: int) -> str:
    named = words.numeral(number)
    return many("%(named)s could not be assessed", "%(named)s could not be assessed", number, named=named)


def gaps(found: Sequence[Gap]) -> str:
    """Title of the gaps."""
    if not found:
        return say("We know of nothing that we could not see")
    named = words.numeral(len(found))
    return _sentence(
        many("%(named)s thing we could not see", "%(named)s things we could not see", len(found), named=named)
    )


def newest(assessment: Assessment, today: date | None) -> str:
    """Say how new the newest fact is, and how long ago that was when today is given."""
    known = [day for day in (assessment.inputs.newest_event, assessment.inputs.newest_observation) if day]
    if not known:
        return say("No fact in the store")
    last = max(known)
    said = say("Newest fact %(day)s", day=words.day(last))
    if today is None:
        return said
    return said + many(
        "; today is %(count)s day later", "; today is %(count)s days later", (today - last).days
    )
