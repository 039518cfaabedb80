"""The drawing of chances over days: every future named with its interval, hindsight hatched."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

from facta.views.charts import CHARTS, DARK, LIGHT, PAGE, PRINT
from facta.views.charts.shapes import Odds, Way

SVG = "{http://www.w3.org/2000/svg}"
DAYS = (date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31))


def way(label: str, *values: float) -> Way:
    low, high = (tuple(value + by for value in values) for by in (-4.0, 12.0))
    return Way(label=label, values=values, low=low, high=high)


def odds(hindsight: int = 2) -> Odds:
    rows = (
        way("It holds <b>", 60, 62, 58, 70),
        way("It fails", 30, 28, 32, 20),
        way("Other", 10, 10, 10, 10),
    )
    return Odds(days=DAYS, rows=rows, hindsight=hindsight)


def drawn(data: Odds, palette: object = LIGHT) -> str:
    return CHARTS["odds"](data, palette=palette, title="How likely each was")


def test_every_future_is_named_with_its_chance_and_interval() -> None:
    svg = drawn(odds())
    root = ET.fromstring(svg)  # noqa: S314  (our own drawing)
    said = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert {"It holds <b>", "It fails", "Other"} <= {*said}
    assert "70 %, 90 % interval 66–82 %" in said
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert "It holds <b>: 60 % on 30 Jun 2025, 70 % on 31 Mar 2026" in (desc.text or "")
    assert "2 of 4 days are hindsight" in (desc.text or "")


def test_names_never_cover_each_other() -> None:
    rows = tuple(way(f"Future {at}", *(20.0 + at / 10,) * 4) for at in range(5))
    root = ET.fromstring(drawn(Odds(days=DAYS, rows=rows)))  # noqa: S314  (our own drawing)
    named = [one for one in root.iter(f"{SVG}text") if (one.text or "").startswith("Future")]
    heights = sorted(float(one.get("y", 0)) for one in named)
    assert len(heights) == 5
    assert min(after - before for before, after in pairwise(heights)) >= 26


def test_days_that_are_not_hindsight_are_not_hatched() -> None:
    assert "hindsight" not in drawn(odds(0))
    assert "hatched: hindsight" in drawn(odds(2))


def test_one_day_has_no_course_and_nothing_breaks() -> None:
    for data in (
        Odds(days=(), rows=()),
        Odds(days=DAYS[:1], rows=(way("It holds", 60),)),
        Odds(days=DAYS, rows=()),
    ):
        assert "no course" in drawn(data)


def test_the_same_data_gives_the_same_bytes_on_every_ground() -> None:
    for palette in (LIGHT, DARK, PRINT, PAGE):
        assert drawn(odds(), palette) == drawn(odds(), palette)
