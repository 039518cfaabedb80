"""UCDP asked by hand: files, pages, and what a later release takes back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import SourceError
from facta.records import Snapshot
from facta.sources.archives import members
from facta.sources.asking import Answer, Kept, Plan, Unit, manifest
from facta.sources.ucdp import COLUMNS, Parameters, card, fetch, read
from world.base import Asked
from world.ucdp import TOKEN, releases, table, ucdp, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.sources.asking import Request
    from facta.sources.base import Reading
    from world.base import Publisher, Told

SAMPLES = Path(__file__).parents[1] / "samples/ucdp"
SAMPLE = (SAMPLES / "candidate_2023_10.csv").read_bytes()
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]


def _faulty(request: Request, told: Told) -> Answer:
    faults = {404: "missing", 401: "auth", 429: "throttled"}
    if told.status == 200:
        return Answer(request=request, state="complete", retrieved_at=NOW, body=told.body, status=200)
    return Answer(
        request=request,
        state="failed",
        retrieved_at=NOW,
        fault=faults.get(told.status, "refused"),
        reason=told.body.decode(),
        status=told.status,
    )


def _ask(publisher: Publisher, request: Request, token: str = TOKEN) -> Answer:
    parts = urlsplit(request.url)
    assert parts.hostname in card.hosts
    headers = {name: text.replace("{FACTA_UCDP_TOKEN}", token) for name, text in request.secrets.items()}
    asked = Asked(
        method="GET",
        host=parts.hostname or "",
        path=parts.path,
        query=dict(parse_qsl(parts.query)),
        headers=headers,
    )
    return _faulty(request, publisher(asked))


def _units(publisher: Publisher, plan: Plan, ask: Callable[..., Answer] = _ask) -> list[Unit]:
    units: list[Unit] = []
    steps = fetch(plan)
    answers: tuple[Answer, ...] = ()
    try:
        step = next(steps)
        while True:
            if isinstance(step, Unit):
                units.append(step)
                answers = ()
            else:
                answers = tuple(ask(publisher, request) for request in step)
            step = steps.send(answers)
    except StopIteration:
        return units


def _plan(**asked: object) -> Plan:
    return Plan(parameters=Parameters.model_validate(asked), now=NOW)


def _bytes(url: str, body: bytes, parts: tuple[Snapshot, ...] = ()) -> Snapshot:
    return Snapshot(
        source="ucdp",
        url=url,
        retrieved_at=NOW,
        sha256=hashlib.sha256(body).hexdigest(),
        media_type="application/octet-stream",
        licence=card.licence,
        body=body,
        parts=parts,
    )


def _read(unit: Unit, **asked: object) -> Reading:
    parts = tuple(_bytes(answer.request.url, answer.body) for answer in unit.answers if answer.sound)
    whole = parts[0] if len(unit.answers) == 1 else _bytes(unit.address, manifest(unit), parts)
    return read(whole, parameters=Parameters.model_validate(asked))


def _rows(body: bytes = SAMPLE) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode())))


@pytest.fixture
def publisher() -> Publisher:
    return ucdp(releases(SAMPLE, annual="26.1", months=MONTHS))


def test_the_annual_release_and_every_month_after_it_are_asked_for(publisher: Publisher) -> None:
    units = _units(publisher, _plan())
    assert [unit.address.rsplit("/", 1)[1] for unit in units] == [
        "ged261-csv.zip",
        *(f"GEDEvent_v26_0_{month}.csv" for month in range(1, 11)),
    ]
    assert {unit.state for unit in units} == {"complete"}
    assert (units[0].start, units[0].end) == (date(1989, 1, 1), date(2026, 1, 1))
    assert (units[-1].start, units[-1].end) == (date(2026, 10, 1), date(2026, 11, 1))
    assert [len(_read(unit).events) for unit in units] == [19, 20, *[21] * 9]


def test_what_is_kept_whole_is_not_asked_for_again(publisher: Publisher) -> None:
    first = _units(publisher, _plan())
    kept = {unit.address: Kept(state=unit.state, retrieved_at=NOW) for unit in first[:-1]}
    again = _units(publisher, Plan(parameters=Parameters(), now=NOW, kept=kept))
    assert [unit.address for unit in again] == [first[-1].address]


def test_a_month_that_is_not_out_yet_makes_no_unit_until_it_is_late() -> None:
    early = ucdp(releases(SAMPLE, annual="26.1", months=MONTHS[:-1]))
    assert _units(early, _plan())[-1].address.endswith("v26_0_9.csv")
    late = ucdp(releases(SAMPLE, annual="26.1", months=MONTHS[:-2]))
    missed = _units(late, _plan())[-1]
    assert (missed.address[-9:], missed.state, list(missed.faults)) == ("6_0_9.csv", "failed", ["missing"])


def test_a_revised_id_is_a_later_version_of_the_same_event(publisher: Publisher) -> None:
    older, newer = (_read(unit).events for unit in _units(publisher, _plan())[-2:])
    versions = {ref: [e for e in (*older, *newer) if e.ref == ref] for ref in {e.ref for e in newer}}
    (told,) = (both for both in versions.values() if len(both) == 2)
    assert [one.known_at for one in told] == [date(2026, 10, 30), date(2026, 11, 22)]
    assert told[1].quantity == (told[0].quantity or 0) + 1


def test_the_annual_release_hides_candidates_from_its_june_on_and_drops_what_it_dropped() -> None:
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    publisher = ucdp(releases(SAMPLE, annual="26.1", months=months))
    plan = _plan(candidates=["2025-11"], countries=["AFG", "PAK", "UKR", "SYR"])
    unit = _units(publisher, plan)[0]
    assert len(unit.answers) == 3
    events = _read(unit, candidates=["2025-11"]).events
    gone = [event for event in events if event.status == "retracted"]
    assert {event.known_at for event in gone} == {date(2026, 6, 30)}
    assert {event.note for event in gone} == {"not in release 26.1"}
    december = [event for event in events if event.start >= date(2025, 12, 1) and event not in gone]
    assert {event.known_at for event in december} == {date(2026, 1, 30), date(2026, 6, 30)}
    assert len({event.ref for event in december}) == 20
    assert sum(event.start >= date(2025, 12, 1) for event in gone) == 1


def test_without_candidates_the_annual_release_counts_as_known_month_by_month(publisher: Publisher) -> None:
    events = _read(_units(publisher, _plan())[0]).events
    assert {event.known_at for event in events} == {date(2026, 1, 30)}


def test_a_part_that_did_not_come_takes_nothing_back() -> None:
    publisher = ucdp(releases(SAMPLE, annual="26.1", months=["2025-12"]))
    unit = _units(publisher, _plan(candidates=["2025-11"]))[0]
    assert unit.state == "partial"
    assert all(event.status == "asserted" for event in _read(unit).events)


def test_pages_tell_the_same_events_as_files(publisher: Publisher) -> None:
    plan = _plan(api=True, candidates=["26.0.9"])
    asked: list[str] = []

    def small(publisher: Publisher, request: Request) -> Answer:
        asked.append(request.url)
        return _ask(publisher, request)

    units = _units(publisher, plan, small)
    assert [unit.state for unit in units] == ["complete", "complete"]
    assert "page=" not in asked[0].replace("pagesize=", "")
    plain = _units(publisher, _plan(candidates=["26.0.9"]))
    for page, file in zip(units, plain, strict=True):
        assert [(e.ref, e.quantity, e.known_at) for e in _read(page).events] == [
            (e.ref, e.quantity, e.known_at) for e in _read(file).events
        ]


def _many(number: int) -> bytes:
    row = _rows()[0]
    return table([row | {"id": str(at)} for at in range(number)])


def test_pages_are_followed_to_the_last_and_a_burst_is_asked_again() -> None:
    publisher = ucdp({"26.1": SAMPLE, "26.0.9": _many(2500)}, burst=3)
    unit = _units(publisher, _plan(api=True, candidates=["26.0.9"]))[1]
    assert (unit.state, len(unit.answers)) == ("complete", 3)
    assert len(_read(unit).events) == 2500


def test_events_that_the_pages_have_not_are_told(publisher: Publisher) -> None:
    def forgetful(publisher: Publisher, request: Request) -> Answer:
        answer = _ask(publisher, request)
        told = json.loads(answer.body)
        body = json.dumps(told | {"Result": told["Result"][1:]}).encode()
        return Answer(request=request, state="complete", retrieved_at=NOW, body=body)

    unit = _units(publisher, _plan(api=True, candidates=["26.0.9"]), forgetful)[1]
    assert unit.state == "partial"
    assert unit.outages == snapshot(("TotalCount of 26.0.9 is 21, its pages have 20 events",))


def test_a_page_that_leads_back_ends_the_unit(publisher: Publisher) -> None:
    def circular(publisher: Publisher, request: Request) -> Answer:
        told = json.loads(_ask(publisher, request).body)
        body = json.dumps(told | {"NextPageUrl": request.url}).encode()
        return Answer(request=request, state="complete", retrieved_at=NOW, body=body)

    unit = _units(publisher, _plan(api=True, candidates=["26.0.9"]), circular)[1]
    assert (unit.state, len(unit.answers), list(unit.faults)) == ("failed", 1, ["misread"])


def test_without_a_token_the_interface_says_what_is_missing(publisher: Publisher) -> None:
    def poor(publisher: Publisher, request: Request) -> Answer:
        return _ask(publisher, request, token="")

    units = _units(publisher, _plan(api=True, candidates=["26.0.9"]), poor)
    assert [unit.state for unit in units] == ["failed", "failed"]
    assert units[0].answers[0].reason == "API token required. Add header: x-ucdp-access-token"


def test_an_event_on_two_pages_is_one() -> None:
    row = _rows()[0]
    pages = tuple(
        _bytes(f"https://ucdpapi.pcr.uu.se/api/gedevents/23.0.10?page={at}", _page([row])) for at in range(2)
    )
    told = {"outages": [], "parts": [{"state": "complete"}] * 2}
    assert len(read(_bytes("x", json.dumps(told).encode(), pages)).events) == 1


def _page(rows: list[dict[str, str]]) -> bytes:
    envelope = {"TotalCount": 1, "TotalPages": 1, "PreviousPageUrl": None, "NextPageUrl": None}
    return json.dumps(envelope | {"Result": rows}).encode()


def test_rows_of_other_countries_are_left_out_and_strange_ones_counted() -> None:
    rows = [*_rows(), _rows()[0] | {"id": "9", "country": "Atlantis"}]
    reading = read(_bytes("x.csv", table(rows)), parameters=Parameters(countries=("AFG",)))
    assert {event.country for event in reading.events} == {"AFG"}
    assert len(reading.events) == 12
    assert reading.refused == snapshot(("1 rows in 'Atlantis', which spellings.csv does not know",))


def test_the_quick_reading_says_the_same_as_the_strict_one() -> None:
    everything = read(_bytes("x.csv", SAMPLE)).events
    quick = read(_bytes("x.csv", SAMPLE), parameters=Parameters(countries=("AFG",))).events
    assert quick == tuple(event for event in everything if event.country == "AFG")


def test_a_ragged_row_is_told_also_where_its_country_is_not_wanted() -> None:
    body = SAMPLE + b"1,2,3\n"
    with pytest.raises(SourceError, match="cells: 3, columns: 49"):
        read(_bytes("x.csv", body), parameters=Parameters(countries=("IRN",)))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (zipped("../../etc/passwd.csv", SAMPLE), "leads out of it"),
        (zipped("readme.txt", b"no"), "the archive has no .csv file, only readme.txt"),
        (zipped("GEDEvent_v26_1.csv", SAMPLE)[:-40], "not a zip archive, or a damaged one"),
    ],
)
def test_an_archive_is_opened_with_suspicion(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(_bytes("ged261-csv.zip", body))


def test_an_archive_that_inflates_too_far_is_refused() -> None:
    with pytest.raises(SourceError, match="inflates beyond 1,000 bytes"):
        members(zipped("a.csv", bytes(100_000)), 1_000)


def test_versions_and_countries_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Parameters(annual="26.2", candidates=("26.13",), countries=("RUSSIA",))
    told = [error["msg"] for error in caught.value.errors()]
    assert told == snapshot(
        [
            "String should match pattern '^[0-9]{2}\\.1$'",
            "Value error, '26.13' is no candidate release; write 26.0.8, 26.01.26.06 or 2026-01",
            "Value error, 'RUSSIA' is not the ISO alpha-3 code of a country; did you mean 'RUS'?",
        ]
    )


def test_the_page_of_the_interface_has_the_columns_of_the_file() -> None:
    page = json.loads((SAMPLES / "page_2023_10.json").read_text(encoding="utf-8"))
    assert set(page["Result"][0]) == set(COLUMNS)
