"""The ledger: strict tables, every mistake with its place, and the day a row became known."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from facta.errors import SourceError
from facta.periods import parse
from facta.sources.ledger import FACTS, FIGURES, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from facta.records import Event, Observation, Snapshot
    from facta.sources.base import Reading

    Publish = Callable[..., Snapshot]

FACT = {
    "id": "a1",
    "date": "2025-10-03",
    "kind": "border-incident",
    "actor": "SMUGGLERS",
    "target": "TJK",
    "country": "TJK",
    "status": "asserted",
    "grade": "B2",
    "verified": "yes",
    "text": "Smugglers cross the Panj.",
    "url": "https://example.org/a1",
}
FIGURE = {
    "id": "f1",
    "measure": "lpg-imports",
    "date": "2025",
    "actor": "RUS",
    "target": "AFG",
    "value": "418",
    "unit": "kt",
    "status": "asserted",
    "grade": "B3",
    "verified": "yes",
    "text": "Russian LPG to Afghanistan.",
}


def _table(columns: Sequence[str], *rows: dict[str, str]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, columns, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def _fact(publish: Publish, day: str = "2026-11-22", **cells: str) -> Event:
    return read(publish(_table(FACTS, FACT | cells), day=day)).events[0]


def _figure(publish: Publish, day: str = "2026-11-22", **cells: str) -> Observation:
    return read(publish(_table(FIGURES, FIGURE | cells), day=day)).observations[0]


def _mistakes(publish: Publish, body: str | bytes) -> Sequence[str]:
    with pytest.raises(SourceError) as caught:
        read(publish(body, name="x.csv"))
    return caught.value.mistakes


def _mistake(publish: Publish, **cells: str) -> str:
    mistakes = _mistakes(publish, _table(FACTS, FACT | cells))
    assert len(mistakes) == 1
    return mistakes[0]


def test_a_fact_becomes_an_event(publish: Publish) -> None:
    event = _fact(
        publish,
        participants="CSTO; RUS",
        tags="window:2025;cross-border",
        place="Panj",
        lat="37.2",
        lon="69.1",
        precision_km="5",
        quantity="3",
        low="2",
        high="5",
        unit="deaths",
        code="0190",
    )
    assert (event.source, event.ref, event.kind) == ("test", "a1", "border-incident")
    assert (event.start, event.end) == (date(2025, 10, 3), date(2025, 10, 4))
    assert event.participants == ("CSTO", "RUS")
    assert event.tags == ("window:2025", "cross-border")
    assert (event.lat, event.lon, event.precision_km) == (37.2, 69.1, 5.0)
    assert (event.quantity, event.low, event.high, event.unit) == (3.0, 2.0, 5.0, "deaths")
    assert event.code == "0190"
    assert event.verified


def test_a_figure_becomes_an_observation(publish: Publish) -> None:
    figure = _figure(publish, low="400", high="430")
    assert (figure.measure, figure.value, figure.unit) == ("lpg-imports", 418.0, "kt")
    assert (figure.start, figure.end) == (date(2025, 1, 1), date(2026, 1, 1))
    assert (figure.low, figure.high) == (400.0, 430.0)


def test_blank_cells_are_absent_and_never_empty_text_or_zero(publish: Publish) -> None:
    event = _fact(publish, target="", country="", grade="", url="")
    for name in ("target", "country", "grade", "url", "place", "quantity", "unit", "lat", "note"):
        assert getattr(event, name) is None


def test_a_known_month_counts_from_its_last_day(publish: Publish) -> None:
    event = _fact(publish, known="2025-10")
    assert (event.known_at, event.known_by) == (date(2025, 10, 31), "published")


def test_a_fact_of_one_day_is_assumed_known_the_day_after(publish: Publish) -> None:
    event = _fact(publish)
    assert (event.known_at, event.known_by) == (date(2025, 10, 4), "assumed")


def test_a_longer_fact_is_assumed_known_after_the_usual_lag(publish: Publish) -> None:
    event = _fact(publish, date="2025-10")
    assert (event.known_at, event.known_by) == (date(2025, 11, 30), "assumed")


def test_a_figure_of_one_day_has_the_usual_lag_too(publish: Publish) -> None:
    assert _figure(publish, date="2025-10-03").known_at == date(2025, 11, 2)


def test_a_given_lag_stands_for_all_rows(publish: Publish) -> None:
    body = _table(FACTS, FACT, FACT | {"id": "a2", "date": "2025-10"})
    days = [event.known_at for event in read(publish(body), lag_days=7).events]
    assert days == [date(2025, 10, 10), date(2025, 11, 7)]


def test_nothing_is_assumed_known_after_it_was_retrieved(publish: Publish) -> None:
    event = _fact(publish, day="2025-10-20", date="2025-10")
    assert (event.known_at, event.known_by) == (date(2025, 10, 20), "retrieved")


def test_a_plan_is_known_before_its_period(publish: Publish) -> None:
    figure = _figure(publish, date="2030", known="2025-04-16")
    assert figure.known_at < figure.start


def test_a_day_of_becoming_known_in_the_future_is_a_mistake(publish: Publish) -> None:
    assert _mistake(publish, known="2062-01-01") == snapshot(
        "x.csv:2:22: known: '2062-01-01' lies after the day of reading, 2026-11-22"
    )


def test_versions_come_in_the_order_in_which_they_became_known(publish: Publish) -> None:
    body = _table(
        FACTS,
        FACT | {"status": "retracted", "known": "2025-10-05"},
        FACT | {"known": "2025-10-04"},
    )
    assert [event.status for event in read(publish(body)).events] == ["asserted", "retracted"]


def test_two_rows_of_one_id_and_one_day_are_a_mistake(publish: Publish) -> None:
    body = _table(FACTS, FACT, FACT | {"id": "a2"}, FACT)
    assert _mistakes(publish, body) == snapshot(
        (
            (
                "x.csv:4:1: id: 'a1' known 2025-10-04 stands already on line 2; give a "
                "revision its own day in known"
            ),
        )
    )


def test_every_mistake_is_told_at_once_with_its_place(publish: Publish) -> None:
    bad = {
        "date": "2025-02-30",
        "kind": "Border Incident",
        "actor": "TALIBANS",
        "participants": "RUS;;TAJ",
        "tags": "Fuel Oil",
        "country": "TALIBAN",
        "lat": "137",
        "lon": "",
        "precision_km": "-1",
        "quantity": "1,000",
        "low": "9",
        "high": "3",
        "unit": "death",
        "code": "no code",
        "status": "assertd",
        "grade": "G2",
        "verified": "true",
        "known": "soon",
        "text": "",
        "url": "javascript:alert(1)",
    }
    body = _table(FACTS, FACT, FACT | bad, FACT | {"id": "a b"})
    assert _mistakes(publish, body) == snapshot(
        (
            (
                "x.csv:3:2: date: '2025-02-30' is not a day: February 2025 has 28 days; write "
                "2025-02-28 or 2025-02"
            ),
            (
                "x.csv:3:3: kind: 'Border Incident' has not the form of 'border-incident': "
                "lower-case words and hyphens"
            ),
            "x.csv:3:4: actor: 'TALIBANS' is not an actor; did you mean 'TALIBAN'?",
            "x.csv:3:6: participants: 'RUS;;TAJ' has an empty place between two semicolons",
            "x.csv:3:6: participants: 'TAJ' is not an actor; did you mean 'TJK'?",
            "x.csv:3:7: tags: 'Fuel Oil' has not the form of 'fuel' or 'commodity:lpg'",
            "x.csv:3:9: country: 'TALIBAN' is not an ISO 3166 alpha-3 code",
            "x.csv:3:11: lat: 137 is out of bounds; write between -90 and 90",
            "x.csv:3:12: lon: is blank but lat is not; give both or neither",
            "x.csv:3:13: precision_km: -1 is out of bounds; write 0 or more",
            "x.csv:3:14: quantity: '1,000' is not a number; write 1000",
            "x.csv:3:15: low: 9 is above high, 3",
            "x.csv:3:17: unit: no unit 'death'; did you mean 'deaths'?",
            "x.csv:3:18: code: 'no code' has not the form of '0411'",
            (
                "x.csv:3:19: status: 'assertd' is none of asserted, disputed, retracted; did "
                "you mean 'asserted'?"
            ),
            "x.csv:3:20: grade: 'G2' has not the form of 'B2': A to F and 1 to 6",
            "x.csv:3:21: verified: 'true' is none of yes, no",
            (
                "x.csv:3:22: known: 'soon' is not a date; write a year (2025), a month "
                "(2025-10), a day (2025-10-03) or an interval (2025-09-29/2025-10-01)"
            ),
            "x.csv:3:23: text: is blank; it must be given",
            "x.csv:3:27: url: 'javascript:alert(1)' is not a web address; write http:// or https://",
            "x.csv:4:1: id: 'a b' has not the form of 'buffer-2025-11': letters, digits and hyphens",
        )
    )


def test_every_mistake_of_a_figure_is_told_at_once(publish: Publish) -> None:
    bad = {"measure": "LPG imports", "value": "", "low": "nan", "unit": "", "actor": ""}
    bad2 = {"id": "f2", "value": "3", "high": "2", "unit": "kt/year"}
    body = _table(FIGURES, FIGURE | bad, FIGURE | bad2, FIGURE | {"id": "f3", "low": "500"})
    assert _mistakes(publish, body) == snapshot(
        (
            (
                "x.csv:2:2: measure: 'LPG imports' has not the form of 'lpg-exports': "
                "lower-case words and hyphens"
            ),
            "x.csv:2:4: actor: is blank; it must be given",
            "x.csv:2:9: value: is blank; it must be given",
            "x.csv:2:10: low: 'nan' is not a number",
            "x.csv:2:12: unit: is blank; it must be given",
            "x.csv:3:11: high: 2 is below value, 3",
            "x.csv:3:12: unit: no unit 'kt/year'; did you mean 'kt/yr'?",
            "x.csv:4:10: low: 500 is above value, 418",
        )
    )


def test_a_quantity_and_its_unit_come_together(publish: Publish) -> None:
    assert _mistake(publish, quantity="3") == snapshot("x.csv:2:17: unit: is blank; it must be given")
    assert _mistake(publish, unit="deaths") == snapshot(
        "x.csv:2:17: unit: is given without a quantity; give both or neither"
    )


@pytest.mark.parametrize(
    "url", ["ftp://example.org", "example.org", "https://", "http://a b", "http://[", "//x.org"]
)
def test_only_web_addresses_are_links(publish: Publish, url: str) -> None:
    assert "is not a web address; write http:// or https://" in _mistake(publish, url=url)


def test_a_misspelt_column_gets_the_nearest(publish: Publish) -> None:
    body = _table(FACTS, FACT).replace("actor,target", "actr,target", 1)
    assert [line[:80] for line in _mistakes(publish, body)] == snapshot(
        [
            "x.csv:1:4: column 'actr' is not known; did you mean 'actor'?",
            "x.csv:1: column 'actor' is missing",
            "x.csv:1: the columns are, in this order: id,date,kind,actor,target,participants,",
        ]
    )


def test_another_table_altogether_is_refused_in_one_line(publish: Publish) -> None:
    assert _mistakes(publish, "lat,lon,part\n1,2,3\n")[0][:70] == snapshot(
        "x.csv:1: columns are 'lat,lon,part'; write id,date,kind,actor,target,p"
    )


def test_columns_out_of_order_are_refused(publish: Publish) -> None:
    body = _table(FIGURES, FIGURE).replace("low,high", "high,low", 1)
    assert [line[:60] for line in _mistakes(publish, body)] == snapshot(
        ["x.csv:1: the columns are, in this order: id,measure,date,act"]
    )


def test_a_column_twice_is_refused(publish: Publish) -> None:
    body = _table(FIGURES, FIGURE).replace("low,high", "low,low", 1)
    assert [line[:60] for line in _mistakes(publish, body)] == snapshot(
        [
            "x.csv:1:11: column 'low' stands twice",
            "x.csv:1: column 'high' is missing",
            "x.csv:1: the columns are, in this order: id,measure,date,act",
        ]
    )


def test_a_header_alone_is_an_empty_ledger(publish: Publish) -> None:
    assert read(publish(_table(FACTS))).events == ()


def test_a_byte_order_mark_and_crlf_are_harmless(publish: Publish) -> None:
    plain = _table(FACTS, FACT)
    marked = "\ufeff" + plain.replace("\n", "\r\n")
    assert read(publish(marked)).events == read(publish(plain)).events


def test_coverage_is_one_record_a_month(publish: Publish) -> None:
    covers = parse("2025-01-10/2025-02")
    reading: Reading = read(publish(_table(FACTS, FACT)), covers=covers)
    assert [(c.start, c.end, c.known_at, c.state) for c in reading.coverage] == [
        (date(2025, 1, 10), date(2025, 2, 1), date(2025, 3, 2), "complete"),
        (date(2025, 2, 1), date(2025, 3, 1), date(2025, 3, 30), "complete"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    column=st.sampled_from(FACTS),
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
)
def test_no_cell_ends_in_anything_but_a_record_or_a_mistake(publish: Publish, column: str, text: str) -> None:
    try:
        events = read(publish(_table(FACTS, FACT | {column: text}))).events
    except SourceError as error:
        events = ()
        told = all(mistake.startswith("x.csv:") for mistake in error.mistakes)
    else:
        told = len(events) == 1
    assert told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(body=st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_reading_or_a_source_error(publish: Publish, body: bytes) -> None:
    with pytest.raises(SourceError):
        read(publish(body))
