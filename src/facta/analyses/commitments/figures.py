"""The numbers of promises: rates of delivery, what is late, quarrels and orders that were undone."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from facta.analyses.commitments.promises import NOBODY, days_open
from facta.analyses.reading import named
from facta.models.waits import time_to
from facta.periods import describe, say_day
from facta.results import Figure
from facta.signals.base import quantity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from facta.analyses.commitments.promises import Promise
    from facta.analyses.commitments.rates import Delivered, Spread
    from facta.analyses.commitments.seen import Seen

BOUNDS = "90 % interval"
ENOUGH = 5  # kept promises for a curve of waiting
NAMELESS = "names no faction"
WITHOUT = "without-promotional"


def figures(seen: Seen) -> list[Figure]:
    """Return every figure, the rates first."""
    return [*_whole(seen), *_groups(seen), *_dates(seen), *_quarrels(seen)]


def _whole(seen: Seen) -> Iterator[Figure]:
    yield _rate("delivery", "Rate of delivery, all promises", seen.whole(), seen.sides.values())
    if seen.promotional:
        title = "Rate of delivery, without promotional promises"
        yield _rate(f"delivery-{WITHOUT}", title, seen.whole(promotional=False), seen.mandated.values())


def _counts(groups: Collection[Delivered]) -> str:
    """Say the raw counts of some groups together."""
    kept, half = sum(one.kept for one in groups), sum(one.half for one in groups)
    failed = sum(one.failed for one in groups)
    worth, every = f"{kept + half / 2:g}", kept + half + failed
    return f"{worth} of {every}: kept {kept}, half kept {half}, broken or lapsed {failed}"


def _groups(seen: Seen) -> Iterator[Figure]:
    for actor, one in seen.sides.items():
        yield _group(actor, f"Rate of delivery, {named(actor)}", one)
        left = seen.mandated.get(actor)
        if left and left.every < one.every:
            yield _group(
                f"{actor}-{WITHOUT}", f"Rate of delivery, {named(actor)}, without promotional promises", left
            )
    for word in dict.fromkeys((*seen.known_factions, *seen.factions)):
        carried = seen.factions.get(word)
        title = f"Rate of delivery, carried by {said(word)}"
        if carried and word in NOBODY:
            counted = _counts([carried]) if carried.resolved else "none of its promises is resolved"
            note = f"{counted}; {NAMELESS}"
            yield Figure(
                name=f"delivery.{word}", title=title, value=None, unit="%", n=carried.resolved, note=note
            )
        elif carried:
            yield _group(word, title, carried)
        else:
            note = "no promise is known that it carries"
            yield Figure(name=f"delivery.{word}", title=title, value=None, unit="%", n=0, note=note)
    for word, one in seen.portfolios.items():
        yield _group(word, f"Rate of delivery, portfolio {said(word)}", one)


def _group(name: str, title: str, one: Delivered) -> Figure:
    return _rate(f"delivery.{name}", title, one.rate, [one], drawn=one.drawn)


def _rate(
    name: str, title: str, rate: Spread | None, groups: Collection[Delivered], *, drawn: bool = False
) -> Figure:
    resolved = sum(one.resolved for one in groups)
    if rate is None:
        note = "none of its promises is resolved"
        return Figure(name=name, title=title, value=None, unit="%", n=resolved, note=note)
    mean, low, high = (100 * part for part in rate)
    note = f"{_counts(groups)}{'; drawn toward the other groups' if drawn else ''}"
    return Figure(
        name=name, title=title, value=mean, unit="%", low=low, high=high, bounds=BOUNDS, n=resolved,
        note=note,
    )  # fmt: skip


def _dates(seen: Seen) -> Iterator[Figure]:
    late = seen.overdue
    yield Figure(
        name="overdue", title="Promises overdue", value=float(len(late)), unit="promises",
        n=len(seen.pending),
        note=f"{', '.join(one.key for one in late)}, of those pending" if late else "",
    )  # fmt: skip
    coming = seen.next_due
    if coming and coming[0].due:
        day = coming[0].due.last
        yield Figure(
            name="next-due", title="Days to the next date", value=float((day - seen.as_of).days), unit="days",
            note=f"{say_day(day)}, {coming[0].key}: {coming[0].text}",
        )  # fmt: skip
    else:
        yield Figure(
            name="next-due", title="Days to the next date", value=None, unit="days",
            note="no open promise has a date to come",
        )  # fmt: skip
    yield _slippage(seen)
    yield waiting(seen)


def _slippage(seen: Seen) -> Figure:
    """Return the median of the days by which dates were put off; other changes of dates stand beside it."""
    days = [one.slipped for one in seen.slipped]
    notes = [", ".join(one.key for one in seen.slipped)] if days else []
    notes += [f"{one.key} {moved(one)}" for one in seen.promises if one.given_up or one.slipped < 0]
    return Figure(
        name="slippage", title="Days by which the dates of promises were put off", unit="days", n=len(days),
        value=float(median(days)) if days else None,
        low=float(min(days)) if days else None,
        high=float(max(days)) if days else None,
        bounds="least and most" if days else "",
        note="; ".join(notes) or "no promise was dated anew",
    )  # fmt: skip


def moved(promise: Promise) -> str:
    """Say how the date of a promise changed, or nothing where it did not."""
    if promise.given_up and promise.first_due:
        return f"open-ended, its first date {describe(promise.first_due)} was given up"
    if promise.slipped < 0:
        return f"moved forward by {quantity(-promise.slipped, 'days')}"
    return f"put off by {quantity(promise.slipped, 'days')}" if promise.slipped else ""


def waiting(seen: Seen) -> Figure:
    """Return the median wait until a promise is kept, where some fail, or the reason for none."""
    counted = [one for one in seen.promises if one.outcome != "disputed"]
    kept = [one.outcome == "kept" for one in counted]
    failed = [one.resolved and one.outcome != "kept" for one in counted]
    title, name = "Days until half of the promises are kept", "days-to-keep"
    if not kept:
        note = "every promise is disputed" if seen.promises else "no promise is known"
        return Figure(name=name, title=title, value=None, unit="days", n=0, note=note)
    were = "was" if 1 in (sum(kept), len(kept)) else "were"
    so_far = f"{sum(kept)} of {quantity(len(kept), 'promises')} {were} kept in full"
    if sum(kept) < ENOUGH:
        note = f"{so_far}, and a curve of waiting needs {ENOUGH}"
        return Figure(name=name, title=title, value=None, unit="days", n=len(kept), note=note)
    found = time_to([days_open(one, seen.as_of) for one in counted], kept, failed)
    if found.median is None:
        note = (
            f"not reached: {so_far}, {sum(failed)} ended otherwise, and by day {found.days[-1]:g} an "
            f"estimated {100 * (1 - found.without[-1]):.0f} % were kept"
        )
        return Figure(name=name, title=title, value=None, unit="days", n=len(kept), note=note)
    return Figure(
        name=name, title=title, value=found.median, unit="days", n=len(kept),
        low=found.median_low95, high=found.median_high95, bounds="95 % interval",
        note="a promise that was broken, lapsed or half kept can be kept in full no more",
    )  # fmt: skip


def _quarrels(seen: Seen) -> Iterator[Figure]:
    yield from _friction(seen)
    if seen.orders is not None:
        share = seen.orders.share
        yield Figure(
            name="override", title="Orders of the leadership that were undone", unit="%",
            value=100 * share.mean if share else None,
            low=100 * share.low if share else None,
            high=100 * share.high if share else None,
            bounds=BOUNDS if share else "",
            n=len(seen.orders.every),
            note=f"{len(seen.orders.undone)} of {len(seen.orders.every)}" if share else "no order is known",
        )  # fmt: skip
    if seen.quarrels:
        yield from _exposure(seen)


def _friction(seen: Seen) -> Iterator[Figure]:
    title, weighed = (
        "Frictions of four quarters",
        "Frictions of four quarters by credibility, less reconciliations",
    )
    found = seen.friction
    if found is None:
        return
    if isinstance(found, str):
        yield Figure(name="frictions", title=title, value=None, unit="frictions", note=found)
        yield Figure(name="friction", title=weighed, value=None, unit="weighted", note=found, editorial=True)
        return
    period = describe(found.period)
    yield Figure(
        name="frictions", title=title, value=float(found.many), unit="frictions", low=found.low,
        high=found.high, bounds="95 % interval", period=period, n=found.many,
    )  # fmt: skip
    yield Figure(
        name="friction", title=weighed, value=found.weight, unit="weighted", period=period, n=found.many,
        note="; ".join(f"{describe(span)} {weight:g}" for span, _, weight in found.quarters), editorial=True,
    )  # fmt: skip


def _exposure(seen: Seen) -> Iterator[Figure]:
    pending = len(seen.pending)
    none = "no promise is pending"
    share = 100 * len(seen.exposed) / pending if pending else None
    yield Figure(
        name="exposure", title="Pending promises carried by a faction in open friction", value=share,
        unit="%", n=pending, note=f"{len(seen.exposed)} of {pending}" if pending else none,
    )  # fmt: skip
    for word in seen.quarrels:
        mine = sum(word in one.words("faction") for one in seen.pending)
        at_odds = "in open friction" if seen.quarrels[word] else "not in open friction"
        yield Figure(
            name=f"exposure.{word}", title=f"Pending promises carried by {said(word)}", unit="%", n=pending,
            value=100 * mine / pending if pending else None,
            note=f"{mine} of {pending}; {at_odds}" if pending else none,
        )  # fmt: skip


def said(word: str) -> str:
    """Say the word of a tag.

    >>> said("kabul-pragmatists")
    'kabul pragmatists'
    """
    return word.replace("-", " ")
