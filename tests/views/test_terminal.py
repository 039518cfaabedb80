"""The board and the explanation in a terminal fit it, and say what a level was weighed against."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from make import Sketch, flagship, frame, standing
from make_words import change
from rich.console import Console

from facta.records import Gap
from facta.views.board import board, meter
from facta.views.explain import standing_view

if TYPE_CHECKING:
    from rich.console import RenderableType

    from facta.records import Assessment, Direction, Standing


def printed(view: RenderableType, width: int = 80) -> str:
    """Print a view as a terminal would."""
    out = StringIO()
    Console(file=out, width=width, no_color=True, highlight=False).print(view)
    return out.getvalue()


def limited() -> Assessment:
    """Make an assessment with ten indicators weighed by limits only, and ids as short as real ones."""
    made = flagship()
    changed = (
        replace(one, indicator=f"XX-{k}", basis="limit" if k < 10 else "history")
        for k, one in enumerate(made.standings)
    )
    return replace(made, standings=tuple(changed))


def test_the_header_counts_what_levels_were_weighed_against() -> None:
    made = limited()
    seen = [one for one in made.standings if one.level is not None]
    limit = sum(one.basis == "limit" for one in seen)
    lines = printed(board(made)).splitlines()
    said = f"as of 15 Jun 2026 · {len(seen)} of 29 assessed: {len(seen) - limit} against their own history,"
    assert lines[1].rstrip() == said
    assert lines[2].rstrip() == f"{limit} by editorial limits only"
    assert f"{said} {limit} by editorial" in printed(board(made, width=120), 120).splitlines()[1]


def test_the_header_of_a_board_without_an_assessed_line_says_so() -> None:
    made = flagship()
    blind = tuple(replace(one, level=None, basis="none") for one in made.standings)
    assert "· 0 of 29 assessed\n" in printed(board(replace(made, standings=blind))).replace(" \n", "\n")


def test_quiet_lines_are_named_by_what_they_were_weighed_against() -> None:
    made = limited()
    said = " ".join(printed(board(made)).split())
    for words, basis in (("at baseline: ", "history"), ("inside editorial limits: ", "limit")):
        quiet = [one for one in made.standings if one.level == 0 and one.basis == basis]
        assert quiet
        for strand in {one.strand for one in quiet}:
            named = ", ".join(one.indicator for one in quiet if one.strand == strand)
            assert words + named in said


def test_with_every_line_shown_none_is_named_as_quiet() -> None:
    said = printed(board(limited(), every=True))
    assert "at baseline" not in said
    assert "inside editorial limits" not in said


def test_the_board_and_its_legend_fit_80_columns() -> None:
    lines = [line.rstrip() for line in printed(board(limited(), change())).splitlines()]
    assert max(map(len, lines)) <= 80
    legend = lines[next(k for k, line in enumerate(lines) if line.startswith("Cells: ")) :][:4]
    assert max(map(len, legend)) <= 79
    for part in ("≥ a count so far", "≈ brought to", "■│■ a level without direction", "Editorial limits"):
        assert sum(part in line for line in legend) == 1


@pytest.mark.parametrize(
    ("level", "direction", "drawn"),
    [
        (2, "none", "··■■│■■··"),
        (2, "deepening", "····│■■··"),
        (2, "straining", "··■■│····"),
        (0, "none", "····│····"),
        (None, "none", "╌╌╌╌│╌╌╌╌"),
    ],
)
def test_a_meter_shows_level_and_direction_without_colour(
    level: int | None, direction: Direction, drawn: str
) -> None:
    one = standing(Sketch("x", "X", "s", "items", level, direction))
    assert meter(one).plain.rstrip() == drawn


def test_figures_left_out_are_told() -> None:
    reason = "X: 1 figure(s) left out, a hundred times the largest other: a slip of unit?"
    made = replace(
        flagship(),
        standings=(standing(Sketch("EC-1", "X", "economy", "items", 0)),),
        gaps=(Gap(what="EC-1", since=None, state="partial", reason=reason),),
    )
    said = " ".join(printed(board(made)).split())
    assert "Left out: EC-1: 1 figure(s), a hundred times the largest other: a slip of unit?" in said
    assert "Left out" not in printed(board(flagship()))


def explained(one: Standing) -> str:
    """Explain a standing without records."""
    return printed(standing_view(one, {}, (), whole=True), 120)


def years() -> Standing:
    """Make an indicator whose figures are years."""
    one = standing(Sketch("x", "X", "s", "year", 0, length=2))
    points = frame([{**row, "value": 2026.17, "low": 2025.0, "high": 2027.5} for row in rows_of(one)])
    return replace(one, series=replace(one.series, points=points), reason="It fell by -0.5 SD.")


def rows_of(one: Standing) -> list[dict[str, object]]:
    """Return the points of a standing."""
    return one.series.points.rows(named=True)


def test_an_explanation_says_years_as_years_with_a_true_minus() -> None:
    said = explained(years())
    assert "2026.17" in said
    assert "2025 – 2027.5" in said
    assert "2,02" not in said
    assert "It fell by \N{MINUS SIGN}0.5 SD." in said


def test_an_explanation_says_what_the_level_was_weighed_against() -> None:
    one = years()
    assert "weighed against: its own history" in explained(one)
    limit = explained(replace(one, basis="limit"))
    assert "weighed against: limits that the author chose" in limit
    assert "0 inside its limit" in limit
    assert "weighed against" not in explained(replace(one, level=None, basis="none"))


def test_an_explanation_marks_a_count_so_far_and_an_estimate() -> None:
    one = standing(Sketch("x", "X", "s", "attacks", 0, length=2))
    first, last = rows_of(one)
    points = frame([{**first, "value": 12.3456, "scaled": 1}, {**last, "value": 3.0, "state": "partial"}])
    said = explained(replace(one, series=replace(one.series, points=points)))
    assert "≈12.35" in said
    assert "≥3" in said
    assert "≥ so far" in said
