"""What the analyses say, in a terminal: short on the board, whole when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from facta.views.findings import same
from facta.views.grid import Grid
from facta.views.lines import Trimmed, told
from facta.views.words import amount, bare, clean, counted, day, entry, signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from facta.records import Standing
    from facta.results import Figure, Item, Result

INDENT, DEEPER = (0, 0, 0, 2), (0, 0, 0, 4)


def argument(results: Sequence[Result], case: str = "") -> RenderableType:
    """Return what every analysis finds, with its short table; and how to see one of a case whole."""
    parts: list[RenderableType] = []
    for result in results:
        parts += [Text(told(result.title), style="bold underline"), Text(told(result.headline))]
        if result.short and result.short.rows:
            parts.append(Grid(result.short))
        parts.append(Text())
    if case and results:
        names = ", ".join(result.analysis for result in results)
        parts += [Text(f"Whole: facta explain {case} {names}", style="dim"), Text()]
    return Trimmed(*parts)


def result_view(result: Result) -> RenderableType:
    """Explain one analysis: its finding, figures, parts, tables and what it could not say."""
    parts: list[RenderableType] = [
        Text(f"{result.analysis}  {result.title}", style="bold"),
        Text(told(result.headline)),
        Text(),
        Text.assemble(("Method: ", "bold"), told(result.method)),
    ]
    if result.editorial:
        parts.append(Text.assemble(("Editorial: ", "bold"), told(result.editorial)))
    parts.append(Text())
    if result.figures:
        parts += [Text("Figures", style="bold"), *_indented(figure_line(one) for one in result.figures)]
        parts.append(Text())
    for table in result.tables:
        parts += [] if same(table.title, result.headline) else [Text(told(table.title), style="bold")]
        parts.append(Grid(table))
        parts += [Text(told(table.note), style="dim")] if table.note else []
        parts.append(Text())
    if result.items:
        parts += [Text(f"Parts ({len(result.items)})", style="bold"), *_items(result.items), Text()]
    if result.gaps:
        parts += [Text("Could not be said", style="bold")]
        parts += _indented(result.gaps)
    return Trimmed(*parts)


def _indented(lines: Iterable[str]) -> list[RenderableType]:
    return [Padding(Text(told(line)), INDENT) for line in lines]


def _items(items: Iterable[Item]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for item in items:
        head = Text.assemble((f"{item.key}  ", "bold"), told(item.title))
        says = Text(told(item.says), style="bold")
        because = told(item.because.removeprefix(f"{item.title}: "))
        if because.casefold().startswith(item.says.casefold()):
            says = Text(because[:1].upper() + because[1:])
        elif because:
            says.append(f". {because[:1].upper()}{because[1:]}", style="not bold")
        lines += [Padding(head, INDENT), Padding(says, DEEPER)]
    return lines


def figure_line(figure: Figure) -> str:
    """Say a figure with its unit, its bounds and what it is for."""
    ends = ""
    if figure.low is not None and figure.high is not None:
        say = entry if figure.value is None else bare  # what was published is not rounded
        ends = f"{say(figure.low, figure.unit)} to {say(figure.high, figure.unit)}"
    if figure.value is None and not ends:
        note = signed(clean(figure.note)).removeprefix(f"{figure.title.partition(',')[0]}: ")
        return f"{figure.title}: no figure. {note[:1].upper()}{note[1:]}".rstrip()
    if figure.value is None:
        said = f"{figure.title}: {ends} {figure.unit} ({figure.bounds})"
    else:
        bounds = f", {figure.bounds}" if figure.bounds else ""
        said = f"{figure.title}: {amount(figure.value, figure.unit)}".rstrip()
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
    parts += [Text(told(item.because))] if item.because else []
    parts += [Text(told(figure_line(item.figure)))] if item.figure else []
    parts.append(Text())
    parts += [Text.assemble((f"{label}: ", "bold"), told(said)) for label, said in item.detail]
    if stood:
        before = " → ".join(f"{says} ({day(when)})" for when, says in stood)
        parts.append(Text.assemble(("As known then: ", "bold"), told(before)))
    named = [standings[name] for name in item.rests_on if name in standings]
    if named:
        parts += [Text(), Text(f"Rests on {counted(len(named), 'indicator')}", style="bold")]
        parts += _indented(f"{s.indicator}  {s.title}: {s.reason}" for s in named)
    return Trimmed(*parts)
