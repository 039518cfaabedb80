"""What the analyses say, in a terminal: short on the board, whole when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from facta.views.words import bare, clean, counted, day, signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from facta.records import Standing
    from facta.results import Figure, Item, Result, Table

INDENT = (0, 0, 0, 2)
WIDEST = 26


def argument(results: Sequence[Result]) -> RenderableType:
    """Return what every analysis finds, with its short table."""
    parts: list[RenderableType] = []
    for result in results:
        head = Text.assemble((f"{result.title}  ", "bold underline"), (result.analysis, "dim"))
        parts += [head, Text(signed(clean(result.headline)))]
        if result.short and result.short.rows:
            parts.append(Padding(grid(result.short), INDENT))
        parts.append(Text())
    return Group(*parts)


def grid(table: Table) -> RenderableType:
    """Lay out a table of text."""
    made = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=any(table.columns), expand=True)
    words = [number for number in range(len(table.columns)) if number not in table.right]
    for number, column in enumerate(table.columns):
        longest = max(len(cell) for cell in (column, *(row[number] for row in table.rows)))
        made.add_column(
            column,
            justify="right" if number in table.right else "left",
            header_style="dim",
            ratio=1 if number == words[-1] else None,
            width=None if number == words[-1] else min(longest, WIDEST),
        )
    for row in table.rows:
        made.add_row(*(Text(signed(clean(cell))) for cell in row))
    return made


def result_view(result: Result) -> RenderableType:
    """Explain one analysis: its finding, figures, parts, tables and what it could not say."""
    parts: list[RenderableType] = [
        Text(f"{result.analysis}  {result.title}", style="bold"),
        Text(signed(clean(result.headline))),
        Text(),
        Text.assemble(("Method: ", "bold"), signed(clean(result.method))),
    ]
    if result.editorial:
        parts.append(Text.assemble(("Editorial: ", "bold"), signed(clean(result.editorial))))
    parts.append(Text())
    if result.figures:
        parts += [Text("Figures", style="bold"), *(Text(f"  {figure_line(one)}") for one in result.figures)]
        parts.append(Text())
    for table in result.tables:
        parts += [Text(signed(clean(table.title)), style="bold"), Padding(grid(table), INDENT)]
        parts += [Text(signed(clean(table.note)), style="dim")] if table.note else []
        parts.append(Text())
    if result.items:
        parts += [Text(f"Parts ({len(result.items)})", style="bold"), *_items(result.items), Text()]
    if result.gaps:
        parts += [Text("Could not be said", style="bold")]
        parts += [Padding(Text(signed(clean(gap))), INDENT) for gap in result.gaps]
    return Group(*parts)


def _items(items: Iterable[Item]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for item in items:
        text = Text(f"{item.key}  ", style="bold")
        text.append(clean(item.title), style="")
        text.append(f"\n  {clean(item.says)}", style="bold")
        if item.because:
            text.append(f". {signed(clean(item.because))}", style="")
        lines.append(Padding(text, INDENT))
    return lines


def figure_line(figure: Figure) -> str:
    """Say a figure with its unit, its bounds and what it is for."""
    ends = ""
    if figure.low is not None and figure.high is not None:
        ends = f"{bare(figure.low, figure.unit)} to {bare(figure.high, figure.unit)}"
    if figure.value is None and not ends:
        return f"{figure.title}: no figure. {signed(clean(figure.note))}".rstrip()
    if figure.value is None:
        said = f"{figure.title}: {ends} {figure.unit} ({figure.bounds})"
    else:
        bounds = f", {figure.bounds}" if figure.bounds else ""
        said = f"{figure.title}: {bare(figure.value, figure.unit)} {figure.unit}".rstrip()
        said += f" ({ends}{bounds})" if ends else ""
    more = [figure.period] if figure.period else []
    more += [f"n = {figure.n}"] if figure.n is not None else []
    more += ["editorial"] if figure.editorial else []
    more += [signed(clean(figure.note))] if figure.note else []
    return f"{said}; {'; '.join(more)}" if more else said


def item_view(
    item: Item, result: Result, stood: Sequence[tuple[date, str]], standings: Mapping[str, Standing]
) -> RenderableType:
    """Explain one part of an analysis; ``stood`` is how it stood before, oldest first."""
    parts: list[RenderableType] = [
        Text.assemble((f"{item.key}  ", "bold"), (clean(item.title), "bold")),
        Text.assemble((clean(item.says), "bold"), f" · {result.title}", " · editorial" * item.editorial),
    ]
    parts += [Text(signed(clean(item.because)))] if item.because else []
    parts += [Text(figure_line(item.figure))] if item.figure else []
    parts.append(Text())
    parts += [Text.assemble((f"{label}: ", "bold"), signed(clean(said))) for label, said in item.detail]
    if stood:
        told = " → ".join(f"{clean(says)} ({day(when)})" for when, says in stood)
        parts.append(Text.assemble(("As known then: ", "bold"), told))
    named = [standings[name] for name in item.rests_on if name in standings]
    if named:
        parts += [Text(), Text(f"Rests on {counted(len(named), 'indicator')}", style="bold")]
        parts += [Padding(Text(f"{s.indicator}  {s.title}: {signed(s.reason)}"), INDENT) for s in named]
    return Group(*parts)
