"""What publishers are asked, and what came: collect, sources, gaps."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("case")
@click.option("--only", metavar="SOURCE", multiple=True, help="Ask only this source of the case; repeatable.")
@click.option("--dry-run", is_flag=True, help="Ask for lists only, and say what would be fetched.")
@click.option("--offline", is_flag=True, help="Ask nobody; finish what an earlier run had fetched.")
@click.option(
    "--mirror",
    metavar="URL",
    envvar="FACTA_MIRROR",
    help="Ask this copy, URL/<host>/<path>, in the place of all publishers.",
)
@options.store
def collect(  # noqa: PLR0913  (one parameter an option)
    *, case: str, only: tuple[str, ...], dry_run: bool, offline: bool, mirror: str | None, store: Path | None
) -> None:
    """Fetch what the sources of a case ask of their publishers, into the store.

    Exits 0 when all is there, 3 when something could not be had, 130 when it was broken off; what
    came is kept, and the next run asks only for the rest.
    """
    from facta.api import collect_case  # noqa: PLC0415
    from facta.views.collected import report, watching  # noqa: PLC0415

    with watching(terminal=sys.stderr.isatty()) as progress:
        done = collect_case(
            case,
            store=store,
            only=only,
            dry_run=dry_run,
            offline=offline,
            mirror=mirror,
            progress=progress,
        )
    opening.show(lambda _: report(done))
    sys.exit(done.exit_status)


@click.command()
@click.argument("name", required=False)
@options.store
def sources(name: str | None, store: Path | None) -> None:
    """List the sources facta reads, or show one: its card, what the store holds of it, its gaps."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from rich.console import Group  # noqa: PLC0415

    from facta.api import held  # noqa: PLC0415
    from facta.errors import SourceError, nearest  # noqa: PLC0415
    from facta.sources import SOURCES  # noqa: PLC0415
    from facta.views.cards import card, cards  # noqa: PLC0415
    from facta.views.holdings import holdings_view  # noqa: PLC0415

    if name is None:
        opening.show(lambda _: cards([source.card for source in SOURCES.values()]))
        return
    if name not in SOURCES:
        message = f"no source {name!r}{nearest(name, SOURCES)}"
        raise SourceError(message)
    today = datetime.now(UTC).date()
    holding = held(name, store=store, today=today)
    opening.show(lambda _: Group(card(SOURCES[name].card), holdings_view(holding, today)))


@click.command()
@click.argument("case")
@options.as_of
@options.store
def gaps(*, case: str, as_of: str | None, store: Path | None) -> None:
    """List what was asked for and not got, source by source, with what to do about it."""
    from facta.gaps import holes, uncollected  # noqa: PLC0415
    from facta.views.holdings import gaps_view  # noqa: PLC0415

    opened = opening.opened(case, store)
    day = opened.day(as_of or "today")
    found = holes(opened.case, opened.records, day)
    never = uncollected(opened.case, opened.records, day)
    opening.show(lambda _: gaps_view(found, never, opened.case.name))


COMMANDS = (collect, sources, gaps)
