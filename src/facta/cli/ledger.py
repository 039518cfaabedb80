"""The ledger of forecasts: verify, show, export, import, freeze."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from facta.cli import opening, options

if TYPE_CHECKING:
    from facta.forecasts.ledger import Ledger
    from facta.forecasts.reading import Reading

WIDE = 80
BAD = 65
SHORT = 16
SPACES = " \t\n\u200c\u200d"  # the two last are part of how Persian is written
UNSEEN = "\ufffd"
MANY = 20  # open questions that a person reads through

_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


class Told(click.Group):
    """Says every deliberate error in lines of 80 columns."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (click's own signature)
        """Run a command."""
        from facta.errors import FactaError  # noqa: PLC0415

        try:
            return super().invoke(ctx)
        except FactaError as error:
            for mistake in error.mistakes:
                _say(mistake, err=True)
            ctx.exit(error.exit_status)


@click.group("ledger", cls=Told)
def group() -> None:
    """Keep the forecasts of a case: a chain of entries that nobody can edit unnoticed.

    Every entry carries the hash of the one before, its day and the moment of writing. What was wrong is
    corrected by a new entry, never by an edit.
    """


@group.command()
@click.argument("case")
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    help="An export, or the file of an edition, that was kept elsewhere.",
)
@options.store
@_json
def verify(*, case: str, against: Path | None, store: Path | None, as_json: bool) -> None:
    """Walk the ledger of a case, and name the first entry that is not what was written.

    Exits 65 when something is wrong. Whoever writes the whole chain anew is noticed only by a copy that
    lay elsewhere: --against.
    """
    from facta.forecasts.verifying import verify as verified  # noqa: PLC0415

    found = verified(_ledger(case, store), _read(against) if against else None)
    if as_json:
        told = {"case": found.case, "entries": found.entries, "head": found.head}
        click.echo(json.dumps({**told, "faults": list(found.faults)}, indent=2))
    elif found.faults:
        for fault in found.faults:
            _say(fault, err=True)
    else:
        _say(f"{found.case}: {found.entries} entries, each as it was written; head {found.head[:SHORT]}")
    sys.exit(BAD if found.faults else 0)


@group.command()
@click.argument("name")
@click.option("--entry", type=click.IntRange(min=1), metavar="N", help="One entry, with its corrections.")
@options.store
@_json
def show(*, name: str, entry: int | None, store: Path | None, as_json: bool) -> None:
    """Show the ledger of a case, or a frozen edition of it by its name, such as CASE@2026-11."""
    from facta.forecasts import editions  # noqa: PLC0415

    case, at, _ = name.rpartition("@")
    reading = _ledger(case if at else name, store).read()
    if entry is not None:
        told, lines = _entry(reading, entry)
    elif at:
        told = editions.told(reading, f"{reading.case}@{name.rpartition('@')[2]}")
        lines = _edition(told)
    else:
        told, lines = _summary(reading)
    if as_json:
        click.echo(json.dumps(told, indent=2, sort_keys=True))
        return
    for line in lines:
        _say(line)


@group.command("export")
@click.argument("case")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write."
)
@click.option("--until", metavar="EDITION", default="", help="Up to this edition, it included.")
@click.option("--sound", is_flag=True, help="Of a broken ledger, only what stands before the fault.")
@options.store
def export_(*, case: str, out: Path, until: str, sound: bool, store: Path | None) -> None:
    """Write the whole chain of a case to one file, that another store can import and anybody verify."""
    from facta.forecasts.passing import export, unpacked  # noqa: PLC0415

    ledger = _ledger(case, store)
    body = export(ledger, until, sound=sound)
    if out.resolve().is_relative_to(ledger.folder.resolve()):
        message = f"--out: {out} is in the folder of the ledger itself; name a file elsewhere"
        raise click.UsageError(message)
    _write(out, body)
    _say(f"{out}: {len(unpacked(body).entries)} entries")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.store
def import_(*, file: Path, store: Path | None) -> None:
    """Import an export: verify it, and append what goes on from the ledger in this store.

    A chain that parts from ours is refused, with the entry at which the two part. The same file once
    more changes nothing.
    """
    from facta.forecasts.passing import take_in  # noqa: PLC0415

    done = take_in(_folder(store), _read(file))
    new = f"{done.new} new entries" if done.new else "nothing new"
    _say(f"{done.case}: {new}; {done.entries} entries, head {done.head[:SHORT]}")


