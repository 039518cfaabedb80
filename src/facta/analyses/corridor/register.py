"""What a change touches of a company's own entries, and rows for its register of risks.

The entries come with the question and go with the answer: nothing here is kept.
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

from facta.analyses.corridor import tallied, words
from facta.analyses.corridor.tallied import Tally, listed
from facta.analyses.corridor.touched import Side, by_gate, effects
from facta.cells import marked
from facta.corridors.altered import alter
from facta.periods import say_day
from facta.results import Figure, Item, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from facta.analyses.corridor.live import Gate
    from facta.analyses.corridor.routing import Asked
    from facta.analyses.corridor.told import Told
    from facta.analyses.corridor.touched import Effect
    from facta.corridors.altered import Altered
    from facta.corridors.exposure import Entry
    from facta.corridors.network import Network

METHOD = (
    "The best route of every entry before the change and after it, and with each gate shut alone, all else "
    "as after it. Differences hold what both routes meet to the same value. No probabilities are used."
)
EDITORIAL = (
    "Entries, their values and deadlines are those of the private table. Which links close together, and "
    "shares of days marked illustrative, are the author's; most times and costs of the network are modelled "
    "and not verified."
)
UNWATCHED = "nothing watches it"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One risk as a register words it (ISO 31000): a cause, an event, what it comes to, who watches what.

    ``id`` is the closure group, or ``as-asked`` for what was asked that is no group. ``entries`` are
    the ids of what it touches, ``review_date`` the earliest of theirs or else that of the case.
    """

    id: str
    cause: str
    event: str
    consequence: str
    indicator: str
    threshold: str
    owner: str
    review_date: str
    entries: str
    as_of: str


@dataclass(frozen=True, eq=False)
class Exposed:
    """All that was worked out of a table of entries."""

    told: Told
    asked: Asked
    altered: Altered
    before: Side
    after: Side
    effects: tuple[Effect, ...]
    gates: dict[str, tuple[Effect, ...]]
    review_by: date | None

    @property
    def touched(self) -> tuple[Effect, ...]:
        """The entries that the change touches."""
        return tuple(one for one in self.effects if one.outcome != "as before")

    @property
    def supposed(self) -> bool:
        """Whether a change was asked for; without one, it is what was last seen shut."""
        return bool(self.asked.close or self.asked.open or self.asked.scenario)

    @property
    def shut(self) -> tuple[str, ...]:
        """The closure groups that are shut after the change."""
        return tuple(name for bit, name in enumerate(self.told.network.groups) if self.after.state >> bit & 1)

    @property
    def aside(self) -> bool:
        """Whether something was asked that is no closure group."""
        return self.altered.network is not self.told.network or bool(self.altered.opened)


def exposed(
    told: Told, asked: Asked, entries: Sequence[Entry], review_by: date | None = None
) -> tuple[Said, tuple[RegisterRow, ...]]:
    """Say what a change touches of some entries, and what each gate would.

    The change is what is asked to be closed, opened or supposed, on top of the gates last seen shut.
    Where nothing is asked, it is those gates themselves, on top of a network with every gate open.

    Parameters
    ----------
    told
        The corridor on a day.
    asked
        Its places, cargo and deadline are not used; its modes are for entries that name none.
    entries
        With places of the network.
    review_by
        When a risk is looked at again where none of its entries says.

    Raises
    ------
    ValueError
        When something asked for names nothing in the network, with the nearest that does.
    """
    found = _exposed(told, asked, entries, review_by)
    rows = tuple(_rows(found))
    said = Said(
        headline=_headline(found),
        method=METHOD,
        items=tuple(_item(row) for row in rows),
        figures=tuple(_figures(found)),
        tables=tuple(tallied.tables(found)),
        gaps=tuple(_gaps(found)),
        editorial=EDITORIAL,
    )
    return said, rows


