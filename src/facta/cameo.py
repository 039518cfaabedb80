"""CAMEO: the codes of events between actors, their names, roots and quads.

The Conflict and Mediation Event Observations code book gives every event a code of two to four
digits, whose first two are its root. ``cameo.csv`` beside this module has one row per code: its
name as ICEWS prints it, another name in use, and its Goldstein value where one is on record.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "01": "make-public-statement",
        "02": "appeal",
        "03": "express-intent-to-cooperate",
        "04": "consult",
        "05": "diplomatic-cooperation",
        "06": "material-cooperation",
        "07": "provide-aid",
        "08": "yield",
        "09": "investigate",
        "10": "demand",
        "11": "disapprove",
        "12": "reject",
        "13": "threaten",
        "14": "protest",
        "15": "exhibit-force",
        "16": "reduce-relations",
        "17": "coerce",
        "18": "assault",
        "19": "fight",
        "20": "mass-violence",
    }
)
TAGS: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        1: ("verbal", "cooperation"),
        2: ("material", "cooperation"),
        3: ("verbal", "conflict"),
        4: ("material", "conflict"),
    }
)
_LAST_ROOTS: Final = ((5, 1), (9, 2), (14, 3), (20, 4))
_ROOT: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code, its name, and its Goldstein value from -10 to 10 or None where it has none."""

    code: str
    name: str
    goldstein: float | None


def codes() -> Mapping[str, Code]:
    """Return every code of three or four digits, read once.

    >>> codes()["057"].name
    'Sign formal agreement'
    """
    return _codes()


def kind(code: str) -> str | None:
    """Return the word for the root of a code, or None where it has none.

    >>> kind("0311"), kind("190"), kind("---")
    ('express-intent-to-cooperate', 'fight', None)
    """
    return KINDS.get(code[:_ROOT])


def quad(code: str) -> int | None:
    """Return 1 verbal or 2 material cooperation, 3 verbal or 4 material conflict.

    The roots 01-05, 06-09, 10-14 and 15-20, checked against 5,000 rows of GDELT without an
    exception: to investigate (09) is material cooperation, to protest (14) verbal conflict.

    >>> quad("042"), quad("090"), quad("141"), quad("154"), quad("X")
    (1, 2, 3, 4, None)
    """
    root = code[:_ROOT]
    if root not in KINDS:
        return None
    return next(quad for last, quad in _LAST_ROOTS if int(root) <= last)


def named(name: str) -> str | None:
    """Return the code of a name, in any case and punctuation.

    >>> named("Arrest,_detain,_or_charge_with_legal_action"), named("fight with artillery and tanks")
    ('173', '194')
    """
    return _names().get(_plain(name))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with files("facta").joinpath("cameo.csv").open(encoding="utf-8") as table:
        return tuple(csv.DictReader(table))


@cache
def _codes() -> Mapping[str, Code]:
    return MappingProxyType(
        {
            row["code"]: Code(
                code=row["code"],
                name=row["name"],
                goldstein=float(row["goldstein"]) if row["goldstein"] else None,
            )
            for row in _rows()
        }
    )


@cache
def _names() -> Mapping[str, str]:
    return {_plain(row[column]): row["code"] for row in _rows() for column in ("also", "name") if row[column]}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
