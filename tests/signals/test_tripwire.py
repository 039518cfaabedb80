import re
from dataclasses import replace
from datetime import date

import pytest
from inline_snapshot import snapshot
from made_series import brought, context, series
from pydantic import ValidationError

from facta.records import Finding
from facta.signals.tripwire import Tripwire

WIRE = {
    "above": 10,
    "registered": "2015-08-01",
    "action": "Call the desk.",
    "owner": "analyst",
    "lead_days": 14,
}


def sealed(**changed: object) -> Tripwire:
    given = WIRE | changed
    with pytest.raises(ValidationError) as error:
        Tripwire(**given, seal="")
    seal = re.search(r"seal to '(\w{8})'", str(error.value))
    assert seal
    return Tripwire(**given, seal=seal[1])


def found(values: list, sources: int | list[int] = 2, grade: str = "B2", **changed: object) -> Finding:
    made = series(values, sources=sources, grade=grade)
    return sealed(**changed).detect(made, context(made))


def test_a_confirmed_crossing_after_registration_trips() -> None:
    finding = found([1, 2, 12])
    assert (finding.level, finding.tripped, finding.direction) == (4, True, "straining")
    assert finding.reason == snapshot(
        "12 attacks, above the trip-wire of 10 registered on 1 Aug 2015, crossed in Q3 2015 "
        "and confirmed by 2 independent sources: Call the desk (analyst, 14 days)."
    )


def test_a_crossing_before_registration_is_hindsight() -> None:
    finding = found([1, 12])
    assert (finding.level, finding.tripped, finding.capped) == (1, False, "hindsight")
    assert finding.reason == snapshot(
        "12 attacks, crossed in Q2 2015, before it was registered on 1 Aug 2015: hindsight."
    )
    assert finding.rule == snapshot("above 10 attacks, crossed before it was registered on 1 Aug 2015")
    assert found([1, 12], sources=1).capped == "hindsight"


def test_what_stays_beyond_after_registration_was_still_crossed_before_it() -> None:
    finding = found([1, 12, 13, 14])
    assert (finding.level, finding.capped) == (1, "hindsight")
    assert finding.reason == snapshot(
        "14 attacks in Q4 2015, crossed in Q2 2015, before it was registered on 1 Aug 2015: hindsight."
    )
    assert found([1, 12, 3, 14]).level == 4


def test_a_day_before_registration_sees_only_hindsight() -> None:
    made = replace(series([1, 2, "partial 12"]), as_of=date(2015, 7, 31))
    finding = sealed().detect(made, context(made))
    assert (finding.level, finding.capped) == (1, "hindsight")


def test_a_line_that_every_known_figure_lies_beyond_was_not_crossed() -> None:
    for values in ([12, 13, 14], ["failed", "failed", "failed", 12], ["partial 2", 12, 13, 14]):
        finding = found(values)
        assert (finding.level, finding.direction, finding.tripped) == (0, "none", False)
        assert finding.reason == "Beyond the trip-wire since the first figure known: no crossing."


def test_an_unfinished_count_can_cross_but_never_takes_a_crossing_back() -> None:
    crossing = found([1, 2, 3, "partial 12"])
    assert (crossing.level, crossing.at) == (4, date(2015, 10, 1))
    assert crossing.reason == snapshot(
        "12 attacks so far, above the trip-wire of 10 registered on 1 Aug 2015, crossed in Q4 2015 "
        "and confirmed by 2 independent sources: Call the desk (analyst, 14 days)."
    )
    crossed = found([1, 2, 12])
    assert found([1, 2, 12, "partial 0"]) == crossed
    assert found([1, 2, 12, "partial 11"], sources=[2, 2, 2, 1]) == crossed
    assert found([1, 2, 12, "partial 11"]).at == date(2015, 10, 1)


def test_the_newest_figure_and_the_crossing_are_told_apart() -> None:
    assert found([1, 2, 12, 15]).reason == snapshot(
        "15 attacks in Q4 2015, above the trip-wire of 10 registered on 1 Aug 2015, crossed in Q3 2015 "
        "and confirmed by 2 independent sources: Call the desk (analyst, 14 days)."
    )


def test_a_scaled_figure_is_said_as_a_rate() -> None:
    for values, said in (
        ([1, 2, 12], "A rate of 12 attacks a quarter, above the trip-wire of 10 registered on 1 Aug 2015, "),
        ([1, 2, 4], "A rate of 4 attacks a quarter in 1 Jul \N{EN DASH} 29 Aug 2015, 6 away from "),
    ):
        made = brought(series(values), 60)
        assert sealed().detect(made, context(made)).reason.startswith(said)


def test_a_crossing_that_was_known_on_the_day_of_registration_is_hindsight() -> None:
    assert found([1, 2, 12], registered="2015-10-01").capped == "hindsight"


def test_an_unconfirmed_crossing_is_elevated() -> None:
    finding = found([1, 2, 12], sources=1)
    assert (finding.level, finding.capped, finding.tripped) == (2, "unconfirmed", False)
    assert finding.rule == snapshot("above 10 attacks, registered on 1 Aug 2015, seen by one source only")


def test_one_official_act_graded_a_confirms() -> None:
    assert found([1, 2, 12], sources=1, grade="A1").level == 4


def test_short_of_the_wire_says_how_far() -> None:
    finding = found([1, 2, 4])
    assert (finding.level, finding.size, finding.direction) == (0, 6, "none")
    assert finding.reason == snapshot("4 attacks in Q3 2015, 6 away from the trip-wire above 10.")


def test_nothing_seen_is_not_assessed() -> None:
    assert found(["failed"]).level is None


def test_an_edited_trip_wire_is_refused() -> None:
    seal = sealed().seal
    with pytest.raises(ValidationError) as error:
        Tripwire(**(WIRE | {"above": 11}), seal=seal)
    assert error.value.errors()[0]["msg"] == snapshot(
        "Value error, seal: this trip-wire was changed after it was registered; register it "
        "anew: set registered to the day you write this and seal to '181ed6f3' (the seal while "
        "registered is 2015-08-01)"
    )


@pytest.mark.parametrize(
    "edit",
    [
        {"above": 10.5},
        {"registered": "2015-08-02"},
        {"action": "Do nothing."},
        {"owner": "who"},
        {"lead_days": 15},
    ],
)
def test_every_parameter_is_under_the_seal(edit: dict) -> None:
    assert sealed(**edit).seal != sealed().seal


def test_the_seal_does_not_depend_on_how_a_number_is_written() -> None:
    assert sealed(above=10).seal == sealed(above=10.0).seal


def test_it_would_have_fired_once_for_each_confirmed_run() -> None:
    made = series([12, 13, 1, "failed", 14, 2, 15, 16], sources=[2, 2, 2, 0, 2, 2, 1, 2])
    assert sealed().fired(made) == [date(2016, 4, 1), date(2017, 1, 1)]
