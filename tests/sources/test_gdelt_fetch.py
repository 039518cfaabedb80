"""GDELT is asked day by day, with what its lists announce; a day is kept whole or known to be not."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.sources import gdelt
from facta.sources.asking import Answer, Fault, Kept, Plan, Request, Unit
from facta.sources.gdelt import lists, slots
from facta.sources.gdelt.columns import PRODUCTS
from world import days
from world.base import Asked
from world.gdelt import BUCKET, HOST, Faults
from world.gdelt import gdelt as bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from facta.sources.asking import Steps
    from world.base import Publisher

DAY = date(2025, 1, 10)
NOW = datetime(2025, 1, 20, 9, 7, tzinfo=UTC)
EVENTS = PRODUCTS["events"]


def _answer(publisher: Publisher, request: Request) -> Answer:
    """Play the part of collect: ask, serve the span, compare with what was announced."""
    path = request.url.removeprefix(f"https://{HOST}")
    told = publisher(Asked(method="GET", host=HOST, path=path))

    def failed(fault: Fault) -> Answer:
        return Answer(request=request, state="failed", retrieved_at=NOW, fault=fault, status=told.status)

    if told.status != 200 or told.cut_at is not None:
        return failed("missing" if told.status == 404 else "server")
    body, total = told.body, None
    if request.span is not None:
        first, last = request.span
        total = len(body)
        body = body[first:] if first < 0 else body[first : None if last is None else last + 1]
    md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
    if (request.md5 or md5) != md5 or (request.size or len(body)) != len(body):
        return failed("corrupt")
    return Answer(request=request, state="complete", retrieved_at=NOW, body=body, total=total)


def _drive(steps: Steps, answer: Callable[[Request], Answer]) -> tuple[list[Request], list[Unit]]:
    requests: list[Request] = []
    units: list[Unit] = []
    step = next(steps, None)
    while step is not None:
        given: tuple[Answer, ...] = ()
        if isinstance(step, Unit):
            units.append(step)
        else:
            requests += step
            given = tuple(answer(request) for request in step)
        try:
            step = steps.send(given)
        except StopIteration:
            break
    return requests, units


def _fetch(
    publisher: Publisher,
    *,
    now: datetime = NOW,
    kept: Mapping[str, Kept] | None = None,
    archived: frozenset[str] = frozenset(),
    **asked: object,
) -> tuple[list[Request], list[Unit]]:
    parameters = gdelt.Parameters.model_validate(asked)
    plan = Plan(parameters=parameters, now=now, kept=kept or {}, archived=archived)
    return _drive(gdelt.fetch(plan), lambda request: _answer(publisher, request))


@pytest.fixture(scope="module")
def month() -> list[days.File]:
    """Nineteen days of small files."""
    return list(days.days(date(2025, 1, 1), 19, about=3))


def _path(when: datetime) -> str:
    return f"/gdeltv2/{when:%Y%m%d%H%M%S}.export.CSV.zip"


def test_a_day_is_asked_with_what_the_list_announces(month: list[days.File]) -> None:
    requests, (unit,) = _fetch(bucket(month), since=DAY, until=DAY + timedelta(days=1))
    asked = [request for request in requests if not request.index]
    assert len(asked) == 96
    assert all(request.md5 and request.size and request.form == "zip" for request in asked)
    assert all(request.url.startswith(f"https://{HOST}{BUCKET}/gdeltv2/20250110") for request in asked)
    assert (unit.address, unit.start, unit.end) == ("gdelt/events/2025-01-10", DAY, date(2025, 1, 11))
    assert (unit.state, unit.settled) == ("complete", True)


def test_the_list_is_never_asked_for_whole(month: list[days.File]) -> None:
    requests, _ = _fetch(bucket(month), since=DAY, until=DAY + timedelta(days=1))
    assert all(request.span for request in requests if request.url.endswith("masterfilelist.txt"))


def test_where_there_is_no_list_the_addresses_follow_from_the_time(month: list[days.File]) -> None:
    requests, (unit,) = _fetch(bucket(month, Faults(lists=False)), since=DAY, until=date(2025, 1, 11))
    assert [request.md5 for request in requests if not request.index] == [None] * 96
    assert unit.state == "complete"


def test_a_slot_that_is_listed_and_not_there_makes_the_day_partial(month: list[days.File]) -> None:
    gone = _path(datetime(2025, 1, 10, 3, 15, tzinfo=UTC))
    _, (unit,) = _fetch(bucket(month, Faults(missing=frozenset({gone}))), since=DAY, until=date(2025, 1, 11))
    assert unit.state == "partial"
    assert [answer.request.url for answer in unit.faults["missing"]] == [f"https://{HOST}{BUCKET}{gone}"]


def test_a_slot_that_is_not_listed_is_asked_all_the_same(month: list[days.File]) -> None:
    path = _path(datetime(2025, 1, 10, 3, 15, tzinfo=UTC))
    faults = Faults(unlisted=frozenset({path}))
    requests, (unit,) = _fetch(bucket(month, faults), since=DAY, until=date(2025, 1, 11))
    assert [r.md5 for r in requests if r.url.endswith(path)] == [None]
    assert unit.state == "complete"


def test_altered_bytes_are_told_by_their_checksum(month: list[days.File]) -> None:
    path = _path(datetime(2025, 1, 10, 3, 15, tzinfo=UTC))
    _, (unit,) = _fetch(bucket(month, Faults(altered=frozenset({path}))), since=DAY, until=date(2025, 1, 11))
    assert list(unit.faults) == ["corrupt"]


def test_of_two_lines_for_a_slot_the_later_holds(month: list[days.File]) -> None:
    when = datetime(2025, 1, 19, 3, 15, tzinfo=UTC)
    faults = Faults(revised={_path(when): days.export(when, seed=5, about=4)})
    _, (unit,) = _fetch(bucket(month, faults), since=when.date(), until=date(2025, 1, 20))
    assert unit.state == "complete"


def test_lines_of_other_hosts_and_broken_lines_are_counted_and_not_taken() -> None:
    sound = days.export(datetime(2025, 1, 1, tzinfo=UTC), about=2).line
    md5 = "0" * 32
    strange = [
        f"7 {md5} http://evil.example/gdeltv2/20250101000000.export.CSV.zip\n",
        f"7 {md5} http://data.gdeltproject.org@evil.example/gdeltv2/20250101000000.export.CSV.zip\n",
        f"7 {md5} http://data.gdeltproject.org/gdeltv2/../x.zip\n",
        f"7 {md5} file://data.gdeltproject.org/gdeltv2/20250101000000.export.CSV.zip\n",
        f"7 {md5} http://[/gdeltv2/20250101000000.export.CSV.zip\n",
    ]
    broken = ["\n", "12 words\n", f"x {md5} http://data.gdeltproject.org/gdeltv2/a.zip\n", "1 2 3 4\n"]
    listed = lists.read_lines("".join([sound, *strange, *broken]).encode() + b"\xff\n")
    assert list(listed.files) == [slots.url(EVENTS, datetime(2025, 1, 1, tzinfo=UTC))]
    assert (listed.malformed, listed.strangers) == (4, 5)


def test_the_days_of_an_outage_are_told_and_not_asked() -> None:
    nothing = bucket([], Faults(lists=False))
    now = datetime(2025, 8, 1, tzinfo=UTC)
    requests, units = _fetch(nothing, now=now, since=date(2025, 6, 14), until=date(2025, 7, 4))
    asked = [r.url for r in requests if not r.index]
    assert len(asked) == 72 + 88 + 96
    assert not any("/gdeltv2/2025062" in url or "/gdeltv2/20250614180000" in url for url in asked)
    assert all(unit.outages and unit.state == "failed" for unit in units[:19])
    assert units[1].outages == (
        "GDELT has nothing for 2025-06-15 (no file on the server, probed 2026-09-28 and 2026-10-05)",
    )
    assert units[0].outages[0].startswith("GDELT has nothing for 2025-06-14, 18:00 to 23:45 UTC")
    assert units[-1].outages == ()


def test_an_outage_has_as_many_slots_as_the_server_lacks() -> None:
    first, last = date(2025, 6, 14), date(2025, 7, 2)
    number = (last - first).days + 1
    found = sum(
        len(slots.due(EVENTS, first + timedelta(days=day), NOW + timedelta(days=999))[0])
        for day in range(number)
    )
    assert number * 96 - found == 1664


def test_nothing_is_asked_before_a_product_began() -> None:
    requests, units = _fetch(
        bucket([], Faults(lists=False)), since=date(2015, 2, 17), until=date(2015, 2, 20)
    )
    first = next(r.url for r in requests if not r.index)
    assert first.endswith("20150218224500.export.CSV.zip")
    assert [unit.start for unit in units] == [date(2015, 2, 18), date(2015, 2, 19)]


def test_today_is_asked_up_to_now_and_is_not_settled(month: list[days.File]) -> None:
    now = datetime(2025, 1, 19, 9, 7, tzinfo=UTC)
    there = [file for file in month if file.path <= _path(datetime(2025, 1, 19, 9, 0, tzinfo=UTC))]
    requests, units = _fetch(bucket(there), now=now, since=date(2025, 1, 19))
    assert [(unit.state, unit.outages) for unit in units] == [
        ("partial", ("unfinished: 2025-01-19 is not over",))
    ]
    assert not units[0].settled
    assert len([r for r in requests if not r.index]) == 37
    assert any(r.url.endswith("lastupdate.txt") for r in requests)


def _kept(state: str, day: date) -> Kept:
    return Kept(state=state, retrieved_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))  # type: ignore[arg-type]


def test_a_day_that_came_whole_after_it_was_over_is_not_asked_again(month: list[days.File]) -> None:
    kept = {f"gdelt/events/2025-01-{day}": _kept("complete", date(2025, 1, 14)) for day in (13, 14)}
    _, units = _fetch(bucket(month), kept=kept, since=date(2025, 1, 13), until=date(2025, 1, 15))
    assert [unit.start for unit in units] == [date(2025, 1, 14)]


def test_a_partial_day_is_asked_again_for_a_week_and_then_left(month: list[days.File]) -> None:
    kept = {f"gdelt/events/2025-01-{day}": _kept("partial", date(2025, 1, 14)) for day in (12, 13)}
    _, units = _fetch(bucket(month), kept=kept, since=date(2025, 1, 12), until=date(2025, 1, 14))
    assert [unit.start for unit in units] == [date(2025, 1, 13)]


def test_a_day_of_the_archive_is_a_unit_without_answers(month: list[days.File]) -> None:
    archived = frozenset({"gdelt/events/2025-01-10"})
    requests, units = _fetch(bucket(month), archived=archived, since=DAY, until=date(2025, 1, 12))
    assert {unit.address: len(unit.answers) for unit in units} == {
        "gdelt/events/2025-01-10": 0,
        "gdelt/events/2025-01-11": 96,
    }
    assert not any("/20250110" in r.url for r in requests if not r.index)


def test_without_since_the_last_week_is_asked(month: list[days.File]) -> None:
    _, units = _fetch(bucket(month))
    assert [unit.start for unit in units] == [date(2025, 1, 13) + timedelta(days=n) for n in range(8)]


def test_a_day_of_gdelt_1_is_one_file_with_its_checksum() -> None:
    files = [days.daily(DAY + timedelta(days=n), about=5) for n in range(2)]
    requests, units = _fetch(bucket(files), product="daily", since=DAY, until=date(2025, 1, 12))
    assert [r.url.rsplit("/", 1)[-1] for r in requests] == [
        "md5sums",
        "20250110.export.CSV.zip",
        "20250111.export.CSV.zip",
    ]
    assert all(r.md5 for r in requests if not r.index)
    assert [unit.state for unit in units] == ["complete", "complete"]


def test_the_translated_feed_has_lists_of_its_own() -> None:
    files = [days.export(when, about=2, translated=True) for when in days.slots(DAY)]
    requests, (unit,) = _fetch(bucket(files), product="translingual", since=DAY, until=date(2025, 1, 11))
    assert {r.url.rsplit("/", 1)[-1] for r in requests if r.index} == {"masterfilelist-translation.txt"}
    assert unit.state == "complete"
    assert unit.address == "gdelt/translingual/2025-01-10"


class _Long:
    """A list of 130 MB that is never made: any of its bytes follow from their place."""

    first = datetime(2015, 2, 18, 23, 0, tzinfo=UTC)
    kinds = ("export.CSV", "mentions.CSV", "gkg.csv")
    width = 110
    number = 1_190_000

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def line(self, number: int) -> bytes:
        when = self.first + number // 3 * timedelta(minutes=15)
        url = f"http://data.gdeltproject.org/gdeltv2/{when:%Y%m%d%H%M%S}.{self.kinds[number % 3]}.zip"
        return f"{'9' * (self.width - 35 - len(url))} {number:032x} {url}\n".encode()

    def answer(self, request: Request) -> Answer:
        total = self.width * self.number
        assert request.span is not None
        first, last = request.span
        first, last = (
            (total + first, total - 1) if first < 0 else (first, total - 1 if last is None else last)
        )
        self.asked.append((first, last))
        lines = range(first // self.width, last // self.width + 1)
        text = b"".join(map(self.line, lines))
        body = text[first - lines.start * self.width :][: last - first + 1]
        return Answer(request=request, state="complete", retrieved_at=NOW, body=body, total=total)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4100), st.integers(1, 31))
def test_any_days_of_the_whole_list_are_found_in_few_small_spans(offset: int, number: int) -> None:
    long = _Long()
    start = long.first.date() + timedelta(days=offset)
    stop = start + timedelta(days=number - 1)
    steps = lists.lookup("gdeltv2/x.txt", f"{start:%Y%m%d}000000", f"{stop:%Y%m%d}234500", 5000 - offset)
    asked = next(steps)
    listed = None
    while listed is None:
        try:
            asked = steps.send(tuple(long.answer(request) for request in asked))
        except StopIteration as ended:
            listed = ended.value
    due = [slots.url(EVENTS, when) for n in range(number) for when in days.slots(start + timedelta(days=n))]
    assert set(due) <= set(listed.files)
    assert len(long.asked) <= 40
    assert sum(last - first + 1 for first, last in long.asked) < 40_000 * number + 200_000
