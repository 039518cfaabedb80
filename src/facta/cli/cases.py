"""Cases themselves: check, new, schema."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path")
def check(path: str) -> None:
    """Check a case and its tables: every mistake at once, with line and column."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from facta.checking import check_case  # noqa: PLC0415
    from facta.views.words import counted  # noqa: PLC0415

    case, counts = check_case(path, today=datetime.now(UTC).date())
    watched = counted(len(case.indicators), "indicator")
    click.echo(f"{case.name}: {watched}, {counted(counts, 'record')}; nothing to mend")


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a small working case with comments into a new folder."""
    from facta.cases.new import write_case  # noqa: PLC0415

    folder = write_case(Path(name))
    click.echo(f"{folder}: written. Next: facta run {folder}")


@click.command()
def schema() -> None:
    """Print the JSON Schema of case files, for editors."""
    import json  # noqa: PLC0415

    from facta import cases  # noqa: PLC0415

    click.echo(json.dumps(cases.schema(), indent=2, ensure_ascii=False))


COMMANDS = (check, new, schema)
