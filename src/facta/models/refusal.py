"""An answer that is not given, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason why a method gives no number: what it needs, and what there is."""

    reason: str
