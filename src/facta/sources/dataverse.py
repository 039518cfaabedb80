"""Files of a data set at Harvard Dataverse: what its list says, and which of them are due.

The list names each file with its number, size and MD5; a file has its own address by number, which
redirects once to the object store that holds the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from facta.errors import SourceError
from facta.sources.asking import Request, Unit
from facta.sources.objects import peek

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.sources.asking import Plan, Steps

HOST: Final = "dataverse.harvard.edu"
# Where its redirects lead: not seen here, so a redirect elsewhere is told with the host's name.
HOSTS: Final = (
    HOST,
    "dvn-cloud.s3.amazonaws.com",
    "dvn-cloud.s3.us-east-1.amazonaws.com",
)
TOKEN: Final = {"X-Dataverse-key": "{FACTA_DATAVERSE_TOKEN}"}
CREDENTIALS: Final = ("FACTA_DATAVERSE_TOKEN?",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as the list names it; ``checked`` where size and MD5 are those of what is sent."""

    label: str
    number: int
    size: int
    md5: str
    created: date | None
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The lasting name of a file of a data set, and the days it covers, end exclusive."""

    name: str
    start: date
    end: date


def fetch_files(plan: Plan, doi: str, since: date, span_of: Callable[[Listed], Span | None]) -> Steps:
    """Ask for the list, then for each file of which a span is known and that is due.

    A file that was kept whole does not change; it is asked for again when the list says that the
    file of that name was made on the day it was fetched, or later.
    """
    url = f"https://{HOST}/api/datasets/:persistentId/?persistentId={doi}"
    (listing,) = yield (Request(url=url, form="json", secrets=TOKEN, index=True),)
    if not listing.sound:
        return  # told as a list that could not be had; what is kept stands
    found = files(listing.body)
    if found is None:
        shown = listing.body[:80].decode("utf-8", "replace")
        message = f"https://doi.org/{doi[4:]}: no list of files came: {shown!r}"
        raise SourceError(message)
    for file in sorted(found, key=lambda file: file.label):
        span = span_of(file)
        if span is None or span.end <= since or span.start >= plan.today:
            continue
        address = f"https://doi.org/{doi[4:]}#{span.name}"
        if _has(plan, address, file):
            continue
        answers = yield (_request(file),)
        yield Unit(address=address, start=span.start, end=min(span.end, plan.today), answers=answers)


def files(body: bytes) -> list[Listed] | None:
    """Return the files of a list, None where it is none."""
    told = peek(body)
    for key in ("data", "latestVersion", "files"):
        told = told.get(key) if isinstance(told, dict) else None
    if not isinstance(told, list):
        return None
    return [found for entry in told if isinstance(entry, dict) and (found := _listed(entry)) is not None]


def _listed(entry: dict[str, object]) -> Listed | None:
    data = entry.get("dataFile")
    if not isinstance(data, dict) or not isinstance(data.get("id"), int):
        return None
    label = str(entry.get("label") or data.get("filename") or "")
    created = str(data.get("creationDate") or "")
    return Listed(
        label=label,
        number=data["id"],
        size=int(data.get("filesize") or 0),
        md5=str(data.get("md5") or ""),
        created=_day(created),
        checked="originalFileFormat" not in data,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _has(plan: Plan, address: str, file: Listed) -> bool:
    kept = plan.kept.get(address)
    if kept is None or kept.state not in {"complete", "empty"}:
        return False
    return file.created is None or file.created < kept.retrieved_at.date()


def _request(file: Listed) -> Request:
    """Return the request for a file as it was deposited.

    A table that Dataverse took in has the size and MD5 of its own rendering in the list, so those
    of the deposited file are not known.
    """
    return Request(
        url=f"https://{HOST}/api/access/datafile/{file.number}?format=original",
        form="zip" if file.label.endswith(".zip") else "tab",
        secrets=TOKEN,
        size=file.size if file.checked and file.size else None,
        md5=file.md5 if file.checked and file.md5 else None,
        weight=file.size or None,
    )
