"""Every drawing stands alone, says what it shows and is the same twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from make import AS_OF, Sketch, flagship, frame, month, sketches, standing
from make_words import HOSTILE

from facta.records import Series
from facta.views.charts import CHARTS, DARK, LIGHT, PRINT, Mark, Palette
from facta.views.charts.points import extent, spots, ticks, unseen
from facta.views.charts.shapes import Stances
from facta.views.charts.strip import FIRST
from facta.views.charts.tally import Counts, count, said

if TYPE_CHECKING:
    from facta.records import Direction

SVG = "{http://www.w3.org/2000/svg}"
DIRECTIONS: tuple[Direction, ...] = ("deepening", "straining", "none")


def drawings(palette: Palette) -> list[str]:
    """Draw everything of the real-looking case."""
    case = flagship()
    drawn = [
        CHARTS["tally"](
            s.title, count(r for r in case.standings if r.strand == s.strand), side=5, palette=palette
        )
        for s in case.strands
    ]
    for one in case.standings:
        drawn += [
            CHARTS["meter"](one.level, one.direction, was=-2, palette=palette),
            CHARTS["sparkline"](one, tripwire=12.0, palette=palette),
            CHARTS["series"](one, tripwires=(12.0, 1e9), palette=palette),
        ]
    marks = [
        Mark(label=str(k), title=s.title, level=s.level, direction=s.direction, was=1)
        for k, s in enumerate(case.standings)
    ]
    days = tuple(date(2026, month, 1) for month in range(1, 7))
    course = Stances(
        days=days, deepening=(0, 1, 3, 2, 0, 0), straining=(0, 0, 0, 1, 4, 0), assessed=(0, 2, 4, 4, 5, 0),
        most=4,
    )  # fmt: skip
    lone = Stances(days=days[:1], deepening=(1,), straining=(0,), assessed=(1,), most=1)
    drawn += [CHARTS["stances"](one, palette=palette, title="The border") for one in (course, lone)]
    return [*drawn, CHARTS["strip"]([("All", marks), ("None", [])], palette=palette)]


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT])
def test_every_drawing_is_well_formed_and_says_what_it_is(palette: Palette) -> None:
    for svg in drawings(palette):
        root = ET.fromstring(svg)  # noqa: S314 - drawn here
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert root[0].tag == f"{SVG}title"
        assert root[0].text == root.get("aria-label")
        assert root[1].tag == f"{SVG}desc"
        assert root[1].text


def test_the_same_input_gives_the_same_bytes() -> None:
    assert drawings(LIGHT) == drawings(LIGHT)


def test_a_drawing_names_no_id_and_no_address() -> None:
    for svg in drawings(LIGHT):
        assert " id=" not in svg
        assert "url(" not in svg
        assert "href" not in svg


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, after WCAG 2.2."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT])
def test_text_can_be_read_on_every_ground(palette: Palette) -> None:
    for ink in (palette.ink, palette.ink2, palette.ink3):
        assert contrast(ink, palette.panel) >= 4.5
        assert contrast(ink, palette.ground) >= 4.5
    for level in (1, 2, 3, 4):
        for direction in ("deepening", "straining"):
            cell = palette.level(level, direction)
            assert contrast(getattr(palette, f"on{level}"), cell) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT])
def test_a_strong_cell_stands_out_from_its_ground(palette: Palette) -> None:
    for level in (3, 4):
        for direction in ("deepening", "straining"):
            assert contrast(palette.level(level, direction), palette.panel) >= 3


def test_nothing_is_drawn_outside_the_box() -> None:
    for svg in drawings(LIGHT):
        root = ET.fromstring(svg)  # noqa: S314 - drawn here
        width, height = float(root.get("width", 0)), float(root.get("height", 0))
        for shape in root.iter():
            for key, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
                assert -1 <= float(shape.get(key, 0)) <= most + 1


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_straining_fills_left_of_the_axis_and_deepening_right(level: int) -> None:
    for direction, side in (("straining", -1), ("deepening", 1)):
        root = ET.fromstring(CHARTS["meter"](level, direction, was=None, palette=LIGHT))  # noqa: S314
        colour = LIGHT.level(level, "straining" if side < 0 else "deepening")
        cells = next(path for path in root.iter(f"{SVG}path") if path.get("fill") == colour)
        lefts = [float(piece.split()[0]) for piece in cells.get("d", "").split("M")[1:]]
        assert len(lefts) == level
        assert all((left - 73) * side > 0 or left + 12 <= 73 for left in lefts)


def test_a_level_without_direction_still_shows() -> None:
    svg = CHARTS["meter"](2, "none", was=None, palette=LIGHT)
    assert svg.count(LIGHT.ink3) > CHARTS["meter"](0, "none", was=None, palette=LIGHT).count(LIGHT.ink3)


def test_a_trip_wire_flies_a_flag_and_an_unknown_level_is_hatched() -> None:
    assert LIGHT.ink in CHARTS["meter"](4, "deepening", was=None, palette=LIGHT)
    assert LIGHT.hatch in CHARTS["meter"](None, "none", was=None, palette=LIGHT)
    assert LIGHT.hatch not in CHARTS["meter"](0, "none", was=None, palette=LIGHT)


def test_the_tick_appears_only_where_the_level_moved() -> None:
    assert "dasharray" in CHARTS["meter"](3, "straining", was=-2, palette=LIGHT)
    assert "dasharray" not in CHARTS["meter"](3, "straining", was=-3, palette=LIGHT)


def test_marks_on_the_strip_never_touch() -> None:
    marks = [
        Mark(
            label=str(k),
            title="x",
            level=k % 5 if k % 7 else None,
            direction=DIRECTIONS[k % 3],
            was=(k % 9) - 4,
        )
        for k in range(60)
    ]
    root = ET.fromstring(CHARTS["strip"]([("All", marks)], palette=LIGHT))  # noqa: S314 - drawn here
    circles = [circle for circle in root.iter(f"{SVG}circle") if float(circle.get("r", 0)) > 5]
    places = [(float(circle.get("cx", 0)), float(circle.get("cy", 0))) for circle in circles]
    assert len(places) == 60
    for k, (x, y) in enumerate(places):
        assert all(abs(x - a) >= 18 or abs(y - b) >= 18 for a, b in places[:k])


def test_hostile_text_stays_text_in_a_drawing() -> None:
    one = replace(standing(sketches()[0]), title=HOSTILE, unit=HOSTILE)
    for svg in (
        CHARTS["sparkline"](one, tripwire=None, palette=LIGHT),
        CHARTS["series"](one, tripwires=(1.0,), palette=LIGHT),
    ):
        assert ET.fromstring(svg) is not None  # noqa: S314 - drawn here
        assert "<script" not in svg
        assert "\u202e" not in svg


def test_an_outage_and_the_days_without_a_report_are_unseen() -> None:
    one = standing(Sketch("x", "X", "s", "items", 0, missing=(2, 4), length=6))
    found = unseen(spots(one.series), AS_OF)
    assert [(start, state) for start, _, state in found] == [
        (month(AS_OF, -5), "unmonitored"),
        (month(AS_OF, -1), "not yet reported"),
    ]


def test_a_hole_between_two_periods_is_unseen() -> None:
    def point(start: date, value: float) -> dict[str, object]:
        end = start + timedelta(days=30)
        return {"start": start, "end": end, "value": value, "state": "observed", "n": 1, "sources": 1}

    first, last = date(2026, 1, 1), date(2026, 5, 1)
    blank = dict.fromkeys(("low", "high", "grade", "known_at", "assumed", "suspect", "scaled"))
    points = frame([{**blank, **point(first, 1.0)}, {**blank, **point(last, 2.0)}])
    holed = Series(indicator="x", unit="t", as_of=date(2026, 5, 31), period="month", points=points)
    assert unseen(spots(holed), holed.as_of) == [(date(2026, 1, 31), last, "unmonitored")]


def test_an_axis_starts_at_zero_unless_figures_lie_high_and_close() -> None:
    assert extent([2, 9]) == (0.0, 9)
    assert extent([-3, -1]) == (-3, 0.0)
    assert extent([95, 99])[0] > 90
    assert extent([]) == (0.0, 1.0)
    assert extent([0, 0]) == (0.0, 1.0)


@pytest.mark.parametrize(("low", "high"), [(0, 1e-7), (0, 1e18), (-5, 5), (93.4, 99), (0, 0.7)])
def test_ticks_hold_all_figures_between_them(low: float, high: float) -> None:
    found = ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high * (1 - 1e-9)
    assert 3 <= len(found) <= 8


def strip_of(*marks: Mark) -> ET.Element:
    """Draw a strip of one strand."""
    return ET.fromstring(CHARTS["strip"]([("All", marks)], palette=LIGHT))  # noqa: S314 - drawn here


def test_a_level_without_direction_stands_on_the_axis_of_the_strip() -> None:
    root = strip_of(Mark(label="1", title="x", level=3, direction="none", was=0))
    discs = [float(disc.get("cx", 0)) for disc in root.iter(f"{SVG}circle")]
    assert len(discs) == 1
    assert abs(discs[0] - (FIRST + 160)) < 20


@pytest.mark.parametrize(("was", "trails"), [(-2, 1), (0, 0), (None, 0)])
def test_a_trail_is_drawn_only_where_a_mark_moved(was: int | None, trails: int) -> None:
    root = strip_of(Mark(label="1", title="x", level=2, direction="none", was=was))
    small = [disc for disc in root.iter(f"{SVG}circle") if float(disc.get("r", 0)) < 5]
    assert len(small) == trails


def test_a_meter_says_when_a_level_has_no_direction() -> None:
    said_ = CHARTS["meter"](2, "none", was=None, palette=LIGHT)
    assert "a level without direction" in said_
    assert "without direction" not in CHARTS["meter"](0, "none", was=None, palette=LIGHT)


def test_a_meter_inside_an_editorial_limit_is_not_called_baseline() -> None:
    svg = CHARTS["meter"](0, "none", was=None, palette=LIGHT, basis="limit")
    assert 'aria-label="0 inside its limit"' in svg


def test_a_tally_tells_levels_without_direction_and_limits_apart() -> None:
    made = [
        replace(standing(Sketch(str(k), "X", "s", "items", level, direction)), basis=basis)
        for k, (level, direction, basis) in enumerate(
            [
                (2, "none", "history"),
                (0, "none", "limit"),
                (0, "none", "history"),
                (1, "straining", "limit"),
                (None, "none", "none"),
            ]
        )
    ]
    counts = count(made)
    assert counts == Counts(straining=1, deepening=0, loose=1, baseline=1, inside=1, unknown=1)
    assert counts.off == 2
    assert said(counts) == (
        "1 straining, 0 deepening, 1 without direction, 1 at baseline, 1 inside editorial limits, "
        "1 not assessed"
    )


def test_a_year_is_written_as_one_on_a_chart() -> None:
    one = standing(Sketch("x", "X", "s", "year", 1, "straining", length=4, top=2027.0))
    svg = CHARTS["series"](one, tripwires=(2025.0,), palette=LIGHT)
    assert "2,0" not in svg
    assert "trip-wire 2025 year" in svg
