"""Who has what the other lacks: a table of capabilities as the author judges them, and no number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from facta.results import Item, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.analyses.base import Row

WORDS = ("has", "lacks", "unknown")
LATER = "its records were not known yet"


class Cell(BaseModel):
    """Whether one side has a capability, why it is thought so, and on what that rests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stands: Literal["has", "lacks", "unknown"] = Field(description="has, lacks or unknown.")
    because: str = Field(min_length=8, description="The reason, in one sentence.")
    records: tuple[str, ...] = Field(default=(), description="Ids of the records it rests on.")

    @field_validator("stands", mode="before")
    @classmethod
    def _is_a_word(cls, word: object) -> object:
        if word not in WORDS:
            message = f"{word!r} is no word for a capability: write has, lacks or unknown"
            raise ValueError(message)
        return word


class Capability(BaseModel):
    """Something that one side may have and the other lack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=50, description="A short noun phrase.")
    cells: dict[str, Cell] = Field(min_length=1, description="How each side stands.")


def stands(cell: Cell, records: Mapping[str, Row]) -> str:
    """Return how a cell stands on a day: unknown before the first of its records was known."""
    if cell.records and not any(ref in records for ref in cell.records):
        return "unknown"
    return cell.stands


def told(key: str, asked: Capability, sides: Mapping[str, str], records: Mapping[str, Row]) -> Item:
    """Say which side has a capability."""
    words = {side: stands(cell, records) for side, cell in asked.cells.items()}
    known = [ref for cell in asked.cells.values() for ref in cell.records if ref in records]
    return Item(
        key=f"can-{key}",
        title=asked.title,
        says=", ".join(f"{sides[side]} {_word(words[side])}" for side in sides),
        because=" ".join(cell.because for cell in asked.cells.values()),
        since=max((records[ref]["known_at"] for ref in known), default=None),
        records=tuple(dict.fromkeys(known)),
        detail=tuple(
            (sides[side], f"{words[side]}: {cell.because if words[side] == cell.stands else f'{LATER}.'}")
            for side, cell in asked.cells.items()
        ),
        editorial=True,
    )


def _word(stand: str) -> str:
    return {"has": "has it", "lacks": "lacks it"}.get(stand, "is unknown")


def table(asked: Mapping[str, Capability], sides: Mapping[str, str], records: Mapping[str, Row]) -> Table:
    """Put every capability beside both sides."""
    rows, uneven = [], 0
    for one in asked.values():
        words = [stands(one.cells[side], records) for side in sides]
        uneven += set(words) == {"has", "lacks"}
        rows.append((one.title, *words, " ".join(cell.because for cell in one.cells.values())))
    title = f"In {uneven} of {len(rows)} capabilities one side has what the other lacks"
    return Table(
        title=title, columns=("capability", *sides.values(), "because"), rows=tuple(rows),
        note="Editorial: a table and not a number.",
    )  # fmt: skip
