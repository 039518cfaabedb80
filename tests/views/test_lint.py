"""Likelihood has its number and range, confidence has neither, and they never share a sentence."""

from __future__ import annotations

import pytest

from facta.results import Table
from facta.views import lint
from facta.views.sentences import Sentence

GOOD = (
    "It is likely (62 %; 'likely' means 55–80 %) to hold.",
    "It is very likely (80.4 %; 'very likely' means 80–95 %) to hold.",
    "It is almost certain (99 %; 'almost certain' means 95–99 %).",
    "'Regime' leads, likely (65 %; 'likely' means 55–80 %; 90 % interval 51–76 %), before the rest.",
    "It is likely (65 %; 'likely' means 55–80 %; range 51–76 %).",
    "It is very\u00a0likely (90\u00a0%; 'very likely' means 80–95\u00a0%).",
    "LIKELY (62 %; 'likely' means 55–80 %) to hold.",
    "One is likely (62 %; 'likely' means 55–80 %), one unlikely (30 %; 'unlikely' means 20–45 %).",
    "Words: very unlikely 5–20 %, likely 55–80 %.",
    "likely 55–80 %",
    "“This is probably so”, said the ministry.",
    "“It holds. It is likely to pay.” So says the ministry.",
    "The action: “Wait. If an attack is likely,\nmove.”",
    "“The word of Kabul. Likely or not.”",
    "Fifty equally likely futures.",
    "How likely it is stands below.",
    "Weighted agreement 67 %, not confidence.",
    "What confidence in this rests on",
    "The port was shut on 10 % of days.",
    "We hold this with moderate confidence. It is likely (62 %; 'likely' means 55–80 %).",
    "18 could not be assessed.",
    "3 of 12 assessed indicators deepen.",
    "17 clashes in 2025, 0.5 away from the trip-wire above 17.5.",
    "outside 95 % in two or more periods",
    "65.3 %, 1 Jan – 30 Nov 2025",
    "8.7 days (6.3–14.8), 6,240 USD (3,580–8,640) per FEU",
    "Of 30 claims: 1 supported, 6 leaning, 10 open.",
    "The odds moved 5 points since 2 Mar 2026.",
    "Chance of one more state within 365 days: 50.3 % (22.8 to 77.3, 95 % interval); n = 5",
    "Editorial: the likelihoods are the author's.",
    "Over all states of 14 gates, by how often each was shut: under 0.1 % over 14 days.",
)
BAD = (
    ("It will probably hold.", "'probably' has no number"),
    ("It is likely to hold.", "'likely' has no number"),
    ("It is LIKELY to hold.", "'LIKELY' has no number"),
    ("It is very\u00a0likely to hold.", "'very likely' has no number"),
    ("It is like\u00adly to hold.", "'likely' has no number"),
    ("It is likely (62 %).", "'likely' has no number"),
    ("It is likely (62%; 'likely' means 55–80 %).", "'likely' has no number"),
    ("It is likely (62 %; a range).", "'likely' has no range"),
    ("It is likely (62 %; 'likely' means 50–80 %).", "'likely' has no range"),
    ("It is likely (62 %; 'unlikely' means 20–45 %).", "'likely' has no range"),
    ("It is likely (30 %; 'likely' means 55–80 %).", "30 % is not 'likely'"),
    ("It is likely (81 %; 'likely' means 55–80 %).", "81 % is not 'likely'"),
    ("It is likely (62 %; 'likely' means 55–80 %; 90 % interval 70–80 %).", "is not inside its interval"),
    ("It is likely 55–80 % to hold.", "'likely' has no number"),
    ("It is highly likely (90 %; 'highly likely' means 80–95 %).", "is no word of the scale"),
    ("An attack is possibly near.", "'possibly' has no number"),
    ("Perhaps it holds.", "'Perhaps' has no number"),
    ("It is almost certainly over.", "'almost certainly' has no number"),
    ("An equally likely attack comes.", "'likely' has no number"),
    ("The chance of a strike is 40 %.", "a chance in per cent stands without its word"),
    ("The chance of a strike in 1.5 years is 40.3 %.", "a chance in per cent stands without its word"),
    ("There is a 40 % chance of a strike.", "a chance in per cent stands without its word"),
    ("There is a 40 per cent probability of a strike.", "a chance in per cent stands without its word"),
    ("The probability of a strike is 0.4.", "a chance in per cent stands without its word"),
    ("The odds of a strike are 3 to 1.", "a chance in per cent stands without its word"),
    ("There is a one in five chance of a strike.", "a chance in per cent stands without its word"),
    ("There is a high probability of a strike.", "a chance in per cent stands without its word"),
    ("It leads with 65 %.", "a chance in per cent stands without its word"),
    ("With high confidence it is likely (62 %; 'likely' means 55–80 %).", "share a sentence"),
    ("We are not confident that it is likely (62 %; 'likely' means 55–80 %).", "share a sentence"),
    ("Our confidence is 80 %.", "confidence is said as a percentage"),
    ("We are 80 per cent confident.", "confidence is said as a percentage"),
    ("Our confidence is 0.8.", "confidence is said as a percentage"),
)


@pytest.mark.parametrize("text", GOOD)
def test_what_is_said_as_it_should_be_passes(text: str) -> None:
    assert lint.mistakes(text) == []


@pytest.mark.parametrize(("text", "what"), BAD)
def test_what_must_not_be_said_so_is_named(text: str, what: str) -> None:
    (found,) = lint.mistakes(text)
    assert what in found


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
