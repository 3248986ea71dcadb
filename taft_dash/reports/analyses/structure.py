"""Variance, growth, agreement and consistency of every series of every group, as files."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from taft_dash.measures import (
    agreement,
    consistency,
    growth,
    lagged_others,
    several_groups,
    split_alliance,
    variance,
)
from taft_dash.measures.alliance_structure import StructureView, structure_view
from taft_dash.measures.change_view import change_series
from taft_dash.measures.method import Method
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import KEYS, Series
from taft_dash.records.study import Selection, Study
from taft_dash.reports.analyses.analysis import Analysis
from taft_dash.reports.measures import GROUP, REASON, SESSION

EXAMPLE = Series("WAI-SR", "total", "LEADER", "member")
TEXT = (
    "The variance of the ratings was split into lasting differences between members, differences between sessions that "
    "all shared, and the rest, in a linear mixed model with crossed random intercepts of members and sessions and a "
    "linear trend over sessions as its fixed part, fitted by restricted maximum likelihood (statsmodels; Seabold & "
    "Perktold, 2010); intervals of the shares are generalised confidence intervals (Weerahandi, 1993). Growth was "
    "modelled as a straight line over the sessions with random levels and slopes of the members, uncorrelated, and a "
    "random effect of the session that all share; intervals are from Student's t with members - 1 degrees of freedom. "
    "Agreement of those who rated the same thing in a session is the standard deviation of their scores and, where "
    "answers to items are recorded, r_wg(j) against a uniform null (James et al., 1984) and the average deviation from "
    "the mean (Burke & Dunlap, 2002); ICC(1) and ICC(2) take sessions as the sets, with intervals after Shrout and "
    "Fleiss (1979). Internal consistency is Cronbach's alpha of each person's first form with Feldt's (1965) interval, "
    "McDonald's omega of one factor, and alpha of the answers less each person's mean (Geldhof et al., 2014). "
    "Whether ratings go with those of the other members at the session before was estimated with random effects of "
    "members and sessions, own and others' earlier ratings being centred within members (a group actor-partner model: "
    "Kenny & Garcia, 2012); bonds with therapists, members and the group were compared where rated on the same scale; "
    "therapists' ratings of members were set against the members' own by the truth and bias model (West & Kenny, "
    "2011). Over several groups the same models were fitted with a random level and slope of the group, members and "
    "sessions being nested in it, and the variance split took out each group's own trend; with fewer than four groups "
    "the groups' levels and slopes were fixed. "
    "Below the numbers of members, sessions and forms named in the parameters nothing was estimated."
)
REFERENCES = (
    "Burke, M. J., & Dunlap, W. P. (2002). Estimating interrater agreement with the average deviation index: A user's "
    "guide. Organizational Research Methods, 5(2), 159-172. https://doi.org/10.1177/1094428102005002002",
    "Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty. "
    "Psychometrika, 30(3), 357-370. https://doi.org/10.1007/BF02289499",
    "Geldhof, G. J., Preacher, K. J., & Zyphur, M. J. (2014). Reliability estimation in a multilevel confirmatory "
    "factor analysis framework. Psychological Methods, 19(1), 72-91. https://doi.org/10.1037/a0032138",
    "James, L. R., Demaree, R. G., & Wolf, G. (1984). Estimating within-group interrater reliability with and without "
    "response bias. Journal of Applied Psychology, 69(1), 85-98. https://doi.org/10.1037/0021-9010.69.1.85",
    "Kenny, D. A., & Garcia, R. L. (2012). Using the actor-partner interdependence model to study the effects of group "
    "composition. Small Group Research, 43(4), 468-496. https://doi.org/10.1177/1046496412438626",
    "Seabold, S., & Perktold, J. (2010). statsmodels: Econometric and statistical modeling with Python. Proceedings of "
    "the 9th Python in Science Conference, 92-96. https://doi.org/10.25080/Majora-92bf1922-011",
    "Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability. "
    "Psychological Bulletin, 86(2), 420-428. https://doi.org/10.1037/0033-2909.86.2.420",
    "West, T. V., & Kenny, D. A. (2011). The truth and bias model of judgment. Psychological Review, 118(2), 357-378. "
    "https://doi.org/10.1037/a0022936",
    "Weerahandi, S. (1993). Generalized confidence intervals. Journal of the American Statistical Association, "
    "88(423), 899-905. https://doi.org/10.1080/01621459.1993.10476355",
)
PARAMETERS = {
    "variance": {"members": variance.LEAST_MEMBERS, "sessions": variance.LEAST_SESSIONS,
                 "ratings": variance.LEAST_RATINGS, "draws": variance.DRAWS},
    "growth": {"members": growth.LEAST_MEMBERS, "ratings_each": growth.LEAST_RATINGS,
               "sessions": growth.LEAST_SESSIONS},
    "agreement": {"raters": agreement.LEAST_RATERS, "sessions": agreement.LEAST_SESSIONS},
    "consistency": {"forms": consistency.LEAST_FORMS},
    "others": {"steps": lagged_others.LEAST_STEPS, "others": lagged_others.LEAST_OTHERS,
               "sessions": lagged_others.LEAST_SESSIONS},
    "several_groups": {"groups": several_groups.LEAST_GROUPS, "members_each": several_groups.LEAST_MEMBERS,
                       "sessions_each": several_groups.LEAST_SESSIONS},
    "truth_and_bias": {"judgements": split_alliance.LEAST_JUDGEMENTS, "members": split_alliance.LEAST_MEMBERS,
                       "sessions": split_alliance.LEAST_SESSIONS},
}  # fmt: skip


def method(series: Series = EXAMPLE) -> Method:
    """The method as it is used on one series."""
    return Method(
        name="structure",
        title="Structure of the ratings",
        text=TEXT,
        references=REFERENCES,
        parameters=PARAMETERS,
        seed=variance.SEED,
        snippet=(
            "from taft_dash.measures.alliance_structure import structure_view\n"
            "from taft_dash.measures.ratings import trajectories\n"
            "from taft_dash.measures.series import Series\n"
            f"view = structure_view(study, trajectories(study), {series!r})\n"
            "table = view.split  # and view.growth_terms, view.agreement, view.consistency"
        ),
    )


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """The tables of `structure_view` of every series, group by group, as the page shows them."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in COLUMNS}
    for group in study.groups():
        sessions = study.sessions.loc[study.sessions["group"] == group, "session"]
        if sessions.empty:
            continue
        own = study.select(Selection(group, int(sessions.min()), int(sessions.max())))
        scores = trajectories(own)
        told: set[tuple[str, str]] = set()
        for series in change_series(own, scores):
            scale = (series.instrument, series.subscale)
            for name, table in _files(structure_view(own, scores, series)).items():
                if name in OF_A_SCALE and scale in told:
                    continue
                found[name].append(table.assign(group=group, **{key: getattr(series, key) for key in KEYS}))
            told.add(scale)
    for name, parts in _all_groups(study).items():
        found[name] += parts
    return {
        name: pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS[name]))
        for name, parts in found.items()
    }


