"""The columns of the files of structure, and what they mean."""

from __future__ import annotations

from taft_dash.reports.measures import GROUP, REASON, SESSION

OF_A_SCALE = ("split_alliance.csv", "truth_and_bias.csv")
"""These compare targets and raters, so that all series of a scale would give the same rows."""
GROWN = ["term", "estimate", "se", "low", "high", "p"]
UNIT = "see the instrument"
LOW, HIGH = ("lower end of its 95 % interval", ""), ("upper end", "")
LINE = {
    "group": GROUP,
    "instrument": ("identifier of the instrument", ""),
    "subscale": ("name of the subscale, or total", ""),
    "target": ("what the rating is about", ""),
    "rater_role": ("who rated: member, therapist or observer", ""),
}
NOTE = ("what a reader should know of an estimate that is there", "")
COLUMNS = {
    "variance_shares.csv": {
        **LINE,
        "part": ("member (lasting), session (shared) or residual", ""),
        "variance": ("its variance", "squared, see the instrument"),
        "share": ("of the sum of the three", ""),
        "low": LOW,
        "high": HIGH,
        "n_ratings": ("ratings it rests on", "ratings"),
        "n_members": ("members", "people"),
        "n_sessions": ("sessions", "sessions"),
        "note": NOTE,
        "reason": REASON,
    },
    "growth.csv": {
        **LINE,
        "term": ("level in the middle, slope per session, or a standard deviation", ""),
        "estimate": ("its estimate", UNIT),
        "se": ("standard error; empty for standard deviations", UNIT),
        "low": LOW,
        "high": HIGH,
        "p": ("p value", ""),
        "n_members": ("members it rests on", "people"),
        "note": NOTE,
        "reason": REASON,
    },
    "growth_lines.csv": {
        **LINE,
        "member": ("identifier of the member as recorded", ""),
        "session": ("first and last rated session of the member", ""),
        "height": ("height of the member's line", UNIT),
        "slope": ("slope of the member's line, per session", UNIT),
    },
    "agreement.csv": {
        **LINE,
        "session": SESSION,
        "n_raters": ("who rated", "people"),
        "mean": ("mean score", UNIT),
        "sd": ("standard deviation of the scores", UNIT),
        "low": ("lowest score", UNIT),
        "high": ("highest score", UNIT),
        "r_wg": ("r_wg(j) against a uniform null", ""),
        "ad": ("average deviation from the mean, averaged over items", "steps of an answer"),
        "ad_limit": ("below this, agreement is usually spoken of: answers / 6", "steps of an answer"),
        "items": ("items of the scale; 0 where it is rated directly", "items"),
        "reason": REASON,
    },
    "session_icc.csv": {
        **LINE,
        "icc1": ("ICC(1), sessions as sets", ""),
        "icc1_low": LOW,
        "icc1_high": HIGH,
        "icc2": ("ICC(2), of the mean of a session", ""),
        "icc2_low": LOW,
        "icc2_high": HIGH,
        "k": ("ratings per session", "ratings"),
        "n": ("ratings", "ratings"),
        "groups": ("sessions", "sessions"),
        "reason": REASON,
    },
    "internal_consistency.csv": {
        **LINE,
        "coefficient": ("alpha or omega, and of which forms", ""),
        "value": ("its value", ""),
        "low": LOW,
        "high": HIGH,
        "n": ("complete forms", "forms"),
        "items": ("items", "items"),
        "reason": REASON,
    },
}
SCALE = {name: LINE[name] for name in ("group", "instrument", "subscale")}
TERM = {
    "term": ("what the coefficient belongs to", ""),
    "estimate": ("its estimate, in points of the scale", UNIT),
    "se": ("standard error", UNIT),
    "low": LOW,
    "high": HIGH,
    "p": ("p value", ""),
}
COUNTS = {"n_members": ("members", "people"), "n_sessions": ("sessions", "sessions"), "note": NOTE, "reason": REASON}
COLUMNS |= {
    "others_before.csv": {**LINE, **TERM, "n_steps": ("steps from one session to the next", "steps"), **COUNTS},
    "split_alliance.csv": {
        **SCALE,
        "first": ("target of the one rating", ""),
        "second": ("target of the other", ""),
        "member": ("identifier of the member as recorded", ""),
        "n": ("sessions in which the member rated both", "sessions"),
        "first_mean": ("mean of the one over these", UNIT),
        "second_mean": ("mean of the other", UNIT),
        "difference": ("first minus second", UNIT),
        "low": LOW,
        "high": HIGH,
        "reason": ("why there is no interval, in words; empty where there is one", ""),
    },
    "truth_and_bias.csv": {**SCALE, **TERM, "n": ("ratings of a member by therapists", "ratings"), **COUNTS},
}
ALL = {name: meaning for name, meaning in LINE.items() if name != "group"}
N_GROUPS = ("groups", "groups")
COLUMNS |= {
    "variance_shares_all_groups.csv": {
        **ALL,
        "part": ("group (lasting), member in a group (lasting), session of a group (shared) or residual", ""),
        **{name: COLUMNS["variance_shares.csv"][name] for name in ("variance", "share", "low", "high", "n_ratings")},
        "n_groups": N_GROUPS,
        **COUNTS,
    },
    "growth_all_groups.csv": {**ALL, **TERM, "n_groups": N_GROUPS, "n_members": COUNTS["n_members"], "note": NOTE,
                              "reason": REASON},
    "growth_by_group.csv": {
        **LINE,
        "n_members": ("members who rated or were rated", "people"),
        "n_sessions": ("sessions with a rating", "sessions"),
        "n_ratings": ("ratings", "ratings"),
        "level": ("height of the group's line in the middle of all sessions", UNIT),
        "slope": ("slope of the group's line, per session", UNIT),
        "reason": ("why the group is left out; empty where it is not", ""),
    },
}  # fmt: skip
SURFACE = "response_surface.csv"
COLUMNS[SURFACE] = {
    **{name: LINE[name] for name in ("instrument", "subscale")},
    "first": ("target of the one bond", ""),
    "second": ("target of the other", ""),
    "outcome": ("instrument and subscale whose last rating is the outcome", ""),
    "term": ("b0 to b5 of the surface, a1 to a4 along agreement and disagreement", ""),
    "meaning": ("of the term, in words", ""),
    **{name: TERM[name] for name in ("estimate", "se", "low", "high", "p")},
    "n": ("members of all groups", "people"),
    "n_groups": N_GROUPS,
    "reason": REASON,
}
OF_ALL_GROUPS = ("variance_shares_all_groups.csv", "growth_all_groups.csv", "growth_by_group.csv")
