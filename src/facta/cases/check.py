"""From pydantic's errors and the names in a case to lines an author can act on."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast, get_args

from pydantic import ValidationError

from facta import actors
from facta.cases.argued import argued
from facta.cases.model import Case, one_folder
from facta.errors import nearest
from facta.periods import Frequency, parse, period_of
from facta.sources import SOURCES
from facta.sources.base import fetches, parameters_of
from facta.units import check as unit_mistake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as Path_

    from pydantic_core import ErrorDetails

    from facta.cases.document import Document, Path
    from facta.periods import Period
    from facta.sources.base import Source

Known = Mapping[str, object]
ROUNDS = 3
PARTS = ("of", "part", "over", "first", "second", "exposure")
SAYS = {
    "missing": "is missing; write it here",
    "string_type": "must be text; put it in quotes",
    "date_from_datetime_parsing": "is not a day; write it as 2025-10-03",
    "date_parsing": "is not a day; write it as 2025-10-03",
    "date_type": "is not a day; write it as 2025-10-03",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "too_short": "needs at least one entry",
    "dict_type": "must be a block of 'key: value' lines",
    "model_type": "must be a block of 'key: value' lines",
    "model_attributes_type": "must be a block of 'key: value' lines",
    "tuple_type": "must be a list; write [a, b]",
    "union_tag_not_found": "does not say its kind; write 'kind: …'",
}


def explain(errors: list[ErrorDetails], document: Document, keys: frozenset[str]) -> list[str]:
    """Return one line a mistake: ``file:line:column: where: what, and what to write``."""
    return [_line(error, document, keys) for error in errors if not _follows(error, errors)]


def _follows(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Tell a list that is too short only because what stands in it is wrong."""
    loc = error["loc"]
    inside = (other["loc"] for other in errors if other is not error)
    return error["type"] == "too_short" and any(other[: len(loc)] == loc for other in inside)


def _line(error: ErrorDetails, document: Document, keys: frozenset[str]) -> str:
    path = located(error["loc"], document)
    word = str(error["loc"][-1]) if error["loc"] else ""
    kind, given = error["type"], error.get("input")
    context = error.get("ctx") or {}
    if kind == "missing":
        where = ".".join(map(str, path)) or "the case"
        return f"{document.where(path)}: {where}: {word!r} {SAYS[kind]}"
    where = f"{document.where(path)}: {'.'.join(map(str, path)) or word}"
    if kind == "extra_forbidden":
        hint = "; a comma inside { } starts a new key: put the text in quotes" if " " in word else ""
        return f"{where}: {word!r} is not a key here{hint or nearest(word, keys)}"
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected") or context.get("expected_tags"))
        tag = str(context.get("tag", given))
        words = expected.replace("'", "").replace(" or ", ", ").split(", ")
        return f"{where}: {tag!r} is not one of {expected}{nearest(tag, words)}"
    if kind == "value_error":
        return f"{where}: {context.get('error', error['msg'])}"
    return f"{where}: {_given(given)}{SAYS.get(kind, _plain(error['msg']))}"


def _given(given: object) -> str:
    return "" if isinstance(given, dict | list) or given is None else f"{given!r} "


def _plain(message: str) -> str:
    return message.replace("String should", "should").replace("Input should", "should")


def located(loc: tuple[int | str, ...], document: Document) -> Path:
    """Return the part of the file that an error is about, leaving out what pydantic adds.

    Inside a block with a kind it adds the kind, which may also be the name of a key there.
    """
    path: Path = ()
    here, named = document.data, False
    for part in loc:
        if not named and isinstance(here, dict) and here.get("kind") == part:
            named = True
            continue
        found, here = _inside(here, part)
        path, named = ((*path, part), False) if found else (path, named)
    return path


def _inside(here: Any, part: int | str) -> tuple[bool, Any]:  # noqa: ANN401  (plain data)
    """Return whether a part lies inside some data, and that part, or else the data itself."""
    if isinstance(here, dict) and part in here:
        return True, here[part]
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return True, here[part]
    return False, here


def validated(document: Document) -> tuple[Case | None, list[str]]:
    """Validate a document; return the case, or every mistake in it.

    A misspelt kind hides what stands below it, so it is read as the nearest kind for a second look.
    """
    data, lines = copy.deepcopy(document.data), []
    keys = known_keys()
    for _ in range(ROUNDS):
        try:
            case = Case.model_validate(data)
        except ValidationError as error:
            errors = error.errors()
            lines += [line for line in explain(errors, document, keys) if line not in lines]
            if not any([_mend(data, e) for e in errors if e["type"] == "union_tag_invalid"]):  # noqa: C419  (mend all)
                return None, lines
        else:
            return (None if lines else case), lines
    return None, lines


