"""What counts of words and deeds say: shares, ratios, who runs ahead, and since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from facta.models.breaks import Breaks, SupF, breaks, sup_f
from facta.models.divergence import (
    Gap,
    RatioChange,
    VerbalShare,
    deeds_to_words,
    ratio_change,
    standardised_gap,
    verbal_share,
)
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from facta.analyses.divergence.counted import Counted, Counts, Lack
    from facta.models.rates import Ratio

SIDES = ("cooperation", "conflict")
FEWEST = 5  # events before and after; below that the interval that allows for dispersion does not hold
FEWEST_DATED = 24  # periods with events; with fewer a break is found too often where there is none
FEWEST_USUAL = 8  # periods of the baseline with a word, and with a deed; with fewer its spread is unknown
HOLD = 4
CHANCE = 0.05
HALF = 0.5  # added to each count, so that a period without a deed has a ratio

Says = Literal[
    "words run ahead",
    "deeds run ahead",
    "fewer deeds a word",
    "more deeds a word",
    "words ran ahead",
    "deeds ran ahead",
    "signs disagree",
    "no divergence seen",
    "only words",
    "only deeds",
]


class Turn(NamedTuple):
    """Where the ratio of deeds to words breaks: the first period after, and the ends of its 95 % interval."""

    place: int
    low: int
    high: int
    p: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """What counts say, each figure or the reason why there is none.

    ``change`` is deeds a word after the baseline over those in it; ``now`` and ``before`` are both.
    ``running`` are the means of four gaps in a row, the first that of the first four periods.
    """

    share: VerbalShare | Refusal
    before: Ratio | Refusal
    now: Ratio | Refusal
    change: RatioChange | Refusal
    turn: Turn | Refusal
    gap: Gap | Refusal
    running: tuple[float, ...] = ()

    @property
    def ahead(self) -> tuple[int, bool]:
        """Who runs ahead, 1 for words and -1 for deeds, 0 for neither; and whether it still does."""
        if isinstance(self.gap, Refusal) or self.gap.since is None or not self.running:
            return 0, False
        newest = self.running[-1]
        if abs(newest) > self.gap.line:
            return (1 if newest > 0 else -1), True
        return (1 if self.running[self.gap.since] > 0 else -1), False

    @property
    def moved(self) -> int:
        """Which way deeds a word moved: 1 where there are fewer, -1 where there are more, 0 for neither."""
        if isinstance(self.change, Refusal):
            return 0
        ends = self.change.dispersed
        return 1 if ends.high95 < 1 else -1 if ends.low95 > 1 else 0

    @property
    def says(self) -> Says:
        """How words and deeds stand."""
        side, still = self.ahead
        if side and still and self.moved == -side:
            return "signs disagree"
        if side and still:
            return "words run ahead" if side > 0 else "deeds run ahead"
        if self.moved:
            return "fewer deeds a word" if self.moved > 0 else "more deeds a word"
        if side:
            return "words ran ahead" if side > 0 else "deeds ran ahead"
        return "no divergence seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One pair and side, or one matter: what was counted, and what it says."""

    key: str
    title: str
    counted: Counted
    weighed: Weighed | None = None
    rests_on: tuple[str, ...] = field(default=())

    @property
    def says(self) -> Says | Lack:
        """How it stands, or what is lacking."""
        if self.weighed is None or self.counted.lacking is not None:
            return self.counted.lacking.lack if self.counted.lacking else "too few events"
        if not sum(self.counted.deeds):
            return "only words"
        if not sum(self.counted.words):
            return "only deeds"
        return self.weighed.says if self.compared else "too few events"

    @property
    def compared(self) -> bool:
        """Whether words and deeds could be set against an earlier stretch."""
        weighed = self.weighed
        refused = weighed is None or (
            isinstance(weighed.change, Refusal) and isinstance(weighed.gap, Refusal)
        )
        return not refused and self.counted.lacking is None


