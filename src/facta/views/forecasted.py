"""Forecasts, their scores and their record in words and tables, for every surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.likelihood import likely, percent
from facta.results import Table
from facta.views import foreseen, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from facta.forecasts.backtest import Backtest, Fate, Weight
    from facta.forecasts.outlook import Signpost
    from facta.forecasts.postmortem import Miss
    from facta.forecasts.scored import Beside, FamilyScore, Term
    from facta.forecasts.track import Resolved

EVEN, LEAST = 0.5, 0.001  # of 1,000 draws no smaller chance can be told
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


def apart_table(scores: Iterable[FamilyScore]) -> Table:
    """Lay out how surely, and how well apart, yes and no were told."""
    rows = tuple(
        (
            one.family,
            f"{one.n:,}",
            "–" if one.yes is None else percent(one.yes),
            f"{one.log_score:.3f}",
            "–" if one.auc is None else f"{one.auc[0]:.2f} ({one.auc[1]:.2f} to {one.auc[2]:.2f})",
        )
        for one in scores
        if one.log_score is not None
    )
    return Table(
        title="Yes told from no: log score (even chances: 0.693), and the area under hits and alarms, 95 %",
        columns=("family", "n", "yes", "log score", "told apart"),
        rows=rows,
        right=(1, 2, 3, 4),
        note="1 is told apart always, 0.5 no better than by lot.",
    )


def width_table(scores: Iterable[FamilyScore]) -> Table:
    """Lay out how often the intervals of quantities held."""
    rows = tuple(
        (
            one.family,
            f"{one.n:,}",
            *(
                f"{percent(inside.share)} ({words.shares(inside.low, inside.high)})"
                for inside in one.coverage
            ),
            "–" if one.interval_score is None else f"{one.interval_score:.2f}",
        )
        for one in scores
        if one.coverage
    )
    return Table(
        title="How often what came lay inside, with the 95 % interval of that share",
        columns=("family", "n", "the 50 %", "the 80 %", "the 95 %", "80 %: score"),
        rows=rows,
        right=(1, 2, 3, 4, 5),
        note="The score of the 80 % interval (width and misses; climatology = 1): less is better.",
    )


def term_table(terms: Iterable[Term]) -> Table:
    """Lay out how often each word came true, by family; words that were never given are left out."""
    rows = tuple(
        (
            one.family or "",
            one.word,
            f"{one.means} %",
            f"{one.n:,}",
            "–" if one.expected is None else percent(one.expected),
            "–" if one.share is None else percent(one.share),
            words.shares(one.low, one.high),
        )
        for one in terms
        if one.family is not None and one.n
    )
    return Table(
        title="What was given with a word, and how often it came true",
        columns=("family", "word", "means", "n", "expected", "came true", "95 %"),
        rows=rows,
        right=(2, 3, 4, 5, 6),
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
    yield words.signed(asked.text)
    before = "first forecast"
    if one.previous is not None and one.before is not None:
        before = f"{percent(one.previous)} on {words.day(one.before)}"
    yield f"  {likely(one.probability)}; {before}"
    yield f"  {', '.join(f'{name} {_chance(name, chance)}' for name, chance in one.baselines)}"
    yield f"  read on {words.day(asked.deadline)}; {asked.family}: {one.label}; {asked.id}"


def _chance(baseline: str, chance: float) -> str:
    """Say what a baseline expects: persistence knows no chance, only what would be if nothing moved."""
    if baseline == "persistence":
        return f"says {'yes' if chance > EVEN else 'no'}"
    if chance > 1 - LEAST:
        return f"over {percent(1 - LEAST)}"
    return f"under {percent(LEAST)}" if chance < LEAST else percent(chance)


def miss_lines(one: Miss) -> Iterator[str]:
    """Yield a miss as lines: what was given, what came, who misled, and what the case might change."""
    yield f"{words.day(one.resolved)}  {words.signed(one.text)}"
    yield words.signed(f"  given {one.given} on {words.day(one.made)}; came {one.came}")
    yield words.signed(f"  misled most: {one.member} ({one.member_given})")
    for sentence in one.advice:
        yield f"  {sentence}"


def resolved_lines(one: Resolved) -> Iterator[str]:
    """Yield an answered question as lines."""
    found = one.resolution
    yield f"{words.day(found.resolved)}  {words.signed(one.question.text)}"
    yield f"  {foreseen.answer(one)}; given {foreseen.given(one)}"
    if found.note:
        yield f"  {found.note}"
