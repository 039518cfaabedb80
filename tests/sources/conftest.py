"""Snapshots for the tests of sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from facta.records import Snapshot

Publish = Callable[..., Snapshot]


@pytest.fixture
def publish() -> Publish:
    """Make a snapshot of a body, as if retrieved on a day."""

    def make(body: str | bytes, name: str = "x.csv", day: str = "2026-11-22") -> Snapshot:
        return Snapshot(
            source="test",
            url=name,
            retrieved_at=datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC),
            sha256="5" * 64,
            media_type="text/csv",
            licence="CC BY 4.0",
            body=body.encode() if isinstance(body, str) else body,
        )

    return make
