"""Scenarios: small tables of overrides, each of something that the network has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from facta.corridors import columns as c
from facta.corridors.altered import LINK_NUMBERS, PLACE_NUMBERS
from facta.corridors.network import Override, Scenario
from facta.corridors.rows import KEBAB, cited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from facta.corridors.network import Mode
    from facta.corridors.rows import Known
    from facta.corridors.tables import Row

STATE: Final = "state"
STATES: Final = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Things:
    """What an override may be of; of each place, the modes it takes time and money for."""

    groups: Collection[str]
    projects: Collection[str]
    links: Collection[str]
    nodes: Mapping[str, Collection[Mode]]

    def attributes(self, what: str) -> tuple[str, ...]:
        """Return what may be said of something; of nothing at all where it is not in the network."""
        if what in self.links:
            return (STATE, *LINK_NUMBERS)
        if what in self.nodes:
            return (STATE, *PLACE_NUMBERS)
        return (STATE,) if what in self.groups or what in self.projects else ()

    @property
    def names(self) -> set[str]:
        """Every name that an override may have."""
        return {*self.groups, *self.projects, *self.links, *self.nodes}


def scenarios(rows: Iterable[Row], things: Things, known: Known) -> dict[str, Scenario]:
    """Return the scenarios in their order."""
    found: dict[str, list[Override]] = {}
    titles: dict[str, tuple[str, int]] = {}
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key, title = row.word("scenario_id", KEBAB, "hormuz-closed"), row.required("title")
        written, line = titles.setdefault(key, (title, row.line))
        if title and title != written:
            row.wrong("title", f"{key!r} is called {written!r} on line {line}; write the same")
        override = _override(row, things, known)
        first = seen.setdefault((key, override.what, override.attribute), row.line)
        if first != row.line:
            what = f"{override.attribute} of {override.what}"
            row.wrong("what", f"{what} is set already on line {first}; delete one")
        found.setdefault(key, []).append(override)
    return {
        key: Scenario(key=key, title=titles[key][0], overrides=tuple(lines)) for key, lines in found.items()
    }


def _override(row: Row, things: Things, known: Known) -> Override:
    what, attribute = row.required("what"), row.required("attribute")
    may = things.attributes(what)
    if what and not may:
        hint = row.hint(what, things.names) or "; write the id of one"
        row.wrong("what", f"{what!r} is no group, project, link or place{hint}")
    elif what and attribute:
        row.choice("attribute", may)
    if attribute == STATE:
        row.choice("value", STATES)
        if what in things.nodes and row.text("value") == "open":
            row.wrong("value", f"{what} is a place, which is never shut by itself; open what closes it")
    else:
        _number(row, things, what, attribute)
    return Override(
        what=what,
        attribute=attribute,
        value=row.text("value"),
        source=cited(row, "source", known),
        because=row.text("because"),
    )


def _number(row: Row, things: Things, what: str, attribute: str) -> None:
    """Note what is wrong with the number that an override sets."""
    row.required("value")
    figure = c.FIGURES.get(attribute) or c.FIGURES.get(attribute.partition("_")[2])
    if figure is None or attribute not in things.attributes(what):
        return
    row.number("value", figure.least, figure.most, above=figure.above)
    if what in things.nodes:
        modes, _ = PLACE_NUMBERS[attribute]
        if not set(modes) & set(things.nodes[what]):
            mode = attribute.partition("_")[0]
            row.wrong("attribute", f"{what} has no dwell by {mode} to change; give it a row in dwells.csv")
