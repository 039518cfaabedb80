"""What lies in a zip archive, opened with suspicion."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from facta.errors import SourceError

_PIECE: Final = 1 << 20


def members(body: bytes, most_bytes: int) -> dict[str, bytes]:
    """Return the files of a zip archive by name, at most so many bytes of them together.

    Raises
    ------
    SourceError
        When it is no archive or a damaged one, when a name leads out of it, stands twice or is
        locked, and when more comes out of it than is allowed, whatever it announced.
    """
    found: dict[str, bytes] = {}
    left = most_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                _refuse(entry, found)
                found[entry.filename] = _inflated(archive, entry, left)
                left -= len(found[entry.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        message = f"not a zip archive, or a damaged one ({error}); fetch it again"
        raise SourceError(message) from error
    return found


def _refuse(entry: zipfile.ZipInfo, found: dict[str, bytes]) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise SourceError(f"{entry.filename!r} in the archive leads out of it")
    if entry.filename in found:
        raise SourceError(f"{entry.filename!r} stands twice in the archive")
    if entry.flag_bits & 1:
        raise SourceError(f"{entry.filename!r} in the archive is locked with a password")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_bytes: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > most_bytes:
                raise SourceError(f"{entry.filename!r} in the archive inflates beyond {most_bytes:,} bytes")
            pieces.append(piece)
    return b"".join(pieces)
