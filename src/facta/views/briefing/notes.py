"""The notes of a brief: a number behind each sentence, and at the end what that sentence rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.briefing.document import Paragraph, walk
from facta.views.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.views.briefing.document import Document
    from facta.views.sentences import Sentence

SHOWN = 6


class Notes:
    """Numbers for what sentences rest on, from one, in the order in which a document says them.

    A title has no number: it stands over the lines that carry it.
    """

    def __init__(self, document: Document) -> None:
        self.numbers: dict[tuple[str, ...], int] = {}
        for block in walk(document.blocks):
            if isinstance(block, Paragraph):
                for one in block.sentences:
                    self.numbers.setdefault(one.rests_on, len(self.numbers) + 1)

    def runs(self, paragraph: Paragraph) -> list[tuple[Sentence, int | None]]:
        """Return the sentences of a paragraph, each with its number unless the next one has the same."""
        said = paragraph.sentences
        after = [*(one.rests_on for one in said[1:]), None]
        return [
            (one, None if one.rests_on == then else self.numbers[one.rests_on])
            for one, then in zip(said, after, strict=True)
        ]

    def lines(self, *, whole: bool = False) -> list[tuple[int, str]]:
        """Return every note with its number; a long one names the first few unless ``whole``."""
        return [(number, named(names, whole=whole)) for names, number in self.numbers.items()]


def named(names: Sequence[str], *, whole: bool = False) -> str:
    """Name what a sentence rests on.

    >>> named(("CT-1", "claims.CL01"))
    'CT-1, claims.CL01'
    >>> named([f"CT-{number}" for number in range(1, 10)])
    'CT-1, CT-2, CT-3, CT-4, CT-5, CT-6 and 3 more'
    """
    if whole or len(names) <= SHOWN + 1:
        return ", ".join(names)
    return f"{', '.join(names[:SHOWN])} and {counted(len(names) - SHOWN, 'more', 'more')}"
