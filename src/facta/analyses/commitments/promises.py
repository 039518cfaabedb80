"""The lives of promises: made, due, dated anew, and how they ended, as records tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from facta.analyses.reading import lasting, valued
from facta.errors import nearest
from facta.periods import Period, parse, say_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.base import Row, View
    from facta.indicators import Selection
    from facta.results import Outcome

Told = Literal["open", "kept", "partial", "broken", "contested", "lapsed"]
Step = Literal["promised", "signed", "ratified", "funded", "started", "delivered"]

TOLD: tuple[Told, ...] = get_args(Told)
STEPS: tuple[Step, ...] = get_args(Step)
UNDATED = ("open-ended", "unspecified")
SO_FAR = "half kept so far"
NOBODY = ("mixed", "none", "unknown")  # words of `faction:` that name no faction
WORTH: Mapping[Outcome, float] = {"kept": 1.0, "partial": 0.5, "lapsed": 0.0, "broken": 0.0}
SAYS: Mapping[Outcome, str] = {
    "kept": "kept",
    "partial": "half kept",
    "lapsed": "lapsed",
    "broken": "broken",
    "disputed": "disputed",
    "open": "open",
    "overdue": "overdue",
}
STANDS = (*[word for word in SAYS.values() if word != "overdue"], SO_FAR, "overdue")


@dataclass(frozen=True, slots=True)
class Version:
    """What was known of a promise from a day on."""

    known: date
    told: Told
    due: Period | None
    step: Step | None
    note: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as known on a day; ``settled`` is the day its outcome became known.

    One of which it is disputed whether it was made is disputed, whatever became of it. One that is
    half kept before its date may still be kept or fail: it is open until then.
    """

    key: str
    text: str
    by: str
    to: str | None
    made: Period
    outcome: Outcome
    settled: date | None
    since: date
    tags: frozenset[str]
    doubted: bool
    versions: tuple[Version, ...]

    @property
    def due(self) -> Period | None:
        """The newest day or period it was promised for."""
        return self.versions[-1].due

    @property
    def first_due(self) -> Period | None:
        """The first day or period it was promised for."""
        return next((version.due for version in self.versions if version.due), None)

    @property
    def given_up(self) -> bool:
        """Whether it had a date and has none any more."""
        return self.due is None and self.first_due is not None

    @property
    def so_far(self) -> bool:
        """Whether it is half kept, with its date still to come."""
        return self.outcome == "open" and self.versions[-1].told == "partial"

    @property
    def says(self) -> str:
        """How it stands, in a word or few."""
        return SO_FAR if self.so_far else SAYS[self.outcome]

    @property
    def slipped(self) -> int:
        """Days by which the newest date lies after the first; below 0 where it was moved forward."""
        return (self.due.last - self.first_due.last).days if self.due and self.first_due else 0

    @property
    def resolved(self) -> bool:
        """Whether it ended in one of the ways that count."""
        return self.outcome in WORTH

    @property
    def pending(self) -> bool:
        """Whether it may still be kept."""
        return self.outcome in ("open", "overdue")

    def words(self, name: str) -> tuple[str, ...]:
        """Return what its tags say under a name, as `portfolio`."""
        return valued(sorted(self.tags), name)

    @property
    def topic(self) -> str:
        """What it is about, in a word or two."""
        return next(iter(self.words("topic")), "").replace("-", " ")


def promises(view: View, of: Selection) -> list[Promise]:
    """Return every promise as known on the day, the oldest first."""
    lives = lasting(view.lives(of))
    stand = {str(row["ref"]) for row in view.rows(of)}
    found = [_promise(key, lives[key], view.as_of) for key in lives if key in stand]
    return sorted(found, key=lambda promise: (promise.made, promise.key))


def _promise(key: str, rows: Sequence[Row], as_of: date) -> Promise:
    versions = _versions(rows)
    last, row = versions[-1], rows[-1]
    doubted = row["status"] == "disputed"
    outcome = "disputed" if doubted else _outcome(last, as_of)
    settled = _settled(versions, outcome)
    late = last.due.end if last.due and outcome == "overdue" else settled
    return Promise(
        key=key,
        text=str(row["text"]).rstrip("."),
        by=str(row["actor"]),
        to=row["target"],
        made=Period(row["start"], row["end"]),
        outcome=outcome,
        settled=settled,
        since=max(last.known, late) if late else last.known,
        tags=frozenset(row["tags"] or ()),
        doubted=doubted,
        versions=versions,
    )


