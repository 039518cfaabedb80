"""What every format has: a line that says what it is, an ending, and a way from a package to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.exports.package import File, Package


class Format(Protocol):
    """One format on the door: a module.

    ``ending`` is that of its only file; empty, it writes several, into a folder.
    """

    @property
    def says(self) -> str:
        """What it is, in a few words."""
        ...

    @property
    def ending(self) -> str:
        """The ending of the name of its only file, with its dot."""
        ...

    def files(self, package: Package) -> Iterator[File]:
        """Yield the files; the same package gives the same bytes."""
        ...
