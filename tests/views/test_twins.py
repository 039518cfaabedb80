"""Every drawing has a twin in rows, and most can be had as a Vega-Lite chart of those rows."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from make import flagship
from make_charts import DELIVERIES, EVERY, TRAJECTORIES
from test_argument_charts import EVERY as ARGUED

from facta.results import Atlas, Chain, Drawing, Figure, Result, Stage
from facta.views import vega
from facta.views.shown import shown
from facta.views.shown_chart import ShownChart
from facta.views.twins import rows, twin

if TYPE_CHECKING:
    from facta.records import Assessment

ALL = [*EVERY, *ARGUED]


@pytest.mark.parametrize(("chart", "data"), ALL)
def test_a_twin_has_as_many_cells_as_columns(chart: str, data: object) -> None:
    made = twin(data, chart)  # type: ignore[arg-type]
    assert made.fold
    assert all(len(row) == len(made.columns) for row in made.rows)
    assert len(made.rows) == len([*rows(data)])  # type: ignore[arg-type]


def test_what_is_not_there_is_empty_in_a_twin_and_never_zero() -> None:
    made = twin(DELIVERIES, "X")
    assert made.columns[:4] == ("part", "day", "value", "low 50")
    assert made.rows[0][3] == ""
    assert made.rows[0][1] == "1 Jun 2024"


@pytest.mark.parametrize(("chart", "data"), ALL)
def test_every_drawing_with_axes_is_valid_vega_lite(chart: str, data: object) -> None:
    altair = pytest.importorskip("altair")
    made = vega.to_altair(vega.drawn(data, chart))  # type: ignore[arg-type]
    assert isinstance(made, altair.Chart | altair.LayerChart)
    told = json.loads(made.to_json())
    assert told["title"] == chart


def test_a_chain_and_a_map_say_that_they_have_no_axes() -> None:
    with pytest.raises(TypeError, match="a chain has no axes to draw on: use its svg or its rows"):
        vega.drawn(Chain(stages=(Stage(key="a", title="A", value=0.5),), links=()), "X")
    with pytest.raises(TypeError, match="atlas has no axes"):
        vega.drawn(Atlas(dots=(), stretches=()), "X")


def assessed() -> Assessment:
    case = flagship()
    figure = Figure(name="x", title="X", value=1.0, unit="%")
    drawing = Drawing(chart="futures", title="It holds", data=TRAJECTORIES)
    said = Result(
        analysis="trajectories", kind="hypotheses", title="Trajectories", headline="It holds.",
        method="By hand.", figures=(figure,), drawings=(drawing,),
    )  # fmt: skip
    return shown(type(case)(**{name: getattr(case, name) for name in case.__slots__} | {"results": (said,)}))


def test_a_chart_of_an_assessment_shows_itself() -> None:
    case = shown(assessed())
    name = case.standings[0].indicator
    one, other = case.chart(name), case.chart("trajectories")
    assert isinstance(one, ShownChart)
    assert one._repr_svg_().startswith("<svg")
    assert other._repr_html_().startswith("<figure><figcaption>It holds</figcaption><svg")
    assert other.to_polars()["label"].to_list() == [row.label for row in TRAJECTORIES.rows]
    assert one.to_polars().height == case.standings[0].series.points.height


def test_a_series_of_an_indicator_is_valid_vega_lite() -> None:
    pytest.importorskip("altair")
    case = shown(assessed())
    told = json.loads(case.chart(case.standings[0].indicator).to_altair().to_json())
    assert told["title"] == case.standings[0].title
    assert len(told["layer"]) == (3 if case.standings[0].band else 2)


def test_a_chart_that_is_not_there_is_refused_with_the_nearest_name() -> None:
    case = shown(assessed())
    with pytest.raises(KeyError, match="no indicator and no analysis 'trajectorys'"):
        case.chart("trajectorys")
    with pytest.raises(KeyError, match="trajectories has 1 drawings, and no number 2"):
        case.chart("trajectories", 2)


def test_without_altair_one_sentence_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['altair'] = None\n"
        "from facta.views import vega\n"
        "try:\n    vega.to_altair({})\nexcept ImportError as why:\n    print(why)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == (
        "to_altair needs altair: pip install 'facta[notebook]', or use the drawing as it is"
    )
