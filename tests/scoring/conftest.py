"""A case small enough to score by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from facta.api import Open, open_case

FOLDER = Path(__file__).parent / "turning"


@pytest.fixture(scope="session")
def turning(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Two strands, four rules, ten clashes and four turning points."""
    store = tmp_path_factory.mktemp("turning") / "store"
    return open_case(FOLDER, store=store, now=datetime(2026, 11, 23, 6, 0, tzinfo=UTC))