def _exposed(told: Told, asked: Asked, entries: Sequence[Entry], review_by: date | None) -> Exposed:
    altered = alter(told.network, asked.close, asked.open, asked.scenario)
    shut = told.shut(altered)
    state = sum(1 << bit for bit, name in enumerate(told.network.groups) if name in shut)
    seen = sum(1 << bit for bit, name in enumerate(told.network.groups) if name in told.closed)
    supposed = asked.close or asked.open or asked.scenario
    before = Side(network=told.network, state=seen if supposed else 0)
    after = Side(network=altered.network, opened=altered.opened, state=state)
    return Exposed(
        told=told,
        asked=asked,
        altered=altered,
        before=before,
        after=after,
        effects=effects(entries, before, after, modes=asked.modes, by=asked.by),
        gates=by_gate(entries, after, modes=asked.modes, by=asked.by),
        review_by=review_by,
    )


def _change(found: Exposed) -> str:
    """Say what the change is."""
    shut = words.titles(found.told.network, found.told.closed) if found.told.closed else ""
    if found.supposed:
        return f"With {_joined(_asked(found))}" + (f", on top of {shut} last seen shut" if shut else "")
    if not shut:
        return "With no gate seen shut and nothing asked"
    return f"With {shut} last seen shut, against every gate open"


def _asked(found: Exposed) -> list[str]:
    """Say what was asked, each thing by its title or name."""
    said = [f"scenario {found.asked.scenario}"] if found.asked.scenario else []
    for one in found.altered.said:
        name, _, state = one.rpartition(" ")
        said.append(f"{_titled(found.told.network, name)} {state}")
    return said


def _joined(said: Sequence[str]) -> str:
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _titled(network: Network, name: str) -> str:
    if name in network.groups:
        return words.lower(network.groups[name].title)
    return words.place(network, name) if name in network.nodes else name


def _headline(found: Exposed) -> str:
    change, count, touched = _change(found), len(found.effects), found.touched
    if not touched:
        none = "the only entry is not" if count == 1 else f"none of {count:,} entries is"
        return f"{change}, {none} touched."
    many = Tally(touched)
    of = "the only entry is" if count == 1 else f"{len(touched):,} of {count:,} entries {_are(touched)}"
    return f"{change}, {of} touched: {many.said}. {many.stake} at stake."


def _are(touched: Sequence[Effect]) -> str:
    return "is" if len(touched) == 1 else "are"


class _Risk(NamedTuple):
    """What a register says of a risk beside what it touches."""

    key: str
    cause: str
    event: str
    indicator: str = UNWATCHED
    threshold: str = "none"


def _rows(found: Exposed) -> Iterator[RegisterRow]:
    """Yield a risk for what was asked beside gates, then one for each gate that touches anything."""
    if found.aside and found.touched:
        yield _row(
            found, _Risk("as-asked", f"As asked: {', '.join(_asked(found))}", "As asked"), found.touched
        )
    for name in tallied.order(found.gates):
        gate, shut = found.told.gate_of[name], name in found.shut
        event = f"{'Stays shut' if shut and gate.closed else 'Closure'}: {words.lower(gate.group.title)}"
        risk = _Risk(name, _cause(gate, found, shut=shut), event, *_watch(gate))
        yield _row(found, risk, found.gates[name])


def _row(found: Exposed, risk: _Risk, many: Sequence[Effect]) -> RegisterRow:
    owners = dict.fromkeys(one.entry.owner for one in many if one.entry.owner)
    days = [one.entry.review_by for one in many if one.entry.review_by]
    review = min(days) if days else found.review_by
    return RegisterRow(
        id=risk.key,
        cause=risk.cause,
        event=risk.event,
        consequence=Tally(many).consequence,
        indicator=risk.indicator,
        threshold=risk.threshold,
        owner="; ".join(owners),
        review_date=review.isoformat() if review else "",
        entries="; ".join(one.entry.key for one in many),
        as_of=found.told.as_of.isoformat(),
    )


