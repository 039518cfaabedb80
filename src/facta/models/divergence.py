"""Words and deeds: the share of words, the ratio of both, and since when one runs ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, stdtrit

from facta.models._beta_binomial import Likelihood
from facta.models._odds import odds_ratio
from facta.models._series import no_counts, numbers, unsound
from facta.models.breaks import Break, Breaks, breaks
from facta.models.rates import Ratio, rate_ratio
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Counts = Sequence[float | None]

FEWEST = 8  # periods with events
MOST = 1_000_000  # events of an exact change
FEWEST_BASELINE = 24
FEWEST_VARIED = 8  # periods of the baseline that differ from the commonest count
STILL = 1e-6  # deviation of roots below which a baseline does not vary: an event in 1e9 moves more
DRAWS = 2000
HIGHEST = 0.95  # memory from one period to the next
SETTLING = 20  # periods before a drawn baseline starts
AT_ONCE = 500  # draws made together, which bounds the memory
NORMAL = (-1.2815515655446004, 1.2815515655446004, -1.959963984540054, 1.959963984540054)


@dataclass(frozen=True, slots=True)
class VerbalShare:
    """The share of words in all events, and how much it varies from period to period.

    ``correlation`` is that of two events of one period: 0 where shares vary by chance alone, with
    its 95 % interval, and ``p`` that of no such variation.
    """

    share: float
    low80: float
    high80: float
    low95: float
    high95: float
    correlation: float
    correlation_low95: float
    correlation_high95: float
    p: float
    periods: int


@dataclass(frozen=True, slots=True)
class RatioChange:
    """Deeds a word after a day over deeds a word before it: exactly, and allowing for dispersion."""

    exact: Ratio
    dispersed: Ratio
    dispersion: float


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """How far words run ahead of deeds, in standard deviations of the baseline, by periods (n).

    The bands hold the gap of one period without divergence; ``line`` is what the mean of ``hold``
    gaps in a row passes anywhere after the baseline with a chance of 5 %. ``since`` is the first
    period of the first such run, and ``p`` the chance of one as far. ``turn`` dates the break of
    the gap, where there was such a run; its interval takes gaps for independent.
    """

    gap: Floats
    low80: float
    high80: float
    low95: float
    high95: float
    line: float
    p: float
    since: int | None
    turn: Break | None
    hold: int
    block: int


def verbal_share(words: Counts, deeds: Counts) -> VerbalShare | Refusal:
    """Estimate the share of words, with shares of periods that vary more than by chance.

    Given the events of a period, its words are beta-binomial. Intervals are those of the profile
    likelihood; the p of no overdispersion is half that of chi-square, for the value at the edge.

    Parameters
    ----------
    words, deeds
        Counts of the same periods, shape (n,). A period without events says nothing.

    Returns
    -------
    VerbalShare or Refusal
        A refusal for fewer than 8 periods with events, for what is no count, and where all events
        are words, or all deeds.

    References
    ----------
    Skellam, J. G. (1948). A probability distribution derived from the binomial distribution by
    regarding the probability of success as variable between the sets of trials. Journal of the
    Royal Statistical Society B 10, 257-261.
    Self, S. G. and Liang, K.-Y. (1987). Asymptotic properties of maximum likelihood estimators and
    likelihood ratio tests under nonstandard conditions. JASA 82, 605-610.

    Examples
    --------
    >>> found = verbal_share([8, 9, 7, 8, 2, 9, 8, 7], [2, 1, 3, 2, 8, 1, 2, 3])
    >>> round(found.share, 2), round(found.low95, 2), round(found.high95, 2), found.p < 0.05
    (0.72, 0.55, 0.84, True)
    """
    pair = _pair(words, deeds)
    if isinstance(pair, Refusal):
        return pair
    said, total = pair[0], pair[0] + pair[1]
    said, total = said[total > 0], total[total > 0]
    if len(said) < FEWEST:
        return Refusal(f"{FEWEST} periods with events are needed; there are {len(said)}")
    if said.sum() in (0.0, total.sum()):
        return Refusal("all events are " + ("words" if said.sum() else "deeds") + "; the share has no spread")
    found = Likelihood(said, total)
    share, spread = found.share(), found.correlation()
    return VerbalShare(*share, *spread, found.p_none(), len(said))


def deeds_to_words(deeds: float, words: float) -> Ratio | Refusal:
    """Return the ratio of the rates of deeds and words, exactly, given the number of both.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from
    Poisson series. Biometrika 31, 313-323.

    Examples
    --------
    >>> found = deeds_to_words(10, 40)
    >>> found.ratio, round(found.low95, 3), round(found.high95, 3)
    (0.25, 0.111, 0.509)
    """
    if reason := no_counts(numbers([deeds, words])):
        return reason
    if not deeds + words > 0:
        return Refusal("there are no events, so no ratio of deeds to words")
    return rate_ratio(deeds, 1.0, words, 1.0)


def ratio_change(words: Counts, deeds: Counts, at: int) -> RatioChange | Refusal:
    """Compare deeds a word from a period on with those before it.

    Given words, deeds and both totals, deeds after are noncentral hypergeometric: the interval is
    Fisher's and Cornfield's, ``ratio`` the conditional estimate, p by likelihood. It takes events
    for independent; ``dispersed`` does not, and is approximate: the log-odds ratio with a half added
    to each count, its error widened by the dispersion of the periods around both shares.

    Parameters
    ----------
    words, deeds
        Counts of the same periods, shape (n,).
    at
        Position of the first period after.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical Society
    98, 39-82.
    Cornfield, J. (1956). A statistical problem arising from retrospective studies. Proceedings of
    the Third Berkeley Symposium 4, 135-148.

    Examples
    --------
    >>> found = ratio_change([9, 8, 9, 9, 5, 6, 5, 4], [1, 2, 1, 1, 5, 4, 5, 6], 4)
    >>> round(found.exact.ratio, 2), round(found.exact.low95, 2), round(found.dispersion, 2)
    (6.82, 2.07, 1.0)
    """
    pair = _pair(words, deeds)
    if isinstance(pair, Refusal):
        return pair
    said, done = pair
    if not 0 < at < len(said):
        raise ValueError(f"a change lies within the {len(said)} periods, not at {at}")
    table = [float(part.sum()) for part in (done[at:], said[at:], done[:at], said[:at])]
    if table[0] + table[1] == 0 or table[2] + table[3] == 0:
        return Refusal("there are no events " + ("before" if sum(table[:2]) else "after") + " the change")
    if table[0] + table[2] == 0 or table[1] + table[3] == 0:
        return Refusal(
            "all events are " + ("words" if table[1] + table[3] else "deeds") + ", before and after"
        )
    if sum(table) > MOST:
        return Refusal(f"more than {MOST:,} events are not weighed exactly; there are {sum(table):,.0f}")
    dispersion = _dispersion(said, done, at)
    return RatioChange(odds_ratio(*table), _dispersed(table, dispersion), dispersion)


def standardised_gap(
    words: Counts, deeds: Counts, baseline: int, *, hold: int = 4, seed: int = 0
) -> Gap | Refusal:
    """Follow how far words run ahead of deeds, and say since when they do.

    Each count becomes its root, of the count plus 3/8, in standard deviations from its mean in the
    baseline; the gap is that of words less that of deeds. What is usual is drawn from the baseline:
    its first-order memory is taken out, what is left is drawn by blocks of periods, both counts
    together, and the memory is put back; then a baseline and what follows it are standardised anew.
    So the line allows for the baseline being short, for serial correlation, and for all the periods
    that are looked at.

    Parameters
    ----------
    words, deeds
        Counts of the same periods, shape (n,), without gaps.
    baseline
        Periods at the start that are taken for usual; chosen beforehand.
    hold
        Periods in a row whose mean gap is judged.
    seed
        Of the 2,000 draws.

    Returns
    -------
    Gap or Refusal
        A refusal for fewer than 24 periods of baseline or ``hold`` after it, gaps, what is no
        count, and counts that never change in the baseline, or in fewer than 8 periods differ from
        the commonest: drawn baselines would then often not vary, and no deviation be known.

    References
    ----------
    Anscombe, F. J. (1948). The transformation of Poisson, binomial and negative-binomial data.
    Biometrika 35, 246-254.
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application, section 8.2.
    Cambridge University Press.
    Kendall, M. G. (1954). Note on bias in the estimation of autocorrelation. Biometrika 41, 403-404.
    Kuensch, H. R. (1989). The jackknife and the bootstrap for general stationary observations.
    Annals of Statistics 17, 1217-1241.
    """
    if min(hold, baseline) < 1:
        raise ValueError(f"hold and baseline are 1 or more, not {hold} and {baseline}")
    rows = [numbers(words), numbers(deeds)]
    for name, row in zip(("words", "deeds"), rows, strict=True):
        if reason := unsound(row[:baseline], FEWEST_BASELINE) or unsound(row, 1) or no_counts(row):
            return Refusal(f"{name}: {reason.reason}")
        varied = baseline - int(np.unique(row[:baseline], return_counts=True)[1].max())
        if varied < FEWEST_VARIED:
            return Refusal(
                f"{name}: {FEWEST_VARIED} periods of the baseline must differ from the commonest count to "
                f"say what is usual; {varied} do{'es' if varied == 1 else ''}"
            )
    if rows[0].shape != rows[1].shape:
        raise ValueError(f"words and deeds are of the same periods, not {len(rows[0])} and {len(rows[1])}")
    after = len(rows[0]) - baseline
    if after < hold:
        return Refusal(f"{hold} periods are needed after the baseline; there are {after}")
    roots = np.sqrt(np.stack(rows) + 0.375)
    block = max(2, round(baseline ** (1.0 / 3.0)))
    gap = _gap(roots[None], baseline)[0]
    drawn = _drawn(roots[:, :baseline], after, block, seed)
    farthest = np.abs(_running(drawn, hold)).max(1)
    line = float(np.quantile(farthest, 0.95))
    mine = np.abs(_running(gap[None, baseline:], hold))[0]
    beyond = np.flatnonzero(mine > line)
    since = baseline + int(beyond[0]) if beyond.size else None
    dated = breaks(gap.tolist(), most=1) if beyond.size else None
    turn = dated.breaks[0] if isinstance(dated, Breaks) and dated.breaks else None
    p = (1 + int((farthest >= mine.max()).sum())) / (1 + len(farthest))
    low80, high80, low95, high95 = np.quantile(drawn, (0.1, 0.9, 0.025, 0.975)).tolist()
    return Gap(gap, low80, high80, low95, high95, line, p, since, turn, hold, block)


def _pair(words: Counts, deeds: Counts) -> tuple[Floats, Floats] | Refusal:
    said, done = numbers(words), numbers(deeds)
    if said.shape != done.shape or said.ndim != 1:
        raise ValueError(f"words and deeds are of the same periods, not {said.shape} and {done.shape}")
    for name, row in (("words", said), ("deeds", done)):
        missing = int(np.isnan(row).sum())
        if missing:
            some = "all" if missing == len(row) else "some"
            return Refusal(f"{name}: {some} of the {len(row)} counts are missing, {missing} in number")
        if reason := no_counts(row):
            return Refusal(f"{name}: {reason.reason}")
    if not (said.sum() + done.sum()) > 0:
        return Refusal("there are no events in any period")
    return said, done


def _dispersion(said: Floats, done: Floats, at: int) -> float:
    """Return Pearson's dispersion of shares around those before and after, 1 at the least."""
    squares, free = 0.0, -2
    for part in (slice(None, at), slice(at, None)):
        total = said[part] + done[part]
        share = float(done[part].sum()) / float(total.sum())
        seen = total > 0
        free += int(seen.sum())
        if 0.0 < share < 1.0:
            left = (done[part] - total * share)[seen] ** 2 / (total[seen] * share * (1.0 - share))
            squares += float(left.sum())
    return max(1.0, squares / free) if free > 0 else 1.0


