"""What is said of words and deeds: sentences, parts, tables, drawings, and what could not be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.analyses.chance import chance
from facta.analyses.divergence.counted import first_day
from facta.analyses.divergence.figured import INTERVAL, figure, figures, parts, said
from facta.analyses.divergence.found import HOLD
from facta.models.refusal import Refusal
from facta.periods import say_day
from facta.results import Bar, Bars, Drawing, Fan, Item, Table
from facta.signals.base import figure as number
from facta.signals.base import quantity, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.analyses.divergence.found import Found, Weighed
    from facta.models.rates import Ratio

__all__ = ["METHOD", "drawings", "editorial", "figures", "gaps", "headline", "items", "short", "tables"]

METHOD = (
    "Coded events are words or deeds by the root of their code (to investigate is a deed, to protest a "
    "word), other records by the choice of the author. Words outnumber deeds and are reported in another "
    "way, so their ratio says nothing by itself and only its change does; a deed also follows its word "
    "late. The change allows for dispersion and is seen by chance in 2.5 to 6.5 %, with a memory of half "
    "from period to period in 13.5 to 14.8 %. Who runs ahead is judged by four standardised gaps in a row "
    "against a line by block bootstrap, which chance passes in 4 to 8 %, with a memory of .5 to .8 in 7.5 to "
    "16.5 %."
)
SHOWN = 8
NO = "–"
Rows = list[tuple[str, ...]]


def headline(every: Sequence[Found]) -> str:
    """Say the finding."""
    able = [found for found in every if found.compared]
    alone = [found for found in every if found.says in ("only words", "only deeds")]
    left = len(every) - len(able) - len(alone)
    told = [f"{found.title}: {found.says} ({_times(found)})" for found in able]
    told += [f"{found.title}: {found.says} ({_sum(found)})" for found in alone]
    if told:
        more = f" {left} more cannot be compared." if left else ""
        return f"{_finding(every)}. {'; '.join(told)}.{more}"
    reasons = dict.fromkeys(found.counted.lacking.reason for found in every if found.counted.lacking)
    why = "; ".join(reasons) or "there are too few events"
    return f"Words and deeds cannot be set against an earlier stretch: {why}."


def _sum(found: Found) -> str:
    return _counts(sum(found.counted.words), sum(found.counted.deeds))


def _times(found: Found) -> str:
    weighed = found.weighed
    if weighed is None or isinstance(weighed.change, Refusal):
        return "no ratio"
    ends = weighed.change.dispersed
    return f"{number(ends.ratio)} times the deeds a word, {INTERVAL} {span(ends.low95, ends.high95)}"


def items(every: Sequence[Found]) -> Iterator[Item]:
    """Yield one part for each."""
    for found in every:
        change = figure(found, "change")
        yield Item(
            key=found.key,
            title=found.title,
            says=found.says,
            because=_because(found),
            figure=change if change.value is not None else figure(found, "share"),
            since=found.counted.newest,
            rests_on=found.rests_on,
            records=found.counted.records,
            detail=tuple(_detail(found)),
        )


def _because(found: Found) -> str:
    weighed, lacking = found.weighed, found.counted.lacking
    if weighed is None:
        return f"{_capital(lacking.reason if lacking else 'nothing was counted')}."
    if lacking is not None:
        words, deeds = sum(found.counted.words), sum(found.counted.deeds)
        return f"{_counts(words, deeds)} so far; {lacking.reason}."
    now, before = (_stretch(found, name) for name in ("now", "before"))
    if isinstance(weighed.change, Refusal):
        return f"{now}, {before}; {weighed.change.reason}."
    change = weighed.change.dispersed
    return f"{now}, {before}: {said(change)} times as many."


def _stretch(found: Found, name: str) -> str:
    """Say the words and deeds of a stretch, and their ratio."""
    first, stop = parts(found, name)
    counted, weighed = found.counted, found.weighed
    words, deeds = sum(counted.words[first:stop]), sum(counted.deeds[first:stop])
    ratio = getattr(weighed, name)
    each = "" if isinstance(ratio, Refusal) else f", {said(ratio)} a word"
    return f"{_counts(words, deeds)} in {counted.stretch(first, stop)}{each}"


def _counts(words: int, deeds: int) -> str:
    return f"{deeds:,} deed{'' if deeds == 1 else 's'} on {words:,} word{'' if words == 1 else 's'}"


def _detail(found: Found) -> Iterator[tuple[str, str]]:
    weighed, counted = found.weighed, found.counted
    if weighed is not None:
        yield "Share of words", _share(weighed)
        if counted.lacking is None:
            if not isinstance(weighed.change, Refusal):
                exact = weighed.change.exact
                yield "Taken for independent", f"{said(exact)} times as many, p {chance(exact.p)}"
                yield "Dispersion", f"{number(weighed.change.dispersion)} times that of independent events"
            yield "Who runs ahead", _ahead(found, weighed)
            yield "Date", _dated(found, weighed)
    if counted.notes:
        yield "Left out", "; ".join(counted.notes)


def _share(weighed: Weighed) -> str:
    share = weighed.share
    if isinstance(share, Refusal):
        return f"none: {share.reason}"
    told = f"{number(100 * share.share)} % ({INTERVAL} {span(100 * share.low95, 100 * share.high95)} %)"
    ends = span(share.correlation_low95, share.correlation_high95)
    return (
        f"{told} over {share.periods} periods with events; correlation within a period "
        f"{number(share.correlation)} ({INTERVAL} {ends}), p of none {chance(share.p)}"
    )


def _ahead(found: Found, weighed: Weighed) -> str:
    gap, word = weighed.gap, found.counted.word
    if isinstance(gap, Refusal):
        return f"not judged: {gap.reason}"
    line = f"line {number(gap.line)} SD, p {chance(gap.p)}"
    side, still = weighed.ahead
    newest = f"the last {HOLD} {word}s have a mean gap of {number(weighed.running[-1])} SD ({line})"
    if not side or gap.since is None:
        return f"neither; {newest}"
    first = say_day(first_day(found.counted, found.counted.start + gap.since))
    return f"{'words' if side > 0 else 'deeds'} {'do' if still else 'did'}, first from {first}; {newest}"


def _dated(found: Found, weighed: Weighed) -> str:
    turn = weighed.turn
    if isinstance(turn, Refusal):
        return f"none: {turn.reason}"
    first, low, high = (say_day(first_day(found.counted, at)) for at in (turn.place, turn.low, turn.high))
    return (
        f"deeds a word break before {first} ({INTERVAL} {low} to {high}, p {chance(turn.p)}; "
        f"periods are taken for independent)"
    )


def tables(every: Sequence[Found]) -> Iterator[Table]:
    """Yield deeds a word now and before, and how words and deeds lie to each other."""
    first = sorted(every, key=lambda one: not one.compared)
    rows = [(found.title, *_cells(found), found.says) for found in first]
    yield Table(
        title=_finding(every),
        columns=("part", "since the baseline", "in the baseline", "times", "stands"),
        rows=tuple(rows),
        note=f"Deeds on words, and deeds a word; {INTERVAL}s.",
    )
    weighed = [(found, found.weighed) for found in first if found.weighed]
    more: Rows = [
        (
            found.title,
            _share(one),
            *((_ahead(found, one), _dated(found, one)) if found.compared else (NO, NO)),
        )
        for found, one in weighed
    ]
    if more:
        columns = ("part", "share of words", "who runs ahead", "break")
        yield Table(title="Share of words, and who runs ahead since when", columns=columns, rows=tuple(more),
                    fold=True)  # fmt: skip


def _cells(found: Found) -> tuple[str, str, str]:
    weighed = found.weighed
    if weighed is None or found.counted.lacking is not None:
        return NO, NO, NO
    told = []
    for name, ratio in (("now", weighed.now), ("before", weighed.before)):
        first, stop = parts(found, name)
        words, deeds = sum(found.counted.words[first:stop]), sum(found.counted.deeds[first:stop])
        told.append(f"{deeds:,} on {words:,}{_each(ratio)}")
    change = weighed.change
    return told[0], told[1], NO if isinstance(change, Refusal) else _brief(change.dispersed)


def _each(ratio: Ratio | Refusal) -> str:
    return "" if isinstance(ratio, Refusal) else f": {_brief(ratio)}"


def _brief(ratio: Ratio) -> str:
    return f"{number(ratio.ratio)} ({span(ratio.low95, ratio.high95)})"


def _finding(every: Sequence[Found]) -> str:
    able = [found for found in every if found.compared]
    apart = [found for found in able if found.says != "no divergence seen"]
    if not able:
        return "No part can be set against an earlier stretch"
    of = f"{quantity(len(able), 'parts')} that can be compared"
    if not apart:
        return f"No divergence of words and deeds is seen in {of}"
    return f"Words and deeds diverge in {len(apart)} of {of}"


def short(every: Sequence[Found]) -> Table:
    """Return the board's table: those that can be compared first."""
    rows: Rows = []
    dark: dict[str, list[str]] = {}
    for found in sorted(every, key=lambda one: not one.compared):
        weighed, lacking = found.weighed, found.counted.lacking
        if weighed is None or lacking is not None:
            dark.setdefault(found.says, []).append(found.key)
            continue
        change = "" if isinstance(weighed.change, Refusal) else _brief(weighed.change.dispersed)
        each = (
            "" if isinstance(one, Refusal) else number(one.ratio) for one in (weighed.now, weighed.before)
        )
        rows.append((found.key, *each, change, found.says))
    rows += [(_listed(keys), "", "", "", says) for says, keys in dark.items()]
    note = "A ratio of deeds to words says nothing by itself, its change does."
    if len(rows) > SHOWN:
        note = f"{len(rows) - SHOWN} more not shown. {note}"
    columns = ("deeds a word", "now", "before", "times", "stands")
    return Table(title="Deeds a word", columns=columns, rows=tuple(rows[:SHOWN]), right=(1, 2), note=note)


