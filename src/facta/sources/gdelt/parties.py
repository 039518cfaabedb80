"""Who and where: GDELT's codes as actors and countries on record.

An actor that is not on record is kept by what it is: unknown armed men, civilians, firms, or
unknown. So an Afghan rebel never counts as Afghanistan, nor an unnamed gunman as anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

import polars as pl

from facta import actors

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN: Final = "UNKNOWN"
# Types of actors that are nobody in particular.
GENERIC: Final = {
    "UAF": "UNKNOWN-ARMED",
    "REB": "UNKNOWN-ARMED",
    "INS": "UNKNOWN-ARMED",
    "SEP": "UNKNOWN-ARMED",
    "RAD": "UNKNOWN-ARMED",
    "CVL": "CIVILIANS",
    "REF": "CIVILIANS",
    "BUS": "FIRMS",
    "MNC": "FIRMS",
}
# Codes of countries in CAMEO that are not ISO 3166.
_OTHER_COUNTRY_CODES: Final = ("GZS", "IMY", "MTN", "ROM", "TMP", "WSB")
_STATE_AND_ROLE: Final = 6
_ANY_DAY: Final = date(2020, 1, 1)
# An event can be dated back by years; whoever a code means is looked up at these distances too.
_DAYS_BACK: Final = (0, 31, 366, 3653)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case asks for: rows of countries, and rows between the two of a pair."""

    countries: tuple[str, ...] = ()
    dyads: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything is asked for."""
        return bool(self.countries or self.dyads)


def party(code: str | None, group: str | None, role: str | None, on: date) -> str:
    """Return who acts, by the actor's code, its known group and its first type.

    >>> party("AFGGOV", None, "GOV", date(2021, 8, 14)), party("AFGGOV", None, "GOV", date(2021, 8, 15))
    ('AFG-REPUBLIC', 'TALIBAN')
    >>> party("AFGOPP", None, "OPP", date(2024, 1, 1)), party("AFGREB", None, "REB", date(2024, 1, 1))
    ('UNKNOWN', 'UNKNOWN-ARMED')
    >>> party("IMGMOSALQ", "ALQ", "IMG", date(2024, 1, 1)), party(None, None, None, date(2024, 1, 1))
    ('AL-QAEDA', 'UNKNOWN')
    """
    return _on_record(code, group, on) or GENERIC.get(role or "", UNKNOWN)


def _on_record(code: str | None, group: str | None, on: date) -> str | None:
    for spelling in (code, group, (code or "")[:_STATE_AND_ROLE]):
        found = actors.resolve("cameo", spelling, on) if spelling else None
        if found is not None:
            return found
    return None


def matches(rows: pl.LazyFrame, wanted: Wanted, day: date) -> pl.Expr:
    """Return which rows are asked for: by place or country of an actor, or by the two actors."""
    tests = [_of_countries(wanted.countries)] if wanted.countries else []
    if wanted.dyads:
        members = _members(rows, {who for pair in wanted.dyads for who in pair}, day)
        first, second = pl.col("Actor1Code"), pl.col("Actor2Code")
        for one, other in wanted.dyads:
            tests.append(first.is_in(members[one]) & second.is_in(members[other]))
            tests.append(first.is_in(members[other]) & second.is_in(members[one]))
    return pl.any_horizontal(*tests).fill_null(value=False)


def _of_countries(countries: tuple[str, ...]) -> pl.Expr:
    codes = [*countries, *(code for code in _OTHER_COUNTRY_CODES if _country("cameo", code) in countries)]
    return pl.any_horizontal(
        pl.col("ActionGeo_CountryCode").is_in(fips_of(countries)),
        pl.col("Actor1CountryCode").is_in(codes),
        pl.col("Actor2CountryCode").is_in(codes),
    )


def _members(rows: pl.LazyFrame, groups: Iterable[str], day: date) -> dict[str, list[str]]:
    """Return the codes of each group's members among those that occur."""
    sides = pl.concat(
        [
            rows.select(
                pl.col(f"Actor{number}Code").cast(pl.String()).alias("code"),
                pl.col(f"Actor{number}KnownGroupCode").cast(pl.String()).alias("group"),
            ).unique()
            for number in (1, 2)
        ]
    )
    codes = sides.unique().drop_nulls("code").sort("code", "group").collect().rows()
    days = [day - timedelta(days=back) for back in _DAYS_BACK]
    return {
        wanted: [code for code, group in codes if any(_within(code, group, wanted, on) for on in days)]
        for wanted in groups
    }


def _within(code: str, group: str | None, wanted: str, on: date) -> bool:
    found = _on_record(code, group, on)
    return found is not None and actors.within(found, wanted, on)


def exactly(wanted: Wanted) -> pl.Expr:
    """Return which matched rows are asked for, now that ``actor`` and ``target`` are known."""
    tests = [_of_countries(wanted.countries)] if wanted.countries else []
    if wanted.dyads:
        pairs = pl.struct("actor", "target", "start")
        tests.append(pairs.map_elements(lambda row: _is_pair(row, wanted.dyads), return_dtype=pl.Boolean()))
    return pl.any_horizontal(*tests).fill_null(value=False)


def _is_pair(row: dict[str, object], dyads: tuple[tuple[str, str], ...]) -> bool:
    actor, target, on = row["actor"], row["target"], row["start"]
    if not (isinstance(actor, str) and isinstance(target, str) and isinstance(on, date)):
        return False
    return any(
        actors.within(actor, one, on) and actors.within(target, other, on)
        for pair in dyads
        for one, other in (pair, pair[::-1])
    )


@cache
def fips_of(countries: tuple[str, ...]) -> list[str]:
    """Return the FIPS codes of countries, of all that can be written.

    >>> fips_of(("RUS", "SRB"))
    ['RB', 'RI', 'RS']
    """
    codes = ("".join(pair) for pair in product(ascii_uppercase, repeat=2))
    return [code for code in codes if _country("fips", code) in countries]


@cache
def _country(source: str, code: str) -> str | None:
    """Return the country of a code; codes of countries do not change their meaning here."""
    return actors.resolve(source, code, _ANY_DAY)


def add_parties(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``actor`` and ``target``; each code, group and type is looked up once for each day."""
    for number, name in ((1, "actor"), (2, "target")):
        keys = [f"Actor{number}{part}" for part in ("Code", "KnownGroupCode", "Type1Code")]
        seen = rows.select(*keys, "start").unique(maintain_order=True)
        found = [party(code, group, role, on) for code, group, role, on in seen.rows()]
        known = seen.with_columns(pl.Series(name, found, dtype=pl.String()))
        rows = rows.join(known, on=[*keys, "start"], how="left", nulls_equal=True, maintain_order="left")
    return rows


def countries_of(codes: pl.Expr) -> pl.Expr:
    """Return the country of FIPS codes, null where a code is none."""
    texts = codes.cast(pl.String())
    known = {code: country for code, country in _fips().items() if country}
    return texts.replace_strict(known, default=None, return_dtype=pl.String())


@cache
def _fips() -> dict[str, str | None]:
    return {
        first + second: _country("fips", first + second)
        for first in ascii_uppercase
        for second in ascii_uppercase
    }
