"""Whether each of two sides answers what the other did, week by week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis, Named, whole
from facta.analyses.reciprocity.answers import Answered, answered
from facta.analyses.reciprocity.words import (
    METHOD,
    drawings,
    editorial,
    figures,
    headline,
    items,
    short,
    tables,
)
from facta.indicators import Selection, cells
from facta.models.refusal import Refusal
from facta.models.sims_zha import BRANDT_FREEMAN, Prior
from facta.periods import Frequency, Period, describe, periods
from facta.results import Said
from facta.signals.base import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View

FEWEST = 104
FEWEST_ACTIVE = 26  # with an event of each side; below that a series is mostly silence
SIDES = 2


class Side(BaseModel):
    """What one side does towards the other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=60, description="Who acts towards whom.")
    of: Selection = Field(description="Its coded events.")
    value: Literal["count", "intensity", "figure"] = Field(
        default="count", description="Events, the sum of their intensities, or of their own figures."
    )


class Weights(BaseModel):
    """Weights of the prior of Sims and Zha; those of Brandt and Freeman where none are given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    overall: float = Field(default=BRANDT_FREEMAN.overall, gt=0, description="Lambda 0, of everything.")
    slopes: float = Field(default=BRANDT_FREEMAN.slopes, gt=0, description="Lambda 1, of one period before.")
    decay: float = Field(default=BRANDT_FREEMAN.decay, ge=0, description="Lambda 3, with the lag.")
    intercept: float = Field(default=BRANDT_FREEMAN.intercept, gt=0, description="Lambda 4, of the constant.")
    sums: float = Field(default=BRANDT_FREEMAN.sums, ge=0, description="Mu 5, that each stays at its level.")
    start: float = Field(default=BRANDT_FREEMAN.start, ge=0, description="Mu 6, that all stay together.")


class Reciprocity(Analysis):
    """Two series of coded events: does each side follow the other, how strongly, and for how long."""

    kind: Literal["reciprocity"] = "reciprocity"
    sides: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,11}$")], Side] = Field(
        description="The two sides by a short key: what each does towards the other."
    )
    period: Frequency = Field(default="week", description="Periods in which events are added up.")
    lags: int | None = Field(
        default=None, ge=1, le=26, description="Periods that are looked back; chosen by the data if left out."
    )
    most_lags: int = Field(default=8, ge=1, le=26, description="The most that are weighed when chosen.")
    horizon: int = Field(default=8, ge=1, le=52, description="Periods for which an answer is followed.")
    fewest: int = Field(default=FEWEST, ge=FEWEST, description="Periods without a hole that are needed.")
    since: date | None = Field(default=None, description="First day; that of the case when left out.")
    prior: Weights = Field(default=Weights(), description="What is held before the data; editorial.")

    example: ClassVar[dict[str, Any]] = {
        "title": "Do the two answer each other",
        "sides": {
            "KAZ": {
                "title": "Kazakhstan towards Uzbekistan",
                "of": {"kind": "border-incident", "actor": "KAZ", "target": "UZB"},
            },
            "UZB": {
                "title": "Uzbekistan towards Kazakhstan",
                "of": {"kind": "border-incident", "actor": "UZB", "target": "KAZ"},
            },
        },
    }

    @model_validator(mode="after")
    def _has_two_sides(self) -> Self:
        if len(self.sides) != SIDES:
            message = f"reciprocity has two sides; there are {len(self.sides)}: write one block for each"
            raise ValueError(message)
        return self

    def names(self) -> Iterator[Named]:
        """Yield the actors, sources and lines of the selections."""
        for key, side in self.sides.items():
            here = ("sides", key, "of")
            yield from (Named((*here, "source"), "source", word) for word in side.of.source)
            for field in ("actor", "target"):
                yield from (Named((*here, field), "actor", word) for word in getattr(side.of, field))
            if side.of.near:
                yield Named((*here, "near", "line"), "line", side.of.near.line)

    def selections(self) -> Iterator[Selection]:
        """Yield what each side does."""
        yield from (side.of for side in self.sides.values())

    def analyse(self, view: View) -> Said:
        """Say whether each side answers the other."""
        found = self._answers(view)
        titles = {key: side.title for key, side in self.sides.items()}
        return Said(
            headline=headline(found, titles),
            method=METHOD,
            items=tuple(items(found, titles)),
            figures=tuple(figures(found, titles)),
            tables=tuple(tables(found, titles)),
            drawings=tuple(drawings(found, titles)),
            short=short(found, titles),
            gaps=(f"{found.reason[0].upper()}{found.reason[1:]}.",) if isinstance(found, Refusal) else (),
            editorial=editorial(self.prior.model_dump()),
        )

    def _answers(self, view: View) -> Answered | Refusal:
        laid = self._laid(view)
        word = WORDS.get(self.period, self.period)
        sums = [self._sums(view, side, laid) for side in self.sides.values()]
        if not any(held for _, held in sums):
            return Refusal(f"no coded events of {' or '.join(self.sides)} have been collected")
        if not self._looked(view):
            return Refusal(
                f"nobody searched for both {' and '.join(self.sides)} in the time that is looked at"
            )
        if len(laid) < self.fewest:
            there = f"there {'is' if len(laid) == 1 else 'are'} {len(laid)}"
            return Refusal(f"reciprocity needs {self.fewest} whole {word}s without a hole; {there}")
        for key, (values, _) in zip(self.sides, sums, strict=True):
            active = int((values != 0).sum())
            if active < FEWEST_ACTIVE:
                return Refusal(
                    f"{key} has events in {active} of {len(laid)} {word}s; reciprocity needs {FEWEST_ACTIVE}"
                )
        prior = Prior(**self.prior.model_dump())
        stretch = (describe(Period(laid[0].start, laid[-1].end)), word)
        series = tuple(tuple(values.tolist()) for values, _ in sums)
        ways = (tuple(self.sides), self.lags, self.most_lags, self.horizon)
        return answered(series, ways, prior, stretch)

    def _looked(self, view: View) -> tuple[date, date] | None:
        """Return the newest stretch that both sides' sources looked at: its first day and that after it."""
        covered = view.known.covered(*(whole(side.of, view.sources) for side in self.sides.values()))
        since = (self.since or view.since).toordinal()
        pairs = [(max(start, since), end) for start, end in covered.pairs() if end > since]
        return (date.fromordinal(pairs[-1][0]), date.fromordinal(pairs[-1][1])) if pairs else None

    def _laid(self, view: View) -> list[Period]:
        """Return the whole periods of that stretch."""
        looked = self._looked(view)
        if looked is None:
            return []
        start, end = looked
        return [one for one in periods(start, end, self.period) if start <= one.start and one.end <= end]

    def _sums(self, view: View, side: Side, laid: list[Period]) -> tuple[np.ndarray, int]:
        """Return what one side did in each period, and how many records it has at all.

        A record of several days or of a month stands on its middle day.
        """
        full = whole(side.of, view.sources)
        held = cells(view.known.records, full, lines=view.known.lines).at(view.known.day)
        if not laid or not len(held):
            return np.zeros(len(laid)), len(held)
        weights = np.ones(len(held))
        if side.value == "figure":
            weights = np.nan_to_num(held.value)
        elif side.value == "intensity":
            told = view.known.records.versions(full.table)["intensity"].cast(float).fill_null(0.0)
            weights = told.to_numpy()[held.row]
        edges = np.array([one.start.toordinal() for one in laid] + [laid[-1].end.toordinal()])
        middle = held.start + (held.end - held.start - 1) // 2
        place = np.searchsorted(edges, middle, side="right") - 1
        inside = (place >= 0) & (place < len(laid))
        return np.bincount(place[inside], weights=weights[inside], minlength=len(laid)), len(held)
