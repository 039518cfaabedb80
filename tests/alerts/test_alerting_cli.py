"""Watch, alerts and ack on the command line, as cron and a person meet them."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from facta.alerts.deciding import decide
from facta.alerts.log import Log, alerts
from facta.api import open_case
from facta.cli import main
from tests.conftest import NOW
from world.base import Told
from world.server import serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.alerts.conftest import Desk

HOSTILE = "=cmd|' /C calc'!A0 <script>\u202e" + "z" * 900


def run(*words: object, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def watch(desk: Desk, as_of: str, *more: str) -> tuple[int, str, str]:
    return run("watch", desk.folder, "--store", desk.store, "--no-collect", "--as-of", as_of, *more)


def test_cron_gets_one_line_when_quiet_and_2_on_a_trip_wire(desk: Desk) -> None:
    quiet = "two-neighbours: watching from 5 Jan 2026 on; nothing to compare with yet\n"
    assert watch(desk, "2026-01-05") == (0, quiet, "")
    status, said, _ = watch(desk, "2026-01-12")
    assert (status, said) == (0, "two-neighbours: nothing moved since 5 Jan 2026, as of 12 Jan 2026\n")
    for number in range(6):
        desk.add(f"N{number}", f"2026-03-{10 + number}", origin=f"Agency {number}", text=HOSTILE)
    status, said, _ = watch(desk, "2026-04-05", "--dry-run")
    assert status == 2
    assert said.endswith("Nothing was written or sent.\n")
    status, said, _ = watch(desk, "2026-04-05")
    assert status == 2
    assert re.fullmatch(r"[0-9a-f]{8} \[two-neighbours\] EX-1 0→4 trip-wire, straining: =cmd.*\n", said)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said) < 200
    assert watch(desk, "2026-04-05")[0] == 0


def test_an_alert_is_listed_judged_and_counted(desk: Desk) -> None:
    store = ("--store", desk.store)
    assert run("alerts", desk.folder, *store)[1].startswith("two-neighbours: no alert so far")
    watch(desk, "2026-01-05")
    for number in range(6):
        desk.add(f"N{number}", f"2026-03-{10 + number}", origin=f"Agency {number}")
    watch(desk, "2026-04-05")
    _, said, _ = run("alerts", desk.folder, *store)
    found = said[:8]
    assert run("ack", desk.folder, "0000", *store)[0] == 64
    told = run("ack", desk.folder, found, "--not-useful", "--by", "Ann", "--note", "known", *store)
    assert told[:2] == (0, f"{found} acknowledged as not useful\n")
    assert "acknowledged: not useful (Ann) known" in run("alerts", desk.folder, *store)[1]
    rules = run("alerts", desk.folder, "--rules", *store)[1]
    assert (
        "tripwire: a trip-wire was crossed; told 1, 0 of 1 judged useful (0 %; 90 % interval 0–95 %)" in rules
    )
    lines = run("alerts", desk.folder, "--json", *store)[1].splitlines()
    assert {json.loads(line)["specversion"] for line in lines} == {"1.0"}
    assert run("alerts", desk.folder, "--feed", "atom", *store)[1].startswith("<?xml version='1.0'")
    assert json.loads(run("alerts", desk.folder, "--feed", "json", *store)[1])["items"][0]["tags"] == [
        "tripwire", "EX-1"
    ]  # fmt: skip
    assert run("alerts", desk.folder, "--feed", "calendar", *store)[1].startswith("BEGIN:VCALENDAR")


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_could_not_be_delivered_is_said_and_comes_with_the_next_watch(desk: Desk) -> None:
    answers = iter([Told(status=410), Told(status=200)])
    with serving({"hook": lambda _: next(answers)}) as (address, heard):
        hook = {"kind": "webhook", "url": f"{address}/hook/in", "secret_env": "HOOK_SECRET"}
        told = json.dumps({"digest": {"every": "watch"}, "channels": {"hook": hook}})
        (desk.store.parent / "alerts.yml").write_text(told, encoding="utf-8")
        lacking = run("watch", desk.folder, "--store", desk.store, "--no-collect", "--as-of", "2026-01-05")
        assert lacking[0] == 64
        assert lacking[2] == "channels.hook: the environment has no HOOK_SECRET; set it before facta watch\n"
        common = ("watch", desk.folder, "--store", desk.store, "--no-collect", "--as-of")
        env = {"HOOK_SECRET": "a secret"}
        assert run(*common, "2026-01-05", env=env)[0] == 0
        for number in range(6):
            desk.add(f"N{number}", f"2026-03-{10 + number}", origin=f"Agency {number}")
        status, _, wrong = run(*common, "2026-04-05", env=env)
        assert status == 2
        assert wrong == "not delivered to hook: HTTP 410:; tried again at the next watch\n"
        assert run(*common, "2026-04-06", env=env)[0] == 0
    assert len({asked.headers["webhook-id"] for asked in heard.asked}) == 1
    assert b"a secret" not in desk.log.path.read_bytes()
    listed = run("alerts", desk.folder, "--store", desk.store)[1]
    assert "delivered: hook" in listed
    assert "not delivered so far" not in listed


def test_a_mistake_in_the_settings_exits_65_before_anything_is_asked(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "other.yml"
    path.write_text("channel: {}\n", encoding="utf-8")
    status, _, wrong = watch(desk, "2026-01-05", "--config", str(path))
    assert status == 65
    assert wrong == f"{path}:1:1: channel: 'channel' is not a key here; did you mean 'channels'?\n"


def test_the_flagship_tells_its_year_with_odds_drift_and_what_each_would_change(
    flagship_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(flagship_store, store)
    opened = open_case("russia-taliban", store=store, now=NOW)
    log = Log(store, "russia-taliban")
    for day in ("2025-06-01", "2025-07-10", "2026-02-01"):
        decided = decide(opened, log.entries(), as_of=date.fromisoformat(day), now=NOW)
        with log.writing():
            log.append((*decided.events, decided.watched))
    told = {(entry.data["rule"], entry.subject): entry for entry in alerts(log.entries())[::-1]}
    ladder = told["level", "LE-1"].data
    assert ladder["headline"] == (
        "[russia-taliban] LE-1 1→2 elevated, deepening: Russia: official recognition, ambassador accepted."
    )
    assert ladder["reversed_by"] == "a fall: A step down would end the essay's bargain."
    assert ladder["records"][0]["id"] == "RL005"
    rupture = told["odds", "trajectories.rupture"].data
    assert rupture["what"] == "very unlikely (5–20 %)→almost no chance (1–5 %)"
    assert rupture["from"]["percent"] > rupture["to"]["percent"]
    patronage = next(one for one in rupture["odds"] if one["trajectory"] == "trajectories.patronage")
    assert patronage["now"] > patronage["was"]
    assert ("drift", "trajectories.patronage") in told
    assert told["drift", "EC-27"].data["size"] > 5
    assert told["dark", "figures"].data["indicators"] == ["CT-2", "EC-17"]
    assert told["back", "ledger"].data["what"].startswith("back, 3 of 51 indicators: ")
    assert all(len(entry.line) < 20_000 for entry in told.values())
