"""The position strip: every indicator from straining to deepening, strand under strand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.views import words
from facta.views.charts.base import SANS, drawing, escaped, flag, tag, text
from facta.views.language import say, tongue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from facta.records import Direction
    from facta.views.charts.base import Attribute, Palette
    from facta.views.words import Basis

WIDTH, TOP, LANE, HEAD, COLUMN, FIRST = 440, 34, 20.5, 21, 40, 28
RADIUS, TIGHT = 9, 19.5
UNKNOWN = FIRST + 8 * COLUMN + 62
LONGEST = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One indicator on the strip: its short label, where it stands and where it stood."""

    label: str
    title: str
    level: int | None
    direction: Direction
    was: int | None = None
    basis: Basis = "history"

    @property
    def said(self) -> str:
        """How it stands, in words."""
        return words.stand(self.level, self.direction, self.basis)

    @property
    def place(self) -> int | None:
        """Where it stands, minus four to four, or None where it could not be assessed."""
        if self.level is None:
            return None
        return self.level * {"deepening": 1, "straining": -1, "none": 0}[self.direction]


def draw(strands: Sequence[tuple[str, Sequence[Mark]]], *, palette: Palette) -> str:
    """Draw each strand's title with its marks in lanes below."""
    body: list[str] = []
    y = float(TOP)
    for title, marks in strands:
        shown = title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"
        body.append(tag("path", d=f"M0 {y:.0f}H{WIDTH}", stroke=palette.line, stroke_width=0.8))
        halo: dict[str, Attribute] = {"stroke": palette.panel, "stroke_width": 4, "paint_order": "stroke"}
        halo["lang"] = tongue()
        body.append(text(shown, x=0, y=y + 15, fill=palette.ink, font_weight=600, font_size=13, **halo))
        y += HEAD
        lanes = _lanes(marks)
        for index, lane in enumerate(lanes):
            for mark, x in lane:
                body += _mark(mark, x, y + LANE * index + LANE / 2 + 1, palette)
        y += LANE * len(lanes) + 8
    axis = _axis(y, palette)
    every = [mark for _, marks in strands for mark in marks]
    words_of = tag("g", *axis, *body, font_family=SANS)
    return drawing((WIDTH, y + 2), say("Where each indicator stands, by strand"), _desc(every), words_of)


def _axis(bottom: float, palette: Palette) -> list[str]:
    unseen = say("not assessed").split(maxsplit=1)
    drawn = [
        text(say("straining"), x=FIRST - 8, y=11, fill=palette.ink, font_size=12.5),
        text(say("deepening"), x=_x(4) + 8, y=11, fill=palette.ink, font_size=12.5, text_anchor="end"),
        text(unseen[0], x=UNKNOWN, y=14, fill=palette.ink3, font_size=11.5, text_anchor="middle"),
        text(unseen[-1], x=UNKNOWN, y=27, fill=palette.ink3, font_size=11.5, text_anchor="middle"),
        tag("path", d=f"M{FIRST - 20} 7l8 -4v8z", fill=palette.s3),
        tag("path", d=f"M{_x(4) + 20} 7l-8 -4v8z", fill=palette.d3),
    ]
    for place in range(-4, 5):
        stroke = palette.ink3 if place == 0 else palette.line2
        drawn.append(tag("path", d=f"M{_x(place):.0f} {TOP - 3}V{bottom:.0f}", stroke=stroke))
        drawn.append(
            text(
                str(abs(place)),
                x=_x(place),
                y=TOP - 7,
                fill=palette.ink3,
                font_size=11.5,
                text_anchor="middle",
            )
        )
    return drawn


def _x(place: float) -> float:
    return FIRST + (place + 4) * COLUMN


def _lanes(marks: Sequence[Mark]) -> list[list[tuple[Mark, float]]]:
    """Pack marks into as few lanes as hold them without touching; a tail needs its lane free."""
    lanes: list[list[tuple[Mark, float]]] = []
    taken: list[list[tuple[float, float]]] = []
    for mark in sorted(marks, key=lambda mark: mark.was in {None, mark.place}):
        done = False
        for lane, spans in zip(lanes, taken, strict=True):
            for x in _places(mark):
                wanted = _room(mark, x)
                if all(wanted[1] <= left or wanted[0] >= right for left, right in spans):
                    lane.append((mark, x))
                    spans.append(wanted)
                    done = True
                    break
            if done:
                break
        if not done:
            x = _places(mark)[0]
            lanes.append([(mark, x)])
            taken.append([_room(mark, x)])
    return lanes


def _places(mark: Mark) -> tuple[float, ...]:
    if mark.place is None:
        return (UNKNOWN - TIGHT, UNKNOWN, UNKNOWN + TIGHT)
    x = _x(mark.place)
    if mark.was not in {None, mark.place} or mark.level == len(words.LEVELS) - 1:
        return (x,)
    if not mark.place:
        return (x, x - TIGHT, x + TIGHT)
    return (x - TIGHT / 2, x + TIGHT / 2)


def _room(mark: Mark, x: float) -> tuple[float, float]:
    edges = [x - TIGHT / 2, x + TIGHT / 2]
    if mark.place is not None and mark.was is not None:
        edges += [_x(mark.was) - 5, _x(mark.was) + 5] if mark.was != mark.place else []
    if mark.level == len(words.LEVELS) - 1:
        edges.append(x + (-18 if (mark.place or 0) < 0 else 18))
    return min(edges), max(edges)


def _mark(mark: Mark, x: float, y: float, palette: Palette) -> list[str]:
    drawn = []
    colour = palette.level(mark.level, mark.direction)
    if mark.was is not None and mark.place is not None and mark.was != mark.place:
        drawn.append(tag("path", d=f"M{_x(mark.was):.1f} {y:.1f}H{x:.1f}", stroke=colour, stroke_width=2.2))
        drawn.append(tag("circle", cx=_x(mark.was), cy=y, r=3.3, fill=palette.panel, stroke=palette.ink2))
    if mark.level and mark.direction == "none":
        look = {"fill": palette.ink3, "stroke": palette.ink3}
        ink = palette.panel
    elif mark.level:
        look = {"fill": colour, "stroke": palette.level(max(mark.level, 3), mark.direction)}
        ink = getattr(palette, f"on{mark.level}")
    else:
        look = {"fill": palette.panel, "stroke": palette.ink3}
        ink = palette.ink2
    dashes = "2.2 2" if mark.level is None else None
    drawn.append(tag("circle", cx=x, cy=y, r=RADIUS, stroke_dasharray=dashes, **look))
    drawn.append(text(mark.label, x=x, y=y + 3.7, fill=ink, font_size=10.5, text_anchor="middle"))
    if mark.level == len(words.LEVELS) - 1:
        side = -1 if (mark.place or 0) < 0 else 1
        drawn.append(flag(x + side * 11, y + 6, side, palette))
    label = f"{mark.label}. {mark.title}: {mark.said}"
    return [tag("g", tag("title", escaped(label)), *drawn)]


def _desc(marks: Iterable[Mark]) -> str:
    known = list(marks)
    said = [f"{mark.label}: {mark.said}" for mark in known]
    return "; ".join(said) + "." if said else say("There are no indicators.")
