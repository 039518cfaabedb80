"""What a Python user gets."""

from __future__ import annotations

import io
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

import facta
from facta.views.export import to_json

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open


def test_the_public_names_are_there() -> None:
    for name in facta.__all__:
        assert getattr(facta, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'asess'"):
        facta.asess  # noqa: B018


def test_assess_answers_by_name_day_and_store(flagship_store: Path) -> None:
    assessment = facta.assess("russia-taliban", as_of="2025-07-31", store=flagship_store)
    assert assessment.as_of == date(2025, 7, 31)
    for same in ("2025-07", date(2025, 7, 31)):
        again = facta.assess("russia-taliban", as_of=same, store=flagship_store)
        assert to_json(again) == to_json(assessment)


def test_a_table_has_a_row_an_indicator(flagship_store: Path) -> None:
    assessment = facta.assess("russia-taliban", store=flagship_store)
    table = assessment.to_polars()
    assert table["indicator"].to_list() == [s.indicator for s in assessment.standings]
    assert {"level", "direction", "health", "value", "unit", "low", "high", "sources", "known_at"} <= set(
        table.columns
    )
    if find_spec("pandas"):
        assert list(assessment.to_pandas().columns) == table.columns
    else:
        with pytest.raises(ImportError, match="pip install 'facta\\[pandas\\]'"):
            assessment.to_pandas()


def test_an_assessment_shows_itself(flagship_store: Path) -> None:
    assessment = facta.assess("russia-taliban", store=flagship_store)
    page = assessment._repr_html_()
    assert "<table" in page
    assert "<script" not in page
    out = io.StringIO()
    Console(file=out, width=80).print(assessment)
    assert "Russia and Taliban-run Afghanistan" in out.getvalue()


def test_changes_compares_two_days(flagship_store: Path) -> None:
    change = facta.changes("russia-taliban", since="2025-06-01", as_of="2025-07-31", store=flagship_store)
    assert (change.was, change.now) == (date(2025, 6, 1), date(2025, 7, 31))
    rung = [d for d in change.differences if d.indicator == "LE-1"]
    assert [d.cause for d in rung] == ["the world"]


def test_a_revision_is_the_data_and_a_new_period_is_the_world(tmp_path: Path) -> None:
    from facta.cases.new import write_case

    folder = write_case(tmp_path / "mine")
    table = folder / "figures" / "trade.csv"
    text = table.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.startswith("T005,"))
    revised = first.replace(",902,", ",950,").replace(",no,,", ",no,2026-05-15,")
    assert revised != first
    table.write_text(text + revised + "\n", encoding="utf-8")
    change = facta.changes(folder, since="2026-05-14", as_of="2026-05-15", store=tmp_path / "store")
    assert [(d.indicator, d.cause) for d in change.differences] == [("EX-2", "the data")]
    assert "Q1 2025 revised from 902 to 950" in change.differences[0].reason
    change = facta.changes(folder, since="2026-07-29", as_of="2026-07-30", store=tmp_path / "store")
    assert ("EX-2", "the world") in [(d.indicator, d.cause) for d in change.differences]


def test_every_part_of_the_argument_is_a_row(flagship: Open) -> None:
    assessment = flagship.assess("2026-06-01")
    table = assessment.parts()
    assert len(table) == sum(len(result.items) for result in assessment.results)
    claims = table.filter(table["analysis"] == "claims")
    assert len(claims) == 30
    assert set(claims["says"]) <= {
        "supported", "leaning", "open", "leaning against", "refuted", "untestable",
    }  # fmt: skip
    assert flagship.assess("2015-01-01").parts().schema == table.schema
