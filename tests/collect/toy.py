"""A small source with a publisher that plays it: a table a day, in parts, as CSV or zipped."""

from __future__ import annotations

import csv
import hashlib
import io
import random
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from facta.cases import Case
from facta.collect import collect
from facta.collect.hosts import Patience
from facta.errors import SourceError
from facta.records import Observation
from facta.sources import base
from facta.sources.archives import members
from facta.sources.asking import Request, Unit, pieces
from facta.sources.base import Card, Reading, assumed
from facta.store import open_store
from world.base import Asked, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.collect import Collected
    from facta.periods import Period
    from facta.records import Snapshot
    from facta.sources.asking import Plan, Steps
    from facta.store import Store

HOST: Final = "toy.example.org"
FIRST: Final = date(2026, 6, 1)
NOW: Final = datetime(2026, 11, 23, 6, tzinfo=UTC)
QUICK: Final = Patience(tries=3, first_wait_seconds=0.5, read_seconds=1.2, connect_seconds=3.0)

card: Final = Card(
    name="toy",
    title="Toy tables",
    publisher="Toy",
    url=f"https://{HOST}/",
    licence="CC0-1.0",
    redistributable="yes",
    grain="one row per thing and day",
    lag_days=2,
    coverage="June 2026",
    limitation="Made up.",
    healthy="a table has rows",
    citation="none",
    hosts=(HOST,),
    credentials=("FACTA_TOY",),
    frequency="day",
    spacing_seconds=0.5,
    at_once=3,
)


class Parameters(base.Parameters):
    """What a case asks of the toy."""

    first: date = FIRST
    days: int = 2
    slots: int = 1
    form: Literal["csv", "zip"] = "csv"
    listed: bool = True
    conditional: bool = False
    token: bool = False
    most_bytes: int = 4 * 1024 * 1024
    split: bool = False


def fetch(plan: Plan) -> Steps:
    asked = Parameters.of(plan.parameters)
    announced: dict[str, tuple[int, str]] = {}
    if asked.listed:
        (told,) = yield (Request(url=f"{card.url}list.txt", form="text", index=True),)
        if not told.sound:
            return
        lines = [line.split() for line in told.body.decode().splitlines()]
        announced = {line[2]: (int(line[0]), line[1]) for line in lines if len(line) == 3}
    for number in range(asked.days):
        day = asked.first + timedelta(days=number)
        for half in range(2 if asked.split else 1):
            address = f"{card.url}{day}" + (f"/{half}" if asked.split else "")
            kept = plan.kept.get(address)
            if kept and kept.state == "complete" and not asked.conditional:
                continue
            slots = range(half, asked.slots, 2) if asked.split else range(asked.slots)
            answers = yield tuple(_request(asked, day, slot, announced) for slot in slots)
            yield Unit(address=address, start=day, end=day + timedelta(days=1), answers=answers)


def _request(asked: Parameters, day: date, slot: int, announced: Mapping[str, tuple[int, str]]) -> Request:
    name = f"day/{day}-{slot}.{asked.form}"
    size, md5 = announced.get(name, (None, None))
    return Request(
        url=f"{card.url}{name}",
        form=asked.form,
        secrets={"Authorization": "Bearer {FACTA_TOY}"} if asked.token else {},
        size=size,
        md5=md5,
        conditional=asked.conditional,
        most_bytes=asked.most_bytes,
        weight=1000,
    )


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,
) -> Reading:
    del covers, parameters
    found = []
    for part in pieces(snapshot):
        body = part.body
        if body[:2] == b"PK":
            body = b"".join(members(body, 1024 * 1024).values())
        rows = csv.DictReader(io.StringIO(body.decode()))
        if rows.fieldnames != ["day", "ref", "value"]:
            message = f"{part.url}: columns are {rows.fieldnames}; write day,ref,value"
            raise SourceError(message)
        for row in rows:
            day = date.fromisoformat(row["day"])
            known_at, known_by = assumed(day, card.lag_days if lag_days is None else lag_days, snapshot)
            found.append(
                Observation(
                    source=snapshot.source,
                    ref=row["ref"],
                    measure="things",
                    actor="AFG",
                    start=day,
                    end=day + timedelta(days=1),
                    value=float(row["value"]),
                    unit="persons",
                    known_at=known_at,
                    known_by=known_by,
                    snapshot=snapshot.sha256,
                )
            )
    return Reading(observations=tuple(found))


