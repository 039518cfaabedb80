"""The first paragraph for each reader: the same facts, another order, every sentence bound to its basis.

The sentences are written from results by fixed templates, so the same assessment says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from facta.errors import nearest
from facta.likelihood import WORDS, likely
from facta.views import findings, words
from facta.views.language import marked
from facta.views.sentences import Sentence, everything, listed, quoted
from facta.views.ways import carried, shut
from facta.views.wires import ALWAYS, BEYOND, CROSSED, NOT_ASSESSED, NOT_CROSSED, Wire, wires

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from facta.records import Assessment, Standing
    from facta.results import Figure, Item, Result
    from facta.views.edition import Edition

Lens = Literal["analyst", "risk", "planner"]
LENSES: tuple[Lens, ...] = get_args(Lens)
READERS: dict[Lens, str] = {
    "analyst": marked("analyst"),
    "risk": marked("risk officer"),
    "planner": marked("planner"),
}
NAMED = 3
_WORDS = frozenset(said for _, said, _ in WORDS)
FAR = 0.5  # of a line: what is farther from it than this is not close


def opening(edition: Edition, lens: Lens) -> tuple[Sentence, ...]:
    """Return the first paragraph of an edition for one reader, its topics one after the other.

    Raises
    ------
    ValueError
        When there is no such lens.
    """
    return tuple(sentence for topic in topics(edition, lens) for sentence in topic)


def topics(edition: Edition, lens: Lens) -> tuple[tuple[Sentence, ...], ...]:
    """Return what an edition says first to one reader, the sentences of one topic together.

    Parameters
    ----------
    edition
        A case as of a day; it may have no analyses, and no earlier day.
    lens
        ``analyst``: what stands, how the trajectories moved and what would change them, what is
        contested, the nearest line. ``risk``: how it stands and which way it goes, the next line with its
        owner and lead time, what is shut and what carries instead. ``planner``: rules to say aloud with
        the days on which they would have fired, and what each stage of warning calls for.

    Raises
    ------
    ValueError
        When there is no such lens.
    """
    if lens not in LENSES:
        message = f"no lens {lens!r}{nearest(lens, LENSES)}: write one of {', '.join(LENSES)}"
        raise ValueError(message)
    told: dict[Lens, Callable[[Edition], Iterator[Iterable[Sentence]]]] = {
        "analyst": _analyst,
        "risk": _risk,
        "planner": _planner,
    }
    return tuple(found for topic in told[lens](edition) if (found := tuple(topic)))


def _analyst(edition: Edition) -> Iterator[Iterable[Sentence]]:
    yield standing(edition)
    yield trajectories(edition)
    yield _contested(edition)
    yield nearest_line(edition)


def _risk(edition: Edition) -> Iterator[Iterable[Sentence]]:
    yield (levels(edition), *directions(edition))
    yield (*_target(edition), *next_line(edition))
    yield (*shut(edition.assessment), *carried(edition.assessment))


def _planner(edition: Edition) -> Iterator[Iterable[Sentence]]:
    found = wires(edition)
    rules = [one for one in found if one.action and one.stand != NOT_ASSESSED]
    for one in sorted(rules, key=lambda one: not _days(one))[:NAMED]:
        yield (rule(one),)
    if not rules:
        yield (levels(edition), *_rules(edition))
    yield from ((sentence,) for sentence in _stages(found, edition))
    yield carried(edition.assessment)


def standing(edition: Edition) -> Iterator[Sentence]:
    """Say which strands lean which way, and which pull both ways."""
    assessment = edition.assessment
    for strand in assessment.strands:
        if strand.direction != "none":
            mine = [one for one in assessment.standings if one.strand == strand.strand]
            off = [one.indicator for one in mine if one.level and one.direction == strand.direction]
            count = sum(one.level is not None for one in mine)
            way = "deepen" if strand.direction == "deepening" else "strain"
            yield Sentence(
                f"{strand.title} leans to {strand.direction}: "
                f"{len(off)} of {count} assessed indicators {way}.",
                tuple(off) or tuple(one.indicator for one in mine),
            )
    leaning = any(strand.direction != "none" for strand in assessment.strands)
    torn = [one for one in assessment.strands if one.direction == "none" and one.deepening and one.straining]
    if torn:
        inside = {one.strand for one in torn}
        yield Sentence(
            f"{listed([one.title for one in torn])} {'pulls' if len(torn) == 1 else 'pull'} both ways.",
            tuple(one.indicator for one in assessment.standings if one.strand in inside and one.level),
        )
    if not leaning and not torn:
        yield levels(edition)


def levels(edition: Edition) -> Sentence:
    """Say how many indicators stand off baseline, at which levels, and how many cannot be seen."""
    standings = edition.assessment.standings
    if not standings:
        return Sentence("The case watches no indicator.", everything(edition.assessment))
    off = [one for one in standings if one.level]
    seen = sum(one.level is not None for one in standings)
    if not seen:
        said = f"None of {words.counted(len(standings), 'indicator')} could be assessed."
        return Sentence(said, everything(edition.assessment))
    counts = [
        f"{sum(one.level == level for one in off)} {words.level_word(level)}"
        for level in range(4, 0, -1)
        if any(one.level == level for one in off)
    ]
    said = f"{len(off)} of {words.counted(seen, 'assessed indicator')} stand off baseline"
    said += f" ({', '.join(counts)})" if counts else ""
    blind = len(standings) - seen
    said += f"; {blind} could not be assessed" if blind else ""
    return Sentence(f"{said}.", tuple(one.indicator for one in off) or everything(edition.assessment))


def directions(edition: Edition) -> Iterator[Sentence]:
    """Say which way strands lean and whether they did before, and how many levels moved."""
    before = {one.strand: one.direction for one in edition.was.strands} if edition.was else {}
    since = f"on {words.day(edition.was.as_of)}" if edition.was else ""
    for strand in edition.assessment.strands:
        earlier = before.get(strand.strand, strand.direction)
        if strand.direction == "none" and earlier == "none":
            continue
        now = f"leans to {strand.direction}" if strand.direction != "none" else "no longer leans one way"
        was = f"it leaned to {earlier} {since}" if earlier != "none" else f"it leaned neither way {since}"
        was = f"as {since}" if earlier == strand.direction and since else was if since else ""
        mine = [one for one in edition.assessment.standings if one.strand == strand.strand]
        off = tuple(one.indicator for one in mine if one.level) or tuple(one.indicator for one in mine)
        if off:
            yield Sentence(
                f"{strand.title} {now}{'; ' * was.startswith('it') + ', ' * was.startswith('as') + was}.", off
            )
    yield from _moves(edition)


def _moves(edition: Edition) -> Iterator[Sentence]:
    if edition.change is None:
        return
    moved = [d for d in edition.change.differences if not d.part and d.level_was != d.level_now]
    since = words.day(edition.change.was)
    if not moved:
        yield Sentence(f"No level moved since {since}.", everything(edition.assessment))
        return
    both = [(d.level_was, d.level_now) for d in moved if d.level_was is not None and d.level_now is not None]
    counts = (
        (sum(now > was for was, now in both), "up"),
        (sum(now < was for was, now in both), "down"),
        (sum(d.level_was is None for d in moved), "assessed for the first time since"),
        (sum(d.level_now is None for d in moved), "out of sight"),
    )
    yield Sentence(
        f"Since {since}, {words.counted(len(moved), 'level')} moved: "
        f"{', '.join(f'{count} {how}' for count, how in counts if count)}.",
        tuple(dict.fromkeys(d.indicator for d in moved)),
    )


def trajectories(edition: Edition) -> Iterator[Sentence]:
    """Say which trajectory leads with which odds, how that moved, and what would change it most."""
    for result in _kind(edition.assessment, "hypotheses"):
        weighed = sorted(courses(result), key=lambda item: -_value(item))
        before = {item.key: item for item in courses(_before(edition, result))}
        for item in weighed[:1]:
            said = (
                f"{words.clean(item.title)!r} leads and is {odds(item.figure)}" if item.figure else item.title
            )
            moved = _moved(item, before.get(item.key), edition.was.as_of if edition.was else None)
            yield Sentence(f"{said}{moved}.", (f"{result.analysis}.{item.key}",))
        rest = findings.judgement(result.headline)[1]
        if rest:
            yield Sentence(rest, (result.analysis,))
        others = [
            (item, _value(item) - _value(before[item.key])) for item in weighed[1:] if item.key in before
        ]
        most = max(others, key=lambda pair: abs(pair[1]), default=None)
        figure = most[0].figure if most else None
        if most is not None and round(abs(most[1])) and figure is not None:
            item = most[0]
            moved = _moved(item, before[item.key], edition.was.as_of if edition.was else None)
            yield Sentence(
                f"Of the others {words.clean(item.title)!r} moved most: it is {odds(figure)}{moved}.",
                (f"{result.analysis}.{item.key}",),
            )


def courses(result: Result | None) -> tuple[Item, ...]:
    """Return the parts of an analysis that carry odds: a word of likelihood and its figure."""
    return tuple(
        item
        for item in (result.items if result else ())
        if item.says in _WORDS and item.figure is not None and item.figure.unit == "%"
    )


def odds(figure: Figure) -> str:
    """Say a figure in per cent as odds: word, number, range and interval.

    >>> from facta.results import Figure
    >>> odds(Figure(name="x", title="X", value=62, unit="%", low=50.2, high=71, bounds="90 % interval"))
    "likely (62 %; 'likely' means 55–80 %; 90 % interval 50–71 %)"
    """
    said = likely((figure.value or 0.0) / 100)
    if figure.low is None or figure.high is None:
        return said
    return f"{said.removesuffix(')')}; {figure.bounds or 'range'} {figure.low:.0f}–{figure.high:.0f} %)"


def _moved(item: Item, before: Item | None, day: date | None) -> str:
    if before is None or day is None:
        return ""
    by = _value(item) - _value(before)
    if not round(abs(by)):
        return f", as on {words.day(day)}"
    return f", {_points(abs(by))} {'more' if by > 0 else 'less'} than on {words.day(day)}"


def _points(by: float) -> str:
    return words.counted(round(abs(by)), "point")


def _value(item: Item) -> float:
    return (item.figure.value if item.figure else None) or 0.0


def _contested(edition: Edition) -> Iterator[Sentence]:
    """Say whether a written judgement still has its evidence, how the claims fare, what is told otherwise."""
    for kind in ("judgements", "claims", "contradictions"):
        for result in _kind(edition.assessment, kind):
            yield _headline(result)
            if kind == "judgements" and result.items:
                first = result.items[0]
                rests = (f"{result.analysis}.{first.key}", *first.rests_on)
                yield Sentence(f"It begins: {quoted(first.title)}.", rests)


def nearest_line(edition: Edition) -> Iterator[Sentence]:
    """Say which line is nearest to being crossed, and whether that is close."""
    for one in [one for one in wires(edition) if one.stand == NOT_CROSSED][:1]:
        lead = "No line is close; the nearest" if one.share > FAR else "The next line"
        yield Sentence(f"{lead} is {quoted(one.title)}: {one.reason}", one.rests_on)


def next_line(edition: Edition) -> Iterator[Sentence]:
    """Say which line is crossed or comes next, how far it is, who acts and how long that takes."""
    found = wires(edition)
    crossed = [one for one in found if one.stand == CROSSED]
    for one in crossed[:NAMED]:
        yield Sentence(f"Crossed: {quoted(one.title)}. {_call(one)}", one.rests_on)
    coming = [one for one in found if one.stand == NOT_CROSSED][:1]
    yield from nearest_line(edition)
    for one in coming:
        if one.action:
            yield Sentence(_call(one), one.rests_on)
    if not crossed and not coming:
        said = (
            "No line of the case is crossed or can be measured."
            if found
            else "The case has registered no line."
        )
        yield Sentence(said, tuple(one.rests_on[0] for one in found) or everything(edition.assessment))


def _call(one: Wire) -> str:
    if not one.action:
        return "No action was agreed on for it."
    window = f"; the action needs {one.lead}, which is the window for the decision" if one.lead else ""
    return f"What to do when it is crossed: {quoted(one.action)} ({one.owner or 'no owner'}{window})."


def _target(edition: Edition) -> Iterator[Sentence]:
    """Say how likely the end of a chain is."""
    for result in _kind(edition.assessment, "pathway"):
        yield _headline(result)


def rule(one: Wire) -> Sentence:
    """Say a line as a rule to be spoken: what is crossed, who does what, and when it would have fired."""
    ever = (
        f"It would have fired on {_days(one)}."
        if _days(one)
        else "It would not have fired on any day so far."
    )
    who = f" ({one.who})" if one.who else ""
    return Sentence(f"When {quoted(one.title)} is crossed: {quoted(one.action)}{who}. {ever}", one.rests_on)


def _rules(edition: Edition) -> Iterator[Sentence]:
    """Say by which rules the highest levels stand, where no line was agreed on."""
    for one in off_baseline(edition.assessment.standings)[:NAMED]:
        met = next((finding for finding in one.findings if finding.level == one.level and finding.rule), None)
        if met is not None:
            since = f"; met since {words.day(met.since)}" if met.since else ""
            stand = words.stand(one.level, one.direction, one.basis)
            yield Sentence(
                f"{quoted(one.title)} is {stand}, by the rule {quoted(met.rule)}{since}.", (one.indicator,)
            )


def _days(one: Wire) -> str:
    return "" if one.fired.startswith("never") else one.fired


def _stages(found: Sequence[Wire], edition: Edition) -> Iterator[Sentence]:
    """Say which lines call for an action now, which for a decision, which are watched, which are blind."""
    stages = (
        ("Act now", "crossed", (CROSSED,)),
        ("Decide now", "beyond, but by one source only or since before the line was registered", BEYOND),
        ("Watch", "not crossed, nearest first", (NOT_CROSSED,)),
        ("Nothing to act on", "beyond since the first figure, so never crossed", (ALWAYS,)),
        ("Blind", "cannot be assessed", (NOT_ASSESSED,)),
    )
    for name, means, stands in stages:
        mine = [one for one in found if one.stand in stands]
        if mine:
            named = "; ".join(
                f"{quoted(one.title)}{f' ({one.who})' if one.who else ''}" for one in mine[:NAMED]
            )
            more = f"; {len(mine) - NAMED} more" if len(mine) > NAMED else ""
            yield Sentence(
                f"{name} ({means}): {named}{more}.",
                tuple(dict.fromkeys(key for one in mine for key in one.rests_on)),
            )
    if not found:
        yield Sentence(
            "The case has registered no line that calls for an action.", everything(edition.assessment)
        )


def _kind(assessment: Assessment, kind: str) -> Iterator[Result]:
    return (result for result in assessment.results if result.kind == kind)


def _before(edition: Edition, result: Result) -> Result | None:
    was = edition.was.results if edition.was else ()
    return next((one for one in was if one.analysis == result.analysis), None)


def _headline(result: Result) -> Sentence:
    """Return the first sentence of what an analysis finds, bound to its parts."""
    parts = tuple(f"{result.analysis}.{item.key}" for item in result.items)
    return Sentence(f"{findings.judgement(result.headline)[0]}.", parts or (result.analysis,))


def off_baseline(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Return the indicators off baseline, the highest level first, then in the order of the case."""
    return tuple(sorted((one for one in standings if one.level), key=lambda one: -(one.level or 0)))
