"""Letters and signed events reach real servers, at least once, whatever is killed on the way."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from facta.alerts.channels import Means
from facta.alerts.delivering import deliver, join
from facta.alerts.log import ATTEMPTED, DELIVERED, FAILED, Entry, Log, home, identity
from facta.alerts.settings import Settings
from world.base import Told
from world.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.alerts.conftest import Ticking

ROOT = Path(__file__).parents[2]
CASE, SECRET = "a-case", "whsec_" + base64.b64encode(b"shared secret").decode()
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOSTILE = "x\r\nBcc: everybody@example.org\r\n\r\n\u202e<script>=cmd()" + "y" * 1_000_000
pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


def event(number: int, *, text: str = "Zero rate published.", instant: bool = True) -> Entry:
    from facta.alerts.content import short

    data = {
        "rule": "tripwire", "rank": "trip-wire", "instant": instant, "height": 4, "title": "Rates",
        "what": "3→4 trip-wire, deepening", "headline": short(f"[{CASE}] EC-{number} 3→4: {text}", 160),
        "why": short(text), "as_of": "2026-01-05", "compared_with": "2026-01-04", "case_digest": "0" * 16,
        "store_digest": "1" * 16, "version": "0", "odds": [],
    }  # fmt: skip
    return Entry(
        id=identity(CASE, number), source=home(CASE), type="org.facta.tripwire.crossed.v1",
        subject=f"EC-{number}", time=NOW, data=data,
    )  # fmt: skip


def settings(**channels: dict[str, Any]) -> Settings:
    return Settings.model_validate({"channels": channels})


def hook(address: str) -> dict[str, Any]:
    return {"kind": "webhook", "url": f"{address}/hook/in", "secret_env": "HOOK_SECRET"}


def box(port: int, **more: Any) -> dict[str, Any]:
    made = {"kind": "mail", "host": "127.0.0.1", "port": port, "security": "none"}
    return made | {"sender": "facta@example.org", "to": ["desk@example.org"]} | more


@dataclass
class Post:
    """A mail server on loopback that keeps what it takes."""

    letters: list[Any] = field(default_factory=list)
    tried: int = 0
    answers: list[str] = field(default_factory=list)
    killer: Any = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.tried += 1
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("2"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.killer is not None:
            self.killer()
        return answer


class Loopback(Controller):
    """A server on whichever port is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post(**options: Any) -> Iterator[tuple[Post, int]]:
    kept = Post()
    controller = Loopback(kept, hostname="127.0.0.1", port=0, server_hostname="mail.example.org", **options)
    controller.start()
    try:
        yield kept, controller.port
    finally:
        controller.stop()


def sent(log: Log, told: Settings, clock: Ticking, *events: Entry, at: datetime = NOW) -> list[Any]:
    with log.writing():
        join(log, told, log.entries(), NOW)
        known = {entry.id for entry in log.entries()}
        log.append(entry for entry in events if entry.id not in known)
        clock.moment = at
        return deliver(log, told, Means(environment={"HOOK_SECRET": SECRET, "MAIL": "pw"}, clock=clock), at)


@pytest.fixture
def clock(desk: Any) -> Ticking:
    return desk.clock  # type: ignore[no-any-return]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "store", CASE)


def kinds(log: Log) -> list[str]:
    return [entry.type for entry in log.entries() if "delivery" in entry.type]


