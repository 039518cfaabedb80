"""Appending: what is news, what is withdrawn, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from store_samples import URL, covered, day, event, observation, snapshot

from facta.errors import StoreError
from facta.store import Appended, Store, open_store

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = snapshot("a", of=1), snapshot("b", of=2), snapshot("c", of=3)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Open an empty store."""
    return open_store(tmp_path / "store")


def quantities(store: Store, as_of: date = date(2026, 1, 1)) -> dict[str, float]:
    """Read the quantity of each event known on a day."""
    return dict(store.events(as_of).select("ref", "quantity").rows())


def test_what_is_appended_comes_back_whole(store: Store) -> None:
    told = event("a", day(3), of=A)
    appended = store.append(
        A, events=[told], observations=[observation("o", day(4), of=A)], coverage=[covered(day(4), of=A)]
    )
    assert appended == Appended(append=1, events=1, observations=1, coverage=1, withdrawn=0)
    (row,) = open_store(store.path).events(day(4)).to_dicts()
    assert row.pop("append") == 1
    assert row == {
        name: list(value) if isinstance(value := getattr(told, name), tuple) else value
        for name in told.__slots__
    }
    assert store.coverage(day(4))["state"].to_list() == ["complete"]
    assert store.snapshot(A.sha256) == A


def test_the_same_snapshot_twice_is_appended_once(store: Store) -> None:
    store.append(A, events=[event("a", day(3), of=A)])
    assert store.append(snapshot("a", of=9), events=[event("a", day(3), of=A)]) is None
    assert store.snapshots().height == 1


def test_running_a_whole_history_again_appends_nothing(store: Store) -> None:
    for one in (A, B):
        store.append(one, events=[event("a", day(3), of=one)])
    assert [store.append(one, events=[event("a", day(3), of=one)]) for one in (A, B)] == [None, None]


def test_bytes_that_come_back_after_others_are_news_again(store: Store) -> None:
    again = snapshot("a", of=5)
    for one, quantity in ((A, 1.0), (B, 2.0), (again, 1.0)):
        store.append(one, events=[event("a", day(3), of=one, quantity=quantity)])
    assert quantities(store) == {"a": 1.0}


def test_the_same_bytes_at_two_addresses_are_two_snapshots_and_one_file(store: Store) -> None:
    store.append(A)
    store.append(snapshot("a", url="https://example.org/mirror.csv"))
    assert store.snapshots()["sha256"].to_list() == [A.sha256, A.sha256]
    assert len(list(store.path.glob("snapshots/*/*"))) == 1


def test_a_row_that_did_not_change_is_not_appended_again(store: Store) -> None:
    store.append(
        A, events=[event("a", day(3), of=A), event("b", day(3), of=A)], coverage=[covered(day(3), of=A)]
    )
    appended = store.append(
        B,
        events=[event("a", day(3), of=B), event("b", day(3), of=B, quantity=2)],
        coverage=[covered(day(3), of=B)],
    )
    assert appended == Appended(append=2, events=1, observations=0, coverage=0, withdrawn=0)
    assert store.versions("events").select("ref", "append").sort("append", "ref").rows() == [
        ("a", 1),
        ("b", 1),
        ("b", 2),
    ]


def test_a_row_read_again_on_a_later_day_of_retrieval_is_no_news(store: Store) -> None:
    store.append(A, events=[replace(event("a", day(3), of=A), known_by="retrieved")])
    store.append(B, events=[replace(event("a", day(9), of=B), known_by="retrieved")])
    store.append(C, events=[replace(event("a", day(12), of=C, quantity=7), known_by="retrieved")])
    assert store.versions("events").select("known_at", "quantity").rows() == [(day(3), 1.0), (day(12), 7.0)]


def test_several_versions_in_one_batch_are_all_kept(store: Store) -> None:
    versions = [event("a", day(number), of=A, quantity=number) for number in (3, 5, 4)]
    store.append(A, events=[*versions, event("a", day(4), of=A, quantity=44)])
    assert [quantities(store, day(number)) for number in (3, 4, 5)] == [{"a": 3.0}, {"a": 44.0}, {"a": 5.0}]
    assert store.versions("events").height == 4


def test_a_row_missing_from_a_complete_snapshot_is_withdrawn(store: Store) -> None:
    store.append(
        A, events=[event("a", day(3), of=A), event("b", day(3), of=A), event("b", day(5), of=A, quantity=2)]
    )
    appended = store.append(B, events=[event("a", day(3), of=B)], complete=True)
    assert appended is not None
    assert appended.withdrawn == 1
    assert quantities(store) == {"a": 1.0}
    assert quantities(store, day(4)) == {"a": 1.0, "b": 1.0}
    tombstone = store.events(day(5), retracted=True).filter(ref="b").to_dicts()[0]
    assert (tombstone["status"], tombstone["note"]) == ("retracted", f"row removed from {URL}")
    assert (tombstone["known_at"], tombstone["snapshot"], tombstone["append"]) == (day(5), B.sha256, 2)


def test_a_withdrawn_observation_comes_back_when_it_is_published_again(store: Store) -> None:
    store.append(A, observations=[observation("o", day(3), of=A)], complete=True)
    store.append(B, complete=True)
    assert store.observations(day(3)).is_empty()
    assert store.append(snapshot("bb", of=2, hour=1), complete=True) == Appended(
        append=3,
        events=0,
        observations=0,
        coverage=0,
        withdrawn=0,
    )
    store.append(C, observations=[observation("o", day(3), of=C)], complete=True)
    assert store.observations(day(3))["value"].to_list() == [1.0]


