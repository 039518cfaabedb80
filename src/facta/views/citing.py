"""How a case, an indicator or a record is cited: as text, BibTeX, RIS, CSL and CFF."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from facta.version import __version__
from facta.views.words import clean, day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from facta.records import Assessment, Standing

Way = Literal["text", "bibtex", "ris", "csl", "cff"]
_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Something that can be cited.

    ``key`` is its id in a list of references, ``author`` who made it, ``day`` the day that it stands
    for, ``version`` which one of it, ``note`` what makes it found again byte for byte.
    """

    key: str
    author: str
    title: str
    day: date
    version: str = ""
    publisher: str = ""
    url: str = ""
    note: str = ""

    def text(self) -> str:
        """Return one line of text."""
        parts = [
            f"{_one(self.author)} ({self.day.year}).",
            f"{_one(self.title).rstrip('.')}.",
            f"{_one(self.publisher).rstrip('.')}."
            if self.publisher and self.publisher != self.author
            else "",
            f"Version {_one(self.version)}." if self.version else "",
            f"{_one(self.note).rstrip('.')}." if self.note else "",
            _one(self.url),
        ]
        return " ".join(part for part in parts if part)

    def bibtex(self) -> str:
        """Return an entry of BibTeX."""
        fields = {
            "author": "{" + _tex(self.author) + "}",
            "title": "{" + _tex(self.title) + "}",
            "year": str(self.day.year),
            "date": self.day.isoformat(),
            "version": _tex(self.version),
            "publisher": _tex(self.publisher),
            "url": _one(self.url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
            "note": _tex(self.note),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{_id(self.key)},", *lines, "}"])

    def ris(self) -> str:
        """Return a record of RIS."""
        fields = [
            ("TY", "DATA"), ("ID", _id(self.key)), ("AU", self.author), ("TI", self.title),
            ("PY", str(self.day.year)), ("DA", f"{self.day:%Y/%m/%d}"), ("ET", self.version),
            ("PB", self.publisher), ("UR", self.url), ("N1", self.note),
        ]  # fmt: skip
        return "\n".join([*(f"{tag}  - {_one(value)}" for tag, value in fields if value), "ER  - "])

    def csl(self) -> str:
        """Return a list of one item of CSL-JSON."""
        item: dict[str, object] = {
            "id": _id(self.key),
            "type": "dataset",
            "author": [{"literal": _one(self.author)}],
            "title": _one(self.title),
            "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]},
        }
        more = {"version": self.version, "publisher": self.publisher, "URL": self.url, "note": self.note}
        item |= {name: _one(value) for name, value in more.items() if value}
        return json.dumps([item], ensure_ascii=False, indent=2)

    def cff(self) -> str:
        """Return a CITATION.cff of version 1.2.0."""
        lines = [
            "cff-version: 1.2.0",
            "message: Cite these figures with their day, and the publishers of the records you show.",
            f"title: {_quoted(self.title)}",
            "type: dataset",
            "authors:",
            f"  - name: {_quoted(self.author)}",
            f"date-released: {self.day.isoformat()}",
        ]
        if self.version:
            lines.append(f"version: {_quoted(self.version)}")
        if self.url:
            lines.append(f"url: {_quoted(self.url)}")
        if self.note:
            lines.append(f"abstract: {_quoted(self.note)}")
        return "\n".join(lines)


WAYS: Final[Mapping[Way, Callable[[Citation], str]]] = {
    "text": Citation.text,
    "bibtex": Citation.bibtex,
    "ris": Citation.ris,
    "csl": Citation.csl,
    "cff": Citation.cff,
}


def edition_citation(assessment: Assessment) -> Citation:
    """Return how a case as of a day is cited: its day, the version of facta and the digests."""
    return Citation(
        key=f"{assessment.case}-{assessment.as_of}",
        author="facta",
        title=f"{assessment.title}: assessment as of {day(assessment.as_of)}",
        day=assessment.as_of,
        version=f"facta {__version__}",
        note=_found_again(assessment),
    )


def standing_citation(assessment: Assessment, standing: Standing) -> Citation:
    """Return how one indicator as of a day is cited."""
    return Citation(
        key=f"{assessment.case}-{standing.indicator}-{assessment.as_of}",
        author="facta",
        title=f"{standing.indicator}, {standing.title} ({standing.unit} a {standing.series.period}), in "
        f"{assessment.title}: as of {day(assessment.as_of)}",
        day=assessment.as_of,
        version=f"facta {__version__}",
        note=_found_again(assessment),
    )


def _found_again(assessment: Assessment) -> str:
    inputs = assessment.inputs
    records = f"{inputs.records:,} records {inputs.store_digest}"
    return f"Case {assessment.case} {inputs.case_digest}, {records}"


def _one(text: str) -> str:
    return " ".join(clean(text).split())


def _id(text: str) -> str:
    return "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-._") else "-" for mark in text)


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(mark, mark) for mark in _one(text))


def _quoted(text: str) -> str:
    return json.dumps(_one(text), ensure_ascii=False)
