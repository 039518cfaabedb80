"""From rows to figures: what each side reports, and one figure that lies between the two.

A flow from A to B always has A as actor and B as target, whoever reports it. The exporter's report
is ``comtrade-exports``, the importer's ``comtrade-imports``. ``comtrade-trade`` has the lower and
the higher of both as its ends; its value is the importer's report, which customs check most
closely, and the exporter's where the importer is silent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from facta import actors
from facta.errors import SourceError
from facta.periods import Period, describe, parse
from facta.records import Observation
from facta.sources.asking import pieces
from facta.sources.base import Reading, assumed, covered
from facta.sources.comtrade.columns import CONSUMED, DROPPED, card
from facta.sources.comtrade.reports import SIDES, Flow, Side, asked_of, flow_of
from facta.sources.numbers import state_of
from facta.sources.objects import SHOWN, are_objects, compare_keys, figure, is_object, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.records import Snapshot
    from facta.sources import base

_COLUMNS: Final = (*CONSUMED, *DROPPED)
_ENVELOPE: Final = ("elapsedTime", "count", "data", "error")
_FIXED: Final = {"typeCode": "C", "partner2Code": "0", "customsCode": "C00", "motCode": "0"}
_PERIOD: Final = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])?")
_COMMODITY: Final = re.compile(r"TOTAL|[0-9]{2}|[0-9]{4}|[0-9]{6}")
_MEASURES: Final[dict[Side, str]] = {"exporter": "comtrade-exports", "importer": "comtrade-imports"}
_VALUED: Final[dict[Side, str]] = {"exporter": "FOB", "importer": "CIF"}


@dataclass(frozen=True, slots=True)
class _Key:
    flow: Flow
    commodity: str
    period: Period

    def measure(self, stem: str) -> str:
        return stem if self.commodity == "TOTAL" else f"{stem}-{self.commodity}"

    @property
    def words(self) -> str:
        exporter, importer = (actors.actors()[id_].name for id_ in self.flow)
        what = "" if self.commodity == "TOTAL" else f" in commodities of HS {self.commodity}"
        return f"from {exporter} to {importer}{what}, {describe(self.period)}"


@dataclass(frozen=True, slots=True)
class _Report:
    value: float
    note: str | None


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,  # noqa: ARG001  (the rows say what they are of)
) -> Reading:
    """Read the reports of a period.

    A flow of which no report came has no figure.

    Raises
    ------
    SourceError
        With every mistake, its place given as row and key; for an error in place of an answer, with
        its words.
    """
    lag = card.lag_days if lag_days is None else lag_days
    told = _Told()
    asked: dict[Flow, set[Side]] = {}
    for piece in pieces(snapshot):
        told.add(piece)
        for flow, side in asked_of(piece.url):
            asked.setdefault(flow, set()).add(side)
    if told.mistakes:
        raise SourceError(*told.mistakes)
    found = [
        _observation(key, one, snapshot, lag)
        for key, sides in told.reports.items()
        for one in _figures(key, sides, asked.get(key.flow, set()))
    ]
    return Reading(
        observations=tuple(found),
        coverage=covered(card, snapshot, covers, lag, frequency="year"),
        refused=tuple(
            f"{rows:,} rows of number {number!r}, which is no state that is known"
            for number, rows in sorted(told.strangers.items())
        ),
    )


@dataclass(slots=True)
class _Told:
    """The reports of each flow, gathered answer by answer, with the mistakes."""

    reports: dict[_Key, dict[Side, _Report]] = field(default_factory=dict)
    strangers: dict[str, int] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)

    def add(self, piece: Snapshot) -> None:
        for number, row in enumerate(_rows(piece), 1):
            where = f"{piece.url}: row {number}"
            strange = compare_keys(where, row, _COLUMNS) or list(_strange(where, row))
            self.mistakes += strange
            if not strange:
                self._add(where, row)

    def _add(self, where: str, row: dict[str, object]) -> None:
        value = figure(where, "primaryValue", row, self.mistakes)
        notes = [
            f"{name} {amount:,.0f}"
            for name, key in (("CIF", "cifvalue"), ("FOB", "fobvalue"))
            if (amount := figure(where, key, row, self.mistakes)) is not None
        ]
        codes = [str(row[key]) for key in ("reporterCode", "partnerCode")]
        reporter, partner = (state_of("comtrade", code) for code in codes)
        if reporter is None or partner is None:
            stranger = codes[reporter is not None]
            self.strangers[stranger] = self.strangers.get(stranger, 0) + 1
            return
        side = SIDES[str(row["flowCode"])]
        year, month = str(row["period"])[:4], str(row["period"])[4:]
        period = parse(f"{year}-{month}" if month else year)
        key = _Key(flow_of(side, reporter, partner), str(row["cmdCode"]), period)
        sides = self.reports.setdefault(key, {})
        if side in sides:
            self.mistakes.append(f"{where}: {reporter} reports the same flow twice; its values would add up")
        if value is None:
            self.mistakes.append(f"{where}: primaryValue is null; a row must have a value")
        else:
            sides[side] = _Report(value, "; ".join(notes) or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    measure: str
    value: float
    sides: tuple[Side, ...]
    text: str
    tags: tuple[str, ...]
    note: str | None = None
    low: float | None = None
    high: float | None = None


def _observation(key: _Key, one: _Figure, snapshot: Snapshot, lag_days: int) -> Observation:
    exporter, importer = key.flow
    start, end = key.period.start, key.period.end
    known_at, known_by = assumed(key.period.last, lag_days, snapshot)
    return Observation(
        source=snapshot.source,
        ref=f"{one.measure}/{exporter}/{importer}/{start}/{end}",
        measure=one.measure,
        actor=exporter,
        target=importer,
        country=importer if actors.actors()[importer].kind == "state" else None,
        start=start,
        end=end,
        value=one.value,
        low=one.low,
        high=one.high,
        unit="USD",
        tags=one.tags,
        text=one.text,
        note=one.note,
        title=card.title,
        publisher=card.publisher,
        origin="; ".join(f"{key.flow[side == 'importer']} as {side}" for side in one.sides),
        known_at=known_at,
        known_by=known_by,
        snapshot=snapshot.sha256,
    )


def _figures(key: _Key, reports: dict[Side, _Report], asked: set[Side]) -> Iterator[_Figure]:
    for side, report in reports.items():
        words = f"Trade {key.words}, as the {side} reports it: USD {report.value:,.0f} ({_VALUED[side]})."
        yield _Figure(
            measure=key.measure(_MEASURES[side]),
            value=report.value,
            sides=(side,),
            text=words,
            tags=(f"reported-by-{side}",),
            note=report.note,
        )
    if reports:
        yield _between(key, reports, asked)


def _between(key: _Key, reports: dict[Side, _Report], asked: set[Side]) -> _Figure:
    """Return the figure of a flow, with both reports as its ends.

    References
    ----------
    Gaulier, G. and Zignago, S. (2010). BACI: International Trade Database at the Product-Level. CEPII
    Working Paper 2010-23, on reconciling the declarations of exporters and importers.
    """
    sides = tuple(side for side in _MEASURES if side in reports)
    values = [reports[side].value for side in sides]
    value = values[-1]
    silent = [side for side in _MEASURES if side not in reports]
    tags = [f"reported-by-{side}" for side in sides]
    if not silent:
        told = f"USD {min(values):,.0f} to {max(values):,.0f}, as exporter and importer report it"
        note = "low and high are the two reports, CIF and FOB unadjusted; the value is the importer's"
    elif silent[0] in asked:
        tags.append("mirror-only")
        told = f"USD {value:,.0f}, as only the {sides[0]} reports it"
        note = f"the {silent[0]} reports nothing for this flow"
    else:
        told = f"USD {value:,.0f}, as the {sides[0]} reports it"
        note = f"the {silent[0]} was not asked"
    return _Figure(
        measure=key.measure("comtrade-trade"),
        value=value,
        sides=sides,
        text=f"Trade {key.words}: {told}.",
        tags=tuple(tags),
        note=note,
        low=None if silent else min(values),
        high=None if silent else max(values),
    )


def _rows(piece: Snapshot) -> list[dict[str, object]]:
    name, told = piece.url, load(piece)
    if not is_object(told):
        raise SourceError(f"{name}: the answer is no object; it must have {', '.join(_ENVELOPE)}")
    if told.get("error"):
        raise SourceError(f"{name}: UN Comtrade answered with an error: {str(told['error'])[:SHOWN]}")
    mistakes = compare_keys(name, told, _ENVELOPE)
    if mistakes:
        raise SourceError(*mistakes)
    rows = told["data"]
    if not are_objects(rows):
        raise SourceError(f"{name}: data is no list of rows")
    if told["count"] != len(rows):
        raise SourceError(f"{name}: count is {told['count']!r} and {len(rows)} rows came; fetch it again")
    return rows


def _strange(where: str, row: dict[str, object]) -> Iterator[str]:
    for key, wanted in _FIXED.items():
        if str(row[key]) != wanted:
            yield f"{where}: {key} is {row[key]!r}; only the total {wanted!r} is not counted twice"
    if str(row["flowCode"]) not in SIDES:
        yield f"{where}: flowCode: {row['flowCode']!r} is none of M, X"
    if not _PERIOD.fullmatch(str(row["period"])):
        yield f"{where}: period: {row['period']!r} is no year and no month such as 202401"
    if not _COMMODITY.fullmatch(str(row["cmdCode"])):
        yield f"{where}: cmdCode: {row['cmdCode']!r} is neither TOTAL nor 2, 4 or 6 digits"