@group.command()
@click.argument("case")
@options.as_of
@click.option("--correct", metavar="EDITION", default="", help="The frozen edition that this one corrects.")
@click.option("--because", metavar="WHY", default="", help="Why it is corrected, in one sentence.")
@options.store
def freeze(*, case: str, as_of: str | None, correct: str, because: str, store: Path | None) -> None:
    """Freeze the month as an edition with a permanent name, such as CASE@2026-11.

    It holds the hash of the ledger, the open questions and the forecasts in force. A month is frozen
    once; a correction is an edition of its own, CASE@2026-11.1, and the first stays.
    """
    from facta.collect.clock import SystemClock  # noqa: PLC0415
    from facta.forecasts import editions  # noqa: PLC0415
    from facta.forecasts.entries import Edition, stamp_of  # noqa: PLC0415

    if bool(correct) != bool(because):
        message = "--correct names an edition and --because says why: give both"
        raise click.UsageError(message)
    opened = opening.opened(case, store)
    ledger = _ledger(opened.case.name, store)
    stamp = stamp_of(opened.case, opened.records, opened.day(as_of), written=SystemClock().now())
    entry = editions.freeze(ledger, stamp=stamp, corrects=correct, because=because)
    made = entry.record
    assert isinstance(made, Edition)  # noqa: S101  (what freezing makes)
    _say(
        f"{made.name}: {_held(len(made.open), len(made.in_force))}; entry {entry.number}, "
        f"{entry.sha256[:SHORT]}"
    )
    _say(f"Kept: {ledger.folder / editions.file_of(made.name)}; a copy elsewhere is what verify trusts most")


def _folder(store: Path | None) -> Path:
    from facta.api import STORE  # noqa: PLC0415

    return store or STORE


def _ledger(case: str, store: Path | None) -> Ledger:
    """Open the ledger of a case: by its name, or by its folder."""
    from facta.errors import LedgerError, nearest  # noqa: PLC0415
    from facta.forecasts.ledger import known, open_ledger  # noqa: PLC0415

    folder = _folder(store)
    name = Path(case).resolve().name if case and Path(case).is_dir() else case
    ledger = open_ledger(folder, name)
    if not ledger.exists:
        near = nearest(name, known(folder))
        raise LedgerError(f"{folder}: there is no ledger of {name!r} in this store{near}")
    return ledger


def _read(path: Path) -> bytes:
    from facta.errors import StoreError  # noqa: PLC0415

    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: {error.strerror}; name a file that facta ledger export wrote"
        raise StoreError(message) from None


def _write(path: Path, body: bytes) -> None:
    from facta.errors import StoreError  # noqa: PLC0415

    try:
        path.write_bytes(body)
    except OSError as error:
        message = f"{path}: {error.strerror}; name another file with --out"
        raise StoreError(message) from None


def _say(text: str, *, err: bool = False) -> None:
    """Print text as lines of 80 columns; what follows the first is set in.

    Whoever wrote the text of an entry commands no terminal with it.
    """
    seen = "".join(letter if letter.isprintable() or letter in SPACES else UNSEEN for letter in text)
    lines = textwrap.wrap(seen, WIDE, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    click.echo("\n".join(lines), err=err)


def _summary(reading: Reading) -> tuple[dict[str, Any], list[str]]:
    kinds = ("question", "forecast", "resolution", "correction", "edition")
    counts = {kind: sum(entry.kind == kind for entry in reading.entries) for kind in kinds}
    last = reading.entries[-1].stamp if reading.entries else None
    told = {
        "case": reading.case,
        "entries": len(reading.entries),
        "head": reading.head,
        "as_of": last.as_of.isoformat() if last else None,
        **{f"{kind}s": number for kind, number in counts.items()},
        "open": [question.id for question in reading.open],
        "frozen": list(reading.editions),
    }
    nearest = sorted(reading.open, key=lambda question: question.deadline)
    said = ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items())
    lines = [
        f"{reading.case}: {len(reading.entries)} entries ({said}); head {reading.head[:SHORT]}",
        f"Last entry as of {last.as_of}, written {last.written:%Y-%m-%d %H:%MZ}." if last else "",
        f"Open: {len(reading.open)}.",
        *(f"{question.deadline}  {question.id}: {question.text}" for question in nearest[:MANY]),
        f"{len(nearest) - MANY} more with a later deadline: --json" if len(nearest) > MANY else "",
        f"Frozen: {', '.join(reading.editions) or 'none so far'}.",
    ]
    return told, [line for line in lines if line]


