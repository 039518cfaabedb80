"""Words and deeds by periods: from coded events by the class of their code, from records as acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from facta import cameo
from facta.analyses.bargain.acts import PROMISE, merged, read, sifted
from facta.analyses.base import whole
from facta.indicators import cells
from facta.indicators.points import MOST_DAYS
from facta.models.refusal import Refusal
from facta.periods import Period, describe, nominal_days, periods, say_day
from facta.signals.base import WORDS
from facta.standing import DAYS_MISSED, PERIODS_MISSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.base import View
    from facta.indicators import Selection
    from facta.indicators.points import Covered
    from facta.periods import Frequency

Lack = Literal["not collected", "not searched", "source dark", "too few events", "baseline not over"]
Time = tuple[date, date, "Frequency"]  # first day, day after the baseline, length of periods
Counts = tuple[int, ...]

CLASSES = ((1, 2), (3, 4))  # words and deeds of cooperation, and of conflict
MOST_RECORDS = 12
LEAST_VOLUME = 0.8  # of that of the baseline; counts brought up from less vary too much
NO_VOLUME = "no volume of news is named, and without it counts of different times do not compare"


class Lacking(NamedTuple):
    """What is lacking, in one of a few words, and the reason in a sentence without its stop."""

    lack: Lack
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Words and deeds of the whole periods that were looked at, oldest first, as known on a day.

    ``at`` is the place of the first period after the baseline, ``start`` that of the first of the
    newest stretch without a hole. ``steady`` are the counts of that stretch brought to one volume,
    or why there are none. ``records`` are the newest ids of both, ``notes`` what was left out.
    """

    word: str
    laid: tuple[Period, ...] = ()
    words: Counts = ()
    deeds: Counts = ()
    at: int = 0
    start: int = 0
    steady: tuple[Counts, Counts] | Refusal = field(default=Refusal("nothing was counted"))
    records: tuple[str, ...] = ()
    newest: date | None = None
    notes: tuple[str, ...] = ()
    lacking: Lacking | None = None

    def stretch(self, first: int, stop: int) -> str:
        """Say the time from one period up to another."""
        return describe(Period(self.laid[first].start, self.laid[stop - 1].end))


class _Days(NamedTuple):
    """The last days of some events, as ordinals, and their ids in the same order."""

    days: np.ndarray
    refs: list[str]


def counted_codes(of: Selection, volume: Selection | None, time: Time, view: View) -> tuple[Counted, Counted]:
    """Count coded events of cooperation and of conflict, words and deeds apart.

    The class of an event is that of its record, otherwise that of the root of its code: the roots
    01 to 05 and 10 to 14 are words, among them to protest (14); 06 to 09 and 15 to 20 are deeds,
    among them to investigate (09).
    """
    full = whole(of, view.sources)
    looked = view.known.covered(full)
    held = cells(view.known.records, full, lines=view.known.lines).at(view.known.day)
    frame = view.known.records.versions("events")[held.row.tolist()]
    quads = [
        quad or cameo.quad(code or "")
        for quad, code in zip(frame["quad"].to_list(), frame["code"].to_list(), strict=True)
    ]
    classed = np.array([quad or 0 for quad in quads], dtype=np.int64)
    last, refs = np.minimum(held.end - 1, view.known.day), frame["ref"].to_list()
    unclassed = int((classed == 0).sum())
    notes = [f"{unclassed:,} without a class"] if unclassed else []
    found = []
    for pair in CLASSES:
        sides = [_Days(last[classed == n], [refs[i] for i in np.flatnonzero(classed == n)]) for n in pair]
        found.append(
            _counted(sides, looked, time, _Seen(view, full.source, tuple(notes), volume, coded=True))
        )
    return found[0], found[1]


def counted_acts(
    words: Sequence[Selection], deeds: Sequence[Selection], indicators: Sequence[str], time: Time, view: View
) -> Counted:
    """Count what was said and what was done in records kept by hand.

    Records that tell of one event are one. A promise is a word on the day it was made, and a deed on
    the day from which it is known as kept; what only a promoter tells of is no deed.
    """
    said, done = list(words), list(deeds)
    for name in indicators:
        if not _misfit(name, view):
            mine = said if view.indicators[name].evidence == "word" else done
            mine += [_as_in_the_case(one, view) for _, one in view.indicators[name].selections()]
    if not said and not done:
        reason = f"no indicator of {', '.join(indicators)} counts events that were searched for throughout"
        return Counted(word="", lacking=Lacking("not searched", reason))
    sifted_deeds = sifted(tuple(done), {}, view)
    taken = {name for act in sifted_deeds.acts if act.row["kind"] != PROMISE for name in act.names}
    spoken = [act for act in merged(read(tuple(said), view, words=True)) if not act.names & taken]
    until = time[1]
    placed = [
        [act for act in acts if not act.when.start < until <= act.day] for acts in (spoken, sifted_deeds.acts)
    ]
    sides = [
        _Days(np.array([act.day.toordinal() for act in acts], dtype=np.int64), [act.ref for act in acts])
        for acts in placed
    ]
    promoted, unplaced = (
        len(sifted_deeds.promoted),
        len(spoken) + len(sifted_deeds.acts) - sum(map(len, placed)),
    )
    notes = [f"{promoted} told by a promoter only"] if promoted else []
    notes += [f"{unplaced} that may lie on either side of the end of the baseline"] if unplaced else []
    full = [whole(one, view.sources) for one in (*said, *done)]
    named = tuple({name for one in full for name in one.source})
    return _counted(sides, view.known.covered(*full), time, _Seen(view, named, tuple(notes)))


