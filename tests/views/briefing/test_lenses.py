"""The same facts have another first paragraph for each reader, and every sentence says what it rests on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from facta.views import lint
from facta.views.briefing import composed
from facta.views.lenses import LENSES, opening, topics
from facta.views.sentences import Sentence, UnboundError, names

if TYPE_CHECKING:
    from facta.views.edition import Edition
    from facta.views.lenses import Lens


def said(edition: Edition, lens: Lens) -> str:
    return " ".join(one.text for one in opening(edition, lens))


def test_a_sentence_that_rests_on_nothing_cannot_be_made() -> None:
    with pytest.raises(UnboundError, match="rests on nothing: name the indicators"):
        Sentence("It holds.", ())
    with pytest.raises(UnboundError, match="says nothing"):
        Sentence(" ", ("CT-1",))


@pytest.mark.parametrize("lens", LENSES)
def test_every_sentence_rests_on_what_is_there_and_passes_the_lint(
    editions: dict[str, Edition], others: dict[str, Edition], lens: Lens
) -> None:
    for edition in (*editions.values(), *others.values()):
        found = opening(edition, lens)
        assert found
        assert lint.of_sentences(found, names(edition.assessment)) == []


def test_the_analyst_reads_odds_with_their_move_and_what_would_change_them(real: Edition) -> None:
    text = said(real, "analyst")
    assert (
        "'Transactional regime holds' leads and is likely (65 %; 'likely' means 55–80 %; 90 % interval"
        in text
    )
    assert re.search(r"\d+ points (more|less) than on 2 Mar 2026", text)
    assert "What would change it most is" in text
    assert "Of 30 claims: 1 supported" in text


def test_the_risk_officer_reads_the_next_line_its_owner_and_what_is_shut(real: Edition) -> None:
    text = said(real, "risk")
    assert text.startswith("26 of 75 assessed indicators stand off baseline (9 elevated, 17 notable)")
    assert "17 clashes in 2025, 0.5 away from the trip-wire above 17.5." in text
    assert "(head of country risk; the action needs 14 days, which is the window for the decision)" in text
    assert (
        "Shut as last seen: the border of Pakistan and Afghanistan (since 11 Oct 2025, last seen 4 Feb 2026)"
        in text
    )
    assert "Torkham alone" not in text  # a part of that border
    assert "the fallback that shares no gate is" in text


def test_a_move_is_said_with_its_way(real: Edition) -> None:
    assert re.search(r"moved most: it is .*\), \d+ points less than on 2 Mar 2026\.", said(real, "analyst"))


def test_a_level_that_is_seen_for_the_first_time_is_no_fall(editions: dict[str, Edition]) -> None:
    edition = editions["2024-06-01"]
    assert edition.change is not None
    moved = [one for one in edition.change.differences if not one.part and one.level_was != one.level_now]
    seen = sum(one.level_was is None for one in moved)
    down = sum(one.level_was is not None and (one.level_now or 0) < one.level_was for one in moved)
    lost = sum(one.level_now is None for one in moved)
    found = re.search(r"levels moved: ([^.]*)\.", said(edition, "risk"))
    assert found
    parts = {how: int(count) for count, how in (part.split(" ", 1) for part in found[1].split(", "))}
    assert parts.get("assessed for the first time since", 0) == seen
    assert parts.get("down", 0) == down - lost
    assert parts.get("out of sight", 0) == lost


def test_a_line_that_is_far_is_not_said_to_come_next(editions: dict[str, Edition]) -> None:
    assert "No line is close; the nearest is “" in said(editions["2024-06-01"], "risk")


def test_what_would_change_the_odds_follows_the_odds(real: Edition) -> None:
    odds = next(topic for topic in topics(real, "analyst") if "leads and is" in topic[0].text)
    assert odds[1].text.startswith("What would change it most is")


def test_a_case_of_which_nothing_is_seen_says_so_in_its_title(others: dict[str, Edition]) -> None:
    blind = others["every-kind"]
    standings = tuple(replace(one, level=None, direction="none") for one in blind.assessment.standings)
    edition = replace(blind, assessment=replace(blind.assessment, standings=standings))
    title = composed(edition, lens="analyst", length=1).headline.text
    assert title == "None of 9 indicators could be assessed"


def test_the_planner_reads_rules_with_the_days_on_which_they_would_have_fired(real: Edition) -> None:
    text = said(real, "planner")
    assert text.startswith(
        "When “Forward deployments to the border: above 0.5 events” is crossed: “Open a daily"
    )
    assert "It would have fired on 30 Sep 2021." in text
    assert "Decide now (beyond, but by one source only or since before the line was registered)" in text
    assert "Blind (cannot be assessed)" in text


def test_lenses_tell_the_same_facts_in_another_order(real: Edition) -> None:
    texts = {lens: said(real, lens) for lens in LENSES}
    assert len(set(texts.values())) == len(LENSES)
    line = "Tajik border clashes, yearly: above 17.5 clashes"
    assert all(line in text for text in texts.values())


@pytest.mark.parametrize("lens", LENSES)
def test_a_case_without_analyses_has_a_first_paragraph_too(
    sketch: Edition, nothing: Edition, lens: Lens
) -> None:
    assert "off baseline" in said(sketch, lens) or "leans" in said(sketch, lens)
    assert said(nothing, lens)


def test_an_unknown_lens_is_named_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'risk'"):
        opening(None, "risks")  # type: ignore[arg-type]
