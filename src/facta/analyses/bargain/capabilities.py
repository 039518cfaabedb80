"""Who has what the other lacks: a table of capabilities as the author judges them, and no number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from facta.analyses.bargain.words import among
from facta.results import Item, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.analyses.base import Row

WORDS = ("has", "lacks", "unknown")
LATER = "what it rests on was not known yet"


class Cell(BaseModel):
    """Whether one side has a capability, why it is thought so, and on what that rests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stands: Literal["has", "lacks", "unknown"] = Field(description="has, lacks or unknown.")
    because: str = Field(min_length=8, description="The reason, in one sentence.")
    records: tuple[str, ...] = Field(
        default=(), description="Ids of the records it rests on; it stands once all are known."
    )
    since: date | None = Field(
        default=None, description="The first day on which it could be said; the author's judgement."
    )

    @field_validator("stands", mode="before")
    @classmethod
    def _is_a_word(cls, word: object) -> object:
        if word not in WORDS:
            message = f"{word!r} is no word for a capability: write has, lacks or unknown"
            raise ValueError(message)
        return word

    @model_validator(mode="after")
    def _has_a_beginning(self) -> Self:
        if not self.records and self.since is None:
            message = f"{self.because!r} stands on no day: write records, or since with its first day"
            raise ValueError(message)
        return self


class Capability(BaseModel):
    """Something that one side may have and the other lack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=50, description="A short noun phrase.")
    cells: dict[str, Cell] = Field(min_length=1, description="How each side stands.")


def stands(cell: Cell, records: Mapping[str, Row], as_of: date) -> bool:
    """Tell whether a cell can be said on a day: its day has come and all of its records are known."""
    return (cell.since is None or cell.since <= as_of) and all(ref in records for ref in cell.records)


@dataclass(frozen=True, slots=True)
class Able:
    """A capability as of a day; ``cells`` holds the sides of which something could be said."""

    key: str
    title: str
    cells: Mapping[str, Cell]

    def word(self, side: str) -> str:
        """Say how a side stands."""
        return self.cells[side].stands if side in self.cells else "unknown"

    @property
    def because(self) -> str:
        """The reasons that could be given."""
        return " ".join(cell.because for cell in self.cells.values())


def able(key: str, asked: Capability, records: Mapping[str, Row], as_of: date) -> Able:
    """Return of which sides a capability could be said on a day."""
    cells = {side: cell for side, cell in asked.cells.items() if stands(cell, records, as_of)}
    return Able(key, asked.title, cells)


def told(one: Able, sides: Mapping[str, str], records: Mapping[str, Row]) -> Item:
    """Say which side has a capability."""
    known = [ref for cell in one.cells.values() for ref in cell.records]
    days = [records[ref]["known_at"] for ref in known]
    days += [cell.since for cell in one.cells.values() if cell.since]
    reasons = {side: cell.because for side, cell in one.cells.items()}
    return Item(
        key=f"can-{one.key}",
        title=one.title,
        says=", ".join(_said(one.word(side), title) for side, title in sides.items()),
        because=one.because or "Nothing that it rests on was known yet.",
        since=max(days, default=None),
        records=tuple(dict.fromkeys(known)),
        detail=tuple(
            (title, f"{one.word(side)}: {reasons.get(side, f'{LATER}.')}") for side, title in sides.items()
        ),
        editorial=True,
    )


def _said(word: str, side: str) -> str:
    return {"has": f"{side} has it", "lacks": f"{side} lacks it"}.get(word, f"for {side} it is unknown")


def table(found: Sequence[Able], sides: Mapping[str, str]) -> Table:
    """Put every capability beside both sides."""
    rows, uneven = [], 0
    for one in found:
        words = [one.word(side) for side in sides]
        uneven += set(words) == {"has", "lacks"}
        rows.append((one.title, *words, one.because))
    among_all = among(uneven, len(rows), "capability", "capabilities")
    return Table(
        title=f"In {among_all} one side has what the other lacks",
        columns=("capability", *sides.values(), "because"), rows=tuple(rows),
        note="Editorial: a table and not a number.",
    )  # fmt: skip
