"""Scorecards and drills in words and tables, for every surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.results import Table
from facta.views import words
from facta.views.language import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from facta.scoring.cards import Onset, Score, Scorecard
    from facta.scoring.drill import Drill, Lost
    from facta.scoring.said import Precision

SMALL = 0.05
MOST_NAMED = 3
ACKNOWLEDGED = ", and as every alert is acknowledged at once, until it does, turns or was back at baseline"


def headline(card: Scorecard) -> str:
    """Say in one sentence how many rules do better than chance, and how often all of them speak."""
    tested = [score for score in card.scores if score.p is not None]
    good = sum(score.skill == "better than chance" for score in card.scores)
    rate = card.alerts / card.months if card.months else 0.0
    return say(
        "%(good)s of %(tested)s rules that spoke do better than chance; together %(rate)s alerts a month",
        good=good,
        tested=len(tested),
        rate=f"{rate:.1f}",
    )


def basis(card: Scorecard) -> str:
    """Say what a scorecard was made from, and what of it is chosen."""
    terms = card.terms
    part = card.assumed
    assumed = "" if part is None else f" {100 * part:.0f} % of the records rest on an assumed day."
    return (
        f"{words.counted(len(card.scores), 'rule')} looked at on {card.looks:,} days from "
        f"{words.day(card.start)} to {words.day(card.end)}, each as known then, against "
        f"{words.counted(len(card.onsets), 'turning point')}, which are editorial labels. An alert begins at "
        f"level {terms.level}, is told once while it stands, and is true when a turning point that it "
        f"could tell follows within {terms.horizon_days} days or came at most {terms.onset_days} days "
        f"before; a rule is then silent for {terms.refractory_days} days unless it goes further up"
        f"{ACKNOWLEDGED if terms.acknowledged else ''}. "
        f"Trip-wires are scored as if registered before all.{assumed}"
    )


def chances(card: Scorecard) -> str:
    """Say how many rules would look good by chance alone."""
    low = sum(score.p is not None and score.p <= SMALL for score in card.scores)
    return (
        f"Rules that look better than chance one by one (p of {SMALL} or less): {low}, where up to "
        f"{card.by_chance:.1f} would by chance alone. The label allows for their number (q of {SMALL} or "
        f"less). Alerts that one turning point could make true together count as one answer, in p and in "
        f"the width of the interval: so many are apart. The turning points were labelled, and the lines "
        f"chosen, by somebody who knew what came."
    )


def score_table(scores: Iterable[Score], title: str = "") -> Table:
    """Lay out the rules that spoke."""
    rows = tuple(
        (
            score.rule,
            score.title,
            _number(score.per_month, 2),
            _precision(score),
            "–" if score.chance is None else f"{100 * score.chance:.0f} %",
            "–" if score.lead_days is None else f"{words.signed(f'{score.lead_days:+.0f}')} d",
            f"{len(score.caught)}/{len(score.caught) + len(score.missed)}",
            skill(score),
        )
        for score in scores
        if score.alerts
    )
    columns = ("rule", "watches", "a month", "true, 90 %", "by chance", "lead", "caught", "says")
    return Table(title=title, columns=columns, rows=rows, right=(2, 4, 5, 6))


def skill(score: Score) -> str:
    """Say whether a rule does better than chance, with its n, or why nobody can tell."""
    if score.skill == "not scored":
        return score.why
    return f"{score.skill} (p = {score.p:.2g})"


def _precision(score: Score) -> str:
    if score.precision is None or score.low is None or score.high is None:
        return f"{score.alerts} not judged"
    waits = f", {score.open} open" if score.open else ""
    alone = f", {score.apart} apart" if 0 < score.apart < score.judged else ""
    return f"{score.hits} of {score.judged}: {words.shares(score.low, score.high)}{alone}{waits}"


def silent_table(scores: Iterable[Score], title: str = "") -> Table:
    """Lay out the rules that never spoke, the nearest first, with how near they came and why."""
    mute = [score for score in scores if not score.alerts]
    mute.sort(key=lambda score: -1.0 if score.nearest is None else -score.nearest - 1.0)
    mute.sort(key=lambda score: score.nearest is None)
    rows = tuple(
        (
            score.rule,
            score.title,
            _number(score.nearest, 2),
            "" if score.nearest_day is None else words.day(score.nearest_day),
            f"{score.days:,} of {score.looks:,}",
            score.why,
        )
        for score in mute
    )
    columns = ("rule", "watches", "of its line", "nearest on", "days it could speak", "why not")
    return Table(title=title, columns=columns, rows=rows, right=(2,))


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def onset_table(onsets: Iterable[Onset], title: str = "") -> Table:
    """Lay out the turning points with the rules that told them, or the one that came nearest."""
    rows = tuple(
        (
            words.day(onset.day),
            onset.title,
            onset.direction,
            f"{len(onset.caught_by)}/{onset.concerned}",
            _told(onset),
        )
        for onset in onsets
    )
    return Table(
        title=title, columns=("day", "turning point", "means", "told by", "which"), rows=rows, right=(3,)
    )


def _told(onset: Onset) -> str:
    if onset.caught_by:
        more = len(onset.caught_by) - MOST_NAMED
        return ", ".join(onset.caught_by[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    if onset.nearest is None:
        return "none; no rule has a distance to measure"
    return f"none; nearest {onset.nearest_rule}, {onset.nearest:.2f} of its line"


def drill_table(drills: Iterable[Drill], title: str = "") -> Table:
    """Lay out what each source carries."""
    rows = tuple(
        (
            one.source,
            one.title,
            f"{one.records:,}",
            str(len(one.blinded)),
            str(len(one.moved)),
            str(len(one.parts)),
            str(len(one.alone)),
        )
        for one in drills
    )
    columns = (
        "without",
        "which is",
        "records",
        "not assessed",
        "other level",
        "parts touched",
        "on it alone",
    )
    return Table(title=title, columns=columns, rows=rows, right=(2, 3, 4, 5, 6))


def lost_table(lost: Iterable[Lost], title: str = "") -> Table:
    """Lay out what stands otherwise without a source."""
    rows = tuple((one.name, one.title, one.was, one.now, "on it alone" if one.alone else "") for one in lost)
    return Table(title=title, columns=("part", "is", "stood", "would stand", ""), rows=rows)


def said_table(said: Iterable[Precision], title: str = "") -> Table:
    """Lay out how many alerts of each rule of a watch were told, and how many were judged useful."""
    rows = tuple(
        (
            one.rule,
            one.says,
            f"{one.told:,}",
            "none acknowledged"
            if one.low is None or one.high is None
            else f"{one.useful} of {one.judged}: {words.shares(one.low, one.high)}",
        )
        for one in said
    )
    return Table(title=title, columns=("rule", "tells that", "told", "useful, 90 %"), rows=rows, right=(2,))


def confidence(card: Scorecard) -> str:
    """Say for a brief what the rules are worth, in one sentence with its numbers."""
    missed = sum(not onset.caught_by for onset in card.onsets)
    return (
        f"{headline(card)}, {words.day(card.start)} to {words.day(card.end)}; "
        f"{missed} of {words.counted(len(card.onsets), 'turning point')}, labelled in hindsight, told by no "
        "rule."
    )
