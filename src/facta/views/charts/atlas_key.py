"""The foot of a map: what its lines and signs mean, only those that are on it, and its notes."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from facta.results import Stretch
from facta.views.charts import lanes
from facta.views.charts.base import number, tag, text
from facta.views.charts.lettering import LETTER, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.results import Atlas
    from facta.views.charts.base import Palette
    from facta.views.charts.projection import Place

WIDTH, SIZE, SMALL = 1040, 14.0, 13.0
TOP, ROW, LINE, GAP = 22.0, 26.0, 18.0, 26.0
SAMPLE, SIGN = 46.0, 18.0  # pixels that a line, and a sign, take in the key
NAMED = 560.0  # pixels that a name of a route may take in the key
BOUNDARIES = "Coasts and boundaries: Natural Earth, shown without endorsement; dashed: disputed."
BEYOND = "No coasts are at hand for part of this map."
ARCS = "Crossings of the sea are schematic."
LEFT_OUT = "Crossings left out because no simple arc can show them: {number}."


def notes(data: Atlas, *, left_out: int, whole: bool) -> str:
    """Say what a reader has to know: crossings left out, and whether coasts are at hand for ``whole``."""
    arcs = any(len(s.points) == 2 and s.mode in lanes.BY_WATER for s in data.stretches)  # noqa: PLR2004 - the two ends alone
    found = (
        data.note,
        ARCS if arcs else "",
        LEFT_OUT.format(number=left_out) if left_out else "",
        BOUNDARIES,
        "" if whole else BEYOND,
    )
    return " ".join(note.strip() for note in found if note.strip())


def foot(data: Atlas, said: str, palette: Palette, *, top: float) -> tuple[list[str], float]:
    """Draw the key and the notes below a map that ends at ``top``; also return where they end."""
    drawn: list[str] = []
    x, y = 0.0, top + TOP
    for sample, wide, meaning in _entries(data, palette):
        (name,) = lines(meaning, width=NAMED, size=SIZE, most=1)
        length = wide + 8 + len(name) * LETTER * SIZE
        if x and x + length > WIDTH:
            x, y = 0.0, y + ROW
        drawn += [
            tag("g", sample, transform=f"translate({number(x)} {number(y)})", fill="none"),
            text(name, x=x + wide + 8, y=y + 4.8, fill=palette.ink2, font_size=SIZE),
        ]
        x += length + GAP
    y += ROW if drawn else 0
    for line in wrap(said, int(WIDTH / (LETTER * SMALL))):
        drawn.append(text(line, x=0, y=y + 4, fill=palette.ink3, font_size=SMALL))
        y += LINE
    return drawn, y


def _entries(data: Atlas, palette: Palette) -> Iterator[tuple[str, float, str]]:
    """Yield sample, width and meaning of what is on the map."""
    roles = {stretch.role for stretch in data.stretches}
    for role in ("primary", "fallback"):
        if role in roles:
            named = {stretch.label for stretch in data.stretches if stretch.role == role}
            said = f"{role}: {named.pop()}" if len(named) == 1 and all(named) else role
            yield _line(Stretch(points=(), mode="road", role=role), palette), SAMPLE, said
    modes = {stretch.mode for stretch in data.stretches}
    if "other" in roles and len(roles) > 1 and len(modes) == 1:
        yield _line(Stretch(points=(), mode="road"), palette), SAMPLE, "other links"
    for mode in ("road", "rail", "sea", "ferry", "pipeline"):
        if mode in modes and (len(modes) > 1 or mode != "road"):
            yield _line(Stretch(points=(), mode=mode), palette), SAMPLE, mode
    states = {stretch.state for stretch in data.stretches}
    if "planned" in states:
        yield _line(Stretch(points=(), mode="road", state="planned"), palette), SAMPLE, "planned"
    if "reduced" in states:
        yield lanes.narrowing((SIGN / 2, 0), palette), SIGN, "lets less through"
    found = {dot.role for dot in data.dots}
    if "gate" in found:
        yield sign("gate", (SIGN / 2, 0), palette), SIGN, "gate"
    if "closed" in states or "closed" in found:
        yield sign("closed", (SIGN / 2, 0), palette), SIGN, "closed"


def _line(stretch: Stretch, palette: Palette) -> str:
    return "".join(lanes.layers(stretch, [[(0.0, 0.0), (SAMPLE, 0.0)]], palette))


def sign(role: str, at: Place, palette: Palette) -> str:
    """Draw the sign of a place by its part."""
    x, y = at
    if role == "closed":
        return lanes.cross(at, palette)
    if role == "gate":
        path = f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6-6z"
        return tag("path", d=path, fill=palette.panel, stroke=palette.ink, stroke_width=1.8)
    if role == "end":
        rim = tag("circle", cx=x, cy=y, r=7, fill=palette.ink, stroke=palette.panel, stroke_width=2)
        return rim + tag("circle", cx=x, cy=y, r=2.4, fill=palette.panel)
    return tag("circle", cx=x, cy=y, r=2.8, fill=palette.panel, stroke=palette.ink2, stroke_width=1.2)