def _listed(keys: Sequence[str]) -> str:
    return keys[0] if len(keys) == 1 else f"{len(keys)} parts"


def drawings(every: Sequence[Found], as_of: date) -> Iterator[Drawing]:
    """Draw the share of words in the baseline and since, and how far words ran ahead over time."""
    rows = [bar for found in every if found.weighed for bar in _bars(found)]
    if rows:
        shape = Bars(rows=tuple(rows), unit="% words", left="deeds", right="words", start=None, low=0.0,
                     high=100.0)  # fmt: skip
        yield Drawing(chart="bars", title=_finding(every), data=shape)
    for found in every:
        if found.weighed and found.weighed.running and found.compared:
            yield _line(found, found.weighed, as_of)


def _bars(found: Found) -> Iterator[Bar]:
    """Yield the share of words before and since: what the ratio and its limits say."""
    counted = found.counted
    stretches = (("before", "in the baseline"), ("now", "since"))
    for name, when in stretches if counted.lacking is None else ():
        first, stop = parts(found, name)
        words, deeds = sum(counted.words[first:stop]), sum(counted.deeds[first:stop])
        ratio = getattr(found.weighed, name)
        if isinstance(ratio, Refusal):
            yield Bar(label=f"{found.title}, {when}", value=None, note="no event", faint=True)
            continue
        value, low, high = (100.0 / (1.0 + end) for end in (ratio.ratio, ratio.high95, ratio.low95))
        note = f"{words:,} of {words + deeds:,}"
        yield Bar(label=f"{found.title}, {when}", value=value, low=low, high=high, note=note,
                  faint=name == "before")  # fmt: skip


