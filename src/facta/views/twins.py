"""The twin of a drawing: the same as rows, for those who read tables and for programs that draw."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from facta.results import (
    Atlas,
    Bars,
    Calibration,
    Chain,
    Climbs,
    Courses,
    Fan,
    Futures,
    Spans,
    Table,
    Weights,
)
from facta.views.charts.shapes import Grid, Layer
from facta.views.words import day, exact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from facta.results import Shape

Cell = str | float | int | bool | None
Row = dict[str, "Cell | date"]


@singledispatch
def rows(data: Shape | Grid | Layer) -> Iterator[Row]:
    """Yield the data of a drawing as rows of plain values under the same names."""
    message = f"no twin for {type(data).__name__}"
    raise TypeError(message)


@rows.register(Bars)
def _(data: Bars) -> Iterator[Row]:
    for one in data.rows:
        yield {"label": one.label, "value": one.value, "low": one.low, "high": one.high, "note": one.note}


@rows.register(Weights)
def _(data: Weights) -> Iterator[Row]:
    for one in data.rows:
        for column, value in zip(data.columns, one.values, strict=True):
            yield {"evidence": one.label, "column": column, "value": value, "note": one.note}
    for column, total in zip(data.columns, data.sums, strict=True):
        yield {"evidence": "Sum", "column": column, "value": total, "note": data.unit}


@rows.register(Chain)
def _(data: Chain) -> Iterator[Row]:
    into: dict[str, list[str]] = {}
    titles = {stage.key: stage.title for stage in data.stages}
    for link in data.links:
        into.setdefault(link.source, []).append(titles.get(link.target, link.target))
    for one in data.stages:
        yield {
            "stage": one.title, "value": one.value, "low": one.low, "high": one.high, "note": one.note,
            "leads to": "; ".join(into.get(one.key, ())),
        }  # fmt: skip


@rows.register(Spans)
def _(data: Spans) -> Iterator[Row]:
    for one in data.rows:
        yield {
            "label": one.label, "start": one.start, "due": one.due, "end": one.end, "outcome": one.outcome,
        }  # fmt: skip


@rows.register(Climbs)
def _(data: Climbs) -> Iterator[Row]:
    for one in data.rows:
        for when, rung, verified in one.steps:
            name = data.rungs[rung] if 0 <= rung < len(data.rungs) else ""
            yield {"label": one.label, "day": when, "rung": rung, "name": name, "verified": verified}


@rows.register(Atlas)
def _(data: Atlas) -> Iterator[Row]:
    for dot in data.dots:
        yield {"kind": dot.role, "label": dot.label, "lat": dot.lat, "lon": dot.lon, "state": ""}
    for one in data.stretches:
        if one.label and one.points:
            lat, lon = one.points[0]
            yield {"kind": one.mode, "label": one.label, "lat": lat, "lon": lon, "state": one.state}


@rows.register(Courses)
def _(data: Courses) -> Iterator[Row]:
    for one in data.rows:
        for mark in one.marks:
            yield {
                "route": one.label, "km": mark.km, "value": mark.value, "low": mark.low, "high": mark.high,
                "at": mark.label,
            }  # fmt: skip


@rows.register(Futures)
def _(data: Futures) -> Iterator[Row]:
    for one in data.rows:
        yield {"label": one.label, "value": one.value, "low": one.low, "high": one.high, "was": one.was}


@rows.register(Fan)
def _(data: Fan) -> Iterator[Row]:
    for when, value in data.past:
        yield {"part": "seen", "day": when, "value": value, **dict.fromkeys(_ENDS)}
    for part, found in (("expected before", data.before), ("expected", data.ahead)):
        for one in found:
            ends = (*one.half, *one.most, *one.nearly)
            yield {"part": part, "day": one.day, "value": one.middle, **dict(zip(_ENDS, ends, strict=True))}


_ENDS = ("low 50", "high 50", "low 80", "high 80", "low 95", "high 95")


@rows.register(Calibration)
def _(data: Calibration) -> Iterator[Row]:
    for one in data.rows:
        yield {
            "term": one.term, "from": one.means[0], "to": one.means[1], "happened": one.happened,
            "low": one.low, "high": one.high, "n": one.n,
        }  # fmt: skip


@rows.register(Grid)
def _(data: Grid) -> Iterator[Row]:
    for one in data.rows:
        for start, state in zip(data.starts, one.states, strict=True):
            yield {"source": one.label, "week": start, "state": state}


@rows.register(Layer)
def _(data: Layer) -> Iterator[Row]:
    for one in sorted(data.places, key=lambda place: (-place.count, place.label)):
        yield {"place": one.label, "count": one.count, "lat": one.lat, "lon": one.lon}


def twin(data: Shape | Grid | Layer, title: str) -> Table:
    """Return the same as a table, under the title of the drawing, to be opened on demand.

    >>> from facta.results import Future, Futures
    >>> twin(Futures(rows=(Future(label="It holds", value=62.0),)), "It holds").rows
    (('It holds', '62', '', '', ''),)
    """
    found = [*rows(data)]
    columns = tuple(found[0]) if found else ("nothing",)
    told = tuple(tuple(_said(row[name]) for name in columns) for row in found)
    right = tuple(at for at, name in enumerate(columns) if any(_is_number(row[name]) for row in found))
    return Table(title=title, columns=columns, rows=told, right=right, fold=True)


def _is_number(value: Cell | date) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _said(value: Cell | date) -> str:
    """Say one cell; what is not there is left empty, and never zero."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return exact(value) if isinstance(value, int | float) else day(value)
