"""What a change touches of a company's entries is told, and written down as risks."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from inline_snapshot import snapshot
from rich.console import Console

from facta.analyses.corridor import Asked
from facta.analyses.corridor.register import RegisterRow, exposed, register_csv
from facta.corridors.exposure import Entry
from facta.views.argument import result_view
from tests.analyses.exposing import ALL, FLOUR, PUMPS, SALT, STORE, corridor, seen, told

if TYPE_CHECKING:
    from facta.records import Event
    from facta.results import Said


def asked(**given: Any) -> Asked:
    return Asked(start="", end="", **given)


def ask(
    *entries: Entry, records: tuple[Event, ...] = (), **given: Any
) -> tuple[Said, tuple[RegisterRow, ...]]:
    return exposed(told(*records), asked(**given), entries or ALL, date(2027, 1, 1))


def shown(said: Said) -> str:
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(result_view(corridor().named("corridor", said)))
    return console.export_text()


def test_a_change_is_on_top_of_the_gates_last_seen_shut() -> None:
    said, rows = ask(records=(seen("G1", "2025-10-01", "closed"),), close=("pass",))
    assert said.headline == (
        "With pass closed, on top of gate last seen shut, 3 of 4 entries are touched: 3 with no way left. "
        "3 FEU and 1,000 USD of goods at stake."
    )
    assert [row.id for row in rows] == ["gate", "pass"]


def test_without_a_change_it_is_what_was_last_seen_shut() -> None:
    said, _ = ask(records=(seen("G1", "2025-10-01", "closed"),))
    assert said.headline == (
        "With gate last seen shut, against every gate open, 3 of 4 entries are touched: 2 rerouted, 1 with "
        "fewer ways in, 1 of them late. 3 FEU and 1,000 USD of goods at stake."
    )
    said, _ = ask()
    assert said.headline == "With no gate seen shut and nothing asked, none of 4 entries is touched."


def test_the_only_entry_is_told_in_the_singular() -> None:
    assert ask(SALT, close=("gate",))[0].headline == "With gate closed, the only entry is not touched."
    assert ask(FLOUR, close=("gate",))[0].headline == (
        "With gate closed, the only entry is touched: 1 rerouted. 1 FEU and no known value at stake."
    )


def test_what_was_shut_already_is_said_and_changes_nothing() -> None:
    said, _ = ask(records=(seen("G1", "2025-10-01", "closed"),), close=("gate",))
    assert said.headline.endswith("none of 4 entries is touched.")
    assert "Shut already when last seen, no change: gate." in said.gaps


def test_opening_a_gate_that_was_seen_shut_brings_the_short_way_back() -> None:
    said, _ = ask(PUMPS, records=(seen("G1", "2025-10-01", "closed"),), open=("gate",))
    (row,) = said.tables[0].rows
    assert row[:3] == ("S-1 Pumps", "road over C", "road")
    assert [cell.replace("\N{MINUS SIGN}", "-") for cell in row[3:]] == [
        "-1.2 (-1.2 to -1.2)", "-400 (-400 to -400)", "in time",
    ]  # fmt: skip


def test_a_project_that_is_opened_gives_a_route_again() -> None:
    rail = Entry(key="R-1", name="Rails", kind="shipment", place="D", destination="E", modes=("rail",))
    said, rows = ask(rail, open=("line",))
    assert said.headline.startswith("With line open, the only entry is touched: 1 with a route again.")
    assert rows[0].id == "as-asked"
    assert (rows[0].cause, rows[0].indicator) == ("As asked: line open", "nothing watches it")


def test_a_place_that_is_closed_is_a_risk_of_its_own() -> None:
    _, rows = ask(close=("C", "gate"))
    assert [(row.id, row.event) for row in rows] == [
        ("as-asked", "As asked"),
        ("gate", "Closure: gate"),
    ]
    assert rows[0].consequence == (
        "1 shipment, 1 supplier and 1 site (S-1, S-2, W-1): 3 with no way left; "
        "3 FEU and 1,000 USD of goods at stake"
    )


def test_a_risk_has_a_cause_an_event_a_consequence_and_who_watches_what() -> None:
    _, rows = ask(records=(seen("G1", "2025-10-01", "open"),))
    assert rows == snapshot(
        (
            RegisterRow(
                id="gate",
                cause="gate: open since 1 Oct 2025, last seen 1 Oct 2025 (91 days before); "
                "shut 0.0 % of days (0.0–65.8), measured",
                event="Closure: gate",
                consequence="1 shipment, 1 supplier and 1 site (S-1, S-2, W-1): 2 rerouted, "
                "1 with fewer ways in, 1 of them late; +1.2 days; "
                "+600 USD (+600 to +600); 3 FEU and 1,000 USD of goods at stake",
                indicator="sightings in ledger",
                threshold="a sighting that says closed",
                owner="Ops; Trade",
                review_date="2026-01-01",
                entries="S-1; S-2; W-1",
                as_of="2025-12-31",
            ),
            RegisterRow(
                id="pass",
                cause="pass: nothing watches it; shut 10 % of days (0–20), illustrative",
                event="Closure: pass",
                consequence="1 site (W-1): 1 with fewer ways in; "
                "no known number of FEU and no known value at stake",
                indicator="nothing watches it",
                threshold="none",
                owner="",
                review_date="2026-01-01",
                entries="W-1",
                as_of="2025-12-31",
            ),
        )
    )


def test_an_unknown_word_is_told_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="nothing in the network is called 'gait'; did you mean 'gate'"):
        ask(close=("gait",))


def test_what_could_not_be_said_is_said() -> None:
    never = replace(PUMPS, key="N-1", modes=("sea",))
    slow = replace(PUMPS, key="L-1", deadline_days=0.1)
    bare = replace(PUMPS, key="B-1", feu=None)
    said, _ = ask(never, slow, bare, STORE, close=("gate",), records=(seen("G1", "2025-10-01", "open"),))
    assert said.gaps == snapshot(
        (
            "No route, or no way in, with the change and without it: N-1.",
            "Late with the change and without it: L-1.",
            "No containers named, so that dollars are for one: B-1.",
            "Nothing would tell that it shuts: pass.",
        )
    )
    assert said.tables[0].rows[0][4].endswith(" a FEU")


def test_a_review_day_that_has_passed_is_told() -> None:
    past = replace(STORE, review_by=date(2025, 12, 30))
    assert "To be reviewed before 31 Dec 2025: W-1." in ask(past, STORE)[0].gaps


def test_the_result_reads_in_eighty_columns() -> None:
    said, _ = ask(close=("gate",), records=(seen("G1", "2025-10-01", "open"),))
    text = shown(said)
    assert max(map(len, text.splitlines())) <= 80
    assert text == snapshot("""\
