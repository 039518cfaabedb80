"""Tools for a language model: mcp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from facta.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("case")
@options.store
@options.as_of
def mcp(*, case: str, store: Path | None, as_of: str | None) -> None:
    """Offer a case to a language model over MCP, on standard input and output.

    Eight tools, all of which only read: board, indicator, evidence, changes, scenarios, calendar,
    forecasts, track_record. Needs the extra facta[mcp].
    """
    from importlib.util import find_spec  # noqa: PLC0415

    if find_spec("mcp") is None:
        message = "facta mcp needs the SDK of the protocol: pip install 'facta[mcp]'"
        raise click.UsageError(message)
    from facta.serving.api import Api  # noqa: PLC0415
    from facta.serving.running import STORE, pages_of  # noqa: PLC0415
    from facta.serving.tools import server  # noqa: PLC0415

    pages = pages_of(case, store or STORE, as_of)
    title = pages.library.held().opened.case.title
    server(Api(pages.library, pages.own), title).run()


COMMANDS = (mcp,)
