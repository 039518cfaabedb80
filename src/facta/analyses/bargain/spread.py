"""How concentrated trade with partners, or the supply of a good, is: an index with its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from facta.analyses.bargain.dependence import MIDDLE, rest
from facta.analyses.bargain.figures import Quantity, bounds, by_year, counted, estimate
from facta.analyses.bargain.words import band
from facta.models.dependence import Interval, concentration
from facta.results import Figure, Item
from facta.signals.base import quantity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from facta.analyses.base import View


class Spread(BaseModel):
    """How concentrated trade with partners, or the supply of a good, is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=4, max_length=60, description="A short noun phrase.")
    partners: dict[str, Quantity] = Field(min_length=2, description="Trade or supply by partner.")
    whole: Quantity = Field(description="All trade, or all demand, with partners nobody reports.")
    at_least: int = Field(default=3, ge=2, description="Partners with a figure that a year needs.")


@dataclass(frozen=True, slots=True)
class Spreading:
    """An index of concentration as a figure, what it lacks, and the records behind it."""

    key: str
    asked: Spread
    figure: Figure
    gap: str = ""
    refs: tuple[str, ...] = ()
    since: date | None = None
    partners: int = 0

    @property
    def reported(self) -> str:
        """How many partners have a figure."""
        return f"{quantity(self.partners, 'partners')} reported"


def spread(key: str, asked: Spread, view: View) -> Spreading:
    """Return the index of concentration in the newest year with a total and enough partners."""
    told = {name: by_year(one, view) for name, one in asked.partners.items()}
    wholes = by_year(asked.whole, view)
    years = [year for year in sorted(wholes) if sum(year in of for of in told.values()) >= asked.at_least]
    if not years:
        newest = ", ".join(f"{name} {max(of) if of else 'none'}" for name, of in told.items())
        gap = (
            f"{asked.title}: no index, for no year has a total and figures of {asked.at_least} partners "
            f"(newest: {newest})."
        )
        return _none(key, asked, gap)
    year = years[-1]
    parts = {name: estimate(year, of[year]) for name, of in told.items() if year in of}
    whole = estimate(year, wholes[year])
    least = sum(part.interval.low for part in parts.values())
    if least > whole.interval.high:
        unit = asked.whole.unit
        parts_of, of = quantity(least, unit), quantity(whole.interval.high, unit)
        gap = f"no index, for in {year} the partners, {parts_of} or more, exceed the whole, {of} at most"
        return _none(key, asked, f"{asked.title}: {gap}.")
    index = _index([part.interval for part in parts.values()], whole.interval)
    absent = [name for name in told if name not in parts]
    known = (*parts.values(), whole)
    found = Figure(
        name=f"concentration.{key}", title=asked.title, value=(index.low + index.high) / 2,
        low=index.low, high=index.high,
        unit="index", bounds=f"{bounds(*known)}; the rest spread thin, or with one more partner",
        period=str(year), n=counted(*known), note=MIDDLE,
    )  # fmt: skip
    return Spreading(
        key, asked, found,
        gap=f"{asked.title}: no figure of {year} for {', '.join(absent)}." if absent else "",
        refs=tuple(dict.fromkeys(ref for part in known for ref in part.refs)),
        since=max(part.known for part in known), partners=len(parts),
    )  # fmt: skip


def _none(key: str, asked: Spread, gap: str) -> Spreading:
    missing = Figure(name=f"concentration.{key}", title=asked.title, value=None, unit="index", note=gap)
    return Spreading(key, asked, missing, gap)


def spread_item(found: Spreading) -> Item:
    """Say how concentrated trade or supply is."""
    index = found.figure
    if index.low is None or index.high is None:
        return Item(key=f"spread-{found.key}", title=found.asked.title, says="no index", because=found.gap)
    return Item(
        key=f"spread-{found.key}", title=found.asked.title, says="measured",
        because=f"In {index.period} it was {band(index.low, index.high)}; {found.reported}.",
        figure=index, since=found.since, records=found.refs,
        detail=(("Not reported", found.gap),) if found.gap else (),
    )  # fmt: skip


def _index(parts: Sequence[Interval], whole: Interval) -> Interval:
    """Bound the sum of squared shares: what nobody reports is spread thin, or is one more partner.

    Shares of the reported partners are at least their low ends over the highest whole. The other end
    is that of a market in which one partner takes all the rest.
    """
    low = sum((part.low / whole.high) ** 2 for part in parts)
    named = Interval(sum(part.low for part in parts), sum(part.high for part in parts))
    high = concentration([*parts, rest(named, whole)]).index.high
    return Interval(min(low, high), high)
