"""What people said of alerts, beside what a replay says of rules: how many were worth being told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  (pydantic reads it when it is read back)
from typing import TYPE_CHECKING

from facta.models.pooling import simple

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One alert: by which rule, which ``says`` what it is, of what, as of which day, and its worth.

    ``useful`` is what was said of it last, None where nobody acknowledged it.
    """

    rule: str
    says: str
    subject: str
    as_of: date
    useful: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The alerts of a case, oldest first, with what people said of them."""

    case: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of a rule: alerts told, alerts judged, and of these the useful ones with a 90 % interval."""

    rule: str
    says: str
    told: int
    judged: int
    useful: int
    low: float | None = None
    high: float | None = None


def precision(rule: str, says: str, worth: Sequence[bool | None]) -> Precision:
    """Count the useful alerts of a rule, with Clopper-Pearson limits.

    >>> one = precision("level", "a level changed", [True, True, False, None])
    >>> one.told, one.judged, one.useful, round(one.low, 2), round(one.high, 2)
    (4, 3, 2, 0.14, 0.98)
    """
    judged = [useful for useful in worth if useful is not None]
    rate = simple(sum(judged), len(judged)) if judged else None
    return Precision(
        rule=rule,
        says=says,
        told=len(worth),
        judged=len(judged),
        useful=sum(judged),
        low=rate.exact_low90 if rate else None,
        high=rate.exact_high90 if rate else None,
    )


def precisions(said: Said, as_of: date) -> tuple[Precision, ...]:
    """Count the useful alerts of each rule that spoke up to a day."""
    told = [one for one in said.told if one.as_of <= as_of]
    rules = dict.fromkeys((one.rule, one.says) for one in told)
    return tuple(precision(*rule, [one.useful for one in told if one.rule == rule[0]]) for rule in rules)
