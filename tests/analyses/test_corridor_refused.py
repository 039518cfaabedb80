"""What cannot be asked of a corridor, and what is said instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.analyses.corridor.told import tell
from facta.cases.new import write_case
from facta.checking import check_case
from facta.errors import CaseError
from tests.analyses.carrying import JOURNEYS, LOGGED, WAYS, corridor, share
from tests.analyses.making import view
from tests.corridors.making import write

if TYPE_CHECKING:
    from pathlib import Path

    from facta.analyses.corridor import Corridor

BECAUSE = "It is a test."


def refused(**given: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        corridor(**given)
    return raised.value.errors()[0]["msg"].removeprefix("Value error, ")


def test_a_journey_goes_somewhere() -> None:
    stays = {"a": {"title": "A to A", "start": "A", "end": "A"}}
    assert refused(journeys=stays) == snapshot("a journey from 'A' to itself: write another place")


@pytest.mark.parametrize(
    ("watch", "said"),
    [
        (
            {"source": "ledger", "indicator": "ships", "closed_below": 1},
            snapshot("write source or indicator, not both: one thing tells how a group stands"),
        ),
        ({"indicator": "ships"}, snapshot("indicator and closed_below go together: write both")),
        (
            {"closed_below": 3, "share": share(0, 0.1, 0.2)["share"]},
            snapshot("indicator and closed_below go together: write both"),
        ),
        ({}, snapshot("nothing tells how often it is closed: write source, indicator or share")),
        (
            {"source": "ledger"},
            snapshot("since is missing: from which day on was every closure written down?"),
        ),
        (
            {"share": {"low": 0.5, "typical": 0.2, "high": 0.6}},
            snapshot("low, typical and high must not fall"),
        ),
    ],
)
def test_what_watches_a_gate_must_be_able_to_tell(watch: dict[str, Any], said: str) -> None:
    assert refused(gates={"west": {**watch, "because": BECAUSE}}) == said


def test_shares_lie_between_nothing_and_all() -> None:
    assert refused(gates={"west": share(0, 0.5, 1.5)}) == "Input should be less than or equal to 1"


def test_a_common_cause_shuts_more_than_one_gate() -> None:
    one = {"title": "War", "closes": ["west"], **share(0, 0.1, 0.2)}
    assert "at least 2 items" in refused(shocks=[one])


def test_goods_come_from_somewhere_else() -> None:
    flow = {"title": "Oil", "starts": ["A", "B"], "ends": ["B"], "modes": ["road"], "because": BECAUSE}
    assert refused(flows={"oil": flow}) == snapshot(
        "starts and ends both name B: nothing could stop it there"
    )
    site = {"title": "Mine", "place": "A", "end": "A", "because": BECAUSE}
    assert refused(sites={"mine": site}) == snapshot("goods of 'A' that go nowhere else: write another end")


def test_a_check_says_what_was_published() -> None:
    check = {"title": "A to D", "via": ["A", "D"], "modes": ["road"], "source": "", "because": BECAUSE}
    assert refused(checks=[check]) == snapshot("a check without km, days or usd: write what was published")
    check |= {"km": 3, "independent": ["days"]}
    assert refused(checks=[check]) == snapshot("independent names ['days'], which is not given")


def test_a_corridor_has_a_journey() -> None:
    assert "at least 1 item" in refused(journeys={})


def lost() -> Corridor:
    """Return a corridor of which much names nothing."""
    oil = {"title": "Oil", "starts": ["A"], "ends": ["R"], "modes": ["road"], "because": BECAUSE}
    return corridor(
        journeys={**JOURNEYS, "lost": {"title": "A to nowhere", "start": "A", "end": "Q"}},
        gates={**LOGGED, "wset": share(0, 0.1, 0.2)},
        shocks=[{"title": "War", "closes": ["west", "eats"], **share(0, 0.1, 0.2)}],
        projects={"lien": "The line"},
        flows={"oil": oil},
        sites={"mine": {"title": "Mine", "place": "S", "end": "D", "because": BECAUSE}},
        checks=[
            {
                "title": "A to D", "via": ["A", "T"], "modes": ["road"], "km": 3, "opened": ["lop"],
                "closed": ["A-b"], "source": "S1", "because": BECAUSE,
            }
        ],
    )  # fmt: skip


MISTAKES = snapshot(
    [
        "journeys.lost.end: ways has no place 'Q'",
        "gates.wset: ways has no closure group 'wset'; did you mean 'west'?",
        "shocks.0.closes: ways has no closure group 'eats'; did you mean 'east'?",
        "projects.lien: ways has no project 'lien'; did you mean 'line'?",
        "flows.oil.ends: ways has no place 'R'",
        "sites.mine.place: ways has no place 'S'",
        "checks.0.via: ways has no place 'T'",
        "checks.0.opened: ways has no project or link 'lop'; did you mean 'loop'?",
        "checks.0.closed: ways has no place or link 'A-b'; did you mean 'A-E'?",
        "checks.0.source: ways has no source 'S1'",
    ]
)


def test_every_word_that_names_nothing_is_told_at_once() -> None:
    seen = view(networks={"ways": WAYS})
    with pytest.raises(CaseError) as raised:
        tell(lost(), seen)
    assert [one.removeprefix("analyses: ") for one in raised.value.mistakes] == MISTAKES
    assert list(lost().mistakes(seen)) == MISTAKES


def test_a_case_that_names_what_its_network_lacks_is_refused(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "mine")
    write(folder / "roads")
    text = (folder / "case.yml").read_text(encoding="utf-8")
    block = """
networks:
  roads: {title: Roads to the sea, folder: roads}
analyses:
  ways:
    kind: corridor
    title: Ways to the sea
    network: roads
    journeys:
      sea: {title: To the sea, start: NOR, end: FARR}
    gates:
      gaet: {share: {low: 0, typical: 0.1, high: 0.2}, because: It is a test.}
"""
    assert "\nanalyses:" not in text
    (folder / "case.yml").write_text(text + block, encoding="utf-8")
    with pytest.raises(CaseError) as raised:
        check_case(str(folder))
    said = "\n".join(raised.value.mistakes)
    assert "'FARR'" in said
    assert "'gaet'; did you mean 'gate'?" in said
