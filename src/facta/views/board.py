"""The board in a terminal: header, judgement, meters, what changed, what could not be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from facta.views.argument import argument
from facta.views.lines import Trimmed
from facta.views.news import news
from facta.views.outlook import outlook
from facta.views.tallies import assessed, by_chance, uncollected, weighed
from facta.views.words import counted, day, said, share, span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from rich.console import RenderableType

    from facta.forecasts.foreseen import Foreseen
    from facta.records import Assessment, Change, Point, Standing, StrandStanding

WIDE = 110
STYLES = {"deepening": "cyan", "straining": "dark_orange3", "none": ""}
BARS = "▁▂▃▄▅▆▇█"
CELLS = 4
NEWS, ARGUED = 8, 6
NEVER = "not-collected"
QUIET: dict[str, Callable[[Standing], bool]] = {
    "at baseline": lambda s: s.collected and s.basis != "limit",
    "inside editorial limits": lambda s: s.collected and s.basis == "limit",
    "not collected by then": lambda s: not s.collected,
}


def board(  # noqa: PLR0913  (one keyword for each part and option)
    assessment: Assessment,
    change: Change | None = None,
    *,
    today: date | None = None,
    width: int = 80,
    every: bool = False,
    foreseen: Foreseen | None = None,
) -> RenderableType:
    """Return the board for a terminal ``width`` columns wide.

    Position carries direction and the number of cells the level, so nothing is lost without colour.
    Indicators at baseline are named in one line a strand unless ``every`` one is asked for.
    """
    parts: list[RenderableType] = [_header(assessment, today, width), Text()]
    parts += [Text(assessment.judgement, style="bold"), Text()]
    parts += [_strands(assessment, change, width, every=every)]
    if assessment.results:
        parts += [argument(assessment.results, assessment.case)]
    if foreseen is not None:
        parts += [outlook(foreseen, assessment), Text()]
    if change is not None:
        parts += [news(change, NEWS, ARGUED), Text()]
    parts += [_unseen(assessment), _footer(assessment)]
    return Trimmed(*parts)


def _header(assessment: Assessment, today: date | None, width: int) -> Text:
    as_of = f"as of {day(assessment.as_of)}"
    text = Text()
    text.append(assessment.title, style="bold")
    text.append(f"\n{as_of}", style="bold")
    text.append(_assessed(assessment, width - len(as_of)) + "\n")
    text.append(newest(assessment, today), style="dim")
    if assessment.by_chance is not None:
        text.append(f"\n{by_chance(assessment.by_chance)}", style="dim")
    return text


def _assessed(assessment: Assessment, room: int) -> str:
    """Say how many are assessed and against what, on a second line where one has no room."""
    history, limit = weighed(assessment.standings)
    said = f" · {assessed(assessment.standings)}"
    parts = [f"{history} against their own history"] if history else []
    parts += [f"{limit} by editorial limits only"] if limit else []
    if not parts:
        return said
    whole = f"{said}: {', '.join(parts)}"
    return whole if len(whole) <= room else f"{said}: " + ",\n".join(parts)


def newest(assessment: Assessment, today: date | None) -> str:
    """Say how old the newest fact and figure are."""
    inputs = assessment.inputs
    fact = f"newest fact {day(inputs.newest_event)}" if inputs.newest_event else "no fact"
    when = inputs.newest_observation
    figures = f"newest figure to {day(when)}" if when else "no figure"
    late = ""
    if today is not None and today > assessment.as_of:
        late = f"; today is {(today - assessment.as_of).days} days later"
    return f"{fact}, {figures}{late}"


def _strands(assessment: Assessment, change: Change | None, width: int, *, every: bool) -> Group:
    """Return a table a strand, all with the same columns."""
    moved = {d.indicator for d in change.differences if d.level_was != d.level_now} if change else set()
    parts: list[RenderableType] = []
    for number, strand in enumerate(assessment.strands):
        rows = [s for s in assessment.standings if s.strand == strand.strand]
        shown = [s for s in rows if s.collected and (every or s.level != 0)]
        table = _table(strand, width, head=number == 0)
        for standing in shown:
            style = "bold" if standing.indicator in moved else ""
            table.add_row(*_row(standing, wide=width >= WIDE), style=style)
        parts.append(table)
        quiet = [s for s in rows if s not in shown]
        for words, of_it in QUIET.items():
            named = [s.indicator for s in quiet if of_it(s)]
            if named:
                parts.append(Padding(Text(f"{words}: {_listed(named)}", style="dim"), (0, 0, 0, 6)))
        parts.append(Text())
    return Group(*parts)


def _table(strand: StrandStanding, width: int, *, head: bool) -> Table:
    """Return an empty table with the strand as its first row."""
    wide = width >= WIDE
    table = Table(
        box=None,
        padding=(0, 1, 0, 0),
        show_edge=False,
        pad_edge=False,
        width=min(width, 150),
        show_header=head,
    )
    table.add_column("", no_wrap=True, width=5)
    table.add_column("", no_wrap=True, overflow="ellipsis", ratio=1, min_width=20)
    table.add_column("◂str│deep▸", no_wrap=True, width=10)
    if wide:
        table.add_column("history", no_wrap=True, width=24)
    table.add_column("latest", no_wrap=True, justify="right", overflow="ellipsis", width=24 if wide else 18)
    if wide:
        table.add_column("for", no_wrap=True, width=20)
    table.add_column("from", no_wrap=True, justify="right", width=5 if wide else 4)
    table.add_column("days", no_wrap=True, justify="right", width=5)
    counts = Text(f" ◂{strand.straining} │ {strand.deepening}▸", style="dim")
    agreement = "" if strand.agreement is None else f"{100 * strand.agreement:.0f} % one way"
    cells: list[RenderableType] = ["", Text(strand.title, style="bold underline"), counts]
    cells += [""] * wide + [Text(agreement, style="dim")] + [""] * (2 + wide)
    table.add_row(*cells)
    return table


def _row(standing: Standing, *, wide: bool) -> list[RenderableType]:
    latest = standing.latest
    value = said(latest, standing.unit) if latest else "no figure"
    mark = {"fresh": "", "late": "!", "dark": "!!"}[standing.health]
    tag = "“" if standing.evidence == "word" else ""
    cells: list[RenderableType] = [
        Text(standing.indicator, style="dim"),
        Text(tag + standing.title, style="" if standing.level is not None else "dim"),
        meter(standing),
    ]
    if wide:
        cells.append(Text(spark(standing), style="dim"))
    cells.append(Text(value))
    if wide:
        cells.append(Text(span(latest.start, latest.end) if latest else "", style="dim"))
    old = _short_age(standing.age_days)
    return [*cells, Text(_grade(latest)), Text(old + mark, style="bold" if mark else "dim")]


def _grade(latest: Point | None) -> str:
    """Return the best grade and the number of independent sources, or that the search found none."""
    if latest is None:
        return ""
    return "○" if latest.state == "zero" and not latest.n else f"{latest.grade or '–'}·{latest.sources}"


def _short_age(days: int | None) -> str:
    if days is None:
        return "–"
    limit = 999
    return f"{max(days, 0)}" if days <= limit else f"{days / 365.25:.0f}y"


def meter(standing: Standing) -> Text:
    """Draw four cells either side of an axis: left straining, right deepening, both no direction."""
    if standing.level is None:
        return Text("╌╌╌╌│╌╌╌╌", style="dim")
    cells = "■" * standing.level + "·" * (CELLS - standing.level)
    empty = "·" * CELLS
    flag = "⚑" if any(f.tripped for f in standing.findings) else " "
    style = STYLES[standing.direction]
    if standing.direction == "straining":
        return Text.assemble((cells[::-1], style), "│", empty, flag)
    if standing.direction == "deepening":
        return Text.assemble(empty, "│", (cells, style), flag)
    return Text.assemble(cells[::-1], "│", cells, flag)


def spark(standing: Standing, most: int = 24) -> str:
    """Draw the newest points as bars; a period that nobody looked at is a dotted gap."""
    rows = standing.series.points.select("value", "state").rows()[-most:]
    values = [v for v, _ in rows if v is not None]
    if not values:
        return ""
    low, high = min([*values, 0.0]), max(values)
    step = (high - low) / (len(BARS) - 1) or 1.0
    return "".join("┈" if v is None else BARS[round((v - low) / step)] for v, _ in rows)


def _unseen(assessment: Assessment) -> Text:
    blind = [s for s in assessment.standings if s.level is None and s.collected]
    text = Text()
    if blind:
        text.append("Not assessed: ", style="bold")
        text.append(_listed([s.indicator for s in blind]) + "\n")
    wires = [s.indicator for s in assessment.standings if any(f.tripped for f in s.findings)]
    if wires:
        text.append("Trip-wires crossed: ", style="bold")
        text.append(_listed(wires) + "\n")
    titles = {s.indicator: s.title for s in assessment.standings}
    for gap in assessment.gaps:
        if gap.fault and gap.fault != NEVER:
            text.append("Not had: ", style="bold")
            text.append(f"{gap.what}: {gap.fault}, {gap.reason}\n")
        elif gap.state == "partial":
            reason = gap.reason.removeprefix(f"{titles.get(gap.what, gap.what)}: ")
            text.append("Left out: ", style="bold")
            text.append(f"{gap.what}: {reason.replace(' left out', '', 1)}\n")
    never = [gap.what for gap in assessment.gaps if gap.fault == NEVER]
    if never:
        text.append("Not collected by then: ", style="bold")
        blank = uncollected(assessment.standings)
        text.append(f"{_listed(never)} (facta collect {assessment.case})")
        text.append(f"; indicators: {blank}\n" if blank else "\n")
    return text


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def _footer(assessment: Assessment) -> Text:
    inputs = assessment.inputs
    known = f"{share(inputs.assumed, inputs.records)} known by an assumed day"
    return Text(
        "Cells: level 0 to 4. ◂ strains, ▸ deepens, ■│■ a level without direction.\n"
        "Editorial limits: the author of the case chose them. One way is no confidence.\n"
        "≥ a count so far, or searched in part. ≈ brought to its period by daily rate.\n"
        "“ word, not deed. ○ searched, none found. ! late, !! dark. Grade·sources.\n"
        f"{counted(inputs.records, 'record')}, {known}\n"
        f"case {inputs.case_digest[:8]} · store {inputs.store_digest[:8]} · facta {inputs.version}",
        style="dim",
    )
