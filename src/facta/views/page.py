"""What every page shares: the templates, the style, the fonts, and the rule that text is untrusted."""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from facta.views import language as languages
from facta.views import verdicts, words
from facta.views.charts import DARK, LIGHT, PRINT

LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,"
    "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212"
)
CYRILLIC = "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116"


class Font(NamedTuple):
    """One font and the letters it has; the rest falls back to the reader's own fonts."""

    family: str
    weight: int
    file: str
    letters: str = LATIN


FONTS = (
    Font("IBM Plex Sans", 400, "ibm-plex-sans-latin-400-normal.woff2"),
    Font("IBM Plex Sans", 600, "ibm-plex-sans-latin-600-normal.woff2"),
    Font("IBM Plex Serif", 500, "ibm-plex-serif-latin-500-normal.woff2"),
)
LOADED = (
    *FONTS,
    Font("IBM Plex Sans", 400, "ibm-plex-sans-cyrillic-400-normal.woff2", CYRILLIC),
    Font("IBM Plex Sans", 600, "ibm-plex-sans-cyrillic-600-normal.woff2", CYRILLIC),
    Font("IBM Plex Serif", 500, "ibm-plex-serif-cyrillic-500-normal.woff2", CYRILLIC),
)
"""Fonts that pages load from files, where a page embeds only `FONTS`."""


@cache
def templates(language: str = "en") -> Environment:
    """Open the templates: everything written into them is escaped and stripped of hidden characters.

    Words of our own in ``_()`` and ``{% trans %}`` are said in ``language``.
    """
    environment = Environment(
        loader=PackageLoader("facta.views"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=words.day,
        figure=words.figure,
        link=words.link,
        numeral=words.numeral,
        stand=words.stand,
        signed=_signed,
        stands=verdicts.stands,
    )
    environment.filters.update(original=languages.wrapped, said=languages.say)
    environment.globals.update(words=words, original=languages.attribute)
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(languages.catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


def _signed(text: str) -> str:
    """Give numbers a true minus and keep them with their units, also where words are marked already."""
    told = words.held(words.signed(text))
    return Markup(told) if isinstance(text, Markup) else told  # noqa: S704 - it was markup before


def _finalize(value: object) -> object:
    return words.clean(value) if isinstance(value, str) else value


@cache
def fonts() -> Markup:
    """Write the embedded fonts as CSS."""
    folder = resources.files("facta.views") / "fonts"
    faces = []
    for font in FONTS:
        body = base64.b64encode((folder / font.file).read_bytes()).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};font-display:swap;'
            f"unicode-range:{font.letters};src:url(data:font/woff2;base64,{body}) format('woff2')}}"
        )
    return Markup("\n").join(Markup(face) for face in faces)  # noqa: S704 - our own files, nothing from outside


def faces() -> str:
    """Write the fonts as CSS that loads them from beside it, each when it is needed."""
    return "\n".join(
        f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};font-display:swap;'
        f"unicode-range:{font.letters};src:url({font.file}) format('woff2')}}"
        for font in LOADED
    )


def switched() -> str:
    """Write the palettes as CSS for pages on which the reader may also choose light or dark."""
    light, dark, paper = (palette.variables() for palette in (LIGHT, DARK, PRINT))
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}"
        f"@media screen and (prefers-color-scheme:dark)"
        f"{{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}"
        f"@media print{{:root{{{paper}}}}}"
    )


def colours() -> Markup:
    """Write the three palettes as CSS: light, dark where the reader asks for it, and print."""
    light, dark, paper = (palette.variables() for palette in (LIGHT, DARK, PRINT))
    return Markup(  # noqa: S704 - our own constants
        f":root{{color-scheme:light dark;{light}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"@media print{{:root{{color-scheme:light;{paper}}}}}"
    )
