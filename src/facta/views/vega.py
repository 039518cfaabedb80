"""Drawings as Vega-Lite, which Altair shows and lets a reader restyle: the same rows, plain marks.

Vega-Lite draws what has axes. A map and a chain are pictures of their own: their rows can be had, and
their drawing as SVG.
"""

from __future__ import annotations

from datetime import date
from functools import singledispatch
from math import isfinite
from typing import TYPE_CHECKING

from facta.results import Bars, Calibration, Climbs, Courses, Fan, Futures, Spans, Weights
from facta.views.charts.shapes import Grid, Layer
from facta.views.twins import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import altair as alt

    from facta.records import Standing
    from facta.results import Shape

Spec = dict[str, object]
VERSION = "https://vega.github.io/schema/vega-lite/v6.json"
WITHOUT = "to_altair needs altair: pip install 'facta[notebook]', or use the drawing as it is"


def to_altair(found: Spec) -> alt.Chart | alt.LayerChart:
    """Return a specification as an Altair chart.

    Raises
    ------
    ImportError
        Without altair, which is an extra.
    """
    try:
        import altair as alt  # noqa: PLC0415  (an extra)
    except ImportError:
        raise ImportError(WITHOUT) from None
    made: alt.Chart | alt.LayerChart = alt.Chart.from_dict(found)
    return made


def drawn(data: Shape | Grid | Layer, title: str) -> Spec:
    """Return a drawing as a Vega-Lite specification of the same rows.

    Raises
    ------
    TypeError
        For a map or a chain, which have no axes.
    """
    return _whole(rows(data), title, marks(data))


def series(standing: Standing) -> Spec:
    """Return the figures of an indicator with their spread and their normal range."""
    columns = standing.series.points.select("start", "end", "value", "low", "high", "state")
    across, up = _time("end"), _amount("value", standing.unit)
    layers: list[Spec] = [
        _mark(
            "area", {"x": across, "y": _amount("low", standing.unit), "y2": {"field": "high"}}, opacity=0.25
        ),
        _mark("line", {"x": across, "y": up}, point=True),
    ]
    if standing.band is not None:
        low, high = standing.band
        band = _mark("rect", {"y": {"datum": low}, "y2": {"datum": high}}, opacity=0.12, color="gray")
        layers.insert(0, band)
    return _whole(columns.iter_rows(named=True), standing.title, {"layer": layers})


@singledispatch
def marks(data: object) -> Spec:
    """Return the marks of a drawing and what they stand for."""
    message = f"a {type(data).__name__.lower()} has no axes to draw on: use its svg or its rows"
    raise TypeError(message)


@marks.register(Bars)
def _(data: Bars) -> Spec:
    return _dots("label", "value", data.unit)


@marks.register(Futures)
def _(_: Futures) -> Spec:
    return _dots("label", "value", "%")


@marks.register(Calibration)
def _(_: Calibration) -> Spec:
    return _dots("term", "happened", "came true, %")


@marks.register(Weights)
def _(data: Weights) -> Spec:
    column = {"field": "column", "type": "nominal", "title": None}
    return _mark("bar", {"y": _name("evidence"), "x": _amount("value", data.unit), "column": column})


@marks.register(Spans)
def _(_: Spans) -> Spec:
    place = {"y": _name("label"), "x": _time("start")}
    made = _mark("point", {**place, "shape": _name("outcome")}, filled=True)
    return {"layer": [_mark("rule", {**place, "x2": {"field": "end"}}), made]}


@marks.register(Climbs)
def _(_: Climbs) -> Spec:
    place = {"x": _time("day"), "y": _amount("rung", "rung"), "color": _name("label")}
    return _mark("line", place, interpolate="step-after", point=True)


@marks.register(Courses)
def _(data: Courses) -> Spec:
    place = {"x": _amount("km", "km"), "y": _amount("value", data.unit), "color": _name("route")}
    return _mark("line", place, point=True)


@marks.register(Fan)
def _(data: Fan) -> Spec:
    day = _time("day")
    bands = [
        _mark(
            "area",
            {"x": day, "y": _amount(f"low {part}", data.unit), "y2": {"field": f"high {part}"}},
            opacity=seen,
        )
        | {"transform": [{"filter": {"field": "part", "equal": "expected"}}]}
        for part, seen in ((95, 0.2), (80, 0.3), (50, 0.4))
    ]
    middle = _mark("line", {"x": day, "y": _amount("value", data.unit), "strokeDash": _name("part")})
    return {"layer": [*bands, middle]}


@marks.register(Grid)
def _(_: Grid) -> Spec:
    shade = {**_name("state"), "scale": {"scheme": "greys"}}
    return _mark("rect", {"x": _time("week"), "y": _name("source"), "color": shade})


@marks.register(Layer)
def _(data: Layer) -> Spec:
    return _mark("bar", {"y": _name("place"), "x": _amount("count", data.unit)})


def _whole(found: Iterable[Mapping[str, object]], title: str, how: Spec) -> Spec:
    values = [{name: _plain(value) for name, value in row.items()} for row in found]
    return {"$schema": VERSION, "title": title, "data": {"values": values}, **how}


def _plain(value: object) -> object:
    """Return a value as JSON takes it: a day as text, and nothing for what is not finite."""
    if isinstance(value, float) and not isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _mark(kind: str, encoding: Mapping[str, object], **how: object) -> Spec:
    return {"mark": {"type": kind, **how}, "encoding": encoding}


def _name(field: str) -> Spec:
    return {"field": field, "type": "nominal", "sort": None, "title": None}


def _amount(field: str, unit: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": unit}


def _between(low: str, high: str, unit: str) -> Spec:
    return {"y": _amount(low, unit), "y2": {"field": high}}


def _time(field: str) -> Spec:
    return {"field": field, "type": "temporal", "title": None}


def _dots(place: str, value: str, unit: str) -> Spec:
    """Return dots with their bounds, a row each."""
    bounds = {"y": _name(place), "x": _amount("low", unit), "x2": {"field": "high"}}
    dots = _mark("point", {"y": _name(place), "x": _amount(value, unit)}, filled=True)
    return {"layer": [_mark("rule", bounds), dots]}
