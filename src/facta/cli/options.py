"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


def store(function: Any) -> Any:  # noqa: ANN401  (click decorators)
    """Say where the store is."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path),
        envvar="FACTA_STORE",
        help="Folder of the store.  [default: .facta]",
    )(function)


def as_of(function: Any) -> Any:  # noqa: ANN401  (click decorators)
    """Say as of which day."""
    return click.option(
        "--as-of", metavar="DAY", help="A day, or today.  [default: that of the newest fact]"
    )(function)


def engine(function: Any) -> Any:  # noqa: ANN401  (click decorators)
    """Say what narrows the records."""
    for option in (
        click.option(
            "--spark-store",
            metavar="URL",
            envvar="FACTA_SPARK_STORE",
            help="Where Spark sees the store, say s3://bucket/store.  [default: where it is here]",
        ),
        click.option(
            "--spark",
            metavar="URL",
            envvar="FACTA_SPARK",
            default="sc://localhost:15002",
            show_default=True,
            help="The Spark Connect server of --engine spark.",
        ),
        click.option(
            "--engine",
            type=click.Choice(["embedded", "spark"]),
            default="embedded",
            show_default=True,
            help="What narrows the records: this machine, or Spark.",
        ),
    ):
        function = option(function)
    return function
