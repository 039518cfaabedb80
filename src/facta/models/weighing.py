"""Several exclusive hypotheses weighed by evidence, in likelihood ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from scipy.special import expit, logsumexp, ndtr, softmax

from facta.models._balance import (
    Balance,
    Ends,
    Hypothesis,
    Item,
    between,
    logs,
    logs_of,
    mistakes_of,
    otherwise,
    tempered,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Change", "Decibans", "Hypothesis", "Item", "Pair", "Weighed", "expected", "weigh"]

DECIBANS = 10.0 / math.log(10.0)  # of one unit of natural logarithm
FEWEST_DRAWS = 4000  # fewer leave the ends of a 90 % interval rough


@dataclass(frozen=True, slots=True, eq=False)
class Decibans:
    """Weights of evidence, 10 log10 of a ratio: at the midpoints, and at the ends of all ranges."""

    low: Floats
    central: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The leading hypothesis against the runner-up; ``total`` is the prior plus every item."""

    leading: str
    runner_up: str
    prior: Decibans
    items: Decibans
    total: Decibans


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The other state of an item that would move the leading hypothesis most, and the answer then."""

    item: str
    state: str
    posterior: Floats
    moved: float


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What the evidence says; H hypotheses, I items and G named groups, each in the order given.

    Attributes
    ----------
    prior, posterior
        At the midpoints of all ranges, shape (H,).
    low90, high90
        Central 90 % of the posterior over draws from the ranges, shape (H,).
    least, most
        Smallest and largest posterior that the ranges allow, shape (H,).
    weights
        The share at which an item counts in its group (or would, once seen), shape (I,).
    decibans
        Of each item for each hypothesis, against their geometric mean, shape (I, H); 0 if missing.
    pair
        The same for the two leading hypotheses, one against the other.
    diagnosticity
        Decibans between the hypotheses that an item favours most and least, on its own, whatever
        its group; of a missing item what is expected of it. Shape (I,).
    without_item, without_group
        The posterior without each, shapes (I, H) and (G, H).
    equal_prior
        The posterior under equal priors, shape (H,).
    break_even
        The prior at which the leading hypothesis ties with the runner-up, all other priors in proportion.
    changes
        One of each item, the largest move first; another state is reported as reliably as ``supposed`` says.
    """

    hypotheses: tuple[str, ...]
    items: tuple[str, ...]
    groups: tuple[str, ...]
    prior: Floats
    posterior: Floats
    low90: Floats
    high90: Floats
    least: Floats
    most: Floats
    weights: Floats
    decibans: Decibans
    pair: Pair
    diagnosticity: Floats
    without_item: Floats
    without_group: Floats
    equal_prior: Floats
    break_even: float
    changes: tuple[Change, ...]

    def idle(self, below: float = 1.0) -> tuple[str, ...]:
        """Name the items that distinguish nothing: their diagnosticity is below so many decibans."""
        return tuple(
            name for name, found in zip(self.items, self.diagnosticity, strict=True) if found < below
        )


def weigh(
    hypotheses: Sequence[Hypothesis],
    items: Sequence[Item],
    *,
    dependence: Mapping[str, float] | None = None,
    seed: int = 0,
    draws: int = FEWEST_DRAWS,
) -> Weighed:
    """Weigh exclusive hypotheses by evidence whose likelihoods are known as ranges.

    The range of each likelihood is first narrowed to what the other states of its row leave, as a row
    sums to 1. It is then tempered: a report of reliability r follows the fact with chance r and names any of
    the S states equally often otherwise: P' = r P + (1 - r) / S. The log likelihood of each of n
    items seen of one group is multiplied by 1 / (1 + (n - 1) rho). An item that was not seen, or whose
    reliability is 0, neither counts nor is counted in its group.

    Parameters
    ----------
    hypotheses
        Two or more; exclusive, and exhaustive if "other" is one of them.
    items
        Evidence, in any order; rows of likelihoods in the order of the hypotheses.
    dependence
        The rho of a group, 0 for independent to 1 for copies of one another; 1 where it is not given.
    seed
        Of the draws. Each range has its own stream by its names, so neither the order nor the
        company of an item changes its draws.
    draws
        Number of draws, 4,000 or more: uniform in each range, with normal copulas of correlation rho
        within a group.

    Returns
    -------
    Weighed
        Probabilities from 0 to 1, weights of evidence in decibans.

    Raises
    ------
    ValueError
        When a range is not within 0 to 1, a row cannot sum to 1, a state is impossible under a
        hypothesis, or a name is unknown or twice there: all mistakes at once.

    References
    ----------
    Good, I. J. (1950). Probability and the Weighing of Evidence. London: Griffin.
    Zlotnick, J. (1967). A theorem for prediction. Studies in Intelligence 11(4).
    Bovens, L. and Hartmann, S. (2003). Bayesian Epistemology. Oxford: Clarendon Press.
    Kish, L. (1965). Survey Sampling. New York: Wiley.

    Examples
    --------
    A report three times as likely if the bargain fails, on odds of 1 to 4:

    >>> fails, holds = Hypothesis("fails", 0.2, 0.2), Hypothesis("holds", 0.8, 0.8)
    >>> likely = np.array([[0.6, 0.4], [0.2, 0.8]])
    >>> found = weigh([fails, holds], [Item("trade", ("down", "up"), likely, likely, "down")])
    >>> found.posterior.round(4).tolist(), found.pair.items.central.round(2).tolist()
    ([0.4286, 0.5714], [-4.77])
    >>> round(found.break_even, 4)
    0.75
    """
    rho = dict(dependence or {})
    mistakes = list(mistakes_of(hypotheses, items, rho))
    if draws < FEWEST_DRAWS:
        mistakes.append(f"{draws} draws are too few, write {FEWEST_DRAWS} or more")
    if mistakes:
        raise ValueError("; ".join(mistakes))
    chances = tuple(tempered(item) for item in items)
    prior = between(np.array([h.low for h in hypotheses]), np.array([h.high for h in hypotheses]))
    balance = Balance(
        hypotheses=tuple(hypotheses),
        items=tuple(items),
        rho=rho,
        chances=chances,
        logs=tuple(logs_of(one) for one in chances),
        otherwise=tuple(logs_of(otherwise(item)) for item in items),
        prior=prior,
    )
    return _weighed(balance, _drawn(balance, seed, draws))


