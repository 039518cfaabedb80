"""Forecast fatalities of 191 countries a month ahead to a year ahead, and score them as a challenge did.

The VIEWS prediction challenge 2023/24: state-based fatalities of each country and month of a year Y,
forecast with what was known in October of Y-1, as 1,000 draws. Every year for which the folder beside
the repository holds the features to the October before and the figures that came is forecast.

History. The features hold each month since November 2017, six months before by lags, and before that
the sums of 24 months, of which month after month back to December 2015 is solved. They are of the
vintage that participants had. The figures that came are of 2024: Yemen had been revised upwards. The
anchors that were published were made with the later vintage, so ours stand in the table twice, as known
then and with the figures of earlier years as revised. Neither has seen a month after the October.

Scores, by the challenge's definitions: CRPS of draws, ignorance in bins, and the mean interval score of
90 %. The mean is ruled by very few countries; the trimmed mean leaves out the twentieth of countries
with the largest and with the least CRPS. Draws move all of it a little: ``--seeds 3`` tells by how much.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from facta.models.forecasting.discounted import discounted
from facta.models.forecasting.pool import MEMBERS, mixed, pooled
from facta.models.forecasting.recent import fading_resampled
from facta.models.scores import crps_draws, ignorance_binned, interval_score_draws

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FOLDER: Final = Path(__file__).parents[1].parent / "shared" / "data" / "views"
FIRST: Final = 432  # December 2015, months counted from January 1980
FEATURES: Final = 455  # November 2017, the first month of the first file
OCTOBER: Final = 454  # of 2017: the last month known for 2018
GAP: Final = 2  # months between the October and the January that is asked about
AHEAD: Final = 14
LAGS: Final = 6
SUM: Final = 24  # months in a sum
TRIM: Final = 0.05
SEED: Final = 20231031
OURS: Final = "pool, as known then"
REVISED: Final = "pool, revised"
PUBLISHED: Final = {
    "zero": (24.13, 23.02, 32.04, 87.34, 120.97, 53.54),
    "conflictology": (14.48, 9.15, 21.34, 76.85, 124.00, 50.36),
    "participant NB": (14.09, 9.34, 21.88, 78.20),
    "exp.-weighted mix": (12.28, 7.19, 21.37, 75.17, 121.48, 74.81),
}


@dataclass(frozen=True, slots=True, eq=False)
class Challenge:
    """What the folder holds: the counts known, shape (countries, months from `FIRST`), and what came."""

    countries: list[int]
    known: Floats
    came: dict[int, Floats]

    def history(self, year: int, *, revised: bool = False) -> Floats:
        """Return the counts to the October before a year, shape (countries, months)."""
        months = OCTOBER + 12 * (year - 2018) - FIRST + 1
        found = self.known[:, :months].copy()
        for other, counts in self.came.items():
            start = OCTOBER + 3 + 12 * (other - 2018) - FIRST
            if revised and start < months:
                end = min(months, start + counts.shape[1])
                found[:, start:end] = counts[:, : end - start]
        return found


def read(folder: Path = FOLDER) -> Challenge:
    """Read every year of which both the features and the figures are there.

    Raises
    ------
    ValueError
        When a country lacks a month: a gap would shift all that comes after it.
    """
    columns = ["month_id", "country_id", "ged_sb", "ged_sb_tsum_24"]
    columns += [f"ged_sb_tlag_{lag}" for lag in range(1, LAGS + 1)]
    files = sorted(folder.glob("cm_features_to_oct*.parquet"))
    table = pl.concat([pl.read_parquet(file, columns=columns) for file in files])
    countries = table["country_id"].unique().sort().to_list()
    table = whole(table, countries, FEATURES, "features")
    shape = (len(countries), -1)
    counts, sums = (table[name].to_numpy().astype(float).reshape(shape) for name in ("ged_sb", columns[3]))
    lags = [table[f"ged_sb_tlag_{lag}"].to_numpy().reshape(shape)[:, 0] for lag in range(LAGS, 0, -1)]
    came = {}
    for file in sorted(folder.glob("cm_actuals_*.parquet")):
        year = int(file.stem[-4:])
        if OCTOBER + 12 * (year - 2018) < FEATURES + counts.shape[1]:
            rows = whole(pl.read_parquet(file), countries, OCTOBER + 3 + 12 * (year - 2018), file.name)
            came[year] = rows["outcome"].to_numpy().astype(float).reshape(shape)
    return Challenge(countries, solved(counts, sums, np.array(lags).T), came)


def whole(table: pl.DataFrame, countries: Sequence[int], first: int, what: str) -> pl.DataFrame:
    """Return rows sorted by country and month, in which every country has every month from the first on."""
    table = table.sort("country_id", "month_id")
    months = range(first, first + len(table) // len(countries))
    expected = [(country, month) for country in countries for month in months]
    if table.select("country_id", "month_id").rows() != expected:
        raise ValueError(f"{what}: not every country has every month from {first} on, once each")
    return table


def solved(counts: Floats, sums: Floats, lags: Floats) -> Floats:
    """Return counts from `FIRST` on: a month leaves the sum of 24 as another enters it."""
    gone = counts[:, 1:] - sums[:, 1:] + sums[:, :-1]
    before = gone[:, : FEATURES - LAGS - FIRST]
    return np.concatenate([before, lags, counts], axis=1)


def zero(history: Floats) -> Floats:
    """Draw that nobody is killed."""
    return np.zeros((len(history), AHEAD - GAP, 1000))


def conflictology(history: Floats) -> Floats:
    """Take each of the last twelve months as one draw."""
    return np.repeat(history[:, None, -12:], AHEAD - GAP, axis=1)


def exponential_mix(history: Floats, seed: int = SEED) -> Floats:
    """Mix exponentially weighted resampling and gamma-Poisson: a stand-in for the published mix."""
    random = np.random.default_rng(seed)
    both = [
        fading_resampled(history, AHEAD, generator=random),
        discounted(history, AHEAD, generator=random, discounts=(0.8,)),
    ]
    return mixed(both, np.array([0.5, 0.5]), random)[:, GAP:]


def pool(history: Floats, seed: int = SEED) -> Floats:
    """Forecast with the pool, whose weights are learnt from the history alone."""
    return pooled(history, AHEAD, generator=np.random.default_rng(seed))[:, GAP:]


def member(name: str) -> Callable[[Floats], Floats]:
    """Return one member of the pool, alone."""

    def alone(history: Floats) -> Floats:
        return MEMBERS[name](history, AHEAD, generator=np.random.default_rng(SEED))[:, GAP:]

    return alone


def participant(folder: Path, year: int) -> Floats | None:
    """Return the draws of one participant's negative binomial, where they are there."""
    file = folder / "participant_nb" / f"{year}.parquet"
    if not file.exists():
        return None
    rows = pl.read_parquet(file).sort("country_id", "month_id", "draw")
    shape = (rows["country_id"].n_unique(), AHEAD - GAP, -1)
    found: Floats = rows["outcome"].to_numpy().astype(float).reshape(shape)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Scores of a method in a year by country and month, shape (countries, 12)."""

    crps: Floats
    ignorance: Floats
    interval: Floats


def score(draws: Floats, came: Floats) -> Scored:
    """Score draws by the challenge's definitions, of as many months as came."""
    draws = draws[:, : came.shape[1]]
    return Scored(
        crps_draws(draws, came), ignorance_binned(draws, came), interval_score_draws(draws, came, 0.1)
    )


