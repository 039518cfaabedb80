"""What is handed on: export, cite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.types import StringParamType

from facta.cli import opening, options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from facta.exports import Package


class Named(StringParamType):
    """A name of a door, which is opened only when the help of its command is asked for."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self.names = names

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the names there are."""
        del param, ctx
        return f"[{'|'.join(self.names())}]"


def _formats() -> list[str]:
    from facta.exports import FORMATS  # noqa: PLC0415

    return [*FORMATS, "all"]


def _ways() -> list[str]:
    from facta.views.citing import WAYS  # noqa: PLC0415

    return list(WAYS)


@click.command()
@click.argument("case")
@click.option(
    "--to",
    required=True,
    type=click.Path(path_type=Path),
    help="Where: a file for xlsx, geojson or prov alone, a folder of its own for anything else.",
)
@click.option(
    "--format",
    "formats",
    type=Named(_formats),
    multiple=True,
    default=("datapackage",),
    show_default=True,
    help="In which format; repeatable.",
)
@click.option("--only", metavar="TABLE", multiple=True, help="Only this table; repeatable.")
@click.option("--since", metavar="DAY", help="Compare with this day.  [default: 91 days earlier]")
@options.as_of
@options.store
def export(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    to: Path,
    formats: tuple[str, ...],
    only: tuple[str, ...],
    since: str | None,
    as_of: str | None,
    store: Path | None,
) -> None:
    """Write a case as of a day for other people's tools.

    The same case, records and days give the same bytes. What the terms of a source do not allow
    passing on is left out, and said. A folder is written whole or not at all, and never over
    something that no export wrote.
    """
    from facta.exports import export as exported  # noqa: PLC0415

    opened = opening.opened(case, store)
    try:
        package = exported(opened, to, formats, edition=opened.edition(as_of, since), only=only)
    except ImportError as error:
        raise click.UsageError(str(error)) from None
    _told(package, to)


def _told(package: Package, to: Path) -> None:
    from facta.exports.readme import left_out  # noqa: PLC0415
    from facta.views.words import day  # noqa: PLC0415

    rows = ", ".join(f"{name} {len(frame):,}" for name, frame in package.tables.items())
    click.echo(f"{to}: {package.case.name} as of {day(package.as_of)}")
    click.echo(f"Rows: {rows}")
    for line in left_out(package):
        click.echo(f"Left out: {line}")


@click.command()
@click.argument("case")
@click.option("--what", metavar="ID", help="An indicator or a record.  [default: the case]")
@click.option(
    "--format", "way", type=Named(_ways), default="text", show_default=True, help="In which format."
)
@options.as_of
@options.store
def cite(*, case: str, what: str | None, way: str, as_of: str | None, store: Path | None) -> None:
    """Say how to cite a case as of a day, one of its indicators, or a record.

    A case and an indicator are cited with their day, the version of facta and the digests of case
    and records, by which the same figures can be had again; a record by its publisher.
    """
    from facta.exports import cite as cited  # noqa: PLC0415

    click.echo(cited(opening.opened(case, store), what, way=way, as_of=as_of))


COMMANDS = (export, cite)
