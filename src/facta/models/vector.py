"""Series that answer each other: vector autoregression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, fdtrc

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = npt.NDArray[np.float64]

ENOUGH = 3  # observations a coefficient of one equation; below that the errors mean little
ROUNDING = 1e-10  # a share of the scale so small is rounding


@dataclass(frozen=True, slots=True, eq=False)
class Autoregression:
    """A fitted vector autoregression with constant.

    `coefficients` and `errors` have a column an equation and a row a term: every series one
    period before, every series two periods before, and so on; the constant is last.
    `covariance` is that of the residuals, over the degrees of freedom; `inverse` that of X'X.
    `root` is the largest modulus of the companion's roots: from 1 on the system is not stable.
    """

    names: tuple[str, ...]
    lags: int
    values: Array
    coefficients: Array
    errors: Array
    covariance: Array
    residuals: Array
    inverse: Array
    root: float

    @property
    def stable(self) -> bool:
        """Whether what moves the system dies out."""
        return self.root < 1.0


@dataclass(frozen=True, slots=True)
class Statistic:
    """What a test found, its degrees of freedom (`df2` infinite for chi-square) and its p."""

    value: float
    df1: int
    df2: float
    p: float


@dataclass(frozen=True, slots=True)
class Causality:
    """Whether the others follow a series later (F), and in the same period (chi-square)."""

    later: Statistic
    at_once: Statistic


@dataclass(frozen=True, slots=True, eq=False)
class LagChoice:
    """Criteria of 1, 2, ... lags, shape (most,) each; the smallest is best."""

    aic: Array
    hq: Array
    sc: Array
    fpe: Array

    @property
    def chosen(self) -> dict[str, int]:
        """The number of lags that each criterion takes."""
        return {
            name: int(np.argmin(getattr(self, name))) + 1  # lags are counted from 1
            for name in ("aic", "hq", "sc", "fpe")
        }


def fit(values: npt.ArrayLike, lags: int, *, names: Sequence[str] | None = None) -> Autoregression:
    """Fit a vector autoregression with constant by least squares, equation by equation.

    Parameters
    ----------
    values
        One row a period without holes, one column a series, shape (n, m) with m of 2 or more.
    lags
        Periods that are looked back, 1 or more.
    names
        Of the series; "1", "2", ... where none are given.

    Raises
    ------
    ValueError
        When a value is not finite, a series is constant, the series are collinear, or there are
        fewer than three observations a coefficient of an equation.

    References
    ----------
    Sims, C. A. (1980). Macroeconomics and reality. Econometrica 48, 1-48.
    Luetkepohl, H. (2005). New Introduction to Multiple Time Series Analysis, chapter 3. Springer.

    Examples
    --------
    >>> ours = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    >>> theirs = [0, 2, 1, 3, 0, 4, 7, 1, 5, 3, 2, 4]
    >>> found = fit(np.column_stack([ours, theirs]), 1, names=("ours", "theirs"))
    >>> found.coefficients.round(2).tolist()
    [[-0.09, 0.83], [0.0, -0.11], [4.81, -0.16]]
    >>> found.stable
    True
    """
    table = checked(values, lags, names=names)
    columns, effects = lagged(table, lags)
    n, m = effects.shape
    centre, middle = columns.mean(axis=0), effects.mean(axis=0)
    columns, effects = columns - centre, effects - middle
    width = np.sqrt((columns**2).sum(axis=0))
    left, sizes, right = np.linalg.svd(columns / width, full_matrices=False)
    if sizes[-1] < ROUNDING * sizes[0]:
        raise ValueError(_collinear())
    turned = right.T / sizes
    slopes = (turned @ (left.T @ effects)) / width[:, None]
    residuals = effects - columns @ slopes
    covariance = residuals.T @ residuals / (n - columns.shape[1] - 1)
    _own_residuals(covariance, effects)
    square = (turned @ turned.T) / np.outer(width, width)
    edge = -square @ centre
    corner = 1.0 / n + centre @ square @ centre
    inverse = np.block([[square, edge[:, None]], [edge[None, :], np.array([[corner]])]])
    coefficients = np.vstack([slopes, middle - centre @ slopes])
    return Autoregression(
        tuple(names) if names is not None else tuple(str(i + 1) for i in range(m)),
        lags,
        table,
        coefficients,
        np.sqrt(np.outer(np.diag(inverse), np.diag(covariance))),
        covariance,
        residuals,
        inverse,
        float(largest_root(coefficients)),
    )


def checked(
    values: npt.ArrayLike,
    lags: int,
    *,
    names: Sequence[str] | None = None,
    together: int | None = None,
) -> Array:
    """Return the values as a table, or refuse in words.

    Parameters
    ----------
    values
        Shape (n, m).
    lags
        Periods that are looked back.
    names
        Of the series, where they have some.
    together
        How many series are looked back on in one equation; all where none is given.

    Raises
    ------
    ValueError
        When the table is none that could be fitted.
    """
    table = np.array(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:  # noqa: PLR2004
        message = f"series that answer each other are two columns or more; the shape is {table.shape}"
        raise ValueError(message)
    if lags < 1:
        message = f"lags are 1 or more, not {lags}"
        raise ValueError(message)
    n, m = table.shape
    if names is not None and (len(names) != m or len(set(names)) != m):
        message = f"{m} series need {m} different names, not {list(names)}"
        raise ValueError(message)
    if not np.isfinite(table).all():
        message = f"every value is a finite number; {int((~np.isfinite(table)).sum())} are not"
        raise ValueError(message)
    needed = ENOUGH * ((together or m) * lags + 1) + lags
    if n < needed:
        message = f"{lags} lags of {m} series need {needed} periods or more; there are {n}"
        raise ValueError(message)
    for part in (table[lags:], table[:-lags]):
        flat = np.ptp(part, axis=0) <= ROUNDING * np.abs(part).max(axis=0)
        if flat.any():
            which = (names or range(1, m + 1))[int(np.argmax(flat))]
            message = f"series {which!r} never changes: it can neither answer nor be answered"
            raise ValueError(message)
    return table


def lagged(table: Array, lags: int) -> tuple[Array, Array]:
    """Return the earlier values (n - lags, m * lags), nearest first, and those they precede."""
    n = len(table)
    return np.hstack([table[lags - back : n - back] for back in range(1, lags + 1)]), table[lags:]


def _collinear() -> str:
    return "the series are collinear: one follows exactly from the others, so no effect is told apart"


def _own_residuals(covariance: Array, effects: Array) -> None:
    spread = np.sqrt(np.diag(covariance))
    if (spread <= ROUNDING * np.sqrt((effects**2).mean(axis=0))).any():
        raise ValueError(_collinear())
    if np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] < ROUNDING:
        raise ValueError(_collinear())


def largest_root(coefficients: Array) -> Array:
    """Return the largest modulus of the companion's roots, for coefficients (..., m lags + 1, m)."""
    m = coefficients.shape[-1]
    size = coefficients.shape[-2] - 1
    companion = np.zeros((*coefficients.shape[:-2], size, size))
    companion[..., :m, :] = np.swapaxes(coefficients[..., :-1, :], -1, -2)
    companion[..., m:, :-m] = np.eye(size - m)
    return np.asarray(np.abs(np.linalg.eigvals(companion)).max(axis=-1))


