"""Editions to brief from: the flagship on its records, cases made by hand, and the cases of the tests."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from make import TODAY, empty, flagship
from make_words import case, change, hostile

from facta.api import open_case
from facta.views.edition import Edition
from facta.views.texts import CaseText

if TYPE_CHECKING:
    from facta.api import Open
    from facta.records import Assessment, Change

CASES = Path(__file__).parents[2] / "cases"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def edition_of(assessment: Assessment, text: CaseText, moved: Change | None) -> Edition:
    return Edition(assessment=assessment, was=None, change=moved, case=text, today=TODAY)


@pytest.fixture(scope="session")
def real(flagship: Open) -> Edition:
    return flagship.edition("2026-06-01")


@pytest.fixture(scope="session")
def editions(real: Edition, flagship: Open) -> dict[str, Edition]:
    """The flagship on three days."""
    days = ("2024-06-01", "2025-09-01")
    return {"2026-06-01": real} | {day: flagship.edition(day) for day in days}


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    """The other cases of the tests, as of their newest facts."""
    store = tmp_path_factory.mktemp("others") / "store"
    names = ("every-kind", "russia-ukraine-2014")
    return {name: open_case(CASES / name, store=store, now=NOW).edition() for name in names}


@pytest.fixture(scope="session")
def sketch() -> Edition:
    """A case of 25 indicators without analyses, with Cyrillic and Arabic records."""
    return edition_of(flagship(), case(), change())


@pytest.fixture(scope="session")
def evil() -> Edition:
    assessment, text, moved = hostile()
    return edition_of(assessment, text, moved)


@pytest.fixture(scope="session")
def nothing() -> Edition:
    return edition_of(empty(), CaseText(), None)
