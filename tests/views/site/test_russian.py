"""A Russian page: our words in Russian, those of the case marked as English, nothing left between."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from made import EDITIONS, Read, filed, served

from facta.units import UNITS
from facta.views import site
from facta.views.sentences import names

if TYPE_CHECKING:
    from facta.api import Open
    from facta.views.edition import Edition

WORD = re.compile(r"(?<![\w/-])[A-Za-z][a-z’']+(?![\w/-]*\d)")  # noqa: RUF001  (a typographic apostrophe)
ALLOWED = {"facta", "usd", "Word", "Markdown"}
UNSAID = {"script", "style", "code", "title", "desc"}
VOID = {"meta", "link", "input", "br"}
ONE_OF_EACH = ("indicators", "argument", "map", "records")

every_edition = pytest.mark.parametrize("name", EDITIONS)


class Heard(HTMLParser):
    """What a screen reader says in Russian of a page: text, and labels that are not of drawings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str, bool]] = [("", "ru", False)]
        self.said: list[str] = []
        self.english: list[str] = []
        self.feed(page)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        _, language, hidden = self.open[-1]
        language = given.get("lang") or language
        hidden = hidden or tag in UNSAID or "mono" in (given.get("class") or "").split()
        if language == "ru" and not hidden and tag != "svg":
            self.said += [given[name] or "" for name in ("aria-label", "placeholder") if name in given]
        if tag not in VOID:
            self.open.append((tag, language, hidden))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        _, language, hidden = self.open[-1]
        if not hidden:
            (self.said if language == "ru" else self.english).append(data)


@cache
def edition(name: str) -> Edition:
    return EDITIONS[name]()


def russian(made: Edition, path: str) -> str:
    return site.page(made, path, filed(language="ru"))


def chosen(made: Edition) -> list[str]:
    """Every page that stands alone, and three of each kind of which there are many."""
    found = site.paths(made)
    several = [[path for path in found if path.startswith(f"{kind}/")] for kind in ONE_OF_EACH]
    some = {path for paths in several for path in (*paths[:2], *paths[-1:])}
    every_argument = {path for path in found if path.startswith("argument/")}
    return [path for path in found if "/" not in path or path in some | every_argument]


def left(page: str, known: frozenset[str]) -> set[str]:
    """Return the words in Latin letters that nobody marked as English."""
    units = {word for unit in UNITS for word in WORD.findall(unit)}
    said = " ".join(Heard(page).said)
    parts = {part for name in known for part in re.split(r"[.\W]", name)}
    return set(WORD.findall(said)) - ALLOWED - units - parts


def test_no_english_word_of_ours_is_left_on_a_page_of_the_flagship(flagship: Open) -> None:
    made = flagship.edition(date(2026, 6, 1), date(2025, 6, 1))
    paths = chosen(made)
    assert len(paths) > 25
    found = {path: left(russian(made, path), names(made.assessment)) for path in paths}
    assert {path: words for path, words in found.items() if words} == {}


def test_words_of_the_flagship_are_marked_as_english(flagship: Open) -> None:
    made = flagship.edition(date(2026, 6, 1))
    heard = Heard(russian(made, ""))
    english = " ".join(heard.english)
    assert all(strand.title in english for strand in made.assessment.strands)
    assert all(standing.title in english for standing in made.assessment.standings)
    assert "На чём держится достоверность" in "".join(heard.said)  # noqa: RUF001  (Russian)


@every_edition
def test_every_russian_page_says_its_language_and_has_one_heading(name: str) -> None:
    for path in site.paths(edition(name)):
        page = Read(russian(edition(name), path))
        assert page.tags[0] == ("html", {"lang": "ru"})
        assert [tag for tag, _ in page.tags].count("h1") == 1, path


@every_edition
def test_a_russian_page_has_the_structure_of_the_english_one(name: str) -> None:
    """Only elements that mark a language, and the line that says so, come on top."""
    for path in site.paths(edition(name)):
        ours = Read(russian(edition(name), path))
        theirs = Read(site.page(edition(name), path, filed()))
        assert ours.values("id") == theirs.values("id"), path
        assert ours.values("href") == theirs.values("href"), path
        assert [tag for tag, _ in ours.tags if tag in {"table", "script", "h2", "li"}] == [
            tag for tag, _ in theirs.tags if tag in {"table", "script", "h2", "li"}
        ], path


@every_edition
def test_an_english_page_marks_no_language_of_its_case(name: str) -> None:
    for path in site.paths(edition(name)):
        page = Read(site.page(edition(name), path, filed()))
        assert [tag for tag, given in page.tags if "lang" in given] == ["html"], path


@every_edition
def test_the_same_edition_gives_the_same_russian_bytes_after_an_english_page(name: str) -> None:
    made = EDITIONS[name]()
    for path in site.paths(made):
        first = russian(made, path)
        english = site.page(made, path, filed())
        site.plan.cache_clear()
        assert site.page(made, path, filed()) == english
        assert russian(made, path) == first, path


def test_hostile_text_stays_text_between_russian_words() -> None:
    for path in site.paths(edition("harmful")):
        page = russian(edition("harmful"), path)
        assert "\u202e" not in page, path
        assert not [
            one for one in Read(page).values("href") if one.lower().startswith(("javascript", "data"))
        ]
        assert "<script>alert" not in page, path


def test_a_served_page_has_its_forms_and_drawer_in_russian() -> None:
    made = edition("real")
    page = site.page(made, "", served(language="ru"))
    heard = " ".join(Heard(page).said)
    assert "месяцев назад" in heard
    assert "Искать индикаторы, части и записи" in heard
    path = next(one for one in site.paths(made) if one.startswith("indicators/"))
    drawer = site.drawer(made, path, served(language="ru"))
    assert "Всё об этом индикаторе" in drawer  # noqa: RUF001  (Russian)
    assert 'lang="en"' in drawer


def test_a_search_finds_words_and_not_the_marks_of_a_language() -> None:
    made = edition("argument")
    for query, many in (("span lang", False), ("индикаторы", True)):
        page = site.page(made, "search", served(language="ru", query=query))
        assert ("Найдено: 0" not in page) is many, query


def test_the_scale_runs_the_same_way_in_both_languages() -> None:
    made = edition("real")
    pages = [site.page(made, "", filed(language=language)) for language in ("en", "ru")]
    meters = [re.findall(r'<path d="(M[^"]+)"', page) for page in pages]
    assert meters[0] == meters[1]
    assert pages[1].index(">расхождение<") < pages[1].index(">сближение<")
