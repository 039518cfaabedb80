"""The records: a page for each that anything rests on, back to the bytes as published."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from facta.views.language import marked, say
from facta.views.site.kinds import Shown
from facta.views.site.plan import records
from facta.views.words import clean

if TYPE_CHECKING:
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan
    from facta.views.texts import RecordLine

LONGEST = 160  # letters of a title
BASIS = {
    "published": marked("the publisher dates it"),
    "retrieved": marked("the day on which it was retrieved"),
    "assumed": marked("assumed from the usual lag"),
}


def each(edition: Edition) -> dict[str, str]:
    """Return the records that anything in an edition rests on, with their titles."""
    return {ref: titled(line, ref) for ref, line in records(edition).items()}


def titled(line: RecordLine | None, ref: str) -> str:
    """Return what a record says, short enough for a title."""
    said = clean(line.text or line.title or line.figure) if line else ""
    return shorten(said[: 4 * LONGEST], LONGEST, placeholder=" …") or say("Record %(ref)s", ref=ref)


def shown(plan: Plan, _: Frame, name: str) -> Shown:
    """Show one record: what it says, who says so, since when it could be known, what rests on it."""
    line = plan.records[name]
    return Shown(
        title=titled(line, name),
        template="site/record.html",
        drawer="site/record_drawer.html",
        known={
            "ref": name,
            "line": line,
            "basis": BASIS,
            "counted": [plan.rows[one] for one in plan.counted_by.get(name, ())],
            "resting": plan.cited_by.get(name, ()),
        },
    )
