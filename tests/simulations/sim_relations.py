"""Does the social relations model find what was put in, and do its intervals hold what they promise?
python -m pytest tests/simulations/sim_relations.py -s

Round robins are drawn with known variances and covariances, normal and complete, and some with empty cells.
"""

import numpy as np
import pandas as pd

from taft_dash.measures.relations import _components, social_relations
from taft_dash.measures.round_robins import RoundRobin
from taft_dash.measures.social_relations import COMPONENTS, round_robins

TRUE = dict(zip(COMPONENTS, (1.0, 0.5, 2.0, 0.2, 0.6), strict=True))


def drawn(random, groups, n, true=TRUE):
    """(groups, n, n) round robins of these variances and covariances (actor, partner, relationship, …)."""
    a, b, g, ab, gg = true.values()
    roles = random.multivariate_normal([0, 0], [[a, ab], [ab, b]], (groups, n))
    values = roles[:, :, None, 0] + roles[:, None, :, 1]
    i, j = np.triu_indices(n, 1)
    sides = random.multivariate_normal([0, 0], [[g, gg], [gg, g]], (groups, len(i)))
    values[:, i, j] += sides[..., 0]
    values[:, j, i] += sides[..., 1]
    return values


def table(found, n):
    rows = _components(
        found.estimate, found.se, found.noise, found.reliability, np.full(len(found.estimate), n - 1), found.pairs
    )
    return with_coverage(rows)


def with_coverage(rows):
    """Whether each interval holds the truth, NaN where there is none."""
    true = rows["component"].map(TRUE)
    covered = ((rows["low"] <= true) & (true <= rows["high"])).astype(float)
    return rows.assign(true=true, covered=covered.where(rows["low"].notna()))


def test_recovery_and_coverage():
    random, report = np.random.default_rng(11), []
    for n in (4, 6, 8, 12):
        rows = table(round_robins(drawn(random, 4000, n)), n)
        r = TRUE["dyadic"] / TRUE["relationship"]
        pairs = rows[(rows["component"] == "dyadic") & rows["correlation_low"].notna()]
        inside = ((pairs["correlation_low"] <= r) & (r <= pairs["correlation_high"])).mean()
        for component, of in rows.groupby("component", sort=False):
            estimate, error = of["estimate"], np.sqrt((of["se"] ** 2).mean())
            facts = (n, component, TRUE[component], estimate.mean(), estimate.std(), (estimate < 0).mean(), error)
            report.append((*facts, of["covered"].mean(), inside if component == "dyadic" else np.nan))
    names = ["n", "component", "true", "mean", "sd", "below_0", "se", "coverage", "coverage_of_r"]
    report = pd.DataFrame(report, columns=names)
    print("\n" + report.round(3).to_string(index=False))
    assert (abs(report["mean"] - report["true"]) < 4 * report["sd"] / np.sqrt(4000)).all()
    at_8 = report[report["n"] == 8].set_index("component")
    assert at_8["coverage"].between(0.93, 0.97).all()
    assert at_8.loc["dyadic", "coverage_of_r"] > 0.94


def test_a_negative_variance_in_one_of_eight_groups_of_eight():
    found = round_robins(drawn(np.random.default_rng(12), 4000, 8)).estimate
    rate = (found[:, :2] < 0).any(axis=1).mean()
    print(f"\nactor or partner variance below 0 in {100 * rate:.1f} % of groups of 8")
    assert 0.09 < rate < 0.14


def test_empty_cells():
    random, n = np.random.default_rng(13), 8
    robins = []
    for k, values in enumerate(drawn(random, 600, n)):
        np.fill_diagonal(values, np.nan)
        cells = np.argwhere(~np.isnan(values))
        values[tuple(cells[random.choice(len(cells), 6, replace=False)].T)] = np.nan
        robins.append(RoundRobin(f"g{k}", np.arange(n).astype(str), values, 1))
    rows = with_coverage(social_relations(robins).components)
    report = rows.groupby("component", sort=False).agg(
        true=("true", "first"), mean=("estimate", "mean"), sd=("estimate", "std"), coverage=("covered", "mean")
    )
    print("\n6 of 56 cells empty\n" + report.round(3).to_string())
    assert (abs(report["mean"] - report["true"]) < 4 * report["sd"] / np.sqrt(600)).all()
    assert report["coverage"].between(0.92, 0.985).all()


def test_false_alarms_without_any_variance_of_roles():
    nothing = dict(zip(COMPONENTS, (0.0, 0.0, 1.0, 0.0, 0.0), strict=True))
    rows = table(round_robins(drawn(np.random.default_rng(14), 4000, 8, nothing)), 8)
    alarms = {
        component: ((of["p"] < 0.05) & (of["estimate"].abs() > 0)).mean()
        for component, of in rows.groupby("component", sort=False)
    }
    print("\np < .05 without actors, partners or reciprocity: ", {k: round(v, 3) for k, v in alarms.items()})
    assert all(alarms[name] < 0.06 for name in ("actor", "partner", "actor_partner", "dyadic"))
