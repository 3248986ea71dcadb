"""Bonds with different targets compared, and therapists' view of each member's alliance."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.measures.split_alliance import split_alliance, truth_and_bias
from taft_dash.records.study import study_from

TOTAL = Series("WAI-SR", "total", "LEADER", "member")


def study_of(rows, people=None):
    ratings = pd.DataFrame(rows, columns=["session", "rater", "target", "score"])
    frames = {"ratings": ratings.assign(instrument="WAI-SR", item="total")}
    return study_from(frames | ({} if people is None else {"members": people}))


def test_only_sessions_with_both_ratings_are_compared():
    rows = [(1, "A", "LEADER", 4.0), (1, "A", "MEMBERS", 3.0), (2, "A", "LEADER", 5.0), (2, "A", "MEMBERS", 3.5)]
    rows += [(3, "A", "LEADER", 4.0), (3, "A", "MEMBERS", 3.0), (4, "A", "LEADER", 1.0), (1, "B", "LEADER", 2.0)]
    study = study_of(rows)
    (row,) = split_alliance(study, trajectories(study), TOTAL).itertuples(index=False)
    assert (row.first, row.second, row.member, row.n) == ("LEADER", "MEMBERS", "A", 3)
    assert (row.first_mean, row.second_mean) == (pytest.approx(13 / 3), pytest.approx(9.5 / 3))
    # Differences 1, 1.5, 1: mean 1.1667, SD .2887, t with 2 degrees of freedom 4.3027.
    assert [row.difference, row.low, row.high] == pytest.approx([1.1667, 0.4495, 1.8838], abs=1e-3)


def test_every_pair_of_targets_is_compared_and_two_sessions_have_no_interval():
    rows = [(s, "A", t, v) for s in (1, 2) for t, v in (("LEADER", 4.0), ("MEMBERS", 3.0), ("GROUP", 2.0))]
    study = study_of(rows)
    table = split_alliance(study, trajectories(study), TOTAL)
    found = table.set_index(["first", "second"])["difference"].to_dict()
    assert found == {("LEADER", "MEMBERS"): 1, ("LEADER", "GROUP"): 2, ("MEMBERS", "GROUP"): 1}
    assert table["low"].isna().all() and set(table["reason"]) == {
        "An interval needs three sessions with both ratings; there are 2."
    }


def test_one_target_has_nothing_to_be_compared_with():
    study = study_of([(1, "A", "LEADER", 4.0), (2, "A", "LEADER", 4.0)])
    assert split_alliance(study, trajectories(study), TOTAL).empty


def judged(bias, tracking, others, *, people=6, sessions=10, seed=0, noise=0.05):
    """Therapist ratings made from the members' by the model."""
    rng = np.random.default_rng(seed)
    truth = np.clip(3 + rng.normal(0, 0.5, people) + rng.normal(0, 0.5, (sessions, people)), 1.5, 4.5)
    rest = (truth.sum(axis=1, keepdims=True) - truth) / (people - 1)
    centre = truth.mean()
    views = centre + bias + tracking * (truth - centre) + others * (rest - centre)
    views += rng.normal(0, noise, views.shape)
    names = [f"P{k}" for k in range(people)]
    rows = [(s + 1, m, "LEADER", truth[s, k]) for s in range(sessions) for k, m in enumerate(names)]
    rows += [(s + 1, "T", m, views[s, k]) for s in range(sessions) for k, m in enumerate(names)]
    roster = pd.DataFrame({"member": [*names, "T"], "role": ["member"] * people + ["therapist"]})
    return trajectories(study_of(rows, roster))


def test_planted_bias_tracking_and_regard_for_the_others_are_found():
    terms, reason = truth_and_bias(judged(-0.4, 0.6, 0.3), TOTAL)
    found = terms.set_index("term")["estimate"]
    assert reason == ""
    assert found["bias"] == pytest.approx(-0.4, abs=0.03)
    assert found["tracking"] == pytest.approx(0.6, abs=0.05)
    assert found["others"] == pytest.approx(0.3, abs=0.1)
    assert (terms["n"].iloc[0], terms["n_members"].iloc[0], terms["n_sessions"].iloc[0]) == (60, 6, 10)


def test_therapists_who_see_nothing_track_nothing():
    row = truth_and_bias(judged(0.0, 0.0, 0.0, noise=0.4), TOTAL)[0].set_index("term").loc["tracking"]
    assert row["low"] < 0 < row["high"]


def test_too_little_is_refused_in_words():
    terms, reason = truth_and_bias(judged(0, 1, 0, sessions=3), TOTAL)
    assert terms.empty and reason.endswith("there are 18, of 6 in 3.")
    study = study_of([(1, "A", "LEADER", 4.0)])
    assert truth_and_bias(trajectories(study), TOTAL)[1].endswith("there are 0, of 0 in 0.")