def _mend(data: Any, error: ErrorDetails) -> bool:  # noqa: ANN401  (plain data)
    """Put the nearest kind in the place of an unknown one."""
    context = error["ctx"]
    kinds = [word.strip(" '") for word in str(context["expected_tags"]).split(",")]
    near = difflib.get_close_matches(str(context["tag"]), kinds, n=1, cutoff=0.6)
    here = data
    for part in error["loc"]:
        _, here = _inside(here, part)
    if not near or not isinstance(here, dict):
        return False
    here["kind"] = near[0]
    return True


@lru_cache(maxsize=1)
def known_keys() -> frozenset[str]:
    """Return every key that a case file may hold, for suggestions."""
    schema = Case.model_json_schema()
    blocks = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for block in blocks for key in block.get("properties", {}))


def names(document: Document, folder: Path_) -> Iterator[str]:
    """Yield a line for every word of a case that names something which does not exist.

    Works on plain data, so that it also speaks where the case is not valid otherwise.
    """
    data = document.data
    sources, lines, strands = (_block(data, key) for key in ("sources", "lines", "strands"))
    for word in _block(data, "actors"):
        yield from _actor(document, ("actors", word), word)
    for use, source in sources.items():
        reader = _text(source, "reader")
        if reader is not None and reader not in SOURCES:
            yield _unknown(document, ("sources", use, "reader"), "source", reader, SOURCES)
        elif reader is not None:
            yield from _asked(document, ("sources", use), source, SOURCES[reader])
        yield from _file(document, ("sources", use, "files"), folder, _text(source, "files"))
    for use, line in lines.items():
        yield from _file(document, ("lines", use, "file"), folder, _text(line, "file"))
    for use, network in _block(data, "networks").items():
        yield from _folder(document, ("networks", use, "folder"), folder, _text(network, "folder"))
    for name, indicator in _block(data, "indicators").items():
        here: Path = ("indicators", name)
        known = {"strand": ("strand", strands), "to": ("line", lines)}
        yield from _indicator(document, here, indicator, known)
        for part in PARTS:
            yield from _selection(document, (*here, part), _block(indicator, part), sources, lines)
    yield from _dated(document)
    yield from _questions(document)
    yield from argued(document)


def _dated(document: Document) -> Iterator[str]:
    """Yield what turning points and breaks name that does not exist."""
    data = document.data
    strands, indicators = _block(data, "strands"), _block(data, "indicators")
    about = {"strands": ("strand", strands), "indicators": ("indicator", indicators)}
    for name, point in _block(data, "turning_points").items():
        for key, (what, known) in about.items():
            for at, word in _listed(point, key):
                if word not in known:
                    yield _unknown(document, ("turning_points", name, key, at), what, word, known)
    breaks = data.get("breaks") if isinstance(data, dict) else None
    for place, one in enumerate(breaks if isinstance(breaks, list) else []):
        for at, word in _listed(one, "scope"):
            if word not in strands and word not in indicators:
                here: Path = ("breaks", place, "scope", at)
                yield _unknown(document, here, "strand or indicator", word, {**strands, **indicators})


def _questions(document: Document) -> Iterator[str]:
    """Yield what questions name that does not exist, and periods that no figure is for."""
    indicators = _block(document.data, "indicators")
    claims = {key for one in _block(document.data, "analyses").values() for key in _block(one, "claims")}
    for name, question in _block(document.data, "questions").items():
        here: Path = ("questions", name)
        word, written = _text(question, "indicator"), _text(question, "period")
        if word is not None and word not in indicators:
            yield _unknown(document, (*here, "indicator"), "indicator", word, indicators)
        elif word is not None and written is not None and question.get("asks") != "level":
            frequency = _frequency(indicators[word])
            said = _not_whole(written, frequency) if frequency else None
            if said:
                yield f"{document.where((*here, 'period'))}: {_dotted((*here, 'period'))}: {said}"
        for at, claim in _listed(question, "claims"):
            if claim not in claims:
                yield _unknown(document, (*here, "claims", at), "claim", claim, dict.fromkeys(claims))


def _frequency(indicator: object) -> Frequency | None:
    word = _text(indicator, "period")
    if word not in get_args(Frequency):
        return None  # said by the model
    return None if _text(indicator, "kind") == "latest" else cast("Frequency", word)


def _not_whole(written: str, frequency: Frequency) -> str | None:
    """Say what to write where a period is not one of a frequency."""
    try:
        span = parse(written)
    except ValueError:
        return None  # said by the model
    whole = period_of(span.start, frequency)
    if span == whole:
        return None
    said = f"{written!r} is not one {frequency}, and the indicator has a figure a {frequency}"
    return f"{said}; write {_span(whole, frequency)}"


