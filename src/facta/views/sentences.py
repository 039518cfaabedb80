"""A generated sentence, bound to what it rests on: one that rests on nothing cannot be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.views import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.records import Assessment


class UnboundError(ValueError):
    """A sentence was made that says nothing, or that rests on nothing."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and what it rests on: keys of indicators, analyses and their parts, ids of records.

    >>> Sentence("One level changed.", ("CT-1",)).rests_on
    ('CT-1',)
    """

    text: str
    rests_on: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what is empty on either side.

        Raises
        ------
        UnboundError
            When it says nothing or rests on nothing.
        """
        if not self.text.strip():
            message = f"a sentence that rests on {', '.join(self.rests_on) or 'nothing'} says nothing"
            raise UnboundError(message)
        if not self.rests_on or not all(self.rests_on):
            message = f"{self.text!r} rests on nothing: name the indicators, parts or records behind it"
            raise UnboundError(message)


def names(assessment: Assessment) -> frozenset[str]:
    """Return everything that a sentence about an assessment can rest on.

    The case itself, indicators, analyses, ``ANALYSIS.PART`` and the ids of records that parts rest on.
    """
    found = {assessment.case, *(standing.indicator for standing in assessment.standings)}
    for result in assessment.results:
        found.add(result.analysis)
        for item in result.items:
            found.add(f"{result.analysis}.{item.key}")
            found.update(item.records)
    return frozenset(found)


def everything(assessment: Assessment) -> tuple[str, ...]:
    """Return what a sentence about the whole rests on: every indicator, else analysis, else the case."""
    indicators = tuple(one.indicator for one in assessment.standings)
    return indicators or tuple(result.analysis for result in assessment.results) or (assessment.case,)


def quoted(said: str) -> str:
    """Set words of the case in quotation marks, so that they are told from what is generated.

    >>> quoted("Wait. “Then” move.")
    "“Wait. 'Then' move”"
    """
    inside = words.clean(said).strip().removesuffix(".").replace("“", "'").replace("”", "'")
    return f"“{inside}”"


def listed(titles: Sequence[str]) -> str:
    """Join titles in a sentence.

    >>> listed(["A", "B", "C"]), listed(["A"]), listed([])
    ('A, B and C', 'A', '')
    """
    return ", ".join(titles[:-1]) + f" and {titles[-1]}" if len(titles) > 1 else "".join(titles)
