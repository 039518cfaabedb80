"""The networks of a case: read when somebody asks for one, and once while its files stay the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from facta.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

    from facta.cases.model import Case
    from facta.corridors import Network


class Networks(Mapping[str, "Network"]):
    """The networks of a case by name; most commands ask for none, and then no file is read.

    Parameters
    ----------
    folders
        The folder of each network.
    digest
        Stands for what their files hold: with another digest they are read anew.
    """

    def __init__(self, folders: Mapping[str, Path], digest: str) -> None:
        self._folders, self._digest = dict(folders), digest

    def __getitem__(self, name: str) -> Network:
        """Read a network.

        Raises
        ------
        CaseError
            With every mistake in its files.
        """
        return _network(self._folders[name], self._digest)

    def __contains__(self, name: object) -> bool:
        """Tell whether the case has a network, without reading it."""
        return name in self._folders

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._folders)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._folders)


def networks_of(case: Case) -> Networks:
    """Return the networks of a case."""
    return Networks({name: case.folder / use.folder for name, use in case.networks.items()}, case.digest)


def digests(folder: Path) -> Iterator[str]:
    """Yield a digest of the name and the bytes of every table of a network, in a fixed order.

    Raises
    ------
    CaseError
        When one cannot be read.
    """
    for file in sorted(path for path in folder.rglob("*.csv") if path.is_file()):
        try:
            with file.open("rb") as opened:
                held = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise CaseError(f"{file}: {error.strerror}") from None
        yield hashlib.sha256(f"{file.relative_to(folder).as_posix()} {held}".encode()).hexdigest()


@lru_cache(maxsize=16)
def _network(folder: Path, digest: str) -> Network:
    from facta.corridors import read_network  # noqa: PLC0415  (most commands need none)

    del digest
    return read_network(folder)
