"""What forecasts scored, by family: rows of one forecast each, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from facta.forecasts.forecasters import ENSEMBLE, NAMED_BASELINES
from facta.forecasts.records import Family  # noqa: TC001  (pydantic reads it when a backtest is read back)
from facta.likelihood import WORDS
from facta.models.calibration import clustered_share, discrimination, reliability
from facta.models.refusal import Refusal
from facta.models.scores import brier, log_score
from facta.models.skill import Skill, skill_score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Sort = Literal["yes or no", "how large"]
ROWS: dict[str, Any] = {
    "question": pl.String, "indicator": pl.String, "family": pl.String, "asks": pl.String,
    "made": pl.Date, "start": pl.Date, "end": pl.Date, "method": pl.String, "probability": pl.Float64,
    "happened": pl.Float64, "value": pl.Float64, "crps": pl.Float64, "interval_score": pl.Float64,
    "median": pl.Float64, "low50": pl.Float64, "high50": pl.Float64, "low80": pl.Float64,
    "high80": pl.Float64, "low95": pl.Float64, "high95": pl.Float64,
}  # fmt: skip
FAMILIES: tuple[Family, ...] = ("counts", "flows", "rungs", "levels")
SEED = 20261123
NO_SKILL, SKILL, TOO_FEW = "no skill shown", "skill shown", "too few to tell"
INTERVALS = (50, 80, 95)
YES_NO: Sort = "yes or no"
HOW_LARGE: Sort = "how large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Skill against one baseline: the share of its score that is saved, with its 95 % interval.

    Where nothing can be said the three are None and ``why`` says why.
    """

    baseline: str
    skill: float | None
    low: float | None
    high: float | None
    why: str = ""

    @property
    def shown(self) -> bool:
        """Whether the whole interval lies above 0."""
        return self.low is not None and self.low > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """How often what came lay inside an interval, with the 95 % interval of that share."""

    nominal: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyScore:
    """What the ensemble scored in one family, of one sort of question.

    Attributes
    ----------
    family, sort
        Which forecasts.
    n, questions, indicators
        Forecasts, the questions they are of, and their indicators, which are drawn whole for intervals.
    score
        Mean Brier score of yes and no; mean CRPS of quantities, that of each indicator in units of what
        climatology scores on it, so that tonnes and deaths can be added.
    log_score, auc
        Of yes and no: the mean log score, and how well yes is told from no, with its interval.
    yes
        The share of yes.
    interval_score
        Of quantities: that of the 80 % interval, in units of what climatology scores.
    coverage
        Of quantities: how often the 50, 80 and 95 % intervals held.
    beside
        Skill against each baseline.
    """

    family: Family
    sort: Sort
    n: int
    questions: int
    indicators: int
    score: float
    log_score: float | None = None
    auc: tuple[float, float, float] | None = None
    yes: float | None = None
    interval_score: float | None = None
    coverage: tuple[Inside, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def label(self) -> str:
        """Whether skill is shown: against every baseline, with its whole interval above 0."""
        told = [one for one in self.beside if one.skill is not None]
        if not told:
            return TOO_FEW
        return SKILL if all(one.shown for one in told) else NO_SKILL


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How often what was given with one word of likelihood came true."""

    family: Family | None
    word: str
    means: str
    n: int
    expected: float | None
    share: float | None
    low: float
    high: float


def rows_frame(columns: Mapping[str, list[Any] | Floats]) -> pl.DataFrame:
    """Return rows of forecasts that were scored, one a forecast and method."""
    frame = pl.DataFrame(columns, schema_overrides=ROWS)
    floats = [name for name, dtype in ROWS.items() if dtype == pl.Float64]
    return frame.select(list(ROWS)).with_columns(pl.col(floats).fill_nan(None))


def family_scores(rows: pl.DataFrame) -> tuple[FamilyScore, ...]:
    """Score every family by itself: yes and no, and quantities. There is no sum over families."""
    return tuple(_scores(rows))


def _scores(rows: pl.DataFrame) -> Iterator[FamilyScore]:
    for family in FAMILIES:
        mine = rows.filter(pl.col("family") == family)
        decided = mine.filter(pl.col("happened").is_not_null())
        if len(decided):
            yield _yes_no(family, decided)
        sized = mine.filter(pl.col("crps").is_not_null())
        if len(sized):
            yield _how_large(family, sized)


def _yes_no(family: Family, rows: pl.DataFrame) -> FamilyScore:
    own, wide = _wide(rows, "probability")
    happened = own["happened"].to_numpy()
    given = wide[ENSEMBLE]
    clusters = own["indicator"].to_numpy()
    told = discrimination(given, happened, clusters=clusters)
    least = 0.5 / 1001.0
    scores = {name: brier(chances, happened) for name, chances in wide.items()}
    return FamilyScore(
        family=family,
        sort=YES_NO,
        n=len(own),
        questions=own["question"].n_unique(),
        indicators=own["indicator"].n_unique(),
        score=float(scores[ENSEMBLE].mean()),
        log_score=float(log_score(given, happened, least=least).mean()),
        auc=None if isinstance(told, Refusal) else (told.auc, told.low95, told.high95),
        yes=float(happened.mean()),
        beside=tuple(_beside(scores, clusters)),
    )


def _how_large(family: Family, rows: pl.DataFrame) -> FamilyScore:
    scaled = rows.join(_scales(rows), on="indicator").with_columns(
        pl.col("crps") / pl.col("scale"), pl.col("interval_score") / pl.col("interval_scale")
    )
    own, wide = _wide(scaled, "crps")
    return FamilyScore(
        family=family,
        sort=HOW_LARGE,
        n=len(own),
        questions=own["question"].n_unique(),
        indicators=own["indicator"].n_unique(),
        score=float(wide[ENSEMBLE].mean()),
        interval_score=float(own["interval_score"].mean()),  # type: ignore[arg-type]
        coverage=tuple(_inside(own, nominal) for nominal in INTERVALS),
        beside=tuple(_beside(wide, own["indicator"].to_numpy())),
    )


def _wide(rows: pl.DataFrame, column: str) -> tuple[pl.DataFrame, dict[str, Floats]]:
    """Return the rows of the ensemble, and a column of every method in their order."""
    keys = ["question", "made"]
    own = rows.filter(pl.col("method") == ENSEMBLE).sort(keys)
    found = {ENSEMBLE: own[column].to_numpy()}
    for name in NAMED_BASELINES:
        theirs = rows.filter(pl.col("method") == name).select(*keys, pl.col(column).alias("theirs"))
        if len(theirs):
            joined = own.join(theirs, on=keys, how="left", maintain_order="left")["theirs"]
            found[name] = joined.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return own, found


def _scales(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what climatology scores on each indicator; where that is nothing, the mean of all methods."""
    usual = pl.col("method") == "climatology"
    means = rows.group_by("indicator").agg(
        pl.col("crps").filter(usual).mean().alias("usual"),
        pl.col("crps").mean().alias("every"),
        pl.col("interval_score").filter(usual).mean().alias("usual_interval"),
        pl.col("interval_score").mean().alias("every_interval"),
    )
    return means.select(
        "indicator",
        scale=_above_nothing("usual", "every"),
        interval_scale=_above_nothing("usual_interval", "every_interval"),
    )


def _above_nothing(first: str, second: str) -> pl.Expr:
    return (
        pl.when(pl.col(first) > 0)
        .then(pl.col(first))
        .when(pl.col(second) > 0)
        .then(pl.col(second))
        .otherwise(1.0)
    )


def _beside(scores: dict[str, Floats], clusters: NDArray[np.object_]) -> Iterator[Beside]:
    for name in NAMED_BASELINES:
        if name not in scores:
            continue
        generator = np.random.default_rng(SEED)
        found = skill_score(scores[ENSEMBLE], scores[name], generator=generator, clusters=clusters)
        if isinstance(found, Skill):
            yield Beside(baseline=name, skill=found.skill, low=found.low95, high=found.high95)
        else:
            yield Beside(baseline=name, skill=None, low=None, high=None, why=found.reason)


def _inside(rows: pl.DataFrame, nominal: int) -> Inside:
    low, high = pl.col(f"low{nominal}"), pl.col(f"high{nominal}")
    held = rows.select(((pl.col("value") >= low) & (pl.col("value") <= high)).cast(pl.Float64))
    found = clustered_share(held.to_series().to_numpy(), rows["indicator"].to_numpy())
    return Inside(nominal=nominal, share=found.share, low=found.low95, high=found.high95)


def calibration(rows: pl.DataFrame) -> tuple[Term, ...]:
    """Say for every word of likelihood how often it came true, of all families and of each."""
    own = rows.filter((pl.col("method") == ENSEMBLE) & pl.col("happened").is_not_null())
    edges = (0.0, *(bound for bound, _, _ in WORDS))
    found: list[Term] = []
    for family in (None, *FAMILIES):
        mine = own if family is None else own.filter(pl.col("family") == family)
        if not len(mine):
            continue
        given, happened = mine["probability"].to_numpy(), mine["happened"].to_numpy()
        bins = reliability(given, happened, edges=edges, clusters=mine["indicator"].to_numpy())
        for one, (_, word, means) in zip(bins, WORDS, strict=True):
            came = one.happened
            found.append(
                Term(
                    family=family,
                    word=word,
                    means=means,
                    n=came.n,
                    expected=one.expected if came.n else None,
                    share=came.share if came.n else None,
                    low=came.low95,
                    high=came.high95,
                )
            )
    return tuple(found)


def scores_table(scores: tuple[FamilyScore, ...]) -> pl.DataFrame:
    """Return one row a family, sort of question and baseline."""
    rows = [
        {
            "family": one.family, "sort": one.sort, "n": one.n, "questions": one.questions,
            "indicators": one.indicators, "score": one.score, "log_score": one.log_score,
            "auc": one.auc[0] if one.auc else None, "yes": one.yes, "interval_score": one.interval_score,
            **{f"coverage{inside.nominal}": inside.share for inside in one.coverage},
            "baseline": beside.baseline, "skill": beside.skill, "low": beside.low, "high": beside.high,
            "label": one.label,
        }
        for one in scores
        for beside in one.beside
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)
