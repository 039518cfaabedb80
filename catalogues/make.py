"""Gather our own words from templates and code, bring every catalogue up to date and compile it.

Run by ``make catalogues``. The same source and translations give the same bytes: a catalogue has no
dates, no line numbers and no order but that of its words.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

VIEWS: Final = Path(__file__).parent.parent / "src" / "facta" / "views"
LOCALE: Final = VIEWS / "locale"
NAME: Final = "facta"
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
WIDTH: Final = 110
METHODS: Final = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS: Final = {"templates/**.html": {"trimmed": "true"}}
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "say": None,
    "marked": None,
    "many": (1, 2),
    "counts": (1, 2),
    "among": ((1, "c"), 2),
}


def gathered() -> Catalog:
    """Return every word of our own, without a translation."""
    found = Catalog(project=NAME, creation_date=EPOCH, revision_date=EPOCH, header_comment=f"# {NAME}")
    for _, _, message, _, context in extract_from_dir(VIEWS, METHODS, OPTIONS, keywords=KEYWORDS):
        found.add(message, context=context)
    return found


def held(language: str) -> Catalog:
    """Return a catalogue as it is, which is empty where there is none."""
    file = written(language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def updated(language: str) -> Catalog:
    """Return a catalogue with what is new in it and without what is gone."""
    catalogue = held(language)
    catalogue.update(gathered(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.header_comment = NAME, "1", f"# {NAME}"
    catalogue.creation_date = catalogue.revision_date = EPOCH
    catalogue.last_translator, catalogue.language_team = NAME, language
    catalogue.msgid_bugs_address, catalogue.fuzzy = "", False
    return catalogue


def written(language: str, ending: str = "po") -> Path:
    """Return where a catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / f"{NAME}.{ending}"


def source(catalogue: Catalog) -> bytes:
    """Write a catalogue for people."""
    into = io.BytesIO()
    write_po(into, catalogue, no_location=True, sort_output=True, width=WIDTH)
    return into.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Write a catalogue for programs."""
    into = io.BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())


def main() -> int:
    """Write every catalogue, and say what it lacks."""
    lacking = 0
    for language in languages():
        catalogue = updated(language)
        written(language).write_bytes(source(catalogue))
        written(language, "mo").write_bytes(compiled(catalogue))
        bare = [one.id for one in catalogue if one.id and not all(_forms(one.string))]
        lacking += len(bare)
        sys.stdout.write(f"{language}: {len(catalogue)} texts, {len(bare)} without a translation\n")
        sys.stdout.writelines(f"  {one!r}\n" for one in bare)
    return min(lacking, 1)


def _forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (said,)


if __name__ == "__main__":
    sys.exit(main())
