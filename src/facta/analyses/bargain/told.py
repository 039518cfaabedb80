"""What a bargain amounts to: its finding, parts, figures, tables and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.analyses.bargain import capabilities, dependence, exchange, patrons
from facta.analyses.bargain import spread as concentration
from facta.analyses.bargain.words import band, ends
from facta.periods import say_day
from facta.results import Figure, Item, Table
from facta.signals.base import figure, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from facta.analyses.bargain import Bargain
    from facta.analyses.bargain.capabilities import Able
    from facta.analyses.bargain.dependence import Found
    from facta.analyses.bargain.exchange import Both, Given
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
    both: Both
    found: Mapping[str, Found]
    spreads: Mapping[str, Spreading]
    others: Sequence[Beside]
    able: Sequence[Able]
    evidence: Mapping[str, Row]

    @property
    def sides(self) -> Mapping[str, str]:
        """The sides with their names."""
        return self.asked.sides


def parts(asked: Bargain, view: View) -> Parts:
    """Work out every part as known on the day."""
    evidence = {str(row["ref"]): row for one in asked.evidence for row in view.rows(one)}
    issues = [exchange.given(key, one, view) for key, one in asked.issues.items()]
    return Parts(
        asked,
        view.as_of,
        issues,
        exchange.both(issues, asked.sides, view),
        {key: dependence.measured(key, one, view) for key, one in asked.dependences.items()},
        {key: concentration.spread(key, one, view) for key, one in asked.spreads.items()},
        patrons.weighed(asked.patrons, view) if asked.patrons else [],
        [capabilities.able(key, one, evidence, view.as_of) for key, one in asked.capabilities.items()],
        evidence,
    )


def headline(told: Parts) -> str:
    """Say who has more acts on record lately, and who depends on whom."""
    return f"{_lately(told)} {_depends(told)}".strip()


def _lately(told: Parts) -> str:
    both, (first, second) = told.both, told.sides.values()
    mine, theirs = both.counts
    when = f"In the twelve months to {say_day(told.as_of)}"
    why = f" ({both.why})" if both.why else ""
    if not mine + theirs:
        return f"{when} neither {first} nor {second} has an act on record{why}."
    counts = f"{first} has {quantity(mine, 'acts') if mine else 'no act'} on record and {second}"
    counts = f"{when} {counts} {theirs or 'none'}"
    if both.ratio is None:
        return f"{counts} (no ratio: {both.why})."
    value, low, high = both.ratio
    more = "which more is not certain"
    if low > 1 or high < 1:
        more = f"{first if low > 1 else second} more than chance explains"
    of = f" of {both.seen[0]} and {both.seen[1]} on searched days" if both.seen != both.counts else ""
    return f"{counts} (ratio {figure(value)}{of}, 95 % interval {ends(low, high)}: {more})."


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
        *(capabilities.told(one, sides, told.evidence) for one in told.able),
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
        spreads = list(told.spreads.values())
        found.append(dependence.table(list(told.found.values()), told.sides, spreads))
    if told.able:
        found.append(capabilities.table(told.able, told.sides))
    if told.asked.patrons and told.others:
        found.append(patrons.table(told.others, told.asked.patrons.beside))
    return found


def drawings(told: Parts) -> list[Drawing]:
    """Return the dependences as dots with their intervals."""
    return [dependence.drawing(list(told.found.values()))] if told.found else []


def short(told: Parts) -> Table:
    """Return the rows for the board: acts of each side, dependences, and the patrons that trade most."""
    rows = [
        (f"acts of {name}", str(count), "last twelve months")
        for name, count in zip(told.sides.values(), told.both.counts, strict=True)
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
            cell = f"{band(other.ratio.low, other.ratio.high)} times"
            mark = ", promoter's figure" if other.promoted else ""
            rows.append((f"trade beside {other.patron.title}", cell, f"{other.trade.year}{mark}"))
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
    said += list(_uncounted(told.issues))
    beside = told.asked.patrons.beside if told.asked.patrons else ""
    lack = [one.patron.title for one in told.others if one.key != beside and one.ratio is None]
    said += [f"No figure of trade to compare for: {', '.join(lack)}."] if lack else []
    poor = [one.patron.title for one in told.others if not one.aid]
    said += [f"No figure of aid for: {', '.join(poor)}."] if poor else []
    unvalued = [one.issue.title for one in told.issues if one.acts and one.total.why]
    said += [f"Not valued: {', '.join(unvalued)}."] if unvalued else []
    return list(dict.fromkeys(said))


def _uncounted(issues: Sequence[Given]) -> Iterator[str]:
    """Say which records of acts do not count."""
    promoted = dict.fromkeys(act.ref for one in issues for act in one.found.promoted)
    undated = dict.fromkeys(f"{act.ref} ({act.dated()})" for one in issues for act in one.rate.undated)
    doubtful = dict.fromkeys(act.ref for one in issues for act in one.found.doubtful)
    if promoted:
        yield f"Told by a promoter alone and not counted: {', '.join(promoted)}."
    if undated:
        yield f"Not surely within one of the last two years: {', '.join(undated)}."
    if doubtful:
        yield f"In doubt and not counted: {', '.join(doubtful)}."
