"""Possible ruptures: where a member's alliance fell well below a preceding peak, and whether it came back.

A mark made from numbers is an occasion to ask, neither a diagnosis nor a judgement of anybody.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import with_roles
from taft_dash.measures.member_courses import member_courses, scale_of_line
from taft_dash.measures.rupture_criteria import found_by
from taft_dash.measures.rupture_limits import limits, pooled_sd
from taft_dash.measures.rupture_rules import Rules
from taft_dash.records.scales import TOTAL
from taft_dash.records.study import Study


def ruptures(
    study: Study,
    scores: pd.DataFrame,
    *,
    instrument: str,
    subscale: str = TOTAL,
    target: str | None = None,
    k: tuple[float, ...] = (1, 2),
    tolerance: float = 0.25,
    window: int = 3,
    least_sessions: int = 5,
    floor: float | None = None,
    sd_inter: float | None = None,
    ceiling_share: float = 0.25,
) -> pd.DataFrame:
    """Episodes in which a member's rating fell well below its preceding peak, and what became of them.

    Many or deep episodes: the bond was strained and it showed. None: it was steady, or the ratings could not
    show it (few sessions, ratings at the ceiling; see `rupture_thresholds`).

    With A_t the member's score at attended and rated session t, and spread = max(SD_intra, SD_inter, floor): an
    episode begins at the first t of an unbroken descent at which (peak before the descent) - A_t >= k1 spread.
    It is repaired at the first later session with A >= peak - tolerance k1 spread, if that comes within
    `window` attended sessions of the lowest score.

    Parameters
    ----------
    study, scores : records and their `ratings.trajectories`. Not changed.
    instrument, subscale, target : which ratings by members (target None: the instrument's usual one; "each
        member": what others rated about each member).
    k : multiples of the spread, ascending: the first makes a possible rupture, the second a marked one.
    tolerance : how far below the peak still counts as repaired, as a share of the threshold.
    window : attended sessions, counted from the lowest score, within which a repair counts.
    least_sessions, floor, sd_inter, ceiling_share : see `rupture_thresholds`.

    Returns
    -------
    DataFrame, one row per episode: group, member, instrument, subscale, target, onset (session at which the
    threshold was reached), peak_session, lowest_session, last_session (the last one looked at below the repair
    line), depth (peak minus lowest score) and threshold (k1 spread), both in the instrument's unit; marked (how
    many of `k` the depth reaches: 1 or 2); status: "repaired", "open" (not within the window) or "censored"
    (the ratings end first); repaired_session; length (rated sessions from onset to last_session); shape of the
    fall: "sudden" (the step into the onset alone reaches the threshold) or "gradual"; ceiling (see
    `rupture_thresholds`); reason (a sentence with the numbers).

    Notes
    -----
    Combining both spreads and taking the stricter one, showing 1 and 2 SD side by side, and describing number,
    depth and length follow Gumz et al. 2012. Tolerance, window, floor and the least number of sessions are
    choices made here, and changeable. A repeated score continues a descent; any rise ends it and starts a new
    peak. An absence does not end a descent, but the sentence says how many sessions lie in between.

    References
    ----------
    Gumz, Brähler, Geyer & Erices 2012, BMC Medical Research Methodology 12:10, doi 10.1186/1471-2288-12-10

    Examples
    --------
    >>> from taft_dash.measures.ratings import trajectories
    >>> from taft_dash.records.study import study_from
    >>> course = [3.8, 4.0, 4.1, 3.9, 4.2, 2.9, 3.6, 4.1, 4.3, 4.2]
    >>> ratings = pd.DataFrame({"session": range(1, 11), "rater": "A", "score": course})
    >>> study = study_from({"ratings": ratings.assign(instrument="WAI-SR", item="total")})
    >>> found = ruptures(study, trajectories(study), instrument="WAI-SR")
    >>> found[["onset", "marked", "status", "repaired_session"]].values.tolist()
    [[6, 2, 'repaired', 8]]
    """
    rules = Rules(
        k=tuple(k), tolerance=tolerance, window=window, least_sessions=least_sessions, floor=floor, sd_inter=sd_inter,
        ceiling_share=ceiling_share,
    )  # fmt: skip
    whole = member_courses(study, scores, [scale_of_line(study, instrument, subscale, target)])
    return found_by(whole, limits(whole, rules), rules, ["gumz"]).drop(columns="criterion")


def rupture_thresholds(
    study: Study,
    scores: pd.DataFrame,
    *,
    instrument: str,
    subscale: str = TOTAL,
    target: str | None = None,
    k: float = 1,
    least_sessions: int = 5,
    floor: float | None = None,
    sd_inter: float | None = None,
    ceiling_share: float = 0.25,
) -> pd.DataFrame:
    """What a fall has to reach to count as a possible rupture for each member, or why that cannot be said.

    High threshold: the ratings move a lot anyway, and only a deep fall stands out. Low: small falls count.

    threshold = k max(SD_intra, SD_inter, floor); SD_intra: standard deviation (n - 1) of the member's scores;
    SD_inter = sqrt(sum_i (n_i - 1) SD_i^2 / sum_i (n_i - 1)), pooled over all members of the study.

    Parameters
    ----------
    study, scores, instrument, subscale, target : as for `ruptures`.
    k : multiple of the spread.
    least_sessions : attended and rated sessions below which nothing is said.
    floor : smallest spread (instrument's unit); by default one scale point on one item, so that a member who
        always gave the same answers is not said to be in a rupture for moving one of them.
    sd_inter : a spread to use in place of the one pooled here, such as one from a larger sample.
    ceiling_share : from this share of ratings at the maximum, falls cannot be seen reliably.

    Returns
    -------
    DataFrame, one row per member of every group in which the instrument is used: group, member, n_sessions
    (attended and rated), sd_intra (NaN below two), sd_inter, threshold (instrument's unit; NaN exactly where
    `reason` is not empty), share_at_maximum (0 to 1, NaN without ratings), ceiling, reason.

    Notes
    -----
    A study narrowed to fewer people or sessions has other spreads, and so other thresholds.
    """
    rules = Rules(
        k=(k,), least_sessions=least_sessions, floor=floor, sd_inter=sd_inter, ceiling_share=ceiling_share
    )
    whole = member_courses(study, scores, [scale_of_line(study, instrument, subscale, target)])
    limit = limits(whole, rules)["gumz"]
    table = whole.who[["group", "member", "n_sessions", "sd_intra", "share_at_maximum"]].assign(
        sd_inter=pooled_sd(whole, rules),
        threshold=limit["threshold"],
        ceiling=whole.who["share_at_maximum"] >= ceiling_share,
        reason=limit["reason"],
    )
    order = "group member n_sessions sd_intra sd_inter threshold share_at_maximum ceiling reason"
    return table[order.split()]


def share_in_rupture(study: Study, found: pd.DataFrame, *, shared_from: float = 0.5) -> pd.DataFrame:
    """How many of the members who were there were in an episode: one person's strain, or the group's.

    High share: something happened to the group. One member: something happened to that member.
    share = members present who are between onset and last session of an episode / members present.

    Parameters
    ----------
    study : for who was present. Not changed.
    found : episodes as `ruptures` returns them. Not changed.
    shared_from : share from which, with at least two members, the strain is called shared.

    Returns
    -------
    DataFrame, one row per session: group, session, n_in_rupture, n_onset (of these, beginning in this session),
    n_present (members), share (0 to 1; NaN exactly where `reason` is not empty), kind ("none", "individual":
    one member, "several", "shared"; "" where there is no share), reason.
    """
    return shares_by(study, found, study.sessions[["group"]].drop_duplicates(), shared_from=shared_from)


def shares_by(
    study: Study, found: pd.DataFrame, asked: pd.DataFrame, *, shared_from: float = 0.5
) -> pd.DataFrame:
    """`share_in_rupture` for several criteria or lines at once.

    `asked` : one row per group and whatever else tells the episodes of `found` apart (criterion, instrument ...), in
    columns that both have. Returns the columns of `asked`, session, and those of `share_in_rupture`.
    """
    key = ["group", "session"]
    there = with_roles(study, study.presence[study.presence["presence"] == "present"])
    there = there.loc[there["role"] == "member", [*key, "member"]]
    others = [name for name in asked.columns if name != "group"]
    inside = there.merge(found[["group", "member", "onset", "last_session", *others]], on=["group", "member"])
    inside = inside[inside["session"].between(inside["onset"], inside["last_session"])]
    begun = inside[inside["session"] == inside["onset"]]
    table = asked.merge(study.sessions[key], on="group")
    for name, people in (("n_in_rupture", inside), ("n_onset", begun), ("n_present", there)):
        by = [*others, *key] if people is not there else key
        count = people.groupby(by, observed=True)["member"].nunique()
        table = table.merge(count.rename(name).reset_index(), on=by, how="left")
        table[name] = table[name].fillna(0).astype("int64")
    n, present = table["n_in_rupture"], table["n_present"]
    share = n / present.where(present > 0)
    kind = np.select(
        [present == 0, n == 0, n == 1, share >= shared_from], ["", "none", "individual", "shared"], "several"
    )
    nobody = "No member was present in session " + table["session"].astype("str") + "."
    return table.assign(share=share, kind=kind, reason=nobody.where(present == 0, ""))
