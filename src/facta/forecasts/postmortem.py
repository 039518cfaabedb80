"""What went wrong where a forecast missed: which method misled, and what the case might change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  (pydantic reads it when a miss is read back)
from typing import TYPE_CHECKING, Any

import polars as pl

from facta.forecasts.forecasters import ENSEMBLE, NAMED_BASELINES
from facta.forecasts.records import Family  # noqa: TC001  (pydantic reads it when a miss is read back)
from facta.forecasts.wording import figure
from facta.likelihood import percent
from facta.periods import say_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from facta.forecasts.records import Question, Resolution

UNLIKELY, LIKELY = 0.2, 0.8
NEAR = 0.1  # of the line: so near to it a figure turns the answer by noise alone
IN_A_ROW = 2
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A forecast that missed: a yes given less than 20 %, a no given more than 80 %, a figure outside 95 %.

    Attributes
    ----------
    question, indicator, family, text, made
        What was asked, and when it was forecast last.
    given, came
        What the ensemble expected, and what came, in words.
    way
        Whether more came than expected, or less.
    member, member_given
        The member that misled most, and what it expected.
    advice
        What the case might change, one sentence each; at least one.
    """

    question: str
    indicator: str
    family: Family
    text: str
    made: date
    resolved: date
    given: str
    came: str
    way: str
    member: str
    member_given: str
    advice: tuple[str, ...]


def misses(
    questions: Mapping[str, Question], resolutions: Iterable[Resolution], rows: pl.DataFrame
) -> tuple[Miss, ...]:
    """Return what missed, newest first: of each question the last forecast made.

    Parameters
    ----------
    questions
        What was asked, by id.
    resolutions
        What became of them.
    rows
        Scored forecasts, one a forecast and method.
    """
    by_id = {one.question: one for one in resolutions}
    last = _last(rows)
    own = last.filter((pl.col("method") == ENSEMBLE) & _missed())
    own = own.filter(pl.col("question").is_in(list(by_id))).sort("end", "question")
    theirs = last.filter(~pl.col("method").is_in([ENSEMBLE, *NAMED_BASELINES]))
    members: dict[str, list[Row]] = {}
    for row in theirs.filter(pl.col("question").is_in(own["question"].implode())).to_dicts():
        members.setdefault(row["question"], []).append(row)
    found: list[Miss] = []
    ways: dict[str, list[tuple[date, str]]] = {}
    for row in own.to_dicts():
        question, resolution = questions[row["question"]], by_id[row["question"]]
        way = _way(question, row)
        before = ways.setdefault(f"{question.indicator} {question.asks}", [])
        before.append((question.end, way))
        found.append(_miss(question, resolution, row, members.get(question.id, []), before))
    return tuple(sorted(found, key=lambda one: (one.resolved, one.question), reverse=True))


def _last(rows: pl.DataFrame) -> pl.DataFrame:
    newest = rows.group_by("question").agg(pl.col("made").max())
    return rows.join(newest, on=["question", "made"], how="semi")


def _missed() -> pl.Expr:
    yes = (pl.col("happened") == 1) & (pl.col("probability") < UNLIKELY)
    no = (pl.col("happened") == 0) & (pl.col("probability") > LIKELY)
    outside = (pl.col("value") < pl.col("low95")) | (pl.col("value") > pl.col("high95"))
    return yes.fill_null(value=False) | no.fill_null(value=False) | outside.fill_null(value=False)


def _way(question: Question, row: Row) -> str:
    if question.asks == "quantity":
        return "more" if row["value"] > row["high95"] else "less"
    return "more" if bool(row["happened"]) == (question.relation == "at least") else "less"


def _miss(
    question: Question, resolution: Resolution, row: Row, members: list[Row], before: list[tuple[date, str]]
) -> Miss:
    worst = max(members, key=_loss, default=row)
    return Miss(
        question=question.id,
        indicator=question.indicator,
        family=question.family,
        text=question.text,
        made=row["made"],
        resolved=resolution.resolved,
        given=_given(question, row),
        came=_came(question, resolution),
        way=before[-1][1],
        member=worst["method"],
        member_given=_given(question, worst),
        advice=tuple(_advice(question, resolution, before)),
    )


def _loss(row: Row) -> float:
    if row["crps"] is not None:
        return float(row["crps"])
    return float(abs((row["happened"] or 0.0) - (row["probability"] or 0.0)))


def _given(question: Question, row: Row) -> str:
    if question.asks != "quantity":
        return percent(row["probability"])
    low, high = (figure(row[name], "") for name in ("low95", "high95"))
    return f"{low} to {figure(row['high95'], question.unit)} (95 %)" if low != high else f"{high} (95 %)"


def _came(question: Question, resolution: Resolution) -> str:
    value = resolution.value or 0.0
    if question.asks == "level":
        return f"{resolution.answer}: level {value:g}"
    told = figure(value, question.unit)
    return told if question.asks == "quantity" else f"{resolution.answer}: {told}"


def _advice(question: Question, resolution: Resolution, before: list[tuple[date, str]]) -> Iterator[str]:
    """Yield what the case might change; where nothing speaks for a change, that."""
    way = before[-1][1]
    run = {end for end, _ in before}
    for end, other in reversed(before):
        if other != way:
            run = {later for later, _ in before if later > end}
            break
    nothing = True
    if resolution.late:
        late = (resolution.as_of - question.deadline).days
        yield f"Its figure came {late} days after the deadline: a longer lag_days of its source would do."
        nothing = False
    if resolution.note:
        yield f"The figure was revised since: {resolution.note}."
        nothing = False
    if question.asks == "level" and {other for _, other in before} == {"more", "less"}:
        yield "Its level went up and down against what was expected: its lines lie near its usual figures."
        nothing = False
    elif len(run) >= IN_A_ROW and question.asks != "level":
        since = say_day(min(run))
        yield (
            f"{len(run)} periods missed the same way, {way} than expected, the first up to {since}: "
            "has what is counted changed? Then declare a break."
        )
        nothing = False
    if question.asks == "value" and _is_near(question, resolution):
        yield "The figure lay within a tenth of the line: noise turns such an answer; move the line."
        nothing = False
    if nothing:
        yield "A single miss: rare things happen, and nothing here speaks for a change."


def _is_near(question: Question, resolution: Resolution) -> bool:
    line, value = question.line, resolution.value
    return bool(line) and value is not None and abs(value - (line or 0.0)) <= NEAR * abs(line or 0.0)
