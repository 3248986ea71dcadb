"""The social relations model against published and independent numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from taft_dash.measures.relations import social_relations
from taft_dash.measures.round_robins import RoundRobin
from taft_dash.measures.social_relations import most_missing, round_robins, with_empty_cells

WITNESS = json.loads((Path(__file__).parents[1] / "reference" / "relations.json").read_text())
CASES = [
    *((WITNESS["synthetic"][name], 4) for name in ("S6", "S4")),
    *((WITNESS["warner"][name], 3) for name in ("T1", "T2", "T3")),
]


def robin(rows, group="g"):
    values = np.array(rows, float)
    np.fill_diagonal(values, np.nan)
    return RoundRobin(group, np.array([f"M{k}" for k in range(len(values))], object), values, 1)


@pytest.mark.parametrize(("case", "digits"), CASES, ids=["S6", "S4", "T1", "T2", "T3"])
def test_estimates_shares_errors_and_reliabilities(case, digits):
    rows = social_relations([robin(case["rows"])]).components.set_index("component")
    assert (rows["estimate"].round(digits) + 0).tolist() == case["estimate"]
    assert rows["se"].round(digits).dropna().tolist() == [
        se for se, usable in zip(case["se"], rows["se"].notna(), strict=True) if usable
    ]
    assert rows["share"].dropna().round(digits).tolist() == case["share"]
    assert rows["reliability"].dropna().round(digits).tolist() == case["reliability"]
    assert rows["reason"].eq("").all()


def test_effects_and_reciprocities():
    case = WITNESS["synthetic"]["S6"]
    made = social_relations([robin(case["rows"])])
    assert made.effects["actor"].round(4).tolist() == case["actor"]
    assert made.effects["partner"].round(4).tolist() == case["partner"]
    assert round(made.groups["mean"].iloc[0], 4) == case["mean"]
    rows = made.components.set_index("component")["correlation"]
    assert rows[["actor_partner", "dyadic"]].round(4).tolist() == case["correlation"]
    pairs = made.pairs
    assert (pairs["expected"] + pairs["relationship"]).tolist() == pytest.approx(pairs["value"].tolist())
    assert pairs.groupby("actor")["relationship"].sum().abs().max() < 1e-9


def test_a_correlation_beyond_1_is_cut_and_flagged():
    rows = social_relations([robin(WITNESS["synthetic"]["S4"]["rows"])]).components.set_index("component")
    assert rows.loc["actor_partner", "correlation"] == 1
    assert rows.loc["actor_partner", "flag"] == "The correlation came out beyond 1 and is cut there."


def test_a_negative_variance_is_kept_flagged_and_counts_as_0_in_shares():
    rng = np.random.default_rng(0)
    table = next(
        values for values in (rng.normal(size=(6, 6)) for _ in range(50))
        if (round_robins(values[None]).estimate[0] < 0)[:2].tolist() == [False, True]
    )  # fmt: skip
    rows = social_relations([robin(table)]).components.set_index("component")
    assert rows.loc["partner", "estimate"] < 0 and rows.loc["partner", "share"] == 0
    assert rows.loc["partner", "flag"].startswith("The estimate is below 0")
    assert np.isnan(rows.loc["partner", ["se", "t", "p", "reliability"]].astype(float)).all()
    assert np.isnan(rows.loc["actor_partner", "correlation"]) and "no correlation" in rows.loc["actor_partner", "flag"]
    assert rows["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("case", [case for case, _ in CASES])
def test_without_empty_cells_the_general_solution_is_the_same(case):
    values = robin(case["rows"]).values
    closed, general = round_robins(values[None]), with_empty_cells(values)
    for name in ("mean", "actor", "partner", "relationship", "estimate", "se", "noise", "pairs"):
        assert getattr(general, name) == pytest.approx(getattr(closed, name), abs=1e-8, nan_ok=True), name


def test_empty_cells_leave_variances_unbiased():
    rng = np.random.default_rng(4)
    n, true = 8, np.array([1, 0.5, 2, 0.2, 0.6])
    upper = np.triu_indices(n, 1)
    found = []
    for _ in range(600):
        roles = rng.multivariate_normal([0, 0], [[1, 0.2], [0.2, 0.5]], n)
        values = roles[:, [0]] + roles[:, 1]
        values[upper], values.T[upper] = (
            side + of for side, of in zip(
                rng.multivariate_normal([0, 0], [[2, 0.6], [0.6, 2]], len(upper[0])).T,
                (values[upper], values.T[upper]), strict=True,
            )
        )  # fmt: skip
        values[[0, 0, 3, 5, 6], [1, 2, 4, 0, 7]] = np.nan
        found.append(with_empty_cells(values))
    estimate = np.vstack([one.estimate for one in found])
    spread = estimate.std(axis=0)
    assert (np.abs(estimate.mean(axis=0) - true) < 4 * spread / np.sqrt(len(found))).all()
    assert np.sqrt(np.nanmean(np.vstack([one.se for one in found]) ** 2, axis=0)) == pytest.approx(spread, rel=0.12)


def test_cells_that_do_not_determine_the_model_give_nothing():
    values = np.full((4, 4), np.nan)
    values[[0, 1, 2, 3], [1, 0, 3, 2]] = 1.0
    assert np.isnan(with_empty_cells(values).estimate).all()


def test_fewer_than_4_and_empty_cells_are_errors_of_the_caller():
    with pytest.raises(ValueError, match="at least 4"):
        round_robins(np.zeros((1, 3, 3)))
    with pytest.raises(ValueError, match="empty cells"):
        round_robins(np.where(np.arange(16).reshape(1, 4, 4) == 1, np.nan, 1.0))


def test_how_much_may_be_missing():
    assert [most_missing(n) for n in (4, 5, 6, 7, 8, 10, 20)] == [1, 2, 4, 6, 8, 18, 76]


def test_several_groups_are_weighted_by_their_size():
    cases = WITNESS["synthetic"]
    groups = [robin(cases[name]["rows"], name) for name in ("S6", "S4")]
    pooled = social_relations(groups).pooled.set_index("component")
    expected = (5 * np.array(cases["S6"]["estimate"]) + 3 * np.array(cases["S4"]["estimate"])) / 8
    assert pooled["estimate"].tolist() == pytest.approx(expected, abs=1e-4)
    se = np.sqrt(25 * np.array(cases["S6"]["se"]) ** 2 + 9 * np.array(cases["S4"]["se"]) ** 2) / 8
    assert pooled.loc[["actor", "partner", "relationship"], "se"].tolist() == pytest.approx(se[:3], abs=1e-4)
    assert pooled[["n_groups", "n_members"]].iloc[0].tolist() == [2, 10]


def test_shifting_and_scaling_the_ratings():
    rows = np.array(WITNESS["synthetic"]["S6"]["rows"], float)
    one, other = (social_relations([robin(values)]).components for values in (rows, 3 * rows + 10))
    assert other["estimate"].tolist() == pytest.approx((9 * one["estimate"]).tolist())
    for name in ("share", "correlation", "t", "p", "reliability", "correlation_low"):
        assert other[name].tolist() == pytest.approx(one[name].tolist(), nan_ok=True)


def test_intervals_and_p_values_from_the_sums_of_squares():
    from scipy.stats import chi2, f, t

    made = social_relations([robin(WITNESS["synthetic"]["S6"]["rows"])])
    rows, n = made.components.set_index("component"), 6
    square = (made.effects["actor"] ** 2).sum()
    noise = square / 5 - rows.loc["actor", "estimate"]
    assert rows.loc["actor", "low"] == pytest.approx(square / chi2.ppf(0.975, 5) - noise)
    assert rows.loc["actor", "high"] == pytest.approx(square / chi2.ppf(0.025, 5) - noise)
    table = made.pairs.pivot(index="actor", columns="partner", values="relationship").fillna(0).to_numpy()
    between = ((table + table.T) ** 2).sum() / 4 / ((n - 1) * (n - 2) / 2 - 1)
    within = ((table - table.T) ** 2).sum() / 2 / ((n - 1) * (n - 2))
    ratio = between / within / f.ppf([0.975, 0.025], 9, 10)
    assert rows.loc["dyadic", ["correlation_low", "correlation_high"]].tolist() == pytest.approx(
        ((ratio - 1) / (ratio + 1)).tolist()
    )
    for component, sides in {"actor": 1, "relationship": 1, "actor_partner": 2, "dyadic": 2}.items():
        row = rows.loc[component]
        assert row["p"] == pytest.approx(sides * t.sf(row["estimate"] / row["se"], 5)), component
    reach = t.ppf(0.975, 5) * rows.loc["actor_partner", "se"]
    assert rows.loc["actor_partner", "high"] == pytest.approx(rows.loc["actor_partner", "estimate"] + reach)
