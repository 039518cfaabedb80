"""The case as data: what an analyst writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from facta.analyses import AnyAnalysis
from facta.indicators import AnyIndicator
from facta.periods import Period, parse
from facta.records import Break, Direction
from facta.sources.base import PeriodText

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]


def _inside(pattern: str) -> str:
    path = PurePosixPath(pattern)
    if not path.parts or "**" in pattern:
        message = f"{pattern!r} names no files; write a path such as 'ledger/*.csv'"
        raise ValueError(message)
    if path.is_absolute() or ".." in path.parts or "\\" in pattern or ":" in pattern:
        message = f"{pattern!r} leaves the folder of the case; write a path inside it"
        raise ValueError(message)
    return pattern


Inside = Annotated[str, AfterValidator(_inside)]


def one_folder(path: str) -> str:
    """Return the path of a folder inside the folder of the case.

    Raises
    ------
    ValueError
        When it names none, or one outside.
    """
    if path.strip("./") == "" or any(sign in path for sign in "*?["):
        message = f"{path!r} names no folder; write one inside the folder of the case, such as 'corridor'"
        raise ValueError(message)
    return _inside(path)


InsideFolder = Annotated[str, AfterValidator(one_folder)]


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(_Block):
    """An actor of the case and what it wants."""

    role: str = Field(min_length=3, description="Its part in the argument, in a few words.")
    wants: str = Field(min_length=3, description="What it wants from the others.")


class Strand(_Block):
    """One strand of the alignment."""

    title: str = Field(min_length=3, max_length=60, description="A few words, as the board shows them.")
    question: str = Field(min_length=8, description="The question this strand answers.")


class SourceUse(_Block):
    """A source of the case: who reads which files, what is asked of the publisher, what it covers.

    Without ``files`` it is collected from its publisher; with both, from both.
    """

    reader: str = Field(description="A source of facta, for instance ledger.")
    title: str = Field(min_length=4, description="What it is, for a reader of the board.")
    files: Inside | None = Field(
        default=None, description="Files inside the folder of the case; * matches many."
    )
    parameters: dict[str, Any] | None = Field(
        default=None, description="What is asked of the publisher, or how a table is read."
    )
    covers: PeriodText | None = Field(
        default=None, description="Interval that was searched: absence of a record there is none."
    )
    lag_days: int | None = Field(default=None, ge=0, le=3660, description="Usual delay in days.")

    @property
    def searched(self) -> Period | None:
        """The interval that was searched."""
        return parse(self.covers) if self.covers else None


class LineUse(_Block):
    """A line or border: a CSV file with lat, lon and part."""

    title: str = Field(min_length=3, description="What it is.")
    file: Inside = Field(description="A CSV file inside the folder of the case.")


class NetworkUse(_Block):
    """A transport network: a folder of CSV tables of its places, its links and what closes them together."""

    title: str = Field(min_length=3, description="What it is.")
    folder: InsideFolder = Field(description="A folder inside the folder of the case, with its tables.")


Day = date
LEVELS = (1, 2, 3, 4)
Named = Annotated[tuple[str, ...], Field(max_length=64)]


class TurningPoint(_Block):
    """A dated onset that the rules of the case are scored against: an editorial label.

    It concerns every indicator of its strands, and the indicators named one by one.
    """

    date: Day = Field(description="The day on which it began.")
    title: str = Field(min_length=4, max_length=90, description="What happened, in a few words.")
    direction: Direction = Field(description="What it means for the alignment; none where it cuts both ways.")
    strands: Named = Field(default=(), description="Strands of the case that it concerns.")
    indicators: Named = Field(default=(), description="Single indicators that it concerns.")
    records: Named = Field(default=(), description="Ids of records of the case that it rests on.")
    url: str | None = Field(default=None, pattern=r"^https?://\S+$", description="A public page for it.")
    because: str = Field(min_length=8, description="Why it counts as a turning point, in one sentence.")

    @model_validator(mode="after")
    def _is_about_something_and_cited(self) -> Self:
        if not self.strands and not self.indicators:
            message = "it concerns nothing; write strands: or indicators: with what it is of"
            raise ValueError(message)
        if not self.records and self.url is None:
            message = "it rests on nothing; write records: with ids of the case, or url: with a public page"
            raise ValueError(message)
        return self


class BreakUse(_Block):
    """A day on which figures before and after stop being of one kind: no baseline crosses it unasked."""

    date: Day = Field(description="The first day of what came after.")
    why: str = Field(min_length=8, description="What changed, in one sentence.")
    source: str = Field(min_length=4, description="Who says so, and where.")
    record: str | None = Field(default=None, description="The id of a record of the case that says so.")
    scope: tuple[str, ...] = Field(
        default=(), description="The strands and indicators that it breaks; left out: all."
    )


class QuestionUse(_Block):
    """A question that the case puts, answered by a figure of one indicator; forecasts are scored by it."""

    text: str = Field(min_length=12, max_length=160, description="The question as one sentence.")
    indicator: str = Field(description="The indicator whose figure answers it.")
    asks: Literal["value", "level", "change", "quantity"] = Field(
        default="value",
        description="value: the figure of the period beside a line; level: the level on the board of its "
        "last day; change: how far the figure moved since the day of asking; quantity: how large it is.",
    )
    at_least: float | None = Field(default=None, description="Yes from this figure on.")
    at_most: float | None = Field(default=None, description="Yes up to this figure.")
    period: PeriodText = Field(description="A whole period of the indicator, such as 2027-H1.")
    asked: Day = Field(description="The day from which on it is asked.")
    because: str = Field(min_length=8, description="What it follows from, in one sentence.")
    claims: Named = Field(default=(), description="Claims of the argument that it bears on.")

    @property
    def span(self) -> Period:
        """The period whose figure answers."""
        return parse(self.period)

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        lines = [one for one in (self.at_least, self.at_most) if one is not None]
        if self.asks == "quantity" and lines:
            message = "asks how large a figure is, so it has no line; leave out at_least: and at_most:"
            raise ValueError(message)
        if self.asks != "quantity" and len(lines) != 1:
            message = f"has {len(lines)} lines; write one, at_least: or at_most:"
            raise ValueError(message)
        if self.asks == "level" and self.at_least not in LEVELS:
            message = "asks for a level; write at_least: with 1, 2, 3 or 4"
            raise ValueError(message)
        if self.span.end <= self.asked:
            message = f"is asked on {self.asked}, when {self.period} is over; write an earlier asked:"
            raise ValueError(message)
        return self


class Case(_Block):
    """An argument turned into data."""

    title: str = Field(min_length=4, max_length=100, description="What the case is about.")
    question: str = Field(min_length=8, description="What we want to know.")
    since: date = Field(description="Start of the baseline of every indicator that has no own.")
    review_by: date = Field(description="When a person must look at these judgements again.")
    actors: dict[str, Role] = Field(min_length=1, description="Who is in it.")
    strands: dict[Name, Strand] = Field(min_length=1, description="The imperatives.")
    sources: dict[Name, SourceUse] = Field(min_length=1, description="Where records come from.")
    lines: dict[Name, LineUse] = Field(default_factory=dict, description="Lines and borders.")
    breaks: tuple[BreakUse, ...] = Field(
        default=(), description="Days that no baseline crosses unless a signal says `across_breaks: true`."
    )
    false_discovery: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="Of the levels that rules with a p give, the share that may be by chance, over all "
        "indicators at once (Benjamini-Hochberg); left out: no control.",
    )
    networks: dict[Name, NetworkUse] = Field(default_factory=dict, description="Transport networks.")
    indicators: dict[Name, AnyIndicator] = Field(min_length=1, description="What is watched.")
    analyses: dict[Name, AnyAnalysis] = Field(
        default_factory=dict,
        description="What follows from it: the argument. A block may be `{file: PATH}`, a file of its own.",
    )
    turning_points: dict[Name, TurningPoint] = Field(
        default_factory=dict,
        description="Dated onsets that rules are scored against, each under a name of its own.",
    )
    questions: dict[Name, QuestionUse] = Field(
        default_factory=dict,
        description="Questions that the argument answers beforehand, each under a name of its own.",
    )

    name: str = Field(default="", exclude=True, json_schema_extra={"hidden": True})
    folder: Path = Field(default=Path(), exclude=True, json_schema_extra={"hidden": True})
    digest: str = Field(default="", exclude=True, json_schema_extra={"hidden": True})

    def breaks_of(self, indicator: str) -> tuple[Break, ...]:
        """Return the breaks that an indicator has, oldest first."""
        names = {indicator, self.indicators[indicator].strand}
        mine = [one for one in self.breaks if not one.scope or names & set(one.scope)]
        return tuple(Break(day=one.date, why=one.why) for one in sorted(mine, key=lambda one: one.date))

    def source_name(self, use: str) -> str:
        """Return the name under which records of a source of this case are stored."""
        return f"{self.name}/{use}"
