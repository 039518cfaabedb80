"""The command line: the only place, with `facta.api`, that reads the clock and the environment."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import facta

if TYPE_CHECKING:
    from datetime import date

    from facta.api import Engine, Open
    from facta.records import Change
    from facta.store.spark import Cluster

STATUS_LEVEL, STATUS_WIRE, STATUS_DARK = 1, 2, 3
USAGE = 64
DEFAULT_SINCE_DAYS = 91


class Commands(click.Group):
    """Turns every deliberate error into one clear paragraph and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (click's own signature)
        """Run a command."""
        from facta.errors import FactaError  # noqa: PLC0415

        try:
            return super().invoke(ctx)
        except FactaError as error:
            for mistake in error.mistakes:
                click.echo(mistake, err=True)
            ctx.exit(error.exit_status)
        except ValueError as error:
            click.echo(str(error), err=True)
            ctx.exit(USAGE)
        except click.UsageError as error:
            error.show()
            ctx.exit(USAGE)  # cron must never take wrong usage for a trip-wire


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


def _store(function: Any) -> Any:  # noqa: ANN401  (click decorators)
    return click.option(
        "--store",
        type=click.Path(path_type=Path),
        envvar="FACTA_STORE",
        help="Folder of the store.  [default: .facta]",
    )(function)


def _as_of(function: Any) -> Any:  # noqa: ANN401  (click decorators)
    return click.option(
        "--as-of", metavar="DAY", help="A day, or today.  [default: that of the newest fact]"
    )(function)


def _engine(function: Any) -> Any:  # noqa: ANN401  (click decorators)
    for option in (
        click.option(
            "--spark-store",
            metavar="URL",
            envvar="FACTA_SPARK_STORE",
            help="Where Spark sees the store, say s3://bucket/store.  [default: where it is here]",
        ),
        click.option(
            "--spark",
            metavar="URL",
            envvar="FACTA_SPARK",
            default="sc://localhost:15002",
            show_default=True,
            help="The Spark Connect server of --engine spark.",
        ),
        click.option(
            "--engine",
            type=click.Choice(["embedded", "spark"]),
            default="embedded",
            show_default=True,
            help="What narrows the records: this machine, or Spark.",
        ),
    ):
        function = option(function)
    return function


@main.command()
@click.argument("case")
@_as_of
@click.option("--since", metavar="DAY", help="Compare with this day.  [default: 91 days earlier]")
@_store
@_engine
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
    from datetime import timedelta  # noqa: PLC0415

    from facta.api import cluster_of  # noqa: PLC0415
    from facta.comparison import compare  # noqa: PLC0415
    from facta.store.spark import Cluster  # noqa: PLC0415
    from facta.told import told  # noqa: PLC0415
    from facta.views.brief import brief_html  # noqa: PLC0415

    opened = _open(case, store, cluster_of(engine, Cluster(spark, spark_store)))
    now = opened.assess(_day(opened, as_of))
    was_on = _day(opened, since) if since else now.as_of - timedelta(days=DEFAULT_SINCE_DAYS)
    change = compare(opened.assess(was_on), now)
    page = brief_html(now, change=change, case=told(opened.case, opened.records, now), today=opened.today)
    if as_json:
        from facta.views.export import to_json  # noqa: PLC0415

        click.echo(to_json(now, change))
    else:
        from facta.views.board import board  # noqa: PLC0415

        _print(lambda width: board(now, change, today=opened.today, width=width, every=every))
    _write(brief, page)
    if not as_json:
        first = next(iter(opened.case.indicators))
        click.echo(f"Brief: {brief}   Explain a line: facta explain {case} {first}")
    if exit_code:
        sys.exit(_status(now, change))


def _status(now: Any, change: Change) -> int:  # noqa: ANN401  (an assessment)
    """Return the status for cron: the most urgent of what happened."""
    if any(finding.tripped for standing in now.standings for finding in standing.findings):
        return STATUS_WIRE
    if any(d.level_was != d.level_now for d in change.differences):
        return STATUS_LEVEL
    return STATUS_DARK if any(s.health == "dark" for s in now.standings) else 0


@main.command()
@click.argument("case")
@click.argument("what")
@click.argument("period", required=False)
@_as_of
@_store
def explain(*, case: str, what: str, period: str | None, as_of: str | None, store: Path | None) -> None:
    """Go from a level to its rule, its series, its records and their bytes.

    WHAT is an indicator of the case, the id of a record, or a measure. PERIOD such as 2025-Q3,
    2025-10 or 2025-10-03 shows the records of that period only.
    """
    from datetime import date  # noqa: PLC0415

    from facta.evidence import behind, find  # noqa: PLC0415
    from facta.periods import parse  # noqa: PLC0415
    from facta.told import fired, meaning  # noqa: PLC0415
    from facta.views.explain import record_table, standing_view  # noqa: PLC0415

    opened = _open(case, store)
    found = find(opened.case, opened.records, what)
    if not isinstance(found, str):
        until = _day(opened, as_of) if as_of else date.max
        known_then = [record.values for record in found if record.values["known_at"] <= until]
        _print(lambda _: record_table(known_then))
        return
    from facta.assessment import known_on, stand  # noqa: PLC0415

    indicator = opened.case.indicators[found]
    known = known_on(opened.case, opened.records, _day(opened, as_of))
    standing = stand(found, indicator, known, opened.case.since)
    span = parse(period) if period else None
    rows = [record.values for record in behind(indicator, known, span)]
    shown = rows if span else rows[-8:]
    _print(
        lambda _: standing_view(
            standing, meaning(indicator) | fired(indicator, standing), shown, whole=span is not None
        )
    )


@main.command()
@click.argument("case")
@click.option("--since", metavar="DAY", required=True, help="Compare with this day.")
@_as_of
@_store
def changes(*, case: str, since: str, as_of: str | None, store: Path | None) -> None:
    """Say what moved between two days: the world, or the data."""
    from facta.comparison import compare  # noqa: PLC0415
    from facta.views.board import news  # noqa: PLC0415

    opened = _open(case, store)
    now = opened.assess(_day(opened, as_of))
    change = compare(opened.assess(_day(opened, since)), now)
    _print(lambda _: news(change, most=None))


@main.command()
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
@_store
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
    _print(lambda _: report(done))
    sys.exit(done.exit_status)


@main.command()
@click.argument("name", required=False)
@_store
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
        _print(lambda _: cards([source.card for source in SOURCES.values()]))
        return
    if name not in SOURCES:
        message = f"no source {name!r}{nearest(name, SOURCES)}"
        raise SourceError(message)
    today = datetime.now(UTC).date()
    holding = held(name, store=store, today=today)
    _print(lambda _: Group(card(SOURCES[name].card), holdings_view(holding, today)))


@main.command()
@click.argument("case")
@_as_of
@_store
def gaps(*, case: str, as_of: str | None, store: Path | None) -> None:
    """List what was asked for and not got, source by source, with what to do about it."""
    from facta.gaps import holes, uncollected  # noqa: PLC0415
    from facta.views.holdings import gaps_view  # noqa: PLC0415

    opened = _open(case, store)
    day = _day(opened, as_of or "today")
    found = holes(opened.case, opened.records, day)
    never = uncollected(opened.case, opened.records, day)
    _print(lambda _: gaps_view(found, never, opened.case.name))


@main.command()
@click.argument("path")
def check(path: str) -> None:
    """Check a case and its tables: every mistake at once, with line and column."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from facta.checking import check_case  # noqa: PLC0415
    from facta.views.words import counted  # noqa: PLC0415

    case, counts = check_case(path, today=datetime.now(UTC).date())
    watched = counted(len(case.indicators), "indicator")
    click.echo(f"{case.name}: {watched}, {counted(counts, 'record')}; nothing to mend")


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a small working case with comments into a new folder."""
    from facta.cases.new import write_case  # noqa: PLC0415

    folder = write_case(Path(name))
    click.echo(f"{folder}: written. Next: facta run {folder}")


@main.command()
def schema() -> None:
    """Print the JSON Schema of case files, for editors."""
    import json  # noqa: PLC0415

    from facta import cases  # noqa: PLC0415

    click.echo(json.dumps(cases.schema(), indent=2, ensure_ascii=False))


def _open(case: str, store: Path | None, cluster: Cluster | None = None) -> Open:
    from facta.api import open_case  # noqa: PLC0415

    if not sys.stderr.isatty():
        return open_case(case, store=store, cluster=cluster)
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, visible=False)

        def step(url: str, done: int, total: int) -> None:
            bar.update(task, description=url, completed=done, total=total, visible=True)

        return open_case(case, store=store, progress=step, cluster=cluster)


def _day(opened: Open, given: str | None) -> date:
    return opened.day(given)


def _print(render: Any) -> None:  # noqa: ANN401  (a function of a width)
    from rich.console import Console  # noqa: PLC0415

    plain = not sys.stdout.isatty()
    columns = os.environ.get("COLUMNS")
    width = int(columns) if plain and columns and columns.isdigit() else 80 if plain else None
    console = Console(width=width, highlight=False, no_color=True if plain else None)
    console.print(render(console.width))


def _write(path: Path, page: str) -> None:
    from facta.errors import StoreError  # noqa: PLC0415

    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        message = f"{path}: {error.strerror}; name another file with --brief"
        raise StoreError(message) from None


def program() -> None:
    """Run as a process of its own, which ends before collecting garbage would pay."""
    gc.disable()
    main()


if __name__ == "__main__":
    program()
