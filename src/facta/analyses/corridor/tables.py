"""The tables of a corridor: what carries now, what closures cost and how often, what projects add."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.analyses.corridor import checked, words
from facta.analyses.corridor.gains import both_ways, gained
from facta.analyses.corridor.parts import doubted
from facta.analyses.corridor.solved import weight_of
from facta.likelihood import percent
from facta.periods import say_day
from facta.results import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.corridor.live import Gate
    from facta.analyses.corridor.told import Crossing, Told
    from facta.corridors.journeys import Route
    from facta.records import Point

SHOWN = 3
BEST_KNOWN = 12
SLIGHT = 0.0005


def tables(told: Told) -> Iterator[Table]:
    """Yield every table."""
    yield _now(told)
    yield _without_odds(told)
    yield _over_states(told)
    yield _importance(told)
    yield _killers(told)
    yield _gates(told)
    yield _episodes(told)
    for project in told.asked.projects:
        yield both_ways(told, project)
        yield gained(told, project)
    if told.flows:
        yield _flows(told)
    if told.sites:
        yield _sites(told)
    if told.asked.checks:
        yield checked.table(checked.beside(told.asked.checks, told.network))


def short(told: Told) -> Table:
    """Return the table of the board: the journeys, and the first of them with a project and without it."""
    first, *others = told.crossings
    rows = [_carried(first.journey.title, first.now), *_supposed(told)]
    rows += [_carried(one.journey.title, one.now) for one in others]
    return Table(
        title="What carries now", columns=("Journey", "Carried", "Days"), rows=tuple(rows), right=(2,)
    )


def _supposed(told: Told) -> Iterator[tuple[str, str, str]]:
    """Yield the first journey with the first project, and both ways with every gate open."""
    for project, title in list(told.asked.projects.items())[:1]:
        worth = told.worths[project][0]
        name = words.lower(title)
        if told.odds.closed:
            yield _carried(f"– with {name}", worth.with_it.route(told.odds.closed))
        yield _carried("– every gate open", worth.without.route(0))
        yield _carried(f"– open, with {name}", worth.with_it.route(0))


def _carried(title: str, route: Route | None) -> tuple[str, str, str]:
    if route is None:
        return title, words.NO_ROUTE, ""
    low, value, high = route.days
    return title, route.name, f"{value:.1f} ({words.ends(low, high, 0)})"


def _now(told: Told) -> Table:
    rows = []
    for one in told.crossings:
        if one.now is None:
            rows.append((one.journey.title, words.NO_ROUTE, "", "", "", _fallback(one)))
            continue
        rows.append(
            (
                one.journey.title,
                one.now.name,
                words.days_of(one.now),
                words.usd_of(one.now),
                f"{one.now.km:,.0f}",
                _fallback(one),
            )
        )
    shut = words.shut([gate for gate in told.gates if gate.closed])
    state = f"with {shut} shut" if shut else "with no gate seen shut"
    return Table(
        title=f"What carries each journey, {state}",
        columns=(
            "Journey",
            "Fastest route",
            "Days",
            "USD per FEU",
            "Kilometres",
            "Fallback that shares no gate",
        ),
        rows=tuple(rows),
        right=(2, 3, 4),
        note=_doubts(told)
        + "Days and dollars: typical (low–high). Handling in the first and the last port is counted.",
    )


def _doubts(told: Told) -> str:
    """Say of which journeys the route is shut in more than half of the states."""
    found = [one.journey.title for one in told.crossings if doubted(told, one)]
    said = "Shut in more than half of the states, by gates that nobody saw open"
    return f"{said}: {', '.join(found)}. " if found else ""


def _fallback(one: Crossing) -> str:
    if one.now is None or not one.now.mask:
        return "–"
    return f"{one.fallback.name}, {words.days(one.fallback.days[1])}" if one.fallback else "none"


def _without_odds(told: Told) -> Table:
    """Each single closure beside the state of the day: no probability is needed for it."""
    rows = []
    for bit, gate in enumerate(told.gates):
        changed = [(one.journey.title, one.single(bit)) for one in told.crossings if one.single(bit)]
        if changed and not gate.closed:
            rows.append((gate.group.title, _effects(changed)))
    worst = _worst(told)
    still = len(told.gates) - len(rows) - len(told.closed)
    return Table(
        title=f"One more closure: {worst}" if worst else "One more closure ends none of these journeys",
        columns=("If this closes too", "Days more on the next best route"),
        rows=tuple(rows),
        note=f"From the state of the day, without probabilities. {still} other gates change nothing.",
    )


def _effects(changed: list[tuple[str, float]]) -> str:
    ranked = sorted(changed, key=lambda row: -row[1])
    return "; ".join(f"{title} {words.more(days)}" for title, days in ranked)


def _worst(told: Told) -> str:
    ends = [
        f"{words.lower(gate.group.title)} ends {one.journey.title}"
        for bit, gate in enumerate(told.gates)
        for one in told.crossings
        if not gate.closed and one.now is not None and words.days(one.single(bit)) == words.NO_ROUTE
    ]
    more = f" and {len(ends) - SHOWN} more" if len(ends) > SHOWN else ""
    return f"{'; '.join(ends[:SHOWN])}{more}"


def _over_states(told: Told) -> Table:
    rows = []
    for one in told.crossings:
        low, typical, high = one.no_route
        year = one.year
        cells = (words.days(value, "") for value in (year.expected, year.median, year.p95, year.tail))
        late = (
            "–" if year.late is None else f"{words.chance(year.late)} over {one.journey.deadline_days:g} days"
        )
        rows.append(
            (
                one.journey.title,
                *cells,
                _ranged(low, typical, high),
                late,
            )
        )
    count = len(told.odds.typical)
    return Table(
        title=f"Over all {count:,} states of {len(told.gates)} gates, by how often each was shut",
        columns=("Journey", "Mean days", "Half", "95 %", "Worst 5 %", "No route", "Late"),
        rows=tuple(rows),
        right=(1, 2, 3, 4, 5),
        note=(
            "Exact, not sampled: the fastest route of each state, weighed by its chance, where there is one. "
            "The range of no route is that of the shares of days. " + _apart(told)
        ),
    )


def _ranged(low: float, typical: float, high: float) -> str:
    said = words.chance(typical)
    return said if words.chance(high) == said else f"{said} ({words.chance(low)}–{words.chance(high)})"


def _apart(told: Told) -> str:
    pairs = [(one, words.chance(one.lost(told.odds.apart))) for one in told.crossings]
    changed = [f"{one.journey.title} {said}" for one, said in pairs if said != words.chance(one.no_route[1])]
    return f"Were closures independent, no route would be: {', '.join(changed)}." if changed else ""


def _importance(told: Told) -> Table:
    rows = []
    for bit, gate in enumerate(told.gates):
        weights = [
            (one.journey.title, *weight_of(one.solved, told.odds.typical, bit)) for one in told.crossings
        ]
        weighed = [(title, days) for title, days, _ in weights if days >= words.LITTLE_DAYS]
        lost = [f"{title} no route {percent(p)} likelier" for title, _, p in weights if p > SLIGHT]
        said = "; ".join([*lost, _effects(weighed)] if weighed else lost)
        if said:
            rows.append((gate.group.title, said))
    return Table(
        title="What each gate weighs: mean days with it shut minus with it open",
        columns=("Gate", "Days more on average"),
        rows=tuple(rows),
        note="It alone closes too: means over all states of the other gates (Birnbaum importance).",
        fold=True,
    )


def _killers(told: Told) -> Table:
    rows = []
    for one in told.crossings:
        late = f"{one.journey.deadline_days:g} days" if one.journey.deadline_days else "no deadline"
        rows.append((one.journey.title, _cut(one.solved.cuts), late, _cut(one.late_cuts)))
    return Table(
        title="What must close to end a journey, or to make it late, from every gate open",
        columns=("Journey", "Leaves no route", "Late after", "Makes it late"),
        rows=tuple(rows),
        note="The smallest sets of gates, exact: one gate, else two, else the fewest.",
    )


def _cut(cuts: Sequence[tuple[str, ...]]) -> str:
    """Say the smallest sets, those of one gate and of two, or else the smallest there is."""
    if not cuts:
        return "nothing"
    if not cuts[0]:
        return "nothing need close"
    short = [cut for cut in cuts if len(cut) <= max(2, len(cuts[0]))]
    more = f"; {len(short) - SHOWN} more" if len(short) > SHOWN else ""
    return "; ".join(" + ".join(cut) for cut in short[:SHOWN]) + more


def _gates(told: Told) -> Table:
    rows = tuple(
        (gate.group.title, words.stands(gate, told.as_of), words.often(gate), *_lengths(gate), _why(gate))
        for gate in told.gates
    )
    measured = sum(gate.measured for gate in told.gates)
    return Table(
        title=f"How often each gate was shut: measured for {measured} of {len(told.gates)}",
        columns=("Gate", "Stands", "Shut", "Closures", "Longest", "Why this"),
        rows=rows,
        right=(3, 4),
        note="Illustrative shares are the author's. Ranges of measured ones are 90 % intervals.",
    )


def _why(gate: Gate) -> str:
    return gate.watch.because if gate.watch else "Nothing is said of it."


def _lengths(gate: Gate) -> tuple[str, str]:
    if gate.rate is None:
        return "–", "–"
    more = "+" if any(one.end is None for one in gate.episodes) else ""
    return f"{gate.rate.episodes}", f"{gate.rate.longest_days:.0f}{more} d"


def _episodes(told: Told) -> Table:
    found = [(one.start, gate, one) for gate in told.gates for one in gate.episodes]
    found.sort(key=lambda row: row[0], reverse=True)
    rows = tuple(
        (
            gate.group.title,
            say_day(one.start),
            say_day(one.end) if one.end else f"last seen shut {say_day(one.seen)}",
            f"{one.days}" if one.end else f"{one.days} or more",
        )
        for _, gate, one in found[:BEST_KNOWN]
    )
    return Table(
        title="The last closures, and how long they lasted",
        columns=("Gate", "From", "To", "Days"),
        rows=rows,
        right=(3,),
        fold=True,
    )


def _flows(told: Told) -> Table:
    rows = []
    for one in told.flows:
        names = "; ".join(words.stretch(told.network, link) for link in one.links) or words.NO_ROUTE
        latest = one.latest
        came = f"{latest.value:,.0f} {one.unit} ({_months(latest)})" if latest else "no figure"
        share = f"{percent(latest.value / one.flow.needed)}" if latest and one.flow.needed else "–"
        needed = f"{one.flow.needed:,.0f} {one.unit} ({one.flow.needed_is})" if one.flow.needed else "–"
        rows.append((one.flow.title, f"{len(one.links)}: {names}", came, needed, share))
    return Table(
        title="What flows through few gates",
        columns=("Good", "Fewest links that stop it", "Came", "Beside", "Share"),
        rows=tuple(rows),
        right=(4,),
    )


def _months(point: Point) -> str:
    last = point.end - timedelta(days=1)
    return f"{point.start:%b} to {last:%b %Y}"


def _sites(told: Told) -> Table:
    rows = []
    for one in told.sites:
        today = one.today
        needs = "; ".join(words.stretch(told.network, link) for link in one.needs)
        rows.append(
            (
                one.site.title,
                today.name if today else f"none by {' or '.join(one.site.modes)}",
                needs or ("nothing" if today else "no plan on record leads there"),
                one.site.because,
            )
        )
    return Table(
        title="Sites, and the links they wait for",
        columns=("Site", "Way out today", "Waits for", "What is known"),
        rows=tuple(rows),
    )
