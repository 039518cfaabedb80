"""The brief as one page of HTML that needs nothing else: no script, no network, its fonts inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from facta.views import page
from facta.views.briefing.document import Beside, Grid, Heading, Illustration, Paragraph, Picture
from facta.views.briefing.measured import WIDTH
from facta.views.briefing.notes import Notes

if TYPE_CHECKING:
    from facta.views.briefing.document import Document

KINDS = {
    Heading: "heading", Paragraph: "paragraph", Grid: "grid", Beside: "beside", Illustration: "illustration",
}  # fmt: skip


def html(document: Document) -> str:
    """Write a brief as HTML."""
    template = page.templates().get_template("briefing.html")
    known = {
        "document": document,
        "notes": Notes(document),
        "kind": lambda block: KINDS[type(block)],
        "is_picture": lambda cell: isinstance(cell, Picture),
        "svg": _svg,
        "across": WIDTH,
        "fonts": page.fonts(),
    }
    return template.render(known)


def _svg(one: Picture) -> Markup:
    """Let a drawing of our own into the page; its text is escaped already."""
    return Markup(one.svg)  # noqa: S704