def _dispersed(table: Sequence[float], dispersion: float) -> Ratio:
    a, b, c, d = (count + 0.5 for count in table)
    log_odds = math.log(a * d / (b * c))
    error = math.sqrt(dispersion * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d))
    low80, high80, low95, high95 = (math.exp(log_odds + deviate * error) for deviate in NORMAL)
    p = 2.0 * float(ndtr(-abs(log_odds) / error))
    return Ratio(math.exp(log_odds), low80, high80, low95, high95, p)


def _gap(roots: Floats, baseline: int) -> Floats:
    """Return the gap of roots of counts, shape (..., 2, n), standardised by their baseline."""
    usual = roots[..., :baseline]
    spread = usual.std(-1, ddof=1, keepdims=True)
    spread = np.where(spread > STILL, spread, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = (roots - usual.mean(-1, keepdims=True)) / spread
        found: Floats = scores[..., 0, :] - scores[..., 1, :]
    return found


def _running(gap: Floats, hold: int) -> Floats:
    sums = np.cumsum(np.concatenate([np.zeros((len(gap), 1)), gap], axis=1), axis=1)
    found: Floats = (sums[:, hold:] - sums[:, :-hold]) / hold
    return found


def _drawn(roots: Floats, after: int, block: int, seed: int) -> Floats:
    """Return gaps after baselines drawn by blocks, shape (draws, after).

    What is drawn is what is new in each period, given the one before; the memory is put back after.
    So few blocks know their own spread badly: gaps are widened as a t is beside the normal.
    """
    random, size = np.random.default_rng(seed), roots.shape[1]
    centred = roots - roots.mean(-1, keepdims=True)
    first = (centred[:, 1:] * centred[:, :-1]).sum(-1) / (centred**2).sum(-1)
    memory = np.clip(first + (1.0 + 3.0 * first) / size, 0.0, HIGHEST)[:, None]  # Kendall's bias given back
    new = centred[:, 1:] - memory * centred[:, :-1]
    new -= new.mean(-1, keepdims=True)
    found: list[Floats] = []
    while sum(len(gaps) for gaps in found) < DRAWS:
        series = new[:, _blocks(random, new.shape[1], SETTLING + size + after, block)]
        for t in range(1, series.shape[-1]):
            series[..., t] += memory * series[..., t - 1]
        gap = _gap(series[..., SETTLING:].swapaxes(0, 1), size)[:, size:]
        found.append(gap[np.isfinite(gap).all(1)])
    wider = float(stdtrit(size / block, 0.975)) / NORMAL[-1]
    return np.concatenate(found)[:DRAWS] * wider


def _blocks(random: np.random.Generator, size: int, length: int, block: int) -> Whole:
    starts = random.integers(0, size - block + 1, (AT_ONCE, -(-length // block)))
    found: Whole = (starts[..., None] + np.arange(block)).reshape(AT_ONCE, -1)[:, :length]
    return found
