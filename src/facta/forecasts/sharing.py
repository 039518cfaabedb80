"""Which questions may be passed on: those that tell no figure whose source forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from facta.forecasts.reading import Reading
    from facta.records import Assessment

WHY: Final = "A line, an answer or an interval would tell a figure whose source forbids passing records on."


def open_to_all(assessment: Assessment) -> set[str]:
    """Return the indicators none of whose sources forbids passing records on."""
    return {one.indicator for one in assessment.standings if one.redistributable != "no"}


def told_fault(fault: str, assessment: Assessment) -> str:
    """Return why a ledger cannot be read; where some of it may not be passed on, not what stands there.

    A fault names the file and the entry, and behind a second colon what the entry says.
    """
    told = open_to_all(assessment)
    if all(one.indicator in told for one in assessment.standings):
        return fault
    return ": ".join(fault.split(": ")[:2])


def shut(reading: Reading | None, assessment: Assessment) -> dict[str, str]:
    """Return the questions that are not passed on, each with its indicator.

    A line is laid by figures, an answer is one, and the interval of a forecast lies around one. Where
    the source of an indicator forbids passing records on, or the case no longer has the indicator so
    that nobody can tell, only questions of the level on the board are told.
    """
    told = open_to_all(assessment)
    asked = reading.questions.values() if reading else ()
    return {one.id: one.indicator for one in asked if one.asks != "level" and one.indicator not in told}
