"""The outlook in a terminal and in a brief: few lines, each chance with its word, number and range."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from facta.views import foreseen, lint, ranges, words
from facta.views.board import board
from facta.views.brief import brief_html
from facta.views.briefing import FORMATS, LENGTHS, brief, composed
from facta.views.briefing.document import Grid, cells, spoken, walk
from facta.views.forecasted import term_table
from facta.views.lenses import LENSES
from facta.views.sentences import names
from tests.forecasts.foretold import DAYS, LAST, foretold

if TYPE_CHECKING:
    from facta.api import Open
    from facta.views.briefing.document import Document, Length
    from facta.views.edition import Edition
    from facta.views.lenses import Lens


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Open:
    return foretold(tmp_path_factory.mktemp("foretold"))


@pytest.fixture(scope="module")
def edition(opened: Open) -> Edition:
    return opened.edition(LAST)


def printed(edition: Edition) -> str:
    out = StringIO()
    view = board(edition.assessment, edition.change, foreseen=edition.foreseen)
    Console(file=out, width=80, no_color=True, highlight=False).print(view)
    return out.getvalue()


def told(edition: Edition) -> list[foreseen.Near]:
    assert edition.foreseen is not None
    return [foreseen.near(one, edition.foreseen) for one in foreseen.nearest(edition.foreseen)]


def test_the_board_has_a_few_signposts_in_80_columns(edition: Edition) -> None:
    said = printed(edition)
    assert max(len(line) for line in said.splitlines()) <= 80
    assert "Outlook as of 31 Oct 2025: nearest to firing" in said
    whole = " ".join(said.split())
    for one in told(edition):
        assert one.text in whole
        assert one.chance in whole
        assert f"before: {one.before}; read on {one.deadline}; {one.label}" in whole


def test_a_board_before_all_forecasts_has_one_line_with_the_command(opened: Open) -> None:
    day = DAYS[0] - timedelta(days=1)
    lines = [
        line for line in printed(opened.edition(day)).splitlines() if "utlook" in line or "forecast" in line
    ]
    assert lines == [f"Outlook: none by this day (facta forecast river --as-of {day})"]


def test_a_board_without_a_store_says_nothing_of_forecasts(opened: Open) -> None:
    edition = opened.edition(LAST)
    out = StringIO()
    Console(file=out, width=80).print(board(edition.assessment, edition.change))
    assert "utlook" not in out.getvalue()


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("lens", LENSES)
def test_a_brief_says_what_is_nearest_bound_and_as_the_lint_wants(
    edition: Edition, lens: Lens, length: Length
) -> None:
    made = composed(edition, lens=lens, length=length)
    known = names(edition.assessment)
    assert lint.of_sentences(spoken(made), known) == []
    first = told(edition)[0]
    if length == 1:
        (said,) = (one for one in spoken(made) if one.text.startswith("Nearest to firing"))
        assert first.chance in said.text
        assert said.rests_on == (first.indicator,)
    else:
        (said,) = (one for one in spoken(made) if one.text.startswith("Nearest to firing, forecast as of"))
        assert first.chance in [*cells(made)]
    assert set(said.rests_on) <= known
    assert _worth(made) == [foreseen_line(edition)]


def foreseen_line(edition: Edition) -> str:
    assert edition.foreseen is not None
    assert edition.foreseen.record is not None
    return f"{foreseen.headline(edition.foreseen)}; {foreseen.fates(edition.foreseen.record.fates)}"


def _worth(made: Document) -> list[str]:
    """Return the lines of the track record in the basis of a brief."""
    grids = [block for block in walk(made.blocks) if isinstance(block, Grid)]
    return [str(row.cells[1]) for grid in grids for row in grid.rows if row.cells[0] == "Forecasts"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_of_a_brief_carries_the_outlook(edition: Edition, form: str) -> None:
    body = brief(edition, form=form, length=2)  # type: ignore[arg-type]
    assert len(body) > 1000
    if form in ("md", "html"):
        assert "Nearest to firing, forecast as of 31" in body.decode()


def test_a_brief_before_all_forecasts_names_the_command_and_no_signpost(opened: Open) -> None:
    day = DAYS[0] - timedelta(days=1)
    made = composed(opened.edition(day), lens="analyst", length=2)
    assert _worth(made) == [f"Nothing was forecast by this day (facta forecast river --as-of {day})."]
    assert not [one for one in spoken(made) if one.text.startswith("Nearest to firing")]


def test_the_page_that_a_run_writes_says_what_is_nearest(edition: Edition) -> None:
    page = brief_html(
        edition.assessment, change=edition.change, case=edition.case, today=None, seen=edition.foreseen
    )
    first = told(edition)[0]
    assert "Nearest to firing, forecast as of 31" in page
    assert first.chance in unescape(page).replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
    alone = brief_html(edition.assessment, change=edition.change, case=edition.case, today=None)
    assert "Nearest to firing" not in alone


def test_words_are_never_judged_over_all_families_at_once(edition: Edition) -> None:
    assert edition.foreseen is not None
    assert edition.foreseen.record is not None
    rows = term_table(edition.foreseen.record.terms).rows
    assert rows
    assert {row[0] for row in rows} <= {"counts", "flows", "rungs", "levels"}


def test_the_sentence_of_a_fan_is_of_the_first_period_without_a_figure(edition: Edition) -> None:
    assert edition.foreseen is not None
    standing = next(one for one in edition.assessment.standings if one.indicator == "X-1")
    data = ranges.fan(standing, edition.foreseen)
    assert data is not None
    first, *_, last = data.ahead
    known = replace(data, past=(*data.past, (first.day, 1.0)))
    assert words.day(first.day) in ranges.ahead(data)
    assert words.day(first.day) not in ranges.ahead(known)
    every = replace(data, past=(*data.past, (last.day, 1.0)))
    assert words.day(last.day) in ranges.ahead(every)


def test_the_text_of_a_question_commands_no_terminal(edition: Edition) -> None:
    assert edition.foreseen is not None
    first, *others = edition.foreseen.signposts
    asked = replace(first.question, text="Red \x1b[31malert\u202e: at least -2 SD?")
    seen = replace(edition.foreseen, signposts=(replace(first, question=asked), *others))
    said = printed(replace(edition, foreseen=seen))
    assert "Red [31malert: at least \N{MINUS SIGN}2 SD?" in said
