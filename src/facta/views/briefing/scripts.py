"""What the embedded fonts can write; a script they cannot is named in its place, never shown as boxes."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from facta.views.words import clean, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

FACES = ("ibm-plex-sans-400.ttf", "ibm-plex-sans-600.ttf")
FOLDER = str(resources.files("facta.views") / "fonts")
SIGNS = frozenset(map(ord, "←↑→↓∞≈≠≤≥■▲●○◆"))  # in the font that Typst carries
_SEGMENTS, _GROUPS = 4, 12


@cache
def covered() -> frozenset[int]:
    """Return the characters that every face of the text can write."""
    folder = resources.files("facta.views") / "fonts"
    faces = (frozenset(_characters((folder / face).read_bytes())) for face in FACES)
    return frozenset.intersection(*faces) | SIGNS


def _characters(font: bytes) -> Iterator[int]:
    """Yield the characters of a TrueType font that have a glyph.

    References
    ----------
    ISO/IEC 14496-22 (Open Font Format), the table ``cmap``, subtable formats 4 and 12.
    """
    (count,) = struct.unpack_from(">H", font, 4)
    tables = [struct.unpack_from(">4sIII", font, 12 + 16 * at) for at in range(count)]
    start = next(offset for name, _, offset, _ in tables if name == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for at in range(subtables):
        _, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * at)
        place = start + offset
        (kind,) = struct.unpack_from(">H", font, place)
        if kind == _SEGMENTS:
            yield from _segments(font, place)
        elif kind == _GROUPS:
            (groups,) = struct.unpack_from(">I", font, place + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", font, place + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(font: bytes, place: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, place + 6)
    ends = struct.unpack_from(f">{double // 2}H", font, place + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, place + 16 + double)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)


class Writable:
    """Writes texts with what the fonts have, and remembers which scripts they lacked."""

    def __init__(self) -> None:
        self.lacked: dict[str, int] = {}

    def __call__(self, text: str) -> str:
        r"""Return a text with every run of a script that cannot be written named in its place.

        >>> Writable()("Кабул: \u06a9\u0627\u0628\u0644")
        'Кабул: [Arabic script, 4 characters]'
        """
        if text.isascii():
            return clean(text)
        parts: list[tuple[str, str]] = []
        for script, run in groupby(clean(text), key=_lacking):
            said = "".join(run)
            if script and len(parts) > 1 and parts[-1] == ("", " ") and parts[-2][0] == script:
                parts.pop()
                said = f"{parts.pop()[1]} {said}"
            parts.append((script, said))
        return "".join(self._named(script, said) if script else said for script, said in parts)

    def _named(self, script: str, said: str) -> str:
        self.lacked[script] = self.lacked.get(script, 0) + 1
        return f"[{script}, {counted(len(said), 'character')}]"

    @property
    def note(self) -> str:
        """Say what could not be written, and where it can be read."""
        if not self.lacked:
            return ""
        named = ", ".join(
            f"{script} ({counted(times, 'place')})" for script, times in sorted(self.lacked.items())
        )
        return f"The fonts of this file lack: {named}. The HTML and the Markdown have the text in full."


def _lacking(mark: str) -> str:
    """Return the script of a character that the fonts lack, nothing for one that they have.

    The script is the first word of its Unicode name.
    """
    if ord(mark) in covered() or mark == "\n":
        return ""
    name = unicodedata.name(mark, "")
    if unicodedata.category(mark)[0] not in "LMN" or not name:
        return "symbol"
    return (
        "Chinese script" if name.startswith("CJK") else f"{name.split()[0].split('-')[0].capitalize()} script"
    )
