"""What is said of promises: parts, tables, drawings, the finding, and what could not be said."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from facta.analyses.commitments.figures import NAMELESS, moved, said, waiting
from facta.analyses.commitments.promises import NOBODY, SAYS, SO_FAR, STANDS
from facta.analyses.commitments.rates import LEASTS, by_least
from facta.analyses.reading import named
from facta.likelihood import percent
from facta.periods import describe, say_day
from facta.results import Drawing, Figure, Item, Span, Spans, Table
from facta.signals.base import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from facta.analyses.commitments.promises import Promise, Version
    from facta.analyses.commitments.rates import Delivered, Spread
    from facta.analyses.commitments.seen import Seen

MARKS = {
    "promotional": "made without a mandate",
    "comparator": "for comparison",
    "mutual": "promised by both sides, counted once for the first",
}
SHOWN = 5  # sides on the board
NARROW = 16  # letters of a name in a narrow column


def items(seen: Seen) -> list[Item]:
    """Return a part for every promise."""
    return [_item(promise, seen) for promise in seen.promises]


def _item(promise: Promise, seen: Seen) -> Item:
    return Item(
        key=promise.key,
        title=promise.text,
        says=promise.says,
        because=_because(promise, seen),
        figure=_clock(promise, seen),
        since=promise.since,
        records=(promise.key,),
        detail=tuple(_detail(promise)),
    )


def _because(promise: Promise, seen: Seen) -> str:
    made = f"Made by {named(promise.by)}, {describe(promise.made)}; {_due(promise)}"
    if promise.outcome == "overdue" and promise.due:
        return (
            f"{made}, {quantity((seen.as_of - promise.due.last).days, 'days')} ago, and no outcome is known."
        )
    doubt = "; the promise itself is disputed" if promise.doubted else ""
    last = promise.versions[-1]
    if last.told == "open":
        return f"{made}, and no outcome is known{doubt}."
    outcome = f"{SO_FAR}," if promise.so_far else _outcome(last)
    told = f"{made}; {outcome} as known on {say_day(_told_first(promise))}"
    note = last.note.rstrip(".")
    return f"{told}{f' ({note})' if note else ''}{doubt}."


def _told_first(promise: Promise) -> date:
    """Return the day from which on its newest outcome was told."""
    last = promise.versions[-1].told
    return next(reversed(list(takewhile(lambda one: one.told == last, reversed(promise.versions))))).known


def _outcome(version: Version) -> str:
    """Say what a version tells of the outcome."""
    if version.told == "partial" and version.due and version.due.last >= version.known:
        return SO_FAR
    return SAYS["disputed" if version.told == "contested" else version.told]


def _due(promise: Promise) -> str:
    if promise.due is None:
        first = promise.first_due
        return f"first due {describe(first)}, a date that was given up" if first else "no day was named"
    again = f", moved from {describe(promise.first_due)}" if promise.slipped and promise.first_due else ""
    return f"due {describe(promise.due)}{again}"


def _clock(promise: Promise, seen: Seen) -> Figure | None:
    """Return the days to its date, or past it, while it is pending."""
    if not promise.pending or promise.due is None:
        return None
    days = (promise.due.last - seen.as_of).days
    title = "Days to its date" if days >= 0 else "Days past its date"
    return Figure(name="days", title=title, value=float(abs(days)), unit="days")


def _detail(promise: Promise) -> Iterator[tuple[str, str]]:
    if promise.to:
        yield "Promised to", named(promise.to)
    for name in ("portfolio", "faction"):
        words = promise.words(name)
        if words:
            yield name.capitalize(), ", ".join(map(said, words))
    for version in promise.versions:
        parts = [_outcome(version), version.step or ""]
        parts += [f"due {describe(version.due)}" if version.due else "no date", version.note.rstrip(".")]
        yield f"Known {say_day(version.known)}", "; ".join(part for part in parts if part)
    if moved(promise):
        yield "Date", moved(promise)
    marks = [words for tag, words in MARKS.items() if tag in promise.tags]
    marks += ["the promise itself is disputed"] if promise.doubted else []
    if marks:
        yield "Mark", "; ".join(marks)


def headline(seen: Seen) -> str:
    """Say the finding."""
    if not seen.promises:
        return "No promise is known."
    counts = Counter(promise.says for promise in seen.promises)
    parts = [f"{counts[word]} {word}" for word in STANDS if counts[word]]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    first = f"Of {quantity(len(seen.promises), 'promises')}: {listed}."
    whole = seen.whole()
    if whole is None:
        return f"{first} None is resolved, so there is no rate."
    return (
        f"{first} Of what was resolved {percent(whole.mean)} was delivered (90 % interval "
        f"{_ends(whole)} %), half kept counted as half."
    )


def _ends(spread: Spread) -> str:
    return f"{100 * spread.low:.0f}–{100 * spread.high:.0f}"


def _cell(spread: Spread | None) -> str:
    return f"{100 * spread.mean:.0f} %" if spread else "none"


def short(seen: Seen) -> Table:
    """Return the board's table: the sides, what is due next and what is late."""
    rows = [
        (
            _brief(actor),
            f"{one.worth:g} of {one.resolved}",
            _cell(one.rate),
            _ends(one.rate) if one.rate else "",
        )
        for actor, one in list(seen.sides.items())[:SHOWN]
    ]
    coming = seen.next_due
    if coming and coming[0].due:
        days = quantity((coming[0].due.last - seen.as_of).days, "days")
        rows.append(("next due", coming[0].key, say_day(coming[0].due.last), f"in {days}"))
    for one in seen.overdue[:2]:
        if one.due:
            late = quantity((seen.as_of - one.due.last).days, "days")
            rows.append(("overdue", one.key, say_day(one.due.last), f"{late} late"))
    columns = ("promised by", "delivered", "estimate", "90 % interval")
    return Table(title="Who keeps promises", columns=columns, rows=tuple(rows), right=(2,))