def trimmed(crps: Floats) -> float:
    """Return the mean over countries without the twentieth at either end."""
    by_country = np.sort(crps.mean(axis=1))
    out = int(TRIM * len(by_country))
    return float(by_country[out : len(by_country) - out].mean())


def differences(ours: Sequence[Floats], others: Sequence[Floats], resamples: int = 4000) -> Floats:
    """Return the mean difference in CRPS and its 95 % limits, countries being drawn again whole."""
    random = np.random.default_rng(SEED)
    apart = np.mean(
        [one.mean(axis=1) - other.mean(axis=1) for one, other in zip(ours, others, strict=True)], 0
    )
    drawn = apart[random.integers(0, len(apart), (resamples, len(apart)))].mean(axis=1)
    return np.array([apart.mean(), *np.quantile(drawn, [0.025, 0.975])])


def all_scores(challenge: Challenge, folder: Path, *, members: bool) -> dict[str, dict[int, Scored]]:
    """Forecast and score every year by every method, and print how long ours takes."""
    methods: dict[str, tuple[Callable[[Floats], Floats], bool]] = {
        "zero": (zero, False),
        "conflictology": (conflictology, False),
        "conflictology, revised": (conflictology, True),
        "exp.-weighted, ours": (exponential_mix, False),
        OURS: (pool, False),
        REVISED: (pool, True),
    }
    if members:
        methods.update({f"  {name}": (member(name), False) for name in MEMBERS})
    found: dict[str, dict[int, Scored]] = {name: {} for name in methods}
    found["participant NB"] = {}
    for year, came in challenge.came.items():
        for name, (method, revised) in methods.items():
            history = challenge.history(year, revised=revised)
            wall, cpu = time.perf_counter(), time.process_time()
            draws = method(history)
            if name == OURS:
                took = f"{time.perf_counter() - wall:.1f} s, processor {time.process_time() - cpu:.1f} s"
                print(f"{year}: training and forecasting {len(came)} countries took {took}; goal 60 s")
            found[name][year] = score(draws, came)
        given = participant(folder, year)
        if given is not None:
            found["participant NB"][year] = score(given, came)
    return found


