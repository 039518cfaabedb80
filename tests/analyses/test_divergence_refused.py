"""Words and deeds that cannot be set against each other: refused, in words."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.indicators import Known
from facta.records import Break, Coverage
from facta.results import Said
from facta.store import memory_store
from tests.analyses.diverging import (
    DEEDS,
    MONDAY,
    OF,
    TALK,
    UNTIL,
    VOLUME,
    WORDS,
    coded,
    part,
    shown,
    told,
    volumes,
)
from tests.analyses.making import analysis, indicator, view


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (None, "no volume of news is named, and without it counts of different times do not compare"),
        (500.0, "the volume of news fell to 50 % of that of the baseline; counts brought up to it"),
        (0.0, "the volume of news is not known for 16 of 48 periods"),
    ],
)  # fmt: skip
def test_counts_over_time_are_refused_without_a_steady_volume(after: float | None, said: str) -> None:
    known = [] if after is None else volumes([1000.0] * 32 + [after] * 16 * bool(after))
    found = told(WORDS, DEEDS, *known, pair={} if after is None else {"volume": VOLUME})
    assert dict(part(found).detail)["Who runs ahead"].startswith(f"not judged: {said}")
    assert any(said in gap for gap in found.gaps)


def test_a_hole_is_not_bridged_and_what_lies_beside_it_still_counts() -> None:
    searched = [
        Coverage(
            source="made/ledger", start=MONDAY + timedelta(weeks=first), end=MONDAY + timedelta(weeks=last),
            state="complete", known_at=MONDAY, snapshot="0",
        )
        for first, last in ((0, 20), (21, 48))
    ]  # fmt: skip
    records = memory_store([*coded(WORDS, 1), *coded(DEEDS, 2)], volumes([1000.0] * 48), searched)
    known = Known(records=records, as_of=MONDAY + timedelta(weeks=48, days=-1), since=MONDAY)
    pair = {"title": "North towards south", "of": OF, "volume": VOLUME}
    made = analysis(
        "divergence", baseline_until=UNTIL, because="It is a test.", period="week", pairs={"N-S": pair}
    )
    said = made.analyse(replace(view(), known=known))
    assert (
        shown(said, "before-N-S-cooperation").n == sum(WORDS[:32]) + sum(DEEDS[:32]) - WORDS[20] - DEEDS[20]
    )
    detail = dict(part(said).detail)
    assert detail["Who runs ahead"] == "not judged: words: 24 values are needed; there are 11"
    assert detail["Left out"] == "days not looked at before week of 29 May 2023"


def _dark() -> Said:
    return told(on="2024-12-31")


def _unsearched() -> Said:
    return told(searched=None)


def _early() -> Said:
    return told(on=(UNTIL - timedelta(days=1)).isoformat())


def _empty() -> Said:
    return told([0] * 48, [0] * 48)


def _words_only() -> Said:
    return told(WORDS, [0] * 48)


def _few() -> Said:
    return told([1, 1, 1, 1] + [0] * 44, [1] + [0] * 46 + [1])


@pytest.mark.parametrize(
    ("made", "says", "because"),
    [
        (_dark, "source dark", "Nothing is known of ledger after 3 Dec 2023."),
        (_unsearched, "not searched", "Nobody looked throughout at ledger."),
        (_early, "baseline not over", "so far; no whole week lies after the baseline, which ends with 13"),
        (_empty, "too few events", "There are no events in 48 weeks that were looked at."),
        (_words_only, "only words", "0 deeds on 120 words"),
        (_few, "too few events", "there are 5 before and 1 after."),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_in_one_of_a_few_words(
    made: Callable[[], Said], says: str, because: str
) -> None:
    said = made()
    assert part(said).says == says
    assert because in part(said).because
    assert all(one.value is None for one in said.figures if one.name.startswith(("change", "gap")))
    assert said.gaps


def test_no_baseline_crosses_a_break_that_the_case_declares() -> None:
    seen = view(*coded(WORDS, 1), *coded(DEEDS, 2), on="2023-12-03", indicators={"I": indicator()})
    pair = {"title": "North towards south", "of": OF}
    made = analysis(
        "divergence", baseline_until=UNTIL, because="It is a test.", period="week", pairs={"N-S": pair}
    )
    fallen = (Break(day=MONDAY + timedelta(weeks=10), why="Another state."),)
    after = made.analyse(replace(seen, known=replace(seen.known, breaks={"I": fallen})))
    assert shown(made.analyse(seen), "before-N-S-cooperation").n == sum(WORDS[:32]) + sum(DEEDS[:32])
    assert shown(after, "before-N-S-cooperation").n == sum(WORDS[10:32]) + sum(DEEDS[10:32])


def test_a_source_that_nobody_asked_is_not_collected() -> None:
    seen = view(searched=None)
    known = replace(seen.known, uncollected=frozenset({"made/ledger"}))
    pair = {"title": "North towards south", "of": {**OF, "source": "ledger"}}
    made = analysis("divergence", baseline_until=UNTIL, because="It is a test.", pairs={"N-S": pair})
    said = made.analyse(replace(seen, known=known))
    assert {item.says for item in said.items} == {"not collected"}
    assert said.headline == snapshot(
        "Words and deeds cannot be set against an earlier stretch: nothing was collected from ledger so far."
    )
    assert said.short is not None
    assert said.short.rows == (("2 parts", "", "", "", "not collected"),)


def test_a_baseline_with_hardly_a_deed_knows_no_usual() -> None:
    deeds = [1, *([0] * 31), *DEEDS[32:]]
    said = told(WORDS, deeds, *volumes([1000.0] * 48), pair={"volume": VOLUME})
    assert dict(part(said).detail)["Who runs ahead"] == (
        "not judged: 8 periods of the baseline with deeds are needed to know what is usual; there are 1"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pairs": {}}, "there is nothing to compare: write pairs of coded events, matters of records"),
        ({"pairs": {"a": {"title": "One", "of": {"measure": "m"}}}},
         "of selects coded events: leave out measure"),
        ({"pairs": {"a": {"title": "One", "of": OF, "volume": {"kind": "x"}}}},
         "volume selects figures: write measure, say measure: gdelt-events"),
        ({"matters": {"a": {"title": "One", "words": {"kind": "x"}}}},
         "'One' sets nothing against anything: write words and deeds, or indicators"),
        ({"matters": {"a": {"title": "One", "words": {"kind": "x"}, "deeds": {"measure": "m"}}}},
         "'m' is a measure; words and deeds are events: select them by kind"),
        ({"since": "2023-09-01", "pairs": {"a": {"title": "One", "of": OF}}},
         "pairs.a: the baseline ends on 2023-08-14 and begins on 2023-09-01: write a later end"),
        ({"pairs": {"a": {"title": "One", "of": OF}}, "matters": {"a-conflict": TALK}},
         "matters.a-conflict: a pair has this key already; choose another one"),
        ({"because": "x"}, "at least 8 characters"),
    ],
)  # fmt: skip
def test_bad_parameters_are_refused_with_what_to_write(given: dict[str, Any], message: str) -> None:
    base = {"baseline_until": UNTIL, "because": "A reason that is long enough."}
    with pytest.raises(ValidationError, match=re.escape(message)):
        analysis("divergence", **{**base, **given})
