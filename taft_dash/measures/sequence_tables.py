"""Tables of what follows what: expected counts and adjusted residuals, also where some cells cannot occur."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

ENOUGH_EXPECTED, ENOUGH_CELLS = 5.0, 0.8
"""The normal and chi-square approximations are given where this share of the cells expects at least this many."""


class Fit(NamedTuple):
    """A table under (quasi-)independence: expected, residual (k, k), NaN in structural zeros; X2, G2,
    their degrees of freedom, and p of X2."""

    expected: np.ndarray
    residual: np.ndarray
    X2: float
    G2: float
    freedom: int
    p: float


def fitted(table: np.ndarray, possible: np.ndarray | None = None) -> Fit:
    """Expected counts and adjusted residuals of a table of transitions, if what comes next did not depend on what was.

    e_ij = r_i c_j / N and z_ij = (o_ij - e_ij) / sqrt(e_ij (1 - r_i / N) (1 - c_j / N)) where every cell is possible
    (statsmodels `Table.standardized_resids`). Where some cells are structural zeros, e is that of quasi-independence,
    a_i b_j in the possible cells, fitted by iterative proportional fitting to the margins, and z_ij = (o_ij - e_ij) /
    sqrt(e_ij (1 - h_ij)), h_ij the leverage of the cell in the log-linear model; without structural zeros the two are
    the same. X2 = sum (o - e)^2 / e, G2 = 2 sum o log(o / e), freedom = possible cells - rank of the model, which is
    (k - 1)^2 - k for an empty diagonal; p is that of X2.

    Parameters
    ----------
    table : (k, k) counts, rows what was, columns what came next
    possible : (k, k), False in structural zeros, whose counts must be 0; all possible when left out

    Returns
    -------
    Fit. Rows and columns without a count have e = 0, no residual and no part in freedom. p is NaN where freedom is 0.

    Raises
    ------
    ValueError
        For counts in structural zeros.

    References
    ----------
    Allison, P. D., & Liker, J. K. (1982). Psychological Bulletin, 91, 393-403. doi 10.1037/0033-2909.91.2.393
    Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods. doi 10.1017/CBO9781139017343
    Goodman, L. A. (1968). JASA, 63, 1091-1131. doi 10.2307/2285873 (quasi-independence)

    Examples
    --------
    >>> fitted(np.array([[10, 20], [30, 40]])).expected
    array([[12., 18.],
           [28., 42.]])
    """
    from scipy.stats import chi2

    table = np.asarray(table, float)
    possible = np.ones(table.shape, bool) if possible is None else np.asarray(possible, bool)
    if (table[~possible] != 0).any():
        raise ValueError("a structural zero holds a count: it did occur, so it is not impossible")
    used = possible & (table.sum(axis=1) > 0)[:, None] & (table.sum(axis=0) > 0)[None, :]
    model = _model(used)
    freedom = int(used.sum() - np.linalg.matrix_rank(model)) if used.any() else 0
    if possible.all():
        expected, residual = _independent(table, used)
    else:
        expected = _proportional(table, used)
        residual = _residuals(table, expected, used, model)
    o, e = table[used & (expected > 0)], expected[used & (expected > 0)]
    X2 = float(((o - e) ** 2 / e).sum())
    G2 = float(2 * (o[o > 0] * np.log(o[o > 0] / e[o > 0])).sum())
    p = float(chi2.sf(X2, freedom)) if freedom > 0 else np.nan
    return Fit(np.where(possible, expected, np.nan), residual, X2, G2, freedom, p)


def enough_expected(fit: Fit) -> bool:
    """Whether most cells expect enough for p values from the normal and chi-square distributions."""
    expected = fit.expected[~np.isnan(fit.residual)]
    return len(expected) > 0 and bool((expected >= ENOUGH_EXPECTED).mean() >= ENOUGH_CELLS)


def _independent(table: np.ndarray, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from statsmodels.stats.contingency_tables import Table

    rows, columns = used.any(axis=1), used.any(axis=0)
    expected, residual = np.zeros(table.shape), np.full(table.shape, np.nan)
    if used.any():
        of = Table(table[np.ix_(rows, columns)], shift_zeros=False)
        expected[used] = of.fittedvalues.ravel()
        with np.errstate(divide="ignore", invalid="ignore"):  # one row or column only: nothing can deviate
            residual[used] = of.standardized_resids.ravel()
    return expected, np.where(np.isfinite(residual), residual, np.nan)


def _proportional(table: np.ndarray, used: np.ndarray, rounds: int = 10_000) -> np.ndarray:
    expected = used.astype(float)
    for _ in range(rounds):
        before = expected
        for axis in (1, 0):
            have, want = expected.sum(axis, keepdims=True), table.sum(axis, keepdims=True)
            expected = expected * np.divide(want, have, out=np.zeros_like(have), where=have > 0)
        if np.abs(expected - before).max(initial=0) < 1e-10:
            break
    return expected


def _model(used: np.ndarray) -> np.ndarray:
    """(cells, rows + columns) the log-linear model of row and column effects, in the cells that are used."""
    row, column = np.nonzero(used)
    return np.hstack([np.eye(len(used))[row], np.eye(used.shape[1])[column]])


def _residuals(table: np.ndarray, expected: np.ndarray, used: np.ndarray, model: np.ndarray) -> np.ndarray:
    e, residual = expected[used], np.full(table.shape, np.nan)
    weighted = np.sqrt(e)[:, None] * model
    leverage = (weighted @ np.linalg.pinv(weighted.T @ weighted) * weighted).sum(axis=1)
    spread = e * (1 - leverage)
    # a cell that its margins determine cannot deviate
    residual[used] = np.divide(table[used] - e, np.sqrt(np.maximum(spread, 0)), out=np.full(len(e), np.nan),
                               where=spread > 1e-9)  # fmt: skip
    return residual