def tell(found: dict[str, dict[int, Scored]], years: Sequence[int]) -> None:
    """Print the tables."""
    heads = "".join(f"{year:>8}" for year in years)
    print(f"\nCRPS, less is better{'':7}{heads}    mean trimmed  median     IGN interv.")
    for name, scored in found.items():
        if scored:
            print(f"{name:<27}{_cells(scored, years)}")
    for name, figures in PUBLISHED.items():
        cells = [f"{figures[year - 2018]:8.2f}" if year - 2018 < len(figures) else " " * 8 for year in years]
        mine = [figures[year - 2018] for year in years if year - 2018 < len(figures)]
        mean = f"{np.mean(mine):8.2f}" if len(mine) == len(years) else ""
        print(f"{'published ' + name:<27}{''.join(cells)}{mean}")
    print("\nDifference in CRPS, pool less the other, countries drawn again (95 %)")
    for name, scored in found.items():
        both = [year for year in years if year in scored]
        if both and name != OURS:
            apart = differences([found[OURS][y].crps for y in both], [scored[y].crps for y in both])
            print(f"{name:<27}{apart[0]:8.2f}  ({apart[1]:.2f} to {apart[2]:.2f})  {len(both)} years")


def _cells(scored: dict[int, Scored], years: Sequence[int]) -> str:
    cells = [f"{scored[year].crps.mean():8.2f}" if year in scored else " " * 8 for year in years]
    if len(scored) < len(years):
        return "".join(cells)
    mine = list(scored.values())
    figures = (
        np.mean([one.crps.mean() for one in mine]),
        np.mean([trimmed(one.crps) for one in mine]),
        np.mean([np.median(one.crps.mean(axis=1)) for one in mine]),
        np.mean([one.ignorance.mean() for one in mine]),
        np.mean([one.interval.mean() for one in mine]),
    )
    wide = "{:8.2f}{:8.3f}{:8.4f}{:8.3f}{:8.1f}"
    return "".join(cells) + wide.format(*figures)


def over_seeds(challenge: Challenge, first: dict[str, dict[int, Scored]], seeds: int) -> None:
    """Print between which figures the pool lies when it is drawn with other seeds."""
    print(f"\nPool with the seeds {SEED} and 1 to {seeds - 1}: least and most")
    for name, revised in ((OURS, False), (REVISED, True)):
        runs = [first[name]]
        for seed in range(1, seeds):
            histories = {year: challenge.history(year, revised=revised) for year in challenge.came}
            runs.append(
                {year: score(pool(histories[year], seed), challenge.came[year]) for year in histories}
            )
        crps = np.array([[one.crps.mean() for one in run.values()] for run in runs])
        ignorance = [np.mean([one.ignorance.mean() for one in run.values()]) for run in runs]
        by_year = [*crps.T, crps.mean(axis=1)]
        cells = "  ".join(f"{year.min():.2f}-{year.max():.2f}" for year in by_year)
        print(f"{name:<20}{cells} (mean)  IGN {min(ignorance):.3f}-{max(ignorance):.3f}")


def main() -> None:
    """Print all."""
    parser = argparse.ArgumentParser(description="Forecast and score the country-month challenge.")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--members", action="store_true", help="score each member of the pool alone, too")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="draw the pool with N seeds")
    asked = parser.parse_args()
    wanted = ("cm_features_to_oct*.parquet", "cm_actuals_*.parquet")
    challenge = read(asked.folder) if all(list(asked.folder.glob(name)) for name in wanted) else None
    if challenge is None or not challenge.came:
        print(f"{asked.folder}: no year of the challenge is here whole; name its folder with --folder")
        return
    found = all_scores(challenge, asked.folder, members=asked.members)
    tell(found, list(challenge.came))
    if asked.seeds > 1:
        over_seeds(challenge, found, asked.seeds)


if __name__ == "__main__":
    main()