def causality(fitted: Autoregression, cause: str) -> Causality:
    """Test whether the other series follow one, over all their equations together.

    Parameters
    ----------
    fitted
        The system.
    cause
        Name of the series that may go before.

    Raises
    ------
    ValueError
        When no series has that name.

    References
    ----------
    Granger, C. W. J. (1969). Investigating causal relations by econometric models and
    cross-spectral methods. Econometrica 37, 424-438.
    Luetkepohl, H. (2005). New Introduction to Multiple Time Series Analysis, section 3.6. Springer.
    """
    one = _place(fitted, cause)
    others = [i for i in range(len(fitted.names)) if i != one]
    later = _wald(fitted, one, others)
    n = len(fitted.residuals)
    square = fitted.residuals.T @ fitted.residuals / n
    with_one = square[one, others]
    spread = square[one, one] * square[np.ix_(others, others)] + np.outer(with_one, with_one)
    statistic = float(n * with_one @ np.linalg.solve(spread, with_one))
    return Causality(
        Statistic(
            later,
            fitted.lags * len(others),
            df2 := fitted.residuals.size - fitted.coefficients.size,
            float(fdtrc(fitted.lags * len(others), df2, later)),
        ),
        Statistic(statistic, len(others), np.inf, float(chdtrc(len(others), statistic))),
    )