def _brief(actor: str) -> str:
    name = named(actor)
    return name if len(name) <= NARROW else actor


def tables(seen: Seen) -> list[Table]:
    """Return the promises, the rates by side, faction and portfolio, and what moves small groups."""
    if not seen.promises:
        return []
    found = [
        _list(seen),
        _rates("side", {named(word): one for word, one in seen.sides.items()}),
        _rates("faction", {said(word): one for word, one in seen.factions.items()}, _factions(seen)),
        _rates(
            "portfolio",
            {said(word): one for word, one in seen.portfolios.items()},
            "A promise that two portfolios share counts in both.",
        ),
    ]
    return [*found, *_moved(seen), *_friction(seen)]


def _factions(seen: Seen) -> str:
    """Say which factions carry nothing, and which rows are of none."""
    nobody = [f"{said(word)!r}" for word in seen.factions if word in NOBODY]
    rows = f"{_and(nobody)} {'names' if len(nobody) == 1 else 'name'} no faction." if nobody else ""
    return " ".join(filter(None, (_missing(seen), rows)))


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _missing(seen: Seen) -> str:
    gone = [said(word) for word in seen.known_factions if word not in seen.factions]
    return f"No promise is known that {' or '.join(gone)} carries." if gone else ""


def _list(seen: Seen) -> Table:
    rows = tuple(
        (
            one.key,
            named(one.by),
            one.text,
            describe(one.due) if one.due else "no date",
            one.says,
        )
        for one in seen.promises
    )
    columns = ("promise", "by", "what", "due", "stands")
    title = f"{len(seen.overdue)} of {len(seen.pending)} pending promises overdue"
    return Table(title=title, columns=columns, rows=rows)


def _rates(by: str, groups: Mapping[str, Delivered], note: str = "") -> Table:
    rows = tuple(
        (
            word,
            str(one.every),
            f"{one.kept} + {one.half} half",
            str(one.resolved),
            NAMELESS if by == "faction" and word in NOBODY else _cell(one.rate),
            _ends(one.rate) if one.rate else "",
        )
        for word, one in groups.items()
    )
    columns = (by, "promises", "kept", "resolved", "estimate", "90 % interval")
    most = max(
        (one for one in groups.items() if one[1].rate), key=lambda pair: pair[1].resolved, default=None
    )
    title = f"By {by}: {_best(*most)}" if most else f"By {by}: none is resolved"
    return Table(title=title, columns=columns, rows=rows, right=(1, 3, 4), note=note)


