"""A small layer for drawing: elements with escaping, colours as a palette, hatching without ids.

Nothing here counts, reads a clock or names an id, so the same input gives the same bytes, and two
drawings can stand in one page without knowing each other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING

from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.records import Direction

Attribute = str | float | None
SANS = "IBM Plex Sans,Segoe UI,system-ui,sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a surface. Levels 1 to 4 grow in emphasis, in print and on a dark ground too.

    ``on1`` to ``on4`` are the colours of text that stands on a cell of that level.
    """

    ink: str
    ink2: str
    ink3: str
    line: str
    line2: str
    ground: str
    panel: str
    band: str
    hatch: str
    cell: str
    rim: str
    d1: str
    d2: str
    d3: str
    d4: str
    s1: str
    s2: str
    s3: str
    s4: str
    violet: str
    on1: str
    on2: str
    on3: str
    on4: str

    def level(self, level: int | None, direction: Direction) -> str:
        """Give the colour of a level in a direction; grey where neither speaks."""
        if not level or direction == "none":
            return self.ink3
        return str(getattr(self, f"{direction[0]}{level}"))

    def variables(self) -> str:
        """Write the palette as CSS custom properties."""
        return "".join(f"--{name}:{getattr(self, name)};" for name in _names())


def _names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Palette))


LIGHT = Palette(
    ink="#14202B", ink2="#465563", ink3="#5F6D79", line="#DCE2E6", line2="#EDF0F2",
    ground="#F5F7F8", panel="#FFFFFF", band="#E4E9ED", hatch="#A9B4BD", cell="#F1F4F5", rim="#DCE2E6",
    d1="#A6D0D8", d2="#5BA8B7", d3="#1F7C91", d4="#0B4F62",
    s1="#F4C7A0", s2="#E8924F", s3="#C2530E", s4="#8C3306", violet="#7A4FA3",
    on1="#14202B", on2="#14202B", on3="#FFFFFF", on4="#FFFFFF",
)  # fmt: skip
DARK = Palette(
    ink="#EAF0F4", ink2="#B7C3CD", ink3="#94A3AF", line="#344350", line2="#26333E",
    ground="#0F1820", panel="#17222C", band="#2A3844", hatch="#5A6A77", cell="#22303B", rim="#3A4A57",
    d1="#2B5A66", d2="#2F7A8D", d3="#5DB4C6", d4="#B4E4EE",
    s1="#6B4123", s2="#B1622A", s3="#F09A58", s4="#FFD3AE", violet="#B79AD8",
    on1="#FFFFFF", on2="#FFFFFF", on3="#0F1820", on4="#0F1820",
)  # fmt: skip
PRINT = Palette(
    ink="#000000", ink2="#2B2B2B", ink3="#4A4A4A", line="#B5B5B5", line2="#D5D5D5",
    ground="#FFFFFF", panel="#FFFFFF", band="#E2E2E2", hatch="#7A7A7A", cell="#FFFFFF", rim="#A0A0A0",
    d1="#A6D0D8", d2="#5BA8B7", d3="#1F7C91", d4="#0B4F62",
    s1="#F4C7A0", s2="#E8924F", s3="#C2530E", s4="#8C3306", violet="#7A4FA3",
    on1="#000000", on2="#000000", on3="#FFFFFF", on4="#FFFFFF",
)  # fmt: skip
PAGE = Palette(**{name: f"var(--{name})" for name in _names() if name != "hatch"}, hatch="url(#hatch)")
"""For drawings inside a page that sets the variables and the pattern itself: light, dark, print at once."""


def number(value: float) -> str:
    """Write a coordinate with at most one decimal.

    >>> number(12.04), number(-0.04), number(3)
    ('12', '0', '3')
    """
    said = f"{value:.1f}"
    said = said.removesuffix(".0")
    return "0" if said == "-0" else said


def tag(name: str, *children: str, **attributes: Attribute) -> str:
    """Build one element. Attributes are escaped, an underscore is a hyphen, None is left out.

    Children are elements already built; text goes through :func:`text`.

    >>> tag("rect", x=1.25, stroke_width=2, fill='a"b', rx=None)
    '<rect x="1.2" stroke-width="2" fill="a&quot;b"/>'
    """
    written = "".join(
        f' {key.replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def _value(value: str | float) -> str:
    return escape(clean(value)) if isinstance(value, str) else number(value)


def escaped(content: str) -> str:
    """Make text safe inside an element."""
    return escape(clean(content))


def text(content: str, *, x: float, y: float, **attributes: Attribute) -> str:
    """Write a line of text, escaped."""
    return tag("text", escaped(content), x=x, y=y, **attributes)


def drawing(size: tuple[float, float], title: str, desc: str, *body: str) -> str:
    """Wrap a drawing: its size, what it is called and what it shows in words."""
    width, height = (number(side) for side in size)
    head = tag("title", escaped(title) or "drawing") + tag("desc", escaped(desc) or "no description")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{_value(title)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{head}{"".join(body)}</svg>'
    )


def hatch(box: tuple[float, float, float, float], palette: Palette, step: float = 5) -> str:
    """Hatch a box (left, top, right, bottom): with the page's pattern, or line by line, cut to the box."""
    left, top, right, bottom = box
    height = bottom - top
    if palette.hatch.startswith("url("):
        return tag("rect", x=left, y=top, width=right - left, height=height, fill=palette.hatch)
    path = []
    count = int((right - left + height) / step) + 1
    for index in range(1, count):
        foot = left - height + index * step
        x0, y0 = max(foot, left), bottom - max(left - foot, 0)
        rise = min(y0 - top, right - x0)
        if rise > 0:
            path.append(f"M{pair(x0, y0)}l{pair(rise, -rise)}")
    return tag("path", d="".join(path), stroke=palette.hatch, stroke_width=0.9, fill="none") if path else ""


def trail(places: Sequence[tuple[float, float]]) -> str:
    """Write a line through places, each step relative to the last, which is shorter.

    >>> trail([(1, 2), (4.25, 2), (4.25, 1)])
    'M1 2l3.2 0 0-1'
    """
    x, y = (round(side, 1) for side in places[0])
    steps = []
    for to in places[1:]:
        a, b = (round(side, 1) for side in to)
        steps.append(pair(a - x, b - y))
        x, y = a, b
    return f"M{pair(*places[0])}" + (f"l{' '.join(steps)}" if steps else "")


def pair(x: float, y: float) -> str:
    """Write two numbers with as little between them as a path allows."""
    second = number(y)
    return f"{number(x)}{'' if second.startswith('-') else ' '}{second}"


def dots(places: Sequence[tuple[float, float]], size: float, colour: str) -> str:
    """Draw round dots as one path, since many circles are heavy."""
    spots = "".join(f"M{pair(*place)}h0" for place in places)
    return tag("path", d=spots, stroke=colour, stroke_width=size, stroke_linecap="round") if places else ""


def flag(x: float, y: float, side: int, palette: Palette) -> str:
    """Draw the black flag of a crossed trip-wire, foot at the given point, cloth to one side."""
    return tag(
        "path",
        d=f"M{number(x)} {number(y)}v-11l{7 * side} 2.8l{-7 * side} 2.8",
        fill=palette.ink,
        stroke=palette.ink,
        stroke_width=1.2,
        stroke_linejoin="round",
    )
