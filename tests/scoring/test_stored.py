"""A scorecard is kept beside the store, and shown only of the same case and not of a later day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from scipy.stats import beta

import facta
from facta.cli import main
from facta.publishing import publish
from facta.scoring.boards import replay, replayed_as
from facta.scoring.cards import Terms
from facta.scoring.drill import drilled
from facta.scoring.said import Said, Told
from facta.scoring.scorecards import score_rules
from facta.scoring.stored import Kept, keep, keep_said, kept
from facta.views import replays
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
    days = [date(2024, month, 28) for month in (2, 3, 4)]
    boards = tuple(replay(turning.case, turning.records, days))
    replayed = replayed_as(turning.case, turning.records, boards, every="month", argued=False)
    for made in (card, drills, replayed):
        keep(tmp_path, made)
    found = kept(tmp_path, turning.case, date(2024, 12, 31))
    assert found == Kept(card=card, drilled=drills, replayed=replayed)
    assert kept(tmp_path, turning.case, date(2024, 4, 27)).replayed is None


def test_alerts_told_after_the_day_do_not_count_among_the_useful(turning: Open, tmp_path: Path) -> None:
    level = ("level", "a level changed")
    told = [
        Told(rule=level[0], says=level[1], subject="X-1", as_of=date(2024, month, 1), useful=useful)
        for month, useful in ((1, True), (2, False), (3, None), (9, True))
    ]
    keep_said(tmp_path, Said(case=turning.case.name, told=tuple(told)))
    edited = turning.case.model_copy(update={"digest": "0" * 64})
    (found,) = kept(tmp_path, edited, date(2024, 6, 1)).said
    assert (found.rule, found.told, found.judged, found.useful) == ("level", 3, 2, 1)
    assert (found.low, found.high) == pytest.approx((beta.ppf(0.05, 1, 2), beta.ppf(0.95, 2, 1)))
    assert kept(tmp_path, edited, date(2023, 12, 31)).said == ()


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
    assert confidence(edition.kept.card).endswith(
        "1 of 4 turning points, labelled in hindsight, told by no rule."
    )


def test_the_site_and_the_brief_show_the_replay_once_it_is_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    opened = facta.open_case(FOLDER, store=store)
    publish(opened.edition("2024-12-31"), tmp_path / "before")
    page = (tmp_path / "before" / "replay.html").read_text(encoding="utf-8")
    assert "facta replay turning --from 2016-01-01 --to 2024-12-31 --every month" in page
    assert "Nobody has replayed the board by this day" in page
    span = ("--from", "2024", "--to", "2024-12-31", "--every", "month", "--store", str(store))
    assert run("replay", str(FOLDER), *span)[0] == 0
    edition = opened.edition("2024-12-31")
    assert edition.kept is not None
    replayed = edition.kept.replayed
    assert replayed is not None
    assert (replayed.start, replayed.end, len(replayed.boards)) == (date(2024, 1, 31), date(2024, 12, 31), 12)
    publish(edition, tmp_path / "after")
    page = (tmp_path / "after" / "replay.html").read_text(encoding="utf-8")
    assert replays.headline(replayed) in page
    assert page.count("<svg") >= 2
    assert "To 31 Mar 2024: 2 moved" in page.replace("\N{NO-BREAK SPACE}", " ")
    brief = tmp_path / "brief.md"
    asked = ("--as-of", "2024-12-31", "--pages", "4", "--out", str(brief), "--store", str(store))
    assert run("brief", str(FOLDER), *asked)[0] == 0
    assert replays.confidence(replayed) in brief.read_text(encoding="utf-8")


def test_a_strand_counts_all_it_assessed_whichever_way_they_point(flagship: Open) -> None:
    (board,) = replay(flagship.case, flagship.records, [date(2026, 6, 1)])
    standings = flagship.assess("2026-06-01").standings
    assert sum(board.assessed) == sum(one.level is not None for one in standings)
    assert sum(board.off) == sum(bool(one.level) for one in standings)
    assert sum(board.off) > sum(strand.deepening + strand.straining for strand in board.strands)


def test_with_analyses_a_replay_says_which_verdicts_moved(flagship: Open) -> None:
    days = [date(2026, 3, 1), date(2026, 6, 1)]
    plain, argued = (list(replay(flagship.case, flagship.records, days, argued=one)) for one in (False, True))
    assert [board.moved for board in argued] == [board.moved for board in plain]
    assert plain[1].verdicts == ()
    assert all(was != now for _, was, now, _ in argued[1].verdicts)
    assert argued[1].verdicts


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*words])
    return done.exit_code, done.output


def test_the_commands_print_what_was_found(tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "store"))
    case = str(FOLDER)
    span = ("--from", "2024-01-01", "--to", "2024-12-31")
    status, said = run("score-rules", case, *span, "--every", "day", "--horizon", "60d", *store)
    assert status == 0
    assert "2 of 3: 14–98 %" in said
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
    for command in ("score-rules", "replay"):
        status, said = run(command, str(FOLDER), "--from", "2024-06-01", "--to", "2024-01-01")
        assert status == 64
        assert "the first day, 2024-06-01, lies after the last, 2024-01-01: name them the other way" in said


def test_a_year_begins_on_its_first_day_and_ends_on_its_last(tmp_path: Path) -> None:
    opened = facta.open_case(FOLDER, store=tmp_path / "store")
    assert (opened.first_day("2024"), opened.day("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (opened.first_day("2024-03"), opened.first_day("2024-03-04")) == (
        date(2024, 3, 1),
        date(2024, 3, 4),
    )
    assert opened.first_day("today") == opened.today


def test_on_a_narrow_terminal_a_rule_takes_some_lines_and_none_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    span = ("--from", "2024-01-01", "--to", "2024-12-31", "--store", str(tmp_path / "store"))
    _, said = run("score-rules", str(FOLDER), *span)
    assert max(len(line) for line in said.splitlines() if not line.startswith("Kept: ")) <= 80
    lines = said[said.index("Rules that spoke") :].splitlines()
    assert lines[1].startswith("X-1/threshold-1  Clashes at the river")
    assert lines[2] == "  a month: 0.25; true, 90 %: 2 of 2: 5–100 %, 1 apart, 1 open; by chance: 92 %;"


def test_python_gets_frames(tmp_path: Path) -> None:
    store = tmp_path / "store"
    scores = facta.score_rules(FOLDER, start="2024-01-01", end="2024-12-31", store=store)
    assert scores.height == 4
    assert scores["rule"][0] == "X-1/threshold-1"
    boards = facta.replay(FOLDER, start="2024-01-01", end="2024-03-31", every="month", store=store)
    assert boards["as_of"].unique().len() == 3
    lost = facta.drill(FOLDER, without="figures", as_of="2024-03-20", store=store)
    assert lost["name"].to_list() == ["X-2"]
