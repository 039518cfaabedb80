"""The command line: the only place, with `facta.api`, that reads the clock and the environment."""

from __future__ import annotations

import gc
import sys
import textwrap
from typing import Any

import click

import facta
from facta.cli import (
    alerting,
    asking,
    boards,
    briefs,
    cases,
    data,
    forecasting,
    handing,
    ledger,
    routes,
    scoring,
    sites,
    tools,
)

USAGE = 64
WIDE = 80


class Commands(click.Group):
    """Turns every deliberate error into one clear paragraph and an exit status."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before a command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.show()
            ctx.exit(USAGE)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (click's own signature)
        """Run a command."""
        from facta.errors import FactaError  # noqa: PLC0415

        try:
            return super().invoke(ctx)
        except FactaError as error:
            for mistake in error.mistakes:
                click.echo(_fitted(mistake), err=True)
            ctx.exit(error.exit_status)
        except ValueError as error:
            click.echo(str(error), err=True)
            ctx.exit(USAGE)
        except click.UsageError as error:
            error.show()
            ctx.exit(USAGE)  # cron must never take wrong usage for a trip-wire


def _fitted(mistake: str) -> str:
    """Return a mistake in lines of 80 columns where a person reads it, and in one line elsewhere."""
    if not sys.stderr.isatty():
        return mistake
    lines = textwrap.wrap(
        mistake, WIDE, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Commands, invoke_without_command=True, context_settings=CONTEXT)
@click.version_option(facta.__version__, prog_name="facta", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Measure and test an argument about two powers.

    A case is an argument turned into data. `facta run russia-taliban` shows one that ships with
    facta; `facta new NAME` writes your own.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


ROOMS = (
    boards,
    asking,
    scoring,
    forecasting,
    ledger,
    routes,
    sites,
    briefs,
    alerting,
    handing,
    tools,
    data,
    cases,
)
for room in ROOMS:
    for command in room.COMMANDS:
        main.add_command(command)


def program() -> None:
    """Run as a process of its own, which ends before collecting garbage would pay."""
    gc.disable()
    main()
