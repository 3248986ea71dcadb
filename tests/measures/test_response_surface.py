"""Response surfaces: known coefficients are found, as others compute them, and too little is refused."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.ratings import trajectories
from taft_dash.measures.response_surface import outcome_series, response_surface, response_surfaces
from taft_dash.measures.series import Series
from taft_dash.records.study import study_from

TOTAL = Series("WAI-SR", "total", "LEADER", "member")
B = np.array([20.0, 1.5, 0.5, -0.4, 0.6, -0.2])


def rows(n=120, groups=1, *, noise=0.0, apart=0.0, seed=0):
    """Outcomes made by the formula with B, both bonds from 1 to 5, groups apart by a constant."""
    rng = np.random.default_rng(seed)
    first, second, group = rng.uniform(1, 5, n), rng.uniform(1, 5, n), np.arange(n) % groups
    x, y = first - 3, second - 3
    z = np.column_stack([np.ones(n), x, y, x**2, x * y, y**2]) @ B + apart * group + rng.normal(0, noise, n)
    return pd.DataFrame({"group": group, "first": first, "second": second, "outcome": z})


@pytest.mark.parametrize(("groups", "apart"), [(1, 0.0), (5, 3.0)])
def test_known_coefficients_are_found(groups, apart):
    terms, _, reason = response_surface(rows(groups=groups, apart=apart), middle=3)
    assert reason == "" and (terms["n"].iloc[0], terms["n_groups"].iloc[0]) == (120, groups)
    found = terms.set_index("term")["estimate"]
    assert found[["b1", "b2", "b3", "b4", "b5"]].tolist() == pytest.approx(B[1:])
    assert found["b0"] == pytest.approx(20 + apart * (groups - 1) / 2)
    # By hand: 1.5 + .5, -.4 + .6 - .2, 1.5 - .5, -.4 - .6 - .2.
    assert found[["a1", "a2", "a3", "a4"]].tolist() == pytest.approx([2.0, 0.0, 1.0, -1.2])


def test_statsmodels_says_the_same():
    from statsmodels.formula.api import ols

    table = rows(150, 6, noise=2.0, apart=1.0, seed=1)
    d = table.assign(x=table["first"] - 3, y=table["second"] - 3)
    fit = ols("outcome ~ C(group, Sum) + x + y + I(x**2) + I(x*y) + I(y**2)", d).fit()
    names = ["Intercept", "x", "y", "I(x ** 2)", "I(x * y)", "I(y ** 2)"]
    terms = response_surface(table, middle=3)[0].set_index("term")
    assert terms["estimate"].head(6).tolist() == pytest.approx(fit.params[names].tolist())
    assert terms["se"].head(6).tolist() == pytest.approx(fit.bse[names].tolist())
    assert terms["p"].head(6).tolist() == pytest.approx(fit.pvalues[names].tolist())
    asked = {"a1": "x + y", "a2": "I(x ** 2) + I(x * y) + I(y ** 2)", "a3": "x - y",
             "a4": "I(x ** 2) - I(x * y) + I(y ** 2)"}  # fmt: skip
    for term, sum_ in asked.items():
        known = fit.t_test(f"{sum_} = 0")
        assert terms.loc[term, ["estimate", "se", "p"]].tolist() == pytest.approx(
            [known.effect.item(), known.sd.item(), known.pvalue.item()]
        )
        assert terms.loc[term, ["low", "high"]].tolist() == pytest.approx(known.conf_int()[0].tolist())


def test_standard_errors_are_those_of_the_bootstrap():
    table = rows(300, noise=2.0, seed=2)
    terms = response_surface(table, middle=3)[0].set_index("term")
    samples = [table.sample(frac=1, replace=True, random_state=k) for k in range(200)]
    drawn = [response_surface(sample, middle=3)[0]["estimate"] for sample in samples]
    again = pd.Series(np.std(drawn, axis=0, ddof=1), index=terms.index)
    assert (again / terms["se"])[["a1", "a2", "a3", "a4"]].between(0.8, 1.25).all()


def test_lines_stay_where_both_bonds_were_seen():
    table = rows()
    lines = response_surface(table, middle=3)[1]
    alike, unlike = (lines[lines["line"] == name] for name in ("agreement", "disagreement"))
    assert (alike["first"] == alike["second"]).all()
    assert unlike["first"].add(unlike["second"]).to_numpy() == pytest.approx(6)
    mean, half = (table["first"] + table["second"]) / 2, (table["first"] - table["second"]) / 2
    assert [alike["first"].min(), alike["first"].max()] == pytest.approx([mean.min(), mean.max()])
    assert [unlike["first"].min() - 3, unlike["first"].max() - 3] == pytest.approx([half.min(), half.max()])
    at = alike["first"] - 3
    assert alike["height"].tolist() == pytest.approx((20 + 2 * at).tolist())


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (rows(99), "two or more in each group; there are 99."),
        (rows(120, 120), "there are 0."),
        (rows().assign(second=lambda d: d["first"]), "do not vary apart"),
        (rows(105).assign(outcome=lambda d: d["outcome"].where(d.index > 9)), "there are 95."),
    ],
)
def test_too_little_is_refused_in_words(table, said):
    terms, lines, reason = response_surface(table, middle=3)
    assert terms.empty and lines.empty and said in reason


def records(groups=13, people=8, *, outcome="ORS", noise=0.0, seed=4):
    """Two bonds at three sessions, the outcome at two; members have the same names in all groups."""
    rng, ratings = np.random.default_rng(seed), []
    for g in range(groups):
        for k in range(people):
            leader, others = rng.uniform(1.5, 4.5, 2)
            for s, swing in enumerate((-0.2, 0.0, 0.2), 1):
                ratings.append((f"g{g:02d}", s, f"P{k}", "LEADER", "WAI-SR", leader + swing))
                ratings.append((f"g{g:02d}", s, f"P{k}", "MEMBERS", "WAI-SR", others - swing))
            ratings.append((f"g{g:02d}", 1, f"P{k}", "SELF", outcome, 5.0))
            ratings.append((f"g{g:02d}", 3, f"P{k}", "SELF", outcome, 20 + leader + 2 * others + rng.normal(0, noise)))
    columns = ["group", "session", "rater", "target", "instrument", "score"]
    return study_from({"ratings": pd.DataFrame(ratings, columns=columns).assign(item="total")})


def test_bonds_are_means_and_the_outcome_is_the_last_rating():
    study = records()
    (found,) = response_surfaces(study, trajectories(study), TOTAL)
    assert (found.first, found.second, found.reason) == ("LEADER", "MEMBERS", "")
    assert found.outcome == Series("ORS", "total", "SELF", "member")
    estimate = found.terms.set_index("term")["estimate"]
    assert estimate[["b1", "b2", "a1", "a3"]].tolist() == pytest.approx([1, 2, 3, -1])
    assert (found.terms["n"].iloc[0], found.terms["n_groups"].iloc[0]) == (104, 13)
    assert found.terms["estimate"].iloc[0] == pytest.approx(29)  # 20 + 3 + 2 x 3, in the middle of the scale


def test_without_an_outcome_of_another_instrument_it_is_refused():
    study = records(groups=2, outcome="GSRS")
    scores = trajectories(study)
    assert outcome_series(study, scores, TOTAL) is None
    (found,) = response_surfaces(study, scores, TOTAL)
    assert found.reason.startswith("No outcome is recorded") and found.terms.empty
