"""One content in four formats: exact pages, the same bytes, tagged, and nothing hostile comes alive."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import docx as reader
import pypdfium2
import pytest

from facta.views import findings, lint
from facta.views.briefing import FORMATS, LENGTHS, brief, composed, extras
from facta.views.briefing.document import Column, Grid, Heading, Illustration, Picture, Row, walk
from facta.views.briefing.fitted import Section, fitted
from facta.views.briefing.markdown import escaped
from facta.views.briefing.measured import HEIGHT, height
from facta.views.briefing.scripts import Writable, covered
from facta.views.lenses import LENSES, opening
from facta.views.sentences import Sentence

if TYPE_CHECKING:
    from facta.views.briefing.document import Length
    from facta.views.edition import Edition
    from facta.views.lenses import Lens

every_length = pytest.mark.parametrize("length", LENGTHS)
SLACK = 130  # points of the last page that may stay white


def pages(body: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(body)


def text_of(body: bytes) -> str:
    made = pages(body)
    said = "".join(made[at].get_textpage().get_text_range() for at in range(len(made)))
    return " ".join(said.replace("\ufffe", "-").split())


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u2060\u00a0-]|\\", "", text)


@every_length
@pytest.mark.parametrize("lens", LENSES)
def test_a_pdf_has_exactly_the_pages_asked_for(real: Edition, lens: Lens, length: Length) -> None:
    assert len(pages(brief(real, form="pdf", lens=lens, length=length))) == length


@every_length
def test_a_case_without_analyses_fills_its_pages_too(sketch: Edition, length: Length) -> None:
    body = brief(sketch, form="pdf", length=length)
    assert len(pages(body)) == length


@every_length
@pytest.mark.parametrize("lens", ["risk", "planner"])
def test_no_page_is_left_half_empty(editions: dict[str, Edition], lens: Lens, length: Length) -> None:
    for edition in editions.values():
        made = pages(brief(edition, form="pdf", lens=lens, length=length))
        assert len(made) == length
        filled(made)


def filled(made: pypdfium2.PdfDocument) -> None:
    for at in range(len(made)):
        boxes = [one.get_bounds() for one in made[at].get_objects(max_depth=1)]
        edges = sorted({round(place) for box in boxes for place in (box[1], box[3]) if 40 < place < 790})
        assert max(after - before for before, after in pairwise(edges)) < SLACK


def test_a_pdf_is_tagged_and_says_its_title_and_language(real: Edition) -> None:
    body = brief(real, form="pdf", length=2)
    made = pages(body)
    assert made.get_metadata_dict()["Title"] == "Russia and Taliban-run Afghanistan, as of 1 Jun 2026"
    assert pypdfium2.raw.FPDFCatalog_IsTagged(made)
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid"):
        assert mark in body
    assert b"CreationDate" not in body


def test_every_drawing_has_words_and_prints_in_its_own_colours(real: Edition) -> None:
    for length in LENGTHS:
        for block in walk(composed(real, lens="analyst", length=length).blocks):
            rows = [cell for row in block.rows for cell in row.cells] if isinstance(block, Grid) else []
            drawn = [*rows, *([block.picture] if hasattr(block, "picture") else [])]
            for one in drawn:
                if isinstance(one, Picture):
                    assert len(one.alt) > 3
                    assert "var(" not in one.svg
                    assert " font=" not in one.svg


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_brief_has_the_same_bytes(sketch: Edition, form: str) -> None:
    assert brief(sketch, form=form, length=1) == brief(sketch, form=form, length=1)


def said_by(form: str, body: bytes) -> str:
    if form == "pdf":
        return text_of(body)
    if form == "docx":
        made = reader.Document(io.BytesIO(body))
        return " ".join(one.text for one in made.paragraphs)
    text = body.decode()
    return (
        re.sub(r"<[^>]+>", "", text).replace("&#39;", "'").replace("&quot;", '"') if form == "html" else text
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lens", LENSES)
def test_every_format_has_the_whole_first_paragraph(real: Edition, form: str, lens: Lens) -> None:
    said = squeezed(said_by(form, brief(real, form=form, lens=lens, length=1)))
    for one in opening(real, lens):
        for part in re.split(r"[^\w ]+", one.text):
            assert squeezed(part) in said, part


@pytest.mark.parametrize("form", FORMATS)
@every_length
def test_hostile_records_stay_text(evil: Edition, form: str, length: Length) -> None:
    body = brief(evil, form=form, length=length)
    if form == "html":
        page = body.decode()
        assert "<script" not in page
        assert "<b>bold" not in page
        assert not re.search(r'(?:href|src)="(?!#)', page)
        assert "\u202e" not in page
    elif form == "md":
        page = body.decode()
        assert not re.search(r"(?<!\\)[<\[]", page)
    elif form == "docx":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            assert b"<script" not in parts.read("word/document.xml")
            assert b'TargetMode="External"' not in parts.read("word/_rels/document.xml.rels")
    else:
        assert "<script>alert(1)</script>" in text_of(body)
        assert b"/JavaScript" not in body
        assert b"/URI" not in body


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("wild", ["\x00\x0b nul", "\ud800 lone", "x" * 1_000_000, "\u202egnal"])
def test_a_wild_title_of_a_strand_and_an_indicator_is_tamed(sketch: Edition, form: str, wild: str) -> None:
    old = sketch.assessment
    assessment = replace(
        old,
        strands=tuple(replace(one, title=wild) for one in old.strands),
        standings=tuple(replace(one, title=wild, reason=wild) for one in old.standings),
    )
    body = brief(replace(sketch, assessment=assessment), form=form, lens="risk", length=1)
    assert len(body) < 600_000
    assert "\u202e".encode() not in body


def test_the_drawing_of_all_indicators_says_in_words_which_stand_off_baseline(real: Edition) -> None:
    blocks = walk(composed(real, lens="analyst", length=2).blocks)
    said = next(block.picture.alt for block in blocks if isinstance(block, Illustration))
    assert "Border and buffer: BB-17 2 elevated, deepening; BB-9 1 notable, straining" in said
    assert "at baseline or inside limits, 8 not assessed." in said


def test_a_number_stays_with_its_unit_at_the_end_of_a_line_on_paper(real: Edition) -> None:
    body = brief(real, form="pdf", lens="risk", length=1)
    text = pages(body)[0].get_textpage().get_text_range()
    assert not re.search(r"\d\s*[\r\n]+\s*%", text)


def test_odds_said_badly_in_a_table_are_refused_too(real: Edition) -> None:
    assert real.change is not None
    moved = tuple(replace(one, was="probably so") for one in real.change.differences)
    with pytest.raises(lint.LintError, match="'probably' has no number"):
        brief(replace(real, change=replace(real.change, differences=moved)), form="md", length=1)


def test_what_was_cut_ends_with_a_whole_thing(real: Edition) -> None:
    page = brief(real, form="md", length=4).decode()
    assert re.search(r"The next figure is late \(8\) \|[^|]*; \d more \|", page)
    assert "Russia…" not in page


def test_markup_of_typst_in_a_record_is_set_as_it_stands(sketch: Edition) -> None:
    wild = '#panic("x") $x$ *b* _i_ \\ #sys.inputs <label> @ref `raw` //c [a] = h'
    assessment = replace(sketch.assessment, title=wild)
    assert squeezed("#panic(") in squeezed(
        text_of(brief(replace(sketch, assessment=assessment), form="pdf", length=1))
    )


def test_a_text_of_a_million_characters_is_cut(sketch: Edition) -> None:
    assessment = replace(sketch.assessment, title="long " * 200_000)
    body = brief(replace(sketch, assessment=assessment), form="pdf", length=1)
    assert len(pages(body)) == 1
    assert len(body) < 400_000


def test_cyrillic_is_set_and_a_script_without_a_font_is_named(sketch: Edition) -> None:
    said = text_of(brief(sketch, form="pdf", length=4))
    assert "Таджикистан" in said
    assert "[Arabic script, " in said
    assert "The fonts of this file lack: Arabic script" in said
    for form in ("html", "md"):
        assert re.search(r"[\u0600-\u06ff]", brief(sketch, form=form, length=4).decode())


def test_what_the_fonts_lack_is_named_by_its_script() -> None:
    write = Writable()
    assert write("Kabul → Кабул ≥ 2") == "Kabul → Кабул ≥ 2"
    assert write("\u6e05\u534e \U0001f600") == "[Chinese script, 2 characters] [symbol, 1 character]"
    assert "Chinese script (1 place), symbol (1 place)" in write.note
    assert {ord("A"), ord("Я"), ord("–")} <= covered()


@every_length
def test_html_needs_nothing_but_itself(real: Edition, length: Length) -> None:
    page = brief(real, form="html", length=length).decode()
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!#)|@import|url\((?!data:)", page)
    assert page.count("<h1") == 1


def test_docx_has_headings_tables_and_words_for_its_drawings(real: Edition) -> None:
    made = reader.Document(io.BytesIO(brief(real, form="docx", length=2)))
    styles = [one.style.name for one in made.paragraphs if one.style is not None]
    assert styles.count("Heading 1") >= 6
    assert len(made.tables) >= 6
    assert made.core_properties.modified is not None
    assert made.core_properties.modified.date().isoformat() == "2026-06-01"
    described = [shape._inline.docPr.get("descr") for shape in made.inline_shapes]  # noqa: SLF001
    assert described
    assert all(described)


def test_a_drawing_in_a_table_is_words_that_say_something_where_it_cannot_be_drawn(real: Edition) -> None:
    page = brief(real, form="md", length=2).decode()
    assert re.search(r"\| Counter-terrorism \| [a-z ]+ \| \d+ \\\| \d+ \| \d+ \| \d+ \|", page)
    assert "indicators by direction" not in page
    assert re.search(r"\| Newest \d+ periods, attacks; Normal range [\d.]+ to [\d.]+ \|", page)


def test_text_of_markdown_begins_no_list_and_no_link() -> None:
    assert escaped("- one") == "\\- one"
    assert escaped("1. one").startswith("1\u2060.")
    assert escaped("https://a.b www.c.d") == "https\\://a.b www\\.c.d"


def test_a_brief_that_says_odds_badly_is_not_built(real: Edition) -> None:
    results = real.assessment.results
    spoilt = tuple(
        replace(one, headline="It will probably come.") if one.kind == "pathway" else one for one in results
    )
    edition = replace(real, assessment=replace(real.assessment, results=spoilt))
    with pytest.raises(lint.LintError, match="brief of russia-taliban: 'probably' has no number"):
        brief(edition, form="md", lens="risk", length=1)


def test_sections_fall_by_rank_and_fill_what_is_left() -> None:
    def section(name: str, rank: int) -> Section:
        grid = Grid((Column("a", 1.0),), tuple(Row((f"{name}{at}",), ("x",)) for at in range(200)))
        heading = Heading(Sentence(name, ("x",)))
        return Section(name=name, blocks=(heading,), grid=grid, least=10, wanted=20, rank=rank)

    sections = [section(name, rank) for name, rank in (("first", 0), ("second", 1), ("third", 2))]
    few = fitted(sections, height(sections[0].cut(10)) * 2.2)
    assert [block.said.text for block in few if isinstance(block, Heading)] == ["first", "second"]
    many = fitted(sections, 1.2 * HEIGHT)
    assert 1.2 * HEIGHT - 30 < height(many) <= 1.2 * HEIGHT
    asides = [
        int(block.aside.partition(" of 200 rows shown")[0]) for block in many if isinstance(block, Heading)
    ]
    assert asides[:2] == [20, 20]
    assert 10 <= asides[2] < 20


def test_a_drawing_that_a_page_would_cut_lets_the_tables_after_it_go_first() -> None:
    said = Sentence("x", ("x",))
    rows = tuple(Row((f"{at}",), ("x",)) for at in range(40))
    tables = {name: Grid((Column(name, 1.0),), rows, small=True) for name in ("first", "last")}
    drawn = Illustration(Picture('<svg viewBox="0 0 100 60"></svg>', 1.0, "A drawing."))
    sections = [
        Section(name="first", blocks=(Heading(said),), grid=tables["first"], least=40),
        Section(name="drawn", blocks=(drawn,)),
        Section(name="last", blocks=(Heading(said),), grid=tables["last"], least=40),
    ]
    kinds = [type(block) for block in fitted(sections, 2 * HEIGHT) if not isinstance(block, Heading)]
    assert kinds == [Grid, Grid, Illustration]
    early = [type(block) for block in fitted(sections[1:], 2 * HEIGHT) if not isinstance(block, Heading)]
    assert early == [Illustration, Grid]


def test_an_extra_that_is_absent_is_named() -> None:
    with pytest.raises(
        extras.ExtraError, match=r"pdf needs no_such_module.*pip install 'facta\[pdf\]'"
    ) as caught:
        extras.needed("no_such_module", "pdf")
    assert caught.value.exit_status == 64


def test_formats_and_lengths_that_are_not_there_are_named(sketch: Edition) -> None:
    with pytest.raises(ValueError, match="no format 'pfd'; did you mean 'pdf'"):
        brief(sketch, form="pfd")
    with pytest.raises(ValueError, match="no brief of 3 pages: write one of 1, 2, 4"):
        brief(sketch, form="md", length=3)  # type: ignore[arg-type]


def test_four_pages_have_every_indicator_and_the_chain_the_corridor_and_the_promises(real: Edition) -> None:
    said = squeezed(text_of(brief(real, form="pdf", lens="analyst", length=4)))
    lacking = [one.indicator for one in real.assessment.standings if squeezed(one.indicator) not in said]
    assert lacking == []
    for name in ("pathway", "corridor", "commitments"):
        result = next(one for one in real.assessment.results if one.analysis == name)
        assert squeezed(findings.judgement(result.headline)[0])[:60] in said
    assert "symbol" not in said
