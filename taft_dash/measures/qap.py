"""Do two ways of being connected go together? Quadratic assignment: the people change places, the ties do not.

Ties of one person are not independent of each other, so ordinary tests of correlation and regression are too sure of
themselves. Here the same relabelling of people is applied to rows and columns, and the statistic counted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial

import numpy as np

EXACT_UP_TO = 40_320  # relabellings: eight people
EXACT_REGRESSIONS = 5_040  # the same for regressions, which take longer: seven people
LEAST_PEOPLE = 5


@dataclass(frozen=True)
class Qap:
    """r : correlation over ordered pairs, NaN with a `reason`. p : two-sided. relabellings : how many were counted.
    exact : all there are. n : people. pairs : ordered pairs used."""

    r: float
    p: float
    relabellings: int
    exact: bool
    n: int
    pairs: int
    reason: str = ""


def qap(one: np.ndarray, other: np.ndarray, *, times: int = 2000, seed: int = 1) -> Qap:
    """Correlation of two who-to-whom matrices, with its p value under relabelling of the people.

    p = #{|r*| >= |r|} / all relabellings where all are counted (up to eight people), else (1 + #) / (1 + times).

    Parameters
    ----------
    one, other : (N, N), the diagonal is not used; a pair that is NaN in either is left out.
    times : relabellings drawn where there are too many to count all. seed : of the draws.

    References
    ----------
    Krackhardt (1988), Social Networks 10, 359-381, doi 10.1016/0378-8733(88)90004-4.

    Examples
    --------
    >>> matrix = np.array([[0, 3, 1, 0, 2], [2, 0, 1, 1, 0], [0, 1, 0, 2, 2], [1, 0, 3, 0, 1], [2, 1, 0, 1, 0.0]])
    >>> same = qap(matrix, matrix)
    >>> same.r, same.p == 1 / 120, same.exact
    (1.0, True, True)
    """
    n = len(one)
    usable = np.isfinite(one) & np.isfinite(other) & ~np.eye(n, dtype=bool)
    count = int(usable.sum())
    if n < LEAST_PEOPLE:
        return Qap(np.nan, np.nan, 0, False, n, count, f"At least {LEAST_PEOPLE} people are needed; there are {n}.")
    r = _correlation(one[usable], other[usable])
    if np.isnan(r):
        return Qap(np.nan, np.nan, 0, False, n, count, "All pairs have the same value: there is no pattern.")
    orders, exact = relabellings(n, times, seed)
    shifted = one[orders[:, :, None], orders[:, None, :]].reshape(len(orders), -1)
    again = _correlations(shifted, other.reshape(-1), ~np.eye(n, dtype=bool).reshape(-1))
    as_far = int((np.abs(again) >= abs(r) - 1e-12).sum())
    p = as_far / len(orders) if exact else (1 + as_far) / (1 + len(orders))
    return Qap(float(r), p, len(orders), exact, n, count)


def mrqap(
    outcome: np.ndarray, predictors: Sequence[np.ndarray], *, times: int = 2000, seed: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Regression of a who-to-whom matrix on others, each weighed while the rest are held, p by double semi-partialing.

    For each predictor its residual on the others is relabelled, and the t value of the residual is compared with
    those of the relabelled ones.

    Parameters
    ----------
    outcome, predictors : (N, N) each; pairs that are NaN in any of them, and the diagonal, are left out.
    times, seed : as for `qap`.

    Returns
    -------
    Coefficients, t values and two-sided p values, (predictors,) each; the intercept is fitted and not returned.

    Raises
    ------
    ValueError
        Where the predictors are not independent of each other, or there are fewer than five people.

    References
    ----------
    Dekker, Krackhardt & Snijders (2007), Psychometrika 72, 563-581, doi 10.1007/s11336-007-9016-1.
    """
    n = len(outcome)
    if n < LEAST_PEOPLE:
        raise ValueError(f"at least {LEAST_PEOPLE} people are needed; there are {n}")
    usable = np.isfinite(outcome) & ~np.eye(n, dtype=bool)
    for one in predictors:
        usable &= np.isfinite(one)
    y, columns = outcome[usable], [one[usable] for one in predictors]
    design = np.column_stack([np.ones(len(y)), *columns])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("a predictor is the same for all pairs, or follows from the others")
    orders, exact = relabellings(n, times, seed, EXACT_REGRESSIONS)
    coefficient, t = _fit(design, y)
    p = np.empty(len(columns))
    for place in range(len(columns)):
        rest = np.delete(design, place + 1, axis=1)
        residual = np.full((n, n), 0.0)
        residual[usable] = columns[place] - rest @ np.linalg.lstsq(rest, columns[place], rcond=None)[0]
        observed = abs(_partial_t(rest, residual[usable], y))
        again = np.array(
            [abs(_partial_t(rest, residual[np.ix_(order, order)][usable], y)) for order in orders]
        )
        as_far = int((again >= observed - 1e-9).sum())
        p[place] = as_far / len(orders) if exact else (1 + as_far) / (1 + len(orders))
    return coefficient[1:], t[1:], p


def relabellings(n: int, times: int, seed: int, most: int = EXACT_UP_TO) -> tuple[np.ndarray, bool]:
    """(K, n) orders of n people: all there are, the given one first, where these are at most `most`; else `times`
    at random."""
    if factorial(n) <= most:
        return np.array(list(permutations(range(n)))), True
    rng = np.random.default_rng(seed)
    return rng.permuted(np.tile(np.arange(n), (times, 1)), axis=1), False


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = one - one.mean(), other - other.mean()
        return float((a @ b) / np.sqrt((a @ a) * (b @ b)))


def _correlations(many: np.ndarray, one: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Of each row of `many` (K, N N) with `one` (N N), over the pairs that are known in both."""
    known = np.isfinite(many) & np.isfinite(one) & pairs
    count = known.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (np.where(known, values, 0.0) for values in (many, np.broadcast_to(one, many.shape)))
        a, b = (np.where(known, values - values.sum(axis=1, keepdims=True) / count, 0.0) for values in (a, b))
        return (a * b).sum(axis=1) / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))


def _fit(design: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inverse = np.linalg.inv(design.T @ design)
    coefficient = inverse @ design.T @ y
    error = y - design @ coefficient
    spread = error @ error / (len(y) - design.shape[1])
    return coefficient, coefficient / np.sqrt(spread * np.diag(inverse))


def _partial_t(rest: np.ndarray, predictor: np.ndarray, y: np.ndarray) -> float:
    """The t value of one predictor beside the rest."""
    return _fit(np.column_stack([rest, predictor]), y)[1][-1]
