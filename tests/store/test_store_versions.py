"""The rule of versions: what a day sees, and that no later day changes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import covered, day, event, observation, snapshot

from facta.errors import StoreError
from facta.records import Status  # noqa: TC001 - hypothesis reads the types of Row
from facta.store import Records, memory_store, open_store
from facta.store.frames import frame_of

if TYPE_CHECKING:
    import random
    from pathlib import Path

S = snapshot("a")


class Row(NamedTuple):
    """What matters of an event here."""

    ref: str
    known_at: date
    quantity: float
    status: Status


APPENDS = st.lists(
    st.lists(
        st.builds(
            Row,
            ref=st.sampled_from("abc"),
            known_at=st.integers(1, 7).map(day),
            quantity=st.sampled_from([1.0, 2.0]),
            status=st.sampled_from(["asserted", "asserted", "disputed", "retracted"]),
        ),
        max_size=5,
    ),
    min_size=1,
    max_size=5,
)


def by_hand(appends: list[list[Row]], as_of: date) -> set[Row]:
    """Say what a day sees, in the plainest way there is."""
    seen: dict[str, Row] = {}
    rows = [
        (row.known_at, number, place, row)
        for number, batch in enumerate(appends)
        for place, row in enumerate(batch)
    ]
    for known_at, _, _, row in sorted(rows):
        if known_at <= as_of:
            seen[row.ref] = row
    return set(seen.values())


def records_of(appends: list[list[Row]]) -> Records:
    """Hold appends in memory."""
    frames = [
        frame_of(
            "events",
            [event(row.ref, row.known_at, of=S, quantity=row.quantity, status=row.status) for row in batch],
        ).with_columns(append=pl.lit(number))
        for number, batch in enumerate(appends)
    ]
    return Records(events=pl.concat(frames))


def seen_in(frame: pl.DataFrame) -> set[Row]:
    """Read rows back from a frame."""
    return {Row(*values) for values in frame.select(Row._fields).rows()}


@given(APPENDS)
@settings(deadline=None)
def test_each_day_sees_the_last_version_known_by_then(appends: list[list[Row]]) -> None:
    records = records_of(appends)
    for number in range(1, 9):
        expected = by_hand(appends, day(number))
        assert seen_in(records.events(day(number), retracted=True)) == expected
        assert seen_in(records.events(day(number))) == {row for row in expected if row.status != "retracted"}


@given(APPENDS)
@settings(max_examples=40, deadline=None)
def test_the_future_never_changes_the_past(appends: list[list[Row]]) -> None:
    records = records_of(appends)
    for number in range(1, 9):
        then = records.known_at(day(number))
        for earlier in {1, max(1, number - 1), number}:
            assert then.events(day(earlier)).equals(records.events(day(earlier)))
            assert then.digest(day(earlier)) == records.digest(day(earlier))
            assert then.newest(day(earlier)) == records.newest(day(earlier))


@given(APPENDS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_digest_does_not_depend_on_the_history_of_appends(
    appends: list[list[Row]], shuffled: random.Random
) -> None:
    distinct = {(row.ref, row.known_at): row for batch in appends for row in batch}
    rows = list(distinct.values())
    shuffled.shuffle(rows)
    one_by_one = records_of([[row] for row in rows] or [[]])
    at_once = records_of([list(distinct.values())])
    for number in range(1, 9):
        assert one_by_one.digest(day(number)) == at_once.digest(day(number))


@given(APPENDS)
@settings(max_examples=12, deadline=None)
def test_a_store_on_disk_sees_what_all_its_appends_say(
    tmp_path_factory: pytest.TempPathFactory,
    appends: list[list[Row]],
) -> None:
    store = open_store(tmp_path_factory.mktemp("store"))
    for number, batch in enumerate(appends):
        one = snapshot(f"{number}")
        rows = [
            event(row.ref, row.known_at, of=one, quantity=row.quantity, status=row.status) for row in batch
        ]
        store.append(one, events=rows)
    reopened = open_store(store.path, create=False)
    for number in range(1, 9):
        assert seen_in(store.events(day(number), retracted=True)) == by_hand(appends, day(number))
        assert reopened.events(day(number)).equals(store.events(day(number)))
        assert reopened.digest(day(number)) == store.digest(day(number))


def test_a_revision_hides_the_older_value_from_its_known_at_on() -> None:
    records = memory_store([event("a", day(3), of=S, quantity=1), event("a", day(5), of=S, quantity=2)])
    seen = [records.events(day(number))["quantity"].to_list() for number in (2, 3, 4, 5, 6)]
    assert seen == [[], [1.0], [1.0], [2.0], [2.0]]


def test_a_retraction_hides_from_then_on_and_not_before() -> None:
    records = memory_store([event("a", day(3), of=S), event("a", day(5), of=S, status="retracted")])
    assert records.events(day(4)).height == 1
    assert records.events(day(5)).is_empty()
    assert records.events(day(5), retracted=True)["status"].to_list() == ["retracted"]


def test_of_two_versions_known_on_one_day_the_later_row_wins() -> None:
    records = memory_store([event("a", day(3), of=S, quantity=2), event("a", day(3), of=S, quantity=1)])
    assert records.events(day(3))["quantity"].to_list() == [1.0]
    assert records.versions("events")["hidden_at"].to_list() == [day(3), None]


def test_a_late_append_about_the_past_does_not_hide_what_was_known_after() -> None:
    records = records_of([[Row("a", day(5), 5, "asserted")], [Row("a", day(3), 3, "asserted")]])
    assert [records.events(day(number))["quantity"].to_list() for number in (3, 4, 5)] == [
        [3.0],
        [3.0],
        [5.0],
    ]


def test_one_ref_of_two_sources_is_two_records() -> None:
    other = snapshot("b", source="other")
    records = memory_store([event("a", day(3), of=S), event("a", day(4), of=other)])
    assert records.events(day(4))["source"].to_list() == ["ledger", "other"]


def test_rows_come_by_source_start_end_and_ref() -> None:
    other = snapshot("b", source="another")
    records = memory_store([event(ref, day(3), of=of) for of in (S, other) for ref in ("b", "a", "ä", "B")])
    rows = records.events(day(3)).select("source", "ref").rows()
    assert rows == [(source, ref) for source in ("another", "ledger") for ref in ("B", "a", "b", "ä")]


def test_of_one_interval_the_coverage_appended_last_wins() -> None:
    records = memory_store(coverage=[covered(day(2), of=S, reason="timeout"), covered(day(4), of=S)])
    assert records.coverage(day(1)).is_empty()
    assert records.coverage(day(3))["state"].to_list() == ["failed"]
    assert records.coverage(day(4))["state"].to_list() == ["complete"]


def test_the_coverage_of_one_source_is_told_without_its_records(tmp_path: Path) -> None:
    store, other = open_store(tmp_path), snapshot("b", source="another")
    failed, mended = snapshot("c", of=2), snapshot("d", of=3)
    store.append(failed, coverage=[covered(day(2), of=failed, reason="timeout")])
    store.append(mended, events=[event("a", day(3), of=mended)], coverage=[covered(day(4), of=mended)])
    store.append(other, coverage=[covered(day(3), of=other)])
    for file in store.path.rglob("*.parquet"):
        file.unlink()
    assert store.coverage_of("ledger")["state"].to_list() == ["complete"]
    assert store.coverage_of("ledger", day(3))["state"].to_list() == ["failed"]
    assert store.coverage_of("another")["snapshot"].to_list() == [other.sha256]
    assert store.coverage_of("nobody").is_empty()


def test_newest_says_what_became_known_last_and_how_far_records_reach() -> None:
    records = memory_store([event("a", day(3), of=S)], [observation("o", day(5, 2), of=S)])
    assert records.newest(day(2)) == (None, None, None)
    assert records.newest(day(4)) == (day(3), day(1), None)
    assert records.newest(day(5, 2)) == (day(5, 2), day(1), day(31))


def test_a_digest_changes_with_any_field_and_with_coverage() -> None:
    plain = memory_store([event("a", day(3), of=S)]).digest(day(3))
    assert len(plain) == 16
    assert memory_store([event("a", day(3), of=snapshot("b"))]).digest(day(3)) == plain
    assert memory_store([event("a", day(2), of=S)]).digest(day(3)) != plain
    assert memory_store([event("a", day(3), of=S, quantity=2)]).digest(day(3)) != plain
    assert memory_store([event("a", day(3), of=S)], coverage=[covered(day(3), of=S)]).digest(day(3)) != plain


def test_a_digest_stays_the_same_over_the_years() -> None:
    records = memory_store(
        [event("a", day(3), of=S)], [observation("o", day(3), of=S)], [covered(day(3), of=S)]
    )
    assert records.digest(day(3)) == "66e03b87b9978469"


def test_a_frame_may_leave_out_what_has_a_default() -> None:
    needed = ("source", "ref", "kind", "actor", "start", "end", "known_at", "known_by", "snapshot")
    frame = frame_of("events", [event("a", day(3), of=S)]).select(needed)
    (row,) = Records(events=frame).events(day(3)).to_dicts()
    assert (row["status"], row["verified"], row["tags"], row["target"]) == ("asserted", True, [], None)


def test_a_frame_without_a_needed_column_is_refused() -> None:
    with pytest.raises(StoreError) as caught:
        Records(events=pl.DataFrame({"source": ["a"], "ref": ["b"]}))
    needed = "'kind', 'actor', 'start', 'end', 'known_at', 'known_by', 'snapshot'"
    assert str(caught.value) == (
        f"a frame of events has no column {needed}: give every field that has no default in its record"
    )


def test_asking_for_many_days_does_not_change_an_answer() -> None:
    records = memory_store([event("a", day(3), of=S), event("b", day(20), of=S)])
    first = records.events(day(4))
    for number in range(60):
        records.events(day(1) + timedelta(days=number))
    assert records.events(day(4)).equals(first)
