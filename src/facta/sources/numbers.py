"""The numbers by which publishers name states: ISO 3166-1 numeric, and UN Comtrade's own.

``numbers.csv`` beside this module has both for each state. They differ for a few: Comtrade names
the territory whose trade is counted, so the United States with Puerto Rico are 842 and not 840.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

System = Literal["iso", "comtrade"]

_WORLD: Final = "WORLD"
_ALL: Final = 0


def number_of(system: System, state: str) -> int | None:
    """Return the number of a state, None where it has none.

    >>> number_of("iso", "USA"), number_of("comtrade", "USA"), number_of("comtrade", "WORLD")
    (840, 842, 0)
    """
    return _numbers(system).get(state)


def state_of(system: System, number: object) -> str | None:
    """Return the state of a number, as number or text, None where nobody has it.

    >>> state_of("comtrade", 643), state_of("iso", "004"), state_of("iso", 999)
    ('RUS', 'AFG', None)
    """
    text = str(number)
    return _states(system).get(int(text)) if text.isdecimal() else None


@cache
def _numbers(system: System) -> Mapping[str, int]:
    with files("facta.sources").joinpath("numbers.csv").open(encoding="utf-8") as table:
        found = {row["state"]: int(row[system]) for row in csv.DictReader(table)}
    return MappingProxyType(found | ({_WORLD: _ALL} if system == "comtrade" else {}))


@cache
def _states(system: System) -> Mapping[int, str]:
    return MappingProxyType({number: state for state, number in _numbers(system).items()})
