"""Do those who rate the same thing see it alike? Agreement within a session, and how much sessions differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from taft_dash.measures.consistency import item_answers
from taft_dash.measures.series import Series, forms, scale_of
from taft_dash.records.instruments import find
from taft_dash.records.scales import Instrument, Subscale
from taft_dash.records.study import Study

LEAST_RATERS = 2
LEAST_SESSIONS = 4
"""Sessions below which no intraclass correlation is given; a choice of this program."""
COMMON = ("GROUP", "MEMBERS", "LEADER")
"""What members rate in common; single people and oneself are a different thing for each rater."""


NOTHING_COMMON = "Each rating is about somebody else, so there is nothing to agree on."


@dataclass(frozen=True)
class Intraclass:
    """ICC(1) and ICC(2) of n ratings in `groups` sets, each with its 95 % interval; NaN exactly where `reason` is not
    empty. k : ratings per set, n / groups."""

    icc1: float
    icc1_low: float
    icc1_high: float
    icc2: float
    icc2_low: float
    icc2_high: float
    k: float
    n: int
    groups: int
    reason: str = ""


def intraclass(values, groups, *, least_groups: int = 2) -> Intraclass:
    """How alike ratings of one set are, against those of different sets.

    ICC(1), of a single rating: 1: all in a set agree and sets differ; 0: sets differ no more than chance makes them;
    below 0: those in one set differ more than those of different sets. ICC(2), of the mean of a set: how well it tells
    sets apart. With MSB and MSW the mean squares between and within: ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW),
    ICC(2) = (MSB - MSW) / MSB, k = n / sets.

    Parameters
    ----------
    values : (n,) numbers; NaN are left out. groups : (n,) which set each is in. least_groups : sets below which none is
        given.

    Notes
    -----
    The intervals (Shrout & Fleiss 1979) are exact for sets of one size and independent ratings. Checked against the R
    package multilevel on 7,382 soldiers in 99 companies.

    References
    ----------
    Bliese 2000, in Klein & Kozlowski (eds.), Multilevel theory, research, and methods in organizations, 349-381;
    Shrout & Fleiss 1979, Psychological Bulletin 86:420-428, doi 10.1037/0033-2909.86.2.420

    Examples
    --------
    >>> found = intraclass([1, 2, 4, 5, 7, 8], ["a", "a", "b", "b", "c", "c"])
    >>> round(found.icc1, 3), round(found.icc2, 3)
    (0.946, 0.972)
    """
    from scipy.stats import f

    table = pd.DataFrame({"value": np.asarray(values, float), "set": np.asarray(groups)}).dropna()
    sets = table.groupby("set", observed=True)["value"].agg(["size", "mean"])
    n, count = len(table), len(sets)
    nothing = dict.fromkeys(("icc1", "icc1_low", "icc1_high", "icc2", "icc2_low", "icc2_high"), np.nan)
    nothing |= dict(k=n / count if count else np.nan, n=n, groups=count)
    if count < max(2, least_groups):
        return Intraclass(**nothing, reason=f"This needs ratings in at least {max(2, least_groups)} sets; there "
                          f"{'is' if count == 1 else 'are'} {count}.")  # fmt: skip
    if n == count:
        return Intraclass(**nothing, reason="In no set are there two ratings.")
    grand = table["value"].mean()
    between = (sets["size"] * (sets["mean"] - grand) ** 2).sum() / (count - 1)
    within = ((table["value"] - table["set"].map(sets["mean"])) ** 2).sum() / (n - count)
    if between == 0:
        return Intraclass(**nothing, reason="All sets have the same mean: nothing tells them apart.")
    k, ratio = n / count, between / within if within > 0 else np.inf
    freedom = (count - 1, n - count)
    ratios = [ratio, ratio / f.ppf(0.975, *freedom), ratio / f.ppf(0.025, *freedom)]
    single = [1.0 if np.isinf(r) else (r - 1) / (r + k - 1) for r in ratios]
    mean = [1.0 if np.isinf(r) else 1 - 1 / r for r in ratios]
    return Intraclass(*map(float, single), *map(float, mean), k=k, n=n, groups=count)


def within_group_agreement(answers, options: int) -> tuple[float, float]:
    """How much raters agree on items with `options` answers: r_wg(j) and the average deviation AD_M.

    r_wg(j): 1: all answered alike; 0: no more alike than answers by chance. With J items, s2 the mean of the items'
    variances, and s2_E = (options^2 - 1) / 12 the variance if all answers were equally frequent: J (1 - s2 / s2_E) /
    (J (1 - s2 / s2_E) + s2 / s2_E), 0 where s2 exceeds s2_E (with one item: 1 - s2 / s2_E). AD_M: mean distance from
    the item's mean, averaged over the items; agreement is usually spoken of below options / 6.

    Parameters
    ----------
    answers : (n, J) raters x items, NaN where not answered. options : how many answers an item has.

    Returns
    -------
    (r_wg, AD_M), both NaN with fewer than LEAST_RATERS answers on every item.

    Notes
    -----
    The uniform null counts every leaning that raters share as agreement: with ratings near the top of a scale, as they
    are usual for the alliance, r_wg is high whatever the group. Checked against the R package multilevel.

    References
    ----------
    James, Demaree & Wolf 1984, Journal of Applied Psychology 69:85-98, doi 10.1037/0021-9010.69.1.85;
    Burke & Dunlap 2002, Organizational Research Methods 5:159-172, doi 10.1177/1094428102005002002

    Examples
    --------
    >>> within_group_agreement([[4], [3], [2]], 5)
    (0.5, 0.6666666666666666)
    """
    answers = np.asarray(answers, float)
    answers = answers[:, (~np.isnan(answers)).sum(axis=0) >= LEAST_RATERS]
    items = answers.shape[1]
    if not items:
        return np.nan, np.nan
    share = float(np.nanvar(answers, axis=0, ddof=1).mean() / ((options**2 - 1) / 12))
    away = np.nanmean(np.abs(answers - np.nanmean(answers, axis=0)), axis=0).mean()
    agreed = items * (1 - share)
    return (agreed / (agreed + share) if share < 1 else 0.0), float(away)


def options_of(instrument: Instrument, scale: Subscale) -> int | None:
    """How many answers an item of the scale (or the scale, where it is rated directly) has; None on visual scales."""
    if instrument.step is None:
        return None
    low, high = (instrument.low, instrument.high) if scale.items else (scale.low, scale.high)
    return round((high - low) / instrument.step) + 1


def agreement_by_session(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """How far those who rated the same thing in a session agree, session by session.

    Parameters
    ----------
    study : narrowed to one group. scores : its `ratings.trajectories`. series : which ratings. Not changed.

    Returns
    -------
    DataFrame, one row per session with a rating: session, n_raters, mean, sd, low, high (of the scores, in the
    instrument's unit), r_wg, ad (AD_M, in steps of one answer), ad_limit (options / 6), items (0: scores rated
    directly), reason (why there is no r_wg; "" where there is one).

    Notes
    -----
    r_wg and AD_M are taken from the answers to the items; where a form has a written-down score only, and on visual
    scales, which have no countable answers, standard deviation and range stand alone.
    """
    instrument, scale = find(series.instrument, study.instruments), scale_of(study, series)
    given = forms(scores, series).dropna(subset=["score"])
    options = options_of(instrument, scale)
    answers = item_answers(study, scores, series)
    columns = [str(item) for item in scale.items]
    rows = []
    for session, here in given.groupby("session"):
        each = here.groupby("rater", observed=True)["score"].mean()
        agreed, away, reason = np.nan, np.nan, _no_agreement(series, options, len(each))
        if not reason:
            steps = (answers.loc[answers["session"] == session, columns].to_numpy(float) if columns
                     else each.to_numpy()[:, None]) / instrument.step  # fmt: skip
            agreed, away = within_group_agreement(steps, options)
            if agreed != agreed:
                reason = "The answers to the items are not recorded."
        rows.append(
            (session, len(each), each.mean(), each.std(), each.min(), each.max(), agreed, away,
             options / 6 if options else np.nan, len(columns), reason)
        )  # fmt: skip
    names = ["session", "n_raters", "mean", "sd", "low", "high", "r_wg", "ad", "ad_limit", "items", "reason"]
    return pd.DataFrame(rows, columns=names)


def session_intraclass(scores: pd.DataFrame, series: Series) -> Intraclass:
    """`intraclass` of the ratings of one series with sessions as the sets: does it matter which session it was?

    The same people rate in every session, so their lasting differences count as disagreement here; `variance` keeps
    them apart.
    """
    given = forms(scores, series).dropna(subset=["score"])
    if series.target not in COMMON:
        return replace(intraclass([], []), reason=NOTHING_COMMON)
    each = given.groupby(["session", "rater"], observed=True)["score"].mean().reset_index()
    return intraclass(each["score"], each["session"], least_groups=LEAST_SESSIONS)


def _no_agreement(series: Series, options: int | None, raters: int) -> str:
    if series.target not in COMMON:
        return NOTHING_COMMON
    if options is None:
        return "A visual scale has no countable answers: read the standard deviation and the range."
    if raters < LEAST_RATERS:
        return f"Agreement needs at least {LEAST_RATERS} raters; there is 1."
    return ""
