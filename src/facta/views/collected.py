"""What became of a collection, in a terminal: a line a source, and each gap with what to do."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from facta.views.words import clean, counted, day, span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import RenderableType

    from facta.collect import Collected
    from facta.collect.outcomes import Lost, SourceOutcome, Step

MOST_ADDRESSES: Final = 3
EVERY: Final = 100
MOST_LISTED: Final = 12
ADVICE: Final = {
    "auth": "check the key, and that its account may read this",
    "bomb": "tell the publisher; do not raise the limit",
    "corrupt": "run again; if it stays, the publisher's list and file do not agree",
    "credentials": "set what is named and run again",
    "dry-run": "run without --dry-run",
    "gone": "the publisher withdrew it: what you have is all there is",
    "host": "nothing: facta asks only the hosts on the card; a newer facta may know the new one",
    "missing": "run again later; it is counted as not looked at until it comes",
    "misread": "run again later; if it stays, the publisher changed its form and a newer facta may read it",
    "not-data": "look at the address in a browser; run again later",
    "offline": "run without --offline",
    "outage": "nothing: the publisher itself has a hole there",
    "partial": "run again later",
    "refused": "check the parameters in the case",
    "server": "run again later",
    "stopped": "run again: what came is kept",
    "throttled": "run again after the time it names, or later",
    "timeout": "run again later",
    "tls": "check the clock and the certificates of this machine; never switch the check off",
    "too-large": "ask for less in the case",
    "internal": "a mistake of facta's own: report it with the words above",
    "truncated": "run again: what came is kept where it can be",
    "unfinished": "nothing: run again when it is over",
    "unmonitored": "nothing: nobody publishes it",
    "unreachable": "check the network, or name a --mirror",
}


def size(number: int) -> str:
    """Say a number of bytes.

    >>> size(0), size(812), size(48976), size(12_600_000)
    ('0 B', '812 B', '49 kB', '12.6 MB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if number >= factor:
            return f"{number / factor:.1f} {unit}"
    return f"{number / 1000:.0f} kB" if number >= 1000 else f"{number} B"  # noqa: PLR2004  (a kilobyte)


def report(done: Collected) -> RenderableType:
    """Return the table of sources, then every gap in words and what to do about it."""
    if not done.sources and not done.left:
        return Text("Nothing to collect: no source of this case is asked of its publisher.")
    if done.dry_run:
        return Group(*(part for source in done.sources for part in _listed(source)))
    parts: list[RenderableType] = [_table(done.sources)]
    for source in done.sources:
        anything = source.complete or source.partial or source.failed or source.held or source.lost
        if source.finished and not anything:
            parts.append(Text(f"{source.source}: its parameters name nothing that has come so far"))
        parts += _gaps(source)
        parts += [Text(f"{source.source}: {said}") for said in _refused(source)]
    if done.left:
        left = f"Broken off. What came is kept. Left: {', '.join(done.left)}; run again to go on."
        parts += [Text(), Text(left, style="bold")]
    return Group(*parts)


def _table(sources: Iterable[SourceOutcome]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("source", overflow="fold")
    for name in ("whole", "part", "none", "rows", "bytes"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("next expected", no_wrap=True)
    for source in sources:
        table.add_row(
            source.source,
            f"{source.complete:,}",
            f"{source.partial:,}",
            f"{source.failed:,}",
            f"{source.rows:,}",
            size(source.bytes),
            day(source.next_expected) if source.next_expected else "",
        )
    return table


def _gaps(source: SourceOutcome) -> list[RenderableType]:
    """Return the gaps of a source, those of one fault together."""
    found: dict[str, list[Lost]] = {}
    for lost in source.lost:
        found.setdefault(next(iter(lost.faults), "partial"), []).append(lost)
    told: list[RenderableType] = []
    for fault, every in found.items():
        told += [
            Text(),
            Text.assemble((source.source, "bold"), f": {fault} in {counted(len(every), 'unit')}"),
        ]
        for lost in every[:MOST_ADDRESSES]:
            when = f"{span(lost.start, lost.end)}: " if lost.start and lost.end else ""
            kept = " (an earlier one stands)" if lost.kept else ""
            told.append(Text(f"  {when}{clean(lost.reason)}{kept}"))
            told.append(Text(f"  {clean(lost.address)}", style="dim"))
        if len(every) > MOST_ADDRESSES:
            told.append(Text(f"  and {len(every) - MOST_ADDRESSES:,} more"))
        told.append(Text(f"  → {ADVICE.get(fault, 'run again later')}"))
    return told


def _refused(source: SourceOutcome) -> list[str]:
    """Say what was left out of what came; sentences that differ in their numbers alone are one."""
    alike: dict[str, list[str]] = {}
    for said in source.refused:
        alike.setdefault(re.sub(r"[0-9][0-9,]*", "#", said), []).append(said)
    return [
        clean(every[0]) + (f" (and so in {len(every) - 1:,} more)" if len(every) > 1 else "")
        for every in alike.values()
    ]


def _listed(source: SourceOutcome) -> list[RenderableType]:
    """Say what a dry run would fetch."""
    known = [listed.bytes for listed in source.listed if listed.bytes is not None]
    at_least = "at least " if len(known) < len(source.listed) else ""
    total = f", {at_least}{size(sum(known))}" if known else ""
    told: list[RenderableType] = [
        Text.assemble((source.source, "bold"), f": {counted(len(source.listed), 'request')} to come{total}")
    ]
    for listed in source.listed[:MOST_LISTED]:
        weight = "" if listed.bytes is None else f"  {size(listed.bytes)}"
        told.append(Text(f"  {clean(listed.url)}{weight}"))
    if len(source.listed) > MOST_LISTED:
        told.append(Text(f"  and {len(source.listed) - MOST_LISTED:,} more"))
    return [*told, *_gaps(source)]


@contextmanager
def watching(*, terminal: bool) -> Iterator[Callable[[Step], None]]:
    """Show how far each source is: bars in a terminal, else a line now and then, on standard error."""
    if not terminal:
        yield _lines(Console(stderr=True, width=80, highlight=False, no_color=True))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=16),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rows]} rows  {task.fields[bytes]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def step(told: Step) -> None:
            if told.source not in tasks:
                tasks[told.source] = bars.add_task(told.source, rows="0", bytes="0 B")
            bars.update(
                tasks[told.source],
                completed=told.requests,
                total=told.expected or None,
                rows=f"{told.rows:,}",
                bytes=size(told.bytes),
            )

        yield step


def _lines(console: Console) -> Callable[[Step], None]:
    """Print a line after every hundredth answer of a source."""
    seen: dict[str, int] = {}

    def step(told: Step) -> None:
        if told.requests // EVERY > seen.get(told.source, 0):
            seen[told.source] = told.requests // EVERY
            console.print(
                f"{told.source}: {told.requests:,} of {told.expected:,} requests, "
                f"{told.rows:,} rows, {size(told.bytes)}"
            )

    return step
