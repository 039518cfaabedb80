"""Days of briefs: noted when one is written, offered to compare with, and never trusted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from click.testing import CliRunner

from facta.cli import main
from facta.serving.asked import Asked
from facta.serving.briefs import MOST, days, last, note
from facta.serving.pages import Pages, Seen

if TYPE_CHECKING:
    from pathlib import Path

    from facta.serving.state import Spot

EARLY, LATE = date(2026, 3, 2), date(2026, 6, 1)


def test_the_last_brief_is_the_one_written_last_whatever_its_day(
    tmp_path: Path,
) -> None:
    for day in (EARLY, date(2026, 5, 1), EARLY, LATE):
        note(tmp_path, "my-case", day)
    assert days(tmp_path, "my-case") == (date(2026, 5, 1), EARLY, LATE)
    assert last(days(tmp_path, "my-case"), LATE) == EARLY
    assert last(days(tmp_path, "my-case"), EARLY) is None
    assert days(tmp_path, "other") == ()


def test_only_so_many_days_are_kept(tmp_path: Path) -> None:
    for at in range(MOST + 5):
        note(tmp_path, "my-case", date.fromordinal(EARLY.toordinal() + at))
    assert len(days(tmp_path, "my-case")) == MOST


def test_notes_that_are_broken_or_cannot_be_written_are_no_matter(tmp_path: Path) -> None:
    note(tmp_path, "my-case", EARLY)
    for broken in ("", "{", "7", "[7]", '["soon"]'):
        (tmp_path / "briefs" / "my-case.json").write_text(broken, encoding="utf-8")
        assert days(tmp_path, "my-case") == ()
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    note(tmp_path / "file", "my-case", EARLY)


def test_a_brief_that_was_handed_over_is_offered_to_compare_with(
    spot: Spot, pages: Pages, tmp_path: Path
) -> None:
    before = pages.made(Seen(Asked(), "")).body().decode()
    out = ["--store", str(spot.store), "--out", str(tmp_path / "brief.md")]
    written = CliRunner().invoke(main, ["brief", spot.case, "--as-of", "2026-01-31", *out])
    assert written.exit_code == 0, written.output
    after = pages.made(Seen(Asked(), "")).body().decode()
    assert "last brief" not in before
    assert "since=2026-01-31" in after[: after.index("last brief")]
