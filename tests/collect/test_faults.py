"""Each fault of a publisher becomes a typed fault in coverage, and words on the report."""

from __future__ import annotations

import hashlib
import io
import shutil
import ssl
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import pytest_socket
from rich.console import Console
from toy import FIRST, HOST, FakeClock, ToyPublisher, run, table

from facta.views.collected import ADVICE, report
from world import faults
from world.faults import Fault, faulty
from world.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from facta.collect import Collected
    from facta.store import Store
    from world.base import Publisher

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture(scope="module")
def _loopback() -> Iterator[None]:
    """Let a fixture of the module reach loopback, as the marks let its tests."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"])
    pytest_socket.enable_socket()
    yield
    pytest_socket.disable_socket(allow_unix_socket=True)


SECOND = FIRST + timedelta(days=1)
CSV = {"form": "csv", "listed": False, "days": 2}
ZIP = {"form": "zip", "listed": False, "days": 2}
LISTED = {"form": "zip", "days": 2}


def covered(store: Store, use: str = "toy") -> dict[date, tuple[str, str]]:
    rows = store.coverage(date.max).filter(source=f"toys/{use}").select("start", "state", "fault").iter_rows()
    return {start: (state, fault) for start, state, fault in rows}


def said(done: Collected) -> str:
    console = Console(width=80, file=io.StringIO(), no_color=True)
    with console.capture() as shown:
        console.print(report(done))
    return shown.get()


def played(
    folder: Path, publisher: Publisher, asked: dict[str, Any], **options: Any
) -> tuple[Collected, Store]:
    with serving({HOST: publisher}) as (url, _):
        return run(folder, url, {"toy": asked}, **options)


FAULTS = {
    "missing": (faults.missing, CSV, "missing", "404 Not Found: NoSuchKey"),
    "gone": (faults.status(410, "withdrawn"), CSV, "gone", "410 Gone: withdrawn"),
    "forbidden": (faults.status(403), CSV, "auth", "403 Forbidden"),
    "teapot": (faults.status(418, "no"), CSV, "refused", "418 I'm a Teapot: no"),
    "server": (faults.status(503, "down"), CSV, "server", "503 Service Unavailable: down"),
    "busy": (faults.busy(), CSV, "throttled", "429 Too Many Requests: Too many requests"),
    "busy text": (faults.said("Please limit requests to one a second"), CSV, "throttled", "Please limit"),
    "error text": (faults.said("Invalid query start date"), CSV, "not-data", "'Invalid query start date'"),
    "page for csv": (faults.web_page, CSV, "not-data", "a web page came: 'Sign in to go on'"),
    "cut connection": (faults.broken_off(100), CSV, "truncated", "the connection broke after"),
    "silent": (faults.silent(3.0), CSV, "timeout", f"{HOST} did not answer in time"),
    "gzip bomb": (faults.gzip_bomb, CSV, "bomb", "bytes that inflate beyond"),
    "endless": (faults.endless, CSV, "too-large", "more than 4,194,304 bytes"),
    "oversized": (faults.oversized(10**12), CSV, "too-large", "1,000,000,000,000 bytes"),
    "elsewhere": (faults.elsewhere("https://evil.example/x"), CSV, "host", "'evil.example' is not among"),
    "plain http": (faults.elsewhere(f"http://{HOST}/list.txt"), CSV, "host", "is not https"),
    "in circles": (faults.elsewhere("?"), CSV, "refused", "more than 5 redirects"),
    "other columns": (faults.revised(b"a,b,c\n1,2,3\n"), CSV, "misread", "write day,ref,value"),
    "page for zip": (faults.web_page, ZIP, "not-data", "a web page came: 'Sign in to go on'"),
    "cut zip": (faults.short(), ZIP, "corrupt", "cannot be opened"),
    "empty zip": (faults.short(0), ZIP, "not-data", "nothing came where zip was due"),
    "zip bomb": (faults.zip_bomb, ZIP, "bomb", "bytes that inflate to 41,943,040"),
    "wrong md5": (faults.other_bytes, LISTED, "corrupt", "was announced"),
    "wrong size": (faults.short(), LISTED, "corrupt", "bytes were announced"),
}
USES = {"csv": CSV, "zip": ZIP, "listed": LISTED}


class Badly(NamedTuple):
    """One collection in which each day has a fault of its own, and the day after the last has none."""

    done: Collected
    store: Store
    days: dict[str, tuple[str, date]]


@pytest.fixture(scope="module")
def badly(tmp_path_factory: pytest.TempPathFactory, _loopback: None) -> Badly:
    played_on: list[Fault] = []
    days: dict[str, tuple[str, date]] = {}
    asked: dict[str, dict[str, Any]] = {}
    toys: list[ToyPublisher] = []
    for use, parameters in USES.items():
        names = [name for name, fault in FAULTS.items() if fault[1] is parameters]
        first = FIRST + timedelta(days=100 * len(asked))
        asked[use] = parameters | {"first": first, "days": len(names) + 1}
        toys.append(ToyPublisher(first=first, days=len(names) + 1, form=parameters["form"]))
        for number, name in enumerate(names):
            days[name] = (use, first + timedelta(days=number))
            played_on.append(Fault(f"/day/{days[name][1]}", FAULTS[name][0]))
    toy = ToyPublisher(days=0, files={name: body for each in toys for name, body in each.files.items()})
    with serving({HOST: faulty(toy, *played_on)}) as (url, _):
        done, store = run(tmp_path_factory.mktemp("badly"), url, asked)
    return Badly(done, store, days)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_one_day_is_told_by_its_type(badly: Badly, name: str) -> None:
    _, _, fault, words = FAULTS[name]
    use, day = badly.days[name]
    assert covered(badly.store, use)[day] == ("failed", fault)
    assert badly.store.versions("observations").filter(start=day).is_empty()
    (lost,) = [
        lost
        for source in badly.done.sources
        for lost in source.lost
        if (source.source, lost.start) == (use, day)
    ]
    assert lost.faults == {fault: 1}
    assert words in lost.reason
    shown = " ".join(said(badly.done).split())
    assert f"{use}: {fault} in " in shown
    assert ADVICE[fault][:60] in shown


def test_the_days_beside_those_with_faults_are_whole(badly: Badly) -> None:
    assert badly.done.exit_status == 3
    assert [source.complete for source in badly.done.sources] == [1, 1, 1]
    assert badly.store.versions("observations").height == 60
    assert max(map(len, said(badly.done).splitlines())) <= 80


PASSING = [
    faults.status(503),
    faults.busy("7"),
    faults.busy("Mon, 23 Nov 2026 06:00:09 GMT"),
    faults.broken_off(100),
    faults.said("Too many requests"),
    faults.silent(3.0),
]


def test_what_passes_is_asked_again(tmp_path: Path) -> None:
    clock = FakeClock()
    days = [FIRST + timedelta(days=number) for number in range(len(PASSING))]
    once = [Fault(f"/day/{day}", play, times=1) for day, play in zip(days, PASSING, strict=True)]
    toy = faulty(ToyPublisher(days=len(days)), *once)
    with serving({HOST: toy}) as (url, log):
        done, store = run(tmp_path, url, {"toy": CSV | {"days": len(days)}}, clock=clock)
    assert done.exit_status == 0
    assert set(covered(store).values()) == {("complete", "")}
    assert len(log.asked) == 2 * len(days)
    assert clock.waited > 7


def test_a_retry_after_is_obeyed(tmp_path: Path) -> None:
    clock = FakeClock()
    toy = faulty(ToyPublisher(), Fault(f"/day/{FIRST}", faults.busy("90"), times=1))
    played(tmp_path, toy, CSV, clock=clock)
    assert 90 <= clock.waited < 95


def test_a_wait_that_is_too_long_is_told_with_its_time_and_the_host_left_alone(tmp_path: Path) -> None:
    toy = faulty(ToyPublisher(), Fault(f"/day/{FIRST}", faults.busy("3600")))
    with serving({HOST: toy}) as (url, log):
        done, store = run(tmp_path, url, {"toy": CSV})
    assert len(log.asked) == 1
    assert "asks to be left alone until 2026-11-23 07:00 UTC" in done.sources[0].lost[0].reason
    assert set(covered(store).values()) == {("failed", "throttled")}


def test_a_refused_token_is_told_without_the_token(tmp_path: Path) -> None:
    toy = faulty(ToyPublisher(), Fault("/day", faults.refused_token))
    secret = {"FACTA_TOY": "a-very-secret-token"}
    done, _ = played(tmp_path, toy, CSV | {"token": True}, environment=secret)
    assert done.sources[0].faults == {"auth": 2}
    assert "bad token Bearer ***" in done.sources[0].lost[0].reason
    assert "secret" not in said(done)


def test_a_variable_that_is_not_set_is_named_and_nobody_asked(tmp_path: Path) -> None:
    with serving({HOST: ToyPublisher()}) as (url, log):
        done, store = run(tmp_path, url, {"toy": CSV | {"token": True}})
    assert not log.asked
    assert set(covered(store).values()) == {("failed", "credentials")}
    assert done.sources[0].lost[0].reason == "FACTA_TOY is not set; put it into the environment"


@pytest.mark.parametrize("echo", [True, False])
def test_no_secret_is_ever_in_the_store(tmp_path: Path, *, echo: bool) -> None:
    token = "a-very-secret-token"  # noqa: S105
    toy: Publisher = ToyPublisher(token=token)
    if echo:
        toy = faulty(toy, Fault(f"/day/{FIRST}", faults.revised(f"day,ref,value\n{token},a,1\n".encode())))
        toy = faulty(toy, Fault(f"/day/{SECOND}", faults.refused_token))
    done, _ = played(tmp_path, toy, CSV | {"token": True}, environment={"FACTA_TOY": token})
    assert done.exit_status == (3 if echo else 0)
    if echo:
        assert done.sources[0].lost[0].reason == "the answer repeats a secret, so it is not kept"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not [path for path in files if token.encode() in path.read_bytes()]


def test_an_endless_stream_is_cut_off_early(tmp_path: Path) -> None:
    toy = faulty(ToyPublisher(), Fault(f"/day/{SECOND}", faults.endless))
    with serving({HOST: toy}) as (url, log):
        done, _ = run(tmp_path, url, {"toy": CSV})
        assert done.sources[0].bytes < 5 * 1024 * 1024
    assert log.sent < 40 * 1024 * 1024


def test_a_slot_that_is_missing_makes_a_day_partial_and_its_records_are_kept(tmp_path: Path) -> None:
    toy = faulty(ToyPublisher(slots=4), Fault(f"/day/{SECOND}-2", faults.missing))
    done, store = played(tmp_path, toy, {"slots": 4})
    assert covered(store)[SECOND] == ("partial", "missing")
    assert store.versions("observations").height == 7 * 20
    assert done.sources[0].lost[0].reason == (
        f"1 of 4 ({SECOND}-2): 404 Not Found: NoSuchKey /day/{SECOND}-2.csv"
    )


def test_a_list_with_a_line_that_is_none_is_read_without_it(tmp_path: Path) -> None:
    done, _ = played(tmp_path, faulty(ToyPublisher(), Fault("/list", faults.malformed_line)), {})
    assert done.exit_status == 0


def test_a_list_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    done, store = played(tmp_path, faulty(ToyPublisher(), Fault("/list", faults.missing)), {})
    assert done.exit_status == 3
    assert done.sources[0].faults == {"missing": 1}
    assert store.coverage(date.max).is_empty()


def test_an_empty_table_is_a_sound_answer(tmp_path: Path) -> None:
    done, store = played(tmp_path, faulty(ToyPublisher(), Fault(f"/day/{SECOND}", faults.short(0))), CSV)
    assert done.exit_status == 0
    assert covered(store)[SECOND] == ("complete", "")


def test_nobody_listening_is_unreachable_and_soon_not_asked_again(tmp_path: Path) -> None:
    done, store = run(tmp_path, "http://127.0.0.1:9", {"toy": CSV | {"days": 8}})
    assert set(covered(store).values()) == {("failed", "unreachable")}
    assert done.sources[0].requests <= 6
    assert "127.0.0.1" not in done.sources[0].lost[0].reason
    assert done.sources[0].lost[0].reason == f"{HOST} cannot be reached (Connection refused)"


def test_a_certificate_that_does_not_hold_is_never_passed_over(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
    wanted = [openssl, "req", "-x509", *made, "-subj", "/CN=127.0.0.1", "-days", "2"]
    subprocess.run(wanted, cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serving({HOST: ToyPublisher()}, tls=context) as (url, log):
        done, _ = run(tmp_path, url, {"toy": CSV | {"days": 1}})
    assert not log.asked
    assert done.sources[0].faults == {"tls": 1}
    assert (
        done.sources[0].lost[0].reason == f"the certificate of {HOST} does not hold (self-signed certificate)"
    )


def test_what_was_misread_is_kept_and_nothing_of_it_is_a_record(tmp_path: Path) -> None:
    body = b"a,b,c\n1,2,3\n"
    toy = faulty(ToyPublisher(days=1), Fault("/day", faults.revised(body)))
    _, store = played(tmp_path, toy, CSV | {"days": 1})
    assert store.versions("observations").is_empty()
    name = hashlib.sha256(body).hexdigest()
    assert (store.path / "snapshots" / name[:2] / name).read_bytes() == body
    assert not list((store.path / "spool").rglob("*.body"))


def test_table_of_a_toy_is_as_it_was() -> None:
    assert table(FIRST, 0) == table(FIRST, 0)
