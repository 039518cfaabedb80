"""How a table that is not facta's own becomes records: columns named, words translated, as data.

A mapping is written in the case file and holds no expressions: each field of a record is a column,
or a constant, with a list of words where the table says it in words of its own.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from facta import actors
from facta.sources import base
from facta.units import check as unit_mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

Spellings = Literal["iso3", "cameo", "fips", "icews", "ucdp", "unhcr"]
_LISTED = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Columns = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
    WithJsonSchema(_LISTED),
]
REFUSE = "refuse"
LEAVE_OUT = "leave-out"
KEEP = "keep"
MEBIBYTE = 1024 * 1024


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Block):
    """A text: from one column or several joined by a space, or a constant."""

    column: Columns = Field(default=(), description="The column, or several that are joined by a space.")
    value: str | None = Field(default=None, description="A constant, in the place of a column.")
    words: dict[str, str] | None = Field(
        default=None, description="What each word of the column means; another word is refused."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.column) == (self.value is not None):
            message = "write either column or value"
            raise ValueError(message)
        if self.words is not None and not self.column:
            message = "words translate a column; name the column"
            raise ValueError(message)
        return self


class Code(_Block):
    """A CAMEO code, from which kind, quad, intensity and tags of an event follow."""

    column: str = Field(description="The column.")
    names: bool = Field(
        default=False, description="True where the column has the names of codes, not the codes."
    )
    unknown: Literal["refuse", "leave-out", "keep"] = Field(
        default="refuse",
        description="Rows whose code is not known: refuse, leave-out, or keep as kind unknown-code.",
    )


class Number(_Block):
    """A number from a column, or a constant."""

    column: str | None = Field(default=None, description="The column.")
    value: float | None = Field(default=None, description="A constant, in the place of a column.")
    times: float = Field(default=1.0, description="Each number is multiplied by this.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.column is None) == (self.value is None):
            message = "write either column or value"
            raise ValueError(message)
        return self


class When(_Block):
    """A day: written in a format, or counted from another day."""

    column: str = Field(description="The column.")
    format: str = Field(
        default="%Y-%m-%d", description="As in strptime, for instance %d.%m.%Y, or %Y for a year."
    )
    counted_from: date | None = Field(
        default=None, description="The column is a number of days or hours since this day."
    )
    counted_in: Literal["days", "hours"] = Field(default="days", description="With counted_from.")
    length: Literal["day", "week", "month", "quarter", "half", "year"] = Field(
        default="day", description="How long the record is about, from that day's calendar period."
    )


class Meant(_Block):
    """Whom a spelling means, and from when to when; other days it means nobody that is known."""

    actor: str = Field(description="An actor's id.")
    since: date = Field(default=date.min, description="First day.")
    until: date = Field(default=date.max, description="The day after the last.")


class Who(_Block):
    """An actor: from a column in somebody's spelling, or a constant id."""

    column: str | None = Field(default=None, description="The column.")
    value: str | None = Field(default=None, description="An actor's id, in the place of a column.")
    spellings: Spellings = Field(default="iso3", description="Whose spelling the column has.")
    also: dict[str, Meant] = Field(
        default_factory=dict, description="Spellings of the column that mean something else, or more."
    )
    unknown: str = Field(
        default=REFUSE,
        description="Rows with a spelling nobody knows: refuse, leave-out, or an actor's id to keep them as.",
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: object) -> object:
        """Let ``also`` name an actor alone where it means the same on every day."""
        if isinstance(given, dict) and isinstance(given.get("also"), dict):
            also = {
                word: {"actor": meant} if isinstance(meant, str) else meant
                for word, meant in given["also"].items()
            }
            return {**given, "also": also}
        return given

    @model_validator(mode="after")
    def _known(self) -> Self:
        if (self.column is None) == (self.value is None):
            message = "write either column or value"
            raise ValueError(message)
        ids = [self.value] if self.value is not None else []
        ids += [meant.actor for meant in self.also.values()]
        ids += [self.unknown] if self.unknown not in (REFUSE, LEAVE_OUT) else []
        mistakes = [f"no actor {id_!r}{actors.suggest(id_)}" for id_ in ids if not actors.known(id_)]
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    def resolve(self, spelling: str, on: date) -> str | None:
        """Return whom a spelling means on a day, or None."""
        meant = self.also.get(spelling)
        if meant is not None:
            return meant.actor if meant.since <= on < meant.until else None
        if self.spellings == "iso3":
            return spelling if actors.known(spelling) else None
        return actors.resolve(self.spellings, spelling, on)