def _as_in_the_case(selection: Selection, view: View) -> Selection:
    """Return a selection of an indicator with its sources by their names in the case, not as stored."""
    used = {stored: use for use, stored in view.sources.items()}
    return selection.model_copy(update={"source": tuple(used.get(name, name) for name in selection.source)})


def unfit(indicators: Sequence[str], view: View) -> Iterator[str]:
    """Yield every indicator that cannot be counted as words or deeds, and why."""
    for name in indicators:
        if reason := _misfit(name, view):
            yield f"{name}: {reason}"


def _misfit(name: str, view: View) -> str:
    indicator = view.indicators[name]
    if not indicator.counts:
        return f"is of the kind {indicator.kind} and counts no events; name a count"
    return "" if indicator.searched else "is a sample, so a period without a record is no zero"


class _Seen(NamedTuple):
    """What is seen: the view, the sources as stored, notes, and what a coder's counts are divided by."""

    view: View
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    volume: Selection | None = None
    coded: bool = False


def _counted(sides: Sequence[_Days], looked: Covered, time: Time, seen: _Seen) -> Counted:
    """Lay words and deeds into whole periods, or say what is lacking."""
    since, until, frequency = time
    word = WORDS.get(frequency, frequency)
    laid = _laid(looked, since, seen.view.as_of, frequency)
    lacking = _lacking(looked, laid, time, seen)
    if lacking is not None:
        return Counted(word=word, notes=seen.notes, lacking=lacking)
    counts = [_by_period(side.days, laid) for side in sides]
    if not sum(map(sum, counts)):
        nothing = f"there are no events in {len(laid)} {word}s that were looked at"
        return Counted(word=word, notes=seen.notes, lacking=Lacking("too few events", nothing))
    holes = [i + 1 for i, (one, other) in enumerate(pairwise(laid)) if one.end != other.start]
    start = holes[-1] if holes else 0
    at = sum(one.end <= until for one in laid)
    notes = list(seen.notes)
    if holes:
        notes.append(f"days not looked at before {' and before '.join(describe(laid[i]) for i in holes)}")
    end = laid[-1].end.toordinal()
    days = np.concatenate([side.days for side in sides])
    return Counted(
        word=word, laid=laid, words=counts[0], deeds=counts[1], at=at, start=start,
        steady=_steady(counts, laid, (start, at), seen), records=_newest(sides),
        newest=date.fromordinal(int(days[days < end].max())), notes=tuple(notes),
        lacking=_no_change(at, laid, until, word),
    )  # fmt: skip


def _laid(looked: Covered, since: date, as_of: date, frequency: Frequency) -> tuple[Period, ...]:
    """Return the periods that are over and of which nearly all days were looked at."""
    first = date.fromordinal(max(looked.first or 0, since.toordinal()))
    if looked.first is None or first > as_of:
        return ()
    every = [
        one
        for one in periods(first, as_of + timedelta(days=1), frequency)
        if one.start >= since and one.last <= as_of
    ]
    starts, ends = (np.array([day.toordinal() for day in days], dtype=np.int64)
                    for days in ([one.start for one in every], [one.end for one in every]))  # fmt: skip
    share = looked.days(starts, ends) / np.maximum(ends - starts, 1)
    return tuple(one for one, part in zip(every, share.tolist(), strict=True) if part >= MOST_DAYS)


def _lacking(looked: Covered, laid: Sequence[Period], time: Time, seen: _Seen) -> Lacking | None:
    """Say why nothing can be said on the day, where it cannot."""
    known, (_, _, frequency) = seen.view.known, time
    names = ", ".join(sorted(_used(seen)))
    word = WORDS.get(frequency, frequency)
    if seen.sources and set(seen.sources) <= known.uncollected:
        return Lacking("not collected", f"nothing was collected from {names} so far")
    if looked.last is None:
        return Lacking("not searched", f"nobody looked throughout at {names}" if names else "nobody looked")
    length = nominal_days(frequency)
    age = known.day + 1 - looked.last
    if age > length + known.lag_days(seen.sources) + min(PERIODS_MISSED * length, DAYS_MISSED):
        last = say_day(date.fromordinal(looked.last - 1))
        return Lacking("source dark", f"nothing is known of {names} after {last}")
    if not laid:
        return Lacking("too few events", f"no whole {word} was looked at")
    return None


