"""The door of the briefs: one content, a line for each format it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.errors import nearest
from facta.views.briefing.composed import LENGTHS, composed
from facta.views.briefing.markdown import markdown
from facta.views.briefing.paper import pdf
from facta.views.briefing.web import html
from facta.views.briefing.word import docx

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.views.briefing.document import Document, Length
    from facta.views.edition import Edition
    from facta.views.lenses import Lens

TALLER = -48.0  # points of height: a browser sets the same text a little higher
FORMATS: dict[str, Callable[[Callable[[float], Document]], bytes]] = {
    "pdf": pdf,
    "html": lambda compose: html(compose(TALLER)).encode("utf-8", "replace"),
    "docx": lambda compose: docx(compose(0.0)),
    "md": lambda compose: markdown(compose(0.0)).encode("utf-8", "replace"),
}

__all__ = ["FORMATS", "LENGTHS", "brief", "composed"]


def brief(edition: Edition, *, form: str, lens: Lens = "analyst", length: Length = 2) -> bytes:
    """Write the brief of an edition; the same arguments give the same bytes.

    Parameters
    ----------
    edition
        A case as of a day.
    form
        A format of the door: ``pdf``, ``html``, ``docx`` or ``md``.
    lens
        Whose first paragraph it has: ``analyst``, ``risk`` or ``planner``.
    length
        Pages on paper: 1, 2 or 4.

    Raises
    ------
    ValueError
        When there is no such format, lens or length.
    facta.views.lint.LintError
        When a sentence must not be said so.
    facta.views.briefing.extras.ExtraError
        When what the format needs is not installed.
    """
    if form not in FORMATS:
        message = f"no format {form!r}{nearest(form, FORMATS)}: write one of {', '.join(FORMATS)}"
        raise ValueError(message)
    return FORMATS[form](lambda room: composed(edition, lens=lens, length=length, room=room))
