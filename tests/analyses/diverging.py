"""Words and deeds made by hand, week by week, for the tests of their divergence."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from facta.records import Event, Observation
from facta.results import Figure, Item, Said
from tests.analyses.making import analysis, event, figure, view

MONDAY = date(2023, 1, 2)
WORDS = [6, 9, 7, 8, 5, 10, 7, 8] * 6
DEEDS = [2, 1, 3, 2, 2, 1, 2, 3] * 6
DOUBLED = [*WORDS[:32], *(2 * words for words in WORDS[32:])]
OF = {"actor": "KAZ", "target": "UZB"}
VOLUME = {"measure": "all-coded"}
UNTIL = MONDAY + timedelta(weeks=32)


def coded(counts: Sequence[int], quad: int, **given: Any) -> list[Event]:
    return [
        event(
            f"q{quad}-{week}-{number}",
            (MONDAY + timedelta(weeks=week, days=number % 7)).isoformat(),
            **{"quad": quad, "target": "UZB", **given},
        )
        for week, count in enumerate(counts)
        for number in range(count)
    ]


def volumes(values: Sequence[float]) -> list[Observation]:
    weeks = [MONDAY + timedelta(weeks=week) for week in range(len(values))]
    return [
        figure(f"v{day}", f"{day}/{day + timedelta(days=6)}", value, measure="all-coded", unit="events")
        for day, value in zip(weeks, values, strict=True)
    ]


def told(
    words: Sequence[int] = WORDS,
    deeds: Sequence[int] = DEEDS,
    *more: Event | Observation,
    quads: tuple[int, int] = (1, 2),
    **given: Any,
) -> Said:
    last = MONDAY + timedelta(weeks=len(words), days=-1)
    on = given.pop("on", last.isoformat())
    searched = given.pop("searched", f"{MONDAY}/{last}")
    pair = {"title": "North towards south", "of": OF, **given.pop("pair", {})}
    made = {
        "baseline_until": UNTIL,
        "because": "It is a test.",
        "period": "week",
        "pairs": {"N-S": pair},
        **given,
    }
    records = [*coded(words, quads[0]), *coded(deeds, quads[1]), *more]
    return analysis("divergence", **made).analyse(view(*records, on=on, searched=searched))


def part(said: Said, key: str = "N-S-cooperation") -> Item:
    return next(item for item in said.items if item.key == key)


def shown(said: Said, name: str) -> Figure:
    return next(one for one in said.figures if one.name == name)


def matters(*records: Event, on: str = "2025-12-31", **given: Any) -> Said:
    made = {"baseline_until": "2024-07-01", "because": "It is a test.", "period": "month", **given}
    kept = {name: given.pop(name) for name in ("indicators", "searched") if name in given}
    made = {name: value for name, value in made.items() if name not in kept}
    return analysis("divergence", **made).analyse(view(*records, on=on, **kept))


TALK = {"title": "Talk", "words": {"kind": "statement"}, "deeds": {"kind": "clash"}}


def spread(kind: str, count: int, first: str, **given: Any) -> list[Event]:
    start = date.fromisoformat(first)
    return [
        event(f"{kind}{first}{n}", (start + timedelta(days=20 * n)).isoformat(), kind=kind, **given)
        for n in range(count)
    ]
