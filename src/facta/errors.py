"""Every deliberate error.

::

    FactaError
    ├── CaseError     the author of a case must act
    ├── SourceError   whoever reads that publisher must act
    ├── LedgerError   whoever keeps the ledger of forecasts must act
    └── StoreError    whoever runs facta must act

A message says where, what is wrong and what to write. All mistakes come at once: ``mistakes``
holds one line each.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class FactaError(Exception):
    """Any error that facta raises on purpose."""

    exit_status = 1

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes: Sequence[str] = mistakes


class CaseError(FactaError):
    """A case file or one of its tables says something that cannot be."""

    exit_status = 65


class SourceError(FactaError):
    """A publisher's bytes are not what its card promises."""

    exit_status = 65


class LedgerError(FactaError):
    """The ledger of forecasts is not what was written, or does not take what is to be written."""

    exit_status = 65


class StoreError(FactaError):
    """The folder of data cannot be read or written."""

    exit_status = 74


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest known word, or an empty string.

    >>> nearest("tajikstan", ["tajikistan", "uzbekistan"])
    "; did you mean 'tajikistan'?"
    >>> nearest("x", ["tajikistan"])
    ''
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
