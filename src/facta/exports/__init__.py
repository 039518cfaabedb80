"""Exports: what facta knows, in the formats of other people's tools.

A format is a module with ``says``, ``ending`` and ``files``, and a line on this door.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from facta.errors import nearest
from facta.exports import csv_files, data_package, geojson, parquet_files, prov, workbook
from facta.exports.citing import citation, cite
from facta.exports.package import File, Package, narrowed, packaged
from facta.exports.writing import refuse_foreign, write_file, write_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from facta.api import Open
    from facta.exports.base import Format
    from facta.views.edition import Edition

__all__ = ["ALL", "FORMATS", "File", "Package", "citation", "cite", "export", "files", "narrowed", "packaged"]

FORMATS: Final[Mapping[str, Format]] = {
    "datapackage": data_package,
    "csv": csv_files,
    "parquet": parquet_files,
    "xlsx": workbook,
    "geojson": geojson,
    "prov": prov,
}
ALL: Final = ("datapackage", "xlsx", "geojson", "prov")  # a data package has CSV and Parquet in it


def files(package: Package, names: Iterable[str]) -> list[File]:
    """Return the files of some formats; ``all`` stands for one of each kind.

    Several formats that each write several files have a folder each.

    Raises
    ------
    ValueError
        When there is no such format, with the nearest that there is.
    """
    asked = list(dict.fromkeys(one for name in names for one in (ALL if name == "all" else (name,))))
    for name in asked:
        if name not in FORMATS:
            known = ", ".join((*FORMATS, "all"))
            raise ValueError(f"no format {name!r}{nearest(name, (*FORMATS, 'all'))}; there are {known}")
    apart = sum(not FORMATS[name].ending for name in asked) > 1
    found = []
    for name in asked:
        folder = f"{name}/" if apart and not FORMATS[name].ending else ""
        found += [File(f"{folder}{file.name}", file.body) for file in FORMATS[name].files(package)]
    return found


def export(
    opened: Open,
    to: str | Path,
    formats: Collection[str] = ("datapackage",),
    *,
    edition: Edition | None = None,
    only: Collection[str] = (),
) -> Package:
    """Write a case as of a day in formats of other tools, whole or not at all.

    The same case, records and days give the same bytes.

    Parameters
    ----------
    opened
        The case with its records.
    to
        A file where one format of one file is asked for, a folder otherwise.
    formats
        Names of the door, or ``all``.
    edition
        As of which day, and compared with which; that of the newest fact when left out.
    only
        Names of tables; all when left out.

    Raises
    ------
    ValueError
        When there is no such format or table.
    StoreError
        When something else lies there, or it cannot be written.
    """
    path, case, formats = Path(to), opened.case.name, tuple(dict.fromkeys(formats))
    one = len(formats) == 1 and all(name in FORMATS and FORMATS[name].ending for name in formats)
    if not one:
        refuse_foreign(path, case)
    package = narrowed(packaged(opened, edition or opened.edition()), only)
    made = files(package, formats)
    if one:
        write_file(path, made[0].body)
    else:
        write_folder(path, made, case)
    return package
