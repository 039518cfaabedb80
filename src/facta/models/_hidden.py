"""Hidden Markov chains of counts, many at once: what is known of their states, and their fit.

Arrays have the axes chain (b), period (n) and state (k).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
from scipy.special import digamma, gammaln, polygamma, xlogy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

ROUNDS = 1000
CLOSE = 1e-8  # of the log likelihood in one round
LEAST_RATE, MOST_RATE = 1e-8, 1e9
FAINTEST = 1e-290  # that a count comes from a regime: 0 would leave no path through some counts
FARTHEST = 256.0  # steps that a leap replaces
NEARER = 0.01  # a leap brings a chance no nearer to 0 than this share of what two steps do
SIZES = (1e-2, 1e5)  # from wild to what no count tells from a Poisson


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Rates (b, k), sizes (b, k) or None for Poisson, moves (b, k, k) and chances to start (b, k)."""

    rates: Floats
    sizes: Floats | None
    moves: Floats
    first: Floats

    def take(self, which: Sequence[int] | Whole) -> Chain:
        """Return some of the chains."""
        at = np.asarray(which, dtype=np.int64)
        sizes = None if self.sizes is None else self.sizes[at]
        return Chain(self.rates[at], sizes, self.moves[at], self.first[at])

    def copy(self) -> Chain:
        """Return the same chains, to be changed."""
        return self.take(np.arange(len(self.rates)))

    def put(self, which: Whole, other: Chain) -> None:
        """Replace some of the chains by others."""
        self.rates[which], self.moves[which], self.first[which] = other.rates, other.moves, other.first
        if self.sizes is not None and other.sizes is not None:
            self.sizes[which] = other.sizes

    def in_order(self) -> Chain:
        """Return the chains with their states by rising rates."""
        order = np.argsort(self.rates, axis=1)
        sizes = None if self.sizes is None else np.take_along_axis(self.sizes, order, 1)
        rows = np.take_along_axis(self.moves, order[:, :, None], 1)
        return Chain(
            np.take_along_axis(self.rates, order, 1),
            sizes,
            np.take_along_axis(rows, order[:, None, :], 2),
            np.take_along_axis(self.first, order, 1),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Log likelihood (b,), states known by counts so far and by all (b, n, k), and moves made (b, k, k)."""

    log_likelihood: Floats
    known: Floats
    smoothed: Floats
    made: Floats


def emissions(y: Floats, chain: Chain) -> Floats:
    """Return the log chances of counts, shape (1 or b, n), in each state, shape (b, n, k).

    A missing count says nothing: 0 in every state.
    """
    count = np.nan_to_num(y)[..., None]
    rates = np.maximum(chain.rates, LEAST_RATE)[:, None, :]
    if chain.sizes is None:
        found = xlogy(count, rates) - rates - gammaln(count + 1.0)
    else:
        sizes = chain.sizes[:, None, :]
        found = gammaln(count + sizes) - gammaln(sizes) - gammaln(count + 1.0)
        found += count * np.log(rates / (rates + sizes)) - sizes * np.log1p(rates / sizes)
    known: Floats = np.where(np.isnan(y)[..., None], 0.0, found)
    return known


def passed(logs: Floats, chain: Chain) -> Told:
    """Go along the chains forward and back, with chances scaled in each period."""
    top = logs.max(-1, keepdims=True)
    chances = np.maximum(np.exp(logs - top), FAINTEST)
    b, n, k = chances.shape
    known, scales = np.empty((n, b, k)), np.empty((n, b, 1))
    by_period = np.ascontiguousarray(np.swapaxes(chances, 0, 1))
    expected = chain.first
    for t in range(n):
        known[t] = expected * by_period[t]
        scales[t] = known[t].sum(-1, keepdims=True)
        known[t] /= scales[t]
        expected = (known[t][:, None, :] @ chain.moves)[:, 0]
    back = np.empty((n, b, k))
    back[-1] = 1.0
    turned = np.swapaxes(chain.moves, 1, 2)
    ahead = by_period / scales
    for t in range(n - 1, 0, -1):
        ahead[t] *= back[t]
        back[t - 1] = (ahead[t][:, None, :] @ turned)[:, 0]
    made = np.einsum("nbi,nbj->bij", known[:-1], ahead[1:]) * chain.moves
    likelihood = np.log(scales[..., 0]).sum(0) + top[..., 0].sum(-1)
    return Told(likelihood, np.swapaxes(known, 0, 1), np.swapaxes(known * back, 0, 1), made)


@overload
def settled(y: Floats, chain: Chain, *, rounds: int = ..., close: float = ...) -> Chain: ...


@overload
def settled(
    y: Floats, chain: Chain, *, rounds: int = ..., close: float = ..., told: Literal[True]
) -> tuple[Chain, Floats]: ...


def settled(
    y: Floats, chain: Chain, *, rounds: int = ROUNDS, close: float = CLOSE, told: bool = False
) -> Chain | tuple[Chain, Floats]:
    """Raise the likelihood of chains round by round until none rises by more than ``close``.

    A round is two steps of expectation and maximisation, a leap along their course, and a step from
    where it lands; where the leap lowered the likelihood, the round is its first two steps. On flat
    likelihoods steps alone would crawl. Chains that stand still are left alone while others go on.
    ``told`` asks for the log likelihood.

    References
    ----------
    Dempster, A. P., Laird, N. M. and Rubin, D. B. (1977). Maximum likelihood from incomplete data
    via the EM algorithm. Journal of the Royal Statistical Society B 39, 1-38.
    Varadhan, R. and Roland, C. (2008). Simple and globally convergent methods for accelerating the
    convergence of any EM algorithm. Scandinavian Journal of Statistics 35, 335-353.
    """
    number = len(chain.rates)
    found = chain.copy()
    likelihood = np.full(number, -np.inf)
    going = np.arange(number)
    for _ in range(rounds):
        part = found.take(going)
        mine = y if len(y) == 1 else y[going]
        now, better = _round(mine, part)
        rises = now - likelihood[going]
        likelihood[going] = now
        found.put(going, better)
        going = going[rises > close]
        if not going.size:
            break
    return (found, likelihood) if told else found


def _round(y: Floats, chain: Chain) -> tuple[Floats, Chain]:
    """Return the log likelihood of chains (b,), and better ones."""
    start = passed(emissions(y, chain), chain)
    one = _better(y, chain, start)
    middle = passed(emissions(y, one), one)
    two = _better(y, one, middle)
    leapt = _leapt(chain, one, two)
    end = passed(emissions(y, leapt), leapt)
    better = _better(y, leapt, end)
    worse = np.flatnonzero(~(end.log_likelihood >= middle.log_likelihood))
    better.put(worse, two.take(worse))
    return start.log_likelihood, better


def _leapt(chain: Chain, one: Chain, two: Chain) -> Chain:
    """Return chains that lie ahead on the course of two steps, as far as the steps shrank."""
    zero, first, second = (_parts(each) for each in (chain, one, two))
    moved = [b - a for a, b in zip(zero, first, strict=True)]
    bent = [c - b - r for b, c, r in zip(first, second, moved, strict=True)]
    length, bend = (np.sqrt(sum((x.reshape(len(x), -1) ** 2).sum(1) for x in each)) for each in (moved, bent))
    ahead = np.clip(np.divide(length, bend, out=np.ones_like(length), where=bend > 0), 1.0, FARTHEST)
    places = []
    for a, r, v in zip(zero, moved, bent, strict=True):
        far = ahead.reshape(-1, *[1] * (a.ndim - 1))
        places.append(a + 2.0 * far * r + far**2 * v)
    chances = []
    for place, own in zip(places[:2], second[:2], strict=True):
        kept = np.maximum(place, NEARER * own)  # what is 0 would stay 0
        chances.append(kept / kept.sum(-1, keepdims=True))
    rates = np.exp(np.clip(places[2], np.log(LEAST_RATE), np.log(MOST_RATE)))
    sizes = np.exp(np.clip(places[3], *np.log(SIZES))) if len(places) > 3 else None  # noqa: PLR2004
    return Chain(rates, sizes, chances[0], chances[1])


def _parts(chain: Chain) -> list[Floats]:
    found = [chain.moves, chain.first, np.log(chain.rates)]
    return found if chain.sizes is None else [*found, np.log(chain.sizes)]


def _better(y: Floats, chain: Chain, told: Told) -> Chain:
    seen = ~np.isnan(y)[..., None]
    weights = told.smoothed * seen
    total = np.maximum(weights.sum(1), 1e-300)
    rates = (weights * np.nan_to_num(y)[..., None]).sum(1) / total
    rows = told.made.sum(-1, keepdims=True)
    moves = np.where(rows > 0, told.made / np.where(rows > 0, rows, 1.0), chain.moves)
    sizes = None if chain.sizes is None else _sizes(y, chain.sizes, rates, weights)
    return Chain(np.maximum(rates, LEAST_RATE), sizes, moves, told.smoothed[:, 0])


def _sizes(y: Floats, sizes: Floats, rates: Floats, weights: Floats) -> Floats:
    """Return sizes after a step of Newton on their logarithms, at most a factor of e."""
    count, size, mean = np.nan_to_num(y)[..., None], sizes[:, None, :], rates[:, None, :]
    slope = digamma(count + size) - digamma(size) + np.log(size / (size + mean))
    slope += 1.0 - (count + size) / (size + mean)
    bend = polygamma(1, count + size) - polygamma(1, size) + 1.0 / size - 1.0 / (size + mean)
    bend += (count - mean) / (size + mean) ** 2
    first = (weights * slope).sum(1) * sizes
    second = (weights * bend).sum(1) * sizes**2 + first
    step = np.where(second < 0, -first / np.where(second < 0, second, 1.0), np.sign(first))
    found: Floats = np.clip(sizes * np.exp(np.clip(step, -1.0, 1.0)), *SIZES)
    return found
