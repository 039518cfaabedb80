"""The record of trajectories in words and drawings: how likely each was day by day, and its worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.results import Table
from facta.views import foreseen, odds, words
from facta.views.charts import CHARTS, PAGE
from facta.views.charts.shapes import Odds, Way
from facta.views.language import marked, say, speaking
from facta.views.rows import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from markupsafe import Markup

    from facta.forecasts.trajectories import Record
    from facta.views.edition import Edition

STAYS, USUAL = marked("stays as it is"), marked("as often as before")
BASELINES = {"stays as it is": STAYS, "as often as before": USUAL}


class Against(NamedTuple):
    """Skill beside one baseline in words, and whether it is shown."""

    baseline: str
    skill: str
    shown: bool


class Course(NamedTuple):
    """One analysis of trajectories over the days."""

    analysis: str
    title: str
    basis: str
    drawing: Markup
    twin: Table
    against: tuple[Against, ...]
    label: str
    score: str


YEARS = 8


def command(edition: Edition) -> str:
    """Return the command that scores a case over its history, trajectories too."""
    as_of = edition.assessment.as_of
    return f"facta backtest {edition.assessment.case} --from {as_of.year - YEARS}-01-01 --to {as_of}"


def laid(edition: Edition) -> Iterator[Course]:
    """Yield the record of each analysis of trajectories that one was kept of."""
    seen = edition.foreseen
    weighed = {result.analysis: result for result in odds.weighed(edition.assessment)}
    for record in seen.courses if seen else ():
        result = weighed.get(record.analysis)
        if result is None or record.weights.is_empty():
            continue
        titles = {item.key: item.title for item in odds.trajectories(result)}
        data = ways(record, titles)
        title = headline(record)
        with speaking():
            svg, table = CHARTS["odds"](data, palette=PAGE, title=headline(record)), _twin(data)
        yield Course(
            analysis=record.analysis,
            title=title,
            basis=basis(record, data),
            drawing=drawn(svg),
            twin=table,
            against=tuple(
                Against(say(BASELINES[one.baseline]), foreseen.skill(one), one.shown)
                for one in record.against
            ),
            label=say(label(record)),
            score="–" if record.brier is None else f"{record.brier:.3f}",
        )


def ways(record: Record, titles: Mapping[str, str]) -> Odds:
    """Return the chances of each trajectory over the days, in per cent, in the order of the case."""
    days = tuple(sorted(set(record.weights["as_of"].to_list())))
    rows = record.weights.rows(named=True)
    found: dict[str, dict[date, tuple[float, float, float]]] = {}
    for row in rows:
        told = tuple(100 * row[name] for name in ("weight", "low", "high"))
        found.setdefault(row["hypothesis"], {})[row["as_of"]] = told
    order = [name for name in titles if name in found]
    return Odds(
        days=days,
        rows=tuple(
            Way(
                label=titles[name],
                values=tuple(found[name][day][0] for day in days),
                low=tuple(found[name][day][1] for day in days),
                high=tuple(found[name][day][2] for day in days),
            )
            for name in order
        ),
        hindsight=record.hindsight,
    )


def label(record: Record) -> str:
    """Say whether skill was shown: beside both baselines."""
    if record.brier is None:
        return foreseen.TOO_FEW
    return foreseen.SKILL if all(one.shown for one in record.against) else foreseen.NO_SKILL


def headline(record: Record) -> str:
    """Say whether what the trajectories expected came out better than baselines that know nothing of them."""
    if record.brier is None:
        return say("What the trajectories expected could not be judged yet")
    good = [say(BASELINES[one.baseline]) for one in record.against if one.shown]
    if all(one.high < 0 for one in record.against):
        return say("What the trajectories expected came out worse than both baselines: no skill shown")
    if not good:
        return say("What the trajectories expected came out no better than either baseline: no skill shown")
    if len(good) < len(record.against):
        return say("What the trajectories expected came out better than “%(which)s” alone", which=good[0])
    return say("What the trajectories expected came out better than both baselines")


def basis(record: Record, data: Odds) -> str:
    """Say what was judged, and which of the days are hindsight."""
    judged = say(
        "Nobody prints which trajectory was true. But each expects what will be seen; that was judged "
        "%(count)s times, a quarter later, on %(days)s days from %(start)s to %(end)s.",
        count=f"{len(record.judged):,}",
        days=f"{len(data.days):,}",
        start=words.day(data.days[0]),
        end=words.day(data.days[-1]),
    )
    if not record.hindsight:
        return judged
    told = say(
        "%(count)s of the days lie before the reasons were registered: hindsight, their authors knew what "
        "came.",
        count=f"{record.hindsight:,}",
    )
    return f"{judged} {told}"


def _twin(data: Odds) -> Table:
    columns = ("as of", *(one.label for one in data.rows))
    rows = tuple(
        (words.day(day), *(f"{one.values[at]:.0f} %" for one in data.rows))
        for at, day in enumerate(data.days)
    )
    return Table(title="", columns=columns, rows=rows[::-1], right=tuple(range(1, len(columns))))
