"""Records for the drawings of forecasts, trajectories, sources and counts by place."""

from __future__ import annotations

from datetime import date, timedelta

from facta.results import Ahead, Calibration, Fan, Future, Futures, Rated, Stretch
from facta.views.charts.shapes import Counted, Grid, Layer, Looked, Watch

LONG = "A name that is far too long for the place that any chart could ever give to it, whatever its width"
DAY = date(2026, 6, 1)
TRAJECTORIES = Futures(
    rows=(
        Future(label="Transactional regime holds", value=65.1, low=51.4, high=75.8, was=61.0),
        Future(label="Deepening patronage", value=5.4, low=2.8, high=9.5, was=9.2),
        Future(label="Containment fails, Moscow forward", value=9.8, low=4.6, high=17.3, was=9.6),
        Future(label="Rupture or factional reversal", value=9.0, low=4.1, high=16.0, was=9.5),
        Future(label="Something else", value=10.7, low=5.0, high=19.1, was=10.7),
    ),
    was=date(2026, 3, 2),
)


def ahead(start: date, level: float, steps: int = 12) -> tuple[Ahead, ...]:
    """Widen month by month around a level that rises slowly."""
    return tuple(
        Ahead(
            day=start + timedelta(days=30 * step),
            middle=level + step,
            half=(level + step - step, level + step + step),
            most=(level + step - 2 * step, level + step + 2 * step),
            nearly=(level + step - 3 * step, level + step + 3.4 * step),
        )
        for step in range(1, steps + 1)
    )


DELIVERIES = Fan(
    unit="kt",
    past=tuple((date(2024, 6, 1) + timedelta(days=30 * k), 45.0 + k * 1.4 + (k % 4) * 3) for k in range(23)),
    ahead=ahead(date(2026, 4, 20), 80.0),
    as_of=DAY,
    before=ahead(date(2026, 1, 20), 70.0, 14),
    made=date(2026, 3, 2),
    line=100.0,
    line_is="Signpost of patronage",
)
WORDS_SAID = Calibration(
    rows=(
        Rated(term="very unlikely", means=(5, 20), n=33, happened=12.0, low=4.0, high=27.0),
        Rated(term="unlikely", means=(20, 45), n=46, happened=30.0, low=19.0, high=45.0),
        Rated(term="roughly even", means=(45, 55), n=0),
        Rated(term="likely", means=(55, 80), n=52, happened=44.0, low=31.0, high=54.0),
        Rated(term="very likely", means=(80, 95), n=21, happened=90.5, low=71.0, high=97.0),
    )
)


def weeks(states: str) -> tuple[Looked, ...]:
    """Read a word a week: c, p, e, f, and a full stop where nothing was asked."""
    meaning: dict[str, Looked] = {
        "c": "complete",
        "p": "partial",
        "e": "empty",
        "f": "failed",
        ".": "not asked",
    }
    return tuple(meaning[letter] for letter in states)


SOURCES = Grid(
    rows=(
        Watch(
            label="UN Secretary-General",
            states=weeks("c" * 39 + "..." + "c" * 6 + "...."),
            note="4 weeks behind",
        ),
        Watch(
            label="GDELT events",
            states=weeks("cccpccccfccccccccccc" + "ce" * 10 + "ppppffffcccc"),
            note="fresh",
        ),
        Watch(label=LONG, states=weeks("." * 52), note="never collected"),
    ),
    starts=tuple(date(2025, 6, 2) + timedelta(days=7 * k) for k in range(52)),
)
ATTACKS = Layer(
    unit="attacks",
    places=(
        Counted(label="Kabul", lat=34.53, lon=69.17, count=31),
        Counted(label="Kunduz", lat=36.73, lon=68.86, count=9),
        Counted(label="Nangarhar", lat=34.43, lon=70.45, count=22),
        Counted(label="Takhar", lat=36.67, lon=69.48, count=4),
        Counted(label="Badakhshan", lat=37.12, lon=70.58, count=7),
        Counted(label="Herat", lat=34.35, lon=62.2, count=5),
        Counted(label="Balkh", lat=36.71, lon=67.11, count=6),
        Counted(label="Khatlon", lat=37.64, lon=68.6, count=1),
        Counted(label="Nowhere", lat=33.0, lon=66.0, count=0),
    ),
    stretches=(
        Stretch(points=((37.22, 67.42), (36.71, 67.11), (34.53, 69.17)), mode="rail", state="planned"),
    ),
    note="3 of 88 have no known place.",
)
MANY = Futures(rows=(*TRAJECTORIES.rows, Future(label=LONG, value=33.0), Future(label="Nil", value=0.0)))
FAR = Fan(
    unit=LONG, past=DELIVERIES.past[:1], ahead=DELIVERIES.ahead, as_of=DAY, line=1e9, line_is=LONG
)  # fmt: skip
EVERY = [
    ("futures", TRAJECTORIES),
    ("futures", Futures(rows=TRAJECTORIES.rows[:2])),
    ("futures", MANY),
    ("futures", Futures(rows=())),
    ("fan", DELIVERIES),
    ("fan", Fan(unit="kt", past=(), ahead=(), as_of=DAY)),
    ("fan", Fan(unit="kt", past=DELIVERIES.past, ahead=(), as_of=DAY, line=20.0)),
    ("fan", FAR),
    ("calibration", WORDS_SAID),
    ("calibration", Calibration(rows=())),
    ("calibration", Calibration(rows=(Rated(term=LONG, means=(0, 100), n=10**6, happened=0.0),))),
    ("coverage", SOURCES),
    ("coverage", Grid(rows=(), starts=())),
    ("layer", ATTACKS),
    ("layer", Layer(unit="attacks", places=())),
    ("layer", Layer(unit=LONG, places=(Counted(label=LONG, lat=-89, lon=179, count=1e9),), note=LONG * 5)),
]  # fmt: skip
