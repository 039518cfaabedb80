"""The case that is served: read again when it changed, each day computed once."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from facta.errors import CaseError
from facta.serving.asked import Asked, before, read, since_of
from facta.serving.library import Library
from facta.serving.once import Once
from facta.serving.pages import Pages, Seen
from facta.serving.shelf import Shelf

if TYPE_CHECKING:
    from facta.serving.state import Spot

TODAY = date(2026, 11, 23)
ROW = (
    "E900,2026-09-02,border-incident,KAZ,UZB,,,,KAZ,,,,,,,,,,asserted,F6,no,,"
    "A row that came later.,,Example Z,Example Z,,\n"
)  # fmt: skip


def add_a_row(spot: Spot) -> None:
    with (Path(spot.case) / "ledger" / "events.csv").open("a", encoding="utf-8") as table:
        table.write(ROW)


def test_twenty_who_ask_for_a_new_day_at_once_wait_for_one(pages: Pages) -> None:
    held = pages.library.held()
    start = threading.Barrier(20)

    def ask(_: int) -> int:
        start.wait()
        return id(held.edition(Asked(as_of=date(2026, 3, 3))))

    with ThreadPoolExecutor(20) as threads:
        found = set(threads.map(ask, range(20)))
    assert len(found) == 1
    assert held.editions.made == 1


def test_what_could_not_be_made_is_told_to_everybody_and_tried_again() -> None:
    tried: list[str] = []

    def make(key: str) -> str:
        tried.append(key)
        if len(tried) == 1:
            raise ValueError(key)
        return key.upper()

    once = Once(make, most=2)
    with pytest.raises(ValueError, match="a"):
        once("a")
    assert once("a") == "A"
    assert [once("b"), once("c"), once("a")] == ["B", "C", "A"]
    assert tried == ["a", "a", "b", "c", "a"]


def test_a_case_that_did_not_change_is_not_read_again(pages: Pages) -> None:
    assert pages.library.held() is pages.library.held()


def test_a_case_that_changed_on_disk_is_read_again(pages: Pages, spot: Spot) -> None:
    day = Asked(as_of=date(2026, 10, 1))
    was, count = pages.library.held(), pages.made(Seen(day, "indicators/EX-1"))
    add_a_row(spot)
    assert pages.library.held() is not was
    made = pages.made(Seen(day, "indicators/EX-1"))
    assert made != count
    assert "A row that came later." in made.body().decode()


def test_the_past_of_a_case_that_grew_stays_what_it_was(pages: Pages, spot: Spot) -> None:
    add_a_row(spot)
    body = pages.made(Seen(Asked(as_of=date(2026, 9, 1)), "indicators/EX-1")).body().decode()
    assert "A row that came later." not in body


def test_what_another_process_collects_is_seen(pages: Pages, spot: Spot) -> None:
    held = pages.library.held()
    add_a_row(spot)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    other = Pages(Library(spot, lambda: now), Shelf(pages.shelf.folder), Asked())
    other.library.held()
    assert held.state != pages.library.held().state == other.library.held().state


def test_a_case_with_a_mistake_is_told_and_mended(pages: Pages, spot: Spot) -> None:
    pages.made(Seen(Asked(), ""))
    file = Path(spot.case) / "case.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("kind: count", "kind: conut"), encoding="utf-8")
    with pytest.raises(CaseError, match="conut"):
        pages.made(Seen(Asked(), ""))
    file.write_text(text, encoding="utf-8")
    assert pages.made(Seen(Asked(), "")).body()


@pytest.mark.parametrize("name", ["case.yml", "ledger/events.csv"])
def test_the_state_of_a_case_changes_with_every_file_of_it(pages: Pages, spot: Spot, name: str) -> None:
    pages.library.held()
    before_it, file = spot.state(), Path(spot.case) / name
    assert spot.state() == before_it
    stat = file.stat()
    file.write_bytes(file.read_bytes().replace(b"e", b"o", 1))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as a tool does that keeps times
    assert spot.state() != before_it


def test_the_state_of_a_store_changes_with_its_catalogue_and_its_parts(pages: Pages, spot: Spot) -> None:
    pages.library.held()
    states = [spot.state()]
    for file in (spot.store / "catalogue.duckdb", *sorted((spot.store / "events").rglob("*.parquet"))):
        os.utime(file, ns=(1, 1))
        states.append(spot.state())
    assert len(states) >= 3
    assert len(set(states)) == len(states)


def test_pages_of_another_day_are_not_those_of_the_day_before(spot: Spot, tmp_path: Path) -> None:
    today = datetime(2026, 11, 23, tzinfo=UTC)
    library = Library(spot, lambda: today)
    first = Pages(library, Shelf(tmp_path / "shelf"), Asked()).made(Seen(Asked(), ""))
    later = Library(spot, lambda: datetime(2026, 12, 23, tzinfo=UTC))
    second = Pages(later, Shelf(tmp_path / "shelf"), Asked()).made(Seen(Asked(), ""))
    assert first != second


def test_months_before_a_day_end_with_the_month() -> None:
    assert before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert since_of("12m", date(2024, 2, 29), TODAY) == date(2023, 2, 28)


def test_an_address_that_says_nothing_stands_for_the_own_day() -> None:
    own = Asked(as_of=date(2026, 6, 1))
    assert read({}, own, TODAY) == own
    assert read({"as_of": "2026-05", "since": "3m", "lens": "risk", "lang": "ru"}, own, TODAY).state(own) == {
        "as_of": "2026-05-31", "since": "3m", "lens": "risk", "lang": "ru",
    }  # fmt: skip
