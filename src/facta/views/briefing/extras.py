"""What a format needs beyond facta itself, and the one sentence where it is absent."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from facta.errors import FactaError

if TYPE_CHECKING:
    from types import ModuleType


class ExtraError(FactaError):
    """A format was asked for whose packages are not installed."""

    exit_status = 64


def needed(module: str, extra: str) -> ModuleType:
    """Import what an extra brings.

    Raises
    ------
    ExtraError
        When it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        message = f"{extra} needs {module}, which is not installed: pip install 'facta[{extra}]'"
        raise ExtraError(message) from None
