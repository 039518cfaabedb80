"""Promises in time and steps on a ladder, drawn."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from make_words import HOSTILE

from facta.results import Climb, Climbs, Outcome, Span, Spans
from facta.views.charts import CHARTS, DARK, LIGHT, PAGE, PRINT, Palette

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 6, 1)
RUNGS = ("contact", "mission at work", "ambassador level")
EVERY = pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT, PAGE])


def span(
    outcome: Outcome = "open", *, due: date | None = None, end: date | None = None, label: str = "P1"
) -> Span:
    return Span(label=label, start=date(2025, 1, 1), due=due, end=end, outcome=outcome)


def spans(*rows: Span) -> str:
    return CHARTS["spans"](Spans(rows=rows, as_of=DAY), palette=LIGHT, title="Promises")


def climbs(*rows: Climb) -> str:
    data = Climbs(rows=rows, rungs=RUNGS, as_of=DAY)
    return CHARTS["climbs"](data, palette=LIGHT, title="Ladder")


def rects(svg: str, fill: str) -> list[tuple[float, float]]:
    """Give left end and width of every box of a colour outside the key."""
    found = [box for box in ET.fromstring(svg).iter(f"{SVG}rect") if box.get("fill") == fill]  # noqa: S314
    places = [(float(box.get("y", 0)), float(box.get("x", 0)), float(box.get("width", 0))) for box in found]
    return [(left, width) for top, left, width in places if top > 20]


ALL = [
    span("open"), span("open", due=date(2030, 1, 1)), span("overdue", due=date(2026, 3, 31)),
    span("kept", due=date(2025, 12, 31), end=date(2025, 4, 17)), span("partial", end=date(2025, 2, 1)),
    span("broken", due=date(2025, 2, 1), end=date(2026, 1, 1)), span("lapsed", end=date(2025, 3, 1)),
    span("disputed", end=date(2025, 3, 1), label=HOSTILE * 4),
]  # fmt: skip
STEPS = [
    Climb(label="Russia", steps=((date(2015, 12, 23), 1, True), (date(2025, 7, 3), 3, True))),
    Climb(label=HOSTILE * 4, steps=((date(2026, 5, 30), 1, False), (date(2026, 5, 31), 2, True))),
    Climb(label="Pakistan", steps=((date(2025, 5, 30), 3, True), (date(2025, 10, 12), -1, True))),
]


@EVERY
def test_both_charts_are_well_formed_safe_and_the_same_twice(palette: Palette) -> None:
    shapes = (
        ("spans", Spans(rows=tuple(ALL), as_of=DAY)),
        ("climbs", Climbs(rows=tuple(STEPS), rungs=RUNGS, as_of=DAY)),
    )
    for name, data in shapes:
        svg = CHARTS[name](data, palette=palette, title=HOSTILE)
        root = ET.fromstring(svg)  # noqa: S314 - drawn here
        assert svg == CHARTS[name](data, palette=palette, title=HOSTILE)
        assert root[0].tag == f"{SVG}title"
        assert root[1].text
        assert "<script" not in svg
        width, height = float(root.get("width", 0)), float(root.get("height", 0))
        assert width <= 1100
        for shape in root.iter():
            for key, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
                assert -1 <= float(shape.get(key, 0)) <= most + 1


def test_charts_of_nothing_say_so() -> None:
    assert "no promise is known" in spans()
    assert "No step is known." in climbs()


def test_only_the_part_past_its_day_is_drawn_as_overdue() -> None:
    late = rects(spans(span("overdue", due=date(2025, 9, 15))), LIGHT.s3)
    assert len(late) == 1
    whole = rects(spans(span("overdue", due=date(2025, 9, 15))), LIGHT.panel)[0]
    days = (DAY - date(2025, 9, 15)).days / (date(2025, 9, 15) - date(2025, 1, 1)).days
    assert late[0][1] / whole[1] == pytest.approx(days, rel=0.01)
    assert not rects(spans(span("open", due=date(2027, 9, 15))), LIGHT.s3)
    assert not rects(spans(span("broken", due=date(2025, 9, 15), end=date(2026, 1, 1))), LIGHT.s3)


def test_an_open_promise_is_hatched_up_to_the_day_and_a_settled_one_is_not() -> None:
    def hatched(svg: str) -> int:
        paths = [path for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("stroke") == LIGHT.hatch]  # noqa: S314
        return len(paths) - 1  # that of the key

    assert hatched(spans(span("open"))) == 1
    assert hatched(spans(span("kept", end=date(2025, 6, 1)))) == 0


def test_a_due_day_far_away_is_an_arrow_at_the_edge() -> None:
    assert "▸" in spans(span("open", due=date(2040, 1, 1)))
    assert "▸" not in spans(span("open", due=date(2027, 1, 1)))


def test_every_promise_and_step_is_said_in_words() -> None:
    said = spans(span("kept", due=date(2025, 12, 31), end=date(2025, 4, 17)))
    assert "P1: made 1 Jan 2025, due 31 Dec 2025, kept on 17 Apr 2025. As of 1 Jun 2026." in said
    told = climbs(STEPS[2], Climb(label="Iran", steps=((date(2021, 8, 16), 2, False),)))
    assert "Pakistan: ambassador level 30 May 2025, reversal 12 Oct 2025" in told
    assert "Iran: mission at work 16 Aug 2021 (unverified)" in told


def test_an_unverified_step_is_hollow() -> None:
    def discs(*, verified: bool) -> list[str | None]:
        svg = climbs(Climb(label="Iran", steps=((date(2025, 8, 16), 2, verified),)))
        found = list(ET.fromstring(svg).iter(f"{SVG}circle"))  # noqa: S314 - drawn here
        return [found[-1].get("fill"), found[-1].get("stroke-dasharray")]

    assert discs(verified=True) == [LIGHT.ink, None]
    assert discs(verified=False) == [LIGHT.panel, "2.5 2"]


def test_steps_close_in_time_do_not_cover_each_other() -> None:
    svg = climbs(STEPS[1])
    discs = ET.fromstring(svg).iter(f"{SVG}circle")  # noqa: S314 - drawn here
    centres = [float(disc.get("cx", 0)) for disc in discs if disc.get("r") == "8.5"]
    assert centres[1] - centres[0] >= 17


def test_a_step_before_the_chart_stands_at_its_edge_with_its_year() -> None:
    assert re.search(r">2015</text>", climbs(STEPS[0]))


def test_a_track_thickens_as_a_state_climbs() -> None:
    svg = climbs(STEPS[0])
    heights = [float(box.get("height", 0)) for box in ET.fromstring(svg).iter(f"{SVG}rect")]  # noqa: S314
    assert heights[1] == pytest.approx(3 * heights[0], abs=0.2)
