"""Write an export whole or not at all, and only over what an export wrote before."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from facta.errors import StoreError
from facta.exports.package import File

if TYPE_CHECKING:
    from collections.abc import Sequence

LIST: Final = "facta-export.json"


def write_file(path: Path, body: bytes) -> None:
    """Write one file: a reader sees the old one or the new one, and never a part.

    Raises
    ------
    StoreError
        When it cannot be written.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder, and this format is one file: name a file with --to")
    if path.exists() and not path.is_file():
        raise StoreError(f"{path} is no file: name a file with --to")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(body)
            _readable(Path(made), 0o666)
            Path(made).replace(path)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; name another file with --to") from None


def write_folder(folder: Path, files: Sequence[File], case: str) -> None:
    """Write a folder in the place of an earlier export of the same case, or where there is none.

    Raises
    ------
    StoreError
        When something else lies there, or it cannot be written. What was there stays as it was.
    """
    refuse_foreign(folder, case)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            for file in (*files, _list(files, case)):
                path = made / file.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.body)
            _readable(made, 0o777)
            _put(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; name another folder with --to") from None


def refuse_foreign(folder: Path, case: str) -> None:
    """Refuse a folder that no export of the case wrote, or into which somebody put something else."""
    another = "name another folder with --to"
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise StoreError(f"{folder} is no folder: {another}")
    if not folder.exists() or not any(folder.iterdir()):
        return
    listed = _listed(folder / LIST)
    if listed is None:
        raise StoreError(f"{folder} is not empty, and no export of facta: {another}")
    if listed.get("case") != case:
        raise StoreError(f"{folder} is an export of the case {listed.get('case')!r}: {another}")
    names = listed.get("files")
    own = names if isinstance(names, dict) else {}
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    there = {path.relative_to(folder).as_posix(): path for path in found}
    if strange := sorted(there.keys() - {LIST, *own}):
        raise StoreError(f"{folder} holds {strange[0]!r}, which no export wrote: move it, or {another}")
    if edited := sorted(name for name in own if name in there and _hash(there[name]) != own[name]):
        raise StoreError(f"{folder} holds {edited[0]!r}, changed since it was written: move it, or {another}")


def _listed(path: Path) -> dict[str, object] | None:
    with suppress(OSError, ValueError):
        read = json.loads(path.read_text(encoding="utf-8"))
        return read if isinstance(read, dict) else None
    return None


def _list(files: Sequence[File], case: str) -> File:
    hashes = {file.name: hashlib.sha256(file.body).hexdigest() for file in files}
    return File(LIST, json.dumps({"case": case, "files": hashes}, indent=1).encode())


def _hash(path: Path) -> str:
    """Return the hash of a file, or nothing of one that cannot be read."""
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def _readable(path: Path, mode: int) -> None:
    """Give what was made the mode that this process gives to what it makes."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(mode & ~mask)


def _put(made: Path, folder: Path) -> None:
    """Let a folder take the place of another; where that fails, the other one is put back."""
    if not folder.exists():
        made.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-")) / "before"
    folder.rename(aside)
    try:
        made.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)
