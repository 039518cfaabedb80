"""What two sides gave each other, issue by issue: dated acts, and apart from them what was only said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.bargain.figures import PROMOTIONAL, Selections, in_unit
from facta.analyses.base import whole
from facta.models.rates import rate_ratio
from facta.periods import parse, say_day
from facta.results import Figure, Item, Table
from facta.signals.base import figure, quantity, span
from facta.units import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.base import Row, View

YEAR = 365
SEARCHED = 180  # days of either year that somebody must have searched
PROMISE, KEPT = "commitment", "outcome:kept"
SPOKEN = ("statement", "offer", "target", "plan")  # a kind that ends so tells what was said
WINDOW, GOODS = "window:", "commodity:"
MOST_RECORDS = 12


class Issue(BaseModel):
    """One thing that a side of the bargain gives: the records that are acts, and those that are words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=50, description="A short noun phrase.")
    side: str = Field(description="Who gives.")
    gives: Selections = Field(default=(), description="Records of acts; a promise counts once it is kept.")
    says: Selections = Field(default=(), description="Records of what was promised or said, counted apart.")
    unit: str | None = Field(default=None, description="The unit in which acts are added up.")

    @model_validator(mode="after")
    def _counts_acts(self) -> Self:
        if not self.gives:
            message = f"{self.title!r} counts nothing: write in gives which records are its acts"
            raise ValueError(message)
        said = [kind for one in self.gives for kind in one.kind if kind.rpartition("-")[2] in SPOKEN]
        if said:
            message = f"{said[0]!r} is a word and no act: move it from gives to says"
            raise ValueError(message)
        if self.unit and (wrong := check(self.unit)):
            raise ValueError(wrong)
        return self


@dataclass(frozen=True, slots=True)
class Act:
    """One dated act or word: its last day as known, its text, its amount with bounds, and its source."""

    ref: str
    day: date
    text: str
    source: str
    row: Row


@dataclass(frozen=True, slots=True)
class Rate:
    """Acts of the last twelve months and of the twelve before, and the ratio of their rates, or why none."""

    recent: int
    before: int
    ratio: tuple[float, float, float] | None
    why: str

    def said(self) -> str:
        """Say both counts and their ratio."""
        counts = f"{self.recent} in the last twelve months, {self.before} in the twelve before"
        if self.ratio is None:
            return f"{counts} ({self.why})"
        value, low, high = self.ratio
        times = figure(value)
        return f"{counts} (ratio {times}, 95 % interval {ends(low, high)})"


@dataclass(frozen=True, slots=True)
class Sum:
    """What acts add up to in one unit, or the words why they do not."""

    low: float = 0.0
    high: float = 0.0
    why: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """An issue as of a day."""

    key: str
    issue: Issue
    acts: tuple[Act, ...]
    words: tuple[Act, ...]
    rate: Rate
    total: Sum


def given(key: str, issue: Issue, view: View) -> Given:
    """Count what was given and said on an issue as known on the day."""
    acts: list[Act] = []
    unkept: list[Act] = []
    for act in _acts(issue.gives, view):
        (acts if _is_act(act.row) else unkept).append(act)
    words = {act.ref: act for act in (*unkept, *_acts(issue.says, view))}
    taken = {act.ref for act in acts}
    said = sorted((act for ref, act in words.items() if ref not in taken), key=_when)
    return Given(key, issue, tuple(acts), tuple(said), rate(acts, issue, view), added(acts, issue.unit))


def _is_act(row: Row) -> bool:
    return row.get("kind") != PROMISE or KEPT in (row["tags"] or ())


def _acts(selections: Selections, view: View) -> list[Act]:
    """Return the records of some selections, each once, oldest first."""
    found = {}
    for selection in selections:
        for row in view.rows(selection):
            last = (
                row["known_at"] if row.get("kind") == PROMISE and _is_act(row) else row["end"] - timedelta(1)
            )
            ref = str(row["ref"])
            found[ref] = Act(
                ref, min(last, view.as_of), row["text"] or row["title"] or ref, row["source"], row
            )
    return sorted(found.values(), key=_when)


def _when(act: Act) -> tuple[date, str]:
    return act.day, act.ref


def rate(acts: Sequence[Act], issue: Issue, view: View) -> Rate:
    """Compare the acts of the last twelve months with those of the twelve before."""
    day = view.known.day + 1
    spans = ((day - YEAR, day), (day - 2 * YEAR, day - YEAR))
    counts = [sum(start <= act.day.toordinal() < end for act in acts) for start, end in spans]
    looked = view.known.covered(*(whole(one, view.sources) for one in issue.gives)).pairs()
    exposed = [sum(max(0, min(end, b) - max(start, a)) for a, b in looked) for start, end in spans]
    ratio, why = None, ""
    if min(exposed) < SEARCHED:
        why = "no ratio: its sources were not searched throughout"
    elif not any(counts):
        why = "no ratio: none in two years"
    else:
        found = rate_ratio(counts[0], exposed[0], counts[1], exposed[1])
        ratio = (found.ratio, found.low95, found.high95)
    return Rate(counts[0], counts[1], ratio, why)


def added(acts: Sequence[Act], unit: str | None) -> Sum:
    """Add the amounts of acts in one unit; a window within another one of the same goods adds nothing."""
    held = [(act, _amount(act.row)) for act in acts if _amount(act.row) is not None]
    if unit is None or not held:
        return Sum(why="not valued")
    alien = [act.ref for act, _ in held if in_unit(1.0, act.row["unit"], unit) is None]
    if alien:
        units = sorted({str(act.row["unit"]) for act, _ in held})
        return Sum(why=f"not valued: {' and '.join(units)} cannot be added ({', '.join(alien)})")
    within = {act.ref for act, _ in held if any(_inside(act, other) for other, _ in held)}
    low = high = 0.0
    for act, amount in held:
        if act.ref in within or amount is None:
            continue
        ends = [in_unit(x, act.row["unit"], unit) or 0.0 for x in amount]
        low += 0.0 if PROMOTIONAL in (act.row["tags"] or ()) else min(ends)
        high += max(ends)
    return Sum(low, high, within=tuple(sorted(within)))


