"""The brief on paper: brief."""

from __future__ import annotations

from pathlib import Path

import click

from facta.cli import opening, options


@click.command()
@click.argument("case")
@click.option(
    "--pages", type=click.Choice(["1", "2", "4"]), default="2", show_default=True, help="Its length."
)
@click.option(
    "--lens",
    type=click.Choice(["analyst", "risk", "planner"]),
    default="analyst",
    show_default=True,
    help="Whose first paragraph it has; the facts are the same.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "html", "docx", "md"]),
    help="What to write.  [default: what --out ends with, else pdf]",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write it.  [default: brief.FORMAT]")
@options.as_of
@click.option("--since", metavar="DAY", help="Compare with this day.  [default: 91 days earlier]")
@options.store
def brief(  # noqa: PLR0913  (one parameter an option)
    *,
    case: str,
    pages: str,
    lens: str,
    form: str | None,
    out: Path | None,
    as_of: str | None,
    since: str | None,
    store: Path | None,
) -> None:
    """Write a brief of one, two or four pages."""
    from facta.api import STORE  # noqa: PLC0415
    from facta.errors import StoreError  # noqa: PLC0415
    from facta.serving import briefs  # noqa: PLC0415
    from facta.views.briefing import FORMATS, LENGTHS  # noqa: PLC0415
    from facta.views.briefing import brief as written  # noqa: PLC0415
    from facta.views.lenses import LENSES  # noqa: PLC0415

    ending = out.suffix.removeprefix(".").lower() if out else ""
    if form is None and ending and ending not in FORMATS:
        message = f"{out} ends with no format of a brief ({', '.join(FORMATS)}): name one by --format"
        raise click.UsageError(message)
    form = form or ending or "pdf"
    path = out or Path(f"brief.{form}")
    length = next(one for one in LENGTHS if str(one) == pages)
    reader = next(one for one in LENSES if one == lens)
    edition = opening.opened(case, store).edition(as_of, since)
    body = written(edition, form=form, lens=reader, length=length)
    try:
        path.write_bytes(body)
    except OSError as error:
        message = f"{path}: {error.strerror}; name another file with --out"
        raise StoreError(message) from None
    briefs.note(store or STORE, edition.assessment.case, edition.assessment.as_of)
    click.echo(f"Brief: {path}")


COMMANDS = (brief,)
