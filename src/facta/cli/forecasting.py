"""What is expected, what came of it, and what would have: forecast, track-record, backtest."""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from facta.results import Table

WIDE = 80
MOST = 12

_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@click.command()
@click.argument("case")
@options.as_of
@options.store
@click.option("--dry-run", is_flag=True, help="Write nothing to the ledger.")
@_json
def forecast(*, case: str, as_of: str | None, store: Path | None, dry_run: bool, as_json: bool) -> None:
    """Ask what comes next, forecast it, resolve what is due, and keep it in the ledger.

    Nothing known after the day goes in. The same day once more writes nothing new. Then the outlook:
    what is likeliest to fire, beside what was expected of it before.
    """
    from facta.ahead import forecast_case  # noqa: PLC0415

    made = forecast_case(opening.opened(case, store), as_of, write=not dry_run)
    if as_json:
        click.echo(made.to_json())
        return
    from facta.views import forecasted  # noqa: PLC0415

    resolved, asked = len(made.made.resolutions), len(made.made.questions)
    kept = "nothing was written" if made.written is None else f"{made.written:,} new entries in the ledger"
    _say(
        f"{made.case}, as of {made.made.day}: {resolved:,} resolved, {asked:,} asked anew, "
        f"{len(made.made.forecasts):,} forecasts; {kept}."
    )
    quiet = len(made.made.silent)
    _say(f"Nothing is asked of the figures of {quiet} indicators: too few, stale or irregular.")
    ours = any(one.question.author == "analyst" for one in made.outlook)
    click.echo()
    _say(f"Outlook: {'questions put by hand, then ' if ours else ''}what would be news, the likeliest first")
    click.echo()
    for one in made.outlook[:MOST]:
        _lines(forecasted.signpost_lines(one))
        click.echo()
    if len(made.outlook) > MOST:
        _say(f"{len(made.outlook) - MOST} more: --json")


@click.command("track-record")
@click.argument("case")
@options.as_of
@options.store
@_json
def track_record(*, case: str, as_of: str | None, store: Path | None, as_json: bool) -> None:
    """Show what came of the forecasts in the ledger: scores, calibration, answers and misses.

    Every family stands by itself, beside persistence, climatology and the base rate. Forecasts that
    were written on or after their deadline are not scored.
    """
    from facta.ahead import track_record_of  # noqa: PLC0415
    from facta.views import forecasted  # noqa: PLC0415

    told = track_record_of(opening.opened(case, store), as_of)
    if as_json:
        click.echo(told.to_json())
        return
    _say(f"{told.case}, up to {told.as_of}: {forecasted.totals(told.fates)}")
    late = f"{told.hindsight:,} forecasts written on or after their deadline, not scored"
    _say(f"{told.open:,} questions open; {late}.")
    click.echo()
    for table in (
        forecasted.score_table(told.scores),
        forecasted.apart_table(told.scores),
        forecasted.width_table(told.scores),
        forecasted.term_table(told.terms),
        forecasted.fate_table(told.fates),
    ):
        _table(table)
    _several("Answered, newest first", [forecasted.resolved_lines(one) for one in told.resolved])
    _several("Missed, newest first", [forecasted.miss_lines(one) for one in told.misses])


@click.command()
@click.argument("case")
@click.option("--from", "start", metavar="DAY", required=True, help="The first day.")
@click.option("--to", "end", metavar="DAY", help="The last day.  [default: that of the newest fact]")
@click.option(
    "--every",
    type=click.Choice(["week", "month", "quarter"]),
    default="month",
    show_default=True,
    help="How far apart the days lie on which is forecast.",
)
@click.option("--out", type=click.Path(dir_okay=False), help="Write every scored forecast as Parquet.")
@options.store
@_json
def backtest(  # noqa: PLR0913  (one parameter an option)
    *, case: str, start: str, end: str | None, every: str, out: str | None, store: Path | None, as_json: bool
) -> None:
    """Ask, forecast, resolve and score over history, with what was known on each day.

    Nothing goes to the ledger. What it comes to is kept beside the store, where the outlook finds it.
    """
    from facta.api import STORE  # noqa: PLC0415
    from facta.forecasts import remembered  # noqa: PLC0415
    from facta.forecasts.backtest import backtest as tested  # noqa: PLC0415
    from facta.forecasts.backtest import origins  # noqa: PLC0415
    from facta.forecasts.stored import as_json as written  # noqa: PLC0415
    from facta.forecasts.stored import keep  # noqa: PLC0415
    from facta.forecasts.trajectories import trajectory_record  # noqa: PLC0415
    from facta.views import forecasted  # noqa: PLC0415

    if out and not os.access(os.path.dirname(out) or ".", os.W_OK):  # noqa: PTH120  ("." of a bare name)
        message = f"--out {out}: no folder that can be written to; name a file in one"
        raise click.UsageError(message)
    opened = opening.opened(case, store)
    first, last = opened.first_day(start), opened.day(end)
    made = tested(opened.case, opened.records, first, last, every=every)  # type: ignore[arg-type]
    path = keep(store or STORE, made.card)
    courses = trajectory_record(opened.case, opened.records, origins(first, last, every))  # type: ignore[arg-type]
    remembered.keep(store or STORE, opened.case, last, courses)
    if out:
        made.rows.write_parquet(out)
    card = made.card
    if as_json:
        click.echo(written(card))
        return
    _say(f"{card.case}: forecast on {card.days} days from {card.start} to {card.end}, as known on each.")
    _say(forecasted.totals(card.fates))
    _say(forecasted.assumed(card))
    click.echo()
    for table in (
        forecasted.score_table(card.scores),
        forecasted.apart_table(card.scores),
        forecasted.width_table(card.scores),
        forecasted.term_table(card.terms),
        forecasted.fate_table(card.fates),
        forecasted.weight_table(card.weights),
    ):
        _table(table)
    _several("Missed, newest first", [forecasted.miss_lines(one) for one in card.misses])
    click.echo(f"Kept: {path}")


def _several(title: str, told: Sequence[Iterable[str]]) -> None:
    click.echo(f"{title}: {len(told):,}")
    for lines in told[:MOST]:
        _lines(lines)
    if len(told) > MOST:
        _say(f"… and {len(told) - MOST:,} more: --json")
    click.echo()


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        inset = "    " if line.startswith("  ") else "  "
        _say(line, inset)


def _say(text: str, inset: str = "") -> None:
    from facta.views.words import clean  # noqa: PLC0415

    lines = textwrap.wrap(
        clean(text), WIDE, subsequent_indent=inset, break_long_words=False, break_on_hyphens=False
    )
    click.echo("\n".join(lines))


def _table(table: Table) -> None:
    """Print a table in 80 columns."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as Drawn  # noqa: PLC0415

    if not table.rows:
        return
    _say(table.title)
    made = Drawn(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, column in enumerate(table.columns):
        made.add_column(column, justify="right" if place in table.right else "left", overflow="fold")
    for row in table.rows:
        made.add_row(*row)
    Console(width=WIDE, highlight=False, markup=False).print(made)
    if table.note:
        _say(table.note)
    click.echo()


COMMANDS = (forecast, track_record, backtest)
