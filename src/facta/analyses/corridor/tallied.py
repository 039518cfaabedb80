"""Entries that a change touches, counted and told: sums, a sentence for a register, and tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from facta.analyses.corridor import words
from facta.analyses.corridor.touched import Move
from facta.results import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.corridor.register import Exposed
    from facta.analyses.corridor.touched import Effect
    from facta.corridors.journeys import Bounded, Route

SHOWN = 5  # ids in a sentence
MOST_ROWS = 25
KINDS = {"shipment": "shipments", "supplier": "suppliers", "site": "sites"}


@dataclass(frozen=True, eq=False)
class Tally:
    """Some effects, counted."""

    effects: Sequence[Effect]

    @cached_property
    def lost(self) -> int:
        """How many have nothing left."""
        return sum(one.lost for one in self.effects)

    @cached_property
    def late(self) -> int:
        """How many become late."""
        return sum(one.late == "late" for one in self.effects)

    @cached_property
    def feu(self) -> list[float]:
        """The containers of those that name them."""
        return [one.entry.feu for one in self.effects if one.entry.feu is not None]

    @cached_property
    def value(self) -> list[float]:
        """The value of those that name it."""
        return [one.entry.value_usd for one in self.effects if one.entry.value_usd is not None]

    @cached_property
    def usd(self) -> list[Bounded]:
        """Dollars more for all containers of each, where both are known."""
        return [one.usd for one in self.effects if one.usd is not None]

    def short(self, known: Sequence[float]) -> str:
        """Say for how many a number is not known."""
        missing = len(self.effects) - len(known)
        return f"{missing} of {len(self.effects)} name none" if missing else ""

    @property
    def kinds(self) -> str:
        """Say how many there are of each kind."""
        counts = {kind: sum(one.entry.kind == kind for one in self.effects) for kind in KINDS}
        said = [f"{count:,} {kind if count == 1 else KINDS[kind]}" for kind, count in counts.items() if count]
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"

    @property
    def stake(self) -> str:
        """Say containers and value, as far as they are known."""
        feu = f"{sum(self.feu):,.10g} FEU" if self.feu else "no known number of FEU"
        value = f"{sum(self.value):,.0f} USD of goods" if self.value else "no known value"
        return f"{feu} and {value}"

    @property
    def said(self) -> str:
        """Say what becomes of them."""
        said = [f"{self.lost:,} with no way left"] if self.lost else []
        for outcome, told in (
            ("rerouted", "rerouted"),
            ("other times", "on the same route at other times"),
            ("fewer ways", "with fewer ways in"),
            ("route again", "with a route again"),
            ("more ways", "with more ways in"),
        ):
            count = sum(one.outcome == outcome for one in self.effects)
            said += [f"{count:,} {told}"] if count else []
        return ", ".join([*said, *([f"{self.late:,} of them late"] if self.late else [])])

    @property
    def consequence(self) -> str:
        """Say in one sentence what it comes to."""
        days = sorted(one.more[0][1] for one in self.effects if one.more)
        longer = f"; {_span(days)}" if days else ""
        usd = [sum(one[end] for one in self.usd) for end in range(3)] if self.usd else []
        dearer = f"; {plus(usd[1])} USD ({plus(usd[0])} to {plus(usd[2])})" if usd else ""
        return f"{self.kinds} ({listed(self.effects)}): {self.said}{longer}{dearer}; {self.stake} at stake"


def _span(days: Sequence[float]) -> str:
    """Say the days more of several entries, from the fewest to the most."""
    low, high = _tenth(days[0]), _tenth(days[-1])
    return f"{low} days" if low == high else f"{low} to {high} days"


def _tenth(days: float) -> str:
    """Say days more or fewer, to a tenth."""
    return words.signed(round(days, 1) + 0.0, 1)


def plus(usd: float) -> str:
    """Say dollars more or fewer, to ten."""
    rounded = round(usd, -1)
    return words.signed(rounded) if rounded else "0"


def listed(effects: Sequence[Effect]) -> str:
    """Name the first entries, and say how many more there are."""
    names = [one.entry.key for one in effects[:SHOWN]]
    more = len(effects) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def order(gates: Mapping[str, Sequence[Effect]]) -> list[str]:
    """Return the gates that touch anything: those that leave most without a route come first."""
    some = [name for name, many in gates.items() if many]
    return sorted(some, key=lambda name: (-Tally(gates[name]).lost, -len(gates[name])))


def tables(found: Exposed) -> Iterator[Table]:
    """Yield the entries that are touched, and what each gate touches."""
    if found.touched:
        yield _entries(found.touched)
    if any(found.gates.values()):
        yield _gates(found)


def _entries(touched: Sequence[Effect]) -> Table:
    ranked = sorted(touched, key=_grave)
    more = len(ranked) - MOST_ROWS
    rows = tuple(_entry(one) for one in ranked[:MOST_ROWS])
    many = "1 entry is" if len(ranked) == 1 else f"{len(ranked):,} entries are"
    return Table(
        title=f"{many} touched: {Tally(ranked).said}",
        columns=("Entry", "Before", "After", "Days more", "USD more", "Deadline"),
        rows=rows,
        right=(3, 4),
        note=(
            "Days and dollars: typical (low to high); dollars for all containers of an entry, or for one "
            "where it names none." + (f" {more:,} more are not shown, the least grave." if more > 0 else "")
        ),
    )


def _grave(one: Effect) -> tuple[bool, bool, float]:
    """Order entries: nothing left, then late, then the days."""
    return not one.lost, one.late != "late", -(one.more[0][1] if one.more else 0.0)


def _entry(one: Effect) -> tuple[str, ...]:
    entry, how = one.entry, one.how
    if isinstance(how, Move):
        before, after = _named(how.before, how.after), _named(how.after, how.before)
    else:
        before, after = (
            f"{len(ways)} ways in" if len(ways) != 1 else "1 way in" for ways in (how.before, how.after)
        )
    return f"{entry.key} {entry.name}", before, after, _days(one), _usd(one), _deadline(one)


def _named(route: Route | None, other: Route | None) -> str:
    """Name a route, and where another has the same name, a place that only this one passes."""
    if route is None:
        return words.NO_ROUTE
    if other is None or other.name != route.name:
        return route.name
    own = [place for place in route.places if place not in other.places]
    return f"{route.name} over {words.place(route.network, own[0])}" if own else route.name


def _days(one: Effect) -> str:
    if one.more is None:
        return ""
    low, typical, high = one.more[0]
    return f"{_tenth(typical)} ({_tenth(low)} to {_tenth(high)})"


def _usd(one: Effect) -> str:
    if one.more is None:
        return ""
    low, typical, high = one.usd or one.more[1]
    return f"{plus(typical)} ({plus(low)} to {plus(high)})" + ("" if one.usd else " a FEU")


def _deadline(one: Effect) -> str:
    if one.lost and one.entry.deadline_days is not None:
        return "late"
    return one.late


def _gates(found: Exposed) -> Table:
    names = order(found.gates)
    rows = []
    for name in names:
        many = Tally(found.gates[name])
        shut = " (shut)" if name in found.shut else ""
        rows.append(
            (
                found.told.network.groups[name].title + shut,
                f"{len(many.effects):,}",
                f"{sum(many.feu):,.10g}" if many.feu else "",
                f"{sum(many.value):,.0f}" if many.value else "",
                f"{many.lost:,}",
                f"{len(many.effects) - many.lost:,}",
            )
        )
    first = words.lower(found.told.network.groups[names[0]].title)
    ends = Tally(found.gates[names[0]]).lost
    most = f"{first} leaves {ends:,} with no way" if ends else "none leaves an entry with no way"
    return Table(
        title=f"By gate, each shut alone: {most}",
        columns=("Gate", "Entries", "FEU", "Value, USD", "No way", "Other way"),
        rows=tuple(rows),
        right=(1, 2, 3, 4, 5),
        note=(
            "All else as after the change. A gate that is shut: what its staying shut does. The value is "
            "that of the goods, not a loss."
        ),
    )
