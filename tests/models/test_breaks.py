import csv
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import erfcx

from facta.models.breaks import Breaks, SupF, _reach, breaks, sup_f, sup_f_p
from facta.models.refusal import Refusal

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "regimes"
# Andrews (2003): 10, 5 and 1 % of the sup-F that leaves out 15 % on either side.
PUBLISHED = {1: (7.12, 8.68, 12.16), 2: (10.0, 11.72, 15.56), 3: (12.28, 14.13, 18.07)}


def column(name: str, key: str) -> list[float]:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return [float(row[key]) for row in csv.DictReader(lines)]


def found(values: list[float], **given: float) -> Breaks:
    answer = breaks(values, **given)  # type: ignore[arg-type]
    assert isinstance(answer, Breaks)
    return answer


@pytest.mark.outside
def test_the_level_of_the_nile_breaks_in_1898_as_strucchange_has_it() -> None:
    flow = column("nile.csv", "flow")
    answer = found(flow)
    for name, mine in (("RSS", answer.squares), ("BIC", answer.criteria)):
        assert mine == pytest.approx(column("nile_strucchange_rss_bic.csv", name), rel=1e-12)
    (only,) = answer.breaks
    ends = [column("nile_confint.csv", key)[0] for key in ("2.5 %", "breakpoints", "97.5 %")]
    assert [only.low95 + 1, only.last + 1, only.high95 + 1] == ends
    test = sup_f(flow)
    assert isinstance(test, SupF)
    assert test.statistics == pytest.approx(column("nile_Fstats.csv", "F"), rel=1e-10)
    assert test.largest == pytest.approx(75.9297694274854, rel=1e-12)
    assert (test.last, 1871 + test.last) == (27, 1898)
    assert test.p < 1e-15


@pytest.mark.outside
def test_the_real_interest_rate_breaks_where_bai_and_perron_have_it() -> None:
    answer = found(column("realint.csv", "r"))
    assert answer.squares == pytest.approx(column("realint_strucchange.csv", "RSS"), rel=1e-12)
    assert answer.criteria == pytest.approx(column("realint_strucchange.csv", "BIC"), rel=1e-12)
    assert [place + 1 for place in answer.positions[3]] == column("realint_bp3.csv", "b3")
    assert [one.last + 1 for one in answer.breaks] == column("realint_bp2.csv", "b2")


@pytest.mark.outside
def test_breaks_of_a_regression_are_those_of_strucchange() -> None:
    drivers = [column("seatbelt.csv", key) for key in ("ylag1", "ylag12")]
    design = [[1.0, *row] for row in zip(*drivers, strict=True)]
    answer = breaks(column("seatbelt.csv", "y"), design, most=8, shortest=0.1)
    assert isinstance(answer, Breaks)
    assert answer.squares == pytest.approx(column("seatbelt_strucchange.csv", "RSS"), rel=1e-9)
    assert answer.criteria == pytest.approx(column("seatbelt_strucchange.csv", "BIC"), rel=1e-9)
    assert [place + 1 for place in answer.positions[2]] == column("seatbelt_bp2.csv", "b2")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=10, max_size=14), st.integers(1, 2))
def test_no_set_of_breaks_leaves_a_smaller_sum_of_squares(values: list[int], number: int) -> None:
    answer = breaks([float(x) for x in values], most=2, shortest=0.2)
    if isinstance(answer, Refusal) or len(answer.squares) <= number:
        return
    y, h = np.array(values, dtype=float), 2

    def left(places: tuple[int, ...]) -> float:
        return sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(y, places))

    tried = [
        left(places)
        for places in combinations(range(1, len(y)), number)
        if min(np.diff((0, *places, len(y)))) >= h
    ]
    assert answer.squares[number] == pytest.approx(min(tried), rel=1e-9, abs=1e-9)


def test_units_and_the_direction_of_time_do_not_move_a_break() -> None:
    values = np.random.default_rng(4).standard_normal(60) + np.where(np.arange(60) < 25, 0, 3)
    one = found(values.tolist())
    for other in (found((1e6 * values + 1e9).tolist()), found((-values).tolist())):
        assert other.breaks == one.breaks
    back = found(values[::-1].tolist())
    assert [58 - b.last for b in reversed(back.breaks)] == [b.last for b in one.breaks]


