"""Is it the rater, the rated, or the pair? The social relations model of round robins, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from taft_dash.measures.round_robins import RoundRobin
from taft_dash.measures.social_relations import COMPONENTS, Estimates, round_robins, with_empty_cells

LEVEL = 0.95
FACTS = ["group", "n_members", "n_sessions", "n_missing"]
NUMBERS = [
    "component", "estimate", "share", "correlation", "correlation_low", "correlation_high", "se", "low", "high", "t",
    "p", "reliability", "flag", "reason",
]  # fmt: skip
EFFECTS = ["group", "member", "actor", "partner", "n_given", "n_received"]
PAIRS = ["group", "actor", "partner", "value", "expected", "relationship"]


class Relations(NamedTuple):
    """The tables of `social_relations`."""

    components: pd.DataFrame
    effects: pd.DataFrame
    pairs: pd.DataFrame
    groups: pd.DataFrame
    pooled: pd.DataFrame


def social_relations(robins: Sequence[RoundRobin]) -> Relations:
    """Variances, reciprocities and effects of every round robin, and of all together.

    A large share of actors: members differ in what they give to everybody; of partners: in what they get from
    everybody; of relationships: it depends on who meets whom. Generalised reciprocity: who gives much to all also gets
    much from all. Dyadic reciprocity: who gives somebody more than usual also gets more from them.

    Returns
    -------
    components : a row per group and component of `social_relations.COMPONENTS`: group, n_members, n_sessions,
        n_missing (cells), component, estimate, share (of the three variances, those below 0 taken as 0), correlation
        (actor_partner: generalised, dyadic: dyadic reciprocity; cut at -1 and 1), correlation_low and _high (95 %,
        dyadic only), se, low, high (95 %), t, p (variances one-sided, covariances two-sided), reliability (actor,
        partner), flag (what to mind), reason (why there is no estimate).
    effects : a row per group and member: group, member, actor, partner, n_given, n_received (cells).
    pairs : a row per group and ordered pair observed: group, actor, partner, value, expected (mean + effects),
        relationship (value - expected).
    groups : a row per group: group, n_members, n_sessions, n_missing, mean, left_out (members without a value on either
        side), reason.
    pooled : as `components`, without group, over all groups that have estimates, with n_groups: means weighted by n -
        1, as in TripleR.

    Notes
    -----
    Standard errors after Lashley & Bond; t has n - 1 degrees of freedom (pooled: their sum), and both covariances are
    tested two-sided. The t test is cautious in small groups: of 4,000 simulated groups of 8 without any variance of
    actors hardly one has p < .05. A component whose variance is below 0 has neither t nor p, nor its covariances a
    correlation. Intervals: of actor and partner variances after Williams 1962, from the chi-square of the mean square
    of the effects; of the relationship variance by Satterthwaite; of covariances from t; of the dyadic reciprocity
    from F, which is exact in a complete round robin. Limits of variances are not below 0.

    References
    ----------
    Williams, J. S. (1962). Biometrika, 49, 278-281. doi 10.1093/biomet/49.1-2.278
    Schönbrodt, F. D., Back, M. D., & Schmukle, S. C. (2012). Behavior Research Methods, 44, 455-470. doi
    10.3758/s13428-011-0150-4
    """
    made = _estimated(robins)
    facts = [_facts(robin, made.get(id(robin))) for robin in robins]
    groups = pd.DataFrame(facts, columns=[*FACTS, *_SAID]).astype({"group": "str"})
    usable = [robin for robin in robins if id(robin) in made]
    found = [made[id(robin)] for robin in usable]
    n = np.array([len(robin.members) for robin in usable], int)
    fields = [_stacked(found, name) for name in ("estimate", "se", "noise", "reliability")]
    numbers = _components(*fields, n - 1, _stacked(found, "pairs"))
    numbers["group"] = pd.Series(np.repeat([robin.group for robin in usable], len(COMPONENTS)), dtype="str")
    every = groups[FACTS].merge(pd.DataFrame({"component": COMPONENTS}), how="cross")
    components = every.merge(numbers, on=["group", "component"], how="left")
    why = every.merge(groups[["group", "reason"]], on="group")["reason"]
    components = components.assign(flag=components["flag"].fillna(""), reason=why)
    return Relations(
        components[[*FACTS, *NUMBERS]],
        _table([_effects(robin, made[id(robin)]) for robin in usable], EFFECTS),
        _table([_pairs(robin, made[id(robin)]) for robin in usable], PAIRS),
        groups,
        _pooled(n, found),
    )


_SAID = ["mean", "left_out", "reason"]


def _estimated(robins: Sequence[RoundRobin]) -> dict[int, Estimates]:
    """The model of every usable round robin, {id: Estimates of one}; complete ones of a size in one go."""
    made, sizes = {}, {}
    for robin in robins:
        if robin.reason:
            continue
        n = len(robin.members)
        if np.isnan(robin.values).sum() > n:
            found = with_empty_cells(robin.values)
            if not np.isnan(found.estimate).any():
                made[id(robin)] = found
        else:
            sizes.setdefault(n, []).append(robin)
    for alike in sizes.values():
        found = round_robins(np.array([robin.values for robin in alike]))
        made |= {id(robin): Estimates(*(part[k : k + 1] for part in found)) for k, robin in enumerate(alike)}
    return made


def _facts(robin: RoundRobin, found: Estimates | None) -> tuple:
    n = len(robin.members)
    reason = robin.reason
    if found is None and not reason:
        reason = "The pairs that have values do not determine the model: too many are missing."
    mean = np.nan if found is None else found.mean[0]
    return robin.group, n, robin.n_sessions, robin.n_missing, mean, "; ".join(robin.left_out), reason


def _stacked(found: list[Estimates], name: str) -> np.ndarray:
    """One field of several estimates: (G,) of pairs, else (G, width)."""
    empty = np.empty({"estimate": (0, 5), "se": (0, 5), "pairs": 0}.get(name, (0, 2)))
    return np.concatenate([empty, *(getattr(one, name) for one in found)])


def _table(parts: list[tuple], columns: list[str]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.DataFrame(
        {name: np.concatenate([part[k] for part in parts]) for k, name in enumerate(columns)}
    )


def _pooled(n: np.ndarray, found: list[Estimates]) -> pd.DataFrame:
    """The weighted mean of several groups; without any, rows that say so."""
    facts = {"n_groups": len(found), "n_members": int(n.sum())}
    columns = [*facts, *NUMBERS]
    if not found:
        none = pd.DataFrame({"component": COMPONENTS, "flag": "", "reason": "No group has enough members and values."})
        return none.assign(**facts).reindex(columns=columns)
    weight = n - 1.0
    estimate, noise = (
        np.average(_stacked(found, name), axis=0, weights=weight) for name in ("estimate", "noise")
    )
    se = np.sqrt((weight[:, None] ** 2 * _stacked(found, "se") ** 2).sum(axis=0)) / weight.sum()
    # TripleR takes the reliability of a group of the mean size
    size = n.mean()
    total = estimate[:2] + (estimate[2] * (size - 1) + estimate[4]) / (size * (size - 2))
    reliability = np.where((estimate[:2] >= 0) & (total > 0), estimate[:2] / total, np.nan)
    rows = _components(
        estimate[None], se[None], noise[None], reliability[None], weight.sum(keepdims=True),
        _stacked(found, "pairs").sum(keepdims=True),
    )  # fmt: skip
    return rows.assign(**facts, reason="")[columns]


def _components(estimate, se, noise, reliability, people, pairs) -> pd.DataFrame:
    """The five components of G round robins, row by row; `people` and `pairs` (G,) are degrees of freedom."""
    from scipy.stats import t as student

    count = len(estimate)
    variance, rest = estimate[:, :3], np.full((count, 2), np.nan)
    total = np.maximum(variance, 0).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.maximum(variance, 0) / total
        roles = np.where((variance[:, :2] > 0).all(axis=1), variance[:, 0] * variance[:, 1], np.nan)
        raw = np.column_stack([estimate[:, 3] / np.sqrt(roles), estimate[:, 4] / variance[:, 2]])
        raw[:, 1] = np.where(variance[:, 2] > 0, raw[:, 1], np.nan)
        usable = np.hstack([variance >= 0, ~np.isnan(raw)]) & (se > 0)
        t = np.where(usable, estimate / se, np.nan)
    low, high = _intervals(estimate, se, noise, people, pairs)
    bounds = np.full((2, count, 5), np.nan)
    bounds[:, :, 4] = _dyadic_interval(estimate, pairs)
    flags = np.full((count, 5), "", dtype=object)
    flags[:, :3] = np.where(variance < 0, _BELOW, "")
    flags[:, 3:] = np.where(np.isnan(raw), _NO_CORRELATION, np.where(np.abs(raw) > 1, _CUT, ""))
    columns = {
        "estimate": estimate, "share": np.hstack([share, rest]),
        "correlation": np.hstack([np.full((count, 3), np.nan), np.clip(raw, -1, 1)]),
        "correlation_low": bounds[0], "correlation_high": bounds[1], "se": np.where(usable, se, np.nan),
        "low": low, "high": high, "t": t,
        "p": student.sf(np.abs(t), people[:, None]) * np.array([1, 1, 1, 2, 2]),
        "reliability": np.hstack([reliability, np.full((count, 3), np.nan)]), "flag": flags,
    }  # fmt: skip
    rows = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    return rows.assign(component=pd.Series(COMPONENTS * count, dtype="str"))


_BELOW = "The estimate is below 0, as happens by chance where there is little of it; shares take it as 0."
_NO_CORRELATION = "A variance it rests on is not above 0, so there is no correlation."
_CUT = "The correlation came out beyond 1 and is cut there."


def _intervals(estimate, se, noise, people, pairs) -> tuple[np.ndarray, np.ndarray]:
    """(G, 5) lower and upper limits."""
    from scipy.stats import chi2
    from scipy.stats import t as student

    tails = np.array([(1 + LEVEL) / 2, (1 - LEVEL) / 2])[:, None]
    limits = np.full((2, *estimate.shape), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        for k in (0, 1):
            square = people * (estimate[:, k] + noise[:, k])
            limits[:, :, k] = square / chi2.ppf(tails, people) - noise[:, k]
        # an unbiased estimate of 2 s^4 / d is 2 s^4 / (d + 2)
        freedom = np.maximum(1, 2 * estimate[:, 2] ** 2 / se[:, 2] ** 2 - 2)
        limits[:, :, 2] = np.where(estimate[:, 2] > 0, freedom * estimate[:, 2] / chi2.ppf(tails, freedom), np.nan)
    for k, freedom in ((3, people), (4, np.maximum(pairs, 1))):
        reach = student.ppf((1 + LEVEL) / 2, freedom) * se[:, k]
        limits[:, :, k] = estimate[:, k] - reach, estimate[:, k] + reach
    limits[:, :, :3] = np.maximum(limits[:, :, :3], 0)
    return limits[0], limits[1]


def _dyadic_interval(estimate, pairs) -> np.ndarray:
    """(2, G) from (1 + r) / (1 - r), which the ratio of the mean squares between and within pairs estimates."""
    from scipy.stats import f

    between, within = estimate[:, 2] + estimate[:, 4], estimate[:, 2] - estimate[:, 4]
    tails = np.array([(1 + LEVEL) / 2, (1 - LEVEL) / 2])[:, None]
    known = (within > 0) & (between >= 0) & (pairs > 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = between / within / f.ppf(tails, pairs - 1, pairs)
        return np.where(known, (ratio - 1) / (ratio + 1), np.nan)


def _effects(robin: RoundRobin, found: Estimates) -> tuple:
    """The columns of EFFECTS."""
    seen = ~np.isnan(robin.values)
    group = np.full(len(robin.members), robin.group, dtype=object)
    return group, robin.members, found.actor[0], found.partner[0], seen.sum(axis=1), seen.sum(axis=0)


def _pairs(robin: RoundRobin, found: Estimates) -> tuple:
    """The columns of PAIRS."""
    at = np.nonzero(~np.isnan(robin.values))
    relationship, value = found.relationship[0][at], robin.values[at]
    group = np.full(len(value), robin.group, dtype=object)
    return group, robin.members[at[0]], robin.members[at[1]], value, value - relationship, relationship