def expected(weights: Floats, item: Item) -> Floats:
    """Return how likely a report of each state of an item is, given how likely the hypotheses are.

    The mixture of its likelihoods at their midpoints, as a report of it would be trusted.

    Parameters
    ----------
    weights
        Probabilities of the hypotheses, shape (H,).
    item
        A piece of evidence with S states; what was seen of it does not matter.

    Returns
    -------
    Floats
        Probabilities that sum to 1, shape (S,).

    Examples
    --------
    >>> likely = np.array([[0.8, 0.2], [0.3, 0.7]])
    >>> expected(np.array([0.6, 0.4]), Item("E", ("few", "many"), likely, likely)).round(2).tolist()
    [0.6, 0.4]
    """
    chances = otherwise(item).central
    mixed: Floats = weights @ (chances / chances.sum(axis=1, keepdims=True))
    return mixed


def _drawn(balance: Balance, seed: int, draws: int) -> Floats:
    """Return draws of the posterior, shape (draws, H)."""
    seen = balance.seen()
    drawn = np.empty((draws, len(balance.hypotheses)))
    for at, one in enumerate(balance.hypotheses):
        share = ndtr(_normals(seed, draws, "prior", one.name))
        drawn[:, at] = logs(one.low + share * (one.high - one.low))
        for index, column in enumerate(seen):
            if column is not None:
                low, high = balance.chances[index].low[at, column], balance.chances[index].high[at, column]
                share = ndtr(_common(balance, balance.items[index], (seed, draws, one.name)))
                drawn[:, at] += balance.weight(index, seen) * logs(low + share * (high - low))
    return _softmax(drawn)


def _common(balance: Balance, item: Item, stream: tuple[int, int, str]) -> Floats:
    """Return standard normals of an item, which correlate by rho with those of its group."""
    seed, draws, hypothesis = stream
    rho = 0.0 if item.group is None else balance.rho.get(item.group, 1.0)
    own = _normals(seed, draws, "item", f"{item.name}\0{hypothesis}") if rho < 1 else np.zeros(draws)
    group = _normals(seed, draws, "group", f"{item.group}\0{hypothesis}") if rho > 0 else np.zeros(draws)
    return math.sqrt(1.0 - rho) * own + math.sqrt(rho) * group


def _normals(seed: int, draws: int, what: str, name: str) -> Floats:
    """Return a stream that depends on names only."""
    generator = np.random.default_rng([seed, crc32(what.encode()), crc32(name.encode())])
    return generator.standard_normal(draws)


def _posterior(balance: Balance, seen: Sequence[int | None]) -> Floats:
    """Return the posterior at the midpoints, had these states been seen."""
    return _softmax(np.log(balance.prior.central) + balance.evidence(seen).central.sum(axis=0))


def _softmax(scores: Floats) -> Floats:
    found: Floats = softmax(scores, axis=-1)
    return found


