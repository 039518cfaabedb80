"""Servers of three cases: the flagship, one of our own in a folder, and one that is hostile and guarded."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

import facta
from facta.serving.asked import Asked
from facta.serving.guard import hosts
from facta.serving.library import Library
from facta.serving.pages import Pages
from facta.serving.shelf import Shelf
from facta.serving.site import application
from facta.serving.state import Spot

if TYPE_CHECKING:
    from facta.api import Open

sys.path.insert(0, str(Path(__file__).parents[1] / "forecasts"))
sys.path.insert(0, str(Path(__file__).parents[1] / "exports"))
sys.path.insert(0, str(Path(__file__).parent))

from guarded import AS_OF, TODAY, guarded

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
DAY = date(2026, 6, 1)
PORT = 8765
TEMPLATE = Path(facta.__file__).parent / "library" / "_new"


def asking(pages: Pages) -> TestClient:
    return TestClient(application(pages, hosts(PORT)), base_url=f"http://127.0.0.1:{PORT}")


def reading(spot: Spot, shelf: Path, as_of: date | None = None) -> Pages:
    library = Library(spot, lambda: NOW, patience_seconds=0.0)
    return Pages(library, Shelf(shelf), Asked(as_of=as_of))


@pytest.fixture(scope="session")
def flagship_pages(flagship_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return reading(Spot("russia-taliban", flagship_store), tmp_path_factory.mktemp("shelf"), DAY)


@pytest.fixture(scope="session")
def site(flagship_pages: Pages) -> TestClient:
    return asking(flagship_pages)


@pytest.fixture
def spot(tmp_path: Path) -> Spot:
    """A case of our own in a folder, and where its store will be."""
    shutil.copytree(TEMPLATE, tmp_path / "my-case")
    return Spot(str(tmp_path / "my-case"), tmp_path / "store")


@pytest.fixture
def pages(spot: Spot, tmp_path: Path) -> Pages:
    return reading(spot, tmp_path / "shelf")


@pytest.fixture
def own_site(pages: Pages) -> TestClient:
    return asking(pages)


@pytest.fixture(scope="session")
def guarded_pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A case with hostile records, and with a source whose terms forbid passing its records on."""
    folder = tmp_path_factory.mktemp("guarded")
    opened: Open = guarded(folder)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    spot = Spot(str(folder / "guarded"), folder / "store")
    library = Library(spot, lambda: now, opens=lambda *_: opened)
    return Pages(library, Shelf(folder / "shelf"), Asked(as_of=AS_OF))


@pytest.fixture(scope="session")
def guarded_site(guarded_pages: Pages) -> TestClient:
    return asking(guarded_pages)