def _edition(told: dict[str, Any]) -> list[str]:
    made = f"case {told['case_digest']}, store {told['store_digest']}, facta {told['version']}"
    held = _held(len(told["questions"]), len(told["forecasts"]))
    lines = [
        f"{told['name']}, as of {told['as_of']}: {held}",
        f"Entry {told['entry']}, {told['sha256']}, written {told['written']}; {made}.",
    ]
    by_question: dict[str, list[dict[str, Any]]] = {}
    for one in told["forecasts"]:
        by_question.setdefault(one["forecast"]["question"], []).append(one)
    if told["corrects"]:
        lines.append(f"Corrects {told['corrects']}: {told['because']}")
    for question in told["questions"]:
        lines.append(f"{question['deadline']}  {question['id']}: {question['text']}")
        mine = by_question.get(question["id"], [])
        ensemble = [one for one in mine if one["forecast"]["method"] == "ensemble"]
        lines += [f"    {_expected(one)}" for one in ensemble or mine]
    lines += [f"Entry {one['entry']} is corrected: {one['because']}" for one in told["corrections"]]
    if len(told["forecasts"]) > len(told["questions"]):
        lines.append("Every member and baseline: --json")
    return lines


def _held(questions: int, forecasts: int) -> str:
    asked = "question" if questions == 1 else "questions"
    return f"{questions} open {asked}, {forecasts} {'forecast' if forecasts == 1 else 'forecasts'} in force"


def _expected(one: dict[str, Any]) -> str:
    made = one["forecast"]
    late = "; written after the deadline" if one["hindsight"] else ""
    if "probability" in made:
        return f"{made['method']}, {made['made']}: {100 * made['probability']:.0f} %{late}"
    low, middle, high = _middle(made["draws"], made["counts"])
    return f"{made['method']}, {made['made']}: {middle:g}, 80 % within {low:g} and {high:g}{late}"


def _middle(draws: list[float], counts: list[int]) -> list[float]:
    """Return the values below which a tenth, half and nine tenths of the draws lie."""
    found: list[float] = []
    for share in (0.1, 0.5, 0.9):
        so_far = 0
        for value, times in zip(draws, counts, strict=True):
            so_far += times
            if so_far >= share * sum(counts):
                found.append(value)
                break
    return found


def _entry(reading: Reading, number: int) -> tuple[dict[str, Any], list[str]]:
    from facta.errors import LedgerError  # noqa: PLC0415
    from facta.forecasts.entries import canonical, moment_of  # noqa: PLC0415

    if number > len(reading.entries):
        message = f"{reading.case}: there are entries 1 to {len(reading.entries)}, and no {number}"
        raise LedgerError(message)
    entry, corrections = reading.entries[number - 1], reading.corrections.get(number, ())
    told: dict[str, Any] = json.loads(
        canonical(
            {
                "entry": number,
                "kind": entry.kind,
                "as_of": entry.stamp.as_of,
                "written": moment_of(entry.stamp.written),
                "sha256": entry.sha256,
                "record": asdict(entry.record),
                "corrections": corrections,
            }
        )
    )
    lines = [f"Entry {number}, a {entry.kind}, as of {told['as_of']}, written {told['written']}"]
    lines += [
        f"{name}: {_plain(value)}" for name, value in told["record"].items() if value not in (None, [], "")
    ]
    for one in told["corrections"]:
        instead = f"; instead: {_plain(one['instead'])}" if one.get("instead") else "; withdrawn"
        lines.append(f"Corrected: {one['because']}{instead}")
    return told, lines


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


COMMANDS = (group,)
