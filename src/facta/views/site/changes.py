"""What changed between two days: by the world and by the data, by its effect on the trajectories."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.likelihood import percent
from facta.views import findings, odds, rows, words
from facta.views.language import joined, many, say, wrapped
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.records import Assessment, Cause, Difference
    from facta.views.edition import Edition
    from facta.views.odds import Effect
    from facta.views.rows import Moved
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

MOST = 3  # trajectories that an effect names
LEAST = 0.5  # points under which one is not named


class Line(NamedTuple):
    """One change, the name of what changed, and what it did to the odds."""

    moved: Moved
    about: str
    effect: str
    size: float


class Section(NamedTuple):
    """The changes of one cause: those that changed how something stands, and figures that only came."""

    cause: Cause
    lines: tuple[Line, ...]
    quiet: tuple[Line, ...]


class Chance(NamedTuple):
    """One trajectory then and now."""

    title: str
    was: str
    now: str
    points: str


def there(edition: Edition) -> bool:
    """Tell whether the edition is compared with an earlier day."""
    return edition.change is not None


def shown(plan: Plan, _: Frame, __: str) -> Shown:
    """Show what changed."""
    edition = plan.edition
    change, was = edition.change, edition.was
    found = odds.effects(was, edition.assessment) if was else {}
    lines = _lines(rows.moved(change, plan.strands) if change else (), found, edition.assessment)
    told = {line.about for line in lines}
    rest = sorted((one for key, one in found.items() if key not in told), key=lambda one: -one.size)
    causes: tuple[Cause, ...] = ("the world", "the data")
    return Shown(
        title=findings.changes(change) if change else "",
        template="site/changes.html",
        known={
            "sections": tuple(_section(cause, lines) for cause in causes),
            "chances": tuple(_chances(edition)),
            "evidence": bool(odds.weighed(edition.assessment)),
            "rest": tuple((one.key, _said(one)) for one in rest),
            "most": next((line for line in lines if line.size >= LEAST), None),
        },
    )


def _lines(moved: Sequence[Moved], found: dict[str, Effect], assessment: Assessment) -> list[Line]:
    """Sort the changes by their effect on the odds, then by how far a level moved.

    What moved by both the world and the data has its effect where the level moved.
    """
    names = {result.title: result.analysis for result in assessment.results}
    loudest: dict[str, Moved] = {}
    keyed = [(_about(one.difference, names), one) for one in moved]
    for about, one in keyed:
        if about not in loudest or (one.level and not loudest[about].level):
            loudest[about] = one
    lines = []
    for about, one in keyed:
        effect = found.get(about) if loudest[about] is one else None
        lines.append(Line(one, about, _said(effect), effect.size if effect else 0.0))
    return sorted(lines, key=lambda line: (-line.size, -_steps(line.moved)))


def _about(difference: Difference, names: dict[str, str]) -> str:
    """Return the name under which evidence watches what changed: an indicator, or ANALYSIS.KEY."""
    if not difference.part:
        return difference.indicator
    return f"{names.get(difference.part, difference.part)}.{difference.indicator}"


def _section(cause: Cause, lines: Sequence[Line]) -> Section:
    mine = [line for line in lines if line.moved.difference.cause == cause]
    return Section(
        cause,
        tuple(line for line in mine if line.moved.level or line.size >= LEAST),
        tuple(line for line in mine if not line.moved.level and line.size < LEAST),
    )


def _steps(moved: Moved) -> int:
    one = moved.difference
    return abs((one.level_now or 0) - (one.level_was or 0))


def _said(effect: Effect | None) -> str:
    """Say what a change did to the odds, the greatest first; nothing where it did nothing."""
    if effect is None:
        return ""
    named = sorted(effect.points, key=lambda pair: -abs(pair[1]))[:MOST]
    told = [
        say("%(title)s %(points)s", title=wrapped(title), points=signed_points(points))
        for title, points in named
        if abs(points) >= LEAST
    ]
    return joined(", ", told) or say("under half a point on every trajectory")


def signed_points(points: float) -> str:
    """Say a move in points with its sign.

    >>> signed_points(3.6), signed_points(-0.2)
    ('+4 points', '0 points')
    """
    whole = round(points)
    said = words.signed(f"{whole:+d}") if whole else "0"
    return many("%(said)s point", "%(said)s points", abs(whole), said=said)


def _chances(edition: Edition) -> Iterator[Chance]:
    for result in odds.weighed(edition.assessment):
        data = odds.futures(result, edition.was)
        for row in data.rows if data else ():
            if row.was is not None:
                yield Chance(
                    row.label,
                    percent(row.was / 100),
                    percent(row.value / 100),
                    signed_points(row.value - row.was),
                )
