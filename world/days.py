"""Any number of days of GDELT, made from the rows of two real files.

Articles are drawn from the samples with all their rows, as they come; ids, days and the tails of
addresses are new, everything else is as it was coded. The same seed gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from facta import cameo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SAMPLES: Final = Path(__file__).parent.parent / "tests" / "samples" / "gdelt"
LIST_HOST: Final = "http://data.gdeltproject.org"
SLOTS_A_DAY: Final = 96
ROWS_A_SLOT: Final = 1884
_ADM2: Final = (39, 47, 55)
_ADDED, _ADDRESS, _WHEN = 59, 60, 5
_ACTORS: Final = (5, 15)  # where the ten columns of each actor begin
_CHARACTERS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class File:
    """A file as the publisher has it: its path on the server, and its bytes."""

    path: str
    body: bytes

    @property
    def line(self) -> str:
        """Its line in a list: bytes, checksum, address."""
        md5 = hashlib.md5(self.body, usedforsecurity=False).hexdigest()
        return f"{len(self.body)} {md5} {LIST_HOST}{self.path}\n"


@dataclass(frozen=True, slots=True)
class _Row:
    back: int  # days from the event to its coding
    coded: str  # all columns between the day and the time of coding
    url: str


def zipped(name: str, body: bytes) -> bytes:
    """Return a zip with one member, as the publisher makes it: deflated, sizes in the local header."""
    out = io.BytesIO()
    member = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, body)
    return out.getvalue()


def slots(day: date) -> list[datetime]:
    """Return the 96 times of a day at which a file is due."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return [midnight + timedelta(minutes=15 * number) for number in range(SLOTS_A_DAY)]


