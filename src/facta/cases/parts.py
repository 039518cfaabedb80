"""Blocks of a case that stand in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.cases.document import MAX_BYTES, Path
from facta.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as Path_

BLOCK = "analyses"


def named(data: object, folder: Path_) -> Iterator[tuple[Path, Path_]]:
    """Yield the place of every block that only names its file, and the file.

    Raises
    ------
    CaseError
        When the file lies outside the folder of the case.
    """
    blocks = data.get(BLOCK) if isinstance(data, dict) else None
    for name, block in blocks.items() if isinstance(blocks, dict) else ():
        if isinstance(block, dict) and list(block) == ["file"]:
            file = str(block["file"])
            path = folder / file
            if not path.resolve().is_relative_to(folder.resolve()):
                message = f"{BLOCK}.{name}.file: {file!r} leaves the folder of the case"
                raise CaseError(f"{message}; write a path inside it")
            yield (BLOCK, name), path


def read(file: Path_) -> bytes:
    """Read a file of a case.

    Raises
    ------
    CaseError
        When it cannot be read, or is too large.
    """
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            message = f"{file}: {size:,} bytes; a case file has at most {MAX_BYTES:,}"
            raise CaseError(f"{message}: keep records in its CSV tables")
        return file.read_bytes()
    except OSError as error:
        raise CaseError(f"{file}: {error.strerror}") from None
