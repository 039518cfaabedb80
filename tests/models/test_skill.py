import csv
from pathlib import Path

import numpy as np
import pytest

from facta.models.refusal import Refusal
from facta.models.skill import Difference, Skill, diebold_mariano, skill_score

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "scores"


def rows(name: str) -> list[dict[str, float]]:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return [{key: float(text) for key, text in row.items()} for row in csv.DictReader(lines)]


def skill(scores: list[float] | np.ndarray, reference: list[float] | np.ndarray, **how: object) -> Skill:
    found = skill_score(scores, reference, generator=np.random.default_rng(5), **how)  # type: ignore[arg-type]
    assert isinstance(found, Skill)
    return found


@pytest.mark.outside
def test_the_statistic_and_p_of_a_difference_are_those_of_r() -> None:
    errors = np.array([[row["e1"], row["e2"]] for row in rows("dm_input.csv")])
    for case in rows("dm_test_forecast_pkg.csv"):
        losses = np.abs(errors) ** case["power"]
        found = diebold_mariano(losses[:, 0], losses[:, 1], ahead=int(case["h"]))
        assert isinstance(found, Difference)
        assert found.statistic == pytest.approx(case["stat"], rel=1e-10)
        assert found.p == pytest.approx(case["p"], rel=1e-10)


def test_forecasters_the_other_way_round_have_the_mirrored_difference() -> None:
    one, two = np.random.default_rng(6).exponential(size=(2, 40))
    there, back = diebold_mariano(one, two, ahead=2), diebold_mariano(two, one, ahead=2)
    assert isinstance(there, Difference)
    assert isinstance(back, Difference)
    assert (there.statistic, there.low95) == pytest.approx((-back.statistic, -back.high95))
    assert there.low95 < there.low80 < there.difference < there.high80 < there.high95
    assert (there.p < 0.05) == (not there.low95 < 0 < there.high95)


def test_forecasters_that_never_differ_are_not_compared() -> None:
    assert isinstance(diebold_mariano([1.0] * 20, [1.0] * 20), Refusal)
    assert isinstance(diebold_mariano([1.0] * 20, [3.0] * 20), Refusal)
    assert isinstance(diebold_mariano([1.0, 2.0], [2.0, 2.0]), Refusal)
    assert isinstance(diebold_mariano([1.0, np.nan] * 8, [2.0, 2.5] * 8), Refusal)
    assert isinstance(diebold_mariano([0.0, 2.0] * 8, [1.0, 1.0] * 8, ahead=2), Refusal)
    with pytest.raises(ValueError, match="their shapes"):
        diebold_mariano([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="1 period ahead"):
        diebold_mariano([1.0], [1.0], ahead=0)


def test_skill_is_the_share_of_the_references_score_that_is_saved() -> None:
    found = skill(np.full(8, 1.0), np.full(8, 4.0))
    assert (found.skill, found.low95, found.high95) == (0.75, 0.75, 0.75)
    assert (found.score, found.reference, found.n, found.clusters) == (1.0, 4.0, 8, 8)


def test_the_interval_of_skill_holds_the_true_one_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(7)
    inside80 = inside95 = 0
    for _ in range(300):
        reference = generator.gamma(2.0, size=12)
        scores = 0.7 * reference * generator.uniform(0.5, 1.5, size=12)
        found = skill_score(scores, reference, generator=generator, resamples=600)
        assert isinstance(found, Skill)
        inside80 += found.low80 <= 0.3 <= found.high80
        inside95 += found.low95 <= 0.3 <= found.high95
    assert 0.74 <= inside80 / 300 <= 0.88
    assert 0.91 <= inside95 / 300 <= 0.99


def test_questions_of_one_cluster_count_together() -> None:
    generator = np.random.default_rng(8)
    reference = np.repeat(generator.gamma(2.0, size=8), 20)
    scores = reference * np.repeat(generator.uniform(0.2, 1.8, size=8), 20)
    alone, together = skill(scores, reference), skill(scores, reference, clusters=np.repeat(range(8), 20))
    assert together.high95 - together.low95 > 2 * (alone.high95 - alone.low95)
    assert (alone.clusters, together.clusters) == (160, 8)


def test_skill_is_not_shown_of_little() -> None:
    def refused(scores: list[float], reference: list[float]) -> str:
        found = skill_score(scores, reference, generator=np.random.default_rng(1))
        assert isinstance(found, Refusal)
        return found.reason

    assert refused([1.0] * 4 + [np.nan], [2.0] * 5) == "5 questions or more show skill; there are 4"
    assert refused([1.0] * 5, [0.0] * 5) == "the reference is never wrong, so that nothing can be saved"
    assert refused([np.inf] * 5, [1.0] * 5) == "a score is infinite: a certainty was wrong"
    with pytest.raises(ValueError, match="scores of 0 or more"):
        skill([-1.0] * 5, [1.0] * 5)
    with pytest.raises(ValueError, match="has a cluster"):
        skill([1.0] * 5, [1.0] * 5, clusters=[1, 2])


def test_the_same_generator_gives_the_same_interval() -> None:
    one, two = np.random.default_rng(9).exponential(size=(2, 30))
    assert skill(one, two) == skill(one, two)