def found(key: str, title: str, counted: Counted, *, rests_on: tuple[str, ...] = ()) -> Found:
    """Weigh what was counted."""
    weighed = None
    if counted.laid:
        steady = counted.steady
        pair = steady.reason if isinstance(steady, Refusal) else steady
        weighed = weigh(counted.words, counted.deeds, counted.at, counted.start, pair)
    return Found(key=key, title=title, counted=counted, weighed=weighed, rests_on=rests_on)


@lru_cache(maxsize=2048)
def weigh(words: Counts, deeds: Counts, at: int, start: int, steady: tuple[Counts, Counts] | str) -> Weighed:
    """Weigh words and deeds by periods; on most neighbouring days the counts are the same.

    Parameters
    ----------
    words, deeds
        Counts of the same periods, shape (n,).
    at
        Place of the first period after the baseline.
    start
        Place from which on no period is missing.
    steady
        Both counts from ``start`` on brought to one volume, or why there are none.
    """
    before, now = (_ratio(words[part], deeds[part]) for part in (slice(0, at), slice(at, None)))
    gap: Gap | Refusal = Refusal(steady) if isinstance(steady, str) else _gap(*steady, at - start)
    running: tuple[float, ...] = ()
    if isinstance(gap, Gap):
        running = tuple(np.convolve(gap.gap, np.full(HOLD, 1.0 / HOLD), mode="valid").tolist())
    return Weighed(
        share=verbal_share(words, deeds),
        before=before,
        now=now,
        change=_change(words, deeds, at),
        turn=_turn(words, deeds, start),
        gap=gap,
        running=running,
    )


def _ratio(words: Counts, deeds: Counts) -> Ratio | Refusal:
    return deeds_to_words(float(sum(deeds)), float(sum(words)))


def _change(words: Counts, deeds: Counts, at: int) -> RatioChange | Refusal:
    sums = [sum(words[part]) + sum(deeds[part]) for part in (slice(0, at), slice(at, None))]
    if min(sums) < FEWEST:
        return Refusal(f"{FEWEST} events on either side of the end of the baseline are needed; there are "
                       f"{sums[0]} before and {sums[1]} after")  # fmt: skip
    return ratio_change(words, deeds, at)


def _gap(words: Counts, deeds: Counts, baseline: int) -> Gap | Refusal:
    for name, counts in (("words", words), ("deeds", deeds)):
        seen = sum(count > 0 for count in counts[:baseline])
        if seen < FEWEST_USUAL:
            return Refusal(f"{FEWEST_USUAL} periods of the baseline with {name} are needed to know what is "
                           f"usual; there are {seen}")  # fmt: skip
    return standardised_gap(words, deeds, baseline, hold=HOLD)


def _turn(words: Counts, deeds: Counts, start: int) -> Turn | Refusal:
    """Date the break of the logarithm of deeds a word, which no volume of news moves.

    Periods without any event have no ratio and are left out; places are those of all periods.
    """
    places = [i for i in range(start, len(words)) if words[i] + deeds[i] > 0]
    if len(places) < FEWEST_DATED:
        return Refusal(
            f"{FEWEST_DATED} periods with events are needed to date a break; there are {len(places)}"
        )
    ratios = np.log([(deeds[i] + HALF) / (words[i] + HALF) for i in places]).tolist()
    tested, dated = sup_f(ratios), breaks(ratios, most=1)
    if isinstance(tested, Refusal) or isinstance(dated, Refusal):
        return tested if isinstance(tested, Refusal) else Refusal("the ratio does not vary between breaks")
    return _placed(tested, dated, places)


def _placed(tested: SupF, dated: Breaks, places: list[int]) -> Turn | Refusal:
    if tested.p > CHANCE or not dated.breaks:
        weighed = "" if tested.p > CHANCE else ", and the criterion of Schwarz takes none"
        return Refusal(f"no break of deeds a word is seen (p {tested.p:.2g}{weighed})")
    one = dated.breaks[0]
    first, low, high = (
        places[last + 1] if last + 1 < len(places) else places[-1] + 1
        for last in (one.last, one.low95, one.high95)
    )
    return Turn(first, low, high, tested.p)
