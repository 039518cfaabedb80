"""A scorecard is kept beside the store, and shown only of the same case and not of a later day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import facta
from facta.cli import main
from facta.publishing import publish
from facta.scoring.cards import Terms
from facta.scoring.drill import drilled
from facta.scoring.scorecards import score_rules
from facta.scoring.stored import Kept, keep, kept
from facta.views.scored import confidence, headline

if TYPE_CHECKING:
    from facta.api import Open
    from facta.scoring.cards import Scorecard

FOLDER = Path(__file__).parent / "turning"
MONTHLY = Terms(every="month")


@pytest.fixture(scope="module")
def card(turning: Open) -> Scorecard:
    return score_rules(turning.case, turning.records, date(2024, 1, 1), date(2024, 12, 31), MONTHLY)


def test_what_was_kept_is_read_back_as_it_was(turning: Open, card: Scorecard, tmp_path: Path) -> None:
    drills = drilled(turning.case, turning.records, date(2024, 3, 20))
    keep(tmp_path, card)
    keep(tmp_path, drills)
    assert kept(tmp_path, turning.case, date(2024, 12, 31)) == Kept(card=card, drilled=drills)


def test_a_card_of_a_later_day_is_not_shown(turning: Open, card: Scorecard, tmp_path: Path) -> None:
    keep(tmp_path, card)
    assert kept(tmp_path, turning.case, date(2024, 12, 30)).card is None


def test_the_newest_card_not_after_the_day_is_shown(turning: Open, card: Scorecard, tmp_path: Path) -> None:
    older = replace(card, end=date(2024, 6, 30))
    keep(tmp_path, card)
    keep(tmp_path, older)
    assert kept(tmp_path, turning.case, date(2024, 12, 30)).card == older
    assert kept(tmp_path, turning.case, date(2026, 1, 1)).card == card


def test_a_card_of_another_case_file_is_not_shown(turning: Open, card: Scorecard, tmp_path: Path) -> None:
    keep(tmp_path, card)
    edited = turning.case.model_copy(update={"digest": "0" * 64})
    assert kept(tmp_path, edited, date(2026, 1, 1)) == Kept()


def test_a_torn_file_is_as_if_it_were_not_there(turning: Open, card: Scorecard, tmp_path: Path) -> None:
    path = keep(tmp_path, card)
    path.write_bytes(path.read_bytes()[:100])
    assert kept(tmp_path, turning.case, date(2026, 1, 1)).card is None


def test_the_site_names_the_command_and_shows_the_card_once_it_is_kept(tmp_path: Path) -> None:
    opened = facta.open_case(FOLDER, store=tmp_path / "store")
    publish(opened.edition("2024-12-31"), tmp_path / "before")
    page = (tmp_path / "before" / "rules.html").read_text(encoding="utf-8")
    assert "facta score-rules turning --from 2016-01-01 --to 2024-12-31" in page
    keep(
        tmp_path / "store",
        score_rules(opened.case, opened.records, date(2024, 1, 1), date(2024, 12, 31), MONTHLY),
    )
    edition = opened.edition("2024-12-31")
    publish(edition, tmp_path / "after")
    page = (tmp_path / "after" / "rules.html").read_text(encoding="utf-8")
    assert edition.kept is not None
    assert edition.kept.card is not None
    assert headline(edition.kept.card) in page
    assert "It stayed inside its line or bound on every day." in page
    assert "A walkout from the talks" in page
    assert confidence(edition.kept.card).endswith("1 of 4 turning points told by no rule.")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*words])
    return done.exit_code, done.output


def test_the_commands_print_what_was_found(tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "store"))
    case = str(FOLDER)
    span = ("--from", "2024-01-01", "--to", "2024-12-31")
    status, said = run("score-rules", case, *span, "--every", "day", "--horizon", "60d", *store)
    assert status == 0
    assert "2 of 3: 14%–98%" in said
    assert "+10 d" in said
    assert f"Kept: {tmp_path / 'store' / 'scores' / 'turning' / 'rules-2024-12-31-'}" in said
    status, said = run("score-rules", case, *span, "--json", *store)
    assert (status, len(json.loads(said)["scores"])) == (0, 4)
    status, said = run("score-rules", case, *span, "--every", "day", "--budget", "0.2/month", *store)
    assert status == 0
    assert "# A budget of 0.2 alerts a month is met." in said
    status, said = run("replay", case, *span, "--every", "month", *store)
    assert status == 0
    assert said.splitlines()[0] == "Deepening ▸, straining ◂ and assessed by strand: The river, Trade"
    assert "2024-03-31  0▸1◂/1" in said
    status, said = run("drill", case, "--as-of", "2024-03-20", *store)
    assert status == 0
    assert "ledger" in said
    status, said = run("drill", case, "--as-of", "2024-03-20", "--without", "ledger", "--json", *store)
    assert json.loads(said)["drills"][0]["blinded"][0]["name"] == "X-1"


def test_wrong_words_on_the_command_line_say_what_to_write() -> None:
    status, said = run("score-rules", str(FOLDER), "--from", "2024-01-01", "--horizon", "soon")
    assert status == 64
    assert "'soon' is no number of days; write it as 90d" in said
    status, said = run("score-rules", str(FOLDER), "--from", "2024-01-01", "--budget", "0/month")
    assert "'0/month' is no budget; write it as 2/month, above 0" in said


def test_python_gets_frames(tmp_path: Path) -> None:
    store = tmp_path / "store"
    scores = facta.score_rules(FOLDER, start="2024-01-01", end="2024-12-31", store=store)
    assert scores.height == 4
    assert scores["rule"][0] == "X-1/threshold-1"
    boards = facta.replay(FOLDER, start="2024-01-01", end="2024-03-31", every="month", store=store)
    assert boards["as_of"].unique().len() == 3
    lost = facta.drill(FOLDER, without="figures", as_of="2024-03-20", store=store)
    assert lost["name"].to_list() == ["X-2"]
