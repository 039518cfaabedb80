"""What the network gives beside published totals of the same journeys: its error and its bias."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Literal

from facta.analyses.corridor import words
from facta.analyses.corridor.solved import one_way
from facta.corridors.altered import alter
from facta.likelihood import percent
from facta.results import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.analyses.corridor.parameters import Check
    from facta.corridors.network import Network

What = Literal["km", "days", "usd"]
WHATS: tuple[What, ...] = ("km", "days", "usd")
SAYS = {"km": "Length", "days": "Time", "usd": "Cost"}


@dataclass(frozen=True, slots=True)
class Beside:
    """A published total and what the network gives: low, typical and high; None where it has no route."""

    check: Check
    km: float | None
    days: tuple[float, float, float] | None
    usd: tuple[float, float, float] | None

    def error(self, what: What) -> float | None:
        """Return the error as a share of the nearest published value, 0 inside a published range."""
        published, value = published_of(self.check, what), self.value(what)
        if published is None or value is None:
            return None
        low, high = published
        nearest = min(max(value, low), high)
        return (value - nearest) / nearest

    def holds(self, what: What) -> bool:
        """Whether the band from low to high meets what was published."""
        published, band = published_of(self.check, what), self.days if what == "days" else self.usd
        return bool(published and band and band[0] <= published[1] and published[0] <= band[2])

    def value(self, what: What) -> float | None:
        """Return what the network gives, typical."""
        if what == "km":
            return self.km
        bounded = self.days if what == "days" else self.usd
        return bounded[1] if bounded else None


def published_of(check: Check, what: What) -> tuple[float, float] | None:
    """Return what was published of a journey, low and high."""
    if what == "km":
        return None if check.km is None else (check.km, check.km)
    return check.days if what == "days" else check.usd


@lru_cache(maxsize=8)
def beside(checks: tuple[Check, ...], network: Network) -> tuple[Beside, ...]:
    """Return what the fastest route by the same places and modes comes to, every gate open."""
    found = []
    for check in checks:
        route = one_way(alter(network, check.closed).network, check.via, check.opened, check.modes)
        route = route.without_quays() if route and check.quay_to_quay else route
        taken = (route.km, route.days, route.usd) if route else (None, None, None)
        found.append(Beside(check, *taken))
    return tuple(found)


def errors(found: Sequence[Beside], what: What, *, independent: bool = False) -> list[float]:
    """Return the errors of those that were published, of independent ones only where asked."""
    return [
        error
        for one in found
        if not independent or what in one.check.independent
        if (error := one.error(what)) is not None
    ]


def table(found: Sequence[Beside]) -> Table:
    """Return every check with its error, and the whole in its title."""
    rows = tuple(
        (one.check.title, SAYS[what], _said(one, what), *_given(one, what), _independence(one, what))
        for what in WHATS
        for one in found
        if published_of(one.check, what)
    )
    said = "; ".join(_whole(found, what) for what in WHATS if errors(found, what, independent=True))
    return Table(
        title=f"Beside totals published by others: {said}",
        columns=("Journey", "What", "Published", "Network", "Error", "Published total"),
        rows=rows,
        right=(2, 3, 4),
        note="Error outside of a published range. A total that is an input proves nothing.",
        fold=True,
    )


def _whole(found: Sequence[Beside], what: What) -> str:
    every = errors(found, what, independent=True)
    off = median(abs(error) for error in every)
    said = f"{SAYS[what].lower()} {percent(off)} off in the middle, bias {_signed(median(every))}"
    if what == "km":
        return f"{said} (n = {len(every)})"
    met = sum(one.holds(what) for one in found if what in one.check.independent)
    return f"{said}, the band meets {met} of {len(every)}"


def _signed(error: float) -> str:
    return f"{words.signed(100 * error, 0)} %"


def _said(one: Beside, what: What) -> str:
    low, high = published_of(one.check, what) or (0.0, 0.0)
    digits = 0 if what != "days" or (low.is_integer() and high.is_integer()) else 1
    return f"{low:,.{digits}f}" if low == high else words.ends(low, high, digits)


def _given(one: Beside, what: What) -> tuple[str, str]:
    value, error = one.value(what), one.error(what)
    if value is None or error is None:
        return words.NO_ROUTE, ""
    bounded = {"km": None, "days": one.days, "usd": one.usd}[what]
    digits = 1 if what == "days" else 0
    ends = f" ({words.ends(bounded[0], bounded[2], digits)})" if bounded else ""
    return f"{value:,.{digits}f}{ends}", _signed(error)


def _independence(one: Beside, what: What) -> str:
    return "independent" if what in one.check.independent else "an input in part"
