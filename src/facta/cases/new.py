"""A small working case to start from, with comments."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from facta.errors import CaseError

TEMPLATE = Path(str(files("facta"))) / "library" / "_new"
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")


def write_case(folder: Path) -> Path:
    """Write a small working case into a new folder and return the folder.

    Raises
    ------
    CaseError
        When the folder is taken or its name cannot be the name of a case.
    """
    if not NAME.match(folder.name):
        message = f"{folder.name!r} cannot name a case: use letters, digits and hyphens, 32 at most"
        raise CaseError(message)
    if folder.exists():
        message = f"{folder} is there already; name another folder, or remove it"
        raise CaseError(message)
    for source in sorted(TEMPLATE.rglob("*")):
        target = folder / source.relative_to(TEMPLATE)
        try:
            if source.is_dir():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        except OSError as error:
            message = f"{target}: {error.strerror}"
            raise CaseError(message) from None
    return folder
