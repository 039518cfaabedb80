"""What is said of an elasticity: by rules on its interval, in sentences, figures and a small table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from facta.analyses.chance import chance
from facta.analyses.proportionality.shocks import several
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
    "An elasticity says by how many per cent giving moves when the deed moves by one, or when the thing "
    "falls by one where its fall is the deed; direct proportion is an elasticity of 1, and a correlation is "
    "not enough. On its 90 % interval: all below 0 is inverse, all above 1 more, all below 1 less than "
    "proportional; around 1 and within 0.5 to 2 proportional; around 0 and within 0.5 of it unrelated; "
    "anything else cannot be told. Steps come more or less often after shocks when the exact 95 % interval "
    "of the ratio of rates leaves out 1 and no more than 5 % of the turns of the days after shocks around "
    "the period catch as many or more, or as many or fewer. A step or shock known only to a month stands on "
    "its middle day."
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done, as sentences call it; ``inverse`` where its fall is the deed.

    ``counted`` tells things that are fewer or more from one that is less or more.
    """

    thing: str
    counted: bool = True
    inverse: bool = False

    @property
    def what(self) -> str:
        """That to which giving is compared."""
        return f"the fall of {self.thing}" if self.inverse else "what is done"

    @property
    def more(self) -> str:
        """More of the deed: fewer of the things where their fall is the deed."""
        if self.counted:
            return f"{'fewer' if self.inverse else 'more'} {self.thing}"
        return f"{'less' if self.inverse else 'more'} of {self.thing}"

    @property
    def ways(self) -> tuple[str, str]:
        """What the thing itself does as the deed grows, and as it shrinks."""
        return ("fall", "rise") if self.inverse else ("rise", "fall")


@dataclass(frozen=True, slots=True)
class Answers:
    """The elasticity, its answer to rises and falls, and its constancy, each or why not."""

    deed: Deed

    elasticity: Elasticity | Refusal
    asymmetry: Asymmetry | Refusal
    rolling: Rolling | Refusal
    pair: Pair | None
    lags: tuple[int, ...] = (0,)

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
            return f"{self.deed.ways[0 if low > 0 else 1]}s are answered more"
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


def none(why: Refusal, deed: Deed) -> Answers:
    """Return that there is no elasticity, and so nothing to compare."""
    nothing = Refusal("without an elasticity there is nothing to compare")
    return Answers(deed, why, nothing, nothing, None)


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
def answered(pair: Pair, deed: Deed, add: float, lags: tuple[int, ...], window: int) -> Answers:
    """Return what the models say of a pair of flows; rises, falls and windows are those of one lag."""
    drivers = tuple(1 / (x + add) if deed.inverse else x + add for x in pair.done)
    total = elasticity(pair.given, drivers, lags)
    if isinstance(total, Refusal):
        return none(total, deed)
    if len(lags) > 1:
        asked = f"at one lag only, and {len(lags)} are asked for"
        apart = Refusal(f"rises and falls are compared {asked}")
        return Answers(deed, total, apart, Refusal(f"windows roll {asked}"), pair, lags)
    given, before = pair.given[lags[0] :], drivers[: len(drivers) - lags[0]]
    rolling = rolling_elasticity(given, before, window=window, seed=SEED)
    return Answers(deed, total, asymmetry(given, before), rolling, pair, lags)


