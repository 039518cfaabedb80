"""The words of analyses that name something else in the case."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from facta import actors
from facta.analyses import Analysis, AnyAnalysis
from facta.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.analyses import Named
    from facta.cases.document import Document, Path

BLOCKS = {
    "indicator": "indicators",
    "analysis": "analyses",
    "line": "lines",
    "network": "networks",
    "source": "sources",
}


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Analysis]:
    return TypeAdapter(AnyAnalysis)


def argued(document: Document) -> Iterator[str]:
    """Yield a line for every word of an analysis that names something which does not exist.

    An analysis that is not valid otherwise is left to the model.
    """
    blocks = document.data.get("analyses")
    found: dict[str, Analysis] = {}
    for name, block in blocks.items() if isinstance(blocks, dict) else ():
        try:
            found[name] = _adapter().validate_python(block)
        except ValidationError:
            continue
    after: dict[str, set[str]] = {}
    for name, analysis in found.items():
        for named in analysis.names():
            here: Path = ("analyses", name, *named.where)
            said = _unknown(document.data, named)
            if said:
                yield f"{document.where(here)}: {'.'.join(map(str, here))}: {said}"
            after.setdefault(name, set()).add(_needs(named))
    for circle in _circles(after):
        here = ("analyses", circle[0])
        path = " → ".join(circle)
        yield f"{document.where(here)}: analyses: {path}: each waits for the other; break the circle"


def _needs(named: Named) -> str:
    return named.word.partition(".")[0] if named.what in ("analysis", "item") else ""


def _unknown(data: Mapping[str, Any], named: Named) -> str:
    """Say what is wrong with a word, or nothing."""
    if named.what == "actor":
        return "" if actors.known(named.word) else f"no actor {named.word!r}{actors.suggest(named.word)}"
    if named.what == "item":
        analysis, dot, _ = named.word.partition(".")
        known = data.get("analyses") or {}
        if not dot:
            return f"{named.word!r} names no part: write ANALYSIS.KEY{nearest(named.word, known)}"
        return "" if analysis in known else f"no analysis {analysis!r}{nearest(analysis, known)}"
    known = data.get(BLOCKS[named.what])
    known = known if isinstance(known, dict) else {}
    if named.word in known:
        return ""
    return f"no {named.what} {named.word!r}{nearest(named.word, known)}"


def _circles(after: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Yield every circle of analyses that wait for each other, each once."""
    done: set[str] = set()
    for start in after:
        circle = _circle(start, [], after, done)
        done.add(start)
        if circle:
            done |= set(circle)
            yield circle


def _circle(name: str, path: list[str], after: Mapping[str, set[str]], done: set[str]) -> list[str]:
    if name in path:
        return [*path[path.index(name) :], name]
    if name in done:
        return []
    for other in sorted(after.get(name, ())):
        circle = _circle(other, [*path, name], after, done) if other else []
        if circle:
            return circle
    return []
