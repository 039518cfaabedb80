"""How sources ask for one page after another, and when they ask for a unit again."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from facta.sources.asking import Answer, Fault, Request, Unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from facta.sources.asking import Plan

Pages = Generator[tuple[Request, ...] | Unit, tuple[Answer, ...], tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with an answer that came whole: a fault, and the reason in words."""

    fault: Fault
    reason: str


Next = Request | Wrong | None


def follow(first: Request, after: Callable[[tuple[Answer, ...]], Next], *, most: int) -> Pages:
    """Ask page after page; return the answers of all, the last of them failed where one is wrong.

    ``after`` is given the sound answers so far and returns the next request, None after the last
    page, or what is wrong with the newest answer. Beyond ``most`` pages nothing is asked, and an
    answer that failed as ``too-large`` says so.
    """
    answers: list[Answer] = []
    request: Request | None = first
    while request is not None:
        if len(answers) == most:
            answers.append(_too_many(request, answers[-1], most))
            break
        (answer,) = yield (request,)
        answers.append(answer)
        if not answer.sound:
            break
        told = after(tuple(answers))
        if isinstance(told, Wrong):
            answers[-1] = spoilt(answer, told)
            break
        request = told
    return tuple(answers)


def spoilt(answer: Answer, wrong: Wrong) -> Answer:
    """Return an answer as one that failed; bytes that are no data are not kept."""
    return replace(answer, state="failed", body=b"", fault=wrong.fault, reason=wrong.reason)


def due(plan: Plan, address: str, *, days: float = math.inf) -> bool:
    """Tell whether a unit is asked for: unless it is kept whole, settled, and younger than ``days``."""
    kept = plan.kept.get(address)
    if kept is None or kept.state != "complete" or not kept.settled:
        return True
    return (plan.now - kept.retrieved_at) / timedelta(days=1) >= days


def year_seen(today: date, lag_days: int) -> int:
    """Return the newest year whose yearly figures are out on a day, by the usual lag.

    >>> from datetime import date
    >>> year_seen(date(2026, 6, 1), 165), year_seen(date(2026, 6, 15), 165)
    (2024, 2025)
    """
    return (today - timedelta(days=lag_days)).year - 1


def _too_many(request: Request, last: Answer, most: int) -> Answer:
    reason = f"more than {most:,} pages; ask for fewer countries or a later start"
    return replace(
        last, request=request, state="failed", body=b"", fault="too-large", reason=reason, status=None
    )
