"""What one patron can give beside the others: trade, aid, steps of recognition and concessions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from facta.analyses.bargain.dependence import GUESSED
from facta.analyses.bargain.figures import (
    Estimate,
    Quantity,
    Report,
    Selections,
    bounds,
    by_year,
    counted,
    estimate,
)
from facta.analyses.bargain.words import among, band, capital
from facta.indicators import Selection
from facta.periods import Period, describe
from facta.results import Figure, Item, Table
from facta.signals.base import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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

    @property
    def promoted(self) -> bool:
        """Whether only a promoter gives the trade it is compared with."""
        return self.of is not None and self.of.promoted


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
    if found.ratio is None or found.trade is None or found.of is None:
        return Figure(name=name, title=title, value=None, unit="times", note=f"{_lack(found).capitalize()}.")
    low, high = found.ratio.low, found.ratio.high
    return Figure(
        name=name, title=title, value=(low + high) / 2, low=low, high=high, unit="times",
        bounds=bounds(found.of, found.trade), period=str(found.trade.year), n=counted(found.of, found.trade),
        note="; ".join(_notes(found, beside)),
    )  # fmt: skip


def _notes(found: Beside, beside: str) -> Iterator[str]:
    if any(one.months for one in (found.of, found.trade) if one):
        yield GUESSED
    if found.promoted:
        yield f"the trade of {beside} is a promoter's figure alone"


def _lack(found: Beside) -> str:
    if found.patron.trade is None:
        return "the tables hold no total of this trade"
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
        because="; ".join(
            (trade(found) + _beside(found, beside), rung(found), concessions(found), f"aid: {aid(found)}.")
        ),
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


def _beside(found: Beside, beside: Beside) -> str:
    return f", beside a promoter's figure for {beside.patron.title}" if found.promoted else ""


def trade(found: Beside) -> str:
    """Say its trade."""
    if found.trade is None or found.patron.trade is None:
        return f"trade: {NONE} ({_lack(found)})"
    ends, unit = found.trade.interval, found.patron.trade.unit
    said = quantity(ends.low, unit) if ends.low == ends.high else f"{band(ends.low, ends.high)} {unit}"
    mark = ", by a promoter alone" if found.trade.promoted else ""
    return f"trade {said} in {found.trade.year}{mark}"


def rung(found: Beside) -> str:
    """Say how high it stands on the ladder, and whether it stepped back since."""
    steps = [row for row in found.steps if row["quantity"] is not None]
    if not steps:
        return "no step on the ladder is known"
    best = max(steps, key=lambda row: (row["quantity"], row["start"]))
    back = [row for row in steps if row["quantity"] < 0 and row["start"] >= best["start"]]
    when = describe(Period(back[-1]["start"], back[-1]["end"])) if back else ""
    if best["quantity"] < 0:
        return f"no rung on record, a step back ({when})"
    since = f", reversed ({when})" if back else ""
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
    when = describe(Period(row["start"], row["end"]))
    return f"{quantity(len(found.aid), 'records')}, the newest {said}, {when}"


def table(found: Sequence[Beside], beside: str) -> Table:
    """Put the patrons side by side."""
    rows = tuple(
        (
            one.patron.title,
            trade(one).removeprefix("trade").lstrip(": "),
            _ratio(one),
            rung(one), concessions(one).removeprefix("concessions: "), aid(one),
        )
        for one in found
    )  # fmt: skip
    columns = ("patron", "trade", "ratio", "ladder", "concessions", "aid")
    less = sum(one.ratio is not None and one.ratio.high < 1 for one in found)
    known = sum(one.ratio is not None for one in found)
    name = next(one.patron.title for one in found if one.key == beside)
    title = f"At both ends of the figures {among(less, known, 'patron', 'patrons')} trade more than {name}"
    if known <= 1:
        title = f"{capital(among(less, known, 'patron', 'patrons'))} with a figure trades more than {name}"
    alone = [one.patron.title for one in found if one.promoted]
    return Table(
        title=title if known else f"No patron has a figure of trade to set beside {name}",
        columns=columns,
        rows=rows,
        right=(2,),
        note=f"The trade of {name} is a promoter's figure alone beside {', '.join(alone)}." if alone else "",
    )


def _ratio(found: Beside) -> str:
    if found.ratio is None:
        return ""
    return f"{band(found.ratio.low, found.ratio.high)}{', by a promoter' if found.promoted else ''}"


def quantities(asked: Patrons) -> Mapping[str, Quantity]:
    """Return the trade of every patron that has figures."""
    return {key: one.trade for key, one in asked.who.items() if one.trade}
