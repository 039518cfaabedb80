"""What is said of two sides that answer each other: sentences, figures, tables and drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.analyses.chance import chance
from facta.analyses.reciprocity.answers import CHANCE, Answered
from facta.models.refusal import Refusal
from facta.results import Bar, Bars, Drawing, Figure, Item, Table
from facta.signals.base import figure as number
from facta.signals.base import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.analyses.reciprocity.answers import Way

NINETY = "central 90 % of draws"
METHOD = (
    "A vector autoregression by least squares tests whether each side follows the other (F, Granger); "
    "answers to a move of one standard deviation are followed with the prior of Sims and Zha, in both orders "
    "of who may move first at once, and the way is said only where both orders agree. To go before is not to "
    "cause, and a test after a search for lags is too sure. What took several days stands on the middle one."
)


def headline(found: Answered | Refusal, titles: Mapping[str, str]) -> str:
    """Say the finding in one sentence."""
    if isinstance(found, Refusal):
        return f"Reciprocity cannot be tested: {found.reason}."
    answering = [way for way in found.ways if way.test.p <= CHANCE]
    told = "; ".join(
        f"{titles[way.answering]}: {way.says} (F {number(way.test.value)}, p {chance(way.test.p)})"
        for way in found.ways
    )
    said = {0: "Neither side is seen to answer", 1: "Only one side is seen to answer", 2: "Both sides answer"}
    return f"{said[len(answering)]} over {found.periods:,} {found.word}s: {told}."


def items(found: Answered | Refusal, titles: Mapping[str, str]) -> Iterator[Item]:
    """Yield one part for each side as it answers the other."""
    shown = {figure.name: figure for figure in figures(found, titles)}
    first, second = titles
    for moved, answering in ((first, second), (second, first)):
        way = None if isinstance(found, Refusal) else next(one for one in found.ways if one.moved == moved)
        yield Item(
            key=f"{answering}-answers-{moved}",
            title=f"Does {answering} answer {moved}",
            says=way.says if way else "refused",
            because=_told(found, way),
            figure=shown[f"F-{answering}-answers-{moved}"],
            detail=_detail(found, way) if way and not isinstance(found, Refusal) else (),
        )


def _told(found: Answered | Refusal, way: Way | None) -> str:
    if isinstance(found, Refusal) or way is None:
        reason = found.reason if isinstance(found, Refusal) else ""
        return f"{reason[:1].upper()}{reason[1:]}."
    test, followed = way.test, len(way.path.values) - 1
    lags = f"{found.lags} lag{'' if found.lags == 1 else 's'}"
    summed = f"1 {found.word} sums" if followed == 1 else f"{followed} {found.word}s sum"
    return (
        f"F({test.df1:g}, {test.df2:g}) is {number(test.value)}, p {chance(test.p)}, with {lags} "
        f"over {found.periods:,} {found.word}s; after a move of {way.moved} by one standard deviation "
        f"{summed} to {number(way.path.total[0])} "
        f"({NINETY} {span(*way.path.total[1:])})."
    )


def _detail(found: Answered, way: Way) -> tuple[tuple[str, str], ...]:
    return (
        ("Period", found.stretch),
        ("Lags", f"{found.lags}, {'chosen by the criterion of Schwarz' if found.chosen else 'given'}"),
        ("Other order", f"{number(way.other.total[0])} ({NINETY} {span(*way.other.total[1:])})"),
        ("Largest root", f"{number(found.root)}, stable below 1"),
    )


def figures(found: Answered | Refusal, titles: Mapping[str, str]) -> Iterator[Figure]:
    """Yield F, its p and the summed answer of each way, or why there are none."""
    first, second = titles
    for moved, answering in ((first, second), (second, first)):
        name = f"{answering}-answers-{moved}"
        labels = (
            (f"F-{name}", f"F that {answering} follows {moved}", "F"),
            (f"p-{name}", f"p that {answering} does not follow {moved}", "p"),
            (f"answer-{name}", f"Summed answer of {answering} to {moved}", "of its own units"),
        )
        if isinstance(found, Refusal):
            for label, title, unit in labels:
                yield Figure(name=label, title=title, value=None, unit=unit, note=found.reason)
            continue
        way = next(one for one in found.ways if one.moved == moved)
        middle, low, high = way.path.total
        for (label, title, unit), value in zip(labels, (way.test.value, way.test.p, middle), strict=True):
            summed = label.startswith("answer")
            yield Figure(
                name=label, title=title, value=value, unit=unit, n=found.periods, period=found.stretch,
                low=low if summed else None, high=high if summed else None, bounds=NINETY if summed else "",
            )  # fmt: skip


def tables(found: Answered | Refusal, titles: Mapping[str, str]) -> Iterator[Table]:
    """Yield the answers step by step with their bands."""
    if isinstance(found, Refusal):
        return
    for way in found.ways:
        both = (way.path, way.other)
        told = tuple(
            (
                str(step),
                *(f"{number(one.values[step])} ({span(one.low[step], one.high[step])})" for one in both),
            )
            for step in range(len(way.path.values))
        )
        yield Table(
            title=f"{titles[way.answering]}: {way.says}",
            columns=(f"{found.word}s after", f"{way.moved} moves first", f"{way.answering} moves first"),
            rows=told,
            right=(0,),
            note=f"Answer to one standard deviation of {titles[way.moved]}; {NINETY}.",
        )


def drawings(found: Answered | Refusal, titles: Mapping[str, str]) -> Iterator[Drawing]:
    """Draw the answers step by step."""
    if isinstance(found, Refusal):
        return
    for way in found.ways:
        steps = zip(way.path.values, way.path.low, way.path.high, strict=True)
        rows = tuple(
            Bar(
                label=f"{step} {found.word}{'' if step == 1 else 's'} after" if step else "At once",
                value=value, low=low, high=high, faint=low <= 0 <= high,
            )
            for step, (value, low, high) in enumerate(steps)
        )  # fmt: skip
        shape = Bars(rows=rows, unit="answer", left="in reverse", right="in kind")
        yield Drawing(chart="bars", title=f"{titles[way.answering]}: {way.says}", data=shape)


def short(found: Answered | Refusal, titles: Mapping[str, str]) -> Table:
    """Return what stands how, for the board."""
    first, second = titles
    rows = []
    for moved, answering in ((first, second), (second, first)):
        way = None if isinstance(found, Refusal) else next(one for one in found.ways if one.moved == moved)
        test = f"F {number(way.test.value)}, p {chance(way.test.p)}" if way else ""
        rows.append((f"{answering} to {moved}", way.says if way else "refused", test))
    return Table(title="Who answers whom", columns=("who", "stands", "test"), rows=tuple(rows))


def editorial(prior: Mapping[str, float]) -> str:
    """Say which numbers the author of the case chose."""
    told = ", ".join(f"{name} {number(value)}" for name, value in prior.items())
    return f"The weights of the prior were chosen, not found: {told}."
