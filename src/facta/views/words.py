"""How figures, days, levels and directions are said, the same on every surface."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from facta.periods import Period, describe
from facta.units import UNITS, spoken
from facta.views.language import among, foreign, many, marked, say
from facta.views.verdicts import stands

if TYPE_CHECKING:
    from datetime import date

    from facta.records import Direction, Finding, Point, State

    Basis = Literal["history", "limit", "none"]

MINUS = "\N{MINUS SIGN}"
ABSENT = "not there"
TIED, JOINED = "\N{NO-BREAK SPACE}", "\N{WORD JOINER}"
SO_FAR, SCALED = "≥", "≈"
LEVELS = (marked("baseline"), marked("notable"), marked("elevated"), marked("strong"), marked("trip-wire"))
RULES = (
    "inside the central 80 % of its own baseline",
    "outside 80 %, inside 95 %; or one step of a slow count",
    "outside 95 % once, or outside 80 % in three periods",
    "outside 95 % in two or more periods, with two or more independent sources",
    "a threshold registered beforehand, crossed and confirmed",
)
STATES: dict[State, str] = {
    "observed": marked("observed"),
    "zero": marked("searched, none found"),
    "partial": marked("partly covered"),
    "failed": marked("asked, not answered"),
    "stale": marked("older than usual"),
    "unmonitored": marked("not watched"),
}
NUMERALS = (
    marked("no"), marked("one"), marked("two"), marked("three"), marked("four"), marked("five"),
    marked("six"), marked("seven"), marked("eight"), marked("nine"),
)  # fmt: skip
_HIDDEN = {
    code: None
    for span in ((0, 9), (11, 13), (14, 32), (127, 160), (0x202A, 0x202F), (0x2066, 0x206A))
    for code in range(*span)
} | {0xFEFF: None, 0xFFFE: None, 0xFFFF: None}
AGAINST = {
    "history": marked("its own history"),
    "limit": marked("limits that the author chose"),
    "none": marked("nothing"),
}
HEALTH = {"fresh": marked("data fresh"), "late": marked("data late"), "dark": marked("data dark")}
EVIDENCE = {"deed": marked("deed"), "word": marked("word")}
_PLAIN = (1e-4, 1e15)
_HYPHEN = re.compile(r"(?<![\w.)\]/-])-(?=\.?\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"(?<![\w.,/-])(\d(?:[\d,.]*\d)?) (?=[%A-Za-z])")
_TOGETHER = re.compile(
    r"(?<=[\d%]) (?:to|of) (?=[\u2212-]?\d)|\brung (?=\d)|(?<=[\d%]) (?=\([\u2212\d])"
    r"|(?:\bQ[1-4]|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)) (?=\d{4}\b)"
)
_RANGE = re.compile(r"(?<=[\d%])\u2013(?=[\d\u2212])")
_SETTLED = (
    "area", "calendar year", "length", "multiple", "ordinal", "power", "rung", "share", "share of GDP",
    "standard deviations", "voltage",
)  # fmt: skip
_DAYS = {"month": 30.44, "year": 365.25}
_IN_DAYS, _IN_MONTHS = 120, 730


def figure(value: float | None) -> str:
    """Say a number with three significant digits, thousands commas and a true minus.

    >>> figure(1234567), figure(-0.01234), figure(12.0), figure(None)
    ('1,230,000', '\N{MINUS SIGN}0.0123', '12', 'no figure')
    """
    return _say(value, 3)


def amount(value: float, unit: str) -> str:
    """Say a number in its unit.

    >>> amount(86.312, "kt"), amount(2027.42, "year")
    ('86.3 kt', '2027.42')
    """
    return spoken(figure(value), value, unit)


def bare(value: float | None, unit: str) -> str:
    """Say a number whose unit stands beside it.

    >>> bare(86.312, "kt"), bare(2026.17, "year")
    ('86.3', '2026.17')
    """
    return amount(value, unit) if value is not None and unit == "year" else figure(value)


def entry(value: float | None, unit: str, *, rounded: bool = False) -> str:
    """Say a number in a table of one unit: as it is, or with four digits where it is only an estimate.

    >>> entry(1234567.0, "t"), entry(1234567.0, "t", rounded=True), entry(2026.17, "year")
    ('1,234,567', '1,235,000', '2026.17')
    """
    if value is not None and unit == "year":
        return amount(value, unit)
    return _say(value, 4) if rounded else exact(value)


def prefix(state: str, unit: str, *, scaled: bool) -> str:
    """Return what stands before a figure: ≥ for a count so far, ≈ for a window brought to the period.

    A share, a distance or a price of a part of a period is no least and stands bare.

    >>> prefix("partial", "attacks", scaled=False), prefix("observed", "kt", scaled=True)
    ('≥', '≈')
    >>> prefix("partial", "%", scaled=False), prefix("zero", "attacks", scaled=False)
    ('', '')
    """
    dimension = UNITS[unit][0] if unit in UNITS else unit
    grows = dimension not in _SETTLED and " per " not in dimension
    return SO_FAR * (state == "partial" and grows) + SCALED * scaled


def said(point: Point, unit: str) -> str:
    """Say the newest figure, with what must stand before it."""
    return prefix(point.state, unit, scaled=point.scaled) + amount(point.value, unit)


def signed(text: str) -> str:
    """Give the numbers in a sentence a true minus.

    >>> signed("Q1 2026: -0.8955 SD, not 2026-03 or CT-4")
    'Q1 2026: \N{MINUS SIGN}0.8955 SD, not 2026-03 or CT-4'
    """
    return _HYPHEN.sub(MINUS, text)


def held(text: str, *, space: str = TIED, joint: str = JOINED) -> str:
    """Keep a number with its unit, a day with its month and an interval in one piece at a line's end.

    ``space`` stands for every blank that must not break, ``joint`` follows the dash of a range. A year
    does not hold on to the word after it.

    >>> held("34 % (15–57 %) in 2025 by CL01 CL02, 0.64 to 15.6", space="_", joint="")  # noqa: RUF002
    '34_%_(15–57_%) in 2025 by CL01 CL02, 0.64_to_15.6'
    """
    text = _TOGETHER.sub(lambda found: found[0].replace(" ", space), text)
    text = _NUMBER.sub(lambda found: found[1] + (" " if _is_year(found) else space), text)
    return _RANGE.sub("\u2013" + joint, text)


def _is_year(found: re.Match[str]) -> bool:
    return bool(_YEAR.fullmatch(found[1])) and found.string[found.end()] != "%"


def exact(value: float | None) -> str:
    """Say a number for a table: nine significant digits, so that a count stays itself.

    >>> exact(1234567.0), exact(0.1 + 0.2)
    ('1,234,567', '0.3')
    """
    return _say(value, 9)


def _say(value: float | None, digits: int) -> str:
    if value is None or not math.isfinite(value):
        return say("no figure")
    if value == 0:
        return "0"
    rounded = float(f"{abs(value):.{digits}g}")
    sign = MINUS if value < 0 else ""
    if not _PLAIN[0] <= rounded < _PLAIN[1]:
        return sign + f"{rounded:.{digits}g}".replace("e-", f"e{MINUS}").replace("e+", "e")
    decimals = max(0, digits - 1 - math.floor(math.log10(rounded)))
    said = f"{rounded:,.{decimals}f}"
    return sign + (said.rstrip("0").rstrip(".") if "." in said else said)


def day(when: date | None) -> str:
    """Say a day.

    >>> from datetime import date
    >>> day(date(2026, 6, 1))
    '1 Jun 2026'
    """
    if when is None:
        return say("no day")
    return say("%(day)s %(month)s %(year)s", day=when.day, month=_month(when), year=when.year)


def _month(when: date) -> str:
    """Name the month of a day, as in a date."""
    return among("of a date", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()[when.month - 1]


def short_month(when: date) -> str:
    """Name a month in the room of an axis."""
    return among("on an axis", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()[when.month - 1]


def span(start: date, end: date) -> str:
    """Say a half-open period in words.

    >>> from datetime import date
    >>> span(date(2026, 5, 1), date(2026, 6, 1)), span(date(2025, 1, 1), date(2026, 1, 1))
    ('May 2026', '2025')
    """
    told = describe(Period(start, end))
    return _period(told, start, end - timedelta(days=1)) if foreign() else told


def _period(told: str, start: date, last: date) -> str:
    """Say a period in another language by the kind of the English for it."""
    if told.isdecimal():
        return told
    if start == last or told[0].isdecimal():
        if start == last:
            return day(start)
        first = day(start) if start.year != last.year else f"{start.day}{TIED}{_month(start)}"
        return f"{first} – {day(last)}"
    if told.startswith("week"):
        return say("week of %(day)s", day=day(start))
    if told[1].isdecimal():
        form = marked("Q%(number)s %(year)s") if told[0] == "Q" else marked("H%(number)s %(year)s")
        return say(form, number=told[1], year=start.year)
    months = among("alone", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return f"{months[start.month - 1]} {start.year}"


def age(days: int | None) -> str:
    """Say how old something is.

    >>> age(0), age(1), age(41), age(174), age(1100), age(None)
    ('today', '1 day', '41 days', '6 months', '3.0 years', 'no data')
    """
    if days is None:
        return say("no data")
    if days <= 0:
        return say("today")
    if days < _IN_DAYS:
        return counted(days, "day")
    if days < _IN_MONTHS:
        return counted(round(days / _DAYS["month"]), "month")
    return say("%(number)s years", number=f"{days / _DAYS['year']:.1f}")


def level_word(level: int | None) -> str:
    """Name a level.

    >>> level_word(4), level_word(None)
    ('trip-wire', 'not assessed')
    """
    return say("not assessed") if level is None else say(LEVELS[level])


def direction_word(direction: Direction) -> str:
    """Name a direction; ``none`` is *no direction*, which is an answer too."""
    return say("no direction") if direction == "none" else say(direction)


def stand(level: int | None, direction: Direction, basis: Basis = "history") -> str:
    """Say level and direction together.

    >>> stand(3, "straining"), stand(0, "none"), stand(None, "deepening")
    ('3 strong, straining', '0 baseline', 'not assessed')
    >>> stand(0, "none", "limit"), stand(2, "none", "limit")
    ('0 inside its limit', '2 elevated, no direction')
    """
    if level is None:
        return level_word(level)
    if not level:
        inside = say("inside its limit")
        return f"{level} {inside if basis == 'limit' else level_word(level)}"
    return f"{level} {level_word(level)}, {direction_word(direction)}"


def of_finding(finding: Finding) -> Basis:
    """Return what one signal weighs against: its author's limit, or the history."""
    return "limit" if finding.editorial else "history"


