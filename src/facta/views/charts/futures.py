"""Fifty equally likely futures, and beside each kind of them its chance, its range and what it was."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from facta.likelihood import WORDS, percent, word
from facta.views.charts.base import SANS, drawing, number, tag, text
from facta.views.charts.lettering import lines
from facta.views.charts.signs import SHAPES, hue, outline, sign
from facta.views.language import say, tongue
from facta.views.words import MINUS, day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.results import Future, Futures
    from facta.views.charts.base import Palette

MANY, ACROSS, STEP, RADIUS = 50, 25, 16.0, 5.6
WIDTH, DOWN, GAP, ROW = 400, 18.0, 30, 66
LABEL, LEFT, RIGHT = 84, 84, 396  # where names begin, and the ends of the scale
SCALE, HALF = 35, 7  # pixels from the top of a row to its scale, and half the height of a tick
SIZE, SMALL, LARGE = 13.5, 12, 17
CROWDED = (1.0, 99.0)  # bounds of the verbal scale that have no number


def fifty(values: Sequence[float], many: int = MANY) -> tuple[int, ...]:
    """Share so many futures out in proportion, by largest remainders, the first of equals ahead.

    References
    ----------
    Kay, M., Kola, T., Hullman, J. and Munson, S. (2016). When (ish) is my bus? Proceedings of the
    2016 CHI Conference on Human Factors in Computing Systems, 5092-5103 (quantile dot plots).

    Examples
    --------
    >>> fifty([65.1, 10.7, 9.8, 9.0, 5.4])
    (33, 5, 5, 4, 3)
    >>> fifty([1, 1, 1]), fifty([0.0])
    ((17, 17, 16), (0,))
    """
    known = [value if math.isfinite(value) and value > 0 else 0.0 for value in values]
    whole = math.fsum(known)
    if not whole:
        return tuple(0 for _ in known)
    exact = [value / whole * many for value in known]
    found = [math.floor(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda at: (found[at] - exact[at], at))
    for at in order[: many - sum(found)]:
        found[at] += 1
    return tuple(found)


def draw(data: Futures, *, palette: Palette, title: str) -> str:
    """Draw fifty signs, then a row for each future on the verbal scale."""
    shares = fifty([row.value for row in data.rows])
    if not sum(shares):
        nothing = text(
            say("No chance is known."), x=16, y=36, fill=palette.ink2, font_size=14, font_family=SANS
        )
        return drawing((WIDTH, 60), title, say("No chance is known."), nothing)
    top = 2 * DOWN + GAP
    bottom = top + ROW * len(data.rows)
    body = [*_array(shares, palette), *_scale(top, len(data.rows), palette)]
    for index, row in enumerate(data.rows):
        body += _row(row, index, top + ROW * index, palette)
    height = bottom + 8
    if any(row.was is not None or _bounds(row) for row in data.rows):
        body += _key(data, bottom + 18, palette)
        height += 24
    return drawing((WIDTH, height), title, _desc(data, shares), tag("g", *body, font_family=SANS))


def _array(shares: Sequence[int], palette: Palette) -> Iterator[str]:
    """Yield the fifty signs, one path a future."""
    first = 0
    for index, share in enumerate(shares):
        places = [
            (STEP * (at % ACROSS) + STEP / 2, DOWN * (at // ACROSS) + DOWN / 2)
            for at in range(first, first + share)
        ]
        first += share
        path = "".join(outline(index, at, RADIUS) for at in places)
        if path:
            hollow = {"fill": palette.panel, "stroke": hue(index, palette), "stroke_width": 1.6}
            yield tag("path", d=path, **(hollow if index >= len(SHAPES) else {"fill": hue(index, palette)}))


def _at(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(max(value / 100, 0.0), 1.0)


def _scale(top: float, rows: int, palette: Palette) -> Iterator[str]:
    """Yield the bounds of the verbal scale, in per cent, at each row."""
    marks = [100 * bound for bound, _, _ in WORDS if bound < 1]
    path = "".join(
        f"M{number(_at(mark))} {number(top + ROW * row + SCALE - HALF)}v{2 * HALF}"
        for row in range(rows)
        for mark in marks
    )
    yield tag("path", d=path, stroke=palette.hatch if not palette.hatch.startswith("url(") else palette.ink3)
    labels = [text(f"{mark:g}", x=_at(mark), y=top - 6) for mark in marks if mark not in CROWDED]
    yield tag("g", *labels, fill=palette.ink3, font_size=SMALL, text_anchor="middle")
    yield text(say("chance, %"), x=0, y=top - 6, fill=palette.ink3, font_size=SMALL)


def _row(row: Future, index: int, top: float, palette: Palette) -> Iterator[str]:
    """Yield a future: its sign, chance and name, below them the scale, and in words what it says."""
    y = top + SCALE
    (label,) = lines(row.label, width=WIDTH - LABEL, size=SIZE, most=1)
    yield tag("path", d=f"M0 {number(top)}H{WIDTH}", stroke=palette.line2)
    yield sign(index, (8, top + 14), RADIUS + 0.8, palette)
    yield text(percent(row.value / 100), x=22, y=top + 20, fill=palette.ink, font_size=LARGE, font_weight=600)
    yield text(label, x=LABEL, y=top + 19, fill=palette.ink, font_size=SIZE, font_weight=600, lang=tongue())
    yield text(_moved(row), x=22, y=top + 39, fill=palette.ink2, font_size=SMALL)
    yield tag("path", d=f"M{LEFT} {number(y)}H{RIGHT}", stroke=palette.line)
    if row.low is not None and row.high is not None:
        yield _reach(_at(row.low), _at(row.high), y, hue(index, palette))
    if row.was is not None:
        yield _dot(_at(row.was), y, palette.panel, palette.ink2)
    yield _dot(_at(row.value), y, hue(index, palette), palette.panel)
    yield text(_worded(row), x=LEFT, y=top + 57, fill=palette.ink2, font_size=SMALL)
    yield text(_bounds(row), x=WIDTH, y=top + 57, fill=palette.ink2, font_size=SMALL, text_anchor="end")


def _dot(x: float, y: float, fill: str, stroke: str) -> str:
    return tag("circle", cx=x, cy=y, r=4.5, fill=fill, stroke=stroke, stroke_width=1.3)


def _moved(row: Future) -> str:
    """Say by how many points a chance moved; nothing where no earlier one is known."""
    if row.was is None:
        return ""
    points = round(row.value - row.was)
    moved = f"{points:+d}".replace("-", MINUS)
    return say("%(points)s pts", points=moved) if points else say("unmoved")


def _bounds(row: Future) -> str:
    """Say the interval of a chance; nothing where it has none."""
    if row.low is None or row.high is None:
        return ""
    low, high = percent(row.low / 100), percent(row.high / 100)
    return f"{low.removesuffix(' %')}–{high}"


def _worded(row: Future) -> str:
    """Say the word for a chance, and what it means."""
    said = word(row.value / 100)
    means = next(ends for _, name, ends in WORDS if name == said)
    return f"{say(said)} ({means} %)"


def _key(data: Futures, y: float, palette: Palette) -> Iterator[str]:
    """Yield what the signs on the scale mean, only those that are there."""
    x = 0.0
    if data.was and any(row.was is not None for row in data.rows):
        yield tag("circle", cx=6, cy=y, r=4.5, fill=palette.panel, stroke=palette.ink2, stroke_width=1.3)
        yield text(say("as of %(day)s", day=day(data.was)), x=16, y=y + 4, fill=palette.ink2, font_size=SMALL)
        x = 140
    yield tag("circle", cx=x + 6, cy=y, r=4.5, fill=palette.ink2)
    yield text(say("now"), x=x + 16, y=y + 4, fill=palette.ink2, font_size=SMALL)
    if any(map(_bounds, data.rows)):
        yield _reach(x + 62, x + 86, y, palette.ink2)
        (said,) = lines(say(data.bounds), width=WIDTH - x - 100, size=SMALL, most=1)
        yield text(said, x=x + 96, y=y + 4, fill=palette.ink2, font_size=SMALL)


def _reach(left: float, right: float, y: float, colour: str) -> str:
    """Draw the interval of a chance."""
    return tag(
        "path", d=f"M{number(left)} {number(y)}H{number(right)}", stroke=colour, stroke_width=5,
        stroke_linecap="round", stroke_opacity=0.45,
    )  # fmt: skip


def _desc(data: Futures, shares: Sequence[int]) -> str:
    """Say every future with its chance, for those who do not see it."""
    said = []
    for row, share in zip(data.rows, shares, strict=True):
        many = say("%(share)s of %(all)s", share=share, all=MANY)
        parts = [f"{row.label}: {percent(row.value / 100)}, {many}"]
        if row.low is not None and row.high is not None:
            parts.append(say("%(low)s to %(high)s", low=percent(row.low / 100), high=percent(row.high / 100)))
        parts.append(_worded(row))
        if row.was is not None and data.was:
            parts.append(f"{percent(row.was / 100)} {say('as of %(day)s', day=day(data.was))}")
        said.append(", ".join(parts))
    return say("Of %(all)s equally likely futures: %(futures)s.", all=MANY, futures="; ".join(said))
