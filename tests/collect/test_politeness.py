"""How hosts are spared, how answers are judged, and what small files of the store survive."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import NOW, FakeClock

from facta.collect.addresses import Way
from facta.collect.credentials import filled
from facta.collect.hosts import Host, Patience
from facta.collect.judging import Verdict, judge, unpacked
from facta.collect.lines import Lines
from facta.collect.spool import Spool, key_of
from facta.collect.waiting import asked_to_wait
from facta.sources import SOURCES
from facta.sources.asking import Answer, Form, Request

if TYPE_CHECKING:
    from pathlib import Path


def host(clock: FakeClock, **patience: float) -> Host:
    waits = Patience(retries=2, **patience)
    return Host(clock, waits, spacing_seconds=3.0, at_once=1)


def test_requests_to_a_host_start_so_many_seconds_apart() -> None:
    clock = FakeClock()
    spared = host(clock)
    begun = []
    for _ in range(4):
        with spared.turn(threading.Event()):
            begun.append(clock.seconds())
    assert begun == [0.0, 3.0, 6.0, 9.0]


def test_a_host_that_is_not_asked_any_more_costs_no_time() -> None:
    clock = FakeClock()
    spared = host(clock)
    spared.close("unreachable", "not asked")
    for _ in range(1000):
        with spared.turn(threading.Event()):
            pass
    assert clock.seconds() == 0.0


def test_a_host_that_asks_for_a_pause_gets_it() -> None:
    clock = FakeClock()
    spared = host(clock)
    spared.rest(60)
    with spared.turn(threading.Event()):
        assert clock.seconds() == 60


def test_retries_are_a_budget_and_good_answers_earn_it_back() -> None:
    spared = host(FakeClock())
    assert [spared.may_retry() for _ in range(3)] == [True, True, False]
    for _ in range(11):
        spared.note("")
    assert [spared.may_retry() for _ in range(2)] == [True, False]


def test_a_host_without_any_answer_is_left_alone() -> None:
    spared = host(FakeClock())
    for fault in ("timeout", "unreachable", "server", "timeout", "timeout", "timeout"):
        spared.note(fault)
        assert spared.closed is None
    spared.note("timeout")
    assert spared.closed == ("timeout", "not asked: 4 requests in a row had no answer")


@given(tries=st.integers(1, 40))
def test_a_wait_lies_between_nothing_and_the_longest(tries: int) -> None:
    waits = Patience(first_wait_seconds=1.0, longest_wait_seconds=60.0)
    assert 0 <= waits.wait(tries) <= min(60.0, 2.0 ** (tries - 1))


@given(st.text())
def test_no_text_of_a_retry_after_raises(text: str) -> None:
    wait = asked_to_wait(text, datetime(2026, 1, 1, tzinfo=UTC))
    assert wait is None or wait >= 0


@given(st.text())
def test_no_redirect_leads_off_the_hosts_of_the_card(location: str) -> None:
    way = Way(["example.org"], "http://127.0.0.1:8000")
    onward = way.onward("https://example.org/a", location)
    if not way.forbids(onward):
        assert onward.lower().startswith("https://example.org")


JUDGED: list[tuple[Form, bytes, str, str]] = [
    ("json", b'{"a": [1, 2', "truncated", "the JSON stops in the middle, after 11 bytes"),
    ("json", b'{"a": "b', "truncated", "the JSON stops in the middle, after 8 bytes"),
    ("json", b"<html><body>Busy</body></html>", "not-data", "a web page came: 'Busy'"),
    ("json", b"No such series", "not-data", "an error text came: 'No such series'"),
    ("json", b"Too many requests!", "throttled", "an error text came: 'Too many requests!'"),
    ("json", b"", "not-data", "nothing came where json was due"),
    ("csv", b"\xef\xbb\xbf<!DOCTYPE html><title>Hm</title>", "not-data", "a web page came: '\ufeffHm'"),
    ("tab", b"a,b,c\n1,2,3\n", "not-data", "an error text came: 'a,b,c 1,2,3'"),
    ("csv", b"PK\x03\x04\0\0,", "not-data", "an error text came: 'PK ,'"),
    ("zip", b"PK\x03\x04 and so on", "corrupt", "the zip archive cannot be opened (File is not a zip file)"),
]


@pytest.mark.parametrize(("form", "body", "fault", "reason"), JUDGED)
def test_what_is_no_data_is_told_with_its_first_words(
    form: Form, body: bytes, fault: str, reason: str
) -> None:
    verdict = judge(Request(url="https://example.org/", form=form), body)
    assert (verdict.state, verdict.fault) == ("failed", fault)
    assert verdict.reason.replace("'\ufeff", "'") == reason.replace("'\ufeff", "'")


SOUND: list[tuple[Form, bytes]] = [
    ("json", b'\xef\xbb\xbf{"a": 1}'),
    ("json", b"[]"),
    ("csv", b"a,b\n"),
    ("csv", b"a;b\n1;too many requests\n"),
    ("tab", b"a\tb\n"),
    ("text", b"one word"),
]


@pytest.mark.parametrize(("form", "body"), SOUND)
def test_sound_answers_pass(form: Form, body: bytes) -> None:
    assert judge(Request(url="https://example.org/", form=form), body) == Verdict()


@given(st.binary(max_size=2000))
def test_no_bytes_are_too_odd_to_be_judged(body: bytes) -> None:
    forms: tuple[Form, ...] = ("zip", "csv", "tab", "json", "text")
    for form in forms:
        verdict = judge(Request(url="https://example.org/", form=form), body)
        assert verdict.state in {"complete", "empty", "failed"}
    assert unpacked(gzip.compress(body), "gzip", 4000) == body
    unpacked(body, "gzip", 4000)


def test_a_zip_of_many_files_within_its_limits_passes() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.csv", os.urandom(500))
    assert judge(Request(url="https://example.org/", form="zip"), out.getvalue()) == Verdict()


def test_a_line_that_was_never_finished_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "looks.jsonl"
    Lines(file).put("a", {"state": "complete"})
    Lines(file).put("b", {"state": "failed"})
    file.write_bytes(file.read_bytes()[:-4])
    lines = Lines(file)
    assert lines.words() == {"a": {"state": "complete"}}
    lines.put("b", {"state": "partial"})
    lines.put("a", None)
    assert Lines(file).words() == {"b": {"state": "partial"}}


def answered(url: str, body: bytes, at: datetime, md5: str | None = None) -> Answer:
    request = Request(url=url, form="csv", md5=md5, headers={"Authorization": "Bearer a-secret"})
    return Answer(request=request, state="complete", retrieved_at=at, body=body)


def test_the_spool_gives_back_what_it_was_given_unless_it_was_touched_or_is_old(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", NOW)
    young = answered("https://example.org/1", b"a,b\n", NOW - timedelta(hours=3))
    stale = answered("https://example.org/2", b"a,b\n", NOW - timedelta(days=2))
    listed = answered("https://example.org/3", b"a,b\n", NOW - timedelta(days=2), "0" * 32)
    for answer in (young, stale, listed):
        spool.keep(answer)
    again = Spool(tmp_path / "spool", NOW)
    found = again.kept(young.request)
    assert found is not None
    assert (found.body, found.retrieved_at) == (young.body, young.retrieved_at)
    assert again.kept(stale.request) is None
    assert again.kept(listed.request) is not None
    (tmp_path / "spool" / f"{key_of(young.request)}.body").write_bytes(b"x,y\n")
    assert again.kept(young.request) is None
    said = b"".join(path.read_bytes() for path in (tmp_path / "spool").iterdir())
    assert b"secret" not in said
    assert json.loads((tmp_path / "spool" / f"{key_of(listed.request)}.json").read_bytes())["url"]


def test_what_lies_in_the_spool_for_a_fortnight_is_thrown_away(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", NOW)
    spool.keep(answered("https://example.org/1", b"a,b\n", NOW))
    for path in (tmp_path / "spool").iterdir():
        os.utime(path, (0, 0))
    assert Spool(tmp_path / "spool", NOW).kept(answered("https://example.org/1", b"", NOW).request) is None
    assert not list((tmp_path / "spool").iterdir())


def test_a_token_that_came_a_moment_ago_is_a_secret_too() -> None:
    request = Request(
        url="https://acleddata.com/api",
        form="json",
        headers={"Authorization": "Bearer abcdef-123456", "Accept": "text/plain"},
        form_body={"refresh_token": "ghijkl-789012", "grant_type": "refresh_token"},
    )
    ready = filled(request, SOURCES["acled"].card, {})
    said = ready.clean("403 bad token Bearer abcdef-123456, or ghijkl-789012; text/plain")
    assert "abcdef" not in said
    assert "ghijkl" not in said
    assert said.endswith("; text/plain")
    assert ready.repeated(b'{"echo": "Bearer abcdef-123456"}')
