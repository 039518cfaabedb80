"""What the API can be asked: one function an endpoint, and the table that names them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from facta.alerts.judged import listed
from facta.cases import lag_of
from facta.evidence import known_by, versions_of
from facta.exports.deadlines import due as due_of
from facta.gaps import holes, is_collected
from facta.likelihood import WORDS
from facta.serving.feeds import known
from facta.serving.v1 import argument_models, foretelling, foretold_models, models
from facta.serving.v1.call import Call, missing
from facta.serving.v1.finding import hits
from facta.serving.v1.telling import KEPT, figure, item, of, version
from facta.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.evidence import Record
    from facta.results import Item, Result

TRAJECTORIES: Final = "hypotheses"
PER_CENT: Final = "%"
PAGED: Final = ("limit", "cursor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One line of the API: its path under ``/api/v1``, what it says, and what else may be asked.

    Every endpoint takes ``as_of``.
    """

    path: str
    says: str
    model: type[models.Answer]
    answer: Callable[[Call], models.Answer]
    takes: tuple[str, ...] = ()


def board(call: Call) -> models.Board:
    """Tell the board."""
    now = call.now
    return models.Board(
        **call.head,
        title=now.title,
        question=now.question,
        judgement=now.judgement,
        strands=tuple(of(models.Strand, strand) for strand in now.strands),
        indicators=tuple(call.telling.indicator(standing) for standing in now.standings),
        by_chance=of(models.ByChance, now.by_chance) if now.by_chance else None,
        inputs=of(models.Inputs, now.inputs),
    )


def indicators(call: Call) -> models.Page[models.Indicator]:
    """List the indicators."""
    found, total, following = call.page(call.now.standings, lambda standing: standing.indicator)
    told = tuple(call.telling.indicator(standing) for standing in found)
    return models.Page[models.Indicator](**call.head, items=told, total=total, next=following)


def indicator(call: Call) -> models.IndicatorAnswer:
    """Tell one indicator."""
    standing, case = call.standing(call.named["id"]), call.edition.case
    name = standing.indicator
    told = call.telling.whole(
        standing, case.indicators[name], case.tripwires.get(name, ()), case.withheld.get(name, "")
    )
    return models.IndicatorAnswer(**call.head, indicator=told)


def series(call: Call) -> models.Series:
    """Tell the series of one indicator."""
    standing = call.standing(call.named["id"])
    told = call.telling.series(standing)
    return models.Series(**call.head, indicator=standing.indicator, unit=standing.unit, values=told)


def records(call: Call) -> models.Page[models.Version]:
    """List the records that one indicator counts, the newest first, as far as terms allow."""
    standing = call.standing(call.named["id"])
    counted = call.telling.records(standing.indicator)[::-1]
    every = [one for one in counted if call.telling.may_be_told(one)]
    found, total, following = call.page(every, lambda one: f"{one.values['source']}/{one.ref}")
    told = tuple(version(record, call.as_of) for record in found)
    return models.Page[models.Version](**call.head, items=told, total=total, next=following)


def record(call: Call) -> models.RecordAnswer:
    """Tell every version of a record that was known on the day."""
    ref = call.named["ref"]
    every = versions_of(call.case, call.held.opened.records, ref)
    found = [one for one in every if one.values["known_at"] <= call.as_of]
    if not found:
        raise missing(ref, [one.ref for one in _cited(call)], "record")
    told = [one for one in found if call.telling.may_be_told(one)]
    kept = sorted({str(one.values["publisher"] or one.values["source"]) for one in found if one not in told})
    parts = [
        f"{result.analysis}.{part.key}"
        for result in call.now.results
        for part in result.items
        if found[0].ref in part.records
    ]
    return models.RecordAnswer(
        **call.head,
        ref=found[0].ref,
        versions=tuple(version(one, call.as_of) for one in told),
        withheld=KEPT.format(", ".join(kept)) if kept else "",
        parts=tuple(parts),
    )


