"""Levels that call for an agreed action: who does what, in how many days, and how far each is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis, Named
from facta.periods import period_of, say_day
from facta.results import Item, Said, Table
from facta.signals import Tripwire
from facta.signals.base import quantity
from facta.signals.tripwire import HINDSIGHT, seal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.base import View
    from facta.records import Finding, Standing

Stand = Literal["crossed", "unconfirmed", "hindsight", "always beyond", "not crossed", "not assessed"]
ORDER: tuple[Stand, ...] = get_args(Stand)
MEANS: dict[Stand, str] = {
    "unconfirmed": "seen by one source only",
    "hindsight": "beyond since before it was registered",
    "always beyond": "beyond since the first figure",
}
METHOD = (
    "A line was written down with its action; its crossing counts from then on. A trip-wire of an indicator "
    "needs two independent sources or an act graded A. What lay beyond its line before is no crossing."
)


class Call(BaseModel):
    """A level of an indicator, or of a part of another analysis, that calls for an action."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    watch: str = Field(description="An indicator, or ANALYSIS.KEY of another analysis.")
    level: int | None = Field(default=None, ge=1, le=4, description="Reached at this level of the indicator.")
    says: str | None = Field(default=None, description="Reached when the part stands so, as 'refuted'.")
    above: float | None = Field(default=None, description="Reached above this figure of the part.")
    below: float | None = Field(default=None, description="Reached below this figure of the part.")
    registered: date = Field(description="The day it was written down.")
    action: str = Field(min_length=4, description="What it calls for.")
    owner: str = Field(min_length=2, description="Who does it.")
    lead_days: int = Field(ge=0, description="Days that the action needs.")
    seal: str = Field(description="Eight hex digits over all the rest, so no edit goes unseen.")

    @model_validator(mode="after")
    def _has_one_line(self) -> Self:
        given = [name for name in ("level", "says", "above", "below") if getattr(self, name) is not None]
        if len(given) != 1:
            message = "a call has one line: write level for an indicator, or one of says, above and below"
            raise ValueError(message)
        if ("." in self.watch) == (given == ["level"]):
            message = "level belongs to an indicator; says, above and below to ANALYSIS.KEY"
            raise ValueError(message)
        due = seal_of(self)
        if self.seal != due:
            message = (
                "seal: this call was changed after it was registered; register it anew: set registered "
                f"to the day you write this and seal to {due!r} (the seal while registered is "
                f"{self.registered})"
            )
            raise ValueError(message)
        return self

    def line(self, unit: str = "") -> str:
        """Say what has to be reached."""
        if self.level is not None:
            return f"level {self.level} or more"
        if self.says is not None:
            return self.says
        word, value = ("above", self.above) if self.above is not None else ("below", self.below)
        return f"{word} {quantity(value or 0.0, unit)}"

    def reached(self, view: View) -> bool | None:
        """Tell whether it is reached on a day, or None where that cannot be assessed."""
        if self.level is not None:
            level = view.standing(self.watch).level
            return None if level is None else level >= self.level
        item = view.item(self.watch)
        if item is None:
            return None
        if self.says is not None:
            return item.says == self.says
        value = item.figure.value if item.figure else None
        if value is None:
            return None
        return value > self.above if self.above is not None else value < (self.below or 0.0)


class Tripwires(Analysis):
    """Every sealed trip-wire of the indicators, and further levels that call for an action."""

    kind: Literal["tripwires"] = "tripwires"
    calls: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")], Call] = Field(
        default_factory=dict, description="Further levels, beyond the trip-wires of the indicators."
    )

    example: ClassVar[dict[str, Any]] = {
        "title": "Levels that call for action",
        "calls": {
            "border-strong": {
                "watch": "EX-1", "level": 3, "registered": "2024-06-01", "action": "Call the desk.",
                "owner": "duty officer", "lead_days": 2, "seal": "44264090",
            }
        },
    }  # fmt: skip

    def names(self) -> Iterator[Named]:
        """Yield what the calls watch."""
        for name, call in self.calls.items():
            what: Literal["item", "indicator"] = "item" if "." in call.watch else "indicator"
            yield Named(("calls", name, "watch"), what, call.watch)

    def analyse(self, view: View) -> Said:
        """Say which lines are crossed, and how far the others are."""
        found = [*_wires(view), *(_call(key, call, view) for key, call in self.calls.items())]
        lines = sorted(found, key=lambda line: ORDER.index(line.stand))
        beyond = [line for line in lines if line.stand in MEANS]
        said = dict.fromkeys(f"{line.stand}: {MEANS[line.stand]}" for line in beyond)
        columns = ("line", "now", "stands", "action")
        rows = tuple((line.says, line.now, line.stand, line.action) for line in lines)
        note = f"{'; '.join(said)}." if said else ""
        table = Table(title="", columns=columns, rows=rows, note=note)
        brief = tuple((line.says, f"{line.now}, {line.stand}", line.action) for line in lines)
        short = Table(title="", columns=("line", "now", "action"), rows=brief, note=note)
        early = [line for line in lines if view.as_of < line.registered]
        gap = (
            f"{len(early)} of {len(lines)} were registered after this day, so none of them could be crossed."
        )
        return Said(
            headline=_headline(lines, beyond),
            method=METHOD,
            items=tuple(line.item for line in lines),
            tables=(table,),
            short=short,
            gaps=(gap,) if early else (),
        )


