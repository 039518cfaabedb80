"""POLECAT: events coded from the news by machine, 2018 to present, in PLOVER.

Files of a week, gathered later into one of a year. ``None`` stands for nothing; countries are ISO
codes, several of them parted by a semicolon.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from facta import actors, cameo
from facta.errors import nearest
from facta.sources import coded, meanings
from facta.sources.base import Card, Reading, covered
from facta.sources.base import Parameters as Asked
from facta.sources.coded import OTHERS, Parameters
from facta.sources.dataverse import CREDENTIALS, HOSTS, Listed, Span, fetch_files
from facta.sources.tables import columns

if TYPE_CHECKING:
    from facta.periods import Period
    from facta.records import Snapshot
    from facta.sources.asking import Plan, Steps
    from facta.sources.sheets import Sheet

__all__ = ["Parameters", "card", "fetch", "read"]

DOI: Final = "doi:10.7910/DVN/AJGVIT"

card: Final = Card(
    name="polecat",
    title="POLECAT weekly data",
    publisher="Leidos and others, at Harvard Dataverse",
    url="https://doi.org/10.7910/DVN/AJGVIT",
    licence="terms of use of Harvard Dataverse",
    redistributable="attribution",
    grain="one row per event that a story of the news tells, in seven languages",
    lag_days=10,
    coverage="the world since 2018; weekly",
    limitation=(
        "Coded by machine from stories: an event is told as often as the news tell it, and what is planned "
        "or denied can count as an event. Who acts for a state is decided by sector; everybody else but a "
        "few organisations is one actor, OTHERS."
    ),
    healthy="a week has 10,000 to 40,000 rows and appears within ten days of its end",
    citation=("Halterman, A. et al. (2023). POLECAT Weekly Data. Harvard Dataverse, doi:10.7910/DVN/AJGVIT."),
    hosts=HOSTS,
    credentials=CREDENTIALS,
    frequency="week",
    spacing_seconds=2.0,
)

# The 16 types of PLOVER by quad: a quad is worked out from the type, never carried over.
QUADS: Final = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
CONSUMED: Final = columns(
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,"
    "Primary Actor Sector,Recipient Name,Recipient Country,Primary Recipient Sector,City,District,"
    "Province,Country,Latitude,Longitude,Source,Publication Date"
)
_PEOPLE: Final = "may name private people, who are never tracked"
DROPPED: Final = {
    "Actor COW": "number of Actor Country",
    "Actor Sectors": "every sector; Primary Actor Sector is the one that acts",
    "Actor Title": _PEOPLE,
    "Actor Name Raw": _PEOPLE,
    "Wikipedia Actor ID": _PEOPLE,
    "Recipient COW": "number of Recipient Country",
    "Recipient Sectors": "every sector; Primary Recipient Sector is the one that is acted on",
    "Recipient Title": _PEOPLE,
    "Recipient Name Raw": _PEOPLE,
    "Wikipedia Recipient ID": _PEOPLE,
    "Placename": "City, District and Province again",
    "GeoNames ID": "number of the place",
    "Raw Placename": "the place as printed",
    "Feature Type": "kind of place",
    "Story People": _PEOPLE,
    "Story Organizations": "of the story, not of the event",
    "Story Locations": "of the story, not of the event",
    "Language": "language of the story",
    "Version": "number of the coder",
}
COLUMNS: Final = columns(
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,"
    "Actor COW,Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,"
    "Recipient Name,Recipient Country,Recipient COW,Primary Recipient Sector,Recipient Sectors,"
    "Recipient Title,Recipient Name Raw,Wikipedia Recipient ID,Placename,City,District,Province,Country,"
    "Latitude,Longitude,GeoNames ID,Raw Placename,Feature Type,Source,Publication Date,Story People,"
    "Story Organizations,Story Locations,Language,Version"
)
# Fifth column of some files.
ALIASES: Final = {"Event Intensity": "Intensity"}
# Type that an older manual of PLOVER calls by another name.
_OLDER: Final = {"DEMAND": "REQUEST"}
_STATE_SECTORS: Final = frozenset({"GOV", "EXE", "LEG", "JUD", "MIL", "COP", "SPY"})
_PRINTED: Final = {" ".join(words).upper(): quad for quad, words in cameo.TAGS.items()}
_WEEK: Final = re.compile(r"ngecEvents\.(20[0-9]{2})([01][0-9])([0-3][0-9])[0-9]*\..*\.txt(?:\.zip)?")
_YEAR: Final = re.compile(r"ngecEvents(?:\.?DV)?[.-](?:DV[.-])?(20[0-9]{2})\.txt(?:\.zip)?")
_WORD: Final = re.compile(r"[a-z0-9]+")
_DAYS_OF_WEEK: Final = 7


def fetch(plan: Plan) -> Steps:
    """Ask for the list of files, then for each week or year that is not kept."""
    asked = Parameters.of(plan.parameters)
    yield from fetch_files(plan, DOI, asked.since, lambda file: _span(file, asked))


def _span(file: Listed, asked: Parameters) -> Span | None:
    """Return what a file covers: a year, or the week before the day of its release."""
    yearly, weekly = _YEAR.fullmatch(file.label), _WEEK.fullmatch(file.label)
    if yearly is not None:
        year = int(yearly[1])
        start, end = date(year, 1, 1), date(year + 1, 1, 1)
    elif weekly is not None:
        try:
            end = date(int(weekly[1]), int(weekly[2]), int(weekly[3]))
        except ValueError:
            return None
        start = end - timedelta(days=_DAYS_OF_WEEK)
    else:
        return None
    return Span(name=file.label, start=start, end=end) if start < asked.until else None


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: Asked | None = None,
) -> Reading:
    """Read a week or a year of events, as a table or in its zip archive.

    Raises
    ------
    SourceError
        With every unknown or missing column, type and quad, or each number that cannot be read.
    """
    asked = Parameters.of(parameters)
    sheet = coded.opened(snapshot, COLUMNS, missing=["None"], aliases=ALIASES)
    lag = card.lag_days if lag_days is None else lag_days
    events, otherwise = _events(sheet, snapshot, asked, lag)
    sheet.settle()
    refused: tuple[str, ...] = ()
    if otherwise:
        refused = (
            f"{otherwise:,} of {sheet.cells.height:,} rows kept, whose Quad Code is not that of their type",
        )
    return Reading(events=events, coverage=covered(card, snapshot, covers, lag), refused=refused)


def _events(sheet: Sheet, snapshot: Snapshot, asked: Parameters, lag: int) -> tuple[pl.DataFrame, int]:
    """Return the events asked for, and how many rows have a quad that is not that of their type."""
    start, published = _day(sheet, "Event Date"), _day(sheet, "Publication Date")
    types = sheet.translated("Event Type", pl.String(), _type, wrong=_no_type)
    quad = types.replace_strict(list(QUADS), list(QUADS.values()), default=None, return_dtype=pl.Int64())
    printed = sheet.translated("Quad Code", pl.Int64(), _quad, wrong=_no_quad)
    for column in ("Event ID", "Event Date", "Event Type"):
        sheet.required(column)
    actor, target = (_actor(sheet, role, start) for role in ("Actor", "Recipient"))
    place = _first(sheet, "Country")
    last = meanings.evaluated(pl.max_horizontal(start, published))
    known_at, known_by = coded.known(last, lag, snapshot)
    modes = sheet.translated("Event Mode", pl.String(), lambda text: "-".join(_WORD.findall(text.lower())))
    kind = types.str.to_lowercase()
    columns = {
        "kind": kind,
        "actor": actor,
        "target": target,
        "known_at": known_at,
        "known_by": known_by,
        "tags": _tags(sheet, quad),
        "participants": _participants(sheet),
        "country": place,
        "code": meanings.evaluated(pl.concat_str([types, modes], separator="-", ignore_nulls=True)),
        "quad": quad,
        "text": coded.sentence(actor, kind, target),
        "publisher": meanings.constant(sheet, "POLECAT"),
        "origin": coded.cleaned(sheet.column("Source").fill_null("POLECAT")),
    }
    frame = coded.laid(sheet, snapshot, start, columns)
    otherwise = int((printed != quad).sum())
    if asked.countries:
        frame = frame.filter(_asked_for(sheet, asked.countries))
    return frame.filter(frame["start"].is_between(asked.since, asked.until, closed="left")), otherwise


def _type(text: str) -> str | None:
    word = _OLDER.get(text.upper(), text.upper())
    return word if word in QUADS else None


def _no_type(text: str) -> str:
    return f"{text!r} is no type of PLOVER{nearest(text.upper(), QUADS)}"


def _quad(text: str) -> int | None:
    return _PRINTED.get(re.sub("[-_ ]+", " ", text).upper())


def _no_quad(text: str) -> str:
    return f"{text!r} is none of {', '.join(_PRINTED)}"


def _day(sheet: Sheet, column: str) -> pl.Series:
    def meaning(text: str) -> date | None:
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None

    return sheet.translated(column, pl.Date(), meaning, wrong=lambda text: f"{text!r} is not a day")


def _codes(text: str) -> list[str]:
    """Return the states of a list of ISO codes, each once; a code nobody knows is none."""
    found = dict.fromkeys(code.strip() for code in text.split(";"))
    return [code for code in found if actors.known(code)]


def _first(sheet: Sheet, column: str) -> pl.Series:
    return sheet.translated(column, pl.String(), lambda text: next(iter(_codes(text)), None))


def _all(sheet: Sheet, column: str) -> pl.Series:
    found = sheet.translated(column, pl.List(pl.String()), _codes)
    return found.fill_null(pl.Series([[]], dtype=pl.List(pl.String())))


def _participants(sheet: Sheet) -> pl.Series:
    """Return the states of both sides beyond the first of each."""
    sides = [_all(sheet, f"{role} Country").list.slice(1) for role in ("Actor", "Recipient")]
    return meanings.evaluated(pl.concat_list(sides).list.unique(maintain_order=True))


def _asked_for(sheet: Sheet, countries: tuple[str, ...]) -> pl.Series:
    """Say of each row whether one of its countries is among those asked for, each in a list of them."""
    wanted = list(countries)
    parts = [_all(sheet, column) for column in ("Actor Country", "Recipient Country", "Country")]
    together = meanings.evaluated(pl.concat_list(parts))
    return together.list.set_intersection(wanted).list.len() > 0


def _tags(sheet: Sheet, quad: pl.Series) -> pl.Series:
    """Return the two words of the quad, and each context as ``context:…``."""

    def contexts(text: str) -> list[str]:
        words = ["-".join(_WORD.findall(part.lower())) for part in text.split(";")]
        return [f"context:{word}" for word in dict.fromkeys(words) if word]

    sides = [
        quad.replace_strict(
            list(cameo.TAGS),
            [words[place] for words in cameo.TAGS.values()],
            default=None,
            return_dtype=pl.String(),
        )
        for place in range(2)
    ]
    told = sheet.translated("Contexts", pl.List(pl.String()), contexts)
    told = told.fill_null(pl.Series([[]], dtype=pl.List(pl.String())))
    return meanings.evaluated(pl.concat_list([pl.concat_list(sides).list.drop_nulls(), told]))


def _actor(sheet: Sheet, role: str, start: pl.Series) -> pl.Series:
    names = (f"{role} Name", f"{role} Country", f"Primary {role} Sector")
    parts = {name: sheet.column(name) for name in names}
    return coded.worked_out(parts | {"on": start}, _who, pl.String())


def _who(name: str | None, countries: str | None, sector: str | None, on: date) -> str:
    """Return a listed organisation, or the state that is named or for which a sector acts."""
    found = actors.resolve("polecat", name, on) if name else None
    if found is not None:
        return found
    state = next(iter(_codes(countries or "")), None)
    if state is None:
        return OTHERS
    if name is None or name == actors.actors()[state].name:
        return state if sector is None or sector in _STATE_SECTORS else OTHERS
    return actors.government_of(state, on) if sector in _STATE_SECTORS else OTHERS
