"""From the nouns of facta to the models of the API: one way of writing each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from facta.evidence import behind
from facta.periods import Period
from facta.serving.v1 import argument_models, models
from facta.views.export import plain
from facta.views.words import clean, link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from facta.evidence import Record
    from facta.indicators import Indicator, Known
    from facta.records import Standing
    from facta.results import Figure as Reached
    from facta.results import Item, Result

Told = TypeVar("Told", bound=models.Model)
KEPT = "Records of {} are not passed on: its terms do not allow it."
FIGURE_KEPT = "The figure rests on a single record whose terms do not allow passing it on."


def of(model: type[Told], noun: object, **more: object) -> Told:
    """Write a noun as the model that has its fields, and some more."""
    names = [name for name in model.model_fields if name not in more]
    return model(**{name: plain(getattr(noun, name)) for name in names}, **more)


def interval(low: float | None, high: float | None, bounds: str = "") -> models.Interval | None:
    """Return an interval, or None where neither end is known."""
    return None if low is None and high is None else models.Interval(low=low, high=high, bounds=bounds)


class Telling:
    """Tells indicators as known on a day, with the records behind each figure.

    ``standings`` is how each stands before anything was left out that terms forbid passing on.
    """

    def __init__(
        self, known: Known, indicators: Mapping[str, Indicator], standings: Mapping[str, Standing]
    ) -> None:
        self.known, self.indicators, self.standings = known, indicators, standings

    def may_be_told(self, record: Record) -> bool:
        """Tell whether the terms of its source allow passing a record on."""
        return self.known.terms.get(record.values["source"]) != "no"

    def indicator(self, standing: Standing) -> models.Indicator:
        """Tell how one indicator stands."""
        return models.Indicator(**self._stands(standing))

    def _stands(self, standing: Standing) -> dict[str, Any]:
        """Return the fields of an indicator."""
        latest = self.standings[standing.indicator].latest
        value = None
        if latest is not None:
            period = Period(latest.start, latest.end)
            found = behind(self.indicators[standing.indicator], self.known, period)
            row = {name: getattr(latest, name) for name in latest.__dataclass_fields__}
            if standing.latest is None:
                row |= {"value": None, "low": None, "high": None}
            value = self._value(row, standing, found, hidden=standing.latest is None)
        named = ("title", "strand", "evidence", "level", "direction", "health", "since", "reason", "basis")
        return {
            "id": standing.indicator,
            **{name: getattr(standing, name) for name in named},
            "collected": standing.collected,
            "tripped": any(finding.tripped for finding in standing.findings),
            "redistributable": standing.redistributable,
            "latest": value,
            "normal": interval(*standing.band, "its own normal range") if standing.band else None,
        }

    def whole(self, standing: Standing, text: object, wires: Sequence[float], withheld: str) -> models.Model:
        """Tell an indicator with its series and what its author says of it."""
        records = self.records(standing.indicator)
        words = {
            name: getattr(text, name) for name in models.WholeIndicator.model_fields if hasattr(text, name)
        }
        stands = self._stands(standing)
        return models.WholeIndicator(
            **{name: value for name, value in words.items() if name not in stands},
            **stands,
            tripwires=tuple(wires),
            findings=tuple(of(models.Finding, finding) for finding in standing.findings),
            series=self.series(standing),
            record_count=len(records),
            withheld=withheld,
        )

    def records(self, name: str) -> list[Record]:
        """Return every record that an indicator counts, oldest first."""
        return behind(self.indicators[name], self.known)

    def series(self, standing: Standing) -> tuple[models.Value, ...]:
        """Tell the series of an indicator, oldest first, each point with the records in its period."""
        records = self.records(standing.indicator)
        figures = self.standings[standing.indicator].series.points["value"].to_list()
        rows = zip(standing.series.points.iter_rows(named=True), figures, strict=True)
        return tuple(
            self._value(
                row, standing, _touching(records, row["start"], row["end"]), hidden=row["value"] != was
            )
            for row, was in rows
        )

    def _value(
        self, row: dict[str, Any], standing: Standing, records: Sequence[Record], *, hidden: bool
    ) -> models.Value:
        told = [record for record in records if self.may_be_told(record)]
        kept = sorted({str(r.values["publisher"] or r.values["source"]) for r in records if r not in told})
        why = [FIGURE_KEPT] if hidden else []
        why += [KEPT.format(", ".join(kept))] if kept else []
        return models.Value(
            value=row["value"],
            unit=standing.unit,
            period=models.Valid(start=row["start"], end=row["end"]),
            known_at=row["known_at"],
            state=row["state"],
            grade=row["grade"],
            sources=row["sources"],
            interval=interval(row["low"], row["high"]),
            records=tuple(dict.fromkeys(record.ref for record in told)),
            withheld=" ".join(why),
            scaled=bool(row["scaled"]),
        )


def _touching(records: Iterable[Record], start: date, end: date) -> list[Record]:
    return [r for r in records if r.values["start"] < end and start < r.values["end"]]


def version(record: Record, as_of: date) -> models.Version:
    """Tell one version of a record as known on a day: what came later in its place is not told."""
    row: dict[str, Any] = {
        name: clean(one) if isinstance(one, str) else one for name, one in record.values.items()
    }
    value, unit = record.figure
    hidden_at = row.get("hidden_at")
    row |= {
        "table": record.table,
        "kind": row["kind"] if record.table == "events" else row["measure"],
        "value": value,
        "unit": unit,
        "interval": interval(row["low"], row["high"]),
        "hidden_at": hidden_at if hidden_at and hidden_at <= as_of else None,
        "url": link(row["url"]),
    }
    return models.Version(**{name: row[name] for name in models.Version.model_fields})


def figure(reached: Reached, as_of: date, records: tuple[str, ...] = ()) -> argument_models.Figure:
    """Tell a number that an analysis arrived at."""
    return argument_models.Figure(
        name=reached.name,
        title=reached.title,
        value=reached.value,
        unit=reached.unit,
        period=reached.period,
        known_at=as_of,
        state="refused" if reached.value is None else "derived",
        grade=None,
        sources=reached.n,
        interval=interval(reached.low, reached.high, reached.bounds),
        records=records,
        note=reached.note,
        editorial=reached.editorial,
    )


def item(part: Item, result: Result, as_of: date) -> argument_models.Item:
    """Tell a part of an analysis."""
    told = figure(part.figure, as_of, part.records) if part.figure else None
    return of(argument_models.Item, part, analysis=result.analysis, figure=told)
