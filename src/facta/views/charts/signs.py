"""The signs of trajectories: a shape for each, so that they can be told apart without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.charts.base import number, tag

if TYPE_CHECKING:
    from facta.views.charts.base import Palette

SHAPES = ("disc", "square", "triangle", "diamond", "cross")


def hue(index: int, palette: Palette) -> str:
    """Give the colour of a trajectory by its place."""
    return (palette.ink2, palette.d3, palette.s3, palette.violet, palette.ink3)[index % len(SHAPES)]


def outline(index: int, at: tuple[float, float], radius: float) -> str:
    """Write a sign as a path about its middle, all of about one weight to the eye.

    >>> outline(1, (10, 10), 5)
    'M5.6 5.6h8.8v8.8h-8.8z'
    """
    x, y = at
    shape = SHAPES[index % len(SHAPES)]
    if shape == "disc":
        wide, across = number(radius), number(2 * radius)
        arc = f"a{wide} {wide} 0 1 0 "
        return f"M{number(x - radius)} {number(y)}{arc}{across} 0{arc}-{across} 0z"
    if shape == "square":
        side = 1.76 * radius
        return (
            f"M{number(x - side / 2)} {number(y - side / 2)}h{number(side)}v{number(side)}h-{number(side)}z"
        )
    if shape == "triangle":
        half = 1.12 * radius
        return f"M{number(x)} {number(y - half)}l{number(half)} {number(1.95 * radius)}h-{number(2 * half)}z"
    if shape == "diamond":
        half = 1.25 * radius
        step = number(half)
        return f"M{number(x)} {number(y - half)}l{step} {step}l-{step} {step}l-{step}-{step}z"
    arm, thick = radius * 1.1, radius * 0.42
    long, short = number(2 * thick), number(arm - thick)
    return (
        f"M{number(x - thick)} {number(y - arm)}h{long}v{short}h{short}v{long}h-{short}v{short}"
        f"h-{long}v-{short}h-{short}v-{long}h{short}z"
    )


def sign(index: int, at: tuple[float, float], radius: float, palette: Palette) -> str:
    """Draw the sign of a trajectory; from the sixth on the shapes come again, hollow."""
    colour = hue(index, palette)
    hollow = index >= len(SHAPES)
    return tag(
        "path",
        d=outline(index, at, radius),
        fill=palette.panel if hollow else colour,
        stroke=colour if hollow else None,
        stroke_width=1.6 if hollow else None,
    )
