"""A case as a dataset in the words of schema.org, for whoever searches for data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.version import __version__
from facta.views.citing import edition_citation
from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.records import Assessment, Standing
    from facta.views.edition import Edition

SCRIPT = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A file in which a dataset can be had."""

    name: str
    path: str
    media_type: str


def dataset(
    edition: Edition, *, url: str = "", distributions: Sequence[Distribution] = ()
) -> dict[str, object]:
    """Return an edition as a Dataset of schema.org, as plain data.

    Parameters
    ----------
    edition
        The case as of a day.
    url
        Where its page lies; left out where it has no address, as in files on a disk.
    distributions
        Files in which it can be had.

    References
    ----------
    Schema.org community group. https://schema.org/Dataset
    """
    assessment = edition.assessment
    made: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": clean(assessment.title),
        "description": clean(f"{assessment.question} {assessment.judgement}"),
        "identifier": f"{assessment.case}/{assessment.as_of}/{assessment.inputs.store_digest}",
        "version": f"{assessment.as_of}, facta {__version__}",
        "dateModified": str(assessment.as_of),
        "inLanguage": "en",
        "creator": {"@type": "SoftwareApplication", "name": "facta", "softwareVersion": __version__},
        "creditText": edition_citation(assessment).text(),
        "variableMeasured": [_measured(standing) for standing in assessment.standings],
    }
    covered = _covered(assessment)
    if covered:
        made["temporalCoverage"] = covered
    if edition.case.licence:
        made["isBasedOn"] = [clean(title) for title in edition.case.licence.split("; ")]
    if url:
        made["url"] = url
    if distributions:
        made["distribution"] = [
            {
                "@type": "DataDownload",
                "name": one.name,
                "contentUrl": one.path,
                "encodingFormat": one.media_type,
            }
            for one in distributions
        ]
    return made


def dataset_json(edition: Edition, *, url: str = "", distributions: Sequence[Distribution] = ()) -> str:
    """Return `dataset` as JSON that may also stand inside a script element."""
    plain = dataset(edition, url=url, distributions=distributions)
    return json.dumps(plain, ensure_ascii=False, indent=1).translate(SCRIPT)


def _measured(standing: Standing) -> dict[str, object]:
    return {
        "@type": "PropertyValue",
        "propertyID": standing.indicator,
        "name": clean(standing.title),
        "unitText": clean(standing.unit),
    }


def _covered(assessment: Assessment) -> str:
    starts = [standing.series.points["start"].min() for standing in assessment.standings]
    first = min((str(start) for start in starts if start is not None), default="")
    return f"{first}/{assessment.as_of}" if first else ""
