"""Whether a series recovers ever more slowly, as some do before they tip over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from facta.models._series import no_counts, numbers, unsound
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Null = Literal["autoregression", "phases"]

FEWEST = 40
FEWEST_WINDOW = 10
FEWEST_ENDS = 10  # windows that a trend is seen over
QUARTILE = 0.3706506  # a kernel so wide in deviations has its quartiles at a quarter of the bandwidth
CUT = 4.0  # deviations at which the kernel ends
GRID = np.linspace(-0.9, 0.99, 28)
TRIED = 150  # series a point of the grid
SETTLING = 100  # periods before a drawn series counts
STILL = 1e-6  # of the range of the series: a window that moves less is lost in the rounding of sums
AT_ONCE = 250  # surrogates made together, which bounds the memory


@dataclass(frozen=True, slots=True, eq=False)
class Indicators:
    """Of each window, by the position of its end, shape (windows,).

    ``deviation`` has one fewer than the values below the root; ``autocorrelation`` is that of the
    first order, with both sums over the whole window; ``autoregression`` is the least-squares slope
    on the value before; ``asymmetry`` and ``tails`` are the third and fourth standardised moments.
    """

    ends: NDArray[np.int64]
    deviation: Floats
    autocorrelation: Floats
    autoregression: Floats
    asymmetry: Floats
    tails: Floats


@dataclass(frozen=True, slots=True)
class Rise:
    """Kendall's tau of an indicator with time, and the share of surrogates that rise as much."""

    tau: float
    p: float
    usual95: float


@dataclass(frozen=True, slots=True)
class Warnings:
    """Whether deviation and autocorrelation rose, and the p of either, for two were looked at.

    ``usual95`` of each is the tau that one surrogate in twenty passes; ``persistence`` the first
    autocorrelation of the surrogates.
    """

    deviation: Rise
    autocorrelation: Rise
    p_either: float
    persistence: float
    window: int
    surrogates: int


def indicators(
    values: Sequence[float | None], window: int, *, bandwidth: float | None = None
) -> Indicators | Refusal:
    """Return what rolling windows show of a series.

    Parameters
    ----------
    values
        Shape (n,), evenly spaced.
    window
        Periods of a window, 10 or more.
    bandwidth
        Of the Gaussian kernel whose smooth is taken off first, in periods: its quartiles lie a
        quarter of this from its middle. Nothing is taken off where none is given.

    Returns
    -------
    Indicators or Refusal
        A refusal for fewer than 40 values or 10 windows, gaps, and values that never change, in the
        whole or in some window.

    References
    ----------
    Dakos, V. and others (2012). Methods for detecting early warnings of critical transitions in
    time series illustrated using simulated ecological data. PLoS ONE 7, e41010.
    Scheffer, M. and others (2009). Early-warning signals for critical transitions. Nature 461, 53-59.

    Examples
    --------
    >>> found = indicators([(t * t) % 7 for t in range(50)], 20)
    >>> int(found.ends[0]), round(float(found.deviation[0]), 3), round(float(found.autocorrelation[0]), 3)
    (19, 1.468, -0.001)
    """
    taken = _taken(values, window, bandwidth, counts=False)
    if isinstance(taken, Refusal):
        return taken
    scale = float(np.abs(taken).max())
    parts = np.lib.stride_tricks.sliding_window_view(taken / scale, window)
    centred = parts - parts.mean(-1, keepdims=True)
    square = (centred**2).sum(-1)
    product = (centred[:, 1:] * centred[:, :-1]).sum(-1)
    mean_square = square / window
    return Indicators(
        np.arange(window - 1, len(taken)),
        scale * np.sqrt(square / (window - 1)),
        product / square,
        product / (centred[:, :-1] ** 2).sum(-1),
        (centred**3).mean(-1) / mean_square**1.5,
        (centred**4).mean(-1) / mean_square**2,
    )


