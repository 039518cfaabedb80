"""Every falsifiable statement of the argument: what would refute it, and how it stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis
from facta.analyses.claims.stands import stands
from facta.analyses.claims.tests import ClaimTest, ask
from facta.analyses.claims.words import gaps, headline, short, table, tallies
from facta.periods import say_day
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import Named, View

METHOD = (
    "A test decides when the whole interval of its figure lies beyond a line, and two independent "
    "origins stand behind it; otherwise it leans or leaves the claim open. Tests that point both ways leave "
    "a claim open. What an author chose, and what a test said last before it fell silent, can hold a claim "
    "open and never move it; what was not assessed is no evidence."
)
EDITORIAL = (
    "The lines that decide each test, and which tests a claim has, were chosen by the author of the case. "
    "They were registered on {day}; until then their author could see the figures."
)


class Claim(BaseModel):
    """One statement that evidence could refute, or one that no public evidence can reach."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    section: str = Field(min_length=2, description="The part of the argument it belongs to.")
    statement: str = Field(min_length=8, description="The claim, in the words of the argument.")
    refuted_by: str = Field(min_length=8, description="What would refute it, in one sentence.")
    tests: tuple[ClaimTest, ...] = Field(default=(), description="What decides it.")
    untestable: str | None = Field(
        default=None, min_length=8, description="Why no public evidence can decide it; then it has no tests."
    )
    confounders: tuple[str, ...] = Field(default=(), description="What else could move its tests.")
    proxy: str | None = Field(default=None, description="What the tests watch in place of the claim itself.")

    @model_validator(mode="after")
    def _has_tests_or_a_reason(self) -> Self:
        if not self.tests and self.untestable is None:
            message = "this claim names no test: write tests, or untestable with the reason"
            raise ValueError(message)
        if self.tests and self.untestable is not None:
            message = "this claim has tests and is untestable: keep one of the two"
            raise ValueError(message)
        return self


class Claims(Analysis):
    """Statements with the tests that decide them: supported, leaning, open, refuted or untestable."""

    kind: Literal["claims"] = "claims"
    registered: date = Field(description="The day the tests were written down; earlier days are hindsight.")
    claims: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,15}$")], Claim] = Field(
        min_length=1, description="The claims by their keys, in the order of the argument."
    )

    example: ClassVar[dict[str, Any]] = {
        "title": "What the argument claims",
        "registered": "2024-06-01",
        "claims": {
            "C1": {
                "section": "border",
                "statement": "The border has become quiet.",
                "refuted_by": "Two incidents or more a quarter over a year.",
                "tests": [
                    {
                        "indicator": "EX-1", "measure": "mean", "periods": 4, "supports": {"below": 1},
                        "refutes": {"above": 2}, "because": "Less than one incident a quarter is quiet.",
                    }
                ],
                "confounders": ["Journalists are not always there."],
            },
            "C2": {
                "section": "border",
                "statement": "Both sides trust each other.",
                "refuted_by": "Words in private that nobody outside hears.",
                "untestable": "Trust leaves no public trace.",
            },
        },
    }  # fmt: skip

    def names(self) -> Iterator[Named]:
        """Yield what the tests measure."""
        for key, claim in self.claims.items():
            for number, test in enumerate(claim.tests):
                yield from test.names("claims", key, "tests", number)

    def analyse(self, view: View) -> Said:
        """Say how each claim stands."""
        answers = {key: [ask(test, view) for test in claim.tests] for key, claim in self.claims.items()}
        found = [stands(key, claim, answers[key]) for key, claim in self.claims.items()]
        return Said(
            headline=headline(found),
            method=METHOD,
            items=tuple([one.item for one in found]),
            figures=tuple(tallies(found)),
            tables=(table(found),),
            short=short(found),
            gaps=tuple(gaps(self.claims, answers)),
            editorial=EDITORIAL.format(day=say_day(self.registered)),
        )
