"""A map shows what carries the traffic, what is closed and what is named, in every light."""

from __future__ import annotations

import json
import math
import re
from importlib import resources
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from make_words import HOSTILE

from facta.results import Atlas, Dot, Stretch
from facta.views.charts import CHARTS, DARK, LIGHT, PAGE, PRINT
from facta.views.charts.clipping import area, pieces
from facta.views.charts.lanes import Shore, laid
from facta.views.charts.outlines import outlines
from facta.views.charts.projection import Cone, fitted

if TYPE_CHECKING:
    from facta.views.charts import Palette

SVG = "{http://www.w3.org/2000/svg}"
EIGHTY = "A place whose name runs on for eighty letters and so is cut with a mark at its end"
TASHKENT, KABUL, TORKHAM, KARACHI, OSH = (41.3, 69.3), (34.5, 69.2), (34.1, 71.1), (24.8, 67.0), (40.5, 72.8)
MUMBAI, CHABAHAR = (18.95, 72.9), (25.3, 60.6)


def dot(label: str, at: tuple[float, float], role: str = "place") -> Dot:
    return Dot(key=label, label=label, lat=at[0], lon=at[1], role=role)  # type: ignore[arg-type]


ROUTES = Atlas(
    dots=(
        dot("Tashkent", TASHKENT, "end"),
        dot("Karachi", KARACHI, "end"),
        dot("Torkham", TORKHAM, "closed"),
        dot("Osh", OSH, "gate"),
        dot("Kabul", KABUL),
    ),
    stretches=(
        Stretch(points=(TASHKENT, KABUL), mode="road", role="primary", label="By Kabul"),
        Stretch(points=(KABUL, TORKHAM), mode="road", role="primary", label="By Kabul", state="closed"),
        Stretch(points=(TORKHAM, KARACHI), mode="rail", role="primary", label="By Kabul"),
        Stretch(points=(TASHKENT, OSH), mode="road", role="fallback", label="By Osh"),
        Stretch(points=(OSH, KARACHI), mode="road", role="fallback", label="By Osh", state="reduced"),
        Stretch(points=(KABUL, KARACHI), mode="rail", state="planned", label="Trans-Afghan"),
        Stretch(points=(KARACHI, MUMBAI), mode="sea"),
    ),
    note="As of 23 Nov 2026.",
)
HARMFUL = Atlas(
    dots=tuple(dot(HOSTILE, TASHKENT, role) for role in ("end", "gate", "closed", "place")),
    stretches=tuple(
        Stretch(points=(TASHKENT, KABUL), mode="rail", role=role, label=HOSTILE)  # type: ignore[arg-type]
        for role in ("primary", "fallback", "other")
    ),
    note=HOSTILE,
)
EVERY = {
    "routes": ROUTES,
    "harmful": HARMFUL,
    "one place": Atlas(dots=(dot(EIGHTY, KABUL, "end"),), stretches=()),
    "one stretch": Atlas(dots=(), stretches=(Stretch(points=(KABUL, KABUL), mode="sea"),)),
    "half a stretch": Atlas(dots=(), stretches=(Stretch(points=(KABUL,), mode="rail", role="fallback"),)),
    "thirty routes": Atlas(
        dots=tuple(dot(f"Place {k}", (30 + k / 5, 60 + k % 7), "gate") for k in range(31)),
        stretches=tuple(
            Stretch(points=((30 + k / 5, 60 + k % 7), KARACHI), mode="road", role="primary")
            for k in range(30)
        ),
    ),
    "far away": Atlas(
        dots=(dot("Lima", (-12.0, -77.0), "end"), dot("Nuuk", (64.2, -51.7), "end")), stretches=()
    ),
    "south": Atlas(dots=(dot("Ushuaia", (-54.8, -68.3)), dot("Pole", (-90.0, 0.0))), stretches=()),
}


def draw(data: Atlas, palette: Palette = LIGHT, title: str = "What carries the traffic") -> str:
    return CHARTS["atlas"](data, palette=palette, title=title)


def root(data: Atlas) -> ET.Element:
    return ET.fromstring(draw(data))  # noqa: S314 - drawn here


