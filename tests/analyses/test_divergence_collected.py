"""Words and deeds between two states, coded by a publisher who is asked: from its files to the finding."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from facta.api import Open, open_case
from facta.cases import load_case
from facta.collect.driver import collect
from facta.gaps import uncollected
from facta.store import open_store
from tests.collect.toy import FakeClock
from world import gdelt
from world.days import between, slots
from world.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from facta.results import Result
    from world.days import File

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

FIRST, BASELINE, DAYS = date(2025, 3, 1), 24, 29
NOW = datetime(2025, 4, 20, 6, tzinfo=UTC)
WORDS = [5, 7, 6, 4, 8, 6, 5]
DEEDS = [2, 3, 1, 2, 4, 2, 3]
CASE = """
title: Two states in the news
question: Do the words of one run ahead of its deeds?
since: 2025-03-01
review_by: 2027-06-30
actors:
  RUS: {role: northern neighbour, wants: a quiet border}
  UKR: {role: southern neighbour, wants: a quiet border}
strands:
  talk: {title: Talk, question: Is it only talk?}
sources:
  news:
    reader: gdelt
    title: What a machine coded
    parameters: {since: 2025-03-01, until: 2025-03-30, dyads: [[RUS, UKR]], archive: false}
indicators:
  EX-1:
    title: Events between the two
    strand: talk
    kind: count
    of: {source: news, actor: RUS, target: UKR}
    unit: events
    period: week
    evidence: word
    rise: {means: none, because: It is a test.}
    fall: {means: none, because: It is a test.}
    confounders: [The volume of news.]
    limitation: It is a test.
analyses:
  deeds:
    kind: divergence
    title: Words and deeds
    baseline_until: 2025-03-25
    because: It was chosen before the news came.
    period: day
    pairs:
      RUS-UKR:
        title: North towards south
        of: {source: news, actor: RUS, target: UKR}
        volume: {source: news, measure: gdelt-events}
"""


def files() -> Iterator[File]:
    """Words of cooperation double after the baseline, and so do all news; deeds do not."""
    for number in range(DAYS):
        grown = 2 if number >= BASELINE else 1
        told = {
            ("RUS", "UKR", "042"): grown * grown * WORDS[number % 7],
            ("RUS", "UKR", "090"): DEEDS[number % 7],
            ("RUS", "UKR", "141"): 3 * grown,
            ("UKR", "RUS", "190"): 1,
        }
        for place, when in enumerate(slots(FIRST + timedelta(days=number))):
            others = grown * 200 - sum(told.values()) - 95 if place == 0 else 1
            yield between(when, {} if place else told, others=others)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of the case, and the store that was filled from the publisher."""
    folder = tmp_path_factory.mktemp("played") / "two-states"
    folder.mkdir()
    (folder / "case.yml").write_text(CASE, encoding="utf-8")
    store = folder.parent / "store"
    with serving({gdelt.HOST: gdelt.gdelt(files())}) as (address, _):
        done = collect(
            load_case(folder),
            open_store(store),
            now=NOW,
            environment={},
            clock=FakeClock(NOW),
            mirror=address,
        )
    assert not [source.faults for source in done.sources if source.faults]
    return folder, store


def opened(played: tuple[Path, Path]) -> Open:
    folder, store = played
    return open_case(folder, store=store, now=NOW)


def on(played: tuple[Path, Path], day: str) -> Result:
    (result,) = opened(played).assess(day).results
    return result


def test_coded_events_are_counted_by_the_root_of_their_code(played: tuple[Path, Path]) -> None:
    figures = {figure.name: figure for figure in on(played, "2025-03-30").figures}
    words = sum(WORDS[number % 7] for number in range(BASELINE))
    deeds = sum(DEEDS[number % 7] for number in range(BASELINE))
    assert figures["before-RUS-UKR-cooperation"].value == pytest.approx(deeds / words)
    assert figures["before-RUS-UKR-cooperation"].n == deeds + words
    assert figures["before-RUS-UKR-conflict"].value == 0
    assert figures["before-RUS-UKR-conflict"].n == 3 * BASELINE


def test_words_that_outgrow_the_news_run_ahead_and_protest_that_grows_with_it_is_a_word(
    played: tuple[Path, Path],
) -> None:
    cooperation, conflict = on(played, "2025-03-30").items
    assert cooperation.says == "words run ahead"
    assert conflict.says == "only words"
    assert cooperation.figure is not None
    assert cooperation.figure.high is not None
    assert cooperation.figure.high < 1
    assert len(cooperation.records) == 12


def test_the_baseline_is_not_judged_before_it_is_over(played: tuple[Path, Path]) -> None:
    cooperation, _ = on(played, "2025-03-20").items
    assert cooperation.says == "baseline not over"


def test_nothing_was_collected_before_the_first_day(played: tuple[Path, Path]) -> None:
    case = opened(played)
    assert not uncollected(case.case, case.records, date(2025, 3, 30))
    cooperation, _ = on(played, "2025-02-01").items
    assert cooperation.says in {"not collected", "not searched"}


def test_long_after_the_last_day_the_source_is_dark(played: tuple[Path, Path]) -> None:
    cooperation, _ = on(played, "2025-04-20").items
    assert cooperation.says == "source dark"
    assert cooperation.because == "Nothing is known of news after 29 Mar 2025."