def _cited(call: Call) -> list[Record]:
    refs = {ref for result in call.now.results for part in result.items for ref in part.records}
    return known_by(call.case, call.held.opened.records, call.as_of, refs)


def analyses(call: Call) -> models.Page[argument_models.Analysis]:
    """List the analyses."""
    found, total, following = call.page(call.now.results, lambda result: result.analysis)
    told = tuple(
        argument_models.Analysis(
            id=one.analysis, kind=one.kind, title=one.title, headline=one.headline, parts=len(one.items)
        )
        for one in found
    )
    return models.Page[argument_models.Analysis](**call.head, items=told, total=total, next=following)


def analysis(call: Call) -> argument_models.AnalysisAnswer:
    """Tell one analysis."""
    found = call.result(call.named["id"])
    return argument_models.AnalysisAnswer(
        **call.head,
        id=found.analysis,
        kind=found.kind,
        title=found.title,
        headline=found.headline,
        method=found.method,
        editorial=found.editorial,
        gaps=found.gaps,
        figures=tuple(figure(one, call.as_of) for one in found.figures),
        tables=tuple(of(argument_models.Table, one) for one in found.tables),
        parts=tuple(item(one, found, call.as_of) for one in found.items),
    )


def part(call: Call) -> argument_models.PartAnswer:
    """Tell one part of an analysis."""
    found = call.result(call.named["id"])
    parts = {one.key: one for one in found.items}
    if call.named["key"] not in parts:
        raise missing(call.named["key"], parts, f"part of {found.analysis}")
    return argument_models.PartAnswer(**call.head, part=item(parts[call.named["key"]], found, call.as_of))


def changes(call: Call) -> models.Changes:
    """Tell what moved since an earlier day."""
    change = call.passed.change
    since = change.was if change else call.as_of
    told = tuple(of(models.Difference, one) for one in (change.differences if change else ()))
    return models.Changes(**call.head, since=since, differences=told)


def scenarios(call: Call) -> argument_models.Scenarios:
    """Tell the trajectories with their probabilities."""
    told = [
        _scenario(one, result, call)
        for result in call.now.results
        if result.kind == TRAJECTORIES
        for one in result.items
        if one.figure is not None and one.figure.unit == PER_CENT
    ]
    lows = (0.0, *(bound for bound, _, _ in WORDS))
    words = tuple((100 * low, said, 100 * bound) for low, (bound, said, _) in zip(lows, WORDS, strict=False))
    return argument_models.Scenarios(**call.head, scenarios=tuple(told), words=words)


def _scenario(one: Item, result: Result, call: Call) -> argument_models.Scenario:
    told = item(one, result, call.as_of)
    names = ("key", "analysis", "title", "says", "because", "records", "rests_on", "detail")
    return argument_models.Scenario(**{name: getattr(told, name) for name in names}, probability=told.figure)


def sources(call: Call) -> models.Page[models.Source]:
    """List the sources of the case, each with its terms and what it lacks."""
    lacking = holes(call.case, call.held.opened.records, call.as_of)
    found, total, following = call.page(call.case.sources.items(), lambda pair: pair[0])
    told = []
    for name, use in found:
        card = SOURCES[use.reader].card
        mine = tuple(of(models.Hole, hole) for hole in lacking if hole.use == name)
        told.append(
            of(
                models.Source, card, id=name, reader=use.reader, title=use.title, lag_days=lag_of(use),
                collected=is_collected(use), holes=mine,
            )
        )  # fmt: skip
    return models.Page[models.Source](**call.head, items=tuple(told), total=total, next=following)


def gaps(call: Call) -> models.Page[models.Gap]:
    """List what could not be seen."""
    numbered = list(enumerate(call.now.gaps))
    found, total, following = call.page(numbered, lambda pair: str(pair[0]))
    told = tuple(of(models.Gap, gap) for _, gap in found)
    return models.Page[models.Gap](**call.head, items=told, total=total, next=following)


