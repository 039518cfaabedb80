"""First days of months or years to write along an axis, as many as stand apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.words import short_month

if TYPE_CHECKING:
    from datetime import date

    from facta.views.charts.points import Days

YEAR_WIDE, MONTH_WIDE, FEW = 38, 52, 550


def labelled(days: Days) -> list[tuple[date, str]]:
    """Choose first days of months or years to label, as many as stand apart."""
    whole = (days.end - days.start).days
    months = whole < FEW
    first = days.start.replace(day=1)
    candidates = [
        first.replace(year=first.year + (first.month - 1 + k) // 12, month=(first.month - 1 + k) % 12 + 1)
        for k in range(whole // 28 + 2)
    ]
    wanted = [when for when in candidates if days.start <= when <= days.end and (months or when.month == 1)]
    kept: list[date] = []
    gap = MONTH_WIDE if months else YEAR_WIDE
    for when in wanted:
        x = days.at(when)
        if days.left + 8 <= x <= days.right - 12 and (not kept or x - days.at(kept[-1]) >= gap):
            kept.append(when)
    return [(when, f"{short_month(when)} {when:%y}" if months else str(when.year)) for when in kept]
