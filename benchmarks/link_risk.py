"""Ask whether the intensity of `facta.models.incidents` says more of a link than simpler figures do.

Prints, of the events and links of `link_events`: how well links ranked by what came before tell where
events come, beside links turned by a right angle and months in another order; whether predicted days with
events are those seen; and how ranks stand when the kernel is changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from link_events import DRAWS, NEAR_KM, Study, redrawn, studies
from scipy.stats import rankdata, spearmanr

from facta.models.hazard import pooled_hazards
from facta.models.incidents import USUAL, YEAR_DAYS, Kernel, Stretch, exposure, intensity, severity
from facta.models.rates import rate_ratio

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Seen = NDArray[np.bool_]
    Method = Callable[[Study, int, int], Floats]

PROVINCE_KM: Final = 78.0  # the radius of a circle as large as the mean Afghan province
AREA: Final = 0.2
ORDERS: Final = 200
MONTHS: Final = tuple(date(2026, month, 1).toordinal() for month in range(1, 9))
HALVES: Final = tuple(date(2023, *day).toordinal() for day in ((10, 1), (10, 16), (11, 1)))
BINS: Final = {"under 0.1": 0.1, "0.1 to 0.5": 0.5, "0.5 to 1.5": 1.5, "1.5 and more": np.inf}


def main() -> None:
    """Print every figure."""
    found = studies()
    if not found:
        return
    afghan, both = found.values()
    print("== Afghanistan, each month from February to July 2026 ranked by what came before")
    forecasts(afghan, MONTHS, METHODS)
    print("== the same with links turned by a right angle")
    forecasts(afghan.turned(), MONTHS, {"intensity": kernel})
    shuffled_months(afghan, np.random.default_rng(2))
    print(
        "== AFG and PAK, the second half of October 2023 ranked by the first, though none was published yet"
    )
    forecasts(both, HALVES, {name: METHODS[name] for name in METHODS if "published" not in name})
    calibration(afghan, np.random.default_rng(4))
    for of, now in ((afghan, MONTHS[-1]), (both, HALVES[-1])):
        stability(of, now)


def weighed(study: Study, seen: Seen, now: int, *, how: Kernel = USUAL, band: int = 1) -> Floats:
    """Return the intensity of links on a day from some of the events."""
    weight = severity(study.deaths[band, seen])
    age, spread = now - study.day[seen], study.spread[seen]
    return intensity(study.distance[:, seen], age, weight=weight, spread_km=spread, kernel=how)


def kernel(study: Study, _: int, now: int) -> Floats:
    """Return the intensity of links on a day from all events before it."""
    return weighed(study, study.day < now, now)


def counted(study: Study, since: int, now: int, km: float = NEAR_KM) -> Floats:
    """Return how many events of some days were near each link."""
    then = (study.day >= since) & (study.day < now)
    return np.asarray((study.distance[:, then] <= km).sum(axis=1), float)


METHODS: Final[dict[str, Method]] = {
    "intensity": kernel,
    "  of what was published": lambda study, _, now: weighed(study, study.known <= now, now),
    "count of the last period": counted,
    "count of all before": lambda study, _, now: counted(study, 0, now),
    "count within 78 km": lambda study, _, now: counted(study, 0, now, PROVINCE_KM),
    "length of the link": lambda study, *_: study.lengths,
    "one rate for all": lambda study, *_: np.zeros(len(study.names)),
}


def forecasts(study: Study, starts: tuple[int, ...], methods: dict[str, Method]) -> None:
    """Print how well links ranked on the first day of a period tell where its events come."""
    random = np.random.default_rng(3)
    periods = list(zip(starts, starts[1:], starts[2:], strict=False))
    within = [(study.day >= now) & (study.day < end) for _, now, end in periods]
    near = [study.distance[:, then] <= NEAR_KM for then in within]
    counts = [redrawn(study.place[then], random) for then in within]
    picks = random.integers(0, len(periods), (DRAWS, len(periods)))
    events, hit = ([int(n.any(axis=axis).sum()) for n in near] for axis in (0, 1))
    print(f"events near a link {events}, links hit {hit}")
    first: Floats | None = None
    for name, method in methods.items():
        told = []
        for (since, now, _), close, count in zip(periods, near, counts, strict=True):
            score = method(study, since, now)
            told.append((aucs(score, close, count), pais(study, score, close, count)))
        figures = _averaged(np.array(told), picks)
        first = figures if first is None else first
        ahead = [_spoken(own - other) for own, other in zip(first, figures, strict=True)]
        print(f"{name:25} AUC {_spoken(figures[0])}, PAI {_spoken(figures[1])}")
        if figures is not first:
            print(f"{'':8} intensity ahead by {ahead[0]}, {ahead[1]}")


def aucs(score: Floats, near: Seen, counts: Floats) -> Floats:
    """Return the chance that a link that was hit ranks above one that was not, by draw; a tie is half."""
    hit = near @ (counts > 0).T
    hits, ranks = hit.sum(axis=0), rankdata(score)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((ranks @ hit - hits * (hits + 1) / 2) / (hits * (len(score) - hits)))


def pais(study: Study, score: Floats, near: Seen, counts: Floats) -> Floats:
    """Return the share of events near the first links over the share of the area near them, by draw.

    The links ranked first are as many as cover a fifth of the area near any; ties fall by lot.
    """
    random = np.random.default_rng(5)
    gain = np.zeros(near.shape[1])
    for _ in range(20):
        order = np.lexsort((random.random(len(score)), -score))
        area = np.logical_or.accumulate(study.covered[order]).sum(axis=1) / study.covered.any(axis=0).sum()
        last = int(np.searchsorted(area, AREA))
        gain += near[order[: last + 1]].any(axis=0) / area[last] / 20
    reached = near.any(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(counts @ gain / (counts @ reached))


def _averaged(told: Floats, picks: Whole) -> Floats:
    """Return means over periods, of AUC and PAI: as seen, and with periods and places drawn again."""
    drawn = told[picks, :, np.arange(1, DRAWS + 1)[:, None]]
    with np.errstate(invalid="ignore"):
        seen = np.nansum(told[:, :, 0], axis=0) / np.isfinite(told[:, :, 0]).sum(axis=0)
        again = np.nansum(drawn, axis=1) / np.isfinite(drawn).sum(axis=1)
    return np.concatenate([seen[:, None], again.T], axis=1)


def _spoken(values: Floats) -> str:
    low, high = np.nanquantile(values[1:], (0.025, 0.975))
    return f"{values[0]:.2f} ({low:.2f} to {high:.2f})"


def shuffled_months(study: Study, random: np.random.Generator) -> None:
    """Print how well the intensity ranks links where months come in another order."""
    starts = np.array(MONTHS)
    month = np.searchsorted(starts, study.day, side="right") - 1
    of_month = np.minimum(study.day - starts[month], 27)
    orders = [random.permutation(len(starts) - 1) for _ in range(ORDERS)]
    seen = _mean_auc(study)
    drawn = np.array([_mean_auc(replace(study, day=starts[order[month]] + of_month)) for order in orders])
    low, middle, high = np.quantile(drawn, (0.025, 0.5, 0.975))
    p = (1 + (drawn >= seen).sum()) / (ORDERS + 1)
    print(
        f"months in another order: AUC {middle:.2f} ({low:.2f} to {high:.2f}); as seen {seen:.2f}, p {p:.2f}"
    )


def _mean_auc(study: Study) -> float:
    found = []
    for now, end in pairwise(MONTHS[1:]):
        near = study.distance[:, (study.day >= now) & (study.day < end)] <= NEAR_KM
        found += aucs(kernel(study, 0, now), near, np.ones((1, near.shape[1]))).tolist()
    return float(np.nanmean(found))


def calibration(study: Study, random: np.random.Generator) -> None:
    """Print predicted and observed days with an event in a month, by what was predicted."""
    seen, p = [], []
    told: dict[str, list[Floats]] = {"own rate": [], "rate drawn to all": [], "intensity": []}
    for now, end in pairwise(MONTHS[1:]):
        known = _events_before(study, now)
        for days, rate in zip(told.values(), _rates(study, known, now), strict=True):
            days.append((end - now) * -np.expm1(-rate))
        then = (study.day >= now) & (study.day < end)
        near = [study.day[then][row[then] <= NEAR_KM] for row in study.distance]
        seen.append([len(np.unique(days)) for days in near])
        for days_near, count in zip(near, known, strict=True):
            p.append(rate_ratio(len(days_near), end - now, count, now - MONTHS[0]).p)
    share = 100 * np.mean(np.array(p) <= 0.05)
    print(f"== days with an event in a month; share of links with another rate (p to 0.05): {share:.0f} %")
    picks = random.integers(0, len(seen), (DRAWS, len(seen)))
    for name, months in told.items():
        _print_bins(name, np.array(months), np.array(seen, float), picks)


def _events_before(study: Study, now: int) -> list[int]:
    past = study.day < now
    day, deaths = study.day[past] - MONTHS[0], study.deaths[:, past]
    stretches = [Stretch(km, now - MONTHS[0]) for km in study.lengths]
    return [
        exposure(row[past], day, deaths=deaths, stretch=stretch).events
        for row, stretch in zip(study.distance, stretches, strict=True)
    ]


def _rates(study: Study, known: list[int], now: int) -> tuple[Floats, ...]:
    """Return events a day by three methods; those of the intensity have the sum of the links' own."""
    days = now - MONTHS[0]
    own = np.array(known) / days
    _, drawn = pooled_hazards(known, [days / YEAR_DAYS] * len(known))
    strength = kernel(study, 0, now)
    return own, np.array([one.rate for one in drawn]) / YEAR_DAYS, strength * own.sum() / strength.sum()


