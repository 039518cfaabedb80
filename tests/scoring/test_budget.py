"""A budget is met by the loosest lines that meet it, and the case is never edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from facta.cases import parse_case
from facta.scoring.budget import RATE, _tighter, block, budgeted
from facta.scoring.cards import Terms
from facta.scoring.scorecards import days_of, score_rules
from facta.signals import SIGNALS

if TYPE_CHECKING:
    from facta.api import Open

START, END = date(2024, 1, 1), date(2024, 12, 31)
DAILY = Terms(horizon_days=60, every="day")
FOLDER = Path(__file__).parent / "turning"


def test_a_budget_moves_a_line_no_farther_than_it_needs(turning: Open) -> None:
    found = budgeted(turning.case, turning.records, days_of(START, END, DAILY), 0.2, DAILY)
    assert (found.alerts_was, found.alerts_now, found.met, found.level) == (4, 2, True, 1)
    moved = {line.rule: (line.was, line.now, line.alerts_was, line.alerts_now) for line in found.lines}
    assert moved == {"X-1/threshold-1": (2.0, 3.0, 3, 1)}


def test_a_budget_that_is_met_as_it_is_moves_nothing(turning: Open) -> None:
    found = budgeted(turning.case, turning.records, days_of(START, END, DAILY), 2.0, DAILY)
    assert (found.lines, found.met, found.alerts_now) == ((), True, 4)


def test_what_is_printed_can_be_pasted_and_then_gives_those_alerts(turning: Open) -> None:
    found = budgeted(turning.case, turning.records, days_of(START, END, DAILY), 0.2, DAILY)
    told = block(turning.case, found)
    assert "- {kind: threshold, above: 3}  # was 2: alerts 3, now 1" in told
    pasted = YAML(typ="safe").load(told)["indicators"]["X-1"]["signals"]
    data = YAML(typ="safe").load((FOLDER / "case.yml").read_text(encoding="utf-8"))
    assert len(pasted) == len(data["indicators"]["X-1"]["signals"])
    lines = (FOLDER / "case.yml").read_text(encoding="utf-8").replace("above: 2, level: 2", "above: 3")
    case = parse_case(lines.encode(), FOLDER)
    card = score_rules(case, turning.records, START, END, DAILY)
    assert {score.rule: score.alerts for score in card.scores}["X-1/threshold-1"] == 1


def test_a_rule_without_a_line_is_held_by_its_rate_of_false_alarms() -> None:
    signal = SIGNALS["surprise"]()
    finding = replace(signal.quiet(_Nothing(), "", ""), level=1)  # type: ignore[arg-type]
    rates = [one.alpha for one in _tighter(signal, RATE, [finding])]  # type: ignore[attr-defined]
    assert rates == [0.1, 0.05, 0.02, 0.01, 0.005, 0.002]
    assert [*_tighter(signal, RATE, [replace(finding, level=0)])] == []


class _Nothing:
    indicator, unit = "X", "attacks"


def test_a_budget_of_nothing_is_refused_in_words(turning: Open) -> None:
    with pytest.raises(ValueError, match="a budget of 0 alerts a month tells nothing"):
        budgeted(turning.case, turning.records, days_of(START, END, DAILY), 0.0)
