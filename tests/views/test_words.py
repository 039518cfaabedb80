"""Figures, days and addresses are said as they should be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.records import Point
from facta.views import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (-0.0, "0"),
        (999.9, "1,000"),
        (0.00456, "0.00456"),
        (-4.2e6, "\N{MINUS SIGN}4,200,000"),
        (1.5e-7, "1.5e\N{MINUS SIGN}07"),
        (3e17, "3e17"),
        (float("nan"), "no figure"),
        (float("inf"), "no figure"),
        (None, "no figure"),
    ],
)
def test_a_figure_has_three_significant_digits(value: float | None, said: str) -> None:
    assert words.figure(value) == said


@given(st.floats(min_value=1e-4, max_value=1e14))
def test_a_figure_is_within_half_a_percent_of_its_value(value: float) -> None:
    said = float(words.figure(value).replace(",", ""))
    assert said == pytest.approx(value, rel=0.0051)


@given(st.floats(min_value=1e-4, max_value=1e14))
def test_a_negative_figure_is_its_mirror_image(value: float) -> None:
    assert words.figure(-value) == words.MINUS + words.figure(value)


@given(st.integers(min_value=0, max_value=999_999_999))
def test_a_table_keeps_a_count_whole(value: int) -> None:
    assert words.exact(value) == f"{value:,}"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//host/path",
        "https://",
        "http://[::1",
        "https://x.org/a b",
        "https://x.org/\x00",
        "\u202ehttps://x.org",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_may_do_harm_is_no_link(url: str | None) -> None:
    assert words.link(url) is None


def test_hidden_characters_are_dropped_and_scripts_are_kept() -> None:
    assert words.clean("a\x00b\u202ec\u2066d\ufeff") == "abcd"
    assert words.clean("Дом خانه\nx\ty") == "Дом خانه\nx\ty"


def test_a_day_that_is_not_known_is_said_so() -> None:
    assert words.day(None) == "no day"
    assert words.day(date(2026, 6, 1)) == "1 Jun 2026"


def test_levels_and_directions_have_one_word_each() -> None:
    assert [words.level_word(level) for level in (0, 1, 2, 3, 4, None)] == [
        "baseline",
        "notable",
        "elevated",
        "strong",
        "trip-wire",
        "not assessed",
    ]
    assert words.stand(2, "none") == "2 elevated, no direction"


def point(value: float, state: str = "observed", *, scaled: bool = False) -> Point:
    """Make a point of May 2026."""
    return Point(
        start=date(2026, 5, 1), end=date(2026, 6, 1), value=value, low=None, high=None, n=1, sources=1,
        grade="B2", state=state, known_at=date(2026, 6, 1), scaled=scaled,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "unit", "said"),
    [
        (point(3, "partial"), "attacks", "≥3 attacks"),
        (point(2330, scaled=True), "kt", "≈2,330 kt"),
        (point(7), "rung", "rung 7"),
        (point(284, "partial"), "km", "284 km"),
        (point(40, "partial"), "%", "40 %"),
        (point(62, "partial"), "AFN/USD", "62 AFN/USD"),
        (point(2026.17), "year", "2026.17"),
    ],
)
def test_a_count_so_far_and_a_scaled_window_are_marked(made: Point, unit: str, said: str) -> None:
    assert words.said(made, unit) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-2.9 to 2.7", "~2.9 to 2.7"),
        ("(-0.5 SD)", "(~0.5 SD)"),
        ("3-4, CT-4, 2026-05-01, https://x.org/a/-5", "3-4, CT-4, 2026-05-01, https://x.org/a/-5"),
        ("Taliban-ISKP", "Taliban-ISKP"),
    ],
)
def test_a_sentence_gets_a_true_minus_before_a_number_only(text: str, said: str) -> None:
    assert words.signed(text) == said.replace("~", words.MINUS)
