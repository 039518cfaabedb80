"""How good the rules are, how the board stood, what one source carries: score-rules, replay, drill."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from facta.results import Table
    from facta.scoring.boards import Board
    from facta.scoring.budget import Budget
    from facta.scoring.cards import Every, Scorecard
    from facta.scoring.drill import Drill

WIDE = 150
DAYS = re.compile(r"([0-9]+)\s*d(?:ays?)?")
MONTHLY = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*/\s*month")


class Days(click.ParamType[int]):
    """A number of days, as 90d."""

    name = "days"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a number of days."""
        if isinstance(value, int):
            return value
        found = DAYS.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no number of days; write it as 90d", param, ctx)
        return int(found[1])


class Monthly(click.ParamType[float]):
    """A number of alerts a month, as 2/month."""

    name = "N/month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a number of alerts a month."""
        found = MONTHLY.fullmatch(str(value))
        if found is None or float(found[1]) <= 0:
            self.fail(f"{value!r} is no budget; write it as 2/month, above 0", param, ctx)
        return float(found[1])


def _range(function: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option(
            "--every",
            type=click.Choice(["day", "week", "month"]),
            default="week",
            show_default=True,
            help="How far apart the days lie.",
        ),
        click.option("--to", "end", metavar="DAY", help="The last day.  [default: that of the newest fact]"),
        click.option("--from", "start", metavar="DAY", required=True, help="The first day."),
    ):
        function = option(function)
    return function


@click.command("score-rules")
@click.argument("case")
@_range
@click.option(
    "--horizon",
    type=Days(),
    default="90d",
    show_default=True,
    help="A turning point so long after makes an alert true.",
)
@click.option("--onset", type=Days(), default="28d", show_default=True, help="So does one so long before.")
@click.option(
    "--refractory", type=Days(), default="28d", show_default=True, help="So long a rule that spoke is silent."
)
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=1,
    show_default=True,
    help="From which level on it is an alert.",
)
@click.option(
    "--acknowledged",
    is_flag=True,
    help="As if every alert were acknowledged: silent until it goes further up, turns or was at baseline.",
)
@click.option(
    "--budget", type=Monthly(), help="Print lines that hold all alerts within it, as YAML to paste."
)
@options.store
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
def score_rules(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    start: str,
    end: str | None,
    every: Every,
    horizon: int,
    onset: int,
    refractory: int,
    level: int,
    acknowledged: bool,
    budget: float | None,
    store: Path | None,
    as_json: bool,
) -> None:
    """Score every rule of a case over history, as known then, against its turning points.

    The scorecard is kept beside the store, where the site and the brief find it. With --budget nothing
    is kept, and the case is never edited.
    """
    from facta.scoring.cards import Terms  # noqa: PLC0415
    from facta.scoring.scorecards import days_of  # noqa: PLC0415
    from facta.scoring.scorecards import score_rules as scored  # noqa: PLC0415
    from facta.scoring.stored import as_json as written  # noqa: PLC0415
    from facta.scoring.stored import keep  # noqa: PLC0415

    opened = opening.opened(case, store)
    terms = Terms(
        horizon_days=horizon,
        onset_days=onset,
        refractory_days=refractory,
        level=level,
        every=every,
        acknowledged=acknowledged,
    )
    first, last = opened.first_day(start), opened.day(end)
    if budget is not None:
        from facta.scoring.budget import budgeted  # noqa: PLC0415

        found = budgeted(opened.case, opened.records, days_of(first, last, terms), budget, terms)
        for line in _budget(opened.case, found, as_json=as_json):
            click.echo(line)
        return
    card = scored(opened.case, opened.records, first, last, terms)
    path = keep(_folder(store), card)
    if as_json:
        click.echo(written(card))
        return
    _card(card)
    click.echo(f"Kept: {path}")


def _folder(store: Path | None) -> Path:
    from facta.api import STORE  # noqa: PLC0415

    return store or STORE


def _card(card: Scorecard) -> None:
    from facta.views import scored  # noqa: PLC0415

    for said in (f"{scored.headline(card)}.", "", scored.basis(card), scored.chances(card), ""):
        _say(said)
    for table in (
        scored.onset_table(card.onsets, "Turning points"),
        scored.score_table(card.scores, "Rules that spoke"),
        scored.silent_table(card.scores, "Rules that never spoke"),
    ):
        _table(table)


def _say(said: str) -> None:
    """Print a paragraph, on a terminal no wider than that."""
    width = opening.width()
    click.echo(textwrap.fill(said, width) if width else said)


