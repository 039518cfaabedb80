"""Tables of effects with independent causes: the leaky noisy-OR, with barriers between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Chance = float | np.ndarray
Passes = Mapping[int, "Sequence[float] | np.ndarray"]


@dataclass(frozen=True, eq=False)
class Cause:
    """A cause that is absent or active, and what stands between it and the effect.

    ``strength`` is the chance that the cause alone brings about the effect, one number or one for each
    draw. ``passes`` gives for some barriers, by their number from 0 on, the share of that chance that
    each state of the barrier lets through: shape (states,) or (draws, states). A barrier that blocks
    0.7 passes 0.3. Several barriers of one cause multiply, and one barrier may stand before several
    causes.
    """

    strength: Chance
    passes: Passes = field(default_factory=dict)


def noisy_or(leak: Chance, causes: Sequence[Chance]) -> np.ndarray:
    """Return the table of an effect each of whose causes may bring it about alone.

    The effect stays away when the leak and every active cause fail, independently:
    P(active | x) = 1 - (1 - leak) * product of (1 - strength) over the active causes.

    Parameters
    ----------
    leak
        Chance of the effect without any of the causes: what is not in the model.
    causes
        Strength of each cause. Leak and strengths are numbers or arrays of shape (draws,).

    Returns
    -------
    numpy.ndarray
        Shape (2, ..., 2, 2): an axis for each cause (absent, active), and a last one for the effect
        (absent, active). With a leading axis of draws where any chance has one.

    Raises
    ------
    ValueError
        When a chance is not within 0 and 1.

    References
    ----------
    Pearl, J. (1988). Probabilistic Reasoning in Intelligent Systems. Morgan Kaufmann.
    Henrion, M. (1989). Some practical issues in constructing belief networks. Uncertainty in
    Artificial Intelligence 3, 161-173.
    Diez, F. J. (1993). Parameter adjustment in Bayes networks: the generalized noisy OR-gate.
    Proceedings of the Ninth Conference on Uncertainty in Artificial Intelligence, 99-105.

    Examples
    --------
    >>> noisy_or(0.1, [0.5, 0.8])[..., 1].round(4).tolist()
    [[0.1, 0.82], [0.55, 0.91]]
    """
    return gate(leak, [Cause(strength) for strength in causes])


def gate(leak: Chance, causes: Sequence[Cause]) -> np.ndarray:
    """Return the table of an effect of independent causes, some of them behind barriers.

    As ``noisy_or``, with the strength of a cause multiplied by what its barriers let through.

    Parameters
    ----------
    leak, causes
        As there; no barrier stops the leak.

    Returns
    -------
    numpy.ndarray
        Shape (2, ..., 2, states, ..., 2): an axis for each cause in order, one for each barrier by its
        number, and a last one for the effect (absent, active). With a leading axis of draws where any
        chance has one.

    Raises
    ------
    ValueError
        When a chance is not within 0 and 1, draws differ in number, barriers are not numbered 0, 1,
        and so on, or a barrier has different numbers of states before different causes.

    References
    ----------
    Diez, F. J. (1993). Parameter adjustment in Bayes networks: the generalized noisy OR-gate.
    Proceedings of the Ninth Conference on Uncertainty in Artificial Intelligence, 99-105.

    Examples
    --------
    >>> gate(0.0, [Cause(0.8, {0: (1.0, 0.5, 0.0)})])[1, :, 1].tolist()
    [0.8, 0.4, 0.0]
    """
    shape = (2,) * len(causes) + _barriers(causes)
    draws = _draws(leak, causes)
    # Logarithms of staying away: small chances keep their digits, and certainty is minus infinity.
    with np.errstate(divide="ignore"):
        away = np.log1p(-_along(_chances(leak, "the leak"), None, shape))
        for axis, cause in enumerate(causes):
            reach = _along(_chances(cause.strength, f"the strength of cause {axis + 1}"), None, shape)
            for barrier, passes in cause.passes.items():
                share = _chances(passes, f"what barrier {barrier} passes of cause {axis + 1}")
                reach = reach * _along(share, len(causes) + barrier, shape)
            active = _along(np.array([False, True]), axis, shape)
            away = away + np.where(active, np.log1p(-reach), 0.0)
    away = np.broadcast_to(away, (draws or 1, *shape))
    table = np.stack([np.exp(away), -np.expm1(away)], axis=-1)
    return table if draws else table[0]


def _barriers(causes: Sequence[Cause]) -> tuple[int, ...]:
    """Return the number of states of each barrier."""
    found: dict[int, set[int]] = {}
    for cause in causes:
        for barrier, passes in cause.passes.items():
            found.setdefault(barrier, set()).add(np.atleast_1d(passes).shape[-1])
    for number, barrier in enumerate(sorted(found)):
        if number != barrier:
            raise ValueError(f"barriers are numbered from 0 on without a hole, not {sorted(found)}")
        if len(found[barrier]) > 1:
            raise ValueError(f"barrier {barrier} has {sorted(found[barrier])} states before different causes")
    return tuple(found[barrier].pop() for barrier in sorted(found))


def _draws(leak: Chance, causes: Sequence[Cause]) -> int | None:
    shapes = [np.shape(leak), *(np.shape(cause.strength) for cause in causes)]
    shapes += [np.shape(passes)[:-1] for cause in causes for passes in cause.passes.values()]
    if any(len(shape) > 1 for shape in shapes):
        message = "a chance is one number or one for each draw; what a barrier passes, one for each state"
        raise ValueError(message)
    counts = sorted({shape[0] for shape in shapes if shape})
    if len(counts) > 1:
        raise ValueError(f"chances have different numbers of draws: {', '.join(map(str, counts))}")
    return counts[0] if counts else None


def _chances(values: Sequence[float] | Chance, name: str) -> np.ndarray:
    chances = np.asarray(values, dtype=float)
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError(f"{name} is a chance within 0 and 1, not {values!r}")
    return chances


def _along(values: np.ndarray, axis: int | None, shape: tuple[int, ...]) -> np.ndarray:
    """Lay values along one axis of a table, or along none, behind an axis of draws."""
    return values.reshape(-1, *(size if i == axis else 1 for i, size in enumerate(shape)))