@dataclass(frozen=True, slots=True)
class Surrogates:
    """How series without a transition are drawn.

    ``autoregression``: of the first order, its autocorrelation the one that shows as much as the
    series does after windows of this length were smoothed alike, and its disturbances drawn from
    the series' own. ``phases``: with the spectrum of the series and phases by chance; these keep
    slower memory too, and take the series for Gaussian.
    """

    null: Null = "autoregression"
    number: int = 999
    seed: int = 0


def warnings(
    values: Sequence[float | None],
    window: int,
    *,
    bandwidth: float | None = None,
    counts: bool = False,
    surrogates: Surrogates | None = None,
) -> Warnings | Refusal:
    """Say whether deviation and autocorrelation rose by more than those of a stationary series.

    Windows overlap, so their indicators wander even where nothing changes, and the p that tables
    give Kendall's tau is wrong by far. Each p here is the share of surrogate series, put through
    the same windows, that rise as much.

    Parameters
    ----------
    values
        Shape (n,), evenly spaced.
    window
        Periods of a window, chosen beforehand: half of the series is usual.
    bandwidth
        As for ``indicators``.
    counts
        Whether values are counts, whose spread grows with their mean: then what is left after
        smoothing is divided by the root of the smooth. Without a bandwidth the mean is the smooth.
    surrogates
        How they are drawn; 999 of an autoregression where not given.

    Returns
    -------
    Warnings or Refusal
        Refusals as for ``indicators``, and for counts that are none.

    References
    ----------
    Dakos, V. and others (2008). Slowing down as an early warning signal for abrupt climate change.
    PNAS 105, 14308-14312.
    Theiler, J. and others (1992). Testing for nonlinearity in time series: the method of surrogate
    data. Physica D 58, 77-94.
    Gourieroux, C., Monfort, A. and Renault, E. (1993). Indirect inference. Journal of Applied
    Econometrics 8, S85-S118.

    Examples
    --------
    >>> found = warnings([(t * t) % 7 for t in range(60)], 30)
    >>> found.deviation.p > 0.05, found.autocorrelation.p > 0.05
    (True, True)
    """
    how = surrogates or Surrogates()
    taken = _taken(values, window, bandwidth, counts=counts)
    if isinstance(taken, Refusal):
        return taken
    mine = _taus(taken[None], window)
    random = np.random.default_rng(how.seed)
    smoothing = None if bandwidth is None else _left_by(len(taken), bandwidth)
    persistence = _persistence(taken, smoothing, random)
    drawn = []
    for start in range(0, how.number, AT_ONCE):
        size = min(AT_ONCE, how.number - start)
        if how.null == "phases":
            series = _phases(taken, size, random)
        else:
            series = _autoregressions(taken, persistence, size, random)
            series = series if smoothing is None else series @ smoothing.T
        drawn.append(_taus(series, window))
    rises = [
        _rise(float(tau[0]), np.concatenate(each))
        for tau, each in zip(mine, zip(*drawn, strict=True), strict=True)
    ]
    either = min(1.0, 2.0 * min(rise.p for rise in rises))
    return Warnings(rises[0], rises[1], either, persistence, window, how.number)


def _taken(
    values: Sequence[float | None], window: int, bandwidth: float | None, *, counts: bool
) -> Floats | Refusal:
    """Return what is left of a series after smoothing, or why it is not weighed."""
    if window < FEWEST_WINDOW or (bandwidth is not None and not bandwidth > 0):
        raise ValueError(f"a window has {FEWEST_WINDOW} periods or more, a bandwidth is above 0")
    y = numbers(values)
    if reason := unsound(y, max(FEWEST, window + FEWEST_ENDS - 1)):
        return reason
    left = y - y.mean() if bandwidth is None else _left_by(len(y), bandwidth) @ y
    if counts:
        if reason := no_counts(y):
            return reason
        left = left / np.sqrt(np.maximum(y - left if bandwidth is not None else y.mean(), 1e-9))
    moves = np.ptp(np.lib.stride_tricks.sliding_window_view(y, window), axis=-1)
    if (still := moves <= STILL * np.ptp(y)).any():
        start = int(np.argmax(still))
        how = "never changes" if moves[start] == 0.0 else "hardly changes beside the rest"
        return Refusal(f"in the window of {window} periods from position {start} the series {how}")
    return left


