"""Write a site to a folder, whole or not at all; it replaces only what was written here before."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from facta.errors import StoreError
from facta.views import site
from facta.views.site import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.views.edition import Edition
    from facta.views.site import Language, Lens

MARKER = ".facta-site"
ASSETS = "assets"


class Published(NamedTuple):
    """What was written: the first page, how many pages and files, how many bytes."""

    start: Path
    pages: int
    files: int
    size: int


def address(path: str, here: str) -> str:
    """Return the relative address of the file of a page, from the page at ``here``.

    >>> address("", "indicators/CT-1"), address("indicators/CT-1", ""), address("records/R-1", "records/R-2")
    ('../index.html', 'indicators/CT-1.html', '../records/R-1.html')
    """
    return _up(here) + quote(file_of(path))


def file_of(path: str) -> str:
    """Return the file of a page.

    >>> file_of(""), file_of("indicators/CT-1")
    ('index.html', 'indicators/CT-1.html')
    """
    return f"{path}.html" if path else "index.html"


def _up(here: str) -> str:
    return "../" * here.count("/")


def publish(edition: Edition, out: Path, *, lens: Lens = "analyst", language: Language = "en") -> Published:
    """Write every page of an edition and what pages load; the same arguments give the same bytes.

    Parameters
    ----------
    edition
        What to show.
    out
        The folder to write. One that is there must be empty or written by facta before; it is
        replaced as a whole when everything has been written beside it.
    lens, language
        For whom, and in what language.

    Raises
    ------
    StoreError
        When the folder holds something else, or cannot be written.
    """
    out = out.absolute()
    _refuse(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            written = _written(edition, fresh, lens, language)
            fresh.chmod(0o755)
            _replace(out, fresh)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        message = f"{out}: {error.strerror}; name another folder with --out"
        raise StoreError(message) from None
    return Published(out / file_of(""), len(site.paths(edition)), len(written), sum(written))


def _refuse(out: Path) -> None:
    """Refuse a folder that holds what facta did not write."""
    if out.is_dir() and not (out / MARKER).is_file() and any(out.iterdir()):
        message = f"{out}: holds files that facta did not write; name an empty or a new folder with --out"
        raise StoreError(message)
    if out.exists() and not out.is_dir():
        message = f"{out}: is a file; name a folder with --out"
        raise StoreError(message)


def _written(edition: Edition, folder: Path, lens: Lens, language: Language) -> list[int]:
    """Write every file below a folder and return their sizes."""
    sizes = []
    for name, body in _bodies(edition, lens, language):
        file = folder / PurePosixPath(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        sizes.append(len(body))
    return sizes


def _bodies(edition: Edition, lens: Lens, language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site with its bytes."""
    yield MARKER, f"{edition.assessment.case} {edition.assessment.as_of.isoformat()}\n".encode()
    for name, asset in site.assets().items():
        yield f"{ASSETS}/{name}", asset.body
    for path in site.paths(edition):
        frame = _frame(path, lens, language)
        yield file_of(path), site.page(edition, path, frame).encode()


def _frame(here: str, lens: Lens, language: Language) -> Frame:
    """Return how a page in a file is framed: every link relative to it."""

    def to(path: str) -> str:
        return address(path, here)

    def asset(name: str) -> str:
        return f"{_up(here)}{ASSETS}/{name}"

    return Frame(address=to, asset=asset, lens=lens, language=language)


def _replace(out: Path, fresh: Path) -> None:
    """Put a finished folder in the place of the one before, which goes last."""
    if not out.exists():
        fresh.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    os.replace(out, old / out.name)  # noqa: PTH105  (a folder)
    try:
        fresh.rename(out)
    except OSError:
        os.replace(old / out.name, out)  # noqa: PTH105  (a folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
