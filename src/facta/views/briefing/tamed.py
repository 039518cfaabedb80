"""Bring the words of a case to a length that paper holds, and to characters that every format can write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facta.views.briefing.document import short

if TYPE_CHECKING:
    from facta.records import Assessment
    from facta.views.edition import Edition

NAME, SAID = 160, 1200  # characters of a title, and of a sentence


def tamed(edition: Edition) -> Edition:
    """Return an edition whose titles and reasons are no longer than a brief can print."""
    change = edition.change
    if change is not None:
        moved = tuple(
            replace(one, title=_said(one.title, NAME), reason=_said(one.reason, SAID))
            for one in change.differences
        )
        change = replace(change, differences=moved)
    return replace(edition, assessment=_of(edition.assessment), change=change)


def _of(assessment: Assessment) -> Assessment:
    return replace(
        assessment,
        title=_said(assessment.title, NAME),
        strands=tuple(replace(one, title=_said(one.title, NAME)) for one in assessment.strands),
        standings=tuple(
            replace(one, title=_said(one.title, NAME), reason=_said(one.reason, SAID))
            for one in assessment.standings
        ),
        gaps=tuple(
            replace(one, what=_said(one.what, NAME), reason=_said(one.reason, SAID))
            for one in assessment.gaps
        ),
    )


def _said(text: str, most: int) -> str:
    """Cut a text and drop what no file can hold; what is short and clean stays the same object."""
    if len(text) <= most and text.isprintable():
        return text
    return short(text, most).encode("utf-8", "ignore").decode("utf-8")
