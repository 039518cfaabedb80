"""What a bound on counts says of many series and periods: numbers, or the reason for none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.models._series import MOST_COUNTED
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Wholes = NDArray[np.int64]


class Reason(IntEnum):
    """Why a period has no bound; ``GIVEN`` where it has one."""

    GIVEN = 0
    NEGATIVE = 1
    FRACTIONS = 2
    INFINITE = 3
    ALL_MISSING = 4
    ALL_ZERO = 5
    CONSTANT = 6
    TOO_EARLY = 7
    BREAK = 8
    MISSING = 9
    NO_EVENTS = 10
    NO_EVENTS_IN_SEASON = 11
    CONSTANT_BASELINE = 12
    MISSING_NOW = 13
    FEW = 14
    TOO_MANY = 15
    UNSURE = 16


WORDS: Final = {
    Reason.NEGATIVE: "a count is below 0",
    Reason.FRACTIONS: "a count is not a whole number",
    Reason.INFINITE: "a count is infinite",
    Reason.ALL_MISSING: "every count is missing",
    Reason.ALL_ZERO: "every count is 0: there is no rate to pass",
    Reason.CONSTANT: "every count is the same: what never varied has no spread to weigh a change by",
    Reason.TOO_EARLY: "the series does not reach back over the whole baseline",
    Reason.BREAK: "a declared break lies in the baseline: ask for fewer years, or to cross it",
    Reason.MISSING: "counts that the answer would rest on are missing",
    Reason.NO_EVENTS: "the baseline has no event",
    Reason.NO_EVENTS_IN_SEASON: "the baseline has no event in this season: a bound of 0 would be no bound",
    Reason.CONSTANT_BASELINE: "the baseline never varied: it has no spread to weigh a change by",
    Reason.MISSING_NOW: "the count of this period is missing",
    Reason.FEW: "the baseline has too few periods for its seasons",
    Reason.TOO_MANY: f"a count is above {MOST_COUNTED:g}: so many are not told apart",
    Reason.UNSURE: "what is expected is too uncertain to bound",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One period: its count, what was expected, the bound, and what follows.

    ``chance`` is that of as many or more. ``exceeds`` is above the bound; ``alarm`` asks for enough
    recent events too.
    """

    observed: float
    expected: float
    bound: float
    chance: float
    dispersion: float
    slope: float
    exceeds: bool
    alarm: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """Bounds of many series and periods, shape (series, periods weighed); nan where there is none.

    ``places`` are the positions of the periods weighed; ``slopes`` are of the logarithm, per period,
    0 where none was kept; ``used`` are the reference periods with a count. ``enough`` says whether
    enough happened lately for an alarm.
    """

    places: Wholes
    observed: Floats
    expected: Floats
    bounds: Floats
    chances: Floats
    dispersion: Floats
    slopes: Floats
    used: Wholes
    enough: Flags
    reasons: NDArray[np.int8]

    @classmethod
    def empty(cls, counts: Floats, places: Wholes) -> Watched:
        """Return no numbers yet, of some places of some counts."""
        shape = (len(counts), len(places))
        return cls(
            places,
            counts[:, places],
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape, dtype=bool),
            np.zeros(shape, dtype=np.int8),
        )

    @property
    def exceeds(self) -> Flags:
        """Say where a count is above its bound."""
        with np.errstate(invalid="ignore"):
            found: Flags = self.observed > self.bounds
        return found

    @property
    def alarms(self) -> Flags:
        """Say where a count is above its bound and enough happened lately."""
        return self.exceeds & self.enough

    @property
    def silenced(self) -> Wholes:
        """Return how many alarms of each series the rule of recent events held back, shape (series,)."""
        found: Wholes = (self.exceeds & ~self.enough).sum(axis=1)
        return found

    @property
    def scores(self) -> Floats:
        """Return how far between what was expected (0) and the bound (1) each count lies."""
        room = self.bounds - self.expected
        return np.divide(self.observed - self.expected, room, out=np.full_like(room, np.nan), where=room > 0)

    def one(self, series: int, period: int) -> Bound | Refusal:
        """Return the answer for one series and one of the periods weighed, in words where there is none."""
        reason = Reason(self.reasons[series, period])
        if reason != Reason.GIVEN:
            return Refusal(WORDS[reason])
        here = (series, period)
        return Bound(
            float(self.observed[here]),
            float(self.expected[here]),
            float(self.bounds[here]),
            float(self.chances[here]),
            float(self.dispersion[here]),
            float(self.slopes[here]),
            exceeds=bool(self.exceeds[here]),
            alarm=bool(self.alarms[here]),
        )

    def refuse(self, which: Wholes, reason: Reason) -> None:
        """Give the reason for some of the periods, where there is none yet."""
        part = self.reasons[:, which]
        self.reasons[:, which] = np.where(part == Reason.GIVEN, reason, part)


def refuse_series(reasons: NDArray[np.int8], counts: Floats, *, varied: bool = True) -> None:
    """Give the reason for whole series that are no counts, or that say nothing unless they vary."""
    known = np.isfinite(counts)
    filled = np.where(known, counts, 0.0)
    low = np.where(known, counts, np.inf).min(axis=1, initial=np.inf)
    high = np.where(known, counts, -np.inf).max(axis=1, initial=-np.inf)
    for reason, holds in (
        (Reason.CONSTANT, (low == high) & varied),
        (Reason.ALL_ZERO, (low == 0) & (high == 0) & varied),
        (Reason.ALL_MISSING, ~known.any(axis=1)),
        (Reason.TOO_MANY, filled.max(axis=1, initial=0.0) > MOST_COUNTED),
        (Reason.FRACTIONS, (filled != np.rint(filled)).any(axis=1)),
        (Reason.NEGATIVE, low < 0),
        (Reason.INFINITE, np.isinf(counts).any(axis=1)),
    ):
        reasons[holds] = reason
