"""One browser, the flagship case served and a hostile one, for every test of the site in a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from facta.serving.asked import Asked
from facta.serving.guard import hosts
from facta.serving.library import Library
from facta.serving.pages import Pages
from facta.serving.running import bound
from facta.serving.shelf import Shelf
from facta.serving.site import application
from facta.serving.state import Spot

sys.path.insert(0, str(Path(__file__).parents[1] / "exports"))

from guarded import AS_OF, TODAY, guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Response

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}
STARTED_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of this folder ask this machine, where it has a browser."""
    marks = [
        pytest.mark.skipif(CHROMIUM is None, reason="this machine has no chromium"),
        pytest.mark.enable_socket,
        pytest.mark.allow_hosts(["127.0.0.1"]),
    ]
    for item in items:
        if item.path.parent == Path(__file__).parent:
            for mark in marks:
                item.add_marker(mark)


class Visit:
    """A page open in a browser, with what it complained of and what it asked for."""

    def __init__(self, browser: Browser, base: str, **how: Any) -> None:
        how = {"viewport": {"width": how.pop("wide", 1440), "height": 900}} | how
        self.base, self.context = base, browser.new_context(**how)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda shown: (self.said.append(shown.message), shown.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def to(self, path: str) -> Page:
        """Open a page of the site."""
        self.answer: Response | None = self.page.goto(f"{self.base}{path}")
        return self.page

    def broken(self) -> list[tuple[str, list[str]]]:
        """Return the rules of accessibility that the page breaks, and where."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens a site by its address; what is opened is closed after the test."""
    visits: list[Visit] = []

    def visit(base: str, **how: Any) -> Visit:
        visits.append(Visit(browser, base, **how))
        return visits[-1]

    yield visit
    for one in visits:
        one.context.close()


@pytest.fixture(scope="session")
def case_store(flagship_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the flagship case that is served, and nothing else."""
    return Path(shutil.copytree(flagship_store, tmp_path_factory.mktemp("served") / "store"))


@pytest.fixture(scope="session")
def served(case_store: Path) -> Iterator[str]:
    """The address of `facta serve` with the flagship case as of 1 June 2026, its board made."""
    command = [sys.executable, "-u", "-m", "facta.cli", "serve", "russia-taliban", "--port", "0"]
    with subprocess.Popen(
        [*command, "--store", str(case_store), "--as-of", "2026-06-01"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.match(r"(http://127\.0\.0\.1:\d+)/", process.stdout.readline())
            assert found is not None
            yield found[1]
        finally:
            process.kill()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a case whose records are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    case = guarded(folder)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    spot = Spot(str(folder / "guarded"), folder / "store")
    library = Library(spot, lambda: now, opens=lambda *_: case)
    pages = Pages(library, Shelf(folder / "shelf"), Asked(as_of=AS_OF))
    with bound(0) as taken:
        port = taken.getsockname()[1]
        config = uvicorn.Config(application(pages, hosts(port)), log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        taken.listen()
        thread = Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(STARTED_SECONDS)
