"""Do the items of a scale measure one thing? Internal consistency, from answers or from the forms of a study."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.series import Series, forms, scale_of
from taft_dash.records.instruments import find
from taft_dash.records.study import Study

LEAST_FORMS = 5
"""Complete forms below which no consistency is given; a choice of this program."""


@dataclass(frozen=True)
class Consistency:
    """A coefficient of `n` complete forms of `items` items, with its 95 % interval; NaN exactly where `reason` is not
    empty."""

    value: float
    low: float
    high: float
    n: int
    items: int
    reason: str = ""


def cronbach_alpha(answers, *, missing: str = "complete") -> Consistency:
    """How well the items of a scale go together (Cronbach's alpha).

    1: they say the same; 0: they have nothing in common; below 0: some run against others (a reversed item that was not
    turned?). alpha = k / (k - 1) (1 - sum of the item variances / variance of the sum), k items.

    Parameters
    ----------
    answers : (n, k) one row a form, reversed items turned, NaN where not answered.
    missing : "complete" uses complete forms; "pairwise" each covariance over the forms that have both answers.

    Returns
    -------
    Consistency. Needs two items, LEAST_FORMS complete forms, and answers that differ. The interval is Feldt's (1965)
    over complete forms; it takes forms as independent: one a person.

    Notes
    -----
    Checked against psych and pingouin, both ways of handling what is missing.

    References
    ----------
    Cronbach 1951, Psychometrika 16:297-334, doi 10.1007/BF02310555;
    Feldt 1965, Psychometrika 30:357-370, doi 10.1007/BF02289499

    Examples
    --------
    >>> round(cronbach_alpha([[1, 1], [2, 3], [3, 3], [4, 5], [5, 4]]).value, 3)
    0.92
    """
    answers = np.asarray(answers, float)
    k = answers.shape[1]
    complete = answers[~np.isnan(answers).any(axis=1)]
    if missing not in ("complete", "pairwise"):
        raise ValueError(f"missing has to be complete or pairwise; found {missing!r}")
    shared = complete if missing == "complete" else answers
    reason = _too_little(len(complete), k)
    if reason:
        return Consistency(np.nan, np.nan, np.nan, len(complete), k, reason)
    covariance = pd.DataFrame(shared).cov().to_numpy()
    if not covariance.sum() > 0:
        return Consistency(np.nan, np.nan, np.nan, len(complete), k, "The sums of the answers do not differ.")
    return _alpha(covariance, len(complete), k, len(complete) - 1)


def alpha_within(answers, people) -> Consistency:
    """How well the items go together in what moves from session to session, each person's own level taken out.

    High: when a person's answer to one item moves, the others move with it, so the scale can show change. The formula
    is that of `cronbach_alpha` on the answers less each person's mean, over complete forms of people with two or more.

    Parameters
    ----------
    answers : (n, k) as for `cronbach_alpha`. people : (n,) who answered. Needs LEAST_FORMS forms more than people.

    References
    ----------
    Geldhof, Preacher & Zyphur 2014, Psychological Methods 19:72-91, doi 10.1037/a0032138
    """
    table = pd.DataFrame(np.asarray(answers, float))
    table = table[table.notna().all(axis=1)]
    who = pd.Series(np.asarray(people), index=range(len(np.asarray(people)))).loc[table.index]
    several = who.map(who.value_counts()) > 1
    table, who = table[several], who[several]
    n, k, freedom = len(table), table.shape[1], len(table) - who.nunique()
    reason = _too_little(freedom, k)
    if reason:
        return Consistency(np.nan, np.nan, np.nan, n, k, reason.replace("forms", "forms beyond each person's first", 1))
    moved = (table - table.groupby(who).transform("mean")).to_numpy()
    covariance = moved.T @ moved / freedom
    if not covariance.sum() > 0:
        return Consistency(np.nan, np.nan, np.nan, n, k, "The sums of the answers do not move.")
    return _alpha(covariance, n, k, freedom)


def omega_total(answers) -> Consistency:
    """How much of the sum of the items is due to what they have in common (McDonald's omega, one factor).

    As alpha, but items need not be equally good. omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique
    variances), loadings and unique variances of a factor model fitted by maximum likelihood (statsmodels Factor).

    Parameters
    ----------
    answers : (n, k) as for `cronbach_alpha`; complete forms only. Needs three items, and three times as many forms as
        items: with fewer the factor is a matter of chance.

    Returns
    -------
    Consistency, without an interval.

    References
    ----------
    McDonald 1999, Test theory, doi 10.4324/9781410601087
    """
    from statsmodels.multivariate.factor import Factor

    answers = np.asarray(answers, float)
    complete, k = answers[~np.isnan(answers).any(axis=1)], answers.shape[1]
    n, nothing = len(complete), (np.nan, np.nan, np.nan)
    if k < 3 or n < 3 * k:
        said = f"Omega needs at least 3 items and 3 forms per item; there are {k} items and {n} complete forms."
        return Consistency(*nothing, n, k, said)
    spread = complete.std(axis=0, ddof=1)
    if not (spread > 0).all():
        return Consistency(*nothing, n, k, "All gave the same answer to an item: no factor can be found.")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        found = Factor(complete, n_factor=1, method="ml").fit()
    if any("converge" in str(one.message) for one in heard):
        return Consistency(*nothing, n, k, "One factor could not be fitted to the items.")
    shared = (found.loadings[:, 0] * spread).sum() ** 2
    return Consistency(float(shared / (shared + (found.uniqueness * spread**2).sum())), np.nan, np.nan, n, k)


def _alpha(covariance: np.ndarray, n: int, k: int, freedom: int) -> Consistency:
    from scipy.stats import f

    alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
    low, high = (1 - (1 - alpha) * f.ppf(p, freedom, freedom * (k - 1)) for p in (0.975, 0.025))
    return Consistency(float(alpha), float(low), float(high), n, k)


def _too_little(n: int, k: int) -> str:
    if k < 2:
        return "Internal consistency needs the answers to at least 2 items."
    if n < LEAST_FORMS:
        there = "is 1" if n == 1 else f"are {n}"
        return f"Internal consistency needs at least {LEAST_FORMS} complete forms; there {there}."
    return ""


def item_answers(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The answers to the items of a series' scale, one row a form.

    Returns
    -------
    DataFrame: group, session, rater, target, then one column for each item (its number as text), reversed items turned,
    NaN where not answered; forms of which only the score is written down are left out. In the order of `scores`.
    """
    instrument, scale = find(series.instrument, study.instruments), scale_of(study, series)
    keys = ["group", "session", "rater", "target"]
    items = [str(item) for item in scale.items] if scale else []
    given = study.ratings[study.ratings["instrument"].map(lambda name: find(name, study.instruments) is instrument)]
    given = given[given["item"].isin(items)].drop_duplicates([*keys, "item"], keep=False)
    wide = given.pivot(index=keys, columns="item", values="score").reindex(columns=items)
    for item in items:
        if int(item) in instrument.reversed:
            wide[item] = instrument.low + instrument.high - wide[item]
    asked = forms(scores, series)[keys]
    return asked.merge(wide.astype(float).reset_index(), on=keys, how="inner")


def first_forms(answers: pd.DataFrame) -> pd.DataFrame:
    """Of `item_answers`, the first form of each person: one a person, as an interval needs them."""
    return answers.sort_values("session", kind="stable").drop_duplicates(["group", "rater"])
