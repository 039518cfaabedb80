"""Where a name on a page leads: an indicator's row, a part of the argument, a record in full."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from facta.views.words import clean, held, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from facta.records import Assessment
    from facta.results import Result

_WORD = re.compile(r"[A-Za-z][\w-]*(?:\.[A-Za-z0-9][\w-]*)?")
_CODE = re.compile(r"[A-Z]{1,5}-?\d[\w-]*")
_ODD = re.compile(r"[^\w.-]+")


def anchor(kind: str, *names: str) -> str:
    """Return the id of a place on a page.

    >>> anchor("part", "claims", "CL20"), anchor("rec", "a b<c")
    ('part-claims-CL20', 'rec-a-b-c')
    """
    return "-".join([kind, *(_ODD.sub("-", name) for name in names)])


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
        self.places: dict[str, str] = {ref: anchor("rec", ref) for ref in cited}
        self.parts: dict[tuple[str, str], str] = {}
        self.named: dict[str, dict[str, str]] = {}
        for result in assessment.results:
            self._result(result)
        self.places |= {one.indicator: anchor("i", one.indicator) for one in assessment.standings}

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
        return Markup('<a href="{}">{}</a>').format(self.address(place), clean(held(signed(said))))

    def record(self, ref: str) -> Markup:
        """Write the id of a record, as a link where the record stands on another page."""
        place = self.places.get(ref)
        if place is None or self.address is here:
            return Markup('<span class="mono">{}</span>').format(clean(ref))
        return Markup('<a class="mono" href="{}">{}</a>').format(self.address(place), clean(ref))
