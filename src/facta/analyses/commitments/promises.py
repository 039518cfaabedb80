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
    """A promise as known on a day; ``settled`` is the day its outcome became known."""

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
    def slipped(self) -> int:
        """Days by which the newest date lies after the first; 0 where it was never dated anew."""
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
    versions = tuple(map(_version, rows))
    last, row = versions[-1], rows[-1]
    outcome = _outcome(last, as_of)
    late = last.due.end if last.due and outcome == "overdue" else None
    return Promise(
        key=key,
        text=str(row["text"]).rstrip("."),
        by=str(row["actor"]),
        to=row["target"],
        made=Period(row["start"], row["end"]),
        outcome=outcome,
        settled=None if last.told == "open" else _newest_run(versions)[0].known,
        since=max(last.known, late) if late else last.known,
        tags=frozenset(row["tags"] or ()),
        doubted=row["status"] == "disputed",
        versions=versions,
    )


def _version(row: Row) -> Version:
    tags = row["tags"] or ()
    told: Told = next((word for word in TOLD if f"outcome:{word}" in tags), "open")
    step = next((word for word in STEPS if f"stage:{word}" in tags), None)
    due = next(filter(None, map(_dated, valued(tags, "due"))), None)
    return Version(row["known_at"], told, due, step, row["note"] or "")


def _dated(word: str) -> Period | None:
    try:
        return parse(word)
    except ValueError:
        return None


def _outcome(last: Version, as_of: date) -> Outcome:
    if last.told == "contested":
        return "disputed"
    if last.told != "open":
        return last.told
    return "overdue" if last.due and last.due.last < as_of else "open"


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
