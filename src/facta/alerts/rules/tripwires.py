"""A trip-wire was crossed: a line registered beforehand, with an action, an owner and a lead time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.alerts.happening import Happening
from facta.analyses.tripwires import Tripwires as Lines
from facta.signals import Tripwire
from facta.views.words import level_word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from facta.alerts.happening import Rank, Seen
    from facta.analyses.tripwires import Call
    from facta.records import Finding, Standing


class Tripwires:
    """A trip-wire of an indicator, or another level that calls for an agreed action, was crossed."""

    name = "tripwire"
    type = "org.facta.tripwire.crossed.v1"
    says = "a trip-wire was crossed"
    rank: Rank = "trip-wire"
    instant = True
    refractory_days = 30
    stands = False

    def happened(self, seen: Seen) -> Iterator[Happening]:
        """Yield the lines that are crossed now and were not before."""
        for now in seen.now.standings:
            wires = [one for one in seen.case.indicators[now.indicator].signals if isinstance(one, Tripwire)]
            for number, (wire, finding) in enumerate(zip(wires, _of(now), strict=False)):
                was = seen.stood(self.name, now.indicator, wire.seal or "")
                if finding.tripped and not _of(was)[number].tripped:
                    yield self._wire(seen, (was, now), wire, (number, finding))
        for name, analysis in seen.case.analyses.items():
            for key, call in analysis.calls.items() if isinstance(analysis, Lines) else ():
                yield from self._call(seen, name, key, call)

    def _wire(
        self, seen: Seen, pair: tuple[Standing, Standing], wire: Tripwire, which: tuple[int, Finding]
    ) -> Happening:
        was, now = pair
        number, finding = which
        day = now.latest.known_at if now.latest else seen.as_of
        ordinal = f" {number + 1}" if number else ""
        way = "" if finding.direction == "none" else f", {finding.direction}"
        return Happening(
            rule=self.name,
            subject=now.indicator,
            title=now.title,
            what=f"{level_word(None) if was.level is None else was.level}→4 trip-wire{ordinal}{way}",
            day=day,
            why=finding.reason,
            seal=wire.seal or "",
            height=4,
            indicators=(now.indicator,),
            facts={
                "from": {"level": was.level, "direction": was.direction},
                "to": {"level": now.level, "direction": now.direction},
                "line": f"{wire.word} {wire.line:g} {now.unit}",
                "reversed_by": f"a figure that is not {wire.word} {wire.line:g} {now.unit}",
                "seal": wire.seal,
                **_decision(wire, day),
            },
        )

    def _call(self, seen: Seen, name: str, key: str, call: Call) -> Iterator[Happening]:
        result = next(one for one in seen.now.results if one.analysis == name)
        item = next((one for one in result.items if one.key == key), None)
        before = seen.part(self.name, name, key)
        if item is None or not item.tripped or (before is not None and before.tripped):
            return
        day = item.since or seen.as_of
        yield Happening(
            rule=self.name,
            subject=f"{name}.{key}",
            title=item.title,
            what=f"{before.says if before else 'not there'}→{item.says}",
            day=day,
            why=item.because,
            height=4,
            indicators=tuple(one for one in item.rests_on if one in seen.case.indicators),
            facts={"line": f"{call.watch} {call.line()}", "seal": call.seal, **_decision(call, day)},
        )


def _of(standing: Standing) -> list[Finding]:
    return [finding for finding in standing.findings if finding.signal == "tripwire"]


def _decision(line: Tripwire | Call, known: date) -> dict[str, object]:
    return {
        "action": line.action,
        "owner": line.owner,
        "lead_days": line.lead_days,
        "act_by": (known + timedelta(days=line.lead_days)).isoformat(),
        "registered": line.registered.isoformat(),
    }
