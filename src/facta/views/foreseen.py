"""What was foreseen, in words, tables and drawings' data, for every surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from facta.likelihood import likely, percent
from facta.results import Calibration, Rated
from facta.views import verdicts, words
from facta.views.language import foreign, joined, marked, say, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from facta.forecasts.backtest import Fate
    from facta.forecasts.foreseen import Expected, Foreseen
    from facta.forecasts.outlook import Signpost
    from facta.forecasts.records import Family
    from facta.forecasts.scored import Beside, FamilyScore, Term
    from facta.forecasts.track import Resolved
    from facta.forecasts.trajectories import Against
    from facta.records import Assessment

NEAREST: Final = 5
NO_SKILL, SKILL, TOO_FEW = marked("no skill shown"), marked("skill shown"), marked("too few to tell")
UNSCORED: Final = marked("not scored yet")
BASELINES: Final = (marked("persistence"), marked("climatology"), marked("base rate"))
FAMILIES: Final = (marked("counts"), marked("flows"), marked("rungs"), marked("levels"))
SORTS: Final = (marked("yes or no"), marked("how large"))
ANSWERS: Final = (marked("yes"), marked("no"), marked("void"))
REASONS: Final = (
    marked("source stopped"), marked("never published"), marked("unit changed"),
    marked("indicator changed"), marked("withdrawn"),
)  # fmt: skip
MINUS: Final = "\N{MINUS SIGN}"


class Near(NamedTuple):
    """One signpost in words: what is asked, how likely yes is, what it was before, until when, how sound."""

    indicator: str
    text: str
    chance: str
    before: str
    deadline: str
    label: str


class Kind(NamedTuple):
    """One kind of forecast in words: its figures, its skill beside each baseline, and what that shows."""

    family: str
    asks: str
    n: str
    of: str
    score: str
    beside: tuple[str, ...]
    label: str
    good: bool


def command(assessment: Assessment) -> str:
    """Return the command that forecasts a case as of the day of an assessment."""
    return f"facta forecast {assessment.case} --as-of {assessment.as_of}"


def chance(probability: float) -> str:
    """Say a chance with its word, its number and its range, in the language of the page.

    >>> chance(0.62)
    "likely (62 %; 'likely' means 55–80 %)"
    """
    return verdicts.chance(probability) if foreign() else likely(probability)


def nearest(seen: Foreseen | None, most: int = NEAREST) -> tuple[Signpost, ...]:
    """Return what is nearest to firing, one signpost an indicator, the likeliest first."""
    first: dict[str, Signpost] = {}
    for one in seen.signposts if seen else ():
        first.setdefault(one.question.indicator, one)
    return tuple(first.values())[:most]


def near(one: Signpost, seen: Foreseen) -> Near:
    """Say a signpost."""
    asked = one.question
    return Near(
        indicator=asked.indicator,
        text=words.clean(words.signed(asked.text)),
        chance=chance(one.probability),
        before=_before(one.previous, one.before),
        deadline=words.day(asked.deadline),
        label=label(asked.family, seen),
    )


def first(seen: Foreseen) -> str:
    """Say in one sentence what is nearest to firing; empty where nothing is."""
    found = nearest(seen, 1)
    if not found:
        return ""
    said = near(found[0], seen)
    return (
        f"Nearest to firing, forecast {made(seen)}: {said.indicator} \N{LEFT DOUBLE QUOTATION MARK}"
        f"{said.text}\N{RIGHT DOUBLE QUOTATION MARK} is {said.chance}; before: {said.before}; read on "
        f"{said.deadline} ({said.label})."
    )


def expected(one: Expected, seen: Foreseen) -> Near:
    """Say an open question in the same way."""
    asked = one.question
    return Near(
        indicator=asked.indicator,
        text=words.clean(words.signed(asked.text)),
        chance=chance(one.probability),
        before=_before(one.previous, one.before),
        deadline=words.day(asked.deadline),
        label=label(asked.family, seen),
    )


def _before(previous: float | None, day: object) -> str:
    if previous is None or day is None:
        return say("first forecast")
    return say("%(chance)s on %(day)s", chance=percent(previous), day=words.day(day))  # type: ignore[arg-type]


def label(family: Family, seen: Foreseen) -> str:
    """Say whether a family has shown skill, by the ledger; where that cannot tell, by the backtest."""
    live = shown(seen.record.scores if seen.record else (), family)
    said = say("%(family)s: %(label)s", family=say(family), label=say(live or UNSCORED))
    tested = shown(seen.backtest.scores if seen.backtest else (), family)
    if live in (None, TOO_FEW) and tested:
        return say("%(said)s; in the backtest %(label)s", said=said, label=say(tested))
    return said


def shown(scores: Iterable[FamilyScore], family: Family) -> str | None:
    """Return whether a family has shown skill in questions of yes or no; None where none is scored."""
    return next((one.label for one in scores if one.family == family and one.sort == SORTS[0]), None)


def made(seen: Foreseen) -> str:
    """Say of which day the newest forecasts are, and when they were written, where that is another day."""
    if seen.made is None:
        return ""
    if seen.written is None or seen.written.date() <= seen.made:
        return say("as of %(day)s", day=words.day(seen.made))
    return say(
        "as of %(day)s, written on %(written)s",
        day=words.day(seen.made),
        written=words.day(seen.written.date()),
    )


def headline(seen: Foreseen) -> str:
    """Say in one sentence which kinds of live forecasts have shown skill; else what there is."""
    scores = seen.record.scores if seen.record else ()
    if scores:
        return _found(
            scores,
            marked("Live forecasts have shown skill in %(good)s of %(all)s kinds: %(which)s"),
            marked("Live forecasts have shown skill in none of %(all)s kinds so far"),
        )
    if seen.record:
        return say(
            "No live forecast has been scored by this day; %(count)s questions are open",
            count=f"{seen.record.open:,}",
        )
    if seen.backtest:
        return _found(
            seen.backtest.scores,
            marked(
                "Nothing was forecast live by this day; with hindsight %(good)s of %(all)s kinds show "
                "skill: %(which)s"
            ),
            marked("Nothing was forecast live by this day; with hindsight none of %(all)s kinds shows skill"),
        )
    return say("Nothing was forecast by this day")


def _found(scores: Iterable[FamilyScore], some: str, none: str) -> str:
    every = list(scores)
    good = [one for one in every if one.label == SKILL]
    few = sum(one.label == TOO_FEW for one in every)
    if not good:
        said = say(none, all=len(every))
        return say("%(said)s; %(few)s have too few to tell", said=said, few=few) if few else said
    which = ", ".join(f"{say(one.family)} ({say(one.sort)})" for one in good)
    return say(some, good=len(good), all=len(every), which=which)


def kinds(scores: Iterable[FamilyScore]) -> Iterator[Kind]:
    """Yield what each kind of forecast scored beside each baseline; nothing is summed over kinds."""
    for one in scores:
        beside = {found.baseline: found for found in one.beside}
        yield Kind(
            family=say(one.family),
            asks=say(one.sort),
            n=f"{one.n:,}",
            of=str(one.indicators),
            score=f"{one.score:.3f}",
            beside=tuple(skill(beside.get(name)) for name in BASELINES),
            label=say(one.label),
            good=one.label == SKILL,
        )


def skill(beside: Beside | Against | None) -> str:
    """Say the share of a baseline's score that is saved, with its interval."""
    if beside is None:
        return "–"
    if beside.skill is None or beside.low is None or beside.high is None:
        return say("not told")
    low, high = (signed(end) for end in (beside.low, beside.high))
    return say("%(skill)s (%(low)s to %(high)s)", skill=signed(beside.skill), low=low, high=high)


