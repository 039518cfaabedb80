"""The name and the sentence of a question, and how its answer is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.likelihood import likely
from facta.periods import describe, say_day
from facta.units import spoken

if TYPE_CHECKING:
    from facta.forecasts.records import Asks, Question, Relation
    from facta.indicators import Indicator
    from facta.periods import Period

WHOLE = 1e6
QUARTER, HALF = 3, 6
LAST_MONTH = 12


class Rule(NamedTuple):
    """What decides a question, in the words of `facta.forecasts.records.Question`."""

    asks: Asks
    relation: Relation | None = None
    line: float | None = None
    base: float | None = None


def code(case: str, indicator: str, span: Period, rule: Rule) -> str:
    """Return the name of a question, which follows from what is asked.

    >>> from facta.periods import parse
    >>> code("c", "X-1", parse("2026-Q3"), Rule("value", "at least", 2.0))
    'c:X-1:2026-Q3:at-least-2'
    """
    return ":".join((case, indicator, span_code(span), _asked(rule)))


def _asked(rule: Rule) -> str:
    asks, relation, line, base = rule
    if asks == "quantity" or line is None:
        return asks
    if asks == "level":
        return f"level-{line:g}"
    if asks == "change":
        return f"{'up' if line > 0 else 'down'}-{abs(line):g}-from-{number(base or 0.0)}"
    return f"{'at-most' if relation == 'at most' else 'at-least'}-{number(line)}"


def number(value: float) -> str:
    """Write a figure without a thousands separator.

    >>> number(3.0), number(1234567.0), number(0.25)
    ('3', '1234567', '0.25')
    """
    return f"{value:.0f}" if value == round(value) else f"{value:.6g}"


def span_code(span: Period) -> str:
    """Return a period as in a name.

    >>> from facta.periods import parse
    >>> [span_code(parse(one)) for one in ("2026", "2026-H2", "2026-Q3", "2026-07", "2026-07-05")]
    ['2026', '2026-H2', '2026-Q3', '2026-07', '2026-07-05']
    >>> span_code(parse("2026-06-29/2026-07-05"))
    '2026-06-29/2026-07-05'
    """
    start, last = span.start, span.last
    whole = start.day == 1 and span.end.day == 1
    months = (span.end.year - start.year) * LAST_MONTH + span.end.month - start.month
    if whole and months == LAST_MONTH and start.month == 1:
        return f"{start.year}"
    if whole and months == HALF and start.month in (1, 7):
        return f"{start.year}-H{start.month // 6 + 1}"
    if whole and months == QUARTER and start.month % QUARTER == 1:
        return f"{start.year}-Q{start.month // QUARTER + 1}"
    if whole and months == 1:
        return f"{start:%Y-%m}"
    return f"{start}" if start == last else f"{start}/{last}"


def text(indicator: Indicator, span: Period, rule: Rule) -> str:
    """Return a question as one sentence."""
    asks, relation, line, base = rule
    title, when = indicator.title, describe(span)
    if asks == "quantity" or line is None:
        return (
            f"{title}: how many {indicator.unit} in {when}?"
            if indicator.counts
            else (f"{title}: what is the figure for {when}, in {indicator.unit}?")
        )
    if asks == "level":
        return f"{title}: at level {line:g} or higher on the board of {say_day(span.last)}?"
    if asks == "change":
        way = "risen" if line > 0 else "fallen"
        by = spoken(number(abs(line)), abs(line), "" if indicator.unit == "rung" else indicator.unit)
        was = figure(base or 0.0, indicator.unit)
        return f"{title}: {way} by {by} or more from {was} by {say_day(span.last)}?"
    stays = indicator.unit == "rung" or getattr(indicator, "running", False)
    when = f"by {say_day(span.last)}" if stays else f"in {when}"
    said = figure(line, indicator.unit)
    if indicator.unit == "SD":
        way = "lower" if relation == "at most" else "higher"
        return f"{title}: {said} or {way} {when} (0 is usual)?"
    return f"{title}: {relation} {said} {when}?"


def figure(value: float, unit: str) -> str:
    """Say a figure with its unit.

    >>> figure(1234.0, "events"), figure(0.256, "%"), figure(-0.5, "SD")
    ('1,234 events', '0.256 %', '\N{MINUS SIGN}0.5 SD')
    """
    whole = value == round(value) and abs(value) < WHOLE
    said = f"{value:,.0f}" if whole else f"{value:,.4g}"
    return spoken(said.replace("-", "\N{MINUS SIGN}"), value, unit)


def chance(probability: float) -> str:
    """Say a chance: its word, its number and the range that the word means."""
    return likely(probability)


def answered(question: Question, value: float) -> bool:
    """Tell whether a figure answers a question yes.

    Raises
    ------
    ValueError
        When the question is of a quantity, which has no yes.
    """
    if question.line is None:
        message = f"{question.id} asks for a quantity, not for yes or no"
        raise ValueError(message)
    line = question.line + (question.base or 0.0)
    return value <= line if question.relation == "at most" else value >= line
