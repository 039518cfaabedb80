"""Words of likelihood as rules of alerts hear them: a chance keeps its word until it lies well outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.likelihood import WORDS, word

if TYPE_CHECKING:
    from collections.abc import Sequence

DEAD_BAND = 2.0  # percentage points beyond the end of a word; in a narrower range, half of it
HUNDRED = 100.0


def place(percent: float) -> int:
    """Return the place of the word for a chance in per cent.

    >>> place(0.5), place(62.0)
    (0, 5)
    """
    said = word(percent / HUNDRED)
    return next(place for place, (_, name, _) in enumerate(WORDS) if name == said)


def crossed(was: float, now: float) -> float:
    """Return the end of the range of the first word, in per cent, where a chance left it for another.

    >>> crossed(40.0, 60.0), crossed(60.0, 40.0), crossed(81.0, 79.0), crossed(50.0, 55.0)
    (45, 55, 80, 55)
    """
    low, high = sorted((place(was), place(now)))
    ends = [round(HUNDRED * end) for end, _, _ in WORDS[low:high]]
    return ends[0] if now > was else ends[-1]


def is_beyond(was: float, now: float) -> bool:
    """Tell whether a chance lies so far beyond the end of the word it had that it has another.

    >>> is_beyond(52.0, 56.0), is_beyond(52.0, 57.0), is_beyond(52.0, 54.0), is_beyond(6.0, 4.0)
    (False, True, False, False)
    """
    return place(was) != place(now) and abs(now - crossed(was, now)) >= band(now)


def band(percent: float) -> float:
    """Return how far beyond an end a chance must lie: never more than half of its word's range.

    >>> band(50.0), band(0.5)
    (2.0, 0.5)
    """
    at = place(percent)
    low = WORDS[at - 1][0] if at else 0.0
    return min(DEAD_BAND, HUNDRED * (WORDS[at][0] - low) / 2)


def heard(chances: Sequence[float]) -> list[int]:
    """Return for each of several chances that follow each other the place of the last with the word in force.

    >>> heard([52.0, 56.0, 58.0, 54.0, 52.0])
    [0, 0, 2, 2, 4]
    """
    found: list[int] = []
    for number, chance in enumerate(chances):
        was = chances[found[-1]] if found else chance
        found.append(number if place(was) == place(chance) or is_beyond(was, chance) else found[-1])
    return found


def ranged(percent: float) -> str:
    """Say the word for a chance in per cent with the range that it means.

    >>> ranged(62.0)
    'likely (55–80 %)'
    """
    said = word(percent / HUNDRED)
    return f"{said} ({next(span for _, name, span in WORDS if name == said)} %)"
