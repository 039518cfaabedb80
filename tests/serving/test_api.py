"""The API: every answer is what its document says, of its day, and as far as terms allow."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from guarded import SECRET, TOLD
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from facta.serving.v1.document import NAMED
from facta.serving.v1.endpoints import ENDPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

BASE = "/api/v1"
FILLED = {
    "flagship": {"id": "CT-1", "ref": "UN0012", "key": "CL01"},
    "guarded": {"id": "EX-2", "ref": "B20251", "key": "none"},
}
every_endpoint = pytest.mark.parametrize("path", [endpoint.path for endpoint in ENDPOINTS])


def address(path: str, case: str, **query: str) -> str:
    names = dict(FILLED[case])
    if path.startswith("analyses"):
        names["id"] = "claims"
    filled = NAMED.sub(lambda found: names[found[1]], path)
    asked = {"q": "a", **query} if path == "search" else query
    return f"{BASE}/{filled}?{urlencode(asked)}"


def document(site: TestClient) -> Any:
    return site.get(f"{BASE}/openapi.json").json()


def pages_of(site: TestClient, path: str, limit: int) -> Iterator[Any]:
    cursor: str | None = ""
    while cursor is not None:
        said = {"limit": str(limit), **({"cursor": cursor} if cursor else {})}
        page = site.get(f"{BASE}/{path}?{urlencode(said)}").json()
        yield page
        cursor = page["next"]


def test_the_document_is_openapi(site: TestClient) -> None:
    said = document(site)
    validate(said)
    assert said["openapi"].startswith("3.1")
    assert len(said["paths"]) == len(ENDPOINTS)
    for path in said["paths"].values():
        assert "as_of" in {parameter["name"] for parameter in path["get"]["parameters"]}


@every_endpoint
def test_every_answer_is_what_the_document_says(site: TestClient, path: str) -> None:
    said = document(site)
    described = said["paths"][NAMED.sub(r"{\1}", f"{BASE}/{path}")]["get"]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"] | {"components": said["components"]}
    answer = site.get(address(path, "flagship"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    Draft202012Validator(schema).validate(answer.json())
    assert answer.json()["as_of"] == "2026-06-01"
    assert 'rel="cite-as"' in answer.headers["link"]
    assert "as_of=2026-06-01" in answer.headers["link"]
    assert answer.headers["last-modified"].endswith("GMT")


@every_endpoint
def test_every_answer_is_sent_once(site: TestClient, path: str) -> None:
    first = site.get(address(path, "flagship"))
    again = site.get(address(path, "flagship"), headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@every_endpoint
def test_every_endpoint_takes_a_day_and_nothing_unknown(site: TestClient, path: str) -> None:
    assert site.get(address(path, "flagship", as_of="2026-05-31")).json()["as_of"] == "2026-05-31"
    for query, said in (
        ({"as-of": "2026-05-31"}, "did you mean 'as_of'?"),
        ({"as_of": "soon"}, "is not a date"),
    ):
        answer = site.get(address(path, "flagship", **query))
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert said in answer.json()["detail"]


def test_every_value_has_everything_it_must_not_go_without(site: TestClient) -> None:
    found = site.get(f"{BASE}/indicators/CT-1").json()["indicator"]
    assert found["series"]
    for value in (found["latest"], *found["series"]):
        assert value["unit"] == "attacks"
        assert value["period"]["start"] < value["period"]["end"]
        assert value["known_at"] <= "2026-06-01"
        assert value["value"] is not None or value["state"] not in ("observed", "zero")
    assert found["latest"]["records"] == ["UN0012"]
    assert found["latest"]["grade"] == "A2"


@pytest.mark.parametrize("path", ["indicators", "indicators/CT-3/records", "gaps", "calendar", "sources"])
def test_pages_of_a_list_make_the_list(site: TestClient, path: str) -> None:
    whole = [one for page in pages_of(site, path, 200) for one in page["items"]]
    parts = list(pages_of(site, path, 7))
    assert [one for page in parts for one in page["items"]] == whole
    assert {page["total"] for page in parts} == {len(whole)}
    assert all(len(page["items"]) == 7 for page in parts[:-1])


def test_a_cursor_keeps_to_its_day(site: TestClient) -> None:
    first = site.get(f"{BASE}/indicators?limit=5&as_of=2025-12-31").json()
    second = site.get(f"{BASE}/indicators?limit=5&cursor={first['next']}").json()
    assert second["as_of"] == "2025-12-31"
    other = site.get(f"{BASE}/indicators?limit=5&as_of=2026-01-31&cursor={first['next']}")
    assert other.status_code == 400
    assert "as of 2025-12-31" in other.json()["detail"]


@pytest.mark.parametrize(
    "query", ["cursor=zzz", "cursor=%00", "cursor=W10", "limit=0", "limit=1e3", "limit=201"]
)
def test_a_page_that_cannot_be_is_a_problem(site: TestClient, query: str) -> None:
    answer = site.get(f"{BASE}/indicators?{query}")
    assert answer.status_code == 400
    assert answer.json()["title"] == "Bad Request"


def test_a_cursor_of_another_list_is_a_problem(site: TestClient) -> None:
    cursor = site.get(f"{BASE}/indicators?limit=1").json()["next"]
    assert site.get(f"{BASE}/gaps?cursor={cursor}").status_code == 400


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("indicators/CT1", "no indicator 'CT1'; did you mean 'CT-1'?"),
        ("analyses/claim", "no analysis 'claim'; did you mean 'claims'?"),
        ("analyses/claims/parts/CL001", "no part of claims 'CL001'; did you mean 'CL01'?"),
        ("indicator", "the API has no 'indicator'; did you mean 'indicators'?; /api/v1 lists what it has"),
    ],
)
def test_what_is_not_there_names_the_nearest(site: TestClient, path: str, detail: str) -> None:
    answer = site.get(f"{BASE}/{path}")
    assert answer.status_code == 404
    said = answer.json()
    assert said == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": detail}


def test_a_record_is_not_there_before_it_was_known(site: TestClient) -> None:
    versions = site.get(f"{BASE}/records/UN0012").json()["versions"]
    known = min(version["known_at"] for version in versions)
    assert known == "2025-06-20"
    assert site.get(f"{BASE}/records/UN0012?as_of=2025-06-19").status_code == 404
    assert site.get(f"{BASE}/records/UN0012?as_of=2025-06-20").status_code == 200
    assert "UN0012" not in site.get(f"{BASE}/indicators/CT-1?as_of=2025-06-19").text
    assert "UN0012" not in site.get(f"{BASE}/indicators/CT-1/records?as_of=2025-06-19").text


@every_endpoint
def test_nothing_on_an_earlier_day_became_known_later(site: TestClient, path: str) -> None:
    day = "2024-01-15"
    answer = site.get(address(path, "flagship", as_of=day))
    if answer.status_code == 404:
        return

    def days(said: Any) -> Iterator[str]:
        if isinstance(said, dict):
            yield from (one for name, one in said.items() if name in ("known_at", "hidden_at") and one)
            said = list(said.values())
        if isinstance(said, list):
            for one in said:
                yield from days(one)

    assert all(known <= day for known in days(answer.json()))


def test_trajectories_are_probabilities_with_intervals(site: TestClient) -> None:
    said = site.get(f"{BASE}/scenarios").json()
    chances = [one["probability"] for one in said["scenarios"]]
    assert sum(one["value"] for one in chances) == pytest.approx(100)
    for one in chances:
        assert one["interval"]["low"] <= one["value"] <= one["interval"]["high"]
        assert one["interval"]["bounds"] == "90 % interval"
    assert [low for low, _, _ in said["words"][1:]] == [high for _, _, high in said["words"][:-1]]
    assert all(first[2] < second[2] for first, second in pairwise(said["words"]))


def test_what_moved_says_since_when(site: TestClient) -> None:
    said = site.get(f"{BASE}/changes?since=6m").json()
    assert said["since"] == "2025-12-01"
    assert {one["cause"] for one in said["differences"]} <= {"the world", "the data"}


def test_a_search_finds_by_every_word(site: TestClient) -> None:
    found = site.get(f"{BASE}/search?q=border+drills").json()
    assert found["total"] > 0
    for hit in found["items"]:
        assert site.get(hit["path"]).status_code == 200
    assert site.get(f"{BASE}/search?q=").json()["total"] == 0
    assert site.get(f"{BASE}/search?q=%E2%80%AEzzzz").json()["total"] == 0


def test_the_list_of_endpoints_is_a_page(site: TestClient) -> None:
    page = site.get(BASE)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert all(NAMED.sub(r"{\1}", f"{BASE}/{endpoint.path}") in page.text for endpoint in ENDPOINTS)


@every_endpoint
def test_what_terms_forbid_is_not_passed_on(guarded_site: TestClient, path: str) -> None:
    answer = guarded_site.get(address(path, "guarded"))
    assert answer.status_code in (200, 404)
    figures = {f"{SECRET + year + quarter:,.0f}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)}
    plain = {figure.replace(",", "") for figure in figures}
    assert TOLD not in answer.text
    for figure in figures | plain:
        assert figure not in answer.text


def test_what_is_withheld_is_said(guarded_site: TestClient) -> None:
    found = guarded_site.get(f"{BASE}/indicators/EX-2").json()["indicator"]
    assert found["latest"]["value"] is None
    assert "terms do not allow passing it on" in found["latest"]["withheld"]
    assert found["latest"]["records"] == []
    assert found["redistributable"] == "no"
    record = guarded_site.get(f"{BASE}/records/B20251").json()
    assert record["versions"] == []
    assert record["withheld"] == "Records of Seller are not passed on: its terms do not allow it."


def test_hostile_records_are_plain_text(guarded_site: TestClient) -> None:
    said = guarded_site.get(f"{BASE}/indicators/EX-1/records").json()
    assert len(said["items"]) > 10
    for record in said["items"]:
        assert record["url"] is None
        assert not set(json.dumps(record, ensure_ascii=False)) & set("\u202e\u2066\x00\x1b")


def test_a_finding_tells_its_chance_and_the_board_the_alarms_of_a_year(site: TestClient) -> None:
    finding = site.get(address("indicators/{id}", "flagship")).json()["indicator"]["findings"][0]
    assert finding["p"] is None or 0 <= finding["p"] <= 1
    assert finding["rates"] == [0.2, 0.05]
    chance = site.get(address("board", "flagship")).json()["by_chance"]
    assert chance["rules"] > 0
    assert chance["off"] > chance["elevated"] > 0