@pytest.mark.parametrize("coefficients", PUBLISHED)
def test_published_cuts_have_nearly_their_chances(coefficients: int) -> None:
    # The published cuts were simulated on a grid, which misses peaks: their true chances are larger.
    for cut, level in zip(PUBLISHED[coefficients], (0.10, 0.05, 0.01), strict=True):
        assert level < sup_f_p(cut, coefficients, 0.15) < 1.13 * level


def test_the_chance_of_a_large_statistic_is_that_of_its_tail() -> None:
    for k in (1, 2, 5):
        near, far = (sup_f_p(50.0 + 2.0 * k + step, k, 0.15) for step in (-1e-6, 1e-6))
        assert far == pytest.approx(near, rel=0.02)


def test_a_sup_f_without_a_break_is_rejected_no_more_often_than_it_says() -> None:
    random = np.random.default_rng(1)
    p = [sup_f(random.standard_normal(100).tolist()).p for _ in range(300)]  # type: ignore[union-attr]
    assert 0.01 < np.mean(np.array(p) < 0.05) < 0.075
    assert sup_f_p(0.0, 1, 0.15) == 1.0


def test_the_interval_holds_the_break_about_as_often_as_it_says() -> None:
    random, held, given_ = np.random.default_rng(2), 0, 0
    for _ in range(200):
        answer = found((random.standard_normal(80) + np.where(np.arange(80) < 40, 0, 1.2)).tolist(), most=1)
        for one in answer.breaks:
            given_ += 1
            held += one.low95 <= 39 <= one.high95
    assert held / given_ > 0.9


REFUSED = {
    "the series never changes: every value is 3": [3.0] * 20,
    "the series never changes: every value is 0": [0.0] * 20,
    "all 20 values are missing": [None] * 20,
    "8 values are needed; there are 2": [1.0, 2.0],
    "a value is missing, at position 1; an unbroken series is needed": [1.0, None, *map(float, range(20))],
    "every value is a finite number; some are infinite": [math.inf, *map(float, range(20))],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_weighed_is_refused_in_words(reason: str) -> None:
    values: list[float | None] = list(REFUSED[reason])
    assert breaks(values) == sup_f(values) == Refusal(reason)


def test_segments_too_short_for_the_design_are_refused() -> None:
    values = [float(x % 7) for x in range(20)]
    assert isinstance(breaks(values, shortest=0.6), Refusal)
    assert breaks(values, [[1.0, 1.0]] * 20) == Refusal("the columns of the design follow from one another")
    assert isinstance(breaks(values, [[x] for x in values]), Refusal)
    stepped = [0.0] * 10 + [1.0] * 10
    assert isinstance(breaks(stepped), Refusal)
    assert isinstance(sup_f(stepped), Refusal)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("ratio", [0.03, 0.3, 1.0, 40.0, 1e3, 1e6])
def test_the_reach_of_a_break_is_that_of_the_integrated_density(ratio: float) -> None:
    time, drift = _reach(ratio), 0.5 + ratio

    def density(root: float) -> float:
        passage = drift * erfcx(drift * root / math.sqrt(2)) - 0.5 * erfcx(0.5 * root / math.sqrt(2))
        return root * math.exp(-(root**2) / 8) * float(passage)

    assert quad(density, math.sqrt(time), 60.0)[0] == pytest.approx(0.025, abs=1e-9)


@pytest.mark.filterwarnings("error")
def test_segments_that_hardly_vary_beside_the_others_have_intervals_without_a_warning() -> None:
    wild = np.random.default_rng(1).normal(0.0, 1e4, 30)
    calm = 1e5 + np.random.default_rng(2).normal(0.0, 1e-4, 30)
    found = breaks([*wild, *calm])
    assert isinstance(found, Breaks)
    assert all(one.low95 <= one.last <= one.high95 for one in found.breaks)


def test_a_break_between_two_exact_levels_has_no_statistic() -> None:
    found = sup_f([1.0] * 60 + [1e9] * 60)
    assert isinstance(found, Refusal)