def _versions(rows: Sequence[Row]) -> tuple[Version, ...]:
    """Return all versions; one without a word on the date leaves it as it was."""
    found: list[Version] = []
    for row in rows:
        found.append(_version(row, found[-1].due if found else None))
    return tuple(found)


def _version(row: Row, before: Period | None) -> Version:
    tags = row["tags"] or ()
    dues = valued(tags, "due")
    told: Told = next((word for word in TOLD if f"outcome:{word}" in tags), "open")
    step = next((word for word in STEPS if f"stage:{word}" in tags), None)
    due = next(filter(None, map(_dated, dues)), None if any(word in UNDATED for word in dues) else before)
    return Version(row["known_at"], told, due, step, row["note"] or "")


def _dated(word: str) -> Period | None:
    try:
        return parse(word)
    except ValueError:
        return None


def _outcome(last: Version, as_of: date) -> Outcome:
    if last.told == "contested":
        return "disputed"
    coming = last.due is not None and last.due.last >= as_of
    if last.told == "open":
        return "open" if coming or last.due is None else "overdue"
    return "open" if last.told == "partial" and coming else last.told


def _settled(versions: Sequence[Version], outcome: Outcome) -> date | None:
    """Return the day on which the outcome was known, for half kept ones not before their date is over."""
    last = versions[-1]
    if last.told == "open" or outcome == "open":
        return None
    known = _newest_run(versions)[0].known
    return max(known, last.due.end) if outcome == "partial" and last.due else known


def _newest_run(versions: Sequence[Version]) -> list[Version]:
    """Return the newest versions that tell the same outcome, the oldest of them first."""
    run = [versions[-1]]
    for version in reversed(versions[:-1]):
        if version.told != run[0].told:
            break
        run.insert(0, version)
    return run


def wrong(lives: Mapping[str, Sequence[Row]], factions: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with records of promises, each sentence once and with the id of the record."""
    for key, rows in lasting(lives).items():
        said = [sentence for row in rows for sentence in _wrong(row, factions)]
        yield from (f"{key}: {sentence}" for sentence in dict.fromkeys(said))


def _wrong(row: Row, factions: Sequence[str]) -> Iterator[str]:
    tags = row["tags"] or ()
    outcomes = valued(tags, "outcome")
    if len(outcomes) != 1:
        yield f"has {len(outcomes)} outcomes; write one tag outcome:open, or outcome: and how it ended"
    for name, known in (("outcome", TOLD), ("stage", STEPS)):
        for word in valued(tags, name):
            if word not in known:
                yield f"'{name}:{word}' is none of {', '.join(known)}{nearest(word, known)}"
    for word in valued(tags, "faction"):
        if factions and word not in (*factions, *NOBODY):
            listed = ", ".join((*factions, *NOBODY))
            yield f"'faction:{word}' is none of {listed}{nearest(word, factions)}"
    yield from _wrong_due(row, valued(tags, "due"))


def _wrong_due(row: Row, dues: Sequence[str]) -> Iterator[str]:
    if len(dues) > 1:
        yield f"has {len(dues)} due tags in one version; write each new date as a version of its own"
    for word in dues:
        due = _dated(word)
        if due is None and word not in UNDATED:
            yield (
                f"'due:{word}' is no day or period; write due:2026-03-31, due:2026, due:open-ended "
                "or due:unspecified"
            )
        elif due and due.last < row["start"]:
            made = say_day(row["start"])
            yield f"'due:{word}' lies before {made}, when it was made; mend the tag or the date"


def days_open(promise: Promise, as_of: date) -> float:
    """Return how many days it took to settle a promise, or how many it has been open."""
    made = promise.made.start + timedelta(days=(promise.made.days - 1) / 2)
    return max(0.0, float(((promise.settled or as_of) - made).days))