def signed(value: float) -> str:
    """Write a skill with its sign.

    >>> signed(0.104), signed(-0.25) == f"{MINUS}0.25"
    ('+0.10', True)
    """
    return f"{'+' if round(value, 2) >= 0 else MINUS}{abs(value):.2f}"


def rated(terms: Iterable[Term], family: Family) -> Calibration:
    """Return how often each word came true in a family; words that were never given are left out."""
    return Calibration(
        rows=tuple(
            Rated(
                term=one.word,
                means=_ends(one.means),
                n=one.n,
                happened=None if one.share is None else round(100 * one.share, 1),
                low=round(100 * one.low, 1),
                high=round(100 * one.high, 1),
            )
            for one in terms
            if one.family == family and one.n
        )
    )


def _ends(means: str) -> tuple[float, float]:
    low, _, high = means.partition("–")
    return float(low), float(high)


def calibrated(data: Calibration) -> str:
    """Say how many words are shown to be off: their interval leaves the range that they mean."""
    if not data.rows:
        return say("Nothing was judged yet")
    off = [row for row in data.rows if row.low is not None and row.high is not None and _missed(row)]
    count = sum(row.n for row in data.rows)
    if not off:
        return say(
            "none of %(words)s words is shown to be off, over %(count)s forecasts",
            words=len(data.rows),
            count=f"{count:,}",
        )
    return say(
        "%(off)s of %(words)s words are shown to be off, over %(count)s forecasts",
        off=len(off),
        words=len(data.rows),
        count=f"{count:,}",
    )


