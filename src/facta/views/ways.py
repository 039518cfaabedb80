"""What is shut and what carries instead, in sentences bound to the parts of a corridor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facta.views import words
from facta.views.sentences import Sentence, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.records import Assessment
    from facta.results import Item, Result

KIND = "corridor"
_SHUT, _REDUCED = "closed", "reduced"
_SINCE = re.compile(r"\b(?:since|last seen) [^(.]*[^(.\s]")


def shut(assessment: Assessment) -> Iterator[Sentence]:
    """Say which gates are shut or reduced, since when, and on which day that was last seen."""
    for result in _corridors(assessment):
        closed = _outermost([item for item in result.items if item.says == _SHUT])
        slow = [item for item in result.items if item.says == _REDUCED]
        parts = [
            f"{name}: {listed([_gate(item) for item in found])}"
            for name, found in (("shut as last seen", closed), ("reduced as last seen", slow))
            if found
        ]
        if parts:
            said = "; ".join(parts)
            rests = tuple(f"{result.analysis}.{item.key}" for item in [*closed, *slow])
            yield Sentence(f"{said[:1].upper()}{said[1:]}.", rests)


def _gate(item: Item) -> str:
    """Name a gate inside a sentence, with the days that its reason names."""
    title = words.clean(item.title)
    title = f"the {title.removeprefix('The ')}" if title.startswith("The ") else title
    seen = _SINCE.search(item.because)
    return f"{title} ({seen[0]})" if seen else title


def _outermost(found: Sequence[Item]) -> list[Item]:
    """Leave out what is only a part of another one that is shut too."""
    links = {item.key: _links(item) for item in found}
    return [item for item in found if not any(links[item.key] < links[other.key] for other in found)]


def _links(item: Item) -> frozenset[str]:
    return frozenset(dict(item.detail).get("Links", "").split(", ")) - {""}


def carried(assessment: Assessment) -> Iterator[Sentence]:
    """Say what carries the first journey as the gates were last seen, and its fallback."""
    for result in _corridors(assessment):
        for item in [item for item in result.items if item.figure and item.figure.unit == "days"][:1]:
            said = f"The fastest way from {words.clean(item.title)} is {item.says}"
            said += f": {item.because.removesuffix('.')}, typical with low and high in brackets"
            other = dict(item.detail).get("Fallback that shares no gate", "")
            said += f"; the fallback that shares no gate is {other}" if "," in other else ""
            yield Sentence(f"{said}.", (f"{result.analysis}.{item.key}",))


def _corridors(assessment: Assessment) -> Iterator[Result]:
    return (result for result in assessment.results if result.kind == KIND)
