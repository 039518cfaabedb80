"""Alarms by chance, their control, and breaks, from a case to its board."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from facta.api import load_case, open_case
from facta.errors import CaseError
from facta.records import ByChance
from facta.standing import by_chance, controlled
from facta.views import findings, tallies
from facta.views.board import board

if TYPE_CHECKING:
    from pathlib import Path

    from facta.records import Assessment

FLAGSHIP, DAY = "russia-taliban", date(2026, 6, 1)


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return open_case(FLAGSHIP, store=tmp_path_factory.mktemp("store")).assess(DAY)


def test_alarms_by_chance_are_periods_a_year_times_nominal_rates(assessed: Assessment) -> None:
    chance = assessed.by_chance
    assert chance is not None
    year = {"week": 365.2425 / 7, "month": 12, "quarter": 4, "half": 2, "year": 1}
    rated = [
        (year[one.series.period], finding.rates)
        for one in assessed.standings
        for finding in one.findings
        if one.level is not None and finding.level is not None and finding.rates is not None
    ]
    assert chance.rules == len(rated)
    assert chance.off == pytest.approx(sum(times * rates[0] for times, rates in rated))
    assert chance.elevated == pytest.approx(sum(times * rates[1] for times, rates in rated))
    assert chance.elevated < chance.off


def test_every_surface_says_how_many_alarms_chance_gives(assessed: Assessment) -> None:
    chance = assessed.by_chance
    assert chance is not None
    console = Console(width=80, record=True, no_color=True, highlight=False)
    with console.capture() as told:
        console.print(board(assessed, width=80))
    assert tallies.by_chance(chance) in told.get().splitlines()
    said = dict(findings.basis(assessed))["False alarms"]
    assert said.startswith(tallies.by_chance(chance))
    assert f"by the nominal rates of {chance.rules} rules" in said


def test_control_of_false_discoveries_holds_levels_back_and_says_so(assessed: Assessment) -> None:
    before = {one.indicator: one for one in assessed.standings}
    after = controlled(before, 0.1)
    chance = by_chance(after.values(), 0.1)
    held = [name for name, one in after.items() if one != before[name]]
    assert chance.held > 0
    assert f"false ones held to 10 %, {chance.held} levels held back" in tallies.by_chance(chance)
    for name in held:
        was, now = before[name], after[name]
        quieted = [f for f in now.findings if (f.capped or "").startswith("no discovery")]
        assert quieted
        assert all(f.level == 0 and f.direction == "none" for f in quieted)
        assert all(f.reason.endswith("; held: no discovery with false ones held to 10 %.") for f in quieted)
        assert (now.level or 0) <= (was.level or 0)


def test_control_never_touches_limits_of_the_author(assessed: Assessment) -> None:
    before = {one.indicator: one for one in assessed.standings}
    after = controlled(before, 0.001)
    for name, one in before.items():
        for was, now in zip(one.findings, after[name].findings, strict=True):
            if was.p is None:
                assert now == was


def test_without_a_rated_rule_nothing_is_made_up() -> None:
    assert by_chance([]) == ByChance(off=0, elevated=0, rules=0, unrated=0)
    assert tallies.by_chance(by_chance([])) == "no rule with a known rate of false alarms was assessed"


def test_the_flagship_declares_the_takeover_and_its_baselines_stop_there(assessed: Assessment) -> None:
    case = load_case(FLAGSHIP)
    assert [one.date for one in case.breaks] == [date(2021, 8, 15)]
    for one in assessed.standings:
        for finding in one.findings:
            if "baseline starts at" in finding.rule:
                assert "the break of 15 Aug 2021" in finding.rule
                assert finding.since is None or finding.since >= date(2021, 8, 15)


def _case(folder: Path, block: str) -> Path:
    text = (load_case("_new").folder / "case.yml").read_text(encoding="utf-8")
    for path in load_case("_new").folder.rglob("*.csv"):
        copy = folder / path.relative_to(load_case("_new").folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (folder / "case.yml").write_text(f"{text}\n{block}\n", encoding="utf-8")
    return folder


def test_a_break_of_nothing_known_is_a_mistake(tmp_path: Path) -> None:
    block = "breaks:\n  - {date: 2025-08-01, why: Another code book., source: The publisher, scope: [bordr]}"
    with pytest.raises(CaseError, match=r"breaks\.0\.scope\.0: no strand or indicator 'bordr'"):
        load_case(str(_case(tmp_path, block)))


def test_a_break_has_a_scope() -> None:
    case = load_case(FLAGSHIP)
    one = case.breaks[0]
    narrow = case.model_copy(update={"breaks": (one.model_copy(update={"scope": ("border", "CT-5")}),)})
    assert len(narrow.breaks_of("BB-1")) == len(narrow.breaks_of("CT-5")) == 1
    assert narrow.breaks_of("CT-1") == ()
    assert narrow.breaks_of("CT-5")[0].day == one.date
