"""The served site in the hands of a reader: the drawer, time travel, search, print, keyboard, no script."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest

from facta.serving.briefs import note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Visit
    from playwright.sync_api import Page

PAST = "2025-07-31"


@pytest.fixture
def visit(opened: Callable[..., Visit], served: str) -> Callable[..., Visit]:
    """Opens the served site."""
    return lambda **how: opened(served, **how)


def asks(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def opens(page: Page) -> None:
    """Wait for the drawer with evidence in it."""
    page.locator("#drawer[open] #evidence h2").wait_for()


def test_a_click_opens_the_evidence_over_the_page_and_leads_to_the_whole_of_it(
    visit: Callable[..., Visit],
) -> None:
    seen = visit(bypass_csp=True, reduced_motion="reduce")
    page = seen.to("/")
    link = page.locator(".board .ind:visible h4 a").first
    title = link.text_content()
    link.click()
    opens(page)
    assert page.locator("#evidence h2").text_content() == title
    for wide, scheme in ((1440, "light"), (1440, "dark"), (390, "dark"), (390, "light")):
        page.set_viewport_size({"width": wide, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert (seen.broken(), seen.overflow()) == ([], 0), (wide, scheme)
    page.locator("#evidence a[data-drawer]").first.click()
    page.locator("#evidence .facts").wait_for()
    page.locator("#evidence h2 a").click()
    page.wait_for_url("**/records/*")
    assert page.locator("#drawer[open]").count() == 0
    assert page.locator("main dl.facts").count() == 1


def test_the_keyboard_opens_the_drawer_and_has_its_place_again_when_it_closes(
    visit: Callable[..., Visit],
) -> None:
    page = visit().to("/changes")
    link = page.locator("a[data-drawer]").first
    link.focus()
    page.keyboard.press("Enter")
    opens(page)
    assert page.evaluate("document.getElementById('drawer').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.locator("#drawer[open]").count() == 0
    assert link.evaluate("one => one === document.activeElement")


def test_the_board_of_an_earlier_day_knows_only_what_was_known_then(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.to("/")
    newest = page.locator(".num b").all_text_contents()
    page.locator(".days input[name=as_of]").fill(PAST)
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_of=*")
    assert page.title().endswith("as of 31 Jul 2025")
    assert page.locator(".num b").all_text_contents() != newest
    known = seen.page.request.get(f"{seen.base}/search?as_of={PAST}").text()
    later = seen.page.request.get(f"{seen.base}/search").text()
    hidden = set(re.findall(r"/records/([\w-]+)", later)) - set(re.findall(r"/records/([\w-]+)", known))
    assert hidden
    assert visit().to(f"/records/{min(hidden)}").locator("h1").count() == 1
    seen.to(f"/records/{min(hidden)}?as_of={PAST}")
    assert seen.answer is not None
    assert seen.answer.status == 404
    assert min(hidden) not in page.locator("ul").inner_text()


def test_an_earlier_day_stays_for_five_clicks_and_back_again(visit: Callable[..., Visit]) -> None:
    page = visit().to(f"/?as_of={PAST}&since=6m&lens=risk")
    addresses = [page.url]
    for name in ("Indicators", "Trajectories", "Changes", "Sources", "Board"):
        page.locator(".nav").get_by_role("link", name=name, exact=True).click()
        page.wait_for_function("before => location.href !== before", arg=addresses[-1])
        addresses.append(page.url)
        assert (asks(page)["as_of"], asks(page)["since"], asks(page)["lens"]) == ([PAST], ["6m"], ["risk"])
        assert page.locator(".days input[name=as_of]").input_value() == PAST
    for address in addresses[-2::-1]:
        page.go_back()
        assert page.url == address
    assert page.title().endswith("as of 31 Jul 2025")


def test_the_day_to_compare_with_is_one_click_or_one_field_away(visit: Callable[..., Visit]) -> None:
    page = visit().to("/changes")
    for months, day in (("6", "1 Dec 2025"), ("12", "1 Jun 2025"), ("3", "2 Mar 2026")):
        page.locator(".back").get_by_role("link", name=months, exact=True).click()
        page.locator(".eyebrow", has_text=day).wait_for()
        assert page.locator(".back a[aria-current]").all_text_contents() == [months]
    page.locator(".days input[name=since]").fill("2025-12-01")
    page.get_by_role("button", name="Show").click()
    page.locator(".eyebrow", has_text="1 Dec 2025 → 1 Jun 2026").wait_for()


def test_the_day_of_the_last_brief_is_a_day_to_compare_with(
    visit: Callable[..., Visit], case_store: Path
) -> None:
    page = visit().to("/changes")
    assert page.get_by_role("link", name="last brief").count() == 0
    try:
        for day in ("2025-06-01", "2026-06-01"):
            note(case_store, "russia-taliban", date.fromisoformat(day))
        page.reload()
        page.get_by_role("link", name="last brief").click()
        page.locator(".eyebrow", has_text="1 Jun 2025 → 1 Jun 2026").wait_for()
        assert page.locator(".back a[aria-current]").all_text_contents() == ["12", "last brief"]
    finally:  # the other tests share the store
        (case_store / "briefs" / "russia-taliban.json").unlink()


def test_a_browser_that_was_shown_an_earlier_board_can_compare_with_it(visit: Callable[..., Visit]) -> None:
    page = visit().to("/changes")
    link = page.get_by_role("link", name="last visit")
    assert link.count() == 0
    page.evaluate("localStorage.setItem('facta-seen-russia-taliban', '2025-12-01 2025-09-01')")
    page.goto(f"{page.url}?as_of={PAST}")
    assert link.count() == 0
    page.go_back()
    page.reload()
    link.click()
    page.locator(".eyebrow", has_text="1 Dec 2025 → 1 Jun 2026").wait_for()
    assert link.get_attribute("aria-current") == "true"
    page.reload()
    assert link.get_attribute("title") == "2025-12-01"


def test_another_reader_reads_the_same_figures_after_another_paragraph(visit: Callable[..., Visit]) -> None:
    page = visit().to("/")
    paragraphs, figures = [], []
    for lens in ("Analyst", "Risk officer", "Planner"):
        page.locator(".lens").get_by_role("link", name=lens, exact=True).click()
        page.locator(".lens a[aria-current]", has_text=lens).wait_for()
        paragraphs.append(page.locator(".opening").inner_text())
        figures.append(page.locator(".board .num").all_inner_texts())
    assert len(set(paragraphs)) == 3
    assert figures[0] == figures[1] == figures[2]


def test_typing_narrows_what_is_found(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.to("/search?q=border")
    hits = page.locator("#found .hits li")
    before = hits.count()
    page.keyboard.press("Tab")
    page.locator("input[type=search]").focus()
    page.keyboard.press("End")
    page.keyboard.type(" clashes")
    page.wait_for_function("most => document.querySelectorAll('#found .hits li').length < most", arg=before)
    assert 0 < hits.count() < before
    assert page.locator("h1").count() == 1
    for said in hits.all_inner_texts():
        assert all(word in said.lower() for word in ("border", "clashes"))
    hits.first.locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/search" not in url)
    assert seen.said == []


def test_the_field_on_every_page_searches_as_of_the_day_shown(visit: Callable[..., Visit]) -> None:
    page = visit().to(f"/indicators/CT-1?as_of={PAST}")
    page.locator("input[type=search]").fill("border")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert (asks(page)["q"], asks(page)["as_of"]) == (["border"], [PAST])
    assert page.title().endswith("as of 31 Jul 2025")


def test_paper_has_every_row_and_no_way_to_click(visit: Callable[..., Visit]) -> None:
    page = visit().to("/")
    page.emulate_media(media="print")
    for left in (".nav", ".find", ".filter", ".days", ".turns", ".more", ".board .left"):
        assert page.locator(f"{left}:visible").count() == 0, left
    assert page.locator(".printed:visible").inner_text() == "As of 1 Jun 2026, compared with 2 Mar 2026"
    assert page.locator(".board .ind:visible").count() == 96
    page.set_viewport_size({"width": 703, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = "".join(one.get_textpage().get_text_range() for one in printed)
    words = re.sub(r"\s", "", text)
    for row in page.locator(".board .ind h4").all_text_contents():
        assert re.sub(r"\s", "", row) in words, row
    assert "Asof1Jun2026,comparedwith2Mar2026" in words
    for one in printed:
        said = one.get_textpage()
        assert max(said.get_rect(at)[2] for at in range(said.count_rects())) <= one.get_width()


def test_a_reader_chooses_russian_and_keeps_it(visit: Callable[..., Visit]) -> None:
    page = visit().to("/")
    page.get_by_role("link", name="Русский").click()
    page.wait_for_url("**lang=ru*")
    assert page.locator("html").get_attribute("lang") == "ru"
    page.locator(".nav a").nth(1).click()
    page.wait_for_url("**/indicators?*")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator(".nav a[aria-current]").inner_text() != "Indicators"


def test_a_reader_chooses_dark_and_keeps_it(visit: Callable[..., Visit]) -> None:
    page = visit().to("/")
    page.locator("#theme").click()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".nav").get_by_role("link", name="Changes").click()
    page.wait_for_url("**/changes")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    assert page.locator("#theme").get_attribute("aria-pressed") == "true"


def test_a_phone_shows_the_judgement_first_and_the_choices_on_a_touch(visit: Callable[..., Visit]) -> None:
    page = visit(wide=390).to("/")
    box = page.locator("h1").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 900 / 2
    assert page.locator(".days:visible, .turns:visible").count() == 0
    page.locator(".state summary").click()
    assert page.locator(".days:visible, .turns:visible").count() == 2


def test_without_a_script_everything_can_be_read_and_chosen(visit: Callable[..., Visit]) -> None:
    page = visit(java_script_enabled=False, wide=390).to("/")
    page.locator("label[for=f-all]").click()
    assert page.locator(".board .ind:visible").count() == 96
    page.locator(".state summary").click()
    page.locator(".days input[name=as_of]").fill(PAST)
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_of=*")
    page.locator(".board .ind:visible h4 a").first.click()
    page.wait_for_url("**/indicators/*")
    page.locator(".rec a.mono").first.click()
    page.wait_for_url("**/records/*")
    assert asks(page)["as_of"] == [PAST]
    assert page.locator("dl.facts").count() == 1
    page.locator("input[type=search]").fill("border")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator("#found .hits li").count() > 1
