"""Titles that say what was found, and the sentences about the basis of a judgement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facta.views import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from facta.records import Assessment, Change, Gap, Standing, StrandStanding
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
    history, limit = words.weighed(seen)
    against = f"{history} of {len(seen)} weighed against their own history"
    if limit:
        against += f", {limit} against limits chosen by the author of the case (editorial)"
    return (
        ("Coverage", coverage(assessment.standings)),
        ("Yardstick", against),
        ("Independence", f"{independent} of {len(known)} rest on two or more sources"),
        ("Deeds, not words", f"{deeds} of {len(seen)} count what was done"),
        (
            "Day of becoming known",
            f"assumed for {inputs.assumed:,} of {words.counted(inputs.records, 'record')}",
        ),
    )


def coverage(standings: Sequence[Standing]) -> str:
    """Say how many indicators are assessed, and for how many there was nothing to assess."""
    return ", ".join(filter(None, (words.assessed(standings), words.uncollected(standings))))


def agreement(strand: StrandStanding, counts: Counts) -> str:
    """Say how far the indicators off baseline agree, and that this is not confidence."""
    if not counts.off:
        return "none off baseline"
    most = max(counts.deepening, counts.straining)
    if not most:
        return f"{counts.off} off baseline, none of them with a direction"
    said = f"{most} of {counts.off} off baseline point one way"
    if strand.agreement is not None:
        said += f": weighted agreement {100 * strand.agreement:.0f} %, not confidence"
        said += ", without those that have no direction" if counts.loose else ""
    return said


def strip(strands: Sequence[StrandStanding]) -> str:
    """Title of the position strip: which strands lean which way."""
    said = []
    for direction in ("deepening", "straining"):
        titles = [strand.title for strand in strands if strand.direction == direction]
        if titles and len(titles) <= MANY:
            said.append(f"{_listed(titles)} {'leans' if len(titles) == 1 else 'lean'} to {direction}")
        elif titles:
            said.append(f"{words.numeral(len(titles))} strands lean to {direction}")
    return _sentence("; ".join(said) or "no strand leans one way")


def _listed(titles: Sequence[str]) -> str:
    return " and ".join(titles)


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


def changes(change: Change) -> str:
    """Title of what changed: how many levels moved, and who moved them."""
    since = words.day(change.was)
    moved = [difference for difference in change.differences if difference.was != difference.now]
    if not moved:
        return f"Nothing changed its level or verdict since {since}"
    world = sum(difference.cause == "the world" for difference in moved)
    parts = [
        f"{words.numeral(count)} {where}"
        for count, where in ((world, "in the world"), (len(moved) - world, "in the data"))
        if count
    ]
    argued = sum(bool(difference.part) for difference in moved)
    counts = (
        (len(moved) - argued, "level", "levels"),
        (argued, "part of the argument", "parts of the argument"),
    )
    said = [f"{words.numeral(count)} {one if count == 1 else many}" for count, one, many in counts if count]
    return _sentence(f"{' and '.join(said)} changed since {since}: {', '.join(parts)}")


def board(standings: Sequence[Standing]) -> str:
    """Title of the board: how many indicators stand off baseline."""
    if not standings:
        return "There are no indicators to show"
    above = sum(bool(standing.level) for standing in standings)
    blind = sum(standing.level is None for standing in standings)
    verb = "stands" if above == 1 else "stand"
    said = f"{above} of {words.counted(len(standings), 'indicator')} {verb} off baseline"
    return _sentence(said + (f"; {words.numeral(blind)} could not be assessed" if blind else ""))


def gaps(found: Sequence[Gap]) -> str:
    """Title of the gaps."""
    if not found:
        return "We know of nothing that we could not see"
    return _sentence(
        f"{words.numeral(len(found))} {'thing' if len(found) == 1 else 'things'} we could not see"
    )


def newest(assessment: Assessment, today: date | None) -> str:
    """Say how new the newest fact is, and how long ago that was when today is given."""
    known = [day for day in (assessment.inputs.newest_event, assessment.inputs.newest_observation) if day]
    if not known:
        return "No fact in the store"
    last = max(known)
    said = f"Newest fact {words.day(last)}"
    if today is None:
        return said
    return f"{said}; today is {words.counted((today - last).days, 'day')} later"
