"""The documentation as a site: whole, from disk, and without asking anybody."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
LINK = re.compile(r'<a [^>]*?href="([^"#?]*)"')


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_site", ROOT / "docs" / "site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(program: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = program.build(tmp_path_factory.mktemp("build"))
    assert isinstance(built, Path)
    return built


def test_every_page_of_the_documentation_is_on_the_site_and_in_its_search(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    pages |= {"CONTRIBUTING.md", "CHANGELOG.md"}
    wanted = {re.sub(r"README\.md$", "index.md", page).removesuffix(".md") + ".html" for page in pages}
    there = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert wanted <= there
    found = {
        item["location"].partition("#")[0] for item in json.loads((site / "search.json").read_text())["items"]
    }
    assert {page.removesuffix("index.html") for page in wanted} <= {
        page.removesuffix("index.html") for page in found
    }


def test_every_page_is_reached_from_the_first_and_no_link_leads_nowhere(site: Path) -> None:
    waiting, seen = [site / "index.html"], set()
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if target and not re.match(r"\w+:", target):
                file = (page.parent / target).resolve()
                assert file.is_file(), (page.name, target)
                waiting += [file] if file.suffix == ".html" else []
    assert seen >= {path for path in site.rglob("*.html") if path.name != "404.html"}


def test_a_page_that_would_ask_others_is_refused(program: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<a href="https://example.org">fine</a><script src="https://example.org/x.js"></script>')
    with pytest.raises(ValueError, match=r"page\.html: <script"):
        program.at_home(page, tmp_path)
