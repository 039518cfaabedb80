"""The brief: its first paragraph for each reader, and how to make it in a length and a format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.views.language import marked, say, speaking
from facta.views.lenses import READERS, opening
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from facta.views.lenses import Lens
    from facta.views.sentences import Sentence
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

LENGTHS = (1, 2, 4)
FORMATS = {
    "pdf": marked("PDF, tagged for screen readers"),
    "html": marked("HTML in one file"),
    "docx": "Word",
    "md": "Markdown",
}


class Reader(NamedTuple):
    """One reader: the first paragraph, and the same board read as this reader, where it can be chosen."""

    lens: Lens
    title: str
    opening: tuple[Sentence, ...]
    board: str


def shown(plan: Plan, frame: Frame, _: str) -> Shown:
    """Show what a brief says first to each reader, and how to make it."""
    assessment = plan.assessment
    return Shown(
        title=say("The same facts on one, two or four pages, for three readers"),
        template="site/brief.html",
        known={
            "readers": tuple(
                Reader(lens, title, _opening(plan, lens), _board(frame, lens))
                for lens, title in READERS.items()
            ),
            "lengths": LENGTHS,
            "formats": FORMATS,
            "command": f"facta brief {assessment.case} --as-of {assessment.as_of}",
        },
    )


def _opening(plan: Plan, lens: Lens) -> tuple[Sentence, ...]:
    """Return the first paragraph in the words of the case, which it quotes."""
    with speaking():
        return opening(plan.edition, lens)


def _board(frame: Frame, lens: Lens) -> str:
    return frame.turned("", {"lens": lens}) if frame.turned else ""