corridor  A test
With gate closed, 3 of 4 entries are touched: 2 rerouted, 1 with fewer ways in,
1 of them late. 3 FEU and 1,000 USD of goods at stake.

Method: The best route of every entry before the change and after it, and with
each gate shut alone, all else as after it. Differences hold what both routes
meet to the same value. No probabilities are used.
Editorial: Entries, their values and deadlines are those of the private table.
Which links close together, and shares of days marked illustrative, are the
author's; most times and costs of the network are modelled and not verified.

Figures
  Entries touched: 3 entries; n = 4
  Entries with no way left: 0 entries; n = 4
  Entries that become late: 1 entry; n = 4
  Containers touched: 3 FEU; n = 2; 1 of 3 name none
  Value of goods touched: 1,000 USD; n = 1; 2 of 3 name none
  Dollars more for all containers rerouted: 600 USD (600 to 600, low and high of
  every stop and stretch, alike on both routes); n = 2

3 entries are touched: 2 rerouted, 1 with fewer ways in, 1 of them late
  S-1 Pumps
    Before: road; After: road over C; Days more: +1.2 (+1.2 to +1.2); USD more:
    +400 (+400 to +400); Deadline: late
  S-2 Flour
    Before: road; After: road over C; Days more: +1.2 (+1.2 to +1.2); USD more:
    +200 (+200 to +200)
  W-1 Store
    Before: 2 ways in; After: 1 way in
