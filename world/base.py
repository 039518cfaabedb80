"""What a publisher of the world is: a function from what was asked to what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it reached the server; ``path`` begins with a slash, header names are lower case."""

    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer. The server itself serves ``Range`` and conditional requests from a plain 200.

    ``seconds`` is waited before the first byte; ``bytes_a_second`` makes a slow body; ``cut_at``
    drops the connection after so many bytes while the full length was announced.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    bytes_a_second: int | None = None
    cut_at: int | None = None


Publisher = Callable[[Asked], Told]


def not_found(asked: Asked) -> Told:
    """Answer as a server that has no such page."""
    return Told(status=404, body=f"no such page: {asked.path}\n".encode())
