"""Exports of three cases: the flagship, one with every kind, and one that is hostile and guarded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from facta.api import Open, open_case
from facta.exports import Package, packaged

sys.path.insert(0, str(Path(__file__).parent))

from guarded import AS_OF, guarded

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="session")
def flagship_package(flagship: Open) -> Package:
    return packaged(flagship, flagship.edition("2026-06-01"))


@pytest.fixture(scope="session")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Open:
    return open_case(CASES / "every-kind", store=tmp_path_factory.mktemp("every") / "store")


@pytest.fixture(scope="session")
def every_kind_package(every_kind: Open) -> Package:
    return packaged(every_kind, every_kind.edition("2025-12-01"))


@pytest.fixture(scope="session")
def guarded_case(tmp_path_factory: pytest.TempPathFactory) -> Open:
    return guarded(tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="session")
def guarded_package(guarded_case: Open) -> Package:
    return packaged(guarded_case, guarded_case.edition(AS_OF))
