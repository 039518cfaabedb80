"""Whom ACLED means by the name of an actor."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from facta import actors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# "Military Forces of Afghanistan (2021-)", also with the name of a unit behind it.
_FORCES: Final = re.compile(r"(?:Military Forces|Police Forces|Government) of ([^(]+?) \(.*")
_CIVILIANS: Final = re.compile(r"Civilians \([^)]*\)")
_UNKNOWN: Final = "Unidentified "


def actor_of(name: str, on: date, country: str) -> str:
    """Return the actor of a name on a day, or the name itself in the form of an id.

    Forces of a state are its government of that day.

    >>> from datetime import date
    >>> actor_of("Military Forces of Afghanistan (2021-)", date(2024, 1, 1), "AFG")
    'TALIBAN'
    >>> actor_of("Civilians (Afghanistan)", date(2024, 1, 1), "AFG")
    'CIVILIANS'
    >>> actor_of("Protesters (Iran)", date(2024, 1, 1), "IRN")
    'PROTESTERS-IRAN'
    """
    found = actors.resolve("acled", name, on, country=country)
    if found is not None:
        return found
    forces = _FORCES.fullmatch(name)
    if forces and (state := _states().get(forces[1])):
        return actors.government_of(state, on)
    if _CIVILIANS.fullmatch(name):
        return "CIVILIANS"
    if name.startswith(_UNKNOWN):
        return "UNKNOWN-ARMED"
    own = slug(name)
    return f"ACLED-{own}" if actors.known(own) else own


def slug(text: str) -> str:
    """Return words in the form of an id.

    >>> slug("Explosions/Remote violence")
    'EXPLOSIONS-REMOTE-VIOLENCE'
    """
    return "-".join(re.findall(r"\w+", text)).upper()


@cache
def _states() -> Mapping[str, str]:
    return {actor.name: id_ for id_, actor in actors.actors().items() if actor.kind == "state"}
