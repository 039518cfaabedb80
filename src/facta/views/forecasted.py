"""Forecasts, their scores and their record in words and tables, for every surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.likelihood import likely, percent
from facta.results import Table
from facta.views import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from facta.forecasts.backtest import Backtest, Fate, Weight
    from facta.forecasts.outlook import Signpost
    from facta.forecasts.postmortem import Miss
    from facta.forecasts.scored import Beside, FamilyScore, Term
    from facta.forecasts.track import Resolved

MOST = 12
MINUS = "\N{MINUS SIGN}"


def score_table(scores: Iterable[FamilyScore]) -> Table:
    """Lay out what each family scored beside each baseline; nothing is summed over families."""
    rows = []
    for one in scores:
        head = (one.family, one.sort, f"{one.n:,}", str(one.indicators), f"{one.score:.3f}")
        for place, beside in enumerate(one.beside):
            rows.append((*(head if not place else ("",) * 5), beside.baseline, _skill(beside)))
        rows.append(("", "", "", "", "", "", one.label))
    return Table(
        title="Scores by family (Brier; of quantities CRPS, climatology = 1), and what they save, 95 %",
        columns=("family", "asks", "n", "of", "score", "against", "skill"),
        rows=tuple(rows),
        right=(2, 3, 4),
        note="n forecasts of so many indicators, which are drawn whole for the intervals.",
    )


def _skill(beside: Beside) -> str:
    if beside.skill is None or beside.low is None or beside.high is None:
        return f"not told: {beside.why}"
    low, high = (_signed(value) for value in (beside.low, beside.high))
    return f"{_signed(beside.skill)} ({low} to {high})"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else MINUS}{abs(value):.2f}"


def width_table(scores: Iterable[FamilyScore]) -> Table:
    """Lay out how often the intervals of quantities held."""
    rows = tuple(
        (one.family, f"{one.n:,}", *(f"{inside.share:.0%}" for inside in one.coverage))
        for one in scores
        if one.coverage
    )
    return Table(
        title="How often what came lay inside",
        columns=("family", "n", "the 50 %", "the 80 %", "the 95 %"),
        rows=rows,
        right=(1, 2, 3, 4),
    )


def term_table(terms: Iterable[Term]) -> Table:
    """Lay out how often each word came true, of all families."""
    rows = tuple(
        (
            one.word,
            f"{one.means} %",
            f"{one.n:,}",
            "–" if one.expected is None else percent(one.expected),
            "–" if one.share is None else percent(one.share),
            f"{one.low:.0%}–{one.high:.0%}" if one.n else "–",
        )
        for one in terms
        if one.family is None
    )
    return Table(
        title="What was given with a word, and how often it came true",
        columns=("word", "means", "n", "expected", "came true", "95 %"),
        rows=rows,
        right=(1, 2, 3, 4, 5),
    )


def fate_table(fates: Iterable[Fate]) -> Table:
    """Lay out how many questions were answered, late or void."""
    rows = tuple(
        (
            one.family,
            f"{one.asked:,}",
            f"{one.closed:,}",
            f"{one.void:,} ({words.share(one.void, one.closed)})" if one.closed else "–",
            f"{one.late:,} ({words.share(one.late, one.closed)})" if one.closed else "–",
            "; ".join(f"{reason}: {many}" for reason, many in one.reasons),
        )
        for one in fates
    )
    return Table(
        title="What became of the questions",
        columns=("family", "asked", "closed", "void", "late", "why void"),
        rows=rows,
        right=(1, 2, 3, 4),
    )


def weight_table(weights: Iterable[Weight]) -> Table:
    """Lay out what each ensemble is made of."""
    rows = tuple((one.family, one.member, percent(one.weight), f"{one.n:,}") for one in weights)
    return Table(
        title="Weights at the end, by past score",
        columns=("family", "member", "weight", "scores"),
        rows=rows,
        right=(2, 3),
    )


def totals(fates: Iterable[Fate]) -> str:
    """Say how many questions were asked, and how many of those closed are void or late."""
    every = list(fates)
    closed = sum(one.closed for one in every)
    void, late = sum(one.void for one in every), sum(one.late for one in every)
    if not closed:
        return f"{sum(one.asked for one in every):,} questions asked; none is closed yet."
    return (
        f"{sum(one.asked for one in every):,} questions asked, {closed:,} closed: "
        f"{words.share(void, closed)} void, {words.share(late, closed)} late."
    )


def assumed(made: Backtest) -> str:
    """Say how much of the answers rests on assumed days."""
    if not made.records:
        return "No record stands behind a figure that decided."
    return (
        f"{words.share(made.assumed, made.records)} of the {made.records:,} records behind the figures that "
        "decided have a day of knowledge that is assumed: the publisher's usual lag, not a date it printed."
    )


def signpost_lines(one: Signpost) -> Iterator[str]:
    """Yield a signpost as lines: the question, how likely it is, and what was expected before."""
    asked = one.question
    yield asked.text
    before = "first forecast"
    if one.previous is not None and one.before is not None:
        before = f"{percent(one.previous)} on {words.day(one.before)}"
    yield f"  {likely(one.probability)}; {before}"
    usual = ", ".join(f"{name} {percent(chance)}" for name, chance in one.baselines)
    yield f"  {usual}"
    yield f"  read on {words.day(asked.deadline)}; {asked.family}: {one.label}; {asked.id}"


def miss_lines(one: Miss) -> Iterator[str]:
    """Yield a miss as lines: what was given, what came, who misled, and what the case might change."""
    yield f"{words.day(one.resolved)}  {one.text}"
    yield f"  given {one.given} on {words.day(one.made)}; came {one.came}"
    yield f"  misled most: {one.member} ({one.member_given})"
    for sentence in one.advice:
        yield f"  {sentence}"


def resolved_lines(one: Resolved) -> Iterator[str]:
    """Yield an answered question as lines."""
    found, last = one.resolution, one.last
    value = "" if found.value is None else f" ({words.figure(found.value)} {one.question.unit})"
    said = f"void: {found.reason}" if found.answer == "void" else f"{found.answer}{value}"
    late = ", late" if found.late else ""
    yield f"{words.day(found.resolved)}  {one.question.text}"
    given = ""
    if last is not None and last.probability is not None:
        given = f"; given {percent(last.probability)} on {words.day(last.made)}"
    yield f"  {said}{late}{given}"
    if found.note:
        yield f"  {found.note}"
