"""Every kind of page of the served site in a real browser: it opens, and everybody can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facta.views.site import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visit

KINDS = (
    "/", "/indicators", "/indicators/CT-14", "/trajectories", "/hypotheses", "/argument/corridor", "/map",
    "/map/BB-1", "/changes", "/sources", "/rules", "/replay", "/track-record", "/exposure", "/brief",
    "/records/AD0008", "/search?q=border",
)  # fmt: skip
BESIDE = ("/map/BB-1x", "/api")
WIDTHS = (1440, 390)
SAFE = {"http:", "https:", "mailto:"}
KILOBYTES = 1000


def test_every_line_of_the_door_is_looked_at_in_the_browser() -> None:
    looked = {path.strip("/").partition("?")[0] for path in KINDS}
    one_each = {path.partition("/")[0] for path in looked if "/" in path}
    assert {page.path for page in PAGES if page.each is None} == {path for path in looked if "/" not in path}
    assert {page.path for page in PAGES if page.each is not None} == one_each


@pytest.mark.parametrize("path", KINDS)
def test_a_page_opens_and_asks_nobody_else(opened: Callable[..., Visit], served: str, path: str) -> None:
    visit = opened(served)
    page = visit.to(path)
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert visit.answer is not None
    assert visit.answer.status == 200
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Russia and Taliban-run Afghanistan, as of 1 Jun 2026")
    assert page.evaluate("document.querySelectorAll('[id]').length") == page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(one => one.id)).size"
    )
    assert visit.said == []
    assert {address.partition("/assets/")[0].rstrip("/") for address in visit.asked[1:]} == {served}


@pytest.mark.parametrize("path", [*KINDS, *BESIDE])
def test_no_page_breaks_a_rule_of_accessibility_or_overflows(
    opened: Callable[..., Visit], served: str, path: str
) -> None:
    for wide in WIDTHS:
        visit = opened(served, wide=wide, bypass_csp=True, reduced_motion="reduce")
        page = visit.to(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (visit.broken(), visit.overflow()) == ([], 0), (wide, scheme)


def test_the_board_is_under_its_budget_of_bytes(opened: Callable[..., Visit], served: str) -> None:
    visit = opened(served)
    sizes: dict[str, int] = {}
    visit.page.on("requestfinished", lambda one: sizes.update({one.url: one.sizes()["responseBodySize"]}))
    page = visit.to("/")
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_load_state("networkidle")
    assert set(sizes) == set(visit.asked)
    assert 0 < sum(sizes.values()) <= 200 * KILOBYTES
    assert sum(size for url, size in sizes.items() if ".js" in url) <= 60 * KILOBYTES
    assert all(url.startswith(served) for url in visit.asked)


@pytest.mark.parametrize("path", ["/", "/indicators", "/records/E0", "/sources", "/search?q=alert"])
def test_hostile_records_do_nothing(opened: Callable[..., Visit], hostile: str, path: str) -> None:
    visit = opened(hostile, wide=390)
    page = visit.to(path)
    page.wait_for_load_state("networkidle")
    assert visit.answer is not None
    assert visit.answer.status == 200
    assert visit.said == []
    addresses = {*page.evaluate("[...document.links].map(one => one.protocol)")}
    assert "http:" in addresses <= SAFE
    assert page.locator("script:not([src]):not([type='application/ld+json'])").count() == 0
    assert visit.overflow() == 0
    assert all(address.startswith(hostile) for address in visit.asked)


def test_hostile_records_do_nothing_in_the_drawer(opened: Callable[..., Visit], hostile: str) -> None:
    visit = opened(hostile)
    page = visit.to("/indicators/EX-1")
    assert {*page.evaluate("[...document.links].map(one => one.protocol)")} <= SAFE
    assert visit.overflow() == 0
    for at in range(4):
        page.locator(".rec a[data-drawer]").nth(at).click()
        page.locator("#drawer[open] dl.facts").wait_for()
        assert page.locator("#drawer script, #drawer a[href^='javascript:']").count() == 0
        page.keyboard.press("Escape")
    assert visit.said == []
