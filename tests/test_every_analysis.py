"""What holds of every analysis on the door."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from facta.analyses import ANALYSES, Analysis, AnyAnalysis, View
from facta.api import Open, open_case
from facta.assessment import assess, view_on
from facta.cases import Case, load_case
from facta.cases.model import NetworkUse
from facta.store import memory_store
from facta.views.argument import argument, result_view
from facta.views.charts import CHARTS, DARK, LIGHT, PAGE

if TYPE_CHECKING:
    from facta.results import Result

EXAMPLES = {kind: made.model_validate(made.example) for kind, made in ANALYSES.items()}
EVERY = pytest.mark.parametrize("kind", ANALYSES)
ROADS = Path(__file__).parent / "cases" / "every-kind" / "roads"
DAYS = [date(2020, 1, 1), date(2024, 1, 1), date(2024, 8, 1), date(2026, 6, 30)]


def _case() -> Case:
    networks = {"roads": NetworkUse.model_construct(title="Roads to the sea", folder=str(ROADS))}
    return load_case("_new").model_copy(update={"analyses": dict(EXAMPLES), "networks": networks})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """The case that `facta new` writes, with every kind of analysis."""
    return open_case(_case(), store=tmp_path_factory.mktemp("small"))


def _sound(result: Result, name: str, analysis: Analysis) -> None:
    assert (result.analysis, result.kind, result.title) == (name, analysis.kind, analysis.title)
    assert result.headline.endswith(".")
    assert result.method.endswith(".")
    keys = [item.key for item in result.items]
    assert len(set(keys)) == len(keys)
    assert all(item.says and not item.says.endswith(".") for item in result.items)
    assert [item.because for item in result.items if item.because and not item.because.endswith(".")] == []
    for figure in (*result.figures, *(item.figure for item in result.items if item.figure)):
        assert (figure.value is not None) or figure.note, figure
        if figure.value is not None and figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high, figure
    for table in (*result.tables, *([result.short] if result.short else [])):
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert all(gap.endswith(".") for gap in result.gaps)
    out = io.StringIO()
    Console(file=out, width=80).print(argument([result]), result_view(result))
    assert not re.search(r"\bnan\b", out.getvalue())
    for drawing in result.drawings:
        for palette in (LIGHT, DARK, PAGE):
            svg = CHARTS[drawing.chart](drawing.data, palette=palette, title=drawing.title)
            assert svg.startswith("<svg")
            assert not re.search(r"\bnan\b", svg)


@EVERY
def test_every_analysis_is_named_as_on_the_door_and_described(kind: str) -> None:
    made = ANALYSES[kind]
    assert made.model_fields["kind"].default == kind
    assert made.__doc__
    fields = {name: field for name, field in made.model_fields.items() if name != "kind"}
    assert all(field.description and field.description.endswith(".") for field in fields.values())


@EVERY
def test_every_analysis_is_read_back_from_its_own_data(kind: str) -> None:
    data = EXAMPLES[kind].model_dump(mode="json", by_alias=True)
    assert TypeAdapter(AnyAnalysis).validate_python(data) == EXAMPLES[kind]


@EVERY
def test_no_analysis_takes_a_parameter_it_does_not_know(kind: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        ANALYSES[kind].model_validate(ANALYSES[kind].example | {"colour": "red"})


@EVERY
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_analysis_answers_on_every_day(kind: str, day: date, small: Open) -> None:
    view = view_on(small.case, small.records, day)
    _sound(view.result(kind), kind, EXAMPLES[kind])


@EVERY
def test_every_analysis_answers_on_an_empty_store(kind: str) -> None:
    view = view_on(_case(), memory_store(), date(2026, 1, 1))
    result = view.result(kind)
    _sound(result, kind, EXAMPLES[kind])
    assert not any(item.tripped for item in result.items)


@EVERY
def test_every_analysis_says_the_same_twice(kind: str, small: Open) -> None:
    first, second = (view_on(small.case, small.records, DAYS[-1]).result(kind) for _ in range(2))
    assert first == second


def _views(opened: Open, days: list[date]) -> list[View]:
    return [view_on(opened.case, opened.records, day) for day in days]


@pytest.mark.parametrize(
    "day", [date(2021, 9, 1), date(2023, 6, 30), date(2025, 7, 10), date(2026, 6, 1)], ids=str
)
def test_every_analysis_of_the_flagship_is_sound_on_many_days(day: date, flagship: Open) -> None:
    (view,) = _views(flagship, [day])
    for name, analysis in flagship.case.analyses.items():
        _sound(view.result(name), name, analysis)
        assert not list(analysis.mistakes(view))


def test_what_a_part_rests_on_exists(flagship: Open) -> None:
    assessment = assess(flagship.case, flagship.records, date(2026, 6, 1))
    parts = {f"{result.analysis}.{item.key}" for result in assessment.results for item in result.items}
    known = parts | set(flagship.case.indicators) | set(flagship.case.analyses)
    refs = set(flagship.records.versions("events")["ref"]) | set(
        flagship.records.versions("observations")["ref"]
    )
    for result in assessment.results:
        for item in result.items:
            assert set(item.rests_on) <= known, item.key
            assert set(item.records) <= refs, item.key
