"""Who: states, governments, armed groups, factions, blocs and organisations, over time.

Three tables stand beside this module. ``actors.csv`` has one row per tenure: while it lasts, the
actor is of one kind and part of one other actor; an actor has as many rows as it needs.
``spellings.csv`` says whom a source means by a spelling, from when to when and in which country;
``roles.csv`` which words of a source name those who act for their state. Dates are half-open.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, cast

from facta.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["state", "government", "non-state", "faction", "bloc", "organisation", "group"]

_GOVERNMENT_OF: Final = "Government of "
_ROLE_OF: Final = re.compile(r"(?P<role>.+) \((?P<country>[^()]+)\)")
_STATE_CODE: Final = 3
_FAR: Final = 2
# CAMEO role codes of those who act for a state: government, military, police, intelligence,
# legislature, judiciary.
_STATE_ROLES: Final = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A time during which an actor is of one kind, and part of another actor or of none."""

    kind: Kind
    part_of: str | None
    valid_from: date
    valid_to: date
    note: str

    def holds(self, on: date) -> bool:
        """Say whether a day lies in the tenure."""
        return self.valid_from <= on < self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts. ``kind`` is the newest; ``tenures`` say what was when."""

    id: str
    name: str
    kind: Kind
    tenures: tuple[Tenure, ...]

    def holds(self, on: date) -> bool:
        """Say whether the actor existed on a day."""
        return any(tenure.holds(on) for tenure in self.tenures)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    actor: str
    country: str
    valid_from: date
    valid_to: date


def actors() -> Mapping[str, Actor]:
    """Return every actor by id, read once.

    >>> actors()["TJK"].name
    'Tajikistan'
    """
    return _actors()


def known(id: str, on: date | None = None) -> bool:  # noqa: A002 - the record's own word
    """Say whether an id is an actor's, and the actor existed on a day where one is given.

    >>> known("AFG-REPUBLIC"), known("AFG-REPUBLIC", date(2024, 1, 1)), known("RUSSIA")
    (True, False, False)
    """
    actor = _actors().get(id)
    return actor is not None and (on is None or actor.holds(on))


def suggest(id: str, *, kind: Kind | None = None) -> str:  # noqa: A002 - the record's own word
    """Return ``"; did you mean 'X'?"`` for an actor's name or the nearest id, or an empty string.

    >>> suggest("TALIBANS"), suggest("Tajikistan"), suggest("TAJ", kind="state")
    ("; did you mean 'TALIBAN'?", "; did you mean 'TJK'?", "; did you mean 'TJK'?")
    """
    pool = [actor for actor in _actors().values() if kind in {None, actor.kind}]
    named = [actor.id for actor in pool if actor.name.casefold().startswith(id.casefold())]
    if len(named) == 1:
        return f"; did you mean {named[0]!r}?"
    return nearest(id, [actor.id for actor in pool if abs(len(actor.id) - len(id)) <= _FAR])


@lru_cache(maxsize=65536)
def resolve(source: str, spelling: str, on: date, *, country: str | None = None) -> str | None:
    """Return whom a source means by a spelling on a day, or None where that is not known.

    Parameters
    ----------
    source
        ``ucdp``, ``cameo``, ``fips``, ``icews``, ``polecat`` or ``unhcr``.
    spelling
        The source's name or code, exactly as printed; codes are text.
    on
        The day of the event.
    country
        ISO alpha-3 of the country where it happened, for names that mean a branch there.

    Examples
    --------
    >>> resolve("ucdp", "Government of Afghanistan", date(2021, 8, 14))
    'AFG-REPUBLIC'
    >>> resolve("ucdp", "Government of Afghanistan", date(2021, 8, 15))
    'TALIBAN'
    >>> resolve("ucdp", "IS", date(2024, 1, 1), country="AFG")
    'ISKP'
    >>> resolve("fips", "RS", date(2024, 1, 1))
    'RUS'
    >>> resolve("icews", "Military_(Russia)", date(2014, 3, 1))
    'RUS'
    """
    rows = [r for r in _spellings().get((source, spelling), ()) if r.valid_from <= on < r.valid_to]
    for wanted in (country, ""):
        for row in rows:
            if row.country == wanted:
                return row.actor
    if source == "ucdp":
        return _ucdp(spelling, on)
    if source == "cameo":
        return _cameo(spelling, on)
    if source == "icews":
        return _icews(spelling, on)
    return None


def government_of(state: str, on: date) -> str:
    """Return who governed a state on a day: the state itself unless a government is on record.

    >>> government_of("AFG", date(2020, 1, 1)), government_of("RUS", date(2020, 1, 1))
    ('AFG-REPUBLIC', 'RUS')
    """
    for id_, tenure in _governments().get(state, ()):
        if tenure.holds(on):
            return id_
    return state


def within(actor: str, group: str, on: date) -> bool:
    """Say whether an actor was, on a day, a group itself or part of it, directly or by a chain.

    >>> within("HAQQANI", "AFG", date(2024, 1, 1)), within("UZB", "CSTO", date(2024, 1, 1))
    (True, False)
    """
    seen: set[str] = set()
    open_ = [actor]
    while open_:
        current = open_.pop()
        if current == group:
            return True
        if current in seen or current not in _actors():
            continue
        seen.add(current)
        open_ += [
            tenure.part_of
            for tenure in _actors()[current].tenures
            if tenure.part_of is not None and tenure.holds(on)
        ]
    return False


def _ucdp(spelling: str, on: date) -> str | None:
    """Read UCDP's country names: its own are in the table, the others are the common ones."""
    if not spelling.startswith(_GOVERNMENT_OF):
        return _states_by_name().get(spelling)
    state = resolve("ucdp", spelling.removeprefix(_GOVERNMENT_OF), on)
    return government_of(state, on) if state is not None else None


