"""What every answer obeys: loopback names, reading only, headers, and addresses that make no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facta.serving.guard import HEADERS

if TYPE_CHECKING:
    from starlette.testclient import TestClient

EVERY_ADDRESS = ("/", "/indicators/CT-1", "/assets/site.css", "/api/v1/board", "/feed.xml", "/no-such-page")
HOSTILE = {
    "a path that climbs": "/../../etc/passwd",
    "a path that climbs in disguise": "/%2e%2e/%2e%2e/etc/passwd",
    "an asset that climbs": "/assets/..%2f..%2fapi.py",
    "a null": "/indicators/CT-1%00.html",
    "marks that reorder": "/%E2%80%AEtxt.exe",
    "no unicode": "/%ff%fe",
    "a script": "/<script>alert(1)</script>",
    "a template": "/{{7*7}}",
    "a record that climbs": "/api/v1/records/..%2f..%2fetc%2fpasswd",
}  # fmt: skip


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_every_answer_shuts_the_doors_of_a_browser(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost",
        "127.0.0.1:8765.evil.example",
        "",
        "0.0.0.0:8765",
    ],
)
def test_a_name_that_is_not_of_this_machine_is_refused(site: TestClient, host: str) -> None:
    answer = site.get("/api/v1/board", headers={"host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert "judgement" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_the_names_of_this_machine_are_answered(site: TestClient, host: str) -> None:
    assert site.get("/assets/site.css", headers={"host": host}).status_code == 200


def test_two_hosts_are_no_host(site: TestClient) -> None:
    twice = [("host", "127.0.0.1:8765"), ("host", "evil.example")]
    assert site.get("/", headers=twice).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(site: TestClient, method: str) -> None:
    answer = site.request(method, "/api/v1/board")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["status"] == 405


def test_head_says_what_get_would(site: TestClient) -> None:
    head, get = site.head("/indicators/CT-1"), site.get("/indicators/CT-1")
    assert head.status_code == 200
    assert head.headers["etag"] == get.headers["etag"]


@pytest.mark.parametrize("path", HOSTILE.values(), ids=HOSTILE)
def test_an_address_that_makes_no_sense_is_not_found(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert "\u202e" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["as_of=%00", "as_of=%E2%80%AE2026", "as_of=" + "9" * 1900, "as_of=2026-13-01", "as_of=0001-01-01",
     "since=-1m", "since=999m", "since=2027-01-01", "lens=%3Cscript%3E", "lang=../../x", "as_of=9999-12-31"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_told_what_to_write(site: TestClient, query: str) -> None:
    for path in ("/", "/indicators/CT-1"):
        answer = site.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script>" not in answer.text
        assert "Traceback" not in answer.text


def test_an_address_that_is_too_long_is_refused(site: TestClient) -> None:
    assert site.get("/?q=" + "x" * 5000).status_code == 414
    assert site.get("/" + "x" * 5000).status_code == 414
