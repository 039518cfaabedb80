"""The tools over MCP, called by the client of the official SDK."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from guarded import TOLD
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from talking import alone, refused, told

from facta.serving.api import Api
from facta.serving.tools import NOTICE, server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from facta.serving.pages import Pages

NAMES = [
    "board", "indicator", "evidence", "changes", "scenarios", "calendar", "forecasts", "track_record"
]  # fmt: skip


def test_there_are_eight_tools_and_all_of_them_only_read(flagship_pages: Pages) -> None:
    async def talk() -> Sequence[Any]:
        async with Client(server(Api(flagship_pages.library, flagship_pages.own), "x")) as client:
            return (await client.list_tools()).tools

    tools = alone(talk)
    assert [tool.name for tool in tools] == NAMES
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        assert "as_of" in tool.input_schema["properties"]
        assert tool.output_schema is not None
        assert tool.description


def test_every_figure_comes_with_its_records_and_its_grade(flagship_pages: Pages) -> None:
    board = told(flagship_pages, "board")
    figures = [one["latest"] for one in board["indicators"] if one["latest"]]
    assert len(figures) > 50
    assert all({"unit", "period", "grade", "records", "known_at", "interval"} <= set(one) for one in figures)
    found = told(flagship_pages, "indicator", name="CT-1")["indicator"]
    assert (found["latest"]["records"], found["latest"]["grade"]) == (["UN0012"], "A2")


@pytest.mark.parametrize(("of", "least"), [("CT-1", 5), ("claims.CL01", 1), ("UN0012", 1)])
def test_evidence_is_quoted(flagship_pages: Pages, of: str, least: int) -> None:
    said = told(flagship_pages, "evidence", of=of)
    assert said["notice"] == NOTICE
    assert len(said["records"]) >= least
    for record in said["records"]:
        assert record["text"].startswith("«")
        assert record["text"].endswith("»")
        assert record["ref"]
        assert record["snapshot"]


def test_a_day_knows_nothing_of_later_ones(flagship_pages: Pages) -> None:
    said = told(flagship_pages, "evidence", of="CT-1", as_of="2025-06-19")
    assert said["as_of"] == "2025-06-19"
    assert "UN0012" not in json.dumps(said)
    assert "nothing known by then" in refused(flagship_pages, "evidence", of="UN0012", as_of="2025-06-19")


def test_wrong_questions_are_told_what_to_write(flagship_pages: Pages) -> None:
    assert "is not a date; write a year" in refused(flagship_pages, "board", as_of="soon")
    assert "did you mean 'CT-1'?" in refused(flagship_pages, "indicator", name="CT1")
    assert "is not before" in refused(flagship_pages, "changes", since="2026-06-01")


def test_what_is_due_and_what_moved_is_told(flagship_pages: Pages) -> None:
    assert told(flagship_pages, "changes", since="6m")["since"] == "2025-12-01"
    due = told(flagship_pages, "calendar", limit=3)
    assert (len(due["due"]), due["total"] > 3) == (3, True)
    assert sum(one["probability"]["value"] for one in told(flagship_pages, "scenarios")["scenarios"]) == (
        pytest.approx(100)
    )


def test_a_hostile_record_cannot_end_its_quotation(guarded_pages: Pages) -> None:
    said = told(guarded_pages, "evidence", of="EX-1", limit=200)
    for record in said["records"]:
        for name in ("text", "title", "publisher"):
            inside = (record[name] or "«»")[1:-1]
            assert not set(inside) & set("«»\u202e\u2066\x00\x1b")
            assert len(inside) <= 2001


def test_records_that_may_not_be_passed_on_are_not(guarded_pages: Pages) -> None:
    said = told(guarded_pages, "evidence", of="EX-2")
    assert said["records"] == []
    assert "terms do not allow it" in said["withheld"]
    assert TOLD not in json.dumps(said)


def test_the_command_speaks_on_standard_input_and_output(pages: Pages, tmp_path: Path) -> None:
    spot = pages.library.spot
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "facta.cli", "mcp", spot.case, "--store", str(spot.store), "--as-of", "2026-07-31"],
        env=dict(os.environ),
        cwd=str(tmp_path),
    )

    async def talk() -> Any:
        with anyio.fail_after(60):
            async with Client(stdio_client(started)) as client:
                return await client.call_tool("indicator", {"name": "EX-1"})

    answer = alone(talk)
    assert answer.structured_content["as_of"] == "2026-07-31"
    assert answer.structured_content["indicator"]["latest"]["unit"] == "incidents"