def _span(whole: Period, frequency: Frequency) -> str:
    start = whole.start
    return {
        "year": f"{start.year}",
        "half": f"{start.year}-H{1 + start.month // 7}",
        "quarter": f"{start.year}-Q{1 + start.month // 3}",
        "month": f"{start:%Y-%m}",
        "week": f"{start}/{whole.last}",
        "day": f"{start}",
    }[frequency]


def _asked(document: Document, here: Path, use: dict[str, Any], source: Source) -> Iterator[str]:
    """Yield what is wrong with the parameters of a source, or with a source that has nothing to read."""
    given, wanted = use.get("parameters"), parameters_of(source)
    if use.get("files") is None and not fetches(source):
        where = f"{document.where(here)}: {_dotted(here)}"
        yield f"{where}: {source.card.name!r} asks no publisher; write files: with the tables to read"
        return
    if given is None and use.get("files") is not None and fetches(source):
        return  # read from files only
    if given is not None and not isinstance(given, dict):
        return  # said by the model
    try:
        asked = wanted.model_validate(given or {})
    except ValidationError as error:
        keys = frozenset(wanted.model_fields)
        inner = (*here, "parameters")
        for mistake in error.errors():
            moved = mistake | {"loc": (*inner, *mistake["loc"])}
            yield _line(moved, document, keys)
    else:
        if fetches(source) and asked.lacks():
            yield f"{document.where(here)}: {_dotted(here)}: {asked.lacks()}"


def _actor(document: Document, path: Path, word: str) -> Iterator[str]:
    if not actors.known(word):
        yield f"{document.where(path)}: {_dotted(path)}: no actor {word!r}{actors.suggest(word)}"


def _indicator(
    document: Document, here: Path, indicator: object, known: Mapping[str, tuple[str, Known]]
) -> Iterator[str]:
    for key, (what, words) in known.items():
        word = _text(indicator, key)
        if word is not None and word not in words:
            yield _unknown(document, (*here, key), what, word, words)
    mistake = unit_mistake(_text(indicator, "unit") or "%")
    if mistake:
        yield f"{document.where((*here, 'unit'))}: {_dotted((*here, 'unit'))}: {mistake}"


def _selection(
    document: Document, here: Path, selection: dict[str, Any], sources: Known, lines: Known
) -> Iterator[str]:
    for word in _words(selection, "source"):
        if word not in sources:
            yield _unknown(document, (*here, "source"), "source", word, sources)
    for role in ("actor", "target", "involves"):
        for word in _words(selection, role):
            yield from _actor(document, (*here, role), word)
    line = _text(_block(selection, "near"), "line")
    if line is not None and line not in lines:
        yield _unknown(document, (*here, "near"), "line", line, lines)


def _file(document: Document, path: Path, folder: Path_, pattern: str | None) -> Iterator[str]:
    if pattern is None or ".." in pattern or pattern.startswith("/"):
        return  # said by the model
    if not pattern or "**" in pattern or pattern == ".":
        return  # said by the model
    if not any(path.is_file() for path in folder.glob(pattern)):
        yield f"{document.where(path)}: {_dotted(path)}: no file matches {pattern!r}"


def _folder(document: Document, path: Path, folder: Path_, name: str | None) -> Iterator[str]:
    if name is None:
        return  # said by the model
    try:
        named = folder / one_folder(name)
    except ValueError:
        return  # said by the model
    if not named.is_dir():
        yield f"{document.where(path)}: {_dotted(path)}: no folder {name!r} in the folder of the case"
    elif not named.resolve().is_relative_to(folder.resolve()):
        said = f"{_dotted(path)}: {name!r} leads out of the folder of the case; copy it into it"
        yield f"{document.where(path)}: {said}"


def _block(data: Any, key: str) -> dict[str, Any]:  # noqa: ANN401  (plain data)
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _text(data: object, key: str) -> str | None:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else None


def _words(data: dict[str, Any], key: str) -> list[str]:
    found = data.get(key)
    return [word for word in (found if isinstance(found, list) else [found]) if isinstance(word, str)]


def _listed(data: object, key: str) -> list[tuple[int, str]]:
    found = data.get(key) if isinstance(data, dict) else None
    words = found if isinstance(found, list) else []
    return [(at, word) for at, word in enumerate(words) if isinstance(word, str)]


def _unknown(document: Document, path: Path, what: str, word: str, known: Known) -> str:
    return f"{document.where(path)}: {_dotted(path)}: no {what} {word!r}{nearest(word, known)}"


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))
