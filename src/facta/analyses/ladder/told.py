"""What is said of a ladder: parts, figures, tables, the drawing, and what could not be said."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from facta.analyses.ladder.pace import AHEAD, Coming, Following, Pace, Spread, Watch
from facta.analyses.ladder.steps import REVERSAL
from facta.analyses.reading import named
from facta.likelihood import likely, percent
from facta.models.hazard import chance_within
from facta.periods import describe, say_day
from facta.results import Climb, Climbs, Drawing, Figure, Item, Table
from facta.signals.base import bound, quantity
from facta.signals.base import figure as said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from facta.analyses.ladder.steps import Climber, Step

BOUNDS = "95 % interval"
A_YEAR = "steps a year"
WIDTH = 46  # of the states in a cell of the board
NOWHERE = "no step known"
NO_CLIMB = "no step up known"
LATE = 31  # days that nobody searched before it is said
TOLD = 2  # chances in the finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """States on their rungs as known on a day, and their pace, or in words why it cannot be said."""

    as_of: date
    rungs: tuple[str, ...]
    states: tuple[Climber, ...]
    watch: Watch | str
    below: int
    pace: Pace | str
    coming: Mapping[int, Coming | str]
    spread: Spread | str
    within_days: int
    leader: tuple[str, int] | None
    following: Mapping[int, Following | str]

    def rung(self, number: int) -> str:
        """Return the name of a rung."""
        if number == REVERSAL:
            return "reversal"
        return self.rungs[number - 1] if number else NOWHERE

    @property
    def unwatched(self) -> list[str]:
        """States with a step up that are not watched."""
        watched = {state.actor for state in self.watch.states} if isinstance(self.watch, Watch) else set()
        return [named(state.actor) for state in self.states if state.height and state.actor not in watched]


def items(seen: Seen) -> list[Item]:
    """Return a part for every state."""
    return [_item(state, seen) for state in seen.states]


def _item(state: Climber, seen: Seen) -> Item:
    return Item(
        key=state.actor,
        title=named(state.actor),
        says=_stands(state, seen),
        because=_because(state, seen),
        figure=_next(state, seen),
        since=max((step.when.last for step in state.steps), default=None),
        records=tuple(step.key for step in state.steps),
        detail=tuple(_detail(state, seen)),
    )


def _stands(state: Climber, seen: Seen) -> str:
    marks = [NO_CLIMB if state.steps and not state.height else seen.rung(state.height)]
    if state.height and not state.proven:
        marks.append("unverified")
    if state.reversed:
        marks.append("reversal since")
    return ", ".join(marks)


def _because(state: Climber, seen: Seen) -> str:
    if not state.climbs:
        return "No record tells of a step up." if state.steps else "No record tells of a step."
    newest = state.climbs[-1]
    told = f"Rung {newest.rung} of {len(seen.rungs)}, {describe(newest.when)}: {newest.text} ({newest.key})"
    told += f"; {newest.note}" if newest.note else ""
    return f"{told}{_doubt(state, seen)}."


def _doubt(state: Climber, seen: Seen) -> str:
    """Say what unverified steps change."""
    if not state.doubtful:
        return ""
    one = len(state.doubtful) == 1
    keys = _and([step.key for step in state.doubtful])
    told = f"; {keys} {'is' if one else 'are'} unverified"
    if state.proven == state.height:
        return f"{told} and {'changes' if one else 'change'} no rung"
    without = f"rung {state.proven}, {seen.rung(state.proven)}" if state.proven else "no rung"
    return f"{told}, and without {'it' if one else 'them'} there is {without}"


def _next(state: Climber, seen: Seen) -> Figure | None:
    """Return the chance that a watched state climbs within a year."""
    if isinstance(seen.pace, str) or state.actor not in seen.pace.states:
        return None
    mine = seen.pace.states[state.actor]
    found = chance_within(mine, AHEAD)
    return Figure(
        name="climb", title="Chance of a step within 365 days", value=100 * found.chance, unit="%",
        low=100 * found.low95, high=100 * found.high95, bounds=BOUNDS, n=mine.steps,
        note=f"{quantity(mine.steps, 'steps')} in {quantity(mine.years, 'years')}, drawn toward the others",
    )  # fmt: skip


def _detail(state: Climber, seen: Seen) -> Iterator[tuple[str, str]]:
    climbs = set(state.climbs)
    for step in state.steps:
        marks = [step.key] if step.verified else [step.key, "unverified"]
        if step.rung != REVERSAL and step not in climbs:
            marks.append("no higher than before")
        marks += [step.note] if step.note else []
        rung = "reversal" if step.rung == REVERSAL else f"rung {step.rung}, {seen.rung(step.rung)}"
        yield describe(step.when), f"{rung}: {step.text} ({'; '.join(marks)})"
    if state.doubtful:
        yield "Unverified", _doubt(state, seen).removeprefix("; ")
    if state.reversed:
        yield "Reversal", "it takes no rung away; the ladder can stand while relations worsen"


def headline(seen: Seen) -> str:
    """Say the finding."""
    known = [state for state in seen.states if state.height]
    if not known:
        back = [named(state.actor) for state in seen.states if state.steps]
        if not back:
            return "No step on the ladder is known."
        return f"No step up the ladder is known; records tell of reversals only, of {_and(back)}."
    top = known[0].height
    first = [named(state.actor) for state in known if state.height == top]
    verb = "stands" if len(first) == 1 else "stand"
    told = (
        f"{_and(first)} {verb} highest of {quantity(len(known), 'states')}, on rung {top} ({seen.rung(top)})."
    )
    chances = [(rung, one) for rung, one in seen.coming.items() if isinstance(one, Coming)]
    if not chances:
        return told
    parts = [_chance(one, f"on rung {rung} ({seen.rung(rung)})") for rung, one in chances[:TOLD]]
    return f"{told} Within {AHEAD} days one more state {'; one more '.join(parts)}."


def _chance(one: Coming, where: str) -> str:
    """Say a chance; without a word where no state went before, as the prior alone would choose it."""
    ends = f"95 % interval {_ends(one.chance.low95, one.chance.high95)}"
    if one.reached:
        return f"{where}: {likely(one.chance.chance)}, {ends}"
    watched = quantity(one.years, "years")
    return f"{where}: {percent(one.chance.chance)}, {ends} (no word: none did in {watched} of watching)"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _ends(low: float, high: float) -> str:
    return f"{percent(low).removesuffix(' %')}–{percent(high)}"


def figures(seen: Seen) -> list[Figure]:
    """Return every figure: the pace, the chances of more states, diffusion, and followers."""
    chances = [_coming(rung, one, seen) for rung, one in seen.coming.items()]
    return [*_pace(seen), *chances, _spread(seen), *_followers(seen)]


def _pace(seen: Seen) -> Iterator[Figure]:
    title = f"Steps a year of a state below rung {seen.below}"
    found = seen.pace
    if isinstance(found, str):
        yield Figure(name="next-step", title=title, value=None, unit=A_YEAR, note=found)
        return
    note = f"in {quantity(found.all.years, 'years')} of {quantity(found.watched, 'states')}"
    if found.proven is not None and found.proven.steps < found.all.steps:
        note += f"; {said(found.proven.rate)} by the {found.proven.steps} verified steps alone"
    for name, one, told in (
        ("next-step", found.all, note),
        *(
            (
                f"next-step.{actor}",
                mine,
                f"in {quantity(mine.years, 'years')}, drawn toward the other states",
            )
            for actor, mine in found.states.items()
        ),
    ):
        who = f", {named(name.partition('.')[2])}" if "." in name else ""
        yield Figure(
            name=name, title=f"{title}{who}", value=one.rate, unit=A_YEAR, low=one.low95, high=one.high95,
            bounds=BOUNDS, n=one.steps, note=told,
        )  # fmt: skip


def _coming(rung: int, one: Coming | str, seen: Seen) -> Figure:
    name, title = (
        f"chance.{rung}",
        f"Chance of one more state on rung {rung} ({seen.rung(rung)}) within 365 days",
    )
    if isinstance(one, str):
        return Figure(name=name, title=title, value=None, unit="%", note=one)
    found, (low, high) = one.chance, sorted((one.shortest, one.longest))
    ends = "" if percent(low) == percent(high) else f"; {_ends(low, high)} by where rough dates are put"
    return Figure(
        name=name, title=title, value=100 * found.chance, unit="%", low=100 * found.low95,
        high=100 * found.high95, bounds=BOUNDS, n=one.reached, note=f"{_reached(one)}{ends}",
    )  # fmt: skip


def _reached(one: Coming) -> str:
    later = f" in the days searched and {one.later} after them" if one.later else ""
    left = f"{one.left} {'is' if one.left == 1 else 'are'} left"
    return f"{one.reached or 'none'} reached it{later}, {left}"


def _spread(seen: Seen) -> Figure:
    title = (
        f"Pace of steps within {seen.within_days} days of another watched state's step, against other days"
    )
    found = seen.spread
    if isinstance(found, str):
        return Figure(name="diffusion", title=title, value=None, unit="times", note=found)
    one = found.middle
    note = (
        f"{quantity(one.inside_steps, 'steps')} soon after another, {one.outside_steps} otherwise; "
        f"{said(found.first)} with rough dates on their first days, {said(found.last)} on their last; "
        "a common cause looks alike"
    )
    if seen.unwatched:
        note += f"; steps of {_and(seen.unwatched)} are left out, as these are not watched"
    return Figure(
        name="diffusion", title=title, value=one.ratio.ratio, unit="times", low=bound(one.ratio.low95),
        high=bound(one.ratio.high95), bounds=BOUNDS, n=one.inside_steps + one.outside_steps, note=note,
    )  # fmt: skip


def _followers(seen: Seen) -> Iterator[Figure]:
    for months, one in seen.following.items():
        actor, rung = seen.leader or ("", 0)
        title = f"States that climbed within {months} months after {named(actor)} reached rung {rung}"
        name = f"followed.{months}"
        if isinstance(one, str):
            yield Figure(name=name, title=title, value=None, unit="states", note=one)
            continue
        after, there, before = map(_listed, (one.after, one.there, one.before))
        within = quantity(one.days, "days")
        note = f"{after} in {within}; to rung {rung} or beyond {there}; {before} in as many days before"
        yield Figure(name=name, title=title, value=float(len(one.after)), unit="states", note=note)


def _listed(actors: tuple[str, ...]) -> str:
    return ", ".join(actors) or "none"


def short(seen: Seen) -> Table:
    """Return the rungs with the states on them, the highest first."""
    rows = []
    for height, group in groupby(
        (state for state in seen.states if state.height), key=lambda one: one.height
    ):
        names = "; ".join(f"{named(one.actor)}{_sign(one)}" for one in group)
        lines = wrap(names, WIDTH)
        rows += [(f"{height} {seen.rung(height)}" if not i else "", line) for i, line in enumerate(lines)]
    return Table(title="Who stands on which rung", columns=("rung", "states"), rows=tuple(rows))


def _sign(state: Climber) -> str:
    signs = ["unverified"] if state.proven < state.height else []
    signs += ["reversal since"] if state.reversed else []
    return f" ({', '.join(signs)})" if signs else ""


def tables(seen: Seen) -> list[Table]:
    """Return the states with their rungs and pace, and the steps that nobody has verified."""
    if not seen.states:
        return []
    rows = tuple(
        (
            named(state.actor),
            str(state.height),
            _stands(state, seen),
            describe(state.climbs[-1].when) if state.climbs else "",
            _cell(_next(state, seen)),
        )
        for state in seen.states
    )
    columns = ("state", "rung", "stands", "reached", "a step within 365 days")
    high = sum(state.height >= seen.below for state in seen.states)
    title = (
        f"{high} of {quantity(len(seen.states), 'states')} {'stands' if high == 1 else 'stand'} on rung "
        f"{seen.below} ({seen.rung(seen.below)}) or beyond"
    )
    return [Table(title=title, columns=columns, rows=rows, right=(1,)), *_doubtful(seen)]


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return ""
    low, high = ((end or 0.0) / 100 for end in (figure.low, figure.high))
    return f"{percent(figure.value / 100)} ({_ends(low, high)})"


def _doubtful(seen: Seen) -> Iterator[Table]:
    rows = tuple(
        (step.key, named(state.actor), describe(step.when), step.text, _without(state, step, seen))
        for state in seen.states
        for step in state.doubtful
    )
    if rows:
        moved = sum(state.proven < state.height for state in seen.states)
        they = ("is", "it") if len(rows) == 1 else ("are", "them")
        title = (
            f"{quantity(len(rows), 'steps')} {they[0]} unverified; without {they[1]} "
            f"{quantity(moved, 'states') if moved else 'no state'} would stand lower"
        )
        columns = ("step", "state", "when", "what", "changes")
        yield Table(title=title, columns=columns, rows=rows)


def _without(state: Climber, step: Step, seen: Seen) -> str:
    """Say which rung a state would stand on without one step, or without it and its other unverified ones."""
    height = max((other.rung for other in state.steps if other is not step and other.rung > 0), default=0)
    if height < state.height:
        return f"else {seen.rung(height)}"
    return f"with others; else {seen.rung(state.proven)}" if step.rung > state.proven else "no rung"


def drawings(seen: Seen) -> list[Drawing]:
    """Return the steps of every state in time."""
    rows = tuple(
        Climb(label=named(one.actor), steps=tuple((step.day, step.rung, step.verified) for step in one.steps))
        for one in seen.states
        if one.steps
    )
    if not rows:
        return []
    data = Climbs(rows=rows, rungs=seen.rungs, as_of=seen.as_of)
    return [Drawing(chart="climbs", title=headline(seen).partition(". ")[0].rstrip("."), data=data)]


def gaps(seen: Seen) -> Iterator[str]:
    """Yield what could not be said."""
    if not any(state.steps for state in seen.states):
        return
    if isinstance(seen.pace, str):
        yield f"No pace of steps: {seen.pace}."
    for rung, one in seen.coming.items():
        if isinstance(one, str):
            yield f"No chance of one more state on rung {rung}: {one}."
    if isinstance(seen.spread, str):
        yield f"Whether steps spread cannot be said: {seen.spread}."
    if isinstance(seen.watch, Watch) and (seen.as_of - seen.watch.until).days > LATE:
        yield f"Steps after {say_day(seen.watch.until)} were not searched for."
    silent = [named(state.actor) for state in seen.states if not state.steps]
    if silent:
        yield f"No step is known of {_and(silent)}."
    yield from _unfollowed(seen)


def _unfollowed(seen: Seen) -> Iterator[str]:
    for months, found in seen.following.items():
        if isinstance(found, Following) and found.days < 30 * months:
            over = f"{quantity(found.days, 'days')} {'was' if found.days == 1 else 'were'} searched"
            yield f"Of the {months} months in which others may follow, {over}."
    for reason in dict.fromkeys(found for found in seen.following.values() if isinstance(found, str)):
        yield f"Who followed cannot be said: {reason}."
