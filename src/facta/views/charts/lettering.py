"""Text that has to fit: broken into lines by a rough width of letters, the last cut with an ellipsis."""

from __future__ import annotations

from textwrap import wrap

LETTER = 0.54  # of the font's size: the mean width of a letter in the sans of the pages


def lines(content: str, *, width: float, size: float, most: int = 2) -> list[str]:
    """Break text into at most so many lines of a width in pixels.

    >>> lines("Containment fails and Moscow deploys forward", width=130, size=13)
    ['Containment fails', 'and Moscow…']
    """
    letters = max(int(width / (LETTER * size)), 4)
    found = wrap(content, letters) or [""]
    if len(found) <= most:
        return found
    last = wrap(found[most - 1], letters - 1)[0]
    return [*found[: most - 1], f"{last.rstrip(' ,;:')}…"]
