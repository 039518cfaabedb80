"""An edition as machines read it: a schema.org dataset in JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from facta.records import Assessment
    from facta.views.edition import Edition

_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def described(edition: Edition) -> Markup:
    """Write an edition as JSON-LD for a data block; no text can end the block it stands in.

    References
    ----------
    schema.org, type Dataset, version 28; JSON-LD 1.1, W3C Recommendation (2020).
    """
    assessment = edition.assessment
    inputs = assessment.inputs
    first = min(_starts(assessment), default=None)
    data = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{assessment.title}, as of {assessment.as_of.isoformat()}",
        "description": f"{assessment.question} {assessment.judgement}".strip(),
        "identifier": f"{assessment.case} {inputs.case_digest} {inputs.store_digest}",
        "version": inputs.version,
        "dateModified": assessment.as_of.isoformat(),
        "temporalCoverage": f"{first.isoformat()}/{assessment.as_of.isoformat()}" if first else None,
        "license": edition.case.licence or None,
        "variableMeasured": [
            {"@type": "PropertyValue", "name": one.title, "propertyID": one.indicator, "unitText": one.unit}
            for one in assessment.standings
        ],
    }
    said = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    return Markup(clean(said).translate(_BREAKS))  # noqa: S704 - what could end the block is written as \uXXXX


def _starts(assessment: Assessment) -> Iterator[date]:
    """Yield the first day of each series."""
    for standing in assessment.standings:
        if len(standing.series.points):
            yield standing.series.points["start"][0]
