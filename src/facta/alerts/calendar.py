"""What is due as an iCalendar, each day with what every outcome would mean.

References
----------
Desruisseaux, B. (2009). Internet Calendaring and Scheduling Core Object Specification. RFC 5545.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from facta.alerts.content import short
from facta.alerts.log import identity
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.views.texts import Expected

FOLD = 75
SUMMARY, READING = 200, 1000


def calendar(
    case: str, title: str, expected: Sequence[Expected], *, as_of: date, site: str | None = None
) -> bytes:
    """Return what is due as a calendar of whole days; the same answer gives the same bytes.

    An entry keeps its id while its day moves, so that a calendar that subscribes moves it too.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//facta//facta {__version__}//EN",
        "CALSCALE:GREGORIAN",
    ]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(short(f'{title}: what is due', SUMMARY))}"]
    seen: Counter[tuple[str, str]] = Counter()
    for one in expected:
        seen[one.about, one.title] += 1
        lines += _event(case, one, (as_of, seen[one.about, one.title]), site)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(case: str, one: Expected, when: tuple[date, int], site: str | None) -> Iterator[str]:
    """Yield the lines of an entry; ``when`` is the day and which of its name it is, soonest first."""
    as_of, number = when
    made = identity(case, one.about, one.title, *((number,) if number > 1 else ()))
    stamp = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    said = [f"If {short(outcome, READING)}: {short(meaning, READING)}" for outcome, meaning in one.readings]
    said.append(f"As of {as_of.isoformat()}. facta explain {case} {short(one.about, SUMMARY)}")
    yield "BEGIN:VEVENT"
    yield f"UID:{made}@facta.invalid"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(short(f'{one.about} {one.title}', SUMMARY))}"
    yield f"DESCRIPTION:{escaped(chr(10).join(said))}"
    if site:
        yield f"URL:{site}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""Write a text as a value: backslash, semicolon, comma and the end of a line are escaped.

    >>> escaped("a, b; c\nd")
    'a\\, b\\; c\\nd'
    """
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> bytes:
    r"""Fold a line at 75 bytes, never inside a character.

    >>> folded("X:" + "é" * 40).split(b"\r\n ")[0].__len__()
    74
    """
    parts: list[bytes] = [b""]
    room = FOLD
    for letter in line:
        sign = letter.encode()
        if len(parts[-1]) + len(sign) > room:
            parts.append(b"")
            room = FOLD - 1  # a folded line begins with a blank
        parts[-1] += sign
    return b"\r\n ".join(parts) + b"\r\n"
