"""A network small enough to reckon by hand, and what a company has on it.

From A one road leads to B through a gate in 10 hours for 100 dollars; round by C over a pass it is 20
and 20 hours for 150 and 150. From B a road of 24 hours for 50 dollars leads on to D.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from facta.analyses.corridor import Corridor
from facta.analyses.corridor.told import tell
from facta.corridors.exposure import Entry
from tests.analyses.making import analysis, event, view
from tests.corridors.making import group, link, network

if TYPE_CHECKING:
    from facta.analyses.corridor.told import Told
    from facta.records import Event

ROADS = network(
    [
        link("A-B", hours=10, usd=100),
        link("A-C", hours=20, usd=150, countries=("UZB",)),
        link("C-B", hours=20, usd=150, countries=("UZB",)),
        link("B-D", hours=24, usd=50),
        link("D-E", "rail", hours=5, usd=20, status="proposed", project="line"),
    ],
    groups=[group("gate", "A-B"), group("pass", "A-C"), group("port", "D-E")],
)
GATES = {
    "gate": {"source": "ledger", "since": "2023-01-01", "because": "Closures are written down."},
    "pass": {"share": {"low": 0.0, "typical": 0.1, "high": 0.2}, "because": "The author puts it."},
}
PUMPS = Entry(
    key="S-1", name="Pumps", kind="shipment", place="A", destination="B", feu=2, value_usd=1000,
    deadline_days=1, owner="Ops", review_by=date(2026, 3, 1),
)  # fmt: skip
FLOUR = Entry(key="S-2", name="Flour", kind="supplier", place="A", destination="D", feu=1, owner="Trade")
SALT = Entry(key="S-3", name="Salt", kind="shipment", place="B", destination="D", value_usd=9)
STORE = Entry(key="W-1", name="Store", kind="site", place="A", review_by=date(2026, 1, 1))
ALL = (PUMPS, FLOUR, SALT, STORE)


def seen(ref: str, when: str, state: str, gate: str = "gate") -> Event:
    return event(ref, when, kind="passage", tags=(f"group:{gate}", f"state:{state}"))


def corridor() -> Corridor:
    made = analysis(
        "corridor",
        network="roads",
        gates=GATES,
        journeys={"j": {"title": "A to D", "start": "A", "end": "D"}},
    )
    assert isinstance(made, Corridor)
    return made


def told(*records: Event, on: str = "2025-12-31") -> Told:
    return tell(corridor(), view(*records, on=on, networks={"roads": ROADS}))
