"""Catalogues have every word of our own, say it with the same values, and are never out of date."""

from __future__ import annotations

import gettext
import io
import re
from collections import defaultdict
from datetime import date

import pytest

from catalogues import make
from facta.likelihood import WORDS
from facta.views import language, verdicts, words

every_language = pytest.mark.parametrize("name", make.languages())
PLACES = re.compile(r"%\((\w+)\)s")


def messages(name: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    found = [one for one in make.held(name) if one.id]
    return [(_all(one.id), _all(one.string)) for one in found]


def _all(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (said,)


def test_russian_has_a_catalogue() -> None:
    assert make.languages() == ["ru"]


@every_language
def test_a_catalogue_has_the_words_of_the_source_and_no_others(name: str) -> None:
    assert make.written(name).read_bytes() == make.source(make.updated(name)), "run make catalogues"


@every_language
def test_what_is_compiled_is_what_is_written(name: str) -> None:
    assert make.written(name, "mo").read_bytes() == make.compiled(make.held(name)), "run make catalogues"


@every_language
def test_every_text_is_translated_and_none_is_a_guess(name: str) -> None:
    catalogue = make.held(name)
    assert len(catalogue) > 400
    assert not [one.id for one in catalogue if one.id and one.fuzzy]
    assert not [english for english, said in messages(name) if not all(said)]


@every_language
def test_a_translation_has_the_same_values_in_each_of_its_forms(name: str) -> None:
    for english, said in messages(name):
        wanted = {place for one in english for place in PLACES.findall(one)}
        for form in said:
            assert set(PLACES.findall(form)) == wanted, (english, form)
            if wanted:
                assert "%(" not in form % defaultdict(lambda: "x"), (english, form)


@every_language
def test_a_text_that_counts_has_as_many_forms_as_the_language(name: str) -> None:
    catalogue = make.held(name)
    counting = [one for one in catalogue if isinstance(one.id, tuple)]
    assert len(counting) > 20
    assert {len(one.string) for one in counting} == {catalogue.num_plurals}


@every_language
def test_a_program_reads_what_is_compiled_as_its_source_says(name: str) -> None:
    read = gettext.GNUTranslations(io.BytesIO(make.written(name, "mo").read_bytes()))
    for one in make.held(name):
        if one.id and not isinstance(one.id, tuple):
            said = read.pgettext(one.context, one.id) if one.context else read.gettext(one.id)
            assert said == one.string


def test_a_russian_noun_takes_the_form_of_its_number() -> None:
    with language.speaking("ru"):
        said = [words.counted(number, "record") for number in (1, 2, 5, 11, 21, 1234)]
    assert said == ["1 запись", "2 записи", "5 записей", "11 записей", "21 запись", "1,234 записи"]


def test_a_russian_date_has_its_month_in_the_genitive_and_a_period_does_not() -> None:
    with language.speaking("ru"):
        assert words.day(date(2026, 5, 1)).split() == ["1", "мая", "2026"]
        assert words.span(date(2026, 5, 1), date(2026, 6, 1)) == "май 2026"
        assert words.span(date(2026, 4, 1), date(2026, 7, 1)) == "2-й квартал 2026"
        assert words.span(date(2025, 7, 1), date(2026, 1, 1)) == "2-е полугодие 2025"  # noqa: RUF001  (Russian)
        assert words.span(date(2025, 1, 1), date(2026, 1, 1)) == "2025"
        assert words.span(date(2026, 5, 4), date(2026, 5, 11)).split() == ["неделя", "с", "4", "мая", "2026"]  # noqa: RUF001  (Russian)
        assert words.span(date(2026, 5, 4), date(2026, 5, 6)).split() == ["4", "мая", "–", "5", "мая", "2026"]
        assert words.span(date(2025, 12, 4), date(2026, 1, 6)).split()[2] == "2025"
        assert words.span(date(2026, 5, 4), date(2026, 5, 5)) == words.day(date(2026, 5, 4))


def test_a_word_of_likelihood_keeps_its_number_and_range_in_russian() -> None:
    with language.speaking("ru"):
        said = verdicts.chance(0.65).replace("\N{NO-BREAK SPACE}", " ")
        named = {language.say(english) for _, english, _ in WORDS}
    assert said == "вероятно (65 %; «вероятно» значит 55–80 %)"
    assert len(named) == len(WORDS)
    assert verdicts.chance(0.65) == "65 %"


def test_an_earlier_level_is_said_in_the_language_of_the_page() -> None:
    with language.speaking("ru"):
        assert words.went("level 2 straining", "level 0") == "уровень 2, расхождение → уровень 0"
        assert words.went("not there", "overdue") == "новое: просрочено"
        unknown = words.went("open", "both rose")
    assert unknown == 'открыто → <span lang="en">both rose</span>'


def test_words_of_a_case_cannot_break_out_of_their_mark() -> None:
    with language.speaking("ru"):
        said = words.went("open", "<script>alert(1)</script>")
    assert "<script>" not in said
    assert "&lt;script&gt;" in said


def test_the_language_ends_with_its_block() -> None:
    with language.speaking("ru"), language.speaking():
        assert words.level_word(None) == "not assessed"
        assert not language.foreign()
    assert language.tongue() is None
    assert language.attribute() == ""


def test_a_language_without_a_catalogue_speaks_english() -> None:
    with language.speaking("tlh"):
        assert words.level_word(4) == "trip-wire"
