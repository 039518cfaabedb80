"""What is nearest to firing, for a brief: one sentence, or a short list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import foreseen
from facta.views.briefing.document import Column, Grid, Heading, Paragraph, Row, short
from facta.views.briefing.fitted import Section
from facta.views.sentences import Sentence, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.forecasts.foreseen import Foreseen
    from facta.forecasts.outlook import Signpost
    from facta.views.briefing.document import Length
    from facta.views.edition import Edition

TEXT = 140  # characters of a question


def outlook(edition: Edition, length: Length, *, rank: int = 1) -> Iterator[Section]:
    """Yield the signposts nearest to firing: the first alone on one page, else a list of a few."""
    seen = edition.foreseen
    found = _known(edition, seen) if seen else ()
    if seen is None or not found:
        return
    if length == 1:
        yield Section(name="outlook", blocks=(Paragraph((_first(found[0], seen),)),), rank=rank)
        return
    said = Sentence(
        f"Nearest to firing, forecast {foreseen.made(seen)}",
        tuple(one.question.indicator for one in found),
    )
    columns = (
        Column("Signpost", 0.36, quoted=True), Column("Chance", 0.27), Column("Before", 0.13),
        Column("Read on", 0.11), Column("Skill of its family", 0.13),
    )  # fmt: skip
    lines = tuple(_line(one, seen) for one in found)
    yield Section(
        name="outlook",
        blocks=(Heading(said),),
        grid=Grid(columns, lines, small=True),
        least=2,
        wanted=3,
        rank=rank,
    )


def _known(edition: Edition, seen: Foreseen) -> tuple[Signpost, ...]:
    """Return the nearest signposts of indicators that the case still has."""
    known = {one.indicator for one in edition.assessment.standings}
    return tuple(one for one in foreseen.nearest(seen) if one.question.indicator in known)


def _first(one: Signpost, seen: Foreseen) -> Sentence:
    said = foreseen.near(one, seen)
    before = "" if one.previous is None else f", after {said.before}"
    return Sentence(
        f"Nearest to firing, forecast {foreseen.made(seen)}: {quoted(short(said.text, TEXT))} is "
        f"{said.chance}{before}; read on {said.deadline} ({said.label}).",
        (one.question.indicator,),
    )


def _line(one: Signpost, seen: Foreseen) -> Row:
    said = foreseen.near(one, seen)
    cells = (
        f"{said.indicator} {short(said.text, TEXT)}",
        said.chance,
        said.before,
        said.deadline,
        said.label,
    )
    return Row(cells, (one.question.indicator,))
