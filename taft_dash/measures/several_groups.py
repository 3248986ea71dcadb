"""One series of ratings over all groups of the records: whose the variance is, and how ratings grow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import EACH, courses, with_roles
from taft_dash.measures.growth import LEAST_RATINGS, fixed_part, middle
from taft_dash.measures.series import Series, forms
from taft_dash.measures.variance import SEED, drawn_variances, fitted, sums_of_squares, unlinked
from taft_dash.records.study import Study

LEAST_GROUPS = 4
"""Groups below which no variance between groups is estimated."""
LEAST_MEMBERS, LEAST_SESSIONS = 2, 3
"""Members and sessions a group needs to be among those taken together; choices of this program."""
PARTS = ("group", "member", "session", "residual")
FEW_GROUPS = (
    f"With fewer than {LEAST_GROUPS} groups no variance between groups is estimated; what the groups differ in is taken"
    " out first."
)
ROUGH = "The estimation did not converge: read the numbers as rough."
SPREADS = {
    "group": "SD of groups' levels", "group slope": "SD of groups' slopes", "level": "SD of members' levels in a group",
    "slope": "SD of members' slopes in a group", "session": "SD of sessions, shared in a group",
    "residual": "SD of ratings around the lines",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class GroupsView:
    """One series over all groups; no person is in it.

    groups : group, n_members, n_sessions, n_ratings (all that were rated), level, slope (of the group's line; NaN where
    the group is left out or nothing was estimated), reason (why it is left out). split : `split_of_groups`. terms :
    term, estimate, se, low, high, p, n_groups, n_members, note; empty where `reason` says why. line : session, height,
    low, high, of all groups together. group_lines : member (the group), label, session, height, slope; two rows each.
    """

    series: Series
    groups: pd.DataFrame
    split: pd.DataFrame
    terms: pd.DataFrame
    line: pd.DataFrame
    group_lines: pd.DataFrame
    reason: str


def groups_view(study: Study, scores: pd.DataFrame, series: Series) -> GroupsView:
    """All tables of one series; `study` holds all groups, `scores` are its trajectories."""
    lines = lines_of_groups(study, scores, series)
    used, left_out = _used(lines)
    terms, own, line, reason = _growth(used)
    people = lines.groupby("group", sort=False)
    groups = people.agg(n_members=("member", "nunique"), n_sessions=("session", "nunique"), n_ratings=("score", "size"))
    groups = groups.reset_index().merge(own, on="group", how="left")
    groups["reason"] = [left_out.get(group, "") for group in groups["group"]]
    return GroupsView(
        series=series,
        groups=groups,
        split=split_of_groups(lines),
        terms=terms,
        line=line,
        group_lines=_ends(used, own),
        reason=reason,
    )


def lines_of_groups(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """group, member, session, score: every rating by or of members in a series, in all groups of the records."""
    given = courses(forms(scores, series)).dropna(subset=["score"])
    if series.rater_role != "member" and series.target != EACH["member"]:
        given = given.iloc[:0]
    given = with_roles(study, given)
    given = given[given["role"] == "member"]
    text = given[["group", "member"]].astype("str")
    return text.assign(session=given["session"], score=given["score"]).reset_index(drop=True)


def split_of_groups(lines: pd.DataFrame) -> pd.DataFrame:
    """How much of the differences between ratings lies between groups, members of a group, its sessions, or in neither.

    group high: it matters which group it is, lastingly. member, session, residual: as in `variance.variance_split`,
    within groups.

    y = g0 + g1(group) session + u(group) + w(member of a group) + v(session of a group) + e, by restricted maximum
    likelihood; each group's own steady rise or fall is taken out first, and its level is that in the middle of its
    ratings. With fewer than LEAST_GROUPS groups u is fixed and the shares are those within groups.

    Parameters
    ----------
    lines : group, member, session, score, one row per rating. Not changed. Members with fewer than LEAST_RATINGS
        ratings and sessions with one are left out, and groups then without LEAST_MEMBERS members and LEAST_SESSIONS
        sessions.

    Returns
    -------
    DataFrame, one row for each of PARTS (without group below LEAST_GROUPS): part, variance, share (0 to 1), low, high
    (95 % interval of the share), n_ratings, n_groups, n_members, n_sessions, note, reason.

    Notes
    -----
    Intervals are generalised confidence intervals as in `variance_split`; the sum of squares between groups is divided
    by draws of chi square with groups - 1 degrees of freedom and its expectation solved for the variance of groups.
    Simulated for six groups of eight with a fifth of the ratings missing, they held the true share in 91 (sessions) to
    95 %.
    """
    given, _ = _used(lines)
    counts = _counts(given)
    several = counts["n_groups"] >= LEAST_GROUPS
    parts = PARTS if several else PARTS[1:]
    reason = _lacking(counts) or ("" if given["score"].nunique() > 1 else "All ratings are the same.")
    if reason:
        return pd.DataFrame({"part": parts}).assign(
            variance=np.nan, share=np.nan, low=np.nan, high=np.nan, **counts, note="", reason=reason
        )
    table = _model_table(given)
    table["t"] = given["session"] - given.groupby("group")["session"].transform("mean")
    random = {"member": "0 + C(member)", "session": "0 + C(session)"}
    if several:
        model, found = _fit(table, "score ~ C(group):t", {"group": "0 + one"} | random)
    else:
        model, found = _fit(table, "score ~ 0 + C(group) + C(group):t", random)
    variances = _variances(model, found)
    variances = np.array([variances[part] for part in parts])
    variances[variances < 1e-6 * variances.sum()] = 0
    low, high = _intervals(given, several)
    notes = [] if several else [FEW_GROUPS]
    notes += [] if found.converged else [ROUGH]
    notes += ["A variance is estimated as 0, the lowest it can be."] if (variances == 0).any() else []
    return pd.DataFrame({"part": parts, "variance": variances, "share": variances / variances.sum()}).assign(
        low=low, high=high, **counts, note=" ".join(notes), reason=""
    )


def _used(lines: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The ratings the models rest on, and why a group is left out, by group."""
    given = lines[lines.groupby(["group", "member"])["score"].transform("size") >= LEAST_RATINGS]
    given = given[given.groupby(["group", "session"])["score"].transform("size") > 1]
    left_out = {}
    for group in lines["group"].unique():
        own = given[given["group"] == group]
        people, sessions = own["member"].nunique(), own["session"].nunique()
        if people < LEAST_MEMBERS or sessions < LEAST_SESSIONS:
            left_out[group] = (
                f"A group needs at least {LEAST_MEMBERS} members with {LEAST_RATINGS} ratings and {LEAST_SESSIONS}"
                f" sessions with two ratings; there are {people} and {sessions}."
            )
        elif why := unlinked(own):
            left_out[group] = why
    return given[~given["group"].isin(list(left_out))].reset_index(drop=True), left_out


