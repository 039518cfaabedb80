"""What a reader asks for in an address: as of which day, since when, for whom, in which language."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from facta.errors import nearest
from facta.periods import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.views.site import Language, Lens

Word = TypeVar("Word", bound=str)

LENSES: Final[tuple[Lens, ...]] = ("analyst", "risk", "planner")
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ru")
MONTHS: Final = re.compile(r"([1-9][0-9]?)m")
LONGEST: Final = 40  # characters of a day or a period
MOST_MONTHS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a reader wants to see a case; None and empty are what a case shows by itself.

    ``since`` is a day, or months before ``as_of`` such as ``6m``.
    """

    as_of: date | None = None
    since: str = ""
    lens: Lens = LENSES[0]
    language: Language = LANGUAGES[0]

    def state(self, own: Asked) -> dict[str, str]:
        """Return what links must carry so that the next page is seen in the same way."""
        said = {
            "as_of": str(self.as_of) if self.as_of != own.as_of and self.as_of else "",
            "since": self.since if self.since != own.since else "",
            "lens": self.lens if self.lens != own.lens else "",
            "lang": self.language if self.language != own.language else "",
        }
        return {name: value for name, value in said.items() if value}


def day_of(given: str, today: date, name: str = "as_of") -> date:
    """Read a day: a date, ``today``, or a period for its last day that has come.

    Raises
    ------
    ValueError
        With what to write.

    Examples
    --------
    >>> day_of("2026-05", date(2026, 11, 23)), day_of("2026", date(2026, 11, 23))
    (datetime.date(2026, 5, 31), datetime.date(2026, 11, 23))
    """
    if len(given) > LONGEST:
        message = f"{name} is too long; write a day (2026-06-01), a month (2026-06), a year or today"
        raise ValueError(message)
    if given == "today":
        return today
    period = parse(given)
    day = min(period.last, max(period.start, today))
    if day > today:
        message = f"{name}={day} has not come yet: name a day up to {today}"
        raise ValueError(message)
    return day


def before(day: date, months: int) -> date:
    """Return the day so many months earlier, the last of its month where that is shorter.

    >>> before(date(2026, 5, 31), 3)
    datetime.date(2026, 2, 28)
    """
    month = day.year * 12 + day.month - 1 - months
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def since_of(given: str, as_of: date, today: date) -> date:
    """Read the day to compare with: a day or a period, or months before another one.

    Raises
    ------
    ValueError
        Where it is no day, or not before ``as_of``.

    Examples
    --------
    >>> since_of("6m", date(2026, 6, 1), date(2026, 11, 23))
    datetime.date(2025, 12, 1)
    """
    months = MONTHS.fullmatch(given)
    if months and int(months[1]) <= MOST_MONTHS:
        return before(as_of, int(months[1]))
    day = day_of(given, today, "since")
    if day >= as_of:
        message = f"since={day} is not before {as_of}: name an earlier day, or 3m, 6m, 12m"
        raise ValueError(message)
    return day


def read(given: Mapping[str, str], own: Asked, today: date) -> Asked:
    """Read what an address asks for; ``own`` is what it stands for where it says nothing.

    The form of a page says in ``shown`` which day it was compared with. Whoever leaves that as it is and
    goes to an earlier day has not asked for a comparison with a later one.

    Raises
    ------
    ValueError
        With what to write.
    """
    asked = own
    if as_of := given.get("as_of", ""):
        asked = replace(asked, as_of=day_of(as_of, today))
    if since := given.get("since", ""):
        asked = replace(asked, since=_compared(since, asked, today, untouched=since == given.get("shown")))
    if lens := given.get("lens", ""):
        asked = replace(asked, lens=_one_of(lens, LENSES, "lens"))
    if language := given.get("lang", ""):
        asked = replace(asked, language=_one_of(language, LANGUAGES, "lang"))
    return asked


def _compared(since: str, asked: Asked, today: date, *, untouched: bool) -> str:
    """Return the day or the months to compare with; nothing for an untouched day that is no earlier one."""
    if MONTHS.fullmatch(since):
        return since
    try:
        return str(since_of(since, asked.as_of or today, today))
    except ValueError:
        if untouched:
            return ""
        raise


def _one_of(word: str, known: Sequence[Word], name: str) -> Word:
    for one in known:
        if one == word:
            return one
    message = f"{name} is none of {', '.join(known)}{nearest(word[:LONGEST], known)}"
    raise ValueError(message)
