"""Do the items of a scale measure one thing? Internal consistency, from answers or from the forms of a study."""

from __future__ import annotations

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
    from scipy.stats import f

    answers = np.asarray(answers, float)
    n, k = len(answers), answers.shape[1]
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
    n = len(complete)
    alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
    low, high = (1 - (1 - alpha) * f.ppf(p, n - 1, (n - 1) * (k - 1)) for p in (0.975, 0.025))
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
