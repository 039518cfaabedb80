"""The country-month challenge of VIEWS: what others' forecasts score, and what ours do."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from facta.models.scores import crps_draws

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "views.py"
FOLDER = Path(__file__).parents[4] / "shared" / "data" / "views"
ZERO = {2018: 24.13, 2019: 23.02, 2020: 32.04, 2021: 87.34}
CONFLICTOLOGY = {2019: 9.15, 2020: 21.34, 2021: 76.85}  # of 2018 a month is of a vintage that is not here
MIX = {2018: 12.28, 2019: 7.19}  # of exponential weights, as published: the least of others
PARTICIPANT = {2018: 14.09, 2019: 9.34, 2020: 21.88, 2021: 78.20}


@pytest.fixture(scope="module")
def views() -> ModuleType:
    if not (FOLDER / "cm_actuals_2018.parquet").exists():
        pytest.skip("no folder of the challenge beside the repository")
    spec = importlib.util.spec_from_file_location("views", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["views"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.outside
def test_the_anchors_score_what_was_published(views: ModuleType) -> None:
    challenge = views.read(FOLDER)
    for year, came in challenge.came.items():
        history = challenge.history(year, revised=True)
        assert float(crps_draws(views.zero(history), came).mean()) == pytest.approx(ZERO[year], abs=0.006)
        if year in CONFLICTOLOGY:
            found = float(crps_draws(views.conflictology(history), came).mean())
            assert found == pytest.approx(CONFLICTOLOGY[year], abs=0.006)
        given = views.participant(FOLDER, year)
        assert float(crps_draws(given, came).mean()) == pytest.approx(PARTICIPANT[year], abs=0.006)


@pytest.mark.outside
def test_the_history_is_solved_exactly_and_ends_with_the_october_before(views: ModuleType) -> None:
    challenge = views.read(FOLDER)
    assert challenge.known.min() >= 0
    assert challenge.history(2018).shape == (191, 23)
    syria = challenge.countries.index(220)
    assert challenge.history(2018)[syria, 0] == 17125  # December 2015, deaths of a year without a month
    for year in challenge.came:
        np.testing.assert_array_equal(
            challenge.history(year), challenge.known[:, : challenge.history(year).shape[1]]
        )


@pytest.mark.outside
def test_no_history_knows_what_came_later(views: ModuleType) -> None:
    challenge = views.read(FOLDER)
    for revised in (False, True):
        before = {year: challenge.history(year, revised=revised) for year in challenge.came}
        for year, history in before.items():
            months = history.shape[1]
            known = challenge.known.copy()
            known[:, months:] = 1e6
            came = {other: np.where(other < year, counts, 1e6) for other, counts in challenge.came.items()}
            if year - 1 in came:
                came[year - 1][:, 10:] = 1e6  # November and December
            later = views.Challenge(challenge.countries, known, came)
            np.testing.assert_array_equal(later.history(year, revised=revised), history)


@pytest.mark.outside
def test_later_years_are_read_as_they_come(views: ModuleType, tmp_path: Path) -> None:
    for file in FOLDER.glob("*.parquet"):
        shutil.copy(file, tmp_path)
    for name, next_name, more in (
        ("cm_features_to_oct2020", "cm_features_to_oct2021", 12),
        ("cm_actuals_2021", "cm_actuals_2022", 12),
        ("cm_actuals_2021", "cm_actuals_2024", 36),  # whose history is not there
    ):
        table = pl.read_parquet(tmp_path / f"{name}.parquet")
        table.with_columns(pl.col("month_id") + more).write_parquet(tmp_path / f"{next_name}.parquet")
    challenge = views.read(tmp_path)
    assert list(challenge.came) == [2018, 2019, 2020, 2021, 2022]
    assert challenge.history(2022).shape == (191, 71)
    assert views.participant(tmp_path, 2022) is None
    (tmp_path / "cm_features_to_oct2019.parquet").unlink()
    with pytest.raises(ValueError, match="features: not every country has every month"):
        views.read(tmp_path)


@pytest.mark.outside
def test_our_pool_scores_what_its_page_says(views: ModuleType) -> None:
    challenge = views.read(FOLDER)
    for year, figure, ignorance in ((2018, 11.87, 0.57), (2019, 7.16, 0.53)):
        found = views.score(views.pool(challenge.history(year)), challenge.came[year])
        assert found.crps.mean() == pytest.approx(figure, rel=0.01)
        assert found.ignorance.mean() < ignorance + 0.01
        assert found.crps.mean() < min(MIX[year], PARTICIPANT[year])