def items(answers: Answers, rests_on: tuple[str, ...]) -> Iterator[Item]:
    """Yield the three parts that speak of flows."""
    shown = {figure.name: figure for figure in figures(answers)}
    since = answers.pair.last if answers.pair else None
    parts = (
        ("elasticity", f"Is giving in proportion to {answers.deed.what}", answers.says, _elasticity(answers)),
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
    return (
        f"One per cent {answers.deed.more} is answered by {number(found.total)} per cent"
        f"{_later(answers.lags)} ({NINETY} {span(found.low90, found.high90)}, {found.periods} periods); "
        f"p of none {chance(found.p_none)}, p of direct proportion {chance(found.p_proportional)}."
    )


def _later(lags: tuple[int, ...]) -> str:
    """Say by how many periods the answer may come later."""
    if len(lags) > 1:
        return f" in sum over lags of {', '.join(map(str, lags[:-1]))} and {several(lags[-1], 'period')}"
    return f" {several(lags[0], 'period')} later" if lags[0] else ""


def _asymmetry(answers: Answers) -> str:
    found, deed = answers.asymmetry, answers.deed
    if isinstance(found, Refusal):
        return sentence(found.reason)
    up, down = deed.ways
    return (
        f"Giving goes up by {number(found.rise)} per cent{_later(answers.lags)} for a {up} of {deed.thing} "
        f"by one ({found.rises} {up}s) and down by {number(found.fall)} for a {down} "
        f"({found.falls} {down}s); the difference is {number(found.difference)} "
        f"({NINETY} {span(found.low90, found.high90)}, "
        f"p {chance(found.p)})."
    )


def _constancy(answers: Answers) -> str:
    found = answers.rolling
    if isinstance(found, Refusal):
        return sentence(found.reason)
    return (
        f"In {several(len(found.values), 'window')} of {found.window} periods the elasticity runs from "
        f"{number(min(found.values))} to {number(max(found.values))}, with one band for all from "
        f"{number(min(found.low90))} to {number(max(found.high90))}; "
        f"p of no change {chance(found.p_constant)}."
    )


def figures(answers: Answers) -> Iterator[Figure]:
    """Yield the numbers, or why there are none."""
    total, apart, rolling, deed = answers.elasticity, answers.asymmetry, answers.rolling, answers.deed
    period = answers.pair.period if answers.pair else ""
    done = deed.more if deed.inverse else "done"
    names = (("elasticity", f"Per cent given for one per cent {done}", "%"), *_CHANCES)
    if isinstance(total, Refusal):
        for name, title, unit in names:
            yield Figure(name=name, title=title, value=None, unit=unit, note=total.reason)
    else:
        values = (total.total, total.p_none, total.p_proportional)
        for (name, title, unit), value in zip(names, values, strict=True):
            bounded = name == "elasticity"
            yield Figure(
                name=name, title=title, value=value, unit=unit, period=period, n=total.periods,
                low=total.low90 if bounded else None, high=total.high90 if bounded else None,
                bounds=NINETY if bounded else "",
            )  # fmt: skip
    title = f"Elasticity to {deed.ways[0]}s less that to {deed.ways[1]}s"
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


_CHANCES = (
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
            f"Giving is {_stands(answers)}: an elasticity of {number(total.total)} "
            f"({NINETY} {span(total.low90, total.high90)}), where direct proportion is 1."
        )
    counted = [
        f"{one.after.inside} of {len(one.steps)} after {one.shock.title}"
        for one in studies
        if isinstance(one.after, AfterShocks)
    ]
    days = studies[0].horizon_days if studies else 0
    steps = f" Steps within {several(days, 'day')}: {', '.join(counted)}." if counted else ""
    moved = next((item.because for item in together if item.says != "refused"), "")
    return f"{said}{steps} {moved}".strip()


def _stands(answers: Answers) -> str:
    if answers.says == "cannot tell":
        return "not told apart from proportional or unrelated"
    return f"{answers.says} to {answers.deed.what}"


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
    up, down = answers.deed.ways
    if isinstance(apart, Asymmetry):
        rows += [
            Bar(label=f"To {up}s", value=apart.rise, note=f"{apart.rises} {up}s"),
            Bar(label=f"To {down}s", value=apart.fall, note=f"{apart.falls} {down}s"),
        ]
    rows.append(Bar(label="Direct proportion", value=1.0, faint=True))
    title = f"Giving is {_stands(answers)}"
    return Drawing(
        chart="bars", title=title, data=Bars(rows=tuple(rows), unit="%", left="inverse", right="more")
    )


def editorial(horizon_days: int, apart_days: int, add: float | None) -> str:
    """Say which numbers the author of the case chose."""
    added = (
        f" {number(add)} was added to each figure of what is done, so that 0 has a logarithm." if add else ""
    )
    near = f"steps within {several(apart_days, 'day')} are one decision" if apart_days else "each step counts"
    return (
        f"The author of the case chose {several(horizon_days, 'day')} after a shock, that {near}, "
        f"and which records are steps and shocks.{added}"
    )
