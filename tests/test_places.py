"""Places: distances on the sphere, to points and to lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from facta.errors import CaseError
from facta.places import Line, distance_km, distance_to_line_km, read_line

if TYPE_CHECKING:
    from pathlib import Path

lats = st.floats(-89, 89)
lons = st.floats(-180, 180)
points = st.tuples(lats, lons)
# Vertices of a border some hundred kilometres long, anywhere but at the poles.
starts = st.tuples(st.floats(-60, 60), lons)
steps = st.lists(st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5)), min_size=1, max_size=6)


def _line(start: tuple[float, float], moves: list[tuple[float, float]]) -> Line:
    return Line((np.cumsum(np.array([start, *moves]), axis=0),))


def _sampled_km(lat: float, lon: float, line: Line, samples: int = 2000) -> float:
    """Return the least distance to points put densely on the great circles of a line."""
    found = []
    for part in line.parts:
        phi, theta = np.radians(part[:, 0]), np.radians(part[:, 1])
        vertices = np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
        share = np.linspace(0, 1, samples)[:, None]
        for a, b in pairwise(vertices):
            way = a * (1 - share) + b * share
            way /= np.linalg.norm(way, axis=1, keepdims=True)
            lats_, lons_ = (
                np.degrees(np.arcsin(way[:, 2])),
                np.degrees(np.arctan2(way[:, 1], way[:, 0])),
            )
            found.append(distance_km(lat, lon, lats_, lons_).min())
    return float(min(found))


@given(points, points)
def test_distance_is_symmetric(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert float(distance_km(*one, *other)) == pytest.approx(float(distance_km(*other, *one)), abs=1e-9)


@given(points)
def test_a_point_is_no_distance_from_itself(point: tuple[float, float]) -> None:
    assert float(distance_km(*point, *point)) == 0


@given(points, points, points)
def test_no_way_round_is_shorter(
    one: tuple[float, float], other: tuple[float, float], third: tuple[float, float]
) -> None:
    direct = float(distance_km(*one, *other))
    assert direct <= float(distance_km(*one, *third) + distance_km(*third, *other)) + 1e-6


def test_a_quarter_of_the_meridian_is_ten_thousand_kilometres() -> None:
    assert float(distance_km(0, 0, 90, 0)) == pytest.approx(10_007.5, abs=0.1)


def test_the_other_side_of_the_date_line_is_near() -> None:
    assert float(distance_km(0, 179.9, 0, -179.9)) == pytest.approx(22.24, abs=0.01)


@given(starts, steps, st.data())
def test_vertices_lie_on_the_line(
    start: tuple[float, float], moves: list[tuple[float, float]], data: st.DataObject
) -> None:
    line = _line(start, moves)
    lat, lon = data.draw(st.sampled_from(line.parts[0].tolist()))
    assert float(distance_to_line_km([lat], [lon], line)[0]) == pytest.approx(0, abs=1e-6)


@given(starts, steps, st.tuples(st.floats(-4, 4), st.floats(-4, 4)))
def test_distance_to_a_line_agrees_with_points_put_densely_on_it(
    start: tuple[float, float], moves: list[tuple[float, float]], away: tuple[float, float]
) -> None:
    line = _line(start, moves)
    lat, lon = start[0] + away[0], start[1] + away[1]
    ours = float(distance_to_line_km([lat], [lon], line)[0])
    assert ours == pytest.approx(_sampled_km(lat, lon, line), rel=0.005, abs=0.2)


@given(starts, steps, points)
def test_a_line_is_no_farther_than_its_nearest_vertex(
    start: tuple[float, float], moves: list[tuple[float, float]], point: tuple[float, float]
) -> None:
    line = _line(start, moves)
    vertices = line.parts[0]
    nearest = float(distance_km(*point, vertices[:, 0], vertices[:, 1]).min())
    assert float(distance_to_line_km([point[0]], [point[1]], line)[0]) <= nearest + 1e-3


def test_parts_are_not_joined() -> None:
    apart = Line((np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 9.0], [0.0, 10.0]])))
    assert distance_to_line_km([0.0], [5.0], apart)[0] == pytest.approx(444.8, abs=0.1)
    assert apart.length_km == pytest.approx(222.4, abs=0.1)


def test_a_part_of_one_point_is_that_point() -> None:
    post = Line((np.array([[37.0, 69.0]]),))
    assert distance_to_line_km([38.0], [69.0], post)[0] == pytest.approx(111.2, abs=0.1)


def test_many_points_are_measured_at_once_as_one_by_one() -> None:
    rng = np.random.default_rng(7)
    line = _line((37.0, 66.0), [(0.1, 0.2)] * 300)
    lat, lon = rng.uniform(30, 42, 5000), rng.uniform(60, 75, 5000)
    together = distance_to_line_km(lat, lon, line)
    some = range(0, 5000, 617)
    alone = [float(distance_to_line_km([lat[i]], [lon[i]], line)[0]) for i in some]
    assert together[list(some)] == pytest.approx(alone)


def test_no_points_have_no_distances() -> None:
    assert distance_to_line_km([], [], _line((0, 0), [(1, 1)])).shape == (0,)


def test_a_line_is_read_in_parts(tmp_path: Path) -> None:
    table = tmp_path / "border.csv"
    table.write_text("lat,lon,part\n37,66,1\n37.5,67,1\n38,70,2\n38,71,2\n", encoding="utf-8")
    assert [part.tolist() for part in read_line(table).parts] == [
        [[37.0, 66.0], [37.5, 67.0]],
        [[38.0, 70.0], [38.0, 71.0]],
    ]


def test_every_mistake_in_a_line_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "border.csv"
    table.write_text("lat,lon,part\n97,66,1\n37,x,1\n37,66\n37,nan,1\n", encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        read_line(table.relative_to(tmp_path))
    assert caught.value.mistakes == snapshot(
        (
            "border.csv:2:1: lat: '97' is not decimal degrees from -90 to 90",
            "border.csv:3:2: lon: 'x' is not decimal degrees from -180 to 180",
            "border.csv:4: 2 cells; write three: lat, lon, part",
            "border.csv:5:2: lon: 'nan' is not decimal degrees from -180 to 180",
        )
    )


def test_a_line_with_other_columns_or_no_points_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "border.csv"
    table.write_text("latt,lon,part\n", encoding="utf-8")
    with pytest.raises(CaseError, match="did you mean 'lat'"):
        read_line(table)
    table.write_text("lat,lon,part\n", encoding="utf-8")
    with pytest.raises(CaseError, match="no points"):
        read_line(table)
