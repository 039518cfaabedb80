"""The brief as DOCX: real styles, headings, tables; drawings as pictures with Typst, in words without."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from facta.views.briefing.document import Beside, Grid, Heading, Illustration, Paragraph, Picture
from facta.views.briefing.extras import needed
from facta.views.briefing.notes import Notes
from facta.views.briefing.scripts import FOLDER
from facta.views.words import clean

if TYPE_CHECKING:
    from facta.views.briefing.document import Block, Document

ACROSS_MM, SIDE_MM, TOP_MM, BOTTOM_MM = 176, 17, 19, 16
EPOCH = (1980, 1, 1, 0, 0, 0)
SHARP = 180.0  # dots an inch
_PICTURE = b"""#set page(width: 176mm, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""


def docx(document: Document) -> bytes:
    """Write a brief as DOCX; the same brief gives the same bytes.

    Raises
    ------
    facta.views.briefing.extras.ExtraError
        When the extra ``docx`` is not installed.
    """
    made = needed("docx", "docx").Document()
    _prepare(made, document)
    notes = Notes(document)
    made.add_heading(_say(document.headline.text), 0)
    made.add_paragraph(_say(f"{document.case}. {document.head}."), style="Subtitle")
    for block in document.blocks:
        _block(made, block, notes)
    made.add_heading("Each sentence rests on", 1)
    for number, named in notes.lines():
        _small(made, f"[{number}] {named}")
    _small(made, f"Cite as: {document.citation} {document.foot}")
    out = io.BytesIO()
    made.save(out)
    return _settled(out.getvalue())


def _say(text: str) -> str:
    """Drop what a file of XML cannot hold."""
    return clean(text).encode("utf-8", "ignore").decode("utf-8")


def _prepare(made: Any, document: Document) -> None:  # noqa: ANN401  (python-docx has no types)
    shared = import_module("docx.shared")
    section = made.sections[0]
    section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
    section.left_margin = section.right_margin = shared.Mm(SIDE_MM)
    section.top_margin, section.bottom_margin = shared.Mm(TOP_MM), shared.Mm(BOTTOM_MM)
    section.footer.paragraphs[0].text = _say(document.foot)
    for name, size in (("Normal", 9), ("Heading 1", 11), ("Title", 18), ("Subtitle", 9)):
        style = made.styles[name]
        style.font.name, style.font.size = "IBM Plex Sans", shared.Pt(size)
        style.font.color.rgb = shared.RGBColor(0x14, 0x20, 0x2B)
        style.paragraph_format.space_after = shared.Pt(4)
    properties = made.core_properties
    properties.title, properties.author, properties.language = (
        _say(document.title),
        "facta",
        document.language,
    )
    properties.subject, properties.comments, properties.revision = _say(document.case)[:250], "", 1
    day = datetime.fromisoformat(document.day).replace(tzinfo=UTC)
    properties.created = properties.modified = properties.last_printed = day


def _block(made: Any, block: Block, notes: Notes) -> None:  # noqa: ANN401
    if isinstance(block, Heading):
        aside = f" ({block.aside})" if block.aside else ""
        made.add_heading(_say(block.said.text) + aside, 1)
    elif isinstance(block, Paragraph):
        line = made.add_paragraph()
        for one, note in notes.runs(block):
            line.add_run(_say(one.text))
            line.add_run(str(note or "")).font.superscript = True
            line.add_run(" ")
    elif isinstance(block, Grid):
        _table(made, block)
    elif isinstance(block, Beside):
        for inner in (*block.left, *block.right):
            _block(made, inner, notes)
    elif isinstance(block, Illustration):
        _drawing(made, block.picture)


def _table(made: Any, grid: Grid) -> None:  # noqa: ANN401
    shared, text = import_module("docx.shared"), import_module("docx.enum.text")
    labelled = any(column.label for column in grid.columns)
    table = made.add_table(rows=0, cols=len(grid.columns), style="Light List" if labelled else "Table Grid")
    table.autofit = False
    lines = [[column.label for column in grid.columns]] if labelled else []
    lines += [[_words(cell) for cell in row.cells] for row in grid.rows]
    for at, line in enumerate(lines):
        row = table.add_row()
        if labelled and at == 0:
            _repeat(row)
        for cell, said, column in zip(row.cells, line, grid.columns, strict=True):
            cell.width = shared.Mm(column.width * ACROSS_MM)
            cell.text = _say(said)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = shared.Pt(0)
            if column.right:
                paragraph.alignment = text.WD_ALIGN_PARAGRAPH.RIGHT
            for run in paragraph.runs:
                run.font.size, run.font.bold = shared.Pt(7.5 if grid.small else 8.5), False
    made.add_paragraph().paragraph_format.space_after = shared.Pt(0)


def _repeat(row: Any) -> None:  # noqa: ANN401
    """Mark a row as the head of its table, repeated on every page."""
    shared = import_module("docx.oxml.shared")
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  (python-docx has no public way)
    properties.append(shared.OxmlElement("w:tblHeader"))


def _words(cell: str | Picture) -> str:
    return cell.in_words if isinstance(cell, Picture) else cell


def _small(made: Any, said: str) -> None:  # noqa: ANN401
    shared = import_module("docx.shared")
    run = made.add_paragraph().add_run(_say(said))
    run.font.size = shared.Pt(7)


def _drawing(made: Any, one: Picture) -> None:  # noqa: ANN401
    shared = import_module("docx.shared")
    image = _png(one)
    if image is None:
        made.add_paragraph(_say(f"Drawing. {one.alt}"))
        return
    width = shared.Mm(ACROSS_MM * min(one.width, 0.9 if one.ratio < 1 else 0.5))
    shape = made.add_picture(io.BytesIO(image), width=width)
    described = shape._inline.docPr  # noqa: SLF001  (python-docx has no public way)
    described.set("descr", _say(one.alt))
    described.set("name", "Drawing")


def _png(one: Picture) -> bytes | None:
    """Draw a picture in dots, where Typst is installed."""
    try:
        typst = import_module("typst")
    except ImportError:
        return None
    compiled = typst.compile(
        _PICTURE,
        font_paths=[FOLDER],
        ignore_system_fonts=True,
        format="png",
        ppi=SHARP,
        sys_inputs={"svg": _say(one.svg)},
    )
    return bytes(compiled)


def _settled(body: bytes) -> bytes:
    """Write the parts of a file again without the day on which they were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as had, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in had.namelist():
            made.writestr(zipfile.ZipInfo(name, EPOCH), had.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
