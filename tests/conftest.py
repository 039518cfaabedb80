"""What every test may use."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from facta.api import Open, open_case

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

# No test is judged by a clock: the machines are shared.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

# The main program of a worker of pytest-xdist has no file; pyspark takes that for a doctest of its own.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = pytest.__file__


@pytest.fixture(scope="session")
def flagship_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has read the flagship case."""
    folder = tmp_path_factory.mktemp("flagship") / "store"
    open_case("russia-taliban", store=folder, now=NOW)
    return folder


@pytest.fixture(scope="session")
def flagship(flagship_store: Path) -> Open:
    """The flagship case, opened."""
    return open_case("russia-taliban", store=flagship_store, now=NOW)


@pytest.fixture
def today() -> date:
    """The day on which the tests are."""
    return NOW.date()
