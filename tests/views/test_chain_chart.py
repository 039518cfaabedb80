"""The chain is drawn as the graph it is: causes left, barriers on their arrows, the gate marked."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from facta.results import Chain, Link, Stage
from facta.views.charts import CHARTS, DARK, LIGHT, PAGE, PRINT, Palette
from facta.views.charts.chain_places import places

CHAIN = Chain(
    stages=(
        Stage(key="camp", title="Camp", value=40.0, low=30.0, high=50.0, note="A-1 many"),
        Stage(key="crossing", title="Crossing", value=20.0, low=10.0, high=30.0),
        Stage(key="city", title="Recruits in <the> city", value=None),
        Stage(key="attack", title="Attack", value=0.4, low=0.1, high=0.9, nearest=True),
        Stage(key="border", title="Border", value=60.0, low=50.0, high=70.0, barrier=True, note="guarded"),
    ),
    links=(
        Link(source="camp", target="crossing", weight=1.0),
        Link(source="crossing", target="attack", weight=0.3),
        Link(source="city", target="attack", weight=0.1),
        Link(source="camp", target="attack", weight=0.0),
        Link(source="camp", target="border", weight=0.0),
        Link(source="border", target="crossing", weight=0.0),
    ),
)


def svg(data: Chain = CHAIN, palette: Palette = LIGHT) -> str:
    return CHARTS["chain"](data, palette=palette, title="A chain & its end")


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT, PAGE])
def test_a_chain_is_one_sound_drawing_in_every_palette(palette: Palette) -> None:
    root = ET.fromstring(svg(palette=palette))  # noqa: S314  (our own drawing)
    width, height = (float(root.attrib[side]) for side in ("width", "height"))
    assert 0 < width <= 1100
    assert height > 0
    assert root.attrib["aria-label"] == "A chain & its end"
    assert svg(palette=palette) == svg(palette=palette)


def test_a_chain_says_in_words_what_leads_to_what() -> None:
    said = re.search("<desc>(.*?)</desc>", svg())
    assert said
    assert "Crossing 20 %, from Camp" in said[1]
    assert "barrier Border: guarded 60 %" in said[1]
    assert "Attack 0.4 %, from Crossing and Recruits in &lt;the&gt; city and Camp" in said[1]


def test_the_nearest_gate_is_marked_once() -> None:
    assert svg().count(">nearest gate<") == 1


def test_a_barrier_stands_only_on_the_arrow_it_crosses() -> None:
    # Its number is on the one arrow from the camp to the crossing, and in the lane below.
    assert len(re.findall(r">1</text>", svg())) == 2


def test_causes_stand_left_of_effects_and_long_arrows_keep_clear_of_boxes() -> None:
    arrows = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("x", "d")]
    found = places(["a", "b", "c", "d", "x"], arrows, 100)
    column = {key: at for at, keys in enumerate(found.columns) for key in keys}
    assert all(column[source] < column[target] for source, target in arrows)
    assert column["x"] == column["c"]
    assert len(found.through["a", "d"]) == 2
    for keys in found.columns:
        spans = sorted(
            (found.tops[key], found.tops[key] + (100 if len(key) == 1 else found.lane)) for key in keys
        )
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_chain_without_links_or_figures_is_drawn() -> None:
    lone = Chain(stages=(Stage(key="a", title="A" * 80, value=None),), links=())
    assert "no figure" in svg(lone)
    assert CHARTS["chain"](Chain(stages=(), links=()), palette=LIGHT, title="Nothing").startswith("<svg")
