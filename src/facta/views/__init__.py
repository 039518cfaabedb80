"""The door of the surfaces: how an assessment is shown."""

from __future__ import annotations

from facta.views.brief import brief_html
from facta.views.notebook import html as notebook_html
from facta.views.texts import CaseText, IndicatorText, RecordLine, SourceLine

__all__ = [
    "CaseText",
    "IndicatorText",
    "RecordLine",
    "SourceLine",
    "brief_html",
    "notebook_html",
]