def test_a_snapshot_that_is_not_complete_withdraws_nothing(store: Store) -> None:
    store.append(A, events=[event("a", day(3), of=A)])
    store.append(B, events=[event("b", day(3), of=B)])
    assert quantities(store) == {"a": 1.0, "b": 1.0}


def test_a_complete_snapshot_withdraws_nothing_of_another_address(store: Store) -> None:
    other = snapshot("b", url="https://example.org/other.csv", of=2)
    store.append(A, events=[event("a", day(3), of=A)], complete=True)
    store.append(other, events=[event("b", day(3), of=other)], complete=True)
    assert quantities(store) == {"a": 1.0, "b": 1.0}


def test_an_old_snapshot_that_comes_late_withdraws_nothing(store: Store) -> None:
    store.append(B, events=[event("a", day(3), of=B), event("b", day(3), of=B)], complete=True)
    store.append(A, events=[event("a", day(3), of=A)], complete=True)
    assert quantities(store) == {"a": 1.0, "b": 1.0}


def test_a_record_found_to_have_been_known_earlier_keeps_its_new_content(store: Store) -> None:
    store.append(A, events=[event("a", day(9), of=A, quantity=1)], complete=True)
    store.append(B, events=[event("a", day(4), of=B, quantity=2)], complete=True)
    assert [quantities(store, day(number)) for number in (3, 4, 9)] == [{}, {"a": 2.0}, {"a": 2.0}]


def test_a_revision_that_is_taken_back_gives_way_to_the_value_before(store: Store) -> None:
    first = [event("a", day(3), of=A), event("a", day(6), of=A, quantity=2)]
    store.append(A, events=first, complete=True)
    store.append(B, events=[event("a", day(3), of=B)], complete=True)
    assert quantities(store, day(6)) == {"a": 1.0}


def test_records_of_another_source_or_snapshot_are_refused_all_at_once(store: Store) -> None:
    stranger = snapshot("x", source="other")
    with pytest.raises(StoreError) as caught:
        store.append(A, events=[event("a", day(3), of=stranger)], coverage=[covered(day(3), of=B)])
    assert caught.value.mistakes == (
        "event 'a': its source is 'other', that of its snapshot 'ledger'",
        f"event 'a': its snapshot is {stranger.sha256!r}, write its sha256 {A.sha256!r}",
        f"coverage of 2025-01-01 to 2025-02-01: its snapshot is {B.sha256!r}, write its sha256 {A.sha256!r}",
    )
    assert store.snapshots().is_empty()


def test_a_snapshot_whose_bytes_have_another_hash_is_refused(store: Store) -> None:
    wrong = replace(A, body=b"b")
    with pytest.raises(StoreError) as caught:
        store.append(wrong)
    assert str(caught.value) == f"snapshot of {URL}: its sha256 is {A.sha256!r}, its bytes have {B.sha256!r}"


@pytest.mark.parametrize("source", ["UN Comtrade: 27/11", "..", "", "ж" * 200, "a\nb\0c", "CON", "a%2Fb"])
def test_a_source_may_have_any_name(store: Store, source: str) -> None:
    one = snapshot("a", source=source)
    store.append(one, events=[event("a", day(3), of=one)])
    assert open_store(store.path).events(day(3))["source"].to_list() == [source]
    assert [path.parent.parent.name for path in store.path.rglob("*.parquet")] == ["events"]


def test_snapshots_are_listed_as_of_a_day(store: Store) -> None:
    store.append(A)
    store.append(B)
    assert store.snapshots(date(2025, 12, 31)).is_empty()
    assert store.snapshots(date(2026, 1, 1)).to_dicts() == [
        {
            "source": "ledger",
            "url": URL,
            "retrieved_at": A.retrieved_at,
            "sha256": A.sha256,
            "media_type": "text/csv",
            "licence": "CC-BY-4.0",
            "bytes": 1,
        },
    ]
    assert store.snapshots().height == 2


def test_an_open_store_sees_what_others_append(store: Store) -> None:
    before = store.records()
    assert store.events(day(3)).is_empty()
    open_store(store.path).append(A, events=[event("a", day(3), of=A)])
    assert store.events(day(3)).height == 1
    assert before.events(day(3)).is_empty()


def test_leftovers_of_a_broken_append_are_invisible_and_go_with_the_next(store: Store) -> None:
    store.append(A, events=[event("a", day(3), of=A)])
    listed = next(store.path.rglob("*.parquet"))
    leftover = listed.with_name("00000002-01234567.parquet")
    aside = listed.with_name(".tmp-00000002-01234567.parquet")
    foreign = listed.with_name("notes.txt")
    for path in (leftover, aside, foreign):
        path.write_bytes(listed.read_bytes())
    assert open_store(store.path).versions("events").height == 1
    open_store(store.path).append(B)
    assert [path.exists() for path in (listed, leftover, aside, foreign)] == [True, False, False, True]


def test_a_store_keeps_itself_out_of_version_control(store: Store) -> None:
    assert (store.path / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_store_leaves_alone_what_it_finds_in_its_folder(tmp_path: Path) -> None:
    for name in (".gitignore", ".tmp-mine", "notes.txt"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    open_store(tmp_path).append(A)
    assert all(
        (tmp_path / name).read_text(encoding="utf-8") == "mine"
        for name in (".gitignore", ".tmp-mine", "notes.txt")
    )
