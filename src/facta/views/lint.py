"""The lint of generated text: how likelihood and confidence may be said, and how they may not.

A word of probability stands with its number and the range it means; a chance in per cent stands with
its word; confidence and likelihood never share a sentence, and confidence has no percentage. What
stands between single or double quotation marks is somebody's own wording and is not judged.

References
----------
Wintle, Fraser, Wills, Nicholson and Fidler (2019), Verbal probabilities: very likely to be somewhat
more confusing than numbers, PLOS ONE 14(4), e0213522. Intelligence Community Directive 203, Analytic
Standards (2015), section D.6.e(2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facta.errors import FactaError
from facta.likelihood import WORDS
from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from facta.results import Table
    from facta.views.sentences import Sentence

RANGES = {said: span for _, said, span in WORDS}
_LOOSE = (
    "highly likely",
    "most likely",
    "highly unlikely",
    "probable",
    "probably",
    "improbable",
    "nearly certain",
)
_NAMED = "|".join(sorted((*RANGES, *_LOOSE), key=len, reverse=True))
_WORD = re.compile(rf"(?<![\w-])(?<!\bhow )(?<!equally )(?:{_NAMED})(?![\w-])", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\((?P<value>\d+(?:\.\d+)?) %; (?P<range>[^;)]*)[;)]")
_RANGE = re.compile(r"\s+\d+\u2013\d+ %")
_QUOTED = re.compile(r"(?<!\w)'[^'\n]*'(?!\w)|\"[^\"\n]*\"|“[^”\n]*”|\u2018[^\u2019\n]*\u2019")
_SENTENCE = re.compile(r"(?:(?<=[^\W_A-Z][.!?])|(?<=[)%”'][.!?]))\s+(?=\S)")
_ODDS = re.compile(
    r"\b(?:chance|odds|probability|likelihood) (?:is|of|are|stands at)\s[^.;]*?\d %"
    r"|\b(?:leads? with|would (?:bring|raise|lower) it to|would lead with) \d+(?:\.\d+)? %",
    re.IGNORECASE,
)
_CONFIDENCE = re.compile(r"(?<!not )\bconfiden(?:ce|t)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\d %")


class LintError(FactaError):
    """Generated text says a likelihood or a confidence as it must not be said."""

    exit_status = 70


def mistakes(text: str) -> list[str]:
    """Say what is wrong with a text, a line for each mistake; none when all is well.

    >>> mistakes("It is likely (62 %; 'likely' means 55–80 %) to hold.")
    []
    >>> len(mistakes("It will probably hold.")), len(mistakes("It is likely. We have confidence of 80 %."))
    (1, 2)
    """
    found: list[str] = []
    for sentence in sentences(text):
        found += [f"{what}, in {_short(sentence)!r}" for what in _of(sentence)]
    return found


def sentences(text: str) -> list[str]:
    """Split a text into its sentences.

    >>> sentences("One of 3. So far (2 %). And Dr. No")
    ['One of 3.', 'So far (2 %).', 'And Dr.', 'No']
    """
    return [part for part in _SENTENCE.split(clean(text).strip()) if part]


def _of(sentence: str) -> Iterable[str]:
    bare = _QUOTED.sub(lambda found: "'" + "\u00b7" * (len(found[0]) - 2) + "'", sentence)
    words = list(_WORD.finditer(bare))
    for word in words:
        yield from _unsaid(word[0], sentence[word.end() :])
    if not words and _ODDS.search(bare):
        yield "a chance in per cent stands without its word"
    if _CONFIDENCE.search(bare):
        if words or _ODDS.search(bare):
            yield "confidence and likelihood share a sentence"
        elif _PERCENT.search(bare):
            yield "confidence is said as a percentage"


def _unsaid(word: str, after: str) -> Iterable[str]:
    """Yield what a word of probability lacks: its number, its range, or that they agree."""
    said = RANGES.get(word.lower())
    if said is not None and after.startswith(f" {said} %"):
        return  # the word is being defined
    number = _NUMBER.match(after)
    if number is None:
        yield f"{word!r} has no number: write it as \"likely (62 %; 'likely' means 55–80 %)\""
        return
    if said is None:
        yield f"{word!r} is no word of the scale: {', '.join(RANGES)}"
    elif number["range"] != f"{word.lower()!r} means {said} %":
        yield f"{word!r} has no range: write {f'{word.lower()!r} means {said} %'!r} after its number"
    else:
        low, high = (float(end) for end in said.split("\u2013"))
        if not low - 0.5 <= float(number["value"]) <= high + 0.5:
            yield f"{number['value']} % is not {word!r}, which means {said} %"


def _short(sentence: str, most: int = 160) -> str:
    return sentence if len(sentence) <= most else sentence[: most - 1].rstrip() + "…"


def of_table(table: Table) -> list[str]:
    """Say what is wrong with a table; a cell may be a word alone where the note or a cell beside defines it.

    A word alone needs a number beside it in its row, and its range in the note under the table.
    """
    found = [*mistakes(table.title), *mistakes(table.note)]
    for row in table.rows:
        for cell in row:
            said = RANGES.get(cell)
            if said is None:
                found += mistakes(cell)
            elif not any(_PERCENT.search(other) for other in row):
                found.append(f"{cell!r} has no number beside it, in {' | '.join(row)!r}")
            elif f"{cell} {said} %" not in table.note:
                found.append(f"the note does not say that {cell!r} means {said} %, in {table.title!r}")
    return found


def of_sentences(said: Iterable[Sentence], known: frozenset[str]) -> list[str]:
    """Say what is wrong with bound sentences, and which of them rest on what is not there."""
    found: list[str] = []
    for one in said:
        found += mistakes(one.text)
        lost = [name for name in one.rests_on if name not in known]
        if lost:
            found.append(f"rests on {', '.join(lost)}, which is not there, in {_short(one.text)!r}")
    return found


def refuse(where: str, found: Sequence[str]) -> None:
    """Stop what would say it, naming the place and every mistake.

    Raises
    ------
    LintError
        When there is a mistake.
    """
    if found:
        raise LintError(*(f"{where}: {what}" for what in dict.fromkeys(found)))
