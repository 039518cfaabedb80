import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from facta.models.pooling import pooled, simple

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
KEPT = [10, 8, 12, 5, 6, 9, 10, 1, 3, 4, 5, 2]
DUE = [12, 9, 13, 5, 10, 14, 12, 8, 3, 4, 5, 2]


@pytest.mark.outside
def test_the_rat_tumours_give_the_printed_means_whatever_the_grid() -> None:
    path = REFERENCE / "reliability" / "rat_tumours.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        rows = [(float(row["tumours"]), float(row["rats"])) for row in csv.DictReader(lines)]
    kept, due = [kept for kept, _ in rows], [due for _, due in rows]
    assert (len(rows), sum(kept), sum(due)) == (71, 267, 1739)
    for found in (pooled(kept, due), pooled(kept, due, nodes=64), pooled(kept, due, least=0.01)):
        assert found.alpha is not None
        assert found.beta is not None
        assert (round(found.alpha, 2), round(found.beta, 2)) == (2.40, 14.32)
        assert found.caution == ""


@pytest.mark.outside
def test_exact_limits_are_those_of_r() -> None:
    path = REFERENCE / "divergence" / "binom_clopper_pearson_R.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        rows = [{key: float(text) for key, text in row.items()} for row in csv.DictReader(lines)]
    assert rows
    for row in rows:  # R gives 95 % limits, which lie outside those of 90 %
        found = simple(row["x"], row["n"])
        assert row["lo"] <= found.exact_low90 <= found.exact_low80
        assert found.exact_high80 <= found.exact_high90 <= row["hi"]


@pytest.mark.parametrize(("kept", "of"), [(0, 1), (3, 3), (3, 20), (17, 20), (500, 1000)])
def test_limits_of_a_rate_by_itself_are_those_of_scipy(kept: int, of: int) -> None:
    found = simple(kept, of)
    for central, low, high in (
        (0.8, found.exact_low80, found.exact_high80),
        (0.9, found.exact_low90, found.exact_high90),
    ):
        other = stats.binomtest(kept, of).proportion_ci(central, method="exact")
        assert (low, high) == pytest.approx((other.low, other.high), abs=1e-9)
    beta = stats.beta(kept + 0.5, of - kept + 0.5)
    assert (found.low80, found.high80) == pytest.approx(beta.interval(0.8), rel=1e-9)
    assert (found.low90, found.high90) == pytest.approx(beta.interval(0.9), rel=1e-9)
    assert found.mean == pytest.approx(beta.mean())


@pytest.mark.parametrize(
    ("kept", "of"),
    [([3], [3]), ([3, 0], [3, 3]), ([3, 2, 1, 0], [3, 3, 1, 2]), ([500], [1000]), (KEPT, DUE)],
)
def test_a_grid_twice_as_fine_moves_nothing(kept: list[float], of: list[float]) -> None:
    one, fine = pooled(kept, of), pooled(kept, of, nodes=64)
    for a, b in zip((one, *one.groups, one.newcomer), (fine, *fine.groups, fine.newcomer), strict=True):
        assert (a.mean, a.low80, a.high80) == pytest.approx((b.mean, b.low80, b.high80), abs=5e-4)
        assert (a.low90, a.high90) == pytest.approx((b.low90, b.high90), abs=5e-4)
    assert one.strength_high80 == pytest.approx(fine.strength_high80, rel=0.01)


def test_few_outcomes_are_drawn_in_farther_than_many() -> None:
    found = pooled([*KEPT, 0, 0], [*DUE, 1, 20])
    one, many = found.groups[-2:]
    assert found.mean > one.mean > many.mean > 0
    assert one.high90 - one.low90 > many.high90 - many.low90


def test_a_group_of_which_nothing_is_known_gets_the_answer_of_the_population() -> None:
    found = pooled([*KEPT, 0], [*DUE, 0])
    without = pooled(KEPT, DUE)
    assert found.groups[-1] == found.newcomer == without.newcomer
    assert found.newcomer.mean == pytest.approx(found.mean, abs=1e-6)
    assert found.newcomer.low90 < found.low90 < found.high90 < found.newcomer.high90


def test_one_group_by_itself_says_little_of_a_population() -> None:
    found = pooled([500], [1000])
    assert found.groups[0].mean == pytest.approx(0.5, abs=1e-6)
    assert found.groups[0].high90 - found.groups[0].low90 < 0.06
    assert found.high90 - found.low90 > 0.5
    assert found.alpha is None
    assert found.beta is None
    assert "do not say how much they differ" in found.caution


def test_all_kept_and_all_broken_are_mirror_images_and_never_certain() -> None:
    kept, broken = pooled([3, 3, 1, 2], [3, 3, 1, 2]), pooled([0, 0, 0, 0], [3, 3, 1, 2])
    for a, b in zip((kept, *kept.groups), (broken, *broken.groups), strict=True):
        assert (a.mean, a.low80, a.low90) == pytest.approx((1 - b.mean, 1 - b.high80, 1 - b.high90), abs=1e-6)
    assert 0.85 < kept.mean < 0.95
    assert kept.low90 < 0.7
    assert kept.newcomer.low90 < 0.5


def test_where_every_group_is_all_or_nothing_the_bound_decides() -> None:
    low90 = [pooled([3, 0], [3, 3], least=least).groups[0].low90 for least in (0.1, 1, 2)]
    assert low90 == sorted(low90, reverse=True)
    assert low90[0] - low90[2] > 0.2


def test_parts_of_a_promise_count_in_part() -> None:
    means = [pooled([kept, 3, 2], [4, 4, 3]).groups[0].mean for kept in (1, 1.5, 2)]
    assert means == sorted(means)
    assert simple(0.5, 1).mean == 0.5


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4))
def test_order_of_groups_does_not_matter(groups: list[tuple[int, int]]) -> None:
    pairs = [(float(kept), float(kept + broken)) for kept, broken in groups]
    if not sum(of for _, of in pairs):
        return
    mixed = sorted(pairs)
    one = pooled([kept for kept, _ in pairs], [of for _, of in pairs], nodes=16)
    two = pooled([kept for kept, _ in mixed], [of for _, of in mixed], nodes=16)
    assert one.mean == pytest.approx(two.mean, abs=1e-9)
    assert sorted(group.low90 for group in one.groups) == pytest.approx(
        sorted(group.low90 for group in two.groups), abs=1e-7
    )
    for group in one.groups:
        assert group.low90 <= group.low80 <= group.high80 <= group.high90


@pytest.mark.parametrize(
    ("kept", "of", "words"),
    [([1], [1, 2], "there are 1 and 2"), ([3], [2], "kept lie between"), ([0], [0], "nothing was due")],
)
def test_what_gives_no_rate_is_refused(kept: list[float], of: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        pooled(kept, of)


def test_a_single_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was due"):
        simple(0, 0)


@pytest.mark.parametrize("settings", [{"least": 0}, {"nodes": 4}])
def test_a_grid_without_a_bound_or_points_is_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="8 points a side"):
        pooled([1], [2], **settings)
