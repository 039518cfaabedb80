"""How one claim stands: its tests put together, and the sentence that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from facta.analyses.claims.measures import MOST_RECORDS
from facta.analyses.claims.tests import Line
from facta.models.claims import together
from facta.results import Figure, Item
from facta.signals.base import bound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.claims import Claim
    from facta.analyses.claims.tests import Answer
    from facta.models.claims import Verdict

Stand = Literal["supported", "leaning", "open", "leaning against", "refuted", "untestable"]
FOR: tuple[Verdict, ...] = ("supported", "leaning")
VERBS: dict[Verdict, tuple[str, str, str]] = {  # of one test, of several, and after another that leans
    "supported": ("supports it", "support it", ""),
    "leaning": ("leans for it", "lean for it", "for"),
    "leaning against": ("leans against it", "lean against it", "against"),
    "refuted": ("refutes it", "refute it", ""),
}


class Stood(NamedTuple):
    """A claim with its verdict, and whether anything was measured for it."""

    item: Item
    says: Stand
    measured: bool


class _Heard(NamedTuple):
    """The answers for a claim: on evidence, on an author's numbers, and of tests that fell silent."""

    evidence: Sequence[Answer]
    chosen: Sequence[Answer]
    silent: Sequence[Answer]

    @property
    def verdict(self) -> Verdict:
        """How the claim stands by them."""
        holding = [answer.verdict for answer in self.chosen] + [answer.last for answer in self.silent]
        return together([answer.verdict for answer in self.evidence], holding=holding)

    @property
    def moved(self) -> list[Answer]:
        """The evidence that points one way."""
        return [answer for answer in self.evidence if answer.verdict != "open"]

    @property
    def pointing(self) -> list[Answer]:
        """All that was assessed and points one way, evidence first."""
        return self.moved + [answer for answer in self.chosen if answer.verdict != "open"]


def stands(key: str, claim: Claim, answers: Sequence[Answer]) -> Stood:
    """Say how one claim stands, and on what."""
    assessed = [answer for answer in answers if answer.assessed]
    heard = _Heard(
        [answer for answer in assessed if not answer.editorial],
        [answer for answer in assessed if answer.editorial],
        [answer for answer in answers if answer.last != "open"],
    )
    verdict = heard.verdict
    says: Stand = "untestable" if claim.untestable else verdict
    told = heard.moved or heard.evidence or heard.chosen
    speaking = sorted(told, key=lambda answer: answer.verdict != verdict)
    newest = sorted({one for answer in speaking if answer.measured for one in answer.measured.records})
    item = Item(
        key=key,
        title=claim.statement,
        says=says,
        because=claim.untestable or _because(heard, answers, speaking),
        figure=_figure(speaking[0]) if speaking else None,
        since=newest[-1][0] if newest else None,
        rests_on=tuple(dict.fromkeys(test.rests_on for test in claim.tests)),
        records=tuple(dict.fromkeys(ref for _, ref in reversed(newest)))[:MOST_RECORDS],
        detail=tuple(_detail(claim, answers)),
        editorial=bool(claim.tests),
    )
    return Stood(item, says, bool(heard.evidence))


def _because(heard: _Heard, answers: Sequence[Answer], speaking: Sequence[Answer]) -> str:
    """Say in a sentence what decides, or why nothing does."""
    if not heard.evidence:
        why = "; ".join(dict.fromkeys(f"{answer.test.label}: {_unheard(answer)}" for answer in answers))
        return f"Nothing was measured ({why})."
    ways = {answer.verdict in FOR for answer in heard.pointing}
    if len(ways) > 1:
        return f"Tests disagree: {_sides(heard.pointing)}."
    if not heard.moved:
        first = heard.evidence[0]
        beside = f"; {_sides(heard.chosen)} on an author's numbers alone" if heard.pointing else ""
        return f"{_named(first)}: {first.said}, {_missed(first)}{beside}."
    dark = next((answer for answer in heard.silent if (answer.last in FOR) not in ways), None)
    if dark:
        sides = f"{_sides(heard.moved)}, but a test that pointed the other way is dark"
        return f"{sides}. {_named(dark)}: {dark.said}."
    first = speaking[0]
    return f"{_named(first)}: {first.said}. {first.test.because}"


def _unheard(answer: Answer) -> str:
    """Say why an answer is no evidence."""
    return "it rests on numbers that an author chose" if answer.editorial else answer.said


def _missed(answer: Answer) -> str:
    """Say how a figure or a word left a claim open."""
    lines = [isinstance(line, Line) for line in (answer.test.supports, answer.test.refutes) if line]
    if not all(lines):
        return "which decides nothing"
    return "between its lines" if len(lines) > 1 else "which does not reach its line"


def _sides(answers: Sequence[Answer]) -> str:
    """Say which tests point which way, as in "LE-3 and EC-2 lean for it, EC-8 against"."""
    watched = [answer.test.watched for answer in answers]
    sides: dict[Verdict, list[str]] = {}
    for answer in answers:
        test = answer.test
        twice = watched.count(test.watched) > 1 and test.indicator
        if answer.verdict != "open":
            name = f"{test.watched} ({test.way})" if twice else test.watched
            sides.setdefault(answer.verdict, []).append(name)
    said, before = [], ""
    for verdict, names in sides.items():
        one, several, after = VERBS[verdict]
        verb = after if before.startswith("lean") and after else several if len(names) > 1 else one
        said.append(f"{listed(names)} {verb}")
        before = verdict
    return ", ".join(said)


def listed(words: Sequence[str]) -> str:
    """Put words in a row, as in "LE-3, EC-2 and EC-8"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
    unbounded = "Without a bound: nothing happened in the earlier stretch." if value is None else ""
    return Figure(
        name=answer.test.watched,
        title=f"{_named(answer)}, as a rate" if found.brought else _named(answer),
        value=value,
        unit=f"{found.unit} a {found.per}" if found.per else found.unit,
        low=bound(found.low),
        high=bound(found.high),
        bounds=found.bounds,
        period=found.period,
        n=found.n,
        note=unbounded or found.brought,
        editorial=found.editorial,
    )