def _missed(row: Rated) -> bool:
    return (row.high or 0.0) < row.means[0] or (row.low or 0.0) > row.means[1]


def fates(found: Iterable[Fate]) -> str:
    """Say how many questions were asked, and how many of those closed are void or late."""
    every = list(found)
    asked, closed = sum(one.asked for one in every), sum(one.closed for one in every)
    if not closed:
        return say("%(asked)s questions asked; none is closed yet.", asked=f"{asked:,}")
    return say(
        "%(asked)s questions asked, %(closed)s closed: %(void)s void, %(late)s late.",
        asked=f"{asked:,}",
        closed=f"{closed:,}",
        void=words.share(sum(one.void for one in every), closed),
        late=words.share(sum(one.late for one in every), closed),
    )


def answer(one: Resolved) -> str:
    """Say what became of a question."""
    found, asked = one.resolution, one.question
    if found.answer == "void":
        return say("void: %(reason)s", reason=say(str(found.reason)))
    late = say(", late") if found.late else ""
    if found.value is None:
        return say(found.answer) + late
    value = wrapped(words.amount(found.value, asked.unit))
    if asked.asks == "level":
        value = say("level %(level)s", level=f"{found.value:g}")
    told = (value,) if found.answer == "quantity" else (say(found.answer), value)
    return joined("", (joined(": ", told), late))


def given(one: Resolved) -> str:
    """Say what was forecast of a question last, before its answer."""
    last = one.last
    if last is None:
        return say("no forecast that counts")
    day = words.day(last.made)
    if last.probability is not None:
        return say("%(chance)s on %(day)s", chance=percent(last.probability), day=day)
    low, high = (words.bare(end, one.question.unit) for end in _most(last.draws, last.counts))
    return say("%(low)s to %(high)s (80 %%) on %(day)s", low=low, high=high, day=day)


def _most(draws: tuple[float, ...], counts: tuple[int, ...]) -> tuple[float, float]:
    """Return the ends of what holds 80 in 100 of counted draws.

    >>> _most((0.0, 1.0, 2.0), (50, 900, 50))
    (1.0, 1.0)
    """
    whole, ends = sum(counts), []
    for part in (0.1, 0.9):
        place, upto = round(part * (whole - 1)) + 1, 0
        for value, count in zip(draws, counts, strict=True):
            upto += count
            if upto >= place:
                ends.append(value)
                break
    return ends[0], ends[1]
