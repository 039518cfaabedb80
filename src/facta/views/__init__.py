"""The door of the surfaces: how an assessment is shown."""

from __future__ import annotations

from facta.views.brief import brief_html
from facta.views.notebook import html as notebook_html
from facta.views.texts import CaseText, IndicatorText, RecordLine, SourceLine, Tripwire

__all__ = [
    "CaseText",
    "IndicatorText",
    "RecordLine",
    "SourceLine",
    "Tripwire",
    "brief_html",
    "notebook_html",
]
