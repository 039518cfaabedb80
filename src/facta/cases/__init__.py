"""Cases: YAML in, a `Case` out, or every mistake with its line and column."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from facta.cases import check, parts
from facta.cases.document import Document, read_document
from facta.cases.model import Case, LineUse, NetworkUse, QuestionUse, Role, SourceUse, Strand, TurningPoint
from facta.cases.networks import digests, networks_of
from facta.errors import CaseError, nearest
from facta.places import Line, read_line
from facta.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LIBRARY = Path(str(files("facta"))) / "library"
FILE = "case.yml"


def find_case(name: str | Path) -> Path:
    """Return the folder of a case: a path, or the name of one that ships with facta.

    Raises
    ------
    CaseError
        When there is none, with the nearest known name.
    """
    path = Path(name)
    if path.is_file():
        if path.name != FILE:
            raise CaseError(f"{path}: a case is a folder with a {FILE}; name the folder")
        return path.parent
    if (path / FILE).is_file():
        return path
    if (LIBRARY / str(name) / FILE).is_file() and len(path.parts) == 1:
        return LIBRARY / str(name)
    if path.is_dir():
        message = f"{path}: no {FILE} in this folder; `facta new NAME` writes one to start from"
        raise CaseError(message)
    raise CaseError(f"{str(name)!r} is neither a folder nor a case of facta{nearest(str(name), library())}")


def library() -> list[str]:
    """Return the names of the cases that ship with facta."""
    return sorted(p.parent.name for p in LIBRARY.glob(f"[!_]*/{FILE}"))


def load_case(name: str | Path, *, cache: Path | None = None) -> Case:
    """Read a case.

    ``cache`` is a folder that keeps the plain data of case files that had no mistake, so that the
    same bytes need not be parsed again.

    Raises
    ------
    CaseError
        With every mistake as ``file:line:column: where: what, and what to write``.
    """
    folder = find_case(name)
    body = parts.read(folder / FILE)
    case = _from_cache(body, folder, cache) if cache else None
    if case is not None:
        return case
    case = parse_case(body, folder)
    if cache:
        with suppress(OSError):
            _keep(body, folder, cache)
    return case


def _from_cache(body: bytes, folder: Path, cache: Path) -> Case | None:
    """Return the case from plain data kept earlier, or None where it must be read anew."""
    document = Document(FILE, _kept(body, cache))
    texts = [body]
    for path, file in parts.named(document.data, folder):
        texts.append(parts.read(file))
        document.graft(path, Document(file.name, _kept(texts[-1], cache)))
        if document.data["analyses"][path[-1]] is None:
            return None
    if document.data is None:
        return None
    case, mistakes = check.validated(document)
    if case is None or mistakes or list(check.names(document, folder)):
        return None
    return _named(case, folder, texts)


def _kept(body: bytes, cache: Path) -> Any:  # noqa: ANN401  (plain data)
    """Return the plain data of a file read earlier, or None."""
    try:
        return json.loads((cache / f"{_digest(body)}.json").read_bytes())
    except (OSError, ValueError):
        return None


def _keep(body: bytes, folder: Path, cache: Path) -> None:
    """Keep the plain data of a case file and of its parts."""
    cache.mkdir(parents=True, exist_ok=True)
    data = read_document(body, FILE).data
    texts = [body, *(parts.read(file) for _, file in parts.named(data, folder))]
    for text in texts:
        kept = cache / f"{_digest(text)}.json"
        aside = kept.with_suffix(".new")
        plain = read_document(text, FILE).data
        aside.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        aside.replace(kept)


def parse_case(body: bytes, folder: Path) -> Case:
    """Read a case from bytes; ``folder`` holds its tables and gives its name."""
    document, texts = document_of(body, folder)
    case, mistakes = check.validated(document)
    mistakes += check.names(document, folder)
    if case is None or mistakes:
        raise CaseError(*sorted(dict.fromkeys(mistakes), key=_place))
    return _named(case, folder, texts)


def document_of(body: bytes, folder: Path) -> tuple[Document, list[bytes]]:
    """Read a case file and the files of its parts; return the whole and the bytes of each."""
    ours = folder.is_relative_to(LIBRARY)
    document = read_document(body, FILE if ours else str(folder / FILE))
    texts = [body]
    for path, file in parts.named(document.data, folder):
        if not file.is_file():
            where, named = document.where((*path, "file")), file.relative_to(folder)
            raise CaseError(
                f"{where}: {'.'.join(map(str, path))}.file: no file {str(named)!r}; write it there"
            )
        texts.append(parts.read(file))
        document.graft(path, read_document(texts[-1], str(file.relative_to(folder) if ours else file)))
    return document, texts


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _named(case: Case, folder: Path, texts: Sequence[bytes]) -> Case:
    """Give a case its name, its folder and a digest over its files, its lines and its networks."""
    lines = [parts.read(folder / line.file) for _, line in sorted(case.lines.items())]
    networks = (one for _, use in sorted(case.networks.items()) for one in digests(folder / use.folder))
    every = (*map(_digest, (*texts, *lines)), *networks)
    digest = hashlib.sha256("".join(every).encode()).hexdigest()
    named = {"name": folder.resolve().name, "folder": folder, "digest": digest}
    return _with_full_sources(case.model_copy(update=named))


def _place(mistake: str) -> tuple[str, int, int]:
    file, line, column = re.findall(r"^(.*?):(\d+):(\d+):", mistake)[0]
    return "" if file.endswith(FILE) else file, int(line), int(column)


def _with_full_sources(case: Case) -> Case:
    """Give every selection the names under which its sources are stored, so that cases can share a store."""
    every = tuple(case.source_name(use) for use in case.sources)
    indicators: dict[str, Any] = {}
    for name, indicator in case.indicators.items():
        changed = {}
        for part, selection in indicator.selections():
            full = tuple(case.source_name(use) for use in selection.source) or every
            changed[part] = selection.model_copy(update={"source": full})
        indicators[name] = indicator.model_copy(update=changed)
    return case.model_copy(update={"indicators": indicators})


def lag_of(use: SourceUse) -> int:
    """Return the usual lag of a source of a case: its own, or that on the card of its reader."""
    return SOURCES[use.reader].card.lag_days if use.lag_days is None else use.lag_days


@lru_cache(maxsize=64)
def _line(path: Path) -> Line:
    return read_line(path)


def lines_of(case: Case) -> Mapping[str, Line]:
    """Return the lines and borders of a case."""
    return {name: _line(case.folder / use.file) for name, use in case.lines.items()}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a case file, for editors."""
    made = Case.model_json_schema()
    for hidden in ("name", "folder", "digest"):
        made["properties"].pop(hidden)
    for block in made["properties"].values():
        if "patternProperties" in block:
            block["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


__all__ = [
    "Case",
    "LineUse",
    "NetworkUse",
    "QuestionUse",
    "Role",
    "SourceUse",
    "Strand",
    "TurningPoint",
    "document_of",
    "find_case",
    "lag_of",
    "library",
    "lines_of",
    "load_case",
    "networks_of",
    "parse_case",
    "schema",
]