def _cameo(code: str, on: date) -> str | None:
    """Read a CAMEO state code, alone or with the role of somebody who acts for the state."""
    state, role = code[:_STATE_CODE], code[_STATE_CODE:]
    if state not in _actors() or _actors()[state].kind != "state":
        return None
    if not role:
        return state
    return government_of(state, on) if role in _STATE_ROLES else None


def _icews(spelling: str, on: date) -> str | None:
    """Read a country's name, or ``Role (Country)`` where the role is one of those who act for a state.

    Citizens, protesters and rebels of a country are not the country, and persons are nobody.
    """
    plain = spelling.replace("_", " ")
    if plain != spelling:
        return resolve("icews", plain, on)
    match = _ROLE_OF.fullmatch(spelling)
    if match is None:
        return _states_by_name().get(spelling)
    state = resolve("icews", match["country"], on) if match["role"] in _roles("icews") else None
    return government_of(state, on) if state is not None else None


@cache
def _roles(source: str) -> frozenset[str]:
    return frozenset(row["role"] for row in _rows("roles.csv") if row["source"] == source)


@cache
def _actors() -> Mapping[str, Actor]:
    tenures: defaultdict[str, list[Tenure]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in _rows("actors.csv"):
        names[row["id"]] = row["name"]
        tenures[row["id"]].append(
            Tenure(
                kind=cast("Kind", row["kind"]),
                part_of=row["part_of"] or None,
                valid_from=_day(row["valid_from"], date.min),
                valid_to=_day(row["valid_to"], date.max),
                note=row["note"],
            )
        )
    return MappingProxyType(
        {
            id_: Actor(
                id=id_,
                name=names[id_],
                kind=max(spans, key=lambda tenure: tenure.valid_to).kind,
                tenures=tuple(spans),
            )
            for id_, spans in tenures.items()
        }
    )


@cache
def _governments() -> Mapping[str, list[tuple[str, Tenure]]]:
    found: defaultdict[str, list[tuple[str, Tenure]]] = defaultdict(list)
    for id_, actor in _actors().items():
        for tenure in actor.tenures:
            if tenure.kind == "government" and tenure.part_of is not None:
                found[tenure.part_of].append((id_, tenure))
    return found


@cache
def _states_by_name() -> Mapping[str, str]:
    return {actor.name: id_ for id_, actor in _actors().items() if actor.kind == "state"}


@cache
def _spellings() -> Mapping[tuple[str, str], list[_Spelling]]:
    found: defaultdict[tuple[str, str], list[_Spelling]] = defaultdict(list)
    for row in _rows("spellings.csv"):
        found[row["source"], row["spelling"]].append(
            _Spelling(
                actor=row["actor"],
                country=row["country"],
                valid_from=_day(row["valid_from"], date.min),
                valid_to=_day(row["valid_to"], date.max),
            )
        )
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files("facta").joinpath(name).open(encoding="utf-8") as table:
        yield from csv.DictReader(table)


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise
