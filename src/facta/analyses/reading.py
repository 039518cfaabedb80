"""Reading records: names of actors, words that tags carry, versions that ever counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta import actors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.analyses.base import Row


def named(actor: str) -> str:
    """Return the name of an actor, or the word itself where nobody has it.

    >>> named("TJK"), named("NOBODY")
    ('Tajikistan', 'NOBODY')
    """
    known = actors.actors().get(actor)
    return known.name if known else actor


def valued(tags: Sequence[str], name: str) -> tuple[str, ...]:
    """Return what follows `name:` in tags.

    >>> valued(["due:2025", "mutual"], "due")
    ('2025',)
    """
    return tuple(tag.removeprefix(f"{name}:") for tag in tags if tag.startswith(f"{name}:"))


def lasting(lives: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return the versions that were what was known on some day, without those that were mended."""
    kept = {ref: [row for row in rows if not _mended(row)] for ref, rows in lives.items()}
    return {ref: rows for ref, rows in kept.items() if rows}


def _mended(row: Row) -> bool:
    return row["hidden_at"] is not None and row["hidden_at"] <= row["known_at"]
