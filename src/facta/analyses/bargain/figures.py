"""What is known of a quantity in a year: every reporter's figure, as an interval from low to high."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Self
from weakref import WeakKeyDictionary

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from facta.analyses.bargain.words import band
from facta.indicators import Selection
from facta.models.dependence import Interval
from facta.periods import Period, describe, parse
from facta.units import check, convert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.base import Row, View

YEARLY = "/yr"
PROMOTIONAL = "promotional"
REPORTERS, RANGE, ALONE = "low and high reporter", "a reporter's own range", "one reporter, no interval"
RATE = "months to a year at the same rate"
MONTHS = ("eight", "nine", "ten", "eleven")
YEAR = 365
LEAST, WHOLE, MOST = 240, 355, 400  # days of a window that stands for a year, and for the whole of one


def _listed(value: object) -> object:
    return (value,) if isinstance(value, (dict, Selection)) else value


Selections = Annotated[tuple[Selection, ...], BeforeValidator(_listed)]


class Stated(BaseModel):
    """A range that no table holds as a figure: quoted from a record or worked out from one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float = Field(ge=0, description="Its low end.")
    high: float = Field(ge=0, description="Its high end.")
    period: str = Field(description="What it is for, as '2024' or '2025-01/2025-11'.")
    known: date = Field(description="The day from which it could be known.")
    source: str = Field(min_length=8, description="Who says so, and how the range follows from it.")
    records: tuple[str, ...] = Field(default=(), description="Ids of the records it is taken from.")

    @field_validator("period")
    @classmethod
    def _is_a_period(cls, text: str) -> str:
        parse(text)
        return text

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(
                f"the range {self.low:g} to {self.high:g} stands the wrong way round: swap low and high"
            )
        return self


