"""Time and cost by distance: a line a route, a jump a border, the total at the end."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from make_words import HOSTILE

from facta.results import Course, Courses, Mark
from facta.views.charts import CHARTS, DARK, LIGHT, PAGE, PRINT, Palette

SVG = "{http://www.w3.org/2000/svg}"
KABUL = Course(
    label="By Kabul",
    role="primary",
    marks=(
        Mark(km=0, value=0, low=0, high=0),
        Mark(km=1500, value=4, low=3, high=6),
        Mark(km=1500, value=5.04, label="Torkham", low=3.5, high=9),
        Mark(km=3000, value=8.26, low=6, high=13.1),
    ),
)
OSH = Course(
    label="By Osh",
    role="fallback",
    marks=(
        Mark(km=0, value=0),
        Mark(km=700, value=2),
        Mark(km=700, value=4, label="Irkeshtam"),
        Mark(km=3800, value=10),
    ),
)
LONG = Course(
    label="A route whose name runs on for eighty letters and more, past any room it has" * 2, marks=OSH.marks
)
EVERY = {
    "two": Courses(rows=(KABUL, OSH), unit="days"),
    "money": Courses(
        rows=(Course(label="X", marks=(Mark(km=0, value=0), Mark(km=9, value=5070))),), unit="USD per FEU"
    ),
    "one point": Courses(rows=(Course(label="Start", marks=(Mark(km=0, value=0),)),), unit="days"),
    "free": Courses(
        rows=(Course(label="Free", marks=(Mark(km=0, value=0), Mark(km=5, value=0))),), unit="days"
    ),
    "long": Courses(rows=(KABUL, LONG), unit="days"),
    "thirty": Courses(
        rows=tuple(Course(label=f"Route {k}", marks=OSH.marks if k % 2 else KABUL.marks) for k in range(30)),
        unit="days",
    ),
    "harmful": Courses(
        rows=(Course(label=HOSTILE, marks=(Mark(km=0, value=0), Mark(km=0, value=3, label=HOSTILE))),),
        unit=HOSTILE,
    ),
}


def draw(data: Courses, palette: Palette = LIGHT) -> str:
    return CHARTS["courses"](data, palette=palette, title="What a route takes")


def root(data: Courses) -> ET.Element:
    return ET.fromstring(draw(data))  # noqa: S314 - drawn here


def texts(data: Courses) -> list[str]:
    return [one.text or "" for one in root(data).iter(f"{SVG}text")]


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT, PAGE])
@pytest.mark.parametrize("name", EVERY)
def test_courses_are_well_formed_inside_their_box_and_the_same_twice(name: str, palette: Palette) -> None:
    svg = draw(EVERY[name], palette)
    found = ET.fromstring(svg)  # noqa: S314 - drawn here
    assert svg == draw(EVERY[name], palette)
    assert found[0].text == "What a route takes"
    assert found[1].text
    width, height = float(found.get("width", 0)), float(found.get("height", 0))
    assert width == 1040
    for shape in found.iter():
        for key, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            assert 0 <= float(shape.get(key, 0)) <= most
    assert "nan" not in svg
    assert "<script" not in svg
    assert " id=" not in svg


def test_courses_of_nothing_say_so() -> None:
    for rows in ((), (Course(label="Empty", marks=()),)):
        assert "No route is known." in texts(Courses(rows=rows, unit="days"))


def test_a_route_is_named_at_its_end_with_its_total_and_bounds() -> None:
    found = texts(EVERY["two"])
    assert found[-4:] == ["By Osh", "10 days", "By Kabul", "8.3 days (6\N{EN DASH}13.1)"]
    assert "5,070 USD per FEU" in texts(EVERY["money"])


def test_a_jump_is_named_with_what_it_takes() -> None:
    found = texts(EVERY["two"])
    assert "Torkham +1" in found
    assert "Irkeshtam +2" in found


def test_a_jump_is_drawn_upright() -> None:
    svg = draw(EVERY["two"])
    line = re.search(rf'd="(M\S+ \S+l[^"]+)" stroke="{LIGHT.ink}"', svg)
    assert line
    steps = re.findall(r"(-?[\d.]+)[ ]?(-?[\d.]+)", line[1].partition("l")[2])
    assert len(steps) == 3
    assert float(steps[1][0]) == 0
    assert float(steps[1][1]) < 0


def test_only_marks_with_bounds_have_a_band() -> None:
    assert draw(EVERY["two"]).count("fill-opacity") == 1
    bare = Courses(rows=(OSH,), unit="days")
    assert "fill-opacity" not in draw(bare)
    assert draw(EVERY["thirty"]).count("fill-opacity") == 0  # of many routes only the main ones have one


@pytest.mark.parametrize("name", ["two", "long", "thirty"])
def test_the_names_at_the_ends_do_not_overlap(name: str) -> None:
    column = [
        float(one.get("y", 0)) for one in root(EVERY[name]).iter(f"{SVG}text") if float(one.get("x", 0)) > 780
    ]
    assert len(column) >= 4
    assert all(after - before >= 15.9 for before, after in pairwise(sorted(column)))


def test_courses_are_said_in_words() -> None:
    assert root(EVERY["two"])[1].text == (
        "By Kabul (primary): 8.3 days over 3,000 km, of which Torkham 1. "
        "By Osh (fallback): 10 days over 3,800 km, of which Irkeshtam 2."
    )
