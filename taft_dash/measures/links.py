"""Does who speaks to whom go together with earlier talk, and with how people rate the alliance? Member by member."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import courses
from taft_dash.measures.qap import LEAST_PEOPLE, mrqap, qap
from taft_dash.measures.stack import stacks
from taft_dash.records.study import Selection, Study

TIMES, SEED = 2000, 1
_COLUMNS = ("pair", "r", "p", "n", "pairs", "relabellings", "exact", "reason")


def links(
    study: Study,
    scores: pd.DataFrame,
    *,
    instrument: str,
    subscale: str,
    target: str,
    times: int = TIMES,
    seed: int = SEED,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How the talk among members of the later sessions goes together with earlier talk and with the alliance.

    Talk: turns from one member to another per session together. Likeness: minus the absolute difference of their mean
    alliance scores; speaker's and addressee's: the mean score of either, the same along a row or column.

    Parameters
    ----------
    study : narrowed to one group. Not changed. scores : its `ratings.trajectories`.
    instrument, subscale, target : the alliance line.
    times, seed : relabellings where there are too many people to count all, see `qap.qap`.

    Returns
    -------
    Two tables. Pairwise: pair (in words), r, p, n (members), pairs (ordered pairs used), relabellings, exact, reason.
    Together (MRQAP with the later talk as what is described): predictor, coefficient, t, p, n, reason. Members who
    are not in both halves, or (for the alliance) never rated, are left out of the comparison.
    """
    halves, members = _halves(study)
    alliance = _mean_scores(scores, instrument, subscale, target).reindex(members).to_numpy(float)
    likeness = -np.abs(alliance[:, None] - alliance[None, :])
    speaker, addressee = np.broadcast_arrays(alliance[:, None], alliance[None, :])
    rows = []
    for pair, one, other in (
        ("talk in the earlier and in the later half", halves[0], halves[1]),
        ("talk in the later half and likeness of their alliance", halves[1], likeness),
    ):
        known = np.isfinite(one).any(axis=1) & np.isfinite(other).any(axis=1)
        found = qap(one[np.ix_(known, known)], other[np.ix_(known, known)], times=times, seed=seed)
        rows.append(
            (pair, found.r, found.p, found.n, found.pairs, found.relabellings, found.exact, found.reason)
        )
    predictors = {
        "talk in the earlier half": halves[0], "likeness of their alliance": likeness,
        "the speaker's alliance": speaker, "the addressee's alliance": addressee,
    }  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS)), _together(halves[1], predictors, alliance, times, seed)


def _together(
    later: np.ndarray, predictors: dict[str, np.ndarray], alliance: np.ndarray, times: int, seed: int
) -> pd.DataFrame:
    known = np.isfinite(alliance)
    for talk in (later, predictors["talk in the earlier half"]):
        known &= np.isfinite(talk).any(axis=1)
    n = int(known.sum())
    blank = [(name, np.nan, np.nan, np.nan, n) for name in predictors]
    reason = ""
    if n < LEAST_PEOPLE + 1:
        reason = f"At least {LEAST_PEOPLE + 1} members with ratings and talk in both halves are needed; there are {n}."
    else:
        inner = np.ix_(known, known)
        try:
            found = mrqap(later[inner], [one[inner] for one in predictors.values()], times=times, seed=seed)
            blank = [(name, *values, n) for name, *values in zip(predictors, *found, strict=True)]
        except ValueError as fault:
            reason = f"The predictors cannot be told apart: {fault}."
    return pd.DataFrame(blank, columns=["predictor", "coefficient", "t", "p", "n"]).assign(reason=reason)


def _halves(study: Study) -> tuple[np.ndarray, list[str]]:
    """(2, M, M) turns per session together of the members, NaN where two never met, in the earlier and later half."""
    group = study.groups()[0]
    members = study.members.loc[study.members["role"] == "member", "member"].astype("str").tolist()
    sessions = study.sessions["session"].to_numpy()
    seats = np.flatnonzero((study.members["role"] == "member").to_numpy())
    rates = np.full((2, len(members), len(members)), np.nan)
    if len(sessions) < 2:
        return rates, members
    middle = len(sessions) // 2
    for half, (first, last) in enumerate(((sessions[0], sessions[middle - 1]), (sessions[middle], sessions[-1]))):
        for stack in stacks(study.select(Selection(group, int(first), int(last)))):
            pairs = stack.observed[:, :, None] & stack.observed[:, None, :]
            together, turns = (values.sum(axis=0)[np.ix_(seats, seats)] for values in (pairs, stack.turns))
            rates[half] = np.where(together > 0, turns / np.maximum(together, 1), np.nan)
        np.fill_diagonal(rates[half], np.nan)
    return rates, members


def _mean_scores(scores: pd.DataFrame, instrument: str, subscale: str, target: str) -> pd.Series:
    mine = (scores["instrument"] == instrument) & (scores["subscale"] == subscale)
    lines = courses(scores[mine])
    lines = lines[(lines["target"] == target) & (lines["rater_role"] == "member") & lines["score"].notna()]
    return lines.groupby(lines["member"].astype("str"))["score"].mean()