class _Line(NamedTuple):
    """One line: how it stands, its part of the result, and the cells of its row."""

    stand: Stand
    item: Item
    says: str
    now: str
    action: str
    registered: date


def _headline(lines: Sequence[_Line], beyond: Sequence[_Line]) -> str:
    crossed = [line for line in lines if line.stand == "crossed"]
    noun = "line" if len(lines) == 1 else "lines"
    if not lines:
        return "No line with an agreed action is written down."
    verb = "is" if len(crossed) <= 1 else "are"
    said = f"{len(crossed) or 'None'} of {len(lines)} {noun} with an agreed action {verb} crossed"
    if crossed:
        said += f": {', '.join(line.says for line in crossed)}"
    if beyond:
        stands = "stands" if len(beyond) == 1 else "stand"
        named = ", ".join(f"{line.says} ({MEANS[line.stand]})" for line in beyond)
        said += f"; {len(beyond)} {stands} beyond without a crossing that counts: {named}"
    return f"{said}."


def _wires(view: View) -> Iterator[_Line]:
    """Yield every trip-wire of an indicator."""
    for name, indicator in view.indicators.items():
        wires = [signal for signal in indicator.signals if isinstance(signal, Tripwire)]
        for number, wire in enumerate(wires):
            standing = view.standing(name)
            finding = _finding(standing, number)
            stand = _stand(standing, finding)
            days = wire.fired(standing.series, is_count=indicator.counts)
            line = f"{wire.word} {quantity(wire.line, indicator.unit)}"
            item = Item(
                key=f"{name}-wire{number + 1 if number else ''}",
                title=f"{indicator.title}: {line}",
                says=stand,
                because=finding.reason if finding and stand != "not assessed" else standing.reason,
                since=finding.since if finding else None,
                rests_on=(name,),
                detail=(
                    *_agreed(wire),
                    ("Would have fired", ", ".join(map(say_day, days)) or "never confirmed"),
                ),
                editorial=True,
                tripped=stand == "crossed",
            )
            latest = standing.latest if standing.health != "dark" or stand == "crossed" else None
            now = quantity(latest.value, indicator.unit) if latest else "no figure"
            yield _Line(stand, item, f"{name} {line}", now, _action(wire), wire.registered)


def _finding(standing: Standing, number: int) -> Finding | None:
    found = [finding for finding in standing.findings if finding.signal == "tripwire"]
    return found[number] if number < len(found) else None


def _stand(standing: Standing, finding: Finding | None) -> Stand:
    if finding is None or finding.level is None or (standing.level is None and not finding.tripped):
        return "not assessed"
    if finding.tripped:
        return "crossed"
    if finding.level:
        return "hindsight" if finding.capped == HINDSIGHT else "unconfirmed"
    return "always beyond" if finding.size is None else "not crossed"


def _call(name: str, call: Call, view: View) -> _Line:
    """Say how one further level stands."""
    reached = call.reached(view)
    stand: Stand = "not assessed" if reached is None else "crossed" if reached else "not crossed"
    if reached and (view.as_of < call.registered or _held(call, view)):
        stand = "hindsight"
    title, unit, because, now = _watched(call, view)
    line = call.line(unit)
    item = Item(
        key=name,
        title=f"{title}: {line}",
        says=stand,
        because=because,
        rests_on=(call.watch,),
        detail=_agreed(call),
        editorial=True,
        tripped=stand == "crossed",
    )
    return _Line(stand, item, f"{call.watch} {line}", now, _action(call), call.registered)


def _held(call: Call, view: View) -> bool:
    """Tell a line that was reached on the day of registration, and at the end of every quarter since."""
    days = [call.registered]
    end = period_of(call.registered, "quarter").last
    while end < view.as_of:
        days.append(end)
        end = period_of(end + timedelta(days=1), "quarter").last
    return all(call.reached(view.on(day)) for day in days)


def _watched(call: Call, view: View) -> tuple[str, str, str, str]:
    """Return title, unit and reason of what a call watches, and how it stands."""
    if call.level is not None:
        standing = view.standing(call.watch)
        level = "not assessed" if standing.level is None else f"level {standing.level}"
        return standing.title, standing.unit, standing.reason, level
    item = view.item(call.watch)
    if item is None:
        return call.watch, "", "It has no such part on this day.", "not there"
    figure = item.figure
    now = quantity(figure.value, figure.unit) if figure and figure.value is not None else item.says
    return item.title, figure.unit if figure else "", item.because, now if call.says is None else item.says


def _agreed(wire: Tripwire | Call) -> tuple[tuple[str, str], ...]:
    return (
        ("Action", wire.action),
        ("Owner", wire.owner),
        ("Lead time", _days(wire)),
        ("Registered", say_day(wire.registered)),
    )


def _action(wire: Tripwire | Call) -> str:
    return f"{wire.action.rstrip('.')} ({wire.owner}, {_days(wire)})"


def _days(wire: Tripwire | Call) -> str:
    return quantity(wire.lead_days, "days")
