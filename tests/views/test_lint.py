"""Likelihood has its number and range, confidence has neither, and they never share a sentence."""

from __future__ import annotations

import pytest

from facta.results import Table
from facta.views import lint
from facta.views.sentences import Sentence

GOOD = (
    "It is likely (62 %; 'likely' means 55–80 %) to hold.",
    "'Regime' leads, likely (65 %; 'likely' means 55–80 %; 90 % interval 51–76 %), before the rest.",
    "Words: very unlikely 5–20 %, likely 55–80 %.",
    "“This is probably so”, said the ministry.",
    "Fifty equally likely futures.",
    "Weighted agreement 67 %, not confidence.",
    "The port was shut on 10 % of days.",
    "We hold this with moderate confidence. It is likely (62 %; 'likely' means 55–80 %).",
)
BAD = (
    ("It will probably hold.", "'probably' has no number"),
    ("It is likely to hold.", "'likely' has no number"),
    ("It is likely (62 %).", "'likely' has no number"),
    ("It is likely (62 %; a range).", "'likely' has no range"),
    ("It is likely (30 %; 'likely' means 55–80 %).", "30 % is not 'likely'"),
    ("It is highly likely (90 %; 'highly likely' means 80–95 %).", "is no word of the scale"),
    ("The chance of a strike is 40 %.", "a chance in per cent stands without its word"),
    ("It leads with 65 %.", "a chance in per cent stands without its word"),
    ("With high confidence it is likely (62 %; 'likely' means 55–80 %).", "share a sentence"),
    ("Our confidence is 80 %.", "confidence is said as a percentage"),
)


@pytest.mark.parametrize("text", GOOD)
def test_what_is_said_as_it_should_be_passes(text: str) -> None:
    assert lint.mistakes(text) == []


@pytest.mark.parametrize(("text", "what"), BAD)
def test_what_must_not_be_said_so_is_named(text: str, what: str) -> None:
    (found,) = lint.mistakes(text)
    assert what in found
    assert text.removesuffix(".")[:20] in found


def test_a_word_alone_in_a_table_needs_a_number_beside_it_and_its_range_below() -> None:
    rows = (("Regime", "65 %", "likely"),)
    told = Table(title="", columns=("a", "b", "c"), rows=rows, note="Words: likely 55–80 %.")
    assert lint.of_table(told) == []
    assert "the note does not say" in lint.of_table(Table(title="", columns=("a", "b", "c"), rows=rows))[0]
    bare = Table(title="", columns=("a", "c"), rows=(("Regime", "likely"),), note="Words: likely 55–80 %.")
    assert "has no number beside it" in lint.of_table(bare)[0]


def test_a_sentence_that_rests_on_what_is_not_there_is_named() -> None:
    found = lint.of_sentences([Sentence("It moved.", ("CT-1", "CT-9"))], frozenset({"CT-1"}))
    assert found == ["rests on CT-9, which is not there, in 'It moved.'"]


def test_a_refusal_names_the_place_and_every_mistake_once() -> None:
    with pytest.raises(lint.LintError) as caught:
        lint.refuse("brief of x", ["a", "b", "a"])
    assert caught.value.mistakes == ("brief of x: a", "brief of x: b")
    assert caught.value.exit_status == 70
