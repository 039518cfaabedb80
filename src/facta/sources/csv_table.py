"""Any table: what its columns mean is written in the case, under ``parameters``.

A column that the mapping neither reads nor ignores is refused by name, so that a table that grew a
column is looked at again by somebody. See `facta.sources.mapping`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from facta.errors import SourceError
from facta.records import Observation
from facta.sources.base import Card, Reading, covered
from facta.sources.base import Parameters as Asked
from facta.sources.mapped import Mapped
from facta.sources.mapping import MEBIBYTE, Parameters
from facta.sources.sheets import Layout, Sheet, read_sheet, unpacked
from facta.sources.tables import header_mistakes

if TYPE_CHECKING:
    from facta.periods import Period
    from facta.records import Snapshot

__all__ = ["Parameters", "card", "read"]

card: Final = Card(
    name="csv",
    title="A table of one's own",
    publisher="whoever the author of the case took it from",
    url="https://www.rfc-editor.org/rfc/rfc4180",
    licence="as its publisher says; the author of the case looks it up",
    redistributable="no",
    grain="one row per event, or per figure and period",
    lag_days=30,
    coverage="what the author of the case says under covers",
    limitation=(
        "Its mapping is the word of the author of the case: that a column means what the mapping says "
        "is not checked by anybody else, and a row without a day of publication is taken as known "
        "after the usual lag."
    ),
    healthy="no row refused; few left out for an actor or a code that is not known",
    citation="named by the case, under publisher and title",
)

_CONTROL: Final = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]"


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: Asked | None = None,
) -> Reading:
    """Read a table by its mapping. Events come as a frame, figures as observations.

    Raises
    ------
    SourceError
        With every unknown or missing column, or each word and cell that cannot be read.
    """
    asked = Parameters.of(parameters)
    if asked.events is None and asked.figures is None:
        message = f"{snapshot.url}: nothing says what its columns mean; write events or figures in parameters"
        raise SourceError(message)
    if len(snapshot.body) > asked.most_mb * MEBIBYTE:
        size = len(snapshot.body) / MEBIBYTE
        message = f"{snapshot.url}: {size:,.0f} MiB, {asked.most_mb:,} at most; split it, or raise most_mb"
        raise SourceError(message)
    lag = card.lag_days if lag_days is None else lag_days
    sheet = _sheet(snapshot, asked)
    mapped = Mapped(sheet, snapshot, lag)
    coverage = covered(card, snapshot, covers, lag)
    if asked.events is not None:
        events = mapped.events(asked.events)
        sheet.settle()
        return Reading(events=events, coverage=coverage, refused=tuple(mapped.refused))
    rows = mapped.figures(asked.figures) if asked.figures is not None else None
    sheet.settle()
    told = rows.iter_rows(named=True) if rows is not None else ()
    figures = tuple(Observation(**row | {"tags": tuple(row["tags"])}) for row in told)
    return Reading(observations=figures, coverage=coverage, refused=tuple(mapped.refused))


def _sheet(snapshot: Snapshot, asked: Parameters) -> Sheet:
    layout = Layout(
        delimiter=asked.delimiter, encoding=asked.encoding, quotes=asked.quotes, header=asked.header
    )
    sheet = read_sheet(snapshot.url, unpacked(snapshot, asked.most_mb * MEBIBYTE), layout)
    mistakes = header_mistakes(sheet.name, sheet.header, asked.columns(), "; map it, or name it under ignore")
    if mistakes:
        raise SourceError(*mistakes)
    sheet.blank(asked.missing)
    for column in asked.columns():
        cells = sheet.column(column)
        for row in cells.str.contains(_CONTROL).fill_null(value=False).arg_true().to_list():
            sheet.wrong(column, row, f"a control character in {cells[row]!r}; delete it")
    for column, words in asked.only.items():
        sheet.keep(sheet.column(column).is_in(list(words)).fill_null(value=False))
    return sheet