def way(said: str) -> Direction:
    """Read a direction from how a standing was said.

    >>> way("level 2 straining"), way("3 strong, deepening"), way("level 2")
    ('straining', 'deepening', 'none')
    """
    return "straining" if "straining" in said else "deepening" if "deepening" in said else "none"


def went(was: str, now: str) -> str:
    """Say how something stood and stands.

    >>> went("open", "overdue"), went("not there", "open")
    ('open → overdue', 'new: open')
    """
    if was == ABSENT:
        return say("new: %(now)s", now=stood(now))
    return say("%(was)s → %(now)s", was=stood(was), now=stood(now))


def stood(said: str) -> str:
    """Say how something stood, as a comparison says it, in the language of the page.

    >>> stood("level 2 straining"), stood("level 0"), stood("overdue")
    ('level 2 straining', 'level 0', 'overdue')
    """
    found = re.fullmatch(r"level (\d)(?: (deepening|straining))?", said)
    if not found or not foreign():
        return stands(said)
    level = say("level %(level)s", level=found[1])
    return f"{level}, {say(found[2])}" if found[2] else level


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Say a number with its noun.

    >>> counted(1, "record"), counted(2345, "record")
    ('1 record', '2,345 records')
    """
    return many(f"%(count)s {noun}", f"%(count)s {plural or noun + 's'}", number)


def rest(records: int) -> str:
    """Say of how many records a share rests on an assumed day.

    >>> rest(2)
    'of 2 records rest on an assumed day of becoming known.'
    """
    return many(
        "of %(count)s record rest on an assumed day of becoming known.",
        "of %(count)s records rest on an assumed day of becoming known.",
        records,
    )


def numeral(number: int) -> str:
    """Spell a number under ten, print a larger one.

    >>> numeral(0), numeral(4), numeral(12)
    ('no', 'four', '12')
    """
    return say(NUMERALS[number]) if 0 <= number < len(NUMERALS) else f"{number:,}"


def share(part: int, whole: int) -> str:
    """Say a share of a count in per cent, rounded; an empty whole has none.

    >>> share(1, 8), share(0, 0), share(1, 900)
    ('12 %', 'none', 'under 1 %')
    """
    if not whole:
        return say("none")
    percent = 100 * part / whole
    return say("under 1 %") if 0 < percent < 1 else f"{percent:.0f} %"


def shares(low: float, high: float) -> str:
    """Say an interval of a share in per cent, rounded.

    >>> shares(0.031, 0.967)
    '3–97 %'
    """
    return f"{100 * low:.0f}–{100 * high:.0f} %"


def clean(text: str) -> str:
    """Drop control characters and the marks that reorder text, both of which can hide a meaning."""
    return text.translate(_HIDDEN)


def link(url: str | None) -> str | None:
    """Return an address that may be followed: http or https with a host, or nothing.

    >>> link("https://tass.com/world/1"), link("javascript:alert(1)"), link("//host")
    ('https://tass.com/world/1', None, None)
    """
    if not url or clean(url) != url or any(mark.isspace() for mark in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
