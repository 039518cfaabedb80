"""Sources into the store: the files of a case, and what its publishers are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facta.collect.files import Table, claimed, read_files, readings, tables

if TYPE_CHECKING:
    from facta.collect.driver import collect
    from facta.collect.outcomes import Collected

__all__ = ["Collected", "Table", "claimed", "collect", "read_files", "readings", "tables"]

_HOMES = {"collect": "facta.collect.driver", "Collected": "facta.collect.outcomes"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (each public name has its own type)
    """Import what touches the network only when it is asked for, so that a board is shown at once."""
    if name not in _HOMES:
        message = f"module 'facta.collect' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
