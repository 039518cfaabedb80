"""Measure how often each kind of signal has a level where nothing changed.

Weekly counts around one mean, or around a season of a year; the newest week of each series is asked,
with two sources. Beside the share of series with level 1 or more and with level 2 or more stands the
nominal rate that the board adds up, where the kind has one. The limit of few events is switched off.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import numpy as np

from facta.indicators.points import frame
from facta.records import Series
from facta.signals import SIGNALS, Context, Signal

FIRST: Final = date(2018, 1, 1)
Draw = Callable[[np.random.Generator, int], np.ndarray]
NULLS: Final[dict[str, Draw]] = {
    "Poisson, mean 5": lambda random, n: random.poisson(5.0, n),
    "Poisson, mean 0.5": lambda random, n: random.poisson(0.5, n),
    "variance thrice the mean of 5": lambda random, n: random.negative_binomial(2.5, 1 / 3, n),
    "season of 4 to 16": lambda random, n: random.poisson(10 + 6 * np.sin(2 * np.pi * np.arange(n) / 52)),
}
NO_LIMIT: Final = (0, 1)


def _made(kind: str, **parameters: object) -> Signal:
    return SIGNALS[kind].model_validate({"kind": kind, **parameters})


ASKED: Final[dict[str, tuple[Signal, int]]] = {
    "surprise, farrington": (_made("surprise", method="farrington", events=NO_LIMIT), 300),
    "surprise, band": (_made("surprise", method="band"), 300),
    "shift": (_made("shift"), 60),
    "trend": (_made("trend"), 60),
    "ears C1": (_made("ears", form="C1", events=NO_LIMIT), 60),
    "ears C2": (_made("ears", events=NO_LIMIT), 60),
    "ears C3": (_made("ears", form="C3", events=NO_LIMIT), 60),
    "cusum": (_made("cusum"), 120),
    "changepoint": (_made("changepoint"), 120),
    "regime": (_made("regime"), 80),
    "warning": (_made("warning", surrogates=199), 80),
}


def levels(signal: Signal, draw: Draw, weeks: int, replicates: int) -> tuple[float, float, int]:
    """Return the per cent with level 1 or more, with level 2 or more, and how many were assessed."""
    random = np.random.default_rng(7)
    found = [_asked(signal, draw(random, weeks)) for _ in range(replicates)]
    assessed = [level for level in found if level is not None]
    if not assessed:
        return float("nan"), float("nan"), 0
    off, elevated = (100.0 * np.mean([level >= line for level in assessed]) for line in (1, 2))
    return float(off), float(elevated), len(assessed)


def _asked(signal: Signal, counts: np.ndarray) -> int | None:
    starts = [(FIRST + timedelta(weeks=week)).toordinal() for week in range(len(counts))]
    n = len(counts)
    points = frame(
        start=starts,
        end=[start + 7 for start in starts],
        value=counts.astype(float).tolist(),
        n=[1] * n,
        sources=[2] * n,
        state=["observed" if count else "zero" for count in counts],
        known_at=[start + 7 for start in starts],
    )
    day = date.fromordinal(starts[-1] + 7)
    series = Series(indicator="X", unit="events", as_of=day, period="week", points=points)
    context = Context(
        as_of=day, rise="straining", fall="deepening", since=FIRST, is_count=True, lag_days=0, title="X",
        period="week",
    )  # fmt: skip
    return signal.answer(series, context).level


def main() -> None:
    """Print a line for each kind of signal and null."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=400)
    parser.add_argument("--only", help="a kind of signal")
    given = parser.parse_args()
    for name, (signal, weeks) in ASKED.items():
        if given.only and not name.startswith(given.only):
            continue
        for null, draw in NULLS.items():
            replicates = given.replicates // 20 if name == "regime" else given.replicates
            off, elevated, assessed = levels(signal, draw, weeks, replicates)
            print(f"{name:22} {null:32} {off:5.1f} {elevated:5.1f}  of {assessed}")


if __name__ == "__main__":
    main()
