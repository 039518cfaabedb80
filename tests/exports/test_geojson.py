"""The map as RFC 7946 has it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from facta.exports import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.exports import Package

Plain = dict[str, Any]


def drawn(package: Package) -> Plain:
    (file,) = files(package, ["geojson"])
    found: Plain = json.loads(file.body)
    return found


def positions(part: Any) -> Iterator[list[float]]:
    if isinstance(part[0], float | int):
        yield part
        return
    for inner in part:
        yield from positions(inner)


@pytest.fixture(scope="module")
def flagship_map(flagship_package: Package) -> Plain:
    return drawn(flagship_package)


def layer(found: Plain, name: str) -> list[Plain]:
    return [one for one in found["features"] if one["properties"]["layer"] == name]


def test_every_feature_has_an_id_of_its_own_and_lies_on_the_earth(flagship_map: Plain) -> None:
    assert flagship_map["type"] == "FeatureCollection"
    ids = [one["id"] for one in flagship_map["features"]]
    assert len(set(ids)) == len(ids) > 700
    for one in flagship_map["features"]:
        assert {"grade", "known_at"} <= one["properties"].keys()
        for lon, lat in positions(one["geometry"]["coordinates"]):
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90


def test_located_events_have_their_precision_grade_and_day(
    flagship_map: Plain, flagship_package: Package
) -> None:
    events = {one["properties"]["ref"]: one for one in layer(flagship_map, "event")}
    told = flagship_map["facta"]
    assert len(events) == told["events"] - told["events_without_a_place"] == 265
    one = events["CH032"]
    assert one["geometry"] == {"type": "Point", "coordinates": [37.6173, 55.7558]}
    assert one["properties"]["precision_km"] == 5.0
    assert one["properties"]["grade"] == "C1"
    assert one["properties"]["known_at"] == "2003-02-15"
    assert told["as_of"] == str(flagship_package.as_of)


def test_places_links_and_lines_are_drawn(flagship_map: Plain) -> None:
    assert len(layer(flagship_map, "place")) == 135
    assert len(layer(flagship_map, "link")) == 295 + 8
    assert {one["properties"]["mode"] for one in layer(flagship_map, "link")} >= {"rail", "sea", "pipeline"}
    assert {one["geometry"]["type"] for one in layer(flagship_map, "line")} == {"MultiLineString"}
    assert len(layer(flagship_map, "line")) == 6


def test_no_line_runs_across_the_antimeridian(flagship_map: Plain) -> None:
    for one in flagship_map["features"]:
        shape = one["geometry"]
        parts = {"LineString": [shape["coordinates"]], "MultiLineString": shape["coordinates"]}
        for part in parts.get(shape["type"], []):
            assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(part))


def test_an_event_on_the_map_names_no_person_and_says_no_words(guarded_package: Package) -> None:
    events = layer(drawn(guarded_package), "event")
    assert events
    assert not any({"text", "title", "participants", "note"} & one["properties"].keys() for one in events)
    assert "A Private Person" not in json.dumps(events)


def test_what_was_left_out_is_said_on_the_map(guarded_package: Package) -> None:
    left = drawn(guarded_package)["facta"]["withheld"]
    assert [(one["what"], one["count"]) for one in left] == [("bought", 5), ("EX-2", 5)]
