"""The country-month challenge of VIEWS: what others' forecasts score, and what ours do."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from facta.models.scores import crps_draws

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "views.py"
FOLDER = Path(__file__).parents[4] / "shared" / "data" / "views"
ZERO = {2018: 24.13, 2019: 23.02, 2020: 32.04, 2021: 87.34}
CONFLICTOLOGY = {2019: 9.15, 2020: 21.34, 2021: 76.85}  # of 2018 a month is of a vintage that is not here
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
def test_our_pool_scores_what_its_page_says(views: ModuleType) -> None:
    challenge = views.read(FOLDER)
    for year, figure, ignorance in ((2018, 11.8, 0.57), (2019, 7.2, 0.53)):
        found = views.score(views.pool(challenge.history(year)), challenge.came[year])
        assert found.crps.mean() == pytest.approx(figure, rel=0.03)
        assert found.ignorance.mean() < ignorance + 0.02
        assert found.crps.mean() < PARTICIPANT[year]
