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
    "almost certainly",
    "doubtless",
    "perhaps",
    "maybe",
    "possibly",
    "presumably",
    "in all likelihood",
    "chances are",
)
_NAMED = "|".join(sorted((*RANGES, *_LOOSE), key=len, reverse=True))
_WORD = re.compile(rf"(?<![\w-])(?<!\bhow )(?:{_NAMED})(?! futures\b)(?![\w-])", re.IGNORECASE)
_NUMBER = re.compile(
    r"\s*\((?P<value>\d+(?:\.\d+)?) %; (?P<range>[^;)]*)"
    r"(?:; [^;)]*?(?P<low>\d+(?:\.\d+)?)\u2013(?P<high>\d+(?:\.\d+)?) %)?[;)]"
)
_QUOTED = re.compile(r"(?<!\w)'[^'\n]*'(?!\w)|\"[^\"\n]*\"|“[^”]*”|\u2018[^\u2019\n]*\u2019")
_SENTENCE = re.compile(r"(?:(?<=[^\W_A-Z][.!?])|(?<=[)%”'][.!?]))\s+(?=\S)")
_CHANCE = r"(?:chances?|odds|(?:probability|probabilities)|likelihood)"
_SHARE = (
    r"(?:\d ?(?:%|per ?cent\b)|\b0?\.\d|\b1\.0\b|\b\d+ to \d+\b"
    r"|\b(?:one|\d+) in (?:two|three|four|five|ten|\d+)\b)"
)
_ODDS = re.compile(
    rf"\b{_CHANCE} (?:is|of|are|stands at)\s(?:[^.;:]|\.(?=\d))*?{_SHARE}"
    rf"|{_SHARE}[- ](?:(?:even|higher|lower) )?{_CHANCE}\b"
    rf"|\b(?:high|low|small|slim|strong|good|fair|remote|even|real) {_CHANCE}\b"
    rf"|\b{_CHANCE} (?:is|are) (?:very |too )?(?:high|low|small|slim|good|even|remote)\b"
    r"|\b(?:leads? with|would (?:bring|raise|lower) it to|would lead with) \d+(?:\.\d+)? %",
    re.IGNORECASE,
)
_CONFIDENCE = re.compile(r"\bconfident\b|(?<!\bnot )\bconfidence\b", re.IGNORECASE)
_PERCENT = re.compile(r"\d ?(?:%|per ?cent\b)|\b0\.\d", re.IGNORECASE)
_TIES = {0xA0: " ", 0x202F: " ", 0x2060: None, 0xAD: None, 0x200B: None}


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
    """Split a text into its sentences; what stands between quotation marks is never split.

    >>> sentences("One of 3. So far (2 %). And Dr. No")
    ['One of 3.', 'So far (2 %).', 'And Dr.', 'No']
    >>> sentences("“It holds. It pays.” That is said.")
    ['“It holds. It pays.” That is said.']
    """
    said = clean(text.translate(_TIES)).strip()
    ends = [0]
    for found in _SENTENCE.finditer(_masked(said)):
        ends += [found.start(), found.end()]
    ends.append(len(said))
    return [part for start, end in zip(ends[::2], ends[1::2], strict=True) if (part := said[start:end])]


def _masked(said: str) -> str:
    """Hide what stands between quotation marks, at the same length."""
    return _QUOTED.sub(lambda found: "'" + "\u00b7" * (len(found[0]) - 2) + "'", said)


def _of(sentence: str) -> Iterable[str]:
    bare = _masked(sentence)
    words = list(_WORD.finditer(bare))
    for word in words:
        yield from _unsaid(word[0], sentence[: word.start()], sentence[word.end() :])
    if not words and _ODDS.search(bare):
        yield "a chance in per cent stands without its word"
    if _CONFIDENCE.search(bare):
        if words or _ODDS.search(bare):
            yield "confidence and likelihood share a sentence"
        elif _PERCENT.search(bare):
            yield "confidence is said as a percentage"


def _unsaid(word: str, before: str, after: str) -> Iterable[str]:
    """Yield what a word of probability lacks: its number, its range, or that they agree."""
    said = RANGES.get(word.lower())
    if said is not None and _defined(said, before, after):
        return
    number = _NUMBER.match(after)
    if number is None:
        yield f"{word!r} has no number: write it as \"likely (62 %; 'likely' means 55–80 %)\""
        return
    if said is None:
        yield f"{word!r} is no word of the scale: {', '.join(RANGES)}"
        return
    value, low, high = (
        float(number["value"]),
        *(float(number[name] or number["value"]) for name in ("low", "high")),
    )
    least, most = (float(end) for end in said.split("\u2013"))
    if number["range"] != f"{word.lower()!r} means {said} %":
        yield f"{word!r} has no range: write {f'{word.lower()!r} means {said} %'!r} after its number"
    elif not least - 0.5 <= value <= most + 0.5:
        yield f"{number['value']} % is not {word!r}, which means {said} %"
    elif not low - 0.5 <= value <= high + 0.5:
        yield f"{number['value']} % is not inside its interval, {number['low']}–{number['high']} %"


def _defined(said: str, before: str, after: str) -> bool:
    """Tell whether a word is being defined, in a list of words and what they mean."""
    lead, rest = before.rstrip(), after.removeprefix(f" {said} %")
    return rest != after and (not lead or lead[-1] in ":,;(") and (not rest or rest[0] in ",.;)")


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
