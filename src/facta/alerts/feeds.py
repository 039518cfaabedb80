"""The log as feeds: Atom and JSON Feed, with ids that stay.

References
----------
Nottingham, M. and Sayre, R. (2005). The Atom Syndication Format. RFC 4287.
Kindberg, T. and Hawke, S. (2005). The 'tag' URI Scheme. RFC 4151.
Reece, M. and Simmons, B. (2020). JSON Feed, version 1.1.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

from facta.alerts.content import address, letter, short
from facta.alerts.log import alerts, home
from facta.version import __version__
from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.alerts.log import Entry

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
TAG = "tag:facta.org,2026:"
NEWEST = 100
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
TITLE = 160


def tag(case: str, *names: str) -> str:
    """Return the tag of a case, or of something of it.

    >>> tag("my case"), tag("x", "0a1b")
    ('tag:facta.org,2026:/cases/my%20case', 'tag:facta.org,2026:/cases/x/0a1b')
    """
    return "/".join([TAG + home(case), *(quote(name, safe="") for name in names)])


def atom(case: str, title: str, entries: Sequence[Entry], *, site: str | None = None) -> bytes:
    """Return the newest alerts as an Atom feed; its time is that of the newest, so it stays the same."""
    newest = _newest(entries)
    feed = ET.Element("feed", {"xmlns": ATOM})
    _put(feed, "id", tag(case))
    _put(feed, "title", f"{title}: alerts")
    _put(feed, "updated", _stamp(newest[0].time if newest else BEGINNING))
    author = ET.SubElement(feed, "author")
    _put(author, "name", "facta")
    generator = ET.SubElement(feed, "generator", {"version": __version__})
    generator.text = "facta"
    if site:
        ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": site})
        ET.SubElement(feed, "link", {"rel": "self", "href": f"{site.rstrip('/')}/feed.xml"})
    for entry in newest:
        made = ET.SubElement(feed, "entry")
        _put(made, "id", tag(case, entry.id))
        _put(made, "title", short(str(entry.data["headline"]), TITLE))
        _put(made, "published", _stamp(entry.time))
        _put(made, "updated", _stamp(entry.time))
        ET.SubElement(made, "category", {"term": str(entry.data["rule"]), "label": entry.type})
        if site:
            where = address(site, entry.data, entry.subject)
            ET.SubElement(made, "link", {"rel": "alternate", "type": "text/html", "href": where})
        content = ET.SubElement(made, "content", {"type": "text"})
        content.text = _text(letter(entry.data, entry.subject, case))
    ET.indent(feed)
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def json_feed(case: str, title: str, entries: Sequence[Entry], *, site: str | None = None) -> bytes:
    """Return the newest alerts as a JSON Feed."""
    made: dict[str, object] = {"version": JSON_FEED, "title": f"{title}: alerts", "language": "en"}
    if site:
        made |= {"home_page_url": site, "feed_url": f"{site.rstrip('/')}/feed.json"}
    made["items"] = [
        {
            "id": tag(case, entry.id),
            "title": short(str(entry.data["headline"]), TITLE),
            "content_text": _text(letter(entry.data, entry.subject, case)),
            "date_published": _stamp(entry.time),
            "tags": [str(entry.data["rule"]), entry.subject],
            **({"url": address(site, entry.data, entry.subject)} if site else {}),
        }
        for entry in _newest(entries)
    ]
    return json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"


def _newest(entries: Sequence[Entry]) -> list[Entry]:
    return alerts(entries)[-NEWEST:][::-1]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _text(said: str) -> str:
    """Keep the lines of a letter, and nothing that no feed may hold."""
    return "\n".join(clean(line) for line in said.split("\n"))


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = clean(text)
