"""Levels that call for an action."""

from datetime import date

import pytest
from pydantic import ValidationError

from facta.analyses.tripwires import Call
from facta.api import Open
from facta.assessment import view_on
from facta.signals.tripwire import seal_of
from tests.analyses.making import analysis, event, indicator, view

BASE = {
    "watch": "A", "level": 2, "registered": "2024-06-30", "action": "Call the desk.", "owner": "duty officer",
    "lead_days": 2,
}  # fmt: skip


def sealed(**given: object) -> dict[str, object]:
    raw = {**BASE, **given}
    raw = {name: value for name, value in raw.items() if value is not None}
    made = Call.model_construct(
        **{**raw, "registered": date.fromisoformat(str(raw["registered"])), "seal": ""}
    )
    return {**raw, "seal": seal_of(made)}


CLASHES = [event(f"E{i}", f"2025-08-{i + 1:02d}") for i in range(4)]


def test_a_level_reached_after_registration_is_crossed() -> None:
    wires = analysis("tripwires", calls={"border": sealed()})
    result = view(*CLASHES, on="2025-12-31", indicators={"A": indicator()}, wires=wires).result("wires")
    (item,) = result.items
    assert (item.says, item.tripped) == ("not crossed", False)
    result = view(*CLASHES, on="2025-09-30", indicators={"A": indicator()}, wires=wires).result("wires")
    (item,) = result.items
    assert (item.says, item.tripped) == ("crossed", True)
    assert ("Action", "Call the desk.") in item.detail
    assert result.headline == "1 of 1 line with an agreed action is crossed: A level 2 or more."


def test_a_level_reached_before_registration_is_hindsight() -> None:
    wires = analysis("tripwires", calls={"border": sealed(registered="2025-10-31")})
    result = view(*CLASHES, on="2025-09-30", indicators={"A": indicator()}, wires=wires).result("wires")
    assert [(item.says, item.tripped) for item in result.items] == [("hindsight", False)]


def test_a_line_of_an_indicator_without_a_figure_is_not_assessed() -> None:
    wires = analysis("tripwires", calls={"border": sealed()})
    made = view(indicators={"A": indicator()}, searched=None, wires=wires)
    assert [item.says for item in made.result("wires").items] == ["not assessed"]


def test_a_verdict_can_call_for_an_action() -> None:
    told = analysis("contradictions", of={"kind": "told", "status": ["asserted", "disputed"]})
    wires = analysis(
        "tripwires", calls={"two": sealed(watch="told.x", level=None, says="told in several ways")}
    )
    records = [
        event("X1", "2025-01-01", kind="told", tags=("about:x",), text="X: one."),
        event("X2", "2025-03-01", kind="told", tags=("about:x",), text="X: two."),
    ]
    early = view(*records, on="2025-02-01", told=told, wires=wires).result("wires")
    late = view(*records, on="2025-04-01", told=told, wires=wires).result("wires")
    assert [item.says for item in (*early.items, *late.items)] == ["not crossed", "crossed"]


def test_a_call_that_was_edited_is_refused_with_its_new_seal() -> None:
    changed = sealed() | {"action": "Do nothing."}
    with pytest.raises(ValidationError, match=r"changed after it was registered.*set registered to the day"):
        Call.model_validate(changed)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"above": 2.0}, "a call has one line"),
        ({"level": None, "above": 2.0}, "level belongs to an indicator"),
        ({"watch": "trajectories.rupture"}, "level belongs to an indicator"),
    ],
)
def test_a_call_has_one_line_that_fits_what_it_watches(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Call.model_validate(sealed(**given))


def test_a_line_that_was_left_and_reached_again_is_crossed() -> None:
    more = [event(f"F{i}", f"2025-11-{i + 1:02d}") for i in range(4)]
    wires = analysis("tripwires", calls={"border": sealed(registered="2025-09-30")})
    early, late = (
        view(*CLASHES, *more, on=day, indicators={"A": indicator()}, searched="2023-01-01/2026-12-31",
             wires=wires).result("wires").items[0]
        for day in ("2025-09-30", "2026-08-31")
    )  # fmt: skip
    assert early.says == "hindsight"
    assert late.says == "not crossed"


def test_lines_that_lie_beyond_without_a_crossing_are_named_in_the_headline(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("tripwires")
    assert result.headline == (
        "None of 9 lines with an agreed action is crossed; 2 stand beyond without a crossing that counts: "
        "EC-18 above 90 days (beyond since before it was registered), EC-2 above 60 % (beyond since the "
        "first figure)."
    )
    assert result.gaps == ("9 of 9 were registered after this day, so none of them could be crossed.",)
