"""The alliance as members, therapists and observers rate it: each person's course, the group's, and the gap.

Works for every instrument of the registry; the alliance is what it is mostly asked about.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.records.roster import group_codes, person_codes, roster_rows
from taft_dash.records.study import Study
from taft_dash.records.tables import WHOLES

EACH = {"member": "each member", "therapist": "each therapist", "observer": "each observer"}
"""Target of ratings of single people, by the role of the rated."""
TARGETS = (*WHOLES, *EACH.values())
OWN_TARGETS = ("LEADER", EACH["therapist"], "SELF", "GROUP", "MEMBERS", EACH["member"])
"""Which of a member's own ratings is set against the therapists' rating of them: the first there is."""


def courses(scores: pd.DataFrame) -> pd.DataFrame:
    """Each person's scores, one per session: the line that is drawn for them.

    What a member rated is that member's line. What a therapist or an observer rated about one member is the
    line of the member who was rated. What they rated about the whole group is the rater's own line.
    Several ratings that fall on one point (two observers of one member) are averaged.

    Parameters
    ----------
    scores : as `ratings.trajectories` returns them. Not changed.

    Returns
    -------
    DataFrame: group, session, member (whose line it is), instrument, subscale, target (GROUP, MEMBERS, LEADER
    or SELF; "each member", "each therapist" or "each observer" where single people were rated), rater_role,
    score (unit of the instrument; NaN exactly where `reason` is not empty), n_ratings (scores averaged), reason.

    Examples
    --------
    >>> from taft_dash.measures.ratings import trajectories
    >>> from taft_dash.records.study import study_from
    >>> ratings = pd.DataFrame({"rater": ["Tina", "Omar"], "target": "A", "score": [4.0, 5.0]})
    >>> ratings = ratings.assign(session=1, instrument="SOFTA-o", item="safety")
    >>> roster = pd.DataFrame({"member": ["A", "Tina", "Omar"], "role": ["member", "therapist", "therapist"]})
    >>> lines = courses(trajectories(study_from({"ratings": ratings, "members": roster})))
    >>> lines[["member", "target", "score", "n_ratings"]].values.tolist()
    [['A', 'each member', 4.5, 2]]
    """
    people = scores["rater"].dtype
    rater, target = (scores[column].cat.codes.to_numpy() for column in ("rater", "target"))
    about_a_member = ((scores["rater_role"] != "member") & (scores["target_role"] == "member")).to_numpy()
    lines = scores[["group", "session", "instrument", "subscale", "rater_role", "score", "reason"]].assign(
        member=pd.Categorical.from_codes(np.where(about_a_member, target, rater), dtype=people),
        target=about(scores),
    )
    points = lines.groupby(
        ["group", "session", "member", "instrument", "subscale", "target", "rater_role"],
        observed=True,
        sort=False,
    )
    table = points.agg(score=("score", "mean"), n_ratings=("score", "count"), reason=("reason", "first"))
    table["reason"] = table["reason"].where(table["n_ratings"] == 0, "")
    return table.reset_index()


def about(scores: pd.DataFrame) -> pd.Categorical:
    """What each form of `ratings.trajectories` is about, one of TARGETS: single people by role, oneself as SELF."""
    rater, target = (scores[column].cat.codes.to_numpy() for column in ("rater", "target"))
    pooled = scores["target_role"].map(EACH).astype("str").fillna(scores["target"].astype("str"))
    return pd.Categorical(pooled.where(rater != target, "SELF"), categories=list(TARGETS))


def group_course(study: Study, scores: pd.DataFrame) -> pd.DataFrame:
    """How the group as a whole stands, session by session: the mean of those who rated, and how many did.

    High and low read as for the instrument. A mean over few of those present, or over different people each
    time, says little: always read `n_rated` of `n_present` with it.

    mean = sum of the people's scores / n_rated; sd with n_rated - 1. People count once, however often they
    were rated (see `courses`).

    Parameters
    ----------
    study : for who was present. Not changed.
    scores : as `ratings.trajectories` returns them. Not changed.

    Returns
    -------
    DataFrame, one row for every session of the group and every combination of instrument, subscale, target and
    rater_role that the group uses: mean, low and high (minimum and maximum), all in the instrument's unit and
    NaN exactly where `reason` is not empty; sd (also NaN when only one rated); n_rated; n_present (of those who
    could have: members where members rate or are rated, else people of the raters' role); reason.
    """
    lines = courses(scores)
    of_members = (lines["rater_role"] == "member") | (lines["target"] == EACH["member"])
    lines["role"] = lines["rater_role"].where(~of_members, "member")
    what = ["group", "instrument", "subscale", "target", "rater_role", "role"]
    table = lines.groupby([*what, "session"], observed=True, sort=False)["score"].agg(
        mean="mean", sd="std", low="min", high="max", n_rated="count", n_forms="size"
    )
    every_session = lines[what].drop_duplicates().merge(study.sessions[["group", "session"]], on="group")
    table = every_session.merge(table.reset_index(), on=[*what, "session"], how="left")
    table = table.merge(_n_present(study), on=["group", "session", "role"], how="left")
    counts = ["n_rated", "n_forms", "n_present"]
    table[counts] = table[counts].fillna(0).astype("int64")
    scale = table["instrument"].astype("str") + " " + table["subscale"].astype("str")
    nobody = "Nobody rated " + scale + " in session " + table["session"].astype("str") + "."
    unscored = "No form of session " + table["session"].astype("str") + " could be scored on " + scale + "."
    table["reason"] = unscored.where(table["n_forms"] > 0, nobody).where(table["n_rated"] == 0, "")
    front = ["group", "session", "instrument", "subscale", "target", "rater_role"]
    table = table.sort_values(["group", "session"], kind="stable", ignore_index=True)
    return table[[*front, "mean", "sd", "low", "high", "n_rated", "n_present", "reason"]]


def _n_present(study: Study) -> pd.DataFrame:
    """How many people of each role were present at each session."""
    there = study.presence[study.presence["presence"] == "present"]
    roles = with_roles(study, there)
    return roles.groupby(["group", "session", "role"], observed=True).size().rename("n_present").reset_index()


def with_roles(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """The table with the role of its `member`."""
    people = person_codes(frame, "member", len(study.members["member"].cat.categories))
    rows = roster_rows(study.members, group_codes(frame), people)
    return frame.assign(role=study.members["role"].astype("str").to_numpy()[rows])


def therapist_gap(scores: pd.DataFrame) -> pd.DataFrame:
    """How differently a member and the therapists see the same thing, session by session.

    High (positive): the member rates it higher than the therapists do. Low (negative): the therapists see more
    of it than the member does. A steady gap is usual; a gap that changes is the signal.

    gap = member_score - therapist_score, where member_score is the member's own rating and therapist_score
    the mean of the therapists' ratings of that member (target = the member), same instrument and subscale.

    Parameters
    ----------
    scores : as `ratings.trajectories` returns them. Not changed.

    Returns
    -------
    DataFrame: group, session, member, instrument, subscale, member_score, therapist_score, gap (instrument's
    unit, NaN exactly where `reason` is not empty), n_therapists (whose ratings are averaged), reason. Only
    the sessions in which therapists rated members, and subscales that members use too; empty when there is none.

    Notes
    -----
    A member may rate several targets with one instrument; the first of `OWN_TARGETS` that there is counts,
    because a therapist's form about a member mirrors the member's form about the therapist. That the views of
    therapists and members differ is the rule (Igra et al. 2020, PMC7372164).
    """
    lines = courses(scores)
    key = ["group", "session", "member", "instrument", "subscale"]
    own = lines[lines["rater_role"] == "member"]
    own = own.assign(place=own["target"].astype("str").map(OWN_TARGETS.index))
    own = own.sort_values("place", kind="stable").drop_duplicates(key)
    theirs = lines[(lines["rater_role"] == "therapist") & (lines["target"] == EACH["member"])]
    scale = ["group", "instrument", "subscale"]
    asked = theirs[["session", *scale]].drop_duplicates().merge(own[scale].drop_duplicates())
    asked["place"] = asked.groupby(["instrument", "subscale"], observed=True, sort=False).ngroup()
    table = own[[*key, "score", "reason"]].rename(columns={"score": "member_score", "reason": "own_reason"})
    table = table.merge(theirs[[*key, "score", "n_ratings", "reason"]], on=key, how="outer").merge(asked)
    table = table.rename(columns={"score": "therapist_score", "n_ratings": "n_therapists"})
    table["n_therapists"] = table["n_therapists"].fillna(0).astype("int64")
    table["gap"] = table["member_score"] - table["therapist_score"]
    no_own = table["own_reason"].fillna("The member gave no rating.")
    no_theirs = table["reason"].fillna("No therapist rated the member.")
    table["reason"] = (no_own + " " + no_theirs).str.strip().where(table["gap"].isna(), "")
    columns = [*key, "member_score", "therapist_score", "gap", "n_therapists", "reason"]
    return table.sort_values(["group", "session", "member", "place"], ignore_index=True)[columns]