def rows(when: datetime, *, seed: int = 0, about: int = ROWS_A_SLOT) -> list[str]:
    """Return about so many rows of Events 2.0, added at a time, without their line feeds."""
    drawn = random.Random(f"{seed}/{when:%Y%m%d%H%M%S}")
    articles = _articles()
    wanted = round(about * drawn.uniform(0.8, 1.2))
    first = int(when.timestamp() // 900) * 100_000
    added = f"{when:%Y%m%d%H%M%S}"
    made: list[str] = []
    while len(made) < wanted:
        tail = "".join(drawn.choices(_CHARACTERS, k=7))
        for row in drawn.choice(articles):
            day = (when - timedelta(days=row.back)).date()
            fraction = f"{day.year + (day.month * 30 + day.day) / 365:.4f}"
            made.append(
                f"{first + len(made)}\t{day:%Y%m%d}\t{day:%Y%m}\t{day.year}\t{fraction}\t{row.coded}"
                f"\t{added}\t{row.url}-{tail}"
            )
    return made[:wanted]


def export(when: datetime, *, seed: int = 0, about: int = ROWS_A_SLOT, translated: bool = False) -> File:
    """Return a file of Events 2.0."""
    kind = "translation.export" if translated else "export"
    lines = rows(when, seed=seed + translated, about=about)
    return _file(f"/gdeltv2/{when:%Y%m%d%H%M%S}.{kind}.CSV", lines)


def mentions(when: datetime, *, seed: int = 0, about: int = ROWS_A_SLOT, translated: bool = False) -> File:
    """Return the file of Mentions 2.0 that belongs to `export`."""
    drawn = random.Random(f"mentions/{seed}/{when:%Y%m%d%H%M%S}")
    kind = "translation.mentions" if translated else "mentions"
    lines = []
    for row in rows(when, seed=seed + translated, about=about):
        cells = row.split("\t")
        domain = cells[_ADDRESS].split("/")[2] if "://" in cells[_ADDRESS] else "unspecified"
        lines += [
            f"{cells[0]}\t{cells[_ADDED]}\t{when:%Y%m%d%H%M%S}\t1\t{domain}\t{cells[_ADDRESS]}"
            f"\t{drawn.randint(1, 40)}\t{drawn.randint(-1, 9000)}\t{drawn.randint(-1, 9000)}"
            f"\t{drawn.randint(0, 9000)}\t{drawn.randint(0, 1)}\t{drawn.randrange(10, 101, 10)}"
            f"\t{drawn.randint(300, 9000)}\t{cells[34]}\t{'srclc:rus; eng:GT-RUS 1.0' * translated}\t"
            for _ in range(drawn.choice((1, 1, 1, 2, 3)))
        ]
    return _file(f"/gdeltv2/{when:%Y%m%d%H%M%S}.{kind}.CSV", lines)


def daily(day: date, *, seed: int = 0, about: int = ROWS_A_SLOT) -> File:
    """Return a file of Events 1.0: the same without ADM2 codes, with a day for the time of coding."""
    lines = []
    for row in rows(slots(day)[0], seed=seed, about=about):
        cells = [cell for place, cell in enumerate(row.split("\t")) if place not in _ADM2]
        cells[-2] = f"{day:%Y%m%d}"
        lines.append("\t".join(cells))
    return _file(f"/events/{day:%Y%m%d}.export.CSV", lines)


def between(
    when: datetime, counted: Mapping[tuple[str, str, str], int], *, others: int, seed: int = 0
) -> File:
    """Return a file of Events 2.0 in which governments did what is told: rows by actor, target and code.

    The ``others`` are rows of nobody. Every row is of the day of the file.
    """
    told = [who for who, number in counted.items() for _ in range(number)]
    told += [("", "", "010")] * others
    drawn: list[str] = []
    while len(drawn) < len(told):
        drawn += rows(when, seed=seed + len(drawn), about=2 * len(told) + 1)
    lines = [
        _acted(row, when, number, who) for number, (row, who) in enumerate(zip(drawn, told, strict=False))
    ]
    return _file(f"/gdeltv2/{when:%Y%m%d%H%M%S}.export.CSV", lines)


def _acted(row: str, when: datetime, number: int, who: tuple[str, str, str]) -> str:
    """Return a row with its own id, on the day of its file, of other actors and of another code."""
    cells = row.split("\t")
    cells[0] = f"{int(when.timestamp() // 900) * 100_000 + number}"
    cells[1:5] = [f"{when:%Y%m%d}", f"{when:%Y%m}", f"{when.year}", f"{when.year}.5"]
    for first, state in zip(_ACTORS, who[:2], strict=True):
        government = [f"{state}GOV", state, state] if state else ["", "", ""]
        cells[first : first + 10] = [*government, "", "", "", "", "GOV" if state else "", "", ""]
    code = who[2]
    cells[_ADDRESS] += f"-{number}"  # of another article, or it would be the same event told twice
    cells[26:30] = [code, code[:3], code[:2], str(cameo.quad(code))]
    return "\t".join(cells)


def days(first: date, number: int, *, seed: int = 0, about: int = ROWS_A_SLOT) -> Iterator[File]:
    """Yield the files of Events 2.0 of so many days, oldest first."""
    for offset in range(number):
        for when in slots(first + timedelta(days=offset)):
            yield export(when, seed=seed, about=about)


def _file(path: str, lines: list[str]) -> File:
    body = "".join(f"{line}\n" for line in lines).encode()
    return File(f"{path}.zip", zipped(path.rsplit("/", 1)[-1], body))


@cache
def _articles() -> tuple[tuple[_Row, ...], ...]:
    """Return the rows of the samples, by article."""
    found: defaultdict[str, list[_Row]] = defaultdict(list)
    for path in sorted(SAMPLES.glob("*.export.CSV.zip")):
        with zipfile.ZipFile(path) as archive:
            text = archive.read(archive.namelist()[0]).decode()
        for line in text.removesuffix("\n").split("\n"):
            cells = line.split("\t")
            event, added = (
                datetime.strptime(cells[i][:8], "%Y%m%d").replace(tzinfo=UTC) for i in (1, _ADDED)
            )
            found[cells[_ADDRESS]].append(
                _Row((added - event).days, "\t".join(cells[_WHEN:_ADDED]), cells[_ADDRESS])
            )
    return tuple(tuple(article) for article in found.values())
