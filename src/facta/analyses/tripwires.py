"""Levels that call for an agreed action: who does what, in how many days, and how far each is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis, Named
from facta.periods import say_day
from facta.results import Item, Result, Table
from facta.signals import Tripwire, figure
from facta.signals.base import quantity
from facta.signals.tripwire import seal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View
    from facta.records import Finding, Standing

Stand = Literal["crossed", "not crossed", "hindsight", "unconfirmed", "not assessed"]
ORDER: tuple[Stand, ...] = ("crossed", "unconfirmed", "hindsight", "not crossed", "not assessed")
METHOD = (
    "Each line was written down with its action before it was crossed. A trip-wire of an indicator needs two "
    "independent sources or an act graded A; a level counts from its registration on."
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

    def analyse(self, name: str, view: View) -> Result:
        """Say which lines are crossed, and how far the others are."""
        found = [*_wires(view), *(_call(key, call, view) for key, call in self.calls.items())]
        lines = sorted(found, key=lambda line: ORDER.index(line[0]))
        items = [item for _, item, _ in lines]
        crossed = sum(item.tripped for item in items)
        rows = [row for _, _, row in lines]
        table = Table(
            title=f"{crossed} of {len(items)} crossed", columns=("line", "stands", "action"), rows=tuple(rows)
        )
        noun, verb = ("line" if len(items) == 1 else "lines"), ("is" if crossed == 1 else "are")
        headline = f"{crossed or 'None'} of {len(items)} {noun} with an agreed action {verb} crossed."
        return self.result(name, headline, METHOD, items=items, tables=[table], short=table)


def _wires(view: View) -> Iterator[tuple[Stand, Item, tuple[str, ...]]]:
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
                because=finding.reason if finding else standing.reason,
                since=finding.since if finding else None,
                rests_on=(name,),
                detail=(
                    *_agreed(wire),
                    ("Would have fired", ", ".join(map(say_day, days)) or "never confirmed"),
                ),
                editorial=True,
                tripped=stand == "crossed",
            )
            yield stand, item, (f"{name} {line}", _distance(stand, finding), _action(wire))


def _finding(standing: Standing, number: int) -> Finding | None:
    found = [finding for finding in standing.findings if finding.signal == "tripwire"]
    return found[number] if number < len(found) else None


def _stand(standing: Standing, finding: Finding | None) -> Stand:
    if finding is None or finding.level is None or (standing.level is None and not finding.tripped):
        return "not assessed"
    if finding.tripped:
        return "crossed"
    if finding.level:
        return "hindsight" if finding.capped == "hindsight" else "unconfirmed"
    return "not crossed"


def _distance(stand: Stand, finding: Finding | None) -> str:
    if stand != "not crossed" or finding is None:
        return stand
    return "always beyond" if finding.size is None else f"{figure(finding.size)} to go"


def _call(name: str, call: Call, view: View) -> tuple[Stand, Item, tuple[str, ...]]:
    """Say how one further level stands."""
    reached = call.reached(view)
    stand: Stand = "not assessed" if reached is None else "crossed" if reached else "not crossed"
    early = view.as_of < call.registered
    if reached and (early or call.reached(view.on(call.registered))):
        stand = "hindsight"
    title, unit, because = _watched(call, view)
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
    return stand, item, (f"{call.watch} {line}", stand, _action(call))


def _watched(call: Call, view: View) -> tuple[str, str, str]:
    if call.level is not None:
        standing = view.standing(call.watch)
        return standing.title, standing.unit, standing.reason
    item = view.item(call.watch)
    if item is None:
        return call.watch, "", "It has no such part on this day."
    return item.title, item.figure.unit if item.figure else "", item.because


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
