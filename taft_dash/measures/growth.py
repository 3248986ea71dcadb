"""How ratings grow over the sessions: one line for the group, and how far members differ from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.variance import fitted

LEAST_MEMBERS, LEAST_RATINGS, LEAST_SESSIONS = 4, 3, 4
"""Members with at least LEAST_RATINGS ratings, and sessions, below which no growth is estimated; choices made here."""


@dataclass(frozen=True, eq=False)
class Mixed:
    """A linear mixed model as fitted.

    fixed : term, estimate, se, low, high (95 % interval), p. covariance : of the fixed terms, (terms, terms).
    spread : part ("level" and "slope": between the people; "session": shared; "residual"), sd. correlation : of level
    and slope (NaN where it is not estimated). by_person : person, level, slope (deviations from the fixed part, shrunk
    towards 0 as best linear unbiased predictions are). log_likelihood; n, n_people; note : what went unusually.
    """

    fixed: pd.DataFrame
    covariance: np.ndarray
    spread: pd.DataFrame
    correlation: float
    by_person: pd.DataFrame
    log_likelihood: float
    n: int
    n_people: int
    note: str


def mixed_model(
    table: pd.DataFrame, formula: str, *, person: str, slope: str | None = None, reml: bool = True
) -> Mixed:
    """A model with a level, and where `slope` names a column a slope on it, for every person.

    Parameters
    ----------
    table : one row per rating; rows with anything missing are left out. Not changed. formula : fixed part, as
        statsmodels reads it ("score ~ time"). person, slope : columns. reml : restricted maximum likelihood; False:
        maximum likelihood.

    Notes
    -----
    Fitted by statsmodels MixedLM. Intervals and p values are Wald's, from the normal distribution: with few people they
    are too narrow. Checked against the published model of the Beat the Blues trial and against lme4.
    """
    from statsmodels.formula.api import mixedlm

    random = f"1 + {slope}" if slope else "1"
    model = mixedlm(formula, table, groups=table[person], re_formula=random, missing="drop")
    found = fitted(model, reml=reml)
    fixed, fixed_covariance = fixed_part(model, found)
    covariance = np.asarray(found.cov_re)
    sds = np.sqrt(np.maximum(np.diag(covariance), 0))
    parts = [*("level", "slope")[: len(sds)], "residual"]
    both = len(sds) > 1 and sds.min() > 0
    effects = found.random_effects
    rows = [(who, *effect.to_numpy(), *[0.0] * (2 - len(effect))) for who, effect in effects.items()]
    return Mixed(
        fixed=fixed,
        covariance=fixed_covariance,
        spread=pd.DataFrame({"part": parts, "sd": [*sds, np.sqrt(found.scale)]}),
        correlation=float(covariance[0, 1] / sds.prod()) if both else np.nan,
        by_person=pd.DataFrame(rows, columns=["person", "level", "slope"]),
        log_likelihood=float(found.llf),
        n=int(model.nobs),
        n_people=int(model.n_groups),
        note=_note(found.converged, covariance),
    )


def growth(lines: pd.DataFrame) -> tuple[Mixed | None, str]:
    """The growth of one series of ratings: a straight line for the group, and a line of its own for every member.

    slope high: ratings rise from session to session. Spread of the slopes: how differently members do.
    score = (g0 + u0) + (g1 + u1) t + v + e, t sessions since the middle of those rated, u0 and u1 of the member, v what
    all share in the session: without it, swings of the whole group would pass for certainty about its slope.

    Parameters
    ----------
    lines : member, session, score, one row per rating; members with fewer than LEAST_RATINGS are left out. Not changed.

    Returns
    -------
    (Mixed, "") with the terms Intercept (level in the middle) and t (per session), or (None, why not). Intervals and p
    values are from Student's t with members - 1 degrees of freedom: as many as there are lines to take the mean of.
    """
    given = lines.dropna(subset=["score"])
    given = given[given.groupby("member", observed=True)["score"].transform("size") >= LEAST_RATINGS]
    people, sessions = given["member"].nunique(), given["session"].nunique()
    if people < LEAST_MEMBERS or sessions < LEAST_SESSIONS:
        return None, (
            f"Growth needs at least {LEAST_MEMBERS} members with {LEAST_RATINGS} ratings or more and {LEAST_SESSIONS}"
            f" sessions; there are {people} and {sessions}."
        )
    if given["score"].nunique() == 1:
        return None, "All ratings are the same: nothing grows."
    table = pd.DataFrame(
        {
            "member": given["member"].astype("str").to_numpy(), "score": given["score"].to_numpy(float),
            "t": given["session"].to_numpy(float) - middle(given["session"]),
        }
    )  # fmt: skip
    return _crossed(table, given["session"].to_numpy()), ""


def _crossed(table: pd.DataFrame, sessions: np.ndarray) -> Mixed:
    table = table.assign(session=sessions)
    parts = {"level": "0 + C(member)", "slope": "0 + C(member):t", "session": "0 + C(session)"}
    model, found = _of_parts(table, "score ~ t", parts)
    sds = dict(zip(model.exog_vc.names, np.sqrt(np.maximum(found.vcomp, 0)), strict=True))
    people = np.unique(table["member"])
    effects = np.asarray(found.random_effects[1.0])
    where, n, start = {}, len(people), 0
    for name in model.exog_vc.names:  # the effects stand part after part, people in order within each
        size = table["session"].nunique() if name == "session" else n
        where[name], start = effects[start : start + size], start + size
    fixed, covariance = fixed_part(model, found, freedom=n - 1)
    slopes_differ = sds["slope"] * np.ptp(table["t"]) > 0.02 * np.sqrt(found.scale)
    note = [] if found.converged else ["The estimation did not converge: read the numbers as rough."]
    note += [] if slopes_differ else ["Differences between members' slopes are too small to be estimated here."]
    return Mixed(
        fixed=fixed,
        covariance=covariance,
        spread=pd.DataFrame({"part": [*parts, "residual"], "sd": [*(sds[p] for p in parts), np.sqrt(found.scale)]}),
        correlation=np.nan,
        by_person=pd.DataFrame({"person": people, "level": where["level"], "slope": where["slope"]}),
        log_likelihood=float(found.llf),
        n=len(table),
        n_people=n,
        note=" ".join(note),
    )


def crossed_model(table: pd.DataFrame, formula: str, *, freedom: float) -> tuple[pd.DataFrame, str]:
    """The fixed part of a model in which ratings of one `member` and of one `session` (columns) belong together.

    Returns
    -------
    (term, estimate, se, low, high, p with Student's t of `freedom` degrees of freedom; what went unusually).
    """
    model, found = _of_parts(table, formula, {"level": "0 + C(member)", "session": "0 + C(session)"})
    note = "" if found.converged else "The estimation did not converge: read the numbers as rough."
    return fixed_part(model, found, freedom=freedom)[0], note


def _of_parts(table: pd.DataFrame, formula: str, parts: dict[str, str]):
    from statsmodels.formula.api import mixedlm

    model = mixedlm(formula, table, groups=np.ones(len(table)), vc_formula=parts)
    return model, fitted(model)


def middle(sessions: pd.Series) -> float:
    """Halfway between the first session and the last: where `growth` takes the level."""
    return float(sessions.min() + sessions.max()) / 2


def own_slopes(lines: pd.DataFrame) -> pd.DataFrame:
    """The straight line through each member's ratings, by least squares and from nothing but their own.

    Returns member, n, slope (per session) of every member with two sessions rated or more.

    Examples
    --------
    >>> lines = pd.DataFrame({"member": "A", "session": [1, 2, 4], "score": [2.0, 3.0, 5.0]})
    >>> own_slopes(lines)[["n", "slope"]].round(6).values.tolist()
    [[3.0, 1.0]]
    """
    rows = []
    for member, line in lines.dropna(subset=["score"]).groupby("member", observed=True, sort=False):
        if line["session"].nunique() > 1:
            slope = np.polyfit(line["session"].to_numpy(float), line["score"].to_numpy(float), 1)[0]
            rows.append((member, len(line), float(slope)))
    return pd.DataFrame(rows, columns=["member", "n", "slope"])


def fixed_part(model, found, freedom: float = np.inf) -> tuple[pd.DataFrame, np.ndarray]:
    """The fixed part with its covariance (X' V^-1 X)^-1 at the estimated variances, as lme4 has it; intervals and p
    values from Student's t (the normal distribution where `freedom` is infinite)."""
    from scipy.stats import t

    information = 0
    for place, _ in enumerate(model.group_labels):
        fixed = model.exog_li[place]
        covariance = found.scale * np.eye(len(fixed))
        if model.k_re:
            random = model.exog_re_li[place]
            covariance += random @ np.asarray(found.cov_re) @ random.T
        for mats, variance in zip(model.exog_vc.mats, found.vcomp, strict=True):
            covariance += variance * mats[place] @ mats[place].T
        information = information + fixed.T @ np.linalg.solve(covariance, fixed)
    covariance = np.linalg.inv(information)
    estimate, se = np.asarray(found.fe_params), np.sqrt(np.diag(covariance))
    beside = t.isf(0.025, freedom) * se
    table = pd.DataFrame(
        {
            "term": list(model.exog_names), "estimate": estimate, "se": se, "low": estimate - beside,
            "high": estimate + beside, "p": 2 * t.sf(np.abs(estimate / se), freedom),
        }
    )  # fmt: skip
    return table, covariance


def _note(converged: bool, covariance: np.ndarray) -> str:
    said = [] if converged else ["The estimation did not converge: read the numbers as rough."]
    scale = np.sqrt(np.maximum(np.diag(covariance), 1e-300))
    if np.linalg.eigvalsh(covariance / np.outer(scale, scale)).min() < 0.02 or (np.diag(covariance) < 1e-8).any():
        said.append("How members differ lies at the border of what can be estimated here: read the spreads as rough.")
    return " ".join(said)
