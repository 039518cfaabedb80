"""What no single row shows: lengths against the map, twins, islands, and names of two things."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.places import distance_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from facta.corridors.network import Group, Link, Node
    from facta.corridors.tables import Row

SHORTEST: Final = 0.95  # of the great circle: what the sphere and rounding may explain
ASIDE_KM: Final = 5.0  # a place is a point, its station or its quay lies elsewhere in the town
UNLOCATED_KM: Final = 25.0  # a place whose coordinates were not matched with a source
_NAMED: Final = 5


def lengths(links: Mapping[str, Link], nodes: Mapping[str, Node], rows: Mapping[str, Row]) -> None:
    """Note every link that is shorter than its ends lie apart, wherever in their towns they are."""
    found = [link for link in links.values() if link.start in nodes and link.end in nodes]
    ends = [(nodes[link.start], nodes[link.end]) for link in found]
    if not ends:
        return
    places = np.array([(one.lat, one.lon, other.lat, other.lon) for one, other in ends])
    apart = distance_km(*places.T)
    aside = np.array([sum(ASIDE_KM if node.located else UNLOCATED_KM for node in pair) for pair in ends])
    lengths_km = np.array([link.length.value for link in found])
    for at in np.flatnonzero(lengths_km < SHORTEST * apart - aside):
        link, (one, other) = found[at], ends[at]
        rows[link.key].wrong(
            "length_km",
            f"{link.length.value:g} km, but {one.key} and {other.key} lie {apart[at]:.0f} km apart; "
            "mend the length, its ends or their coordinates",
        )


def twins(links: Mapping[str, Link], groups: Iterable[Group], rows: Mapping[str, Row]) -> None:
    """Note every link that says what another says: the same ends, mode and gauge, and nothing of its own."""
    closed_by: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        for name in group.links:
            closed_by[name].add(group.key)
    first: dict[object, str] = {}
    for key, link in links.items():
        same = (
            frozenset((link.start, link.end)), link.mode, link.gauge_mm, link.straits, link.project,
            link.length.value, frozenset(closed_by[key]),
        )  # fmt: skip
        other = first.setdefault(same, key)
        if other != key:
            rows[key].wrong(
                "link_id",
                f"{key} is {other} on line {rows[other].line} again: the same ends, mode, gauge, straits, "
                "project, groups and length; delete one",
            )


def islands(nodes: Mapping[str, Row], links: Iterable[Row]) -> None:
    """Note the places that no link of any status connects with the most of the network."""
    root = {name: name for name in nodes}

    def top(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for row in links:
        start, end = row.text("from_node_id"), row.text("to_node_id")
        if start in root and end in root:
            root[top(start)] = top(end)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for name in nodes:
        parts[top(name)].append(name)
    for names in sorted(parts.values(), key=len, reverse=True)[1:]:
        if len(names) == 1:
            nodes[names[0]].wrong("node_id", f"no link reaches {names[0]}; add one, or delete the place")
        else:
            told = f"no link connects {_listed(names)} with the rest"
            nodes[names[0]].wrong("node_id", f"{told}; add one, or delete the places")


def _listed(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more places"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def names(kinds: Mapping[str, tuple[Mapping[str, Row], str]]) -> None:
    """Note every name that two kinds of things have; each kind comes with its rows and their column."""
    taken: dict[str, tuple[str, int]] = {}
    for kind, (things, column) in kinds.items():
        for name, row in things.items():
            other, line = taken.setdefault(name, (kind, row.line))
            if other != kind:
                row.wrong(
                    column, f"{name!r} is the name of a {other} too, on line {line}; name one otherwise"
                )
