"""The units a ledger may use, and conversion between those of one dimension.

Nouns that are counted (``attacks``, ``troops``, ``contracts``) are dimensions of their own: ten
attacks are not ten incidents. Currencies are dimensions of their own too, because an exchange rate
is an observation and not a constant. A month is a twelfth of a year of 365 days.
"""

from __future__ import annotations

from facta.errors import nearest

_COUNTED = (
    "articles",
    "attacks",
    "cases",
    "categories",
    "cells",
    "clashes",
    "containers",
    "contracts",
    "crimes",
    "events",
    "exercises",
    "fighters",
    "firearms",
    "gauges",
    "incidents",
    "incursions",
    "items",
    "mentions",
    "networks",
    "plots",
    "provinces",
    "rockets",
    "states",
    "structures",
    "transits",
    "troops",
    "wells",
)

UNITS: dict[str, tuple[str, float]] = {
    **{word: (word, 1.0) for word in _COUNTED},
    "persons": ("persons", 1.0),
    "thousand persons": ("persons", 1e3),
    "deaths": ("deaths", 1.0),
    "persons/day": ("persons per day", 1.0),
    "vehicles/day": ("vehicles per day", 1.0),
    "transits/day": ("transits per day", 1.0),
    "kg": ("mass", 1e-3),
    "t": ("mass", 1.0),
    "kt": ("mass", 1e3),
    "Mt": ("mass", 1e6),
    "t/day": ("mass per year", 365.0),
    "t/month": ("mass per year", 12.0),
    "t/yr": ("mass per year", 1.0),
    "kt/yr": ("mass per year", 1e3),
    "Mt/yr": ("mass per year", 1e6),
    "m3": ("volume", 1.0),
    "million litres": ("volume", 1e3),
    "million m3": ("volume", 1e6),
    "bcm": ("volume", 1e9),
    "million litres/day": ("volume per year", 365e3),
    "bcm/yr": ("volume per year", 1e9),
    "mm": ("length", 1e-3),
    "m": ("length", 1.0),
    "km": ("length", 1e3),
    "ha": ("area", 1.0),
    "km2": ("area", 1e2),
    "hours": ("duration", 1 / 24),
    "days": ("duration", 1.0),
    "weeks": ("duration", 7.0),
    "MW": ("power", 1.0),
    "GW": ("power", 1e3),
    "kV": ("voltage", 1.0),
    "USD": ("USD", 1.0),
    "USD thousand": ("USD", 1e3),
    "USD million": ("USD", 1e6),
    "USD billion": ("USD", 1e9),
    "USD million/day": ("USD per year", 365e6),
    "USD million/week": ("USD per year", 365e6 / 7),
    "USD million/yr": ("USD per year", 1e6),
    "AFN billion": ("AFN", 1e9),
    "AFN million": ("AFN", 1e6),
    "CNY million": ("CNY", 1e6),
    "CNY billion": ("CNY", 1e9),
    "PKR million/day": ("PKR per day", 1e6),
    "RUB billion": ("RUB", 1e9),
    "RUB trillion": ("RUB", 1e12),
    "AFN/USD": ("AFN per USD", 1.0),
    "AFN/kg": ("AFN per mass", 1e3),
    "AFN/l": ("AFN per volume", 1.0),
    "USD/t": ("USD per mass", 1.0),
    "USD/kg": ("USD per mass", 1e3),
    "USD/TEU": ("USD per container", 1.0),
    "%": ("share", 0.01),
    "% of GDP": ("share of GDP", 0.01),
    "times": ("multiple", 1.0),
    "ratio": ("multiple", 1.0),
    "SD": ("standard deviations", 1.0),
    "ordinal": ("ordinal", 1.0),
    "rung": ("rung", 1.0),
    "year": ("calendar year", 1.0),
}
"""Unit to its dimension and its factor to that dimension's base."""


def check(unit: str) -> str | None:
    """Return what is wrong with a unit, with the nearest known word, or None.

    >>> check("kt") is None
    True
    >>> check("USD milion")
    "no unit 'USD milion'; did you mean 'USD million'?"
    """
    return None if unit in UNITS else f"no unit {unit!r}{nearest(unit, UNITS)}"


def convert(value: float, unit: str, to: str) -> float:
    """Return a value in another unit of the same dimension.

    Raises
    ------
    ValueError
        If one of the units is not known, or their dimensions differ.

    Examples
    --------
    >>> convert(418, "kt", "t")
    418000.0
    >>> convert(1.5, "USD billion", "USD million")
    1500.0
    >>> convert(3, "t", "USD")
    Traceback (most recent call last):
    ...
    ValueError: cannot turn 't' (mass) into 'USD' (USD)
    """
    mistakes = [mistake for word in (unit, to) if (mistake := check(word))]
    if mistakes:
        raise ValueError("; ".join(mistakes))
    (dimension, factor), (wanted, base) = UNITS[unit], UNITS[to]
    if dimension != wanted:
        message = f"cannot turn {unit!r} ({dimension}) into {to!r} ({wanted})"
        raise ValueError(message)
    return value * factor / base


HISSES = ("shes", "ches", "sses", "xes")


def spoken(figure: str, value: float, unit: str) -> str:
    """Return a figure with its unit as it is said: one attack but two attacks, rung 7, the year 2030.

    ``figure`` is the number as the surface writes it.

    >>> spoken("1", 1, "attacks"), spoken("2", 2, "attacks"), spoken("1", 1, "categories")
    ('1 attack', '2 attacks', '1 category')
    >>> spoken("1", 1, "clashes")
    '1 clash'
    >>> spoken("7", 7, "rung"), spoken("2,030", 2030, "year"), spoken("86.3", 86.3, "kt")
    ('rung 7', '2030', '86.3 kt')
    """
    if unit == "year":
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if unit == "rung":
        return f"rung {figure}"
    if value == 1 and unit.isalpha() and unit.islower() and unit.endswith("s"):
        unit = f"{unit[:-3]}y" if unit.endswith("ies") else unit[: -2 if unit.endswith(HISSES) else -1]
    return f"{figure} {unit}".strip()
