"""A company's sites, suppliers and shipments: a private table, read where it lies and kept nowhere.

Nothing here writes: what was read lives as long as the question that it answers.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

from facta.corridors.columns import MODES, Column
from facta.corridors.named import Places
from facta.corridors.tables import MOST_SHOWN, Table, fill
from facta.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from facta.corridors.network import Mode, Network
    from facta.corridors.tables import Row

Kind = Literal["site", "supplier", "shipment"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)
MOST_BYTES: Final = 16 * 1024 * 1024
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN: Final = 60

COLUMNS: Final = (
    Column("id", must=True, holds="its id with you, another on each row"),
    Column("name", must=True, holds="what you call it"),
    Column("kind", must=True, holds=", ".join(f"`{kind}`" for kind in KINDS)),
    Column("place", must=True, holds="where it is: a place of the network by key or name"),
    Column("destination", must=False, holds="where its goods go; only a site may have none"),
    Column("modes", must=False, holds="what may carry them, joined by `;`; blank: anything"),
    Column("feu", must=False, holds="how many forty-foot containers; blank: not known"),
    Column("value_usd", must=False, holds="what the goods are worth; blank: not known"),
    Column("deadline_days", must=False, holds="days on the way after which they are late"),
    Column("owner", must=False, holds="who answers for it"),
    Column("review_by", must=False, holds="the day to look at it again, `2026-12-31`"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One site, supplier or shipment of a company; places are keys of the network.

    ``destination`` is empty for a site whose goods go nowhere, ``modes`` where anything may carry
    them; a number that is not known is None.
    """

    key: str
    name: str
    kind: Kind
    place: str
    destination: str = ""
    modes: tuple[Mode, ...] = ()
    feu: float | None = None
    value_usd: float | None = None
    deadline_days: float | None = None
    owner: str = ""
    review_by: date | None = None


def read_exposure(path: Path, network: Network) -> tuple[Entry, ...]:
    """Read a table of sites, suppliers and shipments.

    Parameters
    ----------
    path
        A CSV table with the `COLUMNS`, in any order.
    network
        The network whose places it names.

    Raises
    ------
    CaseError
        With every mistake as ``file:line:column: column: what is wrong, and what to write``.
    """
    table = Table(str(path))
    body = _body(path, table)
    if body is not None:
        fill(table, body, COLUMNS)
        _shape(table)
    reader = _Reader(Places(network))
    entries = tuple(reader.entry(key, row) for key, row in _by_id(table.rows))
    mistakes = tuple(table.mistakes())
    if mistakes:
        raise CaseError(*mistakes)
    return entries


def _body(path: Path, table: Table) -> bytes | None:
    """Return the bytes of a table, None where there are none to read."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            table.wrong(1, 1, f"{size:,} bytes; a table of yours has {MOST_BYTES:,} at most")
            return None
        return path.read_bytes()
    except FileNotFoundError:
        must = ",".join(column.name for column in COLUMNS if column.must)
        table.wrong(1, 1, f"there is no such file; write it with at least the columns {must}")
    except OSError as error:
        table.wrong(1, 1, f"cannot be read: {error.strerror}")
    return None


def _shape(table: Table) -> None:
    """Note a table without rows, and say which columns there are where it has others."""
    names = [column.name for column in COLUMNS]
    strange = [name for name in table.header if name not in names]
    if strange and len(strange) < len(table.header):
        table.wrong(1, table.header.index(strange[0]) + 1, f"columns it can have: {', '.join(names)}")
    if table.sound and not table.rows and not table.dropped:
        table.wrong(1, 1, "the table has no rows; write at least one")


def _by_id(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Yield each row with its id; any text is one, but no two rows have the same."""
    seen: dict[str, int] = {}
    for row in rows:
        key = row.required("id")
        first = seen.setdefault(key, row.line) if key else row.line
        if first != row.line:
            row.wrong("id", f"{key[:_SHOWN]!r} stands already on line {first}; give each row its own id")
        yield key, row


class _Reader:
    """Makes entries of rows; suggests a place only for as many mistakes as are told."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._wrong: dict[str, str] = {}

    def entry(self, key: str, row: Row) -> Entry:
        """Return what a row says; what is wrong with it is noted there."""
        kind = row.choice("kind", KINDS)
        row.required("place")
        place, destination = self._place(row, "place"), self._place(row, "destination")
        if not row.text("destination") and kind in ("supplier", "shipment"):
            row.wrong("destination", f"is blank; say where the goods of a {kind} go")
        elif place and place == destination:
            row.wrong("destination", f"it is where it goes already, {place}; name another place")
        return Entry(
            key=key,
            name=row.required("name"),
            kind=cast("Kind", kind),
            place=place,
            destination=destination,
            modes=cast("tuple[Mode, ...]", row.words("modes", MODES)),
            feu=row.number("feu", 0, 100_000, above=True),
            value_usd=row.number("value_usd", 0, 1e12),
            deadline_days=row.number("deadline_days", 0, 3_650, above=True),
            owner=row.text("owner"),
            review_by=_day(row, "review_by"),
        )

    def _place(self, row: Row, column: str) -> str:
        word = row.text(column)
        found = self._places.find(word) if word else ()
        if len(found) == 1:
            return found[0]
        if word:
            row.wrong(column, self._told(word))
        return ""

    def _told(self, word: str) -> str:
        if word not in self._wrong:
            few = len(self._wrong) <= MOST_SHOWN
            told = self._places.wrong(word[:_SHOWN]) if few else f"no place {word[:_SHOWN]!r} in the network"
            self._wrong[word] = told
        return self._wrong[word]


def _day(row: Row, column: str) -> date | None:
    text = row.text(column)
    with suppress(ValueError):
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    if text:
        row.wrong(column, f"{text[:_SHOWN]!r} is not a day; write it like 2026-12-31")
    return None
