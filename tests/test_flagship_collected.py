"""The flagship case as collected from the world on loopback: every source it asks reaches its board."""

from __future__ import annotations

import math
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from facta.api import Open, open_case
from facta.assessment import known_on
from facta.cases import find_case, load_case
from facta.collect.clock import SystemClock
from facta.collect.driver import collect
from facta.evidence import behind
from facta.gaps import is_collected
from facta.store import open_store
from world.demo import publishers
from world.server import serving

if TYPE_CHECKING:
    from facta.collect import Collected

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

NOW = datetime(2026, 6, 20, 6, tzinfo=UTC)
NEWS = "since: 2026-06-01, countries"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Collected, Open]:
    """What became of the collection, and the case with the store it filled."""
    folder = tmp_path_factory.mktemp("collected") / "russia-taliban"
    shutil.copytree(find_case("russia-taliban"), folder)
    file = folder / "case.yml"
    text = file.read_text(encoding="utf-8")
    assert NEWS in text
    file.write_text(text.replace(NEWS, "since: 2026-06-01, until: 2026-06-03, countries"), encoding="utf-8")
    store = folder.parent / "store"
    with serving(publishers(2, rows=160)) as (address, _):
        done = collect(
            load_case(folder),
            open_store(store),
            now=NOW,
            environment={},
            clock=SystemClock(),
            mirror=address,
        )
    return done, open_case(folder, store=store, now=NOW)


def test_every_source_answers_and_only_what_is_missing_is_told(both: tuple[Collected, Open]) -> None:
    done, opened = both
    assert {source.source for source in done.sources} == {
        name for name, use in opened.case.sources.items() if is_collected(use)
    }
    assert {source.source: source.faults for source in done.sources if source.faults} == {
        "gdelt": {"missing": 1},
        # Moscow's reports end with 2021, Kabul's never came: seven years one way, four both.
        "comtrade": {"unmonitored": 15},
    }
    assert done.exit_status == 3


def test_every_collected_indicator_has_a_figure_that_follows_from_its_records(
    both: tuple[Collected, Open],
) -> None:
    _, opened = both
    standings = {s.indicator: s for s in opened.assess("today").standings}
    known = known_on(opened.case, opened.records, date(2026, 6, 20))
    asked = {opened.case.source_name(n) for n, use in opened.case.sources.items() if is_collected(use)}
    seen = 0
    for name, indicator in opened.case.indicators.items():
        sources = {source for _, selection in indicator.selections() for source in selection.source}
        if asked.isdisjoint(sources):
            continue
        seen += 1
        latest = standings[name].latest
        assert latest is not None, name
        assert standings[name].collected
        assert math.isfinite(latest.value)
        assert all(record.values["source"] in asked for record in behind(indicator, known))
    assert seen == 8


def test_the_share_of_talk_is_its_events_in_all_that_was_coded(both: tuple[Collected, Open]) -> None:
    _, opened = both
    (point,) = (s.latest for s in opened.assess("today").standings if s.indicator == "LE-14")
    assert point is not None
    inside = [row for row in _rows(opened, "events") if point.start <= row["start"] < point.end]
    talk = [
        row
        for row in inside
        if row["actor"] == "RUS"
        and row["target"] in {"TALIBAN", "AFG"}
        and {"verbal", "cooperation"} <= set(row["tags"])
    ]
    totals = [row["value"] for row in _rows(opened, "observations") if row["measure"] == "gdelt-events"]
    assert point.value == pytest.approx(100 * len(talk) / sum(totals))


def test_a_missing_slot_stands_on_the_board_as_a_gap(both: tuple[Collected, Open]) -> None:
    _, opened = both
    gaps = {gap.what: gap for gap in opened.assess("today").gaps if gap.fault}
    assert gaps["gdelt"].fault == "missing"
    assert "20260602063000" in gaps["gdelt"].reason
    assert gaps["comtrade"].fault == "unmonitored"


def test_before_anything_was_collected_the_board_says_so(both: tuple[Collected, Open]) -> None:
    _, opened = both
    early = opened.assess("2020-06-01")
    assert not any(s.latest and s.indicator in {"BB-22", "LE-13", "LE-14"} for s in early.standings)


def _rows(opened: Open, table: str) -> list[dict[str, object]]:
    frame = opened.records.versions("events" if table == "events" else "observations")
    mine = frame.filter((frame["source"] == "russia-taliban/gdelt") & frame["hidden_at"].is_null())
    return list(mine.iter_rows(named=True))