def test_an_event_is_posted_signed_and_marked_once(log: Log, clock: Ticking) -> None:
    with serving({"hook": lambda _: Told(status=204)}) as (address, heard):
        told = settings(hook=hook(address))
        sent(log, told, clock, event(1))
        sent(log, told, clock)
    assert len(heard.asked) == 1
    asked = heard.asked[0]
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    due = base64.b64encode(hmac.new(b"shared secret", signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{due}"
    assert asked.headers["webhook-id"] == event(1).id == json.loads(asked.body)["id"]
    assert kinds(log) == [ATTEMPTED, DELIVERED]


def test_a_busy_receiver_is_asked_again_with_a_growing_wait(log: Log, clock: Ticking) -> None:
    answers = iter([Told(status=503), Told(status=429, headers={"Retry-After": "7"}), Told(status=200)])
    with serving({"hook": lambda _: next(answers)}) as (address, heard):
        assert sent(log, settings(hook=hook(address)), clock, event(1))[0].refused == ""
    assert [asked.headers["webhook-id"] for asked in heard.asked] == [event(1).id] * 3
    assert clock.waited == [0.5, 7.0]


def test_what_was_refused_is_tried_again_at_the_next_watch(log: Log, clock: Ticking) -> None:
    answers = iter([Told(status=404, body=b"no such\r\nhook\x1b[31m"), Told(status=200)])
    with serving({"hook": lambda _: next(answers)}) as (address, _):
        told = settings(hook=hook(address))
        assert sent(log, told, clock, event(1))[0].refused == "HTTP 404: no such hook[31m"
        sent(log, told, clock)
    assert kinds(log) == [ATTEMPTED, FAILED, ATTEMPTED, DELIVERED]


def test_a_redirect_is_a_refusal(log: Log, clock: Ticking) -> None:
    away = Told(status=302, headers={"Location": "http://127.0.0.1:1/elsewhere"})
    with serving({"hook": lambda _: away}) as (address, heard):
        assert sent(log, settings(hook=hook(address)), clock, event(1))[0].refused.startswith("HTTP 302")
    assert len(heard.asked) == 1


def test_a_letter_says_the_finding_first_and_hostile_text_stays_inert(log: Log, clock: Ticking) -> None:
    with post() as (kept, port):
        sent(log, settings(desk=box(port)), clock, event(2, text=HOSTILE))
    letter = kept.letters[0]
    assert letter["Subject"].startswith("[a-case] EC-2 3→4: x Bcc: everybody@example.org")
    assert len(letter["Subject"]) <= 160
    assert letter["Bcc"] is None
    assert letter["To"] == "desk@example.org"
    assert letter.get_content_type() == "text/plain"
    body = letter.get_content()
    assert "\u202e" not in body
    assert "\r\nBcc:" not in body.replace("\n", "\r\n")
    assert len(body) < 2_000
    assert "facta explain a-case EC-2 --as-of 2026-01-05" in body


def test_each_address_accepts_for_itself(log: Log, clock: Ticking) -> None:
    with post() as (kept, port):
        kept.answers = ["550 no"]
        told = settings(desk=box(port, to=["one@example.org", "two@example.org"]))
        first = sent(log, told, clock, event(1))
        assert [one.refused for one in first] == ["550 no", ""]
        sent(log, told, clock)
    assert [letter["To"] for letter in kept.letters] == ["two@example.org", "one@example.org"]


def test_a_digest_gathers_what_is_not_urgent(log: Log, clock: Ticking) -> None:
    monday = datetime(2026, 1, 12, 8, 30, tzinfo=UTC)
    with post() as (kept, port):
        told = settings(desk=box(port))
        calm = [event(number, instant=False) for number in (1, 2)]
        assert sent(log, told, clock, *calm) == []
        assert len(sent(log, told, clock, event(3))) == 1
        assert len(sent(log, told, clock, at=monday)) == 1
    assert kept.letters[1]["Subject"].startswith("[a-case] 2 alerts: EC-1 3→4 trip-wire, deepening; EC-2")


def test_a_digest_that_was_refused_comes_again_as_it_was_with_the_same_id(log: Log, clock: Ticking) -> None:
    with post() as (kept, port):
        told = Settings.model_validate({"digest": {"every": "watch"}, "channels": {"desk": box(port)}})
        kept.answers = ["550 no"]
        sent(log, told, clock, *[event(number, instant=False) for number in (1, 2)])
        assert len(sent(log, told, clock, event(3, instant=False))) == 2
    tried = [entry.data["parcel"] for entry in log.entries() if entry.type == ATTEMPTED]
    assert [tried[0], *tried[2:]] == [tried[1], tried[2]]
    assert [letter["Message-ID"].split("@")[0][1:] for letter in kept.letters] == tried[1:]


def test_a_new_address_is_not_told_of_what_came_before_it(log: Log, clock: Ticking) -> None:
    with post() as (kept, port):
        with log.writing():
            log.append(
                [
                    Entry(
                        **{
                            **{f: getattr(event(1), f) for f in Entry.__slots__},
                            "time": datetime(2026, 1, 4, tzinfo=UTC),
                        }
                    )
                ]
            )
        assert sent(log, settings(desk=box(port)), clock) == []
        assert len(sent(log, settings(desk=box(port)), clock, event(2))) == 1
    assert len(kept.letters) == 1


def test_a_letter_goes_under_tls_and_only_to_a_server_whose_certificate_holds(
    log: Log, clock: Ticking, tmp_path: Path
) -> None:
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2"]
    alt = ["-addext", "subjectAltName=IP:127.0.0.1"]
    wanted = ["openssl", "req", "-x509", *made, "-subj", "/CN=127.0.0.1", *alt]
    subprocess.run(wanted, cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with post(tls_context=context, require_starttls=True) as (kept, port):
        strange = settings(desk=box(port, security="starttls"))
        assert "CERTIFICATE_VERIFY_FAILED" in sent(log, strange, clock, event(1))[0].refused
        known = settings(desk=box(port, security="starttls", authority=str(tmp_path / "cert.pem")))
        assert sent(log, known, clock)[0].refused == ""
    assert len(kept.letters) == 1


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise imports it
def test_a_service_of_apprise_is_notified_and_its_address_is_kept_out_of_the_log(
    log: Log, clock: Ticking
) -> None:
    with serving({"in": lambda _: Told(status=200)}) as (address, heard):
        told = settings(desk={"kind": "apprise", "url_env": "SERVICE"})
        url = address.replace("http://", "json://user:hidden@") + "/in/x"
        with log.writing():
            join(log, told, [], NOW)
            log.append([event(1)])
            deliver(log, told, Means(environment={"SERVICE": url}, clock=clock), NOW)
    assert b"EC-1 3" in heard.asked[0].body
    assert b"hidden" not in log.path.read_bytes()
    assert kinds(log) == [ATTEMPTED, DELIVERED]


class Zygote:
    """Starts watchers as processes of their own, and kills the one that runs."""

    def __init__(self) -> None:
        environment = {**os.environ, "HOOK_SECRET": SECRET, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "world.watchers"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.born = threading.Event()
        self.pid = 0

    def run(self, log: Log, settings: Path) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.born.clear()
        self.process.stdin.write(f"{log.path.parents[1]} {log.case} {settings}\n")
        self.process.stdin.flush()
        self.pid = int(self.process.stdout.readline().split()[1])
        self.born.set()
        return int(self.process.stdout.readline().split()[1])

    def kill(self) -> None:
        assert self.born.wait(10)
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.close()


def kept_in(path: Path, channels: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"channels": channels}), encoding="utf-8")
    return path


def marked(log: Log) -> list[str]:
    return [one for entry in log.entries() if entry.type == DELIVERED for one in entry.data["events"]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="watchers are forked")
def test_fifty_kills_during_delivery_lose_nothing_and_mark_nothing_twice(
    log: Log, zygote: Zygote, tmp_path: Path
) -> None:
    events = [event(number) for number in range(30)]
    accepted: list[str] = []
    answered = iter(range(1_000_000))
    kills = 0

    def receive(asked: Any) -> Told:
        """Kill the watcher before accepting, before answering, or while the answer is on its way."""
        nonlocal kills
        turn = next(answered)
        if kills < 50:
            if turn % 3 == 0:
                kills += 1
                zygote.kill()
                return Told(status=503)
            accepted.append(asked.headers["webhook-id"])
            if turn % 3 == 1:
                kills += 1
                zygote.kill()
            else:
                kills += 1
                threading.Timer(0.002, zygote.kill).start()
            return Told(status=204)
        accepted.append(asked.headers["webhook-id"])
        return Told(status=204)

    with serving({"hook": receive}) as (address, _):
        told = settings(hook=hook(address))
        file = kept_in(tmp_path / "alerts.yml", {"hook": hook(address)})
        with log.writing():
            join(log, told, [], NOW)
            log.append(events)
        runs = 0
        while kills < 50:
            zygote.run(log, file)
            runs += 1
            assert runs < 200
        assert zygote.run(log, file) == 0
    ids = {entry.id for entry in events}
    assert kills == 50
    assert set(accepted) == ids
    assert sorted(marked(log)) == sorted(ids)
    assert len(accepted) <= len(ids) + 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="watchers are forked")
def test_kills_while_a_mail_server_accepts_lose_no_letter(log: Log, zygote: Zygote, tmp_path: Path) -> None:
    events = [event(number) for number in range(6)]
    with post() as (kept, port):
        file = kept_in(tmp_path / "alerts.yml", {"desk": box(port)})
        with log.writing():
            join(log, settings(desk=box(port)), [], NOW)
            log.append(events)
        kept.killer = zygote.kill
        for _ in range(8):
            assert zygote.run(log, file) == signal.SIGKILL
        kept.killer = None
        assert zygote.run(log, file) == 0
    assert {letter["Subject"].split()[1] for letter in kept.letters} == {entry.subject for entry in events}
    assert sorted(marked(log)) == sorted(entry.id for entry in events)
    repeated = [letter["Message-ID"] for letter in kept.letters]
    assert len(set(repeated)) == len(events)
