"""When the rate of counts last changed, period by period as they come, and looking back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc, gammaln, xlogy

from facta.models._quantiles import reached
from facta.models._series import no_counts, numbers, unsound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from facta.models.refusal import Refusal

    Floats = NDArray[np.float64]

FEWEST = 4
CUTS = (0.1, 0.9, 0.025, 0.975)
FAINT = 1e-12  # runs with less weight than this are left out of a mixture


@dataclass(frozen=True, slots=True)
class Prior:
    """What is thought before the counts: how long a run lasts, and the gamma that rates are drawn from.

    ``run`` is the mean number of periods between changes. Rates have mean ``shape / rate``, in
    events per unit of exposure.
    """

    run: float
    shape: float
    rate: float


@dataclass(frozen=True, slots=True)
class Level:
    """A rate: its mean, and its central 80 % and 95 % intervals."""

    mean: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What is known of changes, by periods (n).

    Row t of ``lengths``, shape (n, n), has in column r - 1 the chance that the run to which period t
    belongs has r periods so far, from the counts up to t alone. ``changed`` has the chance, from all
    counts, that a run starts with that period; the first starts one surely. ``log_evidence`` is the
    logarithm of the chance of all counts. ``now`` is the rate in the last period.
    """

    lengths: Floats
    changed: Floats
    log_evidence: float
    now: Level

    def recent(self, periods: int) -> Floats:
        """Return the chance, as known then, that a change lay within so many last periods, shape (n,)."""
        within = self.lengths[:, :periods].sum(-1)
        within[:periods] -= np.diagonal(self.lengths)[:periods]  # the first run changed from nothing
        found: Floats = np.maximum(within, 0.0)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class SingleChange:
    """One change: the chance that the new rate starts with each period (n), and both rates.

    ``log_bayes_factor`` is the logarithm of how many times likelier the counts are with one change,
    anywhere with equal chance, than with none.
    """

    chances: Floats
    likeliest: int
    low80: int
    high80: int
    low95: int
    high95: int
    before: float
    after: float
    log_bayes_factor: float


def changes(
    counts: Sequence[float | None],
    prior: Prior,
    *,
    exposures: Sequence[float] | None = None,
    dispersion: float = 1.0,
) -> Changes | Refusal:
    """Follow the length of the present run, and date the changes of the rate.

    Within a run counts are Poisson at one rate; rates of runs are drawn from one gamma, so the next
    count of a run is negative binomial. A change comes with a chance of 1 / ``run`` in each period.
    Row t of the lengths uses nothing later than t.

    Parameters
    ----------
    counts
        Whole numbers, shape (n,); a missing one says nothing, and time goes on.
    prior
        Editorial; a mean rate far from the data makes changes cheap or dear.
    exposures
        Length of each period in one unit, above 0; 1 where none are given.
    dispersion
        Variance over mean of the counts of a run, 1 or more. Above 1 the likelihood is raised to
        the power 1 / dispersion: each count tells so much less. The evidence is then of use only
        to compare priors.

    Returns
    -------
    Changes or Refusal
        A refusal for fewer than 4 counts, for what is no count, and for counts that are all one.

    Raises
    ------
    ValueError
        When the prior or dispersion is none, or exposures are not above 0, one a count.

    References
    ----------
    Adams, R. P. and MacKay, D. J. C. (2007). Bayesian online changepoint detection. arXiv:0710.3742.
    Bissiri, P. G., Holmes, C. C. and Walker, S. G. (2016). A general framework for updating belief
    distributions. Journal of the Royal Statistical Society B 78, 1103-1130.
    Fearnhead, P. (2006). Exact and efficient Bayesian inference for multiple changepoint problems.
    Statistics and Computing 16, 203-213.

    Examples
    --------
    >>> found = changes([1, 0, 2, 1, 0, 1, 9, 8, 11, 9], Prior(run=20, shape=1, rate=0.25))
    >>> int(found.changed[1:].argmax()) + 1, round(float(found.recent(4)[-1]), 3)
    (6, 0.993)
    """
    y = numbers(counts)
    if reason := unsound(y, FEWEST, gaps=True) or no_counts(y):
        return reason
    spent = _exposures(y, exposures)
    if not (prior.run > 1 and prior.shape > 0 and prior.rate > 0 and dispersion >= 1):
        raise ValueError(
            "a run is longer than 1, shape and rate are above 0 and a dispersion 1 or more, "
            f"not {prior} and {dispersion}"
        )
    shapes, rates, chances = _runs(y / dispersion, spent / dispersion, prior)
    lengths, evidence = _followed(chances, 1.0 / prior.run)
    return Changes(lengths, _looking_back(lengths), evidence, _level(shapes, rates, lengths[-1]))


