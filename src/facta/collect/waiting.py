"""How long a publisher asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def asked_to_wait(header: str | None, now: datetime) -> float | None:
    """Return the seconds of a ``Retry-After``, given as seconds or as a date; None without one.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> asked_to_wait("90", noon), asked_to_wait("Sun, 22 Nov 2026 12:01:00 GMT", noon)
    (90.0, 60.0)
    >>> asked_to_wait("soon", noon), asked_to_wait(None, noon), asked_to_wait("-5", noon)
    (None, None, None)
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
