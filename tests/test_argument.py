"""The argument across rooms: what changed in it, how it stood, what a person asks of it, and its mistakes."""

from __future__ import annotations

import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from facta import cli
from facta.api import Open, open_case
from facta.assessment import assess, view_on
from facta.cases import LIBRARY, load_case
from facta.checking import check_case
from facta.comparison import compare
from facta.errors import CaseError
from facta.history import days_before, stood
from facta.supposing import suppose
from facta.views.export import to_json

if TYPE_CHECKING:
    from pathlib import Path

NEW = LIBRARY / "_new"


def _folder(tmp_path: Path, analyses: str) -> Path:
    folder = tmp_path / "mine"
    shutil.copytree(NEW, folder)
    text = (NEW / "case.yml").read_text(encoding="utf-8").partition("\nanalyses:")[0]
    (folder / "case.yml").write_text(f"{text}\nanalyses:\n{analyses}", encoding="utf-8")
    return folder


JUDGED = """
  judged:
    kind: judgements
    title: Standing judgement
    judgements:
      - as_of: 2026-03-31
        written: 2026-04-01
        author: desk officer
        review_by: 2026-10-01
        sentences:
          - {text: The border is quiet., rests_on: [EX-1, told.one]}
  told:
    kind: contradictions
    title: Told in two ways
    of: {kind: border-incident}
"""


def test_check_tells_a_part_that_never_was(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as raised:
        check_case(_folder(tmp_path, JUDGED))
    assert any("rests_on: no part 'one' in 'told'" in mistake for mistake in raised.value.mistakes)


def test_a_key_that_bears_the_name_of_its_kind_is_found_where_it_stands(tmp_path: Path) -> None:
    wrong = JUDGED.replace("author: desk officer", "author: x")
    with pytest.raises(CaseError) as raised:
        load_case(_folder(tmp_path, wrong))
    (mistake,) = raised.value.mistakes
    line = (tmp_path / "mine" / "case.yml").read_text(encoding="utf-8").splitlines().index(
        "        author: x"
    ) + 1
    assert f"case.yml:{line}:9: analyses.judged.judgements.0.author:" in mistake


def test_a_part_moves_with_what_it_rests_on(flagship: Open) -> None:
    now = flagship.assess("2026-06-01")
    change = compare(flagship.assess("2025-06-30"), now)
    parts = {d.indicator: d for d in change.differences if d.part}
    assert parts["RUS"].cause == "the world"
    assert parts["RUS"].part == "The ladder of recognition"
    assert (parts["CM008"].was, parts["CM008"].now) == ("open", "overdue")
    told = json.loads(to_json(now, change))
    assert any(d["part"] for d in told["change"]["differences"])
    assert {r["analysis"] for r in told["assessment"]["results"]} == set(flagship.case.analyses)


@pytest.mark.parametrize(
    "day", [date(2022, 9, 6), date(2024, 3, 23), date(2025, 7, 2), date(2026, 2, 14)], ids=str
)
def test_the_argument_as_of_a_day_rests_on_what_was_known_that_day(day: date, flagship: Open) -> None:
    whole = assess(flagship.case, flagship.records, day)
    then = assess(flagship.case, flagship.records.known_at(day), day)
    assert whole.results == then.results


def test_how_a_part_stood_is_what_was_known_then(flagship: Open) -> None:
    days = days_before(date(2026, 6, 1), flagship.case.since, most=8)
    before = stood(flagship.case, flagship.records, "ladder", days)["RUS"]
    for day, says in before:
        then = view_on(flagship.case, flagship.records, day)
        assert then.item("ladder.RUS").says == says  # type: ignore[union-attr]
    assert [says for _, says in before][-1] == "military-technical agreement"
    assert len(before) > 1


def test_nothing_can_be_set_where_there_is_no_pathway(tmp_path: Path) -> None:
    opened = open_case(NEW, store=tmp_path / "store")
    seen = view_on(opened.case, opened.records, date(2026, 3, 31))
    with pytest.raises(ValueError, match="has no pathway"):
        suppose(opened.case, seen, ["border=closed"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (["border"], "'border' sets nothing: write NAME=STATE"),
        (["border=closed", "border=open"], "'border' is set twice: keep one"),
    ],
)
def test_a_setting_is_written_name_and_state(flagship: Open, settings: list[str], message: str) -> None:
    seen = view_on(flagship.case, flagship.records, date(2026, 6, 1))
    with pytest.raises(ValueError, match=message):
        suppose(flagship.case, seen, settings)


ASKED = [
    "trajectories", "claims", "CL23", "claims.CL03", "pathway", "border", "RUS", "CM008", "judgement",
    "bargain", "commitments", "ladder", "proportionality", "tripwires", "contradictions",
]  # fmt: skip


@pytest.mark.parametrize("what", ASKED)
def test_everything_of_the_argument_is_explained(what: str, flagship_store: Path) -> None:
    words = ["explain", "russia-taliban", what, "--store", str(flagship_store), "--as-of", "2026-06-01"]
    result = CliRunner().invoke(cli.main, words)
    assert result.exit_code == 0, result.output
    assert "Traceback" not in result.output
    assert len(result.output.splitlines()) > 4


def test_every_claim_promise_stage_and_state_of_the_flagship_is_there(flagship: Open) -> None:
    assessment = assess(flagship.case, flagship.records, date(2026, 6, 1))
    known = {result.analysis: result for result in assessment.results}
    assert len([i for i in known["claims"].items if i.key[:2] in ("CL", "IN", "FC")]) == 30
    assert {"holds", "patronage", "forward", "rupture", "other"} <= {
        i.key for i in known["trajectories"].items
    }
    assert len([i for i in known["commitments"].items if i.key.startswith("CM")]) == 20
    ladder = {ref for item in known["ladder"].items for ref in item.records}
    assert {f"RL{number:03d}" for number in range(1, 35)} <= ladder
    assert all(item.because or item.detail for result in assessment.results for item in result.items)
