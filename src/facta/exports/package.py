"""All that an export is made of, gathered once; every format writes the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from facta.assessment import view_on
from facta.errors import nearest
from facta.exports import foretold, held, schema
from facta.exports.assessed import assessed, held_back

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    import polars as pl

    from facta.api import Open
    from facta.cases import Case
    from facta.views.edition import Edition

ODD = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Package:
    """A case as of a day, in tables by name.

    ``tables`` has those that are written, ``whole`` all of them.
    """

    case: Case
    edition: Edition
    tables: Mapping[str, pl.DataFrame]
    whole: Mapping[str, pl.DataFrame]

    @property
    def name(self) -> str:
        """The name of the case, as it may stand in the name of a file."""
        return ODD.sub("-", self.case.name.lower()).strip("-.") or "case"

    @property
    def as_of(self) -> date:
        """The day whose knowledge was used."""
        return self.edition.assessment.as_of


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export: where it lies in its folder, and its bytes."""

    name: str
    body: bytes


def packaged(opened: Open, edition: Edition) -> Package:
    """Gather the tables of a case for the day of an edition."""
    view = view_on(opened.case, opened.records, edition.assessment.as_of)
    found = held.held(opened, view.known)
    figures = held_back(edition.assessment)
    told = assessed(
        edition.assessment,
        (edition.was, edition.change) if edition.was and edition.change else None,
        edition.case.expected,
        secret=found.secret,
        sources=opened.case.sources.keys(),
    )
    told |= foretold.foretold(edition.foreseen, edition.assessment)
    cards = held.sources(opened, view.known, found)
    licences = dict(cards.select("source", "licence").iter_rows())
    told |= {
        "records": found.records,
        "evidence": held.evidence(opened, view, found.records),
        "sources": cards,
        "snapshots": held.snapshots(found.all),
        "withheld": held.withheld(
            found, figures, licences, foretold.withheld(edition.foreseen, edition.assessment)
        ),
    }
    tables = {name: told[name] for name in schema.TABLES}
    return Package(case=opened.case, edition=edition, tables=tables, whole=tables)


def narrowed(package: Package, only: Collection[str]) -> Package:
    """Return a package with some of its tables; what was left out stays said.

    Raises
    ------
    ValueError
        When there is no such table, with the nearest that there is.
    """
    for name in only:
        if name not in schema.TABLES:
            known = ", ".join(schema.TABLES)
            raise ValueError(f"no table {name!r}{nearest(name, schema.TABLES)}; there are {known}")
    if not only:
        return package
    kept = {name: frame for name, frame in package.whole.items() if name in only or name == "withheld"}
    return replace(package, tables=kept)
