"""What an analyst concludes: dated sentences, each bound to evidence, and whether that has moved since."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis, Named
from facta.periods import say_day
from facta.results import Item, Said, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View
    from facta.records import Standing

Stand = Literal["stands", "evidence moved", "evidence lost"]
METHOD = (
    "Written by an analyst and bound, sentence by sentence, to indicators and parts of the argument. What a "
    "sentence rests on has moved when its level, direction or verdict differs from that day."
)


class Sentence(BaseModel):
    """One sentence and what it rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=8, description="One sentence in plain words.")
    rests_on: tuple[str, ...] = Field(
        min_length=1, description="Indicators, or parts of other analyses as ANALYSIS.KEY."
    )


class Judgement(BaseModel):
    """What an analyst concluded from the board as of a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date = Field(description="The day of the board it was written from.")
    written: date = Field(description="The day it was written.")
    author: str = Field(min_length=2, description="Who answers for it: a role, not a name.")
    review_by: date = Field(description="When it must be looked at again.")
    sentences: tuple[Sentence, ...] = Field(min_length=1, description="What is concluded.")

    @model_validator(mode="after")
    def _is_dated_in_order(self) -> Self:
        if self.written < self.as_of:
            message = f"written {self.written} lies before as_of {self.as_of}: read the board, then judge"
            raise ValueError(message)
        if self.review_by <= self.as_of:
            message = f"review_by {self.review_by} does not lie after as_of {self.as_of}: write a later day"
            raise ValueError(message)
        return self


class Judgements(Analysis):
    """Standing judgements of analysts, each superseding the one before."""

    kind: Literal["judgements"] = "judgements"
    judgements: tuple[Judgement, ...] = Field(min_length=1, description="Oldest first.")

    lead: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {
        "title": "Standing judgement",
        "judgements": [
            {
                "as_of": "2024-06-30", "written": "2024-07-02", "author": "desk officer",
                "review_by": "2025-01-31",
                "sentences": [{"text": "The border stays quiet.", "rests_on": ["EX-1"]}],
            }
        ],
    }  # fmt: skip

    @model_validator(mode="after")
    def _supersede_in_order(self) -> Self:
        for earlier, later in pairwise(self.judgements):
            if later.as_of <= earlier.as_of:
                message = f"as_of {later.as_of} follows {earlier.as_of}: write the oldest judgement first"
                raise ValueError(message)
        return self

    def names(self) -> Iterator[Named]:
        """Yield what the sentences rest on."""
        for number, judgement in enumerate(self.judgements):
            for place, sentence in enumerate(judgement.sentences):
                for word in sentence.rests_on:
                    where = ("judgements", number, "sentences", place, "rests_on")
                    yield Named(where, "item" if "." in word else "indicator", word)

    def analyse(self, view: View) -> Said:
        """Say what the standing judgement is, and which of its sentences rest on what has moved."""
        standing = [one for one in self.judgements if one.as_of <= view.as_of]
        if not standing:
            first = say_day(self.judgements[0].as_of)
            gap = f"No judgement had been written by then; the first is as of {first}."
            return Said(headline=gap, method=METHOD, gaps=(gap,))
        judgement = standing[-1]
        then = view.on(judgement.as_of)
        items = [
            _item(f"{judgement.as_of}-{place}", sentence, view, then)
            for place, sentence in enumerate(judgement.sentences, 1)
        ]
        moved = sum(item.says != "stands" for item in items)
        table = Table(
            title=_title(judgement, superseded=len(standing) - 1),
            columns=("judged", "its evidence", "rests on"),
            rows=tuple((item.title, item.says, ", ".join(item.rests_on)) for item in items),
        )
        gaps = []
        if view.as_of > judgement.review_by:
            gaps.append(f"It was to be reviewed by {say_day(judgement.review_by)}.")
        short = Table(title="", columns=("", ""), rows=tuple((_mark(item), item.title) for item in items))
        headline = _headline(judgement, moved, view.as_of)
        return Said(
            headline=headline,
            method=METHOD,
            items=tuple(items),
            tables=(table,),
            short=short,
            gaps=tuple(gaps),
            editorial="all of it: an analyst wrote it, and facta only watches what it rests on",
        )


def _headline(judgement: Judgement, moved: int, as_of: date) -> str:
    whole = len(judgement.sentences)
    after = ", after this day" if judgement.written > as_of else ""
    written = f"written by {judgement.author} on {say_day(judgement.written)}{after}"
    since = f"as of {say_day(judgement.as_of)}, {written},"
    if not moved:
        return f"The judgement {since} stands on evidence that has not moved since."
    verb = "rests" if moved == 1 else "rest"
    sentences = "sentence" if whole == 1 else "sentences"
    return f"{moved} of {whole} {sentences} judged {since} {verb} on evidence that has moved since."


def _title(judgement: Judgement, superseded: int) -> str:
    said = f"Judged by {judgement.author} from the board as of {say_day(judgement.as_of)}"
    said += f", written {say_day(judgement.written)}"
    return f"{said}; supersedes {superseded} before it" if superseded else said


def _mark(item: Item) -> str:
    return "" if item.says == "stands" else f"({item.says})"


def _item(key: str, sentence: Sentence, view: View, then: View) -> Item:
    """Say of one sentence whether what it rests on stands as it did."""
    found = [(word, *_moved(word, view, then)) for word in sentence.rests_on]
    moved, lost = (
        [f"{word}: {said}" for word, stand, said in found if stand == one]
        for one in ("evidence moved", "evidence lost")
    )
    says: Stand = "evidence moved" if moved else "evidence lost" if lost else "stands"
    return Item(
        key=key,
        title=sentence.text,
        says=says,
        because="; ".join([*moved, *lost]) + "." if moved or lost else "",
        rests_on=sentence.rests_on,
        detail=tuple((word, said) for word, _, said in found),
        editorial=True,
        echo=says == "stands",  # that it was written is no change; that its evidence moved is one
    )


def _moved(word: str, view: View, then: View) -> tuple[Stand, str]:
    """Say whether one piece of evidence stands as it did on the day of the judgement, and how."""
    if "." in word:
        was, now = (known.item(word) for known in (then, view))
        if now is None:
            return "evidence lost", "not there any more" if was else "never there"
        before = was.says if was else "not there"
        return ("stands", now.says) if before == now.says else ("evidence moved", f"{before}, now {now.says}")
    was_stands, stands = (known.standing(word) for known in (then, view))
    if stands.level is None and was_stands.level is not None:
        return "evidence lost", f"{_says(was_stands)}, now not assessed"
    if _says(was_stands) == _says(stands):
        return "stands", _says(stands)
    return "evidence moved", f"{_says(was_stands)}, now {_says(stands)}"


def _says(standing: Standing) -> str:
    if standing.level is None:
        return "not assessed"
    return f"level {standing.level}" + ("" if standing.direction == "none" else f" {standing.direction}")
