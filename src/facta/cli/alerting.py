"""What moved since somebody last looked: watch, alerts, ack."""

from __future__ import annotations

import os
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from facta.alerts.judged import Alert
    from facta.alerts.log import Log
    from facta.alerts.settings import Settings
    from facta.alerts.watching import Watched
    from facta.scoring.said import Precision

INTERRUPTED = 130
NUMBER = 8  # digits of an id that a person reads

_config = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="FACTA_ALERTS",
    help="Who is told, where and when.  [default: alerts.yml beside the store, where there is one]",
)


@click.command()
@click.argument("case")
@options.as_of
@options.store
@_config
@click.option("--offline", is_flag=True, help="Ask no publisher; finish what an earlier run had fetched.")
@click.option("--no-collect", is_flag=True, help="Look only at what is in the store.")
@click.option("--dry-run", is_flag=True, help="Say what would be told; collect, write and send nothing.")
def watch(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    as_of: str | None,
    store: Path | None,
    config: Path | None,
    offline: bool,
    no_collect: bool,
    dry_run: bool,
) -> None:
    """Collect a case, compare it with the last watch, log what moved and tell whoever asked.

    For cron: one line when nothing happened. The day is today unless --as-of names another. Exits 0
    when nothing moved, 1 on a level change or anything else that moved, 2 on a trip-wire, 3 when a
    source went dark. The first watch of a case only says from where on it watches.
    """
    from facta.alerts.channels import Means  # noqa: PLC0415
    from facta.alerts.delivering import check  # noqa: PLC0415
    from facta.alerts.log import Log  # noqa: PLC0415
    from facta.alerts.watching import Reach  # noqa: PLC0415
    from facta.alerts.watching import watch as watched  # noqa: PLC0415
    from facta.api import STORE, collect_case  # noqa: PLC0415
    from facta.collect.clock import SystemClock  # noqa: PLC0415

    folder = store or STORE
    settings = _settings(folder, config)
    means = Means(environment=os.environ, clock=SystemClock())
    if not dry_run:
        check(settings, means)
    if not no_collect and not dry_run:
        collected = collect_case(case, store=folder, offline=offline)
        if collected.interrupted:
            sys.exit(INTERRUPTED)
        if collected.exit_status:
            click.echo(f"{case}: some figures could not be had; facta gaps {case} says which", err=True)
    opened = opening.opened(case, folder)
    day = opened.day(as_of or "today")
    reach = Reach(settings=settings, means=means)
    done = watched(opened, folder, as_of=day, reach=reach, dry_run=dry_run)
    if done.events and not dry_run:
        _keep(Log(folder, opened.case.name), folder)
    for line in _said(done, dry_run=dry_run):
        click.echo(line)
    for one in done.sent:
        if one.refused:
            told = f"not delivered to {one.target.name}: {one.refused}; tried again at the next watch"
            click.echo(told, err=True)
    sys.exit(done.exit_status)


def _settings(folder: Path, config: Path | None) -> Settings:
    from facta.alerts.settings import FILE, Settings, read_settings  # noqa: PLC0415

    beside = folder.parent / FILE
    if config is None and not beside.is_file():
        return Settings()
    return read_settings(config or beside)


def _said(done: Watched, *, dry_run: bool) -> list[str]:
    from facta.periods import say_day  # noqa: PLC0415

    day = say_day(done.as_of)
    if done.since is None:
        would = "would watch" if dry_run else "watching"
        return [f"{done.case}: {would} from {day} on; nothing to compare with yet"]
    if not done.events:
        return [f"{done.case}: nothing moved since {say_day(done.since)}, as of {day}"]
    said = [f"{entry.id[:NUMBER]} {entry.data['headline']}" for entry in done.events]
    if dry_run:
        said.append("Nothing was written or sent.")
    return said


@click.command()
@click.argument("case")
@options.store
@click.option("--rules", is_flag=True, help="Say how many alerts of each rule were judged useful.")
@click.option("--json", "as_json", is_flag=True, help="Print the log as JSON Lines of CloudEvents.")
@click.option(
    "--feed",
    type=click.Choice(["atom", "json", "calendar"]),
    help="Print a feed of the log, or a calendar of what is due.",
)
@_config
def alerts(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    store: Path | None,
    rules: bool,
    as_json: bool,
    feed: Literal["atom", "json", "calendar"] | None,
    config: Path | None,
) -> None:
    """List what was told of a case: when, by which rule, what, where it went, and what it was worth."""
    from facta.alerts.feeds import atom, json_feed  # noqa: PLC0415
    from facta.alerts.judged import listed, precisions  # noqa: PLC0415

    title, log = _log(case, store)
    entries = log.entries()
    if feed:
        site = _settings(log.path.parents[1], config).site
        if feed == "calendar":
            click.echo(_calendar(case, store, site), nl=False)
        else:
            click.echo((atom if feed == "atom" else json_feed)(log.case, title, entries, site=site), nl=False)
    elif as_json:
        for entry in entries:
            click.echo(entry.line, nl=False)
    elif rules:
        for one in precisions(entries):
            click.echo(_precision(one))
    else:
        found = listed(entries)
        for alert in found:
            click.echo(_line(alert))
        if not found:
            click.echo(f"{log.case}: no alert so far; facta watch {case} looks for one")


