"""Whether to believe the forecasts: scores by kind, calibration, answers, misses, the ledger's seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.views import courses, foreseen, words
from facta.views.charts import CHARTS, PAGE
from facta.views.foreseen import FAMILIES
from facta.views.language import marked, say, speaking
from facta.views.rows import drawn
from facta.views.site.kinds import Shown
from facta.views.twins import twin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from facta.forecasts.backtest import Fate
    from facta.forecasts.foreseen import Foreseen
    from facta.forecasts.postmortem import Miss
    from facta.forecasts.scored import FamilyScore, Term
    from facta.results import Table
    from facta.views.edition import Edition
    from facta.views.foreseen import Kind
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

ANSWERED, MORE, MISSED = 12, 150, 8
MISSES = {
    "live": marked("Live: %(count)s forecasts missed, the newest first"),
    "backtest": marked("Backtest: %(count)s forecasts missed, the newest first"),
}


class Words(NamedTuple):
    """How often each word came true in one family: the finding, its drawing and the same as a table."""

    title: str
    drawing: Markup
    twin: Table


class Told(NamedTuple):
    """Scores of one origin: of the ledger, or of a backtest."""

    name: str
    title: str
    basis: str
    kinds: tuple[Kind, ...]
    words: tuple[Words, ...]
    fates: str
    every: tuple[Fate, ...]
    misses: tuple[Miss, ...]
    missed: str


class Answered(NamedTuple):
    """One answered question: when, what was asked, what came, and what was forecast last."""

    indicator: str
    day: str
    text: str
    answer: str
    given: str
    note: str


def there(edition: Edition) -> bool:
    """Tell whether somebody looked for forecasts of a case."""
    return edition.foreseen is not None


def shown(plan: Plan, _: Frame, __: str) -> Shown:
    """Show what came of the forecasts, or say which commands make some."""
    edition = plan.edition
    seen = edition.foreseen
    if seen is None:
        raise KeyError(plan.assessment.case)
    name, record = edition.assessment.case, seen.record
    return Shown(
        title=foreseen.headline(seen),
        template="site/track.html",
        known={
            "seen": seen,
            "told": tuple(_told(seen, edition)),
            "answered": tuple(_answered(seen)),
            "few": ANSWERED,
            "missed": MISSED,
            "whole": len(record.resolved) if record else 0,
            "nearest": tuple(foreseen.near(one, seen) for one in foreseen.nearest(seen)),
            "made": foreseen.made(seen),
            "courses": tuple(courses.laid(edition)),
            "commands": (
                foreseen.command(edition.assessment),
                courses.command(edition),
                f"facta ledger verify {name}",
            ),
        },
    )


def _told(seen: Foreseen, edition: Edition) -> Iterator[Told]:
    if seen.record is not None and seen.record.scores:
        late = seen.record.hindsight
        basis = say(
            "Forecasts that stood in the ledger before their deadline, up to %(day)s. Written on or after it "
            "and so not scored: %(late)s.",
            day=words.day(edition.assessment.as_of),
            late=f"{late:,}",
        )
        title = say("Live: what the ledger's forecasts scored")
        yield _of(
            "live",
            title,
            basis,
            (seen.record.scores, seen.record.terms, seen.record.fates),
            seen.record.misses,
        )
    if seen.backtest is not None:
        made = seen.backtest
        basis = say(
            "Hindsight: asked, forecast and answered over again on %(days)s days from %(start)s to %(end)s, "
            "each with what was known then, but by today's methods and case file, whose authors knew what "
            "came. %(share)s of the records behind the answers have an assumed day of knowledge. It says "
            "what the methods can do, and is never added to the live scores.",
            days=f"{made.days:,}",
            start=words.day(made.start),
            end=words.day(made.end),
            share=words.share(made.assumed, made.records),
        )
        title = say("Backtest: what the same forecasts would have scored")
        yield _of("backtest", title, basis, (made.scores, made.terms, made.fates), made.misses)


def _of(
    name: str,
    title: str,
    basis: str,
    found: tuple[Sequence[FamilyScore], Sequence[Term], Sequence[Fate]],
    misses: Sequence[Miss],
) -> Told:
    scores, terms, fates = found
    missed = MISSES[name]
    return Told(
        name=name,
        title=title,
        basis=basis,
        kinds=tuple(foreseen.kinds(scores)),
        words=tuple(_words(terms)),
        fates=foreseen.fates(fates),
        every=tuple(fates),
        misses=tuple(misses[:MISSED]),
        missed=say(missed, count=f"{len(misses):,}"),
    )


def _words(terms: Sequence[Term]) -> Iterator[Words]:
    for family in FAMILIES:
        data = foreseen.rated(terms, family)  # type: ignore[arg-type]
        if data.rows:
            title = say("%(family)s: %(said)s", family=say(family), said=foreseen.calibrated(data))
            with speaking():
                own = f"{family}: {foreseen.calibrated(data)}"
                svg, table = CHARTS["calibration"](data, palette=PAGE, title=own), twin(data, "")
            yield Words(title, drawn(svg), table)


def _answered(seen: Foreseen) -> Iterator[Answered]:
    for one in seen.record.resolved[:MORE] if seen.record else ():
        yield Answered(
            indicator=one.question.indicator,
            day=words.day(one.resolution.resolved),
            text=one.question.text,
            answer=foreseen.answer(one),
            given=foreseen.given(one),
            note=one.resolution.note,
        )
