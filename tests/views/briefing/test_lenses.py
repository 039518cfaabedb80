"""The same facts have another first paragraph for each reader, and every sentence says what it rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from facta.views import lint
from facta.views.lenses import LENSES, opening
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
    assert "Shut as last seen: The border of Pakistan and Afghanistan" in text
    assert "the fallback that shares no gate is" in text


def test_the_planner_reads_rules_with_the_days_on_which_they_would_have_fired(real: Edition) -> None:
    text = said(real, "planner")
    assert text.startswith(
        "When “Forward deployments to the border: above 0.5 events” is crossed: “Open a daily"
    )
    assert "It would have fired on 30 Sep 2021." in text
    assert "Decide now (beyond, by a crossing that does not count)" in text
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
