"""Measure Farrington's bounds: speed, and how often they are passed with and without an outbreak.

Counts are those of Noufaily and others (2013), 42 scenarios: the logarithm of the mean has a level, a
trend or none, and none, one or two waves a year; the variance is phi times the mean; 624 weeks, of which
the last 49 are weighed. Outbreaks: four in the baseline, of k 2, 3, 5 and 10 standard deviations, and one
in the last 49 weeks, of k 1 to 10. An outbreak has Poisson(k x deviation of the baseline) cases, each
floor(log-normal(0, 0.5)) weeks after its start.

Prints each figure beside that of R's surveillance 1.20.3 on its own draws (30 replicates).
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import nbinom

from facta.models.farrington import FLEXIBLE, ORIGINAL, Rule, Series, Watched, farrington
from facta.models.reference_sets import reference_set

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEEKS: Final = 624
FIRST: Final = 575
BASELINE: Final = (312, 575)
ALPHAS: Final = (0.005, 0.01, 0.025, 0.05)
SETS: Final = (  # theta, phi, beta where there is a trend, gamma of cosine and sine
    (0.1, 1.5, 0.0025, 0.6, 0.6),
    (-2.0, 2.0, 0.005, 0.1, 0.3),
    (1.5, 1.0, 0.003, 0.2, -0.4),
    (0.5, 5.0, 0.002, 0.5, 0.5),
    (2.5, 3.0, 0.001, 1.0, 0.1),
    (3.75, 1.1, 0.001, 0.1, -0.1),
    (5.0, 1.2, 0.0001, 0.05, 0.01),
)
R_FALSE: Final = {"improved": (0.0075, 0.0133, 0.0282, 0.0501), "original": (0.0281, 0.0392, 0.0640, 0.0980)}
R_DETECTED: Final = {
    "improved": (0.011, 0.140, 0.245, 0.352, 0.540, 0.627, 0.713, 0.810, 0.860, 0.877),
    "original": (0.137, 0.264, 0.396, 0.514, 0.686, 0.788, 0.910, 0.926, 0.893, 0.908),
}
RULES: Final = {"improved": FLEXIBLE, "original": ORIGINAL}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Counts, shape (series, weeks), the k of the current outbreak and its first and last week."""

    counts: Floats
    k: NDArray[np.int64]
    weeks: NDArray[np.int64]


def scenarios() -> Floats:
    """Return the means and phi of the 42 scenarios, shapes (42, weeks) and (42, 1), side by side."""
    t = np.arange(1, WEEKS + 1)
    found = []
    for (theta, phi, beta, cosine, sine), trend, waves in product(SETS, (0, 1), (0, 1, 2)):
        logs = theta + beta * trend * t
        for wave in range(1, waves + 1):
            turn = 2.0 * np.pi * wave * t / 52.0
            logs = logs + cosine * np.cos(turn) + sine * np.sin(turn)
        found.append(np.append(np.exp(logs), phi))
    return np.array(found)


def draw(random: np.random.Generator, replicates: int) -> Floats:
    """Draw counts without outbreaks, shape (42 x replicates, weeks)."""
    table = np.repeat(scenarios(), replicates, axis=0)
    means, phi = table[:, :-1], table[:, -1:]
    wide = phi > 1
    scale = np.where(wide, phi - 1.0, 1.0)
    return random.poisson(np.where(wide, random.gamma(means / scale, scale), means)).astype(float)


def with_outbreaks(random: np.random.Generator, clean: Floats) -> Drawn:
    """Add four outbreaks to each baseline and one to the last weeks."""
    counts = clean.copy()
    deviations = clean[:, BASELINE[0] : BASELINE[1]].std(axis=1, ddof=1)
    ks = np.arange(len(clean)) % 10 + 1  # each k as often in each scenario, where replicates are tens
    weeks = np.zeros((len(clean), 2), dtype=np.int64)
    for number, deviation in enumerate(deviations):
        for k in (2, 3, 5, 10):
            _add(random, counts[number], (int(random.integers(*BASELINE)), BASELINE[1]), k * deviation)
        start = int(random.integers(FIRST, WEEKS))
        weeks[number] = _add(random, counts[number], (start, WEEKS), ks[number] * deviation)
    return Drawn(counts, ks, weeks)


def _add(random: np.random.Generator, counts: Floats, ends: tuple[int, int], size: float) -> tuple[int, int]:
    when = ends[0] + np.floor(random.lognormal(0.0, 0.5, random.poisson(size))).astype(int)
    when = when[when < ends[1]]
    np.add.at(counts, when, 1.0)
    return (int(when.min()), int(when.max())) if len(when) else (0, -1)


def watch(counts: Floats, rule: Rule) -> Watched:
    """Weigh the last 49 weeks."""
    found = farrington(Series(counts, 52), rule, at=range(FIRST, WEEKS))
    assert isinstance(found, Watched)
    return found