def _print_bins(name: str, days: Floats, seen: Floats, picks: Whole) -> None:
    print(f"{name}: {days.sum():.0f} days predicted, {seen.sum():.0f} seen")
    low = 0.0
    for title, high in BINS.items():
        inside = (days >= low) & (days < high)
        count, sight = inside.sum(axis=1), (seen * inside).sum(axis=1)
        low = high
        if count.any():
            told, total = (days * inside).sum() / count.sum(), sight.sum() / count.sum()
            with np.errstate(invalid="ignore"):
                ends = np.nanquantile(sight[picks].sum(axis=1) / count[picks].sum(axis=1), (0.025, 0.975))
            print(
                f"  {title:12} {count.sum():3} of links and months: {told:.2f} predicted, "
                f"{total:.2f} seen ({ends[0]:.2f} to {ends[1]:.2f})"
            )


def stability(study: Study, now: int) -> None:
    """Print Spearman's correlation of ranks with those of the usual kernel, and the links ranked first."""
    seen = study.day < now
    usual = weighed(study, seen, now)

    def alike(other: Floats) -> str:
        return f"{spearmanr(usual, other).statistic:.2f}"

    print(f"== ranks on {date.fromordinal(now)} beside those of 10 km and 130 days (Spearman)")
    for km in (2, 5, 10, 25):
        row = [alike(weighed(study, seen, now, how=Kernel(km, days))) for days in (30, 130, 180)]
        print(f"width {km:2} km: memory 30, 130, 180 days {', '.join(row)}")
    low, high = (alike(weighed(study, seen, now, band=band)) for band in (0, 2))
    rest = alike(weighed(study, seen & (study.deaths[1] < study.deaths[1].max()), now))
    count = alike(counted(study, 0, now))
    print(f"low deaths {low}, high {high}; without the deadliest event {rest}; counts instead {count}")
    print("first:", ", ".join(f"{study.names[i]} {usual[i]:.1f}" for i in np.argsort(-usual)[:6]))


if __name__ == "__main__":
    main()
