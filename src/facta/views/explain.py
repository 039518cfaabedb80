"""From a level to its rule, its series, its records and their bytes, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from facta.units import spoken
from facta.views.lines import Trimmed, tied, told
from facta.views.words import (
    AGAINST,
    clean,
    day,
    entry,
    exact,
    figure,
    link,
    of_finding,
    prefix,
    span,
    stand,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from facta.records import Finding, Standing

POINTS = 16


def standing_view(
    standing: Standing, meaning: Mapping[str, str], records: Sequence[Mapping[str, Any]], *, whole: bool
) -> RenderableType:
    """Explain how one indicator stands; ``meaning`` is what the case says of it."""
    parts: list[RenderableType] = [
        Text(f"{standing.indicator}  {standing.title}", style="bold"),
        Text(f"{stand(standing.level, standing.direction, standing.basis)} · data {standing.health}"),
        *_basis(standing),
        Text(told(standing.reason)),
        Text(),
        _rules(standing.findings),
        Text(),
    ]
    parts += [Text.assemble((f"{name}: ", "bold"), told(text)) for name, text in meaning.items()]
    parts += [Text(), _series(standing, whole=whole), Text(), record_table(records)]
    return Trimmed(*parts)


def _basis(standing: Standing) -> list[Text]:
    """Say what the level was weighed against, where there is one."""
    if standing.level is None:
        return []
    return [Text(f"weighed against: {AGAINST[standing.basis]}")]


def _rules(findings: Sequence[Finding]) -> RenderableType:
    if not findings:
        return Text("No signal watches it.")
    lines: list[RenderableType] = [Text("Rules", style="bold")]
    for finding in findings:
        capped = f" Held down: {finding.capped}." if finding.capped else ""
        lines.append(
            Text(
                f"  {finding.signal}: {stand(finding.level, finding.direction, of_finding(finding))}. "
                f"{told(finding.reason)}{capped}"
            )
        )
        lines.append(Text(f"    rule: {told(finding.rule)}", style="dim"))
    return Group(*lines)


def _series(standing: Standing, *, whole: bool) -> RenderableType:
    rows = standing.series.points.rows(named=True)
    shown = rows if whole else rows[-POINTS:]
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("period", standing.unit, "from – to", "n·s", "state", "known"):
        right = name in (standing.unit, "from – to", "n·s")
        table.add_column(name, justify="right" if right else "left", no_wrap=True)
    for row in shown:
        before = prefix(row["state"], standing.unit, scaled=bool(row["scaled"]))
        value = before + _number(row["value"], standing.unit) if row["value"] is not None else "–"
        ends = [_number(row[key], standing.unit) for key in ("low", "high") if row[key] is not None]
        known = f"{row['known_at']}{'~' if row['assumed'] else ''}"
        behind = f"{row['n']}·{row['sources']}"
        table.add_row(span(row["start"], row["end"]), value, " – ".join(ends), behind, row["state"], known)
    more = len(rows) - len(shown)
    head = f"Series as known on {day(standing.series.as_of)}" + (
        f" (last {len(shown)} of {len(rows)})" if more else ""
    )
    return Group(
        Text(head, style="bold"),
        table,
        Text("n·s records, sources; ~ known by an assumed day; ≈ by daily rate; ≥ so far", style="dim"),
    )


def _number(value: float, unit: str) -> str:
    """Say a whole number in full, any other with four digits, a year as one."""
    return entry(value, unit, rounded=value != round(value))


def _bounds(row: Mapping[str, Any]) -> str:
    """Say the ends of a figure, also where only one is known."""
    low, high = (None if row[key] is None else entry(row[key], row["unit"] or "") for key in ("low", "high"))
    if low is None or high is None:
        return f"{low} or more" if high is None else f"up to {high}"
    return f"{low} to {high}"


def _stated(value: float, unit: str | None) -> str:
    if unit == "year":
        return entry(value, unit)
    return spoken(figure(value) if abs(value) < 1 else exact(value), value, unit or "")


def record_table(records: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Show records with where they come from, newest last."""
    if not records:
        return Text("No record of this period is known.")
    lines: list[RenderableType] = [Text(f"Records ({len(records)})", style="bold")]
    lines += [record_line(row) for row in records]
    return Trimmed(*lines)


def record_line(row: Mapping[str, Any]) -> Text:
    """Show one record: what it says, its number, who says so, when it became known, its bytes."""
    value = row.get("value", row.get("quantity"))
    text = Text()
    text.append(f"{row['ref']}  ", style="bold")
    text.append(f"{span(row['start'], row['end'])}  ")
    text.append(tied(row["text"] or row.get("measure") or row.get("kind") or ""))
    if value is not None:
        text.append(f"  {tied(_stated(value, row['unit']))}", style="bold")
        if row["low"] is not None or row["high"] is not None:
            text.append(tied(f" ({_bounds(row)})"))
    marks = [] if row["status"] == "asserted" else [row["status"]]
    marks += [] if row["verified"] else ["not verified"]
    if marks:
        text.append(f"  [{', '.join(marks)}]", style="bold")
    origin = f", from {row['origin']}" if row["origin"] and row["origin"] != row["publisher"] else ""
    text.append(
        f"\n    {row['grade'] or 'ungraded'} · {clean(row['publisher'] or 'no publisher')}{clean(origin)}"
    )
    text.append(f" · known {day(row['known_at'])} ({row['known_by']})")
    if link(row["url"]):
        text.append(f"\n    {row['url']}")
    if row["note"]:
        text.append(f"\n    note: {tied(row['note'])}")
    text.append(f"\n    bytes {row['snapshot'][:16]} · append {row['append']}", style="dim")
    return text
