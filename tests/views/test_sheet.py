"""The route sheet says what to decide first, shows all that its analysis says, and needs nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from make_sheet import FALLBACK, PRIMARY, asked, harmful, journey, stuck
from make_words import HOSTILE

from facta.results import Item, Result, Table
from facta.views.sheet import sheet_html

if TYPE_CHECKING:
    from collections.abc import Callable

CASE, DAY = "Russia and the Taliban", date(2026, 11, 23)
VOID = {"meta", "input", "br"}
EVERY = [journey, asked, stuck, harmful]


class Page(HTMLParser):
    """What a reader's machine would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.heads: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.heads.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        data = data.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
        if "style" not in self.open:
            self.text.append(data)
        for tag in self.open:
            if re.fullmatch(r"h[1-6]", tag):
                self.heads[tag][-1] += data

    @property
    def said(self) -> str:
        """All text, spaces joined."""
        return " ".join(" ".join(self.text).split())


def page(result: Result) -> Page:
    return Page(sheet_html(result, CASE, DAY))


@pytest.mark.parametrize("made", EVERY)
def test_the_same_journey_gives_the_same_bytes(made: Callable[[], Result]) -> None:
    assert sheet_html(made(), CASE, DAY) == sheet_html(made(), CASE, DAY)


@pytest.mark.parametrize("made", EVERY)
def test_a_sheet_runs_nothing_and_asks_nobody(made: Callable[[], Result]) -> None:
    html = sheet_html(made(), CASE, DAY)
    found = Page(html)
    assert found.open == []
    assert "<script" not in html.lower()
    assert "@import" not in html
    assert not re.search(r"url\((?!data:font/woff2|#hatch)", html)
    for tag, attributes in found.tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "img", "form", "base"}
        assert "src" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")


@pytest.mark.parametrize("made", EVERY)
def test_a_sheet_has_one_heading_of_the_first_rank_and_landmarks(made: Callable[[], Result]) -> None:
    found = page(made())
    tags = [tag for tag, _ in found.tags]
    assert [tags.count(tag) for tag in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    ranks = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert ranks[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(ranks))
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found.tags:
        assert attributes.get("aria-labelledby", ids[0]) in ids


@pytest.mark.parametrize("made", EVERY)
def test_every_drawing_says_what_it_shows(made: Callable[[], Result]) -> None:
    for svg in re.findall(r"<svg.*?</svg>", sheet_html(made(), CASE, DAY), re.DOTALL):
        root = ET.fromstring(svg)  # noqa: S314 - our own page
        if root.get("aria-hidden") != "true":
            assert root.get("role") == "img"
            assert [child.tag for child in list(root)[:2]] == ["title", "desc"]


@pytest.mark.parametrize("made", [journey, asked, stuck])
def test_every_part_table_drawing_and_gap_is_on_the_sheet(made: Callable[[], Result]) -> None:
    result = made()
    said = page(result).said
    for item in result.items:
        assert item.says[1:] in said
        assert item.because[1:] in said or item.detail
        for label, text in item.detail:
            assert label in said
            assert text.split(" (")[0] in said
    for table in result.tables:
        assert table.title in said
        assert table.note in said
        for cell in (*table.columns, *(cell for row in table.rows for cell in row)):
            assert cell in said
    for text in (*(one.title for one in result.drawings), *result.gaps, result.method, result.editorial):
        assert text in said


def test_what_was_asked_leads_then_both_routes_then_what_to_know() -> None:
    found = page(asked())
    assert found.heads["h1"] == ["Tashkent to Karachi"]
    assert found.heads["h2"][:2] == [PRIMARY[:1].upper() + PRIMARY[1:], FALLBACK[:1].upper() + FALLBACK[1:]]
    order = [
        "23 Nov 2026", "1 FEU by the fastest way", "Primary", "10.1", "Fallback", "17.4", "What ends it",
        "What to watch", "Decide before", "Chance that no route is left", "Confidence", "Leg by leg",
        "could not be said", "Method",
    ]  # fmt: skip
    places = [found.said.index(word, found.said.index("Route sheet")) for word in order]
    assert places == sorted(places)


def test_the_finding_leads_where_no_line_says_what_was_asked() -> None:
    found = page(journey())
    assert found.heads["h1"] == ["Tashkent to Karachi"]
    assert "With the border of Pakistan and Afghanistan shut, the fastest route is" in found.said
    plain = page(replace(journey(), headline="It goes. By road."))
    assert plain.heads["h1"] == ["It goes"]


def test_days_and_dollars_of_the_primary_stand_out_with_their_bounds() -> None:
    html = sheet_html(journey(), CASE, DAY).replace("\N{WORD JOINER}", "")
    assert "<b>10.1</b> <span>(7.7–15.7)</span>" in html
    assert "<b>6,480</b> <span>(3,900–7,420)</span>" in html


def test_a_chance_says_that_it_rests_on_numbers_of_the_author() -> None:
    html = sheet_html(journey(), CASE, DAY)
    assert 'Chance that no route is left <span class="tag low">editorial</span>' in html


def test_without_a_route_the_sheet_says_so_and_what_would_open_one() -> None:
    found = page(stuck())
    assert found.heads["h1"] == ["Tashkent to Karachi"]
    assert "No route. With Iran and Pakistan shut, nothing leads there." in found.said
    assert found.heads["h2"][0] == "No route"
    assert "Fallback" not in found.heads["h2"]
    assert "What would open a route: one gate alone" in found.said
    assert "Land transit through Iran" in found.said
    assert not [tag for tag, _ in found.tags if tag == "figure"]


def test_what_is_absent_is_not_shown() -> None:
    bare = Result(analysis="a", kind="corridor", title="Ways", headline="From here to there.", method="")
    found = page(bare)
    assert found.heads == {"h1": ["From here to there"]}
    assert not {"table", "figure", "details", "h2"} & {tag for tag, _ in found.tags}
    assert "Method" not in found.said


def test_items_without_a_place_of_their_own_come_last() -> None:
    more = Item(key="season", title="Season", says="snow on the pass")
    said = page(replace(journey(), items=(more, *journey().items))).said
    assert said.index("Confidence") < said.index("Snow on the pass")


def test_one_reason_of_many_gaps_is_said_once() -> None:
    unseen = tuple(f"{name}: nothing watches it." for name in ("Iran", "Salang: the road", "Russia"))
    said = page(replace(journey(), gaps=(*unseen, "Old: nothing is known."))).said
    assert "4 things that could not be said" in said
    assert "Iran; Salang: the road; Russia: nothing watches it." in said
    assert "Old: nothing is known." in said


def test_text_that_means_harm_stays_text() -> None:
    html = sheet_html(harmful(), HOSTILE, DAY)
    assert "<script" not in html
    assert "<b>bold" not in html
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert html.count("&lt;script&gt;") > 40


def test_narrow_tables_share_a_line_and_long_ones_open_on_demand() -> None:
    def table(title: str, cell: str, rows: int = 1) -> Table:
        return Table(title=title, columns=("a", "b", "c"), rows=((cell, cell, cell),) * rows)

    tables = (table("first", "x"), table("wide", "x" * 40), table("second", "x"), table("long", "x", 40))
    html = sheet_html(replace(journey(), tables=tables), CASE, DAY)
    shown = re.findall(r'class="panel argued tabled (\w+)"[^>]*><h2[^>]*>(\w+)<', html)
    assert shown == [("half", "first"), ("half", "second"), ("c12", "wide")]
    assert re.search(r"<summary[^>]*>long \(40\Wrows\)", html)
