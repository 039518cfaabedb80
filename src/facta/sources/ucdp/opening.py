"""From bytes to tables: archives, CSV and the pages of the interface, cut down to some countries."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from facta import actors
from facta.errors import SourceError
from facta.sources.archives import members
from facta.sources.asking import pieces
from facta.sources.objects import are_objects, compare_keys, is_object, load
from facta.sources.tables import Row, Table, read_table
from facta.sources.ucdp.releases import Release, named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from facta.records import Snapshot

ENVELOPE: Final = ("TotalCount", "TotalPages", "PreviousPageUrl", "NextPageUrl", "Result")
_MOST_BYTES: Final = 1 << 30
_LONGEST_CELL: Final = 100_000
_LAST_DAY: Final = (12, 31)


@dataclass(slots=True)
class Countries:
    """Which rows are wanted by country, and what the others could not be told apart by.

    Without any country every row is wanted, so that a spelling nobody knows is read and refused.
    """

    wanted: Collection[str]
    unknown: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _told: dict[tuple[str, str], bool | None] = field(default_factory=dict)

    def want(self, name: str, year: str) -> bool:
        """Tell whether a row is wanted by the name of its country, in a year."""
        if not self.wanted:
            return True
        if (name, year) not in self._told:
            self._told[name, year] = self._tell(name, year)
        told = self._told[name, year]
        if told is None:
            self.unknown[name] += 1
        return bool(told)

    @property
    def refused(self) -> tuple[str, ...]:
        """What was left out because nobody knows where it happened."""
        return tuple(
            f"{rows} rows in {name!r}, which spellings.csv does not know"
            for name, rows in sorted(self.unknown.items())
        )

    def _tell(self, name: str, year: str) -> bool | None:
        on = date(int(year), *_LAST_DAY) if year.isdecimal() and 0 < int(year) <= date.max.year else date.max
        found = actors.resolve("ucdp", name, on)
        return None if found is None else found in self.wanted


def tables(snapshot: Snapshot, countries: Countries) -> Iterator[tuple[Release | None, list[Table]]]:
    """Yield the tables of each release in a snapshot, oldest release first.

    Raises
    ------
    SourceError
        When bytes are neither a table, nor an archive of tables, nor a page.
    """
    found: dict[Release | None, list[Table]] = {}
    for piece in pieces(snapshot):
        for document in _documents(piece):
            release = named(document.url) or named(piece.url)
            page = document.body.lstrip()[:1] == b"{"
            table = _page(document, countries) if page else _table(document, countries)
            found.setdefault(release, []).append(table)
    yield from sorted(found.items(), key=lambda item: _order(item[0]))


def _order(release: Release | None) -> tuple[date, int]:
    """Order releases by the day on which they come out; of two of a day the narrower is older."""
    return (release.out(0), release.covers.days) if release else (date.min, 0)


def _documents(piece: Snapshot) -> Iterator[Snapshot]:
    if not piece.body.startswith(b"PK"):
        yield piece
        return
    try:
        found = members(piece.body, _MOST_BYTES)
    except SourceError as error:
        raise SourceError(*(f"{piece.url}: {mistake}" for mistake in error.mistakes)) from error
    inside = {name: body for name, body in found.items() if name.lower().endswith(".csv")}
    if not inside:
        message = f"{piece.url}: the archive has no .csv file, only {', '.join(found) or 'nothing'}"
        raise SourceError(message)
    for name, body in inside.items():
        yield replace(piece, url=f"{piece.url}/{name}", body=body)


def _table(document: Snapshot, countries: Countries) -> Table:
    """Read a CSV table, by the row where countries are asked for: the annual one has 250 MB.

    What is odd in any way is left to the strict reading, which says where.
    """
    table = _sifted(document, countries) if countries.wanted else None
    return table or _wanted(read_table(document, longest_cell=_LONGEST_CELL), countries)


def _sifted(document: Snapshot, countries: Countries) -> Table | None:
    body = document.body
    if b"\0" in body or not body.endswith(b"\n"):
        return None
    text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    rows: list[Row] = []
    try:
        header = next(reader, [])
        if "country" not in header or "year" not in header:
            return None
        country, year, width = header.index("country"), header.index("year"), len(header)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != width:
                return None
            if countries.want(cells[country].strip(), cells[year].strip()):
                rows.append(Row(line, cells))
            line = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError):
        return None
    if any(len(cell) > _LONGEST_CELL for row in rows for cell in row.cells):
        return None
    return Table(document.url, header, rows, [])


def _wanted(table: Table, countries: Countries) -> Table:
    if not countries.wanted or not {"country", "year"} <= set(table.header):
        return table
    country, year = table.header.index("country"), table.header.index("year")
    rows = [r for r in table.rows if countries.want(r.cells[country].strip(), r.cells[year].strip())]
    return Table(table.name, table.header, rows, table.mistakes)


def _page(document: Snapshot, countries: Countries) -> Table:
    name, told = document.url, load(document)
    if not is_object(told):
        message = f"{name}: the answer is no object; it must have {', '.join(ENVELOPE)}"
        raise SourceError(message)
    mistakes = compare_keys(name, told, ENVELOPE)
    if mistakes:
        raise SourceError(*mistakes)
    items = told["Result"]
    if not are_objects(items):
        message = f"{name}: Result is no list of events"
        raise SourceError(message)
    header = list(dict.fromkeys(key for item in items for key in item))
    table = Table(name, header, [], [])
    for number, item in enumerate(items, 1):
        missing = [key for key in header if key not in item]
        if missing:
            table.mistakes.extend(f"{name}: item {number}: key {key!r} is missing" for key in missing)
        else:
            table.rows.append(Row(number, [_text(item[key]) for key in header]))
    return _wanted(table, countries)


def _text(value: object) -> str:
    return "" if value is None else str(value)
