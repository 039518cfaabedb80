"""Which records an indicator counts: a filter as data, applied once to every version.

A selection does not depend on a day. It yields `Cells`: plain arrays of every version that ever
matched, each with the interval of days on which it was what was known. Asking again for another
day is then a comparison of integers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal
from weakref import WeakKeyDictionary

import narwhals as nw
import numpy as np
import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from facta.places import distance_to_line_km
from facta.units import convert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from facta.places import Line
    from facta.store import Records

Table = Literal["events", "observations"]
TABLES: tuple[Table, ...] = ("events", "observations")
NEVER = np.iinfo(np.int64).max
EPOCH = 719163  # date(1970, 1, 1).toordinal(): polars counts days from there
GRADES = tuple(letter + digit for letter in "ABCDEF" for digit in "123456")
UNGRADED = len(GRADES)
RANKS = {grade: rank for rank, grade in enumerate(GRADES)}


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_WORDS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Words = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_WORDS)]


class Near(BaseModel):
    """Within so many kilometres of a line that the case names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str = Field(description="A line of the case's `lines`.")
    within_km: float = Field(gt=0, le=5000, description="Distance in kilometres.")


class Selection(BaseModel):
    """Records that match every condition given. A list means any of its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Words = Field(default=(), description="Sources of the case; all when left out.")
    kind: Words = Field(default=(), description="Kinds of event.")
    measure: Words = Field(default=(), description="Measures; makes this a selection of figures.")
    actor: Words = Field(default=(), description="Who acts.")
    target: Words = Field(default=(), description="Towards whom.")
    involves: Words = Field(default=(), description="In any role.")
    code: Words = Field(default=(), description="Prefixes of the event code: '06' holds '061'.")
    tags: Words = Field(default=(), description="All of these tags.")
    any_tag: Words = Field(default=(), description="At least one of these tags.")
    without: Words = Field(default=(), description="None of these tags.")
    country: Words = Field(default=(), description="ISO 3166-1 alpha-3 of the place.")
    province: Words = Field(default=(), description="Provinces.")
    near: Near | None = Field(default=None, description="Within so many km of a named line.")
    status: Words = Field(default=("asserted",), description="asserted, disputed or both.")
    grade: str | None = Field(
        default=None, pattern=r"^[A-F][1-6]$", description="Worst acceptable Admiralty grade."
    )
    verified: bool | None = Field(default=None, description="Only verified, or only unverified.")

    @property
    def table(self) -> Table:
        """Figures when a measure is named, otherwise events."""
        return "observations" if self.measure else "events"


@dataclass(frozen=True, eq=False)
class Cells:
    """Every version that ever matched, as arrays of one length, days as ordinals.

    ``known`` and ``hidden`` bound the days on which the version was what was known.
    """

    start: np.ndarray
    end: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    known: np.ndarray
    hidden: np.ndarray
    origin: np.ndarray
    grade: np.ndarray
    assumed: np.ndarray
    actor: np.ndarray
    target: np.ndarray
    province: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    row: np.ndarray

    def at(self, day: int) -> Cells:
        """Keep what was known on a day (an ordinal)."""
        keep = (self.known <= day) & (day < self.hidden)
        return self.keep(keep)

    def keep(self, mask: np.ndarray) -> Cells:
        """Keep the rows of a mask or an index array."""
        return Cells(*(getattr(self, name)[mask] for name in _FIELDS))

    def scaled(self, factor: np.ndarray) -> Cells:
        """Return the same rows with their values in another unit."""
        changed = {name: getattr(self, name) * factor for name in ("value", "low", "high")}
        return replace(self, **changed)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.start)


def together(parts: list[Cells]) -> Cells:
    """Put cells of one table behind each other."""
    return Cells(*(np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS))


_FIELDS = tuple(Cells.__dataclass_fields__)


@dataclass
class _Held:
    """What has been worked out for one frame of versions: all its rows as cells, and selections."""

    frame: pl.DataFrame
    lazy: pl.LazyFrame
    whole: Cells
    units: list[str | None]
    chosen: dict[Selection, np.ndarray]
    cells: dict[tuple[Selection, str | None], Cells]


_CACHE: WeakKeyDictionary[Records, dict[str, _Held]] = WeakKeyDictionary()


def cells(
    records: Records,
    selection: Selection,
    *,
    unit: str | None = None,
    lines: Mapping[str, Line] | None = None,
) -> Cells:
    """Return every version that ever matched, computed once for a state of the store.

    Values are converted to ``unit`` where one is given; a value whose unit cannot be converted
    becomes NaN.
    """
    held = _held(records, selection.table)
    key = (selection, unit)
    if key not in held.cells:
        if selection not in held.chosen:
            prepare(records, [selection], lines)
        rows = held.chosen[selection]
        found = held.whole.keep(rows)
        held.cells[key] = found if unit is None else found.scaled(_scale([held.units[i] for i in rows], unit))
    return held.cells[key]


def _held(records: Records, table: Table) -> _Held:
    frame = records.versions(table)
    tables = _CACHE.setdefault(records, {})
    if table not in tables or tables[table].frame is not frame:
        tables[table] = _Held(frame, frame.lazy(), _arrays(frame, table), frame["unit"].to_list(), {}, {})
    return tables[table]


def condition(selection: Selection) -> nw.Expr:
    """Return the filter, all but nearness to a line, as an expression that runs on any engine."""
    tests = [~(nw.col("status") == "retracted"), nw.col("status").is_in(selection.status)]
    columns = ["source", "country", "province", "target", "actor"]
    columns.append("measure" if selection.measure else "kind")
    for name in columns:
        words = getattr(selection, name)
        if words:
            tests.append(nw.col(name).is_in(words))
    if selection.verified is not None:
        tests.append(nw.col("verified") == selection.verified)
    if selection.grade:
        letter, digit = selection.grade[0], selection.grade[1]
        tests.append((nw.col("grade").str.slice(0, 1) <= letter) & (nw.col("grade").str.slice(1, 1) <= digit))
    if selection.code:
        starts = [nw.col("code").str.starts_with(prefix) for prefix in selection.code]
        tests.append(_any(starts))
    return nw.all_horizontal(*tests, *_listing(selection), ignore_nulls=False)


def _listing(selection: Selection) -> Iterator[nw.Expr]:
    """Yield the conditions on tags and on parties, in whatever role."""
    tagged = nw.col("tags").list.contains
    yield from (tagged(word) for word in selection.tags)
    yield from (~tagged(word).fill_null(value=False) for word in selection.without)
    if selection.any_tag:
        yield _any([tagged(word) for word in selection.any_tag])
    if selection.involves:
        roles = [nw.col(name).is_in(selection.involves) for name in ("actor", "target")]
        if selection.table == "events":
            roles += [nw.col("participants").list.contains(word) for word in selection.involves]
        yield _any(roles)


def _any(tests: Sequence[nw.Expr]) -> nw.Expr:
    """Join tests by halves: in a chain of many, Spark Connect meets its limit of 100 levels."""
    if len(tests) == 1:
        return tests[0]
    half = len(tests) // 2
    return _any(tests[:half]) | _any(tests[half:])


def countable(selections: Iterable[Selection]) -> dict[Table, nw.Expr]:
    """Return for each table the filter for what any of the selections could count, on any engine."""
    every = list(dict.fromkeys(selections))
    tables = {table: [condition(s) for s in every if s.table == table] for table in TABLES}
    return {table: _any(conditions) for table, conditions in tables.items() if conditions}


def prepare(
    records: Records, selections: Iterable[Selection], lines: Mapping[str, Line] | None = None
) -> None:
    """Choose the rows of many selections in one pass over each table."""
    wanted = list(dict.fromkeys(selections))
    for table in TABLES:
        mine = [selection for selection in wanted if selection.table == table]
        held = _held(records, table) if mine else None
        new = [selection for selection in mine if held and selection not in held.chosen]
        if held and new:
            met = nw.from_native(held.lazy).select(*(condition(s).alias(str(i)) for i, s in enumerate(new)))
            masks = met.collect().to_native().fill_null(value=False)
            for i, selection in enumerate(new):
                held.chosen[selection] = _narrowed(held, selection, masks[str(i)].to_numpy(), lines or {})


def _narrowed(held: _Held, selection: Selection, mask: np.ndarray, lines: Mapping[str, Line]) -> np.ndarray:
    """Apply the condition on places."""
    rows = np.flatnonzero(mask)
    if selection.near and len(rows):
        away = distance_to_line_km(held.whole.lat[rows], held.whole.lon[rows], lines[selection.near.line])
        rows = rows[away <= selection.near.within_km]
    return rows


def _arrays(frame: pl.DataFrame, table: str) -> Cells:
    value = "value" if table == "observations" else "quantity"
    codes = {name: _codes(frame[name]) for name in ("actor", "target", "province")}
    named = [pl.when(pl.col(name) != "").then(name) for name in ("origin", "publisher", "source")]
    origins = frame.select(pl.coalesce(named)).to_series()
    places = {name: _floats(frame, name) for name in ("lat", "lon")}
    return Cells(
        start=_days(frame, "start"),
        end=_days(frame, "end"),
        value=_floats(frame, value),
        low=_floats(frame, "low"),
        high=_floats(frame, "high"),
        known=_days(frame, "known_at"),
        hidden=_days(frame, "hidden_at"),
        origin=_codes(origins),
        grade=frame["grade"].replace_strict(RANKS, default=UNGRADED, return_dtype=pl.Int64).to_numpy(),
        assumed=(frame["known_by"] == "assumed").to_numpy().astype(bool),
        actor=codes["actor"],
        target=codes["target"],
        province=codes["province"],
        lat=places["lat"],
        lon=places["lon"],
        row=np.arange(len(frame), dtype=np.int64),
    )


def _scale(units: list[str | None], to: str) -> np.ndarray:
    factors: dict[str | None, float] = {None: 1.0}
    for unit in set(units) - {None}:
        try:
            factors[unit] = convert(1.0, str(unit), to)
        except ValueError:
            factors[unit] = float("nan")
    return np.array([factors[u] for u in units], dtype=float)


def _codes(words: pl.Series) -> np.ndarray:
    """Return a number for each word, the same for the same word or for none."""
    return (words.cast(pl.Categorical).to_physical().cast(pl.Int64) + 1).fill_null(0).to_numpy()


def _days(frame: pl.DataFrame, name: str) -> np.ndarray:
    days = frame[name].to_physical().cast(int).fill_null(NEVER - EPOCH).to_numpy() + EPOCH
    return np.asarray(days, dtype=np.int64)


def _floats(frame: pl.DataFrame, name: str) -> np.ndarray:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame[name].cast(float).fill_null(float("nan")).to_numpy().copy()
