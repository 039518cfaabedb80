"""What the API answers of the argument: analyses, their parts and figures, and trajectories."""

from __future__ import annotations

from datetime import date  # noqa: TC003  (pydantic reads it)
from typing import Literal

from pydantic import Field

from facta.serving.v1.models import Answer, Interval, Model


class Figure(Model):
    """A number that an analysis arrived at; ``note`` says why where there is none."""

    name: str
    title: str
    value: float | None
    unit: str
    period: str
    known_at: date = Field(description="The day as of which it was worked out.")
    state: Literal["derived", "refused"]
    grade: None = Field(description="What is derived has no grade of its own: see its records.")
    sources: int | None = Field(description="Records or periods it rests on.")
    interval: Interval | None
    records: tuple[str, ...]
    note: str
    editorial: bool


class Item(Model):
    """A part of an analysis: a claim, a promise, a stage, a trajectory."""

    key: str
    analysis: str
    title: str
    says: str
    because: str
    figure: Figure | None
    since: date | None
    rests_on: tuple[str, ...]
    records: tuple[str, ...]
    detail: tuple[tuple[str, str], ...]
    editorial: bool
    tripped: bool


class Analysis(Model):
    """What one analysis says, in short."""

    id: str
    kind: str
    title: str
    headline: str
    parts: int


class Table(Model):
    """Rows of text under a title that is a finding."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


class AnalysisAnswer(Answer):
    """One analysis with its figures, its tables and its parts."""

    id: str
    kind: str
    title: str
    headline: str
    method: str
    editorial: str
    gaps: tuple[str, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    parts: tuple[Item, ...]


class Scenario(Model):
    """One of several exclusive trajectories, with its probability and the word that it goes by."""

    key: str
    analysis: str
    title: str
    says: str
    because: str
    probability: Figure
    records: tuple[str, ...]
    rests_on: tuple[str, ...]
    detail: tuple[tuple[str, str], ...]


class Scenarios(Answer):
    """The trajectories of a case; those of one analysis exclude each other."""

    scenarios: tuple[Scenario, ...]
    words: tuple[tuple[float, str, float], ...] = Field(
        description="What words of likelihood mean: from per cent, the word, up to per cent."
    )


class PartAnswer(Answer):
    """One part of an analysis."""

    part: Item