def _left_by(periods: int, bandwidth: float) -> Floats:
    """Return the matrix that takes the smooth off a series."""
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods))) / (QUARTILE * bandwidth)
    kernel = np.exp(-0.5 * apart**2) * (apart <= CUT)
    found: Floats = np.eye(periods) - kernel / kernel.sum(-1, keepdims=True)
    return found


def _taus(series: Floats, window: int) -> tuple[Floats, Floats]:
    """Return Kendall's tau with time of the deviation and of the autocorrelation, shape (series,)."""
    sums = [_moving(part, window) for part in (series, series**2)]
    products = _moving(series[:, 1:] * series[:, :-1], window - 1)
    mean = sums[0] / window
    square = sums[1] - window * mean**2
    first, last = series[:, : -window + 1], series[:, window - 1 :]
    product = products - mean * (2.0 * sums[0] - first - last) + (window - 1) * mean**2
    return _tau(square), _tau(product / square)


def _moving(parts: Floats, window: int) -> Floats:
    sums = np.cumsum(np.concatenate([np.zeros((len(parts), 1)), parts], axis=1), axis=1)
    found: Floats = sums[:, window:] - sums[:, :-window]
    return found


def _tau(series: Floats) -> Floats:
    length = series.shape[1]
    score = np.zeros(len(series))
    for apart in range(1, length):
        score += np.sign(series[:, apart:] - series[:, :-apart]).sum(-1)
    found: Floats = score / (length * (length - 1) / 2.0)
    return found


def _first(series: Floats) -> Floats:
    centred = series - series.mean(-1, keepdims=True)
    found: Floats = (centred[:, 1:] * centred[:, :-1]).sum(-1) / (centred**2).sum(-1)
    return found


def _persistence(taken: Floats, smoothing: Floats | None, random: np.random.Generator) -> float:
    """Return the autocorrelation whose series show that of a series, short and smoothed as it is."""
    n = len(taken)
    shocks = random.standard_normal((TRIED, SETTLING + n))
    series = np.empty((len(GRID), TRIED, SETTLING + n))
    series[..., 0] = shocks[:, 0] / np.sqrt(1.0 - GRID**2)[:, None]
    for t in range(1, SETTLING + n):
        series[..., t] = GRID[:, None] * series[..., t - 1] + shocks[:, t]
    shown = series[..., SETTLING:].reshape(-1, n)
    shown = shown if smoothing is None else shown @ smoothing.T
    means = np.maximum.accumulate(_first(shown).reshape(len(GRID), TRIED).mean(-1))
    return float(np.interp(float(_first(taken[None])[0]), means, GRID))


def _autoregressions(taken: Floats, persistence: float, size: int, random: np.random.Generator) -> Floats:
    centred = taken - taken.mean()
    new = centred[1:] - persistence * centred[:-1]
    shocks = random.choice(new - new.mean(), (size, SETTLING + len(taken)))
    for t in range(1, shocks.shape[1]):
        shocks[:, t] += persistence * shocks[:, t - 1]
    return shocks[:, SETTLING:]


def _phases(taken: Floats, size: int, random: np.random.Generator) -> Floats:
    n = len(taken)
    spectrum = np.fft.rfft(taken - taken.mean())
    turns = np.exp(2j * np.pi * random.random((size, len(spectrum))))
    turns[:, 0] = 1.0
    if n % 2 == 0:
        turns[:, -1] = np.sign(turns[:, -1].real)
    found: Floats = np.fft.irfft(spectrum * turns, n)
    return found


def _rise(tau: float, drawn: Floats) -> Rise:
    p = (1 + int((drawn >= tau - 1e-12).sum())) / (1 + len(drawn))
    return Rise(tau, p, float(np.quantile(drawn, 0.95)))
