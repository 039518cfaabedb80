"""The site of files in a real browser, from disk: readable by everybody, and asking nobody."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from facta.publishing import publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visit

    from facta.api import Open

PAGES = ("index.html", "indicators/CT-14.html", "argument/corridor.html", "records/AD0008.html")
JUDGED = (("index.html", 390, "dark"), ("indicators/CT-14.html", 1440, "light"))
KILOBYTES = 1000


@pytest.fixture(scope="module")
def folder(flagship: Open, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "site"
    publish(flagship.edition(date(2026, 6, 1)), out)
    return out


@pytest.fixture
def disk(opened: Callable[..., Visit], folder: Path) -> Callable[..., Visit]:
    """Opens the folder from disk."""
    return lambda **how: opened(f"file://{folder}/", **how)


@pytest.mark.parametrize(("name", "wide", "scheme"), JUDGED)
def test_no_page_breaks_a_rule_of_accessibility_or_overflows(
    disk: Callable[..., Visit], name: str, wide: int, scheme: str
) -> None:
    visit = disk(wide=wide, color_scheme=scheme, bypass_csp=True)
    visit.to(name)
    assert (visit.broken(), visit.overflow()) == ([], 0)


def test_a_page_from_disk_loads_its_style_and_fonts_under_its_own_policy(
    disk: Callable[..., Visit], folder: Path
) -> None:
    visit = disk()
    for name in PAGES:
        page = visit.to(name)
        page.wait_for_function("document.fonts.status === 'loaded'")
        loaded = page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').length")
        assert loaded >= 2, name
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "block"
    assert visit.said == []
    assert all(address.startswith(f"file://{folder}") for address in visit.asked)


def test_the_board_is_under_its_budget_of_bytes(disk: Callable[..., Visit]) -> None:
    visit = disk()
    visit.to("index.html").wait_for_function("document.fonts.status === 'loaded'")
    files = [Path(address.removeprefix("file://")) for address in visit.asked]
    packed = sum(len(gzip.compress(file.read_bytes())) for file in files)
    assert packed <= 200 * KILOBYTES
    assert sum(file.stat().st_size for file in files if file.suffix == ".js") <= 60 * KILOBYTES


def test_a_filter_leaves_only_the_rows_it_names(disk: Callable[..., Visit]) -> None:
    page = disk().to("index.html")
    rows = page.locator(".board .ind:visible")
    for key in ("off", "moved", "blind", "all"):
        label = page.locator(f"label[for=f-{key}]")
        label.click()
        assert (label.text_content() or "").endswith(f" {rows.count()}")
        left = page.locator(".board .left:visible").all_text_contents()
        assert left == ([] if key == "all" else [f"{96 - rows.count()} of 96 not shown"])


def test_a_reader_chooses_dark_once_for_every_page(disk: Callable[..., Visit]) -> None:
    page = disk().to("index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.locator(".nav a", has_text="Indicators").click()
    page.wait_for_url("**/indicators.html", wait_until="load")
    assert page.evaluate(ground) == dark
    assert page.locator("#theme").get_attribute("aria-pressed") == "true"


def test_the_keyboard_reaches_the_content_first_and_closes_a_menu(disk: Callable[..., Visit]) -> None:
    page = disk().to("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    menu = page.locator("details.menu").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_without_a_script_every_figure_is_a_link_away(disk: Callable[..., Visit]) -> None:
    page = disk(java_script_enabled=False).to("index.html")
    page.locator(".board .ind:visible a").first.click()
    page.wait_for_url("**/indicators/*.html")
    page.locator(".rec a.mono").first.click()
    page.wait_for_url("**/records/*.html")
    assert "Snapshot" in page.locator("dl.facts").inner_text()
