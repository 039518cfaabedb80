"""What is kept beside a store is found again by its kind, its case file and its day, and never half."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from facta.errors import StoreError
from facta.store import aside

if TYPE_CHECKING:
    from pathlib import Path

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def test_the_newest_of_no_later_day_comes_first_and_other_case_files_never(tmp_path: Path) -> None:
    folder = aside.folder_of(tmp_path, "a case/of two words")
    assert folder.parent == tmp_path / "scores"
    for day, digest in ((JUNE, "a" * 64), (JULY, "a" * 64), (JULY, "b" * 64)):
        aside.write(folder / aside.named("rules", day, digest), b"{}")
    (folder / f"rules-soon-{'a' * 16}.json").write_bytes(b"{}")

    def found(as_of: date) -> list[str]:
        return [path.name for path in aside.newest(folder, "rules", "a" * 64, as_of)]

    assert found(JULY) == [f"rules-2026-07-01-{'a' * 16}.json", f"rules-2026-06-01-{'a' * 16}.json"]
    assert found(date(2026, 6, 30)) == [f"rules-2026-06-01-{'a' * 16}.json"]
    assert found(date(2026, 5, 1)) == []
    assert not list(folder.glob(".*"))


def test_a_disk_that_refuses_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "scores").write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreError, match="check the folder of the store"):
        aside.write(aside.folder_of(tmp_path, "river") / "rules.json", b"{}")
