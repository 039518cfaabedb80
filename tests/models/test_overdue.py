import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.models.overdue import wait

GAPS = st.lists(st.integers(1, 400), min_size=2, max_size=30)


def days(gaps: list[int]) -> list[int]:
    return [sum(gaps[:i]) for i in range(len(gaps) + 1)]


@given(GAPS, st.integers(0, 900), st.integers(0, 900))
def test_a_longer_wait_is_never_likelier(gaps: list[int], first: int, second: int) -> None:
    came = days(gaps)
    short, long = (wait(came, came[-1] + w) for w in sorted((first, second)))
    assert long.chance <= short.chance + 1e-12


@given(GAPS)
def test_a_wait_outside_the_upper_end_of_the_band_is_rare(gaps: list[int]) -> None:
    came = days(gaps)
    found = wait(came, came[-1])
    if len(gaps) < 39:
        later = wait(came, came[-1] + found.high80 * 1.001 + 0.001)
        assert later.chance <= 0.1 + 1e-9


def test_a_yearly_thing_read_by_months_is_not_overdue_a_month_later() -> None:
    came = [0, 365, 731, 1096, 1461]
    assert wait(came, 1461 + 395, resolution=1.0).chance < 0.001
    assert wait(came, 1461 + 375, resolution=31.0).chance > 0.1


@pytest.mark.parametrize(("came", "today"), [([0, 5], 9), ([0, 5, 5], 9), ([0, 5, 9], 8)])
def test_days_without_gaps_are_refused(came: list[float], today: float) -> None:
    with pytest.raises(ValueError, match="three or more rising days"):
        wait(came, today)
