"""The brief as PDF: tagged for assistive technology (PDF/UA-1), set by Typst with fonts of its own."""

from __future__ import annotations

import json
import re
from importlib import resources
from math import inf
from typing import TYPE_CHECKING, Any

from facta.errors import FactaError
from facta.likelihood import WORDS
from facta.views.briefing.document import Beside, Grid, Heading, Illustration, Paragraph, Picture
from facta.views.briefing.extras import needed
from facta.views.briefing.measured import HEIGHT
from facta.views.briefing.notes import Notes
from facta.views.briefing.scripts import FOLDER, Writable
from facta.views.words import held

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from facta.views.briefing.document import Block, Cell, Document

STANDARD = "ua-1"
_LIKELY = re.compile(rf"\b({'|'.join(sorted((said for _, said, _ in WORDS), key=len, reverse=True))})(?= \()")
TOP = 19 * 72 / 25.4  # of the text on a page, in points from the edge
ENOUGH, SHY, TRIES = 24.0, 10.0, 8


class PaperError(FactaError):
    """A text cannot be set so that assistive technology can read it."""

    exit_status = 70


def pdf(compose: Callable[[float], Document]) -> bytes:
    """Write a brief as PDF with exactly its pages, if it has so much to say; the same brief, the same bytes.

    Parameters
    ----------
    compose
        Makes the brief, told how many points of height there are beyond the usual.

    Raises
    ------
    facta.views.briefing.extras.ExtraError
        When the extra ``pdf`` is not installed.
    PaperError
        When a text cannot be set.
    """
    typst = needed("typst", "pdf")
    low, high, room = -inf, inf, 0.0
    best: tuple[float, str] | None = None
    data = ""
    for _ in range(TRIES):
        document = compose(room)
        last, data = data, _data(document)
        if data == last:
            break
        left = _left(_compiler(typst, data).query("metadata", field="value"), document.length)
        if left >= 0 and (best is None or left <= best[0]):
            best = (left, data)
        if 0 <= left < ENOUGH:
            break
        low, high = (max(low, room), high) if left >= 0 else (low, min(high, room))
        if high - low < SHY:
            break
        room = room + left - SHY * (left < 0)
        if not low < room < high:
            room = _between(low, high)
    made = best[1] if best else data
    try:
        return bytes(_compiler(typst, made).compile(_layout(), format="pdf", pdf_standards=[STANDARD]))
    except typst.TypstError as error:
        message = f"the PDF cannot be tagged: {error}; write html, docx or md instead, by --format"
        raise PaperError(message) from None


def _between(low: float, high: float) -> float:
    """Return what to try next between two ends, of which one may be open."""
    if high == inf:
        return low + HEIGHT
    return high - HEIGHT / 4 if low == -inf else (low + high) / 2


def _compiler(typst: ModuleType, data: str) -> Any:  # noqa: ANN401  (a compiler, without types)
    return typst.Compiler(
        _layout(), font_paths=[FOLDER], ignore_system_fonts=True, sys_inputs={"brief": data}
    )


def _left(found: str, length: int) -> float:
    """Return how many points of height are left free, negative where a page too many was begun."""
    places: list[dict[str, float]] = json.loads(found)
    body, foot, end = places
    if end["page"] > length:
        over = (
            end["y"] - TOP if foot["page"] < end["page"] else end["y"] - TOP - max(foot["y"] - body["y"], 0.0)
        )
        return -((end["page"] - length - 1) * HEIGHT + max(over, SHY))
    same = foot["page"] == body["page"]
    free = foot["y"] - body["y"] if same else HEIGHT + TOP - body["y"] + foot["y"] - TOP
    return float((length - end["page"]) * HEIGHT + free)


def _layout() -> bytes:
    return (resources.files("facta.views.briefing") / "brief.typ").read_bytes()


def _data(document: Document) -> str:
    """Write a brief as data for the layout, in characters that the fonts have."""
    say = Held()
    notes = Notes(document)
    told: dict[str, Any] = {
        name: say(getattr(document, name)) for name in ("title", "case", "reader", "head", "foot", "citation")
    }
    told |= {
        "language": document.language,
        "headline": say.tied(document.headline.text),
        "blocks": [_block(block, notes, say) for block in document.blocks],
        "notes": [(number, say(named)) for number, named in notes.lines()],
    }
    return json.dumps({**told, "missing": say.note}, ensure_ascii=False)


class Held(Writable):
    """Writes with what the fonts have, and keeps a number with its unit at the end of a line."""

    def tied(self, text: str) -> str:
        """Return a text that is set in lines."""
        return held(self(text))


def _block(block: Block, notes: Notes, say: Held) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": say.tied(block.said.text), "aside": block.aside}
    if isinstance(block, Paragraph):
        runs = [{"parts": _LIKELY.split(say.tied(one.text)), "note": note} for one, note in notes.runs(block)]
        return {"kind": "paragraph", "style": block.style, "runs": runs}
    if isinstance(block, Grid):
        return {
            "kind": "grid",
            "columns": [{"label": say(c.label), "width": c.width, "right": c.right} for c in block.columns],
            "rows": [[_cell(cell, say) for cell in row.cells] for row in block.rows],
            "small": block.small,
            "dense": block.dense,
        }
    if isinstance(block, Beside):
        sides = {"left": block.left, "right": block.right}
        told = {side: [_block(one, notes, say) for one in blocks] for side, blocks in sides.items()}
        return {"kind": "beside", "share": block.share, **told}
    return {"kind": "picture", **_picture(block.picture, say)} if isinstance(block, Illustration) else {}


def _cell(cell: Cell, say: Held) -> str | dict[str, Any]:
    return _picture(cell, say) if isinstance(cell, Picture) else say.tied(cell)


def _picture(one: Picture, say: Writable) -> dict[str, Any]:
    return {"svg": say(one.svg), "width": one.width, "alt": say(one.alt)}
