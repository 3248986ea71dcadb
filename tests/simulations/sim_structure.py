"""Recovery and coverage of the models of structure where no published number exists.

Not collected by default: `python -m pytest tests/simulations/sim_structure.py -s` prints the figures.
"""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.agreement import intraclass
from taft_dash.measures.growth import growth
from taft_dash.measures.lagged_others import others_influence
from taft_dash.measures.several_groups import split_of_groups
from taft_dash.measures.split_alliance import truth_and_bias
from taft_dash.measures.variance import variance_split
from tests.measures.test_several_groups import lines, view
from tests.measures.test_split_alliance import TOTAL, judged

RNG = np.random.default_rng(20261125)


def group(people=8, sessions=20, *, member=1.0, session=0.7, residual=1.0, slope=0.0, slopes=0.0, missing=0.2):
    score = 3 + RNG.normal(0, member, people)[:, None] + RNG.normal(0, session, sessions)
    score = score + (slope + RNG.normal(0, slopes, people)[:, None]) * np.arange(sessions)
    score = score + RNG.normal(0, residual, (people, sessions))
    score[RNG.random(score.shape) < missing] = np.nan
    rows = [(f"P{k}", s + 1, score[k, s]) for k in range(people) for s in range(sessions)]
    return pd.DataFrame(rows, columns=["member", "session", "score"])


@pytest.mark.parametrize("sds", [(1.0, 0.7, 1.0), (0.5, 0.3, 1.0), (1.0, 0.0, 1.0)])
def test_intervals_of_the_shares_hold_the_true_ones(sds):
    true = np.array(sds) ** 2 / np.sum(np.square(sds))
    held, shares = np.zeros(3), []
    for _ in range(150):
        split = variance_split(group(member=sds[0], session=sds[1], residual=sds[2]))
        held += (split["low"] - 1e-9 <= true) & (true <= split["high"])
        shares.append(split["share"].to_numpy())
    mean = np.mean(shares, axis=0)
    print(f"\ntrue shares {true.round(3)}: mean estimate {mean.round(3)}, held {(held / 150).round(3)}")
    assert (held / 150 > 0.9).all()


@pytest.mark.parametrize(("slope", "slopes", "session"), [(0.05, 0.05, 0.5), (0.0, 0.0, 0.7), (0.05, 0.05, 0.0)])
def test_intervals_of_the_slope_hold_the_true_one(slope, slopes, session):
    held, found = 0, []
    for _ in range(150):
        row = growth(group(slope=slope, slopes=slopes, session=session))[0].fixed.set_index("term").loc["t"]
        held += row["low"] <= slope <= row["high"]
        found.append(row["estimate"])
    mean = np.mean(found)
    print(f"\nslope {slope}, SD of slopes {slopes}, of sessions {session}: mean {mean:.3f}, held {held / 150:.3f}")
    assert held / 150 > 0.9 and np.mean(found) == pytest.approx(slope, abs=0.02)


@pytest.mark.parametrize("session", [0.0, 0.7])
def test_others_before_are_not_found_where_they_do_not_matter(session):
    wrong = []
    for _ in range(100):
        terms, _ = others_influence(group(session=session))
        if len(terms):
            wrong.append(terms.set_index("term").loc["others_before", "p"] < 0.05)
    print(f"\nSD of sessions {session}: others called to matter {np.mean(wrong):.3f} of {len(wrong)}")
    assert np.mean(wrong) < 0.08


def test_truth_and_bias_are_recovered():
    true = {"bias": -0.3, "tracking": 0.5, "others": 0.2}
    made = dict(people=8, sessions=6, noise=0.3)
    found = [truth_and_bias(judged(*true.values(), seed=seed, **made), TOTAL)[0] for seed in range(40)]
    table = pd.concat(found).set_index("term")
    held = {
        term: float(((table.loc[term, "low"] <= v) & (v <= table.loc[term, "high"])).mean()) for term, v in true.items()
    }
    mean = {term: float(table.loc[term, "estimate"].mean()) for term in true}
    print("\ntruth and bias:", {k: round(float(v), 3) for k, v in mean.items()}, "held", held)
    assert mean == pytest.approx(true, abs=0.06)
    assert min(held.values()) > 0.88


def test_intervals_of_icc_1_hold_the_true_one():
    true, held = 0.3, 0
    for _ in range(1000):
        values = RNG.normal(0, np.sqrt(true), 20)[:, None] + RNG.normal(0, np.sqrt(1 - true), (20, 7))
        found = intraclass(values.ravel(), np.repeat(np.arange(20), 7))
        held += found.icc1_low <= true <= found.icc1_high
    print(f"\nICC(1) of 0.3, 20 sets of 7: held {held / 1000:.3f}")
    assert 0.93 < held / 1000 < 0.97


def test_intervals_of_the_shares_of_several_groups_hold_the_true_ones():
    sds = dict(group=0.6, member=0.6, session=0.3, residual=0.5)
    true = np.square(list(sds.values()))
    true, held, shares = true / true.sum(), np.zeros(4), []
    for _ in range(60):
        split = split_of_groups(lines(6, 8, 12, **sds, missing=0.2, rng=RNG))
        held += ((split["low"] - 1e-9 <= true) & (true <= split["high"])).to_numpy()
        shares.append(split["share"].to_numpy())
    print(f"\ngroups: true {true.round(3)}, mean {np.mean(shares, axis=0).round(3)}, held {np.round(held / 60, 3)}")
    assert (held / 60 > 0.85).all()


@pytest.mark.parametrize(("groups", "group_slope"), [(6, 0.05), (3, 0.0)])
def test_intervals_of_the_slope_of_several_groups_hold_the_true_one(groups, group_slope):
    held, found = [], []
    for _ in range(30):
        made = lines(groups, 8, 12, group=0.5, slope=0.05, group_slope=group_slope, missing=0.2, rng=RNG)
        row = view(made).terms.set_index("term").loc["slope per session"]
        held.append(row["low"] <= 0.05 <= row["high"])
        found.append(row["estimate"])
    print(f"\n{groups} groups, SD of slopes {group_slope}: mean {np.mean(found):.3f}, held {np.mean(held):.3f}")
    assert np.mean(held) > 0.85 and np.mean(found) == pytest.approx(0.05, abs=0.02)
