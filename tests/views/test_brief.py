"""The brief needs nothing but itself, and says what it could not see."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from make import TODAY, empty, flagship
from make_words import case, change, hostile

from facta.views import CaseText, brief_html, notebook_html

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 700_000
VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """What a reader's machine would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    @property
    def said(self) -> str:
        """All text, spaces joined."""
        return " ".join(" ".join(self.text).split())


def real() -> str:
    """Render the real-looking brief."""
    return brief_html(flagship(), change=change(), case=case(), today=TODAY)


def harmful() -> str:
    """Render the hostile brief."""
    assessment, words, moved = hostile()
    return brief_html(assessment, change=moved, case=words, today=TODAY)


def bare() -> str:
    """Render the brief of an empty case."""
    return brief_html(empty(), change=None, case=CaseText(), today=None)


PAGES = [real, harmful, bare]


@pytest.mark.parametrize("made", PAGES)
def test_the_same_assessment_gives_the_same_bytes(made: Callable[[], str]) -> None:
    assert made() == made()


@pytest.mark.parametrize("made", PAGES)
def test_every_element_is_closed_and_nothing_runs_or_loads(made: Callable[[], str]) -> None:
    html = made()
    page = Page(html)
    assert page.open == []
    assert "<script" not in html.lower()
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "img", "form", "base"}
        assert "src" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"url\((?!data:font/woff2|#hatch)", html)
    assert "@import" not in html


@pytest.mark.parametrize("made", PAGES)
def test_links_lead_to_the_web_with_care_or_stay_on_the_page(made: Callable[[], str]) -> None:
    ids = {attributes.get("id") for _, attributes in Page(made()).tags}
    for tag, attributes in Page(made()).tags:
        address = attributes.get("href")
        if address is None:
            continue
        assert tag == "a"
        if address.startswith("#"):
            assert address[1:] in ids
        else:
            assert address.startswith(("http://", "https://"))
            assert attributes["rel"] == "noopener noreferrer nofollow"


def test_only_addresses_of_the_web_become_links() -> None:
    links = [attributes.get("href") for tag, attributes in Page(harmful()).tags if tag == "a"]
    assert "https://ok.org/a?b=1&c=2" in links
    assert len(links) == 3


@pytest.mark.parametrize("made", PAGES)
def test_every_drawing_in_the_page_is_well_formed(made: Callable[[], str]) -> None:
    for svg in re.findall(r"<svg.*?</svg>", made(), re.DOTALL):
        root = ET.fromstring(svg)  # noqa: S314 - our own page
        if root.get("aria-hidden") != "true":
            assert root.get("role") == "img"
            assert [child.tag for child in list(root)[:2]] == ["title", "desc"]


@pytest.mark.parametrize("made", PAGES)
def test_headings_go_down_one_step_at_a_time(made: Callable[[], str]) -> None:
    levels = [int(tag[1]) for tag, _ in Page(made()).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("made", PAGES)
def test_no_id_stands_twice(made: Callable[[], str]) -> None:
    ids = [attributes["id"] for _, attributes in Page(made()).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("made", PAGES)
def test_the_page_is_light_enough_to_send(made: Callable[[], str]) -> None:
    assert len(made().encode()) <= LARGEST


def test_hostile_text_stays_text() -> None:
    html = harmful()
    assert "<b>bold</b>" not in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert not re.search("[\x00\x1b\u202e]", html)


def test_every_figure_on_the_board_has_its_unit_and_period() -> None:
    html = real()
    cells = re.findall(r'<div class="num">(.*?)</div>', html, re.DOTALL)
    for cell, one in zip(cells, flagship().standings, strict=True):
        assert one.unit in cell
        if one.latest is not None:
            assert re.search(r"<small>[^<]*20\d\d</small>", cell)


def test_the_page_says_what_it_rests_on() -> None:
    said = Page(real()).said
    inputs = flagship().inputs
    for part in (
        "As of 15 Jun 2026",
        "Newest fact 1 Jun 2026; today is 174 days later",
        "26 of 29 indicators assessed",
        inputs.case_digest,
        inputs.store_digest,
        f"facta {inputs.version}",
        "35 % of 1,204 records rest on an assumed day",
        "without endorsement",
        "agreement 78 %, not confidence",
    ):
        assert part in said


def test_confidence_is_never_a_percentage() -> None:
    basis = re.search(r'<div class="basis">.*?</dl>', real(), re.DOTALL)
    assert basis
    assert "%" not in basis.group()


def test_each_change_is_the_world_or_the_data() -> None:
    said = Page(real()).said
    assert "Six levels changed since 15 Mar 2026: three in the world, three in the data" in said


def test_figures_that_moved_no_level_are_told_apart() -> None:
    still = replace(change().differences[0], now=change().differences[0].was, level_now=2)
    moved = replace(change(), differences=(*change().differences[1:], still))
    said = Page(brief_html(flagship(), change=moved, case=case(), today=None)).said
    assert "Five levels changed" in said
    assert "1 more figure came or changed without moving a level" in said


def test_a_trip_wire_says_its_level_its_distance_and_who_acts() -> None:
    said = Page(real()).said
    assert "One of five trip-wires is crossed" in said
    assert "above 12 clashes crossed 2 clashes beyond Border desk: convene the contact group" in said
    assert "not assessed Military desk: ask for imagery (14 days of lead)" in said


def test_gaps_are_named_with_their_state() -> None:
    said = Page(real()).said
    assert "Three things we could not see" in said
    assert "gdelt asked, not answered since 14 Jun 2025" in said


def test_an_empty_case_makes_a_page_that_says_so() -> None:
    said = Page(bare()).said
    for part in ("There is no judgement", "There are no indicators to show", "No fact in the store"):
        assert part in said


def test_the_notebook_table_has_a_row_for_each_indicator_and_escapes() -> None:
    html = notebook_html(flagship())
    assert html.count("<tr>") == 1 + len(flagship().standings)
    assert Page(html).open == []
    assert "<script" not in notebook_html(hostile()[0])
    assert "var(--" not in html
