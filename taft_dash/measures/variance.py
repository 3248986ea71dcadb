"""Is it the person, the session, or the person in that session? The variance of ratings, split."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

LEAST_MEMBERS, LEAST_SESSIONS, LEAST_RATINGS = 4, 4, 20
"""Below these no variance is split; choices of this program, on the side of the smallest groups there are."""
PARTS = ("member", "session", "residual")
SEED, DRAWS = 20261125, 4000


def variance_split(lines: pd.DataFrame) -> pd.DataFrame:
    """How much of the differences between ratings is lasting between members, shared by all in a session, or neither.

    member high: who it is matters, and stays so. session high: the group moves together, a shared climate. residual:
    this person in this session, and error of measurement.

    y = g0 + g1 session + w(member) + v(session) + e, estimated by restricted maximum likelihood (statsmodels MixedLM);
    share = variance / sum of the three. A steady rise or fall that all share (g1) is taken out first.

    Parameters
    ----------
    lines : one row per rating: member, session, score; rows without a score are left out. Not changed.

    Returns
    -------
    DataFrame, one row for each of PARTS: part, variance, share (0 to 1), low and high (95 % interval of the share),
    n_ratings, n_members, n_sessions, note (what a reader should know of an estimate that is there), reason. Needs
    LEAST_MEMBERS members and LEAST_SESSIONS sessions with two ratings or more, and LEAST_RATINGS ratings.

    Notes
    -----
    The intervals are generalised confidence intervals (Weerahandi 1993): the sums of squares of members, sessions and
    residual, each adjusted for the rest (Henderson's third method), are divided by draws of chi square with their
    degrees of freedom. With missing ratings the sums of squares follow chi square only nearly; coverage was simulated
    for groups of eight with a fifth of the ratings missing. A variance estimated as 0 may be larger: read its interval.

    References
    ----------
    Searle, Casella & McCulloch 1992, Variance components, doi 10.1002/9780470316856;
    Weerahandi 1993, Journal of the American Statistical Association 88:899-905, doi 10.1080/01621459.1993.10476355
    """
    given = lines.dropna(subset=["score"])
    given = given[given.groupby("member", observed=True)["score"].transform("size") > 1]
    given = given[given.groupby("session")["score"].transform("size") > 1]
    counts = dict(
        n_ratings=len(given), n_members=given["member"].nunique(), n_sessions=given["session"].nunique()
    )
    reason = _lacking(given, **counts) or unlinked(given)
    if reason:
        return pd.DataFrame({"part": PARTS}).assign(
            variance=np.nan, share=np.nan, low=np.nan, high=np.nan, **counts, note="", reason=reason
        )
    variances, note = _reml(given)
    low, high = _intervals(given)
    total = variances.sum()
    return pd.DataFrame({"part": PARTS, "variance": variances, "share": variances / total}).assign(
        low=low, high=high, **counts, note=note, reason=""
    )


def _lacking(given: pd.DataFrame, *, n_ratings: int, n_members: int, n_sessions: int) -> str:
    if n_members < LEAST_MEMBERS or n_sessions < LEAST_SESSIONS or n_ratings < LEAST_RATINGS:
        return (
            f"Splitting the variance needs at least {LEAST_MEMBERS} members and {LEAST_SESSIONS} sessions with two"
            f" ratings or more, and {LEAST_RATINGS} ratings; there are {n_members}, {n_sessions} and {n_ratings}."
        )
    if given["score"].nunique() == 1:
        return "All ratings are the same: there is no variance to split."
    return ""


def unlinked(given: pd.DataFrame) -> str:
    """Why members and sessions of one group cannot be told apart; "" where they can."""
    member, session, _ = _designs(given)
    both = np.column_stack([member, session])
    if np.linalg.matrix_rank(both) < both.shape[1] - 1 or len(given) <= both.shape[1]:
        return "Members and sessions overlap too little: no two parts of the group met in the same sessions."
    return ""


def _designs(given: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One column per member, one per session, and intercept with the session number."""
    member = pd.get_dummies(given["member"].astype("str")).to_numpy(float)
    session = pd.get_dummies(given["session"]).to_numpy(float)
    time = given["session"].to_numpy(float)
    return member, session, np.column_stack([np.ones(len(given)), time - time.mean()])


def _reml(given: pd.DataFrame) -> tuple[np.ndarray, str]:
    """Variances in the order of PARTS, and what went unusually."""
    from statsmodels.formula.api import mixedlm

    table = pd.DataFrame(
        {
            "y": given["score"].to_numpy(float), "t": given["session"].to_numpy(float),
            "member": given["member"].astype("str").to_numpy(), "session": given["session"].to_numpy(),
        }
    )  # fmt: skip
    table["t"] -= table["t"].mean()
    parts = {"member": "0 + C(member)", "session": "0 + C(session)"}
    model = mixedlm("y ~ t", table, groups=np.ones(len(table)), vc_formula=parts)
    found = fitted(model)
    by_name = dict(zip(model.exog_vc.names, found.vcomp, strict=True))
    variances = np.array([by_name["member"], by_name["session"], found.scale])
    variances[variances < 1e-6 * variances.sum()] = 0
    note = "" if found.converged else "The estimation did not converge: read the numbers as rough. "
    if (variances == 0).any():
        note += "A variance is estimated as 0, the lowest it can be. "
    return variances, note.strip()


def fitted(model, *, reml: bool = True):
    """A statsmodels MixedLM as it is fitted in this program.

    Where a variance lies at 0 its gradient optimisers stop short of the best fit, and say so; Powell's method, which
    needs no gradient, then goes on from the start, and Nelder and Mead's where Powell's strays to where the equations
    have no solution. What statsmodels warns of is read off the result.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return model.fit(reml=reml, method=["bfgs", "powell"])
        except np.linalg.LinAlgError:
            return model.fit(reml=reml, method="nm", maxiter=2000)


def _intervals(given: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """95 % intervals of the shares, in the order of PARTS."""
    drawn = drawn_variances(sums_of_squares(given), np.random.default_rng(SEED))
    shares = drawn / np.sum(drawn, axis=0)
    return np.quantile(shares, 0.025, axis=1), np.quantile(shares, 0.975, axis=1)


def sums_of_squares(given: pd.DataFrame) -> np.ndarray:
    """(3, 3): of member, session (each adjusted for the rest and for the trend) and residual: sum of squares, degrees
    of freedom, and its expectation per unit of the own variance. Those of several groups may be added up."""
    member, session, time = _designs(given)
    y = given["score"].to_numpy(float)
    residual, freedom = _residual(np.column_stack([member, session]), y)
    found = []
    for other, own in ((session, member), (np.column_stack([time, member]), session)):
        rest, rest_freedom = _residual(other, y)
        found.append((rest - residual, rest_freedom - freedom, _left(other, own)))
    return np.array([*found, (residual, freedom, freedom)])


def drawn_variances(sums: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(3, DRAWS) generalised pivots of the variances, in the order of PARTS, from `sums_of_squares`."""
    error = sums[2, 0] / rng.chisquare(sums[2, 1], DRAWS)
    drawn = [error]
    for squares, freedom, spread in (sums[1], sums[0]):
        draws = (squares / rng.chisquare(freedom, DRAWS) - error) * freedom / spread
        drawn.insert(0, np.maximum(draws, 0))
    return np.array(drawn)


def _residual(design: np.ndarray, y: np.ndarray) -> tuple[float, int]:
    fitted, _, rank, _ = np.linalg.lstsq(design, y, rcond=None)
    return float(((y - design @ fitted) ** 2).sum()), len(y) - int(rank)


def _left(other: np.ndarray, own: np.ndarray) -> float:
    """trace of own' (I - P) own, P the projection on the columns of `other`."""
    fitted = np.linalg.lstsq(other, own, rcond=None)[0]
    return float(((own - other @ fitted) ** 2).sum())
