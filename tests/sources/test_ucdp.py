"""UCDP: three layouts, one meaning; deaths with their interval, places with their blur."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot

from facta.errors import SourceError
from facta.periods import parse
from facta.sources.ucdp import COLUMNS, CONSUMED, DROPPED, EXTRACT, LAYOUTS, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from facta.records import Event, Snapshot

    Publish = Callable[..., Snapshot]

SAMPLES = Path(__file__).parents[1] / "samples/ucdp"
DATA = Path(__file__).parents[3] / "shared/data/ucdp"
outside = pytest.mark.skipif(not DATA.is_dir(), reason="the published UCDP files are not here")

ROW = {
    "id": "1",
    "relid": "AFG-2023-1-14320-49",
    "year": "2023",
    "code_status": "Clear",
    "type_of_violence": "1",
    "conflict_name": "Afghanistan: Islamic State",
    "side_a": "Government of Afghanistan",
    "side_b": "IS",
    "source_office": "Tolo News",
    "where_prec": "1",
    "where_coordinates": "Kabul city",
    "adm_1": "Kabul province",
    "latitude": "34.531094",
    "longitude": "69.162796",
    "country": "Afghanistan",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2023-10-02 00:00:00.000",
    "date_end": "2023-10-02 00:00:00.000",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "-1",
    "best": "3",
    "high": "5",
    "low": "1",
}


def _table(*rows: dict[str, str], columns: Sequence[str] = COLUMNS) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def _event(publish: Publish, **cells: str) -> Event:
    return read(publish(_table(ROW | cells))).events[0]


def _mistakes(publish: Publish, *rows: dict[str, str]) -> Sequence[str]:
    with pytest.raises(SourceError) as caught:
        read(publish(_table(*rows), name="ged.csv"))
    return caught.value.mistakes


def test_every_column_of_every_layout_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert {column for layout in LAYOUTS for column in layout} == set(CONSUMED) | set(DROPPED)
    assert all(DROPPED.values())
    assert [len(layout) for layout in LAYOUTS] == [49, 38, 25]


def test_a_row_becomes_an_event(publish: Publish) -> None:
    event = _event(publish)
    assert (event.source, event.ref, event.kind) == ("test", "1", "state-based")
    assert (event.actor, event.target) == ("TALIBAN", "ISKP")
    assert (event.quantity, event.low, event.high, event.unit) == (3.0, 1.0, 5.0, "deaths")
    assert (event.start, event.end) == (date(2023, 10, 2), date(2023, 10, 3))
    assert (event.place, event.province, event.country) == ("Kabul city", "Kabul", "AFG")
    assert (event.lat, event.lon, event.precision_km) == (34.531094, 69.162796, 1.0)
    assert event.tags == ("code-status:clear",)
    assert event.text == snapshot(
        "Government of Afghanistan against IS in Kabul province, Afghanistan: 3 deaths (1 to 5)."
    )
    assert event.note == snapshot("deaths by side: a 1, b 2")
    assert (event.publisher, event.origin) == ("UCDP", "Tolo News")


def test_before_15_august_2021_the_government_is_the_republic(publish: Publish) -> None:
    cells = {"date_start": "2021-08-14 00:00:00.000", "date_end": "2021-08-14 00:00:00.000"}
    event = _event(publish, **cells, side_b="Taleban")
    assert (event.actor, event.target) == ("AFG-REPUBLIC", "TALIBAN")


def test_an_event_is_known_a_month_after_its_month(publish: Publish) -> None:
    event = _event(publish)
    assert (event.known_at, event.known_by) == (date(2023, 11, 30), "assumed")


def test_an_event_is_known_when_its_month_is_covered(publish: Publish) -> None:
    reading = read(publish(_table(ROW)), covers=parse("2023-10"), lag_days=20)
    assert reading.events[0].known_at == reading.coverage[0].known_at == date(2023, 11, 20)


def test_an_event_already_retrieved_is_known(publish: Publish) -> None:
    event = read(publish(_table(ROW), day="2023-11-20")).events[0]
    assert (event.known_at, event.known_by) == (date(2023, 11, 20), "retrieved")


def test_a_best_figure_of_nought_stays_nought_with_its_interval(publish: Publish) -> None:
    event = _event(publish, best="0", low="0", high="4")
    assert (event.quantity, event.low, event.high) == (0.0, 0.0, 4.0)


def test_minus_one_is_no_figure(publish: Publish) -> None:
    event = _event(publish, best="-1", low="-1", high="-1")
    assert (event.quantity, event.low, event.high) == (None, None, None)
    assert event.text.endswith(": deaths not counted.")


def test_an_interval_that_misses_its_best_figure_is_widened_and_says_so(publish: Publish) -> None:
    event = _event(publish, best="18", low="8", high="8")
    assert (event.quantity, event.low, event.high) == (18.0, 8.0, 18.0)
    assert event.note == snapshot(
        "deaths by side: a 1, b 2; printed best 18, low 8, high 8; the interval is widened to hold all"
    )


def test_an_interval_turned_round_without_a_best_figure_is_turned_back(publish: Publish) -> None:
    event = _event(publish, best="-1", low="5", high="2")
    assert (event.quantity, event.low, event.high) == (None, 2.0, 5.0)
    assert "printed low 5, high 2" in (event.note or "")


def test_a_date_known_to_the_month_is_its_month(publish: Publish) -> None:
    event = _event(publish, date_prec="4", date_end="2023-10-19 00:00:00.000")
    assert (event.start, event.end) == (date(2023, 10, 1), date(2023, 11, 1))


def test_a_range_over_two_months_stays_what_was_printed(publish: Publish) -> None:
    event = _event(publish, date_prec="4", date_end="2023-11-02 00:00:00.000")
    assert (event.start, event.end) == (date(2023, 10, 2), date(2023, 11, 3))


@pytest.mark.parametrize(
    ("where_prec", "km", "placeholder"),
    [("1", 1, False), ("4", 100, False), ("5", 150, False), ("6", 300, True), ("7", 500, True)],
)
def test_a_place_has_its_blur(publish: Publish, where_prec: str, km: float, *, placeholder: bool) -> None:
    event = _event(publish, where_prec=where_prec)
    assert event.precision_km == km
    assert ("placeholder" in event.tags) is placeholder


def test_the_point_for_the_whole_border_is_a_placeholder(publish: Publish) -> None:
    event = _event(publish, where_prec="5", latitude="31.689623", longitude="68.051427")
    assert "placeholder" in event.tags


def test_unknown_and_unidentified_sides_get_ids(publish: Publish) -> None:
    event = _event(publish, side_a="XXX700", side_b="Sinaloa Cartel - Los Chapitos")
    assert (event.actor, event.target) == ("UNKNOWN-ARMED", "SINALOA-CARTEL-LOS-CHAPITOS")
    assert event.text.startswith("Unidentified armed men against Sinaloa Cartel")
    assert _event(publish, side_b="Per").target == "UCDP-PER"


def test_offices_are_named_once(publish: Publish) -> None:
    event = _event(publish, source_office="Tolo News;Ariana News;Tolo News")
    assert event.origin == "Ariana News; Tolo News"
    assert _event(publish, source_office="").origin == "UCDP"


def test_the_status_of_the_coding_and_an_aggregate_report_are_tags(publish: Publish) -> None:
    event = _event(publish, code_status="Check deaths", event_clarity="2")
    assert event.tags == ("code-status:check-deaths", "aggregate-report")


def test_columns_are_known_by_name_not_by_place(publish: Publish) -> None:
    assert read(publish(_table(ROW, columns=COLUMNS[::-1]))) == read(publish(_table(ROW)))


def test_every_mistake_is_told_with_its_place(publish: Publish) -> None:
    bad = {
        "type_of_violence": "4",
        "where_prec": "0",
        "latitude": "134",
        "date_start": "2023-02-30 00:00:00.000",
        "date_end": "2 October",
        "best": "three",
        "low": "-7",
    }
    odd = {"id": "2", "country": "Atlantis"}
    late = {"id": "3", "date_start": "2023-10-09 00:00:00.000"}
    assert _mistakes(publish, ROW | bad, ROW, ROW, ROW | odd, ROW | late) == snapshot(
        (
            "ged.csv:2:6: type_of_violence: '4' is none of 1, 2, 3",
            (
                "ged.csv:2:39: date_start: '2023-02-30' is not a day: February 2023 has 28 "
                "days; write 2023-02-28 or 2023-02"
            ),
            "ged.csv:2:40: date_end: '2 October' is not a day; write 2023-10-02 00:00:00.000",
            "ged.csv:2:25: where_prec: '0' is none of 1, 2, 3, 4, 5, 6, 7",
            "ged.csv:2:30: latitude: 134 is out of bounds; write between -90 and 90",
            "ged.csv:2:45: best: 'three' is not a number",
            "ged.csv:2:47: low: -7 is out of bounds; write -1 or more",
            "ged.csv:4:1: id: '1' stands already on line 3",
            "ged.csv:5:34: country: 'Atlantis' is not a known spelling; add it to spellings.csv",
            "ged.csv:6:40: date_end: 2023-10-02 is before date_start, 2023-10-09",
        )
    )


def test_an_unknown_and_a_missing_column_are_told(publish: Publish) -> None:
    body = _table(ROW).replace("deaths_unknown", "death_unknown", 1)
    with pytest.raises(SourceError) as caught:
        read(publish(body, name="ged.csv"))
    assert [line[:80] for line in caught.value.mistakes] == snapshot(
        [
            "ged.csv:1:44: column 'death_unknown' is not known; did you mean 'deaths_unknown'",
            "ged.csv:1: column 'deaths_unknown' is missing",
            "ged.csv:1: the columns are id,relid,year,active_year,code_status,type_of_violenc",
        ]
    )


def test_the_extract_is_of_afghanistan_and_of_nowhere_else(publish: Publish) -> None:
    row = ROW | {"id": "9", "latitude": "24.86", "longitude": "67.0"}
    with pytest.raises(SourceError) as caught:
        read(publish(_table(row, columns=EXTRACT), name="extract.csv"))
    assert caught.value.mistakes == snapshot(
        ("extract.csv:2:12: latitude: 24.86 is outside Afghanistan, whose extract this is",)
    )


def test_the_sample_of_the_old_layout_tells_the_same_events(publish: Publish) -> None:
    new = read(publish((SAMPLES / "candidate_2023_10.csv").read_bytes())).events
    old = read(publish((SAMPLES / "layout_of_20_1.csv").read_bytes())).events
    for event, twin in zip(old, new, strict=False):
        assert (event.ref, event.actor, event.quantity) == (twin.ref, twin.actor, twin.quantity)
        assert (event.start, event.end, event.country) == (twin.start, twin.end, twin.country)


@pytest.mark.outside
@outside
def test_the_candidate_of_october_2023_reads_whole(publish: Publish) -> None:
    body = (DATA / "GEDEvent_v23_0_10.csv").read_bytes()
    events = read(publish(body), covers=parse("2023-10")).events
    with (DATA / "GEDEvent_v23_0_10.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(events) == len(rows) == 2391
    assert sum(event.quantity or 0 for event in events) == sum(int(row["best"]) for row in rows)
    assert all(event.country for event in events)
    assert sum(event.country == "AFG" for event in events) == 12
    assert all(date(2023, 10, 1) < event.end <= date(2023, 11, 7) for event in events)
    assert sum(event.start >= date(2023, 10, 1) for event in events) > 0.98 * len(events)


@pytest.mark.outside
@outside
def test_the_afghan_extract_reads_as_its_transcribers_counted(publish: Publish) -> None:
    events = read(publish((DATA / "afghanistan_candidate_2026_01_07.csv").read_bytes())).events
    assert len(events) == 115
    assert sum("placeholder" in event.tags for event in events) == 14
    assert sum(event.quantity == 0 and (event.high or 0) > 0 for event in events) == 29
    total = sum(event.quantity or 0 for event in events)
    largest = next(event for event in events if event.ref == "621247")
    assert (largest.quantity or 0) / total == pytest.approx(0.39, abs=0.005)
    assert Counter(event.actor for event in events)["TALIBAN"] == 107
