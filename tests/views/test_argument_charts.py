"""Weights of evidence and bars are drawn as they are, and everything that is drawn is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from make_words import HOSTILE

from facta.results import Bar, Bars, Weight, Weights
from facta.views.charts import CHARTS, DARK, LIGHT, PRINT
from facta.views.charts.bars import LEFT, RIGHT
from facta.views.charts.lettering import lines

if TYPE_CHECKING:
    from facta.results import Shape
    from facta.views.charts import Palette

SVG = "{http://www.w3.org/2000/svg}"
LONG = "A name that is far too long for the place that any chart could ever give to it, whatever its width"
EVIDENCE = Weights(
    columns=("Holds", "Fails", LONG),
    rows=(
        Weight(label="Trade", values=(2.0, -4.0, None), note="T-1 · quiet"),
        Weight(label=LONG, values=(0.0, 1.0, -1.0), note=LONG, faint=True),
    ),
    sums=(2.0, -3.0, -1.0),
    unit="decibans",
)
LIKELY = Bars(
    rows=(
        Bar(label="Holds", value=60.0, low=45.0, high=75.0, note="likely"),
        Bar(label=LONG, value=None, note=LONG),
        Bar(label="Fails", value=0.4, low=0.0, high=2.0, note="almost impossible", faint=True),
    ),
    unit="% likely",
    start=None,
    low=0.0,
    high=100.0,
)
BOTH_WAYS = Bars(
    rows=(Bar(label="Trade", value=-4.0, low=-6.0, high=-1.0), Bar(label="Talks", value=8.0)),
    unit="decibans",
    left="against",
    right="for",
)
EVERY: list[tuple[str, Shape]] = [
    ("weights", EVIDENCE),
    ("weights", Weights(columns=("Holds",), rows=(), sums=(0.0,), unit="decibans")),
    ("weights", replace(EVIDENCE, rows=(Weight(label="Idle", values=(0.0, 0.0, 0.0)),))),
    ("bars", LIKELY),
    ("bars", BOTH_WAYS),
    ("bars", Bars(rows=(), unit="%")),
    ("bars", Bars(rows=(Bar(label="One", value=0.0),), unit="kt")),
]


def drawn(chart: str, data: Shape, palette: Palette = LIGHT) -> ET.Element:
    return ET.fromstring(CHARTS[chart](data, palette=palette, title="A finding"))  # noqa: S314 - drawn here


def rects(root: ET.Element) -> list[dict[str, str]]:
    return [shape.attrib for shape in root.iter(f"{SVG}rect")]


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT])
@pytest.mark.parametrize(("chart", "data"), EVERY)
def test_every_drawing_is_well_formed_and_inside_its_box(chart: str, data: Shape, palette: Palette) -> None:
    root = drawn(chart, data, palette)
    assert root[0].text == "A finding"
    assert root[1].text
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert width <= 1060
    for shape in root.iter():
        for key, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            assert 0 <= float(shape.get(key, 0)) <= most
        assert float(shape.get("x", 0)) + float(shape.get("width", 0)) <= width
    assert CHARTS[chart](data, palette=palette, title="A") == CHARTS[chart](data, palette=palette, title="A")


@pytest.mark.parametrize(("chart", "data"), EVERY)
def test_hostile_text_stays_text(chart: str, data: Shape) -> None:
    rows = tuple(replace(row, label=HOSTILE, note=HOSTILE) for row in data.rows)  # type: ignore[union-attr, type-var]
    svg = CHARTS[chart](replace(data, rows=rows, unit=HOSTILE), palette=LIGHT, title=HOSTILE)
    assert ET.fromstring(svg) is not None  # noqa: S314 - drawn here
    assert "<script" not in svg
    assert " id=" not in svg
    assert "url(" not in svg


def test_a_weight_for_is_filled_to_the_right_and_one_against_hollow_to_the_left() -> None:
    one, against, *_ = rects(drawn("weights", EVIDENCE))
    assert one["fill"] == LIGHT.ink2
    assert against["fill"] == LIGHT.panel
    assert float(against["width"]) == pytest.approx(2 * float(one["width"]), abs=0.2)
    step = 170
    assert float(one["x"]) == 320 + step / 2
    assert float(against["x"]) + float(against["width"]) == pytest.approx(320 + 1.5 * step, abs=0.2)


def test_a_weaker_source_is_drawn_faint() -> None:
    faint = [one for one in rects(drawn("weights", EVIDENCE)) if "stroke-opacity" in one]
    assert len(faint) == 2
    assert {one["stroke"] for one in faint} == {LIGHT.ink3}


def test_what_moves_nothing_is_a_dot() -> None:
    dots = list(drawn("weights", EVIDENCE).iter(f"{SVG}circle"))
    assert len(dots) == 2  # a zero, and a weight that is not there


def test_the_sums_stand_at_the_foot_with_their_signs() -> None:
    texts = [one.text for one in drawn("weights", EVIDENCE).iter(f"{SVG}text")]
    assert texts[-3:] == ["+2.0", "\N{MINUS SIGN}3.0", "\N{MINUS SIGN}1.0"]
    desc = drawn("weights", EVIDENCE)[1].text or ""
    assert desc.startswith("Trade: for Holds +2.0, against Fails \N{MINUS SIGN}4.0; ")
    assert f"Holds +2.0, Fails \N{MINUS SIGN}3.0, {LONG} \N{MINUS SIGN}1.0 decibans." in desc


def test_evidence_that_all_points_one_way_is_not_said_to_point_the_other() -> None:
    data = Weights(
        columns=("A", "B"), rows=(Weight(label="X", values=(2.0, 1.0)),), sums=(2.0, 1.0), unit="dB"
    )
    assert "against" not in (drawn("weights", data)[1].text or "")


def test_a_probability_is_a_dot_on_the_verbal_scale() -> None:
    root = drawn("bars", LIKELY)
    first = next(root.iter(f"{SVG}circle"))
    assert float(first.get("cx", 0)) == LEFT + 0.6 * (RIGHT - LEFT)
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert texts[:6] == ["5", "20", "45", "55", "80", "95"]
    assert {"60 %", "45 to 75", "likely", "0.4 %", "no figure"} <= set(texts)
    assert (root[1].text or "").startswith("Holds: 60 % likely (45 to 75) (likely); ")


def test_bars_point_either_way_from_their_start() -> None:
    root = drawn("bars", BOTH_WAYS)
    left, right = rects(root)
    assert float(left["x"]) + float(left["width"]) == pytest.approx(float(right["x"]), abs=0.2)
    assert float(right["width"]) == pytest.approx(2 * float(left["width"]), abs=0.2)
    assert (left["fill"], right["fill"]) == (LIGHT.panel, LIGHT.ink2)
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert {"◂ against", "for ▸"} <= set(texts)


def test_a_bound_without_end_reaches_the_edge() -> None:
    data = replace(
        BOTH_WAYS, rows=(Bar(label="X", value=1.0, low=0.5, high=float("inf")),), low=0.0, high=2.0
    )
    path = [one.get("d", "") for one in drawn("bars", data).iter(f"{SVG}path")]
    assert any(d.endswith(f"H{RIGHT}") for d in path)


def test_a_long_label_is_broken_and_cut_with_an_ellipsis() -> None:
    for chart, data in (("bars", LIKELY), ("weights", EVIDENCE)):
        texts = [one.text or "" for one in drawn(chart, data).iter(f"{SVG}text")]
        assert any(text.endswith("…") for text in texts)
        assert LONG not in texts
    assert lines("short", width=100, size=12) == ["short"]
    assert lines("", width=100, size=12) == [""]
