"""The tables of a project: journeys with it and without it, and what it saves in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.analyses.corridor import words
from facta.results import Table

if TYPE_CHECKING:
    from facta.analyses.corridor.told import Told
    from facta.analyses.corridor.worth import Worth

NOTHING, NONE = "nothing", "shares none"


def both_ways(told: Told, project: str) -> Table:
    """Return the first journey without a project and with it, gate by gate."""
    first = told.crossings[0]
    ways = (told.worths[project][0], told.by_rail[project][0])
    states = [("every gate open", 0)]
    if told.odds.closed:
        states.append(("as last seen", told.odds.closed))
    states += [(f"{gate.group.title} shut", 1 << bit) for bit, gate in enumerate(told.gates)]
    rows = []
    for name, state in states:
        cells = (
            *(_pair(way.without.days[state], way.with_it.days[state], 1) for way in ways),
            _pair(ways[0].without.usd[state], ways[0].with_it.usd[state], 0),
        )
        rows.append((name, cells[0], cells[2], cells[1]))
    plain = rows[0][1:]
    kept = [
        row for number, row in enumerate(rows) if number < len(states) - len(told.gates) or row[1:] != plain
    ]
    saved = f"{ways[0].saved[0]:.1f} days" if ways[0].saved[0] >= words.LITTLE_DAYS else "no day"
    return Table(
        title=f"{told.project_title(project)} saves {saved} from {first.journey.title} with every gate open",
        columns=("State", "Fastest, days", "Cheapest, USD", "By rail and sea, days"),
        rows=tuple(kept),
        right=(1, 2, 3),
        note="Without it → with it. Gates that are not named change nothing.",
    )


def _pair(without: float, with_it: float, digits: int) -> str:
    said = [words.NO_ROUTE if one == float("inf") else f"{one:,.{digits}f}" for one in (without, with_it)]
    return said[0] if said[0] == said[1] else f"{said[0]} → {said[1]}"


def gained(told: Told, project: str) -> Table:
    """One line a journey and a way of carrying: with minus without."""
    rows = [
        (f"{one.journey.title}, {how}", *_gain(told, worth, dollars=dollars))
        for how, worths, dollars in (
            ("fastest", told.worths[project], False),
            ("cheapest", told.worths[project], True),
            ("rail and sea", told.by_rail[project], False),
        )
        for one, worth in zip(told.crossings, worths, strict=True)
    ]
    idle = [row for row in rows if set(row[1:]) <= {NOTHING, NONE, words.NO_ROUTE, "0 %"}]
    rows = [row for row in rows if row not in idle]
    title = told.project_title(project)
    return Table(
        title=f"{title}: with it minus without it",
        columns=("Journey", "All open", "Shared gate shut", "Mean", "Only way"),
        rows=tuple(rows),
        right=(1, 2, 3, 4),
        note=(
            f"{len(idle)} journeys, each carried in one of three ways, gain nothing in any state. "
            "Days, or dollars per FEU, saved. Shared gate: one that closes both the project and the fastest "
            "route without it. Only way: chance of a state in which nothing else leads there."
        ),
    )


def _gain(told: Told, worth: Worth, *, dollars: bool) -> tuple[str, str, str, str]:
    saved = worth.saved_usd if dollars else worth.saved
    say = _dollars if dollars else _days
    shut = worth.with_it.expanded.mask(worth.shared)
    mean = worth.expected(told.odds.typical, saved)
    return (
        say(float(saved[0])),
        say(float(saved[shut])) if worth.shared else NONE,
        say(mean),
        words.chance(worth.rescued(told.odds.typical)),
    )


def _days(saved: float) -> str:
    if saved != saved:  # noqa: PLR0124  (nan: no route either way)
        return words.NO_ROUTE
    return (
        "only way" if saved == float("inf") else f"{saved:.1f} d" if saved >= words.LITTLE_DAYS else NOTHING
    )


def _dollars(saved: float) -> str:
    if saved != saved:  # noqa: PLR0124  (nan: no route either way)
        return words.NO_ROUTE
    return "only way" if saved == float("inf") else f"{saved:,.0f} USD" if saved >= 1 else NOTHING
