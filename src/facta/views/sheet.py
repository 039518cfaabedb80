"""The route sheet: one journey on a page of HTML that needs nothing else, for whoever must decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from facta.version import __version__
from facta.views import findings, page, words
from facta.views.argued import LONG, Drawn, Titled
from facta.views.argument import figure_line
from facta.views.charts import CHARTS, PAGE
from facta.views.rows import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.results import Figure, Item, Result, Table

MANY = 3  # gaps of one kind that share a line
WAYS = ("primary", "fallback")
OWN = ("days", "usd")  # figures of the primary
BEFORE, AFTER = ("killers", "trigger", "decide", "closures"), ("confidence",)
FRONT = 2  # drawings that stand open; a table has what the others show
HALF, CELL = 84, 34  # letters of a line that fits half the page, and of a cell before it breaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A route by its name; ``numbers`` are what it takes, each with its label: value and bounds."""

    title: str
    name: str
    because: str
    numbers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing to know before deciding."""

    title: str
    says: str
    because: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    editorial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A table under its title, over half the page or all of it."""

    titled: Titled
    wide: bool


class Unlinked:
    """Text as it is: no name on this page leads anywhere."""

    def __call__(self, text: str) -> Markup:
        """Write a text, escaped."""
        return escape(words.clean(words.held(words.signed(text))))

    def cell(self, text: str, *_: str, **__: bool) -> Markup:
        """Write a cell of a table, escaped."""
        return self(text)


def sheet_html(result: Result, case_title: str, as_of: date) -> str:
    """Write the route sheet of a journey; the same arguments give the same bytes.

    Whatever the result has is shown, whatever it has not is left out. Items with these keys have a
    place of their own: ``asked`` (from where to where, and under which state), ``primary`` and
    ``fallback`` (their ``detail`` is what they take: days, dollars), ``killers``, ``trigger``,
    ``decide``, ``closures`` and ``confidence``, in the order in which they are asked for.

    Parameters
    ----------
    result
        What an analysis says of one journey.
    case_title
        The case that it is from.
    as_of
        The day whose knowledge was used.

    """
    items = {item.key: item for item in result.items}
    asked, under = _asked(items.pop("asked", None), result.headline)
    ways = tuple(_way(items.pop(key), result) for key in WAYS if key in items)
    told = [asked, *(f"{asked}: {item.says}" for item in result.items if item.key in WAYS)]
    pictures = tuple(_pictures(result, told))
    tables = [Titled(table=table, title=_new(table.title, told)) for table in result.tables]
    template = page.templates().get_template("sheet.html")
    known = {
        "result": result,
        "case_title": case_title,
        "as_of": as_of,
        "version": __version__,
        "asked": asked,
        "under": under,
        "ways": ways,
        "facts": tuple(_facts(result, items, whole=not ways)),
        "front": pictures[:FRONT],
        "others": pictures[FRONT:],
        "open": _paired([one for one in tables if not _long(one.table)]),
        "folded": [one for one in tables if _long(one.table)],
        "gaps": _gathered(result.gaps),
        "links": Unlinked(),
        "colours": page.colours(),
        "fonts": page.fonts(),
    }
    return template.render(known).replace(">\n<", "><")


def _asked(item: Item | None, headline: str) -> tuple[str, str]:
    """Return from where to where, and under which state; else the finding, parted at its first colon."""
    if item is not None:
        return item.says, item.because
    asked, _, finding = headline.partition(": ")
    return (asked, _capital(finding)) if finding else findings.judgement(headline)


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _way(item: Item, result: Result) -> Way:
    """Say what a route takes: by its own lines or, of the primary, by the figures of the result."""
    lines = item.detail
    if not lines and item.key == WAYS[0]:
        lines = tuple(_line(one) for one in result.figures if one.name in OWN and one.value is not None)
    numbers = []
    for label, said in lines:
        value, opened, bounds = said.partition(" (")
        numbers.append((label, value, opened.strip() + bounds))
    because = "" if item.detail else item.because
    return Way(title=item.title, name=_capital(item.says), because=because, numbers=tuple(numbers))


def _line(figure: Figure) -> tuple[str, str]:
    ends = ""
    if figure.low is not None and figure.high is not None:
        ends = f" ({words.bare(figure.low, figure.unit)}–{words.bare(figure.high, figure.unit)})"
    return figure.title, words.bare(figure.value, figure.unit) + ends


def _facts(result: Result, items: dict[str, Item], *, whole: bool) -> Iterator[Fact]:
    """Yield what to know, in the order in which it is asked for, with figures that no route has shown."""
    yield from (_fact(items.pop(key)) for key in BEFORE if key in items)
    yield from (_figure(one) for one in result.figures if whole or one.name not in OWN)
    yield from (_fact(items.pop(key)) for key in AFTER if key in items)
    yield from map(_fact, items.values())


def _fact(item: Item) -> Fact:
    return Fact(
        title=item.title,
        says=_capital(item.says),
        because=_capital(item.because),
        lines=item.detail,
        since=item.since,
        editorial=item.editorial,
    )


def _figure(figure: Figure) -> Fact:
    said = figure_line(replace(figure, note="", editorial=False)).removeprefix(f"{figure.title}: ")
    return Fact(title=figure.title, says=said, because=_capital(figure.note), editorial=figure.editorial)


def _pictures(result: Result, told: list[str]) -> Iterator[Drawn]:
    for drawing in result.drawings:
        svg = CHARTS[drawing.chart](drawing.data, palette=PAGE, title=drawing.title)
        yield Drawn(title=_new(drawing.title, told), svg=drawn(svg))


def _new(title: str, told: list[str]) -> str:
    """Return a title that was not told above it, and remember it; else nothing."""
    if findings.same(title, *told):
        return ""
    told.append(title)
    return title


def _long(table: Table) -> bool:
    return table.fold or len(table.rows) > LONG


def _paired(tables: list[Titled]) -> list[Placed]:
    """Place tables; a narrow one takes the next narrow one to its side, and alone the whole width."""
    left, placed = list(tables), []
    while left:
        first = left.pop(0)
        other = next((one for one in left if _narrow(one.table)), None) if _narrow(first.table) else None
        if other is not None:
            left.remove(other)
            placed += [Placed(titled=first, wide=False), Placed(titled=other, wide=False)]
        else:
            placed.append(Placed(titled=first, wide=True))
    return placed


def _narrow(table: Table) -> bool:
    columns = zip_longest(table.columns, *table.rows, fillvalue="")
    return sum(max(min(len(cell), CELL) for cell in column) for column in columns) <= HALF


def _gathered(gaps: Sequence[str]) -> tuple[str, ...]:
    """Say once what is said of many things: each gap names its thing before its last colon.

    >>> _gathered(("A: not seen.", "Old.", "B: not seen.", "C: x: not seen.", "D: late."))
    ('A; B; C: x: not seen.', 'Old.', 'D: late.')
    """
    alike: dict[str, list[str]] = {}
    for gap in gaps:
        alike.setdefault(gap.rpartition(": ")[2], []).append(gap)
    said: dict[str, None] = {}
    for gap in gaps:
        reason = gap.rpartition(": ")[2]
        whole = len(alike[reason]) < MANY or reason == gap
        names = "; ".join(one.rpartition(": ")[0] for one in alike[reason])
        said[gap if whole else f"{names}: {reason}"] = None
    return tuple(said)