def table(day: date, slot: int, rows: int = 20) -> bytes:
    drawn = random.Random(f"{day}/{slot}")  # noqa: S311  (no secret)
    lines = [f"{day},{day}-{slot}-{n},{drawn.randint(1, 99)}\n" for n in range(rows)]
    return ("day,ref,value\n" + "".join(lines)).encode()


def zipped(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("table.csv"), body)
    return out.getvalue()


@dataclass
class ToyPublisher:
    """Plays the toy: a list of all its files with size and checksum, and the files."""

    days: int = 2
    slots: int = 1
    rows: int = 20
    first: date = FIRST
    form: str = "csv"
    token: str | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(self.days):
            for slot in range(self.slots):
                day = self.first + timedelta(days=number)
                body = table(day, slot, self.rows)
                self.files[f"day/{day}-{slot}.{self.form}"] = zipped(body) if self.form == "zip" else body

    def __call__(self, asked: Asked) -> Told:
        name = asked.path.removeprefix("/")
        if self.token and asked.headers.get("authorization") != f"Bearer {self.token}":
            return Told(status=401, body=b"who are you?\n")
        if name == "list.txt":
            lines = [
                f"{len(b)} {hashlib.md5(b, usedforsecurity=False).hexdigest()} {n}"
                for n, b in self.files.items()
            ]
            return Told(body="".join(f"{line}\n" for line in lines).encode())
        return Told(body=self.files[name]) if name in self.files else not_found(asked)


class FakeClock:
    """A clock that goes forward when somebody waits."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.start = moment
        self.waited = 0.0

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.waited)

    def seconds(self) -> float:
        return self.waited

    def sleep(self, seconds: float) -> None:
        self.waited += seconds


class Source:
    """The toy as an object, so that a test can have two of them."""

    Parameters = Parameters
    fetch = staticmethod(fetch)
    read = staticmethod(read)

    def __init__(self, **changes: Any) -> None:
        self.card = Card(**{name: getattr(card, name) for name in Card.__slots__} | changes)


def case(folder: Path, **uses: dict[str, Any]) -> Case:
    """Make a case of toys; each use is the parameters that it asks for."""
    folder.mkdir(exist_ok=True)
    sources = {name: {"reader": "toy", "title": "Toys", "parameters": asked} for name, asked in uses.items()}
    indicator = {
        "title": "Things",
        "strand": "one",
        "kind": "total",
        "of": {"measure": "things"},
        "unit": "persons",
        "period": "month",
        "evidence": "deed",
        "rise": {"means": "straining", "because": "More is more."},
        "fall": {"means": "deepening", "because": "Less is less."},
        "confounders": ["None that we know of."],
        "limitation": "Made up.",
        "signals": [{"kind": "surprise"}],
    }
    made = Case.model_validate(
        {
            "title": "Toys",
            "question": "Are there toys?",
            "since": "2026-01-01",
            "review_by": "2027-01-01",
            "actors": {"AFG": {"role": "player", "wants": "toys"}},
            "strands": {"one": {"title": "Toys", "question": "Are there toys?"}},
            "sources": sources,
            "indicators": {"TOY": indicator},
        }
    )
    return made.model_copy(update={"name": "toys", "folder": folder})


def run(
    folder: Path, mirror: str | None, uses: Mapping[str, dict[str, Any]] | None = None, **options: Any
) -> tuple[Collected, Store]:
    """Collect toys into a store below a folder."""
    store = open_store(folder / "store")
    given: dict[str, Any] = {
        "now": NOW,
        "environment": {},
        "clock": FakeClock(),
        "mirror": mirror,
        "patience": QUICK,
        "sources": {"toy": Source()},
    }
    done = collect(case(folder / "toys", **(uses or {"toy": {}})), store, **(given | options))
    return done, store


def main(folder: str, mirror: str, days: str) -> None:
    """Collect some days, as a process of its own that can be killed."""
    asked = {"days": int(days), "slots": 2}
    sys.stdout.write("started\n")
    sys.stdout.flush()
    done, _ = run(Path(folder), mirror, {"toy": asked})
    sys.stdout.write(f"{done.exit_status}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