class Quantity(BaseModel):
    """A quantity of a year: published figures, or one stated range."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figures: Selections = Field(default=(), description="The figures of every reporter.")
    stated: Stated | None = Field(default=None, description="A range, where no table holds a figure.")
    unit: str = Field(description="The unit in which they are compared.")

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if bool(self.figures) == (self.stated is not None):
            message = "a quantity comes from one place: write figures, or stated with low, high and source"
            raise ValueError(message)
        if any(not selection.measure for selection in self.figures):
            message = "a selection of figures names what was measured: write measure"
            raise ValueError(message)
        if said := check(self.unit):
            raise ValueError(said)
        return self


@dataclass(frozen=True, slots=True)
class Report:
    """One figure of a window in the wanted unit; ``yearly`` is a rate that already is for a year."""

    low: float
    high: float
    start: date
    end: date
    who: str
    refs: tuple[str, ...]
    known: date
    yearly: bool = False
    promotional: bool = False

    @property
    def days(self) -> int:
        """Days of its window."""
        return (self.end - self.start).days

    @property
    def year(self) -> int | None:
        """The year in which the middle of its window lies, or None where it does not stand for a year."""
        if not self.yearly and not LEAST <= self.days <= MOST:
            return None
        return (self.start + timedelta(days=(self.days - 1) // 2)).year

    @property
    def months(self) -> str:
        """How many months it saw where these are not a whole year, as a word."""
        if self.yearly or self.days >= WHOLE:
            return ""
        return MONTHS[min(max(round(self.days * 12 / YEAR), 8), 11) - 8]

    def annual(self) -> Interval:
        """Return it for a year: of some months what they saw, up to a year at their daily rate.

        The low end is a floor; the high end is an estimate and no bound.
        """
        if not self.months:
            return Interval(self.low, self.high)
        return Interval(self.low, self.high * YEAR / self.days)

    def told(self, unit: str) -> str:
        """Say the figure with who says it and for when."""
        mark = ", promotional" if self.promotional else ""
        period = describe(Period(self.start, self.end))
        value = band(self.low, self.high) if self.low < self.high else f"{self.low:,.6g}"
        return f"{value} {unit}, {period} ({self.who}{mark})"


@dataclass(frozen=True, slots=True)
class Estimate:
    """The interval of a quantity in a year, and the reports it spans."""

    year: int
    interval: Interval
    reports: tuple[Report, ...]
    windows: bool = False

    @property
    def months(self) -> tuple[str, ...]:
        """The months from which a year was estimated, as words, fewest first."""
        found = {report.months for report in self.reports if report.months and not self.windows}
        return tuple(sorted(found, key=MONTHS.index))

    @property
    def promoted(self) -> bool:
        """Whether nobody but a promoter gives a figure."""
        return all(report.promotional for report in self.reports)

    @property
    def refs(self) -> tuple[str, ...]:
        """The records behind it."""
        return tuple(dict.fromkeys(ref for report in self.reports for ref in report.refs))

    @property
    def known(self) -> date:
        """The day on which the newest of its reports was known."""
        return max(report.known for report in self.reports)


_HELD: WeakKeyDictionary[View, dict[Quantity, dict[int, list[Report]]]] = WeakKeyDictionary()


def by_year(quantity: Quantity, view: View) -> dict[int, list[Report]]:
    """Return what each reporter says of each year, as known on the day; worked out once for a view."""
    held = _HELD.setdefault(view, {})
    if quantity not in held:
        found: dict[int, list[Report]] = {}
        for report in _reports(quantity, view):
            if report.year is not None:
                found.setdefault(report.year, []).append(report)
        held[quantity] = found
    return held[quantity]


def estimate(year: int, reports: Sequence[Report], *, windows: bool = False) -> Estimate:
    """Span the reports of a year from the lowest to the highest.

    A promotional figure counts for the low end only where nobody else gives one. ``windows`` keeps
    figures as they were published, for a comparison within one window.
    """
    spans = [
        (report, Interval(report.low, report.high) if windows else report.annual()) for report in reports
    ]
    sober = [interval for report, interval in spans if not report.promotional]
    low = min(interval.low for interval in sober or [interval for _, interval in spans])
    high = max(interval.high for _, interval in spans)
    return Estimate(year, Interval(low, high), tuple(reports), windows)


def bounds(*known: Estimate) -> str:
    """Say what an interval is that was worked out from some estimates."""
    months = sorted({word for one in known for word in one.months}, key=MONTHS.index)
    said = [REPORTERS] if any(len(one.reports) > 1 for one in known) else []
    said += [f"{' to '.join(dict.fromkeys((months[0], months[-1])))} {RATE}"] if months else []
    said += [RANGE] if any(report.low < report.high for one in known for report in one.reports) else []
    return "; ".join(said) or ALONE


def counted(*known: Estimate) -> int:
    """Return on how many reports some estimates rest."""
    return len({report for one in known for report in one.reports})


def one_window(*groups: Sequence[Report]) -> bool:
    """Tell whether all reports are for one and the same window."""
    return len({(report.start, report.end, report.yearly) for group in groups for report in group}) == 1


def unfit(quantity: Quantity, view: View) -> Iterator[str]:
    """Yield every record whose unit is not that of the quantity."""
    for selection in quantity.figures:
        for ref, versions in view.lives(selection).items():
            unit = versions[-1]["unit"]
            if in_unit(1.0, unit, quantity.unit) is None:
                yield f"{ref}: {unit!r} cannot be compared in {quantity.unit!r}; leave its measure out"


def in_unit(value: float, unit: str | None, to: str) -> float | None:
    """Return a value in another unit, a yearly rate as the amount of its year, or None.

    >>> in_unit(418, "kt", "t"), in_unit(700, "kt/yr", "kt"), in_unit(3, "t", "USD million")
    (418000.0, 700.0, None)
    """
    for word in (unit or "", (unit or "").removesuffix(YEARLY)):
        try:
            return convert(value, word, to)
        except ValueError:
            continue
    return None


def _reports(quantity: Quantity, view: View) -> Iterator[Report]:
    if quantity.stated and quantity.stated.known <= view.as_of:
        stated, period = quantity.stated, parse(quantity.stated.period)
        yield Report(
            stated.low, stated.high, period.start, period.end, stated.source, stated.records, stated.known
        )
    for selection in quantity.figures:
        for row in view.rows(selection):
            if report := _report(row, quantity.unit):
                yield report


def _report(row: Row, unit: str) -> Report | None:
    """Read a figure in a unit; the value and the bounds that were published with it are its range."""
    told = [row[end] for end in ("value", "low", "high") if row[end] is not None]
    ends = [end for end in (in_unit(x, row["unit"], unit) for x in told) if end is not None and end >= 0]
    if len(ends) < len(told):
        return None
    yearly = row["unit"].endswith(YEARLY) and not unit.endswith(YEARLY)
    return Report(
        min(ends), max(ends), row["start"], row["end"], row["publisher"] or row["source"],
        (str(row["ref"]),), row["known_at"], yearly=yearly, promotional=PROMOTIONAL in (row["tags"] or ()),
    )  # fmt: skip
