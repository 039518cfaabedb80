"""The brief needs nothing but itself, and says what it could not see."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from make import EARLIER, TODAY, Sketch, empty, flagship, frame, standing
from make_argument import CLAIM, HEADLINE, argued, cited, moved, wild
from make_words import case, change, hostile

from facta.records import Change, Difference
from facta.views import CaseText, brief_html, notebook_html, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.records import Assessment

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


def argument() -> str:
    """Render the brief of a case with an argument."""
    return brief_html(argued(), change=moved(), case=cited(), today=TODAY)


def hostile_argument() -> str:
    """Render the brief of a case whose argument means harm."""
    return brief_html(wild(), change=moved(), case=cited(), today=TODAY)


PAGES = [real, harmful, bare, argument, hostile_argument]


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
    links = [attributes.get("href") or "" for tag, attributes in Page(harmful()).tags if tag == "a"]
    assert "https://ok.org/a?b=1&c=2" in links
    assert len([link for link in links if not link.startswith("#")]) == 2


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


@pytest.mark.parametrize("made", [harmful, hostile_argument])
def test_hostile_text_stays_text(made: Callable[[], str]) -> None:
    html = made()
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
        "26 of 29 assessed",
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


def limited() -> Assessment:
    """Make the real-looking assessment with every other indicator weighed by limits only."""
    made = flagship()
    bases = ("history", "limit")
    weighed = (replace(one, basis=bases[k % 2]) for k, one in enumerate(made.standings))
    return replace(made, standings=tuple(weighed))


def test_the_page_tells_history_from_the_limits_of_the_author() -> None:
    made = limited()
    html = brief_html(made, change=None, case=case(), today=None)
    said = Page(html).said
    seen = [one for one in made.standings if one.level is not None]
    limit = sum(one.basis == "limit" for one in seen)
    assert (
        f"{len(seen) - limit} of {len(seen)} weighed against their own history, {limit} against limits "
        "chosen by the author of the case (editorial)"
    ) in said
    quiet = sum(one.level == 0 for one in seen if one.basis == "limit")
    assert quiet
    assert html.count('<span class="lv" aria-hidden="true">0 inside its limit</span>') == quiet
    assert "Editorial limit" in said
    assert f"for {limit} of them, only with limits that the author of the case chose" in said
    assert said.count("Weighed against: limits that the author chose.") == limit
    assert said.count("Weighed against: its own history.") == len(seen) - limit
    assert "0 inside its limit" in notebook_html(made)


def test_where_all_is_history_no_limit_is_counted() -> None:
    said = Page(real()).said
    assert "26 of 26 weighed against their own history Independence" in said
    assert "own history. Left of the axis" in said


def test_a_strand_says_how_many_off_baseline_point_one_way() -> None:
    said = Page(real()).said
    assert re.search(r"\d of \d off baseline point one way", said)
    assert "that speak" not in said
    assert "that move" not in said


def one_difference(was: tuple[int, str], now: tuple[int, str]) -> Change:
    """Make a change of one indicator."""
    line = Difference(
        indicator="x", title="X", cause="the world", was=was[1], now=now[1], level_was=was[0],
        level_now=now[0], reason="Why: -2 SD.",
    )  # fmt: skip
    return Change(case="c", was=EARLIER, now=TODAY, differences=(line,))


@pytest.mark.parametrize(
    ("level", "said", "place"),
    [(2, "level 2", 0), (2, "level 2 straining", -2), (2, "2 elevated, deepening", 2), (0, "level 0", 0)],
)
def test_an_earlier_level_without_direction_stood_on_the_axis(level: int, said: str, place: int) -> None:
    assert rows.was_places(one_difference((level, said), (0, "level 0"))) == {"x": place}


def test_what_moved_is_drawn_where_the_change_says_and_not_where_it_stands_now() -> None:
    sketch = Sketch("x", "X", "terror", "items", 3, "straining")
    made = replace(flagship(), standings=(standing(sketch),))
    moved = one_difference((1, "level 1 deepening"), (2, "level 2 deepening"))
    laid = rows.strands(made, case(), moved)
    assert 'aria-label="2 elevated, deepening"' in rows.moved(moved, laid)[0].meter
    assert "Why: \N{MINUS SIGN}2 SD." in Page(brief_html(made, change=moved, case=case(), today=None)).said


def test_the_table_of_a_series_marks_estimates_and_counts_so_far() -> None:
    made = standing(Sketch("x", "X", "terror", "attacks", 0, length=2))
    first, last = made.series.points.rows(named=True)
    points = frame([{**first, "value": 1234.56, "scaled": 1}, {**last, "value": 3.0, "state": "partial"}])
    point = replace(made.latest, value=3.0, state="partial")
    one = replace(made, series=replace(made.series, points=points), latest=point)
    html = brief_html(replace(flagship(), standings=(one,)), change=None, case=CaseText(), today=None)
    assert "<td>≈1,235</td>" in html
    assert "<td>≥3</td>" in html
    assert "<b>≥3</b> attacks" in html
    assert "≥ a count of a period that is not over, so far" in Page(html).said


def test_a_page_says_how_many_records_it_leaves_out() -> None:
    words = case()
    few = words.records["lpg"]
    long = replace(words, records={**words.records, "lpg": few * 3})
    said = Page(brief_html(flagship(), change=None, case=long, today=None)).said
    assert f"6 of {3 * len(few)} records shown" in said
    assert "records shown" not in Page(real()).said


def places(html: str) -> dict[str, str]:
    """Return what every link inside a page says, by where it leads."""
    return dict(re.findall(r'<a href="#([^"]*)">([^<]*)</a>', html))


def test_codes_lead_to_the_indicator_the_part_and_the_record() -> None:
    html = argument()
    found = places(html)
    for place, said in (("i-LE-1", "LE-1"), ("part-claims-CL20", "CL20"), ("rec-RL007", "RL007")):
        assert found[place] == said
        assert html.count(f'id="{place}"') == 1
    assert '<td data-l="claim"><a href="#part-claims-CL20">CL20</a></td>' in html
    assert '<a href="#part-chain-cell">A cell in Russia</a>' in html
    assert '<a href="#part-chain-cell">chain.cell</a>' in html
    assert '<a href="#h-a-chain">chain</a>' in html
    assert "a chain" not in html.replace('<a href="#h-a-chain">chain', "")


def test_what_a_link_leads_to_stands_under_the_summary_that_hides_it() -> None:
    html = argument()
    for place in ("part-claims-CL20", "i-LE-1", "rec-RL007"):
        before = html[: html.index(f'id="{place}"')]
        assert before.rindex("</summary>") > before.rindex("<details")
        assert before.count("<details") > before.count("</details>")


def test_a_cited_record_stands_in_full_once() -> None:
    html = argument()
    assert html.count("A cooperation agreement was concluded.") == 1
    assert html.count('<a href="#rec-RL007">') == 3
    assert "2 records the argument rests on" in Page(html).said
    assert "1 more record behind it may not be shown here" in Page(html).said
    assert "the argument rests on" not in Page(real()).said


def test_a_title_that_was_told_is_not_told_again() -> None:
    said = Page(argument()).said
    assert said.count(HEADLINE.removesuffix(".")) == 1
    html = argument().replace("\N{NO-BREAK SPACE}", " ")
    assert html.count(">A cell is nearest to opening</") == 2  # the caption, and the name of the drawing
    assert f'aria-label="{HEADLINE.removesuffix(".")}"' in html


def test_few_changes_stand_open_and_the_others_are_folded() -> None:
    html = argument()
    panel = html[html.index('aria-labelledby="h-changes"') :]
    shown = panel[: panel.index("<details")]
    assert shown.count("<li>") == 6
    said = Page(html).said
    assert "4 more changes" in said
    assert "new: overdue" in said
    assert "Was not there" not in said
    assert said.count(CLAIM) >= 9


def test_the_page_counts_what_was_collected_by_then() -> None:
    assert Page(argument()).said.count("1 of 1 assessed, 1 not collected") == 2


def test_a_number_and_its_unit_share_a_line() -> None:
    html = argument()
    assert "34\N{NO-BREAK SPACE}%\N{NO-BREAK SPACE}(15–\N{WORD JOINER}57\N{NO-BREAK SPACE}%)" in html
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<td>.*?</td>", "", html, flags=re.DOTALL)
    assert not re.findall(r">[^<]*\d %", text)


def test_a_drawing_has_its_own_box_to_scroll() -> None:
    figure = re.search(r"<figure>.*?</figure>", argument(), re.DOTALL)
    assert figure
    assert re.search(r'<div class="scroll draw" tabindex="0"[^>]*><svg', figure.group())