def _best(who: str, one: Delivered) -> str:
    """Say what the group with most resolved promises did."""
    half = ", half kept counted as half" if one.half else ""
    return f"{who} delivered {one.worth:g} of {one.resolved} resolved{half}"


def _moved(seen: Seen) -> Iterator[Table]:
    """Yield how far the choice of the least weight of the population moves small groups."""
    found = by_least(seen.sides)
    if not found:
        return
    rows = tuple(
        (named(actor), str(resolved), *(f"{100 * one.mean:.0f} % ({_ends(one)})" for one in spreads))
        for actor, resolved, spreads in found
    )
    columns = ("side", "resolved", *(f"least {least:g}" for least in LEASTS))
    widest = max(max(one.low for one in every) - min(one.low for one in every) for _, _, every in found)
    title = f"The choice of the least weight moves a lower limit by up to {100 * widest:.0f} points"
    note = "Small groups only; the least weight is the smallest number of outcomes that the others count for."
    yield Table(title=title, columns=columns, rows=rows, right=(1,), note=note)


def _friction(seen: Seen) -> Iterator[Table]:
    found = seen.friction
    if found is None or isinstance(found, str):
        return
    rows = tuple((describe(span), str(count), f"{weight:g}") for span, count, weight in found.quarters)
    noun = "friction" if found.many == 1 else "frictions"
    title = f"{found.many} {noun} in {describe(found.period)}, {found.weight:g} by credibility"
    note = "Weights by credibility are editorial."
    yield Table(title=title, columns=("quarter", "count", "weight"), rows=rows, right=(1, 2), note=note)


def drawings(seen: Seen) -> list[Drawing]:
    """Return every promise in time."""
    rows = tuple(
        Span(
            label=f"{one.key} {_brief(one.by)}{f', {one.topic}' if one.topic else ''}",
            start=one.made.start,
            due=one.due.last if one.due else None,
            end=one.settled,
            outcome=one.outcome,
        )
        for one in seen.promises
    )
    if not rows:
        return []
    whole = seen.whole()
    rate = f", {percent(whole.mean)} of what was resolved delivered" if whole else ""
    title = (
        f"{quantity(len(rows), 'promises')}: {len(seen.pending)} pending, {len(seen.overdue)} overdue{rate}"
    )
    return [Drawing(chart="spans", title=title, data=Spans(rows=rows, as_of=seen.as_of))]


def gaps(seen: Seen) -> Iterator[str]:
    """Yield what could not be said."""
    if not seen.promises:
        return
    curve = waiting(seen)
    if curve.value is None:
        yield f"No median wait: {curve.note}."
    yield from _undated(seen)
    yield from _disputed(seen)
    if seen.promotional:
        listed = ", ".join(one.key for one in seen.promotional)
        yield f"Made without a mandate, and counted unless a figure says otherwise: {listed}."
    if isinstance(seen.friction, str):
        yield f"Frictions were not weighed: {seen.friction}."
    gone = [said(word) for word in seen.known_factions if word not in seen.factions]
    if gone:
        yield f"No promise is known that {' or '.join(gone)} carries, so it has no rate."


def _undated(seen: Seen) -> Iterator[str]:
    undated = [one for one in seen.pending if one.due is None]
    never = [one.key for one in undated if not one.given_up]
    if never:
        they = "it" if len(never) == 1 else "they"
        yield f"No day was named for {_and(never)}, so {they} can never be overdue."
    for one in undated:
        if one.given_up and one.first_due:
            first = describe(one.first_due)
            yield f"The date of {one.key}, {first}, was given up for none, so it can be overdue no more."


def _disputed(seen: Seen) -> Iterator[str]:
    left_out = [one for one in seen.promises if one.outcome == "disputed"]
    for doubted, why in ((False, "its outcome"), (True, "the promise itself")):
        keys = [one.key for one in left_out if one.doubted == doubted]
        if keys:
            yield f"Left out of every rate, as {why} is disputed: {', '.join(keys)}."