def _all_groups(study: Study) -> dict[str, list[pd.DataFrame]]:
    """The tables of `groups_view` of every series that two groups have."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in OF_ALL_GROUPS}
    scores = trajectories(study)
    for series in change_series(study, scores):
        if several_groups.lines_of_groups(study, scores, series)["group"].nunique() < 2:
            continue
        view = several_groups.groups_view(study, scores, series)
        tables = (view.split, _or_reason(view.terms, view.reason), view.groups)
        for name, table in zip(OF_ALL_GROUPS, tables, strict=True):
            found[name].append(table.assign(**{key: getattr(series, key) for key in KEYS}))
    return found


def _files(view: StructureView) -> dict[str, pd.DataFrame]:
    no_growth = pd.DataFrame([{"reason": view.growth_reason}]) if view.growth is None else view.growth_terms
    note = "" if view.growth is None else view.growth.note
    return {
        "variance_shares.csv": view.split,
        "growth.csv": no_growth.reindex(columns=GROWN).assign(
            reason=view.growth_reason, note=note, n_members=getattr(view.growth, "n_people", None)
        ),
        "growth_lines.csv": view.growth_lines,
        "agreement.csv": view.agreement,
        "session_icc.csv": pd.DataFrame([asdict(view.intraclass)]),
        "internal_consistency.csv": view.consistency,
        "others_before.csv": _or_reason(view.others, view.others_reason),
        "split_alliance.csv": view.targets,
        "truth_and_bias.csv": _or_reason(view.bias, view.bias_reason),
    }


def _or_reason(table: pd.DataFrame, reason: str) -> pd.DataFrame:
    """The table, or one row that says why there is none."""
    return table.assign(reason="") if len(table) else pd.DataFrame([{"reason": reason}]).reindex(
        columns=[*table.columns, "reason"]
    )  # fmt: skip


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
OF_ALL_GROUPS = ("variance_shares_all_groups.csv", "growth_all_groups.csv", "growth_by_group.csv")
ANALYSIS = Analysis(method(), "taking ratings apart", tables, COLUMNS)
