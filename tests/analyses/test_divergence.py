"""Words and deeds, on events whose classes are known and counts that can be added up by hand."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from inline_snapshot import snapshot

from facta.analyses.divergence.found import weigh
from facta.analyses.divergence.told import METHOD
from facta.api import Open, open_case
from facta.assessment import view_on
from facta.models.breaks import Breaks, breaks
from facta.models.divergence import RatioChange, VerbalShare, ratio_change, verbal_share
from facta.models.refusal import Refusal
from tests.analyses.diverging import (
    DEEDS,
    DOUBLED,
    MONDAY,
    TALK,
    VOLUME,
    WORDS,
    matters,
    part,
    shown,
    spread,
    told,
    volumes,
)
from tests.analyses.making import analysis, event, indicator, view

CASES = Path(__file__).parents[1] / "cases"
PAGE = Path(__file__).parents[2] / "docs" / "methods" / "divergence.md"


def test_the_share_the_ratio_and_its_change_are_those_of_the_counted_events() -> None:
    said = told()
    share, change = verbal_share(WORDS, DEEDS), ratio_change(WORDS, DEEDS, 32)
    assert isinstance(share, VerbalShare)
    assert isinstance(change, RatioChange)
    one = shown(said, "share-N-S-cooperation")
    assert (one.value, one.low, one.high) == pytest.approx(
        (100 * share.share, 100 * share.low95, 100 * share.high95)
    )
    assert (one.n, one.bounds) == (sum(WORDS) + sum(DEEDS), "95 % interval")
    moved = shown(said, "change-N-S-cooperation")
    assert (moved.value, moved.low) == pytest.approx((change.dispersed.ratio, change.dispersed.low95))
    now, before = (shown(said, f"{name}-N-S-cooperation").value for name in ("now", "before"))
    assert now == pytest.approx(sum(DEEDS[32:]) / sum(WORDS[32:]))
    assert before == pytest.approx(sum(DEEDS[:32]) / sum(WORDS[:32]))
    assert part(said).says == "no divergence seen"
    assert dict(part(said).detail)["Taken for independent"].startswith("1 (")


def test_each_side_has_a_part_and_conflict_is_no_cooperation() -> None:
    said = told(quads=(3, 4))
    assert [item.key for item in said.items] == ["N-S-cooperation", "N-S-conflict"]
    assert part(said).says == "too few events"
    assert part(said, "N-S-conflict").says == "no divergence seen"


def test_an_event_without_a_class_has_that_of_its_code() -> None:
    codes = [("09", 40), ("042", 30), ("141", 20), ("190", 10), ("---", 5), (None, 3)]
    records = [
        event(f"{code}{number}", (MONDAY + timedelta(days=5 * number)).isoformat(), code=code, target="UZB")
        for code, count in codes
        for number in range(count)
    ]
    said = told([0] * 48, [0] * 48, *records)
    assert shown(said, "share-N-S-cooperation").n == 70
    assert part(said).because.startswith("0 deeds on 0 words") or "40" in part(said).because
    assert shown(said, "share-N-S-conflict").n == 30
    assert dict(part(said).detail)["Left out"] == "8 without a class"


def test_words_that_double_run_ahead_and_are_dated() -> None:
    said = told(DOUBLED, DEEDS, *volumes([1000.0] * 48), pair={"volume": VOLUME})
    item = part(said)
    assert item.says == "words run ahead"
    detail = dict(item.detail)
    first = re.match(r"words do, first from (\d+ \w+ \d+);", detail["Who runs ahead"])
    assert first is not None
    assert "before 14 Aug 2023 (95 % interval" in detail["Date"]
    assert item.figure is not None
    assert item.figure.high is not None
    assert item.figure.high < 1
    assert [drawing.chart for drawing in said.drawings] == ["bars", "fan"]
    assert "diverge in 1 of 1 part that" in said.headline


def test_words_and_deeds_swapped_are_the_mirror_image() -> None:
    one, two = told(DOUBLED, DEEDS), told(DEEDS, DOUBLED)
    assert (part(one).says, part(two).says) == ("fewer deeds a word", "more deeds a word")
    a, b = shown(one, "change-N-S-cooperation"), shown(two, "change-N-S-cooperation")
    assert (a.value or 0) * (b.value or 0) == pytest.approx(1)
    assert (a.low or 0) * (b.high or 0) == pytest.approx(1)
    a, b = shown(one, "share-N-S-cooperation"), shown(two, "share-N-S-cooperation")
    assert (a.value or 0) + (b.value or 0) == pytest.approx(100, abs=1e-3)
    given = [weigh(words, deeds, 32, 0, (words, deeds)) for words, deeds in _both(DOUBLED, DEEDS)]
    assert given[0].ahead == (1, True)
    assert given[1].ahead == (-1, True)


def _both(words: Sequence[int], deeds: Sequence[int]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(tuple(words), tuple(deeds)), (tuple(deeds), tuple(words))]


def test_the_date_is_the_break_of_the_logarithm_of_deeds_a_word() -> None:
    found = weigh(tuple(DOUBLED), tuple(DEEDS), 32, 0, "none").turn
    by_hand = breaks(np.log((np.array(DEEDS) + 0.5) / (np.array(DOUBLED) + 0.5)).tolist(), most=1)
    assert not isinstance(found, Refusal)
    assert isinstance(by_hand, Breaks)
    (one,) = by_hand.breaks
    assert (found.place, found.low, found.high) == (one.last + 1, one.low95 + 1, one.high95 + 1)
    assert found.place == 32


def test_news_that_double_make_nothing_diverge() -> None:
    words, deeds = ([n * (1 + (week >= 32)) for week, n in enumerate(some)] for some in (WORDS, DEEDS))
    swollen = [1000.0] * 32 + [2000.0] * 16
    said = told(words, deeds, *volumes(swollen), pair={"volume": VOLUME})
    assert part(said).says == "no divergence seen"
    assert dict(part(said).detail)["Who runs ahead"].startswith("neither")
    raw = weigh(tuple(words), tuple(deeds), 32, 0, (tuple(words), tuple(deeds)))
    assert raw.ahead[0] == 1, "the raw counts would say that words run ahead"


def test_a_promise_is_a_word_when_made_and_a_deed_once_kept() -> None:
    made = [
        event(f"P{n}", f"2024-0{n + 1}-03", kind="commitment", tags=("outcome:open",)) for n in range(8)
    ] + [
        event("P1", "2024-02-03", kind="commitment", tags=("outcome:kept",), known="2025-02-10"),
        event("P2", "2024-03-03", kind="commitment", tags=("outcome:broken",), known="2025-03-10"),
    ]
    promises = {"title": "Promises", "words": {"kind": "commitment"}, "deeds": {"kind": "commitment"}}
    item = part(matters(*made, matters={"promises": promises}), "promises")
    assert item.because.startswith("1 deed on 2 words in 1 Jul 2024")
    assert "0 deeds on 6 words in" in item.because
    early = part(matters(*made, matters={"promises": promises}, on="2024-12-31"), "promises")
    assert early.says == "only words"


def test_what_may_lie_on_either_side_of_the_end_of_the_baseline_is_left_out() -> None:
    records = [event("Y", "2024"), event("D", "2024-08-01"), event("W", "2024-09-01", kind="statement")]
    item = part(matters(*records, matters={"talk": TALK}), "talk")
    assert item.because.startswith("1 deed on 1 word")
    assert dict(item.detail)["Left out"] == "1 that may lie on either side of the end of the baseline"


def test_an_event_told_twice_is_one_and_one_that_only_a_promoter_tells_is_no_deed() -> None:
    records = [
        event("A", "2024-08-01", tags=("same-event:b",)),
        event("B", "2024-08-02"),
        event("C", "2024-09-01", tags=("promotional",)),
        event("W", "2024-09-01", kind="statement"),
    ]
    item = part(matters(*records, matters={"talk": TALK}), "talk")
    assert item.because.startswith("1 deed on 1 word")
    assert dict(item.detail)["Left out"] == "1 told by a promoter only"


def test_indicators_are_words_or_deeds_by_their_own_evidence() -> None:
    said = indicator(of={"kind": "statement"}, evidence="word")
    done, other = indicator(), indicator("total", of={"measure": "m"}, unit="kt")
    records = [*spread("statement", 12, "2024-01-10"), *spread("clash", 9, "2024-02-10")]
    named = {"title": "Named", "indicators": ["W", "D", "T"]}
    given: dict[str, Any] = {"matters": {"named": named, "talk": TALK}}
    seen = {"W": said, "D": done, "T": other}
    found = matters(*records, indicators=seen, **given)
    assert part(found, "named").because == part(found, "talk").because
    assert part(found, "named").rests_on == ("W", "D", "T")
    made = analysis(
        "divergence", baseline_until="2024-07-01", because="It is a test.", matters={"named": named}
    )
    assert list(made.mistakes(view(indicators=seen))) == [
        "T: is of the kind total and counts no events; name a count"
    ]


def test_what_becomes_known_later_changes_nothing_before() -> None:
    late = [event(f"late{n}", "2023-02-06", quad=2, target="UZB", known="2025-01-01") for n in range(50)]
    assert told(WORDS, DEEDS, *late) == told()


def test_a_week_that_is_not_over_does_not_count() -> None:
    day = MONDAY + timedelta(weeks=48, days=2)
    more = [event(f"new{n}", str(MONDAY + timedelta(weeks=48)), quad=2, target="UZB") for n in range(30)]
    said = told(WORDS, DEEDS, *more, on=day.isoformat(), searched=f"{MONDAY}/{day}")
    assert shown(said, "share-N-S-cooperation") == shown(told(), "share-N-S-cooperation")


def test_the_same_records_say_the_same_twice() -> None:
    given = (DOUBLED, DEEDS, *volumes([1000.0] * 48))
    first = told(*given, pair={"volume": VOLUME})
    weigh.cache_clear()
    assert told(*given, pair={"volume": VOLUME}) == first


def test_the_chances_that_are_told_are_those_of_the_page() -> None:
    rows = re.findall(
        r"^\| [\d, ]+ \| (none|\.3, [\d.]+) \| ([\d.]+) \|", PAGE.read_text("utf-8"), re.MULTILINE
    )
    without = [float(false) for memory, false in rows if memory in ("none", ".3, 0")]
    with_memory = [float(false) for memory, false in rows if memory in (".3, .5", ".3, .8")]
    assert len(without) == len(with_memory) == 6
    assert f"{min(without):g} to {max(without):g} %, with a memory of .5 to .8 in" in METHOD
    assert f"in {min(with_memory):g} to {max(with_memory):g} %." in METHOD
    changes = re.findall(
        r"^\| \d+ \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    alone = [float(seen) for row in changes for seen in row[:2]]
    remembered = [float(row[2]) for row in changes]
    assert f"by chance in {min(alone):g} to {max(alone):g} %" in METHOD
    assert f"period in {min(remembered):g} to {max(remembered):g} %." in METHOD


def test_the_press_of_2014_is_counted_by_weeks_as_in_its_file(tmp_path: Path) -> None:
    opened = open_case(CASES / "russia-ukraine-2014", store=tmp_path)
    pairs = {
        "all": {"title": "All of the file", "of": {"source": "icews"}},
        "R-U": {"title": "Moscow to Kyiv", "of": {"source": "icews", "actor": "RUS", "target": "UKR"}},
    }
    made = analysis(
        "divergence", baseline_until="2014-03-03", because="The weeks before the Crimea.", period="week",
        pairs=pairs,
    )  # fmt: skip
    said = made.analyse(view_on(opened.case, opened.records, date(2015, 1, 5)))
    rows = opened.records.events(date(2015, 1, 5))
    start, split, stop = date(2014, 1, 6), date(2014, 3, 3), date(2014, 12, 29)
    for side, words, deeds in (("cooperation", 1, 2), ("conflict", 3, 4)):
        counts = [
            rows.filter((rows["quad"] == quad) & (rows["start"] >= first) & (rows["start"] < last)).height
            for first, last in ((start, split), (split, stop))
            for quad in (words, deeds)
        ]
        before, now = shown(said, f"before-all-{side}"), shown(said, f"now-all-{side}")
        assert before.value == pytest.approx(counts[1] / counts[0])
        assert now.value == pytest.approx(counts[3] / counts[2])
        assert (before.n, now.n) == (counts[0] + counts[1], counts[2] + counts[3])
    assert part(said, "all-conflict").says == "more deeds a word"
    assert part(said, "R-U-conflict").says == "too few events"


def test_the_flagship_says_what_its_ledger_bears_and_no_more(flagship: Open) -> None:
    said = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("deeds")
    assert {item.key: item.says for item in said.items} == snapshot(
        {
            "RUS-KABUL-cooperation": "not collected",
            "RUS-KABUL-conflict": "not collected",
            "KABUL-RUS-cooperation": "not collected",
            "KABUL-RUS-conflict": "not collected",
            "diplomacy": "no divergence seen",
            "trade": "no divergence seen",
            "promises": "too few events",
            "terror": "too few events",
            "minerals": "only words",
        }
    )
    change = shown(said, "change-diplomacy")
    assert change.low is not None
    assert change.high is not None
    assert change.low < 1 < change.high
    assert said.short is not None
    assert len(said.short.rows) <= 8
