"""How large the figures of an indicator are expected to be: a fan, its sentence and its table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.results import Fan, Table
from facta.views import words
from facta.views.language import say, wrapped

if TYPE_CHECKING:
    from facta.forecasts.foreseen import Expected, Foreseen
    from facta.records import Standing


def fan(standing: Standing, seen: Foreseen, periods: int = 24) -> Fan | None:
    """Return what an indicator was and is expected to be, with the forecast before and the nearest line."""
    sized = seen.sized.get(standing.indicator)
    if sized is None:
        return None
    points = standing.series.points.drop_nulls("value").tail(periods)
    past = tuple(
        (end - timedelta(days=1), float(value)) for end, value in points.select("end", "value").iter_rows()
    )
    asked = line(standing, seen)
    return Fan(
        unit=standing.unit,
        past=past,
        ahead=sized.ahead,
        as_of=sized.made,
        before=sized.before,
        made=sized.made_before,
        line=asked.question.line if asked else None,
        line_is="asked of" if asked else "",
        known=sum(day is None or day <= sized.made for day in points["known_at"]),
    )


def line(standing: Standing, seen: Foreseen) -> Expected | None:
    """Return the open question of the next period whose line is nearest, of those not passed yet."""
    latest = standing.latest.value if standing.latest else None
    found = [(one, one.question.line) for one in seen.open.get(standing.indicator, ())]
    away = [
        (one.question.end, abs(line - latest), one)
        for one, line in found
        if line is not None and latest is not None and one.question.asks == "value"
        and (latest > line if one.question.relation == "at most" else latest < line)
    ]  # fmt: skip
    if not away:
        return None
    coming = [pair for pair in away if pair[0] == away[0][0]]
    return min(coming, key=lambda pair: pair[1])[2]


def ahead(data: Fan) -> str:
    """Say what is expected of the first period without a figure, and what was expected of it before."""
    newest = max((day for day, _ in data.past), default=None)
    one = next((one for one in data.ahead if newest is None or one.day > newest), data.ahead[-1])
    low, high = (words.bare(end, data.unit) for end in one.most)
    said = say(
        "For the period to %(day)s: %(middle)s expected, 80 %% between %(low)s and %(high)s",
        day=words.day(one.day), middle=wrapped(words.amount(one.middle, data.unit)), low=low, high=high,
    )  # fmt: skip
    was = next((before for before in data.before if before.day == one.day), None)
    if was is None or data.made is None:
        return said
    return say(
        "%(said)s; %(middle)s expected on %(day)s",
        said=said, middle=words.bare(was.middle, data.unit), day=words.day(data.made),
    )  # fmt: skip


def twin(data: Fan) -> Table:
    """Return what is expected as a table, the forecast before beside it."""
    before = {one.day: one for one in data.before}
    rows = tuple(
        (
            words.day(one.day),
            words.bare(one.middle, data.unit),
            *(_between(getattr(one, which), data.unit) for which in ("half", "most", "nearly")),
            words.bare(before[one.day].middle, data.unit) if one.day in before else "–",
            _between(before[one.day].most, data.unit) if one.day in before else "–",
        )
        for one in data.ahead
    )
    columns = ("up to", "middle", "50 %", "80 %", "95 %", "middle before", "80 % before")
    return Table(title="", columns=columns, rows=rows, right=(1, 2, 3, 4, 5, 6))


def _between(ends: tuple[float, float], unit: str) -> str:
    return "–".join(words.bare(end, unit) for end in ends)