def _counts(given: pd.DataFrame) -> dict[str, int]:
    size = {"n_ratings": len(given), "n_groups": given["group"].nunique()}
    size |= {f"n_{one}s": len(given[["group", one]].drop_duplicates()) for one in ("member", "session")}
    return size


def _lacking(counts: dict[str, int]) -> str:
    if counts["n_groups"] > 1:
        return ""
    return (
        f"This needs at least two groups, each with {LEAST_MEMBERS} members with {LEAST_RATINGS} ratings or more and"
        f" {LEAST_SESSIONS} sessions with two ratings; there {'is 1' if counts['n_groups'] else 'is none'}."
    )


def _model_table(given: pd.DataFrame) -> pd.DataFrame:
    """Groups by number, so that no name is read as a formula."""
    groups = [f"{code:04d}" for code in pd.factorize(given["group"])[0]]
    return given.assign(group=groups, score=given["score"].astype(float), one=1.0)


def _fit(table: pd.DataFrame, formula: str, parts: dict[str, str]):
    """Members and sessions are those of their group, since every part is laid out group by group."""
    from statsmodels.formula.api import mixedlm

    model = mixedlm(formula, table, groups=table["group"], vc_formula=parts)
    return model, fitted(model)


def _variances(model, found) -> dict[str, float]:
    known = dict(zip(model.exog_vc.names, np.maximum(found.vcomp, 0), strict=True))
    return known | {"residual": found.scale}


def _intervals(given: pd.DataFrame, several: bool) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(SEED)
    drawn = drawn_variances(sum(sums_of_squares(own) for _, own in given.groupby("group")), rng)
    if several:
        drawn = np.vstack([_drawn_between(given, drawn, rng), drawn])
    shares = drawn / drawn.sum(axis=0)
    return np.quantile(shares, 0.025, axis=1), np.quantile(shares, 0.975, axis=1)


