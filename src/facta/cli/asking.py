"""Why, and what if: explain, whatif."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from facta.analyses import View
    from facta.api import Open
    from facta.evidence import Record
    from facta.results import Item, Result

NEWEST = 8


@click.command()
@click.argument("case")
@click.argument("what")
@click.argument("period", required=False)
@options.as_of
@options.store
def explain(*, case: str, what: str, period: str | None, as_of: str | None, store: Path | None) -> None:
    """Go from a level or a verdict to its rule, its series, its records and their bytes.

    WHAT is an indicator of the case, an analysis or a part of one such as a claim, the id of a
    record, or a measure. PERIOD such as 2025-Q3, 2025-10 or 2025-10-03 shows the records of that
    period only.
    """
    from facta.assessment import view_on  # noqa: PLC0415
    from facta.evidence import argued, find  # noqa: PLC0415

    opened = opening.opened(case, store)
    view = view_on(opened.case, opened.records, opened.day(as_of))
    names = {name.lower(): name for name in opened.case.indicators}
    if what.lower() in names:
        _indicator(opened, view, names[what.lower()], period)
        return
    part = argued(opened.case, view, what)
    if part is not None:
        _part(opened, view, *part)
        return
    keys = {item.key for result in view.results.values() for item in result.items}
    _records(find(opened.case, opened.records, what, keys), opened.day(as_of) if as_of else None)


def _indicator(opened: Open, view: View, name: str, period: str | None) -> None:
    from facta.evidence import behind  # noqa: PLC0415
    from facta.periods import parse  # noqa: PLC0415
    from facta.told import fired, meaning  # noqa: PLC0415
    from facta.views.explain import standing_view  # noqa: PLC0415

    indicator, standing = opened.case.indicators[name], view.standing(name)
    span = parse(period) if period else None
    rows = [record.values for record in behind(indicator, view.known, span)]
    shown = rows if span else rows[-NEWEST:]
    said = meaning(indicator) | fired(indicator, standing)
    opening.show(lambda _: standing_view(standing, said, shown, whole=span is not None))


def _part(opened: Open, view: View, result: Result, item: Item | None) -> None:
    from rich.console import Group  # noqa: PLC0415

    from facta.evidence import known_by  # noqa: PLC0415
    from facta.history import days_before, stood  # noqa: PLC0415
    from facta.views.argument import item_view, result_view  # noqa: PLC0415
    from facta.views.explain import record_table  # noqa: PLC0415

    if item is None:
        opening.show(lambda _: result_view(result))
        return
    days = days_before(view.as_of, opened.case.since)
    earlier = stood(opened.case, opened.records, result.analysis, days).get(item.key, ())
    standings = {name: view.standing(name) for name in item.rests_on if name in view.indicators}
    records = [record.values for record in known_by(opened.case, opened.records, view.as_of, item.records)]
    shown = [record_table(records)] if records else []
    opening.show(lambda _: Group(item_view(item, result, earlier, standings), *shown))


def _records(found: list[Record], until: date | None) -> None:
    from facta.views.explain import record_table  # noqa: PLC0415

    known = [record.values for record in found if until is None or record.values["known_at"] <= until]
    opening.show(lambda _: record_table(known))


@click.command()
@click.argument("case")
@click.option(
    "--set",
    "settings",
    metavar="NAME=STATE",
    multiple=True,
    required=True,
    help="Set a stage, a barrier or evidence, say border=closed or BB-3=straining; repeatable.",
)
@click.option("--in", "name", metavar="ANALYSIS", help="The analysis.  [default: the only pathway]")
@options.as_of
@options.store
def whatif(
    *, case: str, settings: tuple[str, ...], name: str | None, as_of: str | None, store: Path | None
) -> None:
    """Say what would follow if a part of a pathway or evidence of hypotheses were set.

    A stage or barrier that is set is cut from its causes: an intervention, not an observation. Evidence
    that is set counts as a report of its source: name its hypotheses with --in.
    """
    from facta.assessment import view_on  # noqa: PLC0415
    from facta.supposing import suppose  # noqa: PLC0415
    from facta.views.argument import result_view  # noqa: PLC0415

    opened = opening.opened(case, store)
    view = view_on(opened.case, opened.records, opened.day(as_of))
    result = suppose(opened.case, view, settings, name)
    opening.show(lambda _: result_view(result))


COMMANDS = (explain, whatif)
