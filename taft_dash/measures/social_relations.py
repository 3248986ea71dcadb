"""The social relations model of round robins: is it the actor, the partner, or something particular between two?

X_ij = m + a_i + b_j + g_ij: what i says to, or thinks of, j is what i does to everybody (actor), what j gets from
everybody (partner), and what is particular between the two (relationship, with error of measurement in it).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

COMPONENTS = ("actor", "partner", "relationship", "actor_partner", "dyadic")
"""Variances of actors, partners and relationships; covariances of a person's two roles, and of a pair's two sides."""
LEAST_PEOPLE, MOST_CELLS = 4, 400
MOST_MISSING = {4: 1, 5: 2, 6: 4, 7: 6, 8: 8}
MOST_MISSING_SHARE = 0.2
"""Empty cells beyond which TripleR calls estimates doubtful; from 9 people on a share of all cells."""
_PIECE = 400


class Estimates(NamedTuple):
    """The model of G round robins of n people each.

    mean (G,). actor, partner (G, n), relationship (G, n, n): effects, NaN where not observed. estimate, se (G, 5): in
    the order of COMPONENTS; NaN where the cells that are there do not determine them. noise (G, 2): what relationships
    add to the mean square of the actor and the partner effects. pairs (G,): degrees of freedom between pairs, that is
    pairs observed both ways less n - 1.
    """

    mean: np.ndarray
    actor: np.ndarray
    partner: np.ndarray
    relationship: np.ndarray
    estimate: np.ndarray
    se: np.ndarray
    noise: np.ndarray
    pairs: np.ndarray

    @property
    def reliability(self) -> np.ndarray:
        """(G, 2) of the actor and partner effects: the part of their mean square that is no noise; NaN below 0."""
        variance = self.estimate[:, :2]
        total = variance + self.noise
        known = (variance >= 0) & (total > 0)
        return np.divide(variance, total, out=np.full(variance.shape, np.nan), where=known)


def most_missing(people: int) -> int:
    """How many of the n (n - 1) cells may be empty: 1, 2, 4, 6, 8 for 4 to 8 people, then a fifth of them."""
    return MOST_MISSING.get(people, int(MOST_MISSING_SHARE * people * (people - 1)))


def round_robins(values: np.ndarray) -> Estimates:
    """Effects, variances and covariances of complete round robins, all at once.

    With M_i., M_.i, M.. the means of a row, a column and all cells off the diagonal, n people:
    a_i = (n-1)^2 / (n(n-2)) M_i. + (n-1) / (n(n-2)) M_.i - (n-1) / (n-2) M.., b_i with rows and columns exchanged,
    g_ij = X_ij - M.. - a_i - b_j. Variances are unbiased and may come out below 0.

    Parameters
    ----------
    values : (G, n, n), n at least 4, from actors (rows) to partners (columns); the diagonal is not looked at

    Returns
    -------
    Estimates

    Raises
    ------
    ValueError
        For fewer than 4 people, or empty cells (see `with_empty_cells`).

    Notes
    -----
    Standard errors are those of Lashley & Bond for one group, from the estimates. Checked against TripleR 1.5.4.

    References
    ----------
    Warner, R. M., Kenny, D. A., & Stoto, M. (1979). JPSP, 37, 1742-1757. doi 10.1037/0022-3514.37.10.1742
    Lashley, B. R., & Bond, C. F. (1997). Psychological Methods, 2, 278-291. doi 10.1037/1082-989X.2.3.278

    Examples
    --------
    >>> likes = [[0, 5, 3, 1], [4, 0, 2, 2], [6, 3, 0, 1], [2, 1, 1, 0]]
    >>> (round_robins(np.array([likes], float)).estimate.round(4) + 0).tolist()
    [[1.25, 1.9167, 1.0833, 1.5833, 0.0]]
    """
    values = np.array(values, float)
    n = values.shape[1]
    if n < LEAST_PEOPLE:
        raise ValueError(f"{n} people: the social relations model needs at least {LEAST_PEOPLE}")
    off = ~np.eye(n, dtype=bool)
    if np.isnan(values[:, off]).any():
        raise ValueError("a round robin with empty cells: use with_empty_cells")
    values[:, ~off] = 0
    row, column = values.sum(axis=2) / (n - 1), values.sum(axis=1) / (n - 1)
    mean = row.mean(axis=1)
    own, other, whole = (n - 1) ** 2 / (n * (n - 2)), (n - 1) / (n * (n - 2)), (n - 1) / (n - 2)
    actor = own * row + other * column - whole * mean[:, None]
    partner = own * column + other * row - whole * mean[:, None]
    relationship = values - actor[:, :, None] - partner[:, None, :] - mean[:, None, None]
    relationship[:, ~off] = 0
    turned = relationship.swapaxes(1, 2)
    together = ((relationship + turned) ** 2).sum(axis=(1, 2)) / 4 / ((n - 1) * (n - 2) / 2 - 1)
    apart = ((relationship - turned) ** 2).sum(axis=(1, 2)) / 2 / ((n - 1) * (n - 2))
    own_cells, both_cells = (together + apart) / 2, (together - apart) / 2
    large, small = (n - 1) / (n * (n - 2)), 1 / (n * (n - 2))
    squares = [(x * y).sum(axis=1) / (n - 1) for x, y in ((actor, actor), (partner, partner), (actor, partner))]
    noise = own_cells * large + both_cells * small
    estimate = np.column_stack(
        [
            squares[0] - noise, squares[1] - noise, own_cells,
            squares[2] - both_cells * large - own_cells * small, both_cells,
        ]
    )  # fmt: skip
    relationship[:, ~off] = np.nan
    se = np.sqrt(sampling_variance(estimate, n))
    pairs = np.full(len(values), (n - 1) * (n - 2) // 2)
    return Estimates(mean, actor, partner, relationship, estimate, se, np.column_stack([noise, noise]), pairs)


def sampling_variance(estimate: np.ndarray, n: int) -> np.ndarray:
    """(G, 5) variances of the estimates of G round robins of n people after Lashley & Bond; see `round_robins`."""
    a, b, g, ab, gg = estimate.T
    w = (n**2 - 3 * n + 6) * (n**2 - 3 * n + 4)
    q = w * (n + 1) * n**2 * (n - 2) ** 2
    cross = 4 * (n**5 - 5 * n**4 + 20 * n**3 - 42 * n**2 + 60 * n - 32) * g * gg / q

    def of_role(s):
        return (
            2 * s**2 / (n + 1)
            + 2 * (n**6 - 7 * n**5 + 28 * n**4 - 66 * n**3 + 102 * n**2 - 84 * n + 32) * g**2 / q
            + 2 * (n**3 - n**2 - 2 * n + 16) * (n**2 - 2 * n + 2) * gg**2 / q
            + 4 * s * ((n - 1) * g + gg) / ((n + 1) * n * (n - 2))
            + cross
        )

    of_pair = 2 * (n**2 - 3 * n + 5) * (g**2 + gg**2) / w + 4 * g * gg / w
    of_both = (
        (n - 3) * ab**2 / ((n + 1) * (n - 2))
        + (n**6 - 5 * n**5 + 19 * n**4 - 45 * n**3 + 90 * n**2 - 96 * n + 64) * g**2 / q
        + (n**6 - 7 * n**5 + 31 * n**4 - 83 * n**3 + 150 * n**2 - 144 * n + 64) * gg**2 / q
        + (n - 1) * a * b / ((n + 1) * (n - 2))
        + (n - 1) * (a + b) * ((n - 1) * g + gg) / ((n + 1) * n * (n - 2) ** 2)
        + 2 * (n - 3) * ab * (g + (n - 1) * gg) / ((n + 1) * n * (n - 2) ** 2)
        + cross
    )
    found = np.column_stack([of_role(a), of_role(b), of_pair, of_both, of_pair])
    return np.where(found >= 0, found, np.nan)


def with_empty_cells(values: np.ndarray) -> Estimates:
    """The model of one round robin in which cells are empty, from those that are there.

    Effects are least squares in the cells observed. The five sums of squares and products of effects and residuals
    are equated to their expectations for just these cells (method of moments), so that variances stay unbiased.
    Standard errors are unbiased in their squares under normality, as those of Lashley & Bond are. Without empty cells
    everything equals `round_robins`.

    Parameters
    ----------
    values : (n, n), NaN where not observed; everybody needs a cell in their row and one in their column

    Returns
    -------
    Estimates with G = 1; NaN where the cells do not determine the model. No standard errors beyond MOST_CELLS cells.

    Notes
    -----
    TripleR fills empty cells with the mean of row and column means instead, which draws variances together. The idea of
    moments for any arrangement of cells is that of Bond and Malloy's general social relations model.
    """
    n = len(values)
    seen = ~np.isnan(values) & ~np.eye(n, dtype=bool)
    i, j = np.nonzero(seen)
    x, count = values[seen], len(i)
    person = np.eye(n)
    # effects sum to 0: the last person's is minus the sum of the others'
    contrast = np.vstack([np.eye(n - 1), -np.ones(n - 1)])
    design = np.hstack([np.ones((count, 1)), person[i] @ contrast, person[j] @ contrast])
    solve = np.linalg.pinv(design)
    to_actor, to_partner = contrast @ solve[1:n], contrast @ solve[n:]
    rest = np.eye(count) - design @ solve
    place = np.full((n, n), -1)
    place[i, j] = np.arange(count)
    back = place[j, i]  # the other side of the pair, -1 where it is not there
    product = to_actor.T @ to_partner
    # rest P rest, where P exchanges the sides of a pair, without a product of two large matrices
    solve_turned, design_turned = _turned(solve, back), design[back] * (back >= 0)[:, None]
    between = _turned(np.eye(count), back) - design @ solve_turned - design_turned @ solve
    between += design @ (solve_turned @ design @ solve)
    forms = np.array(
        [to_actor.T @ to_actor, to_partner.T @ to_partner, rest, (product + product.T) / 2, between]
    )
    parts = _times_shapes(forms, i, j, back)
    expected = np.trace(parts, axis1=2, axis2=3)
    mean = np.array([(solve @ x)[0]])
    residual = np.full((n, n), np.nan)
    residual[seen] = rest @ x
    determined = np.linalg.matrix_rank(design) == 2 * n - 1 and np.linalg.matrix_rank(expected) == 5
    if not determined:
        empty, none = np.full((1, n), np.nan), np.full((1, 5), np.nan)
        return Estimates(
            mean * np.nan, empty, empty, residual[None] * np.nan, none, none, none[:, :2], np.array([0])
        )
    weights = np.linalg.inv(expected)
    estimate = weights @ (forms @ x @ x)
    variance = np.full(5, np.nan)
    if count <= MOST_CELLS:
        variance = _moment_variance(parts, weights, estimate)
    # what relationships add to the mean square of the effects, in these cells
    noise = [(estimate[2] * expected[k, 2] + estimate[4] * expected[k, 4]) / expected[k, k] for k in (0, 1)]
    return Estimates(
        mean, (to_actor @ x)[None], (to_partner @ x)[None], residual[None], estimate[None],
        np.sqrt(np.where(variance >= 0, variance, np.nan))[None], np.array([noise]),
        np.array([int((back >= 0).sum()) // 2 - (n - 1)]),
    )  # fmt: skip


def _turned(form: np.ndarray, back: np.ndarray) -> np.ndarray:
    """The columns of the other side of each pair, 0 where it is not there."""
    return form[..., back] * (back >= 0)


def _times_shapes(forms: np.ndarray, i: np.ndarray, j: np.ndarray, back: np.ndarray) -> np.ndarray:
    """(forms, 5, cells, cells) each form times the covariance of the cells that one unit of each component makes."""
    of_actor, of_partner = (forms @ np.eye(i.max() + 1)[side] for side in (i, j))
    return np.stack(
        [
            of_actor[..., i], of_partner[..., j], forms, of_actor[..., j] + of_partner[..., i],
            _turned(forms, back),
        ],
        axis=1,
    )  # fmt: skip


def _moment_variance(parts: np.ndarray, weights: np.ndarray, estimate: np.ndarray) -> np.ndarray:
    """(5,) unbiased variances of estimates x'Q_k x, where x is normal with covariance sum_p theta_p V_p.

    `parts` (5, 5, cells, cells) : F_f V_p, `weights` those of the forms F_f in Q_k. cov(k, l) = 2 tr(Q_k V Q_l V) is
    a quadratic form in theta; since the product of two estimates expects theta_k theta_l + cov(k, l), the products
    without bias solve a linear system.
    """
    size = len(estimate)
    left = parts.reshape(size**2, -1)
    right = parts.swapaxes(2, 3).reshape(size**2, -1)
    # piece by piece: products this flat are far slower where several threads share the work
    pieces = range(0, left.shape[1], _PIECE)
    traces = sum(left[:, k : k + _PIECE] @ right[:, k : k + _PIECE].T for k in pieces).reshape((size,) * 4)
    traces = np.einsum("kf,lg,fpgq->kplq", weights, weights, traces)
    spread = 2 * traces.transpose(0, 2, 1, 3).reshape(size**2, size**2)
    product = np.linalg.solve(np.eye(size**2) + spread, np.outer(estimate, estimate).ravel())
    return np.diagonal((spread @ product).reshape(size, size)).copy()
