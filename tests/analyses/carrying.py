"""Three ways from A to D in whole days, for tests of corridors that are reckoned by hand.

By B it is 2 days and 200 dollars, by C 4 days and 100 dollars, by E 6 days and 300 dollars; the gates
are west, east and north. Two roads are planned: the line, through the west gate, and the loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facta.analyses.corridor import Corridor
from facta.analyses.corridor.told import tell
from tests.analyses.making import analysis, event, view
from tests.corridors.making import group, link, network

if TYPE_CHECKING:
    from facta.analyses.corridor.told import Told
    from facta.records import Event, Observation
    from facta.results import Item, Result

WAYS = network(
    [
        link("A-B", hours=24, usd=100),
        link("B-D", hours=24, usd=100),
        link("A-C", hours=48, usd=50),
        link("C-D", hours=48, usd=50),
        link("A-E", hours=72, usd=150),
        link("E-D", hours=72, usd=150),
        link("A-D", hours=36, usd=200, key="line", status="proposed", project="line"),
        link("A-D", hours=60, usd=300, key="loop", status="proposed", project="loop"),
        link("Y-Z", "rail"),
    ],
    groups=[group("west", "A-B", "B-D", "line"), group("east", "A-C"), group("north", "E-D")],
)
WEST, EAST, NORTH = 1, 2, 4
JOURNEYS = {"a-d": {"title": "A to D", "start": "A", "end": "D", "deadline_days": 5}}


def share(low: float, typical: float, high: float) -> dict[str, Any]:
    """Return a gate of which an author puts the share."""
    return {"share": {"low": low, "typical": typical, "high": high}, "because": "The author puts it."}


PUT = {"west": share(0.4, 0.5, 0.6), "east": share(0.1, 0.2, 0.4), "north": share(0.0, 0.1, 0.2)}
LOGGED = {
    key: {"source": "ledger", "since": "2024-01-01", "because": "Closures are written down."}
    for key in ("west", "east", "north")
}


def corridor(**given: Any) -> Corridor:
    """Return a corridor over the three ways."""
    made = analysis("corridor", **{"network": "ways", "journeys": JOURNEYS, **given})
    assert isinstance(made, Corridor)
    return made


def seen(ref: str, when: str, gate: str, state: str, **given: Any) -> Event:
    """Return a sighting of a gate."""
    tags = (f"group:{gate}", f"state:{state}", *given.pop("tags", ()))
    return event(ref, when, kind="passage", tags=tags, **given)


def told(*records: Event | Observation, on: str = "2024-12-31", **given: Any) -> Told:
    """Return what a corridor comes to."""
    indicators = given.pop("indicators", {})
    return tell(corridor(**given), view(*records, on=on, networks={"ways": WAYS}, indicators=indicators))


def result(*records: Event | Observation, on: str = "2024-12-31", **given: Any) -> Result:
    """Return what a corridor says."""
    return view(*records, on=on, networks={"ways": WAYS}, corridor=corridor(**given)).result("corridor")


def item(found: Result, key: str) -> Item:
    """Return a part by its key."""
    return next(one for one in found.items if one.key == key)


def table(found: Result, title: str) -> list[tuple[str, ...]]:
    """Return the rows of the table whose title begins like this."""
    (one,) = [one for one in found.tables if one.title.startswith(title)]
    return list(one.rows)
