"""Cells of a table: text that a spreadsheet would run as a formula is marked as text.

References
----------
OWASP (2021). CSV injection.
"""

from __future__ import annotations

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  (a wide sign counts too)
_BLANK: Final = " \u00a0\u200b\u2003\u3000\ufeff"  # what a spreadsheet may drop before it looks


def marked(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    >>> marked("=1+1"), marked(" @x"), marked("1 - 1")
    ("'=1+1", "' @x", '1 - 1')
    """
    return f"'{text}" if text.lstrip(_BLANK).startswith(FORMULA) else text
