"""When a rule that spoke lately is silent: the one logic of alerts and of their scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

FIRST_NEWS = 2  # a first assessment is news from this level on


def silenced(height: int, since: date, told: tuple[date, int] | None) -> bool:
    """Tell whether a rule that spoke after a day keeps silent now.

    Something higher than what was told last breaks the silence, so that an extreme is never kept back.

    Parameters
    ----------
    height
        How high it stands now.
    since
        The day on which the refractory period began: only what was told after it silences.
    told
        The day and the height of what was told last, or None where nothing was.

    Examples
    --------
    >>> from datetime import date
    >>> begun, told = date(2026, 5, 1), (date(2026, 5, 20), 1)
    >>> silenced(1, begun, told), silenced(3, begun, told), silenced(1, date(2026, 5, 20), told)
    (True, False, False)
    """
    if told is None:
        return False
    day, before = told
    return day > since and height <= before