def _amount(row: Row) -> tuple[float, float] | None:
    value = row["quantity"] if "quantity" in row else row["value"]
    if value is None:
        return None
    ends = [value if row[end] is None else row[end] for end in ("low", "high")]
    return min(value, *ends), max(value, *ends)


def _inside(act: Act, other: Act) -> bool:
    """Tell whether the window of one act lies within that of another one of the same goods."""
    if act.ref == other.ref or _goods(act.row) != _goods(other.row):
        return False
    (start, end), (first, last) = _window(act.row), _window(other.row)
    if (start, end) == (first, last):
        return act.ref > other.ref and bool(_named(act.row))
    return first <= start and end <= last


def _goods(row: Row) -> tuple[str, ...]:
    return tuple(sorted(tag for tag in row["tags"] or () if tag.startswith(GOODS)))


def _named(row: Row) -> list[str]:
    return [tag.removeprefix(WINDOW) for tag in row["tags"] or () if tag.startswith(WINDOW)]


def _window(row: Row) -> tuple[date, date]:
    named = _named(row)
    period = parse(named[0]) if named else None
    return (period.start, period.end) if period else (row["start"], row["end"])


def unfit(issue: Issue, view: View) -> Iterator[str]:
    """Yield every act with an amount that cannot be added in the unit of its issue."""
    for selection in issue.gives if issue.unit else ():
        for ref, versions in view.lives(selection).items():
            row = versions[-1]
            if _amount(row) is not None and in_unit(1.0, row["unit"], str(issue.unit)) is None:
                yield f"{ref}: {row['unit']!r} cannot be added to {issue.unit!r}; give it an issue of its own"


def told(found: Given, sides: Mapping[str, str]) -> Item:
    """Say how one issue stands."""
    issue, acts, words = found.issue, found.acts, found.words
    side = sides[issue.side]
    newest = acts[-1] if acts else None
    says = "no act is known" if newest is None else "given lately" if found.rate.recent else "nothing lately"
    if newest is None and words:
        says = "only words"
    count = f"{side}: {quantity(len(acts), 'acts') if acts else 'no act'}, {found.rate.said()}"
    amount = f"; {value(found)}" if acts else ""
    detail = [(say_day(act.day), f"{act.text.rstrip('.')} ({act.ref})") for act in reversed(acts[-3:])]
    detail += [
        (f"Word, {say_day(act.day)}", f"{act.text.rstrip('.')} ({act.ref})") for act in reversed(words[-3:])
    ]
    if found.total.within:
        detail.append(("Not added twice", ", ".join(found.total.within)))
    return Item(
        key=f"give-{found.key}",
        title=f"{side} gives: {issue.title}",
        says=says,
        because=f"{count}{amount}; {quantity(len(words), 'words')}.",
        figure=Figure(name=found.key, title=issue.title, value=len(acts), unit="acts", n=len(acts)),
        since=newest.day if newest else None,
        records=tuple(act.ref for act in (*acts[-MOST_RECORDS:], *words[-MOST_RECORDS:])),
        detail=tuple(detail),
    )


def value(found: Given) -> str:
    """Say what the acts add up to, or that they are not valued."""
    if found.total.why:
        return found.total.why
    low, high = found.total.low, found.total.high
    unit = found.issue.unit or ""
    return quantity(low, unit) if low == high else f"{span(low, high)} {unit}"


def table(issues: Sequence[Given], sides: Mapping[str, str], title: str) -> Table:
    """Put the issues of both sides under each other."""
    rows = tuple(
        (
            sides[one.issue.side], one.issue.title, str(len(one.acts)), str(one.rate.recent),
            str(one.rate.before), _ratio(one.rate), value(one) if one.acts else "",
            f"{say_day(one.acts[-1].day)} {one.acts[-1].ref}" if one.acts else "none", str(len(one.words)),
        )
        for one in issues
    )  # fmt: skip
    columns = (
        "side",
        "gives",
        "acts",
        "last 12 months",
        "12 before",
        "ratio (95 %)",
        "value",
        "newest",
        "words",
    )
    return Table(title=title, columns=columns, rows=rows, right=(2, 3, 4, 8), note="A word is no act.")


def _ratio(found: Rate) -> str:
    if found.ratio is None:
        return found.why
    value, low, high = found.ratio
    return f"{figure(value)} ({ends(low, high)})"


def ends(low: float, high: float) -> str:
    """Say an interval of a ratio, also one without an upper end."""
    return f"{figure(low)} or more" if math.isinf(high) else f"{figure(low)} to {figure(high)}"


@dataclass(frozen=True, slots=True)
class Both:
    """Acts of both sides in the last twelve months, each once, and the ratio of first to second."""

    counts: tuple[int, int]
    ratio: tuple[float, float, float] | None


def both(issues: Sequence[Given], sides: Mapping[str, str], as_of: date) -> Both:
    """Compare how many acts the two sides have on record in the last twelve months."""
    first, second = (
        len(
            {
                act.ref
                for one in issues
                if one.issue.side == side
                for act in one.acts
                if (as_of - act.day).days < YEAR
            }
        )
        for side in sides
    )
    if not first + second:
        return Both((first, second), None)
    found = rate_ratio(first, YEAR, second, YEAR)
    return Both((first, second), (found.ratio, found.low95, found.high95))
