"""Who is told: a file with places for every mistake, and never a secret."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from facta.alerts.log import JOINED, Entry, home, identity
from facta.alerts.outbox import due, is_quiet, last_digest
from facta.alerts.settings import Digest, Quiet, Settings, read_settings
from facta.errors import CaseError

MISTAKEN = """\
zone: Europe/Berln
quiet: {from: 22:00, until: "25:00"}
digest: {every: weekly}
channel: {}
channels:
  desk:
    kind: mail
    host: mail.example.org
    security: none
    sender: "facta@example.org\\r\\nBcc: x@example.org"
    to: []
    rules: [levels]
  hook:
    kind: webhook
    url: http://hooks.example.org/in
    secret_env: whsec_AAAA
    secret: abc
"""


def test_every_mistake_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yml"
    path.write_text(MISTAKEN, encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        read_settings(path)
    assert [line.removeprefix(f"{path}:") for line in caught.value.mistakes] == snapshot(
        [
            "1:1: zone: 'Europe/Berln' is no time zone; write one such as Europe/Berlin or UTC",
            "2:22: quiet.until: '25:00' is no time of day; write it in quotes, as '08:00'",
            "3:10: digest.every: 'weekly' is not one of 'watch', 'day' or 'week'; did you mean 'week'?",
            "12:13: channels.desk.rules.0: no rule 'levels'; did you mean 'level'?; there are tripwire, level, retraction, odds, forecast, miss, drift, dark, back",  # noqa: E501  (as it is said)
            "10:5: channels.desk.sender: 'facta@example.org\\r\\nBcc: x@example.org' is no mail address; write one such as desk@example.org",  # noqa: E501  (as it is said)
            "11:5: channels.desk.to: needs at least one entry",
            "15:5: channels.hook.url: write an address that begins with https:// and has no password in it",
            "16:5: channels.hook.secret_env: name an environment variable here, such as FACTA_HOOK_SECRET; the secret itself is kept out",  # noqa: E501  (as it is said)
            "17:5: channels.hook.secret: 'secret' is not a key here; did you mean 'secret_env'?",
            "4:1: channel: 'channel' is not a key here; did you mean 'channels'?",
        ]
    )


def test_the_settings_of_the_documentation_are_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "get-alerts.md").read_text(encoding="utf-8")
    path = tmp_path / "alerts.yml"
    path.write_text(page.split("```text\nzone")[1].split("```")[0].join(["zone", ""]), encoding="utf-8")
    told = read_settings(path)
    assert list(told.channels) == ["desk", "hook", "phone"]
    assert told.missing({}) == [
        f"channels.{channel}: the environment has no {variable}; set it before facta watch"
        for channel, variable in (
            ("desk", "FACTA_MAIL_PASSWORD"),
            ("hook", "FACTA_HOOK_SECRET"),
            ("phone", "FACTA_PHONE"),
        )
    ]


def test_a_file_that_is_not_there_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="No such file or directory; name another file with --config"):
        read_settings(tmp_path / "none.yml")


def test_a_secret_that_the_environment_lacks_is_asked_for_by_name() -> None:
    hook = {"kind": "webhook", "url": "https://hooks.example.org/in", "secret_env": "HOOK_SECRET"}
    told = Settings.model_validate({"channels": {"hook": hook}})
    assert told.missing({}) == snapshot(
        ["channels.hook: the environment has no HOOK_SECRET; set it before facta watch"]
    )
    assert told.missing({"HOOK_SECRET": "x"}) == []


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def event(number: int, when: datetime, *, instant: bool, rule: str = "level") -> Entry:
    data: dict[str, Any] = {"rule": rule, "instant": instant}
    made = identity(number)
    return Entry(
        id=made,
        source=home("c"),
        type="org.facta.level.changed.v1",
        subject=f"EC-{number}",
        time=when,
        data=data,
    )


def joined(when: datetime) -> Entry:
    return Entry(id="j", source=home("c"), type=JOINED, subject="desk:a@example.org", time=when, data={})


def told(**more: Any) -> Settings:
    desk = {"kind": "mail", "host": "mail.example.org", "sender": "f@example.org", "to": ["a@example.org"]}
    return Settings.model_validate({"channels": {"desk": desk | more.pop("desk", {})}, **more})


def test_quiet_hours_hold_a_trip_wire_back_and_never_lose_it() -> None:
    settings = told(zone="Asia/Tashkent", quiet={"from": "22:00", "until": "07:00"})
    entries = [joined(at(5, 0)), event(1, at(5, 18), instant=True)]
    assert due(settings, entries, case="c", now=at(5, 18)) == []  # 23:00 in Tashkent
    assert due(settings, entries, case="c", now=at(6, 1, 59)) == []
    [one] = due(settings, entries, case="c", now=at(6, 2))
    assert [entry.id for entry in one.events] == [identity(1)]


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = Quiet.model_validate({"from": "12:00", "until": "13:00"})
    assert [is_quiet(noon, at(5, hour)) for hour in (11, 12, 13)] == [False, True, False]


def test_a_weekly_digest_waits_for_its_hour_even_over_a_change_of_clocks() -> None:
    settings = told(zone="Europe/Berlin", digest={"every": "week", "on": "sunday", "at": "08:00"})
    spring = datetime(2026, 3, 29, 6, 0, tzinfo=UTC)  # 08:00 on the day on which clocks go forward
    entries = [joined(at(5, 0)), event(1, datetime(2026, 3, 27, tzinfo=UTC), instant=False)]
    assert due(settings, entries, case="c", now=spring.replace(hour=5, minute=59)) == []
    assert len(due(settings, entries, case="c", now=spring)) == 1


def test_a_daily_digest_takes_what_came_before_its_hour() -> None:
    digest = Digest.model_validate({"every": "day", "at": "08:00"})
    assert last_digest(digest, at(5, 7)) == at(4, 8)
    assert last_digest(digest, at(5, 8)) == at(5, 8)
    assert last_digest(Digest(every="watch"), at(5, 8)) is None


def test_a_channel_is_told_only_of_its_rules_subjects_and_cases() -> None:
    entries = [joined(at(4, 0)), *(event(number, at(5, 0), instant=True) for number in (1, 2))]
    now = at(5, 9)
    assert len(due(told(), entries, case="c", now=now)) == 2
    assert len(due(told(desk={"subjects": ["*-2"]}), entries, case="c", now=now)) == 1
    assert due(told(desk={"rules": ["tripwire"]}), entries, case="c", now=now) == []
    assert due(told(desk={"cases": ["another"]}), entries, case="c", now=now) == []
