"""Places of a network by what people call them: their key, their name or a part of it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from facta.corridors.journeys import short
from facta.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.corridors.network import Network, Node


class Places:
    """The places of a network by any of their names: "KHI", "Karachi", and "Mumbai" of "Nhava Sheva/Mumbai".

    Upper and lower case are alike. A key wins over a name, a whole name over a part of one.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    @cached_property
    def _keys(self) -> list[Mapping[str, tuple[str, ...]]]:
        """The keys of places by each kind of name, the kind that wins first."""
        kinds: list[defaultdict[str, list[str]]] = [defaultdict(list) for _ in range(3)]
        for key, node in self._network.nodes.items():
            kinds[0][key.casefold()].append(key)
            for kind, names in zip(kinds[1:], _names(node), strict=True):
                for name in names:
                    kind[name.casefold()].append(key)
        return [{name: tuple(dict.fromkeys(keys)) for name, keys in kind.items()} for kind in kinds]

    def find(self, word: str) -> tuple[str, ...]:
        """Return the keys of the places of this name: none, one, or several that share it."""
        wanted = " ".join(word.casefold().split())
        return next((kind[wanted] for kind in self._keys if wanted in kind), ())

    def wrong(self, word: str) -> str:
        """Say what is wrong with a word that names no place, or more than one."""
        found = self.find(word)
        if found:
            return f"{word!r} is the name of {' and '.join(found)}; write one of these"
        hint = nearest(word, self._words)
        return f"no place {word!r} in the network{hint or f'; write {self._words[0]!r} or the like'}"

    @cached_property
    def _words(self) -> list[str]:
        nodes = self._network.nodes
        return list(dict.fromkeys([*(short(node.name) for node in nodes.values()), *nodes]))


def _names(node: Node) -> Iterator[tuple[str, ...]]:
    """Yield the whole names of a place, and the parts of its short one."""
    whole = short(node.name)
    yield node.name, whole
    yield tuple(part.strip() for part in whole.split("/"))
