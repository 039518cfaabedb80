"""YAML 1.2 text to plain data that remembers where each part stood.

Made for files one does not trust: no anchors, aliases, tags or second documents, and limits on
size, depth and number of parts. Dates stay text, ``NO`` stays Norway, ``010`` stays as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from facta.errors import CaseError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

Path = tuple[str | int, ...]
MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MAX_PARTS = 200_000
MAX_DIGITS = 18
DEEP = re.compile(rf"[\[{{]{{{MAX_DEPTH}}}")
PLAIN = ("str", "int", "float", "bool", "null", "timestamp")
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?$")


@dataclass
class Document:
    """Plain data, and the line and column of every key and item in it.

    ``parts`` names the files of blocks that stand in files of their own.
    """

    name: str
    data: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    parts: dict[Path, str] = field(default_factory=dict)

    def where(self, path: Path) -> str:
        """Return ``file:line:column`` of the nearest part that a file has."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        names = (
            self.parts[path[:length]] for length in range(len(path), -1, -1) if path[:length] in self.parts
        )
        return f"{next(names, self.name)}:{line}:{column}"

    def graft(self, path: Path, part: Document) -> None:
        """Put what a file of its own says in the place of a block that only names the file."""
        here = self.data
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = part.data
        self.places |= {path + inside: place for inside, place in part.places.items()}
        self.parts[path] = part.name


def read_document(body: bytes, name: str) -> Document:
    """Parse a case file.

    Raises
    ------
    CaseError
        With every mistake that can be told at once.
    """
    text = _text(body, name)
    document = Document(name)
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = "1.2"
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        raise CaseError(_syntax(error, name)) from None
    except (YAMLError, ValueError, RecursionError) as error:
        message = str(error).splitlines()[0] if str(error) else "nested too deep"
        raise CaseError(f"{name}:1:1: {message}; write plain YAML 1.2") from None
    _Reader(document).read(root)
    if document.mistakes:
        raise CaseError(*document.mistakes)
    if not isinstance(document.data, dict):
        raise CaseError(f"{name}:1:1: the file is not a mapping; start with 'title: …'")
    return document


def _text(body: bytes, name: str) -> str:
    if len(body) > MAX_BYTES:
        message = f"{name}: {len(body):,} bytes; a case file has at most {MAX_BYTES:,}"
        raise CaseError(f"{message}: keep records in its CSV tables")
    if b"\0" in body:
        raise CaseError(f"{name}: this is not text but a binary file; write YAML")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise CaseError(f"{name}:{line}:1: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    if not text.strip():
        raise CaseError(f"{name}: the file is empty; `facta new NAME` writes one to start from")
    if re.match(r"\s*%YAML\s+1\.[01]", text):
        raise CaseError(f"{name}:1:1: written for YAML 1.1, where NO is false; remove the %YAML line")
    if text.count("[") + text.count("{") > MAX_PARTS or DEEP.search(text):
        raise CaseError(f"{name}:1:1: nested too deep; a case needs at most {MAX_DEPTH} levels")
    return text


def _syntax(error: MarkedYAMLError, name: str) -> str:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = (error.problem or error.context or "not YAML").replace("\n", " ")
    hint = "check the indentation, the colon and the quotes here"
    if "tab" in problem or "\\t" in problem:
        hint = "indent with spaces, not tabs"
    if "alias" in problem:
        hint = "write the part out instead of *alias"
    return f"{name}:{line}:{column}: {problem}; {hint}"


class _Reader:
    """Walks the nodes once, collecting data, places and mistakes."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts = 0
        self.seen: set[int] = set()

    def read(self, root: Node | None) -> None:
        """Fill the document."""
        if root is None:
            self.document.mistakes.append(f"{self.document.name}:1:1: the file says nothing")
            return
        self.document.data = self._part(root, (), 0)

    def _wrong(self, node: Node, what: str) -> None:
        mark = node.start_mark
        self.document.mistakes.append(f"{self.document.name}:{mark.line + 1}:{mark.column + 1}: {what}")

    def _part(self, node: Node, path: Path, depth: int) -> Any:  # noqa: ANN401  (plain data)
        self.parts += 1
        self.document.places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if id(node) in self.seen or node.anchor:
            self._wrong(node, "anchors and aliases are not read; write the part out")
            return None
        self.seen.add(id(node))
        if depth > MAX_DEPTH or self.parts > MAX_PARTS:
            self._wrong(node, f"too deep or too long; at most {MAX_DEPTH} levels, {MAX_PARTS:,} parts")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, SequenceNode):
            return [self._part(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        tag = str(node.tag)
        if not isinstance(node, ScalarNode) or tag.removeprefix("tag:yaml.org,2002:") not in PLAIN:
            self._wrong(node, f"the tag {tag!r} is not read; remove it")
            return None
        return str(node.value) if node.style in ("'", '"', "|", ">") else _plain(str(node.value))

    def _mapping(self, node: MappingNode, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._wrong(key, "a key must be a plain word")
                continue
            name = str(key.value)
            if name in data:
                self._wrong(key, f"{name!r} stands twice here; keep one")
            here = (*path, name)
            self.document.places[here] = (key.start_mark.line + 1, key.start_mark.column + 1)
            data[name] = self._part(value, here, depth + 1)
        return data


def _plain(text: str) -> str | float | bool | None:
    """Read an unquoted word by the core schema of YAML 1.2, but leave ``010`` as it is written.

    >>> [_plain(word) for word in ("12", "1.5", "true", "NO", "010", "2025-10-03", "~")]
    [12, 1.5, True, 'NO', '010', '2025-10-03', None]
    """
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if len(text) > MAX_DIGITS or re.match(r"[-+]?0[0-9]", text):
        return text
    if INTEGER.match(text):
        return int(text)
    return float(text) if DECIMAL.match(text) else text
