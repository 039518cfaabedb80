"""A journey made by hand: Tashkent to Karachi while the border of Pakistan is shut."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from make_words import HOSTILE

from facta.results import (
    Atlas,
    Course,
    Courses,
    Dot,
    Drawing,
    Figure,
    Item,
    Mark,
    Result,
    Stretch,
    Table,
)

if TYPE_CHECKING:
    from typing import Literal

PLACES = {
    "TAS": ("Tashkent", 41.291, 69.287),
    "AND": ("Andijan", 40.763, 72.351),
    "OSS": ("Osh", 40.54, 72.79),
    "IRK": ("Irkeshtam", 39.68, 73.9),
    "KHG": ("Kashgar", 39.476, 75.97),
    "KJB": ("Khunjerab", 36.85, 75.43),
    "RWP": ("Rawalpindi", 33.602, 73.038),
    "MUX": ("Multan", 30.202, 71.453),
    "KHI": ("Karachi", 24.835, 66.974),
    "HRT": ("Hairatan", 37.22, 67.42),
    "KBL": ("Kabul", 34.519, 69.181),
    "TRK": ("Torkham", 34.13, 71.09),
    "TKA": ("Turkmenabat", 39.103, 63.57),
    "SRK": ("Sarakhs", 36.53, 61.16),
    "BND": ("Bandar Abbas", 27.14, 56.06),
}
EAST = ("TAS", "AND", "OSS", "IRK", "KHG", "KJB", "RWP", "MUX", "KHI")
WEST = ("TAS", "TKA", "SRK", "BND", "KHI")
SHUT = ("TAS", "HRT", "KBL", "TRK", "RWP")
KM = (340.0, 60.0, 215.0, 286.0, 420.0, 790.0, 625.0, 955.0)
TIMES = (11.0, 30.0, 41.0, 12.0, 33.0, 24.0, 38.0, 52.0)
PRIMARY = "road and rail by Osh, Irkeshtam, Kashgar, Khunjerab"
FALLBACK = "rail and sea by Turkmenabat, Sarakhs, Bandar Abbas"
BORDER = "the border of Pakistan and Afghanistan"
ASKED = Item(
    key="asked",
    title="Asked",
    says="Tashkent to Karachi",
    because=f"1 FEU by the fastest way, with {BORDER} shut as last seen on 4 February 2026.",
)


def _stretches(keys: tuple[str, ...], role: Literal["primary", "fallback", "other"]) -> list[Stretch]:
    sea = {("BND", "KHI")}
    return [
        Stretch(
            points=(PLACES[a][1:], PLACES[b][1:]),
            mode="sea" if (a, b) in sea else "rail" if role == "fallback" else "road",
            state="closed" if (a, b) == ("KBL", "TRK") else "open",
            role=role,
            label=f"{PLACES[a][0]}–{PLACES[b][0]}",
        )
        for a, b in pairwise(keys)
    ]


def _dot(key: str, role: Literal["end", "gate", "closed"]) -> Dot:
    label, lat, lon = PLACES[key]
    return Dot(key=key, label=label, lat=lat, lon=lon, role=role)


def _course(label: str, role: Literal["primary", "fallback"], scale: float) -> Course:
    marks = [Mark(km=0.0, value=0.0)]
    for km, hours, name in zip(accumulate(KM), accumulate(TIMES), EAST[1:], strict=True):
        value = scale * hours / 24
        marks.append(Mark(km=km, value=value, low=0.8 * value, high=1.5 * value, label=PLACES[name][0]))
    return Course(label=label, marks=tuple(marks), role=role)


def _drawings() -> tuple[Drawing, ...]:
    dots = [_dot("TAS", "end"), _dot("KHI", "end"), _dot("TRK", "closed")]
    dots += [_dot(key, "gate") for key in ("IRK", "KJB", "SRK", "BND")]
    lines = [
        *_stretches(SHUT, "other"),
        *_stretches(WEST, "fallback"),
        *_stretches(EAST, "primary"),
    ]
    note = "Gates as last seen by 23 November 2026. Lines are straight between places."
    rows = (_course(PRIMARY, "primary", 1.0), _course(FALLBACK, "fallback", 1.7))
    return (
        Drawing(
            chart="atlas",
            title=f"Tashkent to Karachi: {PRIMARY}",
            data=Atlas(dots=tuple(dots), stretches=tuple(lines), note=note),
        ),
        Drawing(chart="courses", title="Days by distance: 10.1 days", data=Courses(rows=rows, unit="days")),
        Drawing(
            chart="courses",
            title="Dollars by distance: 6,480 USD per FEU",
            data=Courses(rows=rows[:1], unit="USD per FEU"),
        ),
    )


def _tables() -> tuple[Table, ...]:
    legs = (
        ("Tashkent – Andijan", "rail", "340", "0.5 (0.4–0.7)", "130"),
        ("Andijan", "rail-road", "", "1.0 (0.5–2.0)", "150"),
        ("Andijan – Karachi", "road", "3,351", "8.6 (6.8–13.0)", "6,200"),
    )
    choices = (
        (PRIMARY, "10.1 (7.7–15.7)", "6,480 (3,900–7,420)", "16.9", "71 %", "no gate"),
        (FALLBACK, "17.4 (13.1–26.0)", "3,950 (2,410–6,200)", "20.3", "24 %", "turkmenistan, iran"),
        (f"* {FALLBACK}, Sarakhs", "19.4 (14.2–29.0)", "4,150 (2,610–6,900)", "22.1", "5 %", "iran"),
    )
    further = (
        ("Land transit through Iran", "rail and sea by Novorossiysk", "+18.4 d", "+1,210"),
        ("The Red Sea: Suez or Bab el-Mandeb", "no route", "", ""),
    )
    return (
        Table(
            title="Leg by leg: 10.1 days (7.7–15.7) over 3,691 km",
            columns=("Leg", "By", "km", "Days", "USD per FEU"),
            rows=legs,
            right=(2, 3, 4),
            note="Days: typical (low–high), borders included. A line without kilometres is a change of mode.",
        ),
        Table(
            title="3 routes that differ in what closes them",
            columns=("Route", "Days", "USD per FEU", "Worst 5 %", "Wins", "Passes"),
            rows=choices,
            right=(1, 2, 3, 4),
            note="Worst 5 %: mean days of the worst twentieth of gate states. Wins: share of 500 draws.",
        ),
        Table(
            title="What carries it if one more gate closes",
            columns=("If this closes", "It goes by", "Days", "USD per FEU"),
            rows=further,
            right=(2, 3),
            note="The other 9 gates change nothing. No probabilities are used.",
        ),
        Table(
            title="Switching values: until when it stays the fastest",
            columns=("Stop", "Takes now", "Fastest while"),
            rows=(
                ("road border at Khunjerab", "33 h", "< 208 h"),
                ("road border at Irkeshtam", "41 h", "< 216 h"),
            ),
            right=(1, 2),
            note="One stop at a time, all else typical.",
        ),
        Table(
            title="The gates of this journey: how they stand, and how long they were shut",
            columns=("Gate", "Stands", "Last closures, days", "Shut"),
            rows=(
                (
                    "The border of Pakistan and Afghanistan",
                    "closed since 11 October 2025, last seen 4 February 2026 (292 days before)",
                    "117+ (Oct 2025), 25 (Feb 2025), 8 (Sep 2023), 4 (Feb 2023)",
                    "13.6 % of days (5.1–41.0), measured",
                ),
            ),
            fold=True,
        ),
    )


def _items() -> tuple[Item, ...]:
    return (
        Item(
            key="primary",
            title="Primary",
            says=PRIMARY,
            because="10.1 days (7.7–15.7), 6,480 USD (3,900–7,420), 3,691 km; passes no gate.",
        ),
        Item(
            key="fallback",
            title="Fallback",
            says=FALLBACK,
            because="17.4 days (13.1–26.0), 3,950 USD (2,410–6,200), 3,960 km; passes turkmenistan, iran.",
        ),
        Item(
            key="killers",
            title="What ends it",
            says="alone: no single closure; in pairs: iran + red-sea",
            because="land transit through Iran shut: +18.4 d; the Red Sea shut: same.",
        ),
        Item(
            key="trigger",
            title="What to watch",
            says=f"{BORDER}: closed since 11 October 2025, last seen 4 February 2026 (292 days before)",
        ),
        Item(key="decide", title="Decide before", says="departure: primary and fallback part at Tashkent"),
        Item(
            key="confidence",
            title="Confidence",
            says="low",
            because="Verified: 21 % of the kilometres, 0 % of the moving hours. The rest is modelled.",
        ),
    )


def journey() -> Result:
    """Make the journey as an analysis says it."""
    bounds = "low and high of every leg"
    return Result(
        analysis="corridor",
        kind="corridor",
        title="Corridors and their gates",
        headline=(
            f"Tashkent to Karachi: With {BORDER} shut, the fastest route is {PRIMARY}: 10.1 days (7.7–15.7), "
            f"6,480 USD (3,900–7,420) per FEU. Fallback that shares no gate: {FALLBACK}, 17.4 days."
        ),
        method="Shortest paths on a graph of places by mode and gauge, in every state of the closure groups.",
        editorial="Which links close together, and shares of days marked illustrative, are the author's.",
        items=_items(),
        figures=(
            Figure(name="days", title="Days", value=10.1, unit="days", low=7.7, high=15.7, bounds=bounds),
            Figure(name="usd", title="USD", value=6480.0, unit="USD", low=3900.0, high=7420.0, bounds=bounds),
            Figure(
                name="no-route",
                title="Chance that no route is left",
                value=2.1,
                unit="%",
                note="from the state asked for, other gates by how often each was shut",
                editorial=True,
            ),
        ),
        tables=_tables(),
        drawings=_drawings(),
        gaps=("No sighting of the border after 4 February 2026.", "Nothing watches Turkmenistan."),
    )


def asked() -> Result:
    """Make the journey with the line that says what was asked, and with what each route takes."""
    takes = (("Days", "17.4 (13.1–26.0)"), ("USD per FEU", "3,950 (2,410–6,200)"), ("Passes", "iran"))
    items = [replace(one, detail=takes) if one.key == "fallback" else one for one in _items()]
    return replace(journey(), items=(ASKED, *items))


def stuck() -> Result:
    """Make a journey that nothing carries, with what would open a way."""
    return replace(
        journey(),
        headline="Tashkent to Karachi: no route. With Iran and Pakistan shut, nothing leads there.",
        items=(
            Item(
                key="primary",
                title="Primary",
                says="no route",
                because="Nothing in the network leads there in this state.",
            ),
        ),
        figures=(),
        drawings=(),
        tables=(
            Table(
                title="What would open a route: one gate alone",
                columns=("If this opens", "It goes by", "Days"),
                rows=(("Land transit through Iran", FALLBACK, "17.4"),),
                right=(2,),
            ),
        ),
    )


def harmful() -> Result:
    """Make a journey whose every text tries to break the page."""
    table = Table(title=HOSTILE, columns=(HOSTILE, HOSTILE), rows=((HOSTILE, HOSTILE),), note=HOSTILE)
    keys = ("asked", "primary", "fallback", "killers", "trigger", "closures", HOSTILE)
    drawing = Drawing(
        chart="courses",
        title=HOSTILE,
        data=Courses(
            rows=(Course(label=HOSTILE, marks=(Mark(km=0, value=0), Mark(km=9, value=9, label=HOSTILE))),),
            unit=HOSTILE,
        ),
    )
    dot = Dot(key=HOSTILE, label=HOSTILE, lat=40.0, lon=70.0, role="end")
    return Result(
        analysis=HOSTILE,
        kind="corridor",
        title=HOSTILE,
        headline=HOSTILE,
        method=HOSTILE,
        editorial=HOSTILE,
        items=tuple(
            Item(key=key, title=HOSTILE, says=HOSTILE, because=HOSTILE, detail=((HOSTILE, HOSTILE),))
            for key in keys
        ),
        figures=(Figure(name="x", title=HOSTILE, value=1.0, unit="days", note=HOSTILE),),
        tables=(table, replace(table, title=HOSTILE + "2", fold=True)),
        drawings=(
            drawing,
            Drawing(chart="atlas", title=HOSTILE, data=Atlas(dots=(dot,), stretches=(), note=HOSTILE)),
            replace(drawing, title=HOSTILE + "3"),
        ),
        gaps=(HOSTILE,),
    )
