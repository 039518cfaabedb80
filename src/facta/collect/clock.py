"""Time as something that is handed in, so that a test need not wait."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What is asked for the time, and waits."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        ...

    def seconds(self) -> float:
        """Return seconds that only ever go forward, from some beginning."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Return seconds that only ever go forward, from some beginning."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
