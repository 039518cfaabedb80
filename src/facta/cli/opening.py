"""Open a case with its progress on a terminal; print and write for people."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open
    from facta.store.spark import Cluster


def opened(case: str, store: Path | None, cluster: Cluster | None = None) -> Open:
    """Open a case; on a terminal with a bar while its files are read."""
    from facta.api import open_case  # noqa: PLC0415

    if not sys.stderr.isatty():
        return open_case(case, store=store, cluster=cluster)
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, visible=False)

        def step(url: str, done: int, total: int) -> None:
            bar.update(task, description=url, completed=done, total=total, visible=True)

        return open_case(case, store=store, progress=step, cluster=cluster)


def show(render: Any) -> None:  # noqa: ANN401  (a function of a width)
    """Print what a function makes of the width of the terminal."""
    from rich.console import Console  # noqa: PLC0415

    plain = not sys.stdout.isatty()
    wide = (width() or 80) if plain else None
    console = Console(width=wide, highlight=False, no_color=True if plain else None)
    console.print(render(console.width))


def width() -> int | None:
    """Return how wide the terminal is; where there is none what ``COLUMNS`` says, or None."""
    if sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    columns = os.environ.get("COLUMNS")
    return int(columns) if columns and columns.isdigit() else None


def write(path: Path, page: str, option: str = "--brief") -> None:
    """Write a page where a person asked for it, by an option."""
    from facta.errors import StoreError  # noqa: PLC0415

    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        message = f"{path}: {error.strerror}; name another file with {option}"
        raise StoreError(message) from None
