"""In which language our own words are said; what a case says stays in the language it was written in.

Our own words are written in English where they are used, inside :func:`say`, :func:`many` or, for a
label that is said later, :func:`marked`; a catalogue has them in other languages. Numbers keep a
decimal point and commas between thousands, as in every text of a case beside them.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from importlib import resources
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OWN: Final = "en"
"""The language of our own words, and of the cases that ship."""
_spoken: ContextVar[str] = ContextVar("language", default=OWN)


@cache
def catalogue(language: str) -> NullTranslations:
    """Open the words of our own in a language; without a catalogue they stay English."""
    folder = str(resources.files("facta.views") / "locale")
    return translation("facta", folder, [language], fallback=True)


@contextmanager
def speaking(language: str = OWN) -> Iterator[None]:
    """Say our own words in a language until the end of the block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def foreign() -> bool:
    """Tell whether our own words are in another language than those of the case."""
    return _spoken.get() != OWN


def tongue() -> str | None:
    """Return the language to mark words of the case with, where it is not that of the page."""
    return OWN if foreign() else None


def attribute() -> Markup:
    """Write the language of words of the case as an attribute, where it is not that of the page."""
    return Markup(f' lang="{OWN}"') if foreign() else Markup()  # noqa: S704 - our own constant


def wrapped(text: str) -> str:
    """Return words of the case for a line of our own, marked where their language is another."""
    return Markup('<span lang="{}">{}</span>').format(OWN, text) if text and foreign() else text


def say(text: str, **values: object) -> str:
    """Say words of our own in the language of the page, with values in their places.

    >>> say("leans to %(way)s", way="deepening")
    'leans to deepening'
    """
    return _filled(catalogue(_spoken.get()).gettext(text), values)


def many(one: str, more: str, number: int, **values: object) -> str:
    """Say words of our own that change with a number; ``count`` is that number, with its commas.

    >>> many("%(count)s line", "%(count)s lines", 1), many("%(count)s line", "%(count)s lines", 2000)
    ('1 line', '2,000 lines')
    """
    said = catalogue(_spoken.get()).ngettext(one, more, number)
    return _filled(said, {"count": f"{number:,}", **values})


def _filled(said: str, values: Mapping[str, object]) -> str:
    """Put values in their places; one that is marked already makes the whole so."""
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(said) % values  # noqa: S704 - our own words; values are escaped
    return said % values if values else said


def joined(separator: str, parts: Sequence[str]) -> str:
    """Join words, of which some may be marked already."""
    if any(isinstance(part, Markup) for part in parts):
        return Markup(separator).join(parts)  # noqa: S704 - our own separator; parts are escaped
    return separator.join(parts)


def among(context: str, text: str) -> str:
    """Say a word of our own that means another thing elsewhere."""
    return catalogue(_spoken.get()).pgettext(context, text)


def marked(text: str) -> str:
    """Mark words of our own for the catalogue; they are said later."""
    return text


def counts(one: str, more: str) -> tuple[str, str]:
    """Mark words of our own that change with a number for the catalogue; they are said later."""
    return one, more
