"""Facts that are told in two or more ways: kept side by side with an interval, never averaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from facta.analyses.base import Analysis, Row
from facta.indicators import Selection
from facta.results import Figure, Item, Said, Table
from facta.units import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.base import View

TAG = "about:"
SIDES = 2
BOUNDS = "lowest and highest published"
METHOD = (
    "Records that share a tag 'about:…' tell one fact. They stand side by side with who says so; the "
    "interval runs from the lowest to the highest figure still asserted. Nothing is averaged or chosen."
)


class Contradictions(Analysis):
    """Facts with several published values, each with who says so."""

    kind: Literal["contradictions"] = "contradictions"
    of: Selection = Field(description="The records; each has one tag `about:FACT`.")

    example: ClassVar[dict[str, Any]] = {
        "title": "Told in two ways",
        "of": {"kind": "published-value", "status": ["asserted", "disputed"]},
    }

    def selections(self) -> Iterator[Selection]:
        """Yield the records."""
        yield self.of

    def mistakes(self, view: View) -> Iterator[str]:
        """Yield every record that does not say what it is about."""
        for ref, versions in view.lives(self.of).items():
            if len(_about(versions[-1])) != 1:
                yield f"{ref}: needs one tag about:FACT, to stand beside what others say of that fact"

    def analyse(self, view: View) -> Said:
        """Put what is told of each fact side by side."""
        facts: dict[str, list[tuple[Row, bool]]] = {}
        for versions in view.lives(self.of).values():
            row = versions[-1]
            hidden = row["hidden_at"]
            for fact in _about(row):
                facts.setdefault(fact, []).append((row, hidden is not None and hidden <= view.as_of))
        items = [_item(fact, told) for fact, told in sorted(facts.items())]
        many = [item for item in items if item.says == "told in several ways"]
        bounded = sum(item.figure is not None for item in many)
        headline = (
            f"{len(many)} of {len(items)} facts are told in several ways; {bounded} of them have an "
            "interval, none is averaged."
            if items
            else "No fact is known to be told in several ways."
        )
        tables = (_table(items),) if items else ()
        return Said(headline=headline, method=METHOD, items=tuple(items), tables=tables)


def _about(row: Row) -> list[str]:
    return [tag.removeprefix(TAG) for tag in row["tags"] or () if tag.startswith(TAG)]


def _item(fact: str, told: Sequence[tuple[Row, bool]]) -> Item:
    stand = [row for row, withdrawn in told if not withdrawn]
    told_of = told[0][0]["text"].partition(":")[0]
    return Item(
        key=fact,
        title=told_of,
        says="told in several ways" if len(stand) > 1 else "one account left" if stand else "withdrawn",
        because="; ".join(dict.fromkeys(row["note"].rstrip(".") for row in stand if row["note"])) + ".",
        figure=_interval(stand),
        since=max(row["known_at"] for row, _ in told),
        records=tuple(str(row["ref"]) for row in stand),
        detail=tuple((_who(row, withdrawn=gone), row["text"].partition(": ")[2]) for row, gone in told),
    )


def _who(row: Row, *, withdrawn: bool) -> str:
    marks = ["withdrawn"] if withdrawn else [row["status"]] if row["status"] != "asserted" else []
    return f"{row['publisher']}{f' ({marks[0]})' if marks else ''}"


def _interval(rows: Sequence[Row]) -> Figure | None:
    """Return the lowest and highest figure still asserted, where two or more are in one unit."""
    told = [row for row in rows if row["quantity"] is not None and row["status"] == "asserted"]
    units = {row["unit"] for row in told}
    if len(told) < SIDES or len(units) != 1:
        return None
    low, high = (
        pick(row[end] if row[end] is not None else row["quantity"] for row in told)
        for pick, end in ((min, "low"), (max, "high"))
    )
    unit = units.pop()
    return Figure(
        name="interval", title="Published", value=None, low=low, high=high, unit=unit, bounds=BOUNDS,
        n=len(told), note="no value is chosen",
    )  # fmt: skip


def _table(items: Sequence[Item]) -> Table:
    rows = [
        (
            item.title,
            _ends(item.figure) if item.figure else "",
            "; ".join(f"{who}: {what.removesuffix('.')}" for who, what in item.detail),
        )
        for item in items
    ]
    columns = ("fact", "interval", "who says what")
    return Table(title="What is told in several ways", columns=columns, rows=tuple(rows), fold=True)


def _ends(figure: Figure) -> str:
    low, high = (f"{end or 0.0:,.10g}" for end in (figure.low, figure.high))
    return f"{low} to {spoken(high, figure.high or 0.0, figure.unit)}"
