"""What was learnt from questions resolved so far: how well each method did, how often the answer was yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.forecasts.records import Asks, Family

SHRUNK = 60.0  # so many scored forecasts weigh as much as the prior that all methods are as good
POWER = 4.0
ENOUGH = 10


@dataclass
class Past:
    """Losses and answers of what had been resolved by a day; each family apart.

    Of each method it holds how many forecasts were scored, the sum of its losses, and what all methods
    lost on the same questions on average. Only the ratio of the two sums counts: a loss relative to that
    of others on one question would reward certainty.
    """

    losses: dict[tuple[Family, str], tuple[int, float, float]] = field(default_factory=dict)
    answers: dict[tuple[Family, Asks], tuple[int, int]] = field(default_factory=dict)

    def learn(self, family: Family, scores: Mapping[str, float]) -> None:
        """Add the losses of the methods on one resolved question."""
        every = sum(scores.values()) / max(len(scores), 1)
        for method, score in scores.items():
            n, own, others = self.losses.get((family, method), (0, 0.0, 0.0))
            self.losses[family, method] = (n + 1, own + score, others + every)

    def count(self, family: Family, asks: Asks, *, yes: int, of: int) -> None:
        """Add how many of some answers were yes."""
        had, many = self.answers.get((family, asks), (0, 0))
        self.answers[family, asks] = (had + yes, many + of)

    def weights(self, family: Family, methods: Sequence[str]) -> dict[str, float]:
        """Return the weights of an ensemble: by past score, drawn towards equal ones.

        >>> past = Past()
        >>> for _ in range(60):
        ...     past.learn("counts", {"good": 1.0, "bad": 3.0})
        >>> {name: round(one, 2) for name, one in past.weights("counts", ["good", "bad"]).items()}
        {'good': 0.74, 'bad': 0.26}
        """
        if not methods:
            return {}
        seen = {one: self.losses.get((family, one), (0, 0.0, 0.0)) for one in methods}
        fewest = min(n for n, _, _ in seen.values())
        equal = 1.0 / len(methods)
        if not all(own and others for _, own, others in seen.values()):
            return dict.fromkeys(methods, equal)
        good = {one: (others / own) ** POWER for one, (_, own, others) in seen.items()}
        trust, whole = fewest / (fewest + SHRUNK), sum(good.values())
        return {one: trust * part / whole + (1 - trust) * equal for one, part in good.items()}

    def base_rate(self, family: Family, asks: Asks) -> float | None:
        """Return how often such questions were answered yes, or None before enough were."""
        yes, many = self.answers.get((family, asks), (0, 0))
        return (yes + 0.5) / (many + 1.0) if many >= ENOUGH else None
