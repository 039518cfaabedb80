"""Where it could go: the chances of the trajectories now and before, and the lines nearest to firing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from facta.views import courses, findings, odds, words
from facta.views.charts import CHARTS, PAGE
from facta.views.charts.base import drawing
from facta.views.charts.signs import sign
from facta.views.language import say, speaking
from facta.views.links import anchor
from facta.views.rows import drawn, pictured
from facta.views.site.kinds import Shown
from facta.views.twins import twin
from facta.views.verdicts import chance
from facta.views.wires import CROSSED, NOT_CROSSED, wires

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from facta.records import Assessment
    from facta.results import Futures, Item, Result, Table
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan
    from facta.views.wires import Wire

SEPARATES = "were it"
SENSITIVE = "if"
GROUP = "Group"
SIGN, WHOLE = 18, 100


class Means(NamedTuple):
    """One trajectory: its sign, its place, its chance, and what would be true."""

    sign: Markup
    place: str
    item: Item
    chance: str
    means: str


class Near(NamedTuple):
    """One line to watch, its place, and how much of the way to it is behind, in per cent."""

    wire: Wire
    place: str
    behind: int | None


class Weighed(NamedTuple):
    """One analysis of trajectories, laid out."""

    result: Result
    headline: str
    rest: str
    futures: Markup
    twin: Table
    means: tuple[Means, ...]
    separates: Table | None


def there(edition: Edition) -> bool:
    """Tell whether a case weighs trajectories."""
    return any(odds.futures(result) for result in odds.weighed(edition.assessment))


def shown(plan: Plan, _: Frame, __: str) -> Shown:
    """Show the trajectories of a case."""
    edition = plan.edition
    laid = tuple(_laid(edition.assessment, edition.was))
    return Shown(
        title=laid[0].headline,
        template="site/trajectories.html",
        known={
            "laid": laid,
            "near": tuple(_near(edition)),
            "stands": (CROSSED, NOT_CROSSED),
            "courses": tuple(courses.laid(edition)),
            "backtest": courses.command(edition) if edition.foreseen else "",
        },
    )


def _laid(assessment: Assessment, was: Assessment | None) -> Iterator[Weighed]:
    for result in odds.weighed(assessment):
        data = odds.futures(result, was)
        if data is None:
            continue
        headline = result.short.title if result.short else findings.judgement(result.headline)[0]
        yield Weighed(
            result=result,
            headline=headline,
            rest=findings.judgement(result.headline)[1],
            futures=drawn(CHARTS["futures"](data, palette=PAGE, title=headline)),
            twin=_twin(data),
            means=tuple(_means(result)),
            separates=table(result, SEPARATES),
        )


def _twin(data: Futures) -> Table:
    with speaking():
        made = twin(data, "")
    return replace(made, title=say("The same as a table"))


def _means(result: Result) -> Iterator[Means]:
    for index, item in enumerate(odds.trajectories(result)):
        value = item.figure.value if item.figure else None
        yield Means(
            sign=drawn(_sign(index, item.title)),
            place=anchor("part", result.analysis, item.key),
            item=item,
            chance="" if value is None else chance(value / 100),
            means=dict(item.detail).get("Means", ""),
        )


def _sign(index: int, title: str) -> str:
    middle = (SIGN / 2, SIGN / 2)
    return drawing(
        (SIGN, SIGN),
        say("Sign of %(title)s", title=title),
        say("A sign."),
        sign(index, middle, SIGN / 2.8, PAGE),
    )


def table(result: Result, column: str) -> Table | None:
    """Return the table of an analysis that has a column."""
    return next((one for one in result.tables if column in one.columns), None)


def _near(edition: Edition) -> Iterator[Near]:
    """Yield the lines to watch, the crossed and the nearest first."""
    for wire in wires(edition):
        place = next(iter(wire.rests_on), "")
        yield Near(wire, place, _behind(wire))


def _behind(wire: Wire) -> int | None:
    """Return how much of the way to a line is behind; none but a crossed one has reached it."""
    if wire.stand == CROSSED:
        return WHOLE
    if wire.stand != NOT_CROSSED or wire.share > 1:
        return None
    return min(round(WHOLE * (1 - wire.share)), WHOLE - 1)


def hypotheses(plan: Plan, _: Frame, __: str) -> Shown:
    """Show what speaks for and against each trajectory, and what would change the answer."""
    laid = tuple(
        {
            "result": result,
            "headline": findings.judgement(result.headline)[0],
            "drawings": tuple(
                (one.title, pictured(one)) for one in result.drawings if one.chart == "weights"
            )[:1],
            "matrix": next((one for one in result.tables if one.fold), None),
            "separates": table(result, SEPARATES),
            "sensitive": table(result, SENSITIVE),
            "dependent": tuple(_dependent(result)),
        }
        for result in odds.weighed(plan.assessment)
    )
    told = next(title for one in laid for title, _ in (*one["drawings"], (one["headline"], "")))  # type: ignore[misc]
    return Shown(title=words.signed(str(told)), template="site/hypotheses.html", known={"laid": laid})


def _dependent(result: Result) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield each group of evidence that shares a cause, with what one of it counts and all of it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in result.items:
        told: Mapping[str, str] = dict(item.detail)
        if GROUP in told:
            name, _, counts = told[GROUP].partition(": ")
            groups.setdefault(name, []).append(
                (anchor("part", result.analysis, item.key), f"{item.title}: {counts}")
            )
    yield from ((name, tuple(found)) for name, found in groups.items())
