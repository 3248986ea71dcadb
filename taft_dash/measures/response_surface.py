"""Does it go with the outcome whether two bonds are alike, or which is the stronger? A response surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.agreement import COMMON
from taft_dash.measures.alliance import courses
from taft_dash.measures.series import Series, all_series, forms, of_series, scale_of
from taft_dash.records.instruments import find
from taft_dash.records.scales import TOTAL
from taft_dash.records.study import Study

LEAST_ROWS = 100
"""Members below which no surface is estimated."""
POINTS = 25
KINDS = ("outcome", "recovery")
"""Kinds of instruments whose last rating may be the outcome, in this order."""
MEANINGS = {
    "b0": "height in the middle of both scales, mean of the groups", "b1": "first bond", "b2": "second bond",
    "b3": "first bond, squared", "b4": "first bond times second", "b5": "second bond, squared",
    "a1": "slope along agreement: both bonds one point higher", "a2": "curve along agreement",
    "a3": "slope along disagreement: the first one point higher, the second one lower",
    "a4": "curve along disagreement: below 0, lower the further apart they are",
}  # fmt: skip
COMBINED = np.array([[0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 1, -1, 0, 0, 0], [0, 0, 0, 1, -1, 1]], float)
"""a1 to a4 of b0 to b5."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A response surface; no person is in it.

    first, second : targets of the bonds. outcome : the series of the outcome, None where there is none. terms : term
    (b0 to b5, a1 to a4), meaning, estimate, se, low, high (95 % interval), p, n (members), n_groups. lines : line
    ("agreement" or "disagreement"), first, second, height, low, high; over what was observed. Both empty where `reason`
    says why.
    """

    first: str
    second: str
    outcome: Series | None
    terms: pd.DataFrame
    lines: pd.DataFrame
    reason: str


def response_surfaces(study: Study, scores: pd.DataFrame, series: Series) -> list[Surface]:
    """A surface for every pair of targets that members rate on the scale of `series`, over all groups.

    X and Y are a member's means over the sessions in which both targets were rated, Z the member's last rating of the
    `outcome_series`: its level at the end, not its change.

    Parameters
    ----------
    study : all groups. scores : its `ratings.trajectories`. Not changed.
    """
    given = courses(of_series(scores, series)).dropna(subset=["score"])
    given = given[(given["rater_role"] == "member") & given["target"].isin(COMMON)]
    wide = given.pivot_table(index=["group", "member", "session"], columns="target", values="score", observed=True)
    order = [target for target in ("LEADER", "MEMBERS", "GROUP") if target in wide.columns]
    if len(order) < 2:
        return []
    outcome, scale = outcome_series(study, scores, series), scale_of(study, series)
    last = _last(scores, outcome)
    found = []
    for place, first in enumerate(order):
        for second in order[place + 1 :]:
            both = wide[[first, second]].dropna().groupby(["group", "member"], observed=True).mean()
            rows = both.join(last, how="inner").reset_index()
            rows = rows.rename(columns={first: "first", second: "second"})
            terms, lines, reason = response_surface(rows, middle=(scale.low + scale.high) / 2)
            if outcome is None:
                reason = "No outcome is recorded: a response surface needs one, rated by members on another instrument."
            found.append(Surface(first, second, outcome, terms, lines, reason))
    return found


def outcome_series(study: Study, scores: pd.DataFrame, series: Series) -> Series | None:
    """What members rated on another instrument that the registry calls an outcome, or else recovery.

    A total before its parts, then what most members rated, then the order of the registry; None where there is none.
    """
    found = []
    for place, one in enumerate(all_series(scores)):
        instrument = find(one.instrument, study.instruments)
        if one.instrument == series.instrument or one.rater_role != "member" or not instrument:
            continue
        if instrument.kind in KINDS:
            given = courses(forms(scores, one)).dropna(subset=["score"])
            people = len(given[["group", "member"]].drop_duplicates())
            found.append((KINDS.index(instrument.kind), one.subscale != TOTAL, -people, place, one))
    return min(found, key=lambda choice: choice[:-1])[-1] if found else None


def response_surface(rows: pd.DataFrame, *, middle: float) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """How an outcome goes with two ratings on one scale, with their agreement and their disagreement.

    Z = b0 + b1 X + b2 Y + b3 X^2 + b4 X Y + b5 Y^2, X and Y less `middle`, b0 of each group its own. Where both are
    alike: slope a1 = b1 + b2, curve a2 = b3 + b4 + b5; where they are as far above as below the middle: slope a3 = b1 -
    b2, curve a4 = b3 - b4 + b5. a1 above 0: the outcome is the higher, the stronger both bonds; a3 above 0: where the
    first is the stronger; a4 below 0: the lower, the further they are apart.

    Parameters
    ----------
    rows : group, first, second (X and Y on one scale), outcome (Z), one row per member; rows with anything missing, and
        members who are alone in their group, are left out. Not changed.
    middle : of the scale of X and Y.

    Returns
    -------
    (terms, lines, reason), see `Surface`; both empty below LEAST_ROWS members and where X and Y do not vary apart.

    Notes
    -----
    Least squares; a1 to a4 are sums of coefficients, so that the delta method is exact. Members of one group are not
    independent; what groups differ in is taken out by their own b0 (fixed effects). Intervals from Student's t with
    n - 5 - groups degrees of freedom.

    References
    ----------
    Edwards 1994, Organizational Behavior and Human Decision Processes 58:51-100, doi 10.1006/obhd.1994.1029;
    Shanock et al. 2010, Journal of Business and Psychology 25:543-554, doi 10.1007/s10869-010-9183-4
    """
    from scipy.stats import t

    given = rows.dropna(subset=["first", "second", "outcome"])
    given = given[given.groupby("group", observed=True)["outcome"].transform("size") > 1]
    terms = pd.DataFrame(columns=["term", "meaning", "estimate", "se", "low", "high", "p", "n", "n_groups"])
    lines = pd.DataFrame(columns=["line", "first", "second", "height", "low", "high"])
    n = len(given)
    if n < LEAST_ROWS:
        return terms, lines, (
            f"A response surface needs at least {LEAST_ROWS} members with both bonds and an outcome, two or more in"
            f" each group; there {'is' if n == 1 else 'are'} {n}."
        )
    x, y = (given[name].to_numpy(float) - middle for name in ("first", "second"))
    of_group = pd.get_dummies(given["group"].astype("str")).to_numpy(float)
    groups = of_group.shape[1]
    design = np.column_stack([of_group, _bent(x, y)])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return terms, lines, "The two bonds do not vary apart from each other: there is no surface."
    freedom = n - design.shape[1]
    z = given["outcome"].to_numpy(float)
    found = np.linalg.lstsq(design, z, rcond=None)[0]
    covariance = np.linalg.inv(design.T @ design) * ((z - design @ found) ** 2).sum() / freedom
    into = np.zeros((6, design.shape[1]))  # b0 as the mean of the groups'
    into[0, :groups], into[1:, groups:] = 1 / groups, np.eye(5)
    b, spread = into @ found, into @ covariance @ into.T
    every = np.vstack([np.eye(6), COMBINED])
    table = _estimates(every, b, spread, t.isf(0.025, freedom))
    p = 2 * t.sf(np.abs(table["height"]) / table["se"], freedom)
    terms = pd.DataFrame(
        {"term": list(MEANINGS), "meaning": list(MEANINGS.values()), "estimate": table["height"], "se": table["se"],
         "low": table["low"], "high": table["high"], "p": p, "n": n, "n_groups": groups}
    )  # fmt: skip
    parts = []
    for name, along, sign in (("agreement", (x + y) / 2, 1), ("disagreement", (x - y) / 2, -1)):
        at = np.linspace(along.min(), along.max(), POINTS)
        points = np.column_stack([np.ones(POINTS), _bent(at, sign * at)])
        heights = _estimates(points, b, spread, t.isf(0.025, freedom))
        parts.append(heights.assign(line=name, first=middle + at, second=middle + sign * at))
    return terms, pd.concat(parts, ignore_index=True)[list(lines.columns)], ""


def _bent(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.column_stack([x, y, x**2, x * y, y**2])


def _estimates(weights: np.ndarray, b: np.ndarray, covariance: np.ndarray, wide: float) -> pd.DataFrame:
    """Weighted sums of the coefficients with their standard errors."""
    height, se = weights @ b, np.sqrt(np.einsum("ij,jk,ik->i", weights, covariance, weights))
    return pd.DataFrame({"height": height, "se": se, "low": height - wide * se, "high": height + wide * se})


def _last(scores: pd.DataFrame, outcome: Series | None) -> pd.Series:
    """Each member's last rating of the outcome, by group and member."""
    if outcome is None:
        empty = pd.MultiIndex.from_arrays([[], []], names=["group", "member"])
        return pd.Series(index=empty, name="outcome", dtype=float)
    given = courses(forms(scores, outcome)).dropna(subset=["score"]).sort_values("session", kind="stable")
    return given.groupby(["group", "member"], observed=True)["score"].last().rename("outcome")