def _cause(gate: Gate, found: Exposed, *, shut: bool) -> str:
    """Say how a gate stands, how often it was shut, and what is only supposed."""
    stands = f"{gate.group.title}: {words.stands(gate, found.told.as_of)}"
    often = f"; shut {words.often(gate)}" if gate.watch else ""
    asked = "" if shut == gate.closed else f"; {'closed' if shut else 'open'} as asked"
    return stands + often + asked


def _watch(gate: Gate) -> tuple[str, str]:
    """Return what tells that a gate shuts, and from which value on."""
    watch = gate.watch
    if watch and watch.indicator:
        reading = f" (now: {gate.reading})" if gate.reading else ""
        return watch.indicator, f"below {watch.closed_below:g}{reading}"
    if watch and watch.source:
        return f"sightings in {watch.source}", "a sighting that says closed"
    return UNWATCHED, "none"


def _item(row: RegisterRow) -> Item:
    detail = (
        ("Cause", row.cause),
        ("Indicator", row.indicator if row.indicator == UNWATCHED else f"{row.indicator}, {row.threshold}"),
        ("Owner", row.owner or "none named"),
        ("Review", row.review_date or "no day named"),
    )
    told = "; ".join(f"{label.lower()}: {text}" for label, text in detail)
    return Item(key=row.id, title=row.event, says=row.consequence, because=f"{told}.", detail=detail)


def _figures(found: Exposed) -> Iterator[Figure]:
    """Yield what the change touches in numbers."""
    many = Tally(found.touched)
    for name, title, value, unit in (
        ("touched", "Entries touched", len(found.touched), "entries"),
        ("no-way", "Entries with no way left", many.lost, "entries"),
        ("late", "Entries that become late", many.late, "entries"),
    ):
        yield Figure(name=name, title=title, value=float(value), unit=unit, n=len(found.effects))
    for name, title, known, unit in (
        ("feu", "Containers touched", many.feu, "FEU"),
        ("value", "Value of goods touched", many.value, "USD"),
    ):
        if known:
            yield Figure(
                name=name, title=title, value=sum(known), unit=unit, n=len(known), note=many.short(known)
            )
    if many.usd:
        low, typical, high = (float(sum(one[end] for one in many.usd)) for end in range(3))
        yield Figure(
            name="usd-more", title="Dollars more for all containers rerouted", value=typical, unit="USD",
            low=low, high=high, n=len(many.usd),
            bounds="low and high of every stop and stretch, alike on both routes",
        )  # fmt: skip


def _gaps(found: Exposed) -> Iterator[str]:
    """Say what the table or the network leaves open."""
    again = [name for name in found.altered.closed if name in found.told.closed]
    if again:
        yield f"Shut already when last seen, no change: {words.titles(found.told.network, again)}."
    never = [one for one in found.effects if one.outcome == "as before" and _nowhere(one)]
    if never:
        yield f"No route, or no way in, with the change and without it: {listed(never)}."
    late = [one for one in found.effects if one.late == "late before too"]
    if late:
        yield f"Late with the change and without it: {listed(late)}."
    silent = [one for one in found.touched if one.entry.destination and one.entry.feu is None]
    if silent:
        yield f"No containers named, so that dollars are for one: {listed(silent)}."
    due = [one for one in found.effects if one.entry.review_by and one.entry.review_by < found.told.as_of]
    if due:
        yield f"To be reviewed before {say_day(found.told.as_of)}: {listed(due)}."
    blind = [
        name
        for name, many in found.gates.items()
        if many and _watch(found.told.gate_of[name])[0] == UNWATCHED
    ]
    if blind:
        yield f"Nothing would tell that it shuts: {words.titles(found.told.network, blind, 'or')}."


def _nowhere(one: Effect) -> bool:
    how = one.how
    return not how.before and not how.after


def register_csv(rows: Iterable[RegisterRow]) -> str:
    """Return rows of a register as CSV; text that a spreadsheet would run as a formula is marked as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(RegisterRow))
    writer.writerows([marked(cell) for cell in astuple(row)] for row in rows)
    return text.getvalue()


__all__ = ["Exposed", "RegisterRow", "exposed", "register_csv"]
