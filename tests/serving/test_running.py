"""The command on a real port of loopback: it answers, says what is wrong, and quits quietly."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from facta.cli import main
from facta.serving.running import bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.serving.state import Spot

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


@contextmanager
def serving(spot: Spot) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    command = [sys.executable, "-u", "-m", "facta.cli", "serve", spot.case, "--store", str(spot.store)]
    with subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.match(
                r"http://127\.0\.0\.1:(\d+)/  \(this machine only; Ctrl-C ends\)", process.stdout.readline()
            )
            assert found is not None, process.stderr and process.stderr.read()
            yield int(found[1]), process
        finally:
            process.kill()


def get(port: int, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_the_server_answers_and_ends_without_a_word(spot: Spot) -> None:
    with serving(spot) as (port, process):
        status, headers, body = get(port, "/")
        assert (status, b"Two neighbours and a shared border" in body) == (200, True)
        assert headers["server"] is None
        assert get(port, "/", Host="evil.example")[0] == 421
        assert get(port, "/?q=" + "x" * 70_000)[0] in (400, 414)
        assert get(port, "/api/v1/board")[0] == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "", "")
    with serving(spot) as (port, _):  # from the shelf
        assert get(port, "/")[2] == body


def test_a_port_that_is_taken_is_said_in_a_sentence(spot: Spot) -> None:
    with bound(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        command = ["serve", spot.case, "--store", str(spot.store), "--port", str(port)]
        result = CliRunner().invoke(main, command)
    assert result.exit_code == 74
    assert (
        result.output == f"port {port} is taken by another program: name another one, say --port {port + 1}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["no-such-case"], 65, "'no-such-case' is neither a folder nor a case of facta"),
        (["russia-taliban", "--as-of", "soon"], 64, "'soon' is not a date; write a year"),
        (["russia-taliban", "--port", "70000"], 64, "70000 is not in the range"),
        (["russia-talban"], 65, "did you mean 'russia-taliban'?"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    spot: Spot, arguments: list[str], status: int, said: str
) -> None:
    result = CliRunner().invoke(main, ["serve", "--port", "0", *arguments, "--store", str(spot.store)])
    assert result.exit_code == status
    assert said in result.output
