"""facta: measure and test an argument about two powers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facta.version import __version__

if TYPE_CHECKING:
    from facta.ahead import backtest, forecast, track_record
    from facta.api import (
        assess,
        changes,
        drill,
        open_case,
        replay,
        route,
        score_rules,
    )
    from facta.cases import load_case
    from facta.comparison import compare
    from facta.store import open_store

__all__ = [
    "__version__",
    "assess",
    "backtest",
    "changes",
    "compare",
    "drill",
    "forecast",
    "load_case",
    "open_case",
    "open_store",
    "replay",
    "route",
    "score_rules",
    "track_record",
]

_HOMES = {
    "assess": "facta.api",
    "backtest": "facta.ahead",
    "forecast": "facta.ahead",
    "track_record": "facta.ahead",
    "changes": "facta.api",
    "open_case": "facta.api",
    "drill": "facta.api",
    "replay": "facta.api",
    "route": "facta.api",
    "score_rules": "facta.api",
    "compare": "facta.comparison",
    "load_case": "facta.cases",
    "open_store": "facta.store",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (each public name has its own type)
    """Import a public name when it is first asked for, so that ``facta --help`` answers at once."""
    if name not in _HOMES:
        message = f"module 'facta' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
