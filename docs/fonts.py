# ruff: noqa: INP001  (docs are no package)
"""Make the fonts of the brief: Latin, Greek and Cyrillic of IBM Plex as TrueType.

They are joined from the published web fonts: run it where fonttools and brotli are installed and the
packages @fontsource/ibm-plex-sans, -serif and -mono lie unpacked, with their folder and
``src/facta/views/fonts``. The result is committed.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

FACES = (("sans", 400), ("sans", 600), ("serif", 500), ("mono", 400))
SCRIPTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek")
KEPT = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]
LAYOUT = ("GSUB", "GPOS", "GDEF")


def make(packages: Path, out: Path) -> None:
    """Join the subsets of each face and write it without hints and without a time."""
    for family, weight in FACES:
        parts = []
        for script in SCRIPTS:
            name = f"ibm-plex-{family}-{script}-{weight}-normal"
            found = sorted(packages.rglob(f"{name}.woff2"))
            parts += [_plain(found[0], out / f"{name}.ttf", whole=script == "latin")] if found else []
        path = out / f"ibm-plex-{family}-{weight}.ttf"
        import_module("fontTools.merge").Merger().merge([str(part) for part in parts]).save(path)
        for part in parts:
            part.unlink()
        _slim(path)


def _plain(packed: Path, path: Path, *, whole: bool) -> Path:
    """Unpack a web font; only one of several keeps its layout tables, which do not join."""
    font: Any = import_module("fontTools.ttLib").TTFont(packed)
    font.flavor = None
    for table in LAYOUT:
        if table in font and not whole:
            del font[table]
    font.save(path)
    return path


def _slim(path: Path) -> None:
    subset: Any = import_module("fontTools.subset")
    options = subset.Options(hinting=False, layout_features=KEPT, notdef_outline=True, recalc_timestamp=False)
    font = subset.load_font(str(path), options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=list(font.getBestCmap()))
    chosen.subset(font)
    font.save(path)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