def single_change(
    counts: Sequence[float],
    *,
    shape: float = 1.0,
    rate: float = 1.0,
    exposures: Sequence[float] | None = None,
) -> SingleChange | Refusal:
    """Date one change of the rate, given that there was one, exactly.

    Parameters
    ----------
    counts
        Whole numbers without gaps, shape (n,).
    shape, rate
        Of the gamma that both rates are drawn from, in the unit of exposure; editorial. The place
        depends on it little, the Bayes factor much.
    exposures
        Length of each period in one unit, above 0; 1 where none are given.

    References
    ----------
    Raftery, A. E. and Akman, V. E. (1986). Bayesian analysis of a Poisson process with a
    change-point. Biometrika 73, 85-89.

    Examples
    --------
    >>> found = single_change([1, 0, 2, 1, 0, 1, 9, 8, 11, 9])
    >>> found.likeliest, found.low95, found.high95, round(found.before, 1), round(found.after, 1)
    (6, 6, 6, 0.9, 7.6)
    """
    y = numbers(counts)
    if reason := unsound(y, FEWEST) or no_counts(y):
        return reason
    spent = _exposures(y, exposures)
    if not (shape > 0 and rate > 0):
        raise ValueError(f"shape and rate are above 0, not {shape!r} and {rate!r}")
    events, time = np.cumsum(y), np.cumsum(spent)
    rest, rest_time = events[-1] - events, time[-1] - time
    first = _evidence(events, time, shape, rate)
    both = (first + _evidence(rest, rest_time, shape, rate))[:-1]
    peak = float(both.max())
    weights = np.exp(both - peak)
    chances = np.concatenate([[0.0], weights / weights.sum()])
    within = np.cumsum(chances)
    ends = [int(np.searchsorted(within, cut)) for cut in CUTS]
    before = float(chances[1:] @ ((events[:-1] + shape) / (time[:-1] + rate)))
    after = float(chances[1:] @ ((rest[:-1] + shape) / (rest_time[:-1] + rate)))
    factor = peak + math.log(weights.mean()) - float(first[-1])
    return SingleChange(
        chances, int(np.argmax(chances)), ends[0], ends[1], ends[2], ends[3], before, after, factor
    )


def _exposures(y: Floats, exposures: Sequence[float] | None) -> Floats:
    found = np.ones(len(y)) if exposures is None else numbers(exposures)
    if found.shape != y.shape or not (np.isfinite(found) & (found > 0)).all():
        message = "exposures are finite and above 0, one for each count"
        raise ValueError(message)
    return found


def _evidence(events: Floats, time: Floats, shape: float, rate: float) -> Floats:
    """Return the log chance of counts of one rate, but for what any division shares."""
    found: Floats = (
        gammaln(events + shape)
        - gammaln(shape)
        + shape * math.log(rate)
        - (events + shape) * np.log(time + rate)
    )
    return found


def _runs(y: Floats, spent: Floats, prior: Prior) -> tuple[Floats, Floats, Floats]:
    """Return shape and rate of the last period's gamma by length of run, and log chances of counts.

    Row t of the chances, shape (n, n), has in column r - 1 that of count t as the r-th of its run.
    """
    known = np.nan_to_num(y)
    used = np.where(np.isnan(y), 0.0, spent)
    events = np.concatenate([[0.0], np.cumsum(known)])
    time = np.concatenate([[0.0], np.cumsum(used)])
    n = len(y)
    t, r = np.tril_indices(n)
    shape = prior.shape + events[t] - events[t - r]
    rate = prior.rate + time[t] - time[t - r]
    count, unit = known[t], used[t]
    found = gammaln(shape + count) - gammaln(shape) - gammaln(count + 1.0)
    found += xlogy(count, unit / (rate + unit)) + shape * np.log(rate / (rate + unit))
    chances = np.full((n, n), -np.inf)
    chances[t, r] = np.where(np.isnan(y[t]), 0.0, found)
    back = np.arange(n - 1, -1, -1)
    return prior.shape + events[n] - events[back], prior.rate + time[n] - time[back], chances


def _followed(chances: Floats, hazard: float) -> tuple[Floats, float]:
    """Return the chance of each length of run by period, shape (n, n), and the log chance of all counts.

    Logarithms, for a run that one count all but rules out may be the likeliest again at the next.
    """
    n = len(chances)
    lengths = np.zeros((n, n))
    evidence, logs = 0.0, np.empty(0)
    for t in range(n):
        started = math.log(hazard) if t else 0.0
        logs = np.concatenate([[started], math.log1p(-hazard) + logs]) + chances[t, : t + 1]
        top = float(logs.max())
        told = np.exp(logs - top)
        total = float(told.sum())
        lengths[t, : t + 1] = told / total
        logs -= top + math.log(total)
        evidence += top + math.log(total)
    return lengths, evidence


def _looking_back(lengths: Floats) -> Floats:
    """Return the chance, from all counts, that a run starts with each period.

    Given the length of the run at t, the past tells nothing of what comes after. So the chance of a
    length at t - 1 given all is that of a run that went on, plus that of one that ended there.
    """
    n = len(lengths)
    changed = np.zeros(n)
    smooth = lengths[-1].copy()
    for t in range(n - 1, 0, -1):
        changed[t] = smooth[0]
        # A run of r at t was one of r - 1; where it is new, the length before was as filtered.
        smooth = np.append(smooth[1:], 0.0) + smooth[0] * lengths[t - 1]
    changed[0] = 1.0
    return changed


def _level(shapes: Floats, rates: Floats, weights: Floats) -> Level:
    seen = weights > FAINT
    a, b, w = shapes[seen], rates[seen], weights[seen] / weights[seen].sum()
    mean = float(w @ (a / b))
    far = float((a / b).max() + 40.0 * (np.sqrt(a) / b).max() + (40.0 / b).max())

    def below(rate: float) -> float:
        return float(w @ gammainc(a, b * rate))

    limits = [reached(below, cut, (0.0, far)) for cut in CUTS]
    return Level(mean, *limits)