def granger(fitted: Autoregression, cause: str, effect: str) -> Statistic:
    """Test whether one series follows another, in its own equation, all others held.

    Parameters
    ----------
    fitted
        The system.
    cause, effect
        Names of two of its series.

    Raises
    ------
    ValueError
        When no series has that name, or both are one.

    References
    ----------
    Granger, C. W. J. (1969). Investigating causal relations by econometric models and
    cross-spectral methods. Econometrica 37, 424-438.
    """
    if cause == effect:
        message = f"a series is not tested against itself: {cause!r}"
        raise ValueError(message)
    statistic = _wald(fitted, _place(fitted, cause), [_place(fitted, effect)])
    df2 = len(fitted.residuals) - len(fitted.coefficients)
    return Statistic(statistic, fitted.lags, df2, float(fdtrc(fitted.lags, df2, statistic)))


def _place(fitted: Autoregression, name: str) -> int:
    if name not in fitted.names:
        message = f"no series is named {name!r}; there are {', '.join(fitted.names)}"
        raise ValueError(message)
    return fitted.names.index(name)


def _wald(fitted: Autoregression, cause: int, effects: list[int]) -> float:
    """Return Wald's statistic that all coefficients of the cause are 0, over their number."""
    rows = [cause + lag * len(fitted.names) for lag in range(fitted.lags)]
    slopes = fitted.coefficients[np.ix_(rows, effects)]
    middle = np.linalg.solve(fitted.inverse[np.ix_(rows, rows)], slopes)
    outer = np.linalg.inv(fitted.covariance[np.ix_(effects, effects)])
    return float(np.sum((slopes.T @ middle) * outer)) / slopes.size


def choose_lags(values: npt.ArrayLike, most: int) -> LagChoice:
    """Weigh 1 to `most` lags, all on the periods that the longest leaves.

    Parameters
    ----------
    values
        One row a period, one column a series, shape (n, m).
    most
        Largest number of lags to weigh.

    Raises
    ------
    ValueError
        As `fit` of the largest number of lags.

    References
    ----------
    Akaike, H. (1969). Fitting autoregressive models for prediction. Annals of the Institute of
    Statistical Mathematics 21, 243-247; (1974) IEEE Transactions on Automatic Control 19, 716-723.
    Schwarz, G. (1978). Estimating the dimension of a model. Annals of Statistics 6, 461-464.
    Hannan, E. J. & Quinn, B. G. (1979). The determination of the order of an autoregression.
    Journal of the Royal Statistical Society B 41, 190-195.
    """
    table = fit(values, most).values
    rows = []
    for lags in range(1, most + 1):
        residuals = fit(table[most - lags :], lags).residuals
        n, m = residuals.shape
        terms = m * lags + 1
        bulk = float(np.linalg.slogdet(residuals.T @ residuals / n)[1])
        rows.append(
            (
                bulk + 2.0 * m * terms / n,
                bulk + 2.0 * np.log(np.log(n)) * m * terms / n,
                bulk + np.log(n) * m * terms / n,
                ((n + terms) / (n - terms)) ** m * np.exp(bulk),
            )
        )
    return LagChoice(*np.array(rows).T)
