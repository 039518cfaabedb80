"""Which days are asked for, and how: from the lists, or by the addresses that follow from the time.

A day that came whole after it was over is not asked again. One of which files were missing is asked
again for a week, for late files are common; then what came is left as it is. A day of which an
archive has the rows is not asked either.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from facta.sources.asking import Answer, Plan, Request, Steps, Unit
from facta.sources.gdelt import lists, slots
from facta.sources.gdelt.lists import Listed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from facta.sources.gdelt.columns import Product

LATEST_DAYS: Final = 7
SETTLED_AFTER_DAYS: Final = 3
LEFT_AFTER_DAYS: Final = 7
# So many days are looked up in a list together: about 1 MB of it.
DAYS_AT_ONCE: Final = 31
# A file is on the server some minutes after its time.
_MINUTES: Final = 15
MOST_BYTES: Final = 64 * 1024 * 1024
MOST_BYTES_A_DAY: Final = 512 * 1024 * 1024


def address(product: Product, day: date) -> str:
    """Return the lasting name of a day of a product."""
    return f"gdelt/{product.name}/{day}"


def fetch_days(plan: Plan, product: Product, since: date | None, until: date | None) -> Steps:
    """Ask for the wanted days, oldest first, each a unit of its own."""
    days = list(_wanted(plan, product, since, until))
    for day in days:
        if _archived(plan, product, day):
            yield Unit(address=address(product, day), start=day, end=slots.next_day(day))
    missing = [day for day in days if not _archived(plan, product, day)]
    sums = yield from _sums(product) if missing and product.daily else _nothing()
    for run in _runs(missing):
        listed = sums if product.daily else (yield from _listed(product, run, plan.now))
        for day in run:
            yield from _day(plan, product, day, listed)


def _wanted(plan: Plan, product: Product, since: date | None, until: date | None) -> Iterator[date]:
    """Yield the days to look at; today only of a product that has files of parts of a day."""
    end = min(until or date.max, plan.today if product.daily else slots.next_day(plan.today))
    day = max(since or plan.today - timedelta(days=LATEST_DAYS), slots.first_day(product))
    while day < end:
        if not _done(plan, product, day):
            yield day
        day = slots.next_day(day)


def _done(plan: Plan, product: Product, day: date) -> bool:
    kept = plan.kept.get(address(product, day))
    if kept is None:
        return False
    if kept.state in {"complete", "empty"}:
        return kept.retrieved_at >= _over(day)
    return (plan.today - day).days > LEFT_AFTER_DAYS


def _archived(plan: Plan, product: Product, day: date) -> bool:
    name = address(product, day)
    return name in plan.archived and name not in plan.kept


def _over(day: date) -> datetime:
    """Return when the last file of a day ought to be there."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, minutes=_MINUTES)


def _runs(days: Iterable[date]) -> Iterator[list[date]]:
    """Group days that lie side by side, at most so many."""
    run: list[date] = []
    for day in days:
        if run and (day != slots.next_day(run[-1]) or len(run) == DAYS_AT_ONCE):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _nothing() -> Generator[tuple[Request, ...], tuple[Answer, ...], Listed]:
    return Listed()
    yield ()


def _sums(product: Product) -> Generator[tuple[Request, ...], tuple[Answer, ...], Listed]:
    """Return the checksums of the daily files; none where their list cannot be had."""
    (answer,) = yield (Request(url=f"{slots.BUCKET}{product.list}", form="text", index=True),)
    return lists.read_sums(answer.body) if answer.sound else Listed()


def _listed(
    product: Product, run: list[date], now: datetime
) -> Generator[tuple[Request, ...], tuple[Answer, ...], Listed]:
    """Return what the lists say of some days; nothing where they cannot be had.

    The list of all files is written a little later than that of the newest, so today has both.
    """
    first, last = f"{run[0]:%Y%m%d}000000", f"{run[-1]:%Y%m%d}234500"
    back = (now.date() - run[0]).days
    listed = (yield from lists.lookup(product.list, first, last, back)) or Listed()
    if run[-1] < now.date():
        return listed
    (answer,) = yield (Request(url=f"{slots.BUCKET}{product.latest}", form="text", index=True),)
    return listed | lists.read_lines(answer.body) if answer.sound else listed


def _day(plan: Plan, product: Product, day: date, listed: Listed) -> Steps:
    """Ask for the files of a day: those that are due by the clock, and those that are listed."""
    times, outages = slots.due(product, day, plan.now - timedelta(minutes=_MINUTES))
    young = slots.due(product, day, plan.now)[0]
    times += [when for when in young if when not in times and slots.url(product, when) in listed.files]
    answers: tuple[Answer, ...] = ()
    if times:
        answers = yield tuple(_request(product, when, listed) for when in times)
    if slots.next_day(day) > plan.today:
        outages = (*outages, f"unfinished: {day} is not over")
    if answers or outages:
        yield Unit(
            address=address(product, day),
            start=day,
            end=slots.next_day(day),
            answers=answers,
            outages=outages,
            settled=(plan.today - day).days >= SETTLED_AFTER_DAYS,
        )


def _request(product: Product, when: datetime, listed: Listed) -> Request:
    url = slots.url(product, when)
    known = listed.files.get(url)
    return Request(
        url=url,
        form="zip",
        size=known.size if known else None,
        md5=known.md5 if known else None,
        most_bytes=MOST_BYTES_A_DAY if product.daily else MOST_BYTES,
    )