def _table(table: Table) -> None:
    """Print a table as wide as it needs, or where the terminal is narrower, some lines a row."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as Drawn  # noqa: PLC0415

    if not table.rows:
        return
    width = opening.width() or WIDE
    if width < WIDE:
        for line in _stacked(table, width):
            click.echo(line)
        return
    made = Drawn(title=table.title, title_justify="left", box=None, pad_edge=False)
    for place, column in enumerate(table.columns):
        made.add_column(column, justify="right" if place in table.right else "left", overflow="fold")
    for row in table.rows:
        made.add_row(*row)
    Console(width=WIDE, highlight=False, markup=False).print(made)
    click.echo()


def _stacked(table: Table, width: int) -> Iterator[str]:
    """Yield a row in some lines: its first two cells, and under them the rest with their columns."""
    if table.title:
        yield table.title
    for row in table.rows:
        yield from textwrap.wrap("  ".join(row[:2]), width, subsequent_indent="  ")
        said = [
            f"{column}: {cell}" if column else cell
            for column, cell in zip(table.columns[2:], row[2:], strict=True)
            if cell
        ]
        yield from textwrap.wrap("; ".join(said), width, initial_indent="  ", subsequent_indent="  ")
    yield ""


def _budget(case: object, found: Budget, *, as_json: bool) -> list[str]:
    from dataclasses import asdict  # noqa: PLC0415

    from facta.cases import Case  # noqa: PLC0415
    from facta.scoring.budget import block  # noqa: PLC0415

    assert isinstance(case, Case)  # noqa: S101
    if as_json:
        return [json.dumps(asdict(found), indent=2)]
    rate, was = (number / found.months for number in (found.alerts_now, found.alerts_was))
    met = "met" if found.met else "not met: rules without a line to move speak more often than that"
    out = [
        f"# A budget of {found.per_month:g} alerts a month is {met}.",
        f"# {rate:.2f} a month by these lines, told from level {found.level} on; by the case {was:.2f}.",
        f"# {found.fixed} of {found.alerts_now} come from rules without a line, or with a sealed one.",
    ]
    return [*out, block(case, found)] if found.lines else [*out, "# No line has to move."]


@click.command()
@click.argument("case")
@_range
@click.option("--analyses", is_flag=True, help="Make the analyses on each day too: several times as long.")
@options.store
@click.option("--json", "as_json", is_flag=True, help="Print one object a day.")
def replay(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    start: str,
    end: str | None,
    every: Every,
    analyses: bool,
    store: Path | None,
    as_json: bool,
) -> None:
    """Show the board as known on each of many days, a line a day.

    Of each strand: deepening, straining, and of how many assessed. Then how many levels moved since
    the line before, how much rests on days of knowledge that are assumed, with --analyses how many
    verdicts of the argument moved, and which trip-wires stand crossed. The replay is kept beside the
    store, where the site and the brief find it.
    """
    from facta.scoring.boards import replay as boards  # noqa: PLC0415
    from facta.scoring.boards import replayed_as  # noqa: PLC0415
    from facta.scoring.cards import Terms  # noqa: PLC0415
    from facta.scoring.scorecards import days_of  # noqa: PLC0415
    from facta.scoring.stored import keep  # noqa: PLC0415
    from facta.views.replays import replay_head, replay_line  # noqa: PLC0415

    opened = opening.opened(case, store)
    days = days_of(opened.first_day(start), opened.day(end), Terms(every=every))
    found: list[Board] = []
    for board in boards(opened.case, opened.records, days, argued=analyses):
        if not (as_json or found):
            _say(replay_head([board]))
        click.echo(_object(board) if as_json else replay_line(board))
        found.append(board)
    made = replayed_as(opened.case, opened.records, found, every=every, argued=analyses)
    path = keep(_folder(store), made)
    if not as_json:
        click.echo(f"Kept: {path}")


def _object(board: object) -> str:
    from dataclasses import asdict  # noqa: PLC0415

    return json.dumps(asdict(board), default=str, ensure_ascii=False)  # type: ignore[call-overload]


@click.command()
@click.argument("case")
@click.option("--without", metavar="SOURCE", help="One source of the case.  [default: each in turn]")
@options.as_of
@options.store
@click.option("--json", "as_json", is_flag=True, help="Print what is lost as JSON.")
def drill(*, case: str, without: str | None, as_of: str | None, store: Path | None, as_json: bool) -> None:
    """Say what a case would lose without one of its sources, or without each in turn.

    The records of the source are withheld and everything else is the same assessment. A drill of every
    source is kept beside the store, where the site finds it.
    """
    from facta.scoring.drill import drilled  # noqa: PLC0415
    from facta.scoring.stored import as_json as written  # noqa: PLC0415
    from facta.scoring.stored import keep  # noqa: PLC0415
    from facta.views.scored import drill_table  # noqa: PLC0415

    opened = opening.opened(case, store)
    found = drilled(opened.case, opened.records, opened.day(as_of), without)
    path = keep(_folder(store), found) if without is None else None
    if as_json:
        click.echo(written(found))
        return
    _table(drill_table(found.drills, f"As of {found.as_of}, without each source"))
    for one in found.drills if without else ():
        _lost(one)
    if path:
        click.echo(
            f"Kept: {path}\nMore of one: facta drill {case} --without {next(iter(opened.case.sources))}"
        )


def _lost(one: Drill) -> None:
    from facta.views.scored import lost_table  # noqa: PLC0415

    for said in (f"With it: {one.judgement_was}", f"Without: {one.judgement_now}", ""):
        _say(said)
    _table(lost_table(one.blinded, "Not assessed without it"))
    _table(lost_table(one.moved, "At another level without it"))
    _table(lost_table(one.parts, "Parts of the argument"))


COMMANDS = (score_rules, replay, drill)
