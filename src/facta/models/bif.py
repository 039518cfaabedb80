"""Networks from files in the Bayesian interchange format (.bif)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from facta.models.network import Network, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN = re.compile(
    r"""(?P<gap>\s+|//[^\n]*|/\*.*?\*/)|"(?P<quoted>[^"\n]*)"|(?P<mark>[{}()\[\],;|])|(?P<word>[^\s{}()\[\],;|"]+)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    line: int
    mark: bool


@dataclass(slots=True)
class _Block:
    """A probability block: its parents, and the numbers given for each of their configurations."""

    line: int
    parents: tuple[str, ...]
    rows: dict[tuple[str, ...], list[float]] = field(default_factory=dict)
    table: list[float] | None = None
    default: list[float] | None = None


def read_bif(text: str) -> Network:
    """Return the network that a .bif file describes.

    Numbers are kept as they are written, and nodes in the order in which they are declared.

    Parameters
    ----------
    text
        The content of the file: blocks ``network``, ``variable`` and ``probability``. A node's numbers
        stand after ``table`` (states of the node slowest, of the last parent fastest), after
        configurations of the parents in brackets, or after ``default`` for what is not listed.

    Raises
    ------
    ValueError
        When the text is no such file, with the line; or when its numbers make no network.

    References
    ----------
    Cozman, F. G. (1998). The interchange format for Bayesian networks. University of Sao Paulo.

    Examples
    --------
    >>> network = read_bif('''
    ... network example { }
    ... variable rain { type discrete [ 2 ] { no, yes }; }
    ... variable wet { type discrete [ 2 ] { no, yes }; }
    ... probability ( rain ) { table 0.8, 0.2; }
    ... probability ( wet | rain ) { (no) 0.9, 0.1; (yes) 0.1, 0.9; }
    ... ''')
    >>> [node.name for node in network.nodes], network.node("wet").table.tolist()
    (['rain', 'wet'], [[0.9, 0.1], [0.1, 0.9]])
    """
    return _File(text).network()


class _Words:
    """The words of a file, taken one after another."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0

    @property
    def line(self) -> int:
        """The line of the word that was taken last."""
        return self.tokens[self.at - 1].line

    def take(self) -> _Token:
        if self.at == len(self.tokens):
            last = self.tokens[-1].line if self.tokens else 1
            raise ValueError(f"line {last}: the file ends inside a block")
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, mark: str) -> _Token:
        token = self.take()
        if token.text != mark:
            raise ValueError(f"line {token.line}: {mark!r} should stand where {token.text!r} stands")
        return token

    def names(self, *ends: str) -> tuple[list[str], str]:
        """Return the names between commas up to a mark, and that mark; several words are one name."""
        groups, end = self.until(*ends)
        return [" ".join(words) for words in groups], end

    def until(self, *ends: str) -> tuple[list[list[str]], str]:
        groups: list[list[str]] = [[]]
        while True:
            token = self.take()
            if token.mark and token.text in ends:
                return [words for words in groups if words], token.text
            if token.mark and token.text != ",":
                raise ValueError(f"line {token.line}: {ends[0]!r} should stand before {token.text!r}")
            if token.mark:
                groups.append([])
            else:
                groups[-1].append(token.text)

    def skip_statement(self) -> None:
        while self.take().text != ";":
            pass

    def numbers(self) -> list[float]:
        line = self.line
        groups, _ = self.until(";")
        try:
            return [float(word) for words in groups for word in words]
        except ValueError as fault:
            raise ValueError(f"line {line}: {fault}") from None


class _File:
    """The variables and probability blocks of a file."""

    def __init__(self, text: str) -> None:
        self.words = _Words(text)
        self.states: dict[str, tuple[str, ...]] = {}
        self.blocks: dict[str, _Block] = {}

    def network(self) -> Network:
        while self.words.at < len(self.words.tokens):
            token = self.words.take()
            if token.text == "network":
                self.skip_network()
            elif token.text == "variable":
                self.variable()
            elif token.text == "probability":
                self.probability()
            else:
                raise ValueError(
                    f"line {token.line}: {token.text!r} opens no block; "
                    "write network, variable or probability"
                )
        return Network(tuple(self.nodes()))

    def nodes(self) -> Iterator[Node]:
        for name, states in self.states.items():
            if name not in self.blocks:
                raise ValueError(f"variable {name!r} has no probability block")
            block = self.blocks[name]
            yield Node(name, states, block.parents, _table(name, block, self.states))

    def skip_network(self) -> None:
        while self.words.take().text != "{":
            pass
        while self.words.take().text != "}":
            pass

    def variable(self) -> None:
        names, _ = self.words.names("{")
        line = self.words.line
        name = names[0] if len(names) == 1 else ""
        if not name or name in self.states:
            raise ValueError(f"line {line}: a variable needs one name of its own, not {', '.join(names)!r}")
        while (token := self.words.take()).text != "}":
            if token.text == "type":
                self.states[name] = self.types()
            else:
                self.words.skip_statement()
        if name not in self.states:
            raise ValueError(
                f"line {line}: variable {name!r} has no type; write type discrete [ 2 ] {{ no, yes }};"
            )

    def types(self) -> tuple[str, ...]:
        token = self.words.take()
        if token.text != "discrete":
            raise ValueError(f"line {token.line}: the type {token.text!r} is not known; write discrete")
        self.words.expect("[")
        count = self.words.take()
        self.words.expect("]")
        self.words.expect("{")
        groups, _ = self.words.until("}")
        # Older files part states by blanks only.
        states = (
            groups[0] if len(groups) == 1 and count.text != "1" else [" ".join(words) for words in groups]
        )
        if str(len(states)) != count.text:
            raise ValueError(f"line {count.line}: {count.text} states are announced and {len(states)} listed")
        self.words.expect(";")
        return tuple(states)

    def probability(self) -> None:
        line = self.words.expect("(").line
        names, end = self.words.names("|", ")")
        parents = self.words.names(")")[0] if end == "|" else []
        if len(names) != 1:
            raise ValueError(f"line {line}: write probability ( child | parents ), with one child")
        for name in (*names, *parents):
            if name not in self.states:
                raise ValueError(f"line {line}: {name!r} is no variable declared above")
        if names[0] in self.blocks:
            raise ValueError(f"line {line}: {names[0]!r} has a probability block already")
        block = self.blocks[names[0]] = _Block(line, tuple(parents))
        self.words.expect("{")
        while (token := self.words.take()).text != "}":
            if token.text == "table":
                block.table = self.words.numbers()
            elif token.text == "default":
                block.default = self.words.numbers()
            elif token.text == "(":
                self.row(block, token.line)
            else:
                self.words.skip_statement()

    def row(self, block: _Block, line: int) -> None:
        states, _ = self.words.names(")")
        key = tuple(states)
        known = len(key) == len(block.parents) and all(
            state in self.states[parent] for state, parent in zip(key, block.parents, strict=True)
        )
        if not known:
            raise ValueError(f"line {line}: ({', '.join(key)}) are no states of ({', '.join(block.parents)})")
        if key in block.rows:
            raise ValueError(f"line {line}: the row ({', '.join(key)}) stands twice")
        block.rows[key] = self.words.numbers()


def _tokens(text: str) -> Iterator[_Token]:
    at, line = 0, 1
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"line {line}: a quotation mark is not closed")
        if found["gap"] is None:
            word = found["mark"] or found["word"] or found["quoted"] or ""
            yield _Token(word, line, found["mark"] is not None)
        line += found[0].count("\n")
        at = found.end()


def _table(name: str, block: _Block, states: Mapping[str, tuple[str, ...]]) -> np.ndarray:
    own = len(states[name])
    parents = [states[parent] for parent in block.parents]
    shape = tuple(len(each) for each in parents)
    if block.table is not None:
        if len(block.table) != own * int(np.prod(shape)):
            raise ValueError(f"line {block.line}: the table of {name!r} has {len(block.table)} numbers")
        return np.moveaxis(np.array(block.table).reshape(own, *shape), 0, -1)
    rows = []
    for key in product(*parents):
        row = block.rows.get(key, block.default)
        if row is None:
            raise ValueError(f"line {block.line}: {name!r} has no row for ({', '.join(key)})")
        if len(row) != own:
            raise ValueError(
                f"line {block.line}: a row of {name!r} has {len(row)} numbers for {own} states: "
                f"({', '.join(key)})"
            )
        rows.append(row)
    return np.array(rows).reshape(*shape, own)
