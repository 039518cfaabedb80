"""What is said of an elasticity: by rules on its interval, in sentences, figures and a small table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from facta.analyses.chance import chance
from facta.models.elasticity import Asymmetry, Elasticity, asymmetry, elasticity
from facta.models.events import AfterShocks
from facta.models.refusal import Refusal
from facta.models.stability import Rolling, rolling_elasticity
from facta.results import Bar, Bars, Drawing, Figure, Item, Table
from facta.signals.base import figure as number
from facta.signals.base import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.proportionality.flows import Pair
    from facta.analyses.proportionality.shocks import Study

Says = Literal[
    "proportional", "less than proportional", "more than proportional", "unrelated", "inverse", "cannot tell",
    "refused",
]  # fmt: skip

NEAR_ONE = (0.5, 2.0)  # an interval around 1 within half and double says proportional
NEAR_NONE = 0.5  # an interval around 0 that stays within half a per cent for one says unrelated
CHANCE = 0.05
SEED = 1
NINETY = "90 % interval"
METHOD = (
    "An elasticity says by how many per cent giving moves when the deed moves by one; direct proportion is "
    "an elasticity of 1, and a correlation is not enough. On its 90 % interval: all below 0 is inverse, all "
    "above 1 more, all below 1 less than proportional; around 1 and within 0.5 to 2 proportional; around 0 "
    "and within 0.5 of it unrelated; anything else cannot be told. Steps come more or less often after "
    "shocks when the exact 95 % interval of the ratio of rates leaves out 1 and turning the shocks around "
    "the period agrees."
)


@dataclass(frozen=True, slots=True)
class Answers:
    """The elasticity, its answer to rises and falls, and its constancy, each or why not."""

    elasticity: Elasticity | Refusal
    asymmetry: Asymmetry | Refusal
    rolling: Rolling | Refusal
    pair: Pair | None

    @property
    def says(self) -> Says:
        """How giving stands to the deed."""
        return "refused" if isinstance(self.elasticity, Refusal) else proportion(self.elasticity)

    @property
    def alike(self) -> str:
        """Whether rises and falls are answered alike."""
        if isinstance(self.asymmetry, Refusal):
            return "refused"
        low, high = self.asymmetry.low90, self.asymmetry.high90
        if low > 0 or high < 0:
            return "rises are answered more" if low > 0 else "falls are answered more"
        return "alike" if low >= -NEAR_NONE and high <= NEAR_NONE else "cannot tell"

    @property
    def constant(self) -> str:
        """Whether the elasticity stayed the same."""
        if isinstance(self.rolling, Refusal):
            return "refused"
        return "changed" if self.rolling.p_constant <= CHANCE else "no change seen"

    def refused(self) -> Iterator[str]:
        """Yield a sentence for each that could not be said for a reason of its own."""
        if isinstance(self.elasticity, Refusal):
            yield f"Elasticity: {self.elasticity.reason}."
            return
        for title, answer in (("Rises and falls", self.asymmetry), ("Constancy", self.rolling)):
            if isinstance(answer, Refusal):
                yield f"{title}: {answer.reason}."


def none(why: Refusal) -> Answers:
    """Return that there is no elasticity, and so nothing to compare."""
    nothing = Refusal("without an elasticity there is nothing to compare")
    return Answers(why, nothing, nothing, None)


def proportion(found: Elasticity) -> Says:
    """Say how an elasticity stands to 0 and to 1, by its 90 % interval."""
    low, high = found.low90, found.high90
    if high < 0:
        return "inverse"
    if low > 1:
        return "more than proportional"
    if max(-low, high) <= NEAR_NONE and low <= 0:
        return "unrelated"
    if high < 1:
        return "less than proportional"
    return "proportional" if NEAR_ONE[0] <= low and high <= NEAR_ONE[1] else "cannot tell"


@lru_cache(maxsize=256)
def answered(pair: Pair, drivers: tuple[float, ...], lags: tuple[int, ...], window: int) -> Answers:
    """Return what the models say of a pair of flows."""
    total = elasticity(pair.given, drivers, lags)
    if isinstance(total, Refusal):
        return none(total)
    rolling = rolling_elasticity(pair.given, drivers, window=window, seed=SEED)
    return Answers(total, asymmetry(pair.given, drivers), rolling, pair)


def items(answers: Answers, rests_on: tuple[str, ...]) -> Iterator[Item]:
    """Yield the three parts that speak of flows."""
    shown = {figure.name: figure for figure in figures(answers)}
    since = answers.pair.last if answers.pair else None
    parts = (
        ("elasticity", "Is giving in proportion to what is done", answers.says, _elasticity(answers)),
        ("asymmetry", "Are rises and falls answered alike", answers.alike, _asymmetry(answers)),
        ("constancy", "Does the answer stay the same", answers.constant, _constancy(answers)),
    )
    for (key, title, says, because), figure in zip(
        parts, ("elasticity", "asymmetry", "p-constant"), strict=True
    ):
        yield Item(
            key=key, title=title, says=says, because=because, figure=shown[figure], since=since,
            rests_on=rests_on,
        )  # fmt: skip


def sentence(reason: str) -> str:
    """Make a sentence of a reason."""
    return f"{reason[0].upper()}{reason[1:]}."


def _elasticity(answers: Answers) -> str:
    found = answers.elasticity
    if isinstance(found, Refusal):
        return sentence(found.reason)
    lags = "" if len(found.by_lag) == 1 else f" over {len(found.by_lag)} lags"
    return (
        f"One per cent more is answered by {number(found.total)} per cent{lags} "
        f"({NINETY} {span(found.low90, found.high90)}, {found.periods} periods); "
        f"p of none {chance(found.p_none)}, p of direct proportion {chance(found.p_proportional)}."
    )


def _asymmetry(answers: Answers) -> str:
    found = answers.asymmetry
    if isinstance(found, Refusal):
        return sentence(found.reason)
    return (
        f"{number(found.rise)} per cent for a rise of one ({found.rises} rises) and {number(found.fall)} for "
        f"a fall ({found.falls} falls); the difference is {number(found.difference)} "
        f"({NINETY} {span(found.low90, found.high90)}, p {chance(found.p)})."
    )


def _constancy(answers: Answers) -> str:
    found = answers.rolling
    if isinstance(found, Refusal):
        return sentence(found.reason)
    return (
        f"In {len(found.values)} windows of {found.window} periods the elasticity runs from "
        f"{number(min(found.values))} to {number(max(found.values))}, with one band for all from "
        f"{number(min(found.low90))} to {number(max(found.high90))}; "
        f"p of no change {chance(found.p_constant)}."
    )


def figures(answers: Answers) -> Iterator[Figure]:
    """Yield the numbers, or why there are none."""
    total, apart, rolling = answers.elasticity, answers.asymmetry, answers.rolling
    period = answers.pair.period if answers.pair else ""
    if isinstance(total, Refusal):
        for name, title, unit in _TOTAL:
            yield Figure(name=name, title=title, value=None, unit=unit, note=total.reason)
    else:
        values = (total.total, total.p_none, total.p_proportional)
        for (name, title, unit), value in zip(_TOTAL, values, strict=True):
            bounded = name == "elasticity"
            yield Figure(
                name=name, title=title, value=value, unit=unit, period=period, n=total.periods,
                low=total.low90 if bounded else None, high=total.high90 if bounded else None,
                bounds=NINETY if bounded else "",
            )  # fmt: skip
    title = "Elasticity to rises less that to falls"
    if isinstance(apart, Refusal):
        yield Figure(name="asymmetry", title=title, value=None, unit="%", note=apart.reason)
    else:
        yield Figure(
            name="asymmetry", title=title, value=apart.difference, unit="%", low=apart.low90,
            high=apart.high90, bounds=NINETY, period=period, n=apart.rises + apart.falls,
        )  # fmt: skip
    title = "p of an elasticity that never changed"
    if isinstance(rolling, Refusal):
        yield Figure(name="p-constant", title=title, value=None, unit="p", note=rolling.reason)
    else:
        yield Figure(
            name="p-constant", title=title, value=rolling.p_constant, unit="p", period=period,
            n=len(rolling.values),
        )  # fmt: skip


_TOTAL = (
    ("elasticity", "Per cent given for one per cent done", "%"),
    ("p-none", "p of no answer at all", "p"),
    ("p-proportional", "p of direct proportion", "p"),
)


def headline(answers: Answers, studies: Sequence[Study], together: Sequence[Item]) -> str:
    """Say the finding in one to three sentences."""
    if isinstance(answers.elasticity, Refusal):
        said = f"Direct proportion cannot be tested: {answers.elasticity.reason.partition(';')[0]}."
    else:
        total = answers.elasticity
        said = (
            f"Giving is {_STANDS[answers.says]}: an elasticity of {number(total.total)} "
            f"({NINETY} {span(total.low90, total.high90)}), where direct proportion is 1."
        )
    counted = [
        f"{one.after.inside} of {len(one.steps)} after {one.shock.title}"
        for one in studies
        if isinstance(one.after, AfterShocks)
    ]
    days = studies[0].horizon_days if studies else 0
    steps = f" Steps within {days} days: {', '.join(counted)}." if counted else ""
    moved = next((item.because for item in together if item.says != "refused"), "")
    return f"{said}{steps} {moved}".strip()


_STANDS: dict[Says, str] = {
    "proportional": "proportional to what is done",
    "less than proportional": "less than proportional to what is done",
    "more than proportional": "more than proportional to what is done",
    "unrelated": "unrelated to what is done",
    "inverse": "inverse to what is done",
    "cannot tell": "not told apart from proportional or unrelated",
    "refused": "not assessed",
}


def short(answers: Answers, studies: Sequence[Study], together: Sequence[Item]) -> Table:
    """Return what stands how, for the board."""
    total = answers.elasticity
    value = "" if isinstance(total, Refusal) else f"{number(total.total)} ({span(total.low90, total.high90)})"
    rows: list[tuple[str, str, str]] = [("elasticity", answers.says, value)]
    for one in studies:
        after = one.after
        told = "" if isinstance(after, Refusal) else f"{after.inside} of {len(one.steps)} steps"
        rows.append((f"after {one.key}", one.steps_say, told))
    rows += [(item.rests_on[0], item.says, "beside the steps") for item in together]
    return Table(
        title="Giving and what is done for it", columns=("part", "stands", "figure"), rows=tuple(rows)
    )


def drawing(answers: Answers) -> Drawing | None:
    """Draw the elasticity beside 0 and 1, and those to rises and falls."""
    total, apart = answers.elasticity, answers.asymmetry
    if isinstance(total, Refusal):
        return None
    rows = [Bar(label="Elasticity", value=total.total, low=total.low90, high=total.high90, note=answers.says)]
    if isinstance(apart, Asymmetry):
        rows += [
            Bar(label="To rises", value=apart.rise, note=f"{apart.rises} rises"),
            Bar(label="To falls", value=apart.fall, note=f"{apart.falls} falls"),
        ]
    rows.append(Bar(label="Direct proportion", value=1.0, faint=True))
    title = f"Giving is {_STANDS[answers.says]}"
    return Drawing(
        chart="bars", title=title, data=Bars(rows=tuple(rows), unit="%", left="inverse", right="more")
    )


def editorial(horizon_days: int, apart_days: int, add: float | None) -> str:
    """Say which numbers the author of the case chose."""
    added = (
        f" {number(add)} was added to each figure of what is done, so that 0 has a logarithm." if add else ""
    )
    return (
        f"The author of the case chose {horizon_days} days after a shock, that steps within {apart_days} "
        f"days are one decision, and which records are steps and shocks.{added}"
    )
