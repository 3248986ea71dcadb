"""How two courses move together within people: correlation around each person's own mean, its shuffles, its interval.

Everything here takes matrices of n people x T sessions with NaN where nothing was recorded; what they hold is the
business of `association`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

LEAST_SESSIONS, LEAST_OBSERVATIONS, LEAST_RESAMPLED = 4, 20, 5
CELLS = 1 << 21
"""Shuffles x observations worked on at once (16 MB)."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two courses observation by observation, with what both have in common taken out.

    person, session : (N,) row and column of each observation. here : (n, T) which cells are observations.
    x, y : (N,) residuals, sum 0 within each person. control : (N,) what y was before, centred, or None.
    nuisance : (N, k) orthonormal columns beside the person means (own trends, control) that x and y are free of.
    varies : whether both x and y vary within anybody. shared : (T,) x where it is one value a session for everybody,
    less its own trend where trends are taken out; None where it is not shared.
    """

    person: np.ndarray
    session: np.ndarray
    here: np.ndarray
    x: np.ndarray
    y: np.ndarray
    control: np.ndarray | None
    nuisance: np.ndarray
    varies: bool
    shared: np.ndarray | None

    @property
    def n_people(self) -> int:
        return int(self.here.any(axis=1).sum())

    @property
    def n_sessions(self) -> int:
        return int(self.here.any(axis=0).sum())

    def too_few(self, first: str, second: str) -> str:
        """What is missing for a correlation, in words; "" where nothing is."""
        if len(self.x) < LEAST_OBSERVATIONS:
            return (
                f"An association needs at least {LEAST_OBSERVATIONS} observations of people with at least"
                f" {LEAST_SESSIONS} sessions on which both are known; there are {len(self.x)}."
            )
        if not self.varies:
            return f"Within the people, {first} or {second} does not vary over these sessions."
        return ""


def pairs_of(
    x: np.ndarray,
    y: np.ndarray,
    control: np.ndarray | None = None,
    *,
    trend: bool = False,
    shared: bool = False,
    least: int = LEAST_SESSIONS,
) -> Pairs:
    """The observations of x and y (and control) of everybody who has at least `least` of them.

    `trend` also takes out each person's own straight line over the columns. `shared` says that all rows of x are alike.
    """
    here = np.isfinite(x) & np.isfinite(y)
    if control is not None:
        here = here & np.isfinite(control)
    here = here & (here.sum(axis=1) >= least)[:, None]
    person, session = np.nonzero(here)
    columns = []
    if trend:
        line = _centred(session.astype(float), person)
        columns = [np.where(person == one, line, 0) for one in np.unique(person)]
    before = None
    if control is not None:
        before = _centred(control[here], person)
        columns.append(before)
    nuisance = _basis(columns, len(person))
    raw = [_centred(course[here], person) for course in (x, y)]
    rest = [course - nuisance @ (nuisance.T @ course) for course in raw]
    # a course that is one number for each person leaves rounding behind, not variation
    varies = all(
        left @ left > 1e-16 * max(1.0, float(np.sum(course[here] ** 2)))
        for left, course in zip(rest, (x, y), strict=True)
    )
    whole = _shared(x, here, trend) if shared and len(person) else None
    return Pairs(person, session, here, *rest, before, nuisance, varies, whole)


def correlation(pairs: Pairs) -> float:
    """Do two courses rise and fall together within people?

    High: where a person is above their own mean in one, they are above it in the other; 0: no such pattern; below 0:
    above in one, below in the other.
    r = sum(x y) / sqrt(sum(x x) sum(y y)), x and y less the person's mean over the sessions used. With a control or own
    trends, the partial correlation given these.

    Returns
    -------
    float, -1 to 1; NaN where either does not vary within any person.

    Notes
    -----
    Equal to the repeated measures correlation of Bakdash & Marusich (2017): checked on the data of Bland & Altman
    (1995), and against regressions with one dummy a person (statsmodels) in the tests.

    References
    ----------
    Bakdash & Marusich 2017, Repeated measures correlation, doi 10.3389/fpsyg.2017.00456.

    Examples
    --------
    >>> x, y = np.array([[1.0, 2, 3, 4], [5, 6, 7, 8]]), np.array([[2.0, 4, 6, 8], [1, 0, 3, 4]])
    >>> round(correlation(pairs_of(x, y)), 4)
    0.9238
    """
    if not pairs.varies:
        return np.nan
    return float(pairs.x @ pairs.y / np.sqrt((pairs.x @ pairs.x) * (pairs.y @ pairs.y)))


class Shuffles:
    """Shuffled sessions of x, `times` of them; for people's own courses made once for each pattern of observations.

    One shuffle of the sessions holds for everybody, so that what people share in a session stays together. A person
    keeps their own values: a session they have no observation of is passed over to the one that the shuffle puts in its
    place (the first return of the permutation), which is again a shuffle of their own sessions, each as likely. What is
    one value a session for everybody is known in the sessions that a person missed too, and is shuffled as it is.
    """

    def __init__(self, times: int, seed: int):
        self.times, self.seed = times, seed
        self._known: dict[bytes, list[np.ndarray]] = {}
        self._room = 8 * CELLS

    def courses(self, pairs: Pairs) -> Iterator[np.ndarray]:
        """Blocks of (shuffles, N): x shuffled, centred for each person."""
        if pairs.shared is None:
            yield from (pairs.x[source] for source in self.of(pairs))
            return
        first, size = np.unique(pairs.person, return_index=True, return_counts=True)[1:]
        for order in self._orders(pairs):
            x = pairs.shared[order][:, pairs.session]
            yield x - np.repeat(np.add.reduceat(x, first, axis=1) / size, size, axis=1)

    def of(self, pairs: Pairs) -> Iterable[np.ndarray]:
        """Blocks of (shuffles, N): which observation of the same person takes the place of each."""
        pattern = np.packbits(pairs.here).tobytes()
        if pattern in self._known:
            return self._known[pattern]
        if self.times * len(pairs.x) > self._room:  # made anew each time rather than fill the memory
            return self._blocks(pairs)
        self._room -= self.times * len(pairs.x)
        self._known[pattern] = list(self._blocks(pairs))
        return self._known[pattern]

    def _orders(self, pairs: Pairs) -> Iterator[np.ndarray]:
        """Blocks of (shuffles, T): which session takes the place of each; only sessions in use change places."""
        rng, used = np.random.default_rng(self.seed), np.flatnonzero(pairs.here.any(axis=0))
        step = max(1, CELLS // len(pairs.x))
        for begin in range(0, self.times, step):
            rows = min(step, self.times - begin)
            order = np.tile(np.arange(pairs.here.shape[1]), (rows, 1))
            order[:, used] = used[rng.random((rows, len(used))).argsort(axis=1)]
            yield order

    def _blocks(self, pairs: Pairs) -> Iterator[np.ndarray]:
        place = np.full(pairs.here.shape, -1, np.int32)
        place[pairs.here] = np.arange(len(pairs.x))
        for order in self._orders(pairs):
            session = order[:, pairs.session]
            source = place[pairs.person, session]
            row, which = np.nonzero(source < 0)
            while len(row):
                session[row, which] = order[row, session[row, which]]
                found = place[pairs.person[which], session[row, which]]
                source[row, which] = found
                row, which = row[found < 0], which[found < 0]
            yield source


def shuffled(pairs: Pairs, shuffles: Shuffles) -> np.ndarray:
    """The correlation after shuffling the sessions of x: what chance alone gives, people and their values being kept.

    Returns (times,) correlations; NaN where `correlation` is.
    """
    if not pairs.varies:
        return np.full(shuffles.times, np.nan)
    yy, found = pairs.y @ pairs.y, []
    for x in shuffles.courses(pairs):
        xx = np.einsum("ij,ij->i", x, x)
        left = xx - sum(np.square(np.einsum("ij,j->i", x, column)) for column in pairs.nuisance.T)
        # nothing left of a shuffle once the nuisance is out: no correlation
        with np.errstate(invalid="ignore", divide="ignore"):
            r = np.einsum("ij,j->i", x, pairs.y) / np.sqrt(left * yy)
        found.append(np.where(left > 1e-12 * xx, r, 0.0))
    return np.concatenate(found)


def p_value(r: float, by_chance: np.ndarray) -> float:
    """(1 + shuffles at least as far from 0) / (1 + shuffles), two-sided; NaN where r is (Phipson & Smyth 2010)."""
    if not np.isfinite(r):
        return np.nan
    return float((1 + np.sum(np.abs(by_chance) >= abs(r) - 1e-12)) / (1 + len(by_chance)))


def interval(pairs: Pairs, *, draws: int, seed: int) -> tuple[float, float, str]:
    """95 % interval of the correlation, from drawing people, and from drawing sessions, with replacement.

    Fisher's z = artanh(r); its standard error s is the standard deviation of the z of the draws times sqrt(k / (k - 1))
    with k the number of people, or of sessions, drawn from; limits tanh(z -/+ t s), t the 97.5 % point of Student's t
    with k - 1 degrees of freedom. The wider of the two intervals is returned: people differ, and what they share in a
    session makes their values of that session less than as many pieces of evidence.

    Returns
    -------
    low, high, reason: NaN, NaN and why, with fewer than `LEAST_RESAMPLED` people or sessions.

    Notes
    -----
    Percentiles of the draws are not used: with 8 people they held the true value 86 times in 100 in simulations, this
    interval 97 times (tests/simulations/sim_association.py).
    """
    for what, number in (("people", pairs.n_people), ("sessions", pairs.n_sessions)):
        if number < LEAST_RESAMPLED:
            why = f"An interval needs at least {LEAST_RESAMPLED} {what} with enough observations; there are {number}."
            return np.nan, np.nan, why
    r = correlation(pairs)
    if not abs(r) < 1 - 1e-12:
        return np.nan, np.nan, "The points lie on one line: no interval can be drawn around it."
    from scipy.stats import t as student

    rng = np.random.default_rng(seed)
    reach = 0.0
    for cluster in (pairs.person, pairs.session):
        seats, cluster = np.unique(cluster, return_inverse=True)
        k = len(seats)
        drawn = _weighted(pairs, rng.multinomial(k, np.full(k, 1 / k), size=draws), cluster)
        z = np.arctanh(drawn[np.abs(drawn) < 1])
        reach = max(reach, student.ppf(0.975, k - 1) * z.std(ddof=1) * np.sqrt(k / (k - 1)))
    low, high = np.tanh(np.arctanh(r) + np.array([-reach, reach]))
    return float(low), float(high), ""


def _weighted(pairs: Pairs, counts: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """(draws,) the correlation with every observation counted as often as its cluster was drawn; NaN: no variation."""
    courses = [pairs.x, pairs.y] + ([] if pairs.control is None else [pairs.control])
    first = np.unique(pairs.person, return_index=True)[1]  # observations stand person by person
    found, step = [], max(1, CELLS // len(pairs.x))
    for begin in range(0, len(counts), step):
        weight = counts[begin : begin + step, cluster].astype(float)
        size = np.maximum(np.add.reduceat(weight, first, axis=1), 1)
        sums = [np.add.reduceat(weight * course, first, axis=1) for course in courses]

        def product(a: int, b: int, weight=weight, size=size, sums=sums) -> np.ndarray:
            whole = np.einsum("ij,j->i", weight, courses[a] * courses[b])
            return whole - (sums[a] * sums[b] / size).sum(axis=1)

        xx, yy, xy = product(0, 0), product(1, 1), product(0, 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            if pairs.control is not None:
                zz, xz, yz = product(2, 2), product(0, 2), product(1, 2)
                xx, yy, xy = xx - xz**2 / zz, yy - yz**2 / zz, xy - xz * yz / zz
            found.append(xy / np.sqrt(xx * yy))
    return np.concatenate(found)


def corrected(p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """p values corrected for looking many times: Holm (1979), and Benjamini & Hochberg (1995); NaN stay and count not.

    Examples
    --------
    >>> holm, fdr = corrected(np.array([0.01, 0.04, float("nan"), 0.03]))
    >>> holm.round(3).tolist(), fdr.round(3).tolist()
    ([0.03, 0.06, nan, 0.06], [0.03, 0.04, nan, 0.04])
    """
    from statsmodels.stats.multitest import multipletests

    holm, rate = np.full(len(p), np.nan), np.full(len(p), np.nan)
    given = np.isfinite(p)
    if given.any():
        holm[given] = multipletests(p[given], method="holm")[1]
        rate[given] = multipletests(p[given], method="fdr_bh")[1]
    return holm, rate


def _shared(x: np.ndarray, here: np.ndarray, trend: bool) -> np.ndarray:
    used = here.any(axis=0)
    course = np.where(used, x[0], np.nan)
    if trend:
        sessions = np.flatnonzero(used)
        course[used] -= np.polyval(np.polyfit(sessions, course[used], 1), sessions)
    return course


def _centred(values: np.ndarray, person: np.ndarray) -> np.ndarray:
    if not len(values):
        return values
    size = np.maximum(np.bincount(person), 1)
    return values - (np.bincount(person, values) / size)[person]


def _basis(columns: list[np.ndarray], rows: int) -> np.ndarray:
    """Orthonormal columns that span these, without those that add nothing."""
    if not columns or not rows:
        return np.zeros((rows, 0))
    left, size, _ = np.linalg.svd(np.column_stack(columns), full_matrices=False)
    return left[:, size > 1e-10 * max(size[0], 1e-300)]
