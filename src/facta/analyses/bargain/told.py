"""What a bargain amounts to: its finding, parts, figures, tables and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.analyses.bargain import capabilities, dependence, exchange, patrons
from facta.analyses.bargain import spread as concentration
from facta.periods import say_day
from facta.results import Figure, Item, Table
from facta.signals.base import figure, quantity, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from facta.analyses.bargain import Bargain
    from facta.analyses.bargain.dependence import Found
    from facta.analyses.bargain.exchange import Given
    from facta.analyses.bargain.patrons import Beside
    from facta.analyses.bargain.spread import Spreading
    from facta.analyses.base import Row, View
    from facta.results import Drawing

SHORT = 8
CELL = 36


@dataclass(frozen=True, slots=True)
class Parts:
    """All that was worked out of a bargain as of a day."""

    asked: Bargain
    as_of: date
    issues: Sequence[Given]
    found: Mapping[str, Found]
    spreads: Mapping[str, Spreading]
    others: Sequence[Beside]
    evidence: Mapping[str, Row]

    @property
    def sides(self) -> Mapping[str, str]:
        """The sides with their names."""
        return self.asked.sides


def parts(asked: Bargain, view: View) -> Parts:
    """Work out every part as known on the day."""
    return Parts(
        asked,
        view.as_of,
        [exchange.given(key, one, view) for key, one in asked.issues.items()],
        {key: dependence.measured(key, one, view) for key, one in asked.dependences.items()},
        {key: concentration.spread(key, one, view) for key, one in asked.spreads.items()},
        patrons.weighed(asked.patrons, view) if asked.patrons else [],
        {str(row["ref"]): row for one in asked.evidence for row in view.rows(one)},
    )


def headline(told: Parts) -> str:
    """Say who has more acts on record lately, and who depends on whom."""
    return f"{_lately(told)} {_depends(told)}".strip()


def _lately(told: Parts) -> str:
    both = exchange.both(told.issues, told.sides, told.as_of)
    first, second = told.sides.values()
    day = say_day(told.as_of)
    if both.ratio is None:
        return f"In the twelve months to {day} neither {first} nor {second} has an act on record."
    value, low, high = both.ratio
    surely = (
        f"{first if low > 1 else second} surely more" if low > 1 or high < 1 else "which more is not certain"
    )
    mine, theirs = both.counts
    return (
        f"In the twelve months to {day} {first} has {quantity(mine, 'acts')} on record and {second} {theirs} "
        f"(ratio {figure(value)}, 95 % interval {exchange.ends(low, high)}: {surely})."
    )


def _depends(told: Parts) -> str:
    for key, pair in told.asked.asymmetries.items():
        item = dependence.asymmetry_item(key, pair, told.found, told.sides)
        if item.figure:
            return f"{pair.title}: {item.says} ({item.because.removesuffix('.')})."
    return "Who depends more on whom cannot be said." if told.asked.asymmetries else ""


def items(told: Parts) -> list[Item]:
    """Return every part that a person can ask about."""
    asked, sides = told.asked, told.sides
    beside = next((one for one in told.others if asked.patrons and one.key == asked.patrons.beside), None)
    return [
        *(exchange.told(one, sides) for one in told.issues),
        *(dependence.told(one, sides) for one in told.found.values()),
        *(dependence.asymmetry_item(key, one, told.found, sides) for key, one in asked.asymmetries.items()),
        *(concentration.spread_item(one) for one in told.spreads.values()),
        *(capabilities.told(key, one, sides, told.evidence) for key, one in asked.capabilities.items()),
        *(patrons.told(one, beside) for one in told.others if beside),
    ]


def figures(told: Parts) -> Iterator[Figure]:
    """Yield the figures with their names: asymmetries, dependences, indices, gaps between patrons."""
    for number, (key, pair) in enumerate(told.asked.asymmetries.items()):
        name = f"asymmetry.{key}" if number else "asymmetry"
        yield from dependence.asymmetry_figures(name, pair, told.found)
    for one in told.found.values():
        yield dependence.figure_of(one)
        net = dependence.net_figure(one)
        if net:
            yield net
    yield from (one.figure for one in told.spreads.values())
    beside = told.asked.patrons
    for other in told.others:
        if beside and other.key != beside.beside:
            yield patrons.gap_figure(other, beside.who[beside.beside].title)


def tables(told: Parts) -> list[Table]:
    """Return what is exchanged, who depends, who can do what, and the patrons."""
    found = [exchange.table(told.issues, told.sides, _lately(told).removesuffix("."))]
    if told.found:
        spreads = [one.figure for one in told.spreads.values()]
        found.append(dependence.table(list(told.found.values()), told.sides, spreads))
    if told.asked.capabilities:
        found.append(capabilities.table(told.asked.capabilities, told.sides, told.evidence))
    return [*found, patrons.table(told.others)] if told.others else found


def drawings(told: Parts) -> list[Drawing]:
    """Return the dependences as dots with their intervals."""
    return [dependence.drawing(list(told.found.values()))] if told.found else []


def short(told: Parts) -> Table:
    """Return the rows for the board: acts of each side, dependences, and the patrons that trade most."""
    both = exchange.both(told.issues, told.sides, told.as_of)
    rows = [
        (f"acts of {name}", str(count), "last twelve months")
        for name, count in zip(told.sides.values(), both.counts, strict=True)
    ]
    for one in told.found.values():
        if one.value and one.part:
            mark = "" if one.sober else ", promoter's figure"
            rows.append((one.asked.title, one.percent, f"{one.part.year}{mark}"))
    compared = sorted(
        (one for one in told.others if one.ratio), key=lambda one: one.ratio.high if one.ratio else 0
    )
    for other in compared:
        if other.ratio and other.trade:
            cell = f"{span(other.ratio.low, other.ratio.high)} times"
            rows.append((f"trade beside {other.patron.title}", cell, str(other.trade.year)))
    cut = [(what[:CELL], cell, note) for what, cell, note in rows[:SHORT]]
    return Table(
        title="What is given, and who depends",
        columns=("measure", "figure", "of"),
        rows=tuple(cut),
        right=(1,),
    )


def gaps(told: Parts) -> list[str]:
    """Return what could not be said, and why."""
    said = [one.gap for one in told.found.values() if one.gap]
    said += [
        f"{one.asked.title}: {dependence.PROMOTED}."
        for one in told.found.values()
        if one.value and not one.sober
    ]
    for key, pair in told.asked.asymmetries.items():
        item = dependence.asymmetry_item(key, pair, told.found, told.sides)
        said += [item.because] if item.figure is None else []
    said += [one.gap for one in told.spreads.values() if one.gap]
    mute = [one.issue.title for one in told.issues if not one.acts]
    said += [f"No act is on record for: {', '.join(mute)}."] if mute else []
    beside = told.asked.patrons.beside if told.asked.patrons else ""
    lack = [one.patron.title for one in told.others if one.key != beside and one.ratio is None]
    said += [f"No figure of trade to compare for: {', '.join(lack)}."] if lack else []
    poor = [one.patron.title for one in told.others if not one.aid]
    said += [f"No figure of aid for: {', '.join(poor)}."] if poor else []
    unvalued = [one.issue.title for one in told.issues if one.acts and one.total.why]
    said += [f"Not valued: {', '.join(unvalued)}."] if unvalued else []
    return list(dict.fromkeys(said))
