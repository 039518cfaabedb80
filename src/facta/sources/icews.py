"""ICEWS: dyadic events coded from the news by machine, 1995 to 2023, in CAMEO.

One file a year. The file of 2017 writes its days as M/D/YYYY and has cells without a value; an event
id recurs, so a reference counts the rows that share one.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from facta import actors, cameo
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

DOI: Final = "doi:10.7910/DVN/28075"

card: Final = Card(
    name="icews",
    title="ICEWS Coded Event Data",
    publisher="Lockheed Martin, at Harvard Dataverse",
    url="https://doi.org/10.7910/DVN/28075",
    licence="terms of use of Harvard Dataverse",
    redistributable="attribution",
    grain="one row per event between two actors that a sentence of the news tells",
    lag_days=7,
    coverage="the world from 1995 to April 2023, when it ended",
    limitation=(
        "Coded by machine from sentences: an event is told as often as the news tell it, a negation or a "
        "memory can count as an event, and the set ended in 2023. Who acts for a state is decided by name "
        "and sector; everybody else is one actor, OTHERS."
    ),
    healthy="a year has 500,000 to 1,200,000 rows; nearly all have a code and a day",
    citation=("Boschee, E. et al. (2015). ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075."),
    hosts=HOSTS,
    credentials=CREDENTIALS,
    frequency="year",
    spacing_seconds=2.0,
)

CONSUMED: Final = columns(
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Publisher,City,District,Province,Country,Latitude,Longitude"
)
DROPPED: Final = {
    "Event Text": "name of CAMEO Code",
    "Story ID": "number of a story that is not public",
    "Sentence Number": "place in that story",
}
COLUMNS: Final = columns(
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,"
    "Target Name,Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,"
    "Country,Latitude,Longitude"
)
# Sectors of those who act for their state; a person is nobody here, but the office is.
_STATE_SECTORS: Final = frozenset(
    {
        "Government",
        "Executive",
        "Executive Office",
        "Cabinet",
        "Foreign Ministry",
        "Defense / Security Ministry",
        "Interior / Home Ministry",
        "Legislative / Parliamentary",
        "Upper House",
        "Lower House",
        "Judicial",
        "Police",
        "Military",
        "Army",
        "Navy",
        "Air Force",
        "State-Owned Military",
    }
)
_DAYS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y")
_MISSING: Final = ("None", "NULL", "NA")
_LABEL: Final = re.compile(r"events\.((?:19|20)[0-9]{2})\.[0-9]+\.tab(?:\.zip)?", re.IGNORECASE)


def fetch(plan: Plan) -> Steps:
    """Ask for the list of files, then for each year that is not kept."""
    asked = Parameters.of(plan.parameters)
    yield from fetch_files(plan, DOI, asked.since, lambda file: _span(file, asked))


def _span(file: Listed, asked: Parameters) -> Span | None:
    match = _LABEL.fullmatch(file.label)
    if match is None or date(int(match[1]), 1, 1) >= asked.until:
        return None
    year = int(match[1])
    return Span(name=f"events.{year}", start=date(year, 1, 1), end=date(year + 1, 1, 1))


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: Asked | None = None,
) -> Reading:
    """Read a year of events, as a table or in its zip archive.

    Raises
    ------
    SourceError
        With every unknown or missing column, or each number that cannot be read.
    """
    asked = Parameters.of(parameters)
    sheet = coded.opened(snapshot, COLUMNS, missing=_MISSING)
    lag = card.lag_days if lag_days is None else lag_days
    days = sheet.translated("Event Date", pl.Date(), _day)
    undated = int(days.is_null().sum())
    refused = coded.told(undated, len(days), "without a day")
    sheet.keep(days.is_not_null())
    events, unknown = _events(sheet, snapshot, asked, lag)
    sheet.settle()
    if unknown:
        refused += (f"{unknown:,} of {len(days):,} rows kept as 'unknown-code', without a CAMEO code",)
    return Reading(events=events, coverage=covered(card, snapshot, covers, lag), refused=refused)


def _events(sheet: Sheet, snapshot: Snapshot, asked: Parameters, lag: int) -> tuple[pl.DataFrame, int]:
    """Return the events asked for, and how many of them have no code that is known."""
    start = sheet.translated("Event Date", pl.Date(), _day)
    codes = sheet.translated("CAMEO Code", pl.String(), _code)
    told = meanings.by_code(codes)
    actor, target = (_actor(sheet, role, start) for role in ("Source", "Target"))
    place = _country(sheet, "Country")
    known_at, known_by = coded.known(start, lag, snapshot)
    tags = pl.concat_list(told["deed"], told["side"]).list.drop_nulls()
    columns = {
        "kind": told["kind"].fill_null("unknown-code"),
        "actor": actor,
        "target": target,
        "known_at": known_at,
        "known_by": known_by,
        "tags": meanings.evaluated(tags),
        "country": place,
        "code": codes,
        "quad": told["quad"],
        "text": coded.sentence(actor, _words(codes), target),
        "publisher": meanings.constant(sheet, "ICEWS"),
        "origin": coded.cleaned(sheet.column("Publisher").fill_null("ICEWS")),
    }
    sheet.required("Event ID")
    frame = coded.laid(sheet, snapshot, start, columns)
    if asked.countries:
        sides = {role: _country(sheet, f"{role} Country") for role in ("Source", "Target")}
        frame = frame.filter(coded.involving(sides | {"Place": place}, asked.countries))
    frame = frame.filter(frame["start"].is_between(asked.since, asked.until, closed="left"))
    return frame, frame["code"].null_count()


def _day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no time zone)
        except ValueError:
            continue
    return None


def _code(text: str) -> str | None:
    return text if text in cameo.codes() or text in cameo.KINDS else None


def _words(codes: pl.Series) -> pl.Series:
    found = codes.drop_nulls().unique().to_list()
    known = cameo.codes()
    words = [known[code].name.lower() if code in known else cameo.KINDS[code] for code in found]
    return codes.replace_strict(found, words, default="something", return_dtype=pl.String())


def _country(sheet: Sheet, column: str) -> pl.Series:
    """Return the state of a country's name, as a word of no day."""
    return sheet.translated(column, pl.String(), _state)


def _state(name: str) -> str | None:
    found = actors.resolve("icews", name, date.max - timedelta(days=1))
    return found if found is not None and actors.actors()[found].kind == "state" else None


def _actor(sheet: Sheet, role: str, start: pl.Series) -> pl.Series:
    parts = {part: sheet.column(f"{role} {part}") for part in ("Name", "Sectors", "Country")}
    return coded.worked_out(parts | {"on": start}, _who, pl.String())


def _who(name: str | None, sectors: str | None, country: str | None, on: date) -> str:
    """Return the state or organisation of a name, else the state for which its sector acts."""
    found = actors.resolve("icews", name, on) if name else None
    if found is not None:
        return found
    held = {sector.strip() for sector in re.split("[,;]", sectors or "")}
    state = _state(country) if country and held & _STATE_SECTORS else None
    return actors.government_of(state, on) if state is not None else OTHERS
