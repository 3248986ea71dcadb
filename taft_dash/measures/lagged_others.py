"""Does a member's rating follow what the other members felt the session before?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.growth import crossed_model

LEAST_STEPS, LEAST_OTHERS, LEAST_SESSIONS = 100, 2, 8
"""Steps from one session to the next, other members rating, and sessions, below which nothing is estimated."""


def lagged_steps(lines: pd.DataFrame) -> pd.DataFrame:
    """Every rating with the own and the others' one at the session before.

    Parameters
    ----------
    lines : member, session, score; a row for every session of the group, NaN where there is no score. Not changed.

    Returns
    -------
    DataFrame: member, session, score, own_before, others_before (mean of the other members' scores at the preceding
    session of the group, without this member's), n_others (at least LEAST_OTHERS). Only where all are known.

    Examples
    --------
    >>> lines = pd.DataFrame({"member": list("ABCABC"), "session": [1, 1, 1, 2, 2, 2],
    ...                       "score": [3.0, 4.0, 5.0, 3.5, 4.0, 4.5]})
    >>> lagged_steps(lines)[["member", "own_before", "others_before"]].values.tolist()
    [['A', 3.0, 4.5], ['B', 4.0, 4.0], ['C', 5.0, 3.5]]
    """
    sessions = np.sort(lines["session"].unique())
    wide = lines.assign(member=lines["member"].astype("str")).pivot(index="session", columns="member", values="score")
    there = wide.notna().astype(int)
    n_others = -there + there.sum(axis=1).to_numpy()[:, None]
    others = (-wide.fillna(0) + wide.fillna(0).sum(axis=1).to_numpy()[:, None]) / n_others.where(n_others > 0)
    pieces = {"score": wide, "own_before": wide.shift(), "others_before": others.shift(), "n_others": n_others.shift()}
    steps = pd.concat({name: piece.stack() for name, piece in pieces.items()}, axis=1).dropna().reset_index()
    steps = steps[steps["n_others"] >= LEAST_OTHERS]
    follows = dict(zip(sessions[1:], np.diff(sessions), strict=True))
    gap = steps["session"].map(follows)
    # A number that is left out is no step from one session to the next.
    return steps[gap == np.diff(sessions).min()].sort_values(["member", "session"], ignore_index=True)


def others_influence(lines: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """How ratings go with the own and the others' ratings of the session before.

    others_before high: when the others felt more of it than usual, this member's next rating is higher than their own
    previous one would let expect; about 0: it does not matter. That the others moved the member is not shown by it.

    score = b0 + b1 own_before + b2 others_before + b3 session + member + session + e, own_before and others_before
    less their mean over the member's steps, member and session as random effects (group actor-partner model).

    Parameters
    ----------
    lines : see `lagged_steps`.

    Returns
    -------
    (term, estimate, se, low, high, p, n_steps, n_members, n_sessions, note; "") or (empty, why not). Needs LEAST_STEPS
    steps from one session to the next and LEAST_SESSIONS sessions. Intervals from Student's t with sessions - 3
    degrees of freedom: the others' mean hardly differs between the members of a session.

    Notes
    -----
    Taking out the member's mean makes the own carry-over look smaller than it is, the more the fewer sessions there are
    (Nickell 1981). False positives were simulated.

    References
    ----------
    Kenny & Garcia 2012, Small Group Research 43:468-496, doi 10.1177/1046496412438626;
    Nickell 1981, Econometrica 49:1417-1426, doi 10.2307/1911408
    """
    steps = lagged_steps(lines) if len(lines) and lines["session"].nunique() > 1 else lines.iloc[:0]
    columns = ["term", "estimate", "se", "low", "high", "p", "n_steps", "n_members", "n_sessions", "note"]
    sessions = steps["session"].nunique()
    if len(steps) < LEAST_STEPS or sessions < LEAST_SESSIONS:
        return pd.DataFrame(columns=columns), (
            f"This needs at least {LEAST_STEPS} steps from one session to the next in {LEAST_SESSIONS} sessions, with"
            f" ratings of the member and of {LEAST_OTHERS} others; there are {len(steps)} in {sessions}."
        )
    if min(steps["score"].nunique(), steps["others_before"].nunique()) == 1:
        return pd.DataFrame(columns=columns), "All ratings are the same."
    own = steps.groupby("member")
    table = steps.assign(
        own_before=steps["own_before"] - own["own_before"].transform("mean"),
        others_before=steps["others_before"] - own["others_before"].transform("mean"),
        t=steps["session"] - steps["session"].mean(),
    )
    terms, note = crossed_model(table, "score ~ own_before + others_before + t", freedom=sessions - 3)
    counts = dict(n_steps=len(steps), n_members=steps["member"].nunique(), n_sessions=sessions)
    return terms.assign(**counts, note=note)[columns], ""