def _drawn_between(given: pd.DataFrame, within: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draws of the variance between groups, less what members, sessions and residual bring into the groups' means."""
    of_group = given.groupby("group")["score"].agg(["size", "mean"])
    size, n = of_group["size"], len(given)
    squares = float((size * (of_group["mean"] - given["score"].mean()) ** 2).sum())
    freedom = len(size) - 1
    brought = []
    for one in ("member", "session"):
        each = given.groupby(["group", one]).size()
        brought.append(float((each**2 * (1 / size - 1 / n).reindex(each.index.get_level_values(0)).to_numpy()).sum()))
    draws = squares * freedom / rng.chisquare(freedom, within.shape[1]) - np.array([*brought, freedom]) @ within
    return np.maximum(draws / (n - (size**2).sum() / n), 0)


def _growth(given: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, str]:
    """Terms, each group's level and slope, the line of all groups, and why there is none.

    score = g0 + g1 t + (u0 + u1 t)(group) + (w0 + w1 t)(member) + v(session of the group) + e, all uncorrelated, t
    sessions since the middle of all those rated. With fewer than LEAST_GROUPS groups u0 and u1 are fixed and sum to 0,
    so that g0 and g1 are the plain means over these groups. Intervals from Student's t with groups - 1 degrees of
    freedom; with fewer than LEAST_GROUPS groups members - groups, and then they speak of these groups only.
    """
    counts = _counts(given)
    nothing = (
        pd.DataFrame(columns=["term", "estimate", "se", "low", "high", "p", "n_groups", "n_members", "note"]),
        pd.DataFrame(columns=["group", "level", "slope"]).astype({"level": float, "slope": float}),
        pd.DataFrame(columns=["session", "height", "low", "high"]),
    )
    if reason := _lacking(counts):
        return *nothing, reason
    if given["score"].nunique() == 1:
        return *nothing, "All ratings are the same: nothing grows."
    table = _model_table(given)
    table["t"] = given["session"] - middle(given["session"])
    random = {"level": "0 + C(member)", "slope": "0 + C(member):t", "session": "0 + C(session)"}
    if counts["n_groups"] >= LEAST_GROUPS:
        model, found = _fit(table, "score ~ t", {"group": "0 + one", "group slope": "0 + t"} | random)
        freedom, notes = counts["n_groups"] - 1, []
    else:
        model, found = _fit(table, "score ~ C(group, Sum) * t", random)
        freedom, notes = counts["n_members"] - counts["n_groups"], [FEW_GROUPS]
    every, covariance = fixed_part(model, found, freedom=freedom)
    places = [model.exog_names.index(name) for name in ("Intercept", "t")]
    fixed, covariance = every.iloc[places], covariance[np.ix_(places, places)]
    own = _own_lines(model, found, every["estimate"].to_numpy(), fixed["estimate"].to_numpy())
    own.insert(0, "group", given["group"].unique())
    notes += [] if found.converged else [ROUGH]
    variances = _variances(model, found)
    least = 1e-6 * sum(variances.values())
    notes += ["A spread is estimated as 0, the lowest it can be."] if min(variances.values()) < least else []
    spread = pd.DataFrame(
        [(words, np.sqrt(variances[part])) for part, words in SPREADS.items() if part in variances],
        columns=["term", "estimate"],
    )
    terms = pd.concat([fixed.assign(term=["level in the middle", "slope per session"]), spread], ignore_index=True)
    terms = terms.assign(n_groups=counts["n_groups"], n_members=counts["n_members"], note=" ".join(notes))
    return terms, own, _line(given, fixed["estimate"].to_numpy(), covariance, freedom), ""


def _own_lines(model, found, every: np.ndarray, both: np.ndarray) -> pd.DataFrame:
    """Level and slope of each group: shrunk towards all groups where they are random, as they are where fixed."""
    if "group" in model.exog_vc.names:
        effects = [found.random_effects[label] for label in model.group_labels]
        names = ("group[one]", "group slope[t]")
        apart = np.array([[effect[name] for name in names] for effect in effects])
    else:
        free = every.reshape(2, -1)[:, 1:]  # of each term: the mean, then all groups but the last
        apart = np.column_stack([free, -free.sum(axis=1)]).T
    return pd.DataFrame(both + apart, columns=["level", "slope"])


def _line(given: pd.DataFrame, both: np.ndarray, covariance: np.ndarray, freedom: int) -> pd.DataFrame:
    from scipy.stats import t

    sessions = np.sort(given["session"].unique())
    design = np.column_stack([np.ones(len(sessions)), sessions - middle(given["session"])])
    height, error = design @ both, np.sqrt(np.einsum("ij,jk,ik->i", design, covariance, design))
    beside = t.isf(0.025, freedom) * error
    return pd.DataFrame({"session": sessions, "height": height, "low": height - beside, "high": height + beside})


def _ends(given: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Each group's line at its first and its last rated session."""
    rows = []
    for row in own.itertuples(index=False):
        sessions = given.loc[given["group"] == row.group, "session"]
        for at in (sessions.min(), sessions.max()):
            height = row.level + row.slope * (at - middle(given["session"]))
            rows.append((row.group, row.group, int(at), height, row.slope))
    return pd.DataFrame(rows, columns=["member", "label", "session", "height", "slope"])