def _used(seen: _Seen) -> list[str]:
    """Return the names of the sources in the case."""
    return [use for use, stored in seen.view.sources.items() if stored in seen.sources]


def _no_change(at: int, laid: Sequence[Period], until: date, word: str) -> Lacking | None:
    """Say why before and after cannot be compared, where there is no before or no after."""
    if at == len(laid):
        return Lacking("baseline not over", f"no whole {word} lies after the baseline, which ends with "
                       f"{say_day(until - timedelta(days=1))}")  # fmt: skip
    if at == 0:
        first = say_day(laid[0].start)
        return Lacking(
            "too few events", f"no whole {word} lies in the baseline: the first one begins on {first}"
        )
    return None


def _by_period(days: np.ndarray, laid: Sequence[Period]) -> Counts:
    starts = np.array([one.start.toordinal() for one in laid], dtype=np.int64)
    ends = np.array([one.end.toordinal() for one in laid], dtype=np.int64)
    place = np.searchsorted(starts, days, side="right") - 1
    inside = (place >= 0) & (days < ends[np.maximum(place, 0)])
    return tuple(np.bincount(place[inside], minlength=len(laid)).tolist())


def _steady(
    counts: Sequence[Counts], laid: Sequence[Period], places: tuple[int, int], seen: _Seen
) -> tuple[Counts, Counts] | Refusal:
    """Return counts of the newest stretch without a hole; coded ones as if all news were of one volume."""
    start, at = places
    if at <= start or at >= len(laid):
        return Refusal("the newest stretch without a hole does not hold the end of the baseline")
    held = [np.array(one[start:], dtype=np.float64) for one in counts]
    if seen.coded:
        usual = _as_usual(laid[start:], at - start, seen)
        if isinstance(usual, Refusal):
            return usual
        held = [np.floor(one * usual + 0.5) for one in held]
    words, deeds = (tuple(int(value) for value in one) for one in held)
    return words, deeds


def _as_usual(laid: Sequence[Period], baseline: int, seen: _Seen) -> np.ndarray | Refusal:
    """Return by what counts of each period are multiplied, so that all are of one volume of news."""
    if seen.volume is None:
        return Refusal(NO_VOLUME)
    volume = _volume(seen.volume, laid, seen.view)
    if unknown := int((volume == 0).sum()):
        return Refusal(f"the volume of news is not known for {unknown} of {len(laid)} periods")
    rate = volume / np.array([one.days for one in laid], dtype=np.float64)
    left = float(rate[baseline:].mean() / rate[:baseline].mean())
    if left < LEAST_VOLUME:
        return Refusal(
            f"the volume of news fell to {100 * left:.0f} % of that of the baseline; counts brought up to it "
            "vary too much"
        )
    usual: np.ndarray = volume[:baseline].mean() / volume
    return usual


def _volume(selection: Selection, laid: Sequence[Period], view: View) -> np.ndarray:
    """Return what was coded in all in each period; 0 where that is not known of nearly all days."""
    full = whole(selection, view.sources)
    held = cells(view.known.records, full, lines=view.known.lines).at(view.known.day)
    starts = np.array([one.start.toordinal() for one in laid], dtype=np.int64)
    ends = np.array([one.end.toordinal() for one in laid], dtype=np.int64)
    place = np.searchsorted(starts, held.start, side="right") - 1
    inside = (place >= 0) & (held.end <= ends[np.maximum(place, 0)]) & np.isfinite(held.value)
    sums = np.bincount(place[inside], weights=held.value[inside], minlength=len(laid))
    days = np.bincount(place[inside], weights=(held.end - held.start)[inside], minlength=len(laid))
    return np.where(days >= MOST_DAYS * (ends - starts), sums, 0.0)


def _newest(sides: Sequence[_Days]) -> tuple[str, ...]:
    """Return the ids of the newest words and deeds, the newest first, both alike."""
    found: list[str] = []
    for side in sides:
        newest = np.argsort(side.days, kind="stable")[::-1][: MOST_RECORDS // 2]
        found += [side.refs[i] for i in newest.tolist()]
    return tuple(dict.fromkeys(found))


def first_day(counted: Counted, place: int) -> date:
    """Return the first day of a period, also of the one that would follow the last."""
    return counted.laid[place].start if place < len(counted.laid) else counted.laid[-1].end
