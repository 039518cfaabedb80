"""A file beside the store that only ever grows: one writer at a time, whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from facta.errors import StoreError
from facta.store.files import settle_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path


class AppendOnly:
    """A file that only ever grows. Reading needs no lock; who appends holds it.

    Parameters
    ----------
    path
        The file; its folder is made when something is written.
    busy
        What to say where another process holds the lock for too long.
    wait_seconds
        How long to wait for it.
    """

    def __init__(self, path: Path, *, busy: str, wait_seconds: float = 10.0) -> None:
        self.path = path
        self._busy = busy
        self._wait_seconds = wait_seconds

    def body(self) -> bytes:
        """Return all of it; nothing where there is no file yet.

        Raises
        ------
        StoreError
            The file cannot be read.
        """
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self.trouble(error) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other writer out, in this process and in others.

        The system lets go of the lock when the process that holds it ends, however it ends.

        Raises
        ------
        StoreError
            Somebody else has been writing for longer than this waits, or the disk refuses.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path.with_suffix(".lock"), timeout=self._wait_seconds)
            lock.acquire()
        except Timeout:
            raise StoreError(self._busy) from None
        except OSError as error:
            raise self.trouble(error) from error
        try:
            yield
        finally:
            lock.release()

    def append(self, body: bytes) -> None:
        """Append bytes and wait until they are on the disk; the caller holds the lock.

        Raises
        ------
        StoreError
            The disk refuses; the file is then as it was before.
        """
        if not body:
            return
        try:
            new = not self.path.exists()
            with self.path.open("ab", buffering=0) as file:
                _append(file, body)
            if new:
                settle_folder(self.path.parent)
        except OSError as error:
            raise self.trouble(error) from error

    def cut(self, size: int) -> None:
        """Cut off what follows the first bytes, durably; the caller holds the lock.

        Raises
        ------
        StoreError
            The disk refuses.
        """
        try:
            with self.path.open("r+b") as file:
                file.truncate(size)
                os.fsync(file.fileno())
        except OSError as error:
            raise self.trouble(error) from error

    def trouble(self, error: OSError) -> StoreError:
        """Say what the system refused."""
        return StoreError(f"{self.path}: {error.strerror}; check the folder of the store")


def _append(file: FileIO, body: bytes) -> None:
    """Write all of it or nothing: a full disk takes a part, and says so only when asked for the rest."""
    before, rest = file.tell(), memoryview(body)
    try:
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            file.truncate(before)
        raise
