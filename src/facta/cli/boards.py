"""Boards and what moved: run, changes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from facta.api import Engine
    from facta.records import Change

STATUS_LEVEL, STATUS_WIRE, STATUS_DARK = 1, 2, 3


@click.command()
@click.argument("case")
@options.as_of
@click.option("--since", metavar="DAY", help="Compare with this day.  [default: 91 days earlier]")
@options.store
@options.engine
@click.option("--all", "every", is_flag=True, help="Also show the indicators at baseline, a line each.")
@click.option("--json", "as_json", is_flag=True, help="Print the assessment as JSON.")
@click.option(
    "--brief",
    type=click.Path(path_type=Path, dir_okay=False),
    default="brief.html",
    show_default=True,
    help="Where to write the page.",
)
@click.option(
    "--exit-code", is_flag=True, help="Exit 1 on a level change, 2 on a trip-wire, 3 on a dark source."
)
def run(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    as_of: str | None,
    since: str | None,
    store: Path | None,
    every: bool,
    as_json: bool,
    brief: Path,
    exit_code: bool,
    engine: Engine,
    spark: str,
    spark_store: str | None,
) -> None:
    """Assess a case, print its board and write its brief."""
    from facta.api import cluster_of  # noqa: PLC0415
    from facta.store.spark import Cluster  # noqa: PLC0415
    from facta.views.brief import brief_html  # noqa: PLC0415

    opened = opening.opened(case, store, cluster_of(engine, Cluster(spark, spark_store)))
    made = opened.edition(as_of, since)
    now, change = made.assessment, made.change
    page = brief_html(now, change=change, case=made.case, today=opened.today, seen=made.foreseen)
    if as_json:
        from facta.views.export import to_json  # noqa: PLC0415

        click.echo(to_json(now, change))
    else:
        from facta.views.board import board  # noqa: PLC0415

        opening.show(
            lambda width: board(
                now, change, today=opened.today, width=width, every=every, foreseen=made.foreseen
            )
        )
    opening.write(brief, page)
    if not as_json:
        first = next(iter(opened.case.indicators))
        whole = next(iter(opened.case.analyses), "")
        also = f" (or an analysis: {whole})" if whole else ""
        click.echo(f"Brief: {brief}\nExplain a line: facta explain {case} {first}{also}")
    if exit_code:
        sys.exit(_status(now, change))


def _status(now: Any, change: Change | None) -> int:  # noqa: ANN401  (an assessment)
    """Return the status for cron: the most urgent of what happened."""
    if any(finding.tripped for standing in now.standings for finding in standing.findings):
        return STATUS_WIRE
    if any(item.tripped for result in now.results for item in result.items):
        return STATUS_WIRE
    if change and any(d.level_was != d.level_now for d in change.differences):
        return STATUS_LEVEL
    return STATUS_DARK if any(s.health == "dark" for s in now.standings) else 0


@click.command()
@click.argument("case")
@click.option("--since", metavar="DAY", required=True, help="Compare with this day.")
@options.as_of
@options.store
def changes(*, case: str, since: str, as_of: str | None, store: Path | None) -> None:
    """Say what moved between two days: the world, or the data."""
    from facta.comparison import compare  # noqa: PLC0415
    from facta.views.news import news  # noqa: PLC0415

    opened = opening.opened(case, store)
    now = opened.assess(opened.day(as_of))
    change = compare(opened.assess(opened.day(since)), now)
    opening.show(lambda _: news(change))


COMMANDS = (run, changes)
