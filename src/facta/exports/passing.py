"""What may be passed on of an assessment, of what moved and of what is due.

A figure that rests on a single record of a source whose terms forbid passing records on would be
that record, and so would the words of one: both are left out, wherever they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from facta.views.export import WHY, passed, shareable
from facta.views.words import exact, figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from facta.records import Assessment, Change, Difference, Standing
    from facta.results import Figure, Item, Result
    from facta.views.edition import Edition
    from facta.views.texts import Expected

SHORTEST = 4  # a shorter word or number stands in any text
NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")


def held_back(assessment: Assessment) -> dict[str, int]:
    """Return the indicators of which figures are left out, and how many."""
    found: dict[str, int] = {}
    for standing in assessment.standings:
        before = standing.series.points["value"].count()
        left = before - shareable(standing).series.points["value"].count()
        if left:
            found[standing.indicator] = left
    return found


def passed_on(assessment: Assessment, secret: pl.DataFrame) -> Assessment:
    """Return an assessment without what may not be passed on; ``secret`` are the records held back."""
    held = held_back(assessment)
    kept = tuple(passed(standing) for standing in assessment.standings)
    if not held and not len(secret):
        return replace(assessment, standings=kept)
    shut = _shut(assessment, kept, secret)
    return replace(
        assessment, standings=kept, results=tuple(_result(result, shut) for result in assessment.results)
    )


def passed_edition(edition: Edition, secret: pl.DataFrame) -> Edition:
    """Return an edition without what may not be passed on: the case, what moved and what is due."""
    now, was = edition.assessment, edition.was
    passed = passed_on(now, secret)
    moved = edition.change
    if moved is not None and was is not None:
        moved = passed_change(moved, was, now, passed)
    due = passed_due(edition.case.expected, now, passed)
    return replace(edition, assessment=passed, change=moved, case=replace(edition.case, expected=due))


def passed_change(change: Change, was: Assessment, now: Assessment, passed: Assessment) -> Change:
    """Return what moved without what may not be passed on; ``passed`` is what was left of ``now``.

    A figure that was a single record on the earlier day is not told as one that was revised either.
    """
    held = held_back(now).keys() | held_back(was).keys()
    parts = {
        (result.title, item.key): (item, one, result)
        for before, result in zip(now.results, passed.results, strict=True)
        for item, one in zip(before.items, result.items, strict=True)
    }

    def told(moved: Difference) -> Difference:
        if not moved.part:
            return replace(moved, reason=WHY) if moved.indicator in held else moved
        item, kept, result = parts[moved.part, moved.indicator]
        title = kept.title if moved.title == item.title else moved.title
        return replace(moved, title=title, reason=kept.because or result.headline)

    return replace(change, differences=tuple(told(moved) for moved in change.differences))


def passed_due(expected: Sequence[Expected], now: Assessment, passed: Assessment) -> tuple[Expected, ...]:
    """Return what is due without titles that would be the words of a record held back."""
    titles = {
        (f"{result.analysis}.{item.key}", item.title): one.title
        for result, after in zip(now.results, passed.results, strict=True)
        for item, one in zip(result.items, after.items, strict=True)
        if item.title != one.title
    }

    def told(due: Expected) -> Expected:
        for (about, title), kept in titles.items():
            if due.about == about:
                return replace(due, title=due.title.replace(title, kept))
        return due

    return tuple(told(due) for due in expected)


@dataclass(frozen=True, slots=True)
class _Shut:
    """What no text and no figure of the argument may repeat.

    ``refs`` are the ids of records held back, ``words`` what those say on which a part rests, ``figures``
    those held back, by indicator, and ``said`` how those are said that stand in no other text by chance.
    """

    refs: frozenset[str]
    words: tuple[str, ...]
    figures: Mapping[str, frozenset[float]]
    said: frozenset[str]

    def plain(self, text: str, instead: str = WHY, behind: Sequence[str] = ()) -> str:
        """Return a text, or something instead where it repeats what is held back.

        ``behind`` are the indicators it is known to rest on, of which no figure may stand in it.
        """
        numbers = set(NUMBER.findall(text))
        near = {said for name in behind for value in self.figures[name] for said in _ways(value)}
        told = any(word in text for word in self.words) or not numbers.isdisjoint(self.said | near)
        return instead if told else text


def _shut(assessment: Assessment, kept: Sequence[Standing], secret: pl.DataFrame) -> _Shut:
    """Gather what may not be repeated, of the records on which the argument rests."""
    refs = frozenset(secret["ref"].to_list())
    cited = refs.intersection(ref for one in assessment.results for item in one.items for ref in item.records)
    rows = (row for row in secret.select("ref", "text", "title").iter_rows() if row[0] in cited)
    words = {str(said).rstrip(".") for _, *row in rows for said in row if said}
    figures = {
        standing.indicator: frozenset(_figures(standing, after))
        for standing, after in zip(assessment.standings, kept, strict=True)
    }
    said = {way for values in figures.values() for value in values for way in _ways(value)}
    return _Shut(
        refs=refs,
        words=tuple(sorted(word for word in words if len(word) >= SHORTEST)),
        figures=figures,
        said=frozenset(one for one in said if len(one) > SHORTEST),
    )


def _ways(value: float) -> set[str]:
    """Return how a figure may be said, without its sign."""
    size = abs(value)
    return {figure(size), exact(size), f"{size:g}", f"{size:.0f}", f"{size:,.0f}", f"{size:,.1f}"}


def _figures(standing: Standing, kept: Standing) -> Iterator[float]:
    """Yield the figures of an indicator that are held back."""
    columns = (one.series.points["value"].to_list() for one in (standing, kept))
    yield from (value for value, left in zip(*columns, strict=True) if value is not None and left is None)


def _result(result: Result, shut: _Shut) -> Result:
    """Leave out of an analysis what repeats a record or a figure that is held back."""
    return replace(
        result,
        headline=shut.plain(result.headline),
        gaps=tuple(shut.plain(gap) for gap in result.gaps),
        items=tuple(_item(item, shut) for item in result.items),
        figures=tuple(_figure(one, shut, ()) for one in result.figures),
    )


def _item(item: Item, shut: _Shut) -> Item:
    """Leave out the words of a part that rests on what is held back, and its figure where it is one."""
    title = shut.plain(item.title, item.key)
    behind = tuple(name for name in item.rests_on if shut.figures.get(name))
    told = _figure(item.figure, shut, behind) if item.figure else None
    if not shut.refs.isdisjoint(item.records):
        kept = tuple(ref for ref in item.records if ref not in shut.refs)
        return replace(item, title=title, because=WHY, records=kept, detail=(), figure=told)
    detail = tuple((shut.plain(label), shut.plain(says, behind=behind)) for label, says in item.detail)
    because = shut.plain(item.because, behind=behind)
    return replace(item, title=title, because=because, detail=detail, figure=told)


def _figure(one: Figure, shut: _Shut, behind: Sequence[str]) -> Figure:
    """Leave out a figure that is one held back, of the indicators that it rests on, and its words."""
    told = replace(one, title=shut.plain(one.title, one.name), note=shut.plain(one.note))
    if one.value is not None and any(one.value in shut.figures[name] for name in behind):
        return replace(told, value=None, low=None, high=None, note=WHY)
    return told
