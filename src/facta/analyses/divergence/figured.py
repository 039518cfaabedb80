"""The figures of words and deeds, and how one is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facta.analyses.divergence.found import HOLD
from facta.models.refusal import Refusal
from facta.results import Figure
from facta.signals.base import bound, span
from facta.signals.base import figure as number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.divergence.found import Found, Weighed
    from facta.models.rates import Ratio

Ends = tuple[float, float | None, float | None]

INTERVAL = "95 % interval"
TITLES = {
    "share": ("Share of words", "%"),
    "now": ("Deeds a word since the baseline", "deeds a word"),
    "before": ("Deeds a word in the baseline", "deeds a word"),
    "change": ("Deeds a word against the baseline", "times"),
    "gap": ("Words ahead of deeds", "SD"),
}


def figures(every: Sequence[Found]) -> Iterator[Figure]:
    """Yield the share of words, deeds a word now and before, their ratio, and how far words are ahead.

    Where nothing was counted, only the ratio, with the reason.
    """
    for found in every:
        for name in TITLES if found.weighed else ("change",):
            yield figure(found, name)


def figure(found: Found, name: str) -> Figure:
    """Return one figure of one part, or why there is none."""
    title, unit = TITLES[name]
    weighed, counted = found.weighed, found.counted
    none = Figure(name=f"{name}-{found.key}", title=f"{title}: {found.title}", value=None, unit=unit)
    if weighed is None or (counted.lacking and name in ("now", "change", "gap")):
        return replace(none, note=counted.lacking.reason if counted.lacking else "nothing was counted")
    ends = _value(weighed, name)
    if isinstance(ends, Refusal):
        return replace(none, note=ends.reason)
    first, stop = parts(found, name)
    value, low, high = (bound(end) for end in ends)
    return replace(
        none,
        value=value,
        low=low,
        high=high,
        bounds="" if low is None and high is None else INTERVAL,
        period=counted.stretch(first, stop),
        n=sum(counted.words[first:stop]) + sum(counted.deeds[first:stop]),
        note=_note(weighed, name, counted.word) if value is not None else "there is no word, so no ratio",
    )


def _note(weighed: Weighed, name: str, word: str) -> str:
    if name != "gap" or isinstance(weighed.gap, Refusal):
        return ""
    return f"mean of the last {HOLD} {word}s; the line is at {number(weighed.gap.line)} either way"


def parts(found: Found, name: str) -> tuple[int, int]:
    """Return the periods that a figure is for: from the first up to another."""
    at, size = found.counted.at, len(found.counted.laid)
    return {"now": (at, size), "before": (0, at), "gap": (max(size - HOLD, 0), size)}.get(name, (0, size))


def _value(weighed: Weighed, name: str) -> Ends | Refusal:
    """Return a value and its ends."""
    if name == "gap":
        return weighed.gap if isinstance(weighed.gap, Refusal) else (weighed.running[-1], None, None)
    if name == "share":
        share = weighed.share
        if isinstance(share, Refusal):
            return share
        return 100 * share.share, 100 * share.low95, 100 * share.high95
    if name == "change":
        change = weighed.change
        return change if isinstance(change, Refusal) else _ends(change.dispersed)
    ratio = weighed.now if name == "now" else weighed.before
    return ratio if isinstance(ratio, Refusal) else _ends(ratio)


def _ends(ratio: Ratio) -> Ends:
    return ratio.ratio, ratio.low95, ratio.high95


def said(ratio: Ratio) -> str:
    """Say a ratio with its interval.

    >>> from facta.models.divergence import deeds_to_words
    >>> said(deeds_to_words(10, 40))
    '0.25 (95 % interval 0.111\N{EN DASH}0.509)'
    """
    return f"{number(ratio.ratio)} ({INTERVAL} {span(ratio.low95, ratio.high95)})"