def _weighed(balance: Balance, drawn: Floats) -> Weighed:
    seen, prior = balance.seen(), logs_of(balance.prior)
    evidence, posterior = balance.evidence(seen), _posterior(balance, seen)
    least, most = _envelope(prior, evidence)
    low90, high90 = np.quantile(drawn, (0.05, 0.95), axis=0)
    names = tuple(one.name for one in balance.hypotheses)
    # Ties, rounding aside, go by name, so that the order given decides nothing.
    order = sorted(range(len(names)), key=lambda at: (-round(float(posterior[at]), 12), names[at]))
    groups = tuple(dict.fromkeys(item.group for item in balance.items if item.group is not None))
    sums = evidence.central.sum(axis=0)
    return Weighed(
        hypotheses=names,
        items=tuple(item.name for item in balance.items),
        groups=groups,
        prior=_softmax(prior.central),
        posterior=posterior,
        low90=low90,
        high90=high90,
        least=least,
        most=most,
        weights=np.array([balance.weight(index, seen) for index in range(len(seen))]),
        decibans=_against_mean(evidence),
        pair=_pair(balance, evidence, order[0], order[1]),
        diagnosticity=np.array([_diagnosticity(balance, i, posterior) for i in range(len(seen))]),
        without_item=_without(balance, [{index} for index in range(len(seen))]),
        without_group=_without(
            balance, [{i for i, item in enumerate(balance.items) if item.group == g} for g in groups]
        ),
        equal_prior=_softmax(sums),
        break_even=_break_even(prior.central, sums, order[0], order[1]),
        changes=_changes(balance, posterior, order[0]),
    )


def _envelope(prior: Ends, evidence: Ends) -> tuple[Floats, Floats]:
    """Return the ends of the posterior over all ranges.

    The posterior of h is w_h / (w_1 + ... + w_H) with w = prior x likelihoods; the sum by which priors
    are normalised divides every w alike and cancels. It rises in w_h and falls in every other w, and no
    two of them share a range, so each end lies at one corner of the box.
    """
    low, high = prior.low + evidence.low.sum(axis=0), prior.high + evidence.high.sum(axis=0)
    own = np.eye(len(low), dtype=bool)
    return np.diag(_softmax(np.where(own, low, high))), np.diag(_softmax(np.where(own, high, low)))


def _against_mean(evidence: Ends) -> Decibans:
    """Return decibans against the geometric mean over hypotheses, of which each is itself a part."""
    hypotheses = evidence.central.shape[1]
    own = np.eye(hypotheses, dtype=bool)

    def against(one: Floats, others: Floats) -> Floats:
        # Masked, not subtracted: an end may be minus infinity.
        rest = np.where(own, 0.0, others[:, None, :]).sum(axis=-1)
        found: Floats = DECIBANS * ((1.0 - 1.0 / hypotheses) * one - rest / hypotheses)
        return found

    low, central, high = evidence.low, evidence.central, evidence.high
    return Decibans(against(low, high), against(central, central), against(high, low))


def _pair(balance: Balance, evidence: Ends, lead: int, second: int) -> Pair:
    prior = _ratio(logs_of(balance.prior), lead, second)
    items = _ratio(evidence, lead, second)
    total = Decibans(
        low=prior.low + items.low.sum(),
        central=prior.central + items.central.sum(),
        high=prior.high + items.high.sum(),
    )
    leading, runner_up = (balance.hypotheses[at].name for at in (lead, second))
    return Pair(leading, runner_up, prior, items, total)


def _ratio(ends: Ends, lead: int, second: int) -> Decibans:
    return Decibans(
        low=DECIBANS * (ends.low[..., lead] - ends.high[..., second]),
        central=DECIBANS * (ends.central[..., lead] - ends.central[..., second]),
        high=DECIBANS * (ends.high[..., lead] - ends.low[..., second]),
    )


def _break_even(prior: Floats, evidence: Floats, lead: int, second: int) -> float:
    """Solve x L_lead = (1 - x) q L_second for x, q being the second's share of the other priors."""
    share = prior[second] - logsumexp(np.delete(prior, lead))
    return float(expit(share + evidence[second] - evidence[lead]))


def _diagnosticity(balance: Balance, index: int, posterior: Floats) -> float:
    item, chances = balance.items[index], balance.chances[index].central
    spread = DECIBANS * np.ptp(np.log(chances), axis=0)
    if item.seen is not None:
        return float(spread[item.states.index(item.seen)])
    # Midpoints of three ranges need not sum to 1.
    expected = posterior @ (chances / chances.sum(axis=1, keepdims=True))
    return float(expected @ spread)


def _without(balance: Balance, left_out: Sequence[set[int]]) -> Floats:
    found = np.empty((len(left_out), len(balance.hypotheses)))
    for at, gone in enumerate(left_out):
        seen = balance.seen()
        found[at] = _posterior(balance, [None if i in gone else column for i, column in enumerate(seen)])
    return found


def _changes(balance: Balance, posterior: Floats, lead: int) -> tuple[Change, ...]:
    found = []
    for index, item in enumerate(balance.items):
        options = []
        for column, state in enumerate(item.states):
            if state != item.seen:
                seen = balance.seen()
                seen[index] = column
                moved = _posterior(balance, seen)
                options.append(Change(item.name, state, moved, float(moved[lead] - posterior[lead])))
        found.append(min(options, key=_by_move))
    return tuple(sorted(found, key=_by_move))


def _by_move(change: Change) -> tuple[float, str, str]:
    return -round(abs(change.moved), 12), change.item, change.state
