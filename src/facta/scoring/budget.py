"""Lines that hold the alerts of a case within a budget: as loose as the budget lets them be."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from facta.scoring.alarms import alarms, judged
from facta.scoring.cards import MONTH_DAYS, Terms
from facta.scoring.replaying import held_back, replayed
from facta.scoring.rules import armed, rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.cases import Case
    from facta.indicators import Indicator
    from facta.records import Finding
    from facta.scoring.rules import Rule
    from facta.signals import Signal
    from facta.store import Records

LINES = {"above": 1, "below": -1, "decision": 1}  # the parameters that are lines, and the way that is tighter
RATE = "alpha"  # the parameter that is a rate of false alarms: a smaller one is tighter
RATES = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002)
TRIES = 8
HIGHEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line of one rule: as the case has it, as the budget needs it, and the alerts by either."""

    rule: str
    indicator: str
    place: int
    field: str
    was: float
    now: float
    alerts_was: int
    alerts_now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Lines that hold a case within a budget.

    Attributes
    ----------
    per_month
        Alerts a month that may be told, of all rules together.
    level
        The level from which on a finding has to be told for it; the one asked for where that will do.
    alerts_was, alerts_now, months
        Alerts by the lines of the case and by these, and in how many months.
    fixed
        Alerts, among those, of rules that have no line to move, or whose line is sealed.
    lines
        The lines that have to move.
    met
        Whether that is enough.
    """

    per_month: float
    level: int
    alerts_was: int
    alerts_now: int
    months: float
    fixed: int
    lines: tuple[Line, ...]
    met: bool


@dataclass(frozen=True, slots=True)
class _Tried:
    """One rule with its own signal and, tighter and tighter, others in its place."""

    rule: Rule
    field: str
    signals: tuple[Signal, ...]
    found: tuple[tuple[Finding, ...], ...]


def budgeted(
    case: Case, records: Records, days: Sequence[date], per_month: float, terms: Terms | None = None
) -> Budget:
    """Find lines by which a case would have given no more alerts a month than a budget allows.

    Every rule with a line may speak equally often at most: the largest number of alerts a rule is
    looked for with which the budget is met, and each line is moved only as far as that needs, never
    looser than the case has it. What is left of the budget goes to one alert more of those rules that
    were right most often. Where no lines will do, alerts begin at a higher level, unless none would
    be left.

    Parameters
    ----------
    case, records
        The case and the store.
    days
        The days looked at, oldest first.
    per_month
        Alerts a month, of all rules together.
    terms
        What counts as an alert, and what makes one true.

    Raises
    ------
    ValueError
        When the budget is not above nothing.
    """
    terms = terms or Terms()
    if per_month <= 0:
        message = (
            f"a budget of {per_month:g} alerts a month tells nothing: write a number above 0, as in 2/month"
        )
        raise ValueError(message)
    months = (days[-1] - days[0]).days / MONTH_DAYS
    tried = _tried(case, records, days)
    was = sum(len(alarms(days, one.found[0], terms)) for one in tried)
    right = [_right(case, one, days, terms) for one in tried]
    base = Budget(
        per_month=per_month,
        level=0,
        alerts_was=was,
        alerts_now=was,
        months=months,
        fixed=0,
        lines=(),
        met=False,
    )
    found: list[Budget] = []
    for level in range(terms.level, HIGHEST + 1):
        there = replace(terms, level=level)
        counts = [tuple(len(alarms(days, seen, there)) for seen in one.found) for one in tried]
        places = _places(tried, counts, right, per_month * months)
        if found and not _total(counts, places):
            break  # to tell nothing is no way to keep a budget
        found.append(_kept(replace(base, level=level), tried, counts, places))
        if found[-1].met:
            break
    return found[-1]


def _kept(
    base: Budget, tried: Sequence[_Tried], counts: Sequence[Sequence[int]], places: Sequence[int]
) -> Budget:
    """Return a budget with the lines that each rule got."""
    now = _total(counts, places)
    return replace(
        base,
        alerts_now=now,
        fixed=sum(count[0] for one, count in zip(tried, counts, strict=True) if not one.field),
        lines=tuple(_moved(tried, counts, places)),
        met=now <= base.per_month * base.months,
    )


def _places(
    tried: Sequence[_Tried], counts: Sequence[Sequence[int]], right: Sequence[float], allowed: float
) -> list[int]:
    """Return which of its lines each rule gets."""
    caps = range(max((max(count) for count in counts), default=0), -1, -1)
    every = [[_chosen(one, count, cap) for one, count in zip(tried, counts, strict=True)] for cap in caps]
    at = next((at for at, places in enumerate(every) if _total(counts, places) <= allowed), len(every) - 1)
    places = every[at]
    if at == 0 or _total(counts, places) > allowed:
        return places
    for one in sorted(range(len(tried)), key=lambda one: -right[one]):
        looser = [*places[:one], every[at - 1][one], *places[one + 1 :]]
        if _total(counts, looser) <= allowed:
            places = looser
    return places


def _right(case: Case, one: _Tried, days: Sequence[date], terms: Terms) -> float:
    """Return the share of the judged alerts of a rule, by its own line, that turning points make true."""
    mine = {key: point for key, point in case.turning_points.items() if one.rule.concerns(point)}
    every = judged(alarms(days, one.found[0], terms), mine, terms, days[-1])
    told = [alarm for alarm in every if alarm.judged]
    return sum(bool(alarm.points) for alarm in told) / len(told) if told else 0.0


def _tried(case: Case, records: Records, days: Sequence[date]) -> list[_Tried]:
    """Replay every rule with its own line and with tighter ones, drawn from the figures it saw."""
    armed_ones = {name: armed(one) for name, one in case.indicators.items()}
    own = held_back(replayed(case, records, days, armed_ones), case.false_discovery)
    found: dict[str, list[tuple[Finding, ...]]] = {}
    others: dict[str, tuple[str, tuple[Signal, ...]]] = {}
    copies: dict[str, Indicator] = {}
    for rule in rules_of(case):
        found[rule.name] = [tuple(every[rule.place] for every in own.findings[rule.indicator])]
        field = "" if hasattr(rule.signal, "seal") else next(_fields(rule.signal), "")
        tighter = tuple(_tighter(rule.signal, field, found[rule.name][0])) if field else ()
        others[rule.name] = (field if tighter else "", tighter)
        if tighter:
            one = copies.get(rule.indicator, armed_ones[rule.indicator])
            signals = tighter if rule.indicator not in copies else (*one.signals, *tighter)
            copies[rule.indicator] = one.model_copy(update={"signals": signals})
    again = replayed(case, records, days, copies)
    placed = dict.fromkeys(copies, 0)
    for rule in rules_of(case):
        for _ in others[rule.name][1]:
            place = placed[rule.indicator]
            there = (every[place] for every in again.findings[rule.indicator])
            pairs = zip(found[rule.name][0], there, strict=True)  # a tighter line never says more
            found[rule.name].append(tuple(mine if mine.level == 0 else other for mine, other in pairs))
            placed[rule.indicator] += 1
    return [
        _Tried(rule, field, (rule.signal, *tighter), tuple(found[rule.name]))
        for rule in rules_of(case)
        for field, tighter in (others[rule.name],)
    ]


def _fields(signal: Signal) -> Iterator[str]:
    yield from (name for name in (*LINES, RATE) if getattr(signal, name, None) is not None)


def _tighter(signal: Signal, field: str, findings: Sequence[Finding]) -> Iterator[Signal]:
    """Yield a signal with tighter and tighter lines: quantiles of the figures that lay beyond its own.

    Of a rule without a line that is a rate of false alarms, from small to smaller.
    """
    own = float(getattr(signal, field))
    if field == RATE:
        spoke = any(finding.level for finding in findings)
        lower = (rate for rate in RATES if spoke and rate < own)
        yield from (signal.model_copy(update={field: rate}) for rate in lower)
        return
    way = LINES[field]
    sizes = {finding.size for finding in findings if finding.level and finding.size is not None}
    beyond = sorted((size for size in sizes if (size - own) * way > 0), key=lambda size: size * way)
    step = max(len(beyond) / TRIES, 1.0)
    chosen = [beyond[min(round(step * (at + 1)), len(beyond)) - 1] for at in range(TRIES) if beyond]
    for line in dict.fromkeys(rounded(size, way) for size in chosen):
        yield signal.model_copy(update={field: line})


def rounded(size: float, way: int) -> float:
    """Round a figure to three digits, up for a line above and down for one below.

    >>> rounded(102.809, 1), rounded(1114.3, -1), rounded(-20.71, -1), rounded(3.0, 1)
    (103.0, 1110.0, -20.8, 3.0)
    """
    if size == 0:
        return 0.0
    unit = Decimal(10) ** (Decimal(repr(size)).adjusted() - 2)
    toward = ROUND_CEILING if way > 0 else ROUND_FLOOR
    return float((Decimal(repr(size)) / unit).to_integral_value(toward) * unit)


def _chosen(one: _Tried, count: Sequence[int], cap: int) -> int:
    """Return the place of the loosest line with so many alerts at most, or else with the fewest."""
    if not one.field:
        return 0
    within = (place for place, number in enumerate(count) if number <= cap)
    return next(within, count.index(min(count)))


def _total(counts: Sequence[Sequence[int]], places: Sequence[int]) -> int:
    return sum(count[place] for count, place in zip(counts, places, strict=True))


def _moved(tried: Sequence[_Tried], counts: Sequence[Sequence[int]], places: Sequence[int]) -> Iterator[Line]:
    for one, count, place in zip(tried, counts, places, strict=True):
        if place:
            yield Line(
                rule=one.rule.name,
                indicator=one.rule.indicator,
                place=one.rule.place,
                field=one.field,
                was=float(getattr(one.signals[0], one.field)),
                now=float(getattr(one.signals[place], one.field)),
                alerts_was=count[0],
                alerts_now=count[place],
            )


def block(case: Case, budget: Budget) -> str:
    """Return the lines of a budget as YAML to paste over the signals of the indicators named."""
    out = ["indicators:"] if budget.lines else []
    for name in dict.fromkeys(line.indicator for line in budget.lines):
        mine = {line.place: line for line in budget.lines if line.indicator == name}
        out += [f"  {name}:", "    signals:"]
        for place, signal in enumerate(case.indicators[name].signals):
            line = mine.get(place)
            told = signal.model_dump(mode="json", exclude_defaults=True)
            told = {"kind": signal.kind} | told | ({line.field: line.now} if line else {})
            was = f"  # was {line.was:g}: alerts {line.alerts_was}, now {line.alerts_now}" if line else ""
            said = ", ".join(f"{key}: {_plain(value)}" for key, value in told.items())
            out.append(f"      - {{{said}}}{was}")
    return "\n".join(out)


def _plain(value: object) -> str:
    """Write a value as YAML; a number in full, text in quotes where a comma or a colon would end it.

    >>> _plain(2.0), _plain(True), _plain("a: b"), _plain("surprise")
    ('2', 'true', '"a: b"', 'surprise')
    """
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, str) and value.replace("-", "").isalnum():
        return value
    return json.dumps(value, ensure_ascii=False)