def texts(data: Atlas) -> list[str]:
    return [one.text or "" for one in root(data).iter(f"{SVG}text")]


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT, PAGE])
@pytest.mark.parametrize("name", EVERY)
def test_a_map_is_well_formed_inside_its_box_and_the_same_twice(name: str, palette: Palette) -> None:
    svg = draw(EVERY[name], palette)
    found = ET.fromstring(svg)  # noqa: S314 - drawn here
    assert svg == draw(EVERY[name], palette)
    assert found[0].text == "What carries the traffic"
    assert found[1].text
    width, height = float(found.get("width", 0)), float(found.get("height", 0))
    assert width == 1040
    for shape in found.iter():
        for key, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            assert 0 <= float(shape.get(key, 0)) <= most
    assert "nan" not in svg
    assert " id=" not in svg
    assert "url(" not in svg.replace(PAGE.hatch, "")
    assert "href" not in svg


def test_hostile_names_stay_text() -> None:
    svg = draw(HARMFUL, title=HOSTILE)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "&lt;script" in svg


def test_a_map_of_nothing_says_so() -> None:
    assert "No place is known." in texts(Atlas(dots=(), stretches=()))


def test_a_map_says_in_words_which_routes_it_shows_and_what_is_closed() -> None:
    said = root(ROUTES)[1].text or ""
    assert said == (
        "5 places, 7 stretches. Primary: By Kabul. Fallback: By Osh. Ends: Tashkent; Karachi. "
        "Closed: Torkham. Reduced: By Osh. As of 23 Nov 2026."
    )


def test_the_key_explains_what_is_on_the_map_and_nothing_else() -> None:
    found = texts(ROUTES)
    assert {"primary: By Kabul", "fallback: By Osh", "rail", "sea", "planned", "closed", "gate"} <= set(found)
    assert "lets less through" in found
    assert not {"ferry", "pipeline", "other links"} & set(found)
    assert not {"gate", "closed", "planned"} & set(texts(EVERY["one place"]))


def test_a_closed_gate_is_crossed_and_named_closed() -> None:
    assert "Torkham closed" in texts(ROUTES)
    crosses = re.findall(f'stroke="{LIGHT.s3}"', draw(ROUTES))
    assert len(crosses) == 2  # the gate and the key; the stretch that ends there needs none of its own


def test_a_fallback_differs_from_a_primary_without_colour() -> None:
    """One is solid, the other of two thin lines: wider, with a hollow in the colour of the ground."""
    svg = draw(ROUTES)
    primary = re.search(f'stroke="{LIGHT.ink}" stroke-width="4.8"', svg)
    fallback = re.search(f'stroke="{LIGHT.d3}" stroke-width="6" stroke-linecap="round"/></g>', svg)
    assert primary
    assert fallback
    assert f'stroke="{LIGHT.panel}" stroke-width="2.6"' in svg


def test_a_map_says_where_its_coasts_are_from_and_what_is_schematic() -> None:
    foot = " ".join(texts(ROUTES)[-3:])
    assert "As of 23 Nov 2026. Crossings of the sea are schematic." in foot
    assert "Natural Earth, shown without endorsement; dashed: disputed." in foot
    assert "No coasts are at hand" in " ".join(texts(EVERY["far away"])[-3:])


def test_a_crossing_that_no_arc_can_show_is_left_out_and_counted() -> None:
    overland = Stretch(points=(TASHKENT, OSH), mode="sea")
    data = Atlas(dots=ROUTES.dots, stretches=(overland,), note="")
    assert "Crossings left out because no simple arc can show them: 1." in " ".join(texts(data))


def test_an_arc_goes_round_the_land_where_it_can() -> None:
    sheet = fitted([CHABAHAR, MUMBAI, KARACHI], width=1000, heights=(400, 800), margin=50)
    rings = [area([sheet.at(*point) for point in ring], sheet.box) for ring in outlines().land]
    shore = Shore(ring for ring in rings if ring)
    arc = laid(Stretch(points=(KARACHI, MUMBAI), mode="sea"), sheet, shore)
    straight = laid(Stretch(points=(KARACHI, MUMBAI), mode="road"), sheet, shore)
    assert len(straight) == 2
    assert not any(map(shore.holds, arc[2:-2]))
    x, y = ((straight[0][k] + straight[1][k]) / 2 for k in (0, 1))
    assert shore.holds((x, y))  # the peninsula of Kathiawar


