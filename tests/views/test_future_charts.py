"""Forecasts, trajectories, their record, sources by week and counts by place are drawn as they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_charts import (
    ATTACKS,
    DAY,
    DELIVERIES,
    EVERY,
    LONG,
    SOURCES,
    TRAJECTORIES,
    WORDS_SAID,
)
from make_words import HOSTILE

from facta.results import Calibration, Fan, Future, Futures, Rated
from facta.views.charts import CHARTS, DARK, LIGHT, PAGE, PRINT
from facta.views.charts.calibration import missed
from facta.views.charts.futures import fifty
from facta.views.charts.layer import LARGEST
from facta.views.charts.lettering import LETTER
from facta.views.charts.shapes import Counted, Grid, Layer, Watch
from facta.views.charts.signs import SHAPES, outline

if TYPE_CHECKING:
    from facta.results import Shape
    from facta.views.charts import Palette

    Data = Shape | Grid | Layer

SVG = "{http://www.w3.org/2000/svg}"
MOST = 930  # pixels


def drawn(chart: str, data: Data, palette: Palette = LIGHT) -> ET.Element:
    return ET.fromstring(CHARTS[chart](data, palette=palette, title="A finding"))  # noqa: S314 - drawn here


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT])
@pytest.mark.parametrize(("chart", "data"), EVERY)
def test_every_drawing_is_well_formed_and_inside_its_box(chart: str, data: Data, palette: Palette) -> None:
    root = drawn(chart, data, palette)
    assert root[0].text == "A finding"
    assert root[1].text
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert width <= MOST
    for shape in root.iter():
        reach = float(shape.get("r", 0))
        for key, most in (("x", width), ("cx", width - reach), ("y", height), ("cy", height - reach)):
            assert -1 <= float(shape.get(key, 0)) <= most + 1
    assert CHARTS[chart](data, palette=palette, title="A") == CHARTS[chart](data, palette=palette, title="A")


@pytest.mark.parametrize(("chart", "data"), EVERY)
def test_a_drawing_asks_for_nothing_and_has_no_style_of_its_own(chart: str, data: Data) -> None:
    for palette in (LIGHT, PAGE):
        svg = CHARTS[chart](data, palette=palette, title="A finding")
        assert " id=" not in svg
        assert " style=" not in svg
        assert "href" not in svg
    assert "url(" not in CHARTS[chart](data, palette=LIGHT, title="A finding")


@pytest.mark.parametrize(("chart", "data"), EVERY)
def test_hostile_text_stays_text(chart: str, data: Data) -> None:
    svg = CHARTS[chart](hostile(data), palette=LIGHT, title=HOSTILE)
    assert ET.fromstring(svg) is not None  # noqa: S314 - drawn here
    assert "<script" not in svg
    assert "\u202e" not in svg


def hostile(data: Data) -> Data:
    """Put a hostile text wherever a drawing takes one."""
    match data:
        case Futures():
            return replace(data, rows=tuple(replace(row, label=HOSTILE) for row in data.rows), bounds=HOSTILE)
        case Fan():
            return replace(data, unit=HOSTILE, line_is=HOSTILE)
        case Calibration():
            return replace(data, rows=tuple(replace(row, term=HOSTILE) for row in data.rows))
        case Grid():
            return replace(data, rows=tuple(replace(row, label=HOSTILE, note=HOSTILE) for row in data.rows))
        case Layer():
            places = tuple(replace(one, label=HOSTILE) for one in data.places)
            return replace(data, unit=HOSTILE, note=HOSTILE, places=places)
    raise TypeError(type(data))


@pytest.mark.parametrize(("chart", "data"), EVERY)
def test_no_two_labels_lie_over_each_other(chart: str, data: Data) -> None:
    boxes = [box(one) for one in written(drawn(chart, data))]
    for (left, top, right, bottom), (left2, top2, right2, bottom2) in combinations(boxes, 2):
        assert right <= left2 + 1 or right2 <= left + 1 or bottom <= top2 + 1 or bottom2 <= top + 1


def written(root: ET.Element, inherited: dict[str, str] | None = None) -> list[dict[str, str]]:
    """Return the attributes of every line of text, with those of what it stands in."""
    known = (inherited or {}) | root.attrib
    found = [known | {"said": root.text or ""}] if root.tag == f"{SVG}text" and root.text else []
    for child in root:
        found += written(child, {key: known[key] for key in INHERITED if key in known})
    return found


INHERITED = ("font-size", "text-anchor")


def box(one: dict[str, str]) -> tuple[float, float, float, float]:
    size = float(one.get("font-size", 12.5))
    width = len(one["said"]) * size * LETTER * 0.9
    x, y = float(one["x"]), float(one["y"])
    left = {"middle": x - width / 2, "end": x - width}.get(one.get("text-anchor", ""), x)
    return left, y - size * 0.7, left + width, y


# ---- Fifty futures ---------------------------------------------------------------------------------


@given(st.lists(st.floats(min_value=0, max_value=1e6, allow_nan=False), min_size=1, max_size=9))
def test_fifty_futures_are_always_fifty(values: list[float]) -> None:
    shares = fifty(values)
    assert sum(shares) == (50 if sum(values) > 0 else 0)
    for value, share in zip(values, shares, strict=True):
        assert abs(share - 50 * value / (sum(values) or 1)) < 1


def test_a_chance_that_is_no_number_gets_no_future() -> None:
    assert fifty([float("nan"), float("inf"), -3.0, 10.0]) == (0, 0, 0, 50)


def test_every_future_is_drawn_once_with_the_shape_of_its_kind() -> None:
    root = drawn("futures", TRAJECTORIES)
    array = [one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("fill")][:5]
    assert [path.count("M") for path in array] == [33, 3, 5, 4, 5]
    assert sum(path.count("M") for path in array) == 50


def test_five_trajectories_have_five_shapes() -> None:
    paths = {outline(index, (0, 0), 5) for index in range(len(SHAPES))}
    assert len(paths) == len(SHAPES)


def test_a_chance_stands_with_its_word_its_interval_and_how_far_it_moved() -> None:
    said = texts(drawn("futures", TRAJECTORIES))
    assert {"65 %", "+4 pts", "likely (55–80 %)", "51–76 %", "unmoved", "as of 2 Mar 2026"} <= set(said)
    assert "very unlikely (5–20 %)" in said
    desc = drawn("futures", TRAJECTORIES)[1].text or ""
    assert desc.startswith(
        "Of 50 equally likely futures: Transactional regime holds: 65 %, 33 of 50, 51 % to 76 %, "
        "likely (55–80 %), 61 % as of 2 Mar 2026; "
    )


def test_a_first_edition_draws_no_earlier_chance() -> None:
    rows = tuple(replace(row, was=None) for row in TRAJECTORIES.rows)
    said = texts(drawn("futures", Futures(rows=rows, bounds="90 % interval")))
    assert "unmoved" not in said
    assert not any(one.startswith("as of") for one in said)
    assert "90 % interval" in said


def test_futures_without_a_chance_are_said_to_be_unknown() -> None:
    root = drawn("futures", Futures(rows=(Future(label="X", value=0.0),)))
    assert texts(root) == ["No chance is known."]


# ---- Forecast --------------------------------------------------------------------------------------


def test_a_fan_widens_from_the_newest_figure() -> None:
    root = drawn("fan", DELIVERIES)
    bands = [one for one in root.iter(f"{SVG}path") if one.get("fill") == LIGHT.d2]
    starts = {one.get("d", "").split("L")[0] for one in bands}
    disc = next(root.iter(f"{SVG}circle"))
    assert starts == {f"M{disc.get('cx')} {disc.get('cy')}"}
    strengths = [float(one.get("fill-opacity", 1)) for one in bands]
    assert strengths == sorted(strengths)
    assert len(bands) == 3


def test_days_that_are_not_yet_reported_are_hatched() -> None:
    assert LIGHT.hatch in CHARTS["fan"](DELIVERIES, palette=LIGHT, title="X")
    whole = replace(DELIVERIES, as_of=DELIVERIES.past[-1][0])
    assert LIGHT.hatch not in CHARTS["fan"](whole, palette=LIGHT, title="X")
    assert "not yet reported" not in texts(drawn("fan", whole))


def test_the_earlier_forecast_is_an_outline_with_its_day() -> None:
    said = texts(drawn("fan", DELIVERIES))
    assert "80 % as expected on 2 Mar 2026" in said
    assert "Signpost of patronage: 100 kt" in said
    assert not [one for one in texts(drawn("fan", replace(DELIVERIES, before=()))) if "expected on" in one]


def test_a_forecast_is_said_in_words_with_its_interval() -> None:
    desc = drawn("fan", DELIVERIES)[1].text or ""
    assert "Expected as of 1 Jun 2026 for 15 Apr 2027: 92 kt, 80 % between 68 and 116." in desc
    assert "Signpost of patronage at 100 kt." in desc


def test_nothing_known_is_said_and_not_drawn_as_zero() -> None:
    root = drawn("fan", Fan(unit="kt", past=(), ahead=(), as_of=DAY))
    assert texts(root) == ["There is no figure and no forecast."]


# ---- Calibration -----------------------------------------------------------------------------------


def test_a_rate_outside_what_was_said_is_hollow() -> None:
    dots = [*drawn("calibration", WORDS_SAID).iter(f"{SVG}circle")]
    rated = [row for row in WORDS_SAID.rows if row.happened is not None]
    assert [dot.get("fill") == LIGHT.panel for dot in dots] == [missed(row) for row in rated]
    assert [row.term for row in rated if missed(row)] == ["likely"]


def test_a_word_that_was_never_used_has_no_rate() -> None:
    root = drawn("calibration", Calibration(rows=(Rated(term="likely", means=(55, 80), n=0),)))
    assert {"no rate", "of 0", "55–80 %"} <= set(texts(root))
    assert "0 %" not in texts(root)
    assert not [*root.iter(f"{SVG}circle")]


# ---- Sources by week -------------------------------------------------------------------------------


def test_every_week_of_every_source_has_a_cell() -> None:
    row = SOURCES.rows[1]
    counts = Counter(row.states)
    one = drawn("coverage", Grid(rows=(row,), starts=SOURCES.starts))
    rects = [rect for rect in one.iter(f"{SVG}rect") if float(rect.get("y", 0)) > 50]
    whole = [rect for rect in rects if rect.get("fill") == LIGHT.ink2 and rect.get("stroke")]
    assert len(whole) == counts["complete"]
    assert len(rects) == 52 + counts["partial"]
    desc = one[1].text or ""
    assert f"looked at whole {counts['complete']}, in part {counts['partial']}" in desc
    assert f"asked, not answered {counts['failed']}" in desc


def test_what_was_not_asked_is_hatched_and_never_a_cell() -> None:
    row = Watch(label="X", states=("not asked",) * 52)
    root = drawn("coverage", Grid(rows=(row,), starts=SOURCES.starts))
    assert not [rect for rect in root.iter(f"{SVG}rect") if float(rect.get("y", 0)) > 50]
    assert (root[1].text or "") == "Weeks by source. X: not asked 52."


def test_the_states_of_a_week_are_told_apart_without_colour() -> None:
    colours = {one.get(key) for one in drawn("coverage", SOURCES).iter() for key in ("fill", "stroke")}
    grey = {
        LIGHT.ink,
        LIGHT.ink2,
        LIGHT.ink3,
        LIGHT.panel,
        LIGHT.line,
        LIGHT.line2,
        LIGHT.hatch,
        "none",
        None,
    }
    assert colours <= grey


# ---- Counts by place -------------------------------------------------------------------------------


def test_the_area_of_a_circle_is_the_count() -> None:
    root = drawn("layer", ATTACKS)
    found = [float(one.get("r", 0)) for one in root.iter(f"{SVG}circle") if one.get("fill") == LIGHT.ink2]
    counts = sorted((one.count for one in ATTACKS.places if one.count), reverse=True)
    for radius, count in zip(found[:5], counts[:5], strict=True):
        assert radius**2 == pytest.approx(LARGEST**2 * count / 31, rel=0.02)


def test_a_place_where_nothing_was_counted_has_no_circle() -> None:
    assert "Nowhere" not in CHARTS["layer"](ATTACKS, palette=LIGHT, title="X")


def test_the_largest_places_are_named_with_their_count() -> None:
    said = texts(drawn("layer", ATTACKS))
    assert {"Kabul 31", "Nangarhar 22"} <= set(said)
    desc = drawn("layer", ATTACKS)[1].text or ""
    assert desc.startswith("attacks by place: Kabul 31, Nangarhar 22, Kunduz 9")
    assert "3 of 88 have no known place." in desc
    assert "shown without endorsement" in " ".join(said)


def test_a_long_name_is_cut_and_stays_on_the_map() -> None:
    one = Layer(unit="attacks", places=(Counted(label=LONG, lat=34.5, lon=69.2, count=2),))
    assert LONG not in texts(drawn("layer", one))
