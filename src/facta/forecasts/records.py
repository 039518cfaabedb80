"""Questions, forecasts and resolutions: frozen records that a ledger keeps.

A question names the figure that decides it, the day on which that figure is read and why it may be
void, all before anybody knows the answer. Dates are half-open intervals ``[start, end)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  (pydantic reads it when an entry is read back)
from typing import Literal

Asks = Literal["value", "level", "change", "quantity"]
Relation = Literal["at least", "at most"]
Family = Literal["counts", "flows", "rungs", "levels"]
Answer = Literal["yes", "no", "quantity", "void"]
Void = Literal["source stopped", "never published", "unit changed", "indicator changed", "withdrawn"]
Author = Literal["facta", "analyst"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of one indicator, answered by a machine from records.

    Attributes
    ----------
    id
        A name that follows from what is asked: the same question asked twice has the same one.
    case, indicator
        Whose figure decides.
    family
        The kind of figure, which scores are kept by.
    asks
        ``value``: the figure of the period against ``line``; ``level``: the level on the board as of
        the last day of the period against ``line``; ``change``: the figure of the period less that
        on the day of asking, against ``line``; ``quantity``: how large the figure of the period is.
    relation, line, unit
        How the figure must stand to the line to answer yes; None for a quantity.
    text
        The question as one sentence.
    asked
        The day as of which it was asked: nothing known later went into it.
    start, end
        The period whose figure decides.
    deadline
        The day on which the figure is read, as known on that day: a later revision changes nothing.
    last_day
        Where no figure is known on the deadline, it is looked for until this day, and counts as late.
    sources
        Names of the sources that must speak.
    void_if
        Why it may be void, stated beforehand. Anything else is no reason.
    author
        Who wrote it.
    definition
        A digest of how the case defined the indicator, by which a later change of it is told; empty
        where nobody noted it.
    base
        Of a change: the figure on the day of asking, as known then.
    claims
        Claims of the argument that it bears on.
    """

    id: str
    case: str
    indicator: str
    family: Family
    asks: Asks
    relation: Relation | None = None
    line: float | None = None
    unit: str
    text: str
    asked: date
    start: date
    end: date
    deadline: date
    last_day: date
    sources: tuple[str, ...]
    void_if: tuple[Void, ...] = ("source stopped", "never published", "unit changed", "indicator changed")
    author: Author = "facta"
    definition: str = ""
    base: float | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What one method expected of one question on one day.

    Attributes
    ----------
    question
        The id of the question.
    made
        The day as of which it was made.
    method
        Who expects: ``ensemble``, a member of it, or a baseline (``persistence``, ``climatology``,
        ``base rate``).
    probability
        That the answer is yes; None for a quantity.
    draws, counts
        Of a quantity: the values drawn, rising, and how often each; both empty otherwise.
    weights
        Of an ensemble: its members and their weights, which sum to one.
    """

    question: str
    made: date
    method: str
    probability: float | None = None
    draws: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What became of a question.

    Attributes
    ----------
    question
        The id of the question.
    resolved
        The day on which it was resolved.
    as_of
        The vintage: the day as of which the figure was read.
    answer
        ``yes``, ``no``, ``quantity`` with its ``value``, or ``void`` with its ``reason``.
    value
        The figure that decided; None where void.
    late
        Whether the figure was not there on the deadline.
    records
        How many records the figure counts, and how many of them have an assumed day of knowledge.
    note
        What a reader should know, for instance what a later vintage says.
    """

    question: str
    resolved: date
    as_of: date
    answer: Answer
    value: float | None = None
    reason: Void | None = None
    late: bool = False
    records: int = 0
    assumed: int = 0
    note: str = ""
