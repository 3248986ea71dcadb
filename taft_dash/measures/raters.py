"""Do several raters of the same things agree? Kappas of codes, and the intraclass correlations of raters' scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LEAST_RATED = 5
"""Things rated by all, below which no coefficient is given; a choice of this program."""
WEIGHTS = {"": None, "linear": "linear", "quadratic": "quadratic"}
"""How far apart two codes are: all alike, or by their steps or squared steps on an ordered scale."""
ICC_FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")


@dataclass(frozen=True)
class Kappa:
    """Agreement of n things coded, beyond chance, with its 95 % interval; NaN exactly where `reason` is not empty.

    observed, expected : share of agreement as it was, and as chance would make it of the raters' codes (with weights:
    of weighted agreement). raters : how many coded each thing.
    """

    value: float
    low: float
    high: float
    observed: float
    expected: float
    n: int
    raters: int
    reason: str = ""


def cohen_kappa(first, second, *, codes=None, weights: str = "") -> Kappa:
    """How far two raters give the same codes, beyond what their habits alone would make them.

    1: always; 0: as often as chance; below 0: less. kappa = (observed - expected) / (1 - expected), expected from how
    often each rater gives each code.

    Parameters
    ----------
    first, second : (n,) codes of the same things in the same order; pairs with one missing are left out. codes : all
        codes there are, in order (needed for weights where a code of the scale never occurs); those that occur, sorted,
        where None. weights : of WEIGHTS.

    Notes
    -----
    Computed by statsmodels; the interval rests on the large-sample standard error of Fleiss, Cohen & Everitt (1969).
    Where one code is given nearly always, kappa is low however often raters agree: read `observed` beside it.

    References
    ----------
    Cohen 1960, Educational and Psychological Measurement 20:37-46, doi 10.1177/001316446002000104;
    Cohen 1968, Psychological Bulletin 70:213-220, doi 10.1037/h0026256

    Examples
    --------
    >>> found = cohen_kappa(list("aaaabbbbbb"), list("aaabbbbbba"))
    >>> round(found.value, 3), found.observed, round(found.expected, 2)
    (0.583, 0.8, 0.52)
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    if weights not in WEIGHTS:
        raise ValueError(f"weights are one of {', '.join(map(repr, WEIGHTS))}, not {weights!r}")
    pairs = pd.DataFrame({"first": list(first), "second": list(second)}).dropna()
    known = sorted(pd.unique(pairs.to_numpy().ravel())) if codes is None else list(codes)
    if unknown := set(pairs.to_numpy().ravel()) - set(known):
        raise ValueError(f"not among the codes: {', '.join(sorted(map(str, unknown)))}")
    if reason := _too_few(len(pairs)) or _one_code(pairs.to_numpy()):
        return Kappa(*[np.nan] * 5, n=len(pairs), raters=2, reason=reason)
    table = pd.crosstab(pairs["first"], pairs["second"]).reindex(index=known, columns=known, fill_value=0).to_numpy()
    found = cohens_kappa(table, wt=WEIGHTS[weights])
    steps = np.abs(np.subtract.outer(np.arange(len(known)), np.arange(len(known))))
    apart = steps > 0 if not weights else (steps / steps.max()) ** (1 if weights == "linear" else 2)
    share = table / table.sum()
    observed, expected = (1 - (apart * one).sum() for one in (share, np.outer(share.sum(axis=1), share.sum(axis=0))))
    value, low, high = found.kappa, found.kappa_low, found.kappa_upp
    return Kappa(*map(float, (value, low, high, observed, expected)), n=len(pairs), raters=2)


def fleiss_kappa(codes) -> Kappa:
    """How far several raters give the same codes, beyond what the frequency of the codes alone would make them.

    Parameters
    ----------
    codes : (n, raters) DataFrame or array, one row per thing; who is in which column does not matter. Things with a
        code missing are left out.

    Notes
    -----
    Computed by statsmodels. The interval is that of the jackknife over the things coded, with Student's t. Checked
    against Fleiss's 30 patients.

    References
    ----------
    Fleiss 1971, Psychological Bulletin 76:378-382, doi 10.1037/h0031619
    """
    from scipy.stats import t

    given = pd.DataFrame(codes).dropna()
    n, raters = given.shape
    alone = "" if raters > 1 else "Agreement needs at least two raters."
    if reason := alone or _too_few(n) or _one_code(given.to_numpy()):
        return Kappa(*[np.nan] * 5, n=n, raters=raters, reason=reason)
    coded = pd.factorize(given.to_numpy().ravel())[0].reshape(n, raters)
    table = (coded[:, :, None] == np.arange(coded.max() + 1)).sum(axis=1)
    value, observed, expected = _fleiss(table)
    without = np.array([_fleiss(np.delete(table, place, axis=0))[0] for place in range(n)])
    beside = t.isf(0.025, n - 1) * np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    low, high = (value - beside, min(value + beside, 1.0)) if np.isfinite(beside) else (np.nan, np.nan)
    return Kappa(*map(float, (value, low, high, observed, expected)), n=n, raters=raters)


