"""The closure log of the flagship case, and the ships that pass its straits."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import polars as pl
import pytest

from facta.cases import networks_of

if TYPE_CHECKING:
    from facta.api import Open

SHARED = Path(__file__).parents[3] / "shared" / "corridors" / "portwatch_chokepoints.parquet"
STRAITS = {
    "strait-of-hormuz": ("EC-26", "hormuz_strait"),
    "bab-el-mandeb-strait": ("EC-27", "bab_el_mandeb"),
    "suez-canal": ("EC-28", "suez"),
    "cape-of-good-hope": ("", "cape_of_good_hope"),
}


@pytest.fixture(scope="module")
def sightings(flagship: Open) -> pl.DataFrame:
    events = flagship.records.versions("events")
    return events.filter(events["kind"] == "passage").sort("start", "ref")


@pytest.fixture(scope="module")
def weeks(flagship: Open) -> dict[str, pl.DataFrame]:
    every = flagship.records.versions("observations")
    every = every.filter(every["measure"] == "weekly-transits").sort("start")
    return {strait: every.filter(every["tags"].list.contains(f"chokepoint:{strait}")) for strait in STRAITS}


def said(row: dict[str, object], word: str) -> list[str]:
    tags = row["tags"]
    assert isinstance(tags, list)
    return [tag.partition(":")[2] for tag in tags if tag.startswith(f"{word}:")]


def test_every_sighting_names_closure_groups_of_the_network_and_one_state(
    flagship: Open, sightings: pl.DataFrame
) -> None:
    groups = set(networks_of(flagship.case)["corridor"].groups)
    for row in sightings.iter_rows(named=True):
        assert said(row, "group")
        assert set(said(row, "group")) <= groups
        assert said(row, "state")[0] in {"closed", "reduced", "open"}
        assert len(said(row, "state")) == 1
        assert row["publisher"]
        assert row["grade"]
        assert row["start"] <= row["known_at"] <= flagship.newest


@pytest.mark.parametrize(
    ("group", "days", "last"),
    [("torkham", [4, 8, 25], "open"), ("pak-afg-border", [116], "closed")],
)
def test_the_closures_of_the_pakistani_border_are_as_long_as_their_sources_say(
    sightings: pl.DataFrame, group: str, days: list[int], last: str
) -> None:
    rows = [row for row in sightings.iter_rows(named=True) if group in said(row, "group")]
    lengths: list[int] = []
    begun: date | None = None
    for row in rows:
        if said(row, "state") == ["closed"]:
            begun = begun or row["start"]
        elif begun is not None:
            lengths.append((row["start"] - begun).days)
            assert row["quantity"] == lengths[-1]
            begun = None
    if begun is not None:
        lengths.append((rows[-1]["start"] - begun).days)
    assert lengths == days
    assert said(rows[-1], "state") == [last]


def test_nothing_is_said_of_chabahar_after_its_waiver_ran_out(sightings: pl.DataFrame) -> None:
    rows = [r for r in sightings.iter_rows(named=True) if "chabahar-sanctions" in said(r, "group")]
    assert {tuple(said(row, "state") + said(row, "until")) for row in rows} == {("open", "2026-04-26")}
    assert max(row["start"] for row in rows) == date(2026, 2, 11)


@pytest.mark.parametrize("strait", STRAITS)
def test_the_ships_of_a_strait_are_means_of_whole_weeks_without_a_hole(
    weeks: dict[str, pl.DataFrame], strait: str
) -> None:
    mine = weeks[strait]
    first = date(2019, 1, 7)
    assert mine["start"].to_list() == [first + timedelta(weeks=number) for number in range(393)]
    assert ((mine["end"] - mine["start"]).dt.total_days() == 7).all()
    assert set(mine["known_by"]) == {"assumed"}
    assert ((mine["known_at"] - mine["end"]).dt.total_days() == 8).all()  # nine days after its last day
    assert set(mine["publisher"]) == {"IMF PortWatch"}
    assert set(mine["origin"]) == {"UN Global Platform"}


@pytest.mark.parametrize("strait", [name for name, (indicator, _) in STRAITS.items() if indicator])
def test_the_line_of_a_strait_is_half_of_what_passed_before_the_attacks_of_2023(
    flagship: Open, weeks: dict[str, pl.DataFrame], strait: str
) -> None:
    before = weeks[strait].filter(pl.col("start") < date(2023, 11, 1))["value"].to_list()
    _, limit = flagship.case.indicators[STRAITS[strait][0]].signals
    assert getattr(limit, "below", None) == pytest.approx(median(before) / 2, abs=0.06)


def test_hormuz_is_all_but_empty_from_march_2026_and_the_board_says_so(flagship: Open) -> None:
    standing = {s.indicator: s for s in flagship.assess().standings}
    hormuz, suez = standing["EC-26"], standing["EC-28"]
    assert hormuz.latest is not None
    assert (hormuz.latest.start, hormuz.latest.value) == (date(2026, 5, 11), 7.43)
    assert (hormuz.level, hormuz.direction, suez.level) == (2, "none", 0)


@pytest.mark.outside
@pytest.mark.skipif(not SHARED.exists(), reason="the daily counts of PortWatch lie beside the repository")
@pytest.mark.parametrize("strait", STRAITS)
def test_a_week_is_the_mean_of_the_daily_counts_of_the_publisher(
    weeks: dict[str, pl.DataFrame], strait: str
) -> None:
    daily = pl.read_parquet(SHARED).filter(pl.col("cp") == STRAITS[strait][1])
    counts = dict(zip(daily["date"].cast(pl.Date), daily["total"], strict=True))
    for start, value in weeks[strait].select("start", "value").iter_rows():
        assert value == pytest.approx(sum(counts[start + timedelta(n)] for n in range(7)) / 7, abs=0.0051)
