"""The site: serve, site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from facta.views.site import Language, Lens


@click.command()
@click.argument("case")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="A port; 0 takes any."
)
@options.store
@options.as_of
@click.option("--open", "show", is_flag=True, help="Also show it in the browser.")
def serve(*, case: str, port: int, store: Path | None, as_of: str | None, show: bool) -> None:
    """Serve a case as a site and an API, on this machine only, until Ctrl-C.

    It reads and never writes to the case. With --as-of it opens on that day; every page can be asked
    for as of another one.
    """
    from facta.serving.running import STORE, bound, pages_of, run  # noqa: PLC0415

    def ready(address: str) -> None:
        click.echo(f"{address}  (this machine only; Ctrl-C ends)")
        if show:
            click.launch(address)

    pages = pages_of(case, store or STORE, as_of)
    with bound(port) as taken:
        if sys.stderr.isatty() and not pages.is_kept():
            click.echo("Reading the case and making its board: a few seconds, the first time.", err=True)
        run(pages, taken, ready)


@click.command()
@click.argument("case")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder to write the site to.",
)
@options.as_of
@click.option("--since", metavar="DAY", help="Compare with this day.  [default: 91 days earlier]")
@options.store
@click.option(
    "--lens",
    type=click.Choice(["analyst", "risk", "planner"]),
    default="analyst",
    show_default=True,
    help="For whom the first paragraph is.",
)
@click.option(
    "--language", type=click.Choice(["en", "ru"]), default="en", show_default=True, help="Words of the pages."
)
def site(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    out: Path,
    as_of: str | None,
    since: str | None,
    store: Path | None,
    lens: Lens,
    language: Language,
) -> None:
    """Write a case as a site of files, which needs no server and no network.

    The folder is replaced as a whole, if facta wrote it or it is empty.
    """
    from facta.publishing import publish  # noqa: PLC0415

    made = opening.opened(case, store).edition(as_of, since)
    done = publish(made, out, lens=lens, language=language)
    size = f"{done.size / 1e6:.1f} MB"
    click.echo(f"{done.start}  ({done.pages:,} pages, {done.files:,} files, {size}; open it in a browser)")


COMMANDS = (serve, site)
