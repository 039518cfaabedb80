"""What moved between two assessments, and whether the world or the data moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.periods import Period, describe
from facta.records import Change, Difference
from facta.units import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from facta.records import Assessment, Cause, Series, Standing
    from facta.results import Item

Points = dict[tuple["date", "date"], float]
SAME = 1e-9
THOUSAND = 1000


def compare(was: Assessment, now: Assessment) -> Change:
    """Say what differs between two assessments of one case.

    A figure for a period that the earlier assessment could not have had is *the world*. A period
    that it had and that now reads otherwise, or that arrived after newer ones, is *the data*.

    Raises
    ------
    ValueError
        When the first is not of an earlier day than the second.
    """
    if was.as_of >= now.as_of:
        message = f"{was.as_of} is not before {now.as_of}: name an earlier day to compare with"
        raise ValueError(message)
    before = {standing.indicator: standing for standing in was.standings}
    found: list[Difference] = []
    for standing in now.standings:
        if standing.indicator in before:
            found += _differences(before[standing.indicator], standing)
    found.sort(key=lambda d: (-abs((d.level_now or 0) - (d.level_was or 0)), d.indicator))
    found += _argued(was, now, found)
    return Change(case=now.case, was=was.as_of, now=now.as_of, differences=tuple(found))


def _argued(was: Assessment, now: Assessment, moved: Sequence[Difference]) -> Iterator[Difference]:
    """Yield what stands otherwise in the argument: a verdict, a promise, a crossed line."""
    before = {result.analysis: {item.key: item for item in result.items} for result in was.results}
    causes: dict[str, set[Cause]] = {}
    for difference in moved:
        causes.setdefault(difference.indicator, set()).add(difference.cause)
    parts = {f"{result.analysis}.{item.key}": item for result in now.results for item in result.items}
    for result in now.results:
        old = before.get(result.analysis, {})
        for item in result.items:
            earlier = old[item.key].says if item.key in old else "not there"
            if earlier != item.says and not item.echo:
                yield Difference(
                    indicator=item.key,
                    title=item.title,
                    cause=_moved_by(item, was, causes, parts),
                    was=earlier,
                    now=item.says,
                    level_was=None,
                    level_now=None,
                    reason=item.because or result.headline,
                    part=result.title,
                )


def _moved_by(
    item: Item, was: Assessment, causes: Mapping[str, set[Cause]], parts: Mapping[str, Item]
) -> Cause:
    """Tell what moved a part of the argument: the data only where nothing new happened.

    What rests on other parts rests on what those rest on.
    """
    waiting, behind, seen = [item], set(), set()
    while waiting:
        one = waiting.pop()
        if one.since is not None and one.since > was.as_of:
            return "the world"
        for name in one.rests_on:
            behind |= causes.get(name, set())
            found = [key for key in parts if key == name or key.startswith(f"{name}.")]
            waiting += [parts[key] for key in found if key not in seen]
            seen |= set(found)
    return "the data" if behind == {"the data"} else "the world"


def _figures(series: Series) -> Points:
    """Return the figures of whole periods; a value that only held on from before is no news."""
    columns = (series.points[name].to_list() for name in ("start", "end", "value", "state", "n"))
    return {
        (start, end): value
        for start, end, value, state, n in zip(*columns, strict=True)
        if value is not None and (state == "zero" or (state == "observed" and n))
    }


def _differences(was: Standing, now: Standing) -> Iterator[Difference]:
    old, new = _figures(was.series), _figures(now.series)
    newest = max((end for _, end in old), default=None)
    came = sorted(key for key in new.keys() - old.keys() if newest is None or key[1] > newest)
    data = _revisions(old, new, set(came))
    by_data = bool(data) and (not came or _older(now, came[0][0]))
    if came:
        yield _difference(was, now, "the world", _news(came, new, now), level=not by_data)
    if data:
        yield _difference(was, now, "the data", _short(data), level=by_data)
    if not came and not data and _stands(was) != _stands(now):
        yield _difference(was, now, _passed(was, now), _why(was, now))


def _revisions(old: Points, new: Points, came: set[tuple[date, date]]) -> list[str]:
    """Say which figures of periods that were already there read otherwise now."""
    late = sorted(new.keys() - old.keys() - came)
    gone = sorted(old.keys() - new.keys())
    revised = sorted(k for k in old.keys() & new.keys() if _moved(old[k], new[k]))
    said = [f"{_when(k)} revised from {_said(old[k])} to {_said(new[k])}" for k in revised]
    for key in gone:
        other = next((k for k in new if k[0] < key[1] and key[0] < k[1]), None)
        went = f"gave way to {_when(other)}" if other else "no longer stands"
        said.append(f"{_when(key)} {went}: {_said(old[key])}")
        late = [k for k in late if k != other]
    return said + [f"{_when(k)} arrived late: {_said(new[k])}" for k in late]


def _older(now: Standing, first: date) -> bool:
    """Tell whether a level goes back to before the periods that are new."""
    return bool(now.level) and now.since is not None and now.since < first


def _passed(was: Standing, now: Standing) -> Cause:
    """Time alone changed the level: a source fell silent, or a promised thing did not come."""
    silent = was.health != now.health or now.level is None
    return "the data" if silent else "the world"


def _why(was: Standing, now: Standing) -> str:
    if was.health != now.health and now.health == "fresh":
        return f"Its data went from {was.health} to fresh."
    if was.health != now.health:
        return f"No new figure came: its data went from {was.health} to {now.health}."
    return now.reason


def _moved(a: float, b: float) -> bool:
    return abs(a - b) > SAME * max(abs(a), abs(b), 1.0)


def _when(key: tuple[date, date]) -> str:
    return describe(Period(*key))


def _news(came: list[tuple[date, date]], new: Points, now: Standing) -> str:
    columns = (now.series.points[name].to_list() for name in ("start", "end", "scaled"))
    rates = {(start, end) for start, end, scaled in zip(*columns, strict=True) if scaled}
    said = []
    for key in came[-2:]:
        amount = spoken(_said(new[key]), new[key], now.unit)
        rate = f"≈{amount} a {now.series.period}, by its rate" if key in rates else amount
        said.append(f"{_when(key)}: {rate}")
    more = f"; {len(came) - len(said)} earlier" if len(came) > len(said) else ""
    return f"{'; '.join(reversed(said))}{more}."


def _said(value: float) -> str:
    """Say a number with four digits, thousands in full.

    >>> _said(1415000.4), _said(2.5634)
    ('1,415,000', '2.563')
    """
    said = f"{value:,.0f}" if abs(value) >= THOUSAND else f"{value:.4g}"
    return said.replace("-", "\N{MINUS SIGN}")


def _short(parts: list[str], most: int = 2) -> str:
    more = f"; {len(parts) - most} more" if len(parts) > most else ""
    return "; ".join(parts[:most]) + more + "."


def _stands(standing: Standing) -> tuple[int | None, str, str]:
    return standing.level, standing.direction, standing.health


def _words(standing: Standing) -> str:
    if standing.level is None:
        return "not assessed"
    way = "" if standing.direction == "none" else f" {standing.direction}"
    return f"level {standing.level}{way}"


def _difference(was: Standing, now: Standing, cause: Cause, reason: str, *, level: bool = True) -> Difference:
    return Difference(
        indicator=now.indicator,
        title=now.title,
        cause=cause,
        was=_words(was),
        now=_words(now) if level else _words(was),
        level_was=was.level,
        level_now=now.level if level else was.level,
        reason=reason,
    )