Days and dollars: typical (low to high); dollars for all containers of an entry,
or for one where it names none.

By gate, each shut alone: pass leaves 3 with no way
  Gate         Entries  FEU  Value, USD  No way  Other way
  pass               3    3       1,000       3          0
  gate (shut)        3    3       1,000       0          3
All else as after the change. A gate that is shut: what its staying shut does.
The value is that of the goods, not a loss.

Parts (2)
  pass  Closure: pass
    1 shipment, 1 supplier and 1 site (S-1, S-2, W-1): 3 with no way left; 3 FEU
    and 1,000 USD of goods at stake. Cause: pass: nothing watches it; shut 10 %
    of days (0–20), illustrative; indicator: nothing watches it; owner: Ops;
    Trade; review: 2026-01-01.
  gate  Closure: gate
    1 shipment, 1 supplier and 1 site (S-1, S-2, W-1): 2 rerouted, 1 with fewer
    ways in, 1 of them late; +1.2 days; +600 USD (+600 to +600); 3 FEU and
    1,000 USD of goods at stake. Cause: gate: open since 1 Oct 2025, last seen
    1 Oct 2025 (91 days before); shut 0.0 % of days (0.0–65.8), measured; closed
    as asked; indicator: sightings in ledger, a sighting that says closed;
    owner: Ops; Trade; review: 2026-01-01.

Could not be said
  Nothing would tell that it shuts: pass.
""")


def test_many_entries_are_told_by_the_gravest() -> None:
    many = [replace(PUMPS, key=f"P-{number}") for number in range(40)]
    said, rows = ask(*many, close=("gate",))
    assert len(said.tables[0].rows) == 25
    assert "15 more are not shown, the least grave." in said.tables[0].note
    assert "P-0, P-1, P-2, P-3, P-4 and 35 more" in rows[0].consequence
    assert rows[0].entries.count(";") == 39


def test_a_register_holds_no_formula() -> None:
    evil = replace(PUMPS, key="=1+1", name="@x", owner='=HYPERLINK("http://x","y")')
    other = replace(PUMPS, key="-2", owner="＝2")  # noqa: RUF001  (a wide sign)
    _, rows = ask(evil, other, close=("gate",))
    written = list(csv.DictReader(io.StringIO(register_csv(rows))))
    assert written[0]["owner"] == '\'=HYPERLINK("http://x","y"); ＝2'  # noqa: RUF001
    assert written[0]["entries"] == "'=1+1; -2"
    (_, alone) = ask(other, close=("gate",))
    cells = next(csv.DictReader(io.StringIO(register_csv(alone))))
    assert (cells["owner"], cells["entries"]) == ("'＝2", "'-2")  # noqa: RUF001


def test_a_register_reads_back_as_it_was() -> None:
    _, rows = ask(close=("gate",))
    written = list(csv.DictReader(io.StringIO(register_csv(rows))))
    assert [RegisterRow(**row) for row in written] == list(rows)
    assert list(written[0]) == [
        "id", "cause", "event", "consequence", "indicator", "threshold", "owner", "review_date", "entries",
        "as_of",
    ]  # fmt: skip


def test_what_became_known_later_changes_nothing() -> None:
    early, late = seen("G1", "2025-10-01", "open"), seen("G2", "2025-11-01", "closed", "gate")
    before = exposed(told(early, on="2025-10-15"), asked(), ALL)
    assert exposed(told(early, late, on="2025-10-15"), asked(), ALL) == before
    assert exposed(told(early, late), asked(), ALL) != before
