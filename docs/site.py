# ruff: noqa: INP001  (docs are no package)
"""Build the documentation as a site in build/docs: it works from disk and asks nobody.

`make docs-site` runs this.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
ABOVE = ("CONTRIBUTING.md", "CHANGELOG.md")  # pages of the repository that the documentation links to
SHIM = "https://unpkg.com/iframe-worker/shim"  # lets the search work from disk; ours lies in docs/assets
OURS = "assets/iframe-worker/shim.js"
ASKED = re.compile(r"""<(?:script|img|iframe)[^>]*\ssrc="https?:|<link[^>]*\shref="https?:""")


def main() -> None:
    """Build the site, and say where it is."""
    built = build(BUILD)
    print(built.relative_to(ROOT) / "index.html")  # noqa: T201  (what this program is for)


def build(folder: Path) -> Path:
    """Build the site under a folder and return where it is.

    Raises
    ------
    ValueError
        When a link leads nowhere, or a page would ask another host for a part of itself.
    """
    pages, site = folder / "docs-pages", folder / "docs"
    shutil.rmtree(pages, ignore_errors=True)
    shutil.rmtree(site, ignore_errors=True)
    kept = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(ROOT / "docs", pages / "docs", ignore=kept)
    _take_in(pages / "docs")
    (pages / "zensical.toml").write_text(_settings(pages / "docs"), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean", "--strict"],
        cwd=pages, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode:
        raise ValueError(told.stdout + told.stderr)
    shutil.move(pages / "site", site)
    shutil.rmtree(pages)
    for page in site.rglob("*.html"):
        at_home(page, site)
    return site


def _take_in(docs: Path) -> None:
    """Take in the pages above the documentation, and turn the links to them and from them."""
    for name in ABOVE:
        text = (ROOT / name).read_text(encoding="utf-8")
        (docs / name).write_text(text.replace("](docs/", "]("), encoding="utf-8")
    for page in docs.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        for name in ABOVE:
            text = text.replace(f"](../{name}", f"]({name}")
        page.write_text(text, encoding="utf-8")


def _settings(docs: Path) -> str:
    """Return the settings, with every page of a folder that its README stands for."""
    settings = (ROOT / "zensical.toml").read_text(encoding="utf-8").replace("build/docs", "site")
    for folder in filter(Path.is_dir, docs.iterdir()):
        names = sorted(f"{folder.name}/{page.name}" for page in folder.glob("[!R]*.md"))
        first = f"{folder.name}/README.md"
        settings = settings.replace(json.dumps([first]), json.dumps([first, *names]))
    return settings


def at_home(page: Path, site: Path) -> None:
    """Point a page to our own copy of what it would fetch, and refuse one that still asks others."""
    up = "../" * (len(page.relative_to(site).parts) - 1)
    text = page.read_text(encoding="utf-8").replace(SHIM, up + OURS)
    page.write_text(text, encoding="utf-8")
    if found := ASKED.search(text):
        message = f"{page.relative_to(site)}: {found[0]}"
        raise ValueError(message)


if __name__ == "__main__":
    main()
