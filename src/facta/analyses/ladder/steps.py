"""Steps of states on a ladder of ordered rungs, as records tell them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from facta.analyses.reading import lasting, valued
from facta.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.base import Row, View
    from facta.indicators import Selection

REVERSAL = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step; a rung of -1 is a reversal, which takes no rung away."""

    key: str
    when: Period
    rung: int
    text: str
    note: str
    verified: bool

    @property
    def day(self) -> date:
        """The middle of its dates."""
        return self.when.start + timedelta(days=(self.when.days - 1) // 2)


@dataclass(frozen=True, slots=True)
class Climber:
    """A state and all its known steps, the oldest first."""

    actor: str
    steps: tuple[Step, ...]

    @property
    def climbs(self) -> tuple[Step, ...]:
        """The steps that led higher than any before."""
        found: list[Step] = []
        for step in self.steps:
            if step.rung > (found[-1].rung if found else 0):
                found.append(step)
        return tuple(found)

    @property
    def height(self) -> int:
        """The highest rung reached, 0 for none."""
        return max((step.rung for step in self.steps if step.rung > 0), default=0)

    @property
    def proven(self) -> int:
        """The highest rung reached by verified steps alone."""
        return self.verified.height

    @property
    def verified(self) -> Climber:
        """The state by its verified steps alone."""
        return Climber(self.actor, tuple(step for step in self.steps if step.verified))

    @property
    def doubtful(self) -> tuple[Step, ...]:
        """The steps that nobody has verified."""
        return tuple(step for step in self.steps if not step.verified)

    @property
    def reversed(self) -> tuple[Step, ...]:
        """The reversals since the newest climb."""
        climbs = self.climbs
        return tuple(
            step
            for step in self.steps
            if step.rung == REVERSAL and (not climbs or step.day >= climbs[-1].day)
        )

    def reached(self, rung: int) -> Step | None:
        """Return the step that first led to a rung or beyond it."""
        return next((step for step in self.climbs if step.rung >= rung), None)

    def before(self, day: date) -> int:
        """Return the rung it stood on before a day."""
        return max((step.rung for step in self.climbs if step.day < day), default=0)


def climbers(view: View, of: Selection, top: int) -> list[Climber]:
    """Return every state with a known step, those highest up first, then those there longest."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in view.rows(of):
        rung = _rung(row, top)
        if rung is not None:
            steps[str(row["actor"])].append(_step(row, rung))
    found = [
        Climber(actor, tuple(sorted(mine, key=lambda step: (step.day, step.rung, step.key))))
        for actor, mine in steps.items()
    ]
    return sorted(
        found, key=lambda one: (-one.height, one.climbs[-1].day if one.climbs else date.max, one.actor)
    )


def _step(row: Row, rung: int) -> Step:
    text, note = (str(row[name] or "").rstrip(".") for name in ("text", "note"))
    return Step(str(row["ref"]), Period(row["start"], row["end"]), rung, text, note, bool(row["verified"]))


def _rung(row: Row, top: int) -> int | None:
    rung = row["quantity"]
    if rung is None or not math.isfinite(rung) or rung != int(rung):
        return None
    return int(rung) if rung == REVERSAL or 1 <= rung <= top else None


def wrong(lives: Mapping[str, Sequence[Row]], top: int) -> Iterator[str]:
    """Yield what is wrong with records of steps, each sentence with the id of the record."""
    for key, rows in lasting(lives).items():
        said = [sentence for row in rows for sentence in _wrong(row, top)]
        yield from (f"{key}: {sentence}" for sentence in dict.fromkeys(said))


def _wrong(row: Row, top: int) -> Iterator[str]:
    rungs = f"a whole number from 1 to {top}, or -1 for a reversal"
    if row["quantity"] is None:
        yield f"has no rung; write in quantity {rungs}"
    elif _rung(row, top) is None:
        yield f"{row['quantity']:g} is no rung; write in quantity {rungs}"
    if len(valued(row["tags"] or (), "step")) != 1:
        yield "needs one tag step:, say step:contact"