def rater_intraclass(values) -> pd.DataFrame:
    """How far scores of several raters agree: all six intraclass correlations of Shrout and Fleiss.

    1: raters give each thing the same score; 0: what is rated makes no difference. ICC(1,.): each thing had raters of
    its own. ICC(2,.): the same raters, drawn from many, and their level counts as disagreement (absolute agreement).
    ICC(3,.): these raters only, their level does not count (consistency). (.,1): of a single rater; (.,k): of the mean
    of all.

    Parameters
    ----------
    values : (n, raters) DataFrame or array of numbers, one row per thing. Things with a score missing are left out.

    Returns
    -------
    DataFrame, one row for each of ICC_FORMS: form, icc, low, high (95 % interval), n, raters, reason.

    Notes
    -----
    Intervals after Shrout & Fleiss (1979), for ICC(2,.) as in McGraw & Wong (1996). Checked against the printed table
    of Shrout & Fleiss and R's psych.

    References
    ----------
    Shrout & Fleiss 1979, Psychological Bulletin 86:420-428, doi 10.1037/0033-2909.86.2.420;
    McGraw & Wong 1996, Psychological Methods 1:30-46, doi 10.1037/1082-989X.1.1.30
    """
    scores = pd.DataFrame(values).dropna().to_numpy(float)
    n, k = scores.shape
    reason = "Agreement needs at least two raters." if k < 2 else _too_few(n)
    if not reason and np.ptp(scores.mean(axis=1)) == 0:
        reason = "All that was rated has the same mean: nothing tells it apart."
    if reason:
        nothing = dict.fromkeys(("icc", "low", "high"), np.nan)
        return pd.DataFrame({"form": ICC_FORMS}).assign(**nothing, n=n, raters=k, reason=reason)
    rows, columns = scores.mean(axis=1), scores.mean(axis=0)
    between, of_rater = k * rows.var(ddof=1), n * columns.var(ddof=1)
    within = scores.var(axis=1, ddof=1).mean()
    rest = ((scores - rows[:, None] - columns + scores.mean()) ** 2).sum() / ((n - 1) * (k - 1))
    single = [
        _one_way(between, within, k, (n - 1, n * (k - 1))),
        _two_way(between, of_rater, rest, n, k),
        _one_way(between, rest, k, (n - 1, (n - 1) * (k - 1))),
    ]
    mean = [[k * r / (1 + (k - 1) * r) if r > -1 / (k - 1) else -np.inf for r in one] for one in single]
    found = pd.DataFrame([*single, *mean], columns=["icc", "low", "high"])
    found.insert(0, "form", ICC_FORMS)
    return found.assign(n=n, raters=k, reason="")


def _one_way(between: float, error: float, k: int, freedom: tuple[int, int]) -> list[float]:
    """(F - 1) / (F + k - 1) of the ratio F, and of the ends of its interval."""
    from scipy.stats import f

    ratio = between / error if error > 0 else np.inf
    ratios = (ratio, ratio / f.ppf(0.975, *freedom), ratio / f.ppf(0.025, *freedom))
    return [1.0 if np.isinf(one) else float((one - 1) / (one + k - 1)) for one in ratios]


def _two_way(between: float, of_rater: float, rest: float, n: int, k: int) -> list[float]:
    from scipy.stats import f

    icc = (between - rest) / (between + (k - 1) * rest + k * (of_rater - rest) / n)
    if icc == 1:
        return [1.0, 1.0, 1.0]
    a, b = k * icc / (n * (1 - icc)), 1 + k * icc * (n - 1) / (n * (1 - icc))
    freedom = (a * of_rater + b * rest) ** 2 / (
        (a * of_rater) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1))
    )
    down, up = f.ppf(0.975, n - 1, freedom), f.ppf(0.975, freedom, n - 1)
    error = k * of_rater + (k * n - k - n) * rest
    low = n * (between - down * rest) / (down * error + n * between)
    high = n * (up * between - rest) / (error + n * up * between)
    return [float(icc), float(low), float(high)]


def _fleiss(table: np.ndarray) -> tuple[float, float, float]:
    """Kappa, observed and expected agreement of counts (things, codes)."""
    from statsmodels.stats.inter_rater import fleiss_kappa as of_table

    raters = table[0].sum()
    observed = ((table**2).sum(axis=1) - raters).mean() / (raters * (raters - 1))
    expected = ((table.sum(axis=0) / table.sum()) ** 2).sum()
    return (of_table(table) if expected < 1 else np.nan), observed, expected


def _too_few(n: int) -> str:
    if n >= LEAST_RATED:
        return ""
    are = "is 1" if n == 1 else f"are {n}"
    return f"Agreement of raters needs at least {LEAST_RATED} things that all rated; there {are}."


def _one_code(codes: np.ndarray) -> str:
    several = len(pd.unique(codes.ravel())) > 1
    return "" if several else "Only one code was given: beyond chance there is nothing to agree on."