def false_alarms(counts: Floats, name: str) -> None:
    """Print how often the bound is passed where nothing happened."""
    found = watch(counts, RULES[name])
    silent = np.isin(found.reasons, (10, 11))
    print(f"{name}: {found.bounds.size} weeks, {100 * (found.reasons > 0).mean():.2f} % refused")
    for alpha, anchor in zip(ALPHAS, R_FALSE[name], strict=True):
        passed: NDArray[np.bool_] = np.less_equal(found.chances, alpha)
        by_series = (passed | (silent & (found.observed > 0))).mean(axis=1)
        as_in_r, error = by_series.mean(), by_series.std() / np.sqrt(len(by_series))
        heard = (passed & found.enough).mean()
        print(
            f"  alpha {alpha:<5}: {as_in_r:.4f} (s.e. {error:.4f})   R {anchor:.4f}   "
            f"refused left out {passed.mean():.4f}, five events in four weeks asked for {heard:.4f}",
            flush=True,
        )


def detected(drawn: Drawn, name: str) -> None:
    """Print the share of outbreaks with an alarm, by k."""
    found = watch(drawn.counts, RULES[name])
    week = found.places[None, :]
    started, over = week >= drawn.weeks[:, :1], week > drawn.weeks[:, 1:]
    during: NDArray[np.bool_] = np.logical_and(started, ~over)
    hit: NDArray[np.bool_] = np.any(found.alarms & during, axis=1)
    passed: NDArray[np.bool_] = np.any(found.exceeds & during, axis=1)
    print(
        f"{name}, alpha {RULES[name].alpha}, outbreaks detected by k: here, R, here without the limit of five"
    )
    for k, anchor in enumerate(R_DETECTED[name], start=1):
        mine = (drawn.k == k) & (drawn.weeks[:, 1] >= 0)
        print(
            f"  k {k:2}: {hit[mine].mean():.3f}   {anchor:.3f}   {passed[mine].mean():.3f}   n {mine.sum()}"
        )


def one_by_one(counts: Floats, now: int, rule: Rule = FLEXIBLE) -> float:
    """Return the bound of one week, by iterated least squares on its own design."""
    back = tuple(52 * year for year in range(rule.years + 1))
    reference = reference_set(back, rule.half_window, rule.seasons, rule.left_out)
    steps = np.array(reference.steps)
    y = counts[now + steps]
    seasons = np.eye(rule.seasons)[np.array(reference.seasons)]
    designs = (np.column_stack([seasons, steps / 260.0]), seasons)
    for design in designs:
        weights = np.ones(len(y))
        for _ in range(2):
            coefficients, means, inverse = _least_squares(y, design, weights)
            free = len(y) - design.shape[1]
            phi = max(1.0, float((weights * (y - means) ** 2 / means).sum() / free))
            hat = weights * means * np.einsum("ij,jk,ik->i", design, inverse, design)
            residuals = (
                1.5 * (y ** (2 / 3) - means ** (2 / 3)) / (means ** (1 / 6) * np.sqrt(phi * (1 - hat)))
            )
            unusual = residuals > rule.downweight_above
            if _ == 0:
                weights = np.where(unusual, 1.0 / np.where(unusual, residuals, 1.0) ** 2, 1.0)
                weights *= len(y) / weights.sum()
        expected = float(np.exp(coefficients[0]))
        if expected <= y.max():
            break
    size = expected / (phi - 1.0) if phi > 1 else 1e9
    return float(nbinom.ppf(1.0 - rule.alpha, size, size / (size + expected)))


def _least_squares(y: Floats, design: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    means: Floats = y + 0.1
    while True:
        work = weights * means
        inverse: Floats = np.linalg.inv(design.T @ (design * work[:, None])).astype(float)
        found: Floats = inverse @ (design.T @ (work * (np.log(means) + (y - means) / means)))
        new: Floats = np.exp(design @ found)
        if np.abs(new - means).max() < 1e-9 * new.max():
            return found, new, inverse
        means = new


def speed(random: np.random.Generator, series: int, weeks: int) -> None:
    """Print milliseconds a time point, in a batch and one by one."""
    table = np.resize(scenarios()[:, :WEEKS], (series, WEEKS))
    counts = random.poisson(np.maximum(table, 1.0)).astype(float)
    at = range(WEEKS - weeks, WEEKS)
    taken = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        found = farrington(Series(counts, 52), FLEXIBLE, at=at)
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    assert isinstance(found, Watched)
    few = 150
    wall, cpu = time.perf_counter(), time.process_time()
    alone = [one_by_one(counts[number], at[-1]) for number in range(few)]
    slow = (time.perf_counter() - wall, time.process_time() - cpu)
    differ = int(np.count_nonzero(np.array(alone) != found.bounds[:few, -1]))
    points = series * weeks / 1000.0
    best = tuple(min(times) / points for times in zip(*taken, strict=True))
    print(
        f"{series} series x {weeks} weeks: {best[0]:.4f} ms a time point, goal 0.05 (processor {best[1]:.4f})"
    )
    took = f"{slow[0] / few * 1e3:.3f} ms (processor {slow[1] / few * 1e3:.3f})"
    print(f"one by one: {took}; {differ} of {few} bounds differ")


def main() -> None:
    """Print all."""
    parser = argparse.ArgumentParser(description="Measure Farrington's bounds.")
    parser.add_argument("--replicates", type=int, default=60)
    parser.add_argument("--series", type=int, default=1000)
    asked = parser.parse_args()
    random = np.random.default_rng(20130330)
    speed(random, asked.series, 52)
    clean = draw(random, asked.replicates)
    drawn = with_outbreaks(random, clean)
    for name in RULES:
        false_alarms(clean, name)
        detected(drawn, name)


if __name__ == "__main__":
    main()
