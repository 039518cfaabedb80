"""Every falsifiable statement of the argument: what would refute it, and how it stands."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis
from facta.analyses.claims.measures import MOST_RECORDS
from facta.analyses.claims.tests import Answer, ClaimTest, ask
from facta.models.claims import together
from facta.periods import say_day
from facta.results import Figure, Item, Result, Table
from facta.signals.base import bound, quantity, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.base import Named, View
    from facta.models.claims import Verdict

Stand = Literal["supported", "leaning", "open", "leaning against", "refuted", "untestable"]
ORDER: tuple[Stand, ...] = ("supported", "leaning", "open", "leaning against", "refuted", "untestable")
SAID: dict[Stand, str] = {
    "supported": "supported",
    "leaning": "leaning to supported",
    "open": "open",
    "leaning against": "leaning to refuted",
    "refuted": "refuted",
    "untestable": "untestable in public",
}
WIDTH = 48  # of the keys in a cell of the board
METHOD = (
    "A test decides when the whole interval of its figure lies beyond a line, and two independent "
    "origins stand behind it; otherwise it leans or leaves the claim open. Tests that point both ways leave "
    "a claim open, and what was not assessed is no evidence."
)
EDITORIAL = (
    "The lines that decide each test, and which tests a claim has, were chosen by the author of the case."
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

    dated: ClassVar[bool] = True
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

    def analyse(self, name: str, view: View) -> Result:
        """Say how each claim stands."""
        answers = {key: [ask(test, view) for test in claim.tests] for key, claim in self.claims.items()}
        items = [_item(key, claim, answers[key]) for key, claim in self.claims.items()]
        counts = Counter(item.says for item in items)
        return self.result(
            name,
            _headline(counts, len(items)),
            METHOD,
            items=items,
            figures=[_tally(stand, counts[stand], len(items)) for stand in ORDER],
            tables=[_table(items, counts)],
            short=_short(items, counts),
            gaps=list(_gaps(self.claims, answers)),
            editorial=f"{EDITORIAL} {say_day(self.registered)}; what was known by then could be seen.",
        )


def _item(key: str, claim: Claim, answers: Sequence[Answer]) -> Item:
    """Say how one claim stands, and on what."""
    verdict = together([answer.verdict for answer in answers])
    says: Stand = "untestable" if claim.untestable else verdict
    speaking = _speaking(answers, verdict)
    newest = sorted({one for answer in speaking if answer.measured for one in answer.measured.records})
    return Item(
        key=key,
        title=claim.statement,
        says=says,
        because=_because(claim, answers, speaking),
        figure=_figure(speaking[0]) if speaking else None,
        since=newest[-1][0] if newest else None,
        rests_on=tuple(dict.fromkeys(test.rests_on for test in claim.tests)),
        records=tuple(dict.fromkeys(ref for _, ref in reversed(newest)))[:MOST_RECORDS],
        detail=tuple(_detail(claim, answers)),
        editorial=bool(claim.tests),
    )


def _speaking(answers: Sequence[Answer], verdict: Verdict) -> list[Answer]:
    """Return the answers that make the verdict, the strongest first."""
    assessed = [answer for answer in answers if answer.assessed]
    moved = [answer for answer in assessed if answer.verdict != "open"]
    chosen = moved or assessed
    return sorted(chosen, key=lambda answer: answer.verdict != verdict)


def _because(claim: Claim, answers: Sequence[Answer], speaking: Sequence[Answer]) -> str:
    """Say in a sentence what decides, or why nothing does."""
    if claim.untestable:
        return claim.untestable
    if not speaking:
        why = "; ".join(dict.fromkeys(f"{answer.test.label}: {answer.said}" for answer in answers))
        return f"Nothing measured yet ({why})."
    ways = {answer.verdict in ("supported", "leaning") for answer in speaking if answer.verdict != "open"}
    if len(ways) > 1:
        sides = "; ".join(f"{_named(answer)} says {answer.verdict!r}" for answer in speaking)
        return f"Tests disagree: {sides}."
    first = speaking[0]
    if first.verdict == "open":
        return f"{_named(first)}: {first.said}, between its lines."
    return f"{_named(first)}: {first.said}. {first.test.because}"


def _named(answer: Answer) -> str:
    return (
        answer.test.label if answer.title == answer.test.watched else f"{answer.title} ({answer.test.label})"
    )


def _detail(claim: Claim, answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    yield "Section", claim.section
    yield "Refuted by", claim.refuted_by
    yield from ((_named(answer), answer.line) for answer in answers)
    if claim.proxy:
        yield "Proxy", claim.proxy
    if claim.confounders:
        yield "Confounders", " ".join(claim.confounders)


def _figure(answer: Answer) -> Figure | None:
    """Return the figure of a test; an infinite bound is left out and said in its note."""
    found = answer.measured
    if found is None:
        return None
    value = bound(found.value)
    return Figure(
        name=answer.test.watched,
        title=_named(answer),
        value=value,
        unit=found.unit,
        low=bound(found.low),
        high=bound(found.high),
        bounds=found.bounds,
        period=found.period,
        n=found.n,
        note="" if value is not None else "Without a bound: nothing happened in the earlier stretch.",
    )


def _headline(counts: Mapping[str, int], total: int) -> str:
    said = [f"{counts[stand]} {SAID[stand]}" for stand in ORDER if counts[stand]]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"Of {total} {'claim' if total == 1 else 'claims'}: {listed}."


def _tally(stand: Stand, count: int, total: int) -> Figure:
    return Figure(
        name=stand.replace(" ", "-"),
        title=f"Claims {SAID[stand]}",
        value=float(count),
        unit="claims",
        n=total,
        editorial=True,
    )


def _short(items: Sequence[Item], counts: Mapping[str, int]) -> Table:
    """Return the verdicts with the keys of their claims, wrapped."""
    rows = []
    for stand in (stand for stand in ORDER if counts[stand]):
        lines = wrap(
            " ".join(item.key for item in items if item.says == stand), WIDTH, break_on_hyphens=False
        )
        rows += [(f"{stand} {counts[stand]}" if not i else "", line) for i, line in enumerate(lines)]
    return Table(title=_headline(counts, len(items)), columns=("verdict", "claims"), rows=tuple(rows))


def _table(items: Sequence[Item], counts: Mapping[str, int]) -> Table:
    rows = tuple((item.key, item.title, item.says, _cell(item.figure), item.because) for item in items)
    columns = ("claim", "statement", "verdict", "figure", "why")
    return Table(title=_headline(counts, len(items)), columns=columns, rows=rows, right=(3,))


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return ""
    said = quantity(figure.value, figure.unit)
    if not figure.bounds:
        return said
    low = -math.inf if figure.low is None else figure.low
    return f"{said} ({span(low, math.inf if figure.high is None else figure.high)})"


def _gaps(claims: Mapping[str, Claim], answers: Mapping[str, Sequence[Answer]]) -> Iterator[str]:
    """Yield a sentence for every claim that cannot be tested and every test that has no figure."""
    for key, claim in claims.items():
        if claim.untestable:
            yield f"{key} cannot be tested: {claim.untestable}"
        for answer in answers[key]:
            if not answer.assessed:
                yield f"{key}: {answer.test.label} was not assessed: {answer.said}."
