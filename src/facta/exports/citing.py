"""How to cite a case as of a day, one of its indicators, or the publisher of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from facta.assessment import known_on
from facta.errors import CaseError, nearest
from facta.exports.held import BY_ROW, held
from facta.sources import SOURCES
from facta.views.citing import WAYS, Citation, edition_citation, standing_citation
from facta.views.words import link

if TYPE_CHECKING:
    from datetime import date

    from facta.api import Open
    from facta.records import Assessment

Row = dict[str, Any]


def cite(opened: Open, what: str | None = None, *, way: str = "text", as_of: str | date | None = None) -> str:
    """Return how something is cited; the same arguments give the same words.

    Parameters
    ----------
    opened
        The case with its records.
    what
        Id of an indicator or of a record; the case itself when left out.
    way
        ``text``, ``bibtex``, ``ris``, ``csl`` or ``cff``.
    as_of
        The day; that of the newest fact when left out.

    Raises
    ------
    ValueError
        When there is no such way.
    CaseError
        When the case has nothing of that id, with the nearest that it has.
    """
    for known, write in WAYS.items():
        if known == way:
            return write(citation(opened, what, as_of))
    raise ValueError(f"no format {way!r}{nearest(way, WAYS)}; there are {', '.join(WAYS)}")


def citation(opened: Open, what: str | None, as_of: str | date | None) -> Citation:
    """Return the citation of a case, of an indicator or of a record, as known on a day."""
    assessment = opened.assess(as_of)
    if what is None:
        return edition_citation(assessment)
    by_name = {standing.indicator.lower(): standing for standing in assessment.standings}
    if what.lower() in by_name:
        return standing_citation(assessment, by_name[what.lower()])
    every = held(opened, known_on(opened.case, opened.records, assessment.as_of)).all
    rows = every.filter(pl.col("ref").str.to_lowercase() == what.lower())
    if not len(rows):
        there = [*opened.case.indicators, *every["ref"].to_list()]
        hint = nearest(what, there) or nearest(what.upper(), there)
        known = f"on {assessment.as_of} {opened.case.name} knew neither an indicator nor a record"
        raise CaseError(f"{known} {what!r}{hint}")
    return _record(opened, assessment, rows.row(0, named=True))


def _record(opened: Open, assessment: Assessment, row: Row) -> Citation:
    """Return the citation of a record: by its own publisher, or by that of its source.

    Of a record that may not be passed on, nothing but its id is told.
    """
    reader = opened.case.sources[row["source"]].reader
    card, open_ = SOURCES[reader].card, row["redistributable"] != "no"
    own = reader in BY_ROW and open_ and row["publisher"]
    title = row["title"] or row["text"] if open_ else None
    here = f"Record {row['ref']} of {row['source']} in the case {assessment.case}, as of {assessment.as_of}"
    grade = f", grade {row['grade']}" if row["grade"] else ""
    published = "" if own else f"{card.citation.rstrip('.')}. "
    return Citation(
        key=f"{assessment.case}-{row['ref']}",
        author=row["publisher"] if own else card.publisher,
        title=title or f"{card.title}, record {row['ref']}",
        day=row["known_at"],
        url=(link(row["url"]) if open_ else None) or ("" if own else card.url),
        note=f"{published}{here}{grade}, SHA-256 of its bytes {row['snapshot']}",
    )
