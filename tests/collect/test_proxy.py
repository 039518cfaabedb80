"""A proxy of the user's network is asked for hosts elsewhere, and never for this machine."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
from toy import NOW, FakeClock

from facta.collect.addresses import Way
from facta.collect.client import Client
from facta.collect.hosts import Patience
from facta.collect.shared import Shared
from facta.collect.spool import Spool
from facta.collect.validators import Validators
from facta.sources import SOURCES
from facta.sources.asking import Request

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def refusing_proxy(heard: list[str]) -> socket.socket:
    """Listen as a proxy that lets nobody through."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            with line:
                heard.append(line.recv(4096).decode().splitlines()[0])
                line.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    return door


def test_a_host_elsewhere_is_asked_through_the_proxy(tmp_path: Path) -> None:
    heard: list[str] = []
    with refusing_proxy(heard) as door:
        environment = {"HTTPS_PROXY": f"http://127.0.0.1:{door.getsockname()[1]}"}
        shared = Shared(FakeClock(), Patience(tries=1), environment)
        card = SOURCES["ucdp"].card
        client = Client(
            card,
            shared,
            Way(card.hosts, None),
            spool=Spool(tmp_path / "spool", NOW),
            validators=Validators(tmp_path, tmp_path / "validators.jsonl"),
        )
        answer = client.ask(Request(url="https://ucdp.uu.se/downloads/x.csv", form="csv"))
    assert [line.split()[:2] for line in heard] == [["CONNECT", "ucdp.uu.se:443"]]
    assert (answer.state, answer.fault) == ("failed", "unreachable")
    assert "proxy" in answer.reason.lower()


def test_this_machine_is_never_asked_through_a_proxy() -> None:
    shared = Shared(FakeClock(), Patience(), {"https_proxy": "http://proxy.example:3128"})
    assert shared.way_to("127.0.0.1") is not shared.way_to("ucdp.uu.se")
    assert shared.way_to("ucdp.uu.se").proxy is not None
