"""Where a name on a page leads: an indicator's row, a part of the argument, a record in full."""

from __future__ import annotations

import hashlib
import re
from copy import copy
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from facta.views.words import clean, held, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from facta.records import Assessment
    from facta.results import Result

_WORD = re.compile(r"[A-Za-z][\w-]*(?:\.[A-Za-z0-9][\w-]*)?")
_CODE = re.compile(r"[A-Z]{1,5}-?\d[\w-]*")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}(?<!\.)")
_ODD = re.compile(r"[^A-Za-z0-9_-]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
LONGEST = 60
EVIDENCE = ("i-", "rec-")  # places that have a short form
_DRAWER = Markup(" data-drawer")


def safe(name: str) -> str:
    """Return a name as one that an address, a file and an id may have.

    A name that must be altered carries a digest of itself, so that it stays one of its own.

    >>> safe("CT-1"), safe("a b<c"), safe("../x"), safe("")
    ('CT-1', 'a-b-c-df28ef38', 'x-d6b96a97', '-e3b0c442')
    """
    if _SAFE.fullmatch(name) and not _DEVICE.fullmatch(name):
        return name
    return f"{_ODD.sub('-', name).strip('-')[:LONGEST]}-{digest(name)}"


def digest(name: str) -> str:
    """Return eight letters that tell a name from others.

    >>> digest("")
    'e3b0c442'
    """
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def anchor(kind: str, *names: str) -> str:
    """Return the id of a place on a page.

    >>> anchor("part", "claims", "CL20"), anchor("rec", "a b<c")
    ('part-claims-CL20', 'rec-a-b-c-df28ef38')
    """
    return "-".join([kind, *(safe(name) for name in names)])


def here(place: str) -> str:
    """Return the address of a place on the same page.

    >>> here("i-CT-1")
    '#i-CT-1'
    """
    return f"#{place}"


class Links:
    """The names that a page knows, and the places where they stand.

    ``address`` says where a place is: on the page itself, unless it stands on another one.
    """

    def __init__(
        self, assessment: Assessment, cited: Iterable[str] = (), *, address: Callable[[str], str] = here
    ) -> None:
        self.address = address
        self.drawer = False
        self.places: dict[str, str] = {ref: anchor("rec", ref) for ref in cited}
        self.parts: dict[tuple[str, str], str] = {}
        self.named: dict[str, dict[str, str]] = {}
        for result in assessment.results:
            self._result(result)
        self.places |= {one.indicator: anchor("i", one.indicator) for one in assessment.standings}

    def leading(self, address: Callable[[str], str], *, drawer: bool = False) -> Links:
        """Return the same links with places elsewhere; those of evidence may open in a ``drawer``."""
        other = copy(self)
        other.address, other.drawer = address, drawer
        return other

    def _result(self, result: Result) -> None:
        """Learn the parts of an analysis; alone only a code such as CL20 is more than a word."""
        own = self.named.setdefault(result.analysis, {})
        for item in result.items:
            place = anchor("part", result.analysis, item.key)
            self.places[f"{result.analysis}.{item.key}"] = place
            self.parts[result.title, item.key] = place
            own.setdefault(item.title, place)
            if _CODE.fullmatch(item.key):
                self.places.setdefault(item.key, place)
        own |= {item.key: anchor("part", result.analysis, item.key) for item in result.items}
        self.places.setdefault(result.analysis, anchor("h-a", result.analysis))

    def __call__(self, text: str) -> Markup:
        """Write a text with every code in it as a link."""
        said, done, parts = clean(held(signed(text))), 0, []
        for found in _WORD.finditer(said):
            name = found.group()
            place = self.places.get(name) if _CODE.fullmatch(name) or "." in name else None
            if place is not None:
                parts += [escape(said[done : found.start()]), self.link(place, name)]
                done = found.end()
        return Markup("").join([*parts, escape(said[done:])])

    def cell(self, text: str, analysis: str, *, first: bool) -> Markup:
        """Write a cell of a table of an analysis: the first names a part, by its key or its title."""
        place = self.named.get(analysis, {}).get(text) if first and text else None
        return self.link(place, text) if place else self(text)

    def names(self, text: str, analysis: str) -> bool:
        """Tell whether a text is the key or the title of a part of an analysis."""
        return text in self.named.get(analysis, {})

    def link(self, place: str, said: str) -> Markup:
        """Write one link to a place."""
        opens = _DRAWER if self.drawer and place.startswith(EVIDENCE) else ""
        return Markup('<a href="{}"{}>{}</a>').format(self.address(place), opens, clean(held(signed(said))))

    def record(self, ref: str) -> Markup:
        """Write the id of a record, as a link where the record stands on another page."""
        place = self.places.get(ref)
        if place is None or self.address is here:
            return Markup('<span class="mono">{}</span>').format(clean(ref))
        opens = _DRAWER if self.drawer else ""
        return Markup('<a class="mono" href="{}"{}>{}</a>').format(self.address(place), opens, clean(ref))