class _Records(_Block):
    """What events and figures have in common."""

    ref: Cell | None = Field(
        default=None, description="What tells records apart; a digest of the row when left out."
    )
    when: When = Field(description="The day or period.")
    last: When | None = Field(default=None, description="The last day, where it is another.")
    known_at: When | None = Field(
        default=None, description="The day of publication; the usual lag when left out."
    )
    actor: Who = Field(description="Who acts, or whom the figure is about.")
    target: Who | None = Field(default=None, description="Towards whom.")
    country: Who | None = Field(default=None, description="Where.")
    province: Cell | None = Field(default=None, description="Province.")
    low: Number | None = Field(default=None, description="Low end.")
    high: Number | None = Field(default=None, description="High end.")
    unit: Cell | None = Field(default=None, description="A unit of facta.")
    tags: tuple[Cell, ...] = Field(default=(), description="Each gives one tag.")
    grade: Cell | None = Field(default=None, description="Admiralty grade, for instance B2.")
    text: Cell | None = Field(default=None, description="A sentence; made of actors and kind when left out.")
    title: Cell | None = Field(default=None, description="Title of the publication.")
    publisher: Cell | None = Field(default=None, description="Who published it.")
    origin: Cell | None = Field(default=None, description="Who produced the information.")
    url: Cell | None = Field(default=None, description="Its address on the web.")
    note: Cell | None = Field(default=None, description="A remark.")

    @model_validator(mode="after")
    def _measured(self) -> Self:
        unit = self.unit.value if self.unit else None
        mistake = unit_mistake(unit) if unit else None
        if mistake:
            raise ValueError(mistake)
        return self

    def columns(self) -> Iterator[str]:
        """Yield every column that the mapping reads."""
        for name in type(self).model_fields:
            part = getattr(self, name)
            for block in part if isinstance(part, tuple) else (part,):
                column = getattr(block, "column", None)
                yield from (column,) if isinstance(column, str) else column or ()


class Events(_Records):
    """A row is something that happened."""

    kind: Cell | None = Field(default=None, description="The kind; follows from a code when left out.")
    code: Code | None = Field(default=None, description="A CAMEO code.")
    quantity: Number | None = Field(default=None, description="How much.")
    place: Cell | None = Field(default=None, description="Name of the place.")
    lat: Number | None = Field(default=None, description="Latitude in degrees.")
    lon: Number | None = Field(default=None, description="Longitude in degrees.")
    intensity: Number | None = Field(
        default=None, description="From -10 to 10; follows from a code when left out."
    )

    @model_validator(mode="after")
    def _kinded(self) -> Self:
        if self.kind is None and self.code is None:
            message = "an event needs a kind, or a code from which it follows"
            raise ValueError(message)
        return self


class Figures(_Records):
    """A row is a number for a period."""

    measure: Cell = Field(description="The measure.")
    value: Number = Field(description="The figure.")
    unit: Cell = Field(description="A unit of facta.")


class Parameters(base.Parameters):
    """How a table is written, and what its columns mean."""

    delimiter: str = Field(default=",", min_length=1, max_length=1, description="Between two cells.")
    encoding: Literal["utf-8", "iso-8859-1", "windows-1251", "windows-1252", "utf-16"] = Field(
        default="utf-8", description="How the file is encoded."
    )
    quotes: bool = Field(default=True, description="False where a quote is a character like others.")
    header: tuple[str, ...] | None = Field(
        default=None, description="The columns of a file that does not name them in its first line."
    )
    missing: tuple[str, ...] = Field(
        default=(), description="Words that stand for nothing, for instance NA; a blank always does."
    )
    only: dict[str, Columns] = Field(
        default_factory=dict, description="Keep the rows whose column has one of these words."
    )
    ignore: tuple[str, ...] = Field(default=(), description="Columns that are read for nothing.")
    most_mb: int = Field(default=256, ge=1, le=2048, description="A larger file is refused unread, in MiB.")
    events: Events | None = Field(default=None, description="What makes an event.")
    figures: Figures | None = Field(default=None, description="What makes a figure.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.events is not None and self.figures is not None:
            message = "write either events or figures; a table with both is named under two sources"
            raise ValueError(message)
        return self

    def columns(self) -> tuple[str, ...]:
        """Return every column that must be there."""
        mapped = self.events or self.figures
        read = tuple(mapped.columns()) if mapped else ()
        return tuple(dict.fromkeys((*read, *self.only, *self.ignore)))
