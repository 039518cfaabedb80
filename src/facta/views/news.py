"""What moved between two days, in a terminal: indicators a line or two each, the argument a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from facta.views.lines import Trimmed, shortened, told
from facta.views.words import clean, day, went

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from facta.records import Change, Difference

KEY, LONGEST = 5, 24


def news(change: Change, most: int | None = None, argued: int | None = None) -> RenderableType:
    """Say what moved, and whether the world or the data moved it.

    At most so many lines of indicators and of the argument, which otherwise stands by analysis.
    """
    if not change.differences:
        return Text(f"Since {day(change.was)} nothing moved.")
    indicators = [one for one in change.differences if not one.part]
    parts = [one for one in change.differences if one.part]
    lines: list[RenderableType] = [Text(f"Since {day(change.was)}", style="bold")]
    lines += [_table(indicators[:most])] if indicators else []
    lines += _by_analysis(parts) if argued is None else _short(parts, argued)
    shown = len(indicators[:most]) + len(parts[:argued])
    rest = len(change.differences) - shown
    if rest:
        lines.append(Text(f"… {rest} more: facta changes {change.case} --since {change.was}", style="dim"))
    elif parts and argued is None:
        lines += [Text(), Text(f"Why: facta explain {change.case} {parts[0].indicator}", style="dim")]
    return Trimmed(*lines)


def _table(indicators: Sequence[Difference]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=False)
    longest = max(len(difference.indicator) for difference in indicators)
    table.add_column(width=min(max(longest, KEY), LONGEST), overflow="fold", style="dim")
    table.add_column(width=7, no_wrap=True)
    table.add_column(ratio=1)
    for difference in indicators:
        text = Text()
        if difference.was != difference.now:
            text.append(told(f"{went(difference.was, difference.now)}. "), style="bold")
        text.append(told(f"{difference.title}: {difference.reason}"))
        table.add_row(Text(difference.indicator), Text(_cause(difference)), text)
    return table


def _cause(difference: Difference) -> str:
    return f"[{difference.cause.removeprefix('the ')}]"


def _by_analysis(parts: Sequence[Difference]) -> list[RenderableType]:
    """Group what moved in the argument under the title of its analysis."""
    lines: list[RenderableType] = []
    for title in dict.fromkeys(part.part for part in parts):
        lines += [Text(), Text(clean(title), style="bold")]
        lines.append(Parts([part for part in parts if part.part == title]))
    return lines


def _short(parts: Sequence[Difference], most: int) -> list[RenderableType]:
    if not parts:
        return []
    return [Text(), Text("In the argument", style="bold"), Parts(parts[:most])]


class Parts:
    """Parts of the argument that stand otherwise, a line each: its key, was and now, what it says."""

    def __init__(self, parts: Sequence[Difference]) -> None:
        self.parts = parts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Write a line each, cut to the width."""
        del console
        longest = max(len(part.indicator) for part in self.parts)
        for part in self.parts:
            line = Text(f"  {part.indicator:<{longest}}  {_cause(part):<7} ", style="dim")
            moved = told(went(part.was, part.now))
            line.append(shortened(moved, options.max_width - line.cell_len), style="not dim bold")
            room = options.max_width - line.cell_len - 2
            if room > KEY:
                line.append(told(": ") + shortened(told(part.title), room), style="not dim")
            yield line
