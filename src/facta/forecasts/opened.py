"""What an opened case says of its forecasts, as tables: mixed into `facta.api.Open`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import polars as pl

    from facta.cases import Case
    from facta.forecasts.expectations import Expectation
    from facta.forecasts.reading import Reading
    from facta.forecasts.track import TrackRecord


class Forecasts:
    """The ledger of forecasts beside the store of an opened case, read and never written."""

    case: Case
    folder: Path | None

    def day(self, given: str | date | None) -> date:
        """Return the day asked for."""
        raise NotImplementedError

    def forecasts(self, as_of: str | date | None = None) -> pl.DataFrame:
        """Return what is expected as of a day: one row an open question, those of analysts first.

        A chance has ``probability`` and its ``word``, a quantity the quantiles ``q2_5`` to ``q97_5``.
        ``previous`` is the chance that the ensemble gave ``before``, ``skill`` whether forecasts of the
        family have shown any. Where nothing was forecast by then there are no rows: `facta.forecast` does it.

        Raises
        ------
        LedgerError
            When the ledger is not what was written.
        """
        import polars as pl  # noqa: PLC0415

        from facta.forecasts.expectations import expectations, label_of, labels_of  # noqa: PLC0415
        from facta.forecasts.stored import kept  # noqa: PLC0415

        day = self.day(as_of)
        tested = kept(self.folder, self.case, day) if self.folder else None
        labels = labels_of(self.track_record(day).scores, tested)
        found = expectations(self._reading(day), day)
        rows = [_row(one) | {"skill": label_of(one.question, labels)} for one in found]
        return pl.DataFrame(rows, schema=_schema())

    def track_record(self, as_of: str | date | None = None) -> TrackRecord:
        """Return what came of the forecasts by a day; ``to_polars()`` has a row a family and baseline.

        Raises
        ------
        LedgerError
            When the ledger is not what was written.
        """
        from facta.forecasts.track import track_record  # noqa: PLC0415

        day = self.day(as_of)
        return track_record(self._reading(day), day)

    def _reading(self, day: date) -> Reading:
        from facta.forecasts.foreseen import ledger_by  # noqa: PLC0415
        from facta.forecasts.reading import Reading  # noqa: PLC0415

        found = ledger_by(self.folder, self.case.name, day) if self.folder else None
        return found or Reading(case=self.case.name, entries=())


def _row(one: Expectation) -> dict[str, Any]:
    from facta.forecasts.tabled import NAMES, forecast_row  # noqa: PLC0415

    asked = one.question
    names = (
        "indicator", "family", "asks", "relation", "line", "unit", "text", "start", "end", "deadline",
        "author",
    )  # fmt: skip
    row = {"question": asked.id, **{name: getattr(asked, name) for name in names}}
    if one.newest:
        told = forecast_row(one.newest.forecast)
        row |= {name: told[name] for name in ("made", "probability", "word", *NAMES)}
        row |= {"hindsight": one.newest.hindsight}
    if one.previous:
        row |= {"previous": one.previous.forecast.probability, "before": one.previous.forecast.made}
    given = {given.forecast.method.replace(" ", "_"): given.forecast.probability for given in one.beside}
    return row | given


def _schema() -> dict[str, Any]:
    import polars as pl  # noqa: PLC0415

    from facta.forecasts.tabled import NAMES  # noqa: PLC0415

    words = ("question", "indicator", "family", "asks", "relation")
    return {
        **dict.fromkeys(words, pl.String), "line": pl.Float64, "unit": pl.String, "text": pl.String,
        **dict.fromkeys(("start", "end", "deadline"), pl.Date), "author": pl.String, "made": pl.Date,
        "probability": pl.Float64, "word": pl.String, **dict.fromkeys(NAMES, pl.Float64),
        "hindsight": pl.Boolean, "previous": pl.Float64, "before": pl.Date,
        **dict.fromkeys(("persistence", "climatology", "base_rate"), pl.Float64), "skill": pl.String,
    }  # fmt: skip