def _log(case: str, store: Path | None) -> tuple[str, Log]:
    from facta.alerts.log import Log  # noqa: PLC0415
    from facta.api import STORE  # noqa: PLC0415
    from facta.cases import load_case  # noqa: PLC0415

    folder = store or STORE
    loaded = load_case(case, cache=folder / "cases" if folder.is_dir() else None)
    return loaded.title, Log(folder, loaded.name)


def _calendar(case: str, store: Path | None, site: str | None) -> bytes:
    """Return what is due, without the words of records that may not be passed on."""
    from facta.alerts.calendar import calendar  # noqa: PLC0415
    from facta.assessment import known_on  # noqa: PLC0415
    from facta.exports.deadlines import due  # noqa: PLC0415
    from facta.exports.held import held  # noqa: PLC0415
    from facta.exports.passing import passed_edition  # noqa: PLC0415

    opened = opening.opened(case, store)
    edition, found = opened.edition(), opened.case
    as_of = edition.assessment.as_of
    secret = held(opened, known_on(found, opened.records, as_of)).secret
    coming = due(passed_edition(edition, secret))
    return calendar(found.name, found.title, coming, as_of=as_of, site=site)


def _line(alert: Alert) -> str:
    entry = alert.entry
    worth = "" if alert.useful is None else " useful" if alert.useful else " not useful"
    by = f" ({alert.by})" if alert.by else ""
    told = f"{entry.time.astimezone(UTC):%Y-%m-%d %H:%M}Z {entry.data['rule']}: {entry.data['headline']}"
    parts = [
        f"{entry.id[:NUMBER]} {told}",
        f"  delivered: {', '.join(alert.delivered)}" if alert.delivered else "",
        f"  not delivered so far: {', '.join(alert.failed)}" if alert.failed else "",
        f"  acknowledged:{worth}{by}{' ' + alert.note if alert.note else ''}" if worth else "",
    ]
    return "\n".join(part for part in parts if part)


def _keep(log: Log, folder: Path) -> None:
    """Keep what people said of alerts where the site finds it."""
    from facta.alerts.judged import said  # noqa: PLC0415
    from facta.scoring.stored import keep_said  # noqa: PLC0415

    keep_said(folder, said(log.case, log.entries()))


def _precision(one: Precision) -> str:
    said = f"{one.rule}: {one.says}; told {one.told}"
    if not one.judged or one.low is None or one.high is None:
        return f"{said}, none judged yet"
    share = f"{one.useful} of {one.judged} judged useful ({100 * one.useful / one.judged:.0f} %"
    return f"{said}, {share}; 90 % interval {100 * one.low:.0f}–{100 * one.high:.0f} %)"


@click.command()
@click.argument("case")
@click.argument("alert")
@click.option("--not-useful", is_flag=True, help="It was not worth being told.")
@click.option("--by", metavar="NAME", default="", help="Who says so.")
@click.option("--note", default="", help="Why.")
@options.store
def ack(  # noqa: PLR0913  (one parameter an option)
    *, case: str, alert: str, not_useful: bool, by: str, note: str, store: Path | None
) -> None:
    """Acknowledge an alert by its id, or the beginning of it; the last word on an alert counts.

    A level that was acknowledged is told again when it goes further up, turns, or is back at baseline.
    The page of rules counts how many alerts of each rule were useful.
    """
    from facta.alerts.judged import Word, acknowledgement  # noqa: PLC0415
    from facta.collect.clock import SystemClock  # noqa: PLC0415

    _, log = _log(case, store)
    with log.writing():
        now = SystemClock().now()
        word = Word(useful=not not_useful, by=by, note=note)
        told = acknowledgement(log.case, log.entries(), alert, word, now)
        log.append([told])
        _keep(log, log.path.parents[1])
    click.echo(f"{told.subject[:NUMBER]} acknowledged as {'not useful' if not_useful else 'useful'}")


COMMANDS = (watch, alerts, ack)
