"""What a person can ask about in a corridor: journeys, gates, projects, flows and sites; and the finding."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.analyses.corridor import words
from facta.analyses.corridor.solved import closing
from facta.likelihood import percent
from facta.periods import say_day
from facta.results import Figure, Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.corridor.flows import Gates, Waiting
    from facta.analyses.corridor.live import Gate
    from facta.analyses.corridor.told import Crossing, Told

BASE_RATES = "low and high shares of days shut"
RANGE = "low and high times of every leg"
UNSEEN = ("not seen", "not watched")
HINDSIGHT = 400  # days after which a last sighting is old


def headline(told: Told) -> str:
    """Say what carries the first journey now, what would end it, and what each project adds."""
    first = told.crossings[0]
    shut = words.shut([gate for gate in told.gates if gate.closed])
    state = f"With {shut} shut" if shut else "With no gate seen shut"
    if first.now is None:
        said = f"{state}, no route leads from {first.journey.title}."
    else:
        said = f"{state}, {first.journey.title} goes by {first.now.name}: {words.days_of(first.now)}."
    parts = [said, doubted(told, first), *(_adds(told, project) for project in told.asked.projects)]
    return " ".join(part for part in parts if part)


def doubted(told: Told, one: Crossing) -> str:
    """Say that the route of the day is likely shut too, and what carries it then; or nothing."""
    if one.now is None:
        return ""
    blind = [name for name in one.now.groups if told.gate_of[name].stand in UNSEEN]
    mask = one.solved.expanded.mask(blind)
    said = words.doubt(told.network, blind, closing(told.given, mask))
    if not said:
        return ""
    other = one.solved.route(told.odds.closed | mask)
    then = f"{other.name}, {words.days_of(other)}" if other else words.NO_ROUTE
    return f"{said} Then it is {then}."


def _adds(told: Told, project: str) -> str:
    """Say whether a project is redundancy: whether closing another gate costs less with it."""
    title = told.project_title(project)
    first = told.worths[project][0]
    days, group, journey = told.relief(project)
    shared = words.titles(told.network, first.shared)
    if not told.relieves(project):
        why = f": {shared} shuts it too" if first.shared else ""
        return f"{title} would add no redundancy on these journeys{why}."
    on = next(one.journey.title for one in told.crossings if one.key == journey)
    gate = words.lower(told.network.groups[group].title)
    gain = "gives the only way" if days == float("inf") else f"makes good {days:.1f} days"
    idle = [name for name in first.shared if told.idle(project, name)]
    but = f", but none where {words.titles(told.network, idle)} is shut" if idle else ""
    return f"{title} {gain} when {gate} is shut ({on}){but}."


def figures(told: Told) -> Iterator[Figure]:
    """Yield days and chances of every journey, shares of every gate, and what projects make good."""
    for one in told.crossings:
        yield _days(one)
        low, typical, high = one.no_route
        yield Figure(
            name=f"{one.key}-no-route", title=f"{one.journey.title}: share of days without a route",
            value=100 * typical, unit="%", low=100 * low, high=100 * high, bounds=BASE_RATES,
            editorial=_partly(told),
        )  # fmt: skip
    for gate in told.gates:
        if gate.rate is not None:
            low, share, high = gate.share
            yield Figure(
                name=f"{gate.group.key}-shut", title=f"{gate.group.title}: share of days shut",
                value=100 * share, unit="%", low=100 * low, high=100 * high, bounds="90 % interval",
                n=gate.rate.episodes, period=f"{gate.rate.watched_days:.0f} days",
            )  # fmt: skip
    for project in told.asked.projects:
        yield from (_relief(told, project, one) for one in told.crossings)


def _relief(told: Told, project: str, one: Crossing) -> Figure:
    """Return the most days of any one closure that a project makes good, at low, typical and high times."""
    ends = told.reliefs(project, one.key)
    low, typical, high = min(ends), ends[1], max(ends)
    title = f"{told.project_title(project)}: most days of one closure that it makes good, {one.journey.title}"
    name, bounds = f"{project}-{one.key}", "low, typical and high times"
    if high == float("inf"):
        note = "it gives the only way when one gate is shut"
        return Figure(name=name, title=title, value=None, unit="days", note=note)
    return Figure(name=name, title=title, value=typical, unit="days", low=low, high=high, bounds=bounds)


def _partly(told: Told) -> bool:
    return any(not gate.measured for gate in told.gates) or bool(told.asked.shocks)


def _days(one: Crossing) -> Figure:
    title = f"{one.journey.title}: days of the fastest route"
    if one.now is None:
        return Figure(name=f"{one.key}-days", title=title, value=None, unit="days", note=words.NO_ROUTE)
    low, value, high = one.now.days
    return Figure(
        name=f"{one.key}-days", title=title, value=value, unit="days", low=low, high=high, bounds=RANGE
    )


def items(told: Told) -> Iterator[Item]:
    """Yield every part that can be asked about."""
    for one in told.crossings:
        yield _journey(told, one)
    for gate in told.gates:
        yield _gate(told, gate)
    for project in told.asked.projects:
        yield _project(told, project)
    for flow in told.flows:
        yield _flow(told, flow)
    for site in told.sites:
        yield _site(told, site)


def _journey(told: Told, one: Crossing) -> Item:
    now = one.now
    watched = tuple(gate.watch.indicator for gate in told.gates if gate.watch and gate.watch.indicator)
    used = now.groups if now else told.closed
    detail = [("Fallback that shares no gate", _fallback(one))]
    detail += [("Ends with one closure", ", ".join(one.killers) or "none")]
    pairs = "; ".join(" and ".join(cut) for cut in one.pairs)
    detail += [("Ends with two closures", pairs or "none")]
    year = one.year
    spread = (
        f"mean {words.days(year.expected)}, half under {words.days(year.median)}, 95 % under "
        f"{words.days(year.p95)}, worst 5 % {words.days(year.tail)}; no route {words.chance(year.no_route)}"
    )
    detail += [("Over all states of the gates", spread)]
    if now:
        detail += [("Gates on the way", ", ".join(now.groups) or "none"), ("Length", f"{now.km:,.0f} km")]
    return Item(
        key=one.key,
        title=one.journey.title,
        says=now.name if now else words.NO_ROUTE,
        because=f"{words.days_of(now)}, {words.usd_of(now)} per FEU." if now else _why_none(told, one),
        figure=_days(one),
        since=max((gate.seen for gate in told.gates if gate.group.key in used and gate.seen), default=None),
        rests_on=tuple(dict.fromkeys(watched)),
        records=tuple(ref for gate in told.gates if gate.group.key in used for ref in gate.records),
        detail=tuple(detail),
    )


def _why_none(told: Told, one: Crossing) -> str:
    if one.solved.route(0) is None:
        return "Nothing in the network connects them."
    return f"Shut: {words.titles(told.network, told.closed)}."


def _fallback(one: Crossing) -> str:
    if one.now is None:
        return words.NO_ROUTE
    if not one.now.mask:
        return "not needed: the route meets no gate"
    return f"{one.fallback.name}, {words.days_of(one.fallback)}" if one.fallback else "none"


def _gate(told: Told, gate: Gate) -> Item:
    longest = max(gate.episodes, key=lambda one: one.days, default=None)
    detail = [("Shut", words.often(gate)), ("Links", ", ".join(gate.group.links))]
    if gate.rate:
        rate = gate.rate
        ends = words.ends(rate.onsets_low, rate.onsets_high)
        onsets = f"{rate.onsets_per_year:.1f} ({ends}) a year of open days"
        detail += [
            ("Closures", f"{rate.episodes} in {rate.watched_days:.0f} days watched"),
            ("Onsets", onsets),
        ]
    if longest:
        more = "" if longest.end else " or more"
        detail += [("Longest", f"{longest.days}{more} days from {say_day(longest.start)}")]
    if gate.reading:
        detail += [("Newest", gate.reading)]
    watch = gate.watch
    return Item(
        key=gate.group.key,
        title=gate.group.title,
        says=gate.stand,
        because=_how(gate, told),
        since=gate.since,
        rests_on=(watch.indicator,) if watch and watch.indicator else (),
        records=gate.records,
        detail=tuple(detail),
        editorial=not gate.measured,
    )


def _how(gate: Gate, told: Told) -> str:
    if not gate.seen:
        return gate.watch.because if gate.watch else ""
    said = words.stands(gate, told.as_of)
    return f"{said[:1].upper()}{said[1:]}."


def _project(told: Told, project: str) -> Item:
    relieves = told.relieves(project)
    first = told.worths[project][0]
    detail = [
        (one.journey.title, _gains(worth.saved[0], worth.used))
        for one, worth in zip(told.crossings, told.worths[project], strict=True)
    ]
    return Item(
        key=project,
        title=told.project_title(project),
        says="redundancy on some journeys" if relieves else "no redundancy",
        because=_adds(told, project),
        figure=_relief(told, project, told.crossings[0]),
        detail=(*detail, ("Gates it shares", ", ".join(first.shared) or "none")),
    )


def _gains(saved: float, used: bool) -> str:  # noqa: FBT001  (one word of a sentence)
    gains = "nothing" if not saved >= words.LITTLE_DAYS else f"{saved:.1f} days"
    return f"{gains} saved with every gate open" + ("" if used else "; the fastest route does not use it")


def _flow(told: Told, one: Gates) -> Item:
    latest, needed = one.latest, one.flow.needed
    stopped = "; ".join(words.stretch(told.network, link) for link in one.links)
    came = ""
    if latest:
        last = latest.end - timedelta(days=1)
        came = f"{latest.value:,.0f} {one.unit} came from {say_day(latest.start)} to {say_day(last)}"
        share = (
            f"{percent(latest.value / needed)} of {needed:,.0f} {one.unit}, the {one.flow.needed_is}"
            if needed
            else ""
        )
        came += f": {share}. " if share else ". "
    return Item(
        key=one.key,
        title=one.flow.title,
        says=f"stopped by {len(one.links)} links" if one.links else words.NO_ROUTE,
        because=f"{came}It stops where these are shut: {stopped}." if one.links else one.flow.because,
        since=latest.known_at if latest else None,
        rests_on=(one.flow.indicator,) if one.flow.indicator else (),
        detail=(
            ("Why these", one.flow.because),
            (
                "Capacity of the cut",
                f"{one.capacity:g} Mt a year" if one.capacity else "not on record for every link",
            ),
        ),
    )


def _site(told: Told, one: Waiting) -> Item:
    today = one.today
    needs = "; ".join(words.stretch(told.network, link) for link in one.needs)
    waits = f"It waits for {needs}." if needs else "No plan on record leads there."
    return Item(
        key=one.key,
        title=one.site.title,
        says=f"has {'a' if today else 'no'} way out by {' or '.join(one.site.modes)}",
        because=f"{today.name}, {words.days_of(today)}." if today else waits,
        detail=(("What is known", one.site.because), ("Modes", ", ".join(one.site.modes))),
    )


def gaps(told: Told) -> Iterator[str]:
    """Yield what could not be said."""
    blind = [gate.group.key for gate in told.gates if gate.stand == "not watched"]
    if blind:
        titles = words.titles(told.network, blind)
        yield f"No record tells how these stand, so they count as open: {titles}."
    for gate in told.gates:
        title = gate.group.title
        if gate.stand == "not seen":
            last = f"last sighting {say_day(gate.seen)}" if gate.seen else "no sighting on record"
            yield f"{title}: {last}; it counts as open."
        elif gate.seen and (told.as_of - gate.seen).days > HINDSIGHT:
            yield f"{title}: last seen {say_day(gate.seen)}."
    network = told.network
    links = list(network.links.values())
    sourced = sum(link.hours.verified for link in links), sum(link.usd.verified for link in links)
    lengths = sum(link.length.verified for link in links)
    yield "Links, their times, common causes and shares that the author put are those of today on every day."
    yield (
        f"Of {len(links)} links {lengths} have a verified length, {sourced[0]} a verified time and "
        f"{sourced[1]} a verified cost: the rest are modelled from speeds and rates."
    )
