"""A case of another pair, from another kind of source: Russia and Ukraine, 2014, and its turning points."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from facta.api import Open, open_case
from facta.checking import check_case
from facta.cli import main

CASE = Path(__file__).parent / "cases/russia-ukraine-2014"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NAMED = {
    "Others",
    "Sergey_Viktorovich_Lavrov",
    "Dmitry_Anatolyevich_Medvedev",
    "Arseniy_Yatsenyuk",
    "Pavlo_Klimkin",
    "Russian_Navy",
    "Security_Council_of_the_Russian_Federation",
    "Security_Service_of_Ukraine",
    "Ukrainian_National_Guard",
    "Verkhovna_Rada",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("second") / "store"


@pytest.fixture(scope="module")
def opened(store: Path) -> Open:
    return open_case(CASE, store=store, now=NOW)


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    with zipfile.ZipFile(CASE / "data/events-2014.zip") as archive:
        (name,) = archive.namelist()
        return pl.read_csv(io.BytesIO(archive.read(name)), separator="\t", quote_char=None)


def _standing(opened: Open, day: date) -> dict[str, tuple[int | None, str]]:
    return {one.indicator: (one.level, one.direction) for one in opened.assess(day).standings}


def _board(store: Path, day: str, folder: Path) -> str:
    words = ["run", str(CASE), "--store", str(store), "--as-of", day, "--brief", str(folder / "brief.html")]
    result = CliRunner().invoke(main, words, env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_case_has_no_mistake_and_six_indicators() -> None:
    case, records = check_case(CASE, today=NOW.date())
    assert (len(case.indicators), records) == (6, 90_730)


def test_before_crimea_nothing_is_off_its_baseline(opened: Open) -> None:
    levels = {level for level, _ in _standing(opened, date(2014, 2, 24)).values()}
    assert levels <= {0, None}


def test_crimea_shows_in_deeds_and_in_the_words_of_both(opened: Open) -> None:
    found = _standing(opened, date(2014, 3, 31))
    assert found["DEEDS-RU"] == (2, "straining")
    assert found["WORDS-RU"] == (2, "straining")
    assert found["WORDS-UA"] == (2, "straining")
    assert found["DEEDS-EAST"][0] == 0


def test_the_war_in_the_east_shows_in_may_and_june(opened: Open) -> None:
    for day in (date(2014, 5, 5), date(2014, 6, 9)):
        found = _standing(opened, day)
        assert found["DEEDS-EAST"] == (2, "straining")
        assert found["DEEDS-RU"][0] == 0


def test_the_talks_of_august_show_before_minsk(opened: Open) -> None:
    assert _standing(opened, date(2014, 8, 18))["TALKS"] == (2, "deepening")


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ("2014-03-31", "Russia against Ukraine            ··■■│····"),
        ("2014-05-05", "Ukraine and armed groups          ··■■│····"),
        ("2014-08-18", "“Talks, of all events             ····│■■··"),
    ],
)
def test_the_board_shows_each_turn(store: Path, opened: Open, tmp_path: Path, day: str, line: str) -> None:
    assert opened.case.name == "russia-ukraine-2014"
    assert line in _board(store, day, tmp_path)


def test_a_figure_can_be_followed_back_to_its_row(opened: Open) -> None:
    events = opened.records.events(date(2014, 4, 1))
    of = (pl.col("actor") == "RUS") & (pl.col("target") == "UKR") & (pl.col("kind") == "coerce")
    rows = events.filter(of).sort("start")
    assert rows["code"].to_list() == ["1711", "1711"]
    assert rows["start"].to_list() == [date(2014, 3, 25), date(2014, 3, 26)]
    assert rows["publisher"].unique().to_list() == ["ICEWS"]


def test_the_table_names_no_person_but_four_holders_of_offices(table: pl.DataFrame) -> None:
    names = set(table["subject"]) | set(table["object"])
    assert {name for name in names if not name.endswith(("_(Russia)", "_(Ukraine)"))} == NAMED


def test_the_table_holds_every_event_of_the_year(table: pl.DataFrame) -> None:
    assert table.height == 90_730
    assert (table["day"].min(), table["day"].max()) == ("2014-01-01", "2014-12-31")