def calendar(call: Call) -> models.Page[models.Due]:
    """List what is due after the day, soonest first."""
    numbered = list(enumerate(due_of(call.passed)))
    found, total, following = call.page(numbered, lambda pair: str(pair[0]))
    told = tuple(of(models.Due, due) for _, due in found)
    return models.Page[models.Due](**call.head, items=told, total=total, next=following)


def alerts(call: Call) -> models.Page[models.Alert]:
    """List the alerts that were told of a day up to this one, the newest first."""
    every = listed(known(call.held, call.as_of))[::-1]
    found, total, following = call.page(every, lambda alert: alert.entry.id)
    told = tuple(
        of(
            models.Alert, one.entry, as_of=one.entry.data["as_of"], headline=one.entry.data["headline"],
            data=dict(one.entry.data), delivered=one.delivered, useful=one.useful,
        )
        for one in found
    )  # fmt: skip
    return models.Page[models.Alert](**call.head, items=told, total=total, next=following)


def search(call: Call) -> models.Page[models.Hit]:
    """List what holds every word that is searched for."""
    found, total, following = call.page(hits(call), lambda hit: hit.path)
    return models.Page[models.Hit](**call.head, items=tuple(found), total=total, next=following)


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(path="board", says="Judgement, strands and indicators", model=models.Board, answer=board),
    Endpoint(
        path="indicators", says="The indicators", takes=PAGED,
        model=models.Page[models.Indicator], answer=indicators,
    ),
    Endpoint(
        path="indicators/{id}", says="One indicator: its meaning, findings and series",
        model=models.IndicatorAnswer, answer=indicator,
    ),
    Endpoint(
        path="indicators/{id}/series", says="The series of one indicator", model=models.Series, answer=series
    ),
    Endpoint(
        path="indicators/{id}/records", says="The records that one indicator counts, the newest first",
        takes=PAGED,
        model=models.Page[models.Version], answer=records,
    ),
    Endpoint(
        path="records/{ref:path}", says="A record with its versions", model=models.RecordAnswer, answer=record
    ),
    Endpoint(
        path="analyses", says="The analyses", takes=PAGED,
        model=models.Page[argument_models.Analysis], answer=analyses,
    ),
    Endpoint(
        path="analyses/{id}", says="One analysis", model=argument_models.AnalysisAnswer, answer=analysis,
    ),
    Endpoint(
        path="analyses/{id}/parts/{key:path}", says="One part of an analysis",
        model=argument_models.PartAnswer, answer=part,
    ),
    Endpoint(
        path="changes", says="What moved since an earlier day", takes=("since",), model=models.Changes,
        answer=changes,
    ),
    Endpoint(
        path="scenarios", says="The trajectories and their probabilities", model=argument_models.Scenarios,
        answer=scenarios,
    ),
    Endpoint(
        path="forecasts", says="Open questions: the newest forecast of each, the one before, the baselines",
        takes=("indicator", "family", *PAGED),
        model=foretold_models.Expectations, answer=foretelling.forecasts,
    ),
    Endpoint(
        path="track-record", says="What came of forecasts: scores by family, calibration, misses",
        takes=("limit",), model=foretold_models.TrackRecord, answer=foretelling.track_record,
    ),
    Endpoint(
        path="ledger", says="The ledger of forecasts, and whether it is what was written",
        model=foretold_models.Ledger, answer=foretelling.ledger,
    ),
    Endpoint(
        path="sources", says="The sources, their terms and what they lack", takes=PAGED,
        model=models.Page[models.Source], answer=sources,
    ),
    Endpoint(
        path="gaps", says="What could not be seen", takes=PAGED,
        model=models.Page[models.Gap], answer=gaps,
    ),
    Endpoint(
        path="calendar", says="What is due, and what each outcome would mean", takes=PAGED,
        model=models.Page[models.Due], answer=calendar,
    ),
    Endpoint(
        path="alerts", says="The alerts that were told, the newest first", takes=PAGED,
        model=models.Page[models.Alert], answer=alerts,
    ),
    Endpoint(
        path="search", says="What holds every word of q", takes=("q", *PAGED), model=models.Page[models.Hit],
        answer=search,
    ),
)  # fmt: skip
