"""What one patron can give beside the others: trade, aid, steps of recognition and concessions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from facta.analyses.bargain.figures import BOUNDS, Estimate, Quantity, Report, Selections, by_year, estimate
from facta.indicators import Selection
from facta.periods import Period, describe, say_day
from facta.results import Figure, Item, Table
from facta.signals.base import quantity, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.analyses.base import Row, View
    from facta.models.dependence import Interval

STAGE = "stage:"
NONE = "no figure"


class Patron(BaseModel):
    """A state, or a few, that could give what is given here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=40, description="Its name in sentences.")
    actors: tuple[str, ...] = Field(min_length=1, description="Its actors.")
    trade: Quantity | None = Field(default=None, description="Its trade; none where no table holds a total.")
    aid: Selections = Field(default=(), description="What it gave as aid, in whatever unit.")


class Patrons(BaseModel):
    """The patrons, which of them is compared, and where steps and concessions are recorded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beside: str = Field(description="The key of the patron that is compared with all others.")
    who: dict[str, Patron] = Field(min_length=2, description="The patrons by their keys.")
    ladder: Selection | None = Field(default=None, description="Steps of recognition, with their rung.")
    concessions: Selections = Field(default=(), description="Contracts that grant a concession.")


@dataclass(frozen=True, slots=True)
class Beside:
    """One patron as of a day; ``ratio`` is trade of the compared one over its own, in one year."""

    key: str
    patron: Patron
    trade: Estimate | None
    ratio: Interval | None
    steps: tuple[Row, ...]
    grants: tuple[Row, ...]
    aid: tuple[Row, ...]
    of: Estimate | None = None


def weighed(asked: Patrons, view: View) -> list[Beside]:
    """Put each patron beside the compared one, in the newest year for which both have a total of trade."""
    years = {key: by_year(one.trade, view) if one.trade else {} for key, one in asked.who.items()}
    steps = view.rows(asked.ladder) if asked.ladder else []
    grants = {str(row["ref"]): row for one in asked.concessions for row in view.rows(one)}
    mine, found = years[asked.beside], []
    for key, patron in asked.who.items():
        theirs = years[key]
        common = sorted(set(mine) & set(theirs))
        year = common[-1] if common else max(theirs, default=None)
        trade = estimate(year, theirs[year]) if year is not None else None
        own = estimate(common[-1], mine[common[-1]]) if common and key != asked.beside else None
        ratio = own.interval / trade.interval if own and trade and trade.interval.low > 0 else None
        found.append(
            Beside(
                key, patron, trade, ratio, _of(patron, steps), _of(patron, list(grants.values())),
                tuple(row for one in patron.aid for row in view.rows(one)), own,
            )
        )  # fmt: skip
    return found


def _of(patron: Patron, rows: Sequence[Row]) -> tuple[Row, ...]:
    mine = set(patron.actors)
    return tuple(row for row in rows if mine & {row["actor"], row["target"], *(row["participants"] or ())})


def gap_figure(found: Beside, beside: str) -> Figure:
    """Return trade of the compared patron over that of another one."""
    title, name = f"Trade of {beside} over that of {found.patron.title}", f"gap.{found.key}"
    if found.ratio is None or found.trade is None:
        return Figure(name=name, title=title, value=None, unit="times", note=f"{NONE}: {_lack(found)}")
    low, high = found.ratio.low, found.ratio.high
    return Figure(
        name=name, title=title, value=(low + high) / 2, low=low, high=high, unit="times", bounds=BOUNDS,
        period=str(found.trade.year), n=len(found.trade.reports),
        note=f"the trade of {beside} is a promoter's figure" if found.of and found.of.promoted else "",
    )  # fmt: skip


def _lack(found: Beside) -> str:
    if found.patron.trade is None:
        return "the tables hold no total of its trade"
    return "no total of its trade for eight months or more is known" if found.trade is None else (
        "no year in common"
    )  # fmt: skip


def told(found: Beside, beside: Beside) -> Item:
    """Say how one patron stands beside the compared one."""
    rows = [*found.steps[-4:], *found.grants[-4:], *found.aid[-4:]]
    refs = dict.fromkeys((*(found.trade.refs if found.trade else ()), *(str(row["ref"]) for row in rows)))
    known = [*([found.trade.known] if found.trade else []), *(row["known_at"] for row in rows)]
    detail = [("Trade", one.told(found.patron.trade.unit)) for one in _reports(found) if found.patron.trade]
    detail += [("Ladder", rung(found)), ("Concessions", concessions(found)), ("Aid", aid(found))]
    return Item(
        key=f"patron-{found.key}",
        title=f"{found.patron.title} as patron",
        says=_says(found, beside),
        because=f"{trade(found)}; {rung(found)}; {concessions(found)}; aid: {aid(found)}.",
        figure=gap_figure(found, beside.patron.title) if found.key != beside.key else None,
        since=max(known, default=None),
        records=tuple(refs),
        detail=tuple(detail),
    )


def _reports(found: Beside) -> tuple[Report, ...]:
    return found.trade.reports if found.trade else ()


def _says(found: Beside, beside: Beside) -> str:
    if found.key == beside.key:
        return "the patron compared"
    if found.ratio is None:
        return "no figure to compare"
    if found.ratio.high < 1:
        return f"trades more than {beside.patron.title}"
    if found.ratio.low > 1:
        return f"trades less than {beside.patron.title}"
    return "which trades more is not certain"


def trade(found: Beside) -> str:
    """Say its trade."""
    if found.trade is None or found.patron.trade is None:
        return f"trade: {NONE} ({_lack(found)})"
    ends, unit = found.trade.interval, found.patron.trade.unit
    said = quantity(ends.low, unit) if ends.low == ends.high else f"{span(ends.low, ends.high)} {unit}"
    mark = ", by a promoter alone" if found.trade.promoted else ""
    return f"trade {said} in {found.trade.year}{mark}"


def rung(found: Beside) -> str:
    """Say how high it stands on the ladder, and whether it stepped back since."""
    steps = [row for row in found.steps if row["quantity"] is not None]
    if not steps:
        return "no step on the ladder is known"
    best = max(steps, key=lambda row: (row["quantity"], row["start"]))
    back = [row for row in steps if row["quantity"] < 0 and row["start"] >= best["start"]]
    since = f", reversed on {say_day(back[-1]['start'])}" if back else ""
    return f"rung {best['quantity']:g} reached{since}"


def concessions(found: Beside) -> str:
    """Say its concessions by their stage."""
    stages = Counter(
        tag.removeprefix(STAGE) for row in found.grants for tag in row["tags"] or () if tag.startswith(STAGE)
    )
    if not found.grants:
        return "no concession on record"
    return "concessions: " + ", ".join(f"{count} {stage}" for stage, count in sorted(stages.items()))


def aid(found: Beside) -> str:
    """Say its newest aid as published, never added up."""
    if not found.aid:
        return NONE
    row = max(found.aid, key=lambda one: (one["end"], str(one["ref"])))
    amount = row.get("value", row.get("quantity"))
    said = quantity(amount, row["unit"]) if amount is not None else row["text"]
    return f"{len(found.aid)} on record, the newest {said}, {describe(Period(row['start'], row['end']))}"


def table(found: Sequence[Beside]) -> Table:
    """Put the patrons side by side."""
    rows = tuple(
        (
            one.patron.title,
            trade(one).removeprefix("trade").lstrip(": "),
            span(one.ratio.low, one.ratio.high) if one.ratio else "",
            rung(one), concessions(one).removeprefix("concessions: "), aid(one),
        )
        for one in found
    )  # fmt: skip
    columns = ("patron", "trade", "ratio", "ladder", "concessions", "aid")
    less = sum(one.ratio is not None and one.ratio.high < 1 for one in found)
    known = sum(one.ratio is not None for one in found)
    return Table(
        title=f"{less} of {known} patrons with a figure surely trade more",
        columns=columns,
        rows=rows,
        right=(2,),
    )


def quantities(asked: Patrons) -> Mapping[str, Quantity]:
    """Return the trade of every patron that has figures."""
    return {key: one.trade for key, one in asked.who.items() if one.trade}
