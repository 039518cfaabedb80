"""How a closure group stands on a day, and how often it was shut: from sightings, or from an indicator."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from facta.analyses.corridor.live import Gate, gate
from facta.analyses.corridor.parameters import Watch
from tests.analyses.carrying import LOGGED, WAYS, result, seen, share
from tests.analyses.making import SOURCE, event, figure, indicator, view

if TYPE_CHECKING:
    from facta.records import Event, Observation

SHUT = seen("1", "2024-03-01", "west", "closed")
AGAIN = seen("2", "2024-03-05", "west", "closed")
OPEN = seen("3", "2024-03-11", "west", "open")
SHIPS = {"ships": indicator("latest", of={"source": SOURCE, "measure": "m"}, period="month", unit="kt")}
COUNTED = {"indicator": "ships", "closed_below": 10, "reduced_below": 20, "because": "Ships are counted."}


def west(*records: Event | Observation, on: str = "2024-12-31", watch: dict[str, Any] | None = None) -> Gate:
    """Return how the west gate stands."""
    watched = Watch.model_validate(LOGGED["west"] if watch is None else watch)
    return gate(WAYS.groups["west"], watched, view(*records, on=on, indicators=SHIPS))


def test_a_closure_runs_from_its_first_sighting_to_the_next_that_is_not_one() -> None:
    found = west(SHUT, AGAIN, OPEN)
    (one,) = found.episodes
    assert (one.start, one.end, one.seen, one.days) == (
        date(2024, 3, 1), date(2024, 3, 11), date(2024, 3, 5), 10,
    )  # fmt: skip
    assert one.records == ("1", "2", "3")
    assert (found.stand, found.since, found.seen) == ("open", date(2024, 3, 11), date(2024, 3, 11))
    assert found.records == ("1", "2", "3")
    assert found.reading == "Event 3."


def test_the_share_of_days_is_that_of_the_days_searched() -> None:
    found = west(SHUT, OPEN)
    assert found.rate is not None
    assert (found.rate.episodes, found.rate.watched_days) == (1, 366)
    assert found.share[1] == pytest.approx(10 / 366)
    assert found.share[0] < found.share[1] < found.share[2]
    assert found.measured


def test_a_gate_that_is_reduced_is_not_shut() -> None:
    found = west(SHUT, seen("2", "2024-03-04", "west", "reduced"))
    assert (found.stand, found.closed, found.since) == ("reduced", False, date(2024, 3, 4))
    assert found.episodes[0].days == 3


def test_a_closure_that_runs_on_counts_to_its_last_sighting() -> None:
    found = west(SHUT, AGAIN)
    assert found.closed
    assert (found.since, found.seen) == (date(2024, 3, 1), date(2024, 3, 5))
    assert (found.episodes[0].end, found.episodes[0].days) == (None, 5)
    assert found.rate is not None
    assert found.rate.watched_days == (date(2024, 3, 5) - date(2024, 1, 1)).days + 1
    assert found.share[1] == pytest.approx(5 / 65)


def test_sightings_behind_the_day_are_not_seen() -> None:
    late = seen("9", "2024-03-11", "west", "open", known="2024-06-01")
    assert west(SHUT, late, on="2024-05-31") == west(SHUT, on="2024-05-31")
    assert west(SHUT, late, on="2024-05-31").closed
    assert west(SHUT, late, on="2024-06-01").stand == "open"
    assert west(SHUT, OPEN, on="2024-03-10") == west(SHUT, on="2024-03-10")


def test_a_sighting_of_another_gate_or_kind_says_nothing() -> None:
    other = seen("7", "2024-04-01", "east", "closed")
    clash = event("8", "2024-04-01", tags=("group:west", "state:closed"))
    assert west(SHUT, OPEN, other, clash) == west(SHUT, OPEN)


def test_a_sighting_says_until_when_it_holds() -> None:
    waived = seen("1", "2024-03-01", "west", "closed", tags=("until:2024-04-01",))
    assert west(waived, on="2024-04-01").stand == "closed"
    after = west(waived, on="2024-04-02")
    assert (after.stand, after.since, after.seen) == ("not seen", None, date(2024, 3, 1))
    assert not after.closed


def test_a_closure_that_began_before_the_search_counts_from_its_first_day() -> None:
    early = seen("1", "2023-12-20", "west", "closed")
    found = west(early, seen("2", "2024-01-11", "west", "open"))
    assert found.episodes[0].days == 22
    assert found.rate is not None
    assert (found.rate.episodes, found.rate.share) == (1, pytest.approx(10 / 366))
    over = west(early, seen("2", "2023-12-25", "west", "open"))
    assert over.rate is not None
    assert (over.rate.episodes, over.rate.share) == (0, 0)


def test_before_the_search_began_nothing_is_measured() -> None:
    found = west(seen("1", "2023-05-01", "west", "open"), on="2023-06-01")
    assert (found.stand, found.rate, found.share) == ("open", None, (0, 0, 0))
    with_share = {**LOGGED["west"], **share(0.1, 0.2, 0.3)}
    assert west(seen("1", "2023-05-01", "west", "open"), on="2023-06-01", watch=with_share).share[1] == 0.2


def test_a_gate_never_seen_open_has_no_rate() -> None:
    always = west(seen("1", "2024-01-01", "west", "closed"), seen("2", "2024-02-01", "west", "closed"))
    assert (always.rate, always.share) == (None, (1, 1, 1))


def test_where_no_closure_is_on_record_the_share_of_the_author_stands() -> None:
    watch = {**LOGGED["west"], **share(0.1, 0.2, 0.3)}
    found = west(OPEN, watch=watch)
    assert (found.rate, found.share, found.measured) == (None, (0.1, 0.2, 0.3), False)
    assert west(OPEN).share[1] == 0
    assert west(OPEN).share[2] > 0


def test_a_source_without_a_first_day_measures_nothing() -> None:
    watch = {"source": "ledger", **share(0.1, 0.2, 0.3)}
    found = west(SHUT, OPEN, watch=watch)
    assert (found.stand, found.rate, found.share) == ("open", None, (0.1, 0.2, 0.3))
    assert len(found.episodes) == 1


def ships(*values: float) -> list[Observation]:
    return [figure(f"F{number}", f"2024-{number:02}", value) for number, value in enumerate(values, 1)]


def test_a_gate_is_shut_where_its_indicator_is_below_a_line() -> None:
    found = west(*ships(30, 5, 4, 30, 15), watch=COUNTED)
    (one,) = found.episodes
    assert (one.start, one.end, one.days) == (date(2024, 2, 1), date(2024, 4, 1), 60)
    assert (found.stand, found.since, found.seen) == ("reduced", date(2024, 5, 1), date(2024, 5, 31))
    assert found.rate is not None
    assert (found.rate.watched_days, found.rate.share) == (152, pytest.approx(60 / 152))
    assert found.reading == "ships is 15 kt"


def test_a_gate_whose_indicator_is_still_below_the_line_is_shut() -> None:
    found = west(*ships(30, 5, 4), watch=COUNTED)
    assert (found.stand, found.since) == ("closed", date(2024, 2, 1))
    assert (found.episodes[-1].end, found.episodes[-1].days) == (None, 60)
    assert west(*ships(30, 10), watch=COUNTED).stand == "reduced"


def test_one_low_figure_is_no_closure_unless_one_is_enough() -> None:
    found = west(*ships(30, 5, 30, 4, 4, 30, 5), watch=COUNTED)
    assert found.stand == "reduced"
    assert [one.start for one in found.episodes] == [date(2024, 4, 1)]
    alone = west(*ships(30, 5, 30), watch={**COUNTED, "reports": 1})
    assert [one.days for one in alone.episodes] == [29]


def test_an_indicator_of_later_months_changes_nothing_before() -> None:
    assert west(*ships(30, 5, 5, 30), on="2024-03-31", watch=COUNTED).stand == "closed"
    assert west(*ships(30, 5, 5, 30), on="2024-02-29", watch=COUNTED).episodes == ()


def test_an_indicator_without_a_figure_has_not_been_seen() -> None:
    found = west(watch=COUNTED)
    assert (found.stand, found.rate, found.share) == ("not seen", None, (0, 0, 0))


def test_a_gate_that_nothing_watches_counts_as_open() -> None:
    found = gate(WAYS.groups["west"], None, view())
    assert (found.stand, found.closed, found.share) == ("not watched", False, (0, 0, 0))
    put = west(watch=share(0.1, 0.2, 0.3))
    assert (put.stand, put.share, put.measured) == ("not watched", (0.1, 0.2, 0.3), False)


def test_what_is_not_known_of_a_gate_is_said() -> None:
    gaps = " ".join(result(gates={"west": LOGGED["west"]}).gaps)
    assert "west" in gaps
    assert "east" in gaps
    assert "north" in gaps
    old = result(SHUT, OPEN, on="2026-12-31", gates=LOGGED).gaps
    assert any("11 Mar 2024" in gap for gap in old)
