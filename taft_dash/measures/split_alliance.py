"""Bonded to the therapists but not to the group, or the reverse? And how therapists see each member's alliance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.agreement import COMMON
from taft_dash.measures.alliance import courses, therapist_gap
from taft_dash.measures.growth import crossed_model
from taft_dash.measures.series import Series, of_series
from taft_dash.records.study import Study

LEAST_JUDGEMENTS, LEAST_MEMBERS, LEAST_SESSIONS = 20, 4, 4
"""Judgements of therapists, members and sessions below which no truth-and-bias model is estimated."""


def split_alliance(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """How each member rates the therapists against the other members or the group, on the same scale.

    difference above 0: the bond with the therapists is rated higher; below 0: that with the members or the group is.

    Parameters
    ----------
    study : narrowed to one group. scores : its `ratings.trajectories`. series : names the scale; every pair of the
        targets LEADER, MEMBERS and GROUP that members rate on it is compared. Not changed.

    Returns
    -------
    DataFrame, one row per pair and member: first, second (targets), member, label, n (sessions in which the member
    rated both), first_mean, second_mean (over these), difference (first - second), low, high (95 % interval of the mean
    difference, Student's t over sessions; NaN with fewer than three), reason. Empty where there is one target.

    References
    ----------
    Lo Coco et al. 2022, Journal of Consulting and Clinical Psychology, doi 10.1037/ccp0000735
    """
    from scipy.stats import t

    given = courses(of_series(scores, series)).dropna(subset=["score"])
    given = given[(given["rater_role"] == "member") & given["target"].isin(COMMON)]
    wide = given.pivot_table(index=["member", "session"], columns="target", values="score", observed=True)
    order = [target for target in ("LEADER", "MEMBERS", "GROUP") if target in wide.columns]
    rows = []
    for place, first in enumerate(order):
        for second in order[place + 1 :]:
            both = wide[[first, second]].dropna()
            apart = (both[first] - both[second]).groupby("member", observed=True)
            for member, one in apart:
                n, error = len(one), one.std() / np.sqrt(len(one))
                beside = t.isf(0.025, n - 1) * error if n > 2 else np.nan
                means = both.loc[[member]].mean()
                few = "" if n > 2 else f"An interval needs three sessions with both ratings; there {_are(n)}."
                rows.append(
                    (first, second, member, n, means[first], means[second], one.mean(), one.mean() - beside,
                     one.mean() + beside, few)
                )  # fmt: skip
    columns = ["first", "second", "member", "n", "first_mean", "second_mean", "difference", "low", "high", "reason"]
    table = pd.DataFrame(rows, columns=columns)
    names = study.members[["member", "label"]].astype({"member": "str"})
    table = names.merge(table.astype({"member": "str"}), on="member", how="inner")
    return table[["first", "second", "member", "label", *columns[3:]]].sort_values(
        ["first", "second"], kind="stable", ignore_index=True
    )


def truth_and_bias(scores: pd.DataFrame, series: Series) -> tuple[pd.DataFrame, str]:
    """How therapists' ratings of a member go with the member's own, and with those of the other members.

    bias above 0: therapists rate higher than members do. tracking 1: they follow the members' ratings point by point;
    0: not at all. others above 0: a member is seen as the others feel, whatever the member says.

    (J - M) = bias + tracking (T - M) + others (B - M) + member + session + e, J the therapists' mean rating of a member
    in a session, T the member's own rating, B the mean of the other members' in that session, M the mean of all T.

    Parameters
    ----------
    scores : `ratings.trajectories` of one group. series : names the scale. Not changed.

    Returns
    -------
    (term, estimate, se, low, high, p, n, n_members, n_sessions, note; "") or (empty, why not). Intervals from Student's
    t with members - 1 degrees of freedom.

    References
    ----------
    West & Kenny 2011, Psychological Review 118:357-378, doi 10.1037/a0022936;
    Compare, Tasca, Lo Coco & Kivlighan 2016, Psychotherapy 53(1), doi 10.1037/pst0000042
    """
    columns = ["term", "estimate", "se", "low", "high", "p", "n", "n_members", "n_sessions", "note"]
    pairs = therapist_gap(of_series(scores, series)).astype({"member": "str"})
    told = pairs.dropna(subset=["member_score"])
    of_session = told.groupby("session")["member_score"]
    told = told.assign(
        others=(of_session.transform("sum") - told["member_score"])
        / (of_session.transform("size") - 1).replace(0, np.nan)
    )
    both = told.dropna(subset=["therapist_score", "others"])
    n, people, sessions = len(both), both["member"].nunique(), both["session"].nunique()
    if n < LEAST_JUDGEMENTS or people < LEAST_MEMBERS or sessions < LEAST_SESSIONS:
        return pd.DataFrame(columns=columns), (
            f"Truth and bias need at least {LEAST_JUDGEMENTS} ratings of a member by therapists beside the member's own"
            f" and others', of {LEAST_MEMBERS} members in {LEAST_SESSIONS} sessions; there are {n}, of {people} in"
            f" {sessions}."
        )
    if min(both["member_score"].nunique(), both["therapist_score"].nunique(), both["others"].nunique()) == 1:
        return pd.DataFrame(columns=columns), "The ratings of one side are all the same."
    centre = both["member_score"].mean()
    table = pd.DataFrame(
        {
            "member": both["member"].to_numpy(), "session": both["session"].to_numpy(),
            "judged": both["therapist_score"].to_numpy(float) - centre,
            "tracking": both["member_score"].to_numpy(float) - centre,
            "others": both["others"].to_numpy(float) - centre,
        }
    )  # fmt: skip
    terms, note = crossed_model(table, "judged ~ tracking + others", freedom=people - 1)
    terms["term"] = terms["term"].replace({"Intercept": "bias"})
    return terms.assign(n=n, n_members=people, n_sessions=sessions, note=note)[columns], ""


def _are(n: int) -> str:
    return "is 1" if n == 1 else f"are {n}"
