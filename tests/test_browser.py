"""The site in a real browser: readable by everybody, narrow and wide, light and dark, and asking nobody."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

from facta.publishing import publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Browser, Page

    from facta.api import Open

CHROMIUM = which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="this machine has no chromium"),
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PAGES = ("index.html", "indicators/CT-14.html", "argument/corridor.html", "records/AD0008.html")
JUDGED = [
    *((name, wide, scheme) for name in PAGES for wide, scheme in ((1440, "light"), (390, "dark"))),
    *(("index.html", wide, scheme) for wide, scheme in ((1440, "dark"), (390, "light"))),
]
KILOBYTES = 1000


@pytest.fixture(scope="module")
def folder(flagship: Open, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "site"
    publish(flagship.edition(date(2026, 6, 1)), out)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


class Visit:
    """A page open in a browser, with what it complained of and what it asked for."""

    def __init__(
        self,
        browser: Browser,
        folder: Path,
        *,
        wide: int = 1440,
        scheme: Literal["light", "dark"] = "light",
        judged: bool = False,
    ) -> None:
        context = browser.new_context(
            viewport={"width": wide, "height": 900}, color_scheme=scheme, bypass_csp=judged
        )
        self.folder = folder
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def to(self, name: str) -> Page:
        self.page.goto(f"file://{self.folder / name}")
        return self.page


@pytest.mark.parametrize(("name", "wide", "scheme"), JUDGED)
def test_no_page_breaks_a_rule_of_accessibility_or_overflows(
    browser: Browser, folder: Path, name: str, wide: int, scheme: Literal["light", "dark"]
) -> None:
    page = Visit(browser, folder, wide=wide, scheme=scheme, judged=True).to(name)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    broken = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in broken] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_page_from_disk_loads_its_style_and_fonts_under_its_own_policy(
    browser: Browser, folder: Path
) -> None:
    visit = Visit(browser, folder)
    for name in PAGES:
        page = visit.to(name)
        page.wait_for_function("document.fonts.status === 'loaded'")
        loaded = page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').length")
        assert loaded >= 2, name
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "block"
    assert visit.said == []
    assert all(address.startswith(f"file://{folder}") for address in visit.asked)


def test_the_board_is_under_its_budget_of_bytes(browser: Browser, folder: Path) -> None:
    visit = Visit(browser, folder)
    visit.to("index.html").wait_for_function("document.fonts.status === 'loaded'")
    files = [Path(address.removeprefix("file://")) for address in visit.asked]
    packed = sum(len(gzip.compress(file.read_bytes())) for file in files)
    assert packed <= 200 * KILOBYTES
    assert sum(file.stat().st_size for file in files if file.suffix == ".js") <= 60 * KILOBYTES


def test_a_filter_leaves_only_the_rows_it_names(browser: Browser, folder: Path) -> None:
    page = Visit(browser, folder).to("index.html")
    rows = page.locator(".board .ind:visible")
    whole = rows.count()
    label = page.locator("label[for=f-off]")
    label.click()
    assert 0 < rows.count() < whole
    assert (label.text_content() or "").endswith(f" {rows.count()}")


def test_a_reader_chooses_dark_once_for_every_page(browser: Browser, folder: Path) -> None:
    page = Visit(browser, folder).to("index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.locator(".nav a", has_text="Indicators").click()
    page.wait_for_url("**/indicators.html", wait_until="load")
    assert page.evaluate(ground) == dark
    assert page.locator("#theme").get_attribute("aria-pressed") == "true"


def test_the_keyboard_reaches_the_content_first_and_closes_a_menu(browser: Browser, folder: Path) -> None:
    page = Visit(browser, folder).to("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    menu = page.locator("details.menu").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_without_a_script_every_figure_is_a_link_away(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{folder / 'index.html'}")
    page.locator(".board .ind a").first.click()
    page.wait_for_url("**/indicators/*.html")
    page.locator(".rec a.mono").first.click()
    page.wait_for_url("**/records/*.html")
    assert "Snapshot" in page.locator("dl.facts").inner_text()
