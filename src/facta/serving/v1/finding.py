"""Search: indicators, analyses, their parts and cited records that hold every word."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from facta.serving.v1.models import Hit
from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.serving.v1.call import Call


def hits(call: Call) -> list[Hit]:
    """Return everything that holds every word of ``q``; nothing where it is empty."""
    wanted = clean(call.given.get("q", "")).casefold().split()
    return [hit for hit in _every(call) if _holds(hit, wanted)] if wanted else []


def _holds(hit: Hit, wanted: list[str]) -> bool:
    said = f"{hit.id} {hit.title} {hit.says}".casefold()
    return all(word in said for word in wanted)


def _every(call: Call) -> Iterator[Hit]:
    for one in call.now.standings:
        path = _path("indicators", one.indicator)
        yield Hit(kind="indicator", id=one.indicator, title=one.title, says=one.reason, path=path)
    for result in call.now.results:
        name, path = result.analysis, _path("analyses", result.analysis)
        yield Hit(kind="analysis", id=name, title=result.title, says=result.headline, path=path)
        for part in result.items:
            inside = f"{path}/parts/{quote(part.key, safe='')}"
            yield Hit(kind="part", id=f"{name}.{part.key}", title=part.title, says=part.says, path=inside)
    lines = {line.ref: line for found in call.edition.case.records.values() for line in found}
    for ref, line in sorted((lines | dict(call.edition.case.cited)).items()):
        says = f"{line.when}, {line.publisher or 'unnamed publisher'}"
        yield Hit(kind="record", id=ref, title=clean(line.text), says=clean(says), path=_path("records", ref))


def _path(kind: str, name: str) -> str:
    return f"/api/v1/{kind}/{quote(name, safe='')}"