def _line(found: Found, weighed: Weighed, as_of: date) -> Drawing:
    counted = found.counted
    lasts = [one.last for one in counted.laid[counted.start + HOLD - 1 :]]
    side, _ = weighed.ahead
    line = 0.0 if isinstance(weighed.gap, Refusal) else weighed.gap.line
    shape = Fan(
        unit="SD", past=tuple(zip(lasts, weighed.running, strict=True)), ahead=(), as_of=as_of,
        line=-line if side < 0 else line, line_is="passed by chance in 5 %",
    )  # fmt: skip
    return Drawing(chart="fan", title=f"{found.title}: {found.says}", data=shape)


def gaps(every: Sequence[Found]) -> Iterator[str]:
    """Yield what could not be said, and why, one sentence for each reason."""
    told: dict[str, list[str]] = {}
    for found in every:
        for what, reason in _refused(found):
            told.setdefault(f"{what} ({{}}): {reason}.", []).append(found.title)
    yield from (sentence.format("; ".join(titles)) for sentence, titles in told.items())


def _refused(found: Found) -> Iterator[tuple[str, str]]:
    """Yield what was refused; where nothing can be compared, only why not."""
    weighed, lacking = found.weighed, found.counted.lacking
    if weighed is None or lacking is not None:
        yield "Words and deeds", lacking.reason if lacking else "nothing was counted"
        return
    parted: dict[str, object] = {"Change": weighed.change, "Who runs ahead": weighed.gap}
    if found.compared and not isinstance(weighed.change, Refusal):
        parted |= {"Share of words": weighed.share}
    for what, one in parted.items():
        if isinstance(one, Refusal) and (found.compared or what == "Change"):
            yield what, one.reason


def editorial(until: date, because: str) -> str:
    """Say which numbers the author of the case chose."""
    return (
        f"Which records are words and which deeds, and that the baseline ends before {say_day(until)}, was "
        f"chosen by the author of the case: {because}"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
