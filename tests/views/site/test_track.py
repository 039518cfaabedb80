"""Whether the forecasts can be believed stands on a page, and what they expect wherever it matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from made import Read, filed
from test_russian import left, names

from facta.forecasts import remembered, stored
from facta.forecasts.backtest import backtest, origins
from facta.forecasts.ledger import open_ledger
from facta.forecasts.trajectories import trajectory_record
from facta.views import foreseen, ranges, site
from tests.forecasts.foretold import DAYS, LAST, foretold

TIES = {0xA0: " ", 0x202F: " ", 0x2060: None}

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open
    from facta.views.edition import Edition


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Open:
    made = foretold(tmp_path_factory.mktemp("foretold"))
    assert made.folder is not None
    tested = backtest(made.case, made.records, date(2024, 1, 1), date(2025, 6, 30), every="quarter")
    stored.keep(made.folder, tested.card)
    return made


@pytest.fixture(scope="module")
def edition(opened: Open) -> Edition:
    return opened.edition(LAST)


def read(edition: Edition, path: str) -> Read:
    """Read a page as a reader does, to whom a space that holds two words is a space."""
    page = Read(site.page(edition, path, filed()))
    page.text = [said.translate(TIES) for said in page.text]
    return page


def test_live_scores_and_hindsight_stand_apart_each_kind_with_its_label(edition: Edition) -> None:
    page = read(edition, "track-record")
    seen = edition.foreseen
    assert seen is not None
    assert seen.record is not None
    assert seen.backtest is not None
    assert foreseen.headline(seen) in page.said
    ids = page.values("id")
    assert ids.index("h-live") < ids.index("h-backtest")
    verdicts = [one for one in page.values("class") if one.startswith("verdict")]
    assert len(verdicts) == len(seen.record.scores) + len(seen.backtest.scores)
    assert "Families are never added up" in page.said
    assert "never added to the live scores" in page.said


def test_every_label_without_skill_is_loud(edition: Edition) -> None:
    page = site.page(edition, "track-record", filed())
    loud = page.count('class="verdict unshown">')
    unshown = (f'class="verdict unshown">{label}</span>' for label in ("no skill shown", "too few to tell"))
    assert 0 < loud == sum(page.count(one) for one in unshown)
    assert page.count('class="verdict">') == page.count('class="verdict">skill shown</span>')


def test_the_ledger_shows_its_seal_and_how_to_verify_it(edition: Edition) -> None:
    page = read(edition, "track-record").said
    assert edition.foreseen is not None
    assert edition.foreseen.head in page
    assert f"{edition.foreseen.entries:,}" in page
    assert "facta ledger verify river" in page


def test_answers_lead_to_their_indicators_with_what_was_forecast(edition: Edition) -> None:
    page = read(edition, "track-record")
    seen = edition.foreseen
    assert seen is not None
    assert seen.record is not None
    newest = seen.record.resolved[0]
    assert newest.question.text in page.said
    assert foreseen.given(newest) in page.said
    assert "/indicators/X-1" in page.values("href")


def test_words_are_judged_by_family_with_their_counts(edition: Edition) -> None:
    page = read(edition, "track-record")
    seen = edition.foreseen
    assert seen is not None
    assert seen.record is not None
    data = foreseen.rated(seen.record.terms, "counts")
    assert data.rows
    assert sum(row.n for row in data.rows) == next(
        one.n for one in seen.record.scores if one.family == "counts"
    )
    assert f"counts: {foreseen.calibrated(data)}" in page.said
    assert f"of {data.rows[0].n:,}" in page.said


def test_the_board_names_a_few_signposts_with_word_number_and_range(edition: Edition) -> None:
    page = read(edition, "")
    seen = edition.foreseen
    assert seen is not None
    found = foreseen.nearest(seen)
    assert 0 < len(found) <= 5
    assert len({one.question.indicator for one in found}) == len(found)
    for one in found:
        said = foreseen.near(one, seen)
        assert said.text in page.said
        assert said.chance in page.said
        assert f"Before: {said.before}." in page.said
        assert said.label in page.said


def test_an_indicator_draws_what_is_expected_beside_what_was(edition: Edition) -> None:
    page = site.page(edition, "indicators/X-1", filed())
    assert edition.foreseen is not None
    standing = next(one for one in edition.assessment.standings if one.indicator == "X-1")
    data = ranges.fan(standing, edition.foreseen)
    assert data is not None
    assert (data.as_of, data.made) == (LAST, DAYS[-2])
    assert data.before
    assert "80 % as expected on 31 Jul 2025" in page
    assert "Open questions" in page
    assert "Nothing is asked of it" not in page


def test_a_chance_that_was_not_given_before_is_a_first_forecast(edition: Edition) -> None:
    page = read(edition, "indicators/X-1").said
    assert "Before: first forecast." in page


def test_a_board_of_a_day_before_all_forecasts_says_which_command_makes_them(opened: Open) -> None:
    early = opened.edition(DAYS[0] - timedelta(days=1))
    command = f"facta forecast river --as-of {DAYS[0] - timedelta(days=1)}"
    assert [read(early, path).said.count(command) for path in ("", "track-record", "indicators/X-1")] == [
        1,
        1,
        1,
    ]
    assert "Nothing was forecast by this day" in read(early, "track-record").said


def test_a_ledger_that_was_edited_is_said_and_not_shown(tmp_path: Path) -> None:
    made = foretold(tmp_path, DAYS[:1])
    path = open_ledger(tmp_path, made.case.name).path
    path.write_bytes(path.read_bytes().replace(b'"probability":0', b'"probability":1', 1))
    page = read(made.edition(DAYS[0]), "track-record").said
    assert "is not what was written, and nothing in it is shown" in page
    assert "Nearest to firing" not in page


def test_trajectories_show_their_record_and_say_what_is_hindsight(flagship: Open, tmp_path: Path) -> None:
    assert flagship.folder is not None
    end = date(2026, 5, 31)
    made = trajectory_record(flagship.case, flagship.records, origins(date(2025, 7, 1), end, "quarter"))
    remembered.keep(tmp_path, flagship.case, end, made)
    edition = replace(flagship, folder=tmp_path).edition("2026-06-01")
    page = read(edition, "trajectories")
    assert "Their record" in page.said
    assert "stays as it is" in page.said
    assert "hindsight, their authors knew what came" in page.said
    early = replace(flagship, folder=tmp_path).edition("2026-05-01")
    assert "Their record" not in read(early, "trajectories").said


@pytest.mark.parametrize("path", ["", "track-record", "indicators/X-1", "indicators/X-2"])
def test_a_russian_page_of_forecasts_marks_what_is_english(edition: Edition, path: str) -> None:
    page = site.page(edition, path, filed(language="ru"))
    assert left(page, names(edition.assessment)) == set()
    ours, theirs = Read(page), read(edition, path)
    assert ours.values("id") == theirs.values("id")
    assert ours.values("href") == theirs.values("href")
