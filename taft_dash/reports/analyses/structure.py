"""Variance, growth, agreement and consistency of every series of every group, as files."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from taft_dash.measures import (
    agreement,
    consistency,
    growth,
    lagged_others,
    response_surface,
    several_groups,
    split_alliance,
    variance,
)
from taft_dash.measures.alliance_structure import StructureView, structure_view
from taft_dash.measures.change_view import change_series
from taft_dash.measures.method import Method
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import KEYS, Series
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis, group_by_group
from taft_dash.reports.analyses.structure_columns import (
    COLUMNS,
    GROWN,
    OF_A_SCALE,
    OF_ALL_GROUPS,
    SURFACE,
)

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
    "the groups' levels and slopes were fixed. From 100 members on, the last rating of an outcome was regressed on two "
    "bonds, their squares and their product, each group having its own intercept (response surface: Edwards, 1994). "
    "Below the numbers of members, sessions and forms named in the parameters nothing was estimated."
)
REFERENCES = (
    "Burke, M. J., & Dunlap, W. P. (2002). Estimating interrater agreement with the average deviation index: A user's "
    "guide. Organizational Research Methods, 5(2), 159-172. https://doi.org/10.1177/1094428102005002002",
    "Edwards, J. R. (1994). The study of congruence in organizational behavior research: Critique and a proposed "
    "alternative. Organizational Behavior and Human Decision Processes, 58(1), 51-100. "
    "https://doi.org/10.1006/obhd.1994.1029",
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
    "response_surface": {"members": response_surface.LEAST_ROWS},
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
    for own in group_by_group(study):
        group = own.groups()[0]
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
    """The tables of `groups_view` of every series that two groups have, and the response surfaces of every scale."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in (*OF_ALL_GROUPS, SURFACE)}
    scores, told = trajectories(study), set()
    for series in change_series(study, scores):
        scale = {"instrument": series.instrument, "subscale": series.subscale}
        if tuple(scale.values()) not in told:
            told.add(tuple(scale.values()))
            for one in response_surface.response_surfaces(study, scores, series):
                about = scale | {"first": one.first, "second": one.second, "outcome": _outcome(one)}
                found[SURFACE].append(_or_reason(one.terms, one.reason).assign(**about))
        if several_groups.lines_of_groups(study, scores, series)["group"].nunique() < 2:
            continue
        view = several_groups.groups_view(study, scores, series)
        tables = (view.split, _or_reason(view.terms, view.reason), view.groups)
        for name, table in zip(OF_ALL_GROUPS, tables, strict=True):
            found[name].append(table.assign(**{key: getattr(series, key) for key in KEYS}))
    return found


def _outcome(surface: response_surface.Surface) -> str:
    return f"{surface.outcome.instrument} {surface.outcome.subscale}" if surface.outcome else ""


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


ANALYSIS = Analysis(method(), "taking ratings apart", tables, COLUMNS)