def test_names_do_not_overlap() -> None:
    sizes = {16.0, 14.5, 14.0}
    for name in ("routes", "thirty routes"):
        boxes = []
        for one in root(EVERY[name]).iter(f"{SVG}text"):
            size = float(one.get("font-size", 0))
            if size not in sizes or one.get("paint-order") is None:
                continue
            wide = 0.5 * size * len(one.text or "")
            left = float(one.get("x", 0)) - {"end": wide, "middle": wide / 2}.get(
                one.get("text-anchor", ""), 0
            )
            top = float(one.get("y", 0)) - 0.7 * size
            boxes.append((left, top, left + wide, top + 0.7 * size))
        assert len(boxes) >= 4
        for one, other in combinations(boxes, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


def test_a_map_is_zoomed_to_its_routes_and_cuts_other_links_off() -> None:
    far = Stretch(points=(KABUL, (55.7, 37.6)), mode="rail")
    more = Atlas(dots=ROUTES.dots, stretches=(*ROUTES.stretches, far), note=ROUTES.note)
    ends = [re.findall(r'<circle cx="(\S+)" cy="(\S+)" r="7"', draw(data)) for data in (ROUTES, more)]
    assert ends[0] == ends[1]


def test_a_conformal_map_keeps_angles() -> None:
    cone = Cone.through(28.0, 40.0, 68.0)
    for lat in (20.0, 35.0, 55.0):
        x, y = cone.at(lat, 75.0)
        north, east = cone.at(lat + 1e-4, 75.0), cone.at(lat, 75.0 + 1e-4 / math.cos(math.radians(lat)))
        up, across = (north[0] - x, north[1] - y), (east[0] - x, east[1] - y)
        assert math.hypot(*up) == pytest.approx(math.hypot(*across), rel=1e-5)
        assert up[0] * across[0] + up[1] * across[1] == pytest.approx(0, abs=1e-15)


def test_the_bar_of_scale_is_as_long_as_it_says() -> None:
    sheet = fitted([TASHKENT, KARACHI], width=1000, heights=(400, 800), margin=50)
    lat, lon = sheet.middle
    km = 6371 * math.radians(2) * math.cos(math.radians(lat))
    assert math.dist(sheet.at(lat, lon - 1), sheet.at(lat, lon + 1)) == pytest.approx(
        km * sheet.km, rel=0.005
    )


def test_points_keep_off_the_edge_of_the_paper() -> None:
    for points in ([KABUL], [TASHKENT, KARACHI], [(20.0, 40.0), (20.0, 100.0)]):
        sheet = fitted(points, width=1000, heights=(400, 800), margin=50)
        assert 400 <= sheet.height <= 800
        for point in points:
            x, y = sheet.at(*point)
            assert 49.9 <= x <= 950.1
            assert 49.9 <= y <= sheet.height - 49.9


def test_a_line_that_misses_the_box_is_not_drawn() -> None:
    assert list(pieces([(-5, -5), (-1, 20), (20, 20)], (0, 0, 10, 10))) == []
    assert area([(-5, -5), (-1, -5), (-1, -1)], (0, 0, 10, 10)) == []


def test_disputed_boundaries_are_kept_apart_from_others() -> None:
    known = outlines()

    def runs(lines: tuple[tuple[tuple[float, float], ...], ...], lat: float, lon: float) -> bool:
        return any(math.hypot(a - lat, b - lon) < 0.15 for line in lines for a, b in line)

    for lat, lon in ((34.0, 74.0), (35.5, 77.4), (29.2, 94.6), (46.1, 33.7), (32.9, 35.8), (35.1, 33.3)):
        assert runs(known.disputed, lat, lon), (lat, lon)
        assert not runs(known.borders, lat, lon), (lat, lon)
    assert runs(known.borders, 34.1, 71.1)
    assert not runs(known.disputed, 34.1, 71.1)


def test_the_outlines_are_small_and_say_where_they_are_from() -> None:
    folder = resources.files("facta.views") / "outlines"
    written = (folder / "eurasia.json").read_text(encoding="utf-8")
    assert len(written) < 60_000
    assert "Natural Earth" in json.loads(written)["about"]
    assert "public\ndomain" in (folder / "LICENSE.txt").read_text(encoding="utf-8")
