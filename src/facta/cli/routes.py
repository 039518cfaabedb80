"""What carries a cargo, and whom a change touches: route."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from facta.analyses.corridor import Asked
    from facta.api import Open

Mode = Literal["rail", "road", "sea", "ferry"]
MODES: tuple[Mode, ...] = ("rail", "road", "sea", "ferry")
FILE = click.Path(path_type=Path, dir_okay=False)


def _asking(function: Any) -> Any:  # noqa: ANN401  (click decorators)
    """Say what is asked for."""
    for option in reversed(
        (
            click.option("--from", "start", metavar="PLACE", help="Where the cargo is, say TAS or Tashkent."),
            click.option("--to", "end", metavar="PLACE", help="Where it must go."),
            click.option(
                "--close", metavar="NAME", multiple=True,
                help="Shut a closure group, a project, a place or a link; repeatable.",
            ),
            click.option(
                "--open", "open_", metavar="NAME", multiple=True,
                help="Open a group, a project or a link; repeatable.",
            ),
            click.option("--scenario", metavar="NAME", help="A table of closures and values of the network."),
            click.option(
                "--cargo", metavar="FEU", type=float, default=1.0, show_default=True,
                help="Forty-foot containers.",
            ),
            click.option(
                "--mode", "modes", type=click.Choice(MODES), multiple=True,
                help="Carry it by this only; repeatable.",
            ),
            click.option(
                "--by", type=click.Choice(["days", "usd"]), default="days", show_default=True,
                help="What is best.",
            ),
            click.option("--within", "deadline", metavar="DAYS", type=float, help="Later than this is late."),
        )
    ):  # fmt: skip
        function = option(function)
    return function


@click.command()
@click.argument("case")
@_asking
@click.option("--sheet", type=FILE, help="Also write the route sheet, a page, here.")
@click.option(
    "--exposure", type=FILE, help="A private table of sites, suppliers and shipments: what a change touches."
)
@click.option("--register", type=FILE, help="With --exposure, write rows for a risk register here.")
@click.option("--in", "name", metavar="ANALYSIS", help="The corridor.  [default: the only one]")
@options.as_of
@options.store
def route(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    start: str | None,
    end: str | None,
    close: tuple[str, ...],
    open_: tuple[str, ...],
    scenario: str | None,
    cargo: float,
    modes: tuple[Mode, ...],
    by: Literal["days", "usd"],
    deadline: float | None,
    sheet: Path | None,
    exposure: Path | None,
    register: Path | None,
    name: str | None,
    as_of: str | None,
    store: Path | None,
) -> None:
    """Say what carries a cargo from one place to another, and what carries it when a border shuts.

    Gates that were last seen shut are shut, unless --open names them. With --exposure it says instead
    which lines of your own table a change touches; that table is read and never kept.
    """
    from facta.analyses.corridor import Asked  # noqa: PLC0415

    if exposure is None and not (start and end):
        message = "name where the cargo is and must go, --from PLACE --to PLACE, or a table, --exposure FILE"
        raise click.UsageError(message)
    if (exposure is not None and (start or end or sheet)) or (register is not None and exposure is None):
        message = "--exposure takes its journeys from its table: leave out --from, --to and --sheet"
        raise click.UsageError(message if exposure else "--register needs the table of --exposure FILE")
    asked = Asked(
        start=start or "",
        end=end or "",
        close=close,
        open=open_,
        scenario=scenario,
        cargo_feu=cargo,
        modes=modes or MODES,
        by=by,
        deadline_days=deadline,
    )
    opened = opening.opened(case, store)
    if exposure is not None:
        _exposed(opened, asked, (exposure, register), name, as_of)
    else:
        _routed(opened, asked, sheet, name, as_of)


def _routed(opened: Open, asked: Asked, sheet: Path | None, name: str | None, as_of: str | None) -> None:
    from facta.assessment import view_on  # noqa: PLC0415
    from facta.routing import route as routed  # noqa: PLC0415
    from facta.views.argument import result_view  # noqa: PLC0415
    from facta.views.sheet import sheet_html  # noqa: PLC0415

    view = view_on(opened.case, opened.records, opened.day(as_of))
    result = routed(opened.case, view, asked, name)
    opening.show(lambda _: result_view(result))
    if sheet is not None:
        opening.write(sheet, sheet_html(result, opened.case.title, view.as_of), "--sheet")
        click.echo(f"Sheet: {sheet}")


def _exposed(
    opened: Open, asked: Asked, files: tuple[Path, Path | None], name: str | None, as_of: str | None
) -> None:
    from facta.analyses.corridor.register import register_csv  # noqa: PLC0415
    from facta.assessment import view_on  # noqa: PLC0415
    from facta.routing import exposure  # noqa: PLC0415
    from facta.views.argument import result_view  # noqa: PLC0415

    table, register = files
    view = view_on(opened.case, opened.records, opened.day(as_of))
    result, rows = exposure(opened.case, view, asked, table, name)
    opening.show(lambda _: result_view(result))
    if register is not None:
        opening.write(register, register_csv(rows), "--register")
        click.echo(f"Register: {register}")


COMMANDS = (route,)
