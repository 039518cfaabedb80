"""What an author says of a corridor: journeys that matter, what watches each gate, and common causes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.corridors.network import Mode

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
Share = Annotated[float, Field(ge=0, le=1)]


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Journey(_Block):
    """Two places between which cargo must go."""

    title: str = Field(min_length=3, max_length=60, description="From where to where, in words.")
    start: str = Field(description="A place of the network.")
    end: str = Field(description="Another place of the network.")
    deadline_days: float | None = Field(default=None, gt=0, description="Later than this is late.")

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.start == self.end:
            message = f"a journey from {self.start!r} to itself: write another place"
            raise ValueError(message)
        return self


class Bounds(_Block):
    """A share that an author puts, with its bounds."""

    low: Share
    typical: Share
    high: Share

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if not self.low <= self.typical <= self.high:
            message = "low, typical and high must not fall"
            raise ValueError(message)
        return self


class Watch(_Block):
    """What tells how a closure group stands, and how often it is closed.

    Dated sightings and figures measure it. Where neither does, the share of days is the author's.
    """

    source: str | None = Field(
        default=None, description="The source of the case that holds its dated sightings, of kind `passage`."
    )
    indicator: str | None = Field(default=None, description="An indicator whose fall closes it.")
    closed_below: float | None = Field(default=None, description="Closed where the indicator is below this.")
    reduced_below: float | None = Field(
        default=None, description="Reduced where the indicator is below this."
    )
    reports: int = Field(default=2, ge=1, description="Figures in a row below the line that are a closure.")
    since: date | None = Field(default=None, description="The first day that was searched for closures.")
    share: Bounds | None = Field(default=None, description="Share of days closed, where nothing measures it.")
    because: str = Field(min_length=8, description="Why this, in one sentence.")

    @model_validator(mode="after")
    def _can_tell(self) -> Self:
        if self.source and self.indicator:
            message = "write source or indicator, not both: one thing tells how a group stands"
            raise ValueError(message)
        if (self.indicator is None) != (self.closed_below is None):
            message = "indicator and closed_below go together: write both"
            raise ValueError(message)
        if not (self.source or self.indicator or self.share):
            message = "nothing tells how often it is closed: write source, indicator or share"
            raise ValueError(message)
        if self.source and not (self.since or self.share):
            message = "since is missing: from which day on was every closure written down?"
            raise ValueError(message)
        return self


class Shock(_Block):
    """One cause that closes several groups together: their closures are not independent."""

    title: str = Field(min_length=3, max_length=60, description="The cause, in a few words.")
    closes: tuple[str, ...] = Field(min_length=2, description="The closure groups it closes together.")
    share: Bounds = Field(description="Share of days on which it does.")
    because: str = Field(min_length=8, description="Why this, in one sentence.")


class Flow(_Block):
    """A good that comes by few gates: how many must shut to stop it, and what comes beside what is needed."""

    title: str = Field(min_length=3, max_length=60, description="The good, in a few words.")
    starts: tuple[str, ...] = Field(min_length=1, description="Places it may come from.")
    ends: tuple[str, ...] = Field(min_length=1, description="Places where it comes in.")
    modes: tuple[Mode, ...] = Field(min_length=1, description="Modes that carry it.")
    indicator: str | None = Field(default=None, description="An indicator of what came.")
    needed: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="What is needed or allowed in a year, in the unit of the indicator."
    )
    needed_is: str = Field(default="need", description="What the number is: demand, quota, target.")
    because: str = Field(min_length=8, description="Where the number is from, or why these gates.")

    @model_validator(mode="after")
    def _crosses_something(self) -> Self:
        both = sorted(set(self.starts) & set(self.ends))
        if both:
            message = f"starts and ends both name {', '.join(both)}: nothing could stop it there"
            raise ValueError(message)
        return self


class Site(_Block):
    """A concession or plant, and where its goods must go."""

    title: str = Field(min_length=3, max_length=60, description="The site.")
    place: str = Field(description="Its place in the network.")
    end: str = Field(description="Where its goods must go.")
    modes: tuple[Mode, ...] = Field(
        default=("rail", "sea", "ferry"), min_length=1, description="Modes that can carry them."
    )
    because: str = Field(min_length=8, description="What is known of it, in one sentence.")

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.place == self.end:
            message = f"goods of {self.place!r} that go nowhere else: write another end"
            raise ValueError(message)
        return self


class Incidents(_Block):
    """Which records count as incidents near a link."""

    source: tuple[str, ...] = Field(min_length=1, description="Sources of the case.")
    kinds: tuple[str, ...] = Field(min_length=1, description="Kinds of their events.")
    since: date = Field(description="The first day that was searched.")
    within_km: float = Field(default=10.0, gt=0, le=100, description="An event this near counts.")


class Check(_Block):
    """A published total of a journey, to stand beside what the network gives for it."""

    title: str = Field(min_length=3, max_length=60, description="The journey, in words.")
    via: tuple[str, ...] = Field(
        min_length=2, description="Places in order: the first, those by the way, the last."
    )
    modes: tuple[Mode, ...] = Field(min_length=1, description="Modes of the published total.")
    opened: tuple[str, ...] = Field(default=(), description="Projects that it takes as built.")
    closed: tuple[str, ...] = Field(default=(), description="Places and links that it does not use.")
    quay_to_quay: bool = Field(default=False, description="Published without the first and the last port.")
    km: float | None = Field(default=None, gt=0, description="Published kilometres.")
    days: tuple[float, float] | None = Field(default=None, description="Published days, low and high.")
    usd: tuple[float, float] | None = Field(
        default=None, description="Published dollars per FEU, low and high."
    )
    independent: tuple[Literal["km", "days", "usd"], ...] = Field(
        default=(), description="Which of them did not go into the network."
    )
    source: str = Field(description="Sources of the network, joined by ;.")
    because: str = Field(min_length=8, description="How far the two are the same thing.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        given = {name for name in ("km", "days", "usd") if getattr(self, name) is not None}
        if not given:
            message = "a check without km, days or usd: write what was published"
            raise ValueError(message)
        if set(self.independent) - given:
            message = f"independent names {sorted(set(self.independent) - given)}, which is not given"
            raise ValueError(message)
        return self
